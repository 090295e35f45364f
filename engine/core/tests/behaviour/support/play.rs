//! A play: one engagement of a workflow, command by command.
//!
//! After every command it encodes the new events, decodes them, folds the whole log afresh, and compares the
//! result with the live state byte for byte.

use std::collections::BTreeMap;

use alongside_core::calendar::{Calendar, CalendarId};
use alongside_core::command::{Actor, Command, EffectKey, EvidenceItem, Now, Opening};
use alongside_core::decide::{Context, Rejection, decide};
use alongside_core::definition::Definition;
use alongside_core::effect::{Effect, PluginCall, pending_effects};
use alongside_core::event::{Envelope, Event, WorkflowPin, decode, encode};
use alongside_core::state::{Instance, State, Status, fold};
use alongside_core::value::Value;
use alongside_core::why::{Why, why};
use alongside_core::work::{WorkItem, work_items};
use jiff::Timestamp;
use jiff::civil::Date;

use super::samples::{county, opening};
use super::{day, id};

/// One engagement of a workflow.
pub(crate) struct Play {
    pub(crate) definition: Definition,
    /// The version to move to, where that is what is asked.
    pub(crate) target: Option<Definition>,
    pub(crate) calendars: BTreeMap<CalendarId, Calendar>,
    pub(crate) state: State,
    pub(crate) log: Vec<Envelope>,
    today: Date,
}

/// The instant at which everything of a day happens: noon.
pub(crate) fn noon(date: Date) -> Timestamp {
    date.at(12, 0, 0, 0)
        .to_zoned(jiff::tz::TimeZone::UTC)
        .unwrap()
        .timestamp()
}

/// The actor of a name: `administrator`, `engine`, or a person.
fn actor(name: &str) -> Actor {
    match name {
        "administrator" => Actor::Administrator,
        "engine" => Actor::Engine,
        person => Actor::Person(id(person)),
    }
}

impl Play {
    /// An engagement that has not been opened, on 10 January 2019, a Thursday in term.
    pub(crate) fn unopened(definition: Definition) -> Self {
        Self {
            definition,
            target: None,
            calendars: county(),
            state: State::default(),
            log: Vec::new(),
            today: day("2019-01-10"),
        }
    }

    /// An engagement opened on 10 January 2019, a Thursday in term.
    pub(crate) fn open(definition: Definition) -> Self {
        Self::open_on("2019-01-10", definition)
    }

    pub(crate) fn open_on(date: &str, definition: Definition) -> Self {
        let mut play = Self::unopened(definition);
        play.today = day(date);
        play.open_with(opening()).unwrap();
        play
    }

    pub(crate) fn open_with(&mut self, opening: Opening) -> Result<Vec<Event>, Rejection> {
        self.command("administrator", &Command::Open(Box::new(opening)))
    }

    /// Gives a command; the events it caused, or the refusal. The log is replayed to see that it gives the
    /// same state.
    pub(crate) fn command(&mut self, by: &str, command: &Command) -> Result<Vec<Event>, Rejection> {
        let events = self.decide(by, command)?;
        self.take(&events);
        self.verify_replay();
        Ok(events.into_iter().map(|envelope| envelope.event).collect())
    }

    /// What would follow from a command.
    pub(crate) fn decide(&self, by: &str, command: &Command) -> Result<Vec<Envelope>, Rejection> {
        let by = actor(by);
        let context = Context {
            definition: &self.definition,
            target: self.target.as_ref(),
            calendars: &self.calendars,
            now: Now {
                at: noon(self.today),
                today: self.today,
            },
            by: &by,
        };
        decide(&context, &self.state, command)
    }

    /// Lets events happen.
    pub(crate) fn take(&mut self, events: &[Envelope]) {
        self.log.extend_from_slice(events);
        let mut moved = false;
        // As the runtime does: the plan follows what is added to it.
        for envelope in events {
            if let Event::StepsAdded { steps, .. } = &envelope.event {
                self.definition = self.definition.with_added(steps).into_owned();
            }
            if let Event::WorkflowMigrated { to, .. } = &envelope.event
                && let Some(target) = self.target.take_if(|target| target.digest() == to.digest)
            {
                self.definition = target;
                moved = true;
            }
        }
        self.state = fold(std::mem::take(&mut self.state), events);
        if moved {
            let added = self.state.added.iter().map(|added| &added.step);
            self.definition = self.definition.with_added(added).into_owned();
        }
    }

    /// Encodes the whole log, decodes it, folds it, and compares the result with the live state.
    pub(crate) fn verify_replay(&self) {
        let stored: Vec<Envelope> = self.log.iter().map(|e| decode(&encode(e)).unwrap()).collect();
        assert_eq!(stored, self.log);
        let replayed = serde_json::to_string(&fold(State::default(), &stored)).unwrap();
        assert_eq!(replayed, serde_json::to_string(&self.state).unwrap());
    }

