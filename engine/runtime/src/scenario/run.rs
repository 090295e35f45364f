//! Running a scenario: what is given is set up in memory, then every entry is done and compared.
//!
//! A scenario ends at the first entry that is not as expected: what follows would only differ because of it.

use std::collections::BTreeSet;
use std::path::Path;

use alongside_core::digest::Digest;
use alongside_core::event::Envelope;
use alongside_core::ids::EngagementId;
use alongside_core::plugin::{PluginDescription, PluginRecord};
use alongside_definition::calendar::parse_calendar;
use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::check::{Difference, There, differences};
use super::file::{Entry, File, Given, parse};
use crate::commit::Current;
use crate::error::RuntimeError;
use crate::rehearsal::{Rehearsal, Said};
use crate::workspace::read_text;

/// How a scenario ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScenarioRun {
    /// What it is about, if it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How many entries it has.
    pub entries: usize,
    /// How many of them were done.
    pub done: usize,
    /// How many events they led to, in all engagements.
    pub events: usize,
    /// What is not as expected; empty where all is well.
    pub mismatches: Vec<Mismatch>,
}

/// Something that is not as expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mismatch {
    /// The line of the expectation, counted from 1.
    pub line: usize,
    /// The entry, counted from 1; 0 for what is given.
    pub entry: usize,
    /// What the entry does, in a few words.
    pub doing: String,
    /// Which words of `expect`: `states.visit`; empty for the command itself.
    pub path: String,
    /// What was expected.
    pub expected: String,
    /// What was found.
    pub found: String,
}

/// Reads and runs a scenario file.
///
/// # Errors
/// When the file cannot be read or has problems, or what it gives does. What is not as expected is no error.
pub fn run_scenario(path: &Path) -> Result<ScenarioRun, RuntimeError> {
    let text = read_text(path)?;
    let shown = path.display().to_string();
    let file = parse(&shown, &text).map_err(|problems| RuntimeError::Problems(Box::new(problems)))?;
    Run::begin(&file, path)?.run()
}

struct Run<'f> {
    file: &'f File,
    rehearsal: Rehearsal,
    events: usize,
    /// What could not be set up, where that is for the first entry to expect.
    opening: Option<Mismatch>,
}

impl<'f> Run<'f> {
    /// Sets up what is given.
    fn begin(file: &'f File, path: &Path) -> Result<Self, RuntimeError> {
        let given = &file.given;
        let rehearsal = Rehearsal::new(given.start, given.plugins);
        let mut run = Self {
            file,
            rehearsal,
            events: 0,
            opening: None,
        };
        let setting = Setting {
            path,
            rehearsal: &run.rehearsal,
        };
        setting.plugins(given)?;
        let calendar = match &given.calendar {
            Some(calendar) => Some(setting.calendar(calendar)?),
            None => None,
        };
        for calendar in &given.calendars {
            setting.calendar(calendar)?;
        }
        for workflow in &given.workflows {
            setting.workflow(workflow)?;
        }
        let workflow = setting.workflow(&given.workflow)?;
        setting.answers(given)?;
        if given.open {
            run.opening = run.open(workflow, calendar)?;
        }
        Ok(run)
    }

    /// Opens the engagement and attaches its data.
    fn open(&self, workflow: String, calendar: Option<String>) -> Result<Option<Mismatch>, RuntimeError> {
        let given = &self.file.given;
        let mut arguments = Map::new();
        let mut put = |key: &str, value: Option<Json>| {
            if let Some(value) = value {
                arguments.insert(key.to_owned(), value);
            }
        };
        put("workflow", Some(json!(workflow)));
        put("calendar", calendar.map(Json::from));
        put("title", given.title.clone().map(Json::from));
        put("parties", given.parties.clone());
        put("people", given.people.clone());
        put("members", given.members.clone());
        let said = Said {
            verb: "open".to_owned(),
            arguments: Json::Object(arguments),
            engagement: given.engagement.clone(),
            ..Said::default()
        };
        let attached = given.data.iter().flat_map(|(data, years)| {
            years.clone().into_vec().into_iter().map(move |year| Said {
                verb: "data".to_owned(),
                arguments: json!({ "data": data, "year": year }),
                ..Said::default()
            })
        });
        for said in std::iter::once(said).chain(attached) {
            match self.rehearsal.say(&said) {
                Ok(_) => {}
                Err(error @ RuntimeError::Problems(_)) => return Err(error),
                Err(error) => {
                    return Ok(Some(Mismatch {
                        line: self.file.given_line,
                        entry: 0,
                        doing: said.verb,
                        path: String::new(),
                        expected: "that it is done".to_owned(),
                        found: refusal(&error),
                    }));
                }
            }
        }
        Ok(None)
    }

