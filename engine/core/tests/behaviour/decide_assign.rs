//! Claiming, assigning, giving back; and steps whose doer is barred from others.

use alongside_core::decide::Rejection;

use crate::support::define::{after, decision, stage, task, workflow};
use crate::support::people::{assign, change_roles, claim, release};
use crate::support::play::{Play, choose, complete, kinds, offer, set_aside, start};
use crate::support::{day, id};

fn taken(step: &str, by: &str, person: &str) -> Rejection {
    Rejection::Taken {
        step: id(step),
        by: id(by),
        person: id(person),
    }
}

#[test]
fn what_one_person_has_taken_no_other_does() {
    let mut play = Play::open(workflow([
        task("plan").evidence("proof").due(after("10 days")),
        task("other"),
    ]));
    assert_eq!(kinds(&play.act("nle", &claim("plan"))), ["step-assigned plan"]);
    assert!(play.act("nle", &claim("plan")).is_empty());
    assert_eq!(play.next(), ["plan: do by nle", "other: do by adviser, nle"]);
    assert_eq!(play.work()[0].assigned_to, Some(id("nle")));
    for command in [claim("plan"), complete("plan"), offer("plan", "proof")] {
        assert_eq!(play.refused("adviser", &command), taken("plan", "nle", "adviser"));
    }
    assert_eq!(
        play.refused("adviser", &release("plan")),
        taken("plan", "nle", "adviser")
    );
    play.act("nle", &release("plan"));
    play.act("adviser", &offer("plan", "proof"));
    assert_eq!(
        play.refused("nle", &release("plan")),
        Rejection::NotTaken { step: id("plan") }
    );
    assert_eq!(play.latest("plan").due, Some(day("2019-01-20")));
}

#[test]
fn who_holds_the_role_assigns_to_who_holds_it() {
    let mut play = Play::open(workflow([
        task("plan"),
        stage("later", [task("work")]).after(["plan"]),
    ]));
    assert_eq!(
        play.refused("nle", &assign("plan", "head")),
        Rejection::NotAHolder {
            person: id("head"),
            step: id("plan"),
            holders: vec![id("adviser"), id("nle")]
        }
    );
    assert_eq!(play.refused("head", &assign("plan", "nle")).code(), "wrong-role");
    play.act("nle", &assign("plan", "adviser"));
    assert!(play.act("administrator", &assign("plan", "adviser")).is_empty());
    play.act("administrator", &assign("later", "nle"));
    assert_eq!(play.refused("nle", &complete("plan")).code(), "taken");
    play.does("adviser", "plan");
    assert_eq!(play.refused("nle", &assign("plan", "nle")).code(), "wrong-status");
    assert_eq!(
        play.latest("later").assigned_to,
        Some(id("nle")),
        "also before it begins"
    );
}

#[test]
fn an_offer_is_taken_before_it_is_started() {
    let mut play = Play::open(workflow([
        task("coaching").manual(),
        task("plan"),
        task("late").after(["plan"]),
    ]));
    play.act("nle", &claim("coaching"));
    assert_eq!(play.refused("adviser", &start("coaching")).code(), "taken");
    assert_eq!(play.refused("adviser", &set_aside("coaching")).code(), "taken");
    assert_eq!(play.refused("nle", &claim("late")).code(), "wrong-status");
    play.act("nle", &start("coaching"));
    play.does("nle", "coaching");
}

#[test]
fn what_has_been_handed_in_is_judged_before_it_changes_hands() {
    let mut play = Play::open(workflow([task("plan").approve("head")]));
    play.act("nle", &claim("plan"));
    play.does("nle", "plan");
    for command in [release("plan"), assign("plan", "adviser"), claim("plan")] {
        assert_eq!(play.refused("nle", &command).code(), "already-proposed");
    }
}

#[test]
fn whoever_leaves_the_role_no_longer_keeps_its_steps() {
    let mut play = Play::open(workflow([task("plan"), task("own").anybody()]));
    play.act("nle", &claim("plan"));
    play.act("nle", &claim("own"));
    let events = play.act("administrator", &change_roles("nle", ["governors"]));
    assert_eq!(kinds(&events), ["roles-changed", "step-assigned plan"]);
    play.does("adviser", "plan");
    assert_eq!(play.next(), ["own: do by nle"]);
}

#[test]
fn whoever_wrote_it_does_not_sign_it() {
    let mut play = Play::open(workflow([
        task("report"),
        decision("letter", ["sign", "refuse"])
            .after(["report"])
            .not_by(["report"]),
    ]));
    play.does("nle", "report");
    let barred = Rejection::NotBy {
        person: id("nle"),
        did: id("report"),
        step: id("letter"),
    };
    assert_eq!(play.refused("nle", &choose("letter", ["sign"])), barred);
    assert_eq!(play.refused("nle", &claim("letter")), barred);
    assert_eq!(play.refused("administrator", &assign("letter", "nle")), barred);
    assert_eq!(play.next(), ["letter: decide by adviser"]);
    play.decides("adviser", "letter", ["sign"]);
}
