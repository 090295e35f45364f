//! Giving steps other names: every place of a step, a condition or a rule that names a step.

use super::{Choice, Condition, Expr, Name, Step, StepKind, TimePoint, TimeRule};
use crate::ids::StepId;
use crate::migration::Names;

impl Step {
    /// Gives every step that this one names its new name; its own included.
    pub(crate) fn rename(&mut self, names: &Names<'_>) {
        self.id = names.of(&self.id);
        self.parent = self.parent.as_ref().map(|id| names.of(id));
        self.undoes = self.undoes.as_ref().map(|id| names.of(id));
        self.after = names.of_all(&self.after);
        self.not_by = names.of_all(&self.not_by);
        for group in &mut self.after_some {
            group.of = names.of_all(&group.of);
        }
        let until = self.repeat.as_mut().and_then(|repeat| repeat.until.as_mut());
        let conditions = [
            &mut self.when,
            &mut self.or_when,
            &mut self.skip_when,
            &mut self.exit_when,
        ];
        for condition in conditions.into_iter().flatten().chain(until) {
            condition.rename(names);
        }
        for rule in self.due.iter_mut().chain(&mut self.deadline) {
            rule.rename(names);
        }
        self.kind.rename(names);
    }
}

impl StepKind {
    fn rename(&mut self, names: &Names<'_>) {
        match self {
            Self::Score { facts, .. } => {
                for path in facts.values_mut() {
                    path.step = names.of(&path.step);
                }
            }
            Self::Recommend { findings, .. } => *findings = names.of_all(findings),
            Self::Decision(Choice::Proposals { from, into }) => {
                *from = names.of(from);
                *into = into.as_ref().map(|id| names.of(id));
            }
            Self::Wait(wait) => {
                if let Some(rule) = &mut wait.until {
                    rule.rename(names);
                }
            }
            _ => {}
        }
    }
}

impl TimeRule {
    pub(crate) fn rename(&mut self, names: &Names<'_>) {
        if let TimePoint::Recorded(path) = &mut self.point {
            path.step = names.of(&path.step);
        }
    }
}

impl Condition {
    fn rename(&mut self, names: &Names<'_>) {
        self.expr.rename(names);
    }
}

impl Expr {
    fn rename(&mut self, names: &Names<'_>) {
        match self {
            Self::Value(_) => {}
            Self::Name(name) | Self::Has(name) => name.rename(names),
            Self::Not(a) | Self::Size(a) => a.rename(names),
            Self::All(all) | Self::Any(all) => all.iter_mut().for_each(|a| a.rename(names)),
            Self::Compare(_, a, b) | Self::Arithmetic(_, a, b) => {
                a.rename(names);
                b.rename(names);
            }
            Self::In(a, list) => {
                a.rename(names);
                list.iter_mut().for_each(|b| b.rename(names));
            }
            Self::If(a, b, c) => [a, b, c].into_iter().for_each(|part| part.rename(names)),
        }
    }
}

impl Name {
    fn rename(&mut self, names: &Names<'_>) {
        if let Some(step) = self.step_mut() {
            *step = names.of(step);
        }
    }

    fn step_mut(&mut self) -> Option<&mut StepId> {
        match self {
            Self::Finding { step, .. }
            | Self::Decision { step }
            | Self::Record { step, .. }
            | Self::Step { step, .. }
            | Self::Evidence { step, .. }
            | Self::Children { step, .. }
            | Self::Output { step, .. } => Some(step),
            Self::Today
            | Self::Event { .. }
            | Self::Data { .. }
            | Self::Fact { .. }
            | Self::Reported { .. }
            | Self::Escalation { .. }
            | Self::Membership
            | Self::Previous { .. }
            | Self::Spent { .. } => None,
        }
    }
}
