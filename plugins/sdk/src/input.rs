//! Reading an input: columns by name and type, facts and parameters by name and type.
//!
//! Every accessor says in its refusal what is there instead, so that a wrong name costs a minute, not an hour.

use crate::{
    Cells, Date, EvaluateInput, ImportInput, Missing, MissingCell, NamedValue, PlanInput, ProposeInput,
    Refusal, ScoreInput, Value,
};

impl ScoreInput {
    /// The number of rows of the table.
    pub fn rows(&self) -> usize {
        self.table.rows as usize
    }

    /// Finds a column of numbers.
    ///
    /// # Errors
    /// When there is no such column, or when it holds texts.
    pub fn numbers(&self, name: &str) -> Result<Numbers<'_>, Refusal> {
        match self.cells(name)? {
            Cells::Numbers(column) => Ok(Numbers {
                values: &column.values,
                missing: &column.missing,
            }),
            Cells::Texts(_) => Err(Refusal::new("it holds texts where numbers are needed").in_column(name)),
        }
    }

    /// Finds a column of texts.
    ///
    /// # Errors
    /// When there is no such column, or when it holds numbers.
    pub fn texts(&self, name: &str) -> Result<Texts<'_>, Refusal> {
        match self.cells(name)? {
            Cells::Texts(column) => Ok(Texts {
                values: &column.values,
                missing: &column.missing,
            }),
            Cells::Numbers(_) => Err(Refusal::new("it holds numbers where texts are needed").in_column(name)),
        }
    }

    fn cells(&self, name: &str) -> Result<&Cells, Refusal> {
        let found = self.table.columns.iter().find(|column| column.name == name);
        found.map(|column| &column.cells).ok_or_else(|| {
            let has: Vec<_> = self
                .table
                .columns
                .iter()
                .map(|column| column.name.as_str())
                .collect();
            Refusal::new(format!(
                "there is no such column; the table has `{}`",
                has.join("`, `")
            ))
            .in_column(name)
        })
    }

    /// What the engagement knows that is not in the table.
    pub fn facts(&self) -> Values<'_> {
        Values {
            what: "fact",
            values: &self.facts,
        }
    }

    /// The step's parameters.
    pub fn parameters(&self) -> Values<'_> {
        Values {
            what: "parameter",
            values: &self.parameters,
        }
    }
}

impl ImportInput {
    /// The parameters, defaults filled in.
    pub fn parameters(&self) -> Values<'_> {
        Values {
            what: "parameter",
            values: &self.parameters,
        }
    }

    /// The file as text.
    ///
    /// # Errors
    /// When it is not UTF-8; a mark at its beginning is left out.
    pub fn text(&self) -> Result<&str, Refusal> {
        let text = std::str::from_utf8(&self.bytes).map_err(|error| {
            let line = self
                .bytes
                .iter()
                .take(error.valid_up_to())
                .filter(|byte| **byte == b'\n')
                .count()
                + 1;
            Refusal::new(format!("line {line} is not UTF-8: save the file as UTF-8"))
        })?;
        Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
    }
}

impl EvaluateInput {
    /// What the engagement knows.
    pub fn facts(&self) -> Values<'_> {
        Values {
            what: "fact",
            values: &self.facts,
        }
    }

    /// The parameters, defaults filled in.
    pub fn parameters(&self) -> Values<'_> {
        Values {
            what: "parameter",
            values: &self.parameters,
        }
    }
}

impl PlanInput {
    /// The parameters of the step that proposed it, defaults filled in.
    pub fn parameters(&self) -> Values<'_> {
        Values {
            what: "parameter",
            values: &self.parameters,
        }
    }
}

impl ProposeInput {
    /// What the engagement knows.
    pub fn facts(&self) -> Values<'_> {
        Values {
            what: "fact",
            values: &self.facts,
        }
    }

    /// The step's parameters.
    pub fn parameters(&self) -> Values<'_> {
        Values {
            what: "parameter",
            values: &self.parameters,
        }
    }
}

