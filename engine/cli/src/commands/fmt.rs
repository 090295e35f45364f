//! `fmt`: gives workflow files their canonical layout.

use std::path::{Path, PathBuf};

use alongside_runtime::input::format;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::text::count;
use crate::session::Session;

/// Give workflow files their canonical layout: comments stay, and nothing that they say changes
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Any TOML file can be laid out, calendars too. Without files, every workflow of the workspace is. With --check nothing \
is written: the files that would change are listed, and if there are any the command ends with exit code 4.

Examples:
  alongside fmt
  alongside fmt drafts/our-programme.toml
  alongside fmt --check")]
pub(crate) struct Args {
    /// Files [default: every workflow of the workspace]
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Write nothing; list the files that would change
    #[arg(long)]
    check: bool,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let files = match args.files.is_empty() {
        true => session.open().await?.workflow_files().await?,
        false => args.files,
    };
    let screen = &session.screen;
    let (mut changed, mut wrong) = (0, 0);
    for file in &files {
        let text = read(file)?;
        let tidy = match format(&file.display().to_string(), &text) {
            Ok(tidy) => tidy,
            Err(problems) => {
                wrong += 1;
                screen.say_problems(&problems);
                continue;
            }
        };
        if tidy == text {
            continue;
        }
        changed += 1;
        if !args.check {
            write(file, &tidy)?;
        }
        screen.print(&file.display().to_string())?;
    }
    if wrong > 0 {
        return Err(Failure::Told(Exit::Input));
    }
    if args.check && changed > 0 {
        let message = format!("{} not in the canonical layout", count(changed, "file"));
        return Err(Failure::argument(
            "not-formatted",
            message,
            "lay them out with `alongside fmt`",
        ));
    }
    if !args.check {
        screen.note(&format!("{} of {} changed.", changed, count(files.len(), "file")));
    }
    Ok(())
}

fn read(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|error| Failure::file("read", file, error))
}

/// Writes beside the file and then in its place, so that no half of it is ever left.
fn write(file: &Path, text: &str) -> Result<(), Failure> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let written = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, file));
    written.map_err(|error| {
        // What is left of the attempt is of no use to anybody.
        let _ = std::fs::remove_file(&beside);
        Failure::file("write", file, error)
    })
}
