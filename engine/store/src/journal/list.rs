//! Owns the lists a store answers from its index: streams, index entries, timers; and all events in order.
//!
//! Every list says which streams it cannot vouch for. Tests: `tests/conformance.rs`, `tests/damage.rs`.

use std::ops::ControlFlow;
use std::sync::PoisonError;

use super::read::Core;
use super::scan::{Found, Scanner};
use super::segment::SEGMENT_HEADER_BYTES;
use crate::answers::{Damage, DueTimer, Head, HeadPage, IndexEntry, QueryPage, TimerPage};
use crate::error::StoreError;
use crate::events::RecordedEvent;
use crate::ids::{Name, Position, Sequence, StreamId};
use crate::index::{
    TIMER, TIP, Tip, entry_key, entry_prefix, stream_of_tip_key, timer_from_key, timers_end, tip_key,
};

const BOOKMARKS_MAX: usize = 64;

impl Core {
    pub(crate) fn heads(&self, cursor: Option<&StreamId>, limit: usize) -> Result<HeadPage, StoreError> {
        let index = self.index()?;
        let mut page = HeadPage::default();
        let mut last = None;
        let from = cursor.map_or(vec![TIP], tip_key);
        index.scan(from, Some(vec![TIP + 1]), &mut |key, value, _| {
            let Some((stream, tip)) = stream_of_tip_key(key).zip(Tip::decode(value)) else {
                return Err(index.broken("a tip cannot be read"));
            };
            if cursor == Some(&stream) {
                return Ok(ControlFlow::Continue(()));
            }
            if page.entries.len() == limit {
                page.next = last.take();
                return Ok(ControlFlow::Break(()));
            }
            page.entries.push(self.head_entry(&stream, &tip)?);
            last = Some(stream);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(page)
    }

    fn head_entry(&self, stream: &StreamId, tip: &Tip) -> Result<Result<Head, Damage>, StoreError> {
        if let Some(damage) = tip.damage_of(stream) {
            return Ok(Err(damage));
        }
        match self.head_bytes(stream, tip) {
            Ok(bytes) => Ok(Ok(Head {
                stream: stream.clone(),
                last: tip.last,
                bytes,
            })),
            Err(StoreError::Damaged {
                stream,
                sequence,
                reason,
            }) => Ok(Err(Damage {
                stream,
                sequence,
                reason,
            })),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn query(
        &self,
        name: &Name,
        prefix: &[u8],
        cursor: Option<&[u8]>,
        limit: usize,
    ) -> Result<QueryPage, StoreError> {
        let own = entry_prefix(name);
        let from = cursor.filter(|cursor| *cursor > prefix).unwrap_or(prefix);
        let mut page = QueryPage {
            damaged: self.damaged.values().cloned().collect(),
            ..QueryPage::default()
        };
        self.index()?
            .scan(entry_key(name, from), None, &mut |key, value, _| {
                let Some(key) = key
                    .strip_prefix(own.as_slice())
                    .filter(|key| key.starts_with(prefix))
                else {
                    return Ok(ControlFlow::Break(()));
                };
                if cursor.is_some_and(|cursor| key <= cursor) {
                    return Ok(ControlFlow::Continue(()));
                }
                if page.entries.len() == limit {
                    page.next = page.entries.last().map(|entry| entry.key.clone());
                    return Ok(ControlFlow::Break(()));
                }
                page.entries.push(IndexEntry {
                    key: key.to_vec(),
                    value: value.to_vec(),
                });
                Ok(ControlFlow::Continue(()))
            })?;
        Ok(page)
    }

    pub(crate) fn claim_timers(&self, until_day: i32, limit: usize) -> Result<TimerPage, StoreError> {
        let index = self.index()?;
        let mut page = TimerPage {
            timers: Vec::new(),
            damaged: self.damaged.values().cloned().collect(),
        };
        if limit == 0 {
            return Ok(page);
        }
        index.scan(vec![TIMER], Some(timers_end(until_day)), &mut |key, _, _| {
            let (stream, timer) =
                timer_from_key(key).ok_or_else(|| index.broken("a timer cannot be read"))?;
            page.timers.push(DueTimer {
                due_day: timer.due_day,
                stream,
                key: timer.key,
            });
            Ok(if page.timers.len() == limit {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        })?;
        Ok(page)
    }

    /// Reads all events from a position on, segment by segment.
    pub(crate) fn read_all(&self, from: Position, limit: usize) -> Result<Vec<RecordedEvent>, StoreError> {
        let end = self.index()?.meta().end;
        let mut from = from.max(Position::FIRST);
        let mut out: Vec<RecordedEvent> = Vec::new();
        while out.len() < limit && from < end.next_position {
            let Some((segment, offset)) = self.place_of(from) else {
                return self.stopped(out, from);
            };
            let Some(mut scanner) = Scanner::open(&self.segments, segment)? else {
                return self.stopped(out, from);
            };
            scanner.seek(offset);
            if segment == end.segment {
                scanner.limit(end.offset);
            }
            let before = from;
            loop {
                match scanner.next()? {
                    Found::Group(sound) if sound.group.header.next_position() <= from => {}
                    Found::Group(sound) if sound.group.header.first_position > from => {
                        return self.stopped(out, from);
                    }
                    Found::Group(sound) => {
                        let (location, header) = (sound.location, sound.group.header);
                        out.extend(
                            sound
                                .group
                                .events
                                .into_iter()
                                .filter(|event| event.position >= from),
                        );
                        from = header.next_position();
                        if out.len() >= limit {
                            // The next page may begin within this very group.
                            self.bookmark(header.first_position, segment, location.offset);
                            break;
                        }
                    }
                    Found::Hole(_) => {}
                    Found::End => break,
                }
            }
            if from == before {
                return self.stopped(out, from);
            }
        }
        out.truncate(limit);
        Ok(out)
    }

    /// Ends a walk at a position that cannot be read: an error when nothing was read before it.
    fn stopped(&self, out: Vec<RecordedEvent>, at: Position) -> Result<Vec<RecordedEvent>, StoreError> {
        if !out.is_empty() {
            return Ok(out);
        }
        match self.first_damaged()? {
            Some(damage) => Err(damage.into()),
            None => Err(StoreError::EventsLost {
                path: self.segments.folder().to_owned(),
                missing: 1,
                reason: format!("position {at} cannot be read"),
            }),
        }
    }

    /// Finds a damaged stream by checking one after the other.
    fn first_damaged(&self) -> Result<Option<Damage>, StoreError> {
        if let Some(damage) = self.damaged.values().next() {
            return Ok(Some(damage.clone()));
        }
        let mut reports = self.verify_streams(None)?.0.into_iter();
        Ok(reports.find_map(|report| report.damage))
    }

    /// Gives the segment a position lies in and where to start looking in it.
    fn place_of(&self, position: Position) -> Option<(u64, u64)> {
        let starts = self.starts.read().unwrap_or_else(PoisonError::into_inner);
        let number = starts
            .partition_point(|&start| start <= position.get())
            .checked_sub(1)?;
        let segment = *starts.get(number)?;
        drop(starts);
        let bookmarks = self.bookmarks.lock().unwrap_or_else(PoisonError::into_inner);
        let nearest = bookmarks.range(..=position.get()).next_back();
        Some(match nearest {
            Some((_, &(marked, offset))) if marked == segment => (segment, offset),
            _ => (segment, SEGMENT_HEADER_BYTES),
        })
    }

    fn bookmark(&self, position: Position, segment: u64, offset: u64) {
        let mut bookmarks = self.bookmarks.lock().unwrap_or_else(PoisonError::into_inner);
        if bookmarks.len() >= BOOKMARKS_MAX {
            bookmarks.pop_first();
        }
        bookmarks.insert(position.get(), (segment, offset));
    }

    /// The last sequence a stream is known to have, damaged or not.
    pub(crate) fn last_known(&self, stream: &StreamId) -> Result<Option<Sequence>, StoreError> {
        let index = self.index()?;
        let Some(bytes) = index.get(&tip_key(stream))? else {
            return Ok(None);
        };
        Ok(Tip::decode(&bytes).map(|tip| tip.last))
    }
}
