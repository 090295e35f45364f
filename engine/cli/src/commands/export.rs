//! `export`: writes engagements as lines of JSON.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use alongside_runtime::{Counted, RuntimeError};
use serde_json::json;

use crate::failure::Failure;
use crate::render::progress::Progress;
use crate::render::text::count;
use crate::session::{Session, path_word};

/// Write engagements to a file that another workspace or another program can read
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Every line is a JSON object: the files that the logs name, then each engagement with its events, in order, each with its \
hash. The last line holds the digest of all others. `alongside import FILE` reads it back. engine/DURABILITY.md tells the \
form and how the hashes are worked out.

Examples:
  alongside export leesland --out leesland.jsonl
  alongside export --out - | gzip > all.jsonl.gz")]
pub(crate) struct Args {
    /// The engagements, or the beginnings of their names [default: every one]
    engagements: Vec<String>,
    /// The file to write to, which must not be there, or - for standard output
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let runtime = session.open().await?;
    let mut engagements = Vec::new();
    for name in &args.engagements {
        engagements.push(runtime.resolve(name).await?);
    }
    let screen = &session.screen;
    let to_screen = args.out.as_path() == Path::new("-");
    let out: Box<dyn Write + Send> = match to_screen {
        true => Box::new(BufWriter::new(std::io::stdout())),
        false => Box::new(BufWriter::new(create(&args.out)?)),
    };
    let counted = Arc::new(Counted::default());
    let progress = Progress::counting(screen, "exporting", &counted);
    let exported = runtime.export(engagements, out, counted).await;
    drop(progress);
    let exported = match exported {
        Ok(exported) => exported,
        Err(RuntimeError::Output(error)) if to_screen => return Err(error.into()),
        Err(error) => {
            if !to_screen {
                // Half an export is of no use; what went wrong is what matters.
                let _ = std::fs::remove_file(&args.out);
            }
            return Err(error.into());
        }
    };
    if to_screen {
        return Ok(());
    }
    let synced = File::open(&args.out).and_then(|file| file.sync_all());
    synced.map_err(|error| failed("write", &args.out, error))?;
    if screen.json() {
        return screen.print_json(&json!({ "file": args.out, "exported": exported }));
    }
    let number = |number: u64, thing| count(usize::try_from(number).unwrap_or(usize::MAX), thing);
    screen.tell(&format!(
        "Wrote {}: {}, {}, {}\n",
        path_word(&args.out),
        count(exported.engagements.len(), "engagement"),
        number(exported.events, "event"),
        number(exported.files, "stored file"),
    ))
}

/// Creates a file that is not there yet, for its owner alone.
fn create(path: &Path) -> Result<File, Failure> {
    use std::os::unix::fs::OpenOptionsExt as _;

    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    options.open(path).map_err(|error| failed("create", path, error))
}

fn failed(action: &'static str, path: &Path, error: std::io::Error) -> Failure {
    Failure::Machine {
        action,
        path: path.to_owned(),
        error,
    }
}
