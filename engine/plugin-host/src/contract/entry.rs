//! The ways into a component, by the interface it exports and the version of the contract it was built against.
//!
//! Speaks the newest version to whoever calls. Tested in `tests/contract/`.

use alongside_core::plugin::World;
use wasmtime::component::{Instance, InstancePre};
use wasmtime::{Result, Store};

use super::v0_2::types as wit;
use super::{older, v0_1, v0_2};
use crate::sandbox::Sandbox;
use crate::surface::Surface;

/// What a plugin answered: what was asked for, or a refusal.
pub(crate) type Answered<T> = std::result::Result<T, wit::Refusal>;

/// A component ready to be instantiated.
pub(crate) struct Entry {
    linked: InstancePre<Sandbox>,
    exports: Exports,
}

/// Where its functions are.
enum Exports {
    Scoring(v0_2::scoring::GuestIndices),
    Strategy(v0_2::strategy::GuestIndices),
    Importing(v0_2::importing::GuestIndices),
    Evaluating(v0_2::evaluating::GuestIndices),
    OlderScoring(v0_1::scoring::GuestIndices),
    OlderStrategy(v0_1::strategy::GuestIndices, Option<v0_1::planning::GuestIndices>),
}

impl Entry {
    /// Finds the functions of a linked component.
    ///
    /// # Errors
    /// When one is missing, or is of another type.
    pub(crate) fn new(linked: InstancePre<Sandbox>, surface: &Surface) -> Result<Self> {
        let exports = match (surface.world, surface.older) {
            (World::ScoringRule, false) => Exports::Scoring(v0_2::scoring::GuestIndices::new(&linked)?),
            (World::InterventionStrategy, false) => {
                Exports::Strategy(v0_2::strategy::GuestIndices::new(&linked)?)
            }
            (World::Importer, _) => Exports::Importing(v0_2::importing::GuestIndices::new(&linked)?),
            (World::Evaluator, _) => Exports::Evaluating(v0_2::evaluating::GuestIndices::new(&linked)?),
            (World::ScoringRule, true) => Exports::OlderScoring(v0_1::scoring::GuestIndices::new(&linked)?),
            (World::InterventionStrategy, true) => {
                let planning = surface.plans.then(|| v0_1::planning::GuestIndices::new(&linked));
                Exports::OlderStrategy(v0_1::strategy::GuestIndices::new(&linked)?, planning.transpose()?)
            }
        };
        Ok(Self { linked, exports })
    }

    fn start(&self, store: &mut Store<Sandbox>) -> Result<Instance> {
        self.linked.instantiate(store)
    }

    /// Asks what it is. An older description goes up.
    pub(crate) fn describe(&self, store: &mut Store<Sandbox>) -> Result<wit::Description> {
        let instance = self.start(store)?;
        match &self.exports {
            Exports::Scoring(found) => found.load(&mut *store, &instance)?.call_describe(store),
            Exports::Strategy(found) => found.load(&mut *store, &instance)?.call_describe(store),
            Exports::Importing(found) => found.load(&mut *store, &instance)?.call_describe(store),
            Exports::Evaluating(found) => found.load(&mut *store, &instance)?.call_describe(store),
            Exports::OlderScoring(found) => {
                let said = found.load(&mut *store, &instance)?.call_describe(store)?;
                Ok(older::description(said))
            }
            Exports::OlderStrategy(found, _) => {
                let said = found.load(&mut *store, &instance)?.call_describe(store)?;
                Ok(older::description(said))
            }
        }
    }

    /// Calls a scoring rule; none where it is not one.
    pub(crate) fn score(
        &self,
        store: &mut Store<Sandbox>,
        input: &wit::ScoreInput,
    ) -> Result<Option<Answered<wit::ScoreOutput>>> {
        match &self.exports {
            Exports::Scoring(found) => {
                let instance = self.start(store)?;
                found
                    .load(&mut *store, &instance)?
                    .call_score(store, input)
                    .map(Some)
            }
            Exports::OlderScoring(found) => {
                let instance = self.start(store)?;
                let rule = found.load(&mut *store, &instance)?;
                let answered = rule.call_score(store, &older::score_input(input))?;
                Ok(Some(answered.map(older::score_output).map_err(older::refusal)))
            }
            _ => Ok(None),
        }
    }

    /// Calls a strategy; none where it is not one.
    pub(crate) fn propose(
        &self,
        store: &mut Store<Sandbox>,
        input: &wit::ProposeInput,
    ) -> Result<Option<Answered<Vec<wit::Proposal>>>> {
        match &self.exports {
            Exports::Strategy(found) => {
                let instance = self.start(store)?;
                found
                    .load(&mut *store, &instance)?
                    .call_propose(store, input)
                    .map(Some)
            }
            Exports::OlderStrategy(found, _) => {
                let instance = self.start(store)?;
                let strategy = found.load(&mut *store, &instance)?;
                let answered = strategy.call_propose(store, &older::propose_input(input))?;
                Ok(Some(answered.map(older::proposals).map_err(older::refusal)))
            }
            _ => Ok(None),
        }
    }

    /// Asks a strategy for a plan; none where it is not one. An older one that cannot plan plans nothing.
    pub(crate) fn plan(
        &self,
        store: &mut Store<Sandbox>,
        input: &wit::PlanInput,
    ) -> Result<Option<Answered<Option<String>>>> {
        match &self.exports {
            Exports::Strategy(found) => {
                let instance = self.start(store)?;
                found
                    .load(&mut *store, &instance)?
                    .call_plan(store, input)
                    .map(Some)
            }
            Exports::OlderStrategy(_, None) => Ok(Some(Ok(None))),
            Exports::OlderStrategy(_, Some(found)) => {
                let instance = self.start(store)?;
                let planning = found.load(&mut *store, &instance)?;
                let answered = planning.call_plan(store, &older::plan_input(input))?;
                Ok(Some(answered.map_err(older::refusal)))
            }
            _ => Ok(None),
        }
    }

    /// Calls an importer; none where it is not one.
    pub(crate) fn read(
        &self,
        store: &mut Store<Sandbox>,
        input: &wit::ImportInput,
    ) -> Result<Option<Answered<wit::ImportOutput>>> {
        let Exports::Importing(found) = &self.exports else {
            return Ok(None);
        };
        let instance = self.start(store)?;
        found
            .load(&mut *store, &instance)?
            .call_read(store, input)
            .map(Some)
    }

    /// Calls an evaluator; none where it is not one.
    pub(crate) fn evaluate(
        &self,
        store: &mut Store<Sandbox>,
        input: &wit::EvaluateInput,
    ) -> Result<Option<Answered<wit::Evaluation>>> {
        let Exports::Evaluating(found) = &self.exports else {
            return Ok(None);
        };
        let instance = self.start(store)?;
        found
            .load(&mut *store, &instance)?
            .call_evaluate(store, input)
            .map(Some)
    }
}
