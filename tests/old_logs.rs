//! What an older release wrote is read by this one, and means what it meant: every kept log folds to the state it was
//! kept with, byte for byte; today's program opens every kept workspace; and what was begun then is carried on now.
//!
//! The logs and how they are kept: `fixtures/logs/README.md`. A log that fails here is never mended: the program is.

#![expect(clippy::panic, reason = "a test fails by panicking")]

use std::path::Path;

use alongside_core::definition::Definition;
use alongside_core::digest::Digest;
use alongside_core::event::{Envelope, StoredEvent, decode};
use alongside_core::state::{EngagementStatus, EvidenceStatus, State};
use alongside_tests::{
    DEFINITION, KeptLog, KeptWorkspace, STATE, STATES, WORKSPACE, digest_of_state, events_in_store,
    kept_workspaces, line_of_event, run_in, text_of_state,
};
use serde_json::Value;
use tempfile::TempDir;

/// The kept workspace in which work is under way.
const MIDWAY: &str = "0.1.0/midway";
/// The kept workspace in which all is done.
const EXIT: &str = "0.1.0/exit";

/// Without program and without store: the definition and the lines of the events are enough.
#[test]
fn every_kept_log_folds_to_the_state_it_was_kept_with() {
    for (kept, log) in kept_logs() {
        let place = format!("{} in {}", log.engagement, kept.name());
        let state = fold_and_compare(&place, &log, &log.events());
        let definition = log.read(DEFINITION);
        let read: Definition =
            serde_json::from_str(&definition).unwrap_or_else(|error| panic!("{place}: {error}"));
        read.check().unwrap_or_else(|error| panic!("{place}: {error}"));
        let pinned = state.workflow.map(|pin| pin.digest);
        assert_eq!(pinned, Some(Digest::of(definition.as_bytes())), "{place}");
        assert!(
            state.steps.keys().all(|step| read.step(step).is_some()),
            "{place}: a step that its workflow does not know"
        );
    }
}

/// The tests of this file prove something only where the logs hold what can go wrong.
#[test]
fn what_was_kept_of_the_first_release_is_work_under_way_and_work_done() {
    let logs = kept_logs();
    let state_of = |name: &str| {
        let found = logs.iter().find(|(kept, _)| kept.name() == name);
        let (_, log) = found.unwrap_or_else(|| panic!("{name} is gone"));
        let envelopes: Vec<Envelope> = log.events().iter().map(|event| read(name, event)).collect();
        alongside_core::state::fold(State::default(), &envelopes)
    };
    let midway = state_of(MIDWAY);
    assert_eq!(midway.status, EngagementStatus::Open);
    assert!(!midway.timers.is_empty(), "no timer is pending");
    let rounds = || midway.steps.values().flatten();
    assert!(rounds().any(|round| round.is_active()), "no step is open");
    assert!(
        rounds().any(|round| round.submission.is_some()),
        "nothing waits for another's word"
    );
    let mut offered = rounds().flat_map(|round| round.evidence.values());
    assert!(
        offered.any(|offered| matches!(offered.status, EvidenceStatus::Contested { .. })),
        "no evidence is contested"
    );
    let exit = state_of(EXIT);
    assert_eq!(exit.status, EngagementStatus::Completed);
    assert!(
        exit.steps.values().any(|rounds| rounds.len() > 2),
        "no step was repeated"
    );
}

#[test]
fn todays_program_opens_every_kept_workspace() {
    for kept in kept_workspaces() {
        let copy = copy_of(&kept);
        for log in kept.logs() {
            let place = format!("{} in {}", log.engagement, kept.name());
            let state: Value = parse(&place, log.read(STATE).as_bytes());
            let shown = answer(copy.path(), &["show", &log.engagement, "--json"]);
            assert_shows(&place, &shown, &state);
            for step in active_steps(&state) {
                let why = answer(copy.path(), &["why", &log.engagement, &step, "--json"]);
                assert_eq!(
                    why.pointer("/why/status"),
                    Some(&"active".into()),
                    "{place}: {why}"
                );
            }
            answer(copy.path(), &["next", &log.engagement, "--json"]);
            answer(copy.path(), &["report", &log.engagement, "--json"]);
            let history = answer(copy.path(), &["history", &log.engagement, "--all", "--json"]);
            assert_tells(&place, &history, &log.events());

            let events = events_in_store(copy.path(), &log.engagement);
            assert_eq!(lines(&events), lines(&log.events()), "{place}");
            fold_and_compare(&place, &log, &events);
        }
    }
}

#[test]
fn an_engagement_of_an_older_release_is_carried_on() {
    let kept = kept_workspaces().into_iter().find(|kept| kept.name() == MIDWAY);
    let kept = kept.unwrap_or_else(|| panic!("{MIDWAY} is gone"));
    let copy = copy_of(&kept);
    let note = "All six classes, with the head, over two days";
    for arguments in [
        "offer leesland learning-walks note-of-visit --as nle --json --note",
        "accept leesland learning-walks note-of-visit --as head --json",
    ] {
        let mut arguments: Vec<&str> = arguments.split(' ').collect();
        if arguments.last() == Some(&"--note") {
            arguments.push(note);
        }
        answer(copy.path(), &arguments);
    }
    let shown = answer(copy.path(), &["show", "leesland", "--json"]);
    assert_eq!(*shown_step(&shown, "learning-walks", "status"), "completed");
    let log = kept.logs().remove(0);
    let (before, after) = (log.events(), events_in_store(copy.path(), &log.engagement));
    assert!(after.len() > before.len());
    assert_eq!(lines(&after[..before.len()]), lines(&before));
}

