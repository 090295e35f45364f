//! The runtime by itself: an engagement over a real store, real plugins and real published data.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use alongside_runtime::core::Value;
use alongside_runtime::{AuditVerdict, Runtime};
use support::World;

/// From opening to the end of due diligence, with the data imported in between.
async fn through_due_diligence(world: &World) {
    let text = |text: &str| Value::Text(text.to_owned());
    world
        .done(
            "adviser",
            "request",
            &[("reason", text("results below the floor for three years"))],
        )
        .await;
    world.decide("adviser", "start-route", "planned").await;
    world.done("nle", "first-meeting", &[]).await;
    world.decide("nle", "deployment", "strategic-overseer").await;
    world.approve("adviser", "deployment").await;
    for evidence in ["supporter-agrees", "partner-agrees"] {
        world.offer("adviser", "match", evidence).await;
    }
    world.done("adviser", "match", &[]).await;
    world.accept("nle", "match", "supporter-agrees").await;
    world.accept("head", "match", "partner-agrees").await;
}

#[tokio::test]
async fn a_score_waits_for_data_and_is_computed_by_the_plugin_when_it_comes() {
    let mut world = World::rehearsal("2018-01-08").await;
    world.import(2016).await;
    world.open_nle_support("leesland").await.unwrap();
    through_due_diligence(&world).await;
    let view = world.runtime.show(&world.engagement).await.unwrap();
    let gap = view
        .findings
        .iter()
        .find(|finding| finding.step.as_str() == "gap")
        .unwrap();
    assert_eq!(
        gap.line,
        "33.7 percentage points (95 % interval 8 to 53.2), 57 pupils, 2016-17: wide",
    );
    let strategies = view
        .steps
        .iter()
        .find(|step| step.id.as_str() == "strategies")
        .unwrap();
    assert_eq!(strategies.status, Some("completed"));
    let audited = world.runtime.audit(&world.engagement).await.unwrap();
    let steps: Vec<_> = audited.iter().map(|one| one.step.as_str()).collect();
    assert!(
        steps.contains(&"gap") && steps.contains(&"strategies"),
        "{steps:?}"
    );
    assert!(
        audited.iter().all(|one| one.verdict == AuditVerdict::Agrees),
        "{audited:?}"
    );
    // One flipped bit in the component that is kept, and it is not run any more.
    let root = world.runtime.root().to_owned();
    let name = audited[0].digest.to_string();
    let kept = root.join(".alongside/blobs").join(&name[..2]).join(&name);
    let mut bytes = std::fs::read(&kept).unwrap();
    bytes[100] ^= 1;
    std::fs::write(&kept, bytes).unwrap();
    // Nothing of what was loaded before is at hand in a runtime that is opened anew.
    let World {
        _folder: folder,
        runtime,
        engagement,
    } = world;
    drop(runtime);
    let runtime = Runtime::open(folder.path()).await.unwrap();
    let audited = runtime.audit(&engagement).await.unwrap();
    assert!(audited.iter().any(|one| matches!(
        &one.verdict,
        AuditVerdict::CannotRun { reason } if reason.contains("no longer matches its digest")
    )));
}

#[tokio::test]
async fn opening_twice_under_one_command_id_opens_once() {
    let mut world = World::rehearsal("2018-01-08").await;
    world.import(2016).await;
    let first = world.open_nle_support("leesland").await.unwrap();
    assert!(!first.repeated);
    let again = world.open_nle_support("leesland").await.unwrap();
    assert!(again.repeated);
    assert_eq!(
        world.runtime.history(&world.engagement).await.unwrap().len(),
        first.events.len()
    );
}

#[tokio::test]
async fn a_component_that_an_engagement_lost_fails_its_step_and_says_so() {
    let mut world = World::rehearsal("2018-01-08").await;
    world.import(2016).await;
    world.open_nle_support("leesland").await.unwrap();
    let pins = world.runtime.plugin_pins().await.unwrap();
    let gap = pins.iter().find(|pin| pin.id == "attainment-gap").unwrap();
    assert_eq!(gap.problem, None);
    let name = gap.digest.to_string();
    let kept = world
        .runtime
        .root()
        .join(".alongside/blobs")
        .join(&name[..2])
        .join(&name);
    let mut bytes = std::fs::read(&kept).unwrap();
    bytes[100] ^= 1;
    std::fs::write(&kept, bytes).unwrap();
    let pins = world.runtime.plugin_pins().await.unwrap();
    let gap = pins.iter().find(|pin| pin.id == "attainment-gap").unwrap();
    assert!(
        gap.problem
            .as_ref()
            .unwrap()
            .contains("no longer matches its digest")
    );
    through_due_diligence(&world).await;
    let view = world.runtime.show(&world.engagement).await.unwrap();
    let step = view.steps.iter().find(|step| step.id.as_str() == "gap").unwrap();
    assert_eq!(step.status, Some("failed"));
    let history = world.runtime.history(&world.engagement).await.unwrap();
    assert!(
        history
            .iter()
            .any(|entry| entry.text.contains("no longer matches its digest")),
        "the log says why"
    );
}
