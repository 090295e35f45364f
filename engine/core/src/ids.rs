//! Identifiers: one newtype for each kind of name, so that a step is never passed where a role is meant.
//!
//! Every identifier is checked once, on the way in; the rest of the program trusts it. Tests are below.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The longest identifier, in bytes.
pub const ID_BYTES_MAX: usize = 64;

/// Says why a text is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is not a valid identifier: {reason}")]
pub struct IdError {
    /// The refused text, cut to a printable length.
    pub text: String,
    /// The rule it breaks.
    pub reason: &'static str,
}

/// Checks the common rule: lower-case letters, digits and single hyphens, a letter or digit at both ends.
fn check(text: &str) -> Result<(), IdError> {
    let refuse = |reason| {
        Err(IdError {
            text: text.chars().take(80).collect(),
            reason,
        })
    };
    if text.is_empty() {
        return refuse("it is empty");
    }
    if text.len() > ID_BYTES_MAX {
        return refuse("it is longer than 64 characters");
    }
    if !text
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    {
        return refuse("use lower-case letters, digits and hyphens");
    }
    if text.starts_with('-') || text.ends_with('-') || text.contains("--") {
        return refuse("hyphens stand alone, between letters or digits");
    }
    Ok(())
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks `text` and wraps it.
            ///
            /// # Errors
            /// When the text is empty, too long, or holds anything but lower-case letters, digits and
            /// single hyphens.
            pub fn new(text: impl Into<String>) -> Result<Self, IdError> {
                let text = text.into();
                check(&text)?;
                Ok(Self(text))
            }

            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )*};
}

ids! {
    /// Names one engagement within a workspace.
    EngagementId;
    /// Names a workflow.
    WorkflowId;
    /// Names a step, unique within its workflow.
    StepId;
    /// Names a party of an engagement, such as `partner`.
    PartyId;
    /// Names a role, such as `lead`.
    RoleId;
    /// Names a person without saying who it is; names and addresses are never in the log.
    PersonId;
    /// Names a data slot of a workflow.
    DataId;
    /// Names a kind of dataset, such as `ks2-school`.
    DataKindId;
    /// Names a required item of evidence within its step.
    EvidenceId;
    /// Names a field that a task records.
    FieldId;
    /// Names an option of a decision, or a proposal of a strategy plugin.
    OptionId;
    /// Names an outside event that a workflow listens to.
    OutsideEventId;
    /// Names a measure of the registry.
    MeasureId;
    /// Names a plugin.
    PluginId;
    /// Names a fact that an engagement keeps.
    FactId;
    /// Names a kind of escalation.
    EscalationId;
    /// Names a state of membership in a programme.
    MembershipId;
    /// Names an output of a workflow.
    OutputId;
    /// Names a source of days or money.
    SourceId;
    /// Names one member of a party that has many.
    MemberId;
    /// Names a group of members.
    GroupId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_the_usual_forms() {
        for good in ["a", "phase-1", "gap", "2019-review", "ks2-rwm-exp"] {
            assert_eq!(StepId::new(good).unwrap().as_str(), good);
        }
    }

    #[test]
    fn refuses_everything_else_and_says_why() {
        for bad in ["", "-a", "a-", "a--b", "A", "a b", "a_b", "é", &"x".repeat(65)] {
            assert!(StepId::new(bad).is_err(), "{bad}");
        }
        let message = StepId::new("Phase 1").unwrap_err().to_string();
        assert_eq!(
            message,
            "`Phase 1` is not a valid identifier: use lower-case letters, digits and hyphens"
        );
    }

    #[test]
    fn deserialising_checks_too() {
        assert!(serde_json::from_str::<RoleId>("\"head\"").is_ok());
        assert!(serde_json::from_str::<RoleId>("\"Head Teacher\"").is_err());
    }
}
