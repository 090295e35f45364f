//! Load, decide, commit: the one way in which an engagement changes.

use std::collections::BTreeSet;
use std::sync::Arc;

use alongside_core::command::{Actor, Command};
use alongside_core::decide::{Context, decide};
use alongside_core::definition::Definition;
use alongside_core::event::{Envelope, StoredEvent, decode, encode};
use alongside_core::ids::EngagementId;
use alongside_core::state::State;
use alongside_store::{
    Append, AppendOutcome, CommandId, Loaded, NewEvent, RecordedEvent, Sequence, Snapshot, StreamId,
    TimerEntry,
};
use jiff::civil::Date;

use crate::dispatch::Notices;
use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::shelf::lock;
use crate::summary::Summary;

/// How often a command is decided again because others were faster.
const ATTEMPTS_MAX: usize = 16;

/// A snapshot is taken whenever the log has grown past another multiple of this many events.
pub(crate) const SNAPSHOT_EVERY: u64 = 256;

/// The version of the snapshot's form. A snapshot of another version is passed over.
const SNAPSHOT_VERSION: u16 = 1;

/// What a command led to.
#[derive(Debug, Clone)]
pub struct Committed {
    /// The engagement.
    pub engagement: EngagementId,
    /// The events, durable.
    pub events: Vec<Envelope>,
    /// Whether the same command, by its id, had been committed before; nothing was written again.
    pub repeated: bool,
    /// What whoever opens an engagement should know, though it was opened.
    pub warnings: Vec<String>,
    /// The other engagements that changed with it: children that were opened, parents that were told.
    pub elsewhere: BTreeSet<EngagementId>,
    /// The state after them.
    pub(crate) state: Arc<State>,
    /// The workflow.
    pub(crate) definition: Arc<Definition>,
}

/// An engagement as it stands, with its workflow.
#[derive(Debug, Clone)]
pub(crate) struct Current {
    pub(crate) definition: Arc<Definition>,
    pub(crate) state: State,
}

impl Inner {
    /// Loads an engagement that exists.
    pub(crate) fn current(&self, engagement: &EngagementId) -> Result<Current, RuntimeError> {
        match self.load(engagement)? {
            Some(state) => {
                let definition = self.definition_of(engagement, &state)?;
                Ok(Current { definition, state })
            }
            None => Err(self.unknown_engagement(engagement.as_str())?),
        }
    }

    /// Folds an engagement's log; none where there is no such engagement.
    pub(crate) fn load(&self, engagement: &EngagementId) -> Result<Option<State>, RuntimeError> {
        let stream = stream(engagement)?;
        if let Some(state) = self.at_hand(engagement)? {
            return Ok(Some(state));
        }
        let Some(Loaded { snapshot, events, .. }) = self.store.load(&stream)? else {
            return Ok(None);
        };
        let base = match snapshot {
            None => State::default(),
            Some(snapshot) => match from_snapshot(&snapshot) {
                Some(state) => state,
                // Another release wrote it: the log itself is what counts.
                None => {
                    let events = self.store.read_stream(&stream, Sequence::FIRST, usize::MAX)?;
                    return fold_onto(State::default(), engagement, &events).map(Some);
                }
            },
        };
        fold_onto(base, engagement, &events).map(Some)
    }

    /// The state of an engagement of a rehearsal, if it is the latest. Of a workspace nothing is at hand: its log is
    /// read, and vouches for itself, every time.
    fn at_hand(&self, engagement: &EngagementId) -> Result<Option<State>, RuntimeError> {
        let latest = lock(&self.latest).get(engagement).map(Arc::clone);
        let Some(state) = latest else { return Ok(None) };
        let head = self.store.head(&stream(engagement)?)?;
        let current = head.is_some_and(|head| head.last.get() == state.sequence);
        Ok(current.then(|| (*state).clone()))
    }

    /// Keeps the state of an engagement of a rehearsal at hand.
    fn keep_at_hand(&self, engagement: &EngagementId, state: &Arc<State>) {
        if self.shelf.given().is_some() {
            lock(&self.latest).insert(engagement.clone(), Arc::clone(state));
        }
    }

    /// Everything that has happened in an engagement, in order.
    pub(crate) fn log(&self, engagement: &EngagementId) -> Result<Vec<Envelope>, RuntimeError> {
        let stream = stream(engagement)?;
        let events = self.store.read_stream(&stream, Sequence::FIRST, usize::MAX)?;
        events.iter().map(|event| read_event(engagement, event)).collect()
    }

