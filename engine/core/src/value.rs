//! Typed values: what a task records, what a parameter holds, what a condition compares.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One value with its type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// Free text.
    Text(String),
    /// A finite number; the field that declares it says the unit.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
    /// A civil date.
    Date(Date),
    /// Several texts, in order.
    Texts(Vec<String>),
}

/// The type of a [`Value`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueType {
    /// Free text.
    Text,
    /// A finite number.
    Number,
    /// Yes or no.
    Boolean,
    /// A civil date.
    Date,
    /// Several texts.
    Texts,
}

impl ValueType {
    /// Every type, in the order in which help lists them.
    pub const ALL: [Self; 5] = [Self::Text, Self::Number, Self::Boolean, Self::Date, Self::Texts];

    /// The word used in files and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Texts => "texts",
        }
    }

    /// Reads a value of this type from what a person typed.
    ///
    /// # Errors
    /// A sentence that says what form is expected.
    pub fn parse(self, text: &str) -> Result<Value, String> {
        let trimmed = text.trim();
        match self {
            Self::Text if trimmed.is_empty() => Err("a text must not be empty".to_owned()),
            Self::Text => Ok(Value::Text(trimmed.to_owned())),
            Self::Number => match trimmed.parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(Value::Number(number)),
                _ => Err(format!("`{trimmed}` is not a number")),
            },
            Self::Boolean => match trimmed {
                "yes" | "true" => Ok(Value::Boolean(true)),
                "no" | "false" => Ok(Value::Boolean(false)),
                _ => Err(format!("`{trimmed}` is neither yes nor no")),
            },
            Self::Date => trimmed
                .parse::<Date>()
                .map(Value::Date)
                .map_err(|_| format!("`{trimmed}` is not a date such as 2019-01-31")),
            Self::Texts => {
                let texts: Vec<String> = trimmed
                    .split(',')
                    .map(str::trim)
                    .filter(|t| !t.is_empty())
                    .map(str::to_owned)
                    .collect();
                if texts.is_empty() {
                    Err("a list must not be empty".to_owned())
                } else {
                    Ok(Value::Texts(texts))
                }
            }
        }
    }
}

impl fmt::Display for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Value {
    /// Whether it is a number that can be kept, or no number at all: JSON has no NaN and no infinity.
    pub(crate) fn is_finite(&self) -> bool {
        !matches!(self, Self::Number(number) if !number.is_finite())
    }

    /// The type of this value.
    pub fn kind(&self) -> ValueType {
        match self {
            Self::Text(_) => ValueType::Text,
            Self::Number(_) => ValueType::Number,
            Self::Boolean(_) => ValueType::Boolean,
            Self::Date(_) => ValueType::Date,
            Self::Texts(_) => ValueType::Texts,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
            Self::Boolean(true) => f.write_str("yes"),
            Self::Boolean(false) => f.write_str("no"),
            Self::Date(date) => write!(f, "{date}"),
            Self::Texts(texts) => f.write_str(&texts.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_what_people_type() {
        assert_eq!(ValueType::Number.parse(" 4.5 "), Ok(Value::Number(4.5)));
        assert_eq!(ValueType::Boolean.parse("yes"), Ok(Value::Boolean(true)));
        assert_eq!(
            ValueType::Texts.parse("a, b"),
            Ok(Value::Texts(vec!["a".to_owned(), "b".to_owned()]))
        );
        assert!(ValueType::Number.parse("NaN").is_err());
        assert!(ValueType::Date.parse("31/01/2019").is_err());
        assert!(ValueType::Text.parse("  ").is_err());
    }
}
