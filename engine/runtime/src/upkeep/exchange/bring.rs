//! Bringing exported engagements in.
//!
//! The whole file is checked before anything is kept: its own digest, every file's, and the chain of hashes of every
//! engagement. An engagement of the same name is in the way unless it is the same engagement: then what it lacks is
//! added, so that an import that was interrupted can be repeated.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use alongside_core::digest::Digest;
use alongside_core::event::StoredEvent;
use alongside_core::ids::EngagementId;
use alongside_core::state::State;
use alongside_store::{
    Append, AppendOutcome, CommandId, EventHash, NewEvent, Sequence, StreamId, event_hash,
};
use serde::Serialize;

use super::hasher::Hasher;
use super::lines::{Begin, EXPORT_FORMAT, EventHeader, FilePart, Heading, LINE_BYTES_MAX, Line, hex};
use crate::commit::{SNAPSHOT_EVERY, stream, timers_of, to_snapshot};
use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::runtime::Runtime;
use crate::summary::Summary;
use crate::upkeep::counted::Counted;
use crate::workspace::FILE_BYTES_MAX;

/// What was brought in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BroughtIn {
    /// Every engagement of the file, in order.
    pub engagements: Vec<BroughtEngagement>,
    /// How many stored files came with them.
    pub files: u64,
}

/// An engagement that was brought in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BroughtEngagement {
    /// The engagement.
    pub engagement: EngagementId,
    /// How many events it has.
    pub events: u64,
    /// How many of them are new here; 0 for one that was there already.
    pub new: u64,
}

/// Whether a file begins as an export of engagements does.
pub fn is_export(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(20).read_to_end(&mut start));
    read.is_ok() && start.starts_with(b"{\"alongside-export\":")
}

impl Runtime {
    /// Brings in the engagements of an export; with `preview` only checks it.
    ///
    /// # Errors
    /// When the file is wrong anywhere, another engagement has the name of one in it, or the store refuses.
    pub async fn bring_in(
        &self,
        file: PathBuf,
        preview: bool,
        counted: Arc<Counted>,
    ) -> Result<BroughtIn, RuntimeError> {
        self.run(move |inner| inner.bring_in(&file, preview, &counted))
            .await
    }
}

/// An engagement as an export has it.
struct Incoming {
    engagement: EngagementId,
    stream: StreamId,
    commands: Vec<(CommandId, Vec<NewEvent>)>,
    hashes: Vec<EventHash>,
}

/// What a whole export holds of engagements, and which files it brings.
struct Contents {
    engagements: Vec<Incoming>,
    files: BTreeSet<Digest>,
}

impl Inner {
    fn bring_in(&self, path: &Path, preview: bool, counted: &Counted) -> Result<BroughtIn, RuntimeError> {
        let contents = Reading::of(path)?.whole(&mut |_, _| Ok(()))?;
        counted.expect(contents.engagements.len() as u64);
        let mut brought = Vec::new();
        for incoming in &contents.engagements {
            let events = incoming.hashes.len() as u64;
            brought.push(BroughtEngagement {
                engagement: incoming.engagement.clone(),
                events,
                new: events.saturating_sub(self.known_of(incoming)?),
            });
        }
        if !preview {
            // The second reading keeps the files; the first has found nothing wrong.
            Reading::of(path)?.whole(&mut |_, bytes| self.blobs.put(bytes).map(|_| ()))?;
            for incoming in contents.engagements {
                self.take_over(incoming)?;
                counted.add(1);
            }
        }
        Ok(BroughtIn {
            engagements: brought,
            files: contents.files.len() as u64,
        })
    }

    /// How many of its events are here; an error where something else has its name.
    fn known_of(&self, incoming: &Incoming) -> Result<u64, RuntimeError> {
        let known = self
            .store
            .read_stream(&incoming.stream, Sequence::FIRST, usize::MAX)?;
        let same = known
            .iter()
            .zip(&incoming.hashes)
            .take_while(|(known, hash)| known.hash == **hash)
            .count();
        // One that has gone on here since it was exported is there already.
        if same < known.len().min(incoming.hashes.len()) {
            return Err(RuntimeError::input_hint(
                "another-engagement",
                format!("another engagement is called `{}` here", incoming.engagement),
                "import it into a workspace of its own",
            ));
        }
        Ok(known.len() as u64)
    }

