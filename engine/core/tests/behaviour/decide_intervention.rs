//! Interventions: adopted by a decision, planned, halted with their closing steps, concluded once.

use alongside_core::command::Command;
use alongside_core::decide::Rejection;
use alongside_core::effect::Effect;
use alongside_core::intervention::{Standing, Verdict};
use alongside_core::plugin::CallFailure;
use alongside_core::state::Status;
use alongside_core::why::Hold;

use crate::support::define::{Node, adoption, adoption_into, recommend, score, stage, task, workflow};
use crate::support::id;
use crate::support::play::{Play, choose, complete, conclude, halt, kinds, planned, recommended, reopen};

fn plan(children: impl IntoIterator<Item = Node>) -> Command {
    planned("coaching", "phase-2", stage("coaching-plan", children))
}

/// Coaching is adopted; its plan is awaited.
fn adopted() -> Play {
    let mut play = Play::open(workflow([
        recommend("options", []),
        adoption_into("adopt", "options", "phase-2").after(["options"]),
        stage("phase-2", [task("teach")]),
        task("leave").after(["phase-2"]),
    ]));
    let key = play.effect().key;
    play.act("engine", &recommended(&key, ["coaching", "phonics"]));
    let events = play.decides("nle", "adopt", ["coaching"]);
    assert_eq!(kinds(&events), ["step-completed adopt", "intervention-adopted"]);
    play
}

fn no_plan() -> Command {
    Command::RecordPlanFailure {
        intervention: id("coaching"),
        failure: CallFailure::Refused,
        message: "no plan for this tier".to_owned(),
    }
}

fn running() -> Play {
    let mut play = adopted();
    let mut review = task("coaching-review");
    review.step.start = alongside_core::definition::Start::Called;
    play.act("engine", &plan([task("coaching-do"), review]));
    play
}

#[test]
fn adopting_asks_for_the_plan_and_inserts_it() {
    let mut play = adopted();
    let effects = play.effects();
    let Effect::Plan(call) = &effects[0] else {
        panic!("{effects:?}");
    };
    assert_eq!(
        (call.intervention.as_str(), call.into.as_str()),
        ("coaching", "phase-2")
    );

    let events = play.act("engine", &plan([task("coaching-do")]));

    assert_eq!(
        kinds(&events),
        [
            "steps-added",
            "step-created coaching-plan",
            "step-activated coaching-plan",
            "step-created coaching-do",
            "step-activated coaching-do",
        ]
    );
    assert_eq!(play.effects(), []);
    let intervention = &play.state.interventions["coaching"];
    assert_eq!(intervention.standing, Standing::Running);
    assert_eq!(intervention.stage, Some(id("coaching-plan")));
    play.does("nle", "teach");
    assert_eq!(play.status("phase-2"), Status::Active);
    play.does("nle", "coaching-do");
    assert_eq!(play.active(), ["leave"]);
    // An answer counts once.
    assert!(play.act("engine", &plan([task("coaching-again")])).is_empty());
}

#[test]
fn a_plan_that_does_not_hold_is_a_failure_and_the_intervention_runs_without() {
    let second = planned("coaching", "phase-2", task("coaching-plan"));
    let elsewhere = planned("coaching", "leave", stage("coaching-plan", []));
    let bad = [
        (
            plan([task("do")]),
            "the name `do` does not begin with `coaching-`",
        ),
        (
            plan([task("coaching-do").after(["nothing"])]),
            "step `coaching-do` refers to step `nothing`",
        ),
        (plan([task("coaching-do").role("caretaker")]), "role `caretaker`"),
        (
            plan([score("coaching-score")].map(|mut node| {
                if let alongside_core::definition::StepKind::Score { plugin, .. } = &mut node.step.kind {
                    plugin.id = id("elsewhere");
                }
                node
            })),
            "the engagement has no plugin `elsewhere`",
        ),
        (plan([task("coaching-undo").undoes("teach")]), "cannot undo"),
        (second, "not one stage within `phase-2`"),
        (elsewhere, "not one stage within `phase-2`"),
        (
            Command::RecordPlan {
                intervention: id("coaching"),
                steps: Vec::new(),
            },
            "no steps",
        ),
    ];
    for (command, words) in bad {
        let mut play = adopted();
        let events = play.act("engine", &command);
        assert_eq!(kinds(&events), ["plan-failed"]);
        let json = serde_json::to_string(&events[0]).unwrap();
        assert!(json.contains(words), "{json}");
        assert_eq!(play.state.interventions["coaching"].standing, Standing::Running);
        assert_eq!(play.effects(), []);
    }
}

#[test]
fn a_stage_waits_for_the_plan_that_is_to_be_inserted_into_it() {
    let mut play = adopted();
    play.does("nle", "teach");
    assert_eq!(play.active(), ["phase-2"]);
    assert_eq!(
        play.why("phase-2").holds,
        [Hold::Plan {
            intervention: id("coaching")
        }]
    );
    assert_eq!(play.refused("nle", &complete("phase-2")).code(), "plan-awaited");
    play.act("engine", &plan([task("coaching-do")]));
    assert_eq!(play.active(), ["phase-2", "coaching-plan", "coaching-do"]);

    let mut play = adopted();
    play.does("nle", "teach");
    play.act("engine", &no_plan());
    assert_eq!(play.active(), ["leave"]);
}

