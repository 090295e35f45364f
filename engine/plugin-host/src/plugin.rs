//! A loaded plugin and its calls: a fresh store and a fresh instance each time, within the limits.
//!
//! What goes in is checked in `input`, what comes out in `answer`. Tested in `tests/contract/`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use alongside_core::finding::{Proposal, ScoreOutput};
use alongside_core::plugin::{
    CallFailure, EvaluateInput, Evaluation, ImportInput, ImportOutput, PlanInput, PluginDescription,
    PluginRecord, ProposeInput, ScoreInput, World,
};
use alongside_core::value::Value;
use wasmtime::Store;

use crate::contract::entry::{Answered, Entry};
use crate::contract::v0_2::types as wit;
use crate::contract::{lift, lower};
use crate::description::TEXT_BYTES_MAX;
use crate::engine::{Started, reason};
use crate::error::CallError;
use crate::failure::{Failed, classify};
use crate::sandbox::{Sandbox, printable};
use crate::settings::Limits;
use crate::surface::Surface;
use crate::ticker::TICK;
use crate::{answer, input};

/// A plugin, loaded and described, ready to be called from any thread. Cloning it is cheap.
#[derive(Clone)]
pub struct Plugin(Arc<Loaded>);

struct Loaded {
    record: PluginRecord,
    surface: Surface,
    program: Program,
}

/// A component ready to be instantiated, with what its calls need.
pub(crate) struct Program {
    pub(crate) entry: Entry,
    pub(crate) started: Arc<Started>,
    pub(crate) limits: Limits,
}

/// A call that went well: the answer, and what it took.
#[derive(Debug, Clone, PartialEq)]
pub struct Called<T> {
    /// The answer.
    pub answer: T,
    /// What the plugin logged, each line with its level, such as `info: ...`.
    pub log: Vec<String>,
    /// How long the call took, the checks of its input and its answer included.
    pub took: Duration,
    /// The memory that it held at its end, in bytes.
    pub memory_bytes: usize,
}

/// What a plugin is asked.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "one lives at a time, for as long as a call"
)]
pub enum Question {
    /// A finding, of a scoring rule.
    Score(ScoreInput),
    /// Strategies, of an intervention strategy.
    Propose(ProposeInput),
    /// The plan of a proposal, of an intervention strategy.
    Plan(PlanInput),
    /// The columns of a file, of an importer.
    Read(ImportInput),
    /// A verdict, of an evaluator.
    Evaluate(EvaluateInput),
}

/// What a plugin answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// A finding.
    Found(ScoreOutput),
    /// Strategies.
    Proposed(Vec<Proposal>),
    /// A plan, where it has one.
    Planned(Option<String>),
    /// The columns of a file.
    Read(ImportOutput),
    /// A verdict.
    Judged(Evaluation),
}

impl std::fmt::Debug for Plugin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Plugin").field(self.record()).finish()
    }
}

impl Plugin {
    pub(crate) fn new(record: PluginRecord, surface: Surface, program: Program) -> Self {
        Self(Arc::new(Loaded {
            record,
            surface,
            program,
        }))
    }

    /// Gives what the plugin says of itself, and its digest.
    pub fn record(&self) -> &PluginRecord {
        &self.0.record
    }

