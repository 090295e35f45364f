//! `man`: the manual pages.

use std::path::PathBuf;

use crate::failure::Failure;
use crate::session::Session;

/// Print the manual page, or write the pages of all commands into a folder
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  alongside man | man -l -
  alongside man --out ~/.local/share/man/man1")]
pub(crate) struct Args {
    /// Write the pages of all commands into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(crate) fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let Some(folder) = args.out else {
        let mut page = Vec::new();
        clap_mangen::Man::new(crate::command()).render(&mut page)?;
        return session.screen.print_raw(&page);
    };
    let written =
        std::fs::create_dir_all(&folder).and_then(|()| clap_mangen::generate_to(crate::command(), &folder));
    written.map_err(|error| Failure::Machine {
        action: "write the manual pages to",
        path: folder.clone(),
        error,
    })?;
    session
        .screen
        .note(&format!("Wrote the manual pages to {}", folder.display()));
    Ok(())
}
