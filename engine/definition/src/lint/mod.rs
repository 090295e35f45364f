//! Lints: what a workflow file may say, and probably does not mean. Always warnings, never errors.
//!
//! Each lint looks at the compiled definition, so that it sees what the engine would run, and finds the places in
//! the text again through [`places`]. `allow` reads what a file silences and why. A lint must be sound: what it
//! says is so, whatever people do. Their tests are the examples of `explain`, and `tests/workflow/lints.rs`.

pub(crate) mod allow;
mod blocks;
mod called;
mod conditions;
mod cubes;
mod domain;
mod evidence;
mod exits;
mod loops;
mod order;
mod places;
mod plan;
mod reach;
mod targets;
mod tiers;

use alongside_core::calendar::Calendar;
use alongside_core::definition::{Condition, Definition, Reactions, Step};
use alongside_core::ids::StepId;
use toml::de::DeTable;

use crate::codes::Code;
use crate::diagnostics::Problem;
use order::Order;
use places::Places;

macro_rules! lints {
    ($($name:ident $code:literal $meaning:literal $remedy:literal)*) => {
        $(pub(crate) const $name: &str = concat!("alongside::lint::", $code);)*

        /// Every lint: its code, what it means, and what to do. A code never changes its meaning and is never used
        /// again; its last part is the name by which a file silences it.
        pub const LINTS: &[Code] = &[$(Code {
            code: $name,
            meaning: $meaning,
            remedy: $remedy,
            page: include_str!(concat!("../explain/pages/", $code, ".md")),
        }),*];
    };
}

lints! {
    UNREACHABLE_STEP "unreachable-step" "a step can never begin" "mend what it waits for, or remove the step"
    CONDITION_NEVER "condition-never" "a condition can never hold" "mend the comparison, or remove the condition"
    EXITS_AT_ONCE "exits-at-once" "a step ends the moment it begins" "write an `exit-when` that does not hold already when the step begins"
    BLOCKS_STAGE "blocks-stage" "a required step may never begin, and its stage then never closes" "say when it is not needed with `skip-when`, or make it `optional`"
    CALLED_TOO_LATE "called-too-late" "a step can be called only when its stage has closed" "put it at top level, or into a stage that is open then"
    OPENS_NOTHING "opens-nothing" "an event or an escalation opens a step in a stage that cannot be open then" "put the step at top level"
    FACT_UNUSED "fact-unused" "a fact is kept and no condition reads it" "let a condition or an output read it, or record it in a task"
    DATE_IN_HOLIDAY "date-in-holiday" "a fixed date falls on a day without school" "name a school day, or count from something else"
    EVIDENCE_UNUSED "evidence-unused" "evidence is asked for and nobody looks at it" "name who accepts it with `accepted-by`, or do not ask for it"
    LOOP_WITHOUT_END "loop-without-end" "nothing ever ends a repeating step" "add an `until` that can come to hold, or `rounds-max`"
    REVIEW_WITHOUT_MEASURE "review-without-measure" "a review comes round again and again and measures nothing" "add a `score` step, or record a figure in one of its tasks"
    OVER_BUDGET "over-budget" "the required steps need more than the budget gives" "plan less, or ask for more"
    TOO_LONG_FOR_ITS_TIME "plan-too-long" "a stage cannot be done by the time it is due" "give the stage longer, or its steps less"
    TARGET_LOWERED "target-lowered" "a later milestone asks for less than an earlier one" "ask for at least as much as before, or say in the file why less will do"
    WHOLE_SCHOOL_ONLY "whole-school-only" "the file names a large gap, and what recommends strategies does not take it for one" "let the `recommend` step look at the finding, with the same figure"
    ACTION_WITHOUT_CRITERION "action-without-criterion" "work is done and nothing ever shows whether it helped" "ask for evidence, record a result, or score after it"
    NO_EXIT_CRITERIA "no-exit-criteria" "a workflow in stages ends without anybody saying that it may" "put a milestone or a decision before the end, or into the last stage"
    ALLOW_UNUSED "allow-unused" "a lint is silenced where it has nothing to say" "remove the `allow`"
}

