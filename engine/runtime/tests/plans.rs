//! Adopted interventions get their plans from the plugin that proposed them, whatever it answers.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use alongside_runtime::core::{Actor, Command, Event, StepId};
use alongside_runtime::{Committed, InitOptions, OpenRequest, PartyRequest, Runtime, init};
use tempfile::TempDir;

const WORKFLOW: &str = r#"
format = 1

[workflow]
id = "close-the-gap"
version = "1.0.0"
title = "Close the gap"
calendar = "partner"

[parties]
partner = { title = "Partner school" }

[roles]
lead = { title = "Lead", party = "partner" }

[[step]]
id = "gap"
kind = "score"
plugin = "attainment-gap@^1"
data = "results"
measure = "ks2-rwm-exp"
optional = true

[[step]]
id = "strategies"
kind = "recommend"
plugin = "PLUGIN"
findings = ["gap"]
with = { WITH }

[[step]]
id = "adopt"
kind = "decision"
role = "lead"
after = ["strategies"]
options-from = "strategies"
adopt-into = "work"

[[stage]]
id = "work"
after = ["adopt"]

[[stage.step]]
id = "begin"
kind = "task"
role = "lead"

[data]
results = { title = "Results", kind = "ks2-school", party = "partner" }
"#;

/// An engagement in which the plugin has proposed and everything it proposed is adopted.
async fn adopted(plugin: &str, with: &str) -> (TempDir, Runtime, Committed) {
    let folder = tempfile::tempdir().unwrap();
    let options = InitOptions {
        default_calendar: Some("hampshire".parse().unwrap()),
        rehearsal_from: Some("2018-01-08".parse().unwrap()),
        ..InitOptions::default()
    };
    init(folder.path(), &options).unwrap();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap();
    std::fs::copy(
        root.join("plugins/planner/planner.wasm"),
        folder.path().join("plugins/planner.wasm"),
    )
    .unwrap();
    let text = WORKFLOW.replace("PLUGIN", plugin).replace("WITH", with);
    std::fs::write(folder.path().join("workflows/close-the-gap.toml"), text).unwrap();
    let runtime = Runtime::open(folder.path()).await.unwrap();
    let request = OpenRequest {
        workflow: "close-the-gap".to_owned(),
        id: Some("first".parse().unwrap()),
        parties: [(
            "partner".parse().unwrap(),
            PartyRequest {
                urn: Some("100001".parse().unwrap()),
                name: Some("Partner school".to_owned()),
                calendar: None,
            },
        )]
        .into(),
        people: [("nle".parse().unwrap(), ["lead".parse().unwrap()].into())].into(),
        ..OpenRequest::default()
    };
    let opened = runtime.open_engagement(request, None).await.unwrap();
    let proposed = opened.events.iter().find_map(|envelope| match &envelope.event {
        Event::StepCompleted {
            outcome: alongside_runtime::core::Outcome::Recommended(recommendation),
            ..
        } => Some(recommendation.proposals.clone()),
        _ => None,
    });
    let command = Command::Decide {
        step: "adopt".parse().unwrap(),
        options: proposed
            .unwrap()
            .into_iter()
            .map(|proposal| proposal.id)
            .collect(),
        reason: "they fit".to_owned(),
    };
    let by = Actor::Person("nle".parse().unwrap());
    let committed = runtime
        .submit(&"first".parse().unwrap(), command, by, None)
        .await
        .unwrap();
    (folder, runtime, committed)
}

/// Why the plan could not be had.
async fn failure(way: &str) -> String {
    let (_folder, _runtime, committed) = adopted("planner", &format!("as = \"{way}\"")).await;
    let failed = committed
        .events
        .iter()
        .find_map(|envelope| match &envelope.event {
            Event::PlanFailed { message, .. } => Some(message.clone()),
            _ => None,
        });
    failed.unwrap()
}

#[tokio::test]
async fn what_the_bundled_strategy_proposes_has_plans_that_fit_the_workflow() {
    let (_folder, runtime, committed) = adopted("tiered-strategies@^1", "limit = 21").await;
    let failed: Vec<&Event> = committed
        .events
        .iter()
        .map(|envelope| &envelope.event)
        .filter(|event| matches!(event, Event::PlanFailed { .. }))
        .collect();
    assert!(failed.is_empty(), "{failed:?}");
    let planned = committed
        .events
        .iter()
        .filter(|envelope| matches!(envelope.event, Event::StepsAdded { .. }));
    // Without a finding nothing is proposed for disadvantaged pupils alone: 8 and 7 strategies are left.
    assert_eq!(planned.count(), 15);
    let view = runtime.show(&"first".parse().unwrap()).await.unwrap();
    let status = |id: &str| {
        let id: StepId = id.parse().unwrap();
        view.steps.iter().find(|step| step.id == id).unwrap().status
    };
    assert_eq!(status("pupil-tracking-plan"), Some("active"));
    assert_eq!(status("pupil-tracking-baseline"), Some("active"));
    assert_eq!(status("pupil-tracking-run"), Some("available"));
    assert_eq!(status("pupil-tracking-close"), Some("available"));
}

#[tokio::test]
async fn a_plan_that_cannot_be_used_is_named_and_the_intervention_runs_without_one() {
    assert!(failure("no-plan").await.contains("`planner` has no plan for it"));
    assert!(failure("refuse").await.contains("nobody plans this"));
    assert!(failure("not-toml").await.starts_with("its plan cannot be used: "));
    assert!(
        failure("two-stages")
            .await
            .starts_with("its plan cannot be used: ")
    );
    let unknown = failure("unknown-role").await;
    assert!(unknown.contains("`wizard`"), "{unknown}");
}
