//! A move to another version of a workflow that was agreed, once its time has come.

use alongside_core::state::Scheduled;

use super::Done;
use crate::error::{ErrorKind, RuntimeError};
use crate::inner::Inner;

impl Inner {
    /// The command that makes the move. Where a plugin or a workflow that the version needs is missing, the move waits.
    pub(super) fn move_to(&self, scheduled: &Scheduled) -> Result<Done, RuntimeError> {
        match self.agreed_migration(scheduled) {
            Ok(command) => Ok(Done::Answer(command)),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Input) => {
                tracing::warn!(%error, version = scheduled.to.version, "the agreed migration waits");
                Ok(Done::Nothing)
            }
            Err(error) => Err(error),
        }
    }
}
