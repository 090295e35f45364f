//! What a decision may choose among, for whoever decides.

use alongside_core::definition::{Choice, StepKind};
use alongside_core::event::Outcome;
use alongside_core::ids::{EngagementId, OptionId, StepId};
use serde::Serialize;

use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::runtime::Runtime;

/// Something that a decision may choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChoiceView {
    /// Its name.
    pub id: OptionId,
    /// Its title.
    pub title: String,
}

impl Runtime {
    /// What a decision may choose among now; empty for a step that is no decision.
    ///
    /// # Errors
    /// When there is no such engagement, or its log cannot be read.
    pub async fn choices_of(
        &self,
        engagement: &EngagementId,
        step: &StepId,
    ) -> Result<Vec<ChoiceView>, RuntimeError> {
        let (engagement, step) = (engagement.clone(), step.clone());
        self.run(move |inner| inner.choices_of(&engagement, &step)).await
    }
}

impl Inner {
    pub(crate) fn choices_of(
        &self,
        engagement: &EngagementId,
        step: &StepId,
    ) -> Result<Vec<ChoiceView>, RuntimeError> {
        let current = self.current(engagement)?;
        let Some(StepKind::Decision(choice)) = current.definition.step(step).map(|step| &step.kind) else {
            return Ok(Vec::new());
        };
        Ok(match choice {
            Choice::One { options } => options
                .iter()
                .map(|o| ChoiceView {
                    id: o.id.clone(),
                    title: o.title.clone(),
                })
                .collect(),
            Choice::Proposals { from, .. } => {
                match current
                    .state
                    .latest_completed(from)
                    .and_then(|latest| latest.outcome.as_ref())
                {
                    Some(Outcome::Recommended(found)) => found
                        .proposals
                        .iter()
                        .map(|p| ChoiceView {
                            id: p.id.clone(),
                            title: p.title.clone(),
                        })
                        .collect(),
                    _ => Vec::new(),
                }
            }
        })
    }
}
