//! What a component imports and exports: decides, by names alone, which world it fulfils and whether it may run.
//!
//! Never links or runs anything. Tests are below; whole components are refused in `tests/contract/refusal.rs`.

use alongside_core::plugin::World;

use crate::CONTRACT_VERSION;
use crate::error::PluginError;

const PACKAGE: &str = "alongside:plugin/";
const IMPORTS: [&str; 2] = ["host-log", "types"];

/// What a component turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Surface {
    /// The world it fulfils.
    pub(crate) world: World,
    /// Whether it was built against version 0.1 of the contract.
    pub(crate) older: bool,
    /// Whether an older strategy plans what it proposes.
    pub(crate) plans: bool,
}

/// A version of the contract that is spoken here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spoken {
    Older,
    Current,
}

/// Finds what a component is, given the names of its imports and exports.
pub(crate) fn of<'a>(
    plugin: &str,
    imports: impl Iterator<Item = &'a str>,
    exports: impl Iterator<Item = &'a str>,
) -> Result<Surface, PluginError> {
    for import in imports {
        check_import(plugin, import)?;
    }
    let exports: Vec<&str> = exports.collect();
    let mut worlds = Vec::new();
    let mut plans = false;
    for export in &exports {
        let Some((interface, version)) = contract_name(export) else {
            continue;
        };
        let world = match interface {
            "scoring" => World::ScoringRule,
            "strategy" => World::InterventionStrategy,
            "importing" => World::Importer,
            "evaluating" => World::Evaluator,
            // An interface beside its world; of another version it is not spoken here, and so is passed over.
            "planning" => {
                plans |= check_version(plugin, export, version) == Ok(Spoken::Older);
                continue;
            }
            _ => continue,
        };
        let older = check_version(plugin, export, version)? == Spoken::Older;
        worlds.push((world, older));
    }
    match worlds.as_slice() {
        [(world, older)] => Ok(Surface {
            world: *world,
            older: *older,
            plans,
        }),
        _ => Err(PluginError::World {
            plugin: plugin.to_owned(),
            found: listed(&exports),
        }),
    }
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
        Some((interface, version)) if IMPORTS.contains(&interface) => {
            check_version(plugin, import, version).map(drop)
        }
        Some(_) => {
            refuse("the contract's only import is `host-log`; build it against this program's contract")
        }
        None if import.starts_with("wasi:") => refuse(
            "it has no files, clock, environment or network; `alongside plugin build` leaves it out; by hand, build Rust \
             for `--target wasm32-unknown-unknown`, Python and JavaScript with `--stub-wasi`",
        ),
        None => refuse("the contract's only import is `host-log`; take the other out and build it again"),
    }
}

fn check_version(plugin: &str, name: &str, version: &str) -> Result<Spoken, PluginError> {
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
        (0, 1) if version.pre.is_empty() => Ok(Spoken::Older),
        (0, 2) if version.pre.is_empty() => Ok(Spoken::Current),
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

    fn found(imports: &[&str], exports: &[&str]) -> Result<Surface, String> {
        of("p", imports.iter().copied(), exports.iter().copied()).map_err(|error| error.to_string())
    }

    fn surface(world: World, older: bool, plans: bool) -> Surface {
        Surface { world, older, plans }
    }

    #[test]
    fn each_world_is_found_by_its_export() {
        let imports = ["alongside:plugin/types@0.1.0", "alongside:plugin/host-log@0.1.0"];
        assert_eq!(
            found(&imports, &["alongside:plugin/scoring@0.1.0"]),
            Ok(surface(World::ScoringRule, true, false))
        );
        assert_eq!(
            found(&[], &["alongside:plugin/strategy@0.2.7", "extra"]),
            Ok(surface(World::InterventionStrategy, false, false))
        );
        assert_eq!(
            found(&[], &["alongside:plugin/importing@0.2.0"]),
            Ok(surface(World::Importer, false, false))
        );
        assert_eq!(
            found(&[], &["alongside:plugin/evaluating@0.2.0"]),
            Ok(surface(World::Evaluator, false, false))
        );
    }

    #[test]
    fn an_older_strategy_plans_where_it_exports_planning() {
        let exports = [
            "alongside:plugin/strategy@0.1.0",
            "alongside:plugin/planning@0.1.2",
        ];
        assert_eq!(
            found(&[], &exports),
            Ok(surface(World::InterventionStrategy, true, true))
        );
        let beside = [exports[0], "alongside:plugin/planning@0.9.0"];
        assert_eq!(
            found(&[], &beside),
            Ok(surface(World::InterventionStrategy, true, false))
        );
    }

    #[test]
    fn no_world_and_two_worlds_are_refused_with_what_was_found() {
        assert!(found(&[], &[]).unwrap_err().contains("it exports nothing"));
        assert!(found(&[], &["run"]).unwrap_err().contains("it exports `run`"));
        let both = [
            "alongside:plugin/scoring@0.1.0",
            "alongside:plugin/strategy@0.1.0",
        ];
        assert!(found(&[], &both).unwrap_err().contains("must fulfil one world"));
    }

    #[test]
    fn a_foreign_import_is_refused_by_name() {
        let message = found(&["wasi:clocks/wall-clock@0.2.6"], &[]).unwrap_err();
        assert!(
            message.contains("`wasi:clocks/wall-clock@0.2.6`") && message.contains("--stub-wasi"),
            "{message}"
        );
        let message = found(&["alongside:plugin/secrets@0.1.0"], &[]).unwrap_err();
        assert!(message.contains("`alongside:plugin/secrets@0.1.0`"), "{message}");
        assert!(found(&["env"], &[]).unwrap_err().contains("`env`"));
    }

    #[test]
    fn another_version_is_refused_with_the_one_spoken() {
        for version in ["@0.3.0", "@1.0.0", "@0.0.9", "@0.1.0-draft", ""] {
            let message = found(&[], &[&format!("alongside:plugin/scoring{version}")]).unwrap_err();
            assert!(
                message.contains("speaks version 0.2.0 of the contract"),
                "{message}"
            );
        }
        assert!(
            found(&["alongside:plugin/host-log@0.3.0"], &[])
                .unwrap_err()
                .contains("host-log@0.3.0")
        );
    }
}
