//! Workflow and calendar files: from TOML text to what the core runs, with every problem at once.
//!
//! A file flows one way: text, then a tree in which every value knows its place, then checks that collect all
//! problems, then an immutable definition. Nothing here reads a file, a clock or a plugin.

pub mod calendar;
mod check;
mod codes;
mod compile;
mod condition;
mod declare;
mod diagnostics;
mod explain;
mod format;
mod fragment;
mod graph;
mod lint;
mod load;
mod parse;
mod raw;
mod schema;
mod scope;
mod sink;
mod words;

pub use codes::{CODES, Code};
pub use diagnostics::{Label, PROBLEMS_MAX, Problem, Problems, Severity};
pub use explain::{AROUND_EXAMPLES, Explanation, explanations, whole_example};
pub use format::format;
pub use fragment::fragment;
pub use graph::{Picture, Standing, graph};
pub use lint::{LINTS, LintContext, lint};
pub use load::{FILE_BYTES_MAX, Loaded, load};
pub use schema::schema;
pub use words::nearest;
