//! What can go wrong, with a stable code. Exit codes and colours are added by whoever shows it.

use std::io;
use std::path::{Path, PathBuf};

use alongside_core::decide::Rejection;
use alongside_core::definition::DefinitionError;
use alongside_core::ids::EngagementId;
use alongside_store::StoreError;
use thiserror::Error;

/// What kind of trouble it is: the basis of exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The engagement's rules refuse the command.
    Refused,
    /// A file or argument is wrong.
    Input,
    /// What was named does not exist.
    NotFound,
    /// Another process holds the workspace.
    Locked,
    /// Stored data is damaged.
    Damaged,
    /// The machine refuses: disk full, no permission, a file that cannot be read.
    Machine,
    /// The workspace was written by a newer release.
    Newer,
}

/// Says what went wrong. Nothing was half-done.
#[derive(Debug, Error)]
pub enum RuntimeError {
    /// The engagement's rules refuse the command.
    #[error("{0}")]
    Rejected(Rejection),
    /// There is no workspace here.
    #[error("{} is not an alongside workspace: it holds no alongside.toml", .0.display())]
    NotAWorkspace(PathBuf),
    /// There is a workspace already, or something else in its way.
    #[error("{} already exists", .0.display())]
    AlreadyThere(PathBuf),
    /// The workspace was written by a newer release.
    #[error("{} has format {found}; this release reads format {known}", path.display())]
    NewerWorkspace {
        /// The settings file.
        path: PathBuf,
        /// The format found.
        found: u32,
        /// The newest format known.
        known: u32,
    },
    /// A file of the workspace or of the command line is wrong; every problem is listed.
    #[error("{}", .0.summary())]
    Problems(Box<alongside_definition::Problems>),
    /// A data file is wrong; every problem is listed.
    #[error("{0}")]
    Data(alongside_measures::Problems),
    /// An argument, or a settings file, is wrong.
    #[error("{message}")]
    Input {
        /// A stable code.
        code: &'static str,
        /// What is wrong.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
    /// What was named does not exist.
    #[error("there is no {what} `{name}`")]
    NotFound {
        /// What kind of thing.
        what: &'static str,
        /// The name given.
        name: String,
        /// What to do.
        hint: Option<String>,
    },
    /// The store refuses.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What the log holds of an engagement cannot be read.
    #[error("the log of `{engagement}` cannot be read: {reason}")]
    Log {
        /// The engagement.
        engagement: EngagementId,
        /// Why.
        reason: String,
    },
    /// A stored file does not match its digest, or is gone.
    #[error("{}: {reason}", path.display())]
    Blob {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A stored definition breaks its promises.
    #[error("the stored definition of `{engagement}` is damaged: {error}")]
    Definition {
        /// The engagement.
        engagement: EngagementId,
        /// Which promise.
        error: DefinitionError,
    },
    /// A plugin cannot be loaded.
    #[error(transparent)]
    Plugin(#[from] alongside_plugin_host::PluginError),
    /// A file cannot be read or written.
    #[error("failed to {action} {}: {error}", path.display())]
    File {
        /// What was tried.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the machine says.
        error: io::Error,
    },
    /// What was asked for cannot be written out.
    #[error("failed to write the output: {0}")]
    Output(io::Error),
    /// Others changed the engagement again and again while this command was decided.
    #[error("`{0}` is being changed by others; nothing was done")]
    Busy(EngagementId),
    /// A part of this program failed where it cannot.
    #[error("an internal task ended early: {0}")]
    Internal(String),
}

impl RuntimeError {
    /// Wraps what the machine said about a file.
    pub(crate) fn file(action: &'static str, path: &Path, error: io::Error) -> Self {
        Self::File {
            action,
            path: path.to_owned(),
            error,
        }
    }

    /// An input error without a hint.
    pub(crate) fn input(code: &'static str, message: impl Into<String>) -> Self {
        Self::Input {
            code,
            message: message.into(),
            hint: None,
        }
    }

    /// An input error with a hint.
    pub(crate) fn input_hint(
        code: &'static str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self::Input {
            code,
            message: message.into(),
            hint: Some(hint.into()),
        }
    }

    /// The kind of trouble.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Rejected(_) | Self::Busy(_) => ErrorKind::Refused,
            Self::Problems(_)
            | Self::Data(_)
            | Self::Input { .. }
            | Self::AlreadyThere(_)
            | Self::Plugin(_) => ErrorKind::Input,
            Self::NotFound { .. } | Self::NotAWorkspace(_) => ErrorKind::NotFound,
            Self::NewerWorkspace { .. } | Self::Store(StoreError::NewerFormat { .. }) => ErrorKind::Newer,
            Self::Store(StoreError::Locked { .. }) => ErrorKind::Locked,
            Self::Store(
                StoreError::Damaged { .. }
                | StoreError::FileDamaged { .. }
                | StoreError::EventsLost { .. }
                | StoreError::Replaced { .. },
            )
            | Self::Log { .. }
            | Self::Blob { .. }
            | Self::Definition { .. } => ErrorKind::Damaged,
            Self::Store(_) | Self::File { .. } | Self::Output(_) | Self::Internal(_) => ErrorKind::Machine,
        }
    }

