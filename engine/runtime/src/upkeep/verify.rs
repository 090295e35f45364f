//! Checking a workspace: every event of every engagement, every stored file, and the log as a whole.
//!
//! More than the store can tell is checked: that each event can be read, that folding the whole log gives the state
//! that is at hand, and that the files which the log names are there. Never repairs.

use std::path::Path;
use std::sync::Arc;

use alongside_core::digest::Digest;
use alongside_core::ids::EngagementId;
use alongside_core::state::State;
use alongside_store::{Head, Holding, LogHead, Sequence, StreamId};
use serde::Serialize;

use super::counted::Counted;
use super::named::named_files;
use crate::commit::{read_event, stream};
use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::runtime::Runtime;
use crate::workspace::read;

/// How many engagements are listed in one go.
const PAGE: usize = 512;

/// What to check.
#[derive(Debug, Clone, Default)]
pub struct VerifyRequest {
    /// These engagements only; none for everything.
    pub engagements: Vec<EngagementId>,
    /// A head of the log that was noted earlier, as `POSITION:DIGEST`: the log must still hold it.
    pub holds: Option<String>,
}

/// What checking a workspace found.
#[derive(Debug, Clone, Serialize)]
pub struct Verified {
    /// Whether nothing at all is wrong.
    pub sound: bool,
    /// How far the log reaches and its chained digest, as `POSITION:DIGEST`: note it, and ask for it later.
    pub head: String,
    /// Every engagement that was checked, in order of name.
    pub engagements: Vec<VerifiedEngagement>,
    /// The stored files, where everything was checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<VerifiedFiles>,
    /// What is wrong with the log as a whole.
    pub log: Vec<String>,
}

/// What checking one engagement found.
#[derive(Debug, Clone, Serialize)]
pub struct VerifiedEngagement {
    /// The engagement, or the workspace's own log.
    pub engagement: String,
    /// How many events it has.
    pub events: u64,
    /// The first event that is missing or wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub damaged_at: Option<u64>,
    /// What is wrong.
    pub problems: Vec<String>,
}

/// What checking the stored files found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct VerifiedFiles {
    /// How many were read.
    pub checked: u64,
    /// How many bytes they hold.
    pub bytes: u64,
    /// What is wrong.
    pub problems: Vec<String>,
}

impl Verified {
    /// Everything that is wrong, in words.
    pub fn problems(&self) -> impl Iterator<Item = String> {
        let engagements = self.engagements.iter().flat_map(|found| {
            let name = &found.engagement;
            found
                .problems
                .iter()
                .map(move |problem| format!("{name}: {problem}"))
        });
        let files = self.files.iter().flat_map(|files| files.problems.iter().cloned());
        engagements.chain(files).chain(self.log.iter().cloned())
    }
}

impl Runtime {
    /// Checks everything, or some engagements, and counts engagements and files as they are done.
    ///
    /// # Errors
    /// When the check itself cannot be carried out; what is wrong is in the answer.
    pub async fn verify(
        &self,
        request: VerifyRequest,
        counted: Arc<Counted>,
    ) -> Result<Verified, RuntimeError> {
        self.run(move |inner| inner.verify(&request, &counted)).await
    }
}

impl Inner {
    pub(crate) fn verify(
        &self,
        request: &VerifyRequest,
        counted: &Counted,
    ) -> Result<Verified, RuntimeError> {
        let holds = request.holds.as_deref().map(head_of).transpose()?;
        let all = request.engagements.is_empty();
        let streams = match all {
            true => self.streams()?,
            false => request.engagements.iter().map(stream).collect::<Result<_, _>>()?,
        };
        counted.expect(streams.len() as u64);
        let mut engagements = Vec::with_capacity(streams.len());
        for stream in &streams {
            engagements.push(self.verify_engagement(stream)?);
            counted.add(1);
        }
        let mut log = Vec::new();
        let mut files = None;
        if all {
            log = self.store.verify_whole()?.problems;
            files = Some(verify_files(&self.shelf.layout()?.blobs(), counted)?);
        }
        if let Some(head) = holds {
            log.extend(self.lacks(&head)?);
        }
        let sound = log.is_empty()
            && files.as_ref().is_none_or(|files| files.problems.is_empty())
            && engagements
                .iter()
                .all(|engagement| engagement.problems.is_empty());
        Ok(Verified {
            sound,
            head: self.store.log_head()?.to_string(),
            engagements,
            files,
            log,
        })
    }