    /// Gives the version of the contract it was built against, such as `0.2`.
    pub fn contract(&self) -> &'static str {
        if self.0.surface.older { "0.1" } else { "0.2" }
    }

    /// Calls a scoring rule. The table may hold more columns than the plugin asked for; it is given only those.
    /// Defaults of parameters are filled in. Blocks for as long as the call takes.
    ///
    /// # Errors
    /// When the input does not suit the description (the plugin is then not called), when the plugin refuses it, and
    /// when the plugin misbehaves or takes too long.
    pub fn score(&self, input: &ScoreInput) -> Result<ScoreOutput, CallError> {
        self.call_score(input).map(|called| called.answer)
    }

    /// Calls an intervention strategy. Defaults of parameters are filled in. Blocks for as long as the call takes.
    ///
    /// # Errors
    /// As [`Plugin::score`].
    pub fn propose(&self, input: &ProposeInput) -> Result<Vec<Proposal>, CallError> {
        self.call_propose(input).map(|called| called.answer)
    }

    /// Asks an intervention strategy for the plan of an intervention that it proposed: a text in the grammar of workflow
    /// files; none where it has none, or plans nothing at all. Defaults of parameters are filled in. Blocks for as long
    /// as the call takes.
    ///
    /// # Errors
    /// As [`Plugin::score`]; also for a text that is longer than [`PLAN_BYTES_MAX`](crate::PLAN_BYTES_MAX).
    pub fn plan(&self, input: &PlanInput) -> Result<Option<String>, CallError> {
        self.call_plan(input).map(|called| called.answer)
    }

    /// Asks an importer for the columns of a file. Blocks for as long as the call takes.
    ///
    /// # Errors
    /// As [`Plugin::score`].
    pub fn read(&self, input: &ImportInput) -> Result<ImportOutput, CallError> {
        self.call_read(input).map(|called| called.answer)
    }

    /// Asks an evaluator for a verdict. Blocks for as long as the call takes.
    ///
    /// # Errors
    /// As [`Plugin::score`].
    pub fn evaluate(&self, input: &EvaluateInput) -> Result<Evaluation, CallError> {
        self.call_evaluate(input).map(|called| called.answer)
    }

    /// Asks a question of any world, and tells what the call took and what the plugin logged.
    ///
    /// # Errors
    /// As [`Plugin::score`].
    pub fn ask(&self, question: &Question) -> Result<Called<Reply>, CallError> {
        fn reply<T>(called: Called<T>, into: impl FnOnce(T) -> Reply) -> Called<Reply> {
            Called {
                answer: into(called.answer),
                log: called.log,
                took: called.took,
                memory_bytes: called.memory_bytes,
            }
        }
        Ok(match question {
            Question::Score(input) => reply(self.call_score(input)?, Reply::Found),
            Question::Propose(input) => reply(self.call_propose(input)?, Reply::Proposed),
            Question::Plan(input) => reply(self.call_plan(input)?, Reply::Planned),
            Question::Read(input) => reply(self.call_read(input)?, Reply::Read),
            Question::Evaluate(input) => reply(self.call_evaluate(input)?, Reply::Judged),
        })
    }

    fn description(&self) -> &PluginDescription {
        &self.0.record.description
    }

    fn limits(&self) -> &Limits {
        &self.0.program.limits
    }

    fn call_score(&self, input: &ScoreInput) -> Result<Called<ScoreOutput>, CallError> {
        let description = self.description();
        let check = || {
            input::check_table(&input.table, description, self.limits())?;
            input::check_facts(&input.facts)?;
            self.parameters(&input.parameters, input::value_bytes(&input.facts))
        };
        let parameters = self.admit("score", World::ScoringRule, check)?;
        let lowered = lower::score_input(input, &description.columns, &parameters);
        let finish =
            |output| lift::score_output(output).and_then(|output| answer::score(output, description));
        self.call("score", |entry, store| entry.score(store, &lowered), finish)
    }

    fn call_propose(&self, input: &ProposeInput) -> Result<Called<Vec<Proposal>>, CallError> {
        let check = || {
            input::check_facts(&input.facts)?;
            self.parameters(&input.parameters, input::propose_bytes(input))
        };
        let parameters = self.admit("propose", World::InterventionStrategy, check)?;
        let lowered = lower::propose_input(input, &parameters);
        let finish = |list| lift::proposals(list).and_then(answer::proposals);
        self.call("propose", |entry, store| entry.propose(store, &lowered), finish)
    }

    fn call_plan(&self, input: &PlanInput) -> Result<Called<Option<String>>, CallError> {
        let check = || self.parameters(&input.parameters, input::proposal_bytes(&input.proposal));
        let parameters = self.admit("plan", World::InterventionStrategy, check)?;
        let lowered = lower::plan_input(input, &parameters);
        self.call("plan", |entry, store| entry.plan(store, &lowered), answer::plan)
    }

    fn call_read(&self, input: &ImportInput) -> Result<Called<ImportOutput>, CallError> {
        let description = self.description();
        let check = || self.parameters(&input.parameters, input.bytes.len() + input.name.len());
        let parameters = self.admit("read", World::Importer, check)?;
        let lowered = lower::import_input(input, &parameters);
        let finish =
            |output| lift::import_output(output).and_then(|output| answer::import(output, description));
        self.call("read", |entry, store| entry.read(store, &lowered), finish)
    }

    fn call_evaluate(&self, input: &EvaluateInput) -> Result<Called<Evaluation>, CallError> {
        let check = || {
            input::check_facts(&input.facts)?;
            let elsewhere = input
                .comparison
                .iter()
                .flat_map(|with| [&with.before, &with.after]);
            let findings = [&input.before, &input.after].into_iter().chain(elsewhere);
            let bytes = findings.map(input::output_bytes).sum::<usize>() + input::value_bytes(&input.facts);
            self.parameters(&input.parameters, bytes)
        };
        let parameters = self.admit("evaluate", World::Evaluator, check)?;
        let lowered = lower::evaluate_input(input, &parameters);
        let finish = |output| lift::evaluation(output).and_then(answer::evaluation);
        self.call("evaluate", |entry, store| entry.evaluate(store, &lowered), finish)
    }

    /// Completes the parameters, and checks the size of the whole input, whose other parts have so many bytes.
    fn parameters(
        &self,
        given: &BTreeMap<String, Value>,
        other_bytes: usize,
    ) -> Result<BTreeMap<String, Value>, String> {
        let parameters = input::parameters(given, &self.description().parameters)?;
        input::check_bytes(other_bytes + input::value_bytes(&parameters), self.limits())?;
        Ok(parameters)
    }

    /// Lets an input in, if the plugin is of the world and the input suits it.
    fn admit<T>(
        &self,
        function: &'static str,
        wanted: World,
        check: impl FnOnce() -> Result<T, String>,
    ) -> Result<T, CallError> {
        let world = self.description().world;
        let checked = if world == wanted {
            check()
        } else {
            Err(format!(
                "it is of world `{}`; this call needs a `{}`",
                world.as_str(),
                wanted.as_str()
            ))
        };
        checked.map_err(|message| CallError {
            plugin: self.description().id.to_string(),
            function,
            failure: CallFailure::Refused,
            message,
            log: Vec::new(),
        })
    }

    fn call<W, T>(
        &self,
        function: &'static str,
        body: impl FnOnce(&Entry, &mut Store<Sandbox>) -> wasmtime::Result<Option<Answered<W>>>,
        finish: impl FnOnce(W) -> Result<T, String>,
    ) -> Result<Called<T>, CallError> {
        let program = &self.0.program;
        program.call(self.description().id.as_str(), function, |store| {
            Ok(match body(&program.entry, store)? {
                Some(Ok(answer)) => finish(answer).map_err(Failed::misbehaved),
                Some(Err(refusal)) => Err(refused_by_plugin(refusal)),
                // Whoever calls has looked at the world.
                None => Err(Failed::misbehaved("it has no such function")),
            })
        })
    }
}

