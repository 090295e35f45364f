//! Questions: what a person would be shown, as data.

use alongside_core::ids::{PersonId, RoleId, StepId};
use serde::Serialize;
use serde_json::{Value as Json, json};

use super::arguments::arguments;
use super::flow::TimerName;
use super::{Call, Perform, Verb};
use crate::commit::Current;
use crate::error::RuntimeError;
use crate::views::NextQuery;

arguments! {
    /// Tells every step: how its latest round stands, since when, its rounds, its due date.
    Steps {}
    /// Shows an engagement as it stands: parties, people, steps, findings, decisions, evidence.
    Show {}
    /// Lists every engagement.
    List {}
    /// Lists what somebody must do, overdue first: in all engagements, or in the one that the envelope names.
    Next {
        /// Only what this role must do.
        role: Option<RoleId>,
        /// Only what this person may do.
        person: Option<PersonId>,
    }
    /// Explains what holds a step back.
    Why {
        /// The step.
        step: StepId,
    }
    /// Tells everything that has happened in an engagement, in order.
    History {}
    /// Tells the pending timers of an engagement: which, of which step, on which date.
    Timers {}
    /// Tells the options of a decision as they stand now.
    Choices {
        /// The decision.
        step: StepId,
    }
    /// Gives the whole state of an engagement, as it is folded from its log. Its form follows the engine's release.
    State {}
    /// Tells the date at which the rehearsal stands.
    Today {}
    /// Tells every verb, and what it takes.
    Verbs {}
}

fn data(view: &impl Serialize) -> Result<Json, RuntimeError> {
    serde_json::to_value(view).map_err(|error| RuntimeError::Internal(error.to_string()))
}

impl Perform for Steps {
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError> {
        data(&call.inner().show(&call.engagement()?)?.steps)
    }
}

impl Perform for Show {
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError> {
        data(&call.inner().show(&call.engagement()?)?)
    }
}

impl Perform for List {
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError> {
        data(&call.inner().listing()?)
    }
}

impl Perform for Next {
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError> {
        let query = NextQuery {
            engagement: call.engagement.cloned(),
            role: self.role,
            person: self.person,
        };
        data(&call.inner().next(&query)?)
    }
}

impl Perform for Why {
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError> {
        data(&call.inner().why(&call.engagement()?, &self.step)?)
    }
}

impl Perform for History {
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError> {
        data(&call.inner().history(&call.engagement()?)?)
    }
}

impl Perform for Timers {
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError> {
        let Current { state, .. } = call.inner().current(&call.engagement()?)?;
        let timers = state.timers.iter().map(|(key, timer)| {
            json!({
                "step": key.round.step,
                "round": key.round.round,
                "timer": TimerName(key.kind).name(),
                "date": timer.date,
                "provisional": timer.provisional,
                "fixed": timer.fixed,
            })
        });
        Ok(timers.collect())
    }
}

impl Perform for Choices {
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError> {
        data(&call.inner().choices_of(&call.engagement()?, &self.step)?)
    }
}

impl Perform for State {
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError> {
        data(&call.inner().current(&call.engagement()?)?.state)
    }
}

impl Perform for Today {
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError> {
        Ok(json!({ "today": call.today() }))
    }
}

impl Perform for Verbs {
    fn perform(self: Box<Self>, _: &Call<'_>) -> Result<Json, RuntimeError> {
        let verbs = Verb::all().iter().map(|verb| {
            let arguments = verb.arguments.iter().map(|argument| {
                json!({
                    "name": argument.name(),
                    "type": argument.kind(),
                    "optional": argument.is_optional(),
                    "about": argument.about(),
                })
            });
            json!({
                "verb": verb.name,
                "aliases": verb.aliases,
                "about": verb.about.trim(),
                "arguments": arguments.collect::<Json>(),
            })
        });
        Ok(verbs.collect())
    }
}