    /// Appends what is not here yet, command by command, with what is derived from it.
    fn take_over(&self, incoming: Incoming) -> Result<(), RuntimeError> {
        let today = self.clock.now().today;
        let known = self.known_of(&incoming)?;
        let mut state = State::default();
        for (id, events) in incoming.commands {
            let before = state.sequence;
            for event in &events {
                state.evolve(&read_new(&incoming.engagement, event)?);
            }
            if state.sequence <= known {
                continue;
            }
            let definition = self.definition_of(&incoming.engagement, &state)?;
            let mut append = Append::new(incoming.stream.clone(), Sequence(before), id, events);
            append.head = Summary::derive(&definition, &state, today)
                .map(|summary| summary.to_bytes())
                .transpose()?;
            append.timers = Some(timers_of(&state));
            if state.sequence / SNAPSHOT_EVERY > before / SNAPSHOT_EVERY {
                append.snapshot = to_snapshot(&state);
            }
            match self.store.append(append)? {
                AppendOutcome::Appended { .. } | AppendOutcome::Duplicate { .. } => {}
                AppendOutcome::Conflict { .. } => return Err(RuntimeError::Busy(incoming.engagement)),
            }
        }
        Ok(())
    }
}

fn read_new(
    engagement: &EngagementId,
    event: &NewEvent,
) -> Result<alongside_core::event::Envelope, RuntimeError> {
    let stored = StoredEvent {
        kind: event.kind.clone(),
        version: event.version,
        time_micros: event.time_micros,
        payload: event.payload.clone(),
    };
    alongside_core::event::decode(&stored).map_err(|error| RuntimeError::Log {
        engagement: engagement.clone(),
        reason: error.to_string(),
    })
}

/// Keeps a whole file: its digest and its bytes.
type Keep<'a> = &'a mut dyn FnMut(&Digest, &[u8]) -> Result<(), RuntimeError>;

/// An export being read.
struct Reading {
    path: PathBuf,
    lines: BufReader<File>,
    /// The line that was read last.
    line: u64,
    hasher: Hasher,
    /// The file of which parts have come: how many, and their bytes.
    parts: Option<(Digest, u64, Vec<u8>)>,
    begun: Option<Begin>,
    contents: Contents,
    /// The engagement being read, and what its heading says.
    current: Option<(Incoming, Heading)>,
}

impl Reading {
    fn of(path: &Path) -> Result<Self, RuntimeError> {
        let file = File::open(path).map_err(|error| RuntimeError::file("read", path, error))?;
        Ok(Self {
            path: path.to_owned(),
            lines: BufReader::new(file),
            line: 0,
            hasher: Hasher::default(),
            parts: None,
            begun: None,
            contents: Contents {
                engagements: Vec::new(),
                files: BTreeSet::new(),
            },
            current: None,
        })
    }

    fn wrong(&self, what: impl std::fmt::Display) -> RuntimeError {
        RuntimeError::input_hint(
            "export",
            format!("{}:{}: {what}", self.path.display(), self.line),
            "export it again, and carry the file over unchanged",
        )
    }

    /// Reads to the end and checks everything.
    fn whole(mut self, keep: Keep<'_>) -> Result<Contents, RuntimeError> {
        loop {
            let mut text = Vec::new();
            let read = (&mut self.lines)
                .take(LINE_BYTES_MAX + 1)
                .read_until(b'\n', &mut text);
            read.map_err(|error| RuntimeError::file("read", &self.path, error))?;
            self.line += 1;
            if text.pop() != Some(b'\n') {
                return Err(self.wrong(match text.len() as u64 >= LINE_BYTES_MAX {
                    true => "this line is too long",
                    false => "the file ends here, before its last line",
                }));
            }
            let line = std::str::from_utf8(&text).map_err(|_| self.wrong("this is not UTF-8 text"))?;
            let line = Line::read(line).map_err(|reason| self.wrong(reason))?;
            if let Line::End(end) = line {
                self.leave_engagement()?;
                if end.lines != self.line - 1 || end.digest != self.hasher.digest() {
                    return Err(self.wrong("the lines before this one are not those that were written"));
                }
                return self.finish();
            }
            self.hasher.update(&text);
            self.hasher.update(b"\n");
            self.take(line, keep)?;
        }
    }