/// A column of numbers.
#[derive(Debug, Clone, Copy)]
pub struct Numbers<'a> {
    values: &'a [f64],
    missing: &'a [MissingCell],
}

/// A column of texts.
#[derive(Debug, Clone, Copy)]
pub struct Texts<'a> {
    values: &'a [String],
    missing: &'a [MissingCell],
}

/// Finds why a row has no value, if it has none.
fn reason(missing: &[MissingCell], row: usize) -> Option<Missing> {
    let found = missing
        .binary_search_by(|cell| (cell.row as usize).cmp(&row))
        .ok()?;
    missing.get(found).map(|cell| cell.reason)
}

/// Walks over the rows, each a value or the reason why there is none, in one pass over both lists.
fn cells<'a, T>(
    values: impl Iterator<Item = T> + 'a,
    missing: &'a [MissingCell],
) -> impl Iterator<Item = Result<T, Missing>> + 'a {
    let mut gaps = missing.iter().peekable();
    values.enumerate().map(
        move |(row, value)| match gaps.next_if(|cell| cell.row as usize == row) {
            Some(cell) => Err(cell.reason),
            None => Ok(value),
        },
    )
}

impl<'a> Numbers<'a> {
    /// The number of rows.
    pub fn len(self) -> usize {
        self.values.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(self) -> bool {
        self.values.is_empty()
    }

    /// The number in a row, or the reason why there is none. A row beyond the last is blank.
    pub fn get(self, row: usize) -> Result<f64, Missing> {
        match reason(self.missing, row) {
            Some(reason) => Err(reason),
            None => self.values.get(row).copied().ok_or(Missing::Blank),
        }
    }

    /// Walks over the rows.
    pub fn iter(self) -> impl Iterator<Item = Result<f64, Missing>> + 'a {
        cells(self.values.iter().copied(), self.missing)
    }
}

impl<'a> Texts<'a> {
    /// The number of rows.
    pub fn len(self) -> usize {
        self.values.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(self) -> bool {
        self.values.is_empty()
    }

    /// The text in a row, or the reason why there is none. A row beyond the last is blank.
    pub fn get(self, row: usize) -> Result<&'a str, Missing> {
        match reason(self.missing, row) {
            Some(reason) => Err(reason),
            None => self.values.get(row).map(String::as_str).ok_or(Missing::Blank),
        }
    }

    /// Walks over the rows.
    pub fn iter(self) -> impl Iterator<Item = Result<&'a str, Missing>> + 'a {
        cells(self.values.iter().map(String::as_str), self.missing)
    }
}

/// Facts or parameters.
#[derive(Debug, Clone, Copy)]
pub struct Values<'a> {
    what: &'static str,
    values: &'a [NamedValue],
}

