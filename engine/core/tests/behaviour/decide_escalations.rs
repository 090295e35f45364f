//! Escalations: raised by a person, by a condition each time it comes to hold, or by a step that is overdue.

use alongside_core::command::Actor;
use alongside_core::decide::Rejection;
use alongside_core::definition::{
    Comparison, Condition, Definition, Escalation, Expr, Fact, Name, Reactions, StepProperty,
};
use alongside_core::event::{Event, Round};
use alongside_core::notice::{Notice, Occasion};
use alongside_core::state::{EngagementStatus, Status};
use alongside_core::value::{Value, ValueType};

use crate::support::conditions::{done, happened};
use crate::support::define::{after, stage, task, unchecked};
use crate::support::outside::{
    Outside, ends, escalate, escalation, fact, move_membership, opens, set_fact, suspends,
};
use crate::support::play::{Play, kinds, report};
use crate::support::{day, id};

fn at_most(name: &str, value: f64) -> Condition {
    let name = Name::Fact { fact: id(name) };
    Condition {
        source: format!("{name} <= {value}"),
        expr: Expr::Compare(
            Comparison::LessOrEqual,
            Expr::Name(name).into(),
            Expr::Value(Value::Number(value)).into(),
        ),
    }
}

fn when(condition: Condition, reactions: Reactions) -> Escalation {
    Escalation {
        when: Some(condition),
        ..escalation(reactions)
    }
}

/// Three kinds: nobody cooperates, the support did not work, and the plan is wrong.
fn definition() -> Definition {
    unchecked([
        task("plan").due(after("5 school-days")),
        stage("phase-1", [task("teach")]),
        task("meeting").called(),
        task("new-plan").called(),
    ])
    .fact("progress", fact(ValueType::Number))
    .escalation("no-cooperation", escalation(opens(["meeting"])))
    .escalation(
        "no-progress",
        when(at_most("progress", 0.0), suspends(["phase-1"])),
    )
    .escalation(
        "wrong-plan",
        when(
            happened("judgement"),
            Reactions {
                opens: [id("new-plan")].into(),
                ..ends(["phase-1"])
            },
        ),
    )
    .checked()
}

#[test]
fn a_person_escalates_and_it_sets_off_what_it_should_and_tells_whom_it_should() {
    let mut play = Play::open(definition());
    let events = play.act("nle", &escalate("no-cooperation", Some("plan")));
    let about = Round {
        step: id("plan"),
        round: 1,
    };
    assert_eq!(
        events[0],
        Event::EscalationRaised {
            escalation: id("no-cooperation"),
            about: Some(about.clone()),
            reason: "nobody answers".to_owned(),
            condition: None,
        }
    );
    assert_eq!(kinds(&events[1..2]), ["step-activated meeting"]);
    assert_eq!(
        events[2],
        Event::NoticeRaised {
            notice: Notice {
                occasion: Occasion::Escalation(id("no-cooperation")),
                round: Some(about),
                to: [id("governors")].into(),
                message: "It does not work: nobody answers".to_owned(),
                due: Some(day("2019-01-17")),
            }
        }
    );
    let raised = &play.state.escalations["no-cooperation"];
    assert_eq!(raised[0].by, Actor::Person(id("nle")));
    // The task it is about stays open.
    assert_eq!(play.status("plan"), Status::Active);
    assert!(play.state.escalating.is_empty());
}

#[test]
fn strangers_do_not_escalate_nor_anybody_what_is_not_there() {
    let mut play = Play::open(definition());
    assert_eq!(
        play.refused("guest", &escalate("no-cooperation", None)).code(),
        "stranger"
    );
    assert_eq!(
        play.refused("nle", &escalate("stall", None)),
        Rejection::UnknownEscalation {
            escalation: id("stall"),
            known: vec![id("no-cooperation"), id("no-progress"), id("wrong-plan")],
        }
    );
    assert_eq!(
        play.refused("nle", &escalate("no-cooperation", Some("pln")))
            .code(),
        "unknown-step"
    );
    play.act("administrator", &escalate("no-cooperation", None));
}

