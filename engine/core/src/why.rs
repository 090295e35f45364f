//! Why: what holds a step back, who owns it, since when, and what happens next.

use std::collections::{BTreeSet, VecDeque};

use jiff::civil::Date;
use serde::Serialize;

use crate::definition::{ChildPlan, Condition, Definition, Join, SomeOf, Step, StepKind};
use crate::event::Round;
use crate::gate::{Gates, waits_to_be_called};
use crate::ids::{EngagementId, EscalationId, OptionId, OutsideEventId, PartyId, StepId};
use crate::state::{Held, Instance, State, Status, TimerKey, TimerKind, lookup};
use crate::work::{OnHold, WorkItem, hold_of, items_of};

/// One part of a condition: what it reads, and what that is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// The name, as written in CEL.
    pub name: String,
    /// Its value, for people; none where it is not known yet.
    pub value: Option<String>,
}

/// One thing that a step waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "waits-for")]
pub enum Hold {
    /// Another step to be done.
    Step {
        /// The step.
        step: StepId,
        /// How it stands; none where it has not come up.
        status: Option<&'static str>,
        /// Since when it stands so.
        since: Option<Date>,
    },
    /// Some of a group of steps to be done.
    Some {
        /// How many.
        at_least: u32,
        /// The steps that are done.
        done: Vec<StepId>,
        /// The steps that are not.
        open: Vec<StepId>,
    },
    /// Something to call it: any one of these.
    Call {
        /// The outside events that open it.
        events: Vec<OutsideEventId>,
        /// The escalations that open it.
        escalations: Vec<EscalationId>,
    },
    /// The engagement to be withdrawn from after a step was done: it undoes that step.
    Withdrawal {
        /// The step that it undoes.
        undoes: StepId,
    },
    /// The move to another version of the workflow, which takes place between two stages.
    Migration {
        /// The version.
        to: String,
    },
    /// The stage that holds it to begin.
    Stage {
        /// The stage.
        step: StepId,
        /// How it stands; none where it has not come up.
        status: Option<&'static str>,
    },
    /// A condition to hold.
    Condition {
        /// The condition, as written.
        condition: String,
        /// Whether it would open the step by itself.
        alternative: bool,
        /// What it reads.
        readings: Vec<Reading>,
    },
    /// A date.
    Date {
        /// The date.
        date: Date,
        /// Whether it may still change because the term is not published.
        provisional: bool,
    },
    /// An outside event.
    Event {
        /// The event.
        event: OutsideEventId,
    },
    /// A person.
    Work(Box<WorkItem>),
    /// A hold to end.
    OnHold(OnHold),
    /// A notice to be handed over, which the engine does by itself.
    Delivery,
    /// The plan of an adopted intervention, which the plugin that proposed it brings.
    Plan {
        /// The intervention.
        intervention: OptionId,
    },
    /// A child engagement to be started or, where all must, to close.
    Child {
        /// Which child: a member, a group, or the only one.
        child: String,
        /// The engagement, once it was started.
        engagement: Option<EngagementId>,
    },
    /// Child engagements to complete, so many of them.
    Children {
        /// How many have.
        completed: usize,
        /// How many must.
        needed: u32,
    },
    /// Members to join: there are none yet for whom something could be started.
    Members {
        /// The party.
        party: PartyId,
    },
    /// A plugin's answer, which the engine fetches by itself.
    Plugin {
        /// The attempts that have failed so far.
        failed_attempts: u32,
    },
}

/// What holds a step back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Why {
    /// The step, and its round where one has come up.
    pub step: StepId,
    /// Its round.
    pub round: Option<u32>,
    /// How it stands; none where it has not come up.
    pub status: Option<&'static str>,
    /// Since when.
    pub since: Option<Date>,
    /// Why it was set aside or terminated, if it was.
    pub reason: Option<String>,
    /// Why somebody should look at it again, if somebody should.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flagged: Option<String>,
    /// What it waits for. Where alternatives are among them, any one of those is enough.
    pub holds: Vec<Hold>,
    /// Where it is held up in the end: the steps reached by following what it waits for, where that only waits itself.
    /// Steps that are among `holds` already are not repeated.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roots: Vec<StepId>,
    /// The steps that wait for it.
    pub blocks: Vec<StepId>,
}

