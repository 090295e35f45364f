//! Owns opening a journal: bringing the index up to date, cutting off a torn last write, naming what was
//! lost, rebuilding an index that cannot be used.
//!
//! The journal wins over the index. Nothing is moved or written before it is certain that every acknowledged
//! event is accounted for: it is there, or its stream is named. Never rebuilds because the machine refused.
//! Tests: `tests/reopen.rs`, `tests/damage.rs`, `tests/faults.rs`.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::anchor::{Anchored, read_anchor};
use super::end::JournalEnd;
use super::files::{create_folder, replace_file, sync_folder};
use super::losses::{Loss, Losses, read_losses, write_losses};
use super::options::{JournalOptions, Recovery};
use super::replay::{Replayed, Torn, replay};
use super::segment::Segments;
use super::witness::{Witnessed, holds, read_witness};
use crate::answers::{Damage, Holding};
use crate::error::StoreError;
use crate::ids::{Position, Sequence, StreamId};
use crate::index::{Index, Opened, Overlay, TIP, Tip, stream_of_tip_key};

const MOVED_ASIDE_MAX: u32 = 3;

/// A journal ready for use.
pub(crate) struct Recovered {
    pub(crate) index: Index,
    pub(crate) segments: Segments,
    pub(crate) end: JournalEnd,
    /// The last segment is not to be written to any more.
    pub(crate) sealed: bool,
    pub(crate) damaged: BTreeMap<StreamId, Damage>,
    pub(crate) report: Recovery,
}

/// What is known of the journal from other places than itself.
struct Known {
    anchor: Option<Anchored>,
    /// The last sequences an index that is being replaced knew.
    tips: BTreeMap<StreamId, Sequence>,
    next_position: Position,
    losses: Losses,
}

/// The journal's end, whether its last segment is not to be written to, and the damaged streams.
type UpToDate = (JournalEnd, bool, BTreeMap<StreamId, Damage>);

struct Recoverer<'a> {
    root: &'a Path,
    options: &'a JournalOptions,
    segments: Segments,
    known: Known,
    report: Recovery,
}

/// Opens journal and index of a folder whose lock is held.
pub(crate) fn recover(root: &Path, options: &JournalOptions) -> Result<Recovered, StoreError> {
    let journal = root.join("journal");
    create_folder(&journal)?;
    let anchor = read_anchor(&journal);
    let witness = match options.witness.as_deref().map(read_witness).transpose()? {
        Some(Witnessed::Head(head)) => Some(head),
        Some(Witnessed::Unreadable(reason)) => {
            tracing::warn!(reason, "the witness of the journal cannot be read");
            None
        }
        Some(Witnessed::Nothing) | None => None,
    };
    let next_position = anchor
        .as_ref()
        .map_or(Position::FIRST, |anchor| anchor.end.next_position)
        .max(witness.map_or(Position::FIRST, |head| head.position.next()));
    let known = Known {
        anchor,
        tips: BTreeMap::new(),
        next_position,
        losses: read_losses(&journal)?,
    };
    let segments = Segments::new(journal, Arc::clone(&options.files));
    let recovered = Recoverer {
        root,
        options,
        segments,
        known,
        report: Recovery::default(),
    }
    .run()?;
    match witness {
        Some(head) if holds(&recovered.segments, &recovered.end, &head)? == Holding::Differs => {
            Err(StoreError::Replaced {
                path: recovered.segments.folder().to_owned(),
                position: head.position,
            })
        }
        _ => Ok(recovered),
    }
}