    fn take(&mut self, line: Line, keep: Keep<'_>) -> Result<(), RuntimeError> {
        match (line, self.begun.is_some()) {
            (Line::Begin(begin), false) if begin.format > EXPORT_FORMAT => {
                Err(RuntimeError::NewerWorkspace {
                    path: self.path.clone(),
                    found: begin.format,
                    known: EXPORT_FORMAT,
                })
            }
            (Line::Begin(begin), false) => {
                self.begun = Some(begin);
                Ok(())
            }
            (_, false) => Err(self.wrong("an export begins with another line")),
            (Line::Begin(_), true) => Err(self.wrong("an export begins only once")),
            (Line::File(part), true) => self.file(&part, keep),
            (Line::Engagement(heading), true) => self.enter_engagement(heading),
            (Line::Event(header, payload), true) => self.event(header, payload),
            (Line::End(_), true) => Ok(()),
        }
    }

    fn file(&mut self, part: &FilePart, keep: Keep<'_>) -> Result<(), RuntimeError> {
        let bytes = part.bytes().map_err(|reason| self.wrong(reason))?;
        let (digest, number, mut all) = match self.parts.take() {
            Some(parts) => parts,
            None => (part.file, 0, Vec::new()),
        };
        if (digest, number + 1) != (part.file, part.part) || part.part > part.of {
            return Err(self.wrong("the parts of a file are not in order"));
        }
        all.extend(bytes);
        if all.len() as u64 > FILE_BYTES_MAX {
            return Err(self.wrong("this file is too large"));
        }
        if part.part < part.of {
            self.parts = Some((digest, part.part, all));
            return Ok(());
        }
        if Digest::of(&all) != digest {
            return Err(self.wrong("this file does not match its digest"));
        }
        self.contents.files.insert(digest);
        keep(&digest, &all)
    }

    fn enter_engagement(&mut self, heading: Heading) -> Result<(), RuntimeError> {
        self.leave_engagement()?;
        let engagement = EngagementId::new(heading.engagement.as_str()).map_err(|error| self.wrong(error))?;
        let incoming = Incoming {
            stream: stream(&engagement)?,
            engagement,
            commands: Vec::new(),
            hashes: Vec::new(),
        };
        self.current = Some((incoming, heading));
        Ok(())
    }

    fn event(&mut self, header: EventHeader, payload: Vec<u8>) -> Result<(), RuntimeError> {
        let id = CommandId::new(header.command.as_str()).map_err(|error| self.wrong(error))?;
        let Some((mut incoming, heading)) = self.current.take() else {
            return Err(self.wrong("an event of no engagement"));
        };
        let event = NewEvent {
            kind: header.kind,
            version: header.version,
            time_micros: header.time,
            payload,
        };
        let sequence = Sequence(incoming.hashes.len() as u64 + 1);
        let before = incoming.hashes.last().copied().unwrap_or_default();
        let hash = event_hash(&before, &incoming.stream, sequence, &event);
        if sequence.get() != header.event || hex(&hash) != header.hash {
            return Err(
                self.wrong("this event does not continue the one before: the chain of hashes is broken")
            );
        }
        incoming.hashes.push(hash);
        match incoming.commands.last_mut() {
            Some((last, events)) if *last == id => events.push(event),
            _ => incoming.commands.push((id, vec![event])),
        }
        self.current = Some((incoming, heading));
        Ok(())
    }

    fn leave_engagement(&mut self) -> Result<(), RuntimeError> {
        let Some((incoming, heading)) = self.current.take() else {
            return Ok(());
        };
        let last = incoming.hashes.last().copied().unwrap_or_default();
        if heading.events != incoming.hashes.len() as u64 || heading.hash != hex(&last) {
            return Err(self.wrong("the engagement before this line is not whole"));
        }
        self.contents.engagements.push(incoming);
        Ok(())
    }

    fn finish(self) -> Result<Contents, RuntimeError> {
        let names: Vec<String> = self
            .contents
            .engagements
            .iter()
            .map(|one| one.engagement.to_string())
            .collect();
        let unique: BTreeMap<&String, ()> = names.iter().map(|name| (name, ())).collect();
        match self.begun {
            Some(begin)
                if begin.engagements == names && unique.len() == names.len() && self.parts.is_none() =>
            {
                Ok(self.contents)
            }
            _ => Err(RuntimeError::input(
                "export",
                format!(
                    "{}: it does not hold the engagements that it names",
                    self.path.display()
                ),
            )),
        }
    }
}
