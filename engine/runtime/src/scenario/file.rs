//! Reading scenario files: what is given, and what is done and expected, each with its place. Every problem at once.
//!
//! Owns the keys of the file; what a command holds is the verbs' affair, what may be expected is told in `expect`.
//! Tests: the golden files of scenarios.

use std::collections::BTreeMap;
use std::ops::Range;

use alongside_core::ids::{EngagementId, PersonId, PluginId, StepId};
use alongside_core::plugin::{FieldDescription, World};
use alongside_core::value::ValueType;
use alongside_definition::{Problem, Problems, nearest};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use toml::de::{DeTable, DeValue};

use super::expect::Expect;
use super::toml::{Node, code, data, entry, place, report};
use crate::rehearsal::data::{Part, read};
use crate::rehearsal::verbs::Verb;
use crate::rehearsal::verbs::arguments::OneOrMany;
use crate::rehearsal::{PluginAnswers, Said};

/// The largest scenario file, in bytes.
pub(super) const FILE_BYTES_MAX: usize = 1 << 20;

/// The keys of a `[[do]]` entry beside its command.
const ENTRY_KEYS: [&str; 7] = ["title", "on", "after", "as", "engagement", "command-id", "expect"];

/// A scenario, as its file has it.
pub(super) struct File {
    pub(super) title: Option<String>,
    pub(super) given: Given,
    /// The line of `[given]`.
    pub(super) given_line: usize,
    pub(super) entries: Vec<Entry>,
}

/// What is given before anything is done.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Given {
    /// The workflow: a file beside this one, or its text.
    pub(super) workflow: String,
    /// Further workflows: those of children, and those to migrate to.
    #[serde(default)]
    pub(super) workflows: Vec<String>,
    /// The calendar of every school that names none: one that comes with the program, a file beside this one, or text.
    pub(super) calendar: Option<String>,
    /// Further calendars.
    #[serde(default)]
    pub(super) calendars: Vec<String>,
    /// The date at which time stands.
    pub(super) start: Date,
    /// The engagement's name.
    pub(super) engagement: Option<EngagementId>,
    /// Its title.
    pub(super) title: Option<String>,
    /// The parties.
    pub(super) parties: Option<Json>,
    /// The members of parties that have many.
    pub(super) members: Option<Json>,
    /// The people and their roles.
    pub(super) people: Option<Json>,
    /// Who answers for plugins.
    #[serde(default)]
    pub(super) plugins: PluginAnswers,
    /// Plugins that are not there, and what they would say of themselves.
    #[serde(default)]
    pub(super) describe: BTreeMap<PluginId, Described>,
    /// What scoring rules find, by step.
    #[serde(default)]
    pub(super) findings: BTreeMap<StepId, Map<String, Json>>,
    /// What strategy plugins propose, by step.
    #[serde(default)]
    pub(super) proposals: BTreeMap<StepId, Vec<Json>>,
    /// The datasets, by slot: their school years.
    #[serde(default)]
    pub(super) data: BTreeMap<String, OneOrMany<String>>,
    /// Whether the engagement is open as the scenario begins.
    #[serde(default = "yes")]
    pub(super) open: bool,
}

fn yes() -> bool {
    true
}

/// What a plugin that is not there would say of itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Described {
    /// The contract that it fulfils.
    pub(super) world: World,
    /// Its version.
    #[serde(default = "first_version")]
    pub(super) version: semver::Version,
    /// The bands it may answer.
    #[serde(default)]
    pub(super) bands: Vec<String>,
    /// The values it adds to a finding, with their types.
    #[serde(default)]
    pub(super) values: BTreeMap<String, ValueType>,
}

fn first_version() -> semver::Version {
    semver::Version::new(1, 0, 0)
}

impl Described {
    /// The values, as a plugin tells of them.
    pub(super) fn fields(&self) -> Vec<FieldDescription> {
        let values = self.values.iter();
        values
            .map(|(name, kind)| FieldDescription {
                name: name.clone(),
                kind: *kind,
                title: name.clone(),
            })
            .collect()
    }
}

