//! The demo: builds everything, then runs the example of a whole engagement as its page tells it. Owns the order and
//! what is said at the end; the engagement itself is told by the page. No tests: it only wires.

use crate::failure::Failure;
use crate::project::Project;
use crate::transcript::{Shell, Transcript};
use crate::{folders, plugins};

/// The example that is run.
const EXAMPLE: &str = "examples/hampshire-primary";

/// Builds the plugins and the program, and runs the example in a new folder, which stays for a person to look at.
///
/// # Errors
///
/// Something cannot be built, or a command of the example does not end as its page says.
pub(crate) fn run(project: &Project) -> Result<(), Failure> {
    plugins::build(false).map_err(Failure::Found)?;
    let program = project.build_program(false)?;
    let place = tempfile::Builder::new()
        .prefix("alongside-demo-")
        .tempdir()
        .map_err(Failure::file("create", std::env::temp_dir()))?;
    let folder = place.keep();
    folders::copy(&project.root().join(EXAMPLE), &folder)?;
    let before = folders::pages(&folder)?;

    let transcript = Transcript::read(&folder.join("README.md"))?;
    let mut shell = Shell::new(&folder, program.parent().unwrap_or(&program))?;
    for entry in transcript.entries() {
        println!("\n$ {}", entry.shown);
        let outcome = shell.run(entry)?;
        // Here a reader wants to know where things are, not the same text on every machine.
        print!("{}", outcome.output.replace("[CWD]", &folder.to_string_lossy()));
        transcript.check_ending(entry, &outcome)?;
    }

    println!(
        "\nThe engagement is finished. Everything is in {}",
        folder.display()
    );
    for report in folders::pages(&folder)?.difference(&before) {
        println!("Report: {}", report.display());
    }
    Ok(())
}