impl<'a> Values<'a> {
    /// Finds a value of any type.
    pub fn get(self, name: &str) -> Option<&'a Value> {
        self.values
            .iter()
            .find(|named| named.name == name)
            .map(|named| &named.value)
    }

    /// Finds a number.
    ///
    /// # Errors
    /// When it is missing or of another type.
    pub fn number(self, name: &str) -> Result<f64, Refusal> {
        self.typed(name, "number", |value| {
            if let Value::Number(number) = value {
                Some(*number)
            } else {
                None
            }
        })
    }

    /// Finds a whole number from `least` to `most`.
    ///
    /// # Errors
    /// When it is missing, of another type, not whole, or out of bounds.
    pub fn whole(self, name: &str, least: u32, most: u32) -> Result<u32, Refusal> {
        let number = self.number(name)?;
        if number.fract() != 0.0 || number < f64::from(least) || number > f64::from(most) {
            let what = self.what;
            return Err(Refusal::new(format!(
                "{what} `{name}` is {number}: give a whole number from {least} to {most}"
            )));
        }
        Ok(number as u32)
    }

    /// Finds a text.
    ///
    /// # Errors
    /// When it is missing or of another type.
    pub fn text(self, name: &str) -> Result<&'a str, Refusal> {
        self.typed(name, "text", |value| {
            if let Value::Text(text) = value {
                Some(text.as_str())
            } else {
                None
            }
        })
    }

    /// Finds a text, or none if it is missing.
    ///
    /// # Errors
    /// When it is of another type.
    pub fn text_if_any(self, name: &str) -> Result<Option<&'a str>, Refusal> {
        self.get(name).map(|_| self.text(name)).transpose()
    }

    /// Finds a yes or no, or none if it is missing.
    ///
    /// # Errors
    /// When it is of another type.
    pub fn boolean_if_any(self, name: &str) -> Result<Option<bool>, Refusal> {
        let pick = |value: &Value| {
            if let Value::Boolean(boolean) = value {
                Some(*boolean)
            } else {
                None
            }
        };
        self.get(name)
            .map(|_| self.typed(name, "yes or no", pick))
            .transpose()
    }

    /// Finds a number, or none if it is missing.
    ///
    /// # Errors
    /// When it is of another type.
    pub fn number_if_any(self, name: &str) -> Result<Option<f64>, Refusal> {
        self.get(name).map(|_| self.number(name)).transpose()
    }

    /// Finds a date.
    ///
    /// # Errors
    /// When it is missing or of another type.
    pub fn date(self, name: &str) -> Result<Date, Refusal> {
        self.typed(name, "date", |value| {
            if let Value::Date(date) = value {
                Some(*date)
            } else {
                None
            }
        })
    }

    fn typed<T>(self, name: &str, kind: &str, pick: impl Fn(&'a Value) -> Option<T>) -> Result<T, Refusal> {
        let what = self.what;
        let value = self
            .get(name)
            .ok_or_else(|| Refusal::new(format!("{what} `{name}` is missing")))?;
        pick(value).ok_or_else(|| Refusal::new(format!("{what} `{name}` is not a {kind}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Input;

    fn input() -> ScoreInput {
        Input::empty()
            .texts("year", [Ok("2017-18"), Err(Missing::Blank), Ok("2018-19")])
            .numbers("cohort", [Err(Missing::Suppressed), Ok(0.0), Ok(12.0)])
            .parameter("years", 3.0)
            .parameter("group", "disadvantaged")
            .build()
    }

    #[test]
    fn cells_come_with_their_reasons() {
        let input = input();
        let cohort = input.numbers("cohort").unwrap();
        assert_eq!(
            cohort.iter().collect::<Vec<_>>(),
            [Err(Missing::Suppressed), Ok(0.0), Ok(12.0)]
        );
        assert_eq!(
            (0..4).map(|row| cohort.get(row)).collect::<Vec<_>>(),
            [Err(Missing::Suppressed), Ok(0.0), Ok(12.0), Err(Missing::Blank)]
        );
        assert_eq!(input.texts("year").unwrap().get(1), Err(Missing::Blank));
    }

    #[test]
    fn wrong_names_and_types_say_what_is_there() {
        let input = input();
        let missing = input.numbers("cohorts").unwrap_err();
        assert!(
            missing.message.contains("`year`, `cohort`"),
            "{}",
            missing.message
        );
        assert_eq!(missing.column.as_deref(), Some("cohorts"));
        assert!(input.numbers("year").unwrap_err().message.contains("holds texts"));
        assert!(
            input
                .texts("cohort")
                .unwrap_err()
                .message
                .contains("holds numbers")
        );
        assert_eq!(
            input.parameters().number("group").unwrap_err().message,
            "parameter `group` is not a number"
        );
        assert_eq!(
            input.facts().text("unit").unwrap_err().message,
            "fact `unit` is missing"
        );
        assert_eq!(input.facts().text_if_any("unit"), Ok(None));
    }

    #[test]
    fn whole_numbers_have_bounds() {
        let input = input();
        assert_eq!(input.parameters().whole("years", 1, 10), Ok(3));
        assert!(
            input
                .parameters()
                .whole("years", 1, 2)
                .unwrap_err()
                .message
                .contains("from 1 to 2")
        );
    }
}
