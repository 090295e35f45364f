//! People in an engagement, beyond the roles they hold: who does what in whose place.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::PersonId;

/// A step that one person does for another, who must accept the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    /// Whose work it is, and who accepts the result.
    pub from: PersonId,
    /// Who does it.
    pub to: PersonId,
    /// Since when.
    pub on: Date,
    /// Why.
    pub reason: String,
}

/// A time in which a person is away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// Who may act in the person's roles meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deputy: Option<PersonId>,
    /// Why, in words that may stand in the log.
    pub reason: String,
}

impl Absence {
    /// Whether the person is away on a day.
    pub fn covers(&self, date: Date) -> bool {
        self.from <= date && date <= self.until
    }
}
