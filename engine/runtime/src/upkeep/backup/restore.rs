//! Restoring a backup to a new place.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use super::archive::{Archive, Manifest, is_vacant, write_private};
use super::take::read_back;
use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::upkeep::counted::Counted;
use crate::upkeep::verify::VerifyRequest;
use crate::workspace::{Layout, SETTINGS_FILE, create_folder, write_atomically};

/// What to restore, and where to.
#[derive(Debug, Clone)]
pub struct RestoreRequest {
    /// The folder of backups.
    pub from: PathBuf,
    /// The folder of the new workspace: missing or empty.
    pub to: PathBuf,
    /// The backup; the latest where none is named.
    pub backup: Option<String>,
}

/// A workspace that was restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Restored {
    /// The backup it was restored from.
    pub backup: String,
    /// When that was made.
    pub made: jiff::Timestamp,
    /// Where the workspace is.
    pub workspace: PathBuf,
    /// The engagements in it.
    pub engagements: Vec<String>,
    /// How many events it holds.
    pub events: u64,
    /// How many files were written.
    pub files: u64,
}

/// Restores a backup into a folder that is missing or empty, and checks everything in it.
///
/// The settings file comes last: a folder without it is no workspace, so that an interrupted restore leaves nothing
/// that could be taken for one.
///
/// # Errors
/// When the backup is damaged or not there, something is in the way, or either place cannot be read or written.
pub fn restore(request: &RestoreRequest, counted: &Arc<Counted>) -> Result<Restored, RuntimeError> {
    let archive = Archive::open(&request.from)?;
    let (backup, manifest) = archive.manifest(request.backup.as_deref())?;
    if !is_vacant(&request.to)? {
        return Err(RuntimeError::AlreadyThere(request.to.clone()));
    }
    let head = manifest.head.parse().map_err(|reason| RuntimeError::Blob {
        path: request.from.join("backups").join(&backup),
        reason,
    })?;
    // Nothing is written before all of the backup is known to be sound.
    read_back(&archive, &manifest.files, &head)?;
    counted.expect(manifest.files.len() as u64);
    create_folder(&request.to)?;
    write_files(&archive, &manifest, &request.to, counted)?;
    let inner = Inner::open(&request.to)?;
    let asked = VerifyRequest {
        engagements: Vec::new(),
        holds: Some(manifest.head.clone()),
    };
    let verified = inner.verify(&asked, counted)?;
    if let Some(problem) = verified.problems().next() {
        return Err(RuntimeError::Blob {
            path: request.to.clone(),
            reason: format!("the restored workspace is not sound: {problem}"),
        });
    }
    Ok(Restored {
        backup,
        made: manifest.made,
        workspace: request.to.clone(),
        engagements: manifest.engagements,
        events: manifest.events,
        files: manifest.files.len() as u64,
    })
}

fn write_files(
    archive: &Archive,
    manifest: &Manifest,
    to: &Path,
    counted: &Counted,
) -> Result<(), RuntimeError> {
    protect(&Layout::new(to).private())?;
    let (settings, others): (Vec<_>, Vec<_>) =
        manifest.files.iter().partition(|file| file.path == SETTINGS_FILE);
    for file in others.into_iter().chain(settings) {
        let within = Path::new(&file.path);
        if !within
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
        {
            return Err(RuntimeError::Blob {
                path: within.to_owned(),
                reason: "a backup may not write outside the workspace".to_owned(),
            });
        }
        let bytes = archive.read(file)?;
        let path = to.join(within);
        match within.starts_with(".alongside") {
            true => write_private(&path, &bytes)?,
            false => write_atomically(&path, &bytes)?,
        }
        counted.add(1);
    }
    Ok(())
}

/// Makes the folder that belongs to the program, for its owner alone.
fn protect(folder: &Path) -> Result<(), RuntimeError> {
    use std::os::unix::fs::PermissionsExt as _;

    create_folder(folder)?;
    let mode = std::fs::Permissions::from_mode(0o700);
    std::fs::set_permissions(folder, mode).map_err(|error| RuntimeError::file("protect", folder, error))
}
