//! `over-budget`, `plan-too-long`, `date-in-holiday`: whether the plan fits its money, its time and its calendar.

use alongside_core::calendar::{Calendar, Day, Span, Unit};
use alongside_core::definition::{Step, StepKind, TimePoint, TimeRule};
use jiff::civil::{Date, Weekday};

use super::{DATE_IN_HOLIDAY, Found, Lints, OVER_BUDGET, TOO_LONG_FOR_ITS_TIME};
use crate::diagnostics::Problem;

pub(super) fn check(lints: &Lints<'_>, found: &mut Vec<Found>) {
    budget(lints, found);
    for step in &lints.definition.steps {
        if step.is_stage() {
            time(step, lints, found);
        }
        let until = match &step.kind {
            StepKind::Wait(wait) => wait.until.as_ref(),
            _ => None,
        };
        for (key, rule) in [("due", &step.due), ("deadline", &step.deadline)] {
            if let Some(rule) = rule {
                holiday(step, key, rule, lints, found);
            }
        }
        if let Some(rule) = until {
            holiday(step, "until", rule, lints, found);
        }
    }
}

/// How many rounds of a step there are at the least, with those of the stages around it.
fn rounds(step: &Step, lints: &Lints<'_>) -> f64 {
    let of = |step: &Step| {
        let spans = step
            .repeat
            .as_ref()
            .and_then(|r| Some(r.schedule.as_ref()?.spans.len()));
        spans
            .and_then(|count| u32::try_from(count).ok())
            .map_or(1.0, f64::from)
    };
    lints.definition.ancestors(step).map(of).product::<f64>() * of(step)
}

/// Adds up what the steps need that cannot be left out, each once, or as often as its `schedule` says.
fn budget(lints: &Lints<'_>, found: &mut Vec<Found>) {
    let budget = &lints.definition.budget;
    let required = || {
        lints
            .definition
            .steps
            .iter()
            .filter(|step| lints.is_required(step))
    };
    let sum = |amount: &dyn Fn(&Step) -> f64| {
        required()
            .map(|step| amount(step) * rounds(step, lints))
            .sum::<f64>()
    };
    let days = |step: &Step| step.effort_days.unwrap_or(0.0);
    let money = |step: &Step| step.cost.as_ref().and_then(|cost| cost.funding).unwrap_or(0.0);
    let mut report = |what: &str, need: f64, have: Option<f64>| {
        let Some(have) = have.filter(|have| need > have + 1e-9) else {
            return;
        };
        let message = format!(
            "the required steps alone need {}, and {what} gives {}",
            amount(need),
            amount(have)
        );
        let problem =
            Problem::warning(OVER_BUDGET, message).at(lints.places.of_table("workflow", "budget"), "");
        found.push(Found::of_all(problem.help(
            "plan less, ask for more, or make steps `optional` that can be left out",
        )));
    };
    report("the budget for days", sum(&days), budget.days);
    report("the budget for funding", sum(&money), budget.funding);
    for (id, source) in &budget.sources {
        let pays = |step: &Step| {
            step.cost
                .as_ref()
                .is_some_and(|cost| cost.source.as_ref() == Some(id))
        };
        let from = |amount: &dyn Fn(&Step) -> f64| sum(&|step| if pays(step) { amount(step) } else { 0.0 });
        report(&format!("the source `{id}` for days"), from(&days), source.days);
        report(
            &format!("the source `{id}` for funding"),
            from(&money),
            source.funding,
        );
    }
}

fn amount(number: f64) -> String {
    format!("{number:.2}")
        .trim_end_matches('0')
        .trim_end_matches('.')
        .to_owned()
}

/// A stage that is due before a step in it, or before a chain of waits in it has run.
fn time(stage: &Step, lints: &Lints<'_>, found: &mut Vec<Found>) {
    for (key, rule) in [("due", &stage.due), ("deadline", &stage.deadline)] {
        let Some((rule, given)) = rule.as_ref().and_then(|rule| Some((rule, length(&rule.point)?))) else {
            continue;
        };
        let slow = lints
            .definition
            .children(Some(&stage.id))
            .filter(|step| lints.is_required(step) && step.repeat.is_none())
            .find_map(|step| {
                let waited = waits_before(step, rule, given.0, lints);
                let (own_key, own) = own_length(step, rule, given.0).unwrap_or(("after", 0));
                (waited + own > given.1).then_some((step, own_key, waited + own))
            });
        let Some((step, own_key, needed)) = slow else {
            continue;
        };
        let Ok(needed) = Span::new(needed, unit_of(given.0)) else {
            continue;
        };
        let message = format!(
            "stage `{}` is due before `{}` in it can be: that takes {needed}",
            stage.id, step.id
        );
        let problem = Problem::warning(TOO_LONG_FOR_ITS_TIME, message)
            .at(
                lints.places.key(stage.id.as_str(), key),
                "the stage has this long",
            )
            .at(lints.places.key(step.id.as_str(), own_key), "this comes later");
        found.push(Found::of(
            stage,
            problem.help("give the stage longer, or the step less"),
        ));
    }
}

