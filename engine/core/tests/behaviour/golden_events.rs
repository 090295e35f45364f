//! The stored form of every kind of event, pinned: `tests/golden/events-v1.jsonl`.
//!
//! The file is never changed, only added to. A change of form is a new version with an upcaster, and a new file.

use std::collections::BTreeSet;

use alongside_core::calendar::PeriodUnit;
use alongside_core::command::{Actor, EvidenceItem};
use alongside_core::definition::{Every, RecordPath, TimePoint, TimeRule};
use alongside_core::digest::Digest;
use alongside_core::event::{
    Cause, DecodeError, EVENT_VERSION, Entry, Envelope, Event, MovedTimer, Outcome, Round, StoredEvent,
    WorkflowPin, decode, encode,
};
use alongside_core::finding::{Explanation, Tier};
use alongside_core::plugin::CallFailure;
use alongside_core::state::{Timer, TimerKind, TimerRule};
use alongside_core::value::Value;

use crate::support::play::noon;
use crate::support::samples::{dataset, finding, opening, recommendation};
use crate::support::{day, id};
use crate::{golden_children, golden_people, golden_plans};

const GOLDEN: &str = include_str!("../golden/events-v1.jsonl");

fn round(step: &str, round: u32) -> Round {
    Round {
        step: id(step),
        round,
    }
}

fn rule(point: TimePoint) -> TimerRule {
    TimerRule::Once(TimeRule {
        point,
        calendar: id("partner"),
    })
}

fn timer(rule: TimerRule) -> Timer {
    Timer {
        date: day("2019-02-08"),
        provisional: false,
        anchor: day("2019-01-10"),
        after: None,
        rule,
        calendar: Some((id("county"), Digest::of(b"county"))),
        fixed: false,
        moved_on: None,
    }
}

fn openings() -> Vec<Event> {
    let workflow = WorkflowPin {
        id: id("sample"),
        version: "1.0.0".to_owned(),
        title: "A sample".to_owned(),
        digest: Digest::of(b"sample"),
    };
    vec![
        Event::EngagementOpened {
            workflow,
            opening: Box::new(opening()),
        },
        Event::StepCreated {
            round: round("plan", 1),
            stage_round: None,
        },
        Event::StepCreated {
            round: round("plan", 2),
            stage_round: Some(2),
        },
    ]
}

fn beginnings() -> Vec<Event> {
    let condition = "events.judgement > 0".to_owned();
    let consumed = [(id("first"), 1), (id("second"), 3)].into();
    let activated = |step: &str, entry: Entry| Event::StepActivated {
        round: round(step, 1),
        consumed: [].into(),
        entry,
    };
    vec![
        Event::StepActivated {
            round: round("plan", 1),
            consumed,
            entry: Entry::After { condition: None },
        },
        activated("a", Entry::Open),
        activated(
            "b",
            Entry::After {
                condition: Some(condition.clone()),
            },
        ),
        activated("c", Entry::BroughtForward { condition }),
        activated("d", Entry::Clock),
        activated("e", Entry::NextRound),
        Event::StepEnabled {
            round: round("coaching", 1),
            consumed: [].into(),
            entry: Entry::Open,
        },
    ]
}

fn timers() -> Vec<Event> {
    let every = Every {
        span: id("1 half-term"),
        before_end: Some(id("5 school-days")),
        calendar: id("partner"),
    };
    let mut scheduled = timer(TimerRule::Every(every));
    (scheduled.after, scheduled.provisional) = (Some(day("2019-01-10")), true);
    let set = |timer_kind: TimerKind, point: TimePoint| Event::TimerSet {
        round: round("plan", 1),
        timer_kind,
        timer: timer(rule(point)),
    };
    let before_end = TimePoint::BeforeEnd {
        offset: id("5 school-days"),
        of: PeriodUnit::Term,
    };
    let recorded = TimePoint::Recorded(RecordPath {
        step: id("plan"),
        field: id("review-by"),
    });
    let fired = |timer_kind: TimerKind| Event::TimerFired {
        round: round("review", 2),
        timer_kind,
        date: day("2019-02-08"),
    };
    let moved = MovedTimer {
        round: round("plan", 1),
        kind: TimerKind::Due,
        from: day("2019-02-08"),
        to: day("2019-02-11"),
        provisional: true,
        anchor: None,
        after: None,
    };
    vec![
        Event::RoundScheduled {
            round: round("review", 1),
            consumed: [(id("first"), 1)].into(),
            timer: scheduled,
        },
        set(TimerKind::Due, TimePoint::After(id("10 school-days"))),
        set(TimerKind::Due, before_end),
        set(TimerKind::Wait, TimePoint::On(day("2019-02-08"))),
        set(TimerKind::Wait, recorded),
        fired(TimerKind::Round),
        fired(TimerKind::Wait),
        Event::CalendarRevised {
            calendar: id("county"),
            revision: Digest::of(b"revised"),
            moved: vec![moved],
        },
        Event::StepOverdue {
            round: round("plan", 1),
            due: day("2019-02-08"),
        },
    ]
}