    fn run(mut self) -> Result<ScenarioRun, RuntimeError> {
        let mut done = 0;
        let mut mismatches: Vec<Mismatch> = self.opening.take().into_iter().collect();
        for (entry, number) in self.file.entries.iter().zip(1..) {
            if !mismatches.is_empty() {
                break;
            }
            mismatches = self.entry(entry, number)?;
            done += 1;
        }
        Ok(ScenarioRun {
            title: self.file.title.clone(),
            entries: self.file.entries.len(),
            done,
            events: self.events,
            mismatches,
        })
    }

    /// Does what an entry says, and compares.
    fn entry(&mut self, entry: &Entry, number: usize) -> Result<Vec<Mismatch>, RuntimeError> {
        let before = self.rehearsal.position()?;
        let refused = self.carry_out(entry)?;
        let events = self.rehearsal.since(before)?;
        self.events += events.len();
        let found = self.compare(entry, &events, refused.as_ref())?;
        let doing = entry.doing();
        let mismatches = found.into_iter().map(|difference| Mismatch {
            line: entry.line_of(&difference.path),
            entry: number,
            doing: doing.clone(),
            path: difference.path,
            expected: difference.expected,
            found: difference.found,
        });
        Ok(mismatches.collect())
    }

    /// Moves time and gives the command; what refuses either is told.
    fn carry_out(&self, entry: &Entry) -> Result<Option<RuntimeError>, RuntimeError> {
        let moving = entry.moves.as_ref().map(|to| Said {
            verb: "advance".to_owned(),
            arguments: json!({ "to": to }),
            engagement: entry
                .engagement
                .clone()
                .filter(|_| self.rehearsal.latest().is_ok()),
            ..Said::default()
        });
        for said in moving.iter().chain(&entry.command) {
            match self.rehearsal.say(said) {
                Ok(_) => {}
                // What is damaged or broken is no refusal that a scenario could expect.
                Err(
                    error @ (RuntimeError::Store(_) | RuntimeError::Internal(_) | RuntimeError::Log { .. }),
                ) => {
                    return Err(error);
                }
                Err(error) => return Ok(Some(error)),
            }
        }
        Ok(None)
    }

    fn compare(
        &self,
        entry: &Entry,
        events: &[(EngagementId, Envelope)],
        refused: Option<&RuntimeError>,
    ) -> Result<Vec<Difference>, RuntimeError> {
        let engagement = match &entry.engagement {
            Some(engagement) => Some(engagement.clone()),
            None => self.rehearsal.latest().ok(),
        };
        let current = engagement.and_then(|engagement| self.rehearsal.current(&engagement).ok());
        let engagements: BTreeSet<String> = self.rehearsal.engagements()?;
        Ok(differences(
            &entry.expect,
            &There {
                current: current
                    .as_ref()
                    .map(|Current { definition, state }| (&**definition, state)),
                events,
                refused,
                engagements: &engagements,
                today: self.rehearsal.today(),
            },
        ))
    }
}

impl Entry {
    /// What it does, in a few words.
    fn doing(&self) -> String {
        let command = self.command.as_ref().map(|said| {
            let by = said.by.as_ref().map(|by| format!(" as {by}")).unwrap_or_default();
            format!("{} {}{by}", said.verb, said.arguments)
        });
        let told = self.title.clone().or(command).or_else(|| self.moves.clone());
        told.unwrap_or_else(|| "look".to_owned())
    }

