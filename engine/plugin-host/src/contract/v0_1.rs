//! The bindings of `alongside:plugin@0.1`, generated from `plugins/wit` when this crate is compiled.

mod scoring_rule {
    wasmtime::component::bindgen!({
        path: "../../plugins/wit",
        world: "scoring-rule",
        imports: { default: trappable },
    });
}

mod intervention_strategy {
    wasmtime::component::bindgen!({
        path: "../../plugins/wit",
        world: "intervention-strategy",
        imports: { default: trappable },
        with: {
            "alongside:plugin/types@0.1.0": super::scoring_rule::alongside::plugin::types,
            "alongside:plugin/host-log@0.1.0": super::scoring_rule::alongside::plugin::host_log,
        },
    });
}

mod planning_strategy {
    wasmtime::component::bindgen!({
        path: "../../plugins/wit",
        world: "planning-strategy",
        imports: { default: trappable },
        with: {
            "alongside:plugin/types@0.1.0": super::scoring_rule::alongside::plugin::types,
            "alongside:plugin/host-log@0.1.0": super::scoring_rule::alongside::plugin::host_log,
        },
    });
}

pub(crate) use intervention_strategy::InterventionStrategyPre;
pub(crate) use planning_strategy::PlanningStrategyPre;
pub(crate) use planning_strategy::exports::alongside::plugin::planning::PlanInput;
pub(crate) use scoring_rule::alongside::plugin::{host_log, types};
pub(crate) use scoring_rule::{ScoringRule, ScoringRulePre};
