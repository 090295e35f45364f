//! Outside events: what they record, and what they end, suspend, reopen and open.

use alongside_core::definition::{Comparison, Condition, Expr, Name, Reactions};
use alongside_core::event::{Cause, Entry};
use alongside_core::hold::TimerPolicy;
use alongside_core::state::{EngagementStatus, Status};
use alongside_core::value::Value;

use crate::support::define::{stage, task, unchecked, wait_for, workflow};
use crate::support::id;
use crate::support::outside::{Outside, ends, event, inspection, opens, reopens, report_with, suspends};
use crate::support::play::{Play, kinds, report};

fn play(reactions: Reactions) -> Play {
    let definition = workflow([
        stage("analysis", [task("read")]),
        stage("phase-1", [stage("inner", [task("visit")]), task("note")]),
        stage("phase-2", [task("teach")]).after(["analysis"]),
        task("response").called(),
    ])
    .event("closure", event(reactions))
    .checked();
    Play::open(definition)
}

#[test]
fn an_emergency_closure_ends_the_phase_and_its_tasks_with_the_reason() {
    let mut play = play(ends(["phase-1"]));
    let events = play.act("head", &report("closure"));
    assert_eq!(
        kinds(&events),
        [
            "outside-event-reported",
            "step-terminated visit",
            "step-terminated inner",
            "step-terminated note",
            "step-terminated phase-1",
        ]
    );
    let ended = play.latest("phase-1");
    assert_eq!(ended.cause, Some(Cause::Interrupted));
    assert_eq!(
        ended.reason.as_deref(),
        Some("`closure` was reported: it happened")
    );
    assert_eq!(play.latest("visit").reason, ended.reason);
    assert_eq!(play.active(), ["analysis", "read"]);
    // It does not come back by itself, and a second report finds nothing to end.
    assert_eq!(
        kinds(&play.act("head", &report("closure"))),
        ["outside-event-reported"]
    );
}

#[test]
fn what_has_not_begun_is_ended_too_and_what_is_done_stays_done() {
    let mut play = play(ends(["phase-2", "analysis"]));
    play.does("nle", "read");
    assert_eq!(play.status("phase-2"), Status::Active);
    play.act("head", &report("closure"));
    assert_eq!(play.status("analysis"), Status::Completed);
    assert_eq!(play.latest("phase-2").ending(), Some("interrupted"));

    let mut early = self::play(ends(["phase-2"]));
    early.act("head", &report("closure"));
    assert_eq!(early.latest("phase-2").ending(), Some("interrupted"));
    early.does("nle", "read");
    assert_eq!(early.status("phase-2"), Status::Terminated);
}

#[test]
fn an_event_that_ends_everything_required_completes_the_engagement() {
    let mut play = play(ends(["analysis", "phase-1", "phase-2"]));
    play.act("head", &report("closure"));
    assert_eq!(play.state.status, EngagementStatus::Completed);
}

#[test]
fn an_event_suspends_steps_by_the_policy_of_the_workflow_until_somebody_resumes() {
    let mut play = play(suspends(["phase-1", "phase-2"]));
    play.definition.hold.timers = TimerPolicy::Keep;
    let events = play.act("head", &report("closure"));
    assert_eq!(
        kinds(&events),
        ["outside-event-reported", "step-suspended phase-1"]
    );
    let hold = play.latest("phase-1").hold.clone().unwrap();
    assert_eq!((hold.timers, hold.until), (TimerPolicy::Keep, None));
    assert_eq!(hold.reason, "`closure` was reported: it happened");
    // Once is enough, and what has not begun is not suspended.
    assert_eq!(
        kinds(&play.act("head", &report("closure"))),
        ["outside-event-reported"]
    );
    assert_eq!(play.latest("phase-2").hold, None);
}

#[test]
fn an_event_suspends_the_whole_engagement() {
    let mut play = play(Reactions {
        suspends_all: true,
        ..Reactions::default()
    });
    let events = play.act("administrator", &report("closure"));
    assert_eq!(kinds(&events), ["outside-event-reported", "engagement-suspended"]);
    assert_eq!(
        kinds(&play.act("head", &report("closure"))),
        ["outside-event-reported"]
    );
}

#[test]
fn an_event_reopens_what_is_settled_and_leaves_the_rest() {
    let mut play = play(reopens(["analysis", "phase-2"]));
    play.does("nle", "read");
    let events = play.act("head", &report("closure"));
    assert_eq!(
        kinds(&events),
        [
            "outside-event-reported",
            "step-reopened analysis",
            "step-created analysis (round 2)",
            "step-activated analysis (round 2)",
            "step-created read (round 2)",
            "step-flagged phase-2",
            "step-activated read (round 2)",
        ]
    );
    assert_eq!(
        play.latest("analysis").entry,
        Some(Entry::Reopened {
            reason: "`closure` was reported: it happened".to_owned()
        })
    );
    assert_eq!(play.round("phase-2"), 1);
}

#[test]
fn it_ends_first_then_reopens_and_opens() {
    // What it ends is settled, and so it is reopened: the phase begins anew.
    let reactions = Reactions {
        reopens: [id("phase-1")].into(),
        opens: [id("response")].into(),
        ..ends(["phase-1"])
    };
    let mut play = play(reactions);
    let events = play.act("head", &report("closure"));
    let steps: Vec<String> = kinds(&events)
        .into_iter()
        .filter(|kind| ["phase-1", "response"].iter().any(|step| kind.contains(step)))
        .collect();
    assert_eq!(
        steps,
        [
            "step-terminated phase-1",
            "step-reopened phase-1",
            "step-created phase-1 (round 2)",
            "step-activated phase-1 (round 2)",
            "step-activated response",
        ]
    );
}

#[test]
fn a_wait_hears_the_same_event_that_sets_things_off() {
    let definition = workflow([wait_for("reply", "closure"), task("response").called()])
        .event("closure", event(opens(["response"])));
    let mut play = Play::open(definition);
    let events = play.act("head", &report("closure"));
    assert_eq!(
        kinds(&events),
        [
            "outside-event-reported",
            "step-activated response",
            "step-completed reply"
        ]
    );
}

#[test]
fn an_event_records_what_its_workflow_asks_for_and_conditions_read_the_latest() {
    let grade = Name::Reported {
        event: id("inspection"),
        field: id("grade"),
    };
    let poor = Condition {
        source: format!("{grade} >= 3"),
        expr: Expr::Compare(
            Comparison::GreaterOrEqual,
            Expr::Name(grade).into(),
            Expr::Value(Value::Number(3.0)).into(),
        ),
    };
    let definition = unchecked([task("other"), task("action-plan").when(poor)])
        .event("inspection", inspection())
        .checked();
    let mut play = Play::open(definition);
    let code = |play: &mut Play, command| play.refused("head", &command).code();
    assert_eq!(code(&mut play, report("inspection")), "missing-fields");
    let wrong = report_with("inspection", [("grade", Value::Boolean(true))]);
    assert_eq!(code(&mut play, wrong), "wrong-field-type");
    let unknown = report_with("inspection", [("mood", Value::Number(1.0))]);
    assert_eq!(code(&mut play, unknown), "unknown-field");
    play.act(
        "head",
        &report_with("inspection", [("grade", Value::Number(2.0))]),
    );
    assert_eq!(play.status("action-plan"), Status::Available);
    play.act(
        "head",
        &report_with("inspection", [("grade", Value::Number(3.0))]),
    );
    assert_eq!(play.status("action-plan"), Status::Active);
    assert_eq!(play.state.reported["inspection"].len(), 2);
}
