//! What the sources of the command line may not even name, though a crate in between might hand it on. Owns the list
//! and the search; never reads files. Tests are below.

use std::path::Path;

/// Where the rule holds.
const FOLDER: &str = "engine/cli/src";

/// Names the command line never speaks: the machinery is the runtime's own affair.
const NAMES: [&str; 9] = [
    "alongside_core",
    "alongside_definition",
    "alongside_measures",
    "alongside_plugin_host",
    "alongside_store",
    "core::decide",
    "decide::decide",
    "sled",
    "wasmtime",
];

/// Returns whether the rule holds for a file.
pub(super) fn concerns(path: &Path) -> bool {
    path.starts_with(FOLDER) && path.extension().is_some_and(|extension| extension == "rs")
}

/// Returns every place in a source that speaks a forbidden name; comments may.
pub(super) fn offences(path: &Path, text: &str) -> Vec<String> {
    let mut offences = Vec::new();
    for (number, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
    {
        for name in NAMES.iter().filter(|name| speaks(line, name)) {
            let place = path.display();
            offences.push(format!(
                "{place}:{}: names `{name}`, which is the runtime's own affair",
                number + 1
            ));
        }
    }
    offences
}

/// Returns whether a line holds a name that is not a part of a longer one.
fn speaks(line: &str, name: &str) -> bool {
    let part_of_name = |character: char| character.is_alphanumeric() || character == '_';
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + name.len()..].chars().next();
        !before.is_some_and(part_of_name) && !after.is_some_and(part_of_name)
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{concerns, offences};

    #[test]
    fn the_machinery_is_named_nowhere_but_in_comments() {
        let path = Path::new("engine/cli/src/show.rs");
        let text = "// sled is below\nuse alongside_runtime::core::decide::X;\nlet a = wasmtime::Engine::new();\n\
                    let sledge = 1;\nfn decide() {}\n";
        assert_eq!(
            offences(path, text),
            [
                "engine/cli/src/show.rs:2: names `core::decide`, which is the runtime's own affair",
                "engine/cli/src/show.rs:3: names `wasmtime`, which is the runtime's own affair",
            ]
        );
    }

    #[test]
    fn only_the_sources_of_the_command_line_are_concerned() {
        assert!(concerns(Path::new("engine/cli/src/commands/show.rs")));
        assert!(!concerns(Path::new("engine/store/src/index/db.rs")));
        assert!(!concerns(Path::new("engine/cli/src/help.txt")));
    }
}
