//! Owns building a sound store out of one that is damaged: every stream is kept as far as its events vouch for one
//! another from the first on, and what is given up is told event by event.
//!
//! The damaged store is only read; the new one lies beside it until somebody puts it in its place. Other copies of the
//! same journal (a backup) can fill what is missing. Tests: `tests/salvage.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::anchor::read_anchor;
use super::files::{DataFile, FileLayer, RealFiles, sync_folder};
use super::losses::read_losses;
use super::meta::{get_meta, put_meta};
use super::options::JournalOptions;
use super::scan::{Found, Scanner};
use super::segment::{Segments, list_segments, segment_path};
use super::store::JournalStore;
use super::witness::{Witnessed, read_witness};
use crate::answers::LogHead;
use crate::chain::CHAIN_START;
use crate::error::StoreError;
use crate::events::{Append, AppendOutcome, EventHash, NewEvent};
use crate::group::{Group, Location};
use crate::ids::{Name, Position, Sequence, StreamId};
use crate::index::{Index, Opened, TIP, Tip, stream_of_tip_key};
use crate::store::EventStore;

/// What became of one stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SalvagedStream {
    /// The stream.
    pub stream: StreamId,
    /// The last event that is kept; 0 where nothing is.
    pub kept: Sequence,
    /// The last event it is known to have had; whatever lies between is given up.
    pub known: Sequence,
    /// How many of the kept events came from another copy.
    pub brought_back: u64,
}

/// What salvaging a store comes to.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Salvage {
    /// Every stream that is known of, in order of name.
    pub streams: Vec<SalvagedStream>,
    /// Events that are gone and of which nothing says whose they were.
    pub nobodys: u64,
    /// Why the journal as it lies there cannot simply be used; empty for one that is sound.
    pub reasons: Vec<String>,
    /// Small values of the workspace that were damaged, and whether another copy brought them back.
    pub values: BTreeMap<String, bool>,
    /// The head of the new store, once it is built.
    pub head: Option<LogHead>,
}

impl Salvage {
    /// Lists the streams that lose events.
    pub fn given_up(&self) -> impl Iterator<Item = &SalvagedStream> {
        self.streams.iter().filter(|stream| stream.kept < stream.known)
    }
}

/// A group that may be kept, and where it lies.
struct Candidate {
    source: usize,
    location: Location,
    position: Position,
    last: Sequence,
    chain_before: EventHash,
    last_hash: EventHash,
}

/// Everything found of one stream, by the first sequence of each group; several copies of a group may be there.
type Candidates = BTreeMap<StreamId, BTreeMap<Sequence, Vec<Candidate>>>;

struct Salvager {
    sources: Vec<Segments>,
    candidates: Candidates,
    /// The last sequence each stream is known to have had.
    known: BTreeMap<StreamId, Sequence>,
    /// The last position the store is known to have had.
    last_position: Position,
    reasons: BTreeSet<String>,
}

/// Looks at the store in `root` and at other copies of it, and, where `into` names a folder that is not there, builds a
/// sound store in it.
///
/// Whoever calls holds the lock of `root` ([`crate::StoreLock`]): nobody writes there.
///
/// # Errors
/// `Io` when the machine refuses, `NewerFormat` when a newer release wrote the journal.
pub fn salvage(
    root: &Path,
    witness: Option<&Path>,
    others: &[PathBuf],
    into: Option<&Path>,
) -> Result<Salvage, StoreError> {
    let folders = std::iter::once(root.to_owned()).chain(others.iter().cloned());
    let mut salvager = Salvager {
        sources: folders
            .map(|folder| Segments::new(folder.join("journal"), Arc::new(RealFiles)))
            .collect(),
        candidates: Candidates::new(),
        known: BTreeMap::new(),
        last_position: Position::ZERO,
        reasons: BTreeSet::new(),
    };
    salvager.learn(root, witness)?;
    for source in 0..salvager.sources.len() {
        salvager.scan(source)?;
    }
    let (mut salvage, chosen) = salvager.choose();
    if let Some(into) = into {
        salvage.head = Some(salvager.build(into, &chosen)?);
    }
    salvage.values = values(root, others, into)?;
    if let Some(into) = into {
        sync_folder(into)?;
    }
    Ok(salvage)
}

