//! `plugin test`: runs a plugin on its cases, in the real sandbox.

use std::path::PathBuf;

use alongside_runtime::{Bench, Tried};
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::screen::Screen;
use crate::render::text::count;
use crate::session::Session;

/// Run a plugin on its cases, in the real sandbox
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Runs what `alongside plugin build` built, under the limits of the workspace around (or the usual ones), on every case in \
the files of the folder `cases`. A case says what goes in and what must come out; what it does not name does not matter.

Exit codes: 0 all as expected; 1 something was not; 4 a file is wrong; 5 there is nothing to run.

Examples:
  alongside plugin test
  alongside plugin test --show
  alongside plugin test late-arrivals --component plugins/late-arrivals-1.0.0.wasm")]
pub(crate) struct Args {
    /// The folder of the project
    #[arg(value_name = "FOLDER", default_value = ".")]
    project: PathBuf,
    /// Files of cases, instead of all those of the project
    #[arg(long, value_name = "FILE")]
    cases: Vec<PathBuf>,
    /// The component, instead of the project's own
    #[arg(long, value_name = "FILE")]
    component: Option<PathBuf>,
    /// Show every answer and its log, as expected or not
    #[arg(long)]
    show: bool,
}

pub(crate) fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let bench = Bench::new(&session.start()?)?;
    let tried = bench.test(&args.project, args.component.as_deref(), &args.cases)?;
    match tell(&session.screen, &tried, args.show)? {
        true => Ok(()),
        false => Err(Failure::Told(Exit::Failure)),
    }
}

/// Tells how the cases went; whether all are as expected.
pub(super) fn tell(screen: &Screen, tried: &[Tried], show: bool) -> Result<bool, Failure> {
    let wrong = tried.iter().filter(|case| !case.differences.is_empty()).count();
    if screen.json() {
        screen.print_json(&json!({ "ok": wrong == 0, "cases": tried }))?;
        return Ok(wrong == 0);
    }
    for case in tried {
        let good = case.differences.is_empty();
        let text = told(case, show || !good, screen);
        if good {
            screen.tell(&text)?
        } else {
            screen.print(&text)?
        }
    }
    let mut line = format!(
        "{}: {} as expected",
        count(tried.len(), "case"),
        tried.len() - wrong
    );
    if wrong > 0 {
        line.push_str(&format!(", {wrong} not"));
    }
    screen.tell(&line)?;
    Ok(wrong == 0)
}

fn told(case: &Tried, whole: bool, screen: &Screen) -> String {
    let red = screen.styles().error;
    let mut text = match case.differences.is_empty() {
        true => format!("ok    {}", case.name),
        false => format!("{red}FAIL{red:#}  {} ({})", case.name, case.file.display()),
    };
    for difference in &case.differences {
        text.push_str(&format!(
            "\n      {}\n        - expected {}\n        + found    {}",
            difference.path,
            set_in(&difference.expected),
            set_in(&difference.found)
        ));
    }
    if whole {
        if case.differences.is_empty() && !case.answer.is_null() {
            text.push_str(&format!("\n      {}", set_in(&answer(&case.answer))));
        }
        for line in &case.log {
            text.push_str(&format!("\n      log  {}", set_in(line)));
        }
        if let (Some(took), Some(memory)) = (case.took, case.memory_bytes) {
            text.push_str(&format!(
                "\n      took {:.1} ms, {} KB of memory",
                took.as_secs_f64() * 1000.0,
                memory / 1024
            ));
        }
    }
    text
}

/// An answer, with its explanation as a tree.
fn answer(json: &Value) -> String {
    let mut rest = json.clone();
    let lines = match rest
        .as_object_mut()
        .and_then(|fields| fields.remove("explanation"))
    {
        Some(Value::Array(lines)) => lines,
        _ => Vec::new(),
    };
    let mut text = format!("{rest:#}");
    for line in lines.iter().filter_map(Value::as_str) {
        text.push_str(&format!("\n{line}"));
    }
    text
}

/// A text of several lines, set in below its first.
fn set_in(text: &str) -> String {
    text.replace('\n', "\n        ")
}