/// Explains what holds a step back; none for a step the workflow does not have.
pub fn why(definition: &Definition, state: &State, today: Date, id: &StepId) -> Option<Why> {
    let step = definition.step(id)?;
    let instance = state.latest(id);
    let gates = Gates {
        definition,
        state,
        today,
    };
    let holds = own_holds(gates, step);
    let settled = instance.is_some_and(|instance| instance.status.is_settled());
    let waiting = |other: &&Step| {
        let some = other.after_some.iter().any(|some| some.of.contains(id));
        (some || other.after.contains(id))
            && state
                .latest(&other.id)
                .is_none_or(|i| i.status == Status::Available)
    };
    let blocks = if settled {
        Vec::new()
    } else {
        definition
            .steps
            .iter()
            .filter(waiting)
            .map(|other| other.id.clone())
            .collect()
    };
    Some(Why {
        step: id.clone(),
        round: instance.map(|instance| instance.round),
        status: instance.map(|instance| instance.status.as_str()),
        since: instance.map(|instance| instance.since),
        reason: instance.and_then(|instance| instance.reason.clone()),
        flagged: instance.and_then(|instance| instance.flagged.clone()),
        roots: roots(gates, id, &holds),
        holds,
        blocks,
    })
}

fn own_holds(gates: Gates<'_>, step: &Step) -> Vec<Hold> {
    match gates.state.latest(&step.id) {
        None if waits_to_be_called(step) && step.parent.is_none() => {
            vec![call_hold(gates.definition, step)]
        }
        None => stage_hold(gates.state, step).into_iter().collect(),
        Some(instance) => holds_of(gates, step, instance),
    }
}

/// Follows what a step waits for to the steps that wait for no other.
fn roots(gates: Gates<'_>, id: &StepId, holds: &[Hold]) -> Vec<StepId> {
    let direct: BTreeSet<&StepId> = steps_of(holds).collect();
    let mut seen: BTreeSet<StepId> = [id.clone()].into();
    let mut behind: VecDeque<StepId> = steps_of(holds).cloned().collect();
    let mut roots = Vec::new();
    while let Some(next) = behind.pop_front() {
        if !seen.insert(next.clone()) {
            continue;
        }
        let Some(step) = gates.definition.step(&next) else {
            continue;
        };
        let held = own_holds(gates, step);
        if steps_of(&held).next().is_some() {
            behind.extend(steps_of(&held).cloned());
        } else if !direct.contains(&next) {
            roots.push(next);
        }
    }
    roots
}

/// The steps that holds name.
fn steps_of(holds: &[Hold]) -> impl Iterator<Item = &StepId> {
    holds.iter().flat_map(|hold| match hold {
        Hold::Step { step, .. } | Hold::Stage { step, .. } => std::slice::from_ref(step),
        Hold::Some { open, .. } => open.as_slice(),
        _ => &[],
    })
}

fn stage_hold(state: &State, step: &Step) -> Option<Hold> {
    let stage = step.parent.as_ref()?;
    let status = state.latest(stage).map(|instance| instance.status.as_str());
    Some(Hold::Stage {
        step: stage.clone(),
        status,
    })
}

fn holds_of(gates: Gates<'_>, step: &Step, instance: &Instance) -> Vec<Hold> {
    let work = items_of(gates.definition, gates.state, gates.today, step);
    let held = hold_of(gates.definition, gates.state, &step.id);
    let held = held.filter(|_| !instance.status.is_settled());
    let mut holds: Vec<Hold> = held.into_iter().map(Hold::OnHold).collect();
    holds.extend(work.into_iter().map(|item| Hold::Work(Box::new(item))));
    match instance.status {
        Status::Available => holds.extend(entry_holds(gates, step, instance)),
        Status::Active => holds.extend(active_holds(gates, step, instance)),
        _ => {}
    }
    holds
}

