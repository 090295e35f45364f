//! Notices: telling people through a `notify` step, and hearing that a notice was handed over.
//!
//! Reminders, escalations and budgets raise theirs where they happen. Tests: `tests/behaviour/decide_notify.rs`.

use super::people::bounded;
use super::{Draft, Rejection};
use crate::definition::{Step, StepKind};
use crate::event::{Event, Round};
use crate::notice::{Notice, Occasion};

impl Draft<'_> {
    /// Raises the notice of a `notify` step that has begun.
    pub(super) fn notify(&mut self, step: &Step, round: &Round) -> Result<(), Rejection> {
        let StepKind::Notify { to, message } = &step.kind else {
            return Ok(());
        };
        let due = self.state.instance(&round.step, round.round).and_then(|i| i.due);
        self.emit_engine(Event::NoticeRaised {
            notice: Notice {
                occasion: Occasion::Notify,
                round: Some(round.clone()),
                to: to.clone(),
                message: message.clone(),
                due,
            },
        })
    }

    pub(super) fn record_delivery(&mut self, notice: u64, channel: &str) -> Result<(), Rejection> {
        self.engine()?;
        bounded(channel)?;
        if !self.state.notices.contains_key(&notice) {
            return Ok(());
        }
        self.emit(Event::NoticeDelivered {
            notice,
            channel: channel.to_owned(),
        })
    }

    /// Whether the notice of a `notify` step has been handed over.
    pub(super) fn is_delivered(&self, round: &Round) -> bool {
        let pending =
            |notice: &Notice| notice.occasion == Occasion::Notify && notice.round.as_ref() == Some(round);
        !self.state.notices.values().any(pending)
    }
}
