//! The rules of the house on who may depend on whom. Owns the tables and how an offence reads; never asks cargo. Tests
//! are below.

use super::graph::{Graph, Kind};

/// Which crates of the workspace each engine crate may name, for whatever purpose.
const ENGINE: [(&str, &[&str]); 9] = [
    ("alongside-core", &[]),
    ("alongside-definition", &["alongside-core"]),
    ("alongside-measures", &["alongside-core"]),
    ("alongside-plugin-host", &["alongside-core"]),
    ("alongside-store", &["alongside-core"]),
    (
        "alongside-runtime",
        &[
            "alongside-core",
            "alongside-definition",
            "alongside-measures",
            "alongside-plugin-host",
            "alongside-store",
        ],
    ),
    ("alongside-cli", &["alongside-runtime"]),
    ("xtask", &[]),
    ("alongside-tests", ANYTHING),
];

/// The crate of tests may name every crate there is: nothing depends on it.
const ANYTHING: &[&str] = &["*"];

/// What a crate may name for its tests and examples alone: xtask fills a workspace to be measured, but `cargo xtask`
/// must not need the engine to be built.
const DEVELOPMENT: [(&str, &str); 1] = [("xtask", "alongside-runtime")];

/// Heavy crates, and the only engine crate that may name each.
const FENCED: [(&str, &str); 3] = [
    ("cel", "alongside-definition"),
    ("sled", "alongside-store"),
    ("wasmtime", "alongside-plugin-host"),
];

/// What would give the core a clock, I/O, threads or randomness, or simply more than it needs.
const NEVER_IN_CORE: [&str; 11] = [
    "cel",
    "getrandom",
    "mio",
    "rand",
    "rand_core",
    "rustix",
    "sled",
    "tempfile",
    "tokio",
    "toml",
    "wasmtime",
];

/// What a plugin is written with.
const SDK: &str = "alongside-plugin";

/// Returns every offence of the engine's workspace.
pub(super) fn engine(graph: &Graph) -> Vec<String> {
    let mut offences = Vec::new();
    for member in graph.members() {
        match ENGINE.iter().find(|(name, _)| *name == member) {
            Some((_, allowed)) => offences.extend(beyond(graph, member, allowed)),
            None => offences.push(format!(
                "{member} has no rule: say in engine/xtask/src/direction/rules.rs what it may depend on"
            )),
        }
    }
    for (name, _) in ENGINE.iter().filter(|(name, _)| !graph.is_member(name)) {
        offences.push(format!(
            "{name} has a rule but is no crate of the workspace: the rule proves nothing"
        ));
    }
    offences.extend(unfenced(graph));
    let core = graph.tree("alongside-core");
    for (name, way) in NEVER_IN_CORE
        .iter()
        .filter_map(|name| core.get(name).map(|way| (name, way)))
    {
        offences.push(format!(
            "{name} is in the tree of the core, which must decide from its arguments alone: {way}"
        ));
    }
    offences
}

/// Returns every crate of the workspace that a member names though it may not.
fn beyond(graph: &Graph, member: &str, allowed: &[&str]) -> Vec<String> {
    let forbidden = |(name, kind): &(&str, Kind)| {
        let for_development = *kind == Kind::Development && DEVELOPMENT.contains(&(member, *name));
        graph.is_member(name) && allowed != ANYTHING && !allowed.contains(name) && !for_development
    };
    let may = if allowed.is_empty() {
        "no crate of the workspace".to_owned()
    } else {
        allowed.join(", ")
    };
    let mut named: Vec<&str> = graph
        .direct(member)
        .filter(forbidden)
        .map(|(name, _)| name)
        .collect();
    named.dedup();
    named
        .into_iter()
        .map(|name| format!("{member} depends on {name}, but may name only {may}"))
        .collect()
}

/// Returns every member that names a heavy crate whose fence it is not; tests may use what they like.
fn unfenced(graph: &Graph) -> Vec<String> {
    let mut offences = Vec::new();
    for (heavy, fence) in FENCED {
        for member in graph.members().filter(|member| *member != fence) {
            if graph
                .direct(member)
                .any(|(name, kind)| name == heavy && kind != Kind::Development)
            {
                offences.push(format!(
                    "{member} depends on {heavy}, which only {fence} may name"
                ));
            }
        }
    }
    offences
}

/// Returns every offence of the plugins' workspace.
pub(super) fn plugins(graph: &Graph) -> Vec<String> {
    let mut offences = Vec::new();
    for member in graph.members() {
        let named = graph
            .direct(member)
            .filter(|(_, kind)| *kind != Kind::Development)
            .map(|(name, _)| name);
        if member == SDK {
            let engine = named.filter(|name| ENGINE.iter().any(|(crate_name, _)| crate_name == name));
            offences.extend(engine.map(|name| format!("{member} depends on {name}, a crate of the engine")));
        } else {
            let other = named.filter(|name| *name != SDK);
            offences.extend(
                other.map(|name| format!("{member} depends on {name}, but a plugin may name only {SDK}")),
            );
        }
    }
    if !graph.is_member(SDK) {
        offences.push(format!(
            "{SDK} is no crate of the plugins' workspace: the rule proves nothing"
        ));
    }
    offences
}

