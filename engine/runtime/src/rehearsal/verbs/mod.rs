//! The verbs: everything that can be said to a rehearsal, as data. One table serves programs that drive the engine and
//! scenario files, and the page that tells of it is made from the same table.
//!
//! Tests: the scenario files, and the protocol page of the command line.

mod answers;
pub(crate) mod arguments;
pub(crate) mod flow;
mod money;
mod people;
mod plan;
mod queries;
mod table;
mod work;
mod world;

use alongside_core::command::{Actor, Command};
use alongside_core::definition::Definition;
use alongside_core::ids::EngagementId;
use jiff::civil::Date;
use serde_json::Value as Json;

use self::arguments::{Argument, Arguments};
use super::data::{Misread, read};
use super::{PluginAnswers, Rehearsal};
use crate::error::RuntimeError;
use crate::inner::Inner;

/// What kind of thing a verb does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum VerbGroup {
    /// It arranges the rehearsal itself.
    World,
    /// Work on steps.
    Work,
    /// What happens around the plan: events, facts, holds, clocks.
    Flow,
    /// Plans that change.
    Plan,
    /// People.
    People,
    /// Money and members.
    Money,
    /// Answers in the place of plugins.
    Answers,
    /// Questions.
    Queries,
}

impl VerbGroup {
    /// Every group, in the order in which they are told.
    pub const ALL: [Self; 8] = [
        Self::World,
        Self::Work,
        Self::Flow,
        Self::Plan,
        Self::People,
        Self::Money,
        Self::Answers,
        Self::Queries,
    ];

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::World => "The rehearsal itself",
            Self::Work => "Work on steps",
            Self::Flow => "Events, facts, holds and clocks",
            Self::Plan => "Plans that change",
            Self::People => "People",
            Self::Money => "Money, members and membership",
            Self::Answers => "Answers in the place of plugins",
            Self::Queries => "Questions",
        }
    }
}

/// One verb.
pub struct Verb {
    /// Its name.
    pub name: &'static str,
    /// Other names for it.
    pub aliases: &'static [&'static str],
    /// The argument that may be given alone, in the place of all.
    pub main: Option<&'static str>,
    /// What kind of thing it does.
    pub group: VerbGroup,
    /// What it does, in a sentence.
    pub about: &'static str,
    /// What it takes.
    pub arguments: &'static [Argument],
    reading: fn(Json) -> Result<Box<dyn Perform>, Misread>,
}

impl Verb {
    /// Every verb, in the order in which they are told.
    pub fn all() -> &'static [Self] {
        table::VERBS
    }

    /// Finds a verb by its name, or by another name for it.
    pub fn find(name: &str) -> Option<&'static Self> {
        Self::all()
            .iter()
            .find(|verb| verb.name == name || verb.aliases.contains(&name))
    }

    /// Reads the arguments.
    pub(crate) fn read(&self, arguments: Json) -> Result<Box<dyn Perform>, Misread> {
        let arguments = match (arguments, self.main) {
            (arguments @ Json::Object(_), _) => arguments,
            // `tick = true`: a verb that needs nothing said.
            (Json::Bool(true) | Json::Null, _) => Json::Object(serde_json::Map::new()),
            (alone, Some(main)) => {
                let mut table = serde_json::Map::new();
                table.insert(main.to_owned(), alone);
                Json::Object(table)
            }
            (alone, None) => alone,
        };
        (self.reading)(arguments)
    }
}

/// Where and by whom something is said.
pub(crate) struct Call<'a> {
    /// To which rehearsal.
    pub(crate) rehearsal: &'a Rehearsal,
    /// About which engagement, where one was named.
    pub(crate) engagement: Option<&'a EngagementId>,
    /// By whom.
    pub(crate) by: &'a Actor,
    /// What makes it safe to repeat.
    pub(crate) command_id: Option<&'a str>,
}

impl Call<'_> {
    fn inner(&self) -> &Inner {
        &self.rehearsal.inner
    }

    fn today(&self) -> Date {
        self.rehearsal.today()
    }

    /// The engagement that is meant: the one named, else the one that was opened last.
    pub(crate) fn engagement(&self) -> Result<EngagementId, RuntimeError> {
        match self.engagement {
            Some(engagement) => Ok(engagement.clone()),
            None => self.rehearsal.latest(),
        }
    }
}

/// What a verb does once it is read.
pub(crate) trait Perform {
    /// Does it, and gives the answer.
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError>;

    /// The date and the plugins of another rehearsal, if it asks for one.
    fn begins_anew(&self, _today: Date) -> Option<(Date, PluginAnswers)> {
        None
    }
}

/// A verb that is a command to an engagement.
trait Ask: Arguments {
    /// The command.
    fn command(self, asked: &Asked<'_>) -> Result<Command, RuntimeError>;
}

/// What a command may look at while it is made.
struct Asked<'a> {
    definition: &'a Definition,
    today: Date,
}

/// Gives a command to its engagement.
struct Submitted<T>(T);

impl<T: Ask> Perform for Submitted<T> {
    fn perform(self: Box<Self>, call: &Call<'_>) -> Result<Json, RuntimeError> {
        let engagement = call.engagement()?;
        let definition = call.inner().current(&engagement)?.definition;
        let command = self.0.command(&Asked {
            definition: &definition,
            today: call.today(),
        })?;
        submit(call, &engagement, &command)
    }
}

/// Gives a command to an engagement, and tells how it stands then.
fn submit(call: &Call<'_>, engagement: &EngagementId, command: &Command) -> Result<Json, RuntimeError> {
    let committed = call
        .inner()
        .submit(engagement, command, call.by, call.command_id)?;
    Ok(told(&committed))
}

/// What a program is told of a change: the events follow from the log.
fn told(committed: &crate::commit::Committed) -> Json {
    serde_json::json!({
        "engagement": committed.engagement,
        "status": committed.state.status,
        "repeated": committed.repeated,
    })
}

/// A verb of the table that is a command.
const fn ask<T: Ask + 'static>(
    group: VerbGroup,
    name: &'static str,
    aliases: &'static [&'static str],
    main: Option<&'static str>,
) -> Verb {
    Verb {
        name,
        aliases,
        main,
        group,
        about: T::ABOUT,
        arguments: T::ARGUMENTS,
        reading: |arguments| Ok(Box::new(Submitted(read::<T>(arguments)?))),
    }
}

/// A verb of the table that is not a command to one engagement.
const fn verb<T: Arguments + Perform + 'static>(
    group: VerbGroup,
    name: &'static str,
    aliases: &'static [&'static str],
    main: Option<&'static str>,
) -> Verb {
    Verb {
        name,
        aliases,
        main,
        group,
        about: T::ABOUT,
        arguments: T::ARGUMENTS,
        reading: |arguments| Ok(Box::new(read::<T>(arguments)?)),
    }
}

/// An argument that is understood and wrong.
fn wrong(message: impl Into<String>) -> RuntimeError {
    RuntimeError::input("wrong-argument", message)
}
