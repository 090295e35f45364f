//! The rules that never bend, as far as a run of the runtime can show them.

use std::collections::BTreeMap;
use std::sync::Arc;

use alongside_core::event::Envelope;
use alongside_core::ids::EngagementId;
use alongside_core::state::State;
use alongside_store::{CommandId, EventHash, EventStore, MemoryStore, RecordedEvent, Sequence};

use crate::commit::{read_event, stream};
use crate::inner::Inner;

/// The most events one command may cause.
const EVENTS_MAX: u64 = 4_096;

pub(super) struct Rules {
    kept: Arc<MemoryStore>,
    /// The log as it was when it was looked at last.
    seen: Vec<EventHash>,
    acknowledged: BTreeMap<String, String>,
}

impl Rules {
    pub(super) fn new(kept: Arc<MemoryStore>) -> Self {
        Self {
            kept,
            seen: Vec::new(),
            acknowledged: BTreeMap::new(),
        }
    }

    pub(super) fn events(&self) -> u64 {
        self.seen.len() as u64
    }

    /// Somebody was told that a command has been carried out.
    pub(super) fn acknowledged(&mut self, id: &str, place: &str) {
        self.acknowledged.insert(id.to_owned(), place.to_owned());
    }

    pub(super) fn log(&self, engagement: &EngagementId) -> Vec<RecordedEvent> {
        let stream = stream(engagement).unwrap();
        self.kept
            .read_stream(&stream, Sequence::FIRST, usize::MAX)
            .unwrap()
    }

    /// What a command recorded.
    pub(super) fn recorded(&self, engagement: &EngagementId, id: &str) -> Option<(Sequence, Sequence)> {
        let id = CommandId::new(id).unwrap();
        self.kept.find_command(&stream(engagement).unwrap(), &id).unwrap()
    }

    /// Checks what must hold after every step; the store does not fail meanwhile.
    pub(super) fn check(&mut self, inner: &Inner, engagement: &EngagementId, place: &str) {
        let log = self.log(engagement);
        self.nothing_is_reversed(&log, place);
        let envelopes: Vec<Envelope> = log
            .iter()
            .map(|event| read_event(engagement, event).unwrap_or_else(|error| panic!("{place}: {error}")))
            .collect();
        let folded = alongside_core::state::fold(State::default(), &envelopes);
        replay_equals_life(inner, engagement, &folded, place);
        self.acknowledged_means_durable(engagement);
        let report = self.kept.verify(None).unwrap();
        assert!(report.is_sound(), "{place}: the log does not vouch for itself");
        self.bounded(engagement, place);
        nothing_fires_twice(&envelopes, place);
        pinned(&envelopes, &folded, place);
    }

    /// Rule 9: what was recorded stays as it was, and only more comes behind it.
    fn nothing_is_reversed(&mut self, log: &[RecordedEvent], place: &str) {
        let hashes: Vec<EventHash> = log.iter().map(|event| event.hash).collect();
        assert!(
            hashes.starts_with(&self.seen),
            "{place}: what was recorded has changed"
        );
        self.seen = hashes;
    }

    /// Rule 2: whoever was told of it finds it, whatever has failed and ended since.
    fn acknowledged_means_durable(&self, engagement: &EngagementId) {
        for (id, place) in &self.acknowledged {
            assert!(
                self.recorded(engagement, id).is_some(),
                "{id}, acknowledged at {place}, is gone"
            );
        }
    }

    /// Rule 10: no command causes more than it may.
    fn bounded(&self, engagement: &EngagementId, place: &str) {
        for command in self.kept.commands(&stream(engagement).unwrap()).unwrap() {
            let events = command.last.get() + 1 - command.first.get();
            assert!(
                events <= EVENTS_MAX,
                "{place}: {} caused {events} events",
                command.id
            );
        }
    }
}

/// Rule 1: folding the log gives the state that is at hand, byte for byte.
fn replay_equals_life(inner: &Inner, engagement: &EngagementId, folded: &State, place: &str) {
    let at_hand = inner.load(engagement).unwrap().unwrap_or_default();
    let bytes = |state: &State| serde_json::to_vec(state).unwrap();
    assert!(
        bytes(&at_hand) == bytes(folded),
        "{place}: folding the log gives another state"
    );
    assert_eq!(at_hand.sequence, folded.sequence, "{place}");
}

/// Rule 2: no round is begun, completed or timed out twice.
fn nothing_fires_twice(envelopes: &[Envelope], place: &str) {
    let mut begun: BTreeMap<String, usize> = BTreeMap::new();
    for envelope in envelopes {
        let kind = envelope.event.kind();
        if kind == "step-activated" || kind == "step-started" || kind == "step-completed" {
            let event = serde_json::to_value(&envelope.event).unwrap();
            let round = event
                .pointer(&format!("/{kind}/round"))
                .cloned()
                .unwrap_or_default();
            *begun.entry(format!("{kind} {round}")).or_default() += 1;
        }
    }
    for (what, times) in begun {
        assert_eq!(times, 1, "{place}: {what}");
    }
}

/// Rule 8: the engagement runs on the workflow that it was opened with.
fn pinned(envelopes: &[Envelope], folded: &State, place: &str) {
    let first = envelopes
        .first()
        .map(|first| alongside_core::state::fold(State::default(), [first]));
    let opened_with = first.and_then(|state| state.workflow).map(|pin| pin.digest);
    let runs_on = folded.workflow.as_ref().map(|pin| pin.digest);
    assert_eq!(
        opened_with, runs_on,
        "{place}: the workflow changed under an engagement"
    );
}
