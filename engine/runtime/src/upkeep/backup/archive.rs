//! The folder that backups are kept in: pieces by digest, and a list for each backup.

use std::path::{Path, PathBuf};

use alongside_core::digest::Digest;
use serde::{Deserialize, Serialize};

use crate::error::RuntimeError;
use crate::workspace::{create_folder, files_in, read, read_text, write_atomically};

/// The newest format of a folder of backups that this release reads and writes.
const BACKUP_FORMAT: u32 = 1;
const MARKER: &str = "alongside-backup.toml";
/// How long a piece is. A journal that has grown shares all pieces but its last with the backup before.
pub(crate) const PIECE_BYTES: usize = 1 << 20;

/// One file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BackedUpFile {
    /// Where it lies within the workspace.
    pub(crate) path: String,
    /// How long it is.
    pub(crate) bytes: u64,
    /// Its pieces, in order.
    pub(crate) pieces: Vec<Digest>,
}

/// One backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// The format of the folder when it was made.
    pub(crate) format: u32,
    /// The release that made it.
    pub(crate) program: String,
    /// When, by the machine's clock.
    pub(crate) made: jiff::Timestamp,
    /// The title of the workspace.
    pub(crate) title: String,
    /// The head of the log: `POSITION:DIGEST`.
    pub(crate) head: String,
    /// How many events the log holds.
    pub(crate) events: u64,
    /// The engagements in it.
    pub(crate) engagements: Vec<String>,
    /// Its files, in order of path.
    pub(crate) files: Vec<BackedUpFile>,
}

#[derive(Serialize, Deserialize)]
struct Marker {
    format: u32,
}

/// A folder of backups.
#[derive(Debug)]
pub(crate) struct Archive {
    folder: PathBuf,
}

