//! Words for people: dates, estimates, outcomes, events.

mod around;

use alongside_core::definition::Definition;
use alongside_core::event::{Entry, Event, Outcome, Round};
use alongside_core::finding::{Estimate, Finding};
use alongside_core::ids::StepId;
use jiff::civil::Date;

use alongside_core::command::EvidenceItem;

/// A date as people write it: `Mon 3 Sep 2018`.
pub(crate) fn day(date: Date) -> String {
    let weekday = match date.weekday() {
        jiff::civil::Weekday::Monday => "Mon",
        jiff::civil::Weekday::Tuesday => "Tue",
        jiff::civil::Weekday::Wednesday => "Wed",
        jiff::civil::Weekday::Thursday => "Thu",
        jiff::civil::Weekday::Friday => "Fri",
        jiff::civil::Weekday::Saturday => "Sat",
        jiff::civil::Weekday::Sunday => "Sun",
    };
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let month = usize::try_from(date.month() - 1)
        .ok()
        .and_then(|m| MONTHS.get(m))
        .copied()
        .unwrap_or("");
    format!("{weekday} {} {month} {}", date.day(), date.year())
}

/// A number with at most one decimal place.
pub(crate) fn number(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    if rounded == rounded.trunc() {
        format!("{}", rounded.trunc() + 0.0)
    } else {
        format!("{rounded:.1}")
    }
}

/// An estimate: never a bare number.
pub(crate) fn estimate(estimate: &Estimate) -> String {
    if let Some(reason) = &estimate.withheld {
        return format!("withheld: {reason}");
    }
    let Some(value) = estimate.value else {
        return "no value".to_owned();
    };
    let mut text = format!("{} {}", number(value), estimate.unit);
    if let (Some(low), Some(high)) = (estimate.low, estimate.high) {
        text.push_str(&format!(" (95 % interval {} to {})", number(low), number(high)));
    }
    if let Some(n) = estimate.n {
        text.push_str(&format!(", {n} pupils"));
    }
    match estimate.years.as_slice() {
        [] => {}
        [only] => text.push_str(&format!(", {only}")),
        [first, .., last] => text.push_str(&format!(", {first} to {last} pooled")),
    }
    text
}

/// A finding in one line.
pub(crate) fn finding(finding: &Finding) -> String {
    let line = estimate(&finding.output.estimate);
    match &finding.output.band {
        Some(band) => format!("{line}: {band}"),
        None => line,
    }
}

/// What came out of a step, in one line; none where there is nothing to say.
pub(crate) fn outcome(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Done
        | Outcome::DateReached
        | Outcome::EventHappened
        | Outcome::Joined
        | Outcome::Notified => None,
        Outcome::Recorded(record) if record.is_empty() => None,
        Outcome::Recorded(record) => Some(
            record
                .iter()
                .map(|(id, value)| format!("{id}: {value}"))
                .collect::<Vec<_>>()
                .join("; "),
        ),
        Outcome::Decided { options, .. } => Some(
            options
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", "),
        ),
        Outcome::Found(found) => Some(finding(found)),
        Outcome::Recommended(found) => {
            let titles: Vec<&str> = found
                .proposals
                .iter()
                .map(|proposal| proposal.title.as_str())
                .collect();
            Some(format!("{} proposed: {}", titles.len(), titles.join("; ")))
        }
    }
}

/// An item of evidence, in a few words.
pub(crate) fn item(item: &EvidenceItem) -> String {
    match item {
        EvidenceItem::Note(text) => text.clone(),
        EvidenceItem::Link(address) => address.clone(),
        EvidenceItem::Document { name, digest } => format!("{name} ({})", digest.short()),
    }
}

fn title(definition: &Definition, step: &StepId) -> String {
    definition
        .step(step)
        .map_or_else(|| step.to_string(), |step| step.title.clone())
}

/// A round by its title: `Learning walk`, or `Half-termly review, round 2`.
fn named(definition: &Definition, round: &Round) -> String {
    let title = title(definition, &round.step);
    if round.round == 1 {
        title
    } else {
        format!("{title}, round {}", round.round)
    }
}

