//! What is stored of members and child engagements, and how they are refused: parts of the golden files.

use alongside_core::command::{Command, Opening};
use alongside_core::decide::Rejection;
use alongside_core::definition::{Each, Join};
use alongside_core::digest::Digest;
use alongside_core::event::{Event, Outcome, Round, WorkflowPin};
use alongside_core::member::{ChildKey, Parent, Predecessor};
use alongside_core::state::EngagementStatus;
use alongside_core::value::Value;

use crate::support::children::{join, leave, member, programme_opening};
use crate::support::define::{engagement, programme};
use crate::support::id;
use crate::support::play::Play;

fn round(step: &str, round: u32) -> Round {
    Round {
        step: id(step),
        round,
    }
}

/// Members and children as they are stored.
pub(crate) fn events() -> Vec<Event> {
    let (member, details) = member("a", 100_100, Some("cluster-1"));
    let child = ChildKey::Member(member.clone());
    vec![
        Event::MemberJoined {
            party: id("schools"),
            member: member.clone(),
            details: Box::new(details),
        },
        Event::MemberLeft {
            party: id("schools"),
            member,
            reason: "the school closes".to_owned(),
        },
        Event::ChildStarted {
            round: round("support", 1),
            child: child.clone(),
            engagement: id("first-support-a"),
        },
        Event::ChildStarted {
            round: round("clusters", 2),
            child: ChildKey::Group(id("cluster-1")),
            engagement: id("first-clusters-cluster-1-round-2"),
        },
        Event::ChildStarted {
            round: round("review", 1),
            child: ChildKey::Only,
            engagement: id("first-review"),
        },
        Event::ChildClosed {
            round: round("support", 1),
            child,
            status: EngagementStatus::Completed,
            outputs: [(id("gap"), Value::Number(12.5))].into(),
        },
        Event::StepCompleted {
            round: round("support", 1),
            outcome: Outcome::Joined,
        },
        Event::EngagementOpened {
            workflow: WorkflowPin {
                id: id("support"),
                version: "1.2.0".to_owned(),
                title: "Support".to_owned(),
                digest: Digest::of(b"support"),
            },
            opening: Box::new(related_opening()),
        },
    ]
}

/// What a child opens with that starts children of its own, and follows another engagement.
fn related_opening() -> Opening {
    Opening {
        parent: Some(Parent {
            engagement: id("first"),
            step: id("support"),
            round: 1,
            child: ChildKey::Only,
        }),
        follows: Some(Predecessor {
            engagement: id("before"),
            status: EngagementStatus::Ended,
            outputs: [(id("gap"), Value::Number(12.5))].into(),
        }),
        ..programme_opening(1)
    }
}

/// Every way in which members are refused.
pub(crate) fn rejections() -> Vec<Rejection> {
    let clusters = engagement("clusters", Each::Group(id("schools")), Join::All);
    let mut play = Play::open_programme(programme([clusters]), 2);
    let taken = play.refused("nle", &join("a", 100_300, None));
    let ungrouped = play.refused("nle", &join("late", 100_300, None));
    let unknown = play.refused("nle", &leave("late"));
    let mut single = join("late", 100_300, None);
    if let Command::Join { party, .. } = &mut single {
        *party = id("partner");
    }
    vec![play.refused("nle", &single), taken, unknown, ungrouped]
}
