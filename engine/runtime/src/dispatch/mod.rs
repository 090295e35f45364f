//! Effects: what engagements wait for from outside, carried out one after the other.
//!
//! One file for each kind of effect. What comes back is a command under the effect's own name, so that an effect that is
//! carried out twice counts once. Nothing is lost where the process ends in between: the effect is still pending, and is
//! carried out with the engagement's next command or tick. Tests: `tests/children.rs` of this crate.

mod children;
mod deliver;
mod migrate;
mod plan;
mod plugin;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use alongside_core::command::{Actor, Command};
use alongside_core::effect::{Effect, pending_effects};
use alongside_core::ids::EngagementId;

use crate::commit::{Committed, Current};
use crate::error::RuntimeError;
use crate::inner::Inner;

/// How many effects one command may set off, one after the other. What is left is carried out with the next one.
const EFFECTS_MAX: usize = 2_048;

/// Which notices are handed over. One that could not be handed over is tried again when time passes, not with every
/// command: whoever works should not wait for a channel that is down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notices {
    /// All that are pending.
    All,
    /// Those that were raised after so many events.
    After(u64),
}

impl Notices {
    fn take(self, effect: &Effect) -> bool {
        match (self, effect) {
            (Self::After(sequence), Effect::Deliver { number, .. }) => *number > sequence,
            _ => true,
        }
    }
}

/// What carrying out an effect leads to.
enum Done {
    /// A command that brings the answer back.
    Answer(Command),
    /// A command that brings a failure back, once everything else has been tried.
    Failure(Command),
    /// Nothing yet: the effect stays pending.
    Nothing,
}

/// What the effects of an engagement led to.
#[derive(Debug, Default)]
pub(crate) struct Dispatched {
    /// The commits of the engagement, in order.
    pub(crate) commits: Vec<Committed>,
    /// The other engagements that were opened.
    pub(crate) opened: BTreeSet<EngagementId>,
}

impl Inner {
    /// Carries out the effects that a commit left pending, and those that their answers lead to. Where the engagement
    /// has closed, the one that started it is told.
    pub(crate) fn dispatch(
        &self,
        committed: &Committed,
        notices: Notices,
    ) -> Result<Committed, RuntimeError> {
        let mut committed = self.dispatch_quietly(committed, notices)?;
        committed.elsewhere.extend(self.tell_parents(&committed.state));
        Ok(committed)
    }

    /// The same, but nobody is told.
    fn dispatch_quietly(&self, committed: &Committed, notices: Notices) -> Result<Committed, RuntimeError> {
        let mut committed = committed.clone();
        let current = Current {
            definition: Arc::clone(&committed.definition),
            state: (*committed.state).clone(),
        };
        let Dispatched { commits, opened } =
            self.dispatch_pending(&committed.engagement, &current, notices)?;
        for later in commits {
            committed.events.extend(later.events);
            committed.state = later.state;
            committed.definition = later.definition;
        }
        committed.elsewhere.extend(opened);
        Ok(committed)
    }

    /// Carries out the effects that an engagement waits for, until it waits for none that can be had.
    pub(crate) fn dispatch_pending(
        &self,
        engagement: &EngagementId,
        current: &Current,
        notices: Notices,
    ) -> Result<Dispatched, RuntimeError> {
        let mut dispatched = Dispatched::default();
        let mut tried: BTreeSet<String> = BTreeSet::new();
        let mut failures: Vec<(String, Command)> = Vec::new();
        while tried.len() < EFFECTS_MAX {
            let now = dispatched.commits.last().map_or_else(
                || current.clone(),
                |committed| Current {
                    definition: Arc::clone(&committed.definition),
                    state: (*committed.state).clone(),
                },
            );
            let next = pending_effects(&now.definition, &now.state)
                .into_iter()
                .find(|effect| notices.take(effect) && !tried.contains(&effect.id()));
            let (id, command) = match next {
                Some(effect) => {
                    let id = name_of(&effect, now.state.sequence);
                    tracing::debug!(effect = id, "carrying out an effect");
                    tried.insert(effect.id());
                    match self.carry_out(engagement, &now, &effect, &mut dispatched.opened)? {
                        Done::Answer(command) => (id, command),
                        Done::Failure(command) => {
                            remember(&mut failures, id, command);
                            continue;
                        }
                        Done::Nothing => continue,
                    }
                }
                None => match failures.pop() {
                    Some((id, command)) => (format!("{id}:{}", now.state.sequence), command),
                    None => break,
                },
            };
            let committed = self.commit(engagement, &command, &Actor::Engine, Some(&id));
            match (committed, &command) {
                (Ok(committed), _) => dispatched.commits.push(committed),
                // What was agreed can no longer be done: the log says so already, or the next tick tries again.
                (Err(RuntimeError::Rejected(rejection)), Command::Migrate { .. }) => {
                    tracing::warn!(%engagement, %rejection, "the agreed migration was refused");
                }
                (Err(error), _) => return Err(error),
            }
        }
        Ok(dispatched)
    }

    fn carry_out(
        &self,
        engagement: &EngagementId,
        now: &Current,
        effect: &Effect,
        opened: &mut BTreeSet<EngagementId>,
    ) -> Result<Done, RuntimeError> {
        match effect {
            Effect::Call(call) => Ok(self.answer(call).map_or(Done::Nothing, Done::Answer)),
            Effect::Plan(call) => self.plan(call, &now.definition),
            Effect::StartChild(start) => self.start_child(now, start, opened),
            Effect::HearChild(news) => self.hear_child(news),
            Effect::Deliver { number, notice } => Ok(self.deliver(engagement, &now.state, *number, notice)),
            Effect::Migrate(scheduled) => self.move_to(scheduled),
        }
    }
}

/// Keeps a failure for later; failures of one attempt of a step are one.
fn remember(failures: &mut Vec<(String, Command)>, id: String, command: Command) {
    if let Command::RecordFailure { key, message, .. } = &command {
        for (_, known) in failures.iter_mut() {
            if let Command::RecordFailure {
                key: same,
                message: all,
                ..
            } = known
                && same == key
            {
                all.push('\n');
                all.push_str(message);
                return;
            }
        }
    }
    failures.push((id, command));
}

/// The name under which an effect's answer is committed. A move to a version may be agreed more than once in a life.
fn name_of(effect: &Effect, sequence: u64) -> String {
    match effect {
        Effect::Migrate(_) => format!("{}:{sequence}", effect.id()),
        _ => effect.id(),
    }
}
