//! Notices on their way out: what is handed over, and through what.
//!
//! A [`Channel`] is one way to reach people. A workspace has an outbox of files and, where its settings name one, a
//! command; mail and webhooks are further channels. A rehearsal in memory reaches nobody. Tests are in the files of the
//! channels, and in `tests/children.rs`.

mod hook;
mod outbox;

use std::collections::BTreeMap;

use alongside_core::ids::{EngagementId, PersonId, RoleId};
use alongside_core::notice::{Notice, Occasion};
use alongside_core::state::State;
use jiff::civil::Date;
use serde::Serialize;

use crate::workspace::{Layout, Settings};
use hook::Hook;
use outbox::Outbox;

/// A notice as it leaves the program: one JSON object.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Outgoing {
    /// Its name: the engagement and the number of the event that raised it. Never given to two notices; one notice may
    /// be handed over twice under it where the machine stopped in between.
    pub(crate) id: String,
    /// The day on which it is handed over.
    pub(crate) on: Date,
    /// The engagement.
    pub(crate) engagement: EngagementId,
    /// The title of the engagement.
    pub(crate) title: String,
    /// Why people are told: `notify`, `reminder`, `escalation` or `budget`.
    pub(crate) occasion: &'static str,
    /// The escalation, where one was raised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) escalation: Option<String>,
    /// The step and round it is about, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) step: Option<String>,
    /// The people who are told, with the roles for which they are. Addresses are for the channel to know.
    pub(crate) to: BTreeMap<PersonId, Vec<RoleId>>,
    /// What they are told.
    pub(crate) message: String,
    /// By when something is due, where something is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) due: Option<Date>,
}

impl Outgoing {
    pub(crate) fn new(
        engagement: &EngagementId,
        state: &State,
        number: u64,
        notice: &Notice,
        today: Date,
    ) -> Self {
        let opening = state.opening.as_deref();
        let (occasion, escalation) = match &notice.occasion {
            Occasion::Notify => ("notify", None),
            Occasion::Reminder => ("reminder", None),
            Occasion::Escalation(escalation) => ("escalation", Some(escalation.to_string())),
            Occasion::Budget(_) => ("budget", None),
        };
        let people = opening.into_iter().flat_map(|opening| &opening.people);
        let told = people.filter_map(|(person, roles)| {
            let roles: Vec<RoleId> = roles
                .iter()
                .filter(|role| notice.to.is_empty() || notice.to.contains(*role))
                .cloned()
                .collect();
            (!roles.is_empty()).then(|| (person.clone(), roles))
        });
        Self {
            id: format!("{engagement}/{number}"),
            on: today,
            engagement: engagement.clone(),
            title: opening.map_or_else(String::new, |opening| opening.title.clone()),
            occasion,
            escalation,
            step: notice.round.as_ref().map(ToString::to_string),
            to: told.collect(),
            message: notice.message.clone(),
            due: notice.due,
        }
    }
}

/// A way to reach people.
pub(crate) trait Channel: Send + Sync {
    /// What the log says of it: a few words.
    fn name(&self) -> String;

    /// Hands a notice over; a notice that it has taken before is taken once.
    ///
    /// # Errors
    /// A sentence that says why it could not be handed over; it is tried again later.
    fn deliver(&self, notice: &Outgoing) -> Result<(), String>;
}

/// The channels of a workspace, in order.
pub(crate) struct Channels(Vec<Box<dyn Channel>>);

impl Channels {
    /// The outbox and, where the settings name one, the command.
    pub(crate) fn of(layout: &Layout, settings: &Settings) -> Self {
        let mut channels: Vec<Box<dyn Channel>> = vec![Box::new(Outbox::new(layout.outbox()))];
        if let Some(notify) = &settings.notify {
            channels.push(Box::new(Hook::new(layout.root(), notify)));
        }
        Self(channels)
    }

    /// None at all: whatever is told stays in the log.
    pub(crate) fn none() -> Self {
        Self(Vec::new())
    }

    /// Hands a notice over through every channel; what the log says of them.
    pub(crate) fn deliver(&self, notice: &Outgoing) -> Result<String, String> {
        let mut names = Vec::new();
        for channel in &self.0 {
            channel
                .deliver(notice)
                .map_err(|error| format!("{}: {error}", channel.name()))?;
            names.push(channel.name());
        }
        Ok(match names.is_empty() {
            true => "the log alone".to_owned(),
            false => names.join(" and "),
        })
    }
}
