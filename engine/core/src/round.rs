//! Rounds: a step may run more than once, and everything that happens to it happens to one of its rounds.

use serde::{Deserialize, Serialize};

use crate::ids::StepId;

/// One round of a step.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Round {
    /// The step.
    pub step: StepId,
    /// The round, counted from 1.
    pub round: u32,
}

impl std::fmt::Display for Round {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.round == 1 {
            self.step.fmt(f)
        } else {
            write!(f, "{} (round {})", self.step, self.round)
        }
    }
}