    /// The stable code, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Rejected(rejection) => rejection.code(),
            Self::NotAWorkspace(_) => "not-a-workspace",
            Self::AlreadyThere(_) => "already-there",
            Self::NewerWorkspace { .. } | Self::Store(StoreError::NewerFormat { .. }) => "newer-format",
            Self::Problems(_) => "file-problems",
            Self::Data(_) => "data-problems",
            Self::Input { code, .. } => code,
            Self::NotFound { .. } => "not-found",
            Self::Store(StoreError::Locked { .. }) => "locked",
            Self::Store(
                StoreError::Damaged { .. }
                | StoreError::FileDamaged { .. }
                | StoreError::EventsLost { .. }
                | StoreError::Replaced { .. },
            ) => "damaged",
            Self::Store(_) => "store",
            Self::Log { .. } => "log",
            Self::Blob { .. } => "blob",
            Self::Definition { .. } => "definition",
            Self::Plugin(_) => "plugin",
            Self::File { .. } => "file",
            Self::Output(_) => "output",
            Self::Busy(_) => "busy",
            Self::Internal(_) => "internal",
        }
    }

    /// What to do, where there is something to say.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Rejected(rejection) => rejection.hint(),
            Self::Input { hint, .. } | Self::NotFound { hint, .. } => hint.clone(),
            Self::NotAWorkspace(_) => {
                Some("run `alongside init` to make one, or name it with --workspace".to_owned())
            }
            Self::AlreadyThere(_) => Some("choose another folder".to_owned()),
            Self::NewerWorkspace { .. } | Self::Store(StoreError::NewerFormat { .. }) => {
                Some("use a newer release of alongside for this workspace".to_owned())
            }
            Self::Store(StoreError::Locked { .. }) => {
                Some("wait until that command has ended, then try again".to_owned())
            }
            Self::Store(
                StoreError::Damaged { .. }
                | StoreError::FileDamaged { .. }
                | StoreError::EventsLost { .. }
                | StoreError::Replaced { .. },
            )
            | Self::Blob { .. } => Some(
                "see what can be kept, and what a backup brings back: alongside repair --dry-run".to_owned(),
            ),
            Self::Busy(_) => Some("try again".to_owned()),
            Self::File { error, .. } | Self::Store(StoreError::Io { source: error, .. }) => {
                machine_hint(error.kind()).map(str::to_owned)
            }
            _ => None,
        }
    }
}

/// What to do when the machine refuses to read or write, where there is something to say.
pub fn machine_hint(kind: io::ErrorKind) -> Option<&'static str> {
    match kind {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            Some("make room on the disk, or raise the limit on the size of files, then try again")
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            Some("see that you may read and write there, then try again")
        }
        io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory | io::ErrorKind::AlreadyExists => {
            Some("move away what is in its place, then try again")
        }
        _ => None,
    }
}
