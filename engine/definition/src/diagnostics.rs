//! Diagnostics: every problem of one file, each with its code, its places in the text, and what to do.
//!
//! Owns how problems are kept, ordered, rendered and turned into JSON; it never decides what a problem is.
//! Workflow files and calendar files share it. Tests are below, and every golden `.err` file is one.

mod excerpt;

use std::fmt;
use std::ops::Range;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    SourceCode, SourceSpan, SpanContents,
};
use serde_json::json;

use self::excerpt::{Excerpt, has_long_lines};

/// The most problems that are kept of one file; more are counted, not shown.
pub const PROBLEMS_MAX: usize = 200;

/// The most bytes that a drawing underlines.
const SPAN_BYTES_MAX: usize = 120;

/// The most places of one problem that are shown in a text with long lines, where they may all be on one.
const LONG_LINE_LABELS_MAX: usize = 16;

/// How grave a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// The file can be used, and somebody should look.
    Warning,
}

impl Severity {
    /// The word used in messages and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A place in the text, with a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place, in bytes.
    pub span: Range<usize>,
    /// What is to be seen there; may be empty.
    pub text: String,
}

/// Something wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Its stable code, such as `alongside::workflow::unknown-key`.
    pub code: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong, in a lower-case fragment.
    pub message: String,
    /// Where; the first label is the main one. Empty for a problem of the file as a whole.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
}

impl Problem {
    /// Makes an error.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            labels: Vec::new(),
            help: None,
        }
    }

    /// Makes a warning.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, message)
        }
    }

    /// Adds a place.
    #[must_use]
    pub fn at(mut self, span: Range<usize>, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Where the problem starts, in bytes; 0 for a problem of the file as a whole.
    pub fn offset(&self) -> usize {
        self.labels.first().map_or(0, |label| label.span.start)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

impl Diagnostic for Problem {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help
            .as_ref()
            .map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        if self.labels.is_empty() {
            return None;
        }
        Some(Box::new(self.labels.iter().enumerate().map(|(index, label)| {
            let text = (!label.text.is_empty()).then(|| label.text.clone());
            match index {
                0 => LabeledSpan::new_primary_with_span(text, label.span.clone()),
                _ => LabeledSpan::new_with_span(text, label.span.clone()),
            }
        })))
    }
}

/// The problems of one file, in the order of their places, with the text they are in.
#[derive(Debug)]
pub struct Problems {
    source: SourceText,
    problems: Vec<Problem>,
    left_out: usize,
}

impl Problems {
    /// Gathers the problems of the file `name` with this `text`.
    ///
    /// Places outside the text are moved into it, and no more than [`PROBLEMS_MAX`] problems are kept, errors
    /// before warnings.
    pub fn new(name: &str, text: &str, mut problems: Vec<Problem>) -> Self {
        for label in problems.iter_mut().flat_map(|problem| &mut problem.labels) {
            label.span = within(text, &label.span);
        }
        problems.sort_by_key(|problem| (problem.severity, problem.offset()));
        let left_out = problems.len().saturating_sub(PROBLEMS_MAX);
        problems.truncate(PROBLEMS_MAX);
        problems.sort_by_key(Problem::offset);
        Self {
            source: SourceText {
                name: name.to_owned(),
                text: text.to_owned(),
            },
            problems,
            left_out,
        }
    }

    /// Every problem, in the order of their places.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// Whether at least one problem is an error.
    pub fn has_errors(&self) -> bool {
        self.problems
            .iter()
            .any(|problem| problem.severity == Severity::Error)
    }

    /// The name of the file, as it was given.
    pub fn source_name(&self) -> &str {
        &self.source.name
    }

    /// The line and column, both from 1, of a byte of the text; columns count characters.
    pub fn line_and_column(&self, offset: usize) -> (usize, usize) {
        self.source.line_and_column(offset)
    }

    /// How many there are, in words, such as `2 errors, 1 warning`.
    pub fn summary(&self) -> String {
        let mut parts = Vec::new();
        for severity in [Severity::Error, Severity::Warning] {
            let count = self
                .problems
                .iter()
                .filter(|problem| problem.severity == severity)
                .count();
            match count {
                0 => {}
                1 => parts.push(format!("1 {}", severity.as_str())),
                _ => parts.push(format!("{count} {}s", severity.as_str())),
            }
        }
        if self.left_out > 0 {
            parts.push(format!("{} more not shown", self.left_out));
        }
        if parts.is_empty() {
            "no problems".to_owned()
        } else {
            parts.join(", ")
        }
    }

    /// Draws every problem with its file, line and column, the text underlined, and what to do.
    ///
    /// `width` is in columns. Nothing is asked of a terminal. Of very long lines only what is around a place is shown.
    pub fn render(&self, color: bool, width: usize) -> String {
        let theme = if color {
            GraphicalTheme::unicode()
        } else {
            GraphicalTheme::unicode_nocolor()
        };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(width.clamp(40, 400))
            .with_links(false)
            .with_break_words(false)
            .tab_width(4);
        let long_lines = has_long_lines(&self.source.text);
        let mut drawn = String::new();
        for problem in &self.problems {
            let rendered = if long_lines {
                self.render_shortened(&handler, &mut drawn, problem)
            } else {
                let source = &self.source;
                handler.render_report(&mut drawn, &Placed { problem, source })
            };
            if rendered.is_err() {
                drawn.push_str(&format!("{}: {}\n", problem.code, problem.message));
            }
            drawn.push('\n');
        }
        drawn.push_str(&format!("{}: {}\n", self.source_name(), self.summary()));
        // The drawing pads some lines; nobody wants white space at the end of one.
        drawn
            .lines()
            .map(|line| format!("{}\n", line.trim_end()))
            .collect()
    }

    /// Draws a problem in an excerpt of the text.
    fn render_shortened(
        &self,
        handler: &GraphicalReportHandler,
        drawn: &mut String,
        problem: &Problem,
    ) -> fmt::Result {
        let mut problem = problem.clone();
        problem.labels.truncate(LONG_LINE_LABELS_MAX);
        let places: Vec<_> = problem.labels.iter().map(|label| label.span.clone()).collect();
        let source = Excerpt::new(&self.source, &places);
        for label in &mut problem.labels {
            label.span = source.place(&label.span);
        }
        let problem = &problem;
        handler.render_report(
            drawn,
            &Placed {
                problem,
                source: &source,
            },
        )
    }

    /// The problems as JSON: an array of objects with code, severity, message, file, line, column and help.
    ///
    /// A problem of the file as a whole has line and column 1.
    pub fn to_json(&self) -> serde_json::Value {
        let each = self.problems.iter().map(|problem| {
            let (line, column) = self.line_and_column(problem.offset());
            json!({
                "code": problem.code,
                "severity": problem.severity.as_str(),
                "message": problem.message,
                "file": self.source_name(),
                "line": line,
                "column": column,
                "help": problem.help,
            })
        });
        each.collect()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.source_name(), self.summary())
    }
}

