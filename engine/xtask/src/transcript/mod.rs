//! Transcripts: Markdown pages whose `console` blocks are run, so that what a page shows is what a reader gets.
//!
//! Owns the reading of such blocks, the running of their commands and the comparing of what they print; never knows
//! what the commands mean. The form is that of trycmd:
//!
//! ```text
//! $ alongside check workflow.toml     a command; `\` at its end and `> ` before the next line continue it
//! ? 2                                 how it must end: a code, or `failed` for any failure; without it, success
//! 3 problems in workflow.toml         what it must print, standard output and error as they come
//! ...                                 any number of lines
//! digest 3f[..]                       anything up to the rest of the line
//! ```
//!
//! There is no shell: words are split and unquoted here, `cd FOLDER` is understood, and anything else a shell would do
//! (pipes, redirections, variables, patterns) is refused. A block opened with `console ignore` is only for reading.
//! Tests stand beside each part.

mod compare;
mod entry;
mod parse;
mod problem;
mod shell;
mod words;

pub use self::entry::{Ending, Entry, Outcome, Transcript};
pub use self::problem::Problem;
pub use self::shell::Shell;
