//! Explanations: for every code of workflow files and every lint why it matters, an example that gives it, and the
//! example mended.
//!
//! Each code has a page in `explain/pages`; a code without one does not compile. `tests/workflow/explained.rs` proves
//! that each wrong example gives exactly its code, and that each right one gives nothing.

use crate::codes::{CODES, Code};
use crate::lint::LINTS;

/// What is told of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The code with its meaning and its remedy.
    pub code: Code,
    /// Whether it stops a file from being used.
    pub is_lint: bool,
    /// Why it matters.
    pub why: &'static str,
    /// An example that gives it; none where it would fill pages.
    pub wrong: Option<&'static str>,
    /// The example mended.
    pub right: Option<&'static str>,
}

/// What stands around an example that is only a part of a workflow.
pub const AROUND_EXAMPLES: &str = include_str!("explain/around.toml");

/// Every code of workflow files and every lint, explained.
pub fn explanations() -> impl Iterator<Item = Explanation> {
    let errors = CODES.iter().map(|code| explanation(code, false));
    errors.chain(LINTS.iter().map(|code| explanation(code, true)))
}

/// Makes a whole workflow of an example.
pub fn whole_example(example: &str) -> String {
    if example.contains("format = ") {
        return example.to_owned();
    }
    format!("{AROUND_EXAMPLES}\n{example}")
}

fn explanation(code: &Code, is_lint: bool) -> Explanation {
    let block = |kind: &str| {
        let (_, rest) = code.page.split_once(&format!("```toml {kind}\n"))?;
        rest.split_once("```").map(|(block, _)| block)
    };
    let why = code.page.split("\n```").next().unwrap_or(code.page);
    Explanation {
        code: *code,
        is_lint,
        why: why.trim(),
        wrong: block("wrong"),
        right: block("right"),
    }
}
