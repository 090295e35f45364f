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
    Steer(Steer),
    #[command(flatten)]
    Upkeep(Upkeep),
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
    Fmt(fmt::Args),
    Import(import::Args),
    Calendar(calendar::Args),
    Plugin(plugin::Args),
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
    ExplainFinding(explain_finding::Args),
    Audit(audit::Args),
    Report(report::Args),
    Graph(graph::Args),
    Interventions(interventions::Args),
    Children(children::Args),
    Ledger(ledger::Args),
    Load(load::Args),
    Notices(notices::Args),
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
    Reopen(reopen::Args),
    ClearFlag(clear_flag::Args),
    Claim(claim::Args),
    Release(release::Args),
    Assign(assign::Args),
    Delegate(delegate::Args),
    Add(add::Args),
}

/// What happens to an engagement from outside, and as time passes.
#[derive(Debug, Subcommand)]
pub(crate) enum Happen {
    Event(event::Args),
    Set(set::Args),
    Escalate(escalate::Args),
    Spend(spend::Args),
    Suspend(suspend::Args),
    Resume(resume::Args),
    MoveTimer(move_timer::Args),
    Tick(tick::Args),
}

/// What changes who takes part, what was adopted, and whether it goes on.
#[derive(Debug, Subcommand)]
pub(crate) enum Steer {
    Roles(roles::Args),
    HandOver(hand_over::Args),
    Absence(absence::Args),
    Join(join::Args),
    Leave(leave::Args),
    Membership(membership::Args),
    Halt(halt::Args),
    Conclude(conclude::Args),
    Migrate(migrate::Args),
    Withdraw(withdraw::Args),
    End(end::Args),
}

/// What keeps a workspace safe.
#[derive(Debug, Subcommand)]
pub(crate) enum Upkeep {
    Verify(verify::Args),
    Doctor(doctor::Args),
    Backup(backup::Args),
    Restore(restore::Args),
    Export(export::Args),
    Repair(repair::Args),
    Upgrade(upgrade::Args),
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
    Explain(explain::Args),
    Schema(schema::Args),
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
            Self::Steer(command) => command.run(session).await,
            Self::Upkeep(command) => command.run(session).await,
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
            ("Change people and course", described::<Steer>()),
            ("Keep it safe", described::<Upkeep>()),
            ("Rehearse in memory", described::<Rehearse>()),
            ("About the program", described::<Program>()),
        ]
    }
}

fn described<T: Subcommand>() -> Description {
    T::augment_subcommands(Description::new("group"))
}

impl Upkeep {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        match self {
            Self::Verify(args) => verify::run(session, args).await,
            Self::Doctor(args) => doctor::run(session, args),
            Self::Backup(args) => backup::run(session, args),
            Self::Restore(args) => restore::run(session, args),
            Self::Export(args) => export::run(session, args).await,
            Self::Repair(args) => repair::run(session, args),
            Self::Upgrade(args) => upgrade::run(session, args),
        }
    }
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
            Self::Fmt(args) => fmt::run(session, args).await,
            Self::Import(args) => import::run(session, args).await,
            Self::Calendar(args) => calendar::run(session, args).await,
            Self::Plugin(args) => plugin::run(session, args).await,
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
            Self::ExplainFinding(args) => explain_finding::run(session, args).await,
            Self::Audit(args) => audit::run(session, args).await,
            Self::Report(args) => report::run(session, args).await,
            Self::Graph(args) => graph::run(session, args).await,
            Self::Interventions(args) => interventions::run(session, args).await,
            Self::Children(args) => children::run(session, args).await,
            Self::Ledger(args) => ledger::run(session, args).await,
            Self::Load(args) => load::run(session, args).await,
            Self::Notices(args) => notices::run(session, args).await,
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
            Self::Reopen(args) => reopen::run(session, args).await,
            Self::ClearFlag(args) => clear_flag::run(session, args).await,
            Self::Claim(args) => claim::run(session, args).await,
            Self::Release(args) => release::run(session, args).await,
            Self::Assign(args) => assign::run(session, args).await,
            Self::Delegate(args) => delegate::run(session, args).await,
            Self::Add(args) => add::run(session, args).await,
        }
    }
}

impl Happen {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        match self {
            Self::Event(args) => event::run(session, args).await,
            Self::Set(args) => set::run(session, args).await,
            Self::Escalate(args) => escalate::run(session, args).await,
            Self::Spend(args) => spend::run(session, args).await,
            Self::Suspend(args) => suspend::run(session, args).await,
            Self::Resume(args) => resume::run(session, args).await,
            Self::MoveTimer(args) => move_timer::run(session, args).await,
            Self::Tick(args) => tick::run(session, args).await,
        }
    }
}

impl Steer {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        match self {
            Self::Roles(args) => roles::run(session, args).await,
            Self::HandOver(args) => hand_over::run(session, args).await,
            Self::Absence(args) => absence::run(session, args).await,
            Self::Join(args) => join::run(session, args).await,
            Self::Leave(args) => leave::run(session, args).await,
            Self::Membership(args) => membership::run(session, args).await,
            Self::Halt(args) => halt::run(session, args).await,
            Self::Conclude(args) => conclude::run(session, args).await,
            Self::Migrate(args) => migrate::run(session, args).await,
            Self::Withdraw(args) => withdraw::run(session, args).await,
            Self::End(args) => end::run(session, args).await,
        }
    }
}

impl Program {
    fn run(self, session: &Session) -> Result<(), Failure> {
        match self {
            Self::Explain(args) => explain::run(session, args),
            Self::Schema(args) => schema::run(session, args),
            Self::Completions(args) => completions::run(session, args),
            Self::Man(args) => man::run(session, args),
            Self::ExitCodes(args) => exit_codes::run(session, args),
        }
    }
}
