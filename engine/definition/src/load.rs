//! The one way in: a workflow file's text, checked against a catalog, becomes a definition.

use alongside_core::catalog::Catalog;
use alongside_core::definition::Definition;

use crate::codes;
use crate::compile;
use crate::diagnostics::{Problem, Problems};
use crate::parse;
use crate::sink::Sink;

/// The largest workflow file, in bytes.
pub const FILE_BYTES_MAX: usize = 256 * 1024;

/// A definition that may start, with what somebody should look at.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The compiled workflow.
    pub definition: Definition,
    /// What is no error and yet odd, in the order of the file.
    pub warnings: Vec<Problem>,
}

/// Reads, checks and compiles a workflow file.
///
/// `source_name` stands in the problems, usually the file's path. The same text against the same catalog
/// always gives the same definition; comments, white space and the order of keys do not change its digest.
///
/// # Errors
/// Every problem of the file at once, warnings included, if at least one is an error.
pub fn load(source_name: &str, text: &str, catalog: &Catalog) -> Result<Loaded, Problems> {
    let sink = Sink::new(text);
    let definition = if text.len() > FILE_BYTES_MAX {
        let message = format!(
            "the file holds {} bytes; at most {FILE_BYTES_MAX} can be read",
            text.len()
        );
        sink.push(Problem::error(codes::TOO_LARGE, message).help("split the workflow into several"));
        None
    } else {
        parse::workflow(&sink).and_then(|raw| compile::workflow(&raw, catalog, &sink))
    };
    let has_errors = sink.has_errors();
    let mut problems = sink.into_problems();
    problems.sort_by_key(Problem::offset);
    match definition {
        Some(definition) if !has_errors => Ok(Loaded {
            definition,
            warnings: problems,
        }),
        _ => Err(Problems::new(source_name, text, problems)),
    }
}
