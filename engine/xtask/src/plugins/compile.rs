//! Runs the compiler on the plugins and encodes what it gives as components.
//!
//! The flags make the bytes depend on the sources and the compiler alone, not on where either lies.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use wit_component::ComponentEncoder;

const TARGET: &str = "wasm32-unknown-unknown";

/// The compiler at hand.
pub(super) struct Toolchain {
    /// What `rustc --version` says.
    pub(super) rustc: String,
    sysroot: PathBuf,
}

/// A package of the plugins' workspace that is a plugin.
pub(super) struct Member {
    /// Its name, which is also its folder.
    pub(super) name: String,
    /// Whether the program ships it.
    pub(super) bundled: bool,
}

impl Toolchain {
    /// Asks the compiler, in the folder of the plugins, what it is.
    pub(super) fn find(folder: &Path) -> Result<Self, String> {
        let ask = |arguments: &[&str]| {
            let mut command = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
            let text = output_of(command.args(arguments).current_dir(folder))?;
            Ok::<_, String>(String::from_utf8_lossy(&text).trim().to_owned())
        };
        Ok(Self {
            rustc: ask(&["--version"])?,
            sysroot: ask(&["--print", "sysroot"])?.into(),
        })
    }

    /// Adds the WebAssembly target where it is missing.
    pub(super) fn need_target(&self) -> Result<(), String> {
        let library = self.sysroot.join("lib/rustlib").join(TARGET).join("lib");
        if library.is_dir() {
            return Ok(());
        }
        println!("adding the target {TARGET}");
        let mut rustup = Command::new("rustup");
        // The toolchain of this sysroot, not the default one, is the one that compiles.
        if let Some(name) = self
            .sysroot
            .file_name()
            .filter(|_| self.sysroot.iter().any(|part| part == "toolchains"))
        {
            rustup.env("RUSTUP_TOOLCHAIN", name);
        }
        let added = rustup
            .args(["target", "add", TARGET])
            .status()
            .is_ok_and(|status| status.success());
        if added && library.is_dir() {
            return Ok(());
        }
        Err(format!(
            "plugins need the target {TARGET}, which `rustup target add {TARGET}` did not add to {}: run it by hand to \
             see why; without rustup, install the package of your system that holds Rust's standard library for \
             WebAssembly",
            self.sysroot.display()
        ))
    }

    /// Compiles every plugin and gives its core module.
    pub(super) fn compile(&self, folder: &Path) -> Result<Vec<(Member, Vec<u8>)>, String> {
        let target_folder = folder.join("target");
        let members = members(folder)?;
        let mut cargo = cargo(folder);
        cargo
            .args([
                "build",
                "--release",
                "--locked",
                "--target",
                TARGET,
                "--target-dir",
            ])
            .arg(&target_folder);
        for member in &members {
            cargo.args(["--package", &member.name]);
        }
        cargo.env("CARGO_ENCODED_RUSTFLAGS", self.flags(folder).join("\x1f"));
        run(&mut cargo)?;
        let module = |member: Member| {
            let file = format!("{}.wasm", member.name.replace('-', "_"));
            let path = target_folder.join(TARGET).join("release").join(file);
            let bytes =
                fs::read(&path).map_err(|error| format!("failed to read {}: {error}", path.display()))?;
            Ok((member, bytes))
        };
        members.into_iter().map(module).collect()
    }

    /// Keeps where things lie out of the bytes.
    fn flags(&self, folder: &Path) -> Vec<String> {
        let home = std::env::var_os("CARGO_HOME")
            .map(PathBuf::from)
            .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
            .unwrap_or_default();
        [
            (home.as_path(), "/cargo"),
            (self.sysroot.as_path(), "/rust"),
            (folder, "/plugins"),
        ]
        .into_iter()
        .filter(|(path, _)| !path.as_os_str().is_empty())
        .map(|(path, short)| format!("--remap-path-prefix={}={short}", path.display()))
        .collect()
    }
}

/// Encodes a core module as a component.
pub(super) fn encode(name: &str, module: &[u8]) -> Result<Vec<u8>, String> {
    let encoded = ComponentEncoder::default()
        .validate(true)
        .module(module)
        .and_then(ComponentEncoder::encode);
    encoded.map_err(|error| {
        format!(
            "{name}: failed to encode it as a component: {error:#}; does it register with `scoring_rule!` or \
                 `intervention_strategy!`?"
        )
    })
}

/// Lists the packages that are plugins: those that make a dynamic library.
fn members(folder: &Path) -> Result<Vec<Member>, String> {
    let text = output_of(cargo(folder).args(["metadata", "--no-deps", "--locked", "--format-version", "1"]))?;
    let metadata: Value = serde_json::from_slice(&text)
        .map_err(|error| format!("failed to read what cargo says of plugins: {error}"))?;
    let packages = metadata["packages"].as_array().map_or(&[][..], Vec::as_slice);
    let is_plugin = |package: &&Value| {
        let mut targets = package["targets"].as_array().into_iter().flatten();
        targets.any(|target| {
            target["crate_types"]
                .as_array()
                .is_some_and(|types| types.iter().any(|t| t == "cdylib"))
        })
    };
    let mut members: Vec<Member> = packages
        .iter()
        .filter(is_plugin)
        .filter_map(|package| {
            let for_tests = package["metadata"]["alongside"]["for-tests"]
                .as_bool()
                .unwrap_or(false);
            Some(Member {
                name: package["name"].as_str()?.to_owned(),
                bundled: !for_tests,
            })
        })
        .collect();
    members.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(members)
}

fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder);
    command
}

fn run(command: &mut Command) -> Result<(), String> {
    let shown = shown(command);
    let status = command
        .status()
        .map_err(|error| format!("failed to start `{shown}`: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{shown}` failed ({status})"))
    }
}

fn output_of(command: &mut Command) -> Result<Vec<u8>, String> {
    let shown = shown(command);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("failed to start `{shown}`: {error}"))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(format!("`{shown}` failed ({})", output.status))
    }
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}
