//! Data: importing files, keeping datasets by digest, attaching them to the engagements they are about.
//!
//! The workspace's own log (a stream whose name no engagement can have) lists what was imported.

use std::path::{Path, PathBuf};

use alongside_core::command::{Actor, Command, DatasetRef};
use alongside_core::digest::Digest;
use alongside_core::ids::{DataId, DataKindId, EngagementId};
use alongside_core::urn::Urn;
use alongside_measures::{Dataset, Import, ImportOptions, ImportPreview};
use alongside_store::{Append, AppendOutcome, CommandId, NewEvent, Sequence, StreamId};
use serde::{Deserialize, Serialize};

use crate::commit::Committed;
use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::runtime::Runtime;
use crate::views::Damaged;
use crate::workspace::read;

/// The stream of the workspace itself.
const WORKSPACE_STREAM: &str = "_workspace";

/// The kind of event that records an import.
const DATASET_IMPORTED: &str = "dataset-imported";

/// The version of that event's form.
const DATASET_IMPORTED_VERSION: u16 = 1;

/// An imported dataset, as the workspace's log has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedDataset {
    /// The digest of its canonical form.
    pub digest: Digest,
    /// The kind of dataset.
    pub kind: DataKindId,
    /// The school year, such as `2018-19`.
    pub year: String,
    /// The file it was read from.
    pub source: String,
    /// How many schools it holds.
    pub schools: u32,
}

/// What an import did.
#[derive(Debug, Clone)]
pub struct Imported {
    /// What was read, kept, ignored and doubted.
    pub preview: ImportPreview,
    /// The dataset's digest.
    pub digest: Digest,
    /// Whether the same dataset was there before.
    pub already_there: bool,
    /// The engagements that it was attached to.
    pub attached: Vec<EngagementId>,
    /// The engagements whose log is damaged: nothing could be attached to them.
    pub damaged: Vec<Damaged>,
}

impl Runtime {
    /// Reads a file and says what importing it would keep. Nothing is kept.
    ///
    /// # Errors
    /// Every problem of the file at once.
    pub async fn preview_import(
        &self,
        file: PathBuf,
        options: ImportOptions,
    ) -> Result<ImportPreview, RuntimeError> {
        self.run(move |inner| Ok(inner.read_import(&file, &options)?.preview))
            .await
    }

    /// Imports a file and attaches it to the open engagements that are about its schools.
    ///
    /// # Errors
    /// Every problem of the file at once; nothing is kept then.
    pub async fn import(&self, file: PathBuf, options: ImportOptions) -> Result<Imported, RuntimeError> {
        self.run(move |inner| inner.import(&file, &options)).await
    }

    /// The name of a school in the imported data.
    ///
    /// # Errors
    /// When no imported file holds the school.
    pub async fn school_name(&self, urn: Urn) -> Result<String, RuntimeError> {
        self.run(move |inner| inner.school_name(urn)).await
    }

    /// What was imported, in order.
    ///
    /// # Errors
    /// When the workspace's log cannot be read.
    pub async fn datasets(&self) -> Result<Vec<ImportedDataset>, RuntimeError> {
        self.run(Inner::imported).await
    }
}

impl Inner {
    fn read_import(&self, file: &Path, options: &ImportOptions) -> Result<Import, RuntimeError> {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        alongside_measures::import(&name, &read(file)?, options, self.registry()).map_err(RuntimeError::Data)
    }

    fn import(&self, file: &Path, options: &ImportOptions) -> Result<Imported, RuntimeError> {
        let Import { dataset, preview } = self.read_import(file, options)?;
        let digest = self.blobs.put(&dataset.to_bytes())?;
        let entry = ImportedDataset {
            digest,
            kind: dataset.kind().clone(),
            year: dataset.year().to_string(),
            source: preview.source_name.clone(),
            schools: u32::try_from(preview.schools()).unwrap_or(u32::MAX),
        };
        let already_there = !self.record_import(&entry)?;
        let mut attached = Vec::new();
        let listing = self.listing()?;
        let open = listing
            .engagements
            .into_iter()
            .filter(|summary| summary.closed_on.is_none());
        for summary in open {
            let current = self.current(&summary.id)?;
            for data in slots(&current.definition, &current.state, &dataset) {
                let command = Command::AttachData {
                    data,
                    dataset: reference(&entry),
                };
                let committed = self.submit(&summary.id, &command, &Actor::Administrator, None)?;
                if !committed.events.is_empty() {
                    attached.push(summary.id.clone());
                }
            }
        }
        attached.dedup();
        Ok(Imported {
            preview,
            digest,
            already_there,
            attached,
            damaged: listing.damaged,
        })
    }

