//! Correlation: which engagements an outside event about a school is reported to.
//!
//! A letter for one school moves the engagements of that school and of no other. Tests: `tests/children.rs`.

use alongside_core::ids::{EngagementId, OutsideEventId};
use alongside_core::urn::Urn;

use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::runtime::Runtime;

impl Runtime {
    /// The open engagements in which a school is a party or a member and whose workflow listens to an event, in order
    /// of name: those that an event about the school is reported to.
    ///
    /// # Errors
    /// When there is none, or the workspace's log cannot be read.
    pub async fn listening(
        &self,
        urn: Urn,
        event: OutsideEventId,
    ) -> Result<Vec<EngagementId>, RuntimeError> {
        self.run(move |inner| inner.listening(urn, &event)).await
    }
}

impl Inner {
    pub(crate) fn listening(
        &self,
        urn: Urn,
        event: &OutsideEventId,
    ) -> Result<Vec<EngagementId>, RuntimeError> {
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
        if listening.is_empty() {
            return Err(RuntimeError::input_hint(
                "nobody-listens",
                format!("no open engagement of the school {urn} listens to an event named `{event}`"),
                format!("see what it takes part in: alongside list --school {urn}"),
            ));
        }
        Ok(listening)
    }
}