fn evidence() -> Vec<Event> {
    let offered = |item: EvidenceItem| Event::EvidenceOffered {
        round: round("plan", 1),
        evidence: id("note"),
        item,
    };
    vec![
        offered(EvidenceItem::Note("as “seen”".to_owned())),
        offered(EvidenceItem::Link("https://example.org/note".to_owned())),
        offered(EvidenceItem::Document {
            name: "note.pdf".to_owned(),
            digest: Digest::of(b"note"),
        }),
        Event::EvidenceAccepted {
            round: round("plan", 1),
            evidence: id("note"),
        },
        Event::EvidenceContested {
            round: round("plan", 1),
            evidence: id("note"),
            reason: "too thin".to_owned(),
        },
    ]
}

fn recorded() -> Outcome {
    Outcome::Recorded(
        [
            (id("aim"), Value::Text("read more".to_owned())),
            (id("prediction"), Value::Number(4.1)),
            (id("agreed"), Value::Boolean(true)),
            (id("review-by"), Value::Date(day("2019-04-01"))),
            (id("partners"), Value::Texts(vec!["a school".to_owned()])),
        ]
        .into(),
    )
}

fn found() -> Outcome {
    let mut finding = finding(21.25);
    finding.output.band = Some("wide".to_owned());
    finding
        .output
        .values
        .insert("share".to_owned(), Value::Number(0.35));
    finding
        .provenance
        .parameters
        .insert("years".to_owned(), Value::Number(3.0));
    finding.output.explanation[0].children = vec![Explanation {
        label: "2018-19".to_owned(),
        detail: "60 of 120".to_owned(),
        ..Explanation::default()
    }];
    Outcome::Found(Box::new(finding))
}

fn withheld() -> Outcome {
    let mut finding = finding(0.0);
    let estimate = &mut finding.output.estimate;
    (estimate.value, estimate.low, estimate.high, estimate.n) = (None, None, None, None);
    estimate.withheld = Some("fewer than 11 pupils".to_owned());
    Outcome::Found(Box::new(finding))
}

fn recommended() -> Outcome {
    let mut recommendation = recommendation(["coaching", "phonics", "tutoring"]);
    recommendation.proposals[1].tier = Tier::Underperforming;
    recommendation.proposals[2].tier = Tier::Disadvantaged;
    recommendation.proposals[2].cost = Some("one hour a week".to_owned());
    recommendation.proposals[2].measure = Some("the gap".to_owned());
    Outcome::Recommended(Box::new(recommendation))
}

fn outcomes() -> Vec<Event> {
    let decided = Outcome::Decided {
        options: vec![id("targeted")],
        reason: "the gap is wide".to_owned(),
    };
    let completed = [
        Outcome::Done,
        recorded(),
        decided.clone(),
        found(),
        withheld(),
        recommended(),
        Outcome::DateReached,
        Outcome::EventHappened,
    ];
    let mut events = vec![
        Event::OutcomeProposed {
            round: round("priorities", 1),
            outcome: decided,
        },
        Event::OutcomeApproved {
            round: round("priorities", 1),
        },
        Event::OutcomeDeclined {
            round: round("priorities", 1),
            reason: "not yet".to_owned(),
        },
    ];
    events.extend(completed.map(|outcome| Event::StepCompleted {
        round: round("plan", 1),
        outcome,
    }));
    events
}

fn endings() -> Vec<Event> {
    let failed = |failure: CallFailure, gave_up: bool| Event::CallFailed {
        round: round("gap", 1),
        attempt: 2,
        failure,
        message: "it did not answer".to_owned(),
        gave_up,
    };
    vec![
        Event::StepSetAside {
            round: round("coaching", 1),
            reason: "not needed".to_owned(),
        },
        Event::StepTerminated {
            round: round("coaching", 1),
            reason: "its stage is complete".to_owned(),
            cause: None,
        },
        failed(CallFailure::TimedOut, false),
        failed(CallFailure::Unavailable, false),
        failed(CallFailure::Refused, true),
        failed(CallFailure::Misbehaved, true),
        Event::StepRetried {
            round: round("gap", 1),
        },
        Event::DataAttached {
            data: id("results"),
            dataset: dataset("2018-19", "a"),
        },
        Event::OutsideEventReported {
            event: id("judgement"),
            note: "published today".to_owned(),
            record: [].into(),
        },
        Event::EngagementCompleted {},
        Event::EngagementEnded {
            reason: "the school closes".to_owned(),
        },
    ]
}

