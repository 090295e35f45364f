//! Repairing a damaged workspace: every intact engagement is kept, and what is given up is told exactly.
//!
//! Each engagement is kept as far as its events vouch for one another from the first on. The damaged store is set aside
//! and never changed; a backup fills in what it has. Nothing that is sound is touched.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use alongside_core::digest::Digest;
use alongside_store::{EventStore, JournalOptions, JournalStore, Salvage, StoreLock, bear_witness, salvage};
use serde::Serialize;

use super::backup::{Archive, JOURNAL, Manifest};
use super::counted::Counted;
use super::verify::stored_files;
use crate::error::RuntimeError;
use crate::inner::store_options;
use crate::workspace::{Layout, create_folder, read, write_atomically};

/// The stored files, within a workspace.
const BLOBS: &str = ".alongside/blobs";
/// The small values, within a workspace.
const VALUES: &str = ".alongside/store/meta";

/// What to repair, and with what.
#[derive(Debug, Clone, Default)]
pub struct RepairRequest {
    /// A folder of backups to take from what is damaged here.
    pub from: Option<PathBuf>,
    /// Only look.
    pub dry_run: bool,
}

/// What repairing came to, or would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Repaired {
    /// Whether anything was wrong.
    pub needed: bool,
    /// Whether this only says what would happen.
    pub dry_run: bool,
    /// How many engagements are whole.
    pub intact: u64,
    /// The engagements that lose events, or got some back from the backup.
    pub engagements: Vec<RepairedEngagement>,
    /// Events that are gone and of which nothing says whose they were.
    pub nobodys: u64,
    /// Stored files and small values that were damaged.
    pub files: Vec<RepairedFile>,
    /// What was found.
    pub reasons: Vec<String>,
    /// Where the damaged store was moved to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set_aside: Option<PathBuf>,
}

/// What repairing means for one engagement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RepairedEngagement {
    /// The engagement, or the workspace's own log.
    pub engagement: String,
    /// The last event that is kept; 0 where nothing is.
    pub kept: u64,
    /// The last event it is known to have had; those between are given up.
    pub known: u64,
    /// How many events came from the backup.
    pub brought_back: u64,
}

/// What repairing means for one stored file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RepairedFile {
    /// The file, within the workspace.
    pub file: String,
    /// Whether the backup had it.
    pub brought_back: bool,
}

/// Repairs the workspace that `start` lies in, while nobody else uses it. Counts stored files.
///
/// # Errors
/// When another process holds the workspace, the backup is damaged, or the machine refuses.
pub fn repair(start: &Path, request: &RepairRequest, counted: &Counted) -> Result<Repaired, RuntimeError> {
    let start = start
        .canonicalize()
        .map_err(|error| RuntimeError::file("find", start, error))?;
    let layout = Layout::find(&start)?;
    create_folder(&layout.store())?;
    let works = opens_and_is_sound(&layout);
    if let Err(locked @ RuntimeError::Store(alongside_store::StoreError::Locked { .. })) = works {
        return Err(locked);
    }
    let mut reasons: Vec<String> = works
        .as_ref()
        .err()
        .map(ToString::to_string)
        .into_iter()
        .collect();
    let hold = StoreLock::take(&layout.store())?;
    let backup = request.from.as_deref().map(Backup::open).transpose()?;
    let files = repair_files(&layout, backup.as_ref(), request.dry_run, counted)?;
    let place = Place::new(&layout)?;
    let others: Vec<PathBuf> = match &backup {
        Some(backup) => vec![backup.unpack(&place.0)?],
        None => Vec::new(),
    };
    let witness = layout.witness();
    let look = |into: Option<&Path>| salvage(&layout.store(), Some(&witness), &others, into);
    let mut found = look(None)?;
    let store_needs = works.is_err() || found.given_up().next().is_some() || brings_back(&found);
    let mut set_aside = None;
    if store_needs && !request.dry_run {
        let fresh = place.0.join("store");
        found = look(Some(&fresh))?;
        check_built(&fresh)?;
        set_aside = Some(put_in_place(&layout, &fresh, &found)?);
    }
    drop(hold);
    reasons.extend(found.reasons.iter().cloned());
    reasons.dedup();
    Ok(report(
        &found,
        files,
        reasons,
        store_needs,
        request.dry_run,
        set_aside,
    ))
}

fn report(
    found: &Salvage,
    mut files: Vec<RepairedFile>,
    reasons: Vec<String>,
    store_needs: bool,
    dry_run: bool,
    set_aside: Option<PathBuf>,
) -> Repaired {
    files.extend(found.values.iter().map(|(name, brought_back)| RepairedFile {
        file: format!("{VALUES}/{name}.value"),
        brought_back: *brought_back,
    }));
    let changed =
        |stream: &&alongside_store::SalvagedStream| stream.kept < stream.known || stream.brought_back > 0;
    let engagements: Vec<RepairedEngagement> = found
        .streams
        .iter()
        .filter(changed)
        .map(|stream| RepairedEngagement {
            engagement: stream.stream.to_string(),
            kept: stream.kept.get(),
            known: stream.known.get(),
            brought_back: stream.brought_back,
        })
        .collect();
    let whole = found.streams.iter().filter(|stream| !changed(stream));
    let is_engagement = |name: &str| alongside_core::ids::EngagementId::new(name).is_ok();
    Repaired {
        needed: store_needs || !files.is_empty(),
        dry_run,
        intact: whole
            .filter(|stream| is_engagement(stream.stream.as_str()))
            .count() as u64,
        engagements,
        nobodys: if store_needs { found.nobodys } else { 0 },
        files,
        reasons,
        set_aside,
    }
}

