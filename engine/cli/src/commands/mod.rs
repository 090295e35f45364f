//! The commands: one file each, with its arguments and a function that runs it.

pub(crate) mod accept;
pub(crate) mod approve;
pub(crate) mod calendar;
pub(crate) mod check;
pub(crate) mod complete;
pub(crate) mod completions;
pub(crate) mod contest;
pub(crate) mod decide;
pub(crate) mod decline;
pub(crate) mod end;
pub(crate) mod event;
pub(crate) mod evidence;
pub(crate) mod exit_codes;
pub(crate) mod history;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod list;
pub(crate) mod man;
pub(crate) mod next;
pub(crate) mod offer;
pub(crate) mod open;
pub(crate) mod report;
pub(crate) mod retry;
pub(crate) mod show;
pub(crate) mod skip;
pub(crate) mod start;
pub(crate) mod tick;
pub(crate) mod why;

use alongside_runtime::core::{Actor, Command as Asked};
use alongside_runtime::executor;

use crate::args::{Cli, Command};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::logging;
use crate::render::change;
use crate::render::screen::Screen;
use crate::session::{Session, submit};

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
        Ok(executor) => executor.block_on(dispatch(&session, command)),
        Err(error) => Err(Failure::Output(error)),
    };
    match ended {
        Ok(()) => Exit::Success,
        Err(failure) => failure.tell(&screen),
    }
}

async fn dispatch(session: &Session, command: Command) -> Result<(), Failure> {
    match command {
        Command::Init(args) => init::run(session, args),
        Command::Check(args) => check::run(session, args).await,
        Command::Import(args) => import::run(session, args).await,
        Command::Open(args) => open::run(session, args).await,
        Command::List(args) => list::run(session, args).await,
        Command::Show(args) => show::run(session, args).await,
        Command::Next(args) => next::run(session, args).await,
        Command::Start(args) => start::run(session, args).await,
        Command::Do(args) => complete::run(session, args).await,
        Command::Decide(args) => decide::run(session, args).await,
        Command::Offer(args) => offer::run(session, args).await,
        Command::Accept(args) => accept::run(session, args).await,
        Command::Contest(args) => contest::run(session, args).await,
        Command::Approve(args) => approve::run(session, args).await,
        Command::Decline(args) => decline::run(session, args).await,
        Command::Skip(args) => skip::run(session, args).await,
        Command::Retry(args) => retry::run(session, args).await,
        Command::Event(args) => event::run(session, args).await,
        Command::Tick(args) => tick::run(session, args).await,
        Command::Why(args) => why::run(session, args).await,
        Command::History(args) => history::run(session, args).await,
        Command::Report(args) => report::run(session, args).await,
        Command::End(args) => end::run(session, args).await,
        Command::Calendar(args) => calendar::run(session, args).await,
        Command::Completions(args) => completions::run(session, args),
        Command::Man(args) => man::run(session, args),
        Command::ExitCodes(args) => exit_codes::run(session, args),
    }
}

/// Gives one command to an engagement and tells what it did.
async fn change(
    session: &Session,
    engagement: &str,
    asked: Asked,
    by: Actor,
    command_id: Option<String>,
) -> Result<(), Failure> {
    let (runtime, engagement) = session.find(engagement).await?;
    let committed = submit(&runtime, &engagement, asked, by, command_id).await?;
    change::tell(session, &runtime, &engagement, &[committed]).await
}
