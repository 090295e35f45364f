//! Rehearsals: whole workspaces in memory, whose time moves only when told. They serve scenario files and programs that
//! drive the engine line by line.
//!
//! The same [`Inner`] loads, decides, commits and dispatches as in a workspace on disk; what differs is where workflows,
//! calendars and plugins come from, and that plugins may be answered by hand. Tests: the scenario files.

use alongside_core::calendar::{Calendar, CalendarId};
use alongside_core::ids::StepId;
use alongside_core::plugin::PluginRecord;
use jiff::civil::Date;

use crate::answers::{Answer, Answers};
use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::shelf::{Given, lock};

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
    pub fn stand(&self, step: StepId, answer: Answer) {
        if let Some(answers) = &self.inner.answers {
            answers.stand(step, answer);
        }
    }

    fn given(&self) -> Result<&Given, RuntimeError> {
        self.inner.shelf.given().ok_or_else(|| {
            RuntimeError::Internal("a rehearsal is in memory, and this one has a folder".to_owned())
        })
    }
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
