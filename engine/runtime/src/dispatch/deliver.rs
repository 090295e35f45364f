//! Notices, handed over through every channel.

use alongside_core::command::Command;
use alongside_core::ids::EngagementId;
use alongside_core::notice::Notice;
use alongside_core::state::State;

use super::Done;
use crate::inner::Inner;
use crate::notices::Outgoing;

impl Inner {
    /// Hands a notice over. Where a channel fails, the notice stays pending and is tried again when time passes; a
    /// channel that knows a notice already takes it once.
    pub(super) fn deliver(
        &self,
        engagement: &EngagementId,
        state: &State,
        number: u64,
        notice: &Notice,
    ) -> Done {
        let today = self.clock.now().today;
        let outgoing = Outgoing::new(engagement, state, number, notice, today);
        match self.channels.deliver(&outgoing) {
            Ok(channel) => Done::Answer(Command::RecordDelivery {
                notice: number,
                channel,
            }),
            Err(error) => {
                tracing::warn!(%engagement, notice = number, error, "a notice could not be handed over");
                Done::Nothing
            }
        }
    }
}
