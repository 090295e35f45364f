//! The commands by what they are for, in the order in which people come to need them. Help and the reference list them
//! in these groups.

use clap::{Command as Description, Subcommand};

use super::*;
use crate::failure::Failure;
use crate::session::Session;

/// Every command.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(flatten)]
    SetUp(SetUp),
    #[command(flatten)]
    See(See),
    #[command(flatten)]
    Work(Work),
    #[command(flatten)]
    Happen(Happen),
    #[command(flatten)]
    Rehearse(Rehearse),
    #[command(flatten)]
    Program(Program),
}

/// What brings workflows, data and engagements in.
#[derive(Debug, Subcommand)]
pub(crate) enum SetUp {
    Init(init::Args),
    Check(check::Args),
    Import(import::Args),
    Calendar(calendar::Args),
    Open(open::Args),
}

/// What only shows.
#[derive(Debug, Subcommand)]
pub(crate) enum See {
    List(list::Args),
    Show(show::Args),
    Next(next::Args),
    Why(why::Args),
    History(history::Args),
    Report(report::Args),
}

/// What people do to steps.
#[derive(Debug, Subcommand)]
pub(crate) enum Work {
    Start(start::Args),
    Do(complete::Args),
    Decide(decide::Args),
    Offer(offer::Args),
    Accept(accept::Args),
    Contest(contest::Args),
    Approve(approve::Args),
    Decline(decline::Args),
    Skip(skip::Args),
    Retry(retry::Args),
}

/// What happens to an engagement from outside, and as time passes.
#[derive(Debug, Subcommand)]
pub(crate) enum Happen {
    Event(event::Args),
    Tick(tick::Args),
    End(end::Args),
}

/// What happens in memory only.
#[derive(Debug, Subcommand)]
pub(crate) enum Rehearse {
    Test(test::Args),
    Drive(drive::Args),
}

/// What is about the program itself.
#[derive(Debug, Subcommand)]
pub(crate) enum Program {
    Completions(completions::Args),
    Man(man::Args),
    ExitCodes(exit_codes::Args),
}

impl Command {
    /// Runs it.
    pub(crate) async fn run(self, session: &Session) -> Result<(), Failure> {
        match self {
            Self::SetUp(command) => command.run(session).await,
            Self::See(command) => command.run(session).await,
            Self::Work(command) => command.run(session).await,
            Self::Happen(command) => command.run(session).await,
            Self::Rehearse(command) => command.run(session),
            Self::Program(command) => command.run(session),
        }
    }

    /// The groups: what each is about, and a description that holds its commands.
    pub(crate) fn groups() -> Vec<(&'static str, Description)> {
        vec![
            ("Set up", described::<SetUp>()),
            ("See how things stand", described::<See>()),
            ("Work on steps", described::<Work>()),
            ("Say what happens", described::<Happen>()),
            ("Rehearse in memory", described::<Rehearse>()),
            ("About the program", described::<Program>()),
        ]
    }
}

fn described<T: Subcommand>() -> Description {
    T::augment_subcommands(Description::new("group"))
}

impl Rehearse {
    fn run(self, session: &Session) -> Result<(), Failure> {
        match self {
            Self::Test(args) => test::run(session, args),
            Self::Drive(args) => drive::run(session, args),
        }
    }
}

impl SetUp {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        match self {
            Self::Init(args) => init::run(session, args),
            Self::Check(args) => check::run(session, args).await,
            Self::Import(args) => import::run(session, args).await,
            Self::Calendar(args) => calendar::run(session, args).await,
            Self::Open(args) => open::run(session, args).await,
        }
    }
}

impl See {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        match self {
            Self::List(args) => list::run(session, args).await,
            Self::Show(args) => show::run(session, args).await,
            Self::Next(args) => next::run(session, args).await,
            Self::Why(args) => why::run(session, args).await,
            Self::History(args) => history::run(session, args).await,
            Self::Report(args) => report::run(session, args).await,
        }
    }
}

impl Work {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        match self {
            Self::Start(args) => start::run(session, args).await,
            Self::Do(args) => complete::run(session, args).await,
            Self::Decide(args) => decide::run(session, args).await,
            Self::Offer(args) => offer::run(session, args).await,
            Self::Accept(args) => accept::run(session, args).await,
            Self::Contest(args) => contest::run(session, args).await,
            Self::Approve(args) => approve::run(session, args).await,
            Self::Decline(args) => decline::run(session, args).await,
            Self::Skip(args) => skip::run(session, args).await,
            Self::Retry(args) => retry::run(session, args).await,
        }
    }
}

impl Happen {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        match self {
            Self::Event(args) => event::run(session, args).await,
            Self::Tick(args) => tick::run(session, args).await,
            Self::End(args) => end::run(session, args).await,
        }
    }
}

impl Program {
    fn run(self, session: &Session) -> Result<(), Failure> {
        match self {
            Self::Completions(args) => completions::run(session, args),
            Self::Man(args) => man::run(session, args),
            Self::ExitCodes(args) => exit_codes::run(session, args),
        }
    }
}
