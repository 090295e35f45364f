//! What a stored definition promises of facts, outside events, escalations and membership.

use alongside_core::definition::{Choice, Definition, Escalate, Fact, StepKind};
use alongside_core::value::ValueType;

use crate::support::conditions::done;
use crate::support::define::{decision, task, unchecked};
use crate::support::id;
use crate::support::outside::{
    Outside, change_of, ends, escalation, event, fact, inspection, membership, opens, reopens, suspends,
};

fn plan() -> Definition {
    unchecked([task("plan")])
}

fn error(definition: &Definition) -> String {
    definition.check().unwrap_err().to_string()
}

#[test]
fn reactions_name_steps_that_exist() {
    for reactions in [ends(["x"]), suspends(["x"]), reopens(["x"]), opens(["x"])] {
        assert_eq!(
            error(&plan().event("closure", event(reactions.clone()))),
            "event `closure` refers to step `x`, which does not exist"
        );
        assert_eq!(
            error(&plan().escalation("stall", escalation(reactions))),
            "escalation `stall` refers to step `x`, which does not exist"
        );
    }
}

#[test]
fn roles_exist() {
    let mut told = escalation(ends(["plan"]));
    told.to = [id("lead"), id("x")].into();
    let mut moved = membership();
    moved.role = Some(id("x"));
    let set = Fact {
        role: Some(id("x")),
        ..fact(ValueType::Number)
    };
    for (definition, place) in [
        (plan().escalation("stall", told), "escalation `stall`"),
        (
            plan().event("closure", change_of("x", ends(["plan"]))),
            "event `closure`",
        ),
        (plan().membership(moved), "membership"),
        (plan().fact("risk", set), "fact `risk`"),
    ] {
        assert_eq!(
            error(&definition),
            format!("{place} refers to role `x`, which does not exist")
        );
    }
}

#[test]
fn conditions_of_escalations_name_what_exists() {
    let mut stall = escalation(ends(["plan"]));
    stall.when = Some(done("x"));
    assert_eq!(
        error(&plan().escalation("stall", stall)),
        "escalation `stall` refers to step `x`, which does not exist"
    );
    let mut late = plan();
    late.steps[0].escalate = vec![Escalate {
        after: id("3 school-days"),
        escalation: id("x"),
    }];
    assert_eq!(
        error(&late),
        "step `plan` refers to escalation `x`, which does not exist"
    );
}

#[test]
fn facts_and_records_make_sense() {
    let with = |kind: ValueType, options: &[&str]| {
        plan().fact(
            "model",
            Fact {
                options: options.iter().map(|option| (*option).to_owned()).collect(),
                ..fact(kind)
            },
        )
    };
    assert_eq!(
        error(&with(ValueType::Number, &["a"])),
        "fact `model` cannot work: only a text is one of some options"
    );
    assert_eq!(
        error(&with(ValueType::Text, &["a", "b", "a"])),
        "fact `model` cannot work: an option stands there twice"
    );
    assert_eq!(with(ValueType::Texts, &["a", "b"]).check(), Ok(()));
    let mut twice = inspection();
    twice.record.push(twice.record[0].clone());
    assert_eq!(
        error(&plan().event("inspection", twice)),
        "event `inspection` cannot work: it records a field twice"
    );
}

#[test]
fn membership_is_a_machine_that_can_run() {
    let changed = |change: &dyn Fn(&mut alongside_core::definition::Membership)| {
        let mut membership = membership();
        change(&mut membership);
        error(&plan().membership(membership))
    };
    assert_eq!(
        changed(&|m| m.initial = id("out")),
        "membership refers to state `out`, which does not exist"
    );
    assert_eq!(
        changed(&|m| drop(m.states.remove("removed"))),
        "membership refers to state `removed`, which does not exist"
    );
    assert_eq!(
        changed(&|m| m.initial = id("removed")),
        "membership cannot work: the engagement would end as it opens"
    );
    assert_eq!(
        changed(&|m| m.states.get_mut("conditional").unwrap().ends = true),
        "membership cannot work: nothing follows `conditional`, which ends the engagement"
    );
}

#[test]
fn options_lead_to_states_that_exist() {
    let mut node = decision("review", ["stay", "leave"]);
    if let StepKind::Decision(Choice::One { options }) = &mut node.step.kind {
        options[1].membership = Some(id("out"));
    }
    let message = "step `review` refers to state of membership `out`, which does not exist";
    assert_eq!(error(&unchecked([node.clone()])), message);
    assert_eq!(error(&unchecked([node]).membership(membership())), message);
}