    /// The line of an expectation: of its own words, or of the nearest above them.
    fn line_of(&self, path: &str) -> usize {
        let mut path = path;
        loop {
            if let Some(line) = self.lines.get(path).filter(|_| !path.is_empty()) {
                return *line;
            }
            match path.rsplit_once('.') {
                Some((above, _)) => path = above,
                None => return self.line,
            }
        }
    }
}

/// Sets up a rehearsal from what a file gives.
struct Setting<'a> {
    path: &'a Path,
    rehearsal: &'a Rehearsal,
}

impl Setting<'_> {
    fn plugins(&self, given: &Given) -> Result<(), RuntimeError> {
        for (id, described) in &given.describe {
            self.rehearsal.describe_plugin(PluginRecord {
                digest: Digest::of(id.as_str().as_bytes()),
                description: PluginDescription {
                    id: id.clone(),
                    version: described.version.clone(),
                    world: described.world,
                    title: id.to_string(),
                    source: "the scenario".to_owned(),
                    columns: Vec::new(),
                    parameters: Vec::new(),
                    fields: described.fields(),
                    bands: described.bands.clone(),
                },
            })?;
        }
        Ok(())
    }

    /// Makes a calendar known, and tells its name: one that comes with the program, a file, or text.
    fn calendar(&self, given: &str) -> Result<String, RuntimeError> {
        let (shown, text) = match self.text(given)? {
            Some(found) => found,
            None => return Ok(given.to_owned()),
        };
        let calendar =
            parse_calendar(&shown, &text).map_err(|problems| RuntimeError::Problems(Box::new(problems)))?;
        Ok(self.rehearsal.give_calendar(calendar)?.to_string())
    }

    /// Keeps a workflow, and tells the name it was kept under.
    fn workflow(&self, given: &str) -> Result<String, RuntimeError> {
        let Some((shown, text)) = self.text(given)? else {
            return Err(RuntimeError::input_hint(
                "scenario-workflow",
                format!(
                    "{}: `{given}` is neither a file nor the text of a workflow",
                    self.path.display()
                ),
                "name a file beside the scenario that ends in .toml, or write the workflow between three quotes",
            ));
        };
        self.rehearsal.keep_workflow(&shown, &text)
    }

    /// A text that was given, or that of a file beside the scenario; none for what is a mere name.
    fn text(&self, given: &str) -> Result<Option<(String, String)>, RuntimeError> {
        if given.contains('\n') {
            return Ok(Some((
                format!("{}, inline", self.path.display()),
                given.to_owned(),
            )));
        }
        if !given.ends_with(".toml") {
            return Ok(None);
        }
        let file = self.path.parent().unwrap_or(Path::new("")).join(given);
        Ok(Some((file.display().to_string(), read_text(&file)?)))
    }

    /// Makes the answers stand that are given for plugins.
    fn answers(&self, given: &Given) -> Result<(), RuntimeError> {
        for (step, finding) in &given.findings {
            let mut arguments = finding.clone();
            arguments.insert("step".to_owned(), json!(step));
            self.stand("finding", arguments)?;
        }
        for (step, proposals) in &given.proposals {
            let mut arguments = Map::new();
            arguments.insert("step".to_owned(), json!(step));
            arguments.insert("proposals".to_owned(), json!(proposals));
            self.stand("recommendation", arguments)?;
        }
        Ok(())
    }

    fn stand(&self, verb: &str, mut arguments: Map<String, Json>) -> Result<(), RuntimeError> {
        arguments.insert("always".to_owned(), json!(true));
        let said = Said {
            verb: verb.to_owned(),
            arguments: Json::Object(arguments),
            ..Said::default()
        };
        self.rehearsal.say(&said).map(|_| ())
    }
}

fn refusal(error: &RuntimeError) -> String {
    let hint = error.hint().map(|hint| format!("; {hint}")).unwrap_or_default();
    format!("refused as `{}`: {error}{hint}", error.code())
}
