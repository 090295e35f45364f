//! Comparing what is expected with what is there.
//!
//! Owns how each word of `expect` is looked up; what is found is told as two short texts, which whoever runs the
//! scenario sets side by side. Tests: the scenario files, and the golden files of failing ones.

mod lists;
mod values;

use std::collections::BTreeSet;
use std::fmt::Display;

use alongside_core::definition::Definition;
use alongside_core::event::Envelope;
use alongside_core::ids::{EngagementId, StepId};
use alongside_core::state::{Instance, State, Status};
use jiff::civil::Date;

use super::expect::{Expect, Names, Set, StateWord};
use crate::error::RuntimeError;

/// Something that is not as expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    /// Which words of `expect`: `states.visit`.
    pub(super) path: String,
    /// What was expected.
    pub(super) expected: String,
    /// What was found.
    pub(super) found: String,
}

/// What expectations are compared with.
pub(super) struct There<'a> {
    /// The engagement, if one is open.
    pub(super) current: Option<(&'a Definition, &'a State)>,
    /// What happened in this entry.
    pub(super) events: &'a [(EngagementId, Envelope)],
    /// How the command was refused, if it was.
    pub(super) refused: Option<&'a RuntimeError>,
    /// The names of all engagements.
    pub(super) engagements: &'a BTreeSet<String>,
    pub(super) today: Date,
}

/// Everything that is not as expected.
pub(super) fn differences(expect: &Expect, there: &There<'_>) -> Vec<Difference> {
    let mut found = Differences(Vec::new());
    found.refusal(expect, there);
    lists::events(expect, there, &mut found);
    lists::notices(expect, there, &mut found);
    if let Some(today) = expect.today {
        found.same("today", today, there.today);
    }
    if let Some(engagements) = &expect.engagements {
        found.names("engagements", engagements, there.engagements);
    }
    match there.current {
        Some((definition, state)) => {
            found.sets(expect, definition, state);
            found.steps(expect, definition, state);
            lists::work(expect, definition, state, there.today, &mut found);
            values::compare(expect, (definition, state), there.today, &mut found);
        }
        None if expect.looks_at_an_engagement() => {
            found.differ("", "an engagement that is open", "none has been opened");
        }
        None => {}
    }
    found.0
}

/// What was found so far.
struct Differences(Vec<Difference>);

impl Differences {
    fn differ(&mut self, path: impl Into<String>, expected: impl Into<String>, found: impl Into<String>) {
        self.0.push(Difference {
            path: path.into(),
            expected: expected.into(),
            found: found.into(),
        });
    }

    fn same<T: Display + PartialEq>(&mut self, path: impl Into<String>, expected: T, found: T) {
        if expected != found {
            self.differ(path, expected.to_string(), found.to_string());
        }
    }

    /// Compares with something that may not be there.
    fn is<T: Display + PartialEq>(&mut self, path: impl Into<String>, expected: T, found: Option<T>) {
        match found {
            Some(found) if found == expected => {}
            Some(found) => self.differ(path, expected.to_string(), found.to_string()),
            None => self.differ(path, expected.to_string(), "none"),
        }
    }

    fn refusal(&mut self, expect: &Expect, there: &There<'_>) {
        let told = |error: &RuntimeError| {
            let hint = error.hint().map(|hint| format!("; {hint}")).unwrap_or_default();
            format!("refused as `{}`: {error}{hint}", error.code())
        };
        match (&expect.refused, there.refused) {
            (None, None) => {}
            (None, Some(error)) => self.differ("", "that it is done", told(error)),
            (Some(refused), None) => self.differ(
                "refused",
                format!("refused as `{}`", refused.code()),
                "it was done",
            ),
            (Some(refused), Some(error)) => {
                let said = told(error);
                if refused.code() != error.code() {
                    self.differ("refused", format!("refused as `{}`", refused.code()), said);
                } else if let Some(says) = refused.says()
                    && !said.contains(says)
                {
                    self.differ("refused.says", format!("words that hold `{says}`"), said);
                }
            }
        }
    }

    fn sets(&mut self, expect: &Expect, definition: &Definition, state: &State) {
        let with = |status: Status| move |instance: &Instance| instance.status == status;
        self.set(
            "available",
            &expect.available,
            definition,
            state,
            with(Status::Available),
        );
        self.set(
            "enabled",
            &expect.enabled,
            definition,
            state,
            with(Status::Enabled),
        );
        self.set("active", &expect.active, definition, state, with(Status::Active));
        self.set("failed", &expect.failed, definition, state, with(Status::Failed));
        self.set(
            "completed",
            &expect.completed,
            definition,
            state,
            with(Status::Completed),
        );
        self.set(
            "set-aside",
            &expect.set_aside,
            definition,
            state,
            with(Status::SetAside),
        );
        self.set(
            "terminated",
            &expect.terminated,
            definition,
            state,
            with(Status::Terminated),
        );
        self.set("held", &expect.held, definition, state, |instance| {
            instance.hold.is_some()
        });
        self.set("overdue", &expect.overdue, definition, state, |instance| {
            instance.is_active() && instance.overdue
        });
        let flagged: BTreeSet<StepId> = state
            .steps
            .iter()
            .filter(|(_, rounds)| rounds.iter().any(|round| round.flagged.is_some()))
            .map(|(step, _)| step.clone())
            .collect();
        if let Some(set) = &expect.flagged {
            self.compare_set("flagged", set, &flagged, definition, state);
        }
    }

    fn set(
        &mut self,
        path: &str,
        set: &Option<Set>,
        definition: &Definition,
        state: &State,
        belongs: impl Fn(&Instance) -> bool,
    ) {
        let Some(set) = set else { return };
        let there: BTreeSet<StepId> = definition
            .steps
            .iter()
            .filter(|step| state.latest(&step.id).is_some_and(&belongs))
            .map(|step| step.id.clone())
            .collect();
        self.compare_set(path, set, &there, definition, state);
    }

