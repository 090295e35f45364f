//! Rehearsals: whole workspaces in memory, whose time moves only when told. They serve scenario files and programs that
//! drive the engine line by line.
//!
//! The same [`Inner`] loads, decides, commits and dispatches as in a workspace on disk; what differs is where workflows,
//! calendars and plugins come from, and that plugins may be answered by hand. Tests: the scenario files.

pub(crate) mod data;
pub(crate) mod session;
pub(crate) mod verbs;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use alongside_core::calendar::{Calendar, CalendarId};
use alongside_core::command::Actor;
use alongside_core::event::Envelope;
use alongside_core::ids::{EngagementId, PersonId, StepId};
use alongside_core::plugin::PluginRecord;
use alongside_store::Position;
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use crate::answers::{Answer as PluginAnswer, Answers};
use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::shelf::{Given, lock};

use self::verbs::{Call, Verb};

/// The largest text of a workflow or calendar that is kept in memory is that of a file; this is how many there may be.
const TEXTS_MAX: usize = 1_000;

/// Who answers for the plugins of a rehearsal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PluginAnswers {
    /// Whoever drives the rehearsal; calls that nobody has answered wait.
    #[default]
    ByHand,
    /// The plugins that come with the program.
    Bundled,
}

/// A workspace in memory whose time moves only when told.
pub struct Rehearsal {
    inner: Inner,
    latest: Mutex<Option<EngagementId>>,
    seen: Mutex<Position>,
}

impl Rehearsal {
    /// Makes an empty rehearsal that stands at a date.
    pub fn new(from: Date, plugins: PluginAnswers) -> Self {
        let answers = match plugins {
            PluginAnswers::ByHand => Some(Answers::default()),
            PluginAnswers::Bundled => None,
        };
        Self {
            inner: Inner::in_memory(from, answers),
            latest: Mutex::default(),
            seen: Mutex::new(Position::FIRST),
        }
    }

    /// Where time stands.
    pub fn today(&self) -> Date {
        self.inner.clock.now().today
    }

    /// Keeps a workflow's text under a name; checking it comes when it is used.
    ///
    /// # Errors
    /// When there are too many.
    pub fn give_workflow(&self, name: &str, text: &str) -> Result<(), RuntimeError> {
        let mut workflows = lock(&self.given()?.workflows);
        check_room(workflows.len())?;
        workflows.insert(name.to_owned(), text.to_owned());
        Ok(())
    }

    /// Keeps a calendar, in the place of one of the same name.
    ///
    /// # Errors
    /// When there are too many.
    pub fn give_calendar(&self, calendar: Calendar) -> Result<CalendarId, RuntimeError> {
        let id = calendar.id().clone();
        let mut calendars = lock(&self.given()?.calendars);
        check_room(calendars.len())?;
        calendars.insert(id.clone(), calendar);
        self.inner.forget_calendars();
        Ok(id)
    }

    /// Lets workflows name a plugin that is not there: its answers are given by hand.
    ///
    /// # Errors
    /// When there are too many.
    pub fn describe_plugin(&self, record: PluginRecord) -> Result<(), RuntimeError> {
        let mut described = lock(&self.given()?.described);
        check_room(described.len())?;
        described.push(record);
        Ok(())
    }

    /// Makes an answer stand for every call of a step, until another takes its place. Where plugins answer for
    /// themselves it changes nothing.
    pub fn stand(&self, step: StepId, answer: PluginAnswer) {
        if let Some(answers) = &self.inner.answers {
            answers.stand(step, answer);
        }
    }

    /// Says something to the rehearsal, and gives the answer; a change tells what it led to.
    ///
    /// # Errors
    /// When it is not understood, or refused.
    pub fn say(&self, said: &Said) -> Result<Json, RuntimeError> {
        match self.said(said)? {
            Answer::Is(answer) => Ok(answer),
            Answer::Anew(..) => Err(RuntimeError::input(
                "not-a-session",
                "only a session of lines can begin anew",
            )),
        }
    }

    /// Says something, which may be that another rehearsal takes the place of this one.
    pub(crate) fn said(&self, said: &Said) -> Result<Answer, RuntimeError> {
        let verb = Verb::find(&said.verb).ok_or_else(|| unknown_verb(&said.verb))?;
        let performing = verb
            .read(said.arguments.clone())
            .map_err(|misread| RuntimeError::Input {
                code: "wrong-argument",
                message: format!("`{}`: {}", said.verb, misread.sentence()),
                hint: misread.help,
            })?;
        let by = actor(said.by.as_ref());
        if let Some((from, plugins)) = performing.begins_anew(self.today()) {
            return Ok(Answer::Anew(from, plugins));
        }
        let before = self.position()?;
        let mut answer = performing.perform(&Call {
            rehearsal: self,
            engagement: said.engagement.as_ref(),
            by: &by,
            command_id: said.command_id.as_deref(),
        })?;
        if verb.group != verbs::VerbGroup::Queries
            && let Json::Object(fields) = &mut answer
        {
            fields.insert("events".to_owned(), self.told_since(before)?);
        }
        Ok(Answer::Is(answer))
    }