    /// Adds an import to the workspace's log; false where it stood there already as the latest of its year.
    fn record_import(&self, entry: &ImportedDataset) -> Result<bool, RuntimeError> {
        let stream = StreamId::new(WORKSPACE_STREAM)?;
        loop {
            let known = self.imported()?;
            let latest = known
                .iter()
                .rev()
                .find(|d| d.kind == entry.kind && d.year == entry.year);
            if latest.is_some_and(|latest| latest.digest == entry.digest) {
                return Ok(false);
            }
            let payload =
                serde_json::to_vec(entry).map_err(|error| RuntimeError::Internal(error.to_string()))?;
            let event = NewEvent {
                kind: DATASET_IMPORTED.to_owned(),
                version: DATASET_IMPORTED_VERSION,
                time_micros: self.clock.now().at.as_microsecond(),
                payload,
            };
            let expected = Sequence(known.len() as u64);
            let id = CommandId::new(format!("import:{}:{}", known.len(), entry.digest))?;
            match self
                .store
                .append(Append::new(stream.clone(), expected, id, vec![event]))?
            {
                AppendOutcome::Appended { .. } | AppendOutcome::Duplicate { .. } => return Ok(true),
                AppendOutcome::Conflict { .. } => {}
            }
        }
    }

    /// What was imported, in order.
    pub(crate) fn imported(&self) -> Result<Vec<ImportedDataset>, RuntimeError> {
        let stream = StreamId::new(WORKSPACE_STREAM)?;
        let events = self.store.read_stream(&stream, Sequence::FIRST, usize::MAX)?;
        events
            .iter()
            .map(|event| {
                let unreadable = |reason: String| {
                    RuntimeError::input(
                        "workspace-log",
                        format!(
                            "event {} of the workspace's log cannot be read: {reason}",
                            event.sequence
                        ),
                    )
                };
                if event.kind != DATASET_IMPORTED || event.version > DATASET_IMPORTED_VERSION {
                    return Err(unreadable("it was written by a newer release".to_owned()));
                }
                serde_json::from_slice(&event.payload).map_err(|error| unreadable(error.to_string()))
            })
            .collect()
    }

    /// The latest dataset of every kind and year.
    fn latest_datasets(&self) -> Result<Vec<ImportedDataset>, RuntimeError> {
        let mut latest: Vec<ImportedDataset> = Vec::new();
        for entry in self.imported()? {
            latest.retain(|known| known.kind != entry.kind || known.year != entry.year);
            latest.push(entry);
        }
        Ok(latest)
    }

    /// The datasets that the workspace has for a newly opened engagement, by slot.
    pub(crate) fn datasets_for(
        &self,
        committed: &Committed,
    ) -> Result<Vec<(DataId, DatasetRef)>, RuntimeError> {
        let mut found = Vec::new();
        if committed.definition.data.is_empty() {
            return Ok(found);
        }
        for entry in self.latest_datasets()? {
            let dataset = self.dataset(&entry.digest)?;
            for data in slots(&committed.definition, &committed.state, &dataset) {
                found.push((data, reference(&entry)));
            }
        }
        Ok(found)
    }

    /// The name of a school in the imported data.
    pub(crate) fn school_name(&self, urn: Urn) -> Result<String, RuntimeError> {
        let entries = self.latest_datasets()?;
        let mut nearest: Option<(u32, String)> = None;
        for entry in entries.iter().rev() {
            let dataset = self.dataset(&entry.digest)?;
            if let Some(school) = dataset.school(urn) {
                return Ok(school.name.to_owned());
            }
            for school in dataset.schools() {
                let distance = school.urn.number().abs_diff(urn.number());
                if nearest.as_ref().is_none_or(|(best, _)| distance < *best) {
                    nearest = Some((distance, format!("{} {}", school.urn, school.name)));
                }
            }
        }
        let hint = match nearest {
            Some((_, school)) => format!("did you mean {school}? Or give the name: URN:NAME"),
            None => "import a file that holds the school first, or give the name: URN:NAME".to_owned(),
        };
        Err(RuntimeError::NotFound {
            what: "school in the imported data with URN",
            name: urn.to_string(),
            hint: Some(hint),
        })
    }
}

fn reference(entry: &ImportedDataset) -> DatasetRef {
    DatasetRef {
        digest: entry.digest,
        year: entry.year.clone(),
        source: entry.source.clone(),
    }
}

/// The slots of an engagement that a dataset belongs into: of its kind, about a school that it holds.
fn slots(
    definition: &alongside_core::definition::Definition,
    state: &alongside_core::state::State,
    dataset: &Dataset,
) -> Vec<DataId> {
    let fits = |party: &alongside_core::ids::PartyId| {
        let urn = state.party(party).and_then(|record| record.urn);
        urn.is_some_and(|urn| dataset.school(urn).is_some())
    };
    let slots = definition
        .data
        .iter()
        .filter(|(_, slot)| slot.kind == *dataset.kind() && fits(&slot.party));
    slots.map(|(id, _)| id.clone()).collect()
}
