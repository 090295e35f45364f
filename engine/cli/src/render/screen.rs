//! The two streams: data on standard output, everything else on standard error. Owns colour, width and silence.
//!
//! Text is always made with its colours; a stream that wants none drops them on the way out.

use std::io::{IsTerminal as _, Write as _};

use alongside_runtime::input::Problems;
use anstream::AutoStream;
use clap::builder::styling::{AnsiColor, Style};
use serde_json::Value;

use crate::failure::Failure;
use crate::values::Color;

/// The width where nothing says how wide the terminal is, in columns.
const WIDTH_DEFAULT: usize = 100;

/// The styles of text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Styles {
    /// The word "error".
    pub(crate) error: Style,
    /// What is late or needs a look.
    pub(crate) warning: Style,
    /// Headings.
    pub(crate) strong: Style,
    /// Commands to type.
    pub(crate) command: Style,
}

/// Where output goes and how it looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen {
    json: bool,
    quiet: bool,
    out: anstream::ColorChoice,
    err: anstream::ColorChoice,
    width: usize,
}

impl Screen {
    pub(crate) fn new(json: bool, color: Color, quiet: bool) -> Self {
        let (out, err) = match color {
            Color::Always => (anstream::ColorChoice::Always, anstream::ColorChoice::Always),
            Color::Never => (anstream::ColorChoice::Never, anstream::ColorChoice::Never),
            Color::Auto => (
                AutoStream::choice(&std::io::stdout()),
                AutoStream::choice(&std::io::stderr()),
            ),
        };
        Self {
            json,
            quiet,
            out,
            err,
            width: width(),
        }
    }

    /// Whether programs read the output.
    pub(crate) fn json(&self) -> bool {
        self.json
    }

    /// How wide the terminal is, in columns.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Whether a person watches standard error, so that progress may be drawn there.
    pub(crate) fn shows_progress(&self) -> bool {
        !self.json && !self.quiet && std::io::stderr().is_terminal()
    }

    /// Whether standard error is coloured.
    pub(crate) fn error_color(&self) -> bool {
        self.err != anstream::ColorChoice::Never
    }

    pub(crate) fn styles(&self) -> Styles {
        Styles {
            error: AnsiColor::Red.on_default().bold(),
            warning: AnsiColor::Yellow.on_default(),
            strong: Style::new().bold(),
            command: AnsiColor::Cyan.on_default(),
        }
    }

    /// Writes data: what was asked for. A line break is added where the text lacks one.
    pub(crate) fn print(&self, text: &str) -> Result<(), Failure> {
        let mut stream = AutoStream::new(std::io::stdout().lock(), self.out);
        stream.write_all(text.as_bytes())?;
        if !text.is_empty() && !text.ends_with('\n') {
            stream.write_all(b"\n")?;
        }
        stream.flush()?;
        Ok(())
    }

    /// Writes data that is no text of ours, byte by byte.
    pub(crate) fn print_raw(&self, bytes: &[u8]) -> Result<(), Failure> {
        let mut stream = std::io::stdout().lock();
        stream.write_all(bytes)?;
        stream.flush()?;
        Ok(())
    }

    /// Writes data for programs.
    pub(crate) fn print_json(&self, value: &Value) -> Result<(), Failure> {
        self.print_raw(format!("{value:#}\n").as_bytes())
    }

    /// Says what a change did; programs read it as JSON, and nobody hears it with `--quiet`.
    pub(crate) fn tell(&self, text: &str) -> Result<(), Failure> {
        if self.quiet { Ok(()) } else { self.print(text) }
    }

    /// Says something beside the data: notes and next steps.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet && !self.json {
            self.say_error(text);
        }
    }

    /// Says that something is wrong. A standard error that cannot be written leaves nobody to tell.
    pub(crate) fn say_error(&self, text: &str) {
        let mut stream = AutoStream::new(std::io::stderr().lock(), self.err);
        let _ = writeln!(stream, "{text}");
    }

    /// Draws what is worth a look, unless nobody wants to hear it.
    pub(crate) fn warn_problems(&self, problems: &Problems) {
        if !self.quiet && !self.json {
            self.say_problems(problems);
        }
    }

    /// Draws the problems of a file, without their count.
    pub(crate) fn say_problems(&self, problems: &Problems) {
        let drawn = problems.render(self.error_color(), self.width);
        let drawing = drawn
            .trim_end()
            .rsplit_once('\n')
            .map_or("", |(drawing, _count)| drawing);
        self.say_error(drawing);
    }
}

/// The width of the terminal: what `COLUMNS` says, else what the terminal says.
pub(crate) fn width() -> usize {
    let said = std::env::var("COLUMNS")
        .ok()
        .and_then(|text| text.parse::<usize>().ok());
    let seen = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    said.filter(|width| *width > 0)
        .or_else(seen)
        .unwrap_or(WIDTH_DEFAULT)
        .clamp(40, 240)
}
