//! Moving a running engagement to another version of its workflow and back, through the workspace's files.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use alongside_runtime::core::{Actor, Command, EngagementId, NewStepFate};
use alongside_runtime::{InitOptions, OpenRequest, PartyRequest, Runtime, init};

const HEAD: &str = r#"format = 1

[workflow]
id = "letter"
version = "VERSION"
title = "A letter"

[parties]
partner = { title = "Partner school" }

[roles]
head = { title = "Head", party = "partner" }
"#;

const FIRST: &str = r#"
[[step]]
id = "sign"
kind = "task"
role = "head"

[[step]]
id = "stamp"
kind = "task"
role = "head"
after = "sign"
"#;

const SECOND: &str = r#"
[migrate."1"]
map = { sign = "sign-letter" }
drop = { stamp = "nobody stamps letters any more" }

[[step]]
id = "sign-letter"
kind = "task"
role = "head"

[[step]]
id = "file-letter"
kind = "task"
role = "head"
after = "sign-letter"
"#;

fn write(workflows: &Path, name: &str, version: &str, steps: &str) {
    let text = HEAD.replace("VERSION", version) + steps;
    std::fs::write(workflows.join(name), text).unwrap();
}

async fn complete(runtime: &Runtime, engagement: &EngagementId, step: &str) {
    let command = Command::Complete {
        step: step.parse().unwrap(),
        record: [].into(),
    };
    let by = Actor::Person("head".parse().unwrap());
    runtime.submit(engagement, command, by, None).await.unwrap();
}

#[tokio::test]
async fn an_engagement_moves_on_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let made = init(folder.path(), &InitOptions::default()).unwrap();
    write(&made.layout.workflows(), "first.toml", "1.4.0", FIRST);
    write(&made.layout.workflows(), "second.toml", "2.0.0", SECOND);
    std::fs::remove_dir_all(made.layout.plugins()).unwrap();
    let runtime = Runtime::open(folder.path()).await.unwrap();
    let partner = PartyRequest {
        urn: Some("100001".parse().unwrap()),
        name: Some("A school".to_owned()),
        ..PartyRequest::default()
    };
    let request = OpenRequest {
        workflow: "first".to_owned(),
        id: Some("a-letter".parse().unwrap()),
        title: None,
        parties: [("partner".parse().unwrap(), partner)].into(),
        people: [("head".parse().unwrap(), ["head".parse().unwrap()].into())].into(),
        ..OpenRequest::default()
    };
    let engagement = runtime.open_engagement(request, None).await.unwrap().engagement;
    complete(&runtime, &engagement, "sign").await;

    // A dry run changes nothing.
    let before = runtime.show(&engagement).await.unwrap();
    let rehearsed = runtime.rehearse_migration(&engagement, "second").await.unwrap();
    assert!(rehearsed.report.refusals.is_empty());
    assert!(rehearsed.committed.is_none());
    assert_eq!(rehearsed.report.new.len(), 1);
    assert_eq!(rehearsed.report.new[0].fate, NewStepFate::Created);
    let after = runtime.show(&engagement).await.unwrap();
    assert_eq!(before.steps.len(), after.steps.len());

    // It moves; what was done counts under its new name, and the new step follows it.
    let by = Actor::Administrator;
    let moved = runtime
        .migrate(&engagement, "second", "letters are filed", by.clone(), None)
        .await
        .unwrap();
    assert!(moved.committed.is_some());
    let view = runtime.show(&engagement).await.unwrap();
    let steps: Vec<_> = view.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(steps, ["sign-letter", "file-letter"]);
    assert_eq!(view.workflow, "letter@2.0.0");

    // And back, by the inverse of the rule; the dropped step returns.
    runtime
        .migrate(&engagement, "first", "the filing cabinet is full", by, None)
        .await
        .unwrap();
    complete(&runtime, &engagement, "stamp").await;
    let view = runtime.show(&engagement).await.unwrap();
    assert_eq!(view.workflow, "letter@1.4.0");
    assert_eq!(view.closed_on, Some(runtime.today()));
}

#[tokio::test]
async fn another_workflow_is_no_version() {
    let folder = tempfile::tempdir().unwrap();
    let made = init(folder.path(), &InitOptions::default()).unwrap();
    write(&made.layout.workflows(), "first.toml", "1.4.0", FIRST);
    let other = HEAD.replace("VERSION", "2.0.0").replace("\"letter\"", "\"note\"") + FIRST;
    std::fs::write(made.layout.workflows().join("other.toml"), other).unwrap();
    std::fs::remove_dir_all(made.layout.plugins()).unwrap();
    let runtime = Runtime::open(folder.path()).await.unwrap();
    let partner = PartyRequest {
        urn: Some("100001".parse().unwrap()),
        name: Some("A school".to_owned()),
        ..PartyRequest::default()
    };
    let request = OpenRequest {
        workflow: "first".to_owned(),
        id: Some("a-letter".parse().unwrap()),
        title: None,
        parties: [("partner".parse().unwrap(), partner)].into(),
        people: [("head".parse().unwrap(), ["head".parse().unwrap()].into())].into(),
        ..OpenRequest::default()
    };
    let engagement = runtime.open_engagement(request, None).await.unwrap().engagement;
    let refused = runtime
        .rehearse_migration(&engagement, "other")
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "other-workflow");
}