fn outside() -> Vec<Event> {
    let raised = |about: Option<Round>, condition: Option<&str>| Event::EscalationRaised {
        escalation: id("no-cooperation"),
        about,
        reason: "nobody answers".to_owned(),
        condition: condition.map(str::to_owned),
    };
    let set = |from: Option<Value>, to: Value, reason: Option<&str>| Event::FactSet {
        fact: id("risk"),
        from,
        to,
        reason: reason.map(str::to_owned),
    };
    vec![
        set(None, Value::Number(6.0), None),
        set(Some(Value::Number(6.0)), Value::Number(7.0), Some("the visit")),
        raised(Some(round("plan", 1)), None),
        raised(None, Some("facts.risk >= 7")),
        Event::EscalationLapsed {
            escalation: id("no-cooperation"),
        },
        Event::OutsideEventReported {
            event: id("inspection"),
            note: "published today".to_owned(),
            record: [(id("grade"), Value::Number(3.0))].into(),
        },
        Event::MembershipChanged {
            from: None,
            to: id("in"),
            reason: "the engagement opened".to_owned(),
        },
        Event::MembershipChanged {
            from: Some(id("in")),
            to: id("conditional"),
            reason: "the review says so".to_owned(),
        },
        Event::StepTerminated {
            round: round("phase-2", 1),
            reason: "`closure` was reported: a fire".to_owned(),
            cause: Some(Cause::Interrupted),
        },
        Event::StepTerminated {
            round: round("phase-2", 2),
            reason: "exit-when holds: facts.risk >= 7".to_owned(),
            cause: Some(Cause::Exited),
        },
        Event::StepActivated {
            round: round("meeting", 2),
            consumed: [].into(),
            entry: Entry::Called {
                by: "no-cooperation".to_owned(),
            },
        },
    ]
}

fn samples() -> Vec<Envelope> {
    let events = [
        openings(),
        beginnings(),
        timers(),
        evidence(),
        outcomes(),
        endings(),
        outside(),
        golden_people::events(),
        golden_children::events(),
        golden_plans::events(),
    ]
    .concat();
    let actors = [Actor::Administrator, Actor::Engine, Actor::Person(id("nle"))];
    let envelope = |(event, by): (Event, &Actor)| Envelope {
        at: noon(day("2019-01-10")),
        on: day("2019-01-10"),
        by: by.clone(),
        event,
    };
    events
        .into_iter()
        .zip(actors.iter().cycle())
        .map(envelope)
        .collect()
}

/// Every kind of event. [`known`] fails to compile when one is added: name it here, and give it a sample above.
pub(crate) const EVENT_KINDS: [&str; 60] = [
    "engagement-opened",
    "step-created",
    "round-scheduled",
    "step-enabled",
    "step-activated",
    "timer-set",
    "timer-fired",
    "calendar-revised",
    "step-overdue",
    "evidence-offered",
    "evidence-accepted",
    "evidence-contested",
    "outcome-proposed",
    "outcome-approved",
    "outcome-declined",
    "step-completed",
    "step-set-aside",
    "step-terminated",
    "call-failed",
    "step-retried",
    "data-attached",
    "outside-event-reported",
    "engagement-completed",
    "engagement-ended",
    "member-joined",
    "member-left",
    "child-started",
    "child-closed",
    "fact-set",
    "escalation-raised",
    "escalation-lapsed",
    "membership-changed",
    "step-assigned",
    "step-delegated",
    "delegation-ended",
    "delegation-accepted",
    "roles-changed",
    "absence-recorded",
    "engagement-suspended",
    "engagement-resumed",
    "step-suspended",
    "step-resumed",
    "timer-moved",
    "spent",
    "budget-warned",
    "notice-raised",
    "notice-delivered",
    "steps-added",
    "undo-noted",
    "intervention-adopted",
    "plan-failed",
    "intervention-halted",
    "intervention-concluded",
    "withdrawal-begun",
    "flag-cleared",
    "step-reopened",
    "step-flagged",
    "migration-scheduled",
    "migration-called-off",
    "workflow-migrated",
];

