//! Builders of what lies outside the plan: facts, events, escalations, membership, and the commands about them.

use std::collections::{BTreeMap, BTreeSet};

use alongside_core::command::Command;
use alongside_core::definition::{
    Condition, Definition, Escalation, Fact, Field, Membership, MembershipState, OutsideEvent, Reactions,
    SomeOf, Start,
};
use alongside_core::ids::StepId;
use alongside_core::value::{Value, ValueType};

use super::define::Node;
use super::id;

impl Node {
    /// After so many of these steps.
    pub(crate) fn after_some<const N: usize>(mut self, at_least: u32, of: [&str; N]) -> Self {
        let of = steps(of);
        self.step.after_some.push(SomeOf { at_least, of });
        self
    }

    pub(crate) fn skip_when(mut self, condition: Condition) -> Self {
        self.step.skip_when = Some(condition);
        self
    }

    pub(crate) fn exit_when(mut self, condition: Condition) -> Self {
        self.step.exit_when = Some(condition);
        self
    }

    /// Begins only when something opens it.
    pub(crate) fn called(mut self) -> Self {
        self.step.start = Start::Called;
        self
    }
}

fn steps<const N: usize>(names: [&str; N]) -> BTreeSet<StepId> {
    names.iter().map(|name| id(name)).collect()
}

pub(crate) fn ends<const N: usize>(names: [&str; N]) -> Reactions {
    Reactions {
        ends: steps(names),
        ..Reactions::default()
    }
}

pub(crate) fn suspends<const N: usize>(names: [&str; N]) -> Reactions {
    Reactions {
        suspends: steps(names),
        ..Reactions::default()
    }
}

pub(crate) fn reopens<const N: usize>(names: [&str; N]) -> Reactions {
    Reactions {
        reopens: steps(names),
        ..Reactions::default()
    }
}

pub(crate) fn opens<const N: usize>(names: [&str; N]) -> Reactions {
    Reactions {
        opens: steps(names),
        ..Reactions::default()
    }
}

/// An outside event that sets this off.
pub(crate) fn event(reactions: Reactions) -> OutsideEvent {
    OutsideEvent {
        title: "Something happens".to_owned(),
        reactions,
        ..OutsideEvent::default()
    }
}

/// An outside event with which the holder of a role changes.
pub(crate) fn change_of(role: &str, reactions: Reactions) -> OutsideEvent {
    OutsideEvent {
        hands_over: Some(id(role)),
        ..event(reactions)
    }
}

/// An outside event that records a number, and perhaps a text.
pub(crate) fn inspection() -> OutsideEvent {
    let field = |name: &str, kind: ValueType, optional: bool| Field {
        id: id(name),
        title: name.to_owned(),
        kind,
        optional,
        unit: None,
    };
    OutsideEvent {
        record: vec![
            field("grade", ValueType::Number, false),
            field("words", ValueType::Text, true),
        ],
        ..event(Reactions::default())
    }
}

/// An escalation to the governors that sets this off.
pub(crate) fn escalation(reactions: Reactions) -> Escalation {
    Escalation {
        title: "It does not work".to_owned(),
        to: [id("governors")].into(),
        when: None,
        reactions,
    }
}

/// A fact that anybody sets.
pub(crate) fn fact(kind: ValueType) -> Fact {
    Fact {
        title: "A fact".to_owned(),
        kind,
        unit: None,
        options: Vec::new(),
        role: None,
    }
}

/// In, conditional, light touch and removed; moved by the governors; removed ends the engagement.
pub(crate) fn membership() -> Membership {
    let state = |to: &[&str], ends: bool| MembershipState {
        title: "A state".to_owned(),
        to: to.iter().map(|state| id(state)).collect(),
        ends,
    };
    Membership {
        initial: id("in"),
        role: Some(id("governors")),
        states: [
            (id("in"), state(&["conditional", "light-touch"], false)),
            (id("conditional"), state(&["in", "removed"], false)),
            (id("light-touch"), state(&[], false)),
            (id("removed"), state(&[], true)),
        ]
        .into(),
    }
}

/// What a workflow keeps and listens to besides its steps.
pub(crate) trait Outside: Sized {
    fn fact(self, name: &str, fact: Fact) -> Self;
    fn event(self, name: &str, event: OutsideEvent) -> Self;
    fn escalation(self, name: &str, escalation: Escalation) -> Self;
    fn membership(self, membership: Membership) -> Self;
    fn checked(self) -> Self;
}

impl Outside for Definition {
    fn fact(mut self, name: &str, fact: Fact) -> Self {
        self.facts.insert(id(name), fact);
        self
    }

    fn event(mut self, name: &str, event: OutsideEvent) -> Self {
        self.events.insert(id(name), event);
        self
    }

    fn escalation(mut self, name: &str, escalation: Escalation) -> Self {
        self.escalations.insert(id(name), escalation);
        self
    }

    fn membership(mut self, membership: Membership) -> Self {
        self.membership = Some(membership);
        self
    }

    fn checked(self) -> Self {
        assert_eq!(self.check(), Ok(()));
        self
    }
}

pub(crate) fn set_fact(name: &str, value: Value) -> Command {
    Command::SetFact {
        fact: id(name),
        value,
        reason: None,
    }
}

pub(crate) fn report_with<const N: usize>(event: &str, record: [(&str, Value); N]) -> Command {
    let record: BTreeMap<_, _> = record
        .into_iter()
        .map(|(field, value)| (id(field), value))
        .collect();
    Command::Report {
        event: id(event),
        note: "it happened".to_owned(),
        record,
        successor: None,
    }
}

pub(crate) fn report_successor(event: &str, successor: &str) -> Command {
    Command::Report {
        event: id(event),
        note: "the head leaves".to_owned(),
        record: BTreeMap::new(),
        successor: Some(id(successor)),
    }
}

pub(crate) fn escalate(escalation: &str, step: Option<&str>) -> Command {
    Command::Escalate {
        escalation: id(escalation),
        step: step.map(id),
        reason: "nobody answers".to_owned(),
    }
}

pub(crate) fn move_membership(to: &str) -> Command {
    Command::MoveMembership {
        to: id(to),
        reason: "the review says so".to_owned(),
    }
}
