//! Deciding: from a definition, a state and a command to the events that follow, or to a refusal.
//!
//! Pure: no clock, no I/O, no randomness. A command's own events come first; then the engagement settles:
//! steps that can begin begin, steps that are done complete, until nothing moves. All of it is one decision,
//! bounded by [`EVENTS_PER_COMMAND_MAX`]. Tests: `tests/behaviour/`, one file for each
//! theme, and `tests/behaviour/properties.rs`.

mod adhoc;
mod assign;
mod children;
mod clock;
mod ending;
mod evidence;
mod facts;
mod hold;
pub(crate) mod intervention;
mod ledger;
mod members;
mod membership;
mod migrate;
mod notices;
pub(crate) mod open;
pub(crate) mod outcome;
mod outside;
mod people;
mod plan;
mod record;
mod refusals;
mod rejection;
mod reopen;
mod results;
pub(crate) mod roles;
mod settle;
mod successor;
mod withdraw;
mod work;

pub use adhoc::STEPS_ADDED_MAX;
pub use intervention::PLAN_STEPS_MAX;
pub use members::{MEMBERS_MAX, MemberError};
pub use refusals::{REFUSALS, Refusal};
pub use rejection::{EVENTS_PER_COMMAND_MAX, OpeningError, ROUNDS_MAX, Rejection, TEXT_BYTES_MAX};

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::calendar::{Calendar, CalendarId};
use crate::command::{Actor, Command, Now};
use crate::definition::{Definition, Step};
use crate::event::{Envelope, Event, Round};
use crate::ids::StepId;
use crate::state::{Instance, State, Status};
use crate::turn::Turn;

/// What a decision rests on besides state and command.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The workflow the engagement is pinned to.
    pub definition: &'a Definition,
    /// The version of the workflow to move to, where that is what is asked.
    pub target: Option<&'a Definition>,
    /// The calendars of the workspace.
    pub calendars: &'a BTreeMap<CalendarId, Calendar>,
    /// When the command is decided.
    pub now: Now,
    /// Who gave it.
    pub by: &'a Actor,
}

/// Decides what follows from a command: events, in order, or a refusal that changes nothing.
///
/// A command that has already had its effect (a late plugin answer, a tick with nothing due) follows into no
/// events at all.
///
/// # Errors
/// A [`Rejection`] that says why, with a stable code and, where possible, what to do instead.
pub fn decide(context: &Context<'_>, state: &State, command: &Command) -> Result<Vec<Envelope>, Rejection> {
    let mut draft = Draft::new(context, state.clone());
    if let Command::Open(opening) = command {
        draft.open(opening)?;
        draft.settle()?;
        return Ok(draft.events);
    }
    if state.opening.is_none() {
        return Err(Rejection::NotOpened);
    }
    if !state.is_open() {
        // What the engine itself brings after the end comes too late to matter; a person is told.
        return match command {
            Command::Tick
            | Command::RecalculateTimers
            | Command::RecordFinding { .. }
            | Command::RecordRecommendation { .. }
            | Command::RecordFailure { .. }
            | Command::RecordPlan { .. }
            | Command::RecordPlanFailure { .. }
            | Command::RecordDelivery { .. }
            | Command::RecordChildStarted { .. }
            | Command::RecordChildClosed { .. } => Ok(Vec::new()),
            Command::Migrate { .. } if *context.by == Actor::Engine => Ok(Vec::new()),
            _ => Err(Rejection::Closed {
                status: state.status.as_str(),
            }),
        };
    }
    match command {
        // What changes the plan is decided on the changed plan.
        Command::AddStep { step, reason } => adhoc::add(context, state, step, reason),
        Command::RecordPlan { intervention, steps } => {
            intervention::insert(context, state, intervention, steps)
        }
        Command::Migrate {
            to,
            plugins,
            workflows,
            reason,
        } => {
            let request = migrate::Request {
                to,
                plugins,
                workflows,
                reason,
            };
            migrate::migrate(context, state, &request)
        }
        _ => {
            draft.apply(command)?;
            draft.settle()?;
            Ok(draft.events)
        }
    }
}

