//! Plans of adopted interventions: asked of the plugin that proposed them, read like a part of the workflow's file.

use alongside_core::command::Command;
use alongside_core::definition::{Definition, Step};
use alongside_core::effect::PlanCall;
use alongside_core::plugin::PlanInput;

use super::Done;
use super::plugin::{Failed, failed, parameters};
use crate::error::RuntimeError;
use crate::inner::Inner;

/// The most problems of a plan that a failure names.
const PROBLEMS_TOLD: usize = 3;

impl Inner {
    /// The plan of an intervention, or that it has none. Where answers are given by hand, a plan is, too.
    pub(super) fn plan(&self, call: &PlanCall, definition: &Definition) -> Result<Done, RuntimeError> {
        if self.answers.is_some() {
            return Ok(Done::Nothing);
        }
        let intervention = call.intervention.clone();
        let command = match self.planned_steps(call, definition) {
            Ok(steps) => Command::RecordPlan { intervention, steps },
            Err(Failed { failure, message }) => Command::RecordPlanFailure {
                intervention,
                failure,
                message,
            },
        };
        Ok(Done::Answer(command))
    }

    fn planned_steps(&self, call: &PlanCall, definition: &Definition) -> Result<Vec<Step>, Failed> {
        let plugin = self.plugin(&call.pin.digest).map_err(Failed::unavailable)?;
        let input = PlanInput {
            proposal: call.proposal.clone(),
            parameters: parameters(&plugin.record().description.parameters, &call.parameters),
        };
        let text = plugin
            .plan(&input)
            .map_err(failed)?
            .ok_or_else(|| Failed::refused(format!("`{}` has no plan for it", call.plugin)))?;
        self.read_plan(&text, call, definition)
            .map_err(|error| match error {
                RuntimeError::Problems(problems) => Failed::misbehaved(told(&problems)),
                error => Failed::unavailable(error),
            })
    }

    /// The steps of a plan: one stage as in a workflow file, in the stage that the intervention goes into.
    pub(crate) fn read_plan(
        &self,
        text: &str,
        call: &PlanCall,
        definition: &Definition,
    ) -> Result<Vec<Step>, RuntimeError> {
        let prefix = call.intervention.as_str();
        let mut steps = alongside_definition::fragment(text, definition, prefix, &self.catalog()?)
            .map_err(|problems| RuntimeError::Problems(Box::new(problems)))?;
        if let Some(stage) = steps.first_mut() {
            stage.parent = Some(call.into.clone());
        }
        Ok(steps)
    }
}

/// The first problems of a plan, in one text.
fn told(problems: &alongside_definition::Problems) -> String {
    let told: Vec<String> = problems
        .iter()
        .take(PROBLEMS_TOLD)
        .map(|problem| problem.message.clone())
        .collect();
    format!("its plan cannot be used: {}", told.join("; "))
}
