//! Evidence: missing, offered, contested, accepted, offered again; and never judged by whoever offered it.

use alongside_core::command::{Command, EvidenceItem};
use alongside_core::decide::Rejection;
use alongside_core::digest::Digest;
use alongside_core::state::Status;

use crate::support::define::{stage, task, workflow};
use crate::support::id;
use crate::support::play::{Play, accept, approve, complete, contest, kinds, offer};

fn visit() -> Play {
    Play::open(workflow([
        task("visit").judged_evidence("note", "head"),
        task("other"),
    ]))
}

#[test]
fn a_task_cannot_be_handed_in_without_its_evidence() {
    let mut play = visit();
    assert_eq!(
        play.refused("nle", &complete("visit")),
        Rejection::MissingEvidence {
            step: id("visit"),
            missing: vec![id("note")]
        }
    );
}

#[test]
fn a_hand_in_with_unjudged_evidence_stands_until_it_is_accepted() {
    let mut play = visit();
    play.act("nle", &offer("visit", "note"));
    let events = play.does("nle", "visit");
    assert_eq!(kinds(&events), ["outcome-proposed visit"]);
    assert_eq!(play.refused("nle", &complete("visit")).code(), "already-proposed");
    let events = play.act("head", &accept("visit", "note"));
    assert_eq!(
        kinds(&events),
        ["evidence-accepted visit", "step-completed visit"]
    );
    assert_eq!(
        play.latest("visit").completed_by.as_ref().unwrap().to_string(),
        "nle"
    );
}

#[test]
fn evidence_accepted_first_lets_the_task_complete_at_once() {
    let mut play = visit();
    play.act("nle", &offer("visit", "note"));
    play.act("head", &accept("visit", "note"));
    assert_eq!(kinds(&play.does("nle", "visit")), ["step-completed visit"]);
}

#[test]
fn evidence_contested_after_hand_in_must_be_offered_again_and_the_hand_in_stands() {
    let mut play = visit();
    play.act("nle", &offer("visit", "note"));
    play.does("nle", "visit");
    play.act("head", &contest("visit", "note"));
    assert_eq!(play.status("visit"), Status::Active);
    assert!(play.latest("visit").submission.is_some());
    assert_eq!(play.next()[0], "visit: offer by adviser, nle");
    let refusal = play.refused("nle", &complete("visit"));
    assert_eq!(
        refusal.to_string(),
        "`visit` already waits for `note` to be offered again"
    );
    play.act("nle", &offer("visit", "note"));
    assert_eq!(play.status("visit"), Status::Active);
    play.act("head", &accept("visit", "note"));
    assert_eq!(play.status("visit"), Status::Completed);
}

#[test]
fn contested_evidence_counts_as_missing_before_hand_in() {
    let mut play = visit();
    play.act("nle", &offer("visit", "note"));
    play.act("head", &contest("visit", "note"));
    assert_eq!(play.refused("nle", &complete("visit")).code(), "missing-evidence");
    assert_eq!(
        play.refused("head", &accept("visit", "note")).code(),
        "nothing-offered"
    );
}

#[test]
fn whoever_offered_evidence_cannot_judge_it_even_in_both_roles() {
    let mut play = visit();
    play.act("adviser", &offer("visit", "note"));
    assert_eq!(
        play.refused("adviser", &accept("visit", "note")).code(),
        "four-eyes"
    );
    assert_eq!(
        play.refused("adviser", &contest("visit", "note")).code(),
        "four-eyes"
    );
    assert_eq!(play.refused("nle", &accept("visit", "note")).code(), "wrong-role");
    assert_eq!(play.next()[0], "visit: judge by head");
    // Offered again by another: now that other is its author.
    play.act("nle", &offer("visit", "note"));
    play.act("adviser", &accept("visit", "note"));
}

#[test]
fn accepted_evidence_cannot_be_replaced_and_judged_again() {
    let mut play = visit();
    play.act("nle", &offer("visit", "note"));
    play.act("head", &accept("visit", "note"));
    for command in [
        offer("visit", "note"),
        accept("visit", "note"),
        contest("visit", "note"),
    ] {
        let by = if matches!(command, Command::Offer { .. }) {
            "nle"
        } else {
            "head"
        };
        assert_eq!(play.refused(by, &command).code(), "nothing-offered");
    }
}

#[test]
fn evidence_that_nobody_judges_is_enough_when_offered_and_may_be_replaced() {
    let mut play = Play::open(workflow([task("visit").evidence("note"), task("other")]));
    play.act("nle", &offer("visit", "note"));
    play.act("nle", &offer("visit", "note"));
    assert_eq!(
        play.refused("head", &accept("visit", "note")).code(),
        "no-approval"
    );
    assert_eq!(kinds(&play.does("nle", "visit")), ["step-completed visit"]);
}

#[test]
fn evidence_is_offered_by_the_owner_to_an_active_step_that_asks_for_it() {
    let mut play = Play::open(workflow([
        task("visit").judged_evidence("note", "head"),
        task("later").evidence("note").after(["visit"]),
    ]));
    assert_eq!(play.refused("head", &offer("visit", "note")).code(), "wrong-role");
    assert_eq!(
        play.refused("nle", &offer("later", "note")).code(),
        "wrong-status"
    );
    assert_eq!(
        play.refused("nle", &offer("visit", "photo")).code(),
        "unknown-evidence"
    );
    assert_eq!(
        play.refused("head", &accept("visit", "note")).code(),
        "nothing-offered"
    );
    let document = EvidenceItem::Document {
        name: "\t".to_owned(),
        digest: Digest::of(b"note"),
    };
    for item in [
        EvidenceItem::Note(String::new()),
        EvidenceItem::Link(" ".to_owned()),
        document,
    ] {
        let blank = Command::Offer {
            step: id("visit"),
            evidence: id("note"),
            item,
        };
        assert_eq!(play.refused("nle", &blank), Rejection::ReasonNeeded);
    }
}

#[test]
fn approval_and_evidence_are_both_needed_in_either_order() {
    let nodes = || {
        workflow([
            task("letter")
                .judged_evidence("draft", "governors")
                .approve("head"),
            task("other"),
        ])
    };
    let mut play = Play::open(nodes());
    play.act("nle", &offer("letter", "draft"));
    play.does("nle", "letter");
    play.act("head", &approve("letter"));
    assert_eq!(play.status("letter"), Status::Active);
    let refusal = play.refused("head", &approve("letter"));
    assert_eq!(
        refusal.to_string(),
        "`letter` already waits for `governors` to judge `draft`"
    );
    play.act("chair", &accept("letter", "draft"));
    assert_eq!(play.status("letter"), Status::Completed);

    let mut play = Play::open(nodes());
    play.act("nle", &offer("letter", "draft"));
    play.does("nle", "letter");
    play.act("chair", &accept("letter", "draft"));
    assert_eq!(play.status("letter"), Status::Active);
    play.act("head", &approve("letter"));
    assert_eq!(play.status("letter"), Status::Completed);
}

#[test]
fn a_new_round_needs_new_evidence() {
    let mut play = Play::open(workflow([
        stage("cycle", [task("plan").evidence("aim")]).repeat(crate::support::define::rounds(2))
    ]));
    play.act("nle", &offer("plan", "aim"));
    play.does("nle", "plan");
    assert_eq!((play.round("plan"), play.status("plan")), (2, Status::Active));
    assert_eq!(play.refused("nle", &complete("plan")).code(), "missing-evidence");
}
