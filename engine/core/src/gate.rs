//! Gates: whether a round may begin, and whether a stage is done. Pure questions, asked both by the decision
//! (to act) and by `why` (to explain).

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::decide::intervention::into_of;
use crate::definition::{Condition, Definition, Repeat, SomeOf, Start, Step, StepKind};
use crate::evaluate;
use crate::event::{Cause, Entry};
use crate::ids::{OptionId, StepId};
use crate::intervention::Standing;
use crate::standstill::stands_still;
use crate::state::{Instance, State, Status, lookup};

/// What the gates look at.
#[derive(Clone, Copy)]
pub(crate) struct Gates<'a> {
    pub(crate) definition: &'a Definition,
    pub(crate) state: &'a State,
    pub(crate) today: Date,
}

/// What a round consumed on its way in, and what let it in.
pub(crate) type Passed = (BTreeMap<StepId, u32>, Entry);

impl<'a> Gates<'a> {
    pub(crate) fn holds(&self, condition: &Condition) -> bool {
        evaluate::holds(condition, &|name| lookup(self.state, self.today, name))
    }

    fn holds_or_absent(&self, condition: Option<&Condition>) -> bool {
        condition.is_none_or(|condition| self.holds(condition))
    }

    /// Whether the stage that holds the round is being worked on.
    pub(crate) fn stage_is_active(&self, step: &Step, instance: &Instance) -> bool {
        match (&step.parent, instance.stage_round) {
            (None, _) => self.state.is_open(),
            (Some(stage), Some(round)) => self.state.instance(stage, round).is_some_and(Instance::is_active),
            (Some(_), None) => false,
        }
    }

    /// Whether the latest round of a step stands still.
    pub(crate) fn on_hold(&self, step: &Step) -> bool {
        stands_still(self.definition, self.state, &step.id)
    }

    /// Whether the round may begin by itself, as far as it is not for its own rules to say: its stage is being worked
    /// on, nothing stands still, nobody is withdrawing, and no move to another version waits for the stages to end.
    pub(crate) fn may_begin(&self, step: &'a Step, instance: &Instance) -> bool {
        self.stage_is_active(step, instance)
            && !self.awaits_call(step, instance)
            && !self.on_hold(step)
            && self.state.withdrawal.is_none()
            && (step.parent.is_some() || self.state.scheduled.is_none())
    }

