//! Effects around the plan: plans of adopted interventions, and a move to another version whose time has come.

use super::{Effect, PlanCall};
use crate::decide::intervention::into_of;
use crate::definition::{Choice, Definition, StepKind};
use crate::intervention::Standing;
use crate::state::{Instance, State};

/// The plans that are awaited, in the order of the interventions' names.
pub(super) fn awaited_plans<'a>(
    definition: &'a Definition,
    state: &'a State,
) -> impl Iterator<Item = Effect> + 'a {
    let open = state.withdrawal.is_none();
    let awaited = state
        .interventions
        .iter()
        .filter(move |(_, known)| open && known.standing == Standing::Planning);
    awaited.filter_map(|(id, intervention)| {
        let into = into_of(definition, intervention)?;
        let decision = definition.step(&intervention.decided.step)?;
        let StepKind::Decision(Choice::Proposals { from, .. }) = &decision.kind else {
            return None;
        };
        let StepKind::Recommend { plugin, with, .. } = &definition.step(from)?.kind else {
            return None;
        };
        Some(Effect::Plan(Box::new(PlanCall {
            intervention: id.clone(),
            into: into.clone(),
            plugin: plugin.id.clone(),
            pin: state.plugin(&plugin.id)?.clone(),
            parameters: with.clone(),
            proposal: intervention.proposal.clone(),
        })))
    })
}

/// The move to another version, once no stage at top level is active.
pub(super) fn due_migration(definition: &Definition, state: &State) -> Option<Effect> {
    let scheduled = state.scheduled.as_ref()?;
    at_boundary(definition, state).then(|| Effect::Migrate(Box::new(scheduled.clone())))
}

/// Whether the engagement stands between two stages: none at top level is active.
pub(crate) fn at_boundary(definition: &Definition, state: &State) -> bool {
    let mut stages = definition.children(None).filter(|step| step.is_stage());
    !stages.any(|stage| state.latest(&stage.id).is_some_and(Instance::is_active))
}
