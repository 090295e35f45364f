//! Builds the plugins: compiles each for WebAssembly, encodes it as a component, and keeps it beside its source, with
//! its digest in `plugins/bundled.toml`, so that building the program itself needs no WebAssembly target.
//!
//! Owns everything under `plugins/` that is generated. Never changes a committed file to one that differs only because
//! another compiler was at hand. The pieces are tested beside their code; the whole is tested by running it.

mod compile;
mod manifest;
mod sources;

use std::fs;
use std::path::{Path, PathBuf};

use self::compile::{Member, Toolchain};
use self::manifest::{Bundled, Entry};

/// Builds every plugin. With `check`, changes nothing and fails where a committed file is not what its source gives.
///
/// Adds the WebAssembly target to the toolchain where it is missing. Where this compiler is not the one that built the
/// committed files, their bytes cannot be compared: a check then compares the digests of the sources alone, and a
/// build keeps the committed files unless the sources have changed. To build them anew, remove
/// `plugins/bundled.toml` first.
///
/// # Errors
/// A sentence that names the plugin or the tool, and what to do.
pub fn build(check: bool) -> Result<(), String> {
    let folder = folder();
    let toolchain = Toolchain::find(&folder)?;
    let recorded = Bundled::read(&folder)?;
    toolchain.need_target()?;
    let mut fresh = Bundled {
        rustc: toolchain.rustc.clone(),
        plugins: Vec::new(),
    };
    let mut stale = Vec::new();
    for (member, module) in toolchain.compile(&folder)? {
        let built = Built::new(&folder, member, &module)?;
        let settled = settle(&folder, &recorded, &toolchain, built, check)?;
        if let Some(problem) = settled.problem {
            stale.push(problem);
        }
        fresh.plugins.push(settled.entry);
    }
    if !stale.is_empty() {
        return Err(format!(
            "{}\n  run `cargo xtask plugins` and commit what changes",
            stale.join("\n")
        ));
    }
    if check {
        return fresh.same_names_as(&recorded);
    }
    if fresh
        .plugins
        .iter()
        .all(|entry| recorded.entry(&entry.name) == Some(entry))
    {
        // Nothing was built anew, so the compiler on record is still the one that built it all.
        fresh.rustc.clone_from(&recorded.rustc);
    }
    fresh.write(&folder)
}

/// A plugin as it was just built.
struct Built {
    member: Member,
    entry: Entry,
    component: Vec<u8>,
}

/// What becomes of a plugin just built: its entry, and for a check what is wrong with the committed file.
struct Settled {
    entry: Entry,
    problem: Option<String>,
}

impl Built {
    fn new(folder: &Path, member: Member, module: &[u8]) -> Result<Self, String> {
        let component = compile::encode(&member.name, module)?;
        let entry = Entry {
            name: member.name.clone(),
            bundled: member.bundled,
            file: format!("{0}/{0}.wasm", member.name),
            digest: sources::digest_of(&component),
            source: sources::digest_of_plugin(folder, &member.name)?,
        };
        Ok(Self {
            member,
            entry,
            component,
        })
    }
}

/// Compares a plugin with what is committed, and writes it where it has to be written.
fn settle(
    folder: &Path,
    recorded: &Bundled,
    toolchain: &Toolchain,
    built: Built,
    check: bool,
) -> Result<Settled, String> {
    let Built {
        member,
        entry,
        component,
    } = built;
    let (name, path) = (&member.name, folder.join(&entry.file));
    let known = recorded.entry(name);
    let committed = fs::read(&path).ok().map(|bytes| sources::digest_of(&bytes));
    let intact = known.is_some_and(|known| committed.as_deref() == Some(known.digest.as_str()));
    let same_source =
        known.is_some_and(|known| known.source == entry.source && known.bundled == entry.bundled);
    let same_rustc = recorded.rustc == toolchain.rustc;
    if intact && known == Some(&entry) {
        println!("{name}: as committed ({} bytes)", component.len());
        return Ok(Settled { entry, problem: None });
    }
    if let Some(known) = known.filter(|_| intact && same_source && !same_rustc) {
        println!(
            "{name}: kept as built by {}; this is {}",
            recorded.rustc, toolchain.rustc
        );
        return Ok(Settled {
            entry: known.clone(),
            problem: None,
        });
    }
    if check {
        let problem = match (intact, same_source) {
            (false, _) => format!(
                "{} is missing or is not what plugins/bundled.toml says",
                path.display()
            ),
            (true, false) => format!(
                "{name}: its source has changed since {} was built",
                path.display()
            ),
            (true, true) => format!(
                "{name}: the same source and compiler gave other bytes than {}",
                path.display()
            ),
        };
        return Ok(Settled {
            entry,
            problem: Some(problem),
        });
    }
    fs::write(&path, &component).map_err(|error| format!("failed to write {}: {error}", path.display()))?;
    println!("{name}: wrote {} ({} bytes)", path.display(), component.len());
    Ok(Settled { entry, problem: None })
}

/// The folder of the plugins, two above this crate.
fn folder() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.ancestors().nth(2).unwrap_or(&here).join("plugins")
}
