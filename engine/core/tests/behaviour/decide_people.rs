//! People come, go and hand over; every change says what was before, what is now, and why.

use alongside_core::command::Command;
use alongside_core::decide::Rejection;
use alongside_core::event::Event;

use crate::support::define::{after, stage, task, workflow};
use crate::support::people::{Peopled, assign, away, change_roles, claim, hand_over};
use crate::support::play::{Play, complete, kinds};
use crate::support::{day, id};

#[test]
fn roles_are_given_and_taken() {
    let mut play = Play::open(workflow([task("plan")]).ad_hoc("lead"));
    let events = play.act("nle", &change_roles("newcomer", ["lead", "head"]));
    assert_eq!(
        events,
        [Event::RolesChanged {
            person: id("newcomer"),
            from: [].into(),
            to: [id("head"), id("lead")].into(),
            reason: "a new year".to_owned()
        }]
    );
    assert!(
        play.act("nle", &change_roles("newcomer", ["lead", "head"]))
            .is_empty()
    );
    assert_eq!(
        play.refused("head", &change_roles("chair", [])).code(),
        "not-permitted"
    );
    assert_eq!(
        play.refused("nle", &change_roles("chair", ["caretaker"])).code(),
        "unknown-role"
    );
    assert_eq!(
        play.refused("nle", &change_roles("engine", ["lead"])).code(),
        "reserved-person"
    );
    play.does("newcomer", "plan");
}

#[test]
fn a_role_that_steps_need_is_not_left_to_nobody() {
    let mut play = Play::open(workflow([
        task("plan").role("governors"),
        stage("later", [task("sign").approve("governors")]).after(["plan"]),
        task("other").role("head"),
    ]));
    assert_eq!(
        play.refused("administrator", &change_roles("chair", ["lead"])),
        Rejection::RoleNeeded {
            person: id("chair"),
            roles: vec![id("governors")],
            steps: vec![id("plan"), id("sign")]
        }
    );
    play.act("administrator", &change_roles("guest", ["governors"]));
    play.act("administrator", &change_roles("chair", ["lead"]));
    play.act("administrator", &change_roles("head", []));
    assert_eq!(play.refused("head", &complete("other")).code(), "stranger");
}

#[test]
fn every_open_task_moves_with_its_date_when_a_person_leaves() {
    let mut play = Play::open(workflow([
        task("plan").due(after("10 days")),
        task("letter"),
        task("talk").role("head"),
    ]));
    play.act("nle", &claim("plan"));
    play.act("administrator", &assign("letter", "adviser"));
    let events = play.act("nle", &hand_over("nle", "newcomer"));
    assert_eq!(
        kinds(&events),
        ["roles-changed", "step-assigned plan", "roles-changed"]
    );
    assert_eq!(play.latest("plan").due, Some(day("2019-01-20")));
    assert_eq!(play.latest("plan").assigned_to, Some(id("newcomer")));
    assert_eq!(play.refused("nle", &complete("letter")).code(), "stranger");
    assert_eq!(play.refused("newcomer", &complete("letter")).code(), "taken");
    play.does("newcomer", "plan");
    assert_eq!(
        play.refused("nle", &hand_over("nle", "newcomer")).code(),
        "stranger"
    );
}

#[test]
fn only_whoever_it_concerns_hands_over() {
    let mut play = Play::open(workflow([task("plan")]));
    assert_eq!(
        play.refused("head", &hand_over("nle", "head")),
        Rejection::NotPermitted {
            person: id("head"),
            task: "hand over what another person does",
            roles: Vec::new()
        }
    );
    assert_eq!(
        play.refused("nle", &hand_over("nle", "nle")).code(),
        "same-person"
    );
    assert_eq!(
        play.refused("administrator", &hand_over("guest", "nle")).code(),
        "stranger"
    );
    assert_eq!(
        play.refused("administrator", &hand_over("nle", "administrator"))
            .code(),
        "reserved-person"
    );
    play.act("administrator", &hand_over("nle", "adviser"));
    assert_eq!(play.next(), ["plan: do by adviser"]);
}

#[test]
fn whoever_follows_is_not_given_what_they_are_barred_from() {
    let mut play = Play::open(workflow([task("report"), task("sign").not_by(["report"])]));
    play.does("adviser", "report");
    play.act("nle", &claim("sign"));
    play.act("nle", &hand_over("nle", "adviser"));
    assert_eq!(play.latest("sign").assigned_to, None);
    assert_eq!(play.refused("adviser", &complete("sign")).code(), "not-by");
}

