//! What a component imports and exports: decides, by names alone, which world it fulfils and whether it may run.
//!
//! Never links or runs anything. Tests are below; whole components are refused in `tests/contract/refusal.rs`.

use alongside_core::plugin::World;

use crate::CONTRACT_VERSION;
use crate::error::PluginError;

const PACKAGE: &str = "alongside:plugin/";
const IMPORTS: [&str; 2] = ["host-log", "types"];

/// Finds the world that a component fulfils, given the names of its imports and exports.
pub(crate) fn world<'a>(
    plugin: &str,
    imports: impl Iterator<Item = &'a str>,
    exports: impl Iterator<Item = &'a str>,
) -> Result<World, PluginError> {
    for import in imports {
        check_import(plugin, import)?;
    }
    let exports: Vec<&str> = exports.collect();
    let mut worlds = Vec::new();
    for export in &exports {
        let Some((interface, version)) = contract_name(export) else {
            continue;
        };
        let world = match interface {
            "scoring" => World::ScoringRule,
            "strategy" => World::InterventionStrategy,
            _ => continue,
        };
        check_version(plugin, export, version)?;
        worlds.push(world);
    }
    match worlds.as_slice() {
        [world] => Ok(*world),
        _ => Err(PluginError::World {
            plugin: plugin.to_owned(),
            found: listed(&exports),
        }),
    }
}

/// Whether a strategy plans what it proposes, given the names of its exports. An interface of another version is not
/// spoken here, and so is passed over.
pub(crate) fn plans<'a>(mut exports: impl Iterator<Item = &'a str>) -> bool {
    exports.any(|export| match contract_name(export) {
        Some(("planning", version)) => check_version("", export, version).is_ok(),
        _ => false,
    })
}

/// Splits a name such as `alongside:plugin/scoring@0.1.0` into its interface and its version.
fn contract_name(name: &str) -> Option<(&str, &str)> {
    let rest = name.strip_prefix(PACKAGE)?;
    Some(rest.split_once('@').unwrap_or((rest, "")))
}

fn check_import(plugin: &str, import: &str) -> Result<(), PluginError> {
    let refuse = |remedy: &str| {
        Err(PluginError::UnknownImport {
            plugin: plugin.to_owned(),
            import: import.to_owned(),
            remedy: remedy.to_owned(),
        })
    };
    match contract_name(import) {
        Some((interface, version)) if IMPORTS.contains(&interface) => check_version(plugin, import, version),
        Some(_) => {
            refuse("the contract's only import is `host-log`; build it against this program's contract")
        }
        None if import.starts_with("wasi:") => refuse(
            "it has no files, clock, environment or network; build Rust for `wasm32-unknown-unknown`, Python and \
             JavaScript with `--stub-wasi`",
        ),
        None => refuse("the contract's only import is `host-log`; take the other out and build it again"),
    }
}

fn check_version(plugin: &str, name: &str, version: &str) -> Result<(), PluginError> {
    let refuse = |remedy: &str| {
        Err(PluginError::Version {
            plugin: plugin.to_owned(),
            export: name.to_owned(),
            spoken: CONTRACT_VERSION,
            remedy: remedy.to_owned(),
        })
    };
    let Ok(version) = semver::Version::parse(version) else {
        return refuse("build it against a contract with a version");
    };
    match (version.major, version.minor) {
        (0, 1) if version.pre.is_empty() => Ok(()),
        (0, 0) => refuse("it is older than the first contract; build it against the current SDK"),
        _ => refuse("update this program, or build the plugin against the older SDK"),
    }
}

fn listed(names: &[&str]) -> String {
    match names {
        [] => "nothing".to_owned(),
        names => names
            .iter()
            .map(|name| format!("`{name}`"))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(imports: &[&str], exports: &[&str]) -> Result<World, String> {
        world("p", imports.iter().copied(), exports.iter().copied()).map_err(|error| error.to_string())
    }

    #[test]
    fn each_world_is_found_by_its_export() {
        let imports = ["alongside:plugin/types@0.1.0", "alongside:plugin/host-log@0.1.0"];
        assert_eq!(
            of(&imports, &["alongside:plugin/scoring@0.1.0"]),
            Ok(World::ScoringRule)
        );
        assert_eq!(
            of(&[], &["alongside:plugin/strategy@0.1.7", "extra"]),
            Ok(World::InterventionStrategy)
        );
    }

    #[test]
    fn a_strategy_plans_where_it_exports_planning_of_this_contract() {
        let exports = [
            "alongside:plugin/strategy@0.1.0",
            "alongside:plugin/planning@0.1.2",
        ];
        assert!(plans(exports.into_iter()));
        assert_eq!(of(&[], &exports), Ok(World::InterventionStrategy));
        assert!(!plans(exports.into_iter().take(1)));
        assert!(!plans(["alongside:plugin/planning@0.2.0"].into_iter()));
    }

    #[test]
    fn no_world_and_two_worlds_are_refused_with_what_was_found() {
        assert!(of(&[], &[]).unwrap_err().contains("it exports nothing"));
        assert!(of(&[], &["run"]).unwrap_err().contains("it exports `run`"));
        let both = [
            "alongside:plugin/scoring@0.1.0",
            "alongside:plugin/strategy@0.1.0",
        ];
        assert!(of(&[], &both).unwrap_err().contains("must fulfil one world"));
    }

    #[test]
    fn a_foreign_import_is_refused_by_name() {
        let message = of(&["wasi:clocks/wall-clock@0.2.6"], &[]).unwrap_err();
        assert!(
            message.contains("`wasi:clocks/wall-clock@0.2.6`") && message.contains("--stub-wasi"),
            "{message}"
        );
        let message = of(&["alongside:plugin/secrets@0.1.0"], &[]).unwrap_err();
        assert!(message.contains("`alongside:plugin/secrets@0.1.0`"), "{message}");
        assert!(of(&["env"], &[]).unwrap_err().contains("`env`"));
    }

    #[test]
    fn another_version_is_refused_with_the_one_spoken() {
        for version in ["@0.2.0", "@1.0.0", "@0.0.9", "@0.1.0-draft", ""] {
            let message = of(&[], &[&format!("alongside:plugin/scoring{version}")]).unwrap_err();
            assert!(
                message.contains("speaks version 0.1.0 of the contract"),
                "{message}"
            );
        }
        assert!(
            of(&["alongside:plugin/host-log@0.3.0"], &[])
                .unwrap_err()
                .contains("host-log@0.3.0")
        );
    }
}
