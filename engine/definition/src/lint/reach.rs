//! Which steps can ever begin and be done, and what each name in a condition can then be.
//!
//! The least answer is found from below: nothing can begin until it is shown how. Where that depends on people or
//! on the world outside, it can.

use std::collections::BTreeSet;

use alongside_core::definition::{
    Choice, Condition, Definition, Name, OUTCOMES, Start, Step, StepKind, StepProperty,
};
use alongside_core::ids::StepId;

use super::cubes::can_hold;
use super::domain::{Domain, Interval, Texts};

/// What can be reached.
#[derive(Debug)]
pub(super) struct Reach<'a> {
    definition: &'a Definition,
    begun: BTreeSet<&'a StepId>,
    done: BTreeSet<&'a StepId>,
}

impl<'a> Reach<'a> {
    /// What can be reached in an engagement.
    pub(super) fn of(definition: &'a Definition) -> Self {
        let mut reach = Self {
            definition,
            begun: BTreeSet::new(),
            done: BTreeSet::new(),
        };
        while reach.extend() {}
        reach
    }

    /// As if everything could be reached.
    pub(super) fn everything(definition: &'a Definition) -> Self {
        let all: BTreeSet<&StepId> = definition.steps.iter().map(|step| &step.id).collect();
        Self {
            definition,
            begun: all.clone(),
            done: all,
        }
    }

    /// Adds what follows from what was reached before; says whether that was anything.
    fn extend(&mut self) -> bool {
        let count = self.begun.len() + self.done.len();
        for step in &self.definition.steps {
            if self.begins(step) {
                self.begun.insert(&step.id);
            }
        }
        for step in self.definition.steps.iter().rev() {
            if self.ends(step) {
                self.done.insert(&step.id);
            }
        }
        self.begun.len() + self.done.len() > count
    }

    /// Whether a step can begin.
    pub(super) fn can_begin(&self, step: &StepId) -> bool {
        self.begun.contains(step)
    }

    /// Whether a condition can hold.
    pub(super) fn can_hold(&self, condition: &Condition) -> bool {
        can_hold(&condition.expr, &|name| self.domain(name))
    }

    fn holds_or_absent(&self, condition: Option<&Condition>) -> bool {
        condition.is_none_or(|condition| self.can_hold(condition))
    }

    fn stage_begins(&self, step: &Step) -> bool {
        step.parent
            .as_ref()
            .is_none_or(|stage| self.begun.contains(stage))
    }

    /// Whether an outside event or an escalation opens a step.
    pub(super) fn is_opened(&self, step: &StepId) -> bool {
        let events = self.definition.events.values().map(|event| &event.reactions);
        let escalations = self.definition.escalations.values().map(|e| &e.reactions);
        events
            .chain(escalations)
            .any(|reactions| reactions.opens.contains(step))
    }

    fn begins(&self, step: &Step) -> bool {
        if !self.stage_begins(step) {
            return false;
        }
        if let Some(undone) = &step.undoes {
            return self.done.contains(undone);
        }
        if self.is_opened(&step.id) {
            return true;
        }
        if step.start == Start::Called {
            return false;
        }
        let by_order = self.waits_only_for(step).is_empty();
        // A milestone is watched from the start; its conditions say when it is reached.
        let milestone = matches!(step.kind, StepKind::Milestone);
        let by_condition = milestone || self.holds_or_absent(step.when.as_ref());
        let early = !milestone && step.or_when.as_ref().is_some_and(|early| self.can_hold(early));
        (by_order && by_condition) || early
    }

