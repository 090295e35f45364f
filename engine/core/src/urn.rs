//! Unique reference numbers: the six digits by which England's schools are known.
//!
//! A school that becomes an academy gets a new number; the old one stays in the published tables.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// A school's unique reference number, 100000 to 999999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Urn(u32);

/// Says why something is not a unique reference number.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is not a URN: a URN is six digits, such as 116177")]
pub struct UrnError {
    /// The refused text, cut to a printable length.
    pub text: String,
}

impl Urn {
    /// The smallest number a school can have.
    pub const SMALLEST: u32 = 100_000;
    /// The largest number a school can have.
    pub const LARGEST: u32 = 999_999;

    /// Checks `number` and wraps it.
    ///
    /// # Errors
    /// When the number does not have six digits.
    pub fn new(number: u32) -> Result<Self, UrnError> {
        if (Self::SMALLEST..=Self::LARGEST).contains(&number) {
            Ok(Self(number))
        } else {
            Err(UrnError {
                text: number.to_string(),
            })
        }
    }

    /// The number itself.
    pub fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Urn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_string())
    }
}

impl std::str::FromStr for Urn {
    type Err = UrnError;

    fn from_str(text: &str) -> Result<Self, UrnError> {
        let refuse = || UrnError {
            text: text.chars().take(80).collect(),
        };
        if text.len() != 6 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(refuse());
        }
        text.parse()
            .ok()
            .and_then(|number| Self::new(number).ok())
            .ok_or_else(refuse)
    }
}

impl Serialize for Urn {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(self.0)
    }
}

/// What a file may hold: people write the number with and without quotation marks.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a URN of six digits, such as 116177")]
enum Written {
    Number(u32),
    Text(String),
}

impl<'de> Deserialize<'de> for Urn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Written::deserialize(deserializer)? {
            Written::Number(number) => Self::new(number),
            Written::Text(text) => text.parse(),
        }
        .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits_and_nothing_else() {
        assert_eq!("116177".parse::<Urn>().unwrap().number(), 116_177);
        for bad in ["", "11617", "1161770", "011617", "+16177", "116 17", "11617x"] {
            assert!(bad.parse::<Urn>().is_err(), "{bad}");
        }
        assert!(Urn::new(99_999).is_err());
        assert!(Urn::new(1_000_000).is_err());
    }

    #[test]
    fn reads_number_or_text_and_writes_a_number() {
        let urn = Urn::new(116_177).unwrap();
        assert_eq!(serde_json::from_str::<Urn>("116177").unwrap(), urn);
        assert_eq!(serde_json::from_str::<Urn>("\"116177\"").unwrap(), urn);
        assert_eq!(serde_json::to_string(&urn).unwrap(), "116177");
        assert!(serde_json::from_str::<Urn>("12").is_err());
        assert!(serde_json::from_str::<Urn>("true").is_err());
    }
}
