//! What goes wrong, and how it is told: a message, its cause, a hint; or the same as JSON. Always on standard error,
//! so that standard output holds data or nothing. Tests: the golden cases.

use std::error::Error as _;
use std::path::{Path, PathBuf};

use alongside_runtime::{RuntimeError, machine_hint};
use serde_json::{Value, json};

use crate::args::Seen;
use crate::exit::Exit;
use crate::render::screen::Screen;

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The runtime refuses; the hint, where there is one, says it in terms of commands to type.
    Runtime {
        error: Box<RuntimeError>,
        hint: Option<String>,
    },
    /// An argument is well-formed but wrong.
    Argument {
        code: &'static str,
        message: String,
        hint: Option<String>,
    },
    /// The machine refuses something that the runtime has no part in.
    Machine {
        action: &'static str,
        path: PathBuf,
        error: std::io::Error,
    },
    /// What was asked for cannot be written out.
    Output(std::io::Error),
    /// Whoever read the output has gone, which is no failure.
    Pipe,
    /// Everything has been said already.
    Told(Exit),
}

impl From<RuntimeError> for Failure {
    fn from(error: RuntimeError) -> Self {
        Self::Runtime {
            error: Box::new(error),
            hint: None,
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Self::Pipe,
            _ => Self::Output(error),
        }
    }
}

impl Failure {
    /// A wrong argument, with what to do.
    pub(crate) fn argument(code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Argument {
            code,
            message: message.into(),
            hint: Some(hint.into()),
        }
    }

    /// A file that a person named: one that is not there is their mistake, anything else is the machine's.
    pub(crate) fn file(action: &'static str, path: &Path, error: std::io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            std::io::ErrorKind::NotFound => RuntimeError::File { action, path, error }.into(),
            _ => Self::Machine { action, path, error },
        }
    }

    /// Puts a hint in terms of commands in the place of the runtime's own, for errors with this code.
    #[must_use]
    pub(crate) fn hint_for(self, codes: &[&str], hint: impl FnOnce() -> String) -> Self {
        match self {
            Self::Runtime { error, hint: None } if codes.contains(&error.code()) => Self::Runtime {
                error,
                hint: Some(hint()),
            },
            other => other,
        }
    }

    /// Gives a hint in terms of commands for errors with these codes where the runtime has none of its own.
    #[must_use]
    pub(crate) fn or_hint(self, codes: &[&str], hint: impl FnOnce() -> String) -> Self {
        match &self {
            Self::Runtime { error, hint: None } if error.hint().is_some() => self,
            _ => self.hint_for(codes, hint),
        }
    }

    /// Tells it, and says how the program ends.
    pub(crate) fn tell(&self, screen: &Screen) -> Exit {
        match self {
            Self::Pipe => Exit::Success,
            Self::Told(exit) => *exit,
            Self::Output(error) => {
                let message = format!("failed to write the output: {error}");
                Told {
                    code: "output",
                    message,
                    cause: None,
                    hint: machine_hint(error.kind()).map(str::to_owned),
                    problems: None,
                }
                .tell(screen);
                Exit::Machine
            }
            Self::Machine { action, path, error } => {
                let message = format!("failed to {action} {}: {error}", path.display());
                Told {
                    code: "file",
                    message,
                    cause: None,
                    hint: machine_hint(error.kind()).map(str::to_owned),
                    problems: None,
                }
                .tell(screen);
                Exit::Machine
            }
            Self::Argument { code, message, hint } => {
                let message = message.clone();
                Told {
                    code,
                    message,
                    cause: None,
                    hint: hint.clone(),
                    problems: None,
                }
                .tell(screen);
                Exit::Input
            }
            Self::Runtime { error, hint } => {
                let hint = hint.clone().or_else(|| error.hint());
                tell_problems(error, screen);
                let (code, message) = (error.code(), message_of(error));
                let (cause, problems) = (cause_of(error), problems_of(error));
                Told {
                    code,
                    message,
                    cause,
                    hint,
                    problems,
                }
                .tell(screen);
                Exit::from(&**error)
            }
        }
    }
}

