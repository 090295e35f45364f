//! The promises that a compiled definition keeps, verified once more when one is read back from disk.
//!
//! The front end reports the same mistakes with file, line and column; here they can only mean damage or a
//! bug, so the first one is enough.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use super::{Choice, Definition, FORMAT, Name, Repeat, Step, StepKind, TimePoint, TimeRule};
use crate::ids::StepId;

/// Says which promise a definition breaks.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DefinitionError {
    /// The definition was written by a newer release.
    #[error("the definition has format {found}; this release reads format {FORMAT}")]
    Format {
        /// The format found.
        found: u32,
    },
    /// Two steps share a name.
    #[error("two steps are named `{0}`")]
    DuplicateStep(StepId),
    /// A step stands before its stage, or its stage is not a stage.
    #[error("step `{0}` does not follow the stage that holds it")]
    Misplaced(StepId),
    /// Something refers to what does not exist, or is not of the needed kind.
    #[error("step `{step}` refers to {what} `{name}`, which does not exist")]
    Dangling {
        /// The step that refers.
        step: StepId,
        /// What kind of thing it refers to.
        what: &'static str,
        /// The name that leads nowhere.
        name: String,
    },
    /// Steps wait for each other.
    #[error("step `{0}` waits for itself through `after`")]
    Cycle(StepId),
    /// A step has what its kind cannot honour, or lacks what it needs.
    #[error("step `{step}` cannot work: {reason}")]
    Unworkable {
        /// The step.
        step: StepId,
        /// What is wrong with it.
        reason: String,
    },
}

impl Definition {
    /// Verifies every promise the core relies on.
    ///
    /// # Errors
    /// The first promise that is broken.
    pub fn check(&self) -> Result<(), DefinitionError> {
        if self.format != FORMAT {
            return Err(DefinitionError::Format { found: self.format });
        }
        let mut seen: BTreeMap<&StepId, &Step> = BTreeMap::new();
        for step in &self.steps {
            if let Some(parent) = &step.parent
                && !seen.get(parent).is_some_and(|stage| stage.is_stage())
            {
                return Err(DefinitionError::Misplaced(step.id.clone()));
            }
            if seen.insert(&step.id, step).is_some() {
                return Err(DefinitionError::DuplicateStep(step.id.clone()));
            }
        }
        self.steps
            .iter()
            .try_for_each(|step| self.check_references(step).and_then(|()| check_workable(step)))?;
        self.check_cycles()
    }

    fn check_references(&self, step: &Step) -> Result<(), DefinitionError> {
        let refuse = |what, name: &dyn ToString| {
            Err(DefinitionError::Dangling {
                step: step.id.clone(),
                what,
                name: name.to_string(),
            })
        };
        for id in &step.after {
            if self.step(id).is_none() {
                return refuse("step", id);
            }
        }
        let accepting = step.evidence.iter().filter_map(|item| item.accepted_by.as_ref());
        for role in step.role.iter().chain(&step.approve).chain(accepting) {
            if !self.roles.contains_key(role) {
                return refuse("role", role);
            }
        }
        let mut missing = None;
        for condition in step.conditions() {
            condition.expr.each_name(&mut |name| {
                if let Some(broken) = self.dangling(name) {
                    missing = Some(broken);
                }
            });
        }
        if let Some((what, name)) = missing {
            return refuse(what, &name);
        }
        for rule in [step.due.as_ref(), wait_rule(step)].into_iter().flatten() {
            if !self.parties.contains_key(&rule.calendar) {
                return refuse("party", &rule.calendar);
            }
            if let TimePoint::Recorded(path) = &rule.point
                && !self.records(&path.step, path.field.as_str())
            {
                return refuse("recorded field", &format!("{}.{}", path.step, path.field));
            }
        }
        let clock = step.repeat.as_ref().and_then(|repeat| repeat.every.as_ref());
        if let Some(every) = clock.filter(|every| !self.parties.contains_key(&every.calendar)) {
            return refuse("party", &every.calendar);
        }
        self.check_kind(step, &refuse)
    }

