//! What a project is made of: the contract, the SDKs and the templates, carried inside the program.

macro_rules! plugins {
    ($($target:literal <- $source:literal),* $(,)?) => {
        &[$(($target, include_str!(concat!("../../../../plugins/", $source)))),*]
    };
}

/// The path within a project, and the text.
pub(super) type File = (&'static str, &'static str);

/// The contract.
pub(super) const WIT: File = (
    "wit/alongside.wit",
    include_str!("../../../../plugins/wit/alongside.wit"),
);

/// The SDK for Python.
pub(super) const SDK_PYTHON: &[File] =
    plugins!["sdk/alongside_plugin.py" <- "sdk-python/alongside_plugin.py"];

/// The SDK for JavaScript.
pub(super) const SDK_JS: &[File] = plugins![
    "sdk/alongside-plugin.js" <- "sdk-js/alongside-plugin.js",
    "sdk/alongside-plugin.d.ts" <- "sdk-js/alongside-plugin.d.ts",
];

/// The SDK for Rust.
pub(super) const SDK_RUST: &[File] = plugins![
    "sdk/Cargo.toml" <- "templates/rust/sdk.toml",
    "sdk/src/bindings.rs" <- "sdk/src/bindings.rs",
    "sdk/src/describe.rs" <- "sdk/src/describe.rs",
    "sdk/src/entry.rs" <- "sdk/src/entry.rs",
    "sdk/src/explain.rs" <- "sdk/src/explain.rs",
    "sdk/src/input.rs" <- "sdk/src/input.rs",
    "sdk/src/lib.rs" <- "sdk/src/lib.rs",
    "sdk/src/log.rs" <- "sdk/src/log.rs",
    "sdk/src/output.rs" <- "sdk/src/output.rs",
    "sdk/src/plan.rs" <- "sdk/src/plan.rs",
    "sdk/src/refusal.rs" <- "sdk/src/refusal.rs",
    "sdk/src/rounding.rs" <- "sdk/src/rounding.rs",
    "sdk/src/rule.rs" <- "sdk/src/rule.rs",
    "sdk/src/statistics.rs" <- "sdk/src/statistics.rs",
    "sdk/src/suppression.rs" <- "sdk/src/suppression.rs",
    "sdk/src/table.rs" <- "sdk/src/table.rs",
    "sdk/src/testing.rs" <- "sdk/src/testing.rs",
];

/// The manifest of a project in Rust.
pub(super) const CARGO: &str = include_str!("../../../../plugins/templates/rust/Cargo.toml.txt");

/// The versions of the crates that a plugin in Rust is built with.
pub(super) const PYTHON_TOOL: &str = "0.25.1";
/// The version of the tool that builds plugins in JavaScript.
pub(super) const JS_TOOL: &str = "0.4.5";

/// The templates: language, world, text.
const TEMPLATES: &[(&str, &str, &str)] = &[
    (
        "python",
        "scoring-rule",
        include_str!("../../../../plugins/templates/python/scoring-rule.py"),
    ),
    (
        "python",
        "intervention-strategy",
        include_str!("../../../../plugins/templates/python/intervention-strategy.py"),
    ),
    (
        "python",
        "importer",
        include_str!("../../../../plugins/templates/python/importer.py"),
    ),
    (
        "python",
        "evaluator",
        include_str!("../../../../plugins/templates/python/evaluator.py"),
    ),
    (
        "js",
        "scoring-rule",
        include_str!("../../../../plugins/templates/js/scoring-rule.js"),
    ),
    (
        "js",
        "intervention-strategy",
        include_str!("../../../../plugins/templates/js/intervention-strategy.js"),
    ),
    (
        "js",
        "importer",
        include_str!("../../../../plugins/templates/js/importer.js"),
    ),
    (
        "js",
        "evaluator",
        include_str!("../../../../plugins/templates/js/evaluator.js"),
    ),
    (
        "rust",
        "scoring-rule",
        include_str!("../../../../plugins/templates/rust/scoring-rule.rs"),
    ),
    (
        "rust",
        "intervention-strategy",
        include_str!("../../../../plugins/templates/rust/intervention-strategy.rs"),
    ),
    (
        "rust",
        "importer",
        include_str!("../../../../plugins/templates/rust/importer.rs"),
    ),
    (
        "rust",
        "evaluator",
        include_str!("../../../../plugins/templates/rust/evaluator.rs"),
    ),
];

/// The cases of a world: the same for every language.
const CASES: &[File] = plugins![
    "scoring-rule" <- "templates/cases/scoring-rule.toml",
    "intervention-strategy" <- "templates/cases/intervention-strategy.toml",
    "importer" <- "templates/cases/importer.toml",
    "evaluator" <- "templates/cases/evaluator.toml",
];

/// The template of a plugin.
pub(super) fn template(language: &str, world: &str) -> Option<&'static str> {
    let found = TEMPLATES.iter().find(|(l, w, _)| *l == language && *w == world);
    found.map(|(_, _, text)| *text)
}

/// The cases of a template.
pub(super) fn cases(world: &str) -> Option<&'static str> {
    CASES.iter().find(|(w, _)| *w == world).map(|(_, text)| *text)
}