/// What is told of a failure.
struct Told<'a> {
    code: &'a str,
    message: String,
    cause: Option<String>,
    hint: Option<String>,
    problems: Option<Value>,
}

impl Told<'_> {
    fn tell(self, screen: &Screen) {
        if screen.json() {
            let mut error = json!({ "code": self.code, "message": self.message, "hint": self.hint });
            if let Some(cause) = self.cause {
                error["cause"] = Value::String(cause);
            }
            if let Some(problems) = self.problems {
                error["problems"] = problems;
            }
            screen.say_error(&format!("{:#}", json!({ "error": error })));
            return;
        }
        let red = screen.styles().error;
        screen.say_error(&format!("{red}error:{red:#} {}", self.message));
        if let Some(cause) = self.cause {
            screen.say_error(&format!("cause: {cause}"));
        }
        if let Some(hint) = self.hint {
            let bold = screen.styles().strong;
            screen.say_error(&format!("{bold}hint:{bold:#} {hint}"));
        }
    }
}

/// Draws the problems of a file; with `--json` they are part of the error.
fn tell_problems(error: &RuntimeError, screen: &Screen) {
    if screen.json() {
        return;
    }
    match error {
        RuntimeError::Problems(problems) => screen.say_problems(problems),
        RuntimeError::Data(problems) => problems.shown.iter().for_each(|problem| {
            screen.say_error(&problem.to_string());
        }),
        _ => {}
    }
}

/// The message in one line; the problems themselves have been drawn.
fn message_of(error: &RuntimeError) -> String {
    match error {
        RuntimeError::Problems(problems) => problems.to_string(),
        RuntimeError::Data(problems) => {
            let file = problems
                .shown
                .first()
                .map_or("the file", |problem| problem.file.as_str());
            let count = match problems.total {
                1 => "1 problem".to_owned(),
                total => format!("{total} problems"),
            };
            match problems.total.saturating_sub(problems.shown.len()) {
                0 => format!("{file}: {count}; nothing was imported"),
                more => format!("{file}: {count}, {more} more than shown; nothing was imported"),
            }
        }
        other => other.to_string(),
    }
}

fn problems_of(error: &RuntimeError) -> Option<Value> {
    match error {
        RuntimeError::Problems(problems) => Some(problems.to_json()),
        RuntimeError::Data(problems) => serde_json::to_value(&problems.shown).ok(),
        _ => None,
    }
}

/// The causes that the message does not tell already.
fn cause_of(error: &RuntimeError) -> Option<String> {
    let message = error.to_string();
    let mut causes: Vec<String> = Vec::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !message.contains(&text) {
            causes.push(text);
        }
        cause = error.source();
    }
    (!causes.is_empty()).then(|| causes.join(": "))
}

/// Tells that the command line is not understood, or shows the help that it asks for.
pub(crate) fn usage(error: &clap::Error, seen: Seen, hint: Option<String>) -> Exit {
    let screen = Screen::new(seen.json, seen.color, false);
    if !error.use_stderr() {
        // Help and version are what was asked for: data. A reader who has gone needs no word.
        return match screen.print(&error.render().ansi().to_string()) {
            Ok(()) => Exit::Success,
            Err(failure) => failure.tell(&screen),
        };
    }
    if screen.json() {
        let text = error.render().to_string();
        let message = text.lines().next().unwrap_or_default();
        let message = message.strip_prefix("error: ").unwrap_or(message).to_owned();
        let tip = text
            .lines()
            .find_map(|line| line.trim_start().strip_prefix("tip: "));
        let tip = tip.map_or_else(|| "see `alongside --help`".to_owned(), str::to_owned);
        let hint = hint.unwrap_or(tip);
        Told {
            code: "usage",
            message,
            cause: None,
            hint: Some(hint),
            problems: None,
        }
        .tell(&screen);
    } else {
        screen.say_error(error.render().ansi().to_string().trim_end());
        if let Some(hint) = hint {
            let bold = screen.styles().strong;
            screen.say_error(&format!("\n{bold}hint:{bold:#} {hint}"));
        }
    }
    Exit::Usage
}
