//! Every way to be refused, reached in a play, with the words a headteacher reads: `tests/golden/rejections.txt`.

use std::collections::BTreeSet;

use alongside_core::command::{Command, EvidenceItem};
use alongside_core::decide::{ROUNDS_MAX, Rejection, STEPS_ADDED_MAX, TEXT_BYTES_MAX};
use alongside_core::definition::{Definition, Fact, Reactions};
use alongside_core::plugin::CallFailure;
use alongside_core::state::Withdrawal;
use alongside_core::value::{Value, ValueType};

use crate::support::conditions::never;
use crate::support::define::{
    adoption, adoption_into, after, decision, milestone, recommend, recording, score, stage, task, until,
    workflow,
};
use crate::support::outside::{
    Outside, change_of, escalate, escalation, fact, inspection, membership, move_membership,
    report_successor, set_fact,
};
use crate::support::play::{
    Play, accept, add, approve, attach, choose, clear_flag, complete, complete_with, contest, end, failed,
    halt, migrate, offer, recommended, reopen, report, retry, set_aside, start,
};
use crate::support::samples::opening;
use crate::support::{day, id};
use crate::{golden_children, golden_people};

const GOLDEN: &str = include_str!("../golden/rejections.txt");

fn definition() -> Definition {
    workflow([
        stage(
            "due-diligence",
            [
                task("learning-walk")
                    .judged_evidence("note-of-visit", "head")
                    .approve("head"),
                recording(
                    "plan",
                    [
                        ("aim", ValueType::Text),
                        ("prediction", ValueType::Number),
                        ("agreed", ValueType::Boolean),
                        ("review-by", ValueType::Date),
                        ("partners", ValueType::Texts),
                    ],
                ),
            ],
        ),
        score("gap"),
        recommend("strategies", ["gap"]).after(["gap"]),
        adoption("adopt", "strategies"),
        decision("priorities", ["whole-school", "targeted"]),
        task("coaching").manual(),
        milestone("secure").when(never()),
        stage("phase-2", [task("teach")]).after(["due-diligence"]),
    ])
}

fn refused(by: &str, command: &Command) -> Rejection {
    Play::open(definition()).refused(by, command)
}

fn plan(field: &str, value: Value) -> Rejection {
    refused("nle", &complete_with("plan", [(field, value)]))
}

fn roles_and_people() -> Vec<Rejection> {
    let mut offered = Play::open(definition());
    offered.act("adviser", &offer("learning-walk", "note-of-visit"));
    let own_evidence = offered.refused("adviser", &accept("learning-walk", "note-of-visit"));
    offered.does("adviser", "learning-walk");
    vec![
        refused("administrator", &complete("plan")),
        refused(
            "nle",
            &Command::RecordFailure {
                key: alongside_core::command::EffectKey {
                    engagement: id("first"),
                    step: id("gap"),
                    round: 1,
                    attempt: 1,
                },
                failure: CallFailure::Refused,
                message: String::new(),
            },
        ),
        refused("somebody", &complete("plan")),
        refused("chair", &complete("plan")),
        refused("head", &start("coaching")),
        refused("head", &choose("priorities", ["targeted"])),
        refused("head", &offer("learning-walk", "note-of-visit")),
        refused("head", &complete("due-diligence")),
        refused("nle", &accept("learning-walk", "note-of-visit")),
        refused("nle", &approve("learning-walk")),
        own_evidence,
        offered.refused("adviser", &approve("learning-walk")),
        offered.refused("nle", &complete("learning-walk")),
    ]
}

fn steps_and_evidence() -> Vec<Rejection> {
    let mut accepted = Play::open(definition());
    accepted.act("nle", &offer("learning-walk", "note-of-visit"));
    accepted.act("head", &accept("learning-walk", "note-of-visit"));
    accepted.act("nle", &set_aside("coaching"));
    vec![
        refused("nle", &complete("learning-wlk")),
        refused("nle", &complete("swimming")),
        refused("nle", &start("plan")),
        refused("nle", &complete("phase-2")),
        refused("nle", &complete("coaching")),
        accepted.refused("nle", &set_aside("coaching")),
        refused("nle", &retry("gap")),
        refused("nle", &complete("teach")),
        refused("nle", &complete("gap")),
        refused("nle", &choose("plan", ["targeted"])),
        refused("head", &approve("learning-walk")),
        refused("head", &approve("plan")),
        refused("nle", &complete("learning-walk")),
        refused("nle", &offer("learning-walk", "photo")),
        refused("nle", &offer("plan", "photo")),
        refused("head", &accept("learning-walk", "note-of-visit")),
        refused("head", &contest("learning-walk", "note-of-visit")),
        accepted.refused("nle", &offer("learning-walk", "note-of-visit")),
        accepted.refused("head", &contest("learning-walk", "note-of-visit")),
        refused("nle", &complete("due-diligence")),
        refused("nle", &set_aside("plan")),
    ]
}