/// Every kept log with the workspace it lies in.
fn kept_logs() -> Vec<(KeptWorkspace, KeptLog)> {
    let logs: Vec<_> = kept_workspaces()
        .into_iter()
        .flat_map(|kept| kept.logs().into_iter().map(move |log| (kept.clone(), log)))
        .collect();
    assert!(!logs.is_empty(), "no log is kept");
    logs
}

/// Folds events one by one and compares every state with the one that was live; the first that differs is named.
fn fold_and_compare(place: &str, log: &KeptLog, events: &[StoredEvent]) -> State {
    let states = log.read(STATES);
    assert_eq!(states.lines().count(), events.len(), "{place}: events and states");
    let mut state = State::default();
    let mut differing = None;
    for ((number, event), digest) in (1..).zip(events).zip(states.lines()) {
        state.evolve(&read(place, event));
        if differing.is_none() && digest_of_state(&state) != digest {
            differing = Some(format!(
                "{} at event {number}, {}",
                event.kind,
                line_of_event(event)
            ));
        }
    }
    let (now, then) = (text_of_state(&state), log.read(STATE));
    let mut lines = now.lines().zip(then.lines()).zip(1..);
    let last = lines.find(|((now, then), _)| now != then).map_or_else(
        || "the same in the end".to_owned(),
        |((now, then), line)| format!("in the end `{now}` at line {line} of {STATE} and not `{then}`"),
    );
    let first = differing.as_deref().unwrap_or("no event");
    assert!(
        now == then && differing.is_none(),
        "{place} folds to another state than it did: first after {first}; {last}"
    );
    state
}

fn read(place: &str, event: &StoredEvent) -> Envelope {
    decode(event).unwrap_or_else(|error| panic!("{place}: {error}"))
}

/// A copy of a kept workspace, as somebody would take it over: the program may write to it.
fn copy_of(kept: &KeptWorkspace) -> TempDir {
    let copy = tempfile::tempdir().unwrap_or_else(|error| panic!("no folder for a test: {error}"));
    let workspace = kept.folder.join(WORKSPACE);
    xtask::copy_folder(&workspace, copy.path()).unwrap_or_else(|error| panic!("{error}"));
    copy
}

/// What the program answers; it must end well and have nothing to complain of.
fn answer(workspace: &Path, arguments: &[&str]) -> Value {
    let output = run_in(workspace, arguments);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && complaint.is_empty(),
        "{arguments:?}: {complaint}"
    );
    parse(&format!("{arguments:?}"), &output.stdout)
}

fn parse(place: &str, bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or_else(|error| panic!("{place}: {error}"))
}

/// The program shows every step as it stands in the kept state.
fn assert_shows(place: &str, shown: &Value, state: &Value) {
    assert_eq!(shown.get("status"), state.get("status"), "{place}");
    let steps = state.get("steps").and_then(Value::as_object);
    let steps = steps.unwrap_or_else(|| panic!("{place}: no steps in the state"));
    for (step, rounds) in steps {
        let rounds = rounds.as_array().map_or(&[] as &[Value], Vec::as_slice);
        let last = rounds.last().unwrap_or(&Value::Null);
        assert_eq!(
            *shown_step(shown, step, "rounds"),
            rounds.len(),
            "{place}: {step}"
        );
        for field in ["status", "since"] {
            let kept = last.get(field).unwrap_or(&Value::Null);
            assert_eq!(shown_step(shown, step, field), kept, "{place}: {field} of {step}");
        }
    }
}

fn shown_step<'v>(shown: &'v Value, step: &str, field: &str) -> &'v Value {
    let steps = shown.get("steps").and_then(Value::as_array).into_iter().flatten();
    let mut found = steps.filter(|shown| shown.get("id") == Some(&step.into()));
    let field = found.next().and_then(|shown| shown.get(field));
    field.unwrap_or_else(|| panic!("{step} is not shown"))
}

fn active_steps(state: &Value) -> Vec<String> {
    let steps = state
        .get("steps")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    steps
        .filter(|(_, rounds)| {
            let last = rounds.as_array().and_then(|rounds| rounds.last());
            last.and_then(|last| last.get("status")) == Some(&"active".into())
        })
        .map(|(step, _)| step.clone())
        .collect()
}

/// The program tells every event that was kept, in order: when, by whom, of which kind. Its words may change.
fn assert_tells(place: &str, history: &Value, events: &[StoredEvent]) {
    let entries = history.get("entries").and_then(Value::as_array);
    let entries = entries.unwrap_or_else(|| panic!("{place}: no history"));
    let told = entries.iter().map(|entry| {
        let field = |name: &str| {
            entry
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        (field("at"), field("on"), field("by"), field("kind"))
    });
    let kept = events.iter().map(|event| {
        let Envelope { at, on, by, event } = read(place, event);
        (
            at.to_string(),
            on.to_string(),
            by.to_string(),
            event.kind().to_owned(),
        )
    });
    assert_eq!(told.collect::<Vec<_>>(), kept.collect::<Vec<_>>(), "{place}");
}

fn lines(events: &[StoredEvent]) -> Vec<String> {
    events.iter().map(line_of_event).collect()
}
