//! Child engagements: opening them, hearing that they have closed, telling the engagement that started one.

use std::collections::BTreeSet;

use alongside_core::command::{Command, EffectKey};
use alongside_core::effect::{ChildNews, ChildStart};
use alongside_core::event::Round;
use alongside_core::ids::EngagementId;
use alongside_core::outputs::outputs;
use alongside_core::plugin::CallFailure;
use alongside_core::state::State;

use super::{Done, Notices};
use crate::commit::{Current, stream};
use crate::error::{ErrorKind, RuntimeError};
use crate::inner::Inner;

/// How deep engagements may start each other.
const NESTING_MAX: usize = 8;

impl Inner {
    /// Opens a child, unless an earlier attempt has; what it waits for itself is carried out too. A child that cannot be
    /// opened as it is fails its step; one that the machine refuses stays pending.
    pub(super) fn start_child(
        &self,
        now: &Current,
        start: &ChildStart,
        opened: &mut BTreeSet<EngagementId>,
    ) -> Result<Done, RuntimeError> {
        let Some(parent) = &start.opening.parent else {
            return Ok(Done::Nothing);
        };
        let round = Round {
            step: parent.step.clone(),
            round: parent.round,
        };
        match self.open_child(start, opened) {
            Ok(()) => Ok(Done::Answer(Command::RecordChildStarted {
                round,
                child: parent.child.clone(),
                engagement: start.opening.engagement.clone(),
            })),
            Err(error) if is_for_people(&error) => {
                let instance = now.state.instance(&round.step, round.round);
                let hint = error.hint().map(|hint| format!(": {hint}")).unwrap_or_default();
                Ok(Done::Failure(Command::RecordFailure {
                    key: EffectKey {
                        engagement: parent.engagement.clone(),
                        step: round.step,
                        round: round.round,
                        attempt: instance.map_or(1, |instance| instance.failed_attempts.saturating_add(1)),
                    },
                    failure: CallFailure::Refused,
                    message: format!(
                        "the engagement `{}` cannot be opened: {error}{hint}",
                        start.opening.engagement
                    ),
                }))
            }
            Err(error) => Err(error),
        }
    }

    fn open_child(
        &self,
        start: &ChildStart,
        opened: &mut BTreeSet<EngagementId>,
    ) -> Result<(), RuntimeError> {
        let id = &start.opening.engagement;
        let committed = match self.load(id)? {
            Some(state) => {
                let parent = state.opening.as_ref().and_then(|opening| opening.parent.as_ref());
                if parent != start.opening.parent.as_ref() {
                    return Err(RuntimeError::input_hint(
                        "engagement-exists",
                        format!("there is an engagement `{id}` already, and nothing started it"),
                        "its name is taken: end this step, or call the member otherwise",
                    ));
                }
                self.as_it_stands(id)?
            }
            None => {
                self.check_nesting(start)?;
                let definition = self.version(&start.pin.digest)?;
                let opening = self.completed_opening(&definition, start.fitted(&definition))?;
                let committed = self.open_as(&definition, opening, None)?;
                opened.insert(id.clone());
                committed
            }
        };
        let attached = self.attach_known_data(committed)?;
        let settled = self.dispatch_quietly(&attached, Notices::All)?;
        opened.extend(settled.elsewhere);
        Ok(())
    }

    /// Refuses engagements that start each other without end.
    fn check_nesting(&self, start: &ChildStart) -> Result<(), RuntimeError> {
        let mut above = start
            .opening
            .parent
            .as_ref()
            .map(|parent| parent.engagement.clone());
        for _ in 0..NESTING_MAX {
            let Some(id) = above else { return Ok(()) };
            let state = self.load(&id)?;
            let opening = state.and_then(|state| state.opening);
            above = opening.and_then(|opening| opening.parent.map(|parent| parent.engagement));
        }
        match above {
            None => Ok(()),
            Some(_) => Err(RuntimeError::input(
                "nested-too-deep",
                format!("engagements may start each other {NESTING_MAX} deep, and no deeper"),
            )),
        }
    }

    /// News of a child, once it has closed.
    pub(super) fn hear_child(&self, news: &ChildNews) -> Result<Done, RuntimeError> {
        if !self.has_closed(&news.engagement)? {
            return Ok(Done::Nothing);
        }
        let child = self.current(&news.engagement)?;
        let on = child.state.closed_on.unwrap_or_else(|| self.clock.now().today);
        Ok(Done::Answer(Command::RecordChildClosed {
            round: news.round.clone(),
            child: news.child.clone(),
            status: child.state.status,
            outputs: outputs(&child.definition, &child.state, on),
        }))
    }

    /// Whether an engagement has closed, by the summary at hand. One that is damaged or gone has brought no news.
    fn has_closed(&self, engagement: &EngagementId) -> Result<bool, RuntimeError> {
        let Some(head) = self.store.head(&stream(engagement)?)? else {
            return Ok(false);
        };
        Ok(self
            .summary_of(&head)
            .is_ok_and(|summary| summary.closed_on.is_some()))
    }

    /// Tells the engagement that started this one that it has closed, and so on upwards; the engagements that changed.
    /// The close is durable already: where telling fails, the parent hears of it with its next command or tick.
    pub(super) fn tell_parents(&self, state: &State) -> BTreeSet<EngagementId> {
        let mut changed = BTreeSet::new();
        let mut above = parent_of(state);
        while let Some(parent) = above.take() {
            match self.tell(&parent, &mut changed) {
                Ok(next) => above = next,
                Err(error) => tracing::warn!(engagement = %parent, %error, "the parent could not be told"),
            }
        }
        changed
    }

    fn tell(
        &self,
        parent: &EngagementId,
        changed: &mut BTreeSet<EngagementId>,
    ) -> Result<Option<EngagementId>, RuntimeError> {
        let Some(state) = self.load(parent)?.filter(State::is_open) else {
            return Ok(None);
        };
        let definition = self.definition_of(parent, &state)?;
        let notices = Notices::After(state.sequence);
        let current = Current { definition, state };
        let dispatched = self.dispatch_pending(parent, &current, notices)?;
        changed.extend(dispatched.opened);
        let Some(last) = dispatched.commits.last() else {
            return Ok(None);
        };
        changed.insert(parent.clone());
        Ok(parent_of(&last.state))
    }
}

/// The parent of an engagement that has closed.
fn parent_of(state: &State) -> Option<EngagementId> {
    let opening = state.opening.as_ref().filter(|_| !state.is_open())?;
    opening.parent.as_ref().map(|parent| parent.engagement.clone())
}

/// Whether people can mend it, rather than the machine or time.
fn is_for_people(error: &RuntimeError) -> bool {
    let mendable = matches!(
        error.kind(),
        ErrorKind::Refused | ErrorKind::Input | ErrorKind::NotFound
    );
    mendable && !matches!(error, RuntimeError::Busy(_))
}
