//! One engagement, played at random from its opening on: people work, time passes, stands still and goes back, the
//! store fails, the process ends.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use alongside_core::command::{Actor, Command, EvidenceItem};
use alongside_core::definition::{Choice, StepKind};
use alongside_core::ids::EngagementId;
use alongside_core::value::Value;
use alongside_core::work::{Action, WorkItem};
use alongside_store::{EventStore, MemoryStore};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use super::faulty::FaultyStore;
use super::random::Random;
use super::rules::Rules;
use crate::commit::Current;
use crate::error::{ErrorKind, RuntimeError};
use crate::inner::Inner;
use crate::opening::{OpenRequest, PartyRequest};
use crate::shelf::lock;
use crate::workspace::Blobs;

const WORKFLOW: &str = include_str!("workflow.toml");
const STEPS: usize = 100;
/// One call of the store in so many fails.
const FAULT_RATE: usize = 12;
const PEOPLE: [(&str, &str); 3] = [("nle", "lead"), ("head", "head"), ("adviser", "adviser")];

/// What plays came to.
#[derive(Debug, Default)]
pub(super) struct Told {
    plays: u64,
    done: u64,
    refused: u64,
    faults: u64,
    repeated: u64,
    ended: u64,
    went_back: u64,
    events: u64,
}

impl Told {
    pub(super) fn add(&mut self, other: &Self) {
        self.plays += 1;
        self.done += other.done;
        self.refused += other.refused;
        self.faults += other.faults;
        self.repeated += other.repeated;
        self.ended += other.ended;
        self.went_back += other.went_back;
        self.events += other.events;
    }

    pub(super) fn says_enough(&self) -> bool {
        [
            self.done,
            self.refused,
            self.faults,
            self.repeated,
            self.ended,
            self.went_back,
        ]
        .iter()
        .all(|count| *count > 0)
            && self.events > self.plays * 12
    }
}

pub(super) struct Play {
    seed: u64,
    random: Random,
    kept: Arc<MemoryStore>,
    inner: Inner,
    engagement: EngagementId,
    rules: Rules,
    told: Told,
    commands: u64,
}

impl Play {
    pub(super) fn new(seed: u64) -> Self {
        let kept = Arc::new(MemoryStore::new());
        let mut inner = Inner::in_memory(date(2018, 9, 3), None);
        inner.store = Arc::new(FaultyStore::new(Arc::clone(&kept), seed, FAULT_RATE));
        if let Some(given) = inner.shelf.given() {
            lock(&given.workflows).insert("play".to_owned(), WORKFLOW.to_owned());
        }
        Self {
            seed,
            random: Random(seed),
            kept: Arc::clone(&kept),
            inner,
            engagement: EngagementId::new("play").unwrap(),
            rules: Rules::new(kept),
            told: Told::default(),
            commands: 0,
        }
    }

    pub(super) fn played(mut self) -> Told {
        self.open();
        for step in 0..STEPS {
            let place = format!("seed {}, step {step}", self.seed);
            match self.random.below(12) {
                0 => self.process_ends(),
                1 | 2 => self.time_passes(&place),
                3 => self.time_goes_back(&place),
                _ => self.somebody_acts(&place),
            }
            self.check(&place);
        }
        self.told.events = self.rules.events();
        self.told
    }

    fn check(&mut self, place: &str) {
        self.inner.store = self.store(0);
        self.rules.check(&self.inner, &self.engagement, place);
        self.inner.store = self.store(FAULT_RATE);
    }

    fn store(&mut self, rate: usize) -> Arc<dyn EventStore> {
        Arc::new(FaultyStore::new(Arc::clone(&self.kept), self.random.next(), rate))
    }