    fn check_kind(
        &self,
        step: &Step,
        refuse: &dyn Fn(&'static str, &dyn ToString) -> Result<(), DefinitionError>,
    ) -> Result<(), DefinitionError> {
        let is = |id: &StepId, test: fn(&StepKind) -> bool| self.step(id).is_some_and(|s| test(&s.kind));
        match &step.kind {
            StepKind::Score { data: Some(data), .. } if !self.data.contains_key(data) => {
                refuse("data slot", data)
            }
            StepKind::Score { facts, .. } => {
                match facts
                    .values()
                    .find(|path| !self.records(&path.step, path.field.as_str()))
                {
                    Some(path) => refuse("recorded field", &format!("{}.{}", path.step, path.field)),
                    None => Ok(()),
                }
            }
            StepKind::Recommend { findings, .. } => {
                match findings
                    .iter()
                    .find(|id| !is(id, |kind| matches!(kind, StepKind::Score { .. })))
                {
                    Some(id) => refuse("score step", id),
                    None => Ok(()),
                }
            }
            StepKind::Decision(Choice::Proposals { from, .. })
                if !is(from, |kind| matches!(kind, StepKind::Recommend { .. })) =>
            {
                refuse("recommend step", from)
            }
            StepKind::Wait(wait) => match &wait.event {
                Some(event) if !self.events.contains_key(event) => refuse("outside event", event),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn records(&self, step: &StepId, field: &str) -> bool {
        self.step(step).is_some_and(|step| match &step.kind {
            StepKind::Task { record } => record.iter().any(|f| f.id.as_str() == field),
            _ => false,
        })
    }

    /// What a condition's name refers to in vain, if it does.
    fn dangling(&self, name: &Name) -> Option<(&'static str, String)> {
        let is = |id: &StepId, test: fn(&StepKind) -> bool| self.step(id).is_some_and(|s| test(&s.kind));
        let absent = |ok: bool, what, name: &dyn ToString| (!ok).then(|| (what, name.to_string()));
        match name {
            Name::Today => None,
            Name::Finding { step, .. } => absent(
                is(step, |k| matches!(k, StepKind::Score { .. })),
                "score step",
                step,
            ),
            Name::Decision { step } => absent(
                is(step, |k| matches!(k, StepKind::Decision(_))),
                "decision step",
                step,
            ),
            Name::Record { step, field } => absent(
                self.records(step, field.as_str()),
                "recorded field",
                &format!("{step}.{field}"),
            ),
            Name::Step { step, .. } => absent(self.step(step).is_some(), "step", step),
            Name::Evidence { step, evidence } => absent(
                self.step(step)
                    .is_some_and(|s| s.evidence_requirement(evidence).is_some()),
                "evidence",
                &format!("{step}.{evidence}"),
            ),
            Name::Event { event } => absent(self.events.contains_key(event), "outside event", event),
            Name::Data { data } => absent(self.data.contains_key(data), "data slot", data),
            Name::Fact { fact } => absent(self.facts.contains_key(fact), "fact", fact),
            Name::Reported { event, field } => absent(
                self.events
                    .get(event)
                    .is_some_and(|known| known.record.iter().any(|f| f.id == *field)),
                "recorded field",
                &format!("{event}.{field}"),
            ),
            Name::Escalation { escalation } => absent(
                self.escalations.contains_key(escalation),
                "escalation",
                escalation,
            ),
            Name::Membership => absent(self.membership.is_some(), "table", &"membership"),
            Name::Children { step, .. } | Name::Output { step, .. } => absent(
                is(step, |k| matches!(k, StepKind::Engagement(_))),
                "engagement step",
                step,
            ),
            Name::Previous { output } => absent(self.outputs.contains_key(output), "output", output),
            Name::Spent { .. } => None,
        }
    }

    /// Plays the steps through: a step begins after its stage has begun and what it waits for has ended; a
    /// stage ends after its steps have. Where that comes to a halt, steps wait for each other.
    fn check_cycles(&self) -> Result<(), DefinitionError> {
        let mut begun: BTreeSet<&StepId> = BTreeSet::new();
        let mut ended: BTreeSet<&StepId> = BTreeSet::new();
        loop {
            let before = begun.len() + ended.len();
            for step in &self.steps {
                let in_stage = step.parent.as_ref().is_none_or(|stage| begun.contains(stage));
                if in_stage && step.after.iter().all(|id| ended.contains(id)) {
                    begun.insert(&step.id);
                }
            }
            for step in self.steps.iter().rev() {
                let mut children = self.steps.iter().filter(|s| s.parent.as_ref() == Some(&step.id));
                if begun.contains(&step.id) && children.all(|child| ended.contains(&child.id)) {
                    ended.insert(&step.id);
                }
            }
            if ended.len() == self.steps.len() {
                return Ok(());
            }
            if begun.len() + ended.len() == before {
                let stuck = self.steps.iter().find(|step| !begun.contains(&step.id));
                return stuck.map_or(Ok(()), |step| Err(DefinitionError::Cycle(step.id.clone())));
            }
        }
    }
}

/// Checks that a step has only what its kind can honour.
fn check_workable(step: &Step) -> Result<(), DefinitionError> {
    let kind = &step.kind;
    let by_person = matches!(kind, StepKind::Task { .. } | StepKind::Decision(_));
    let evident = by_person || matches!(kind, StepKind::Stage | StepKind::Milestone);
    let endless =
        |repeat: &Repeat| repeat.every.is_none() && repeat.until.is_none() && repeat.rounds_max.is_none();
    let parameters = match kind {
        StepKind::Score { with, .. } | StepKind::Recommend { with, .. } => Some(with),
        _ => None,
    };
    let broken = parameters.and_then(|with| with.iter().find(|(_, value)| !value.is_finite()));
    let reason = if step.approve.is_some() && !by_person {
        "only tasks and decisions are approved".to_owned()
    } else if !step.evidence.is_empty() && !evident {
        format!("a {} takes no evidence", kind.as_str())
    } else if matches!(kind, StepKind::Wait(wait) if wait.until.is_none() && wait.event.is_none()) {
        "it waits for neither a date nor an event".to_owned()
    } else if step.is_milestone() && step.repeat.is_some() {
        "a milestone is reached once and does not repeat".to_owned()
    } else if step.repeat.as_ref().is_some_and(endless) {
        "it repeats without a clock and without an end".to_owned()
    } else if let Some((name, _)) = broken {
        format!("the parameter `{name}` is not a finite number")
    } else {
        return Ok(());
    };
    Err(DefinitionError::Unworkable {
        step: step.id.clone(),
        reason,
    })
}

fn wait_rule(step: &Step) -> Option<&TimeRule> {
    match &step.kind {
        StepKind::Wait(wait) => wait.until.as_ref(),
        _ => None,
    }
}