impl Salvager {
    /// Gathers what index, anchor, losses and witness know of the log.
    fn learn(&mut self, root: &Path, witness: Option<&Path>) -> Result<(), StoreError> {
        let journal = root.join("journal");
        if let Some(anchor) = read_anchor(&journal) {
            self.last_position = anchor.end.last_position();
            for (stream, last) in anchor.touched {
                self.raise(stream, last);
            }
        }
        match read_losses(&journal) {
            Ok(losses) => {
                for (stream, loss) in losses {
                    self.raise(stream, loss.last_known);
                }
            }
            Err(StoreError::FileDamaged { path, reason }) => {
                self.reasons.insert(format!("{}: {reason}", path.display()));
            }
            Err(error) => return Err(error),
        }
        if let Some(Witnessed::Head(head)) = witness.map(read_witness).transpose()? {
            self.last_position = self.last_position.max(head.position);
        }
        let path = root.join("index");
        if !path.is_dir() {
            return Ok(());
        }
        match Index::open(&path, JournalOptions::default().index_cache_bytes)? {
            Opened::Unusable(reason) => {
                self.reasons.insert(format!("the index cannot be used: {reason}"));
            }
            Opened::Ready(index) => {
                let mut tips = Vec::new();
                let scanned = index.scan(vec![TIP], Some(vec![TIP + 1]), &mut |key, value, _| {
                    tips.extend(stream_of_tip_key(key).zip(Tip::decode(value)));
                    Ok(ControlFlow::Continue(()))
                });
                if let Err(error) = scanned {
                    self.reasons.insert(error.to_string());
                }
                self.last_position = self.last_position.max(index.meta().end.last_position());
                for (stream, tip) in tips {
                    self.raise(stream, tip.last);
                }
            }
        }
        Ok(())
    }

    fn raise(&mut self, stream: StreamId, last: Sequence) {
        let known = self.known.entry(stream).or_default();
        *known = last.max(*known);
    }

    /// Finds every sound group of one copy.
    fn scan(&mut self, source: usize) -> Result<(), StoreError> {
        let Some(folder) = self
            .sources
            .get(source)
            .map(|segments| segments.folder().to_owned())
        else {
            return Ok(());
        };
        if !folder.is_dir() {
            self.reasons.insert(format!("{} is missing", folder.display()));
            return Ok(());
        }
        for segment in list_segments(&folder)? {
            let Some(segments) = self.sources.get(source) else {
                return Ok(());
            };
            let path = segments.path(segment);
            let Some(mut scanner) = Scanner::open(segments, segment)? else {
                continue;
            };
            scanner.header()?;
            loop {
                match scanner.next()? {
                    Found::End => break,
                    Found::Hole(hole) => {
                        if source == 0 {
                            self.reasons.insert(format!(
                                "bytes {} to {} of {}: {}",
                                hole.start,
                                hole.end,
                                path.display(),
                                hole.reason
                            ));
                        }
                        for (stream, last) in hole.named {
                            self.raise(stream, last);
                        }
                    }
                    Found::Group(sound) => self.take(source, sound.location, &sound.group),
                }
            }
        }
        Ok(())
    }

    fn take(&mut self, source: usize, location: Location, group: &Group) {
        let header = &group.header;
        let last = header.last_sequence();
        let end = Position(header.next_position().get().saturating_sub(1));
        // What another copy has beyond this one is brought back as well.
        self.raise(header.stream.clone(), last);
        self.last_position = self.last_position.max(end);
        let stream = self.candidates.entry(header.stream.clone()).or_default();
        stream.entry(header.first_sequence).or_default().push(Candidate {
            source,
            location,
            position: header.first_position,
            last,
            chain_before: header.chain_before,
            last_hash: group.last_hash(),
        });
    }

    /// Follows the hash chain of every stream from its first event as far as it goes.
    fn choose(&self) -> (Salvage, Vec<(&StreamId, &Candidate)>) {
        let mut salvage = Salvage::default();
        let mut chosen = Vec::new();
        for (stream, &known) in &self.known {
            let (mut kept, mut hash, mut brought_back) = (Sequence::ZERO, CHAIN_START, 0);
            let groups = self.candidates.get(stream);
            while let Some(next) = groups
                .and_then(|groups| groups.get(&kept.next()))
                .and_then(|copies| copies.iter().find(|copy| copy.chain_before == hash))
            {
                if next.source > 0 {
                    brought_back += next.last.get() - kept.get();
                }
                (kept, hash) = (next.last, next.last_hash);
                chosen.push((stream, next));
            }
            salvage.streams.push(SalvagedStream {
                stream: stream.clone(),
                kept,
                known: known.max(kept),
                brought_back,
            });
        }
        chosen.sort_by_key(|(_, group)| (group.position, group.source));
        let accounted: u64 = salvage.streams.iter().map(|stream| stream.known.get()).sum();
        salvage.nobodys = self.last_position.get().saturating_sub(accounted);
        salvage.reasons = self.reasons.iter().cloned().collect();
        (salvage, chosen)
    }

