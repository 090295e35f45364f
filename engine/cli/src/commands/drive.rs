//! `drive`: lets another program drive the engine, line by line, over an engagement in memory.
//!
//! Owns reading lines with a bound and writing answers; what a line means is the runtime's. The protocol is told in
//! `DRIVE.md`.

use std::io::{BufRead, ErrorKind, Read as _};

use alongside_runtime::{LINE_BYTES_MAX, PluginAnswers, Session as Lines, line_too_long};
use jiff::Zoned;
use jiff::civil::Date;

use crate::failure::Failure;
use crate::session::Session;
use crate::values;

/// Drive the engine from another program: JSON lines on standard input and output, everything in memory
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Every line on standard input is one JSON object with a `verb`; every answer is one line with `ok` or `error`. No \
workspace is needed and no file is touched: workflows are given as text, time stands still until a line moves it. \
The protocol, with every verb, is told in engine/cli/DRIVE.md; {\"verb\": \"verbs\"} tells it too. The command ends \
with its input.

Example:
  echo '{\"verb\": \"hello\"}' | alongside drive")]
pub(crate) struct Args {
    /// The date at which time stands [default: today]
    #[arg(long, value_name = "DATE", value_parser = values::date)]
    from: Option<Date>,
    /// Who answers for plugins: by-hand, or bundled for those that come with the program
    #[arg(
        long,
        value_name = "WHO",
        value_enum,
        default_value_t,
        hide_possible_values = true
    )]
    plugins: Plugins,
}

/// Who answers for plugins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Plugins {
    /// Whoever drives
    #[default]
    ByHand,
    /// The plugins that come with the program
    Bundled,
}

pub(crate) fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let plugins = match args.plugins {
        Plugins::ByHand => PluginAnswers::ByHand,
        Plugins::Bundled => PluginAnswers::Bundled,
    };
    let from = args.from.unwrap_or_else(|| Zoned::now().date());
    let mut lines = Lines::new(from, plugins);
    let mut input = std::io::stdin().lock();
    loop {
        let answer = match read_line(&mut input)? {
            Line::End => return Ok(()),
            Line::Blank => continue,
            Line::TooLong => line_too_long(),
            Line::Read(line) => lines.answer(&line),
        };
        session.screen.print_raw(format!("{answer}\n").as_bytes())?;
    }
}

/// What came in.
#[derive(Debug, PartialEq, Eq)]
enum Line {
    Read(Vec<u8>),
    Blank,
    TooLong,
    End,
}

/// Reads a line of at most [`LINE_BYTES_MAX`]; the rest of a longer one is passed over, never kept.
fn read_line(input: &mut impl BufRead) -> Result<Line, Failure> {
    let mut line = Vec::new();
    let bound = u64::try_from(LINE_BYTES_MAX + 1).unwrap_or(u64::MAX);
    loop {
        match input.by_ref().take(bound).read_until(b'\n', &mut line) {
            Ok(_) => break,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(reading(error)),
        }
    }
    if line.is_empty() {
        return Ok(Line::End);
    }
    let ended = line.last() == Some(&b'\n');
    if !ended && line.len() > LINE_BYTES_MAX {
        pass_over(input)?;
        return Ok(Line::TooLong);
    }
    match line.iter().all(u8::is_ascii_whitespace) {
        true => Ok(Line::Blank),
        false => Ok(Line::Read(line)),
    }
}

fn pass_over(input: &mut impl BufRead) -> Result<(), Failure> {
    input.skip_until(b'\n').map(|_| ()).map_err(reading)
}

fn reading(error: std::io::Error) -> Failure {
    Failure::Machine {
        action: "read",
        path: "standard input".into(),
        error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_passed_over_and_the_next_is_read() {
        let mut text = vec![b'x'; LINE_BYTES_MAX * 3];
        text.extend_from_slice(b"\n  \n{}\n{\"last\": 1}");
        let mut input = text.as_slice();
        let mut next = || read_line(&mut input).unwrap_or(Line::End);
        assert_eq!(next(), Line::TooLong);
        assert_eq!(next(), Line::Blank);
        assert_eq!(next(), Line::Read(b"{}\n".to_vec()));
        assert_eq!(next(), Line::Read(b"{\"last\": 1}".to_vec()));
        assert_eq!(next(), Line::End);
    }

    #[test]
    fn a_line_of_the_greatest_length_is_read() {
        let mut text = vec![b' '; LINE_BYTES_MAX - 2];
        text.extend_from_slice(b"{}\n");
        assert!(
            matches!(read_line(&mut text.as_slice()), Ok(Line::Read(line)) if line.len() > LINE_BYTES_MAX)
        );
    }
}