#[test]
fn a_deputy_stands_in_on_the_days_of_an_absence() {
    let mut play = Play::open(workflow([
        task("plan").role("governors"),
        task("sign").role("head").approve("governors"),
    ]));
    play.act(
        "chair",
        &away("chair", "2019-01-14", "2019-01-18", Some("vice-chair")),
    );
    assert_eq!(
        play.refused("vice-chair", &complete("plan")).code(),
        "stranger",
        "not yet"
    );
    play.day("2019-01-14");
    assert_eq!(play.next()[0], "plan: do by vice-chair");
    let item = play.work().remove(0);
    assert_eq!(item.in_place_of["vice-chair"], [id("chair")].into());
    play.does("head", "sign");
    assert_eq!(play.next()[1], "sign: approve by vice-chair");
    play.act("vice-chair", &claim("plan"));
    play.day("2019-01-19");
    assert_eq!(
        play.next()[0],
        "plan: do by chair",
        "what a deputy took falls back to the role"
    );
    assert_eq!(play.refused("vice-chair", &complete("plan")).code(), "stranger");
    play.does("chair", "plan");
}

#[test]
fn a_deputy_does_what_is_assigned_to_who_is_away_and_no_other_does() {
    let mut play = Play::open(workflow([task("plan"), task("letter")]));
    play.act("nle", &claim("plan"));
    play.act("nle", &away("nle", "2019-01-10", "2019-01-11", Some("head")));
    assert_eq!(play.next(), ["plan: do by head", "letter: do by adviser, head"]);
    assert_eq!(play.refused("adviser", &complete("plan")).code(), "taken");
    play.does("head", "plan");
    play.does("nle", "letter");
}

#[test]
fn without_a_deputy_the_absent_person_is_still_asked() {
    let mut play = Play::open(workflow([task("plan").role("governors")]));
    play.act("administrator", &away("chair", "2019-01-10", "2019-01-20", None));
    assert!(
        play.act("administrator", &away("chair", "2019-01-10", "2019-01-20", None))
            .is_empty()
    );
    assert_eq!(play.next(), ["plan: do by chair"]);
}

#[test]
fn an_absence_makes_sense() {
    let mut play = Play::open(workflow([task("plan")]));
    let refused = |play: &mut Play, by: &str, command: &Command| play.refused(by, command).code();
    assert_eq!(
        refused(&mut play, "head", &away("nle", "2019-01-10", "2019-01-20", None)),
        "not-permitted"
    );
    assert_eq!(
        refused(&mut play, "nle", &away("nle", "2019-01-20", "2019-01-10", None)),
        "dates"
    );
    assert_eq!(
        refused(
            &mut play,
            "nle",
            &away("nle", "2019-01-10", "2019-01-20", Some("nle"))
        ),
        "same-person"
    );
    assert_eq!(
        refused(
            &mut play,
            "nle",
            &away("nle", "2019-01-10", "2019-01-20", Some("engine"))
        ),
        "reserved-person"
    );
    assert_eq!(
        refused(
            &mut play,
            "administrator",
            &away("guest", "2019-01-10", "2019-01-20", None)
        ),
        "stranger"
    );
}

#[test]
fn where_every_deputy_is_barred_those_who_are_away_are_asked_themselves() {
    let mut play = Play::open(workflow([task("plan").approve("governors")]));
    play.act(
        "administrator",
        &away("chair", "2019-01-10", "2019-01-20", Some("nle")),
    );
    play.does("nle", "plan");
    assert_eq!(play.next(), ["plan: approve by chair"]);
    play.act("chair", &crate::support::play::approve("plan"));
}

#[test]
fn four_eyes_are_those_of_people_and_not_of_roles() {
    let mut play = Play::open(workflow([task("plan").approve("head")]));
    play.act(
        "administrator",
        &away("head", "2019-01-10", "2019-01-20", Some("nle")),
    );
    play.does("nle", "plan");
    assert_eq!(play.next(), ["plan: approve by adviser"]);
    assert_eq!(
        play.refused("nle", &crate::support::play::approve("plan")).code(),
        "four-eyes"
    );
}
