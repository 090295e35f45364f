//! What must not be shown: figures that are withheld, and figures that would give them away.
//!
//! A scoring rule withholds what few pupils stand behind, but it sees one question at a time. A report shows several
//! answers side by side, and earlier reports showed earlier ones: from three pooled years and two of them alone,
//! anybody can work out the third. So the findings of an engagement are gone through in order, and one is shown only
//! if nothing small can be had from it and those before it by taking years away from each other or putting them
//! together. The earlier one is preferred because an earlier report may have shown it.

use std::collections::{BTreeMap, BTreeSet};

use alongside_core::definition::StepKind;
use alongside_core::finding::Estimate;
use alongside_core::value::Value;

use super::Material;
use crate::views::engagement::FindingView;
use crate::views::words;

/// As many pupils, or fewer, are withheld: the rule of the published tables.
const FEW: f64 = 5.0;

/// The most combinations of years that are looked at; beyond it a finding is held back to be safe.
const COMBINATIONS_MAX: usize = 512;

/// Said where a finding is held back although its rule would have shown it.
const COMPLEMENT: &str =
    "together with figures already given, it would show those of a small group of pupils";

/// School years that were pooled.
type Years = BTreeSet<String>;

/// The pupils of each group behind a pooled figure.
type Cohorts = BTreeMap<String, f64>;

/// Which findings can be set against each other: same plugin, same measure, same groups.
type Question = (String, Option<String>, Vec<String>);

/// For each finding of the view, in its order, why it is withheld; none where it may be shown.
pub(super) struct Disclosure {
    withheld: Vec<Option<String>>,
}

impl Disclosure {
    /// Goes through the findings of an engagement.
    pub(super) fn of(material: &Material<'_>) -> Self {
        let findings = &material.view.findings;
        let mut released: BTreeMap<Question, Released> = BTreeMap::new();
        for finding in findings.iter().filter(|finding| own_reason(finding).is_some()) {
            let estimate = &finding.finding.output.estimate;
            released
                .entry(question(material, finding))
                .or_default()
                .withhold(estimate);
        }
        let mut judge = |finding: &FindingView| {
            if let Some(reason) = own_reason(finding) {
                return Some(reason);
            }
            let released = released.entry(question(material, finding)).or_default();
            (!released.release(finding)).then(|| COMPLEMENT.to_owned())
        };
        Self {
            withheld: findings.iter().map(&mut judge).collect(),
        }
    }

    /// Why the finding at this place of the view is withheld; none where it may be shown.
    pub(super) fn withheld(&self, place: usize) -> Option<&str> {
        self.withheld.get(place).and_then(Option::as_deref)
    }

    /// Whether a sentence that a plugin wrote quotes a finding that is held back.
    pub(super) fn quotes(&self, material: &Material<'_>, sentence: &str) -> bool {
        let findings = material.view.findings.iter().enumerate();
        findings
            .filter(|(place, _)| self.withheld(*place).is_some())
            .any(|(_, finding)| {
                let Estimate { value, low, high, .. } = &finding.finding.output.estimate;
                let mut figures = [value, low, high].into_iter().flatten();
                figures.any(|figure| has_number(sentence, *figure))
            })
    }
}

/// Whether a sentence holds a number to one decimal place, with or without it.
fn has_number(sentence: &str, number: f64) -> bool {
    let shown = [words::number(number.abs()), format!("{:.1}", number.abs())];
    let numbers = sentence.split(|c: char| !c.is_ascii_digit() && c != '.');
    numbers
        .map(|number| number.trim_matches('.'))
        .any(|number| shown.iter().any(|shown| shown == number))
}

/// Why the finding is withheld by itself: its rule says so, or should have said so. A value beside a reason is withheld
/// all the same.
fn own_reason(finding: &FindingView) -> Option<String> {
    let estimate = &finding.finding.output.estimate;
    match (&estimate.withheld, estimate.value) {
        (Some(reason), _) => Some(reason.clone()),
        (None, None) => Some("there is no value".to_owned()),
        (None, Some(_)) => cohorts(finding)
            .values()
            .any(is_few)
            .then(|| format!("{FEW} or fewer pupils are behind it")),
    }
}

