//! Plans of interventions: they become a part of the workflow, under names of their own, or every problem is told.

use alongside_core::definition::{Definition, Step};
use alongside_definition::{Problems, fragment, load};

use crate::catalog::catalog;

const WORKFLOW: &str = r#"
format = 1
[workflow]
id = "case"
version = "1.0.0"
title = "A case"
calendar = "partner"
budget = { sources = { premium = { title = "Pupil premium" } } }
[parties]
partner = { title = "Partner school" }
[roles]
lead = { title = "Lead", party = "partner" }
[data]
ks2 = { title = "Key stage 2", kind = "ks2-school", party = "partner" }
[events]
inspection = { title = "An inspection", record = [{ id = "judgement", type = "text" }] }
[facts]
model = { title = "Model", type = "text", options = ["mat", "trust"] }
[outputs]
gap = { title = "Gap", value = "findings.gap.value" }
[[step]]
id = "gap"
kind = "score"
plugin = "attainment-gap"
data = "ks2"
[[step]]
id = "train"
kind = "task"
role = "lead"
record = [{ id = "on", type = "date" }]
[[step]]
id = "choose"
kind = "decision"
role = "lead"
options = ["a", "b"]
[[stage]]
id = "phase-2"
[[stage.step]]
id = "watch"
kind = "milestone"
"#;

const PLAN: &str = r#"
[[stage]]
id = "tutoring"
title = "Tutoring in small groups"
after = ["choose"]
exit-when = "findings.gap.value < previous.gap && facts.model == 'trust' && steps.train.done"

[[stage.step]]
id = "train"
kind = "task"
role = "lead"
cost = { funding = 100, source = "premium" }
record = [{ id = "by", type = "date" }]
evidence = [{ id = "list" }]

[[stage.step]]
id = "sessions"
kind = "task"
role = "lead"
after = ["train", { any = ["gap", "train"] }]
due = { record = "train.by" }
not-by = ["train"]
when = { evidence = "train.list", is = "accepted" }
repeat = { every = "1 week", until = "gap-now" }

[[stage.step]]
id = "gap-now"
kind = "score"
plugin = "attainment-gap"
data = "ks2"
when = "has(events.inspection.judgement) && decisions.choose == 'a'"

[[stage.step]]
id = "close"
kind = "task"
role = "lead"
start = "called"
"#;

fn workflow() -> Definition {
    load("workflow.toml", WORKFLOW, &catalog()).unwrap().definition
}

fn read(plan: &str) -> Result<Vec<Step>, Problems> {
    fragment(plan, &workflow(), "small-groups", &catalog())
}

/// The codes of a plan's problems, without what all have in common.
fn codes(plan: &str) -> Vec<&'static str> {
    let problems = read(plan).unwrap_err();
    let names = problems.iter().map(|problem| problem.code);
    names
        .map(|code| code.strip_prefix("alongside::workflow::").unwrap())
        .collect()
}

#[test]
fn a_plan_becomes_a_part_of_the_workflow() {
    let mut steps = read(PLAN).unwrap();
    let ids: Vec<&str> = steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(
        ids,
        ["tutoring", "train", "sessions", "gap-now", "close"].map(|id| format!("small-groups-{id}"))
    );
    assert!(steps[0].parent.is_none());
    assert!(
        steps[1..]
            .iter()
            .all(|step| step.parent.as_ref() == Some(&steps[0].id))
    );
    // It stands in the workflow that it was read for, and the core finds nothing dangling.
    let workflow = workflow();
    steps[0].parent = Some("phase-2".parse().unwrap());
    workflow.with_added(&steps).check().unwrap();
}

#[test]
fn its_own_steps_are_renamed_wherever_they_are_named_and_no_others() {
    let steps = read(PLAN).unwrap();
    let json = serde_json::to_value(&steps).unwrap();
    let (stage, sessions) = (&json[0], &json[2]);
    assert_eq!(stage["after"][0], "choose");
    assert_eq!(
        stage["exit_when"]["source"],
        "findings.gap.value < previous.gap && facts.model == \"trust\" && steps.small_groups_train.done"
    );
    assert_eq!(sessions["after"][0], "small-groups-train");
    assert_eq!(
        sessions["after_some"][0]["of"],
        serde_json::json!(["gap", "small-groups-train"])
    );
    assert_eq!(sessions["not_by"][0], "small-groups-train");
    assert_eq!(sessions["due"]["point"]["recorded"]["step"], "small-groups-train");
    assert_eq!(
        sessions["when"]["source"],
        "evidence.small_groups_train.list == \"accepted\""
    );
    assert_eq!(
        sessions["repeat"]["until"]["source"],
        "steps.small_groups_gap_now.done"
    );
    // What names none of its steps keeps its own words.
    assert_eq!(
        json[3]["when"]["source"],
        "has(events.inspection.judgement) && decisions.choose == 'a'"
    );
}

#[test]
fn a_plan_is_one_stage_and_nothing_else() {
    let stage = |id: &str| {
        format!("[[stage]]\nid = \"{id}\"\n[[stage.step]]\nid = \"in-{id}\"\nkind = \"milestone\"\n")
    };
    assert!(read(&stage("a")).is_ok());
    assert_eq!(codes(&format!("{}{}", stage("a"), stage("b"))), ["too-many"]);
    assert_eq!(codes(""), ["empty-stage"]);
    assert_eq!(
        codes(&format!(
            "format = 1\n{}[[step]]\nid = \"x\"\nkind = \"milestone\"\n",
            stage("a")
        )),
        ["unknown-key", "unknown-key"]
    );
    assert_eq!(codes("[[stage]"), ["syntax"]);
}

#[test]
fn every_problem_of_a_plan_is_told_at_once_and_none_of_the_workflow() {
    let plan = r#"
[[stage]]
id = "tutoring"
after = ["chose"]
[[stage.step]]
id = "train"
kind = "task"
role = "tutor"
when = "findings.gap.vale > 1"
cost = { source = "premum" }
[[stage.step]]
id = "undo"
kind = "task"
role = "lead"
undoes = "train"
after = ["tutoring"]
"#;
    let expected = [
        "unknown-step",
        "unknown-role",
        "condition-unknown-name",
        "unknown-source",
        "undo-only",
        "cycle",
    ];
    assert_eq!(codes(plan), expected);
}

#[test]
fn names_that_do_not_fit_the_workflow_are_refused() {
    let mut taken = workflow();
    let steps = read(PLAN).unwrap();
    taken.steps.extend(steps);
    let again = fragment(PLAN, &taken, "small-groups", &catalog()).unwrap_err();
    assert_eq!(
        again
            .iter()
            .filter(|problem| problem.code.ends_with("::duplicate-id"))
            .count(),
        5
    );
    let long = fragment(PLAN, &workflow(), &"x".repeat(60), &catalog()).unwrap_err();
    assert!(long.iter().all(|problem| problem.code.ends_with("::bad-id")));
}