/// A decision in the making: a private copy of the state, and the events that have led to it.
struct Draft<'a> {
    context: &'a Context<'a>,
    state: State,
    events: Vec<Envelope>,
}

impl<'a> Draft<'a> {
    fn new(context: &'a Context<'a>, state: State) -> Self {
        Self {
            context,
            state,
            events: Vec::new(),
        }
    }

    fn apply(&mut self, command: &Command) -> Result<(), Rejection> {
        self.check_hold(command)?;
        match command {
            Command::Open(_) => Err(Rejection::AlreadyOpen),
            Command::Start { step } => self.start(step),
            Command::Complete { step, record } => self.complete(step, record),
            Command::Decide {
                step,
                options,
                reason,
            } => self.choose(step, options, reason),
            Command::Offer { step, evidence, item } => self.offer(step, evidence, item),
            Command::Accept { step, evidence } => self.accept(step, evidence),
            Command::Contest {
                step,
                evidence,
                reason,
            } => self.contest(step, evidence, reason),
            Command::Approve { step } => self.approve(step),
            Command::Decline { step, reason } => self.decline(step, reason),
            Command::SetAside { step, reason } => self.set_aside(step, reason),
            Command::Retry { step } => self.retry(step),
            Command::Report {
                event,
                note,
                record,
                successor,
            } => self.report(event, note, record, successor.as_ref()),
            Command::Escalate {
                escalation,
                step,
                reason,
            } => self.escalate(escalation, step.as_ref(), reason),
            Command::MoveMembership { to, reason } => self.move_membership(to, reason),
            Command::SetFact { fact, value, reason } => self.set_fact(fact, value, reason.as_deref()),
            Command::AttachData { data, dataset } => self.attach(data, dataset),
            Command::Tick => Ok(()),
            Command::RecalculateTimers => self.recalculate_timers(),
            Command::RecordFinding { key, finding } => self.record_finding(key, finding),
            Command::RecordRecommendation { key, recommendation } => {
                self.record_recommendation(key, recommendation)
            }
            Command::RecordFailure {
                key,
                failure,
                message,
            } => self.record_failure(key, *failure, message),
            Command::End { reason } => self.end(reason),
            Command::Join {
                party,
                member,
                details,
            } => self.join(party, member, details),
            Command::Leave {
                party,
                member,
                reason,
            } => self.leave_party(party, member, reason),
            Command::RecordChildStarted {
                round,
                child,
                engagement,
            } => self.record_child_started(round, child, engagement),
            Command::RecordChildClosed {
                round,
                child,
                status,
                outputs,
            } => self.record_child_closed(round, child, *status, outputs),
            Command::Reopen { step, reason } => self.reopen(step, reason),
            Command::ClearFlag { step, reason } => self.clear_flag(step, reason),
            Command::Claim { step } => self.claim(step),
            Command::Release { step, reason } => self.release(step, reason.as_deref()),
            Command::Assign { step, to, reason } => self.assign(step, to, reason),
            Command::Delegate { step, to, reason } => self.delegate(step, to, reason),
            Command::ChangeRoles {
                person,
                roles,
                reason,
            } => self.change_roles(person, roles, reason),
            Command::HandOver { from, to, reason } => self.hand_over(from, to, reason),
            Command::RecordAbsence { person, absence } => self.record_absence(person, absence),
            Command::Spend { expense } => self.spend(expense),
            Command::RecordDelivery { notice, channel } => self.record_delivery(*notice, channel),
            Command::Withdraw { reason } => self.withdraw(reason),
            Command::RecordPlanFailure {
                intervention,
                failure,
                message,
            } => self.record_plan_failure(intervention, *failure, message),
            Command::Halt { intervention, reason } => self.halt(intervention, reason),
            Command::Conclude {
                intervention,
                verdict,
                reason,
            } => self.conclude(intervention, *verdict, reason),
            Command::Suspend { step, until, reason } => self.suspend(step.as_ref(), *until, reason),
            Command::Resume { step, reason } => self.resume(step.as_ref(), reason),
            Command::MoveTimer {
                step,
                timer,
                to,
                reason,
            } => self.move_timer(step, *timer, *to, reason),
            // Decided before there is a draft: they change the plan that it works by.
            Command::AddStep { .. } | Command::RecordPlan { .. } | Command::Migrate { .. } => Ok(()),
        }
    }