fn words_and_values() -> Vec<Rejection> {
    let blank = Command::Offer {
        step: id("learning-walk"),
        evidence: id("note-of-visit"),
        item: EvidenceItem::Note("  ".to_owned()),
    };
    let elsewhere = Command::AttachData {
        data: id("attendance"),
        dataset: crate::support::samples::dataset("2018-19", "a"),
    };
    vec![
        plan("aim", Value::Text("read more".to_owned())),
        plan("mood", Value::Text("good".to_owned())),
        refused(
            "nle",
            &complete_with("learning-walk", [("mood", Value::Boolean(true))]),
        ),
        plan("aim", Value::Number(1.0)),
        plan("prediction", Value::Number(f64::NAN)),
        plan("agreed", Value::Number(1.0)),
        plan("review-by", Value::Number(1.0)),
        plan("partners", Value::Number(1.0)),
        refused("nle", &choose("priorities", ["both"])),
        refused("nle", &choose("adopt", ["phonics"])),
        refused("nle", &choose("priorities", ["targeted", "whole-school"])),
        refused("nle", &choose("adopt", [])),
        refused("nle", &blank),
        refused("nle", &end(&"x".repeat(TEXT_BYTES_MAX + 1))),
        refused("nle", &report("flood")),
        refused("administrator", &elsewhere),
    ]
}

fn beginnings_and_ends() -> Vec<Rejection> {
    let mut ended = Play::open(definition());
    ended.act("administrator", &end("enough"));
    let clocked = || Play::unopened(workflow([task("plan").due(after("10 school-days"))]));
    let mut early = clocked();
    early.day("2001-09-11");
    let mut without = clocked();
    without.calendars.clear();
    let mut spinning = Play::unopened(workflow([
        stage("spin", [milestone("turn")]).repeat(until(never()))
    ]));
    vec![
        Play::unopened(definition()).refused("nle", &complete("plan")),
        refused("administrator", &Command::Open(Box::new(opening()))),
        ended.refused("nle", &complete("plan")),
        early.open_with(opening()).unwrap_err(),
        without.open_with(opening()).unwrap_err(),
        spinning.open_with(opening()).unwrap_err(),
    ]
}

fn openings() -> Vec<Rejection> {
    let with = |change: &dyn Fn(&mut alongside_core::command::Opening)| {
        let mut opening = opening();
        change(&mut opening);
        let nodes = [
            task("plan").due(after("1 week")).approve("governors"),
            score("gap"),
        ];
        Play::unopened(workflow(nodes)).open_with(opening).unwrap_err()
    };
    let partner = |opening: &alongside_core::command::Opening| opening.parties["partner"].clone();
    vec![
        with(&|o| drop(o.parties.remove("partner"))),
        with(&|o| drop(o.parties.insert(id("diocese"), partner(o)))),
        with(&|o| o.parties.get_mut("partner").unwrap().urn = None),
        with(&|o| o.parties.get_mut("supporter").unwrap().urn = partner(o).urn),
        with(&|o| o.parties.get_mut("partner").unwrap().calendar = None),
        with(&|o| drop(o.people.remove("chair"))),
        with(&|o| drop(o.people.insert(id("keeper"), [id("caretaker")].into()))),
        with(&|o| drop(o.plugins.remove("gap"))),
    ]
}

fn reopening() -> Vec<Rejection> {
    let mut play = Play::open(workflow([
        stage("analysis", [task("read")]),
        task("letter").after(["analysis"]),
    ]));
    play.does("nle", "read");
    let closed = play.refused("nle", &reopen("read"));
    let unflagged = play.refused("nle", &clear_flag("analysis"));
    let mut rounds = Play::open(workflow([task("plan"), task("other")]));
    rounds.does("nle", "plan");
    let round = rounds.latest("plan").clone();
    rounds.state.steps.insert(id("plan"), vec![round; ROUNDS_MAX]);
    let mut withdrawn = Play::open(definition());
    withdrawn.state.withdrawal = Some(Withdrawal {
        since: day("2019-01-10"),
        reason: "enough".to_owned(),
        undo: Vec::new(),
    });
    vec![
        closed,
        unflagged,
        rounds.refused("nle", &reopen("plan")),
        withdrawn.refused("nle", &reopen("plan")),
    ]
}

