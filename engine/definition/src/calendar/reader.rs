//! Takes values out of a parsed TOML tree, and reports each one that is missing, unknown or of a wrong type.

use std::ops::Range;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::Problem;
use crate::words::{listed, nearest};

/// A value of the tree with its place.
pub(super) type Value<'a> = Spanned<DeValue<'a>>;

/// A value that was read, and the bytes it was read from.
#[derive(Debug, Clone)]
pub(super) struct Placed<T> {
    pub(super) value: T,
    pub(super) span: Range<usize>,
}

/// A table of the tree, with what to call it.
#[derive(Clone, Copy)]
pub(super) struct Table<'a> {
    pub(super) entries: &'a DeTable<'a>,
    pub(super) span: (usize, usize),
    pub(super) what: &'static str,
}

impl<'a> Table<'a> {
    pub(super) fn new(value: &'a Value<'a>, what: &'static str) -> Option<Self> {
        let span = value.span();
        let entries = value.get_ref().as_table()?;
        Some(Self {
            entries,
            span: (span.start, span.end),
            what,
        })
    }

    pub(super) fn span(&self) -> Range<usize> {
        self.span.0..self.span.1
    }
}

/// Collects problems while values are taken out.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pub(super) problems: Vec<Problem>,
    /// Whether a value that was needed could not be read, so that what was read is not all of the calendar.
    pub(super) incomplete: bool,
}

impl Reader {
    /// Reports every key of `table` that is not in `keys`.
    pub(super) fn only(&mut self, table: Table<'_>, keys: &[&'static str]) {
        for key in table.entries.keys() {
            let name: &str = key.get_ref();
            if keys.contains(&name) {
                continue;
            }
            let help = match nearest(name, keys.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("use {}", listed(keys.iter().copied())),
            };
            let message = format!("unknown key `{}` in {}", shortened(name), table.what);
            let problem = Problem::error("alongside::calendar::unknown-key", message);
            self.problems
                .push(problem.at(key.span(), "not a key here").help(help));
        }
    }

    /// Takes a value that must be there.
    fn needed<'a>(&mut self, table: Table<'a>, key: &str, example: &str) -> Option<&'a Value<'a>> {
        let value = table.entries.get(key);
        if value.is_none() {
            self.incomplete = true;
            let message = format!("`{key}` is missing in {}", table.what);
            let problem = Problem::error("alongside::calendar::missing-key", message);
            let problem = problem.at(table.span(), format!("`{key}` belongs in here"));
            self.problems
                .push(problem.help(format!("add `{key} = {example}`")));
        }
        value
    }

    /// Reports a value of a wrong type.
    pub(super) fn wrong_type(&mut self, key: &str, value: &Value<'_>, wanted: &str, help: &str) {
        self.incomplete = true;
        let found = described(value.get_ref());
        let message = format!("`{key}` must be {wanted}, and it is {found}");
        let problem = Problem::error("alongside::calendar::wrong-type", message);
        self.problems
            .push(problem.at(value.span(), format!("this is {found}")).help(help));
    }

    /// Takes a text that must be there.
    pub(super) fn text(&mut self, table: Table<'_>, key: &str, example: &str) -> Option<Placed<String>> {
        let value = self.needed(table, key, example)?;
        self.as_text(key, value, example)
    }

    /// Takes a text that may be there.
    pub(super) fn text_if_any(
        &mut self,
        table: Table<'_>,
        key: &str,
        example: &str,
    ) -> Option<Placed<String>> {
        let value = table.entries.get(key)?;
        self.as_text(key, value, example)
    }

    /// Reads a value as text.
    pub(super) fn as_text(&mut self, key: &str, value: &Value<'_>, example: &str) -> Option<Placed<String>> {
        match value.get_ref() {
            DeValue::String(text) => Some(Placed {
                value: text.to_string(),
                span: value.span(),
            }),
            _ => {
                self.wrong_type(
                    key,
                    value,
                    "a text",
                    &format!("write it in quotes, such as {example}"),
                );
                None
            }
        }
    }

    /// Takes a truth value; false where there is none.
    pub(super) fn flag(&mut self, table: Table<'_>, key: &str) -> bool {
        let Some(value) = table.entries.get(key) else {
            return false;
        };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong_type(
                key,
                value,
                "true or false",
                "write `true` or `false`, without quotes",
            );
            false
        })
    }

    /// Takes a date that must be there.
    pub(super) fn date(&mut self, table: Table<'_>, key: &str) -> Option<Placed<Date>> {
        let value = self.needed(table, key, "2017-09-04")?;
        self.as_date(key, value)
    }

    /// Reads a value as a date.
    pub(super) fn as_date(&mut self, key: &str, value: &Value<'_>) -> Option<Placed<Date>> {
        let help = "write it as year-month-day without quotes, such as 2017-09-04";
        let date = match value.get_ref() {
            DeValue::Datetime(moment) if moment.time.is_none() && moment.offset.is_none() => moment.date,
            _ => None,
        };
        let Some(date) = date else {
            self.wrong_type(key, value, "a date", help);
            return None;
        };
        // TOML dates have four-digit years, which always fit.
        let year = i16::try_from(date.year).unwrap_or(i16::MAX);
        match (i8::try_from(date.month), i8::try_from(date.day)) {
            (Ok(month), Ok(day)) => match Date::new(year, month, day) {
                Ok(date) => Some(Placed {
                    value: date,
                    span: value.span(),
                }),
                Err(_) => self.no_such_date(&date.to_string(), value.span()),
            },
            _ => self.no_such_date(&date.to_string(), value.span()),
        }
    }

    /// Reports a date that no calendar has.
    pub(super) fn no_such_date<T>(&mut self, text: &str, span: Range<usize>) -> Option<T> {
        self.incomplete = true;
        let message = format!("`{}` is not a date", shortened(text));
        let problem = Problem::error("alongside::calendar::bad-date", message);
        self.problems.push(
            problem
                .at(span, "not a date")
                .help("write a real date as year-month-day"),
        );
        None
    }

    /// Takes a table; none if it is missing or something else.
    pub(super) fn table<'a>(&mut self, table: Table<'a>, key: &str, what: &'static str) -> Option<Table<'a>> {
        let value = table.entries.get(key)?;
        self.as_table(key, value, what)
    }

    /// Reads a value as a table.
    pub(super) fn as_table<'a>(
        &mut self,
        key: &str,
        value: &'a Value<'a>,
        what: &'static str,
    ) -> Option<Table<'a>> {
        let table = Table::new(value, what);
        if table.is_none() {
            let help = format!("write `{key}` with braces, or as a table under a heading in square brackets");
            self.wrong_type(key, value, "a table", &help);
        }
        table
    }

    /// Takes a list; empty if it is missing or something else.
    pub(super) fn list<'a>(&mut self, table: Table<'a>, key: &str, help: &str) -> Vec<&'a Value<'a>> {
        let Some(value) = table.entries.get(key) else {
            return Vec::new();
        };
        if let Some(list) = value.get_ref().as_array() {
            return list.iter().collect();
        }
        self.wrong_type(key, value, "a list", help);
        Vec::new()
    }
}

/// Names the type of a value.
fn described(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(moment) if moment.date.is_some() && moment.time.is_none() => "a date",
        DeValue::Datetime(_) => "a time of day",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// Cuts a text to what a message can show.
pub(super) fn shortened(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}
