//! Examining a workspace: what is wrong or soon will be, from the settings to steps that nobody can move.
//!
//! Examines as much as can be: what cannot be opened is a finding, not an error. Changes nothing.

mod engagements;
mod machine;

use std::path::Path;

use serde::Serialize;

use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::workspace::{Layout, Settings};

/// How much a remark matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Concern {
    /// All is well.
    Good,
    /// Somebody should look at it.
    Look,
    /// Something does not work.
    Wrong,
}

/// Something that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// What was looked at: `settings`, `disk`, `store`, `calendars`, `plugins`, `clock`, `backups`, `engagements`.
    pub area: &'static str,
    /// How much it matters.
    pub concern: Concern,
    /// What was found.
    pub text: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// What examining a workspace found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Examined {
    /// Everything that was looked at, area by area.
    pub remarks: Vec<Remark>,
}

impl Examined {
    /// The gravest concern.
    pub fn worst(&self) -> Concern {
        let concerns = self.remarks.iter().map(|remark| remark.concern);
        concerns.max().unwrap_or(Concern::Good)
    }
}

/// Remarks in the making.
#[derive(Debug, Default)]
struct Remarks(Vec<Remark>);

impl Remarks {
    fn good(&mut self, area: &'static str, text: impl Into<String>) {
        self.push(area, Concern::Good, text.into(), None);
    }

    fn look(&mut self, area: &'static str, text: impl Into<String>, hint: impl Into<String>) {
        self.push(area, Concern::Look, text.into(), Some(hint.into()));
    }

    fn broken(&mut self, area: &'static str, text: impl Into<String>, hint: impl Into<String>) {
        self.push(area, Concern::Wrong, text.into(), Some(hint.into()));
    }

    fn error(&mut self, area: &'static str, error: &RuntimeError, hint: &str) {
        let hint = error.hint().unwrap_or_else(|| hint.to_owned());
        self.push(area, Concern::Wrong, error.to_string(), Some(hint));
    }

    fn push(&mut self, area: &'static str, concern: Concern, text: String, hint: Option<String>) {
        self.0.push(Remark {
            area,
            concern,
            text,
            hint,
        });
    }
}

/// Examines the workspace that `start` lies in.
///
/// # Errors
/// When there is none.
pub fn examine(start: &Path) -> Result<Examined, RuntimeError> {
    let start = start
        .canonicalize()
        .map_err(|error| RuntimeError::file("find", start, error))?;
    let layout = Layout::find(&start)?;
    let mut remarks = Remarks::default();
    let settings = match Settings::read(&layout.settings()) {
        Ok(settings) => Some(settings),
        Err(error) => {
            remarks.error("settings", &error, "mend alongside.toml");
            None
        }
    };
    machine::disk(&layout, &mut remarks);
    machine::privacy(&layout, &mut remarks);
    machine::leftovers(&layout, &mut remarks);
    if let Some(settings) = settings {
        match Inner::open(&start) {
            Err(error) => remarks.error("store", &error, "see `alongside help repair`"),
            Ok(inner) => {
                remarks.good("store", "the log opens");
                engagements::examine(&inner, &settings, &mut remarks)?;
            }
        }
    }
    let mut remarks = remarks.0;
    remarks.sort_by_key(|remark| std::cmp::Reverse(remark.concern));
    Ok(Examined { remarks })
}