#[test]
fn a_plan_for_a_closed_stage_comes_too_late() {
    let mut play = adopted();
    play.does("nle", "teach");
    play.act("nle", &halt("coaching"));
    assert_eq!(play.active(), ["leave"]);
    assert_eq!(play.act("engine", &plan([task("coaching-do")])), []);
}

#[test]
fn only_the_engine_brings_plans() {
    let mut play = adopted();
    assert_eq!(play.refused("nle", &plan([])), Rejection::EngineNeeded);
    assert_eq!(kinds(&play.act("engine", &no_plan())), ["plan-failed"]);
    assert!(play.act("engine", &no_plan()).is_empty());
    // Deciding again asks again.
    play.act("nle", &reopen("adopt"));
    play.decides("nle", "adopt", ["coaching"]);
    assert_eq!(play.effects().len(), 1);
}

#[test]
fn halting_ends_the_steps_and_calls_the_closing_ones() {
    let mut play = running();
    assert_eq!(
        play.active(),
        ["phase-2", "teach", "coaching-plan", "coaching-do"]
    );

    let events = play.act("nle", &halt("coaching"));

    assert_eq!(
        kinds(&events),
        [
            "intervention-halted",
            "step-terminated coaching-do",
            "step-activated coaching-review",
        ]
    );
    assert_eq!(play.latest("coaching-do").ending(), Some("halted"));
    play.does("nle", "coaching-review");
    assert_eq!(play.status("coaching-plan"), Status::Completed);
    assert_eq!(
        play.refused("nle", &halt("coaching")).code(),
        "intervention-stands"
    );
    play.act("nle", &conclude("coaching", Verdict::Abandon));
}

#[test]
fn a_halt_before_the_plan_or_its_stage_has_come_stops_it_from_coming() {
    let mut play = adopted();
    play.act("nle", &halt("coaching"));
    assert_eq!(play.effects(), []);
    assert!(play.act("engine", &plan([task("coaching-do")])).is_empty());

    let mut late = Play::open(workflow([
        recommend("options", []),
        adoption_into("adopt", "options", "phase-2").after(["options"]),
        task("read"),
        stage("phase-2", [task("teach")]).after(["read"]),
    ]));
    let key = late.effect().key;
    late.act("engine", &recommended(&key, ["coaching"]));
    late.decides("nle", "adopt", ["coaching"]);
    assert_eq!(
        kinds(&late.act("engine", &plan([task("coaching-do")]))),
        ["steps-added"]
    );
    late.act("nle", &halt("coaching"));
    late.does("nle", "read");
    assert_eq!(late.latest("coaching-plan").ending(), Some("halted"));
    assert_eq!(late.active(), ["phase-2", "teach"]);
}

#[test]
fn the_verdict_is_given_once_by_whoever_adopted() {
    let mut play = running();
    assert_eq!(
        play.refused("head", &conclude("coaching", Verdict::Adopt)).code(),
        "wrong-role"
    );
    assert_eq!(
        play.refused("nle", &conclude("phonics", Verdict::Adopt)).code(),
        "unknown-intervention"
    );
    play.act("nle", &conclude("coaching", Verdict::Adopt));
    assert_eq!(
        play.refused("nle", &conclude("coaching", Verdict::Adapt)).code(),
        "intervention-stands"
    );
}

#[test]
fn what_was_concluded_can_be_adopted_again_and_its_stage_reopens() {
    let mut play = running();
    play.does("nle", "coaching-do");
    assert_eq!(play.status("coaching-plan"), Status::Completed);
    play.act("nle", &conclude("coaching", Verdict::Adopt));
    play.act("nle", &reopen("adopt"));
    let events = play.decides("nle", "adopt", ["coaching"]);
    assert!(kinds(&events).contains(&"step-reopened coaching-plan".to_owned()));
    assert_eq!(play.status("coaching-do"), Status::Active);
}

#[test]
fn a_decision_that_plans_nothing_adopts_all_the_same_and_only_what_stands() {
    let mut play = Play::open(workflow([
        recommend("options", []),
        adoption("adopt", "options").after(["options"]).approve("head"),
        task("elsewhere"),
    ]));
    let key = play.effect().key;
    play.act("engine", &recommended(&key, ["coaching", "phonics"]));
    play.act("nle", &choose("adopt", ["phonics", "coaching"]));
    assert!(play.state.interventions.is_empty());
    play.act("head", &crate::support::play::approve("adopt"));
    assert_eq!(play.state.interventions.len(), 2);
    let phonics = &play.state.interventions["phonics"];
    assert_eq!(phonics.adopted_by.to_string(), "nle");
    assert_eq!(phonics.standing, Standing::Running);
    assert_eq!(play.effects(), []);
}
