//! Exit codes: every one there is, its meaning, and how trouble maps to it. Tests are below.

use std::process::ExitCode;

use alongside_runtime::{ErrorKind, RuntimeError};

/// How the program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done.
    Success,
    /// Anything that no other code names.
    Failure,
    /// The command line is not understood.
    Usage,
    /// The engagement's rules refuse.
    Refused,
    /// A file or an argument is wrong.
    Input,
    /// What was named does not exist.
    NotFound,
    /// Another process holds the workspace.
    Locked,
    /// Stored data is damaged.
    Damaged,
    /// The machine refuses.
    Machine,
    /// Data is of a newer format.
    Newer,
}

impl Exit {
    /// Every code, in order.
    pub const ALL: [Self; 10] = [
        Self::Success,
        Self::Failure,
        Self::Usage,
        Self::Refused,
        Self::Input,
        Self::NotFound,
        Self::Locked,
        Self::Damaged,
        Self::Machine,
        Self::Newer,
    ];

    /// The number that the process ends with.
    pub fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failure => 1,
            Self::Usage => 2,
            Self::Refused => 3,
            Self::Input => 4,
            Self::NotFound => 5,
            Self::Locked => 6,
            Self::Damaged => 7,
            Self::Machine => 8,
            Self::Newer => 9,
        }
    }

    /// What it means.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Success => "done, or shown; a reader that closes the pipe early is no error",
            Self::Failure => {
                "anything that no other code names, such as a scenario that differs from what it expects"
            }
            Self::Usage => "the command line is not understood",
            Self::Refused => "the engagement's rules refuse: wrong role, closed step, missing evidence",
            Self::Input => "a file or an argument is wrong; every problem is listed",
            Self::NotFound => "what was named does not exist: workspace, engagement, step, school, file",
            Self::Locked => "another process holds the workspace",
            Self::Damaged => "stored data is damaged; the engagement is named",
            Self::Machine => "the machine refuses: disk full, no permission, unreadable file",
            Self::Newer => "the workspace was written by a newer release",
        }
    }

    /// What to do about it.
    pub(crate) fn remedy(self) -> &'static str {
        match self {
            Self::Success => "nothing: it worked",
            Self::Failure => "read the message; with `--verbose` the program says what it did before",
            Self::Usage => "see `alongside help` and the help of the command",
            Self::Refused => "read the message and the hint; `alongside why` says what a step waits for",
            Self::Input => "mend every problem that is listed; `alongside explain CODE` explains each",
            Self::NotFound => {
                "spell the name as `alongside list` or `alongside show` does, or name the workspace"
            }
            Self::Locked => "wait until the other process has ended, then try again",
            Self::Damaged => {
                "see `alongside verify` and `alongside repair --dry-run`; the other engagements go on"
            }
            Self::Machine => "make room, or see that the files may be read and written, then try again",
            Self::Newer => "install a newer release",
        }
    }

    /// The table of all codes, as `help exit-codes` shows it.
    pub(crate) fn table() -> String {
        Self::ALL
            .iter()
            .map(|exit| format!("  {}  {}\n", exit.code(), exit.meaning()))
            .collect()
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

impl From<&RuntimeError> for Exit {
    fn from(error: &RuntimeError) -> Self {
        if let RuntimeError::File { error, .. } = error
            && error.kind() == std::io::ErrorKind::NotFound
        {
            return Self::NotFound;
        }
        match (error.kind(), error.code()) {
            (_, "internal") => Self::Failure,
            // The rules refuse a step that is not there, but what a person needs to know is that it is not there.
            (ErrorKind::Refused, code) if code.starts_with("unknown-") => Self::NotFound,
            (ErrorKind::Refused, _) => Self::Refused,
            (ErrorKind::Input, _) => Self::Input,
            (ErrorKind::NotFound, _) => Self::NotFound,
            (ErrorKind::Locked, _) => Self::Locked,
            (ErrorKind::Damaged, _) => Self::Damaged,
            (ErrorKind::Machine, _) => Self::Machine,
            (ErrorKind::Newer, _) => Self::Newer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_0_to_9_each_once() {
        let codes: Vec<u8> = Exit::ALL.iter().map(|exit| exit.code()).collect();
        assert_eq!(codes, (0..10).collect::<Vec<u8>>());
        assert_eq!(Exit::table().lines().count(), 10);
    }

    #[test]
    fn trouble_maps_to_its_code() {
        let nowhere = RuntimeError::NotAWorkspace("/nowhere".into());
        assert_eq!(Exit::from(&nowhere), Exit::NotFound);
        let file = |kind| RuntimeError::File {
            action: "read",
            path: "a.csv".into(),
            error: std::io::Error::from(kind),
        };
        assert_eq!(Exit::from(&file(std::io::ErrorKind::NotFound)), Exit::NotFound);
        assert_eq!(
            Exit::from(&file(std::io::ErrorKind::PermissionDenied)),
            Exit::Machine
        );
        assert_eq!(
            Exit::from(&RuntimeError::Internal("ended".to_owned())),
            Exit::Failure
        );
        let newer = RuntimeError::NewerWorkspace {
            path: "a".into(),
            found: 2,
            known: 1,
        };
        assert_eq!(Exit::from(&newer), Exit::Newer);
    }
}