    fn open(&mut self) {
        let party = |urn: Option<&str>, name: &str| PartyRequest {
            urn: urn.map(|urn| urn.parse().unwrap()),
            name: Some(name.to_owned()),
            calendar: Some("hampshire".parse().unwrap()),
        };
        let request = OpenRequest {
            workflow: "play".to_owned(),
            id: Some(self.engagement.clone()),
            parties: BTreeMap::from([
                ("supporter".parse().unwrap(), party(Some("116392"), "Alverstoke")),
                ("partner".parse().unwrap(), party(Some("116177"), "Brockhurst")),
                ("authority".parse().unwrap(), party(None, "Hampshire")),
            ]),
            people: PEOPLE
                .iter()
                .map(|(person, role)| (person.parse().unwrap(), BTreeSet::from([role.parse().unwrap()])))
                .collect(),
            ..OpenRequest::default()
        };
        for _ in 0..200 {
            match self.inner.open_engagement(&request, Some("open")) {
                Ok(_) => return self.check("the opening"),
                Err(error) => self.count_fault(&error, "the opening"),
            }
        }
        panic!("seed {}: it never opened", self.seed);
    }

    /// The process ends, and another takes over what is durable: the log and the stored files.
    fn process_ends(&mut self) {
        let before = &mut self.inner;
        let now = before.clock.now().today;
        let mut next = Inner::in_memory(now, None);
        next.blobs = std::mem::replace(&mut before.blobs, Blobs::in_memory());
        std::mem::swap(&mut next.shelf, &mut before.shelf);
        next.store = self.store(FAULT_RATE);
        self.inner = next;
        self.told.ended += 1;
    }

    fn today(&self) -> Date {
        self.inner.clock.now().today
    }

    fn time_passes(&mut self, place: &str) {
        let days = [0, 1, 1, 3, 7, 30, 120][self.random.below(7)];
        let to = self.today().saturating_add(days.days());
        self.inner.clock.set(to);
        let id = self.next_id();
        self.until_told(&Command::Tick, &Actor::Engine, &id, place);
        // Time that has passed does not pass again.
        let before = self.rules.log(&self.engagement).len();
        let again = self.next_id();
        self.until_told(&Command::Tick, &Actor::Engine, &again, place);
        let after = self.rules.log(&self.engagement).len();
        assert_eq!(before, after, "{place}: a date was due twice");
    }

    fn time_goes_back(&mut self, place: &str) {
        let to = self.today().saturating_sub(40.days());
        self.inner.clock.set(to);
        self.told.went_back += 1;
        let id = self.next_id();
        self.until_told(&Command::Tick, &Actor::Engine, &id, place);
    }

    fn next_id(&mut self) -> String {
        self.commands += 1;
        format!("command-{}", self.commands)
    }

    /// Gives a command until it is told what became of it; then gives it again, which must change nothing.
    fn until_told(&mut self, command: &Command, by: &Actor, id: &str, place: &str) {
        for _ in 0..200 {
            match self.inner.submit(&self.engagement, command, by, Some(id)) {
                Ok(committed) => {
                    self.told.done += 1;
                    self.told.repeated += u64::from(committed.repeated);
                    if !committed.events.is_empty() {
                        self.rules.acknowledged(id, place);
                        return self.again(command, by, id, place);
                    }
                    return;
                }
                Err(error)
                    if error.kind() == ErrorKind::Refused && !matches!(error, RuntimeError::Busy(_)) =>
                {
                    self.told.refused += 1;
                    return;
                }
                Err(error) => self.count_fault(&error, place),
            }
        }
        panic!("{place}: nobody was ever told what became of {command:?}");
    }

    fn again(&mut self, command: &Command, by: &Actor, id: &str, place: &str) {
        if !self.random.one_in(4) {
            return;
        }
        let healthy = self.store(0);
        let faulty = std::mem::replace(&mut self.inner.store, healthy);
        let before = self.rules.recorded(&self.engagement, id);
        let committed = self.inner.submit(&self.engagement, command, by, Some(id));
        assert!(
            committed.is_ok_and(|committed| committed.repeated),
            "{place}: {id}"
        );
        assert_eq!(
            self.rules.recorded(&self.engagement, id),
            before,
            "{place}: {id} counted twice"
        );
        self.inner.store = faulty;
    }

