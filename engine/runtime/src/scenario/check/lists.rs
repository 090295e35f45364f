//! Comparing lists: what happened, who was told, who must do what.

use alongside_core::definition::Definition;
use alongside_core::event::{Envelope, Event};
use alongside_core::ids::EngagementId;
use alongside_core::state::State;
use alongside_core::work::{Action, WorkItem, work_items};
use jiff::civil::Date;

use super::super::expect::{Expect, Happened, HappenedFully, Items, Notice, Work};
use super::{Differences, There};

/// How many events are told where an expected one is missing.
const EVENTS_TOLD_MAX: usize = 30;

pub(super) fn events(expect: &Expect, there: &There<'_>, found: &mut Differences) {
    if let Some(expected) = &expect.events {
        let mut rest = there.events.iter();
        for happened in expected.clone().into_vec() {
            let full = happened.full();
            if !rest.any(|event| fits(&full, event)) {
                found.differ(
                    "events",
                    format!("{} next", full.told()),
                    told_events(there.events),
                );
                break;
            }
        }
    }
    for happened in expect
        .no_events
        .clone()
        .map(|list| list.into_vec())
        .unwrap_or_default()
    {
        let full = happened.full();
        if there.events.iter().any(|event| fits(&full, event)) {
            found.differ(
                "no-events",
                format!("no {}", full.told()),
                told_events(there.events),
            );
        }
    }
}

impl Happened {
    fn full(self) -> HappenedFully {
        match self {
            Self::Full(full) => full,
            Self::Short(text) => {
                let (kind, about) = match text.split_once(' ') {
                    Some((kind, about)) => (kind.to_owned(), Some(about.trim().to_owned())),
                    None => (text, None),
                };
                let (step, round) = match about
                    .as_deref()
                    .map(|about| about.split_once('/').unwrap_or((about, "")))
                {
                    Some((step, round)) => (step.parse().ok(), round.parse().ok()),
                    None => (None, None),
                };
                HappenedFully {
                    kind,
                    step,
                    round,
                    ..HappenedFully::default()
                }
            }
        }
    }
}

impl HappenedFully {
    fn told(&self) -> String {
        let mut told = format!("`{}`", self.kind);
        if let Some(step) = &self.step {
            told.push_str(&format!(" of `{step}`"));
        }
        if let Some(round) = self.round {
            told.push_str(&format!(", round {round},"));
        }
        if let Some(by) = &self.by {
            told.push_str(&format!(" by `{by}`"));
        }
        if let Some(on) = self.on {
            told.push_str(&format!(" on {on}"));
        }
        if let Some(engagement) = &self.engagement {
            told.push_str(&format!(" in `{engagement}`"));
        }
        for words in self.says.clone().map(|says| says.into_vec()).unwrap_or_default() {
            told.push_str(&format!(" that holds `{words}`"));
        }
        told
    }
}

fn fits(expected: &HappenedFully, (engagement, envelope): &(EngagementId, Envelope)) -> bool {
    let round = envelope.event.round();
    let says = expected
        .says
        .clone()
        .map(|says| says.into_vec())
        .unwrap_or_default();
    let stored = match says.is_empty() {
        true => String::new(),
        false => serde_json::to_string(&envelope.event).unwrap_or_default(),
    };
    expected.kind == envelope.event.kind()
        && expected
            .step
            .as_ref()
            .is_none_or(|step| round.is_some_and(|round| round.step == *step))
        && expected
            .round
            .is_none_or(|number| round.is_some_and(|round| round.round == number))
        && expected
            .by
            .as_ref()
            .is_none_or(|by| envelope.by.to_string() == *by)
        && expected.on.is_none_or(|on| envelope.on == on)
        && expected
            .engagement
            .as_ref()
            .is_none_or(|name| engagement.as_str() == name)
        && says.iter().all(|words| stored.contains(words.as_str()))
}

fn told_events(events: &[(EngagementId, Envelope)]) -> String {
    let mut told: Vec<String> = events
        .iter()
        .take(EVENTS_TOLD_MAX)
        .map(|(_, envelope)| match envelope.event.round() {
            Some(round) if round.round == 1 => format!("{} {}", envelope.event.kind(), round.step),
            Some(round) => format!("{} {}/{}", envelope.event.kind(), round.step, round.round),
            None => envelope.event.kind().to_owned(),
        })
        .collect();
    if events.len() > EVENTS_TOLD_MAX {
        told.push(format!("and {} more", events.len() - EVENTS_TOLD_MAX));
    }
    match told.is_empty() {
        true => "nothing happened".to_owned(),
        false => format!("what happened: {}", told.join(", ")),
    }
}

pub(super) fn notices(expect: &Expect, there: &There<'_>, found: &mut Differences) {
    let Some(expected) = &expect.notices else { return };
    let raised: Vec<&alongside_core::notice::Notice> = there
        .events
        .iter()
        .filter_map(|(_, envelope)| match &envelope.event {
            Event::NoticeRaised { notice } => Some(notice),
            _ => None,
        })
        .collect();
    let told: Vec<String> = raised
        .iter()
        .map(|notice| {
            let about = notice
                .round
                .as_ref()
                .map(|round| format!(" about {round}"))
                .unwrap_or_default();
            let to: Vec<String> = notice.to.iter().map(ToString::to_string).collect();
            format!("to {}{about}: {}", to.join(", "), notice.message)
        })
        .collect();
    compare(
        "notices",
        expected,
        &raised,
        &told,
        Notice::told,
        Notice::fits,
        found,
    );
}

