//! Writing engagements out.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::Arc;

use alongside_core::digest::Digest;
use alongside_core::ids::EngagementId;
use alongside_store::{RecordedEvent, Sequence};
use serde::Serialize;

use super::hasher::Hasher;
use super::lines::{Begin, EXPORT_FORMAT, End, EventHeader, FilePart, Heading, Line, hex};
use crate::commit::stream;
use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::runtime::Runtime;
use crate::upkeep::counted::Counted;
use crate::upkeep::named::named_files;

/// What was written out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exported {
    /// The engagements.
    pub engagements: Vec<String>,
    /// How many events they have.
    pub events: u64,
    /// How many stored files their logs name.
    pub files: u64,
    /// How many lines were written.
    pub lines: u64,
}

impl Runtime {
    /// Writes engagements, or every one where none is named, as lines of JSON.
    ///
    /// # Errors
    /// When one is damaged or a stored file is gone, or `out` takes no more.
    pub async fn export(
        &self,
        engagements: Vec<EngagementId>,
        out: Box<dyn Write + Send>,
        counted: Arc<Counted>,
    ) -> Result<Exported, RuntimeError> {
        self.run(move |inner| inner.export(engagements, out, &counted))
            .await
    }
}

/// Writes lines and keeps their digest.
struct Lines {
    out: Box<dyn Write + Send>,
    hasher: Hasher,
    lines: u64,
}

impl Lines {
    fn write(&mut self, line: &Line) -> Result<(), RuntimeError> {
        let text = line.write().ok_or_else(|| {
            RuntimeError::Internal("an event of the log is no line of JSON and cannot be exported".to_owned())
        })?;
        for bytes in [text.as_bytes(), b"\n"] {
            self.hasher.update(bytes);
            self.out.write_all(bytes).map_err(RuntimeError::Output)?;
        }
        self.lines += 1;
        Ok(())
    }
}

impl Inner {
    fn export(
        &self,
        mut engagements: Vec<EngagementId>,
        out: Box<dyn Write + Send>,
        counted: &Counted,
    ) -> Result<Exported, RuntimeError> {
        if engagements.is_empty() {
            let streams = self.streams()?.into_iter();
            engagements = streams
                .filter_map(|stream| EngagementId::new(stream.as_str()).ok())
                .collect();
        }
        engagements.sort();
        engagements.dedup();
        counted.expect(engagements.len() as u64);
        let mut lines = Lines {
            out,
            hasher: Hasher::default(),
            lines: 0,
        };
        let names: Vec<String> = engagements.iter().map(ToString::to_string).collect();
        lines.write(&Line::Begin(Begin {
            format: EXPORT_FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            engagements: names.clone(),
        }))?;
        let (mut written, mut total) = (BTreeSet::new(), 0);
        for engagement in &engagements {
            total += self.export_engagement(engagement, &mut lines, &mut written)?;
            counted.add(1);
        }
        let end = End {
            end: true,
            lines: lines.lines,
            digest: lines.hasher.digest(),
        };
        lines.write(&Line::End(end))?;
        lines.out.flush().map_err(RuntimeError::Output)?;
        Ok(Exported {
            engagements: names,
            events: total,
            files: written.len() as u64,
            lines: lines.lines,
        })
    }

    /// Writes one engagement, after the files that its log names and that were not written yet.
    fn export_engagement(
        &self,
        engagement: &EngagementId,
        lines: &mut Lines,
        written: &mut BTreeSet<Digest>,
    ) -> Result<u64, RuntimeError> {
        let stream = stream(engagement)?;
        let events = self.store.read_stream(&stream, Sequence::FIRST, usize::MAX)?;
        for digest in named_files(&events) {
            if written.insert(digest) {
                for part in FilePart::parts(digest, &self.blobs.get(&digest)?) {
                    lines.write(&Line::File(part))?;
                }
            }
        }
        let last = events.last().map_or([0; 32], |event| event.hash);
        lines.write(&Line::Engagement(Heading {
            engagement: engagement.to_string(),
            events: events.len() as u64,
            hash: hex(&last),
        }))?;
        let commands = self.store.commands(&stream)?;
        let mut commands = commands.iter().peekable();
        for event in &events {
            while commands
                .next_if(|command| command.last < event.sequence)
                .is_some()
            {}
            let command = commands.peek().map(|command| command.id.to_string());
            lines.write(&line_of(event, command.unwrap_or_default()))?;
        }
        Ok(events.len() as u64)
    }
}

fn line_of(event: &RecordedEvent, command: String) -> Line {
    let header = EventHeader {
        event: event.sequence.get(),
        command,
        time: event.time_micros,
        kind: event.kind.clone(),
        version: event.version,
        hash: hex(&event.hash),
    };
    Line::Event(header, event.payload.clone())
}