#[test]
fn a_condition_raises_once_each_time_it_comes_to_hold() {
    let mut play = Play::open(definition());
    let events = play.act("nle", &set_fact("progress", Value::Number(0.0)));
    assert_eq!(
        kinds(&events),
        [
            "fact-set",
            "escalation-raised",
            "step-suspended phase-1",
            "notice-raised"
        ]
    );
    assert_eq!(
        events[1],
        Event::EscalationRaised {
            escalation: id("no-progress"),
            about: None,
            reason: "facts.progress <= 0".to_owned(),
            condition: Some("facts.progress <= 0".to_owned()),
        }
    );
    assert_eq!(play.state.escalations["no-progress"][0].by, Actor::Engine);
    // The hold is the engine's, whoever set the fact.
    assert_eq!(play.latest("phase-1").hold.as_ref().unwrap().by, Actor::Engine);
    // It holds on: nothing more is raised.
    assert_eq!(
        kinds(&play.act("nle", &set_fact("progress", Value::Number(-1.0)))),
        ["fact-set"]
    );
    assert!(play.tick("2019-01-11").is_empty());
    // It ceases to hold, and may raise again.
    let ceased = play.act("nle", &set_fact("progress", Value::Number(1.0)));
    assert_eq!(kinds(&ceased), ["fact-set", "escalation-lapsed"]);
    let again = play.act("nle", &set_fact("progress", Value::Number(0.0)));
    assert_eq!(kinds(&again), ["fact-set", "escalation-raised", "notice-raised"]);
    assert_eq!(play.state.escalations["no-progress"].len(), 2);
}

#[test]
fn a_person_who_escalates_first_does_not_silence_the_condition() {
    let mut play = Play::open(definition());
    play.act("nle", &escalate("no-progress", None));
    assert!(play.state.escalating.is_empty());
    let events = play.act("nle", &set_fact("progress", Value::Number(0.0)));
    assert_eq!(kinds(&events), ["fact-set", "escalation-raised", "notice-raised"]);
}

#[test]
fn stall_failure_and_a_wrong_plan_lead_to_three_different_things() {
    let mut play = Play::open(definition());
    play.act("nle", &escalate("no-cooperation", None));
    play.act("nle", &set_fact("progress", Value::Number(0.0)));
    play.act("head", &report("judgement"));
    assert_eq!(play.latest("phase-1").ending(), Some("interrupted"));
    assert_eq!(play.active(), ["plan", "meeting", "new-plan"]);
    assert_eq!(play.state.escalations.len(), 3);
}

#[test]
fn what_it_opens_keeps_the_engagement_from_completing() {
    let definition = unchecked([task("plan"), task("meeting").called()])
        .escalation("late", when(done("plan"), opens(["meeting"])))
        .checked();
    let mut play = Play::open(definition);
    let events = play.does("nle", "plan");
    assert_eq!(
        kinds(&events),
        [
            "step-completed plan",
            "escalation-raised",
            "step-activated meeting",
            "notice-raised"
        ]
    );
    play.does("nle", "meeting");
    assert_eq!(play.state.status, EngagementStatus::Completed);
}

#[test]
fn nobody_is_told_where_nobody_is_named() {
    let mut quiet = escalation(opens(["meeting"]));
    quiet.to.clear();
    let definition = unchecked([task("plan"), task("meeting").called()]).escalation("quiet", quiet);
    let mut play = Play::open(definition);
    let events = play.act("nle", &escalate("quiet", None));
    assert_eq!(kinds(&events), ["escalation-raised", "step-activated meeting"]);
}

#[test]
fn conditions_are_looked_at_only_once_nothing_moves() {
    // What it opens ends at once, so its condition holds on: it is raised once, and there is no going round.
    let name = Name::Step {
        step: id("spin"),
        property: StepProperty::Active,
    };
    let idle = Condition {
        source: "!steps.spin.active".to_owned(),
        expr: Expr::Not(Expr::Name(name).into()),
    };
    let definition = unchecked([
        task("other"),
        task("spin").called().exit_when(happened("closure")),
    ])
    .escalation("again", when(idle, opens(["spin"])))
    .checked();
    let mut play = Play::open(definition);
    assert_eq!(play.status("spin"), Status::Active);
    let events = play.act("head", &report("closure"));
    assert_eq!(
        kinds(&events),
        [
            "outside-event-reported",
            "step-terminated spin",
            "escalation-raised",
            "step-created spin (round 2)",
            "step-activated spin (round 2)",
            "notice-raised",
            "step-terminated spin (round 2)",
        ]
    );
    assert!(play.tick("2019-01-11").is_empty());
}

#[test]
fn nothing_is_raised_while_the_engagement_stands_still() {
    let still = Reactions {
        suspends_all: true,
        ..Reactions::default()
    };
    let definition = unchecked([task("plan")])
        .fact(
            "progress",
            Fact {
                role: Some(id("lead")),
                ..fact(ValueType::Number)
            },
        )
        .event("closure", crate::support::outside::event(still))
        .escalation(
            "no-progress",
            when(at_most("progress", 0.0), Reactions::default()),
        )
        .checked();
    let mut play = Play::open(definition);
    play.act("head", &report("closure"));
    let events = play.act("nle", &set_fact("progress", Value::Number(0.0)));
    assert_eq!(kinds(&events), ["fact-set"]);
    assert_eq!(
        play.refused("nle", &move_membership("in")).code(),
        "no-membership"
    );
}