fn outside() -> Vec<Rejection> {
    let definition = definition()
        .fact("risk", fact(ValueType::Number))
        .fact(
            "model",
            Fact {
                options: vec!["overseer".to_owned(), "executive-head".to_owned()],
                ..fact(ValueType::Text)
            },
        )
        .event("inspection", inspection())
        .event("change-of-head", change_of("head", Reactions::default()))
        .escalation("no-cooperation", escalation(Reactions::default()))
        .membership(membership());
    let refused = |by: &str, command: &Command| Play::open(definition.clone()).refused(by, command);
    let mut light = Play::open(definition.clone());
    light.act("chair", &move_membership("light-touch"));
    vec![
        refused("nle", &set_fact("mood", Value::Boolean(true))),
        refused("nle", &set_fact("risk", Value::Boolean(true))),
        refused("nle", &set_fact("model", Value::Text("partner".to_owned()))),
        refused("nle", &report("inspection")),
        refused("nle", &report("change-of-head")),
        refused("nle", &report_successor("closure", "deputy")),
        refused("nle", &report_successor("change-of-head", "engine")),
        refused("nle", &escalate("no-progress", None)),
        Play::open(workflow([task("plan")])).refused("nle", &move_membership("in")),
        refused("nle", &move_membership("light-touch")),
        refused("chair", &move_membership("out")),
        refused("chair", &move_membership("removed")),
        light.refused("chair", &move_membership("in")),
    ]
}

fn plans() -> Vec<Rejection> {
    let mut definition = workflow([
        recommend("options", []),
        adoption("adopt", "options").after(["options"]),
        task("other"),
    ]);
    let nowhere = Play::open(definition.clone()).refused("nle", &add(task("audit"), None));
    definition.ad_hoc = [id("lead")].into();
    let clerk = definition.roles["head"].clone();
    definition.roles.insert(id("clerk"), clerk);
    let mut play = Play::open(definition);
    let key = play.effect().key;
    let unknown = play.refused("administrator", &halt("coaching"));
    play.act("engine", &recommended(&key, ["coaching"]));
    play.act("nle", &choose("adopt", ["coaching"]));
    let known = play.refused("nle", &halt("phonics"));
    play.act("nle", &halt("coaching"));
    let mut awaited = Play::open(workflow([
        recommend("options", []),
        adoption_into("adopt", "options", "phase-2").after(["options"]),
        stage("phase-2", [task("teach")]),
    ]));
    let key = awaited.effect().key;
    awaited.act("engine", &recommended(&key, ["coaching"]));
    awaited.act("nle", &choose("adopt", ["coaching"]));
    awaited.does("nle", "teach");
    let mut full = Play::open(play.definition.clone());
    full.act("nle", &add(task("audit"), None));
    full.state.added = vec![full.state.added[0].clone(); STEPS_ADDED_MAX];
    let mut elsewhere = workflow([task("other")]);
    elsewhere.version = "2.0.0".parse().unwrap();
    let mut old = Play::open(play.definition.clone());
    old.target = Some(elsewhere.clone());
    let lost = old.refused("administrator", &migrate(&elsewhere));
    vec![
        nowhere,
        play.refused("nle", &add(task("adopt"), None)),
        play.refused("nle", &add(milestone("audit"), None)),
        full.refused("nle", &add(task("walk"), None)),
        play.refused("nle", &add(task("minutes").role("clerk"), None)),
        play.refused("nle", &add(task("minutes").role("caretaker"), None)),
        unknown,
        known,
        play.refused("nle", &halt("coaching")),
        awaited.refused("nle", &complete("phase-2")),
        play.refused("administrator", &migrate(&elsewhere)),
        play.refused("administrator", &migrate(&play.definition.clone())),
        lost,
    ]
}

/// How many ways to be refused there are, theme by theme.
const WAYS: [(&str, usize); 6] = [
    ("work", 33),
    ("reopening", 4),
    ("plans", 12),
    ("outside", 9),
    ("people", 16),
    ("members", 4),
];

