//! `report`: an engagement on one page, for governors.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::failure::Failure;
use crate::session::{Session, path_word};

/// The forms of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Markdown
    Md,
    /// A web page
    Html,
    /// Both
    Both,
}

/// Write the report of an engagement: one page for governors
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
The files are named after the engagement. A report that is there already is replaced.

Examples:
  alongside report nle-support-116177
  alongside report nle-support-116177 --format md --out -")]
pub(crate) struct Args {
    /// The engagement, or the beginning of its name
    engagement: String,
    /// The folder to write to, or - for standard output [default: reports, in the workspace]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The form [default: both; md to standard output]
    #[arg(long, value_name = "FORM", value_enum)]
    format: Option<Format>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let (runtime, engagement) = session.find(&args.engagement).await?;
    let screen = &session.screen;
    let to_screen = args.out.as_deref() == Some(Path::new("-"));
    let format = args
        .format
        .unwrap_or(if to_screen { Format::Md } else { Format::Both });
    if to_screen && format == Format::Both {
        return Err(Failure::argument(
            "one-form",
            "standard output takes one form of the report",
            "choose it: --format md or --format html",
        ));
    }
    let report = runtime.report(&engagement).await?;
    if screen.json() && args.out.is_none() {
        return screen.print_json(&json!({
            "engagement": engagement,
            "title": report.title,
            "markdown": report.markdown,
            "html": report.html,
        }));
    }
    let forms = [
        (Format::Md, "md", &report.markdown),
        (Format::Html, "html", &report.html),
    ];
    let chosen = forms
        .into_iter()
        .filter(|(form, ..)| format == Format::Both || format == *form);
    if to_screen {
        for (_, _, text) in chosen {
            screen.print_raw(text.as_bytes())?;
        }
        return Ok(());
    }
    let folder = args.out.unwrap_or_else(|| runtime.layout().reports());
    let mut written = Vec::new();
    for (_, extension, text) in chosen {
        written.push(write(&folder, &format!("{engagement}.{extension}"), text)?);
    }
    if screen.json() {
        return screen.print_json(&json!({ "engagement": engagement, "files": written }));
    }
    for path in &written {
        screen.tell(&format!("Wrote {}\n", path_word(path)))?;
    }
    Ok(())
}

/// Writes a file so that it is either the old one or the new one.
fn write(folder: &Path, name: &str, text: &str) -> Result<PathBuf, Failure> {
    fs::create_dir_all(folder).map_err(|error| failed("create the folder", folder, error))?;
    let path = folder.join(name);
    let partial = folder.join(format!("{name}.partial"));
    let written = fs::write(&partial, text).and_then(|()| fs::rename(&partial, &path));
    written.map_err(|error| {
        // The error of the write is what matters; a leftover partial file harms nobody.
        let _ = fs::remove_file(&partial);
        failed("write", &path, error)
    })?;
    Ok(path)
}

fn failed(action: &'static str, path: &Path, error: std::io::Error) -> Failure {
    Failure::Machine {
        action,
        path: path.to_owned(),
        error,
    }
}