    fn count_fault(&mut self, error: &RuntimeError, place: &str) {
        let simulated = match error {
            RuntimeError::Store(error) => error.to_string().contains("simulated"),
            // Somebody was said to be faster again and again.
            error => matches!(error, RuntimeError::Busy(_)),
        };
        assert!(simulated, "{place}: {error}");
        self.told.faults += 1;
        if self.random.one_in(3) {
            self.process_ends();
        }
    }

    fn somebody_acts(&mut self, place: &str) {
        let healthy = self.store(0);
        let faulty = std::mem::replace(&mut self.inner.store, healthy);
        let current = self.inner.current(&self.engagement);
        let Current { definition, state } = current.unwrap_or_else(|error| panic!("{place}: {error}"));
        self.inner.store = faulty;
        let work = alongside_core::work::work_items(&definition, &state, self.today());
        let item = self.random.pick(&work).cloned();
        let (command, by) = match item {
            Some(item) if !self.random.one_in(5) => {
                let Some(command) = self.command_for(&item, &definition) else {
                    return;
                };
                let by = self.random.pick(&item.people).cloned();
                (command, by.map_or(Actor::Administrator, Actor::Person))
            }
            _ => self.anything(),
        };
        let id = self.next_id();
        self.until_told(&command, &by, &id, place);
    }

    /// What the work asks for.
    fn command_for(
        &mut self,
        item: &WorkItem,
        definition: &alongside_core::definition::Definition,
    ) -> Option<Command> {
        let step = item.round.step.clone();
        Some(match &item.action {
            Action::Do { .. } => Command::Complete {
                step,
                record: BTreeMap::from([("classes-seen".parse().unwrap(), Value::Number(7.0))])
                    .into_iter()
                    .filter(|_| item.round.step.as_str() == "walk")
                    .collect(),
            },
            Action::Complete => Command::Complete {
                step,
                record: BTreeMap::new(),
            },
            Action::Decide { .. } => {
                let StepKind::Decision(Choice::One { options }) = &definition.step(&step)?.kind else {
                    return None;
                };
                let options: Vec<_> = options.iter().map(|option| option.id.clone()).collect();
                Command::Decide {
                    step,
                    options: vec![self.random.pick(&options)?.clone()],
                    reason: "drawn at random".to_owned(),
                }
            }
            Action::Start => Command::Start { step },
            Action::Offer { evidence, .. } => Command::Offer {
                step,
                evidence: evidence.clone(),
                item: EvidenceItem::Note("seen".to_owned()),
            },
            Action::Judge { evidence } if self.random.one_in(3) => Command::Contest {
                step,
                evidence: evidence.clone(),
                reason: "not convinced".to_owned(),
            },
            Action::Judge { evidence } => Command::Accept {
                step,
                evidence: evidence.clone(),
            },
            Action::Approve => Command::Approve { step },
            Action::Report { event } => Command::Report {
                event: event.clone(),
                note: "it happened".to_owned(),
                record: BTreeMap::new(),
                successor: None,
            },
            Action::Retry { .. } => Command::Retry { step },
            _ => return None,
        })
    }

    /// Something that may well be refused.
    fn anything(&mut self) -> (Command, Actor) {
        let steps = [
            "walk",
            "priorities",
            "coaching",
            "plan",
            "check-in",
            "look",
            "nowhere",
        ];
        let step = self
            .random
            .pick(&steps)
            .map_or("look", |step| *step)
            .parse()
            .unwrap();
        let person = self.random.pick(&PEOPLE).map_or("nle", |(person, _)| *person);
        let reason = || "drawn at random".to_owned();
        let command = match self.random.below(8) {
            0 => Command::Suspend {
                step: None,
                until: Some(self.today().saturating_add(20.days())),
                reason: reason(),
            },
            1..=3 => Command::Resume {
                step: None,
                reason: reason(),
            },
            4 => Command::Reopen {
                step,
                reason: reason(),
            },
            5 => Command::SetAside {
                step,
                reason: reason(),
            },
            6 => Command::Approve { step },
            _ => Command::Start { step },
        };
        match self.random.one_in(2) {
            true => (command, Actor::Administrator),
            false => (command, Actor::Person(person.parse().unwrap())),
        }
    }
}
