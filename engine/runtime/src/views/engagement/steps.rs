//! The steps of one engagement as they stand.

use std::collections::BTreeMap;

use alongside_core::definition::{Definition, Step};
use alongside_core::hold::Hold;
use alongside_core::ids::{PersonId, RoleId, StepId};
use alongside_core::people::Delegation;
use alongside_core::state::{Held, Instance, State, Timer, TimerKind};
use alongside_core::work::{WorkItem, work_items};
use jiff::civil::Date;
use serde::Serialize;

use crate::views::words;

/// Why a step, or the engagement, stands still.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HoldView {
    /// The step that is on hold: this one, or a stage that it lies in; none where the whole engagement is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<StepId>,
    /// Since when, until when, why.
    #[serde(flatten)]
    pub hold: Hold,
}

/// A pending timer of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimerView {
    /// What it is for.
    pub kind: TimerKind,
    /// Its date.
    pub date: Date,
    /// Whether the date may still change because the term is not published.
    pub provisional: bool,
    /// Whether a person set the date.
    pub fixed: bool,
}

/// One step as it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepView {
    /// The step.
    pub id: StepId,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: &'static str,
    /// How many stages it lies in.
    pub depth: usize,
    /// How its latest round stands; none where it has not come up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<&'static str>,
    /// Since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
    /// How many rounds there have been, the latest included.
    pub rounds: usize,
    /// The role that owns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleId>,
    /// Whether its stage can complete without it.
    pub optional: bool,
    /// By when it should be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Whether that date has passed.
    pub overdue: bool,
    /// The date on which its next round begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub begins_on: Option<Date>,
    /// What came out of its latest round, in one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// What holds it, in a few words, where it has been handed in and waits for another person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waits_for: Option<String>,
    /// Whether the date by which it should be done, or on which it begins, may still change because the term is not
    /// published.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
    /// Why it stands still, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_hold: Option<HoldView>,
    /// Whose it is, where one person of its role took it or was given it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assigned_to: Option<PersonId>,
    /// Who does it for whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delegation: Option<Delegation>,
    /// Why somebody should look at it again, if somebody should.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flagged: Option<String>,
    /// Whether it was added while the engagement ran.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub added: bool,
    /// Its pending timers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub timers: Vec<TimerView>,
}

/// Every step, in the order of the file.
pub(super) fn step_views(definition: &Definition, state: &State, today: Date) -> Vec<StepView> {
    let work = work_items(definition, state, today);
    let mut timers: BTreeMap<&StepId, Vec<(TimerKind, &Timer)>> = BTreeMap::new();
    for (key, timer) in &state.timers {
        timers.entry(&key.round.step).or_default().push((key.kind, timer));
    }
    let viewer = Viewer {
        definition,
        state,
        today,
        work,
        timers,
    };
    definition.steps.iter().map(|step| viewer.step(step)).collect()
}

/// Why a step stands still: its own hold, that of a stage it lies in, or the engagement's.
pub(crate) fn hold_of(definition: &Definition, state: &State, step: &Step) -> Option<HoldView> {
    let held = |step: &Step| {
        let hold = state
            .latest(&step.id)
            .filter(|instance| !instance.status.is_settled())?;
        Some(HoldView {
            step: Some(step.id.clone()),
            hold: hold.hold.clone()?,
        })
    };
    let engagement = || {
        let hold = state.hold.clone()?;
        Some(HoldView { step: None, hold })
    };
    std::iter::once(step)
        .chain(definition.ancestors(step))
        .find_map(held)
        .or_else(engagement)
}

/// What the steps of one engagement are looked at with.
struct Viewer<'a> {
    definition: &'a Definition,
    state: &'a State,
    today: Date,
    work: Vec<WorkItem>,
    timers: BTreeMap<&'a StepId, Vec<(TimerKind, &'a Timer)>>,
}

impl Viewer<'_> {
    fn step(&self, step: &Step) -> StepView {
        let latest = self.state.latest(&step.id);
        let open = latest.filter(|instance| !instance.status.is_settled());
        let active = latest.filter(|instance| instance.is_active());
        let due = active.and_then(|instance| instance.due);
        let timers = self.timers(&step.id);
        StepView {
            id: step.id.clone(),
            title: step.title.clone(),
            kind: step.kind.as_str(),
            depth: self.definition.ancestors(step).count(),
            status: latest.map(|instance| instance.status.as_str()),
            since: latest.map(|instance| instance.since),
            rounds: self.state.steps.get(&step.id).map_or(0, Vec::len),
            role: step.role.clone(),
            optional: step.optional,
            due,
            overdue: due.is_some_and(|due| due < self.today),
            begins_on: open.and_then(begins_on),
            outcome: latest
                .and_then(|instance| instance.outcome.as_ref())
                .and_then(words::outcome),
            waits_for: active
                .filter(|instance| instance.submission.is_some())
                .map(|_| self.waiting(&step.id)),
            provisional: timers
                .iter()
                .any(|timer| timer.provisional && matches!(timer.kind, TimerKind::Due | TimerKind::Round)),
            on_hold: open.and_then(|_| hold_of(self.definition, self.state, step)),
            assigned_to: open.and_then(|instance| instance.assigned_to.clone()),
            delegation: open.and_then(|instance| instance.delegation.clone()),
            flagged: latest.and_then(|instance| instance.flagged.clone()),
            added: self.state.added.iter().any(|added| added.step.id == step.id),
            timers,
        }
    }

    fn timers(&self, step: &StepId) -> Vec<TimerView> {
        let timers = self.timers.get(step).into_iter().flatten();
        let view = |(kind, timer): &(TimerKind, &Timer)| TimerView {
            kind: *kind,
            date: timer.date,
            provisional: timer.provisional,
            fixed: timer.fixed,
        };
        timers.map(view).collect()
    }

    /// Who a handed-in step waits for.
    fn waiting(&self, step: &StepId) -> String {
        let items = self.work.iter().filter(|item| item.round.step == *step);
        let mut roles: Vec<&str> = items
            .filter_map(|item| item.role.as_ref())
            .map(RoleId::as_str)
            .collect();
        roles.dedup();
        roles.join(", ")
    }
}

/// The date on which a clocked round begins.
fn begins_on(instance: &Instance) -> Option<Date> {
    match instance.held {
        Some(Held::ByClock { date, .. }) => Some(date),
        _ => None,
    }
}
