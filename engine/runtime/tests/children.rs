//! Engagements that start others, notices on their way out, and reports by the number of a school, over a real store.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::Path;

use alongside_runtime::core::{
    Actor, Command, EngagementId, EngagementStatus, Event, MemberId, OutsideEventId, StepId, Value,
};
use alongside_runtime::{
    Committed, InitOptions, MemberRequest, OpenRequest, PartyRequest, Runtime, RuntimeError, init,
};
use tempfile::TempDir;

const SUPPORT: &str = r#"
format = 1

[workflow]
id = "school-support"
version = "2.1.0"
title = "Support of one school"
calendar = "partner"
load = { engagements-max = 1, over = "refuse" }

[parties]
partner = { title = "Partner school" }

[roles]
head = { title = "Headteacher", party = "partner" }
lead = { title = "Lead", party = "partner" }

[events]
letter = { title = "A letter arrives" }

[outputs]
gap = { title = "The gap", value = "records.visit.gap" }

[[step]]
id = "visit"
kind = "task"
role = "head"
effort = "2 days"
record = [{ id = "gap", type = "number" }]
"#;

const PROGRAMME: &str = r#"
format = 1

[workflow]
id = "programme"
version = "1.0.0"
title = "A programme"
ad-hoc = ["lead"]

[parties]
authority = { title = "Local authority", kind = "authority" }
schools = { title = "Schools of the programme", many = true }

[roles]
lead = { title = "Lead", party = "authority" }
school-head = { title = "Headteacher of a school", party = "schools" }

[events]
letter = { title = "A letter arrives" }

[outputs]
mean = { title = "Mean gap", value = "outputs.support.gap.mean" }

[[step]]
id = "support"
kind = "engagement"
workflow = "school-support@^2"
each = "schools"
parties = { partner = "schools" }
roles = { head = "school-head", lead = "lead" }

[[step]]
id = "tell"
kind = "notify"
role = "lead"
after = ["support"]
to = ["lead"]
message = "Every school has been visited."
"#;

/// A rehearsal with the two workflows.
struct Programme {
    folder: TempDir,
    runtime: Runtime,
}

fn id<T: std::str::FromStr>(text: &str) -> T
where
    T::Err: std::fmt::Debug,
{
    text.parse().unwrap()
}

fn school(number: u32) -> (MemberId, MemberRequest) {
    let name = format!("school-{number}");
    let request = MemberRequest {
        urn: Some(id(&number.to_string())),
        name: Some(format!("School {number}")),
        people: [(id(&format!("head-{number}")), [id("school-head")].into())].into(),
        ..MemberRequest::default()
    };
    (id(&name), request)
}

fn request(schools: &[u32]) -> OpenRequest {
    OpenRequest {
        workflow: "programme".to_owned(),
        id: Some(id("improve")),
        parties: [(
            id("authority"),
            PartyRequest {
                name: Some("The authority".to_owned()),
                ..PartyRequest::default()
            },
        )]
        .into(),
        people: [(id("adviser"), [id("lead")].into())].into(),
        members: [(
            id("schools"),
            schools.iter().map(|number| school(*number)).collect(),
        )]
        .into(),
        ..OpenRequest::default()
    }
}

impl Programme {
    async fn new(settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = InitOptions {
            default_calendar: Some(id("hampshire")),
            rehearsal_from: Some(id("2018-01-08")),
            ..InitOptions::default()
        };
        init(folder.path(), &options).unwrap();
        let file = folder.path().join("alongside.toml");
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, format!("{text}\n{settings}")).unwrap();
        for (name, text) in [("programme", PROGRAMME), ("support", SUPPORT)] {
            std::fs::write(folder.path().join(format!("workflows/{name}.toml")), text).unwrap();
        }
        let runtime = Runtime::open(folder.path()).await.unwrap();
        Self { folder, runtime }
    }

    async fn submit(&self, engagement: &str, by: &str, command: Command) -> Result<Committed, RuntimeError> {
        let by = match by {
            "administrator" => Actor::Administrator,
            "engine" => Actor::Engine,
            person => Actor::Person(id(person)),
        };
        self.runtime
            .submit(&id::<EngagementId>(engagement), command, by, None)
            .await
    }

    async fn visit(&self, number: u32, gap: f64) -> Committed {
        let command = Command::Complete {
            step: id("visit"),
            record: [(id("gap"), Value::Number(gap))].into(),
        };
        let engagement = format!("improve-support-school-{number}");
        self.submit(&engagement, &format!("head-{number}"), command)
            .await
            .unwrap()
    }

    async fn status(&self, engagement: &str) -> EngagementStatus {
        self.runtime.show(&id(engagement)).await.unwrap().status
    }

    async fn step(&self, engagement: &str, step: &str) -> Option<&'static str> {
        let view = self.runtime.show(&id(engagement)).await.unwrap();
        let step: StepId = id(step);
        view.steps.iter().find(|s| s.id == step).unwrap().status
    }

    fn outbox(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("outbox/notices.jsonl")).unwrap_or_default()
    }
}