/// What a lint may look at besides the file.
#[derive(Debug, Clone, Copy, Default)]
pub struct LintContext<'a> {
    /// The calendars that fixed dates are looked up in; without any, only weekends are known.
    pub calendars: &'a [Calendar],
}

/// Looks for what a workflow says and probably does not mean.
///
/// `text` is the file that `definition` was compiled from. What it silences with a reason is left out; a lint that
/// is silenced without having anything to say is a warning itself. The warnings stand in the order of the file.
pub fn lint(text: &str, definition: &Definition, context: LintContext<'_>) -> Vec<Problem> {
    let Ok(document) = DeTable::parse(text) else {
        return Vec::new();
    };
    let lints = Lints {
        definition,
        places: Places::read(document.get_ref()),
        order: Order::of(definition),
        context,
    };
    let mut found = Vec::new();
    blocks::check(&lints, &mut found);
    called::check(&lints, &mut found);
    conditions::check(&lints, &mut found);
    evidence::check(&lints, &mut found);
    exits::check(&lints, &mut found);
    loops::check(&lints, &mut found);
    plan::check(&lints, &mut found);
    targets::check(&lints, &mut found);
    tiers::check(&lints, &mut found);
    let mut problems = allow::silence(&lints.places, found);
    problems.sort_by_key(Problem::offset);
    problems
}

/// What every lint looks at.
struct Lints<'a> {
    definition: &'a Definition,
    places: Places,
    order: Order<'a>,
    context: LintContext<'a>,
}

/// A warning, and the step whose `allow` may silence it; none for one that is about the whole workflow.
struct Found {
    step: Option<StepId>,
    problem: Problem,
}

impl Found {
    fn of(step: &Step, problem: Problem) -> Self {
        Self {
            step: Some(step.id.clone()),
            problem,
        }
    }

    fn of_all(problem: Problem) -> Self {
        Self { step: None, problem }
    }
}

impl Lints<'_> {
    /// Whether a condition anywhere in the workflow fulfils `test`.
    fn any_condition(&self, test: impl FnMut(&Condition) -> bool) -> bool {
        let steps = self.definition.steps.iter().flat_map(Step::conditions);
        let escalations = self
            .definition
            .escalations
            .values()
            .filter_map(|e| e.when.as_ref());
        let outputs = self.definition.outputs.values().map(|output| &output.value);
        steps.chain(escalations).chain(outputs).any(test)
    }

    /// What outside events and escalations set off.
    fn reactions(&self) -> impl Iterator<Item = &Reactions> {
        let events = self.definition.events.values().map(|event| &event.reactions);
        let escalations = self.definition.escalations.values().map(|e| &e.reactions);
        events.chain(escalations)
    }

    /// Whether an outside event or an escalation ends a step or a stage around it.
    fn is_ended_from_outside(&self, step: &Step) -> bool {
        let within =
            |id: &StepId| *id == step.id || self.definition.ancestors(step).any(|stage| stage.id == *id);
        self.reactions()
            .any(|reactions| reactions.ends.iter().any(&within))
    }

    /// The steps somewhere within a stage.
    fn within<'d>(&'d self, stage: &'d Step) -> impl Iterator<Item = &'d Step> {
        let definition = self.definition;
        definition
            .steps
            .iter()
            .filter(move |step| definition.ancestors(step).any(|holder| holder.id == stage.id))
    }

    /// Whether the engagement cannot be done without a step: neither it nor a stage around it is optional, an
    /// offer, only called, or part of what withdrawing sets off.
    fn is_required(&self, step: &Step) -> bool {
        use alongside_core::definition::Start;
        let needed = |step: &Step| {
            !step.optional
                && step.start == Start::Automatic
                && step.undoes.is_none()
                && step.skip_when.is_none()
        };
        needed(step) && self.definition.ancestors(step).all(needed)
    }
}
