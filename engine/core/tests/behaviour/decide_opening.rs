//! Opening: what must fit before an engagement begins.

use alongside_core::command::{Command, Opening};
use alongside_core::decide::{OpeningError, Rejection, TEXT_BYTES_MAX};
use alongside_core::event::Event;
use alongside_core::state::EngagementStatus;

use crate::support::define::{after, every, score, task, workflow};
use crate::support::id;
use crate::support::play::{Play, kinds};
use crate::support::samples::opening;

/// Opens an engagement that needs everything, after one change to what is settled.
fn refused(change: impl FnOnce(&mut Opening)) -> Rejection {
    let mut play = Play::unopened(workflow([
        score("gap"),
        task("plan")
            .role("head")
            .due(after("5 school-days"))
            .approve("governors"),
    ]));
    let mut opening = opening();
    change(&mut opening);
    let refusal = play.open_with(opening).unwrap_err();
    assert_eq!(
        (play.log.len(), play.state.status),
        (0, EngagementStatus::Unopened)
    );
    refusal
}

#[test]
fn opening_pins_the_workflow_and_brings_the_first_steps_up() {
    let mut play = Play::unopened(workflow([task("first"), task("second").after(["first"])]));
    let events = play.open_with(opening()).unwrap();
    assert_eq!(
        kinds(&events),
        [
            "engagement-opened",
            "step-created first",
            "step-created second",
            "step-activated first"
        ]
    );
    let Event::EngagementOpened { workflow, .. } = &events[0] else {
        panic!()
    };
    assert_eq!(workflow.digest, play.definition.digest());
    assert_eq!(play.state.engagement(), Some(&id("first")));
}

#[test]
fn every_way_not_to_fit_is_named() {
    type Change = fn(&mut Opening);
    let cases: [(OpeningError, Change); 10] = [
        (OpeningError::MissingParty(id("supporter")), |o| {
            o.parties.remove(&id::<alongside_core::ids::PartyId>("supporter"));
        }),
        (OpeningError::UnknownParty(id("diocese")), |o| {
            let mut party = o.parties.values().next().unwrap().clone();
            party.urn = None;
            o.parties.insert(id("diocese"), party);
        }),
        (OpeningError::MissingUrn(id("partner")), |o| {
            o.parties.get_mut("partner").unwrap().urn = None;
        }),
        (OpeningError::SameSchool(id("partner"), id("supporter")), |o| {
            let urn = o.parties.get("partner").unwrap().urn;
            o.parties.get_mut("supporter").unwrap().urn = urn;
        }),
        (OpeningError::MissingCalendar(id("partner")), |o| {
            o.parties.get_mut("partner").unwrap().calendar = None;
        }),
        (OpeningError::MissingRole(id("governors")), |o| {
            o.people.remove("chair");
        }),
        (OpeningError::UnknownRole(id("caretaker")), |o| {
            o.people.insert(id("keeper"), [id("caretaker")].into());
        }),
        (OpeningError::ReservedPerson(id("administrator")), |o| {
            o.people.insert(id("administrator"), [id("lead")].into());
        }),
        (OpeningError::ReservedPerson(id("engine")), |o| {
            o.people.insert(id("engine"), [id("lead")].into());
        }),
        (OpeningError::MissingPlugin(id("gap")), |o| {
            o.plugins.remove("gap");
        }),
    ];
    for (error, change) in cases {
        assert_eq!(refused(change), Rejection::Opening(error));
    }
}

#[test]
fn a_calendar_is_needed_for_clocks_and_waits_as_well_as_for_due_dates() {
    let clocks = [
        task("check").repeat(every("1 week")),
        crate::support::define::wait_until("pause", after("1 week")),
    ];
    for clock in clocks {
        let mut play = Play::unopened(workflow([clock, task("other")]));
        let mut opening = opening();
        opening.parties.get_mut("partner").unwrap().calendar = None;
        let error = OpeningError::MissingCalendar(id("partner"));
        assert_eq!(play.open_with(opening), Err(Rejection::Opening(error)));
    }
    let mut play = Play::unopened(workflow([task("plan")]));
    let mut opening = opening();
    opening.parties.get_mut("partner").unwrap().calendar = None;
    assert!(
        play.open_with(opening).is_ok(),
        "where no clock counts, no calendar is needed"
    );
}

#[test]
fn titles_are_bounded() {
    let long = "x".repeat(TEXT_BYTES_MAX + 1);
    let bytes = long.len();
    let name = long.clone();
    assert_eq!(refused(|o| o.title = long), Rejection::TextTooLong { bytes });
    assert_eq!(
        refused(|o| o.parties.get_mut("partner").unwrap().name = name),
        Rejection::TextTooLong { bytes }
    );
}

#[test]
fn an_engagement_opens_once_and_nothing_happens_before() {
    let mut play = Play::unopened(workflow([task("plan")]));
    assert_eq!(
        play.refused("nle", &crate::support::play::complete("plan")),
        Rejection::NotOpened
    );
    assert_eq!(play.refused("engine", &Command::Tick), Rejection::NotOpened);
    play.open_with(opening()).unwrap();
    assert_eq!(play.open_with(opening()), Err(Rejection::AlreadyOpen));
    play.does("nle", "plan");
    assert_eq!(play.open_with(opening()), Err(Rejection::AlreadyOpen));
}