    /// Decides a command and commits what follows. Where the engagement waits for plugins since before
    /// (a process that ended early), they are called first, so that the log does not depend on the accident.
    pub(crate) fn submit(
        &self,
        engagement: &EngagementId,
        command: &Command,
        by: &Actor,
        command_id: Option<&str>,
    ) -> Result<Committed, RuntimeError> {
        let current = self.current(engagement)?;
        if let Some(repeated) = self.repeated(engagement, command_id)? {
            return self.dispatch(&repeated, Notices::All);
        }
        let before = current.state.sequence;
        let pending = match command {
            Command::Tick => Notices::All,
            _ => Notices::After(before),
        };
        let earlier = self.dispatch_pending(engagement, &current, pending)?;
        let mut committed = self.commit(engagement, command, by, command_id)?;
        committed.elsewhere = earlier.opened;
        self.dispatch(&committed, Notices::After(before))
    }

    /// Decides a command on the latest state and appends its events, again if others were faster.
    pub(crate) fn commit(
        &self,
        engagement: &EngagementId,
        command: &Command,
        by: &Actor,
        command_id: Option<&str>,
    ) -> Result<Committed, RuntimeError> {
        let id = match command_id {
            Some(text) => CommandId::new(text)?,
            None => CommandId::new(uuid::Uuid::now_v7().to_string())?,
        };
        for _ in 0..ATTEMPTS_MAX {
            let current = self.current(engagement)?;
            if let Some(committed) = self.try_commit(engagement, current, command, by, &id)? {
                return Ok(committed);
            }
        }
        Err(RuntimeError::Busy(engagement.clone()))
    }

    /// Commits a command once; none where others were faster and it must be decided again.
    pub(crate) fn try_commit(
        &self,
        engagement: &EngagementId,
        current: Current,
        command: &Command,
        by: &Actor,
        id: &CommandId,
    ) -> Result<Option<Committed>, RuntimeError> {
        let Current { definition, state } = current;
        let calendars = self.calendars()?;
        let now = self.clock.now();
        let target = self.target_of(command)?;
        let context = Context {
            definition: &definition,
            target: target.as_deref(),
            calendars: &calendars,
            now,
            by,
        };
        let events = decide(&context, &state, command).map_err(RuntimeError::Rejected)?;
        if events.is_empty() {
            let state = Arc::new(state);
            let engagement = engagement.clone();
            return Ok(Some(Committed {
                engagement,
                events,
                repeated: false,
                warnings: Vec::new(),
                elsewhere: BTreeSet::new(),
                state,
                definition,
            }));
        }
        let (before, plan) = (state.sequence, (state.workflow.clone(), state.added.len()));
        let after = alongside_core::state::fold(state, &events);
        let definition = match (after.workflow.clone(), after.added.len()) == plan {
            true => definition,
            // Steps were added, or the engagement moved to another version.
            false => self.definition_of(engagement, &after)?,
        };
        let append = append_of(engagement, before, id, &events, &definition, &after, now.today)?;
        match self.store.append(append)? {
            AppendOutcome::Appended { .. } => {
                let (engagement, state) = (engagement.clone(), Arc::new(after));
                self.keep_at_hand(&engagement, &state);
                Ok(Some(Committed {
                    engagement,
                    events,
                    repeated: false,
                    warnings: Vec::new(),
                    elsewhere: BTreeSet::new(),
                    state,
                    definition,
                }))
            }
            AppendOutcome::Conflict { .. } => Ok(None),
            AppendOutcome::Duplicate { first, last } => self.as_committed(engagement, first, last).map(Some),
        }
    }

    /// What the same command, by its id, has led to before; none for a new command.
    fn repeated(
        &self,
        engagement: &EngagementId,
        command_id: Option<&str>,
    ) -> Result<Option<Committed>, RuntimeError> {
        let Some(id) = command_id else { return Ok(None) };
        match self
            .store
            .find_command(&stream(engagement)?, &CommandId::new(id)?)?
        {
            Some((first, last)) => self.as_committed(engagement, first, last).map(Some),
            None => Ok(None),
        }
    }

