//! Conditions: from tables and CEL strings to the core's typed tree, with every name and type checked.
//!
//! `structured` lowers tables, `cel` parses strings and `lower` lowers what it parsed; both build through
//! `build`, which knows the types, and `names`, which knows the workflow. `print` writes a tree as CEL. The
//! core evaluates; nothing here does. Golden cases are in `tests/golden`, the agreement with CEL's own
//! interpreter in `tests/conditions.rs`.

mod build;
mod cel;
mod lower;
mod names;
mod print;
mod structured;
mod types;

use alongside_core::definition::{Condition, Expr, Name, StepProperty};
use alongside_core::ids::StepId;

use crate::codes;
use crate::diagnostics::Problem;
use crate::raw::RawCondition;
use crate::scope::Scope;
use crate::sink::At;
use types::{Type, Typed};

/// The most parts of a condition, counted over its whole tree.
const PARTS_MAX: usize = 256;

/// Compiles a condition; reports and gives nothing where it is wrong.
pub(crate) fn compile(raw: &RawCondition, scope: &Scope<'_>) -> Option<Condition> {
    let typed = lower(raw, scope)?;
    match typed.kind {
        Some(Type::Boolean) => {}
        Some(other) => {
            let message = format!("a condition must answer yes or no, and this is {}", other.words());
            let problem = Problem::error(codes::CONDITION_TYPE, message).at(typed.span, "");
            scope
                .sink
                .push(problem.help("compare it with something, such as `>= 20`"));
            return None;
        }
        // What it is could not be found out, and why is reported already.
        None => return None,
    }
    if parts(&typed.expr) > PARTS_MAX {
        let message = format!("the condition holds more than {PARTS_MAX} parts");
        let problem = Problem::error(codes::CONDITION_TOO_LONG, message).at(raw.span(), "");
        scope.sink.push(problem.help("split it over several steps"));
        return None;
    }
    let source = match raw {
        RawCondition::Cel(cel) => cel.text.clone(),
        // A table has no words of its own that survive a change of white space or order.
        _ => print::print(&typed.expr),
    };
    Some(Condition {
        source,
        expr: typed.expr,
    })
}

/// Compiles the `until` of a repeat, where the id of a step alone means: until that step is done.
pub(crate) fn compile_until(raw: &RawCondition, scope: &Scope<'_>) -> Option<Condition> {
    if let RawCondition::Cel(cel) = raw
        && let Ok(id) = StepId::new(cel.text.as_str())
        && !matches!(id.as_str(), "true" | "false")
    {
        let id = At::new(id, cel.span.clone());
        scope.need_step(&id)?;
        let expr = Expr::Name(Name::Step {
            step: id.value,
            property: StepProperty::Done,
        });
        return Some(Condition {
            source: print::print(&expr),
            expr,
        });
    }
    compile(raw, scope)
}

fn lower(raw: &RawCondition, scope: &Scope<'_>) -> Option<Typed> {
    match raw {
        RawCondition::Cel(text) => lower::lower(text, scope),
        _ => structured::lower(raw, scope),
    }
}

fn parts(expr: &Expr) -> usize {
    1 + expr.operands().into_iter().map(parts).sum::<usize>()
}
