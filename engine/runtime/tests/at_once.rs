//! Many at once: what people ask of one open workspace at the same moment does not get in each other's way.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use alongside_runtime::core::EngagementId;
use alongside_runtime::{InitOptions, OpenRequest, PartyRequest, Runtime, init};

const WORKFLOW: &str = r#"format = 1

[workflow]
id = "visit"
version = "1.0.0"
title = "A visit"

[parties]
partner = { title = "Partner school" }

[roles]
head = { title = "Head", party = "partner" }

[[stage]]
id = "visit"

[[stage.step]]
id = "learning-walk"
kind = "task"
role = "head"
"#;

/// How many engagements are opened at once.
const ENGAGEMENTS: u32 = 32;

fn request(number: u32) -> OpenRequest {
    let partner = PartyRequest {
        urn: Some((100_000 + number).to_string().parse().unwrap()),
        name: Some(format!("School {number}")),
        ..PartyRequest::default()
    };
    OpenRequest {
        workflow: "visit".to_owned(),
        id: Some(format!("visit-{number}").parse().unwrap()),
        title: None,
        parties: [("partner".parse().unwrap(), partner)].into(),
        people: [("head".parse().unwrap(), ["head".parse().unwrap()].into())].into(),
        ..OpenRequest::default()
    }
}

#[tokio::test]
async fn engagements_of_one_workflow_are_opened_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let made = init(folder.path(), &InitOptions::default()).unwrap();
    std::fs::write(made.layout.workflows().join("visit.toml"), WORKFLOW).unwrap();
    // It calls no plugins, and need not wait until those that are bundled have been compiled.
    std::fs::remove_dir_all(made.layout.plugins()).unwrap();
    let runtime = Runtime::open(folder.path()).await.unwrap();

    // Every one of them keeps the workflow that it is pinned to, and none finds it kept already.
    let opening: Vec<_> = (0..ENGAGEMENTS)
        .map(|number| {
            let runtime = runtime.clone();
            tokio::spawn(async move { runtime.open_engagement(request(number), None).await })
        })
        .collect();
    let mut opened = BTreeSet::new();
    for opening in opening {
        opened.insert(opening.await.unwrap().unwrap().engagement);
    }

    let expected: BTreeSet<EngagementId> = (0..ENGAGEMENTS)
        .map(|number| format!("visit-{number}").parse().unwrap())
        .collect();
    assert_eq!(opened, expected);
    for engagement in &opened {
        let view = runtime.show(engagement).await.unwrap();
        assert_eq!(view.steps.len(), 2, "{engagement}");
    }
}