    /// An engagement as it stands, as if nothing had just happened.
    pub(crate) fn as_it_stands(&self, engagement: &EngagementId) -> Result<Committed, RuntimeError> {
        let Current { definition, state } = self.current(engagement)?;
        Ok(Committed {
            engagement: engagement.clone(),
            events: Vec::new(),
            repeated: true,
            warnings: Vec::new(),
            elsewhere: BTreeSet::new(),
            state: Arc::new(state),
            definition,
        })
    }

    pub(crate) fn as_committed(
        &self,
        engagement: &EngagementId,
        first: Sequence,
        last: Sequence,
    ) -> Result<Committed, RuntimeError> {
        let count = usize::try_from(last.get() + 1 - first.get()).unwrap_or(usize::MAX);
        let stored = self.store.read_stream(&stream(engagement)?, first, count)?;
        let events = stored
            .iter()
            .map(|event| read_event(engagement, event))
            .collect::<Result<_, _>>()?;
        let Current { definition, state } = self.current(engagement)?;
        let (engagement, state) = (engagement.clone(), Arc::new(state));
        Ok(Committed {
            engagement,
            events,
            repeated: true,
            warnings: Vec::new(),
            elsewhere: BTreeSet::new(),
            state,
            definition,
        })
    }
}

/// The stream that holds an engagement's log.
pub(crate) fn stream(engagement: &EngagementId) -> Result<StreamId, RuntimeError> {
    Ok(StreamId::new(engagement.as_str())?)
}

fn append_of(
    engagement: &EngagementId,
    before: u64,
    id: &CommandId,
    events: &[Envelope],
    definition: &Definition,
    after: &State,
    today: Date,
) -> Result<Append, RuntimeError> {
    let new_events = events.iter().map(|envelope| {
        let StoredEvent {
            kind,
            version,
            time_micros,
            payload,
        } = encode(envelope);
        NewEvent {
            kind,
            version,
            time_micros,
            payload,
        }
    });
    let mut append = Append::new(
        stream(engagement)?,
        Sequence(before),
        id.clone(),
        new_events.collect(),
    );
    append.head = Summary::derive(definition, after, today)
        .map(|summary| summary.to_bytes())
        .transpose()?;
    append.timers = Some(timers_of(after));
    if after.sequence / SNAPSHOT_EVERY > before / SNAPSHOT_EVERY {
        append.snapshot = to_snapshot(after);
    }
    Ok(append)
}

/// The store's timers: the days on which something happens by itself.
pub(crate) fn timers_of(state: &State) -> Vec<TimerEntry> {
    let mut entries: Vec<TimerEntry> = state
        .wake_dates()
        .into_iter()
        .map(|wake| TimerEntry {
            due_day: day_number(wake.on),
            key: wake.what.into_bytes(),
        })
        .collect();
    entries.sort_by(|a, b| a.key.cmp(&b.key));
    entries
}

/// Days since 1970-01-01.
pub(crate) fn day_number(date: Date) -> i32 {
    let days = date
        .since(jiff::civil::date(1970, 1, 1))
        .map_or(0, |span| span.get_days());
    // A civil date lies within 3.7 million days of 1970.
    days
}

pub(crate) fn to_snapshot(state: &State) -> Option<Snapshot> {
    let bytes = serde_json::to_vec(state).ok()?;
    let fits = bytes.len() <= alongside_store::SNAPSHOT_BYTES_MAX;
    fits.then_some(Snapshot {
        sequence: Sequence(state.sequence),
        version: SNAPSHOT_VERSION,
        bytes,
    })
}

fn from_snapshot(snapshot: &Snapshot) -> Option<State> {
    let state: State = serde_json::from_slice(&snapshot.bytes).ok()?;
    (snapshot.version == SNAPSHOT_VERSION && state.sequence == snapshot.sequence.get()).then_some(state)
}

fn fold_onto(
    mut state: State,
    engagement: &EngagementId,
    events: &[RecordedEvent],
) -> Result<State, RuntimeError> {
    for event in events {
        state.evolve(&read_event(engagement, event)?);
    }
    Ok(state)
}

pub(crate) fn read_event(engagement: &EngagementId, event: &RecordedEvent) -> Result<Envelope, RuntimeError> {
    let stored = StoredEvent {
        kind: event.kind.clone(),
        version: event.version,
        time_micros: event.time_micros,
        payload: event.payload.clone(),
    };
    decode(&stored).map_err(|error| RuntimeError::Log {
        engagement: engagement.clone(),
        reason: format!("event {}: {error}", event.sequence),
    })
}
