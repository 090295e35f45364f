//! What a process that ends in between leaves behind is carried on with the next command or tick.

use alongside_core::command::{Actor, Command};
use alongside_core::event::Event;
use alongside_core::ids::EngagementId;
use alongside_core::state::{EngagementStatus, State};

use crate::inner::Inner;
use crate::opening::{OpenRequest, PartyRequest};
use crate::shelf::lock;

const CHILD: &str = r#"
format = 1
[workflow]
id = "child"
version = "1.0.0"
title = "A child"
[parties]
partner = { title = "Partner", kind = "authority" }
[roles]
head = { title = "Head", party = "partner" }
[[step]]
id = "visit"
kind = "task"
role = "head"
"#;

const PARENT: &str = r#"
format = 1
[workflow]
id = "parent"
version = "1.0.0"
title = "A parent"
[parties]
partner = { title = "Partner", kind = "authority" }
[roles]
head = { title = "Head", party = "partner" }
[[step]]
id = "review"
kind = "engagement"
workflow = "child@^1"
parties = { partner = "partner" }
roles = { head = "head" }
[[step]]
id = "letter"
kind = "task"
role = "head"
after = ["review"]
"#;

/// A rehearsal in memory with a parent that has opened its child.
fn opened() -> Inner {
    let inner = Inner::in_memory(jiff::civil::date(2019, 1, 10), None);
    let given = inner.shelf.given().unwrap();
    lock(&given.workflows).insert("child".to_owned(), CHILD.to_owned());
    lock(&given.workflows).insert("parent".to_owned(), PARENT.to_owned());
    let request = OpenRequest {
        workflow: "parent".to_owned(),
        id: Some(id("first")),
        parties: [("partner".parse().unwrap(), PartyRequest::default())].into(),
        people: [("chair".parse().unwrap(), ["head".parse().unwrap()].into())].into(),
        ..OpenRequest::default()
    };
    inner.open_engagement(&request, None).unwrap();
    inner
}

fn id(text: &str) -> EngagementId {
    text.parse().unwrap()
}

fn state(inner: &Inner, engagement: &str) -> State {
    inner.load(&id(engagement)).unwrap().unwrap()
}

fn visit() -> Command {
    Command::Complete {
        step: "visit".parse().unwrap(),
        record: Default::default(),
    }
}

fn chair() -> Actor {
    Actor::Person("chair".parse().unwrap())
}

fn is_active(inner: &Inner, step: &str) -> bool {
    let state = state(inner, "first");
    state.latest(&step.parse().unwrap()).unwrap().is_active()
}

#[test]
fn a_parent_is_told_at_once() {
    let inner = opened();
    inner
        .submit(&id("first-review"), &visit(), &chair(), None)
        .unwrap();
    assert!(is_active(&inner, "letter"));
}

#[test]
fn a_parent_that_was_not_told_hears_with_its_next_tick() {
    let inner = opened();
    // The child closes and nobody tells: the process ends here.
    inner
        .commit(&id("first-review"), &visit(), &chair(), None)
        .unwrap();
    assert_eq!(state(&inner, "first-review").status, EngagementStatus::Completed);
    assert!(is_active(&inner, "review"));
    inner
        .submit(&id("first"), &Command::Tick, &Actor::Engine, None)
        .unwrap();
    assert!(is_active(&inner, "letter"));
}

#[test]
fn a_child_that_was_opened_and_not_recorded_is_recorded_and_not_opened_again() {
    let inner = opened();
    let log = inner.log(&id("first")).unwrap();
    let before = log
        .iter()
        .position(|envelope| matches!(envelope.event, Event::ChildStarted { .. }))
        .unwrap();
    // The parent's log as it was before it knew of the child: the effect is pending, and the child is there.
    let parent = alongside_core::state::fold(State::default(), &log[..before]);
    let current = crate::commit::Current {
        definition: inner.definition_of(&id("first"), &parent).unwrap(),
        state: parent,
    };
    let sequence = state(&inner, "first-review").sequence;
    let dispatched = inner
        .dispatch_pending(&id("first"), &current, super::Notices::All)
        .unwrap();
    assert!(dispatched.opened.is_empty());
    assert_eq!(state(&inner, "first-review").sequence, sequence);
    assert_eq!(inner.log(&id("first")).unwrap(), log);
}