    /// Gives a command that must be taken.
    pub(crate) fn act(&mut self, by: &str, command: &Command) -> Vec<Event> {
        self.command(by, command)
            .unwrap_or_else(|rejection| panic!("{command:?}: {rejection}"))
    }

    /// Gives a command that must be refused.
    pub(crate) fn refused(&mut self, by: &str, command: &Command) -> Rejection {
        match self.command(by, command) {
            Ok(events) => panic!("{command:?} was taken: {events:?}"),
            Err(rejection) => rejection,
        }
    }

    /// The day that it is.
    pub(crate) fn today(&self) -> Date {
        self.today
    }

    /// Another day comes; nobody does anything.
    pub(crate) fn day(&mut self, date: &str) {
        self.today = day(date);
    }

    /// Another day comes, and the engine lets time pass.
    pub(crate) fn tick(&mut self, date: &str) -> Vec<Event> {
        self.day(date);
        self.act("engine", &Command::Tick)
    }

    pub(crate) fn does(&mut self, by: &str, step: &str) -> Vec<Event> {
        self.act(by, &complete(step))
    }

    pub(crate) fn records<const N: usize>(
        &mut self,
        by: &str,
        step: &str,
        record: [(&str, Value); N],
    ) -> Vec<Event> {
        self.act(by, &complete_with(step, record))
    }

    pub(crate) fn decides<const N: usize>(&mut self, by: &str, step: &str, options: [&str; N]) -> Vec<Event> {
        self.act(by, &choose(step, options))
    }

    /// The one effect that is pending.
    pub(crate) fn effect(&self) -> PluginCall {
        let mut effects = self.calls();
        assert_eq!(effects.len(), 1, "{effects:?}");
        effects.remove(0)
    }

    /// The plugin calls that are wanted.
    pub(crate) fn calls(&self) -> Vec<PluginCall> {
        let calls = self.effects().into_iter().filter_map(|effect| match effect {
            Effect::Call(call) => Some(*call),
            _ => None,
        });
        calls.collect()
    }

    pub(crate) fn effects(&self) -> Vec<Effect> {
        pending_effects(&self.definition, &self.state)
    }

    /// Answers the one score that is pending.
    pub(crate) fn finds(&mut self, value: f64) -> Vec<Event> {
        let key = self.effect().key;
        self.act("engine", &found(&key, value))
    }

    /// The latest round of a step.
    pub(crate) fn latest(&self, step: &str) -> &Instance {
        self.state.latest(&id(step)).unwrap()
    }

    /// How the latest round of a step stands.
    pub(crate) fn status(&self, step: &str) -> Status {
        self.latest(step).status
    }

    /// Which round of a step is the latest.
    pub(crate) fn round(&self, step: &str) -> u32 {
        self.latest(step).round
    }

    /// The steps that are active, in the order of the file.
    pub(crate) fn active(&self) -> Vec<&str> {
        self.standing(Status::Active)
    }

    /// The steps whose latest round stands so, in the order of the file.
    pub(crate) fn standing(&self, status: Status) -> Vec<&str> {
        let steps = self.definition.steps.iter();
        steps
            .filter(|step| self.state.latest(&step.id).is_some_and(|i| i.status == status))
            .map(|step| step.id.as_str())
            .collect()
    }

    pub(crate) fn why(&self, step: &str) -> Why {
        why(&self.definition, &self.state, self.today, &id(step)).unwrap()
    }

    pub(crate) fn work(&self) -> Vec<WorkItem> {
        work_items(&self.definition, &self.state, self.today)
    }

    /// Who must do what, one line each: `step: action by people`.
    pub(crate) fn next(&self) -> Vec<String> {
        let lines = self.work().into_iter().map(|item| {
            let action = serde_json::to_value(&item.action).unwrap();
            let people: Vec<String> = item.people.iter().map(ToString::to_string).collect();
            format!(
                "{}: {} by {}",
                item.round,
                action["do"].as_str().unwrap(),
                people.join(", ")
            )
        });
        lines.collect()
    }
}

/// The kinds of some events, for comparing a whole decision at a glance.
pub(crate) fn kinds(events: &[Event]) -> Vec<String> {
    let name = |event: &Event| match event.round() {
        Some(round) => format!("{} {round}", event.kind()),
        None => event.kind().to_owned(),
    };
    events.iter().map(name).collect()
}

pub(crate) fn complete(step: &str) -> Command {
    complete_with(step, [])
}

pub(crate) fn complete_with<const N: usize>(step: &str, record: [(&str, Value); N]) -> Command {
    Command::Complete {
        step: id(step),
        record: record
            .into_iter()
            .map(|(field, value)| (id(field), value))
            .collect(),
    }
}

pub(crate) fn start(step: &str) -> Command {
    Command::Start { step: id(step) }
}