impl Notice {
    fn told(&self) -> String {
        let mut told = "a notice".to_owned();
        if let Some(to) = &self.to {
            let to: Vec<String> = to.clone().into_vec().iter().map(ToString::to_string).collect();
            told.push_str(&format!(" to {}", to.join(", ")));
        }
        if let Some(about) = &self.about {
            told.push_str(&format!(" about {about}"));
        }
        if let Some(occasion) = &self.occasion {
            told.push_str(&format!(" because of {occasion}"));
        }
        if let Some(says) = &self.says {
            told.push_str(&format!(" that holds `{says}`"));
        }
        told
    }

    fn fits(&self, notice: &&alongside_core::notice::Notice) -> bool {
        let occasion = serde_json::to_string(&notice.occasion).unwrap_or_default();
        let to = self.to.clone().map(|to| to.into_vec().into_iter().collect());
        self.about
            .as_ref()
            .is_none_or(|step| notice.round.as_ref().is_some_and(|round| round.step == *step))
            && to.is_none_or(|to| notice.to == to)
            && self
                .occasion
                .as_ref()
                .is_none_or(|words| occasion.contains(words.as_str()))
            && self
                .says
                .as_ref()
                .is_none_or(|words| notice.message.contains(words.as_str()))
    }
}

pub(super) fn work(
    expect: &Expect,
    definition: &Definition,
    state: &State,
    today: Date,
    found: &mut Differences,
) {
    let Some(expected) = &expect.next else { return };
    let items = work_items(definition, state, today);
    let told: Vec<String> = items.iter().map(told_item).collect();
    compare("next", expected, &items, &told, Work::told, Work::fits, found);
}

/// The word for what is to be done.
fn word(action: &Action) -> String {
    let data = serde_json::to_value(action).unwrap_or_default();
    data.get("do")
        .and_then(|word| word.as_str())
        .unwrap_or("?")
        .to_owned()
}

fn told_item(item: &WorkItem) -> String {
    let people: Vec<String> = item.people.iter().map(ToString::to_string).collect();
    let role = item
        .role
        .as_ref()
        .map(|role| format!(" by {role}"))
        .unwrap_or_default();
    let due = item.due.map(|due| format!(", due {due}")).unwrap_or_default();
    let overdue = if item.overdue { ", overdue" } else { "" };
    format!(
        "{} {}{role} ({}){due}{overdue}",
        word(&item.action),
        item.round,
        people.join(", ")
    )
}

impl Work {
    fn told(&self) -> String {
        let mut told = self.r#do.clone().unwrap_or_else(|| "work on".to_owned());
        if let Some(step) = &self.step {
            told.push_str(&format!(" {step}"));
        }
        if let Some(evidence) = &self.evidence {
            told.push_str(&format!(" with {evidence}"));
        }
        if let Some(role) = &self.role {
            told.push_str(&format!(" by {role}"));
        }
        if let Some(people) = &self.people {
            let people: Vec<String> = people
                .clone()
                .into_vec()
                .iter()
                .map(ToString::to_string)
                .collect();
            told.push_str(&format!(" ({})", people.join(", ")));
        }
        if let Some(due) = self.due {
            told.push_str(&format!(", due {due}"));
        }
        match self.overdue {
            Some(true) => told.push_str(", overdue"),
            Some(false) => told.push_str(", not overdue"),
            None => {}
        }
        told
    }

    fn fits(&self, item: &WorkItem) -> bool {
        let evidence = match &item.action {
            Action::Do { evidence, .. } | Action::Decide { evidence, .. } => evidence.clone(),
            Action::Offer { evidence, .. } | Action::Judge { evidence } => vec![evidence.clone()],
            _ => Vec::new(),
        };
        let people = self.people.clone().map(|people| {
            let mut people = people.into_vec();
            people.sort();
            people
        });
        let mut there = item.people.clone();
        there.sort();
        self.step.as_ref().is_none_or(|step| item.round.step == *step)
            && self.round.is_none_or(|round| item.round.round == round)
            && self.r#do.as_ref().is_none_or(|verb| word(&item.action) == *verb)
            && self
                .role
                .as_ref()
                .is_none_or(|role| item.role.as_ref() == Some(role))
            && people.is_none_or(|people| people == there)
            && self.due.is_none_or(|due| item.due == Some(due))
            && self.overdue.is_none_or(|overdue| item.overdue == overdue)
            && self.evidence.as_ref().is_none_or(|id| evidence.contains(id))
    }
}

/// Compares a list with what is there, in any order; what is not on the list is told unless only some were named.
fn compare<E, T>(
    path: &str,
    expected: &Items<E>,
    there: &[T],
    told: &[String],
    tell: fn(&E) -> String,
    fits: fn(&E, &T) -> bool,
    found: &mut Differences,
) {
    let (wanted, unwanted, all) = match expected {
        Items::All(items) => (items.as_slice(), &[][..], true),
        Items::Some(some) => (some.includes.as_slice(), some.excludes.as_slice(), false),
    };
    let listed = match told.is_empty() {
        true => "none".to_owned(),
        false => told.join("; "),
    };
    let mut used = vec![false; there.len()];
    for item in wanted {
        let free = there
            .iter()
            .zip(&mut used)
            .find(|(thing, used)| !**used && fits(item, thing));
        match free {
            Some((_, used)) => *used = true,
            None => found.differ(path, tell(item), listed.clone()),
        }
    }
    for item in unwanted
        .iter()
        .filter(|item| there.iter().any(|thing| fits(item, thing)))
    {
        found.differ(path, format!("not: {}", tell(item)), listed.clone());
    }
    if all {
        for (thing, _) in told.iter().zip(&used).filter(|(_, used)| !**used) {
            found.differ(path, "nothing more", thing.clone());
        }
    }
}