fn known(event: &Event) -> bool {
    match event {
        Event::EngagementOpened { .. }
        | Event::StepCreated { .. }
        | Event::RoundScheduled { .. }
        | Event::StepEnabled { .. }
        | Event::StepActivated { .. }
        | Event::TimerSet { .. }
        | Event::TimerFired { .. }
        | Event::CalendarRevised { .. }
        | Event::StepOverdue { .. }
        | Event::EvidenceOffered { .. }
        | Event::EvidenceAccepted { .. }
        | Event::EvidenceContested { .. }
        | Event::OutcomeProposed { .. }
        | Event::OutcomeApproved { .. }
        | Event::OutcomeDeclined { .. }
        | Event::StepCompleted { .. }
        | Event::StepSetAside { .. }
        | Event::StepTerminated { .. }
        | Event::CallFailed { .. }
        | Event::StepRetried { .. }
        | Event::DataAttached { .. }
        | Event::OutsideEventReported { .. }
        | Event::EngagementCompleted {}
        | Event::MemberJoined { .. }
        | Event::MemberLeft { .. }
        | Event::ChildStarted { .. }
        | Event::ChildClosed { .. }
        | Event::EngagementEnded { .. }
        | Event::FactSet { .. }
        | Event::EscalationRaised { .. }
        | Event::EscalationLapsed { .. }
        | Event::MembershipChanged { .. }
        | Event::StepAssigned { .. }
        | Event::StepDelegated { .. }
        | Event::DelegationEnded { .. }
        | Event::DelegationAccepted { .. }
        | Event::RolesChanged { .. }
        | Event::AbsenceRecorded { .. }
        | Event::EngagementSuspended { .. }
        | Event::EngagementResumed { .. }
        | Event::StepSuspended { .. }
        | Event::StepResumed { .. }
        | Event::TimerMoved { .. }
        | Event::Spent { .. }
        | Event::BudgetWarned { .. }
        | Event::NoticeRaised { .. }
        | Event::NoticeDelivered { .. }
        | Event::StepsAdded { .. }
        | Event::UndoNoted { .. }
        | Event::InterventionAdopted { .. }
        | Event::PlanFailed { .. }
        | Event::InterventionHalted { .. }
        | Event::InterventionConcluded { .. }
        | Event::WithdrawalBegun { .. }
        | Event::FlagCleared { .. }
        | Event::StepReopened { .. }
        | Event::StepFlagged { .. }
        | Event::MigrationScheduled { .. }
        | Event::MigrationCalledOff { .. }
        | Event::WorkflowMigrated { .. } => EVENT_KINDS.contains(&event.kind()),
    }
}

fn line(stored: &StoredEvent) -> String {
    let StoredEvent {
        kind,
        version,
        time_micros,
        payload,
    } = stored;
    let payload = std::str::from_utf8(payload).unwrap();
    format!(r#"{{"kind":"{kind}","version":{version},"time-micros":{time_micros},"payload":{payload}}}"#)
}

fn stored(line: &str) -> StoredEvent {
    let value: serde_json::Value = serde_json::from_str(line).unwrap();
    let payload = line.split_once(r#""payload":"#).unwrap().1;
    StoredEvent {
        kind: value["kind"].as_str().unwrap().to_owned(),
        version: u16::try_from(value["version"].as_u64().unwrap()).unwrap(),
        time_micros: value["time-micros"].as_i64().unwrap(),
        payload: payload.strip_suffix('}').unwrap().as_bytes().to_vec(),
    }
}

#[test]
fn the_stored_form_of_every_kind_of_event_is_what_it_was() {
    let samples = samples();
    let kinds: BTreeSet<&str> = samples.iter().map(|sample| sample.event.kind()).collect();
    assert_eq!(kinds, EVENT_KINDS.into());
    assert!(samples.iter().all(|sample| known(&sample.event)));
    let lines: Vec<String> = samples.iter().map(|sample| line(&encode(sample))).collect();
    assert!(
        lines.iter().map(String::as_str).eq(GOLDEN.lines()),
        "the stored form is now:\n{}",
        lines.join("\n")
    );
}

#[test]
fn what_was_stored_is_read_as_what_it_was() {
    let read: Vec<Envelope> = GOLDEN
        .lines()
        .map(|line| decode(&stored(line)).unwrap())
        .collect();
    assert_eq!(read, samples());
}

#[test]
fn a_damaged_event_is_named_and_never_a_panic() {
    for envelope in samples() {
        let good = encode(&envelope);
        for length in 0..good.payload.len() {
            let cut = StoredEvent {
                payload: good.payload[..length].to_vec(),
                ..good.clone()
            };
            assert!(matches!(decode(&cut), Err(DecodeError::Malformed { .. })));
        }
        for place in (0..good.payload.len()).step_by(7) {
            let mut flipped = good.clone();
            flipped.payload[place] ^= 0x15;
            drop(decode(&flipped));
        }
        let other = StoredEvent {
            kind: "step-mislaid".to_owned(),
            ..good.clone()
        };
        assert!(
            decode(&other)
                .unwrap_err()
                .to_string()
                .starts_with("the event `step-mislaid` cannot be read")
        );
        let far = StoredEvent {
            time_micros: i64::MAX,
            ..good.clone()
        };
        assert!(matches!(decode(&far), Err(DecodeError::Malformed { .. })));
        let newer = StoredEvent {
            version: EVENT_VERSION + 1,
            ..good.clone()
        };
        assert!(matches!(decode(&newer), Err(DecodeError::Newer { .. })));
        let never = StoredEvent { version: 0, ..good };
        assert!(matches!(decode(&never), Err(DecodeError::Malformed { .. })));
    }
}
