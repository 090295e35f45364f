//! Upkeep: checking, backing up and bringing back what a workspace holds.
//!
//! One file for each thing an administrator does. Nothing here changes what happened in an engagement. Tests:
//! `tests/upkeep.rs` of this crate, and the golden cases of the command line.

mod backup;
mod counted;
mod doctor;
mod exchange;
mod named;
mod repair;
mod upgrade;
mod verify;

pub use backup::{BackedUp, RestoreRequest, Restored, back_up, restore};
pub use counted::Counted;
pub use doctor::{Concern, Examined, Remark, examine};
pub use exchange::{BroughtEngagement, BroughtIn, Exported, is_export};
pub use repair::{RepairRequest, Repaired, RepairedEngagement, RepairedFile, repair};
pub use upgrade::{Upgraded, upgrade};
pub use verify::{Verified, VerifiedEngagement, VerifiedFiles, VerifyRequest};
