//! The scale of a measure: its ends and its centre. Tests are in `registry/tests.rs`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The values a measure can have.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// The least value.
    pub least: f64,
    /// The largest value.
    pub most: f64,
    /// The value that stands for the national average or the expected standard, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub centre: Option<f64>,
}

impl Scale {
    /// The scale of percentages.
    pub const PERCENT: Self = Self {
        least: 0.0,
        most: 100.0,
        centre: None,
    };

    /// Whether a value lies on the scale, ends included.
    pub fn contains(self, value: f64) -> bool {
        self.least <= value && value <= self.most
    }

    /// Whether the ends are finite and in order, and the centre lies between them.
    pub(super) fn is_sound(self) -> bool {
        let ends = self.least.is_finite() && self.most.is_finite() && self.least < self.most;
        ends && self.centre.is_none_or(|centre| self.contains(centre))
    }
}

impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.least, self.most)?;
        match self.centre {
            Some(centre) => write!(f, " about {centre}"),
            None => Ok(()),
        }
    }
}
