//! The commands: one file each, with its arguments and a function that runs it. What they share is in `act`; which there
//! are, in `groups`.

mod absence;
mod accept;
mod act;
mod add;
mod approve;
mod assign;
mod audit;
mod backup;
mod bring_in;
mod calendar;
mod check;
mod children;
mod claim;
mod clear_flag;
mod complete;
mod completions;
mod conclude;
mod contest;
mod decide;
mod decline;
mod delegate;
mod doctor;
mod drive;
mod end;
mod escalate;
mod event;
mod evidence;
mod exit_codes;
mod explain;
mod explain_finding;
mod export;
mod fields;
mod filter;
mod fmt;
mod graph;
mod groups;
mod halt;
mod hand_over;
mod history;
mod import;
mod init;
mod interventions;
mod join;
mod leave;
mod ledger;
mod list;
mod load;
mod man;
mod membership;
mod migrate;
mod move_timer;
mod next;
mod notices;
mod offer;
mod open;
mod plugin;
mod release;
mod reopen;
mod repair;
mod report;
mod restore;
mod resume;
mod retry;
mod roles;
mod schema;
mod set;
mod show;
mod skip;
mod spend;
mod start;
mod suspend;
mod test;
mod tick;
mod upgrade;
mod verify;
mod why;
mod withdraw;

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