fn refused_by_plugin(refusal: wit::Refusal) -> Failed {
    let mut message = printable(&lift::refusal(refusal));
    message.truncate(message.floor_char_boundary(TEXT_BYTES_MAX));
    Failed::refused(message)
}

impl Program {
    /// Asks the plugin what it is.
    pub(crate) fn describe(&self, name: &str) -> Result<wit::Description, CallError> {
        self.call(name, "describe", |store| self.entry.describe(store).map(Ok))
            .map(|called| called.answer)
    }

    /// Runs one call in a store of its own. The store is dropped at the end, whatever happened.
    fn call<T>(
        &self,
        plugin: &str,
        function: &'static str,
        body: impl FnOnce(&mut Store<Sandbox>) -> wasmtime::Result<Result<T, Failed>>,
    ) -> Result<Called<T>, CallError> {
        let begun = Instant::now();
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
        let memory_bytes = store.data().memory_bytes();
        let log = store.into_data().into_log();
        for line in &log {
            tracing::debug!(plugin, function, "{line}");
        }
        match outcome {
            Ok(Ok(answer)) => Ok(Called {
                answer,
                log,
                took: begun.elapsed(),
                memory_bytes,
            }),
            Ok(Err(failed)) => Err(fail(failed, log)),
            Err(error) => Err(fail(classify(error, &self.limits, &log), log)),
        }
    }
}
