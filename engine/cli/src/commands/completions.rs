//! `completions`: what a shell needs to complete commands and options.

use clap_complete::Shell;

use crate::failure::Failure;
use crate::session::Session;

/// Print the completions for a shell
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  alongside completions bash > ~/.local/share/bash-completion/completions/alongside
  alongside completions zsh > ~/.zfunc/_alongside
  alongside completions fish > ~/.config/fish/completions/alongside.fish")]
pub(crate) struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(crate) fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut crate::command(), "alongside", &mut script);
    session.screen.print_raw(&script)
}
