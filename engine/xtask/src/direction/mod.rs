//! Proves that the crates depend on each other in one direction only: `cli -> runtime -> {definition, store,
//! plugin-host, measures} -> core`, and plugins on their SDK alone.
//!
//! Owns what is asked of cargo and how an offence is told; the rules are in `rules`, the graph in `graph`, what the
//! sources may name in `names`. Tests stand beside each, on made-up graphs that break every rule.

mod graph;
mod names;
mod rules;

use crate::failure::Failure;
use crate::project::{self, Project};

use self::graph::Graph;

/// Checks the direction of dependence of the engine and of the plugins.
///
/// # Errors
///
/// Every offence, each with the rule it breaks.
pub(crate) fn check(project: &Project) -> Result<(), Failure> {
    let engine = Graph::of(&project::metadata(&mut project.cargo())?)?;
    let plugins = Graph::of(&project::metadata(&mut project.plugins_cargo())?)?;
    let mut offences = rules::engine(&engine);
    offences.extend(rules::plugins(&plugins));
    for path in project.files()? {
        if names::concerns(&path) {
            let text =
                std::fs::read_to_string(project.root().join(&path)).map_err(Failure::file("read", &path))?;
            offences.extend(names::offences(&path, &text));
        }
    }
    if offences.is_empty() {
        let counted = engine.members().count() + plugins.members().count();
        println!("{counted} crates depend on each other in the right direction");
        return Ok(());
    }
    Err(Failure::Found(format!(
        "the direction of dependence is broken:\n  {}",
        offences.join("\n  ")
    )))
}
