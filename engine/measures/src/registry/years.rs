//! The school years for which a measure exists. Tests are in `registry/tests.rs`.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::school_year::SchoolYear;

/// The school years for which a measure exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValidYears {
    /// The first year.
    pub from: SchoolYear,
    /// The last year; open when absent.
    #[serde(default)]
    pub to: Option<SchoolYear>,
    /// Years in between without values.
    #[serde(default)]
    pub except: BTreeSet<SchoolYear>,
}

impl ValidYears {
    /// Whether the measure exists in `year`.
    pub fn contains(&self, year: SchoolYear) -> bool {
        self.spans(year) && !self.except.contains(&year)
    }

    /// Whether `year` lies between the first and the last year, exceptions or not.
    pub(super) fn spans(&self, year: SchoolYear) -> bool {
        self.from <= year && self.to.is_none_or(|to| year <= to)
    }
}

impl fmt::Display for ValidYears {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to {
            Some(to) if to == self.from => write!(f, "{to} alone")?,
            Some(to) => write!(f, "{} to {to}", self.from)?,
            None => write!(f, "{} onwards", self.from)?,
        }
        let except: Vec<String> = self.except.iter().map(SchoolYear::to_string).collect();
        match except.split_last() {
            None => Ok(()),
            Some((last, [])) => write!(f, " except {last}"),
            Some((last, before)) => write!(f, " except {} and {last}", before.join(", ")),
        }
    }
}
