//! A loaded plugin and its calls: a fresh store and a fresh instance each time, within the limits.
//!
//! What goes in is checked in `input`, what comes out in `answer`. Tested in `tests/contract/`.

use std::sync::Arc;

use alongside_core::finding::{Proposal, ScoreOutput};
use alongside_core::plugin::{CallFailure, PlanInput, PluginRecord, ProposeInput, ScoreInput, World};
use wasmtime::Store;

use crate::contract::{lift, lower, v0_1};
use crate::description::TEXT_BYTES_MAX;
use crate::engine::{Started, reason};
use crate::error::CallError;
use crate::failure::{Failed, classify};
use crate::sandbox::{Sandbox, printable};
use crate::settings::Limits;
use crate::ticker::TICK;
use crate::{answer, input};

/// A plugin, loaded and described, ready to be called from any thread. Cloning it is cheap.
#[derive(Clone)]
pub struct Plugin(Arc<Loaded>);

struct Loaded {
    record: PluginRecord,
    program: Program,
}

/// A component ready to be instantiated, with what its calls need.
pub(crate) struct Program {
    pub(crate) entry: Entry,
    pub(crate) started: Arc<Started>,
    pub(crate) limits: Limits,
}

/// The component by the world it fulfils.
pub(crate) enum Entry {
    Scoring(v0_1::ScoringRulePre<Sandbox>),
    /// A strategy, and the same as one that plans, if it does.
    Strategy(
        v0_1::InterventionStrategyPre<Sandbox>,
        Option<v0_1::PlanningStrategyPre<Sandbox>>,
    ),
}

impl std::fmt::Debug for Plugin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Plugin").field(self.record()).finish()
    }
}

impl Plugin {
    pub(crate) fn new(record: PluginRecord, program: Program) -> Self {
        Self(Arc::new(Loaded { record, program }))
    }

    /// Gives what the plugin says of itself, and its digest.
    pub fn record(&self) -> &PluginRecord {
        &self.0.record
    }

    /// Calls a scoring rule. The table may hold more columns than the plugin asked for; it is given only those.
    /// Defaults of parameters are filled in. Blocks for as long as the call takes.
    ///
    /// # Errors
    /// When the input does not suit the description (the plugin is then not called), when the plugin refuses it, and
    /// when the plugin misbehaves or takes too long.
    pub fn score(&self, input: &ScoreInput) -> Result<ScoreOutput, CallError> {
        let description = &self.0.record.description;
        let (program, limits) = (&self.0.program, &self.0.program.limits);
        let checked = || {
            input::check_table(&input.table, description, limits)?;
            input::check_facts(&input.facts)?;
            let parameters = input::parameters(&input.parameters, &description.parameters)?;
            input::check_bytes(
                input::value_bytes(&input.facts) + input::value_bytes(&parameters),
                limits,
            )?;
            Ok(parameters)
        };
        let Entry::Scoring(pre) = &program.entry else {
            return Err(self.wrong_world("score", World::ScoringRule));
        };
        let parameters = checked().map_err(|message: String| self.refused("score", message))?;
        let lowered = lower::score_input(input, &description.columns, &parameters);
        program.call(description.id.as_str(), "score", |store| {
            let rule = pre.instantiate(&mut *store)?;
            let answered = rule.alongside_plugin_scoring().call_score(store, &lowered)?;
            Ok(match answered {
                Ok(output) => lift::score_output(output)
                    .and_then(|output| answer::score(output, description))
                    .map_err(Failed::misbehaved),
                Err(refusal) => Err(refused_by_plugin(refusal)),
            })
        })
    }

    /// Calls an intervention strategy. Defaults of parameters are filled in. Blocks for as long as the call takes.
    ///
    /// # Errors
    /// As [`Plugin::score`].
    pub fn propose(&self, input: &ProposeInput) -> Result<Vec<Proposal>, CallError> {
        let description = &self.0.record.description;
        let (program, limits) = (&self.0.program, &self.0.program.limits);
        let checked = || {
            input::check_facts(&input.facts)?;
            let parameters = input::parameters(&input.parameters, &description.parameters)?;
            input::check_bytes(
                input::propose_bytes(input) + input::value_bytes(&parameters),
                limits,
            )?;
            Ok(parameters)
        };
        let Entry::Strategy(pre, _) = &program.entry else {
            return Err(self.wrong_world("propose", World::InterventionStrategy));
        };
        let parameters = checked().map_err(|message: String| self.refused("propose", message))?;
        let lowered = lower::propose_input(input, &parameters);
        program.call(description.id.as_str(), "propose", |store| {
            let strategy = pre.instantiate(&mut *store)?;
            let answered = strategy
                .alongside_plugin_strategy()
                .call_propose(store, &lowered)?;
            Ok(match answered {
                Ok(list) => lift::proposals(list)
                    .and_then(answer::proposals)
                    .map_err(Failed::misbehaved),
                Err(refusal) => Err(refused_by_plugin(refusal)),
            })
        })
    }

