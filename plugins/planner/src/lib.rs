//! A strategy that plans badly on purpose, in the way that its parameter `as` names. Never shipped.
//!
//! It proposes one thing. Without the parameter its plan is good: one stage with one task for the role `lead`. Used by
//! the tests of the host and of the runtime.

use alongside_plugin::prelude::*;

/// The strategy.
pub struct Planner;

/// A good plan.
const GOOD: &str = r#"
[[stage]]
id = "plan"
title = "Try it"

[[stage.step]]
id = "try"
kind = "task"
role = "lead"
"#;

impl InterventionStrategy for Planner {
    fn describe() -> Description {
        Description::new("planner", env!("CARGO_PKG_VERSION"), "Plans badly on purpose")
            .source("the tests of the plugin host")
            .parameter(Parameter::text(
                "as",
                "how to misbehave; not at all where it is not set",
            ))
    }

    fn propose(_: &ProposeInput) -> Result<Vec<Proposal>, Refusal> {
        Ok(vec![Proposal {
            id: "something".to_owned(),
            title: "Something".to_owned(),
            tier: Tier::WholeSchool,
            reasons: vec!["somebody must".to_owned()],
            source: "the tests of the plugin host".to_owned(),
            cost: None,
            measure: None,
            conditions: Vec::new(),
        }])
    }

    fn plan(input: &PlanInput) -> Result<Option<String>, Refusal> {
        let plan = match input.parameters().text_if_any("as")? {
            None => GOOD.to_owned(),
            Some("no-plan") => return Ok(None),
            Some("refuse") => return Err(Refusal::new("nobody plans this")),
            Some("not-toml") => "[[stage]".to_owned(),
            Some("two-stages") => format!("{GOOD}\n[[stage]]\nid = \"again\"\n"),
            Some("unknown-role") => GOOD.replace("lead", "wizard"),
            Some("control-characters") => format!("{GOOD}# \u{1b}[2J\n"),
            Some("enormous") => format!("{GOOD}# {}\n", "x".repeat(70 << 10)),
            Some("endless-loop") => loop {
                std::hint::spin_loop();
            },
            Some(way) => {
                return Err(Refusal::new(format!(
                    "there is no way to plan badly called `{way}`"
                )));
            }
        };
        Ok(Some(plan))
    }
}

alongside_plugin::intervention_strategy!(Planner);