impl std::error::Error for Problems {}

/// The text of a file and its name.
#[derive(Debug)]
struct SourceText {
    name: String,
    text: String,
}

impl SourceText {
    fn line_and_column(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (
            before.matches('\n').count() + 1,
            before[line_start..].chars().count() + 1,
        )
    }
}

impl SourceCode for SourceText {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let read = self.text.read_span(span, lines_before, lines_after)?;
        // The drawing would count bytes; people and editors count characters.
        let (line, column) = self.line_and_column(read.span().offset());
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            read.data(),
            *read.span(),
            line - 1,
            column - 1,
            lines_in(read.data()),
        )))
    }
}

/// A problem together with the text it is in, which is what a drawing needs.
struct Placed<'a> {
    problem: &'a Problem,
    source: &'a dyn SourceCode,
}

impl fmt::Debug for Placed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.problem, f)
    }
}

impl fmt::Display for Placed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problem.fmt(f)
    }
}

impl std::error::Error for Placed<'_> {}

impl Diagnostic for Placed<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Diagnostic::code(self.problem)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Diagnostic::severity(self.problem)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Diagnostic::help(self.problem)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Diagnostic::labels(self.problem)
    }
}

/// How many lines a part of the text has: places further apart than that are drawn apart.
fn lines_in(data: &[u8]) -> usize {
    data.iter().filter(|byte| **byte == b'\n').count().max(1)
}

/// Moves a span into the text and onto character boundaries, and keeps it to one line where it spans many:
/// a drawing of a whole table helps nobody.
fn within(text: &str, span: &Range<usize>) -> Range<usize> {
    let floor = |at: usize| {
        (0..=at.min(text.len()))
            .rev()
            .find(|&i| text.is_char_boundary(i))
            .unwrap_or(0)
    };
    let start = floor(span.start);
    let end = floor(span.end).max(start);
    let line_end = text[start..end].find('\n').map_or(end, |newline| start + newline);
    start..floor(line_end.min(start + SPAN_BYTES_MAX)).max(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a = 1\nß = \"x\"\n";

    fn some() -> Problems {
        Problems::new(
            "w.toml",
            TEXT,
            vec![
                Problem::warning("alongside::test::later", "second")
                    .at(11..14, "here")
                    .help("do this"),
                Problem::error("alongside::test::first", "first")
                    .at(0..1, "")
                    .at(900..901, "outside"),
            ],
        )
    }

    #[test]
    fn orders_by_place_and_counts() {
        let problems = some();
        assert_eq!(
            problems.iter().map(|p| p.message.as_str()).collect::<Vec<_>>(),
            ["first", "second"]
        );
        assert_eq!(problems.to_string(), "w.toml: 1 error, 1 warning");
        assert!(problems.has_errors());
        assert_eq!(
            problems.iter().next().map(|p| p.labels[1].span.clone()),
            Some(TEXT.len()..TEXT.len())
        );
    }

    #[test]
    fn json_counts_columns_in_characters() {
        let json = some().to_json();
        assert_eq!(json[1]["line"], 2);
        assert_eq!(json[1]["column"], 5);
        assert_eq!(json[1]["help"], "do this");
        assert_eq!(json[0]["severity"], "error");
    }

    #[test]
    fn draws_without_colour_unless_asked() {
        let plain = some().render(false, 100);
        assert!(plain.contains("w.toml:2:5"), "{plain}");
        assert!(plain.contains("do this") && !plain.contains('\u{1b}'), "{plain}");
        assert!(some().render(true, 100).contains('\u{1b}'));
    }

    #[test]
    fn keeps_errors_when_there_are_too_many() {
        let mut many: Vec<Problem> = (0..PROBLEMS_MAX)
            .map(|_| Problem::warning("alongside::t::w", "w"))
            .collect();
        many.push(Problem::error("alongside::t::e", "e").at(3..4, ""));
        let problems = Problems::new("w.toml", TEXT, many);
        assert!(problems.has_errors());
        assert_eq!(problems.summary(), "1 error, 199 warnings, 1 more not shown");
    }
}
