//! Correlation: an outside event about a school, reported to the engagements that the school takes part in.
//!
//! A letter for one school moves the engagements of that school and of no other. Tests: `tests/children.rs`.

use alongside_core::command::{Actor, Command};
use alongside_core::ids::{EngagementId, OutsideEventId};
use alongside_core::urn::Urn;

use crate::commit::Committed;
use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::runtime::Runtime;

/// The most engagements that a refusal names.
const NAMED_MAX: usize = 8;

impl Runtime {
    /// Reports an outside event by a school's number: to the open engagement in which the school is a party or a member
    /// and whose workflow listens to the event, or, where `all` says so, to every such engagement, in order of name.
    ///
    /// `command_id` makes the report safe to repeat, in each engagement by itself.
    ///
    /// # Errors
    /// When there is no such engagement, or more than one and `all` does not say that all are meant; when one of them
    /// refuses the report: those before it have taken it, and say so when the report is repeated under its id.
    pub async fn report_by_urn(
        &self,
        urn: Urn,
        report: Command,
        by: Actor,
        all: bool,
        command_id: Option<String>,
    ) -> Result<Vec<Committed>, RuntimeError> {
        self.run(move |inner| inner.report_by_urn(urn, &report, &by, all, command_id.as_deref()))
            .await
    }
}

impl Inner {
    pub(crate) fn report_by_urn(
        &self,
        urn: Urn,
        report: &Command,
        by: &Actor,
        all: bool,
        command_id: Option<&str>,
    ) -> Result<Vec<Committed>, RuntimeError> {
        let Command::Report { event, .. } = report else {
            return Err(RuntimeError::input(
                "not-a-report",
                "only outside events are reported by the number of a school",
            ));
        };
        let listening = self.listening(urn, event)?;
        match listening.as_slice() {
            [] => {
                return Err(RuntimeError::NotFound {
                    what: "open engagement that listens to it with the school",
                    name: urn.to_string(),
                    hint: Some(format!("see `alongside list --school {urn}`")),
                });
            }
            [_, _, ..] if !all => {
                let named: Vec<&str> = listening.iter().take(NAMED_MAX).map(|id| id.as_str()).collect();
                return Err(RuntimeError::input_hint(
                    "more-than-one",
                    format!(
                        "{urn} takes part in {} open engagements that listen to `{event}`: {}",
                        listening.len(),
                        named.join(", ")
                    ),
                    "name the engagement, or say that all of them are meant",
                ));
            }
            _ => {}
        }
        listening
            .iter()
            .map(|engagement| self.submit(engagement, report, by, command_id))
            .collect()
    }

    /// The open engagements in which a school takes part and whose workflow listens to an event, in order of name.
    fn listening(&self, urn: Urn, event: &OutsideEventId) -> Result<Vec<EngagementId>, RuntimeError> {
        let mut listening = Vec::new();
        for summary in self.summaries()? {
            let parties = summary.parties.values().filter_map(|party| party.urn);
            let members = summary.members.iter().filter_map(|member| member.urn);
            let takes_part = parties.chain(members).any(|number| number == urn);
            if summary.closed_on.is_none()
                && takes_part
                && self.current(&summary.id)?.definition.events.contains_key(event)
            {
                listening.push(summary.id);
            }
        }
        Ok(listening)
    }
}