    /// Says how the log lacks a head that it should hold.
    fn lacks(&self, head: &LogHead) -> Result<Option<String>, RuntimeError> {
        let position = head.position;
        Ok(match self.store.holds(head)? {
            Holding::Holds => None,
            Holding::Shorter => Some(format!("the log ends before position {position}")),
            Holding::Differs => Some(format!("the log says something else at position {position}")),
            Holding::Unknown => Some(format!("the log is damaged at position {position}")),
        })
    }

    /// Every stream of the store, the workspace's own among them.
    pub(crate) fn streams(&self) -> Result<Vec<StreamId>, RuntimeError> {
        let mut streams = Vec::new();
        let mut cursor: Option<StreamId> = None;
        loop {
            let page = self.store.heads(cursor.as_ref(), PAGE)?;
            streams.extend(page.entries.into_iter().map(|entry| match entry {
                Ok(Head { stream, .. }) => stream,
                Err(damage) => damage.stream,
            }));
            match page.next {
                Some(next) => cursor = Some(next),
                None => return Ok(streams),
            }
        }
    }

    fn verify_engagement(&self, stream: &StreamId) -> Result<VerifiedEngagement, RuntimeError> {
        let report = self.store.verify(Some(stream))?;
        let mut found = VerifiedEngagement {
            engagement: stream.to_string(),
            events: report.events,
            damaged_at: None,
            problems: report.problems,
        };
        for damage in report.streams.into_iter().filter_map(|stream| stream.damage) {
            found.damaged_at = Some(damage.sequence.get());
            found
                .problems
                .push(format!("event {}: {}", damage.sequence, damage.reason));
        }
        if !found.problems.is_empty() {
            return Ok(found);
        }
        let events = self.store.read_stream(stream, Sequence::FIRST, usize::MAX)?;
        for digest in named_files(&events) {
            if let Err(error) = self.blobs.get(&digest) {
                found.problems.push(error.to_string());
            }
        }
        // The workspace's own log is no engagement's: there is nothing to fold.
        let Ok(engagement) = EngagementId::new(stream.as_str()) else {
            return Ok(found);
        };
        let mut state = State::default();
        for event in &events {
            match read_event(&engagement, event) {
                Ok(envelope) => state.evolve(&envelope),
                Err(error) => {
                    found.damaged_at = Some(event.sequence.get());
                    found.problems.push(error.to_string());
                    return Ok(found);
                }
            }
        }
        if let Err(error) = self.definition_of(&engagement, &state) {
            found.problems.push(error.to_string());
        }
        let at_hand = self.load(&engagement)?.unwrap_or_default();
        if bytes_of(&at_hand)? != bytes_of(&state)? {
            let reason = "the state at hand is not what the log folds to";
            found.problems.push(reason.to_owned());
        }
        found.problems.dedup();
        Ok(found)
    }
}

/// Reads a head as it was noted.
fn head_of(text: &str) -> Result<LogHead, RuntimeError> {
    text.parse().map_err(|reason: String| {
        RuntimeError::input_hint(
            "head",
            reason,
            "copy it whole from what `alongside verify` prints",
        )
    })
}

fn bytes_of(state: &State) -> Result<Vec<u8>, RuntimeError> {
    serde_json::to_vec(state).map_err(|error| RuntimeError::Internal(error.to_string()))
}

/// Reads every stored file and compares it with its name.
fn verify_files(folder: &Path, counted: &Counted) -> Result<VerifiedFiles, RuntimeError> {
    let files = stored_files(folder)?;
    counted.expect(files.len() as u64);
    let mut found = VerifiedFiles::default();
    for path in files {
        let bytes = read(&path)?;
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if Digest::of(&bytes).to_string() != name {
            let problem = format!("{}: the stored file no longer matches its digest", path.display());
            found.problems.push(problem);
        }
        found.checked += 1;
        found.bytes += bytes.len() as u64;
        counted.add(1);
    }
    Ok(found)
}

/// The stored files of a folder, in order of name; files that an interrupted write left behind are none.
pub(crate) fn stored_files(folder: &Path) -> Result<Vec<std::path::PathBuf>, RuntimeError> {
    let failed = |error| RuntimeError::file("list", folder, error);
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let within = entry.map_err(failed)?.path();
        if !within.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(&within).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.extension().is_none() {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