/// Whether so few pupils must not be shown. None at all is nobody's secret.
fn is_few(pupils: &f64) -> bool {
    (0.5..FEW + 0.5).contains(pupils)
}

fn question(material: &Material<'_>, finding: &FindingView) -> Question {
    let provenance = &finding.finding.provenance;
    let measure = match material.definition.step(&finding.step).map(|step| &step.kind) {
        Some(StepKind::Score { measure, .. }) => measure.as_ref().map(ToString::to_string),
        _ => None,
    };
    // Texts name groups and measures; numbers set thresholds and how many years are pooled.
    let texts = provenance
        .parameters
        .iter()
        .filter_map(|(name, value)| match value {
            Value::Text(text) => Some(format!("{name}={text}")),
            _ => None,
        });
    (provenance.plugin.to_string(), measure, texts.collect())
}

/// What has been shown for one question, and what follows from it.
#[derive(Default)]
struct Released {
    /// Years whose figures are withheld.
    withheld: BTreeSet<Years>,
    /// Whether some figure is withheld without saying of which years.
    withheld_somewhere: bool,
    /// Everything that was shown.
    shown: BTreeMap<Years, Cohorts>,
}

impl Released {
    fn withhold(&mut self, estimate: &Estimate) {
        if estimate.years.is_empty() {
            self.withheld_somewhere = true;
        } else {
            self.withheld.insert(estimate.years.iter().cloned().collect());
        }
    }

    /// Shows a finding if nothing withheld follows; says whether it did.
    fn release(&mut self, finding: &FindingView) -> bool {
        let years: Years = finding.finding.output.estimate.years.iter().cloned().collect();
        if self.withheld.contains(&years) {
            return false;
        }
        if years.is_empty() || self.shown.contains_key(&years) {
            return true;
        }
        let mut shown = self.shown.clone();
        shown.insert(years, cohorts(finding));
        if self.gives_away(&shown) {
            return false;
        }
        self.shown = shown;
        true
    }

    /// Whether something that must not be shown follows from what would be.
    fn gives_away(&self, shown: &BTreeMap<Years, Cohorts>) -> bool {
        let mut known = shown.clone();
        loop {
            let derived = combinations(&known);
            if derived.is_empty() {
                return false;
            }
            if derived
                .iter()
                .any(|(years, cohorts)| self.forbids(years, cohorts))
            {
                return true;
            }
            known.extend(derived);
            if known.len() > COMBINATIONS_MAX {
                return true;
            }
        }
    }

    fn forbids(&self, years: &Years, cohorts: &Cohorts) -> bool {
        let small = cohorts.values().any(is_few);
        // Where only the pupils of all groups are known, a small group may hide in them.
        let unknown = self.withheld_somewhere && cohorts.len() < 2;
        small || unknown || self.withheld.contains(years)
    }
}

/// What is new when any two are put together or taken from each other.
fn combinations(known: &BTreeMap<Years, Cohorts>) -> BTreeMap<Years, Cohorts> {
    let mut derived = BTreeMap::new();
    for (years, cohorts) in known {
        for (others, other_cohorts) in known {
            let (found, sign) = if others.len() < years.len() && others.is_subset(years) {
                (years.difference(others).cloned().collect::<Years>(), -1.0)
            } else if years.is_disjoint(others) {
                (years.union(others).cloned().collect(), 1.0)
            } else {
                continue;
            };
            if known.contains_key(&found) {
                continue;
            }
            let both = cohorts.iter().filter_map(|(group, pupils)| {
                Some((group.clone(), pupils + sign * other_cohorts.get(group)?))
            });
            derived.insert(found, both.collect());
        }
    }
    derived
}

/// The pupils behind a finding: all of them, and those of each group that it states as `cohort-…`.
fn cohorts(finding: &FindingView) -> Cohorts {
    let output = &finding.finding.output;
    let all = output.estimate.n.map(|pupils| ("all".to_owned(), pupils as f64));
    let groups = output.values.iter().filter_map(|(name, value)| match value {
        Value::Number(pupils) if name.starts_with("cohort") => Some((name.clone(), *pupils)),
        _ => None,
    });
    all.into_iter().chain(groups).collect()
}
