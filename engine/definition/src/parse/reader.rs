//! Reading spanned TOML by hand: each reader takes one value, reports what is wrong with it, and goes on.
//!
//! Owns the words for wrong types, missing keys and unknown keys. It knows nothing of workflows.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::str::FromStr;

use alongside_core::calendar::Span;
use alongside_core::ids::IdError;
use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::codes;
use crate::diagnostics::Problem;
use crate::sink::{At, Sink};
use crate::words::{listed, nearest};

/// A TOML value with its place.
pub(crate) type Node<'i> = Spanned<DeValue<'i>>;

/// A table that remembers which of its keys were asked for, so that the others can be reported.
#[derive(Debug)]
pub(crate) struct Table<'t> {
    table: &'t DeTable<'t>,
    /// The place of its header or braces.
    pub(crate) span: Range<usize>,
    /// What it is, for messages, such as `step `gap``.
    pub(crate) owner: String,
    sink: &'t Sink<'t>,
    /// Whether it is the file itself, whose keys are headings.
    is_file: bool,
    asked: RefCell<BTreeSet<&'static str>>,
    hidden: RefCell<BTreeSet<&'static str>>,
}

impl<'t> Table<'t> {
    pub(crate) fn new(table: &'t DeTable<'t>, span: Range<usize>, owner: String, sink: &'t Sink<'t>) -> Self {
        Self {
            table,
            span,
            owner,
            sink,
            is_file: false,
            asked: RefCell::default(),
            hidden: RefCell::default(),
        }
    }

    /// The file as a table.
    pub(crate) fn of_file(table: &'t DeTable<'t>, sink: &'t Sink<'t>) -> Self {
        Self {
            is_file: true,
            ..Self::new(table, 0..0, "the file".to_owned(), sink)
        }
    }

    /// Reads `node` as a table; reports it if it is none.
    pub(crate) fn read(node: &'t Node<'t>, owner: String, sink: &'t Sink<'t>) -> Option<Self> {
        match node.get_ref() {
            DeValue::Table(table) => Some(Self::new(table, node.span(), owner, sink)),
            _ => wrong_type(node, &owner, "a table in braces, `{ ... }`", sink),
        }
    }

    /// The node of a key, if it is there.
    pub(crate) fn node(&self, key: &'static str) -> Option<&'t Node<'t>> {
        self.asked.borrow_mut().insert(key);
        self.table.get(key)
    }

    /// The place of a key, if it is there.
    pub(crate) fn key_span(&self, key: &str) -> Option<Range<usize>> {
        self.table
            .iter()
            .find(|(name, _)| name.get_ref() == key)
            .map(|(name, _)| name.span())
    }

