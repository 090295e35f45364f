//! Approval: four eyes on what was handed in.

use alongside_core::command::Command;
use alongside_core::decide::Rejection;
use alongside_core::state::Status;
use alongside_core::value::{Value, ValueType};

use crate::support::define::{decision, recording, task, workflow};
use crate::support::id;
use crate::support::play::{Play, approve, choose, complete, decline, kinds};

#[test]
fn a_decision_waits_for_approval_and_keeps_who_decided_and_who_approved() {
    let mut play = Play::open(workflow([
        decision("priorities", ["all", "some"]).approve("head"),
        task("other"),
    ]));
    let events = play.decides("nle", "priorities", ["some"]);
    assert_eq!(kinds(&events), ["outcome-proposed priorities"]);
    assert_eq!(play.next()[0], "priorities: approve by adviser, head");
    let events = play.act("head", &approve("priorities"));
    assert_eq!(
        kinds(&events),
        ["outcome-approved priorities", "step-completed priorities"]
    );
    let done = play.latest("priorities");
    assert_eq!(done.completed_by.as_ref().unwrap().to_string(), "nle");
    assert_eq!(done.approved_by.as_ref().unwrap().as_str(), "head");
}

#[test]
fn whoever_wrote_the_due_diligence_cannot_approve_it_even_in_both_roles() {
    let mut play = Play::open(workflow([task("due-diligence").approve("head"), task("other")]));
    play.does("adviser", "due-diligence");
    assert_eq!(
        play.refused("adviser", &approve("due-diligence")),
        Rejection::FourEyes {
            person: id("adviser"),
            did: "proposed this",
            role: id("head"),
        }
    );
    assert_eq!(
        play.refused("adviser", &decline("due-diligence")).code(),
        "four-eyes"
    );
    assert_eq!(
        play.refused("nle", &approve("due-diligence")).code(),
        "wrong-role"
    );
    assert_eq!(
        play.refused("administrator", &approve("due-diligence")).code(),
        "person-needed"
    );
    play.act("head", &approve("due-diligence"));
    assert_eq!(play.status("due-diligence"), Status::Completed);
}

#[test]
fn what_was_declined_is_done_again_and_says_why() {
    let mut play = Play::open(workflow([
        recording("plan", [("aim", ValueType::Text)]).approve("head"),
        task("other"),
    ]));
    let aim = |text: &str| [("aim", Value::Text(text.to_owned()))];
    play.records("nle", "plan", aim("read more"));
    let blank = Command::Decline {
        step: id("plan"),
        reason: String::new(),
    };
    assert_eq!(play.refused("head", &blank), Rejection::ReasonNeeded);
    play.act("head", &decline("plan"));
    assert_eq!(play.latest("plan").declined.as_deref(), Some("not yet"));
    assert_eq!(play.next()[0], "plan: do by adviser, nle");
    assert_eq!(play.refused("head", &approve("plan")).code(), "nothing-proposed");
    play.records("nle", "plan", aim("read twice a week"));
    assert_eq!(play.latest("plan").declined, None);
    play.act("head", &approve("plan"));
    assert_eq!(play.status("plan"), Status::Completed);
}

#[test]
fn nothing_is_handed_in_twice_while_it_waits() {
    let mut play = Play::open(workflow(
        [decision("priorities", ["all", "some"]).approve("head")],
    ));
    play.decides("nle", "priorities", ["some"]);
    let refusal = play.refused("adviser", &choose("priorities", ["all"]));
    assert_eq!(
        refusal.to_string(),
        "`priorities` already waits for the approval of `head`"
    );
}

#[test]
fn a_step_without_approval_has_nothing_to_approve() {
    let mut play = Play::open(workflow([task("plan"), task("letter").approve("head")]));
    assert_eq!(play.refused("head", &approve("plan")).code(), "no-approval");
    assert_eq!(
        play.refused("head", &approve("letter")).code(),
        "nothing-proposed"
    );
    play.does("nle", "plan");
    assert_eq!(play.refused("head", &approve("plan")).code(), "no-approval");
    assert_eq!(play.refused("nle", &complete("plan")).code(), "wrong-status");
}
