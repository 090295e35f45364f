//! `plugin`: the plugins of a workspace, and writing one's own.

mod add;
mod build;
mod inspect;
mod key;
mod list;
mod new;
mod remove;
mod shown;
mod sign;
mod test;
mod verify;
mod watch;

use crate::failure::Failure;
use crate::session::Session;

/// Write, build, test, add, remove, look at and verify plugins
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    New(new::Args),
    Build(build::Args),
    Test(test::Args),
    Watch(watch::Args),
    List(list::Args),
    Inspect(inspect::Args),
    Add(add::Args),
    Remove(remove::Args),
    Verify(verify::Args),
    Key(key::Args),
    Sign(sign::Args),
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    match args.what {
        What::New(args) => new::run(session, args),
        What::Build(args) => build::run(session, args),
        What::Test(args) => test::run(session, args),
        What::Watch(args) => watch::run(session, args),
        What::List(args) => list::run(session, args).await,
        What::Inspect(args) => inspect::run(session, args).await,
        What::Add(args) => add::run(session, args).await,
        What::Remove(args) => remove::run(session, args).await,
        What::Verify(args) => verify::run(session, args).await,
        What::Key(args) => key::run(session, args),
        What::Sign(args) => sign::run(session, args),
    }
}
