//! What `golden_events.rs` and `golden_rejections.rs` pin about people, holds, clocks, money and notices.

use alongside_core::command::Actor;
use alongside_core::decide::Rejection;
use alongside_core::definition::{Definition, Limit, Spent};
use alongside_core::event::{Cause, Event, MovedTimer, Outcome, Round};
use alongside_core::hold::{Hold, TimerPolicy};
use alongside_core::ledger::{BudgetLine, Expense};
use alongside_core::notice::{Notice, Occasion};
use alongside_core::people::{Absence, Delegation};
use alongside_core::state::{Timer, TimerKind, TimerRule};

use crate::support::define::{after, task, workflow};
use crate::support::people::{
    Peopled, assign, away, change_roles, claim, delegate, hand_over, move_timer, release, resume, spend,
    spent, suspend,
};
use crate::support::play::{Play, approve, complete};
use crate::support::{day, id};

fn plan() -> Round {
    Round {
        step: id("plan"),
        round: 1,
    }
}

fn moved() -> MovedTimer {
    MovedTimer {
        round: plan(),
        kind: TimerKind::Round,
        from: day("2019-02-08"),
        to: day("2019-02-22"),
        anchor: Some(day("2019-01-24")),
        after: Some(day("2019-01-31")),
        provisional: false,
    }
}

fn holds() -> Vec<Event> {
    let hold = |until: Option<&str>, timers: TimerPolicy| Hold {
        since: day("2019-01-10"),
        until: until.map(day),
        timers,
        reason: "the head resigns".to_owned(),
        by: Actor::Person(id("head")),
    };
    let reason = || "there is a new head".to_owned();
    vec![
        Event::EngagementSuspended {
            hold: hold(Some("2019-02-10"), TimerPolicy::Shift),
        },
        Event::EngagementResumed {
            reason: reason(),
            moved: vec![moved()],
        },
        Event::StepSuspended {
            round: plan(),
            hold: hold(None, TimerPolicy::Restart),
        },
        Event::StepResumed {
            round: plan(),
            reason: reason(),
            moved: Vec::new(),
        },
        Event::TimerMoved {
            round: plan(),
            timer_kind: TimerKind::Due,
            from: day("2019-02-08"),
            to: day("2019-02-22"),
            reason: "the governors meet later".to_owned(),
            moved: vec![moved()],
        },
    ]
}

fn clocks() -> Vec<Event> {
    let set = |timer_kind: TimerKind, rule: TimerRule| Event::TimerSet {
        round: plan(),
        timer_kind,
        timer: Timer {
            date: day("2019-02-06"),
            provisional: false,
            anchor: day("2019-02-08"),
            after: None,
            rule,
            calendar: None,
            fixed: false,
            moved_on: None,
        },
    };
    vec![
        set(
            TimerKind::Remind(0),
            TimerRule::Before(id("2 school-days"), id("partner")),
        ),
        set(
            TimerKind::Escalate(1),
            TimerRule::After(id("3 school-days"), id("partner")),
        ),
        Event::TimerFired {
            round: plan(),
            timer_kind: TimerKind::Deadline,
            date: day("2019-02-08"),
        },
        Event::StepTerminated {
            round: plan(),
            reason: "it was not done by its deadline, 2019-02-08".to_owned(),
            cause: Some(Cause::Lapsed),
        },
    ]
}

fn assignments() -> Vec<Event> {
    let round = plan;
    let delegation = Delegation {
        from: id("nle"),
        to: id("head"),
        on: day("2019-01-10"),
        reason: "a busy week".to_owned(),
    };
    vec![
        Event::StepAssigned {
            round: round(),
            from: Some(id("adviser")),
            to: Some(id("nle")),
            reason: Some("it is nearer".to_owned()),
        },
        Event::StepAssigned {
            round: round(),
            from: None,
            to: None,
            reason: None,
        },
        Event::StepDelegated {
            round: round(),
            delegation,
        },
        Event::DelegationEnded {
            round: round(),
            reason: "it was given back".to_owned(),
        },
        Event::DelegationAccepted { round: round() },
        Event::RolesChanged {
            person: id("nle"),
            from: [id("lead")].into(),
            to: [].into(),
            reason: "another post".to_owned(),
        },
        Event::AbsenceRecorded {
            person: id("head"),
            absence: Absence {
                from: day("2019-01-14"),
                until: day("2019-01-18"),
                deputy: Some(id("chair")),
                reason: "away".to_owned(),
            },
        },
    ]
}

