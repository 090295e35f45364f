//! Timers: civil dates with the rule, the anchor and the calendar revision they were worked out from.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::CalendarId;
use crate::calendar::Span;
use crate::definition::{Every, TimeRule};
use crate::digest::Digest;
use crate::ids::PartyId;
use crate::round::Round;

/// What a timer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimerKind {
    /// The next round of a repeating step begins.
    Round,
    /// A wait ends.
    Wait,
    /// A step should be done.
    Due,
    /// Somebody is reminded that a step is due soon: by the first of its reminders, the second, and so on.
    Remind(u8),
    /// A step that is overdue is escalated: by the first of its escalations, the second, and so on.
    Escalate(u8),
    /// A step lapses.
    Deadline,
}

impl TimerKind {
    /// Whether the timer fires once `today` has come: a due date has to pass, the others have to be reached.
    pub fn fires(self, date: Date, today: Date) -> bool {
        match self {
            Self::Due | Self::Deadline => date < today,
            Self::Round | Self::Wait | Self::Remind(_) | Self::Escalate(_) => date <= today,
        }
    }
}

impl std::fmt::Display for TimerKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Round => f.write_str("round"),
            Self::Wait => f.write_str("wait"),
            Self::Due => f.write_str("due"),
            Self::Remind(number) => write!(f, "remind-{}", u16::from(*number) + 1),
            Self::Escalate(number) => write!(f, "escalate-{}", u16::from(*number) + 1),
            Self::Deadline => f.write_str("deadline"),
        }
    }
}

/// The rule that a timer's date follows from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimerRule {
    /// A single date.
    Once(TimeRule),
    /// The rounds of a repeating step.
    Every(Every),
    /// So long after the anchor, on the calendar of a party: a round of a schedule, or an escalation, whose anchor is
    /// the due date.
    After(Span, PartyId),
    /// So long before the anchor, on the calendar of a party: a reminder, whose anchor is the due date.
    Before(Span, PartyId),
}

/// A pending timer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Timer {
    /// The date.
    pub date: Date,
    /// Whether the date may still change because the term is not published.
    #[serde(default)]
    pub provisional: bool,
    /// The day from which the rule counts.
    pub anchor: Date,
    /// The day after which a repeating rule looks for its next date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Date>,
    /// The rule.
    pub rule: TimerRule,
    /// The calendar it was worked out from, and its revision; none where the rule needs no school time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<(CalendarId, Digest)>,
    /// Whether a person set the date: no calendar moves it any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fixed: bool,
    /// When that person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_on: Option<Date>,
}

/// Names a timer: a round of a step, and what the timer is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TimerKey {
    /// The round.
    pub round: Round,
    /// What the timer is for.
    pub kind: TimerKind,
}
