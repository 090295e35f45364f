//! `calendar`: the calendars of the workspace.

mod import;
mod list;
mod show;

use crate::failure::Failure;
use crate::session::Session;

/// List, show or import the calendars of schools
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    List(list::Args),
    Show(show::Args),
    Import(import::Args),
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    match args.what {
        What::List(args) => list::run(session, args).await,
        What::Show(args) => show::run(session, args).await,
        What::Import(args) => import::run(session, args).await,
    }
}
