//! Builders and commands about people, holds, clocks, money and notices.

use std::collections::BTreeSet;

use alongside_core::command::Command;
use alongside_core::definition::{
    Budget, Cost, Definition, Escalate, Limit, Remind, Repeat, Schedule, Source, StepKind, TimePoint,
    TimeRule,
};
use alongside_core::hold::TimerPolicy;
use alongside_core::ledger::Expense;
use alongside_core::people::Absence;
use alongside_core::state::TimerKind;

use super::define::{Node, step};
use super::play::Play;
use super::{day, id};

impl Node {
    /// Reminds the step's role so long before the due date.
    pub(crate) fn remind(mut self, before: &str) -> Self {
        self.step.remind.push(Remind {
            before: id(before),
            to: BTreeSet::new(),
        });
        self
    }

    /// Escalates so long after the due date.
    pub(crate) fn escalates(mut self, escalation: &str, after: &str) -> Self {
        self.step.escalate.push(Escalate {
            after: id(after),
            escalation: id(escalation),
        });
        self
    }

    pub(crate) fn deadline(mut self, point: TimePoint) -> Self {
        self.step.deadline = Some(TimeRule {
            point,
            calendar: id("partner"),
        });
        self
    }

    pub(crate) fn not_by<const N: usize>(mut self, steps: [&str; N]) -> Self {
        self.step.not_by = steps.iter().map(|step| id(step)).collect();
        self
    }

    /// Paid from a source.
    pub(crate) fn paid_from(mut self, source: &str) -> Self {
        self.step.cost = Some(Cost {
            funding: Some(500.0),
            source: Some(id(source)),
        });
        self
    }
}

/// Tells the head.
pub(crate) fn notify(name: &str) -> Node {
    step(
        name,
        StepKind::Notify {
            to: [id("head")].into(),
            message: "the plan is agreed".to_owned(),
        },
    )
}

/// Rounds so far apart, each from the one before.
pub(crate) fn schedule<const N: usize>(spans: [&str; N]) -> Repeat {
    Repeat {
        schedule: Some(Schedule {
            spans: spans.iter().map(|span| id(span)).collect(),
            calendar: id("partner"),
        }),
        ..Repeat::default()
    }
}

/// What a workflow says about people, holds and money.
pub(crate) trait Peopled: Sized {
    /// What timers do while a hold lasts.
    fn hold(self, timers: TimerPolicy) -> Self;
    /// Who may suspend and resume.
    fn held_by(self, role: &str) -> Self;
    fn ad_hoc(self, role: &str) -> Self;
    /// Ten days and a thousand pounds, of which the source `premium` gives four days and six hundred pounds.
    fn budget(self, over: Limit) -> Self;
}

impl Peopled for Definition {
    fn hold(mut self, timers: TimerPolicy) -> Self {
        self.hold.timers = timers;
        self
    }

    fn held_by(mut self, role: &str) -> Self {
        self.hold.by = [id(role)].into();
        self
    }

    fn ad_hoc(mut self, role: &str) -> Self {
        self.ad_hoc = [id(role)].into();
        self
    }

    fn budget(mut self, over: Limit) -> Self {
        let premium = Source {
            title: "Pupil premium".to_owned(),
            days: Some(4.0),
            funding: Some(600.0),
        };
        self.budget = Budget {
            days: Some(10.0),
            funding: Some(1000.0),
            warn_at: None,
            over,
            sources: [(id("premium"), premium)].into(),
        };
        self
    }
}

impl Play {
    /// The date of a pending timer of the latest round of a step.
    pub(crate) fn timer(&self, step: &str, kind: TimerKind) -> Option<String> {
        let round = self.round(step);
        let mut timers = self.state.timers.iter();
        let found = timers
            .find(|(key, _)| key.round.step.as_str() == step && key.round.round == round && key.kind == kind);
        found.map(|(_, timer)| timer.date.to_string())
    }

    /// What people have been told and nobody has heard to be handed over.
    pub(crate) fn told(&self) -> Vec<String> {
        let notices = self.state.notices.values();
        notices.map(|notice| notice.message.clone()).collect()
    }
}

pub(crate) fn suspend(step: Option<&str>, until: Option<&str>) -> Command {
    Command::Suspend {
        step: step.map(id),
        until: until.map(day),
        reason: "the head resigns".to_owned(),
    }
}

pub(crate) fn resume(step: Option<&str>) -> Command {
    Command::Resume {
        step: step.map(id),
        reason: "there is a new head".to_owned(),
    }
}

pub(crate) fn move_timer(step: &str, timer: TimerKind, to: &str) -> Command {
    Command::MoveTimer {
        step: id(step),
        timer,
        to: day(to),
        reason: "the governors meet later".to_owned(),
    }
}

pub(crate) fn claim(step: &str) -> Command {
    Command::Claim { step: id(step) }
}

pub(crate) fn release(step: &str) -> Command {
    Command::Release {
        step: id(step),
        reason: None,
    }
}

pub(crate) fn assign(step: &str, to: &str) -> Command {
    Command::Assign {
        step: id(step),
        to: id(to),
        reason: "it is nearer".to_owned(),
    }
}

pub(crate) fn delegate(step: &str, to: &str) -> Command {
    Command::Delegate {
        step: id(step),
        to: id(to),
        reason: "it is a busy week".to_owned(),
    }
}

pub(crate) fn change_roles<const N: usize>(person: &str, roles: [&str; N]) -> Command {
    Command::ChangeRoles {
        person: id(person),
        roles: roles.iter().map(|role| id(role)).collect(),
        reason: "a new year".to_owned(),
    }
}

pub(crate) fn hand_over(from: &str, to: &str) -> Command {
    Command::HandOver {
        from: id(from),
        to: id(to),
        reason: "another post".to_owned(),
    }
}

pub(crate) fn away(person: &str, from: &str, until: &str, deputy: Option<&str>) -> Command {
    Command::RecordAbsence {
        person: id(person),
        absence: Absence {
            from: day(from),
            until: day(until),
            deputy: deputy.map(id),
            reason: "away".to_owned(),
        },
    }
}

/// Days and pounds, spent on 10 January 2019.
pub(crate) fn spend(days: Option<f64>, funding: Option<f64>) -> Expense {
    Expense {
        on: day("2019-01-10"),
        days,
        funding,
        source: None,
        step: None,
        note: "a day of coaching".to_owned(),
    }
}

pub(crate) fn spent(expense: Expense) -> Command {
    Command::Spend { expense }
}

pub(crate) fn delivered(notice: u64) -> Command {
    Command::RecordDelivery {
        notice,
        channel: "the outbox".to_owned(),
    }
}
