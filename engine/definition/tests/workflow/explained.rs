//! Explanations: each wrong example gives exactly its code, each right one nothing at all.

use std::collections::BTreeSet;

use alongside_definition::{LintContext, Problem, explanations, lint, load, whole_example};

use crate::catalog::bundled;

/// The problems of an example, lints included.
fn problems(example: &str) -> Vec<Problem> {
    let text = whole_example(example);
    match load("example.toml", &text, &bundled()) {
        Ok(mut loaded) => {
            let found = lint(&text, &loaded.definition, LintContext::default());
            loaded.warnings.extend(found);
            loaded.warnings
        }
        Err(problems) => problems.iter().cloned().collect(),
    }
}

#[test]
fn the_wrong_examples_give_their_code_and_the_right_ones_nothing() {
    let mut failures = Vec::new();
    for explained in explanations() {
        let name = explained.code.name();
        let (Some(wrong), Some(right)) = (explained.wrong, explained.right) else {
            continue;
        };
        let found: BTreeSet<&str> = problems(wrong).iter().map(|problem| problem.code).collect();
        if found != BTreeSet::from([explained.code.code]) {
            failures.push(format!("{name}: the wrong example gives {found:?}"));
        }
        let left = problems(right);
        if !left.is_empty() {
            failures.push(format!("{name}: the right example gives {left:#?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_code_says_why_and_nearly_every_one_shows_it() {
    let without: Vec<&str> = explanations()
        .filter(|explained| explained.wrong.is_none() || explained.right.is_none())
        .map(|explained| explained.code.name())
        .collect();
    assert_eq!(without, ["too-large", "too-many"], "these would fill pages");
    for explained in explanations() {
        assert!(explained.why.len() > 30, "{}", explained.code.name());
    }
    let names: BTreeSet<&str> = explanations().map(|explained| explained.code.name()).collect();
    assert_eq!(names.len(), explanations().count(), "a name stands for one code");
}
