//! Delegation: one person does it for another, who accepts the result.

use alongside_core::command::Actor;
use alongside_core::decide::Rejection;
use alongside_core::state::Status;

use crate::support::define::{milestone, task, workflow};
use crate::support::id;
use crate::support::people::{assign, change_roles, claim, delegate, hand_over, release};
use crate::support::play::{Play, approve, complete, decline, kinds, offer, set_aside};

#[test]
fn one_delegates_another_does_it_and_the_first_accepts() {
    let mut play = Play::open(workflow([task("plan")]));
    play.act("nle", &delegate("plan", "head"));
    assert_eq!(play.next(), ["plan: do by head"]);
    assert_eq!(play.work()[0].delegated_by, Some(id("nle")));
    assert_eq!(play.refused("nle", &complete("plan")).code(), "taken");
    assert_eq!(kinds(&play.does("head", "plan")), ["outcome-proposed plan"]);
    assert_eq!(play.next(), ["plan: approve by nle"]);
    assert_eq!(
        play.refused("adviser", &approve("plan")),
        Rejection::NotYours {
            person: id("adviser"),
            step: id("plan"),
            by: vec![id("nle")]
        }
    );
    assert_eq!(
        kinds(&play.act("nle", &approve("plan")))[..2],
        ["delegation-accepted plan", "step-completed plan"]
    );
    let plan = play.latest("plan");
    assert_eq!(plan.completed_by, Some(Actor::Person(id("head"))));
    assert_eq!(plan.delegation.as_ref().unwrap().from, id("nle"));
}

#[test]
fn what_the_first_declines_goes_back_to_the_other() {
    let mut play = Play::open(workflow([task("plan")]));
    play.act("nle", &delegate("plan", "head"));
    play.does("head", "plan");
    assert_eq!(
        kinds(&play.act("nle", &decline("plan"))),
        ["outcome-declined plan"]
    );
    assert_eq!(play.next(), ["plan: do by head"]);
    play.does("head", "plan");
    play.act("nle", &approve("plan"));
    assert!(!play.state.is_open());
}

#[test]
fn a_role_that_approves_still_must_and_neither_of_the_two_is_it() {
    let mut play = Play::open(workflow([task("plan").approve("head").evidence("proof")]));
    play.act("nle", &delegate("plan", "chair"));
    play.act("chair", &offer("plan", "proof"));
    play.does("chair", "plan");
    assert_eq!(
        play.next(),
        ["plan: approve by nle", "plan: approve by adviser, head"]
    );
    play.act("nle", &approve("plan"));
    assert_eq!(play.status("plan"), Status::Active);
    play.act("head", &approve("plan"));
    assert_eq!(play.status("plan"), Status::Completed);

    let mut play = Play::open(workflow([task("plan").approve("head")]));
    play.act("adviser", &delegate("plan", "head"));
    play.does("head", "plan");
    assert_eq!(
        play.refused("head", &approve("plan")).code(),
        "four-eyes",
        "who did it"
    );
    play.act("adviser", &approve("plan"));
    assert_eq!(
        play.refused("adviser", &approve("plan")).code(),
        "four-eyes",
        "who delegated it"
    );
    assert!(play.next().is_empty() || play.next() == ["plan: approve by "]);
}

#[test]
fn a_delegation_is_given_back_by_either_and_ends_with_an_assignment() {
    let mut play = Play::open(workflow([task("plan")]));
    play.act("nle", &claim("plan"));
    play.act("nle", &delegate("plan", "head"));
    assert_eq!(
        kinds(&play.act("head", &release("plan"))),
        ["delegation-ended plan"]
    );
    assert_eq!(play.latest("plan").assigned_to, Some(id("nle")));
    play.act("nle", &delegate("plan", "head"));
    assert_eq!(play.refused("adviser", &release("plan")).code(), "taken");
    assert_eq!(
        kinds(&play.act("nle", &release("plan"))),
        ["delegation-ended plan", "step-assigned plan"]
    );
    play.act("nle", &delegate("plan", "head"));
    let events = play.act("adviser", &assign("plan", "adviser"));
    assert_eq!(kinds(&events), ["delegation-ended plan", "step-assigned plan"]);
    play.does("adviser", "plan");
}

#[test]
fn who_delegates_what_to_whom() {
    let mut play = Play::open(workflow([
        task("plan").optional(),
        task("sign").not_by(["plan"]),
        milestone("reached").evidence("proof"),
    ]));
    assert_eq!(
        play.refused("nle", &delegate("plan", "nle")).code(),
        "same-person"
    );
    assert_eq!(play.refused("nle", &delegate("plan", "guest")).code(), "stranger");
    assert_eq!(
        play.refused("head", &delegate("plan", "chair")).code(),
        "wrong-role"
    );
    assert_eq!(
        play.refused("nle", &delegate("reached", "head")).code(),
        "wrong-kind"
    );
    play.act("nle", &delegate("plan", "head"));
    assert_eq!(
        play.refused("head", &delegate("plan", "chair")).code(),
        "already-proposed"
    );
    assert_eq!(
        play.refused("head", &set_aside("plan")).code(),
        "taken",
        "it is not theirs to leave"
    );
    play.does("head", "plan");
    assert_eq!(play.refused("head", &approve("plan")).code(), "not-yours");
    play.act("nle", &approve("plan"));
    assert_eq!(play.refused("nle", &delegate("sign", "head")).code(), "not-by");
    assert_eq!(play.refused("nle", &approve("sign")).code(), "no-approval");
}

#[test]
fn once_the_first_has_left_the_role_another_who_holds_it_accepts() {
    let mut play = Play::open(workflow([task("plan")]));
    play.act("nle", &delegate("plan", "head"));
    play.does("head", "plan");
    play.act("administrator", &change_roles("nle", []));
    assert_eq!(play.next(), ["plan: approve by adviser"]);
    play.act("adviser", &approve("plan"));
    assert!(!play.state.is_open());
}

#[test]
fn a_delegation_passes_to_whoever_follows() {
    let mut play = Play::open(workflow([task("plan"), task("letter")]));
    play.act("nle", &delegate("plan", "head"));
    play.act("adviser", &delegate("letter", "nle"));
    let events = play.act("nle", &hand_over("nle", "deputy"));
    assert_eq!(
        kinds(&events),
        [
            "roles-changed",
            "step-delegated plan",
            "step-delegated letter",
            "roles-changed"
        ]
    );
    play.does("head", "plan");
    play.act("deputy", &approve("plan"));
    play.does("deputy", "letter");
    play.act("adviser", &approve("letter"));
    assert!(!play.state.is_open());
}

#[test]
fn a_delegation_to_whoever_follows_becomes_their_own_work() {
    let mut play = Play::open(workflow([task("plan")]));
    play.act("nle", &delegate("plan", "head"));
    assert!(kinds(&play.act("nle", &hand_over("nle", "head"))).contains(&"delegation-ended plan".to_owned()));
    play.does("head", "plan");
    assert!(!play.state.is_open());
}