fn entry_holds(gates: Gates<'_>, step: &Step, instance: &Instance) -> Vec<Hold> {
    let state = gates.state;
    if !gates.stage_is_active(step, instance) {
        return stage_hold(state, step).into_iter().collect();
    }
    if gates.awaits_call(step, instance) {
        return vec![call_hold(gates.definition, step)];
    }
    if let Some(Held::ByClock { date, .. }) = instance.held {
        return vec![date_hold(state, step, instance, TimerKind::Round, date)];
    }
    let mut holds: Vec<Hold> = Vec::new();
    if let (Some(scheduled), None) = (&state.scheduled, &step.parent) {
        holds.push(Hold::Migration {
            to: scheduled.to.version.clone(),
        });
    }
    // A later round waits only for its condition, and so does one that its clock has released.
    if instance.held.is_none() && !gates.follows_a_round(step, instance) {
        for source in step
            .after
            .iter()
            .filter(|id| gates.satisfied_by(step, instance, id).is_none())
        {
            holds.push(step_hold(state, source));
        }
        holds.extend(
            step.after_some
                .iter()
                .filter_map(|some| some_hold(gates, step, instance, some)),
        );
    }
    if step.is_milestone() {
        return holds;
    }
    holds.extend(unmet(gates, step.when.as_ref(), false));
    if !holds.is_empty() {
        holds.extend(unmet(gates, step.or_when.as_ref(), true));
    }
    holds
}

fn active_holds(gates: Gates<'_>, step: &Step, instance: &Instance) -> Vec<Hold> {
    let state = gates.state;
    match &step.kind {
        StepKind::Stage => gates
            .children(Some((&step.id, instance.round)))
            .filter(|(_, child)| child.is_active())
            .map(|(child, latest)| (child.id.clone(), latest))
            .chain(
                gates
                    .unsettled(Some((&step.id, instance.round)))
                    .into_iter()
                    .filter_map(|child| {
                        let latest = state.latest(&child.id).filter(|latest| !latest.is_active())?;
                        Some((child.id.clone(), latest))
                    }),
            )
            .map(|(step, latest)| Hold::Step {
                step,
                status: Some(latest.status.as_str()),
                since: Some(latest.since),
            })
            .chain(gates.plans_awaited(&step.id).map(|intervention| Hold::Plan {
                intervention: intervention.clone(),
            }))
            .collect(),
        StepKind::Milestone => {
            let reached = step
                .when
                .iter()
                .chain(&step.or_when)
                .any(|condition| gates.holds(condition));
            if reached {
                return Vec::new();
            }
            let alternative = unmet(gates, step.or_when.as_ref(), true);
            unmet(gates, step.when.as_ref(), false)
                .into_iter()
                .chain(alternative)
                .collect()
        }
        StepKind::Wait(wait) => {
            let key = timer_key(step, instance, TimerKind::Wait);
            let date = state.timers.get(&key).map(|timer| timer.date);
            let dates = date.map(|date| date_hold(state, step, instance, TimerKind::Wait, date));
            let unrecorded = crate::effect::unrecorded(state, step);
            let unrecorded = unrecorded.iter().map(|task| step_hold(state, task));
            dates
                .into_iter()
                .chain(unrecorded)
                .chain(wait.event.clone().map(|event| Hold::Event { event }))
                .collect()
        }
        StepKind::Score { .. } | StepKind::Recommend { .. } => {
            let pending = crate::effect::pending_effects(gates.definition, state);
            let called = pending.iter().any(|effect| effect.calls(&step.id));
            let called = called.then_some(Hold::Plugin {
                failed_attempts: instance.failed_attempts,
            });
            let unrecorded = crate::effect::unrecorded(state, step);
            let unrecorded = unrecorded.iter().map(|task| step_hold(state, task));
            called.into_iter().chain(unrecorded).collect()
        }
        StepKind::Notify { .. } => vec![Hold::Delivery],
        StepKind::Engagement(plan) => child_holds(state, plan, instance),
        StepKind::Task { .. } | StepKind::Decision(_) => Vec::new(),
    }
}

