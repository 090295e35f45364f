//! What can be wrong with a transcript or a run of it. Owns the messages. Tested where they arise.

use std::path::PathBuf;

/// What is wrong with a transcript, or with what its commands did. A place is written `page.md:12`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The page could not be read.
    #[error("cannot read {path}: {source}", path = path.display())]
    Unreadable {
        /// The page.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },

    /// The page breaks the form of a transcript.
    #[error("{place}: {what}")]
    Form {
        /// Where.
        place: String,
        /// What is wrong and what to do.
        what: String,
    },

    /// A command could not be started, or its folder is not there.
    #[error("cannot run `{command}`: {source}")]
    NotRun {
        /// The command as the page shows it.
        command: String,
        /// What the system said.
        source: std::io::Error,
    },

    /// A command ended otherwise than the page says.
    #[error("{place}: `{command}` {ended}")]
    Ending {
        /// Where the command stands.
        place: String,
        /// The command as the page shows it.
        command: String,
        /// How it must end, how it ended, and what it printed.
        ended: String,
    },

    /// A command printed something else than the page says.
    #[error("{place}: `{command}` printed something else (- the page, + the program):\n{difference}")]
    Output {
        /// Where the command stands.
        place: String,
        /// The command as the page shows it.
        command: String,
        /// The lines of both, marked.
        difference: String,
    },
}