fn money_and_notices() -> Vec<Event> {
    let line = BudgetLine {
        of: Spent::Funding,
        source: Some(id("premium")),
    };
    let notice = |occasion: Occasion| Event::NoticeRaised {
        notice: Notice {
            occasion,
            round: Some(plan()),
            to: [id("head")].into(),
            message: "to be done".to_owned(),
            due: Some(day("2019-02-08")),
        },
    };
    vec![
        Event::Spent {
            expense: Expense {
                source: Some(id("premium")),
                step: Some(id("plan")),
                ..spend(Some(1.5), Some(-20.0))
            },
        },
        Event::BudgetWarned {
            line: line.clone(),
            spent: 500.0,
            budget: 600.0,
        },
        notice(Occasion::Notify),
        notice(Occasion::Reminder),
        notice(Occasion::Escalation(id("stall"))),
        notice(Occasion::Budget(line)),
        Event::NoticeDelivered {
            notice: 17,
            channel: "the outbox".to_owned(),
        },
        Event::StepCompleted {
            round: plan(),
            outcome: Outcome::Notified,
        },
    ]
}

/// A sample of each kind of event.
pub(crate) fn events() -> Vec<Event> {
    [holds(), clocks(), assignments(), money_and_notices()].concat()
}

fn definition() -> Definition {
    workflow([
        task("plan").due(after("10 school-days")),
        task("sign").not_by(["plan"]),
        task("minutes").role("governors"),
    ])
    .ad_hoc("governors")
    .budget(Limit::Refuse)
}

/// Every way to be refused.
pub(crate) fn rejections() -> Vec<Rejection> {
    let refused =
        |by: &str, command: &alongside_core::command::Command| Play::open(definition()).refused(by, command);
    let mut held = Play::open(definition());
    held.act("nle", &suspend(Some("plan"), Some("2019-02-01")));
    held.act("nle", &claim("sign"));
    let mut still = Play::open(definition());
    still.act("nle", &suspend(None, None));
    let mut delegated = Play::open(definition());
    delegated.act("nle", &delegate("plan", "head"));
    delegated.does("head", "plan");
    let mut done = Play::open(definition());
    done.does("nle", "plan");
    let from = |source: &str| Expense {
        source: Some(id(source)),
        ..spend(None, Some(700.0))
    };
    vec![
        held.refused("nle", &complete("plan")),
        still.refused("nle", &complete("plan")),
        refused("nle", &resume(None)),
        refused("nle", &resume(Some("plan"))),
        refused("nle", &suspend(None, Some("2019-01-10"))),
        refused("nle", &move_timer("plan", TimerKind::Escalate(0), "2019-02-01")),
        refused("nle", &move_timer("sign", TimerKind::Due, "2019-02-01")),
        refused("head", &move_timer("plan", TimerKind::Due, "2019-02-01")),
        Play::open(workflow([task("plan")])).refused("nle", &change_roles("head", [])),
        held.refused("adviser", &complete("sign")),
        delegated.refused("adviser", &approve("plan")),
        refused("nle", &release("plan")),
        done.refused("nle", &complete("sign")),
        refused("nle", &assign("plan", "head")),
        refused("nle", &delegate("plan", "nle")),
        refused("chair", &hand_over("nle", "nle")),
        refused("nle", &away("nle", "2019-01-10", "2019-01-11", Some("nle"))),
        refused("chair", &change_roles("engine", ["lead"])),
        refused("chair", &change_roles("nle", ["cook"])),
        refused("administrator", &change_roles("chair", [])),
        refused("nle", &spent(spend(None, None))),
        refused("nle", &spent(from("lottery"))),
        refused("nle", &spent(from("premium"))),
    ]
}
