//! `plugin new`: makes a project for a plugin of one's own.

use std::path::PathBuf;

use alongside_runtime::core::World;
use alongside_runtime::{Language, NewProject, new_project};
use serde_json::json;

use crate::failure::Failure;
use crate::render::text::count;
use crate::session::{Session, path_word};

/// Make a project that builds and passes its own cases
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Worlds: `scoring-rule` computes a finding, `intervention-strategy` proposes interventions, `importer` reads files of a \
kind that the program does not know, `evaluator` judges whether an intervention has worked.

Examples:
  alongside plugin new late-arrivals --lang python
  alongside plugin new register --world importer --lang js")]
pub(crate) struct Args {
    /// The plugin's name, which is also the folder's: lower-case letters, digits and single hyphens
    name: String,
    /// What it is to be
    #[arg(long, value_name = "WORLD", default_value = "scoring-rule", value_parser = world)]
    world: World,
    /// The language to write it in: python, js or rust
    #[arg(long, value_name = "LANGUAGE")]
    lang: Language,
    /// Where to make the folder
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    folder: PathBuf,
}

fn world(text: &str) -> Result<World, String> {
    let names = || World::ALL.map(World::as_str).join(", ");
    World::ALL
        .into_iter()
        .find(|world| world.as_str() == text)
        .ok_or_else(|| format!("the worlds are {}", names()))
}

pub(crate) fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let folder = args.folder.join(&args.name);
    let files = new_project(&NewProject {
        name: args.name,
        world: args.world,
        language: args.lang,
        folder: args.folder,
    })?;
    let screen = &session.screen;
    if screen.json() {
        return screen.print_json(&json!({ "folder": folder, "files": files }));
    }
    screen.tell(&format!(
        "made {} with {}",
        folder.display(),
        count(files.len(), "file")
    ))?;
    let install = match args.lang {
        Language::Python => {
            "\n  python3 -m venv .venv && .venv/bin/pip install componentize-py==0.25.1    once"
        }
        Language::Js => "\n  npm install --no-save componentize-qjs@0.4.5    once",
        Language::Rust => "\n  rustup target add wasm32-unknown-unknown    once",
    };
    screen.note(&format!(
        "\nNext:\n  cd {}{install}\n  alongside plugin build\n  alongside plugin test",
        path_word(&folder)
    ));
    Ok(())
}
