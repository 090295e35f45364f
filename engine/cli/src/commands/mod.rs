//! The commands: one file each, with its arguments and a function that runs it. What they share is in `act`; which there
//! are, in `groups`.

mod accept;
mod act;
mod approve;
mod calendar;
mod check;
mod complete;
mod completions;
mod contest;
mod decide;
mod decline;
mod drive;
mod end;
mod event;
mod evidence;
mod exit_codes;
mod groups;
mod history;
mod import;
mod init;
mod list;
mod man;
mod next;
mod offer;
mod open;
mod report;
mod retry;
mod show;
mod skip;
mod start;
mod test;
mod tick;
mod why;

use alongside_runtime::executor;

pub(crate) use self::groups::Command;
use crate::args::Cli;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::logging;
use crate::render::screen::Screen;
use crate::session::Session;

/// Runs what the command line asks for, and tells how it ended.
pub(crate) fn run(cli: Cli) -> Exit {
    let Cli { globals, command } = cli;
    let screen = Screen::new(globals.json, globals.color, globals.quiet);
    logging::start(globals.verbose, screen.error_color());
    let session = Session {
        screen,
        workspace: globals.workspace,
    };
    // One thread is enough to wait: disk and plugins have threads of their own.
    let ended = match executor::Builder::new_current_thread().build() {
        Ok(executor) => executor.block_on(command.run(&session)),
        Err(error) => Err(Failure::Output(error)),
    };
    match ended {
        Ok(()) => Exit::Success,
        Err(failure) => failure.tell(&screen),
    }
}