impl Archive {
    /// Opens a folder of backups that is there.
    pub(crate) fn open(folder: &Path) -> Result<Self, RuntimeError> {
        let path = folder.join(MARKER);
        if !path.is_file() {
            return Err(RuntimeError::NotFound {
                what: "folder of backups",
                name: folder.display().to_string(),
                hint: Some("name a folder that `alongside backup` has written to".to_owned()),
            });
        }
        let marker: Marker = toml::from_str(&read_text(&path)?).map_err(|error| RuntimeError::Blob {
            path: path.clone(),
            reason: error.message().to_owned(),
        })?;
        if marker.format > BACKUP_FORMAT {
            return Err(RuntimeError::NewerWorkspace {
                path,
                found: marker.format,
                known: BACKUP_FORMAT,
            });
        }
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// Opens a folder of backups, or makes an empty or missing folder one.
    pub(crate) fn open_or_make(folder: &Path) -> Result<Self, RuntimeError> {
        if folder.join(MARKER).exists() {
            return Self::open(folder);
        }
        if !is_vacant(folder)? {
            return Err(RuntimeError::input_hint(
                "not-a-backup",
                format!("{} holds something else than backups", folder.display()),
                "name an empty folder, or one that `alongside backup` has written to",
            ));
        }
        let marker = format!(
            "# Backups of an alongside workspace: see `alongside help backup`.\nformat = {BACKUP_FORMAT}\n"
        );
        write_atomically(&folder.join(MARKER), marker.as_bytes())?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    fn object(&self, digest: &Digest) -> PathBuf {
        let name = digest.to_string();
        let (prefix, _) = name.split_at(2);
        self.folder.join("objects").join(prefix).join(name)
    }

    /// Keeps a piece, unless it is there and sound; tells whether it was written.
    pub(crate) fn put(&self, bytes: &[u8]) -> Result<(Digest, bool), RuntimeError> {
        let digest = Digest::of(bytes);
        if self.get(&digest).is_ok() {
            return Ok((digest, false));
        }
        write_atomically(&self.object(&digest), bytes)?;
        Ok((digest, true))
    }

    /// Reads a piece and compares it with its name.
    pub(crate) fn get(&self, digest: &Digest) -> Result<Vec<u8>, RuntimeError> {
        let path = self.object(digest);
        let reason = match path.is_file() {
            false => "this piece of a backup is gone",
            true => {
                let bytes = read(&path)?;
                if Digest::of(&bytes) == *digest {
                    return Ok(bytes);
                }
                "this piece of a backup no longer matches its digest"
            }
        };
        Err(RuntimeError::Blob {
            path,
            reason: reason.to_owned(),
        })
    }

    /// Reads a whole file of a backup.
    pub(crate) fn read(&self, file: &BackedUpFile) -> Result<Vec<u8>, RuntimeError> {
        let mut bytes = Vec::new();
        for piece in &file.pieces {
            bytes.extend(self.get(piece)?);
        }
        Ok(bytes)
    }

    /// The names of the backups, the oldest first.
    pub(crate) fn names(&self) -> Result<Vec<String>, RuntimeError> {
        let files = files_in(&self.folder.join("backups"), "json")?;
        let mut names: Vec<(u64, String)> = files
            .iter()
            .filter_map(|path| {
                let name = path.file_stem()?.to_str()?.to_owned();
                Some((name.parse().ok()?, name))
            })
            .collect();
        names.sort();
        Ok(names.into_iter().map(|(_, name)| name).collect())
    }

    /// Keeps the list of a backup under the next free number.
    pub(crate) fn list(&self, manifest: &Manifest) -> Result<String, RuntimeError> {
        let last = self.names()?.last().and_then(|name| name.parse::<u64>().ok());
        let name = format!("{:04}", last.unwrap_or(0) + 1);
        let mut text =
            serde_json::to_string(manifest).map_err(|error| RuntimeError::Internal(error.to_string()))?;
        let digest = Digest::of(text.as_bytes());
        text.push_str(&format!("\n{digest}\n"));
        write_atomically(&self.manifest_path(&name), text.as_bytes())?;
        Ok(name)
    }

    fn manifest_path(&self, name: &str) -> PathBuf {
        self.folder.join("backups").join(format!("{name}.json"))
    }

    /// Reads the list of a backup: the one that is named, or the latest.
    pub(crate) fn manifest(&self, name: Option<&str>) -> Result<(String, Manifest), RuntimeError> {
        let names = self.names()?;
        let found = match name {
            Some(name) => names.iter().find(|known| *known == name),
            None => names.last(),
        };
        let Some(name) = found else {
            return Err(RuntimeError::NotFound {
                what: "backup",
                name: name.unwrap_or("0001").to_owned(),
                hint: Some(match names.as_slice() {
                    [] => format!("{} holds no backup yet", self.folder.display()),
                    names => format!("backups there: {}", names.join(", ")),
                }),
            });
        };
        let path = self.manifest_path(name);
        let damaged = |reason: &str| RuntimeError::Blob {
            path: path.clone(),
            reason: reason.to_owned(),
        };
        let text = read_text(&path)?;
        let (list, digest) = text
            .trim_end()
            .rsplit_once('\n')
            .ok_or_else(|| damaged("the list of this backup is cut short"))?;
        if Digest::of(list.as_bytes()).to_string() != digest {
            return Err(damaged(
                "the list of this backup has changed: it no longer matches its digest",
            ));
        }
        let manifest: Manifest = serde_json::from_str(list).map_err(|error| damaged(&error.to_string()))?;
        if manifest.format > BACKUP_FORMAT {
            return Err(RuntimeError::NewerWorkspace {
                path,
                found: manifest.format,
                known: BACKUP_FORMAT,
            });
        }
        Ok((name.clone(), manifest))
    }

    /// The format that a new list is written in.
    pub(crate) fn format() -> u32 {
        BACKUP_FORMAT
    }
}

/// Whether a folder is missing or empty.
pub(crate) fn is_vacant(folder: &Path) -> Result<bool, RuntimeError> {
    if !folder.exists() {
        return Ok(true);
    }
    let failed = |error| RuntimeError::file("list", folder, error);
    Ok(std::fs::read_dir(folder).map_err(failed)?.next().is_none())
}

/// Makes folders and a file in them, for their owner alone.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), RuntimeError> {
    use std::os::unix::fs::PermissionsExt as _;

    create_folder(path.parent().unwrap_or_else(|| Path::new(".")))?;
    write_atomically(path, bytes)?;
    let mode = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(path, mode).map_err(|error| RuntimeError::file("protect", path, error))
}