pub(crate) fn choose<const N: usize>(step: &str, options: [&str; N]) -> Command {
    Command::Decide {
        step: id(step),
        options: options.iter().map(|option| id(option)).collect(),
        reason: "because".to_owned(),
    }
}

pub(crate) fn offer(step: &str, evidence: &str) -> Command {
    Command::Offer {
        step: id(step),
        evidence: id(evidence),
        item: EvidenceItem::Note("as seen".to_owned()),
    }
}

pub(crate) fn accept(step: &str, evidence: &str) -> Command {
    Command::Accept {
        step: id(step),
        evidence: id(evidence),
    }
}

pub(crate) fn contest(step: &str, evidence: &str) -> Command {
    Command::Contest {
        step: id(step),
        evidence: id(evidence),
        reason: "it is too thin".to_owned(),
    }
}

pub(crate) fn approve(step: &str) -> Command {
    Command::Approve { step: id(step) }
}

pub(crate) fn decline(step: &str) -> Command {
    Command::Decline {
        step: id(step),
        reason: "not yet".to_owned(),
    }
}

pub(crate) fn set_aside(step: &str) -> Command {
    Command::SetAside {
        step: id(step),
        reason: "not needed".to_owned(),
    }
}

pub(crate) fn retry(step: &str) -> Command {
    Command::Retry { step: id(step) }
}

pub(crate) fn report(event: &str) -> Command {
    Command::Report {
        event: id(event),
        note: "it happened".to_owned(),
        record: BTreeMap::new(),
        successor: None,
    }
}

pub(crate) fn attach(year: &str, content: &str) -> Command {
    Command::AttachData {
        data: id("results"),
        dataset: super::samples::dataset(year, content),
    }
}

pub(crate) fn found(key: &EffectKey, value: f64) -> Command {
    Command::RecordFinding {
        key: key.clone(),
        finding: Box::new(super::samples::finding(value)),
    }
}

pub(crate) fn recommended<const N: usize>(key: &EffectKey, proposals: [&str; N]) -> Command {
    Command::RecordRecommendation {
        key: key.clone(),
        recommendation: Box::new(super::samples::recommendation(proposals)),
    }
}

pub(crate) fn failed(key: &EffectKey, failure: alongside_core::plugin::CallFailure) -> Command {
    Command::RecordFailure {
        key: key.clone(),
        failure,
        message: "it did not answer".to_owned(),
    }
}

pub(crate) fn end(reason: &str) -> Command {
    Command::End {
        reason: reason.to_owned(),
    }
}

pub(crate) fn reopen(step: &str) -> Command {
    Command::Reopen {
        step: id(step),
        reason: "it was wrong".to_owned(),
    }
}

pub(crate) fn clear_flag(step: &str) -> Command {
    Command::ClearFlag {
        step: id(step),
        reason: "it stands".to_owned(),
    }
}

pub(crate) fn withdraw() -> Command {
    Command::Withdraw {
        reason: "the trust took over".to_owned(),
    }
}

pub(crate) fn add(node: super::define::Node, parent: Option<&str>) -> Command {
    let mut step = node.step;
    step.parent = parent.map(id);
    Command::AddStep {
        step: Box::new(step),
        reason: "it turned out to be needed".to_owned(),
    }
}

pub(crate) fn halt(intervention: &str) -> Command {
    Command::Halt {
        intervention: id(intervention),
        reason: "it does not work".to_owned(),
    }
}

pub(crate) fn conclude(intervention: &str, verdict: alongside_core::intervention::Verdict) -> Command {
    Command::Conclude {
        intervention: id(intervention),
        verdict,
        reason: "the results are in".to_owned(),
    }
}

/// The plan of an intervention: the first node is the stage that goes into `into`.
pub(crate) fn planned(intervention: &str, into: &str, stage: super::define::Node) -> Command {
    Command::RecordPlan {
        intervention: id(intervention),
        steps: super::define::steps_of(stage, into),
    }
}

/// Asks for the move to another version, with the plugins of the samples.
pub(crate) fn migrate(target: &Definition) -> Command {
    Command::Migrate {
        to: WorkflowPin {
            id: target.id.clone(),
            version: target.version.to_string(),
            title: target.title.clone(),
            digest: target.digest(),
        },
        plugins: opening().plugins,
        workflows: super::children::programme_opening(1).workflows,
        reason: "the new version asks for a review".to_owned(),
    }
}

impl Play {
    /// Moves to another version, which must be possible.
    pub(crate) fn migrates(&mut self, target: &Definition) -> Vec<Event> {
        self.target = Some(target.clone());
        self.act("administrator", &migrate(target))
    }

    /// Why it cannot move to another version.
    pub(crate) fn refuses(&mut self, target: &Definition) -> Vec<String> {
        self.target = Some(target.clone());
        match self.refused("administrator", &migrate(target)) {
            Rejection::Migration { refusals, .. } => refusals.iter().map(ToString::to_string).collect(),
            other => panic!("{other}"),
        }
    }
}
