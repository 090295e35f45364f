//! Owns checking everything: every event of every stream from its tip, and the journal as a whole from front
//! to back.
//!
//! Never repairs. Tests: `tests/damage.rs`.

use std::ops::ControlFlow;
use std::sync::PoisonError;

use super::read::Core;
use super::scan::{Found, Scanner};
use super::segment::SEGMENT_HEADER_BYTES;
use super::witness::{Witnessed, holds, read_witness};
use crate::answers::{Damage, Holding, StreamReport, VerifyReport};
use crate::error::StoreError;
use crate::ids::{Position, Sequence, StreamId};
use crate::index::{TIP, Tip, stream_of_tip_key};

impl Core {
    pub(crate) fn verify(&self, stream: Option<&StreamId>) -> Result<VerifyReport, StoreError> {
        let whole = match stream {
            None => self.verify_whole()?,
            Some(_) => VerifyReport {
                last_position: self.index()?.meta().end.last_position(),
                ..VerifyReport::default()
            },
        };
        let (streams, events) = self.verify_streams(stream)?;
        Ok(VerifyReport {
            streams,
            events,
            ..whole
        })
    }

    /// Checks what lies beside the streams: the chain of the whole journal, the witness, the index.
    pub(crate) fn verify_whole(&self) -> Result<VerifyReport, StoreError> {
        let mut problems = Vec::new();
        self.verify_journal(&mut problems)?;
        self.verify_witness(&mut problems)?;
        match self.index()?.survey() {
            Ok(_) => {}
            Err(StoreError::Index { reason, .. }) => {
                problems.push(format!("the index is damaged: {reason}"));
            }
            Err(error) => return Err(error),
        }
        Ok(VerifyReport {
            last_position: self.index()?.meta().end.last_position(),
            problems,
            ..VerifyReport::default()
        })
    }

    /// Opening has compared the witness already; what it says now is compared again.
    fn verify_witness(&self, problems: &mut Vec<String>) -> Result<(), StoreError> {
        let Some(path) = &self.witness else { return Ok(()) };
        let name = path.display();
        match read_witness(path)? {
            Witnessed::Nothing => {}
            Witnessed::Unreadable(reason) => problems.push(format!("{name} cannot be read: {reason}")),
            Witnessed::Head(head) => {
                let end = self.index()?.meta().end;
                match holds(&self.segments, &end, &head)? {
                    Holding::Holds | Holding::Unknown => {}
                    Holding::Shorter => {
                        problems.push(format!(
                            "the journal ends before position {}, which {name} knows",
                            head.position
                        ));
                    }
                    Holding::Differs => problems.push(format!(
                        "the journal says something else at position {} than {name}",
                        head.position
                    )),
                }
            }
        }
        Ok(())
    }

    /// Checks every event of one stream or of all; gives the reports and how many events were sound.
    pub(crate) fn verify_streams(
        &self,
        only: Option<&StreamId>,
    ) -> Result<(Vec<StreamReport>, u64), StoreError> {
        let names = match only {
            Some(stream) => self
                .last_known(stream)?
                .map(|_| stream.clone())
                .into_iter()
                .collect(),
            None => self.stream_names()?,
        };
        let mut events = 0;
        let mut reports = Vec::with_capacity(names.len());
        for name in names {
            reports.push(self.verify_stream(name, &mut events)?);
        }
        Ok((reports, events))
    }

    fn stream_names(&self) -> Result<Vec<StreamId>, StoreError> {
        let index = self.index()?;
        let mut names = Vec::new();
        index.scan(vec![TIP], Some(vec![TIP + 1]), &mut |key, value, _| {
            let tip = stream_of_tip_key(key).zip(Tip::decode(value));
            names.push(tip.ok_or_else(|| index.broken("a tip cannot be read"))?.0);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(names)
    }

    fn verify_stream(&self, stream: StreamId, events: &mut u64) -> Result<StreamReport, StoreError> {
        let last = self.last_known(&stream)?.unwrap_or(Sequence::ZERO);
        let damage = match self.check_groups(&stream, events) {
            Ok(()) => None,
            Err(StoreError::Damaged {
                stream,
                sequence,
                reason,
            }) => Some(Damage {
                stream,
                sequence,
                reason,
            }),
            Err(error) => return Err(error),
        };
        Ok(StreamReport { stream, last, damage })
    }

    /// Checks the groups of a stream from the first on, so that the first wrong event is the one named.
    fn check_groups(&self, stream: &StreamId, events: &mut u64) -> Result<(), StoreError> {
        let Some(tip) = self.tip(stream)? else {
            return Ok(());
        };
        for step in self.walk(stream, &tip, Sequence::FIRST)?.iter().rev() {
            *events += self.group(stream, step)?.events.len() as u64;
        }
        self.head_bytes(stream, &tip).map(|_| ())
    }

    /// Checks that segment follows segment and group follows group.
    fn verify_journal(&self, problems: &mut Vec<String>) -> Result<(), StoreError> {
        let end = self.index()?.meta().end;
        let starts = self.starts.read().unwrap_or_else(PoisonError::into_inner).clone();
        let mut next = Position::FIRST;
        let mut digest = Some([0; 32]);
        for segment in starts.into_iter().filter(|&segment| segment <= end.segment) {
            let name = self.segments.path(segment).display().to_string();
            let Some(mut scanner) = Scanner::open(&self.segments, segment)? else {
                problems.push(format!("{name} is missing"));
                digest = None;
                continue;
            };
            if segment == end.segment {
                scanner.limit(end.offset);
            }
            match scanner.header()? {
                None => problems.push(format!("the header of {name} is damaged")),
                Some(header) if digest.is_some_and(|digest| digest != header.digest_before) => {
                    problems.push(format!("{name} does not continue the segment before"));
                }
                Some(_) => {}
            }
            if segment != next.get() {
                let missing = missing(next, Position(segment - 1));
                problems.push(format!("{missing} before {name}"));
                digest = None;
            }
            next = Position(segment.max(next.get()));
            scanner.seek(SEGMENT_HEADER_BYTES);
            verify_groups(&mut scanner, &name, &mut next, &mut digest, problems)?;
        }
        if next < end.next_position {
            problems.push(missing(next, end.last_position()));
        }
        Ok(())
    }
}

fn missing(first: Position, last: Position) -> String {
    if first < last {
        format!("positions {first} to {last} are missing")
    } else {
        format!("position {first} is missing")
    }
}

fn verify_groups(
    scanner: &mut Scanner,
    name: &str,
    next: &mut Position,
    digest: &mut Option<[u8; 32]>,
    problems: &mut Vec<String>,
) -> Result<(), StoreError> {
    loop {
        match scanner.next()? {
            Found::End => return Ok(()),
            Found::Hole(hole) => {
                problems.push(format!(
                    "bytes {} to {} of {name} are damaged: {}",
                    hole.start, hole.end, hole.reason
                ));
                *digest = None;
            }
            Found::Group(sound) => {
                let header = &sound.group.header;
                let offset = sound.location.offset;
                if digest.is_some_and(|digest| digest != header.previous_digest) {
                    problems.push(format!(
                        "the group at byte {offset} of {name} does not continue the one before"
                    ));
                } else if digest.is_some() && header.first_position != *next {
                    problems.push(format!(
                        "the group at byte {offset} of {name} has an unexpected position"
                    ));
                }
                *next = header.next_position();
                *digest = Some(sound.digest);
            }
        }
    }
}
