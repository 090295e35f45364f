//! The crates of a workspace and what they depend on, read from `cargo metadata`. Owns the graph; knows no rule. Tests
//! are below.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::failure::Failure;

/// Crates by name; several versions of one crate count as one.
#[derive(Debug, Default)]
pub(super) struct Graph {
    members: BTreeSet<String>,
    edges: BTreeMap<String, BTreeSet<(String, Kind)>>,
}

/// What a dependency is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// It becomes part of the crate.
    Normal,
    /// It helps to build the crate.
    Build,
    /// Only tests, examples and benchmarks see it.
    Development,
}

impl Graph {
    /// Reads the answer of `cargo metadata`.
    ///
    /// # Errors
    ///
    /// It has another shape than the one documented by cargo.
    pub(super) fn of(metadata: &Value) -> Result<Self, Failure> {
        Self::read(metadata)
            .ok_or_else(|| Failure::Found("cargo metadata has a shape this check does not know".to_owned()))
    }

    fn read(metadata: &Value) -> Option<Self> {
        let mut names = BTreeMap::new();
        for package in metadata.get("packages")?.as_array()? {
            names.insert(package.get("id")?.as_str()?, package.get("name")?.as_str()?);
        }
        let mut graph = Self::default();
        for member in metadata.get("workspace_members")?.as_array()? {
            graph.members.insert((*names.get(member.as_str()?)?).to_owned());
        }
        for node in metadata.get("resolve")?.get("nodes")?.as_array()? {
            let from = *names.get(node.get("id")?.as_str()?)?;
            for dependency in node.get("deps")?.as_array()? {
                let to = *names.get(dependency.get("pkg")?.as_str()?)?;
                for kind in dependency.get("dep_kinds")?.as_array()? {
                    graph.add(from, to, Kind::of(kind.get("kind")?)?);
                }
            }
        }
        Some(graph)
    }

    /// Adds one dependency.
    pub(super) fn add(&mut self, from: &str, to: &str, kind: Kind) {
        self.edges
            .entry(from.to_owned())
            .or_default()
            .insert((to.to_owned(), kind));
    }

    /// Adds a crate of the workspace itself.
    #[cfg(test)]
    pub(super) fn add_member(&mut self, name: &str) {
        self.members.insert(name.to_owned());
    }

    /// Returns the crates of the workspace itself, sorted.
    pub(super) fn members(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(String::as_str)
    }

    /// Returns whether a crate is one of the workspace itself.
    pub(super) fn is_member(&self, name: &str) -> bool {
        self.members.contains(name)
    }

    /// Returns what a crate names itself, sorted.
    pub(super) fn direct(&self, name: &str) -> impl Iterator<Item = (&str, Kind)> {
        self.edges
            .get(name)
            .into_iter()
            .flatten()
            .map(|(to, kind)| (to.as_str(), *kind))
    }

    /// Returns everything that becomes part of a crate or helps to build it, each with the way that leads there.
    pub(super) fn tree(&self, name: &str) -> BTreeMap<&str, String> {
        let mut found: BTreeMap<&str, String> = BTreeMap::new();
        let mut open = vec![(name.to_owned(), name.to_owned())];
        while let Some((at, way)) = open.pop() {
            let Some(edges) = self.edges.get(&at) else {
                continue;
            };
            for (to, kind) in edges {
                if *kind != Kind::Development && !found.contains_key(to.as_str()) {
                    let way = format!("{way} -> {to}");
                    found.insert(to, way.clone());
                    open.push((to.clone(), way));
                }
            }
        }
        found
    }
}

impl Kind {
    fn of(value: &Value) -> Option<Self> {
        match value.as_str() {
            None if value.is_null() => Some(Self::Normal),
            Some("build") => Some(Self::Build),
            Some("dev") => Some(Self::Development),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Graph, Kind};

    #[test]
    fn the_answer_of_cargo_is_read() {
        let metadata = json!({
            "packages": [{ "id": "a#1", "name": "a" }, { "id": "b#1", "name": "b" }, { "id": "c#2", "name": "c" }],
            "workspace_members": ["a#1"],
            "resolve": { "nodes": [
                { "id": "a#1", "deps": [
                    { "pkg": "b#1", "dep_kinds": [{ "kind": null }, { "kind": "dev" }] },
                    { "pkg": "c#2", "dep_kinds": [{ "kind": "build" }] },
                ] },
                { "id": "b#1", "deps": [] },
                { "id": "c#2", "deps": [] },
            ] },
        });
        let graph = Graph::of(&metadata).unwrap();
        assert_eq!(graph.members().collect::<Vec<_>>(), ["a"]);
        assert_eq!(
            graph.direct("a").collect::<Vec<_>>(),
            [("b", Kind::Normal), ("b", Kind::Development), ("c", Kind::Build)]
        );
    }

    #[test]
    fn an_unknown_shape_is_refused() {
        assert!(Graph::of(&json!({ "packages": [] })).is_err());
        assert!(
            Graph::of(&json!({ "packages": [], "workspace_members": ["a#1"], "resolve": { "nodes": [] } }))
                .is_err()
        );
    }

    #[test]
    fn the_tree_tells_the_way_and_leaves_out_what_only_tests_see() {
        let mut graph = Graph::default();
        graph.add("a", "b", Kind::Normal);
        graph.add("b", "c", Kind::Build);
        graph.add("c", "a", Kind::Normal);
        graph.add("b", "d", Kind::Development);
        let tree = graph.tree("a");
        assert_eq!(tree["c"], "a -> b -> c");
        assert!(!tree.contains_key("d"));
    }
}