/// Lengths that can be compared: days with weeks, school days with themselves, and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    Days,
    SchoolDays,
    TeachingWeeks,
    HalfTerms,
    Terms,
}

fn unit_of(scale: Scale) -> Unit {
    match scale {
        Scale::Days => Unit::Days,
        Scale::SchoolDays => Unit::SchoolDays,
        Scale::TeachingWeeks => Unit::TeachingWeeks,
        Scale::HalfTerms => Unit::HalfTerms,
        Scale::Terms => Unit::Terms,
    }
}

fn length(point: &TimePoint) -> Option<(Scale, u32)> {
    let TimePoint::After(span) = point else {
        return None;
    };
    Some(match span.unit() {
        Unit::Days => (Scale::Days, span.count()),
        Unit::Weeks => (Scale::Days, span.count().saturating_mul(7)),
        Unit::SchoolDays => (Scale::SchoolDays, span.count()),
        Unit::TeachingWeeks => (Scale::TeachingWeeks, span.count()),
        Unit::HalfTerms => (Scale::HalfTerms, span.count()),
        Unit::Terms => (Scale::Terms, span.count()),
    })
}

fn comparable(rule: &TimeRule, with: &TimeRule, scale: Scale) -> Option<u32> {
    let (own, count) = length(&rule.point)?;
    (own == scale && rule.calendar == with.calendar).then_some(count)
}

/// How long a step takes by its own rule, where that compares with the rule of its stage.
fn own_length(step: &Step, with: &TimeRule, scale: Scale) -> Option<(&'static str, u32)> {
    if let StepKind::Wait(wait) = &step.kind {
        let count = wait.until.as_ref().filter(|_| wait.event.is_none());
        return count.and_then(|rule| Some(("until", comparable(rule, with, scale)?)));
    }
    let rule = step.due.as_ref()?;
    Some(("due", comparable(rule, with, scale)?))
}

/// How long the waits last that certainly come one after the other before a step in its stage.
fn waits_before(step: &Step, with: &TimeRule, scale: Scale, lints: &Lints<'_>) -> u32 {
    let siblings = lints.definition.children(step.parent.as_ref());
    siblings
        .filter(|other| step.after.contains(&other.id) && !other.optional && step.or_when.is_none())
        .map(|other| {
            let own = match &other.kind {
                StepKind::Wait(_) => own_length(other, with, scale).map_or(0, |(_, count)| count),
                _ => 0,
            };
            own + waits_before(other, with, scale, lints)
        })
        .max()
        .unwrap_or(0)
}

/// A fixed date without school: at a weekend, or in all calendars that know the day.
fn holiday(step: &Step, key: &'static str, rule: &TimeRule, lints: &Lints<'_>, found: &mut Vec<Found>) {
    let TimePoint::On(date) = rule.point else { return };
    let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
    let knowing: Vec<&Calendar> = lints
        .context
        .calendars
        .iter()
        .filter(|calendar| calendar.day(date) != Day::Unknown)
        .collect();
    let teaches = |calendar: &&Calendar| calendar.is_school_day(date);
    let why = if weekend {
        format!("a {}", weekday(date))
    } else if knowing.is_empty() || knowing.iter().any(teaches) {
        return;
    } else {
        let named: Vec<String> = knowing
            .iter()
            .map(|calendar| format!("{} in `{}`", words(&calendar.day(date)), calendar.id()))
            .collect();
        named.join(", ")
    };
    let message = format!("{date} is no school day: {why}");
    let place = lints.places.key(step.id.as_str(), key);
    let problem = Problem::warning(DATE_IN_HOLIDAY, message).at(place, "");
    found.push(Found::of(
        step,
        problem.help("name a day on which the school is open, or count it, such as `{ before-end = \"5 school-days\", of = \"term\" }`"),
    ));
}

fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Saturday => "Saturday",
        _ => "Sunday",
    }
}

fn words(day: &Day) -> String {
    match day {
        Day::BankHoliday(name) => format!("the bank holiday {name}"),
        Day::Inset => "an INSET day".to_owned(),
        Day::Closure(name) => format!("closed ({name})"),
        Day::Weekend => "a weekend".to_owned(),
        Day::Holiday | Day::School | Day::Unknown => "a holiday".to_owned(),
    }
}
