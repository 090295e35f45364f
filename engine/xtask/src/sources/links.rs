//! A link from one page to another file of the repository leads somewhere. Owns the search for links; links to the web
//! are left alone. Tests are below.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

/// Returns every link of a Markdown page that leads to no file or folder of the repository.
pub(super) fn offences(page: &Path, text: &str, known: &BTreeSet<PathBuf>) -> Vec<String> {
    let mut offences = Vec::new();
    let mut in_block = false;
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
        }
        for target in targets(line).filter(|_| !in_block) {
            if !leads_somewhere(page, target, known) {
                let place = page.display();
                offences.push(format!(
                    "{place}:{}: the link `{target}` leads to no file here",
                    number + 1
                ));
            }
        }
    }
    offences
}

/// Returns the targets of the links in a line that lead to files: `[text](target)` and `[name]: target`.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    let inline = line
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', ' ']).next());
    let named = line
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("]: "))
        .map(|(_, target)| target.trim());
    inline
        .chain(named)
        .filter_map(|target| target.split('#').next())
        .filter(|target| !target.is_empty() && !target.contains(':'))
}

fn leads_somewhere(page: &Path, target: &str, known: &BTreeSet<PathBuf>) -> bool {
    let Some(path) = resolve(page.parent().unwrap_or(Path::new("")), target) else {
        return false;
    };
    known.contains(&path) || known.iter().any(|file| file.starts_with(&path))
}

/// Follows a relative path from a folder; nothing where it leaves the repository.
fn resolve(folder: &Path, target: &str) -> Option<PathBuf> {
    let mut path = folder.to_owned();
    for component in Path::new(target).components() {
        match component {
            Component::Normal(name) => path.push(name),
            Component::CurDir => {}
            Component::ParentDir if path.pop() => {}
            _ => return None,
        }
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::offences;

    fn found(text: &str) -> Vec<String> {
        let known: BTreeSet<PathBuf> = ["README.md", "engine/ARCHITECTURE.md", "docs/a.md"]
            .map(PathBuf::from)
            .into_iter()
            .collect();
        offences(Path::new("docs/a.md"), text, &known)
    }

    #[test]
    fn links_to_files_folders_places_and_the_web_are_fine() {
        let text = "[a](../README.md) [b](../engine) [c](#here) [d](https://example.org/x) [e](a.md#part \"t\")\n\
                    [f]: ../engine/ARCHITECTURE.md\n";
        assert_eq!(found(text), [""; 0]);
    }

    #[test]
    fn a_link_that_leads_nowhere_or_outside_is_named_with_its_line() {
        let text = "x\n[a](README.md) and [b](../../outside.md)\n[c]: gone.md\n";
        assert_eq!(
            found(text),
            [
                "docs/a.md:2: the link `README.md` leads to no file here",
                "docs/a.md:2: the link `../../outside.md` leads to no file here",
                "docs/a.md:3: the link `gone.md` leads to no file here",
            ]
        );
    }

    #[test]
    fn code_blocks_are_not_pages() {
        assert_eq!(found("```\n[a](nowhere)\n```\n"), [""; 0]);
    }
}