#[cfg(test)]
mod tests {
    use super::super::graph::{Graph, Kind};
    use super::{ANYTHING, DEVELOPMENT, ENGINE, NEVER_IN_CORE, engine, plugins};

    /// A workspace in which every crate names all it may.
    fn good() -> Graph {
        let mut graph = Graph::default();
        for (name, allowed) in ENGINE {
            graph.add_member(name);
            let all: Vec<&str> = ENGINE
                .iter()
                .map(|(other, _)| *other)
                .filter(|other| *other != name)
                .collect();
            for other in if allowed == ANYTHING { &all } else { allowed } {
                graph.add(name, other, Kind::Normal);
            }
        }
        graph.add("alongside-store", "sled", Kind::Normal);
        graph.add("alongside-plugin-host", "wasmtime", Kind::Normal);
        graph.add("alongside-core", "serde", Kind::Normal);
        graph.add("wasmtime", "rustix", Kind::Normal);
        graph
    }

    /// The good workspace with one more dependency must be told off with a text that begins and ends so.
    fn assert_offence(from: &str, to: &str, kind: Kind, begins: &str, ends: &str) {
        let mut graph = good();
        graph.add(from, to, kind);
        let offences = engine(&graph);
        let told = offences
            .iter()
            .any(|said| said.starts_with(begins) && said.ends_with(ends));
        assert!(told, "{from} -> {to}: {offences:?}");
    }

    #[test]
    fn the_house_as_it_is_planned_has_no_offence() {
        assert_eq!(engine(&good()), [""; 0]);
    }

    #[test]
    fn every_wrong_way_between_engine_crates_is_an_offence() {
        for (from, allowed) in ENGINE.into_iter().filter(|(_, allowed)| *allowed != ANYTHING) {
            for (to, _) in ENGINE
                .into_iter()
                .filter(|(to, _)| *to != from && !allowed.contains(to))
            {
                let kinds = [Kind::Normal, Kind::Build, Kind::Development];
                let allowed = |kind| kind == Kind::Development && DEVELOPMENT.contains(&(from, to));
                for kind in kinds.into_iter().filter(|kind| !allowed(*kind)) {
                    assert_offence(
                        from,
                        to,
                        kind,
                        &format!("{from} depends on {to}, but may name only "),
                        "",
                    );
                }
            }
        }
    }

    #[test]
    fn a_heavy_crate_outside_its_fence_is_an_offence() {
        let told = "which only alongside-store may name";
        assert_offence(
            "alongside-cli",
            "sled",
            Kind::Normal,
            "alongside-cli depends on sled, ",
            told,
        );
        let told = "which only alongside-plugin-host may name";
        assert_offence(
            "alongside-runtime",
            "wasmtime",
            Kind::Build,
            "alongside-runtime depends on wasmtime, ",
            told,
        );
    }

    #[test]
    fn what_only_tests_and_examples_see_may_be_heavier() {
        let mut graph = good();
        graph.add("alongside-cli", "sled", Kind::Development);
        graph.add("xtask", "alongside-runtime", Kind::Development);
        assert_eq!(engine(&graph), [""; 0]);
    }

    #[test]
    fn nothing_impure_hides_deep_in_the_tree_of_the_core() {
        for impure in NEVER_IN_CORE {
            let way = format!("alongside-core -> serde -> {impure}");
            assert_offence(
                "serde",
                impure,
                Kind::Normal,
                &format!("{impure} is in the tree of the core"),
                &way,
            );
        }
    }

    #[test]
    fn what_only_the_tests_of_the_core_see_is_no_offence() {
        let mut graph = good();
        graph.add("alongside-core", "proptest", Kind::Development);
        graph.add("proptest", "rand", Kind::Normal);
        assert_eq!(engine(&graph), [""; 0]);
    }

    #[test]
    fn a_crate_without_a_rule_and_a_rule_without_a_crate_are_offences() {
        let mut graph = good();
        graph.add_member("alongside-web");
        assert!(engine(&graph)[0].starts_with("alongside-web has no rule"));
        let said = engine(&Graph::default());
        assert_eq!(
            said.iter()
                .filter(|said| said.contains("is no crate of the workspace"))
                .count(),
            ENGINE.len()
        );
    }

    #[test]
    fn a_plugin_depends_on_the_sdk_alone() {
        let mut graph = Graph::default();
        for member in ["attainment-gap", "alongside-plugin"] {
            graph.add_member(member);
        }
        graph.add("attainment-gap", "alongside-plugin", Kind::Normal);
        graph.add("attainment-gap", "proptest", Kind::Development);
        graph.add("alongside-plugin", "wit-bindgen", Kind::Normal);
        assert_eq!(plugins(&graph), [""; 0]);

        graph.add("attainment-gap", "serde", Kind::Normal);
        graph.add("alongside-plugin", "alongside-core", Kind::Normal);
        assert_eq!(
            plugins(&graph),
            [
                "alongside-plugin depends on alongside-core, a crate of the engine",
                "attainment-gap depends on serde, but a plugin may name only alongside-plugin",
            ]
        );
        assert!(plugins(&Graph::default())[0].contains("proves nothing"));
    }
}