    /// Every key with its place and its node.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (At<&'t str>, &'t Node<'t>)> + use<'t> {
        self.table
            .iter()
            .map(|(key, node)| (At::new(key.get_ref().as_ref(), key.span()), node))
    }

    /// Reads a key that may be missing.
    pub(crate) fn get<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&'t Node<'t>, &str, &'t Sink<'t>) -> Option<T>,
    ) -> Option<T> {
        read(self.node(key)?, &format!("`{key}`"), self.sink)
    }

    /// Reads a key that must be there.
    pub(crate) fn need<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&'t Node<'t>, &str, &'t Sink<'t>) -> Option<T>,
    ) -> Option<T> {
        if self.node(key).is_none() {
            self.report_missing(key);
        }
        self.get(key, read)
    }

    /// Reports that a key is missing.
    pub(crate) fn report_missing(&self, key: &str) {
        self.report_missing_with(key, format!("add `{key} = ...`"));
    }

    /// Reads a key that must be there and takes one of a few words; where it is missing, says which.
    pub(crate) fn need_word<T: Copy>(
        &self,
        key: &'static str,
        words: &'static [(&'static str, T)],
    ) -> Option<At<T>> {
        if self.node(key).is_none() {
            self.report_missing_one_of(key, "", words.iter().map(|(word, _)| *word));
        }
        self.get(key, word(words))
    }

    /// Reports that a key is missing, and what it could be; where there is nothing yet, in which table to declare it.
    pub(crate) fn report_missing_one_of<'n>(
        &self,
        key: &str,
        table: &str,
        names: impl Iterator<Item = &'n str>,
    ) {
        let names: Vec<&str> = names.collect();
        let help = match names.as_slice() {
            [] => format!("declare one in `[{table}]`, then add `{key} = ...` with its id"),
            [only] => format!("add `{key} = \"{only}\"`"),
            _ => format!("add `{key} = ...` with {}", listed(names)),
        };
        self.report_missing_with(key, help);
    }

    /// Reports that a key is missing, with what to do.
    pub(crate) fn report_missing_with(&self, key: &str, help: String) {
        self.sink.push(
            Problem::error(codes::MISSING_KEY, format!("{} has no `{key}`", self.owner))
                .at(self.span.clone(), "here")
                .help(help),
        );
    }

    /// Leaves a key out of the keys that are suggested, though it is known.
    pub(crate) fn hide(&self, key: &'static str) {
        self.hidden.borrow_mut().insert(key);
    }

    /// Reports every key that nobody asked for.
    pub(crate) fn finish(self) {
        let (asked, hidden) = (self.asked.borrow(), self.hidden.borrow());
        let suggested = || asked.difference(&hidden).copied();
        for (key, _) in self.entries().filter(|(key, _)| !asked.contains(key.value)) {
            let cut: String = key.value.chars().take(80).collect();
            let help = match nearest(key.value, suggested()) {
                Some(near) => {
                    if self.is_file {
                        self.sink.note_misspelt(near);
                    }
                    format!("did you mean `{near}`?")
                }
                None => {
                    let keys: Vec<String> = suggested().map(|key| format!("`{key}`")).collect();
                    format!("the keys allowed here are {}", keys.join(", "))
                }
            };
            let message = format!("{} has no key called `{cut}`", self.owner);
            let problem = Problem::error(codes::UNKNOWN_KEY, message);
            self.sink.push(problem.at(key.span, "unknown key").help(help));
        }
    }
}

/// Reports a value of the wrong type.
pub(crate) fn wrong_type<T>(node: &Node<'_>, what: &str, expected: &str, sink: &Sink<'_>) -> Option<T> {
    sink.push(wrong_type_problem(node, what, expected));
    None
}

/// Reports a value of the wrong type, with how to write it.
pub(crate) fn wrong_type_help<T>(
    node: &Node<'_>,
    what: &str,
    expected: &str,
    help: String,
    sink: &Sink<'_>,
) -> Option<T> {
    sink.push(wrong_type_problem(node, what, expected).help(help));
    None
}

fn wrong_type_problem(node: &Node<'_>, what: &str, expected: &str) -> Problem {
    let found = type_in_words(node.get_ref());
    let message = format!("{what} must be {expected}, not {found}");
    Problem::error(codes::WRONG_TYPE, message).at(node.span(), format!("this is {found}"))
}

/// A value as the file has it, if it is short enough to be shown in a message.
pub(crate) fn as_written<'s>(node: &Node<'_>, sink: &'s Sink<'_>) -> Option<&'s str> {
    let written = sink.text.get(node.span())?;
    (written.len() <= 60 && !written.contains('\n')).then_some(written)
}

/// Reports a value of the right type that is not allowed.
pub(crate) fn bad_value<T>(span: Range<usize>, message: String, help: &str, sink: &Sink<'_>) -> Option<T> {
    sink.push(Problem::error(codes::BAD_VALUE, message).at(span, "").help(help));
    None
}