/// One thing that is done, and what is expected then.
pub(super) struct Entry {
    /// The line it begins on.
    pub(super) line: usize,
    /// What it is about, for whoever reads of a failure.
    pub(super) title: Option<String>,
    /// How time moves first: what `advance` takes.
    pub(super) moves: Option<String>,
    /// The command; none where only time passes.
    pub(super) command: Option<Said>,
    /// The engagement that is looked at.
    pub(super) engagement: Option<EngagementId>,
    pub(super) expect: Expect,
    /// The lines of what is expected, by path.
    pub(super) lines: BTreeMap<String, usize>,
}

/// Reads a scenario file.
pub(super) fn parse(name: &str, text: &str) -> Result<File, Problems> {
    let mut reader = Reader {
        text,
        problems: Vec::new(),
    };
    let file = reader.file();
    match file {
        Some(file) if reader.problems.is_empty() => Ok(file),
        _ => Err(Problems::new(name, text, reader.problems)),
    }
}

struct Reader<'t> {
    text: &'t str,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn file(&mut self) -> Option<File> {
        if self.text.len() > FILE_BYTES_MAX {
            let message = format!(
                "the file has {} bytes; at most {FILE_BYTES_MAX} are read",
                self.text.len()
            );
            self.problems
                .push(Problem::error(code::TOO_LARGE, message).help("split the scenario"));
            return None;
        }
        let document = match DeTable::parse(self.text) {
            Ok(document) => document,
            Err(error) => {
                let message = error
                    .message()
                    .lines()
                    .next()
                    .unwrap_or("the text is not TOML")
                    .to_owned();
                self.problems
                    .push(Problem::error(code::SYNTAX, message).at(error.span().unwrap_or(0..0), "here"));
                return None;
            }
        };
        let root = document.get_ref();
        self.format(root);
        self.unknown(root, &["format", "title", "given", "do"], "the file");
        let title = entry(root, "title").and_then(|(_, node)| self.value(node));
        let given_node = entry(root, "given");
        if given_node.is_none() {
            self.problem(
                code::MISSING_KEY,
                "the file has no `[given]`",
                0..0,
                "add `[given]` with a `workflow` and a `start`",
            );
        }
        let given_line = given_node.as_ref().map_or(1, |(span, _)| self.line(span.start));
        let given = given_node.and_then(|(_, node)| self.value(node));
        let entries = match entry(root, "do") {
            Some((_, node)) => self.entries(node),
            None => Vec::new(),
        };
        Some(File {
            title,
            given: given?,
            given_line,
            entries,
        })
    }

    fn format(&mut self, root: &DeTable<'_>) {
        let Some((_, node)) = entry(root, "format") else {
            self.problem(
                code::MISSING_KEY,
                "the file has no `format`",
                0..0,
                "begin it with `format = 1`",
            );
            return;
        };
        if data(node, &mut self.problems) != 1 {
            self.problem(
                code::FORMAT,
                "this release reads scenario files of format 1",
                node.span(),
                "write `format = 1`, or use a newer release",
            );
        }
    }

    fn entries(&mut self, node: &Node<'_>) -> Vec<Entry> {
        let DeValue::Array(items) = node.get_ref() else {
            self.problem(
                code::WRONG_TYPE,
                "`do` is a list of tables",
                node.span(),
                "begin each with `[[do]]`",
            );
            return Vec::new();
        };
        items.iter().filter_map(|item| self.entry(item)).collect()
    }

    fn entry(&mut self, node: &Node<'_>) -> Option<Entry> {
        let DeValue::Table(table) = node.get_ref() else {
            self.problem(
                code::WRONG_TYPE,
                "`do` is a list of tables",
                node.span(),
                "begin each with `[[do]]`",
            );
            return None;
        };
        let by: Option<PersonId> = self.optional(table, "as");
        let engagement: Option<EngagementId> = self.optional(table, "engagement");
        let on: Option<Date> = self.optional(table, "on");
        let after: Option<String> = self.optional(table, "after");
        if let (Some(_), Some((span, _))) = (on, entry(table, "after")) {
            self.problem(
                code::SEVERAL_COMMANDS,
                "time is moved twice",
                span,
                "give `on` or `after`",
            );
        }
        let command = self.command(table, node, by, engagement.as_ref());
        let mut lines = BTreeMap::new();
        let expect = match entry(table, "expect") {
            Some((span, node)) => {
                self.lines_of(node, "", &mut lines);
                lines.insert(String::new(), self.line(span.start));
                self.value(node)?
            }
            None => Expect::default(),
        };
        Some(Entry {
            line: self.line(
                table
                    .keys()
                    .map(|key| key.span().start)
                    .min()
                    .unwrap_or(node.span().start),
            ),
            title: self.optional(table, "title"),
            moves: on.map(|date| date.to_string()).or(after),
            command,
            engagement,
            expect,
            lines,
        })
    }

    /// The one command of an entry.
    fn command(
        &mut self,
        table: &DeTable<'_>,
        node: &Node<'_>,
        by: Option<PersonId>,
        engagement: Option<&EngagementId>,
    ) -> Option<Said> {
        let mut said: Option<Said> = None;
        let command_id: Option<String> = self.optional(table, "command-id");
        for (key, value) in table.iter() {
            let name: &str = key.get_ref();
            if ENTRY_KEYS.contains(&name) {
                continue;
            }
            let Some(verb) = Verb::find(name) else {
                let known = Verb::all().iter().map(|verb| verb.name).chain(ENTRY_KEYS);
                let help = match nearest(name, known) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "the commands are those of `alongside drive`: see engine/cli/DRIVE.md".to_owned(),
                };
                let cut: String = name.chars().take(60).collect();
                self.problem(
                    code::UNKNOWN_KEY,
                    format!("there is no command `{cut}`"),
                    key.span(),
                    help,
                );
                continue;
            };
            if said.is_some() {
                self.problem(
                    code::SEVERAL_COMMANDS,
                    "a second command in one entry",
                    key.span(),
                    "begin another `[[do]]`",
                );
                continue;
            }
            let arguments = data(value, &mut self.problems);
            if let Err(misread) = verb.read(arguments.clone()) {
                report(&misread, value, &mut self.problems);
            }
            said = Some(Said {
                verb: name.to_owned(),
                arguments,
                by: by.clone(),
                engagement: engagement.cloned(),
                command_id: command_id.clone(),
            });
        }
        let moves = entry(table, "on").is_some() || entry(table, "after").is_some();
        if said.is_none() && !moves && entry(table, "expect").is_none() {
            self.problem(
                code::NOTHING_DONE,
                "nothing is done and nothing is expected",
                node.span(),
                "name a command, a date or an `expect`",
            );
        }
        said
    }

    fn optional<T: serde::de::DeserializeOwned>(&mut self, table: &DeTable<'_>, key: &str) -> Option<T> {
        entry(table, key).and_then(|(_, node)| self.value(node))
    }

    /// Reads a value as data; what is wrong is reported with its place.
    fn value<T: serde::de::DeserializeOwned>(&mut self, node: &Node<'_>) -> Option<T> {
        let before = self.problems.len();
        let data = data(node, &mut self.problems);
        if self.problems.len() > before {
            return None;
        }
        match read(data) {
            Ok(value) => Some(value),
            Err(misread) => {
                report(&misread, node, &mut self.problems);
                None
            }
        }
    }

    fn unknown(&mut self, table: &DeTable<'_>, known: &[&str], what: &str) {
        for key in table.keys() {
            let name: &str = key.get_ref();
            if known.contains(&name) {
                continue;
            }
            let help = match nearest(name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the keys are {}", known.join(", ")),
            };
            let cut: String = name.chars().take(60).collect();
            self.problem(
                code::UNKNOWN_KEY,
                format!("{what} has no key `{cut}`"),
                key.span(),
                help,
            );
        }
    }

    fn problem(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        span: Range<usize>,
        help: impl Into<String>,
    ) {
        self.problems
            .push(Problem::error(code, message).at(span, "here").help(help));
    }

    /// The lines of what is expected: by key, and by the keys below it.
    fn lines_of(&self, node: &Node<'_>, above: &str, lines: &mut BTreeMap<String, usize>) {
        let DeValue::Table(table) = node.get_ref() else {
            return;
        };
        for (key, value) in table.iter() {
            let path = match above {
                "" => key.get_ref().to_string(),
                above => format!("{above}.{}", key.get_ref()),
            };
            lines.insert(
                path.clone(),
                self.line(
                    place(node, &[Part::Key(key.get_ref().to_string())])
                        .start
                        .min(key.span().start),
                ),
            );
            if above.matches('.').count() < 2 {
                self.lines_of(value, &path, lines);
            }
        }
    }

    fn line(&self, offset: usize) -> usize {
        self.text
            .get(..offset)
            .map_or(0, |before| before.matches('\n').count())
            + 1
    }
}