fn named(ids: &BTreeSet<EngagementId>) -> Vec<&str> {
    ids.iter().map(EngagementId::as_str).collect()
}

#[tokio::test]
async fn a_programme_opens_its_children_hears_of_them_and_tells_people() {
    let world = Programme::new("").await;
    let opened = world
        .runtime
        .open_engagement(request(&[100_001, 100_002]), None)
        .await
        .unwrap();
    assert_eq!(
        named(&opened.elsewhere),
        ["improve-support-school-100001", "improve-support-school-100002"]
    );
    let child = world
        .runtime
        .show(&id("improve-support-school-100001"))
        .await
        .unwrap();
    assert_eq!(child.title, "School 100001: Support of one school");
    let first = world.visit(100_001, 10.0).await;
    assert_eq!(named(&first.elsewhere), ["improve"]);
    assert_eq!(world.step("improve", "support").await, Some("active"));
    assert_eq!(world.outbox(), "");
    world.visit(100_002, 20.0).await;
    assert_eq!(world.status("improve").await, EngagementStatus::Completed);
    let line = world.outbox();
    assert_eq!(line.lines().count(), 1, "{line}");
    assert!(line.contains(r#""occasion":"notify""#) && line.contains("Every school has been visited."));
    let told = world.runtime.history(&id("improve")).await.unwrap();
    assert!(
        told.iter()
            .any(|entry| format!("{entry:?}").contains("the outbox"))
    );
}

#[tokio::test]
async fn a_late_joiner_gets_a_child_and_outputs_come_back() {
    let world = Programme::new("").await;
    world
        .runtime
        .open_engagement(request(&[100_001]), None)
        .await
        .unwrap();
    let (member, details) = school(100_003);
    let join = Command::Join {
        party: id("schools"),
        member,
        details: Box::new(alongside_runtime::core::Member {
            name: "School 100003".to_owned(),
            urn: details.urn,
            calendar: None,
            group: None,
            people: details.people,
        }),
    };
    let joined = world.submit("improve", "adviser", join).await.unwrap();
    assert_eq!(named(&joined.elsewhere), ["improve-support-school-100003"]);
    world.visit(100_001, 10.0).await;
    world.visit(100_003, 30.0).await;
    assert_eq!(world.status("improve").await, EngagementStatus::Completed);
    // A second programme that follows reads what the first handed on.
    let again = OpenRequest {
        id: Some(id("again")),
        follows: Some(id("improve")),
        ..request(&[])
    };
    let second = world.runtime.open_engagement(again, None).await.unwrap();
    let opening = second.events.iter().find_map(|envelope| match &envelope.event {
        Event::EngagementOpened { opening, .. } => Some(opening.clone()),
        _ => None,
    });
    let follows = opening.unwrap().follows.unwrap();
    assert_eq!(follows.outputs, [(id("mean"), Value::Number(20.0))].into());
}

#[tokio::test]
async fn a_child_that_cannot_be_opened_fails_its_step_and_the_others_open() {
    let world = Programme::new("").await;
    let mut wrong = request(&[100_001, 100_002]);
    let schools = wrong.members.get_mut("schools").unwrap();
    schools.get_mut("school-100001").unwrap().people.clear();
    let opened = world.runtime.open_engagement(wrong, None).await.unwrap();
    assert_eq!(named(&opened.elsewhere), ["improve-support-school-100002"]);
    assert_eq!(world.step("improve", "support").await, Some("failed"));
    let failed = opened.events.iter().find_map(|envelope| match &envelope.event {
        Event::CallFailed { message, .. } => Some(message.clone()),
        _ => None,
    });
    let message = failed.unwrap();
    assert!(
        message.starts_with("the engagement `improve-support-school-100001` cannot be opened: "),
        "{message}"
    );
    assert!(message.contains("nobody holds the role `head`"), "{message}");
    // Nothing is tried again by itself, and news of the others is heard all the same.
    let before = world.runtime.history(&id("improve")).await.unwrap().len();
    world.submit("improve", "engine", Command::Tick).await.unwrap();
    assert_eq!(world.runtime.history(&id("improve")).await.unwrap().len(), before);
    world.visit(100_002, 1.0).await;
    assert!(world.runtime.history(&id("improve")).await.unwrap().len() > before);
}

#[tokio::test]
async fn a_school_with_enough_on_its_hands_is_refused_or_warned_of() {
    let world = Programme::new("").await;
    world
        .runtime
        .open_engagement(request(&[100_001]), None)
        .await
        .unwrap();
    let support = |name: &str| OpenRequest {
        workflow: "support".to_owned(),
        id: Some(id(name)),
        parties: [(
            id("partner"),
            PartyRequest {
                urn: Some(id("100001")),
                name: Some("School 100001".to_owned()),
                calendar: None,
            },
        )]
        .into(),
        people: [(id("head"), [id("head"), id("lead")].into())].into(),
        ..OpenRequest::default()
    };
    let refused = world
        .runtime
        .open_engagement(support("second"), None)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "overload");
    assert_eq!(
        refused.to_string(),
        "School 100001 (100001) would take part in 2 engagements at once; at most 1 are meant to be open"
    );
    let file = world.folder.path().join("workflows/support.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let warned = text.replace(
        r#"engagements-max = 1, over = "refuse""#,
        r#"days-max = 3, over = "warn""#,
    );
    std::fs::write(&file, warned).unwrap();
    let opened = world
        .runtime
        .open_engagement(support("third"), None)
        .await
        .unwrap();
    assert_eq!(
        opened.warnings,
        ["School 100001 (100001) would have 4 days planned at once; at most 3 are meant to be"]
    );
}

#[tokio::test]
async fn a_letter_for_one_school_moves_its_engagements_alone() {
    let world = Programme::new("").await;
    world
        .runtime
        .open_engagement(request(&[100_001, 100_002]), None)
        .await
        .unwrap();
    let listening = |urn: &str, event: &str| world.runtime.listening(id(urn), id::<OutsideEventId>(event));
    let names = |found: Vec<EngagementId>| found.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        names(listening("100001", "letter").await.unwrap()),
        ["improve", "improve-support-school-100001"]
    );
    for (urn, event) in [("100009", "letter"), ("100001", "flood")] {
        assert_eq!(listening(urn, event).await.unwrap_err().code(), "nobody-listens");
    }
}

#[tokio::test]
async fn a_command_is_run_with_every_notice_and_what_fails_is_tried_again() {
    let world = Programme::new("[notify]\ncommand = [\"sh\", \"hook.sh\"]\n").await;
    let hook = world.folder.path().join("hook.sh");
    let write = |path: &Path, text: &str| std::fs::write(path, text).unwrap();
    write(&hook, "exit 1");
    world
        .runtime
        .open_engagement(request(&[100_001]), None)
        .await
        .unwrap();
    world.visit(100_001, 1.0).await;
    assert_eq!(world.step("improve", "tell").await, Some("active"));
    write(&hook, "cat > told.json");
    world.runtime.tick(None).await.unwrap();
    assert_eq!(world.status("improve").await, EngagementStatus::Completed);
    let told = std::fs::read_to_string(world.folder.path().join("told.json")).unwrap();
    assert!(told.contains("Every school has been visited."), "{told}");
    // The outbox took it the first time and has it once.
    assert_eq!(world.outbox().lines().count(), 1);
}