pub(crate) fn type_in_words(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// Reads a text that is not empty, without white space at its ends.
pub(crate) fn text(node: &Node<'_>, what: &str, sink: &Sink<'_>) -> Option<At<String>> {
    match node.get_ref() {
        DeValue::String(text) if text.trim().is_empty() => bad_value(
            node.span(),
            format!("{what} is empty"),
            "write something, or remove the key",
            sink,
        ),
        DeValue::String(text) => Some(At::new(text.trim().to_owned(), node.span())),
        _ => wrong_type(node, what, "a text in quotes", sink),
    }
}

pub(crate) fn boolean(node: &Node<'_>, what: &str, sink: &Sink<'_>) -> Option<bool> {
    match node.get_ref() {
        DeValue::Boolean(value) => Some(*value),
        _ => wrong_type(node, what, "true or false, without quotes", sink),
    }
}

/// Reads a finite number, whole or not.
pub(crate) fn number(node: &Node<'_>, what: &str, sink: &Sink<'_>) -> Option<f64> {
    let number = match node.get_ref() {
        DeValue::Integer(integer) => whole(integer).and_then(|whole| {
            // Beyond 2^53 a float would silently be another number.
            #[expect(clippy::cast_precision_loss, reason = "checked to be exact")]
            (whole.unsigned_abs() <= 1 << 53).then_some(whole as f64)
        }),
        DeValue::Float(float) => float.as_str().parse::<f64>().ok(),
        _ => return wrong_type(node, what, "a number", sink),
    };
    match number {
        Some(number) if number.is_finite() => Some(number),
        _ => bad_value(
            node.span(),
            format!("{what} is not a number that can be used"),
            "write a smaller number",
            sink,
        ),
    }
}

fn whole(integer: &toml::de::DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// Reads a whole number from `min` to `max`.
pub(crate) fn count(min: i64, max: i64) -> impl Fn(&Node<'_>, &str, &Sink<'_>) -> Option<u32> {
    move |node, what, sink| match node.get_ref() {
        DeValue::Integer(integer) => match whole(integer) {
            Some(number) if (min..=max).contains(&number) => u32::try_from(number).ok(),
            _ => {
                let help = format!("write a whole number from {min} to {max}");
                bad_value(node.span(), format!("{what} is out of bounds"), &help, sink)
            }
        },
        _ => wrong_type(node, what, "a whole number", sink),
    }
}

/// Reads a civil date.
pub(crate) fn date(node: &Node<'_>, what: &str, sink: &Sink<'_>) -> Option<Date> {
    match node.get_ref() {
        DeValue::Datetime(moment) if moment.time.is_none() && moment.offset.is_none() => {
            let date = moment.date.and_then(|date| {
                let part = |number: u8| i8::try_from(number).ok();
                Date::new(i16::try_from(date.year).ok()?, part(date.month)?, part(date.day)?).ok()
            });
            date.or_else(|| {
                bad_value(
                    node.span(),
                    format!("{what} is not a date"),
                    "write it as 2019-01-31",
                    sink,
                )
            })
        }
        DeValue::String(text) if text.trim().parse::<Date>().is_ok() => wrong_type_help(
            node,
            what,
            "a date such as 2019-01-31, without quotes",
            format!("write {}, without quotes", text.trim()),
            sink,
        ),
        _ => wrong_type(node, what, "a date such as 2019-01-31, without quotes", sink),
    }
}

/// Reads a length of time.
pub(crate) fn span(node: &Node<'_>, what: &str, sink: &Sink<'_>) -> Option<At<Span>> {
    let written = text(node, what, sink)?;
    match written.value.parse() {
        Ok(span) => Some(At::new(span, written.span)),
        Err(error) => {
            let number = written.value.split_whitespace().next().unwrap_or_default();
            let help = if number.contains(['.', ',']) && number.replace(',', ".").parse::<f64>().is_ok() {
                "only whole numbers are allowed: choose a smaller unit, such as `10 days` for one and a half weeks"
            } else {
                "a length of time is a number and a unit, such as `10 school-days`"
            };
            let problem = Problem::error(codes::BAD_SPAN, error.to_string());
            sink.push(problem.at(written.span, "").help(help));
            None
        }
    }
}

/// Reads an identifier of which there can be only one; a list is told so.
pub(crate) fn only_id<T: FromStr<Err = IdError>>(
    node: &Node<'_>,
    what: &str,
    sink: &Sink<'_>,
) -> Option<At<T>> {
    if let DeValue::Array(items) = node.get_ref() {
        let first = items.iter().find_map(|item| item.get_ref().as_str());
        let help = match first {
            Some(first) => format!("name one alone, such as `\"{}\"`", slug(first)),
            None => "name one alone, in quotes".to_owned(),
        };
        return wrong_type_help(node, what, "one name in quotes", help, sink);
    }
    id(node, what, sink)
}

/// Reads an identifier.
pub(crate) fn id<T: FromStr<Err = IdError>>(node: &Node<'_>, what: &str, sink: &Sink<'_>) -> Option<At<T>> {
    let written = text(node, what, sink)?;
    parse_id(&written.value, written.span.clone(), sink).map(|id| At::new(id, written.span))
}

/// Makes an identifier of a text.
pub(crate) fn parse_id<T: FromStr<Err = IdError>>(
    text: &str,
    span: Range<usize>,
    sink: &Sink<'_>,
) -> Option<T> {
    match text.parse::<T>() {
        Ok(id) => Some(id),
        Err(error) => {
            let slug = slug(text);
            let help = match slug.parse::<T>() {
                Ok(_) => format!("write `{slug}`"),
                Err(_) => {
                    "use lower-case letters, digits and single hyphens, such as `exit-review`".to_owned()
                }
            };
            sink.push(
                Problem::error(codes::BAD_ID, error.to_string())
                    .at(span, "")
                    .help(help),
            );
            None
        }
    }
}

/// What an id would look like that says the same.
fn slug(text: &str) -> String {
    let words = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}

/// Reads a list with a reader for each item; items that cannot be read are reported and left out.
pub(crate) fn list<'t, T>(
    max: usize,
    read: impl Fn(&'t Node<'t>, &str, &'t Sink<'t>) -> Option<T>,
) -> impl FnOnce(&'t Node<'t>, &str, &'t Sink<'t>) -> Option<At<Vec<T>>> {
    move |node, what, sink| match node.get_ref() {
        DeValue::Array(items) => {
            if items.len() > max {
                too_many(
                    node.span(),
                    &format!("{what} holds {} items", items.len()),
                    max,
                    sink,
                );
            }
            let item = format!("an item of {what}");
            let read = items
                .iter()
                .take(max)
                .filter_map(|node| read(node, &item, sink))
                .collect();
            Some(At::new(read, node.span()))
        }
        _ => wrong_type(node, what, "a list in square brackets", sink),
    }
}

/// Reads a list, or a single item in place of a list of one.
pub(crate) fn one_or_list<'t, T>(
    max: usize,
    read: impl Fn(&'t Node<'t>, &str, &'t Sink<'t>) -> Option<T>,
) -> impl FnOnce(&'t Node<'t>, &str, &'t Sink<'t>) -> Option<At<Vec<T>>> {
    move |node, what, sink| match node.get_ref() {
        DeValue::Array(_) => list(max, read)(node, what, sink),
        DeValue::String(text) if text.contains(',') => {
            let items: Vec<String> = text
                .split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .map(|item| format!("\"{item}\""))
                .collect();
            let message = format!("{what} names several things in one text");
            let problem = Problem::error(codes::WRONG_TYPE, message).at(node.span(), "one text");
            let list: String = items.join(", ").chars().take(200).collect();
            sink.push(problem.help(format!("write a list: `[{list}]`")));
            Some(At::new(Vec::new(), node.span()))
        }
        _ => Some(At::new(read(node, what, sink).into_iter().collect(), node.span())),
    }
}

/// Reports that a limit is passed.
pub(crate) fn too_many(span: Range<usize>, message: &str, max: usize, sink: &Sink<'_>) {
    let problem = Problem::error(codes::TOO_MANY, message);
    sink.push(problem.at(span, "").help(format!("at most {max} are allowed")));
}

/// Reads one word of a fixed list.
pub(crate) fn word<T: Copy>(
    words: &'static [(&'static str, T)],
) -> impl Fn(&Node<'_>, &str, &Sink<'_>) -> Option<At<T>> {
    move |node, what, sink| {
        let written = text(node, what, sink)?;
        if let Some((_, found)) = words.iter().find(|(word, _)| *word == written.value) {
            return Some(At::new(*found, written.span));
        }
        let names = || words.iter().map(|(word, _)| *word);
        let help = match nearest(&written.value, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write {}", listed(names())),
        };
        let cut: String = written.value.chars().take(80).collect();
        bad_value(written.span, format!("{what} cannot be `{cut}`"), &help, sink)
    }
}