    /// The condition that says that a round which has not begun is not needed, where it holds.
    pub(crate) fn not_needed(&self, step: &'a Step, instance: &Instance) -> Option<&'a Condition> {
        let waiting = matches!(instance.status, Status::Available | Status::Enabled);
        let condition = step.skip_when.as_ref().filter(|_| waiting)?;
        (self.may_begin(step, instance) && self.holds(condition)).then_some(condition)
    }

    /// The condition that ends a round which has begun, where it holds.
    pub(crate) fn ended_by(&self, step: &'a Step, instance: &Instance) -> Option<&'a Condition> {
        let begun = matches!(instance.status, Status::Active | Status::Failed);
        let condition = step.exit_when.as_ref().filter(|_| begun)?;
        (!self.on_hold(step) && self.holds(condition)).then_some(condition)
    }

    /// The entry of a round that is not held by a clock; none while it must wait.
    pub(crate) fn entry(&self, step: &Step, instance: &Instance) -> Option<Passed> {
        if self.follows_a_round(step, instance) {
            let entry = if self.holds_or_absent(step.when.as_ref()) {
                Entry::NextRound
            } else {
                self.brought_forward(step)?
            };
            return Some((BTreeMap::new(), entry));
        }
        let consumed = self.completions(step, instance);
        let enough = step.after.iter().all(|source| consumed.contains_key(source))
            && step.after_some.iter().all(|some| some.is_met(&consumed));
        if step.is_milestone() {
            // A milestone's conditions say when it is reached, not when it begins to be watched.
            return enough.then(|| (consumed, entered(step, None)));
        }
        if let Some(entry) = self.brought_forward(step) {
            return Some((consumed, entry));
        }
        if !enough || !self.holds_or_absent(step.when.as_ref()) {
            return None;
        }
        Some((consumed, entered(step, step.when.as_ref())))
    }

    /// The completions that the round may consume now, of all the steps it waits for.
    pub(crate) fn completions(&self, step: &Step, instance: &Instance) -> BTreeMap<StepId, u32> {
        let sources = step
            .after
            .iter()
            .chain(step.after_some.iter().flat_map(|some| &some.of));
        sources
            .filter_map(|source| Some((source.clone(), self.satisfied_by(step, instance, source)?)))
            .collect()
    }

    /// The entry of a step whose `or-when` holds.
    fn brought_forward(&self, step: &Step) -> Option<Entry> {
        let condition = step.or_when.as_ref().filter(|condition| self.holds(condition))?;
        Some(Entry::BroughtForward {
            condition: condition.source.clone(),
        })
    }

    /// Whether a clocked round whose timer has fired may begin.
    pub(crate) fn released(&self, step: &Step) -> bool {
        self.holds_or_absent(step.when.as_ref()) || self.brought_forward(step).is_some()
    }

    /// How many rounds of the step ran before this one in the same round of its stage.
    pub(crate) fn earlier_rounds(&self, step: &Step, instance: &Instance) -> usize {
        let rounds = self.state.steps.get(&step.id).map_or(&[][..], Vec::as_slice);
        let earlier = |r: &&Instance| r.round < instance.round && r.stage_round == instance.stage_round;
        rounds.iter().filter(earlier).count()
    }

    /// Whether an earlier round of the step ran in the same round of its stage.
    pub(crate) fn follows_a_round(&self, step: &Step, instance: &Instance) -> bool {
        self.earlier_rounds(step, instance) > 0
    }

    /// The latest completed round of `source` that `instance` may consume: in the same round of every stage
    /// they share, and not consumed by an earlier round of the same step. What can happen only once is
    /// remembered for good: waiting for it again would be waiting for ever.
    pub(crate) fn satisfied_by(&self, step: &Step, instance: &Instance, source: &StepId) -> Option<u32> {
        let source_step = self.definition.step(source)?;
        let rounds = self.state.steps.get(&step.id)?;
        let consumed = rounds
            .iter()
            .filter_map(|r| r.consumed.get(source).copied())
            .max()
            .filter(|_| self.can_come_again(source_step))
            .unwrap_or(0);
        let shared = self.stage_rounds(step, instance);
        let candidates = self.state.steps.get(source)?.iter().rev();
        candidates
            .filter(|candidate| candidate.status.satisfies_after() && !candidate.reopened)
            .filter(|candidate| candidate.round > consumed)
            .find(|candidate| {
                let theirs = self.stage_rounds(source_step, candidate);
                theirs
                    .iter()
                    .all(|(stage, round)| shared.get(stage).is_none_or(|ours| ours == round))
            })
            .map(|candidate| candidate.round)
    }

    /// Whether a step may have several rounds: because it repeats, or because a stage around it does.
    fn can_come_again(&self, step: &Step) -> bool {
        step.repeat.is_some()
            || self
                .definition
                .ancestors(step)
                .any(|stage| stage.repeat.is_some())
    }

    /// The stages around a round, with their rounds.
    fn stage_rounds(&self, step: &'a Step, instance: &Instance) -> BTreeMap<&'a StepId, u32> {
        let mut rounds = BTreeMap::new();
        let (mut step, mut stage_round) = (step, instance.stage_round);
        while let (Some(stage), Some(round)) = (&step.parent, stage_round) {
            rounds.insert(stage, round);
            let (Some(parent), Some(inner)) =
                (self.definition.step(stage), self.state.instance(stage, round))
            else {
                break;
            };
            (step, stage_round) = (parent, inner.stage_round);
        }
        rounds
    }

    /// Whether no further round of a repeating step is to come. Without a clock the first round always runs:
    /// `until` is asked once a round has ended, and what ended the loop in an earlier round of its stage does
    /// not end it in this one.
    pub(crate) fn repeat_is_over(&self, step: &Step, rounds_so_far: usize) -> bool {
        let Some(repeat) = &step.repeat else { return true };
        let max = repeat
            .rounds_max
            .map_or(crate::decide::ROUNDS_MAX, |max| usize::try_from(max).unwrap_or(0))
            .min(repeat.schedule.as_ref().map_or(usize::MAX, |s| s.spans.len()));
        let asked = rounds_so_far > 0 || repeat.is_clocked();
        let until = repeat.until.as_ref().filter(|_| asked);
        rounds_so_far >= max || until.is_some_and(|until| self.holds(until))
    }

    /// Whether a completed round is to be followed by another.
    pub(crate) fn goes_on(&self, step: &Step, instance: &Instance) -> bool {
        let rounds = self.state.steps.get(&step.id).map_or(0, Vec::len);
        step.repeat.is_some()
            && (instance.status == Status::Completed || lapsed_by_clock(step, instance))
            && rounds < crate::decide::ROUNDS_MAX
            && self.stage_is_active(step, instance)
            && !self.repeat_is_over(step, self.earlier_rounds(step, instance) + 1)
    }

    /// Whether the round waits for a call that may never come. The later rounds of a loop come by themselves.
    pub(crate) fn awaits_call(&self, step: &Step, instance: &Instance) -> bool {
        waits_to_be_called(step)
            && instance.status == Status::Available
            && !self.follows_a_round(step, instance)
    }

    /// Whether a stage cannot be done without the step: neither optional, nor an offer that nobody is working on,
    /// nor waiting for a call that may never come, nor a standing loop.
    fn is_required(&self, step: &Step, instance: &Instance) -> bool {
        let at_work = matches!(instance.status, Status::Active | Status::Failed);
        let merely_offered = step.start == Start::Manual && !at_work;
        !step.optional && !merely_offered && !self.awaits_call(step, instance) && !is_standing(step)
    }

    /// Whether nothing more will happen to the round, and no other will follow it.
    fn is_over(&self, step: &Step, instance: &Instance) -> bool {
        instance.status.is_settled() && !self.goes_on(step, instance)
    }

    /// The latest rounds of a stage's steps within one of its rounds; at top level for `None`.
    pub(crate) fn children(
        self,
        stage: Option<(&'a StepId, u32)>,
    ) -> impl Iterator<Item = (&'a Step, &'a Instance)> {
        let (id, round) = stage.unzip();
        self.definition.children(id).filter_map(move |step| {
            let latest = self
                .state
                .latest(&step.id)
                .filter(|instance| instance.stage_round == round)?;
            Some((step, latest))
        })
    }

    /// The required steps of a stage that are not settled.
    pub(crate) fn unsettled(self, stage: Option<(&'a StepId, u32)>) -> Vec<&'a Step> {
        self.children(stage)
            .filter(|(step, instance)| self.is_required(step, instance) && !self.is_over(step, instance))
            .map(|(step, _)| step)
            .collect()
    }

    /// The adopted interventions whose plans are still to be inserted into a stage, in order of name.
    pub(crate) fn plans_awaited(self, stage: &StepId) -> impl Iterator<Item = &'a OptionId> {
        let known = self.state.interventions.iter();
        known
            .filter(move |(_, intervention)| {
                intervention.standing == Standing::Planning
                    && into_of(self.definition, intervention) == Some(stage)
            })
            .map(|(id, _)| id)
    }

    /// Whether a stage is done by itself: its required steps are settled and nothing in it is being worked
    /// on, and no plan is to be inserted into it. A stage without a required step is done once every step in it is settled.
    pub(crate) fn stage_is_done(self, stage: Option<(&'a StepId, u32)>) -> bool {
        let children: Vec<_> = self.children(stage).collect();
        let awaits_plan = stage.is_some_and(|(id, _)| self.plans_awaited(id).next().is_some());
        if awaits_plan || children.iter().any(|(_, instance)| instance.is_active()) {
            return false;
        }
        let mut required = children
            .iter()
            .filter(|(step, i)| self.is_required(step, i))
            .peekable();
        if required.peek().is_some() {
            required.all(|(step, instance)| self.is_over(step, instance))
        } else {
            children.iter().all(|(step, instance)| {
                is_standing(step) || self.awaits_call(step, instance) || self.is_over(step, instance)
            })
        }
    }
}

/// How a step began whose entry held by itself.
fn entered(step: &Step, condition: Option<&Condition>) -> Entry {
    if step.after.is_empty() && step.after_some.is_empty() && condition.is_none() {
        return Entry::Open;
    }
    Entry::After {
        condition: condition.map(|condition| condition.source.clone()),
    }
}

/// Whether the first round of the step never begins by itself: something calls it, or it undoes what was done.
pub(crate) fn waits_to_be_called(step: &Step) -> bool {
    step.start == Start::Called || step.undoes.is_some()
}

impl SomeOf {
    /// Whether enough of its steps are among the completions.
    fn is_met(&self, completions: &BTreeMap<StepId, u32>) -> bool {
        let complete = self.of.iter().filter(|source| completions.contains_key(*source));
        complete.count() >= usize::try_from(self.at_least).unwrap_or(usize::MAX)
    }
}

/// Whether a round of a clocked loop was ended by its deadline: the next comes all the same.
fn lapsed_by_clock(step: &Step, instance: &Instance) -> bool {
    instance.cause == Some(Cause::Lapsed) && step.repeat.as_ref().is_some_and(Repeat::is_clocked)
}

/// Whether the step repeats by the clock for as long as its stage lasts.
fn is_standing(step: &Step) -> bool {
    step.repeat
        .as_ref()
        .is_some_and(|r| r.every.is_some() && r.until.is_none() && r.rounds_max.is_none())
}

impl Step {
    /// Whether the step is a milestone.
    pub fn is_milestone(&self) -> bool {
        matches!(self.kind, StepKind::Milestone)
    }
}
