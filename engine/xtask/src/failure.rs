//! What can go wrong in a development task. Owns the messages; never prints them. No tests: it decides nothing.

use std::path::PathBuf;

/// What stopped a development task.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// The arguments of `cargo xtask` say nothing it knows.
    #[error("{0}\n  see `cargo xtask --help`")]
    Arguments(String),

    /// A program could not be started.
    #[error("cannot start `{program}`: {source}")]
    Start {
        /// The program's name.
        program: String,
        /// What the system said.
        source: std::io::Error,
    },

    /// A program was started and ended with a failure.
    #[error("`{command}` failed ({status})")]
    Ended {
        /// The command as a person would type it.
        command: String,
        /// How it ended.
        status: std::process::ExitStatus,
    },

    /// A file or folder could not be read or written.
    #[error("cannot {doing} {path}: {source}", path = path.display())]
    File {
        /// What was tried: "read", "write", "copy".
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },

    /// A transcript cannot be read or run, or its output is not what it says.
    #[error(transparent)]
    Transcript(#[from] crate::transcript::Problem),

    /// A check found something to mend, or something needed is missing; the text says what and how to mend it.
    #[error("{0}")]
    Found(String),
}

impl Failure {
    /// Describes a failure to read or write a file.
    pub(crate) fn file(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { doing, path, source }
    }
}