/// An event as a sentence without its date and actor.
pub(crate) fn event(definition: &Definition, event: &Event) -> String {
    let named = |round: &Round| named(definition, round);
    match event {
        Event::EngagementOpened { workflow, opening } => {
            format!(
                "{} opened with workflow {}@{}",
                opening.title, workflow.id, workflow.version
            )
        }
        Event::StepCreated { round, .. } => format!("{} is to come", named(round)),
        Event::RoundScheduled { round, timer, .. } => {
            format!("{} is set for {}", named(round), day(timer.date))
        }
        Event::StepEnabled { round, .. } => format!("{} may be started", named(round)),
        Event::StepActivated { round, entry, .. } => format!("{} began{}", named(round), because(entry)),
        Event::TimerSet { round, timer, .. } => format!("{} is due by {}", named(round), day(timer.date)),
        Event::TimerFired { round, date, .. } => format!("{}: {} has come", named(round), day(*date)),
        Event::CalendarRevised { calendar, moved, .. } => {
            format!("calendar {calendar} changed{}", around::dates_moved(moved.len()))
        }
        Event::StepOverdue { round, due } => {
            format!("{} is overdue: it was due by {}", named(round), day(*due))
        }
        Event::EvidenceOffered {
            round,
            evidence,
            item: offered,
        } => {
            format!("{}: {evidence} offered: {}", named(round), item(offered))
        }
        Event::EvidenceAccepted { round, evidence } => format!("{}: {evidence} accepted", named(round)),
        Event::EvidenceContested {
            round,
            evidence,
            reason,
        } => {
            format!("{}: {evidence} contested: {reason}", named(round))
        }
        Event::OutcomeProposed { round, outcome } => with_outcome(&named(round), "handed in", outcome),
        Event::OutcomeApproved { round } => format!("{} approved", named(round)),
        Event::OutcomeDeclined { round, reason } => format!("{} declined: {reason}", named(round)),
        Event::StepCompleted { round, outcome } => {
            let milestone = definition
                .step(&round.step)
                .is_some_and(alongside_core::definition::Step::is_milestone);
            with_outcome(&named(round), if milestone { "reached" } else { "done" }, outcome)
        }
        Event::StepSetAside { round, reason } => format!("{} set aside: {reason}", named(round)),
        Event::StepTerminated { round, reason, .. } => format!("{} ended: {reason}", named(round)),
        Event::CallFailed {
            round,
            message,
            gave_up,
            ..
        } => {
            let then = if *gave_up {
                "a person must look"
            } else {
                "it is tried again"
            };
            format!("{} failed ({then}): {message}", named(round))
        }
        Event::StepRetried { round } => format!("{} is tried again", named(round)),
        Event::DataAttached { data, dataset } => {
            format!(
                "data {data} for {} attached from {}",
                dataset.year, dataset.source
            )
        }
        Event::OutsideEventReported { event, note, .. } => {
            let known = definition.events.get(event);
            let title = known.map_or(event.as_str(), |known| known.title.as_str());
            format!("reported, {title}: {note}")
        }
        Event::EngagementCompleted {} => "the engagement is complete".to_owned(),
        Event::EngagementEnded { reason } => format!("the engagement was ended: {reason}"),
        other => around::event(definition, other),
    }
}

fn with_outcome(name: &str, verb: &str, out: &Outcome) -> String {
    let reason = match out {
        Outcome::Decided { reason, .. } => format!(" (because: {reason})"),
        _ => String::new(),
    };
    match outcome(out) {
        Some(text) => format!("{name} {verb}: {text}{reason}"),
        None => format!("{name} {verb}"),
    }
}

fn because(entry: &Entry) -> String {
    match entry {
        Entry::Open | Entry::NextRound | Entry::Clock | Entry::After { condition: None } => String::new(),
        Entry::After {
            condition: Some(condition),
        } => format!(": {condition}"),
        Entry::BroughtForward { condition } => format!(", brought forward: {condition}"),
        Entry::Called { by } => format!(", opened by {by}"),
        Entry::Reopened { reason } => format!(" again: {reason}"),
        Entry::Undo => ", to undo what was done".to_owned(),
    }
}

/// Whether an event is bookkeeping that a reader of the timeline can do without.
pub(crate) fn is_routine(event: &Event) -> bool {
    matches!(
        event,
        Event::StepCreated { .. }
            | Event::TimerSet { .. }
            | Event::TimerFired { .. }
            | Event::EscalationLapsed { .. }
            | Event::NoticeDelivered { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_numbers_for_people() {
        assert_eq!(day(jiff::civil::date(2018, 9, 3)), "Mon 3 Sep 2018");
        assert_eq!(number(41.66), "41.7");
        assert_eq!(number(-0.04), "0");
        assert_eq!(number(20.0), "20");
    }

    #[test]
    fn an_estimate_is_never_bare() {
        let full = Estimate {
            value: Some(41.7),
            low: Some(25.1),
            high: Some(55.3),
            n: Some(136),
            unit: "percentage points".to_owned(),
            years: vec!["2016-17".to_owned(), "2017-18".to_owned(), "2018-19".to_owned()],
            withheld: None,
        };
        assert_eq!(
            estimate(&full),
            "41.7 percentage points (95 % interval 25.1 to 55.3), 136 pupils, 2016-17 to 2018-19 pooled"
        );
        let withheld = Estimate {
            value: None,
            withheld: Some("5 pupils or fewer".to_owned()),
            ..full
        };
        assert_eq!(estimate(&withheld), "withheld: 5 pupils or fewer");
    }
}
