//! Pictures of engagements as they stand, with the steps that were added to their plans.

use std::collections::BTreeMap;

use alongside_core::ids::EngagementId;
use alongside_core::state::Status;
use alongside_definition::{Picture, Standing, graph};

use super::StepView;
use crate::error::RuntimeError;
use crate::runtime::Runtime;

impl Runtime {
    /// Draws an engagement as it stands.
    ///
    /// # Errors
    /// When there is no such engagement, or its log cannot be read.
    pub async fn picture(&self, engagement: &EngagementId, picture: Picture) -> Result<String, RuntimeError> {
        let engagement = engagement.clone();
        self.run(move |inner| {
            let view = inner.show(&engagement)?;
            let current = inner.current(&engagement)?;
            let standings: BTreeMap<_, _> = view
                .steps
                .iter()
                .map(|step| (step.id.clone(), standing(step)))
                .collect();
            Ok(graph(&current.definition, Some(&standings), picture))
        })
        .await
    }
}

fn standing(step: &StepView) -> Standing {
    let is = |status: Status| step.status == Some(status.as_str());
    if is(Status::Active) {
        return if step.overdue {
            Standing::Late
        } else {
            Standing::Active
        };
    }
    [
        (Status::Enabled, Standing::Offered),
        (Status::Completed, Standing::Done),
        (Status::SetAside, Standing::SetAside),
        (Status::Terminated, Standing::Ended),
        (Status::Failed, Standing::Failed),
    ]
    .into_iter()
    .find(|(status, _)| is(*status))
    .map_or(Standing::Waiting, |(_, standing)| standing)
}
