//! The plan of an adopted intervention: a fragment of a workflow, read and checked like a file and made a part of the
//! workflow of one engagement.
//!
//! `shadow` lets the fragment name what the workflow declares; `rename` gives its steps names of their own in the
//! workflow. Tests are in `tests/workflow/fragments.rs`.

mod rename;
mod shadow;

use std::collections::BTreeMap;

use alongside_core::catalog::Catalog;
use alongside_core::definition::{Definition, Step};
use alongside_core::ids::StepId;

use crate::codes;
use crate::compile;
use crate::diagnostics::{Problem, Problems};
use crate::load::FILE_BYTES_MAX;
use crate::parse;
use crate::raw::RawStep;
use crate::sink::Sink;

/// Reads, checks and compiles the plan of an intervention as a part of a workflow.
///
/// The text holds exactly one `[[stage]]` and nothing else at top level. Its steps may name the roles, parties, data,
/// events, facts and steps of `workflow`, which holds the steps that were added to it before; where the plan and the
/// workflow have a step of one name, the plan means its own. The id of each of its steps, and every mention of it,
/// gets `prefix` and a hyphen in front. The stage comes first, without a parent, and every parent before its children.
///
/// # Errors
/// Every problem of the text at once, if at least one is an error; warnings alone are left aside.
pub fn fragment(
    text: &str,
    workflow: &Definition,
    prefix: &str,
    catalog: &Catalog,
) -> Result<Vec<Step>, Problems> {
    let sink = Sink::new(text);
    let steps = if text.len() > FILE_BYTES_MAX {
        let message = format!(
            "the plan holds {} bytes; at most {FILE_BYTES_MAX} can be read",
            text.len()
        );
        sink.push(Problem::error(codes::TOO_LARGE, message).help("plan less"));
        None
    } else {
        read(workflow, prefix, catalog, &sink)
    };
    let has_errors = sink.has_errors();
    match steps {
        Some(steps) if !has_errors => Ok(steps),
        _ => {
            let mut problems = sink.into_problems();
            problems.sort_by_key(Problem::offset);
            Err(Problems::new(&format!("plan of {prefix}"), text, problems))
        }
    }
}

fn read(workflow: &Definition, prefix: &str, catalog: &Catalog, sink: &Sink<'_>) -> Option<Vec<Step>> {
    let own = parse::fragment(workflow, sink)?;
    let names = names(&own, workflow, prefix, sink);
    let count = own.len();
    let raw = shadow::around(own, workflow);
    let mut steps = compile::fragment(&raw, count, workflow, catalog, sink)?;
    for step in &mut steps {
        rename::step(step, &names);
    }
    Some(steps)
}

/// The name in the workflow of each step of the plan.
fn names(own: &[RawStep], workflow: &Definition, prefix: &str, sink: &Sink<'_>) -> BTreeMap<StepId, StepId> {
    let mut names = BTreeMap::new();
    for id in own.iter().filter_map(|step| step.id.as_ref()) {
        let whole = format!("{prefix}-{}", id.value);
        match StepId::new(whole.as_str()) {
            Ok(name) => {
                if workflow.step(&name).is_some() {
                    let message = format!("the workflow has a step called `{name}` already");
                    let problem = Problem::error(codes::DUPLICATE_ID, message).at(id.span.clone(), "");
                    sink.push(problem.help(format!("each id gets `{prefix}-` in front; choose another id")));
                }
                names.insert(id.value.clone(), name);
            }
            Err(error) => {
                let problem = Problem::error(codes::BAD_ID, error.to_string()).at(id.span.clone(), "");
                sink.push(problem.help(format!("each id gets `{prefix}-` in front; choose a shorter id")));
            }
        }
    }
    names
}