/// Fails to compile when a way to be refused is added: reach it above, and count it in [`WAYS`].
fn is_known(rejection: &Rejection) -> bool {
    match rejection {
        Rejection::NotMany { .. }
        | Rejection::MemberThere { .. }
        | Rejection::UnknownMember { .. }
        | Rejection::Member(_) => true,
        Rejection::AlreadyOpen
        | Rejection::NotOpened
        | Rejection::Closed { .. }
        | Rejection::UnknownStep { .. }
        | Rejection::WrongStatus { .. }
        | Rejection::NotCreated { .. }
        | Rejection::WrongKind { .. }
        | Rejection::PersonNeeded
        | Rejection::EngineNeeded
        | Rejection::Stranger { .. }
        | Rejection::WrongRole { .. }
        | Rejection::FourEyes { .. }
        | Rejection::AlreadyProposed { .. }
        | Rejection::NothingProposed { .. }
        | Rejection::NoApproval { .. }
        | Rejection::MissingEvidence { .. }
        | Rejection::UnknownEvidence { .. }
        | Rejection::NothingOffered { .. }
        | Rejection::MissingFields { .. }
        | Rejection::UnknownField { .. }
        | Rejection::WrongFieldType { .. }
        | Rejection::UnknownOption { .. }
        | Rejection::OptionCount { .. }
        | Rejection::StepsOpen { .. }
        | Rejection::PlanAwaited { .. }
        | Rejection::Required { .. }
        | Rejection::ReasonNeeded
        | Rejection::TextTooLong { .. }
        | Rejection::UnknownOutsideEvent { .. }
        | Rejection::UnknownData { .. }
        | Rejection::Opening(_)
        | Rejection::Calendar { .. }
        | Rejection::NoCalendar { .. }
        | Rejection::Cascade { .. } => true,
        Rejection::StageClosed { .. }
        | Rejection::TooManyRounds { .. }
        | Rejection::NotFlagged { .. }
        | Rejection::Withdrawing => true,
        Rejection::NoAdHocSteps
        | Rejection::StepExists { .. }
        | Rejection::NotPlain { .. }
        | Rejection::PlanTooLong
        | Rejection::NobodyHolds { .. }
        | Rejection::Plan(_)
        | Rejection::UnknownIntervention { .. }
        | Rejection::InterventionStands { .. }
        | Rejection::NoTarget { .. }
        | Rejection::SameVersion { .. }
        | Rejection::Migration { .. } => true,
        Rejection::OnHold { .. }
        | Rejection::NotHeld { .. }
        | Rejection::Dates { .. }
        | Rejection::NoTimer { .. }
        | Rejection::NotPermitted { .. }
        | Rejection::Taken { .. }
        | Rejection::NotYours { .. }
        | Rejection::NotTaken { .. }
        | Rejection::NotBy { .. }
        | Rejection::NotAHolder { .. }
        | Rejection::SamePerson { .. }
        | Rejection::ReservedPerson(_)
        | Rejection::UnknownRole { .. }
        | Rejection::RoleNeeded { .. }
        | Rejection::Amount { .. }
        | Rejection::UnknownSource { .. }
        | Rejection::OverBudget { .. } => true,
        Rejection::SuccessorNeeded { .. }
        | Rejection::NoSuccession { .. }
        | Rejection::UnknownEscalation { .. }
        | Rejection::NoMembership
        | Rejection::UnknownMembership { .. }
        | Rejection::MembershipMove { .. }
        | Rejection::UnknownFact { .. }
        | Rejection::WrongFact { .. } => true,
    }
}

#[test]
fn every_refusal_is_reached_and_reads_as_it_did() {
    let all = [
        beginnings_and_ends(),
        openings(),
        roles_and_people(),
        steps_and_evidence(),
        words_and_values(),
        reopening(),
        plans(),
        outside(),
        golden_people::rejections(),
        golden_children::rejections(),
    ]
    .concat();
    let codes: BTreeSet<&str> = all.iter().map(Rejection::code).collect();
    let ways: usize = WAYS.iter().map(|(_, ways)| ways).sum();
    assert_eq!(codes.len(), ways, "{codes:?}");
    assert!(all.iter().all(is_known));
    let text: String = all
        .iter()
        .map(|rejection| {
            let hint = rejection
                .hint()
                .map_or_else(String::new, |hint| format!("    {hint}\n"));
            format!("{}: {rejection}\n{hint}", rejection.code())
        })
        .collect();
    assert!(text == GOLDEN, "the messages are now:\n{text}");
}

#[test]
fn a_failure_reaches_whoever_must_look_at_it() {
    let mut play = Play::open(definition());
    play.act("administrator", &attach("2018-19", "a"));
    let key = play.effect().key;
    play.act("engine", &failed(&key, CallFailure::Refused));
    let failed = play
        .work()
        .into_iter()
        .find(|item| item.round.step.as_str() == "gap")
        .unwrap();
    let json = serde_json::to_string(&failed.action).unwrap();
    assert_eq!(json, r#"{"do":"retry","message":"it did not answer"}"#);
}
