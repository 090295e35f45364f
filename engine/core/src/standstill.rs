//! Standing still: which holds bear on a round. Asked by the decision (to leave it alone) and by the views (to
//! explain). What a hold does to timers is in `decide/clock/shift.rs`; tests are in
//! `tests/behaviour/decide_holds.rs`.

use crate::definition::Definition;
use crate::event::Round;
use crate::hold::Hold;
use crate::ids::StepId;
use crate::state::State;

/// A hold that bears on a round, and over what it was laid: one of the stages around it, the step itself, or, for
/// none, the engagement.
pub(crate) type Bearing<'s> = (Option<Round>, &'s Hold);

/// The holds that bear on a round: that of the engagement first, then those around it, the innermost first.
pub(crate) fn holds_on<'s>(definition: &Definition, state: &'s State, round: &Round) -> Vec<Bearing<'s>> {
    let mut holds: Vec<Bearing<'s>> = state.hold.iter().map(|hold| (None, hold)).collect();
    each_around(definition, state, round, &mut |around| {
        let hold = state
            .instance(&around.step, around.round)
            .and_then(|i| i.hold.as_ref());
        holds.extend(hold.map(|hold| (Some(around.clone()), hold)));
    });
    holds
}

/// The first hold that bears on the latest round of a step, if one does.
pub(crate) fn hold_on<'s>(definition: &Definition, state: &'s State, step: &StepId) -> Option<Bearing<'s>> {
    let round = Round {
        step: step.clone(),
        round: state.latest(step)?.round,
    };
    holds_on(definition, state, &round).into_iter().next()
}

/// Whether the latest round of a step stands still.
pub(crate) fn stands_still(definition: &Definition, state: &State, step: &StepId) -> bool {
    hold_on(definition, state, step).is_some()
}

/// Whether `inner` is `outer`, or lies within it.
pub(crate) fn lies_within(definition: &Definition, state: &State, inner: &Round, outer: &Round) -> bool {
    let mut found = false;
    each_around(definition, state, inner, &mut |around| found |= around == outer);
    found
}

/// Calls `visit` with a round and every round of a stage around it, the innermost first.
fn each_around(definition: &Definition, state: &State, round: &Round, visit: &mut dyn FnMut(&Round)) {
    let mut next = Some(round.clone());
    while let Some(round) = next {
        visit(&round);
        let stage = definition.step(&round.step).and_then(|step| step.parent.clone());
        let stage_round = state
            .instance(&round.step, round.round)
            .and_then(|instance| instance.stage_round);
        next = stage.zip(stage_round).map(|(step, round)| Round { step, round });
    }
}
