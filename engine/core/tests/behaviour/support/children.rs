//! Child engagements in a play: members, and what the engine brings back of children.

use alongside_core::command::{Command, Opening};
use alongside_core::digest::Digest;
use alongside_core::effect::{ChildNews, ChildStart, Effect};
use alongside_core::event::Event;
use alongside_core::ids::MemberId;
use alongside_core::member::{ChildPin, Member};
use alongside_core::state::EngagementStatus;
use alongside_core::urn::Urn;
use alongside_core::value::Value;

use super::id;
use super::play::Play;
use super::samples::{opening, party_of_many};

/// A school of a programme; its head is named after it.
pub(crate) fn member(name: &str, urn: u32, group: Option<&str>) -> (MemberId, Member) {
    let head = id(&format!("head-of-{name}"));
    let member = Member {
        name: format!("School {name}"),
        urn: Some(Urn::new(urn).unwrap()),
        calendar: Some(id("county")),
        group: group.map(id),
        people: [(head, [id("member-head")].into())].into(),
    };
    (id(name), member)
}

/// What a programme opens with: the usual people, and so many schools, `a`, `b`, `c` …, two to a group.
pub(crate) fn programme_opening(schools: u8) -> Opening {
    let mut opening = opening();
    opening.parties.insert(id("schools"), party_of_many("Schools"));
    let members = (0..schools).map(|n| {
        let name = char::from(b'a' + n).to_string();
        let group = format!("cluster-{}", n / 2 + 1);
        member(&name, 100_100 + u32::from(n), Some(&group))
    });
    opening.members.insert(id("schools"), members.collect());
    let pin = ChildPin {
        version: "1.2.0".to_owned(),
        digest: Digest::of(b"support"),
    };
    opening.workflows.insert(id("support"), pin);
    opening
}

impl Play {
    /// A programme opened with so many schools.
    pub(crate) fn open_programme(definition: alongside_core::definition::Definition, schools: u8) -> Self {
        let mut play = Self::unopened(definition);
        play.open_with(programme_opening(schools)).unwrap();
        play
    }

    /// The children to be started, in order.
    pub(crate) fn starts(&self) -> Vec<ChildStart> {
        let starts = self.effects().into_iter().filter_map(|effect| match effect {
            Effect::StartChild(start) => Some(*start),
            _ => None,
        });
        starts.collect()
    }

    /// The children of which news is wanted, in order.
    pub(crate) fn news(&self) -> Vec<ChildNews> {
        let news = self.effects().into_iter().filter_map(|effect| match effect {
            Effect::HearChild(news) => Some(news),
            _ => None,
        });
        news.collect()
    }

    /// The engine has started every child that is wanted; their names.
    pub(crate) fn start_children(&mut self) -> Vec<String> {
        let starts = self.starts();
        for start in &starts {
            self.act("engine", &started(start));
        }
        starts
            .iter()
            .map(|start| start.opening.engagement.to_string())
            .collect()
    }

    /// A child has closed, and the engine has heard of it.
    pub(crate) fn closes(
        &mut self,
        engagement: &str,
        status: EngagementStatus,
        outputs: &[(&str, Value)],
    ) -> Vec<Event> {
        let news = self.news();
        let news = news
            .iter()
            .find(|news| news.engagement.as_str() == engagement)
            .unwrap();
        self.act("engine", &closed(news, status, outputs))
    }
}

pub(crate) fn started(start: &ChildStart) -> Command {
    let parent = start.opening.parent.as_ref().unwrap();
    Command::RecordChildStarted {
        round: alongside_core::event::Round {
            step: parent.step.clone(),
            round: parent.round,
        },
        child: parent.child.clone(),
        engagement: start.opening.engagement.clone(),
    }
}

pub(crate) fn closed(news: &ChildNews, status: EngagementStatus, outputs: &[(&str, Value)]) -> Command {
    Command::RecordChildClosed {
        round: news.round.clone(),
        child: news.child.clone(),
        status,
        outputs: outputs
            .iter()
            .map(|(output, value)| (id(output), value.clone()))
            .collect(),
    }
}

pub(crate) fn join(name: &str, urn: u32, group: Option<&str>) -> Command {
    let (member, details) = member(name, urn, group);
    Command::Join {
        party: id("schools"),
        member,
        details: Box::new(details),
    }
}

pub(crate) fn leave(name: &str) -> Command {
    Command::Leave {
        party: id("schools"),
        member: id(name),
        reason: "the school closes".to_owned(),
    }
}
