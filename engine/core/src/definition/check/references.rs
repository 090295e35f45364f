//! Whether every name in a step leads somewhere.

use super::DefinitionError;
use crate::definition::{Choice, Definition, Name, Step, StepKind, TimePoint, TimeRule};
use crate::ids::StepId;

impl Definition {
    pub(super) fn check_references(&self, step: &Step) -> Result<(), DefinitionError> {
        let refuse = |what, name: &dyn ToString| {
            Err(DefinitionError::Dangling {
                step: step.id.clone(),
                what,
                name: name.to_string(),
            })
        };
        let some = step.after_some.iter().flat_map(|some| &some.of);
        for id in step.after.iter().chain(some) {
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
        for rule in [step.due.as_ref(), wait_rule(step), step.deadline.as_ref()]
            .into_iter()
            .flatten()
        {
            if !self.parties.contains_key(&rule.calendar) {
                return refuse("party", &rule.calendar);
            }
            if let TimePoint::Recorded(path) = &rule.point
                && !self.records(&path.step, path.field.as_str())
            {
                return refuse("recorded field", &format!("{}.{}", path.step, path.field));
            }
        }
        let repeat = step.repeat.as_ref();
        let every = repeat.and_then(|repeat| Some(&repeat.every.as_ref()?.calendar));
        let schedule = repeat.and_then(|repeat| Some(&repeat.schedule.as_ref()?.calendar));
        let mut clocks = every.into_iter().chain(schedule);
        if let Some(party) = clocks.find(|party| !self.parties.contains_key(*party)) {
            return refuse("party", party);
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
            StepKind::Engagement(plan) => self.check_child_plan(plan, refuse),
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
    pub(super) fn dangling(&self, name: &Name) -> Option<(&'static str, String)> {
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
}

fn wait_rule(step: &Step) -> Option<&TimeRule> {
    match &step.kind {
        StepKind::Wait(wait) => wait.until.as_ref(),
        _ => None,
    }
}