    /// The steps that a step waits for in vain.
    pub(super) fn waits_only_for(&self, step: &'a Step) -> Vec<&'a StepId> {
        let lost = |id: &&StepId| !self.satisfies(id);
        let groups = step.after_some.iter().filter(|some| {
            let possible = some.of.iter().filter(|id| self.satisfies(id)).count();
            u32::try_from(possible).is_ok_and(|possible| possible < some.at_least)
        });
        let groups = groups.flat_map(|some| &some.of).filter(lost);
        step.after.iter().filter(lost).chain(groups).collect()
    }

    /// Whether what waits for a step can go on: it can be done, or set aside.
    fn satisfies(&self, id: &StepId) -> bool {
        if self.done.contains(id) {
            return true;
        }
        let Some(step) = self.definition.step(id) else {
            return true;
        };
        let by_a_person = step.optional || step.start == Start::Manual;
        let by_itself = step.repeat.is_some() || step.skip_when.is_some();
        self.stage_begins(step) && (by_a_person || by_itself)
    }

    fn ends(&self, step: &Step) -> bool {
        if !self.begun.contains(&step.id) {
            return false;
        }
        let conditions = || step.when.iter().chain(&step.or_when);
        match &step.kind {
            StepKind::Stage => self.definition.children(Some(&step.id)).all(|child| {
                let standing = child.repeat.as_ref().is_some_and(|repeat| repeat.is_clocked());
                let called = child.start == Start::Called || child.undoes.is_some();
                child.optional || standing || called || self.satisfies(&child.id)
            }),
            StepKind::Milestone => {
                conditions().next().is_none() || conditions().any(|condition| self.can_hold(condition))
            }
            _ => true,
        }
    }

    /// What a name can be.
    pub(super) fn domain(&self, name: &Name) -> Domain {
        let counted = || Domain::Number(Interval::between(0.0, f64::INFINITY));
        let once = |step: &StepId, domain: Domain| match self.done.contains(step) {
            true => domain,
            false => Domain::Unknown,
        };
        match name {
            Name::Finding { step, .. } | Name::Record { step, .. } | Name::Output { step, .. } => {
                once(step, Domain::Any)
            }
            Name::Decision { step } => once(step, self.choices(step)),
            Name::Step { step, property } => self.property(step, *property),
            Name::Evidence { step, evidence } => {
                let judged = self
                    .definition
                    .step(step)
                    .and_then(|step| step.evidence_requirement(evidence))
                    .is_some_and(|item| item.accepted_by.is_some());
                let standings: &[&str] = match (self.begun.contains(step), judged) {
                    (false, _) => &["missing"],
                    (true, false) => &["missing", "offered"],
                    (true, true) => &["missing", "offered", "accepted", "contested"],
                };
                Domain::Text(Texts::only(standings.iter().copied()))
            }
            Name::Event { .. } | Name::Escalation { .. } | Name::Spent { .. } => counted(),
            Name::Children { step, .. } => match self.begun.contains(step) {
                true => counted(),
                false => Domain::Number(Interval::between(0.0, 0.0)),
            },
            Name::Today
            | Name::Data { .. }
            | Name::Fact { .. }
            | Name::Reported { .. }
            | Name::Membership
            | Name::Previous { .. } => Domain::Any,
        }
    }

    fn choices(&self, step: &StepId) -> Domain {
        match self.definition.step(step).map(|step| &step.kind) {
            Some(StepKind::Decision(Choice::One { options })) => {
                Domain::Text(Texts::only(options.iter().map(|option| option.id.as_str())))
            }
            _ => Domain::Any,
        }
    }

    fn property(&self, step: &StepId, property: StepProperty) -> Domain {
        let or_false = |can: bool| Domain::booleans([false].into_iter().chain(can.then_some(true)));
        let (begun, done) = (self.begun.contains(step), self.done.contains(step));
        match property {
            StepProperty::Done => or_false(done),
            StepProperty::Active => or_false(begun),
            StepProperty::Flagged => or_false(begun),
            StepProperty::Overdue => {
                let dated = self.definition.step(step).is_some_and(|step| step.due.is_some());
                or_false(begun && dated)
            }
            StepProperty::Rounds if done => Domain::Number(Interval::between(0.0, f64::INFINITY)),
            StepProperty::Rounds => Domain::Number(Interval::between(0.0, 0.0)),
            StepProperty::Outcome => Domain::Text(Texts::only(OUTCOMES)),
        }
    }
}
