//! Reading the findings: is there a gap, how wide and how certain is it, and how many pupils does it concern?

use alongside_plugin::prelude::*;
use alongside_plugin::rounding::shown;

/// What the findings say, and so in which order the tiers come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Situation {
    /// No finding of a gap, or a withheld one.
    Unknown,
    /// The gap is narrow, or the group is ahead.
    Narrow,
    /// There is a gap, but it is not large, or it could be chance.
    Some,
    /// The gap is large and certain, the group a small part of the school.
    Large,
    /// The gap is large and certain and the group is a large part of the school.
    LargeAndMany,
}

/// The situation with the sentence that gives the reason for it.
#[derive(Debug)]
pub(crate) struct Evidence {
    pub(crate) situation: Situation,
    pub(crate) because: String,
}

/// The thresholds, which the source leaves to judgement.
pub(crate) struct Thresholds {
    pub(crate) gap: f64,
    pub(crate) share: f64,
}

impl Evidence {
    /// Judges every finding of a gap and takes the most pressing; among equals the widest.
    pub(crate) fn read(input: &ProposeInput, thresholds: &Thresholds) -> Result<Self, Refusal> {
        let wanted = input.parameters().text_if_any("finding")?;
        let mut judged: Vec<(Situation, f64, String)> = Vec::new();
        for finding in &input.findings {
            let matches = match wanted {
                Some(step) => finding.step == step,
                None => finding.output.estimate.unit == "percentage points",
            };
            if matches {
                judged.push(judge(&finding.step, &finding.output, thresholds));
            }
        }
        if let (Some(step), []) = (wanted, judged.as_slice()) {
            let has: Vec<_> = input
                .findings
                .iter()
                .map(|finding| finding.step.as_str())
                .collect();
            return Err(Refusal::new(format!(
                "parameter `finding` is `{step}`, but the findings are of `{}`",
                has.join("`, `")
            )));
        }
        let most_pressing = judged.into_iter().reduce(|best, next| {
            let order = best.0.cmp(&next.0).then(best.1.total_cmp(&next.1));
            if order.is_lt() { next } else { best }
        });
        Ok(match most_pressing {
            Some((situation, _, because)) => Self { situation, because },
            None => Self {
                situation: Situation::Unknown,
                because: "there is no finding of a gap yet".to_owned(),
            },
        })
    }
}

fn judge(step: &str, output: &ScoreOutput, thresholds: &Thresholds) -> (Situation, f64, String) {
    let Some(gap) = output.estimate.value else {
        let reason = output.estimate.withheld.as_deref().unwrap_or("no value");
        return (
            Situation::Unknown,
            0.0,
            format!("the gap of `{step}` is withheld: {reason}"),
        );
    };
    let share = output.number("share");
    let certain = output
        .boolean("excludes-zero")
        .or_else(|| output.estimate.low.map(|low| low > 0.0));
    let band = output
        .band
        .as_deref()
        .map_or_else(String::new, |band| format!(", {band}"));
    let of_pupils = match share {
        Some(share) => format!(", for {} % of the pupils", shown(share * 100.0, 0)),
        None => String::new(),
    };
    let found = format!(
        "the gap of `{step}` is {} percentage points{band}{of_pupils}",
        shown(gap, 1)
    );
    let narrow = output.band.as_deref() == Some("narrow") || gap <= 0.0;
    let (situation, why) = if narrow {
        (Situation::Narrow, "no large gap to close".to_owned())
    } else if gap < thresholds.gap {
        (
            Situation::Some,
            format!(
                "below {} it does not change the order of the tiers",
                thresholds.gap
            ),
        )
    } else if certain == Some(false) {
        (
            Situation::Some,
            "its interval includes 0, so it could be chance: pool more years before acting on it".to_owned(),
        )
    } else {
        match share {
            Some(share) if share >= thresholds.share => {
                let (gap, share) = (thresholds.gap, shown(thresholds.share * 100.0, 0));
                (
                    Situation::LargeAndMany,
                    format!("at least {gap}, for at least {share} % of the pupils"),
                )
            }
            Some(_) => {
                let share = shown(thresholds.share * 100.0, 0);
                (
                    Situation::Large,
                    format!("large, but for fewer than {share} % of the pupils"),
                )
            }
            None => (
                Situation::Large,
                "large, but the finding does not say for how many pupils".to_owned(),
            ),
        }
    };
    (situation, gap, format!("{found}: {why}"))
}
