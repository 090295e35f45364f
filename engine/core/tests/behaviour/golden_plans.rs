//! Samples of the events that change the plan, for `golden_events.rs`.

use alongside_core::definition::MigratedTimers;
use alongside_core::digest::Digest;
use alongside_core::event::{Because, Event, Round, WorkflowPin};
use alongside_core::intervention::Verdict;
use alongside_core::plugin::CallFailure;

use crate::support::define::{stage, steps_of, task};
use crate::support::id;
use crate::support::samples::{opening, recommendation};

fn plan() -> Round {
    Round {
        step: id("plan"),
        round: 1,
    }
}

fn pin(version: &str) -> WorkflowPin {
    WorkflowPin {
        id: id("sample"),
        version: version.to_owned(),
        title: "A sample".to_owned(),
        digest: Digest::of(version.as_bytes()),
    }
}

pub(crate) fn events() -> Vec<Event> {
    [changes(), interventions(), moves()].concat()
}

fn changes() -> Vec<Event> {
    vec![
        Event::StepReopened {
            round: plan(),
            reason: "the data was wrong".to_owned(),
        },
        Event::StepFlagged {
            round: plan(),
            reason: "`gap` was reopened: the data was wrong".to_owned(),
        },
        Event::FlagCleared {
            round: plan(),
            reason: "it stands".to_owned(),
        },
        Event::UndoNoted {
            round: plan(),
            undo: id("undo-plan"),
        },
        Event::WithdrawalBegun {
            reason: "the trust took over".to_owned(),
            undo: vec![id("undo-plan")],
        },
        Event::StepsAdded {
            steps: vec![task("phonics-audit").step],
            because: Because::AdHoc,
            reason: "the results fell".to_owned(),
        },
    ]
}

fn interventions() -> Vec<Event> {
    let proposal = recommendation(["coaching"]).proposals.remove(0);
    let intervention = || id("coaching");
    vec![
        Event::InterventionAdopted {
            intervention: intervention(),
            proposal: Box::new(proposal),
            decided: plan(),
            planned: true,
        },
        Event::StepsAdded {
            steps: steps_of(stage("coaching-plan", [task("coaching-do")]), "phase-2"),
            because: Because::Intervention(intervention()),
            reason: "the plan of `coaching`".to_owned(),
        },
        Event::PlanFailed {
            intervention: intervention(),
            failure: CallFailure::Misbehaved,
            message: "its plan has no steps".to_owned(),
        },
        Event::InterventionHalted {
            intervention: intervention(),
            reason: "it does not work".to_owned(),
        },
        Event::InterventionConcluded {
            intervention: intervention(),
            verdict: Verdict::Abandon,
            reason: "the results are in".to_owned(),
        },
    ]
}

fn moves() -> Vec<Event> {
    vec![
        Event::MigrationScheduled {
            to: pin("2.0.0"),
            reason: "a review was added".to_owned(),
        },
        Event::MigrationCalledOff {
            to: pin("2.0.0"),
            reason: "it is no longer possible".to_owned(),
        },
        Event::WorkflowMigrated {
            from: pin("1.0.0"),
            to: pin("2.0.0"),
            map: [(id("check"), id("look"))].into(),
            drop: [(id("tell"), "nobody read it".to_owned())].into(),
            restore: [id("ask")].into(),
            timers: MigratedTimers::Restart,
            plugins: opening().plugins,
            workflows: [].into(),
            reason: "a review was added".to_owned(),
        },
    ]
}
