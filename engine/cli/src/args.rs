//! The command line: what may be said for every command. Each command's own arguments stand in its file; which
//! commands there are stands in `commands::groups`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgAction, Args, CommandFactory as _, FromArgMatches as _, Parser};

use crate::commands::Command;
use crate::render::{overview, screen};
use crate::values::{self, Color};

/// Runs school-to-school support engagements.
#[derive(Debug, Parser)]
#[command(
    name = "alongside",
    version,
    about = "Runs school-to-school support engagements",
    long_about = "Runs school-to-school support engagements: one school works alongside another, and nothing that \
                  was agreed, measured, decided or learned gets lost.\n\nStart with `alongside init FOLDER`, then \
                  `alongside check` and `alongside open`; `alongside next` says who must do what by when.",
    after_help = "More about one of them: `alongside help COMMAND`.",
    after_long_help = "More about one of them: `alongside help COMMAND`. Exit codes: `alongside help exit-codes`.",
    max_term_width = 100,
    arg_required_else_help = true
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) globals: Globals,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Understands a command line, the first of `arguments` being the program's own name.
pub(crate) fn parse(arguments: Vec<OsString>) -> Result<Cli, clap::Error> {
    let overview = overview::template(&Command::groups(), screen::width());
    let mut description = Cli::command().help_template(overview);
    let mut matches = description.try_get_matches_from_mut(arguments)?;
    Cli::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut description))
}

/// What may be said for every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Globals {
    /// The workspace [default: the current folder or the nearest one above it]
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "ALONGSIDE_WORKSPACE",
        hide_env_values = true
    )]
    pub(crate) workspace: Option<PathBuf>,
    /// Print JSON for programs; errors are JSON on standard error
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// When to use colour
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        value_enum,
        default_value_t,
        hide_possible_values = true,
        help = "When to use colour: auto, always or never"
    )]
    pub(crate) color: Color,
    /// Say what the engine does, on standard error; twice for details
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Say nothing but errors and what was asked for
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
}

/// Makes a command safe to repeat.
#[derive(Debug, Args)]
pub(crate) struct Repeatable {
    /// Make the command safe to repeat: given again with the same ID, it has its effect once
    #[arg(long, value_name = "ID", value_parser = values::command_id)]
    pub(crate) command_id: Option<String>,
}

/// What can be seen of the command line before it is understood, so that even its errors look as was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) json: bool,
    pub(crate) color: Color,
}

impl Seen {
    pub(crate) fn of(arguments: &[OsString]) -> Self {
        let mut seen = Self {
            json: false,
            color: Color::Auto,
        };
        let mut words = arguments.iter().filter_map(|word| word.to_str());
        while let Some(word) = words.next() {
            match word {
                "--" => break,
                "--json" => seen.json = true,
                "--color" => seen.color = color(words.next()),
                _ => {
                    if let Some(when) = word.strip_prefix("--color=") {
                        seen.color = color(Some(when));
                    }
                }
            }
        }
        seen
    }
}

fn color(when: Option<&str>) -> Color {
    match when {
        Some("always") => Color::Always,
        Some("never") => Color::Never,
        _ => Color::Auto,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_of_the_commands_holds_together() {
        crate::command().debug_assert();
    }

    #[test]
    fn json_and_colour_are_seen_even_in_a_wrong_command_line() {
        let seen = |text: &str| Seen::of(&text.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert!(seen("alongside nonsense --json").json);
        assert_eq!(
            seen("alongside --color never x --color=always").color,
            Color::Always
        );
        assert!(!seen("alongside do -- --json").json);
    }
}
