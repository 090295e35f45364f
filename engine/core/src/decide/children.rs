//! What comes back of child engagements: that they were started, that they have closed, that they could not be
//! opened. Only the engine brings it, and each piece of news counts once.

use std::collections::BTreeMap;

use super::{Draft, Rejection, round_of};
use crate::children::child_id;
use crate::command::EffectKey;
use crate::definition::{ChildPlan, StepKind};
use crate::event::{Event, Round};
use crate::ids::{EngagementId, OutputId};
use crate::member::{Child, ChildKey};
use crate::state::EngagementStatus;
use crate::value::Value;

impl Draft<'_> {
    /// Takes the start of a child to the log, also where its step has been ended in the meantime: it runs, and its news
    /// must find the way back.
    pub(super) fn record_child_started(
        &mut self,
        round: &Round,
        child: &ChildKey,
        engagement: &EngagementId,
    ) -> Result<(), Rejection> {
        self.engine()?;
        let parent = self.state.engagement();
        let expected = parent.and_then(|parent| child_id(parent, round, child));
        let is_new = self.plan_of(round).is_some()
            && self
                .state
                .instance(&round.step, round.round)
                .is_some_and(|instance| {
                    instance.activated_on.is_some() && !instance.children.contains_key(child)
                });
        if !is_new || expected.as_ref() != Some(engagement) {
            return Ok(());
        }
        self.emit(Event::ChildStarted {
            round: round.clone(),
            child: child.clone(),
            engagement: engagement.clone(),
        })
    }

    pub(super) fn record_child_closed(
        &mut self,
        round: &Round,
        child: &ChildKey,
        status: EngagementStatus,
        outputs: &BTreeMap<OutputId, Value>,
    ) -> Result<(), Rejection> {
        self.engine()?;
        let closed = matches!(status, EngagementStatus::Completed | EngagementStatus::Ended);
        let open = |known: &Child| known.status == EngagementStatus::Open;
        let instance = self.state.instance(&round.step, round.round);
        let known = instance.and_then(|instance| instance.children.get(child));
        if !closed || !known.is_some_and(open) {
            return Ok(());
        }
        let finite = outputs.iter().filter(|(_, value)| value.is_finite());
        let outputs = finite.map(|(id, value)| (id.clone(), value.clone())).collect();
        self.emit(Event::ChildClosed {
            round: round.clone(),
            child: child.clone(),
            status,
            outputs,
        })
    }

    /// The round whose children could not be opened, if this is the attempt that it is at.
    pub(super) fn awaited_start(&self, key: &EffectKey) -> Option<Round> {
        let instance = self.state.latest(&key.step).filter(|latest| latest.is_active())?;
        let round = round_of(&key.step, instance);
        let plan = self.plan_of(&round)?;
        let asked = self.state.engagement() == Some(&key.engagement)
            && round.round == key.round
            && instance.failed_attempts.saturating_add(1) == key.attempt
            && !crate::children::missing(plan, &self.state, instance).is_empty();
        asked.then_some(round)
    }

    fn plan_of(&self, round: &Round) -> Option<&ChildPlan> {
        match &self.context.definition.step(&round.step)?.kind {
            StepKind::Engagement(plan) => Some(plan),
            _ => None,
        }
    }
}
