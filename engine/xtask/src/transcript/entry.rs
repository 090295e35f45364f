//! What a transcript holds: its commands, what each must print and how it must end. Owns the page's text and how a
//! page is brought up to date; never runs anything. Tests of updating are below, of reading in `parse`.

use std::ops::Range;
use std::path::{Path, PathBuf};

use super::problem::Problem;
use super::{compare, parse};

/// One page with its commands, in the order of the page.
#[derive(Debug, Clone)]
pub struct Transcript {
    pub(super) source: PathBuf,
    pub(super) text: String,
    pub(super) entries: Vec<Entry>,
}

/// One command of a transcript.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The line of the command in the page, counted from 1.
    pub line: usize,
    /// The command as a reader would type it, on one line.
    pub shown: String,
    /// The command's words, unquoted: the program first.
    pub words: Vec<String>,
    /// How it must end.
    pub ending: Ending,
    /// The lines it must print, with `...` for any lines and `[..]` for any text within a line.
    pub output: Vec<String>,
    /// Where these lines stand in the page, counted from 0.
    pub(super) output_lines: Range<usize>,
}

/// How a command must end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// With exit code 0.
    Success,
    /// With any other exit code.
    Failure,
    /// With exactly this exit code.
    Code(i32),
}

/// What a command did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The exit code, or nothing where a signal ended it.
    pub code: Option<i32>,
    /// What it printed to standard output and error, as it came; the folder it ran in is written `[CWD]`.
    pub output: String,
}

impl Transcript {
    /// Reads the transcript of a page.
    ///
    /// # Errors
    ///
    /// The page cannot be read, breaks the form, or holds no command at all.
    pub fn read(path: &Path) -> Result<Self, Problem> {
        let text = std::fs::read_to_string(path).map_err(|source| Problem::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        Self::parse(path, &text)
    }

    /// Reads the transcript of a page's text; the path is only for messages.
    ///
    /// # Errors
    ///
    /// The page breaks the form, or holds no command at all.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Problem> {
        let entries = parse::entries(path, text)?;
        Ok(Self {
            source: path.to_owned(),
            text: text.to_owned(),
            entries,
        })
    }

    /// Returns the commands in the order of the page.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Checks that a command ended as the page says; what it printed is not looked at.
    ///
    /// # Errors
    ///
    /// It ended otherwise.
    pub fn check_ending(&self, entry: &Entry, outcome: &Outcome) -> Result<(), Problem> {
        if entry.ending.allows(outcome.code) {
            return Ok(());
        }
        let actual = outcome
            .code
            .map_or_else(|| "a signal".to_owned(), |code| format!("code {code}"));
        let (expected, output) = (entry.ending, &outcome.output);
        let ended = format!("must end with {expected} but ended with {actual}; it printed:\n{output}");
        Err(Problem::Ending {
            place: self.place(entry),
            command: entry.shown.clone(),
            ended,
        })
    }

    /// Checks that a command ended as the page says and printed what the page says.
    ///
    /// # Errors
    ///
    /// It ended otherwise, or printed something else.
    pub fn check(&self, entry: &Entry, outcome: &Outcome) -> Result<(), Problem> {
        self.check_ending(entry, outcome)?;
        let actual = compare::lines(&outcome.output);
        if compare::fits(&entry.output, &actual) {
            return Ok(());
        }
        let difference = compare::difference(&entry.output, &actual);
        Err(Problem::Output {
            place: self.place(entry),
            command: entry.shown.clone(),
            difference,
        })
    }

    fn place(&self, entry: &Entry) -> String {
        format!("{}:{}", self.source.display(), entry.line)
    }

    /// Writes the page anew with what its commands printed, given in the order of the page.
    ///
    /// Output that already fits stays as it is, wildcards and all. Endings are never changed: a command that ends
    /// otherwise than the page says is for a person to look at.
    #[must_use]
    pub fn updated(&self, outcomes: &[Outcome]) -> String {
        let mut lines: Vec<String> = self.text.lines().map(str::to_owned).collect();
        for (entry, outcome) in self.entries.iter().zip(outcomes).rev() {
            let actual = compare::lines(&outcome.output);
            if !compare::fits(&entry.output, &actual) {
                lines.splice(entry.output_lines.clone(), actual);
            }
        }
        let mut text = lines.join("\n");
        text.push('\n');
        text
    }
}

impl Ending {
    fn allows(self, code: Option<i32>) -> bool {
        match self {
            Self::Success => code == Some(0),
            Self::Failure => code.is_some_and(|code| code != 0),
            Self::Code(expected) => code == Some(expected),
        }
    }
}

impl std::fmt::Display for Ending {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Success => formatter.write_str("success"),
            Self::Failure => formatter.write_str("a failure"),
            Self::Code(code) => write!(formatter, "code {code}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Ending, Outcome, Transcript};

    const PAGE: &str = "# Page\n\n```console\n$ one\nold [..]\n\n$ two\n$ three\n? 2\nwrong\n```\n\nend\n";

    fn outcome(code: i32, output: &str) -> Outcome {
        Outcome {
            code: Some(code),
            output: output.to_owned(),
        }
    }

    #[test]
    fn updating_writes_what_was_printed_and_keeps_what_fits() {
        let transcript = Transcript::parse(Path::new("page.md"), PAGE).unwrap();
        let printed = [
            outcome(0, "old wine\n"),
            outcome(0, "new\nlines\n"),
            outcome(2, "right\n"),
        ];
        assert_eq!(
            transcript.updated(&printed),
            "# Page\n\n```console\n$ one\nold [..]\n\n$ two\nnew\nlines\n$ three\n? 2\nright\n```\n\nend\n"
        );
    }

    #[test]
    fn an_updated_page_passes_its_own_check() {
        let transcript = Transcript::parse(Path::new("page.md"), PAGE).unwrap();
        let printed = [outcome(0, "a\n\nb\n\n"), outcome(0, ""), outcome(2, "c")];
        let updated = Transcript::parse(Path::new("page.md"), &transcript.updated(&printed)).unwrap();
        for (entry, outcome) in updated.entries().iter().zip(&printed) {
            updated.check(entry, outcome).unwrap();
        }
    }

    #[test]
    fn a_wrong_ending_is_a_problem_that_names_place_and_output() {
        let transcript = Transcript::parse(Path::new("page.md"), PAGE).unwrap();
        let entry = &transcript.entries()[2];
        let message = transcript
            .check(entry, &outcome(0, "wrong\n"))
            .unwrap_err()
            .to_string();
        assert_eq!(
            message,
            "page.md:8: `three` must end with code 2 but ended with code 0; it printed:\nwrong\n"
        );
    }

    #[test]
    fn a_wrong_output_is_a_problem_though_the_ending_is_right() {
        let transcript = Transcript::parse(Path::new("page.md"), PAGE).unwrap();
        let entry = &transcript.entries()[2];
        transcript.check_ending(entry, &outcome(2, "other\n")).unwrap();
        let message = transcript
            .check(entry, &outcome(2, "other\n"))
            .unwrap_err()
            .to_string();
        assert!(
            message.contains("- wrong\n") && message.contains("+ other\n"),
            "{message}"
        );
    }

    #[test]
    fn a_signal_is_never_an_expected_ending() {
        for ending in [Ending::Success, Ending::Failure, Ending::Code(0)] {
            assert!(!ending.allows(None));
        }
        assert!(Ending::Failure.allows(Some(7)) && !Ending::Failure.allows(Some(0)));
    }
}
