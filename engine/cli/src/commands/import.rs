//! `import`: reads published tables into the workspace, or engagements that were exported elsewhere.

use std::path::PathBuf;

use alongside_runtime::core::DataKindId;
use alongside_runtime::input::{ImportOptions, ImportPreview, SchoolYear};
use alongside_runtime::{Imported, is_export};
use serde_json::json;

use super::bring_in;
use super::list::damaged;
use crate::failure::Failure;
use crate::render::progress::Progress;
use crate::render::text::count;
use crate::session::Session;

/// Import published tables of results, such as those of key stage 2, or exported engagements
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Every file is read before anything is kept: if one is wrong, nothing is imported. Importing the same table again \
changes nothing. The tables are attached to the open engagements of the schools they hold.

A file that `alongside export` has written brings its engagements in, with everything their logs name; it is checked \
from the first line to the last before anything is kept.

Examples:
  alongside import 2018-ks2.csv --preview
  alongside import ks2/*.csv
  alongside import results.csv --as ks2-school --year 2018-19
  alongside import leesland.jsonl")]
pub(crate) struct Args {
    /// The files (CSV, or what `export` has written)
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The kind of table [default: recognised by its columns]
    #[arg(long = "as", value_name = "KIND")]
    kind: Option<DataKindId>,
    /// The school year, such as 2018-19 [default: from the file's name and columns]
    #[arg(long, value_name = "YEAR")]
    year: Option<SchoolYear>,
    /// Say what would be kept, and keep nothing
    #[arg(long)]
    preview: bool,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let runtime = session.open().await?;
    let exports = args.files.iter().filter(|file| is_export(file)).count();
    if exports > 0 {
        if exports < args.files.len() || args.kind.is_some() || args.year.is_some() {
            return Err(Failure::argument(
                "tables-and-engagements",
                "tables and exported engagements cannot be imported with one command",
                "import the engagements by themselves, without --as and --year",
            ));
        }
        return bring_in::run(session, &runtime, args.files, args.preview).await;
    }
    let options = ImportOptions {
        kind: args.kind,
        year: args.year,
    };
    let progress = Progress::start(&session.screen, "importing");
    let mut previews = Vec::new();
    for file in &args.files {
        previews.push(runtime.preview_import(file.clone(), options.clone()).await?);
    }
    if args.preview {
        drop(progress);
        return show_previews(session, &previews);
    }
    let mut imported = Vec::new();
    for file in args.files {
        imported.push(runtime.import(file, options.clone()).await?);
    }
    drop(progress);
    tell(session, &imported)
}

fn show_previews(session: &Session, previews: &[ImportPreview]) -> Result<(), Failure> {
    let screen = &session.screen;
    if screen.json() {
        return screen.print_json(&json!({ "previews": previews }));
    }
    for preview in previews {
        let mut text = format!("{}: {}, {}\n", preview.source_name, preview.title, preview.year);
        let sources: Vec<&str> = preview
            .year_sources
            .iter()
            .map(|source| source.as_str())
            .collect();
        text.push_str(&format!("  year from     {}\n", sources.join(", ")));
        text.push_str(&format!("  schools       {}\n", preview.schools()));
        text.push_str(&format!(
            "  columns       {} kept, {} ignored\n",
            preview.columns_kept.len(),
            preview.columns_ignored
        ));
        let missing: usize = preview.missing.values().sum();
        text.push_str(&format!("  missing       {}\n", count(missing, "cell")));
        screen.print(&text)?;
        warn(session, preview);
    }
    screen.note("This was a preview; nothing was kept.");
    Ok(())
}

fn tell(session: &Session, imported: &[Imported]) -> Result<(), Failure> {
    let screen = &session.screen;
    if screen.json() {
        let files = imported.iter().map(|import| {
            json!({
                "file": import.preview.source_name,
                "kind": import.preview.kind,
                "year": import.preview.year,
                "schools": import.preview.schools(),
                "digest": import.digest.to_string(),
                "already_there": import.already_there,
                "attached": import.attached,
                "preview": import.preview,
            })
        });
        screen.print_json(&json!({ "imported": files.collect::<Vec<_>>() }))?;
        return name_damaged(session, imported);
    }
    for import in imported {
        let preview = &import.preview;
        let done = if import.already_there {
            "was there already"
        } else {
            "imported"
        };
        let schools = count(preview.schools(), "school");
        let mut text = format!(
            "{}: {done}: {}, {}, {schools}\n",
            preview.source_name, preview.title, preview.year
        );
        text.extend(
            import
                .attached
                .iter()
                .map(|engagement| format!("  attached to {engagement}\n")),
        );
        screen.tell(&text)?;
        warn(session, preview);
    }
    if imported.iter().any(|import| !import.attached.is_empty()) {
        screen.note("\nNext:\n  alongside next");
    }
    name_damaged(session, imported)
}

/// Names the engagements that nothing could be attached to; every import saw the same.
fn name_damaged(session: &Session, imported: &[Imported]) -> Result<(), Failure> {
    let last = imported.last();
    damaged(session, last.map_or(&[], |import| &import.damaged))
}

fn warn(session: &Session, preview: &ImportPreview) {
    let warning = session.screen.styles().warning;
    for problem in &preview.warnings.shown {
        session
            .screen
            .note(&format!("{warning}warning:{warning:#} {problem}"));
    }
}