fn brings_back(found: &Salvage) -> bool {
    found.streams.iter().any(|stream| stream.brought_back > 0) || !found.values.is_empty()
}

/// Whether the store can be used as it lies there, and has nothing to complain of.
fn opens_and_is_sound(layout: &Layout) -> Result<(), RuntimeError> {
    let store = JournalStore::open(&layout.store(), store_options(layout))?;
    check_sound(&store)
}

fn check_built(folder: &Path) -> Result<(), RuntimeError> {
    check_sound(&JournalStore::open(folder, JournalOptions::default())?)
}

fn check_sound(store: &JournalStore) -> Result<(), RuntimeError> {
    let report = store.verify(None)?;
    if let Some(damage) = report.damaged().next() {
        return Err(alongside_store::StoreError::from(damage.clone()).into());
    }
    match report.problems.into_iter().next() {
        None => Ok(()),
        Some(problem) => Err(RuntimeError::Internal(problem)),
    }
}

/// Puts the built store in the place of the damaged one; gives where that is now.
fn put_in_place(layout: &Layout, fresh: &Path, found: &Salvage) -> Result<PathBuf, RuntimeError> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};

    let store = layout.store();
    let aside = free_name(&layout.private(), "store.damaged")?;
    let failed = |error: std::io::Error| RuntimeError::file("replace", &store, error);
    // Both change places in one step, so that there is a store at any moment; where the file system cannot, the witness
    // keeps anybody from using the empty place.
    if renameat_with(CWD, fresh, CWD, &store, RenameFlags::EXCHANGE).is_ok() {
        std::fs::rename(fresh, &aside).map_err(failed)?;
    } else {
        std::fs::rename(&store, &aside).map_err(failed)?;
        std::fs::rename(fresh, &store).map_err(failed)?;
    }
    bear_witness(&layout.witness(), &found.head.unwrap_or_default())?;
    Ok(aside)
}

fn free_name(folder: &Path, name: &str) -> Result<PathBuf, RuntimeError> {
    for number in 1..10_000 {
        let path = folder.join(format!("{name}-{number}"));
        if !path.exists() {
            return Ok(path);
        }
    }
    Err(RuntimeError::input(
        "too-many-damaged",
        format!(
            "{} holds too many damaged stores: move them away",
            folder.display()
        ),
    ))
}

/// A folder to work in; gone when this is dropped.
struct Place(PathBuf);

impl Place {
    fn new(layout: &Layout) -> Result<Self, RuntimeError> {
        let folder = layout.private().join(format!("repair-{}", uuid::Uuid::now_v7()));
        create_folder(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // What is left behind harms nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The latest backup of a folder.
struct Backup {
    archive: Archive,
    manifest: Manifest,
}

impl Backup {
    fn open(folder: &Path) -> Result<Self, RuntimeError> {
        let archive = Archive::open(folder)?;
        let (_, manifest) = archive.manifest(None)?;
        Ok(Self { archive, manifest })
    }

    /// Writes its journal and its small values out, as a store that nobody opens.
    fn unpack(&self, place: &Path) -> Result<PathBuf, RuntimeError> {
        let folder = place.join("backup");
        for file in &self.manifest.files {
            let (name, within) = match Path::new(&file.path).file_name() {
                Some(name) if file.path.starts_with(JOURNAL) => (name, "journal"),
                Some(name) if file.path.starts_with(VALUES) => (name, "meta"),
                _ => continue,
            };
            write_atomically(&folder.join(within).join(name), &self.archive.read(file)?)?;
        }
        Ok(folder)
    }

    /// Its stored files, by digest.
    fn stored(&self) -> BTreeMap<String, &super::backup::BackedUpFile> {
        let files = self
            .manifest
            .files
            .iter()
            .filter(|file| file.path.starts_with(BLOBS));
        files
            .filter_map(|file| Some((Path::new(&file.path).file_name()?.to_str()?.to_owned(), file)))
            .collect()
    }
}

/// Brings damaged and missing stored files back from a backup; one that it does not have is set aside.
fn repair_files(
    layout: &Layout,
    backup: Option<&Backup>,
    dry_run: bool,
    counted: &Counted,
) -> Result<Vec<RepairedFile>, RuntimeError> {
    let mut stored = backup.map(Backup::stored).unwrap_or_default();
    let mut repaired = Vec::new();
    let files = stored_files(&layout.blobs())?;
    counted.expect(files.len() as u64);
    for path in files {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let copy = stored.remove(&name);
        let sound = Digest::of(&read(&path)?).to_string() == name;
        counted.add(1);
        if sound {
            continue;
        }
        if !dry_run {
            match (copy, backup) {
                (Some(file), Some(backup)) => write_atomically(&path, &backup.archive.read(file)?)?,
                _ => {
                    let aside = path.with_extension("damaged");
                    std::fs::rename(&path, &aside)
                        .map_err(|error| RuntimeError::file("rename", &path, error))?;
                }
            }
        }
        repaired.push(RepairedFile {
            file: within(layout, &path),
            brought_back: copy.is_some(),
        });
    }
    // What is left is in the backup and not here.
    for file in stored.into_values() {
        let path = layout.root().join(&file.path);
        if let (Some(backup), false) = (backup, dry_run) {
            write_atomically(&path, &backup.archive.read(file)?)?;
        }
        repaired.push(RepairedFile {
            file: within(layout, &path),
            brought_back: true,
        });
    }
    Ok(repaired)
}

fn within(layout: &Layout, path: &Path) -> String {
    path.strip_prefix(layout.root())
        .unwrap_or(path)
        .display()
        .to_string()
}