impl Recoverer<'_> {
    fn run(mut self) -> Result<Recovered, StoreError> {
        let path = self.root.join("index");
        remove_folder(&self.root.join("index.rebuilding"))?;
        let reason = match Index::open(&path, self.options.index_cache_bytes)? {
            Opened::Unusable(reason) => reason,
            Opened::Ready(index) => match self.bring_up_to_date(&index) {
                Ok(Some((end, sealed, damaged))) => return Ok(self.finish(index, end, sealed, damaged)),
                Ok(None) => {
                    self.learn_from(&index)?;
                    "the journal is shorter than the index says".into()
                }
                Err(StoreError::Index { reason, .. }) => reason,
                Err(error) => return Err(error),
            },
        };
        let (end, sealed) = self.rebuild(&path, reason)?;
        match Index::open(&path, self.options.index_cache_bytes)? {
            Opened::Ready(index) => {
                let damaged = damaged_streams(&index)?;
                Ok(self.finish(index, end, sealed, damaged))
            }
            Opened::Unusable(reason) => Err(StoreError::Index { path, reason }),
        }
    }

    /// Checks the index and replays what it does not know; `None` when the journal lacks what it does know.
    fn bring_up_to_date(&mut self, index: &Index) -> Result<Option<UpToDate>, StoreError> {
        let known_damaged = index.survey()?;
        let from = index.meta().end;
        let replayed = replay(&self.segments, index, from, self.known.anchor.as_ref())?;
        let Some(replayed) = replayed else { return Ok(None) };
        let is_news = replayed.groups > 0 || replayed.damaged;
        let (end, sealed) = self.settle(index, replayed)?;
        let damaged = if sealed || is_news {
            damaged_streams(index)?
        } else {
            known_damaged
        };
        Ok(Some((end, sealed, damaged)))
    }

    fn learn_from(&mut self, index: &Index) -> Result<(), StoreError> {
        let next_position = index.meta().end.next_position;
        self.known.next_position = self.known.next_position.max(next_position);
        for (stream, tip) in tips(index)? {
            self.known.tips.insert(stream, tip.last);
        }
        Ok(())
    }

    /// Makes sure that every position is accounted for, and records what is lost.
    fn settle(&mut self, index: &Index, replayed: Replayed) -> Result<(JournalEnd, bool), StoreError> {
        let mut end = replayed.end;
        let shortened = end.next_position < self.known.next_position;
        let mut overlay = Overlay::new(index);
        let mut losses = self.known.losses.clone();
        let touched = self.known.anchor.iter().flat_map(|anchor| &anchor.touched);
        let known = touched
            .chain(&self.known.tips)
            .map(|(stream, last)| (stream.clone(), *last));
        let recorded = self
            .known
            .losses
            .iter()
            .map(|(stream, loss)| (stream.clone(), loss.last_known));
        for (stream, last) in known.chain(replayed.named).chain(recorded) {
            raise(&mut overlay, &mut losses, stream, last)?;
        }
        end.next_position = end.next_position.max(self.known.next_position);
        let changes = overlay.take();
        let raised = !changes.is_empty();
        let before = index.meta().end;
        index.commit(changes, before)?;
        let accounted = index.meta().events;
        if accounted < end.last_position().get() {
            return Err(StoreError::EventsLost {
                path: self.segments.folder().to_owned(),
                missing: end.last_position().get() - accounted,
                reason: "the journal is damaged or shorter than it was".into(),
            });
        }
        end.next_position = end.next_position.max(Position(accounted).next());
        if losses != self.known.losses {
            write_losses(self.segments.folder(), &losses)?;
            self.known.losses = losses;
        }
        self.cut(replayed.torn)?;
        index.commit(BTreeMap::new(), end)?;
        self.report.replayed_groups += replayed.groups;
        // An empty last segment that begins at the next position is as good as a new one.
        let is_fresh = end.segment == end.next_position.get();
        let sealed = (shortened || raised || replayed.damaged) && !is_fresh;
        Ok((end, sealed))
    }

    fn cut(&mut self, torn: Option<Torn>) -> Result<(), StoreError> {
        let files = &self.options.files;
        let bytes = match torn {
            None => return Ok(()),
            Some(Torn::Cut { segment, len, bytes }) => {
                let path = self.segments.path(segment);
                let cut = files.open(&path).and_then(|mut file| {
                    file.set_len(len)?;
                    file.sync_data()
                });
                cut.map_err(|error| StoreError::io("cut a torn write off", &path, error))?;
                bytes
            }
            Some(Torn::Remove { segment, bytes }) => {
                let path = self.segments.path(segment);
                std::fs::remove_file(&path).map_err(|error| StoreError::io("remove", &path, error))?;
                sync_folder(self.segments.folder())?;
                self.segments.forget(segment);
                bytes
            }
        };
        tracing::warn!(
            bytes,
            "cut a torn write off the journal; it had not been acknowledged"
        );
        self.report.cut_bytes = bytes;
        Ok(())
    }

    /// Builds a new index from the journal beside the old one, then changes them over.
    fn rebuild(&mut self, path: &Path, reason: String) -> Result<(JournalEnd, bool), StoreError> {
        tracing::warn!(reason, "rebuilding the index from the journal");
        probe(self.root)?;
        let fresh = self.root.join("index.rebuilding");
        let built = self.build(&fresh);
        let (end, sealed) = match built {
            Ok(done) => done,
            Err(error) => {
                // The old index stays: it may be all that knows what is missing.
                let _ = std::fs::remove_dir_all(&fresh);
                return Err(error);
            }
        };
        let aside = self.aside()?;
        let rename = |from: &Path, to: &Path| {
            std::fs::rename(from, to).map_err(|error| StoreError::io("rename", from, error))
        };
        rename(path, &aside)?;
        rename(&fresh, path)?;
        sync_folder(self.root)?;
        self.report.rebuilt = Some(reason);
        self.report.moved_aside = Some(aside);
        Ok((end, sealed))
    }

    fn build(&mut self, fresh: &Path) -> Result<(JournalEnd, bool), StoreError> {
        let index = match Index::open(fresh, self.options.index_cache_bytes)? {
            Opened::Ready(index) => index,
            Opened::Unusable(reason) => {
                return Err(StoreError::Index {
                    path: fresh.to_owned(),
                    reason,
                });
            }
        };
        let replayed = replay(
            &self.segments,
            &index,
            JournalEnd::EMPTY,
            self.known.anchor.as_ref(),
        )?;
        let Some(replayed) = replayed else {
            return Err(index.broken("the journal has no beginning"));
        };
        let done = self.settle(&index, replayed)?;
        index.flush()?;
        Ok(done)
    }

    /// Gives a free name for an index that is replaced, and drops the oldest when there are too many.
    fn aside(&self) -> Result<PathBuf, StoreError> {
        let name = |number: u32| self.root.join(format!("index.damaged-{number}"));
        let mut taken: Vec<u32> = Vec::new();
        let fail = |error| StoreError::io("list", self.root, error);
        for entry in std::fs::read_dir(self.root).map_err(fail)? {
            let file_name = entry.map_err(fail)?.file_name();
            let number = file_name
                .to_str()
                .and_then(|name| name.strip_prefix("index.damaged-"));
            taken.extend(number.and_then(|number| number.parse::<u32>().ok()));
        }
        taken.sort_unstable();
        let surplus = (taken.len() + 1).saturating_sub(MOVED_ASIDE_MAX as usize);
        for &number in taken.iter().take(surplus) {
            remove_folder(&name(number))?;
        }
        Ok(name(taken.last().map_or(1, |last| last.saturating_add(1))))
    }

    fn finish(
        mut self,
        index: Index,
        end: JournalEnd,
        sealed: bool,
        damaged: BTreeMap<StreamId, Damage>,
    ) -> Recovered {
        self.report.damaged = damaged.values().cloned().collect();
        Recovered {
            index,
            segments: self.segments,
            end,
            sealed,
            damaged,
            report: self.report,
        }
    }
}

