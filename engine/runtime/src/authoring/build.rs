//! Building a project: finds the tool of its language, runs it with WASI stubbed out, and looks at what came of it in
//! the real sandbox.
//!
//! Nothing is downloaded but what the tool itself asks for. Tested by building (`tests/authoring.rs` of the
//! `alongside-tests` crate runs the guides).

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde::Serialize;

use super::bench::Bench;
use super::embedded::{JS_TOOL, PYTHON_TOOL};
use super::project::{Language, Project};
use crate::error::RuntimeError;
use crate::packages::{Manifest, PluginView};
use crate::workspace::{read, write_atomically};

/// The target of plugins in Rust: it has no system interface at all.
const TARGET: &str = "wasm32-unknown-unknown";
/// The most lines of a tool's output that an error repeats.
const LINES_TOLD: usize = 40;

/// A plugin that was built.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Built {
    /// The component.
    pub component: PathBuf,
    /// Its manifest.
    pub manifest: PathBuf,
    /// What it is.
    pub plugin: PluginView,
    /// How long the tool took.
    #[serde(skip)]
    pub took: Duration,
}

impl Bench {
    /// Builds a project, and writes the component and its manifest into its folder `build`.
    ///
    /// # Errors
    /// When there is no project, the tool is missing or of another version, the tool refuses the source, or what came of
    /// it is refused by the sandbox, is of another world, or has another name.
    pub fn build(&self, folder: &Path) -> Result<Built, RuntimeError> {
        let project = Project::read(folder)?;
        let begun = Instant::now();
        let component = project.component();
        std::fs::create_dir_all(project.folder.join("build"))
            .map_err(|error| RuntimeError::file("create the folder", &project.folder.join("build"), error))?;
        match project.language {
            Language::Rust => rust(&project)?,
            Language::Python => python(&project)?,
            Language::Js => js(&project)?,
        }
        let took = begun.elapsed();
        let bytes = read(&component)?;
        let plugin = self.load(&project.name, &bytes)?;
        let record = plugin.record();
        let said = &record.description;
        if said.id.as_str() != project.name || said.world != project.world {
            return Err(RuntimeError::input_hint(
                "plugin-project",
                format!(
                    "plugin.toml says `{}` of world `{}`, and the plugin says `{}` of world `{}`",
                    project.name,
                    project.world.as_str(),
                    said.id,
                    said.world.as_str()
                ),
                "make both say the same",
            ));
        }
        let manifest = Manifest::of(record, project.authority.clone(), project.licence.clone());
        let path = Manifest::beside(&component);
        write_atomically(&path, manifest.to_toml()?.as_bytes())?;
        Ok(Built {
            plugin: self.inspect(&component)?,
            component,
            manifest: path,
            took,
        })
    }
}

fn rust(project: &Project) -> Result<(), RuntimeError> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args([
            "build",
            "--release",
            "--quiet",
            "--target",
            TARGET,
            "--target-dir",
            "target",
        ])
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("RUSTFLAGS");
    run(
        command,
        project,
        "cargo",
        &format!("install Rust from your system or with rustup, then: rustup target add {TARGET}"),
    )?;
    let module = project
        .folder
        .join("target")
        .join(TARGET)
        .join("release")
        .join(format!("{}.wasm", project.name.replace('-', "_")));
    let component = alongside_plugin_host::encode(&project.name, &read(&module)?)?;
    write_atomically(&project.component(), &component)
}

fn python(project: &Project) -> Result<(), RuntimeError> {
    let remedy = format!(
        "in the folder of the project: python3 -m venv .venv && .venv/bin/pip install componentize-py=={PYTHON_TOOL}"
    );
    let tool = find(project, ".venv/bin", "componentize-py", &remedy)?;
    expect_version(&tool, PYTHON_TOOL, &remedy)?;
    let module = project.source();
    let module = module.trim_end_matches(".py");
    let mut command = Command::new(tool);
    command
        .args([
            "--quiet",
            "--wit-path",
            "wit",
            "--world",
            project.world.as_str(),
            "componentize",
        ])
        .args([
            "--stub-wasi",
            "--python-path",
            ".",
            "--python-path",
            "sdk",
            "--output",
        ])
        .arg(format!("build/{}.wasm", project.name))
        .arg(module)
        .env_remove("VIRTUAL_ENV");
    run(command, project, "componentize-py", &remedy)
}