    /// Asks an intervention strategy for the plan of an intervention that it proposed: a text in the grammar of workflow
    /// files; none where it has none, or plans nothing at all. Defaults of parameters are filled in. Blocks for as long
    /// as the call takes.
    ///
    /// # Errors
    /// As [`Plugin::score`]; also for a text that is longer than [`PLAN_BYTES_MAX`](crate::PLAN_BYTES_MAX).
    pub fn plan(&self, input: &PlanInput) -> Result<Option<String>, CallError> {
        let description = &self.0.record.description;
        let (program, limits) = (&self.0.program, &self.0.program.limits);
        let checked = || {
            let parameters = input::parameters(&input.parameters, &description.parameters)?;
            input::check_bytes(
                input::proposal_bytes(&input.proposal) + input::value_bytes(&parameters),
                limits,
            )?;
            Ok(parameters)
        };
        let Entry::Strategy(_, planning) = &program.entry else {
            return Err(self.wrong_world("plan", World::InterventionStrategy));
        };
        let Some(pre) = planning else { return Ok(None) };
        let parameters = checked().map_err(|message: String| self.refused("plan", message))?;
        let lowered = lower::plan_input(input, &parameters);
        program.call(description.id.as_str(), "plan", |store| {
            let strategy = pre.instantiate(&mut *store)?;
            let answered = strategy.alongside_plugin_planning().call_plan(store, &lowered)?;
            Ok(match answered {
                Ok(plan) => answer::plan(plan).map_err(Failed::misbehaved),
                Err(refusal) => Err(refused_by_plugin(refusal)),
            })
        })
    }

    fn wrong_world(&self, function: &'static str, wanted: World) -> CallError {
        let world = self.0.record.description.world.as_str();
        self.refused(
            function,
            format!(
                "it is of world `{world}`; this call needs a `{}`",
                wanted.as_str()
            ),
        )
    }

    fn refused(&self, function: &'static str, message: String) -> CallError {
        let plugin = self.0.record.description.id.to_string();
        CallError {
            plugin,
            function,
            failure: CallFailure::Refused,
            message,
            log: Vec::new(),
        }
    }
}

fn refused_by_plugin(refusal: v0_1::types::Refusal) -> Failed {
    let mut message = printable(&lift::refusal(refusal));
    message.truncate(message.floor_char_boundary(TEXT_BYTES_MAX));
    Failed::refused(message)
}

impl Program {
    /// Asks the plugin what it is.
    pub(crate) fn describe(&self, name: &str) -> Result<v0_1::types::Description, CallError> {
        self.call(name, "describe", |store| match &self.entry {
            Entry::Scoring(pre) => {
                let rule = pre.instantiate(&mut *store)?;
                rule.alongside_plugin_scoring().call_describe(store).map(Ok)
            }
            Entry::Strategy(pre, _) => {
                let strategy = pre.instantiate(&mut *store)?;
                strategy.alongside_plugin_strategy().call_describe(store).map(Ok)
            }
        })
    }

    /// Runs one call in a store of its own. The store is dropped at the end, whatever happened.
    fn call<T>(
        &self,
        plugin: &str,
        function: &'static str,
        body: impl FnOnce(&mut Store<Sandbox>) -> wasmtime::Result<Result<T, Failed>>,
    ) -> Result<T, CallError> {
        let fail = |failed: Failed, log| CallError {
            plugin: plugin.to_owned(),
            function,
            failure: failed.failure,
            message: failed.message,
            log,
        };
        let mut store = Store::new(&self.started.engine, Sandbox::new(&self.limits));
        store.limiter(|sandbox| sandbox);
        store.set_hostcall_fuel(self.limits.answer_bytes_max);
        let clock = self.started.ticker.run(&self.started.engine).map_err(|error| {
            fail(
                Failed::unavailable(format!(
                    "failed to start the clock of its time limit: {}",
                    reason(error)
                )),
                Vec::new(),
            )
        })?;
        let ticks = self.limits.call_time_max.as_millis().div_ceil(TICK.as_millis());
        store.set_epoch_deadline(u64::try_from(ticks).unwrap_or(u64::MAX >> 1).saturating_add(1));
        let outcome = body(&mut store);
        drop(clock);
        let log = store.into_data().into_log();
        for line in &log {
            tracing::debug!(plugin, function, "{line}");
        }
        match outcome {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(failed)) => Err(fail(failed, log)),
            Err(error) => Err(fail(classify(error, &self.limits, &log), log)),
        }
    }
}