/// Notes that a stream is known to have had events up to `last`.
fn raise(
    overlay: &mut Overlay<'_>,
    losses: &mut Losses,
    stream: StreamId,
    last: Sequence,
) -> Result<(), StoreError> {
    let mut tip = overlay.tip(&stream)?.unwrap_or_else(Tip::new);
    if tip.last >= last {
        return Ok(());
    }
    let first = tip.last.next();
    tip.damage
        .get_or_insert((first, "acknowledged events are missing from the journal".into()));
    tip.last = last;
    overlay.put_tip(&stream, &tip);
    overlay.accept();
    losses
        .entry(stream)
        .or_insert(Loss {
            first,
            last_known: last,
        })
        .last_known = last;
    Ok(())
}

fn tips(index: &Index) -> Result<Vec<(StreamId, Tip)>, StoreError> {
    let mut tips = Vec::new();
    index.scan(vec![TIP], Some(vec![TIP + 1]), &mut |key, value, _| {
        match stream_of_tip_key(key).zip(Tip::decode(value)) {
            Some(tip) => tips.push(tip),
            None => return Err(index.broken("a tip cannot be read")),
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(tips)
}

fn damaged_streams(index: &Index) -> Result<BTreeMap<StreamId, Damage>, StoreError> {
    let tips = tips(index)?.into_iter();
    Ok(tips
        .filter_map(|(stream, tip)| Some((stream.clone(), tip.damage_of(&stream)?)))
        .collect())
}

/// Makes sure the folder takes writes before an index is rebuilt in it.
fn probe(root: &Path) -> Result<(), StoreError> {
    let path = root.join("probe.value");
    replace_file(&path, &[0xA5; 64 << 10])?;
    std::fs::remove_file(&path).map_err(|error| StoreError::io("remove", &path, error))
}

fn remove_folder(path: &Path) -> Result<(), StoreError> {
    let removed = match std::fs::symlink_metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => Err(error),
        Ok(found) if found.is_dir() => std::fs::remove_dir_all(path),
        Ok(_) => std::fs::remove_file(path),
    };
    removed.map_err(|error| StoreError::io("remove", path, error))
}