    /// Adds an event caused by whoever gave the command.
    fn emit(&mut self, event: Event) -> Result<(), Rejection> {
        self.emit_by(self.context.by.clone(), event)
    }

    /// Adds an event that follows by itself.
    fn emit_engine(&mut self, event: Event) -> Result<(), Rejection> {
        self.emit_by(Actor::Engine, event)
    }

    fn emit_by(&mut self, by: Actor, event: Event) -> Result<(), Rejection> {
        if self.events.len() >= EVENTS_PER_COMMAND_MAX {
            let near = event
                .round()
                .map_or_else(|| event.kind().to_owned(), ToString::to_string);
            return Err(Rejection::Cascade { near });
        }
        let completed = match &event {
            Event::StepCompleted { round, .. } => Some(round.clone()),
            _ => None,
        };
        // The log keeps microseconds; an envelope must come back from it as it went in.
        let at = self.context.now.at;
        let envelope = Envelope {
            at: Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at),
            on: self.context.now.today,
            by,
            event,
        };
        self.state.evolve(&envelope);
        self.events.push(envelope);
        match completed {
            Some(round) => self.note_completion(&round),
            None => Ok(()),
        }
    }

    /// Whose turn a round is today.
    fn turn<'t>(&'t self, step: &'t Step, instance: &'t Instance) -> Turn<'t> {
        Turn {
            state: &self.state,
            step,
            instance,
            today: self.context.now.today,
        }
    }

    /// Finds a step by name.
    fn step(&self, id: &StepId) -> Result<&'a Step, Rejection> {
        let definition = self.context.definition;
        definition
            .step(id)
            .ok_or_else(|| Rejection::unknown_step(definition, id))
    }

    /// Finds the latest round of a step.
    fn latest(&self, id: &StepId) -> Result<&Instance, Rejection> {
        self.state
            .latest(id)
            .ok_or_else(|| Rejection::NotCreated { step: id.clone() })
    }

    /// Finds the latest round of a step and checks that it is being worked on.
    fn active(&self, id: &StepId, attempted: &'static str) -> Result<&Instance, Rejection> {
        let instance = self.latest(id)?;
        if instance.status != Status::Active {
            return Err(Rejection::WrongStatus {
                step: id.clone(),
                status: instance.status,
                attempted,
            });
        }
        Ok(instance)
    }
}

/// Names a round of a step.
fn round_of(step: &StepId, instance: &Instance) -> Round {
    Round {
        step: step.clone(),
        round: instance.round,
    }
}

impl Rejection {
    /// Refuses a step that a workflow does not have, and names the one that may be meant.
    pub fn unknown_step(definition: &Definition, step: &StepId) -> Self {
        Self::UnknownStep {
            step: step.clone(),
            nearest: nearest(step, definition.steps.iter().map(|step| &step.id)),
        }
    }
}

/// The name that differs least from `wanted`, if any comes close.
fn nearest<'n>(wanted: &StepId, names: impl Iterator<Item = &'n StepId>) -> Option<StepId> {
    let limit = wanted.as_str().len() / 3 + 1;
    names
        .map(|name| (edit_distance(wanted.as_str(), name.as_str()), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| name.clone())
}

/// Levenshtein's distance over bytes; identifiers are ASCII.
fn edit_distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let above = row.get(j + 1).copied().unwrap_or(usize::MAX);
            let cell = (diagonal + usize::from(x != y))
                .min(above.saturating_add(1))
                .min(left + 1);
            if let Some(slot) = row.get_mut(j) {
                *slot = left;
            }
            diagonal = above;
            left = cell;
        }
        if let Some(slot) = row.last_mut() {
            *slot = left;
        }
    }
    row.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edit_distances() {
        for (a, b, distance) in [
            ("", "abc", 3),
            ("gap", "gap", 0),
            ("gap", "gaps", 1),
            ("kitten", "sitting", 3),
            ("ab", "ba", 2),
        ] {
            assert_eq!(edit_distance(a, b), distance, "{a} {b}");
            assert_eq!(edit_distance(b, a), distance, "{b} {a}");
        }
    }
}