    fn compare_set(
        &mut self,
        path: &str,
        set: &Set,
        there: &BTreeSet<StepId>,
        definition: &Definition,
        state: &State,
    ) {
        let (missing, unwanted) = match set {
            Set::Exactly(steps) => {
                let steps: BTreeSet<StepId> = steps.iter().cloned().collect();
                (
                    steps.difference(there).cloned().collect::<Vec<_>>(),
                    there.difference(&steps).cloned().collect::<Vec<_>>(),
                )
            }
            Set::Partly(partly) => (
                partly
                    .includes
                    .iter()
                    .filter(|step| !there.contains(*step))
                    .cloned()
                    .collect(),
                partly
                    .excludes
                    .iter()
                    .filter(|step| there.contains(*step))
                    .cloned()
                    .collect(),
            ),
        };
        for step in missing {
            let found = standing(definition, state, &step);
            self.differ(format!("{path}.{step}"), format!("`{step}` among them"), found);
        }
        for step in unwanted {
            let found = standing(definition, state, &step);
            self.differ(
                format!("{path}.{step}"),
                format!("`{step}` not among them"),
                found,
            );
        }
    }

    fn names(&mut self, path: &str, names: &Names, there: &BTreeSet<String>) {
        let listed = |names: &BTreeSet<String>| match names.is_empty() {
            true => "none".to_owned(),
            false => names.iter().cloned().collect::<Vec<_>>().join(", "),
        };
        let fits = match names {
            Names::Exactly(names) => names.iter().cloned().collect::<BTreeSet<_>>() == *there,
            Names::Partly(partly) => {
                partly.includes.iter().all(|name| there.contains(name))
                    && !partly.excludes.iter().any(|name| there.contains(name))
            }
        };
        if !fits {
            let expected = match names {
                Names::Exactly(names) => listed(&names.iter().cloned().collect()),
                Names::Partly(partly) => format!(
                    "{} and not {}",
                    listed(&partly.includes.iter().cloned().collect()),
                    listed(&partly.excludes.iter().cloned().collect())
                ),
            };
            self.differ(path, expected, listed(there));
        }
    }

    fn steps(&mut self, expect: &Expect, definition: &Definition, state: &State) {
        for (step, word) in &expect.states {
            let found = match state.latest(step) {
                None => StateWord::None.as_str().to_owned(),
                Some(instance) => instance.status.as_str().replace(' ', "-"),
            };
            if found != word.as_str() {
                let found = standing(definition, state, step);
                self.differ(format!("states.{step}"), word.as_str(), found);
            }
        }
        for (step, rounds) in &expect.rounds {
            let found = state.steps.get(step).map_or(0, Vec::len);
            self.same(
                format!("rounds.{step}"),
                *rounds,
                u32::try_from(found).unwrap_or(u32::MAX),
            );
        }
        let latest = |step| state.latest(step);
        for (step, outcome) in &expect.outcome {
            let found = latest(step).and_then(Instance::ending).map(str::to_owned);
            self.is(format!("outcome.{step}"), outcome.clone(), found);
        }
        for (step, words) in &expect.reason {
            let found = latest(step).and_then(|instance| instance.reason.clone());
            if !found.as_ref().is_some_and(|found| found.contains(words)) {
                let found = found.unwrap_or_else(|| "none".to_owned());
                self.differ(
                    format!("reason.{step}"),
                    format!("words that hold `{words}`"),
                    found,
                );
            }
        }
        for (step, words) in &expect.entry {
            let entry = latest(step).and_then(|instance| instance.entry.as_ref());
            let found = serde_json::to_string(&entry).unwrap_or_default();
            if !found.contains(words.as_str()) {
                self.differ(
                    format!("entry.{step}"),
                    format!("words that hold `{words}`"),
                    found,
                );
            }
        }
        for (step, due) in &expect.due {
            self.is(
                format!("due.{step}"),
                *due,
                latest(step).and_then(|instance| instance.due),
            );
        }
        for (step, person) in &expect.assigned {
            let assigned = latest(step).and_then(|instance| {
                let delegate = instance.delegation.as_ref().map(|delegation| &delegation.to);
                delegate.or(instance.assigned_to.as_ref())
            });
            let found = assigned.map_or_else(|| "nobody".to_owned(), ToString::to_string);
            self.same(format!("assigned.{step}"), person.clone(), found);
        }
    }
}

/// How a step stands, in a few words.
fn standing(definition: &Definition, state: &State, step: &StepId) -> String {
    let Some(instance) = state.latest(step) else {
        return match definition.step(step) {
            Some(_) => format!("`{step}` has not come up"),
            None => {
                let known = definition.steps.iter().map(|step| step.id.as_str());
                match alongside_definition::nearest(step.as_str(), known) {
                    Some(near) => format!("there is no step `{step}`: did you mean `{near}`?"),
                    None => format!("there is no step `{step}`"),
                }
            }
        };
    };
    let mut words = format!("`{step}` is {}", instance.status.as_str());
    if instance.round > 1 {
        words.push_str(&format!(" in round {}", instance.round));
    }
    words.push_str(&format!(" since {}", instance.since));
    if let Some(reason) = &instance.reason {
        words.push_str(&format!(": {reason}"));
    }
    words
}

impl Expect {
    /// Whether it says anything of an engagement, rather than of a refusal or of what happened.
    fn looks_at_an_engagement(&self) -> bool {
        self.active.is_some()
            || self.completed.is_some()
            || self.status.is_some()
            || self.next.is_some()
            || !self.states.is_empty()
    }
}