/// What a step waits for of its children: the ones that are not there yet or, where all must close, not done.
fn child_holds(state: &State, plan: &ChildPlan, instance: &Instance) -> Vec<Hold> {
    let awaited = crate::children::awaited(plan, state, instance);
    let mut holds: Vec<Hold> = awaited
        .into_iter()
        .map(|child| Hold::Child {
            child: child.to_string(),
            engagement: instance
                .children
                .get(&child)
                .map(|known| known.engagement.clone()),
        })
        .collect();
    if let Join::AtLeast(needed) = plan.join {
        let completed = crate::children::completed(instance);
        holds.push(Hold::Children { completed, needed });
    }
    match plan.each.party() {
        Some(party) if crate::children::wanted(plan, state).is_empty() => {
            let party = party.clone();
            holds.push(Hold::Members { party });
        }
        _ => {}
    }
    holds
}

fn step_hold(state: &State, step: &StepId) -> Hold {
    let latest = state.latest(step);
    Hold::Step {
        step: step.clone(),
        status: latest.map(|instance| instance.status.as_str()),
        since: latest.map(|instance| instance.since),
    }
}

/// The group of which too few steps are done.
fn some_hold(gates: Gates<'_>, step: &Step, instance: &Instance, some: &SomeOf) -> Option<Hold> {
    let (done, open): (Vec<StepId>, Vec<StepId>) = some
        .of
        .iter()
        .cloned()
        .partition(|source| gates.satisfied_by(step, instance, source).is_some());
    let at_least = some.at_least;
    let met = done.len() >= usize::try_from(at_least).unwrap_or(usize::MAX);
    (!met).then_some(Hold::Some { at_least, done, open })
}

/// What a step waits for that never begins by itself.
fn call_hold(definition: &Definition, step: &Step) -> Hold {
    if let Some(undoes) = &step.undoes {
        return Hold::Withdrawal {
            undoes: undoes.clone(),
        };
    }
    let events = definition.events.iter();
    let escalations = definition.escalations.iter();
    Hold::Call {
        events: events
            .filter(|(_, event)| event.reactions.opens.contains(&step.id))
            .map(|(id, _)| id.clone())
            .collect(),
        escalations: escalations
            .filter(|(_, escalation)| escalation.reactions.opens.contains(&step.id))
            .map(|(id, _)| id.clone())
            .collect(),
    }
}

fn timer_key(step: &Step, instance: &Instance, kind: TimerKind) -> TimerKey {
    TimerKey {
        round: Round {
            step: step.id.clone(),
            round: instance.round,
        },
        kind,
    }
}

fn date_hold(state: &State, step: &Step, instance: &Instance, kind: TimerKind, date: Date) -> Hold {
    let timer = state.timers.get(&timer_key(step, instance, kind));
    Hold::Date {
        date,
        provisional: timer.is_some_and(|timer| timer.provisional),
    }
}

fn unmet(gates: Gates<'_>, condition: Option<&Condition>, alternative: bool) -> Option<Hold> {
    let condition = condition.filter(|condition| !gates.holds(condition))?;
    let mut readings: Vec<Reading> = Vec::new();
    condition.expr.each_name(&mut |name| {
        let value = lookup(gates.state, gates.today, name).map(|value| value.to_string());
        let reading = Reading {
            name: name.to_string(),
            value,
        };
        if !readings.contains(&reading) {
            readings.push(reading);
        }
    });
    Some(Hold::Condition {
        condition: condition.source.clone(),
        alternative,
        readings,
    })
}