    /// The engagement that is meant where none is named: the one that was opened last.
    pub(crate) fn latest(&self) -> Result<EngagementId, RuntimeError> {
        lock(&self.latest).clone().ok_or_else(|| {
            RuntimeError::input_hint(
                "nothing-open",
                "no engagement has been opened yet",
                "open one, or name one with `engagement`",
            )
        })
    }

    /// Remembers which engagement was opened last.
    pub(crate) fn opened(&self, engagement: EngagementId) {
        *lock(&self.latest) = Some(engagement);
    }

    /// An engagement as it stands, with its workflow.
    pub(crate) fn current(&self, engagement: &EngagementId) -> Result<crate::commit::Current, RuntimeError> {
        self.inner.current(engagement)
    }

    /// The names of all engagements.
    pub(crate) fn engagements(&self) -> Result<BTreeSet<String>, RuntimeError> {
        let summaries = self.inner.summaries()?;
        Ok(summaries
            .into_iter()
            .map(|summary| summary.id.to_string())
            .collect())
    }

    /// Keeps a workflow that is good under its own name and version, and tells that name.
    pub(crate) fn keep_workflow(&self, shown: &str, text: &str) -> Result<String, RuntimeError> {
        let definition = self.inner.check_text(shown, text)?.definition;
        let name = format!("{}@{}", definition.id, definition.version);
        self.give_workflow(&name, text)?;
        Ok(name)
    }

    /// The only workflow that was given.
    pub(crate) fn only_workflow(&self) -> Result<String, RuntimeError> {
        let workflows = lock(&self.given()?.workflows);
        let mut names = workflows.keys();
        match (names.next(), names.next()) {
            (Some(only), None) => Ok(only.clone()),
            _ => Err(RuntimeError::input_hint(
                "workflow-needed",
                format!("{} workflows were given", workflows.len()),
                "say which with `workflow`",
            )),
        }
    }

    /// Where the log ends now.
    pub(crate) fn position(&self) -> Result<Position, RuntimeError> {
        let mut next = *lock(&self.seen);
        for event in self.inner.store.read_all(next, usize::MAX)? {
            next = event.position.next();
        }
        *lock(&self.seen) = next;
        Ok(next)
    }

    /// What has happened since, in every engagement, in order.
    pub(crate) fn since(&self, position: Position) -> Result<Vec<(EngagementId, Envelope)>, RuntimeError> {
        let events = self.inner.store.read_all(position, usize::MAX)?;
        let mut happened = Vec::new();
        for event in &events {
            // The stream of the workspace itself is no engagement's.
            if let Ok(engagement) = EngagementId::new(event.stream.as_str()) {
                let envelope = crate::commit::read_event(&engagement, event)?;
                happened.push((engagement, envelope));
            }
        }
        Ok(happened)
    }

    /// What has happened since, as sentences.
    fn told_since(&self, position: Position) -> Result<Json, RuntimeError> {
        let mut told = Vec::new();
        let mut definitions = BTreeMap::new();
        for (engagement, envelope) in self.since(position)? {
            let definition = match definitions.entry(engagement.clone()) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(self.inner.current(&engagement)?.definition),
            };
            let happening = crate::views::Happening::of(definition, &envelope);
            let mut entry = serde_json::to_value(&happening)
                .map_err(|error| RuntimeError::Internal(error.to_string()))?;
            if let Json::Object(fields) = &mut entry {
                fields.insert("engagement".to_owned(), json!(engagement));
            }
            told.push(entry);
        }
        Ok(Json::Array(told))
    }

    fn given(&self) -> Result<&Given, RuntimeError> {
        self.inner.shelf.given().ok_or_else(|| {
            RuntimeError::Internal("a rehearsal is in memory, and this one has a folder".to_owned())
        })
    }
}

/// What comes of something said.
pub(crate) enum Answer {
    /// An answer.
    Is(Json),
    /// Another rehearsal, at a date, with plugins that answer in a way.
    Anew(Date, PluginAnswers),
}

/// Something said to a rehearsal, as data.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Said {
    /// The verb.
    pub verb: String,
    /// Its arguments: a table, or the main one alone.
    pub arguments: Json,
    /// The person who acts; whoever runs the program where none is named.
    pub by: Option<PersonId>,
    /// The engagement; the one that was opened last where none is named.
    pub engagement: Option<EngagementId>,
    /// What makes it safe to repeat.
    pub command_id: Option<String>,
}

/// The person who acts, or whoever runs the program.
pub(crate) fn actor(by: Option<&PersonId>) -> Actor {
    by.map_or(Actor::Administrator, |person| Actor::Person(person.clone()))
}

fn unknown_verb(verb: &str) -> RuntimeError {
    let cut: String = verb.chars().take(60).collect();
    let names = Verb::all()
        .iter()
        .flat_map(|verb| std::iter::once(verb.name).chain(verb.aliases.iter().copied()));
    let hint = match alongside_definition::nearest(&cut, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "ask for all of them with `verbs`".to_owned(),
    };
    RuntimeError::input_hint("unknown-verb", format!("there is no verb `{cut}`"), hint)
}

fn check_room(held: usize) -> Result<(), RuntimeError> {
    match held < TEXTS_MAX {
        true => Ok(()),
        false => Err(RuntimeError::input(
            "too-many-texts",
            format!("a rehearsal keeps at most {TEXTS_MAX} workflows, calendars and plugins each"),
        )),
    }
}
