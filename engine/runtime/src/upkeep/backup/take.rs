//! Taking a backup.

use std::path::{Path, PathBuf};

use alongside_core::ids::EngagementId;
use alongside_store::{JournalWalk, LogHead, copy_journal};
use serde::Serialize;

use super::archive::{Archive, BackedUpFile, Manifest, PIECE_BYTES};
use crate::error::RuntimeError;
use crate::upkeep::counted::Counted;
use crate::workspace::{Layout, Settings, read};

/// The journal, within a workspace.
pub(crate) const JOURNAL: &str = ".alongside/store/journal";
/// What belongs to people and is backed up whole.
const FOLDERS: [&str; 7] = [
    "workflows",
    "calendars",
    "plugins",
    "outbox",
    "reports",
    ".alongside/blobs",
    ".alongside/store/meta",
];
/// No folder of a workspace is deeper.
const DEPTH_MAX: usize = 8;

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackedUp {
    /// Its name in the folder.
    pub backup: String,
    /// The engagements in it.
    pub engagements: Vec<String>,
    /// How many events it holds.
    pub events: u64,
    /// The head of the log: `POSITION:DIGEST`.
    pub head: String,
    /// How many files it holds.
    pub files: u64,
    /// How many bytes they are.
    pub bytes: u64,
    /// How many bytes were not in the folder before.
    pub new_bytes: u64,
}

/// Backs up the workspace that `start` lies in, which others may be using, into a folder of backups, and reads back
/// what was written. Counts files.
///
/// # Errors
/// When the workspace is damaged (nothing is listed as a backup then), or either place cannot be read or written.
pub fn back_up(start: &Path, folder: &Path, counted: &Counted) -> Result<BackedUp, RuntimeError> {
    let start = start
        .canonicalize()
        .map_err(|error| RuntimeError::file("find", start, error))?;
    let layout = Layout::find(&start)?;
    let settings = Settings::read(&layout.settings())?;
    check_place(&layout, folder)?;
    let archive = Archive::open_or_make(folder)?;
    let mut taking = Taking {
        archive: &archive,
        files: Vec::new(),
        new_bytes: 0,
    };
    let witness = layout.witness();
    let summary = copy_journal::<RuntimeError>(&layout.store(), Some(&witness), |name, bytes| {
        counted.add(1);
        taking.keep(&format!("{JOURNAL}/{name}"), bytes)
    })?;
    let mut others = vec![(layout.settings(), "alongside.toml".to_owned())];
    for name in FOLDERS {
        files_below(&layout.root().join(name), name, DEPTH_MAX, &mut others)?;
    }
    counted.expect(others.len() as u64);
    for (path, name) in others {
        taking.keep(&name, &read(&path)?)?;
        counted.add(1);
    }
    let Taking {
        mut files, new_bytes, ..
    } = taking;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    read_back(&archive, &files, &summary.head)?;
    let streams = summary.streams.keys().map(|stream| stream.as_str());
    let engagements: Vec<String> = streams
        .filter(|stream| EngagementId::new(*stream).is_ok())
        .map(str::to_owned)
        .collect();
    let manifest = Manifest {
        format: Archive::format(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made: jiff::Timestamp::now(),
        title: settings.title,
        head: summary.head.to_string(),
        events: summary.head.position.get(),
        engagements,
        files,
    };
    let backup = archive.list(&manifest)?;
    Ok(BackedUp {
        backup,
        engagements: manifest.engagements,
        events: manifest.events,
        head: manifest.head,
        files: manifest.files.len() as u64,
        bytes: manifest.files.iter().map(|file| file.bytes).sum(),
        new_bytes,
    })
}

struct Taking<'a> {
    archive: &'a Archive,
    files: Vec<BackedUpFile>,
    new_bytes: u64,
}

impl Taking<'_> {
    fn keep(&mut self, path: &str, bytes: &[u8]) -> Result<(), RuntimeError> {
        let mut pieces = Vec::new();
        for piece in bytes.chunks(PIECE_BYTES) {
            let (digest, is_new) = self.archive.put(piece)?;
            pieces.push(digest);
            if is_new {
                self.new_bytes += piece.len() as u64;
            }
        }
        self.files.push(BackedUpFile {
            path: path.to_owned(),
            bytes: bytes.len() as u64,
            pieces,
        });
        Ok(())
    }
}

/// A backup inside the workspace is lost with it.
fn check_place(layout: &Layout, folder: &Path) -> Result<(), RuntimeError> {
    let mut existing = folder;
    while !existing.exists() {
        match existing.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => existing = parent,
            _ => {
                existing = Path::new(".");
                break;
            }
        }
    }
    let existing = existing
        .canonicalize()
        .map_err(|error| RuntimeError::file("find", existing, error))?;
    let root = layout
        .root()
        .canonicalize()
        .map_err(|error| RuntimeError::file("find", layout.root(), error))?;
    match existing.starts_with(&root) {
        false => Ok(()),
        true => Err(RuntimeError::input_hint(
            "backup-inside",
            format!(
                "{} lies inside the workspace, and would be lost with it",
                folder.display()
            ),
            "name a folder elsewhere, best on another disk",
        )),
    }
}

/// Lists the files of a folder and of those in it, in order; what an interrupted write left behind is left out, and so
/// are links.
fn files_below(
    folder: &Path,
    name: &str,
    depth: usize,
    found: &mut Vec<(PathBuf, String)>,
) -> Result<(), RuntimeError> {
    if !folder.is_dir() || depth == 0 {
        return Ok(());
    }
    let failed = |error| RuntimeError::file("list", folder, error);
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        entries.push(entry.map_err(failed)?);
    }
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let kind = entry.file_type().map_err(failed)?;
        let Some(file) = entry.file_name().to_str().map(str::to_owned) else {
            return Err(RuntimeError::input_hint(
                "file-name",
                format!("{}: the name of this file is not UTF-8", path.display()),
                "rename it, or move it out of the workspace",
            ));
        };
        let name = format!("{name}/{file}");
        if kind.is_dir() {
            files_below(&path, &name, depth - 1, found)?;
        } else if kind.is_file() && !file.ends_with(".partial") && !file.ends_with(".new") {
            found.push((path, name));
        }
    }
    Ok(())
}

/// Reads every piece again, and walks over the journal as the backup holds it.
pub(crate) fn read_back(
    archive: &Archive,
    files: &[BackedUpFile],
    head: &LogHead,
) -> Result<(), RuntimeError> {
    let mut walk = JournalWalk::new().expecting(*head);
    let is_segment = |file: &BackedUpFile| file.path.starts_with(JOURNAL) && file.path.ends_with(".seg");
    let last = files.iter().rposition(is_segment);
    for (number, file) in files.iter().enumerate() {
        if is_segment(file) {
            let bytes = archive.read(file)?;
            walk.segment(Path::new(&file.path), &bytes, Some(number) == last)?;
        } else {
            for piece in &file.pieces {
                archive.get(piece)?;
            }
        }
    }
    walk.finish(Path::new(JOURNAL))?;
    Ok(())
}