fn js(project: &Project) -> Result<(), RuntimeError> {
    let remedy = format!("in the folder of the project: npm install --no-save componentize-qjs@{JS_TOOL}");
    let tool = find(project, "node_modules/.bin", "componentize-qjs", &remedy)?;
    let mut command = Command::new(tool);
    command
        .args([
            "--wit",
            "wit",
            "--module-root",
            ".",
            "--stub-wasi",
            "--sync",
            "--world",
        ])
        .arg(project.world.as_str())
        .args(["--js", &project.source(), "--output"])
        .arg(format!("build/{}.wasm", project.name));
    run(command, project, "componentize-qjs", &remedy)
}

/// Finds a tool: in the project, or on the path.
fn find(project: &Project, folder: &str, name: &str, remedy: &str) -> Result<PathBuf, RuntimeError> {
    let absolute = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let own = project.folder.join(folder);
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::iter::once(absolute(&own))
        .chain(std::env::split_paths(&path))
        .map(|folder| folder.join(name))
        .find(|candidate| candidate.is_file())
        .ok_or_else(|| missing(name, remedy))
}

fn missing(name: &str, remedy: &str) -> RuntimeError {
    RuntimeError::NotFound {
        what: "tool",
        name: name.to_owned(),
        hint: Some(remedy.to_owned()),
    }
}

/// Another version may build another component, or none.
fn expect_version(tool: &Path, expected: &str, remedy: &str) -> Result<(), RuntimeError> {
    let said = Command::new(tool).arg("--version").output();
    let said = said.map_err(|error| RuntimeError::file("run", tool, error))?;
    let said = String::from_utf8_lossy(&said.stdout).trim().to_owned();
    if said.split_whitespace().last() == Some(expected) {
        return Ok(());
    }
    Err(RuntimeError::input_hint(
        "plugin-tool",
        format!(
            "{} is `{said}`; this release builds with {expected}",
            tool.display()
        ),
        remedy,
    ))
}

/// Runs a tool in the folder of the project; what it says is told where it fails.
fn run(mut command: Command, project: &Project, name: &str, remedy: &str) -> Result<(), RuntimeError> {
    command.current_dir(&project.folder).stdin(Stdio::null());
    let output = match command.output() {
        Ok(output) => output,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(missing(name, remedy)),
        Err(error) => return Err(RuntimeError::file("run", Path::new(name), error)),
    };
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
    let told = lines[lines.len().saturating_sub(LINES_TOLD)..].join("\n");
    Err(RuntimeError::input_hint(
        "plugin-build",
        format!(
            "{name} does not build {} ({}):\n{told}",
            project.source(),
            output.status
        ),
        hint_for(&said, name, remedy),
    ))
}

/// What to do about what a tool said.
fn hint_for(said: &str, name: &str, remedy: &str) -> String {
    if said.contains(TARGET) && said.contains("may not be installed") {
        format!("rustup target add {TARGET}")
    } else if said.contains("ModuleNotFoundError") || said.contains("not found in module") {
        "a plugin may use the standard library, what lies in its folder, and nothing that needs the network or a file at \
         run time"
            .to_owned()
    } else if said.contains("has no attribute") || said.contains("AttributeError") {
        "the source must end by registering the plugin, such as `Scoring = scoring_rule(DESCRIPTION, score)`"
            .to_owned()
    } else if name == "cargo" {
        "mend the source where cargo points".to_owned()
    } else {
        format!("mend the source; if the tool itself is at fault: {remedy}")
    }
}