    /// Writes the chosen groups into a store of their own.
    fn build(&self, into: &Path, chosen: &[(&StreamId, &Candidate)]) -> Result<LogHead, StoreError> {
        let options = JournalOptions {
            files: Arc::new(SyncedLater),
            ..JournalOptions::default()
        };
        let store = JournalStore::open(into, options)?;
        for (stream, candidate) in chosen {
            let Some(segments) = self.sources.get(candidate.source) else {
                continue;
            };
            let len = usize::try_from(candidate.location.len).unwrap_or(0);
            let bytes = segments.read(candidate.location, len)?;
            let group = Group::decode(&bytes).map_err(|flaw| StoreError::Damaged {
                stream: (*stream).clone(),
                sequence: candidate.last,
                reason: flaw.reason,
            })?;
            let last = group.header.last_sequence();
            match store.append(append_of(group))? {
                AppendOutcome::Appended { last: now, .. } if now == last => {}
                outcome => {
                    return Err(StoreError::InvalidAppend {
                        stream: (*stream).clone(),
                        reason: format!("event {last} could not be written again: {outcome:?}"),
                    });
                }
            }
        }
        let head = store.log_head()?;
        drop(store);
        let journal = into.join("journal");
        for segment in list_segments(&journal)? {
            let path = segment_path(&journal, segment);
            let synced = std::fs::File::open(&path).and_then(|file| file.sync_all());
            synced.map_err(|error| StoreError::io("sync", &path, error))?;
        }
        sync_folder(&journal)?;
        sync_folder(into)?;
        Ok(head)
    }
}

fn append_of(group: Group) -> Append {
    let Group {
        header,
        derived,
        events,
    } = group;
    let event = |event: crate::events::RecordedEvent| NewEvent {
        kind: event.kind,
        version: event.version,
        time_micros: event.time_micros,
        payload: event.payload,
    };
    Append {
        stream: header.stream,
        expected: Sequence(header.first_sequence.get() - 1),
        command_id: header.command_id,
        events: events.into_iter().map(event).collect(),
        head: derived.head,
        snapshot: None,
        index_ops: derived.index_ops,
        timers: derived.timers,
    }
}

/// Looks at the small values of the workspace, and copies what is sound; tells which were damaged, and whether another
/// copy brought them back.
fn values(
    root: &Path,
    others: &[PathBuf],
    into: Option<&Path>,
) -> Result<BTreeMap<String, bool>, StoreError> {
    let from = root.join("meta");
    let mut damaged = BTreeMap::new();
    for name in value_names(&from)? {
        let mut value = get_meta(root, &name);
        if matches!(value, Err(StoreError::FileDamaged { .. })) {
            let mut copies = others.iter().map(|other| get_meta(other, &name));
            let found = copies.find(|copy| matches!(copy, Ok(Some(_))));
            damaged.insert(name.to_string(), found.is_some());
            value = found.unwrap_or(Ok(None));
        }
        if let (Some(into), Some(value)) = (into, value?) {
            put_meta(into, &name, &value)?;
        }
    }
    Ok(damaged)
}

fn value_names(folder: &Path) -> Result<Vec<Name>, StoreError> {
    let mut names = Vec::new();
    if !folder.is_dir() {
        return Ok(names);
    }
    let fail = |error| StoreError::io("list", folder, error);
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let file = entry.map_err(fail)?.file_name();
        let name = file.to_str().and_then(|name| name.strip_suffix(".value"));
        names.extend(name.and_then(|name| Name::new(name).ok()));
    }
    names.sort();
    Ok(names)
}

/// The files of the operating system, but nothing is synced: nobody relies on the new store until all of it is.
#[derive(Clone, Copy, Debug)]
struct SyncedLater;

struct Unsynced(Box<dyn DataFile>);

impl DataFile for Unsynced {
    fn write_all_at(&mut self, bytes: &[u8], offset: u64) -> std::io::Result<()> {
        self.0.write_all_at(bytes, offset)
    }

    fn sync_data(&mut self) -> std::io::Result<()> {
        Ok(())
    }

    fn set_len(&mut self, len: u64) -> std::io::Result<()> {
        self.0.set_len(len)
    }
}

impl FileLayer for SyncedLater {
    fn create(&self, path: &Path) -> std::io::Result<Box<dyn DataFile>> {
        Ok(Box::new(Unsynced(RealFiles.create(path)?)))
    }

    fn open(&self, path: &Path) -> std::io::Result<Box<dyn DataFile>> {
        Ok(Box::new(Unsynced(RealFiles.open(path)?)))
    }

    fn sync_dir(&self, _: &Path) -> std::io::Result<()> {
        Ok(())
    }
}
