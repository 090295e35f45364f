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

use std::ops::Range;

use alongside_core::definition::{Condition, Expr, Name, StepProperty};
use alongside_core::ids::{OutputId, StepId};
use alongside_core::value::ValueType;

use crate::codes;
use crate::diagnostics::Problem;
use crate::raw::RawCondition;
use crate::scope::Scope;
use crate::sink::At;
use types::Typed;

pub(crate) use print::print;
pub(crate) use types::Type;

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
    bounded(raw, typed, scope)
}

/// Makes a condition of what was lowered, unless it has too many parts.
fn bounded(raw: &RawCondition, typed: Typed, scope: &Scope<'_>) -> Option<Condition> {
    if parts(&typed.expr) > PARTS_MAX {
        let message = format!("the condition holds more than {PARTS_MAX} parts");
        let problem = Problem::error(codes::CONDITION_TOO_LONG, message).at(raw.span(), "");
        scope.sink.push(problem.help("split it over several steps"));
        return None;
    }
    let source = match raw {
        RawCondition::Cel(cel) => cel.text.clone(),
        // A table has no words of its own that survive a change of white space or order.
        _ => print(&typed.expr),
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
            source: print(&expr),
            expr,
        });
    }
    compile(raw, scope)
}

/// What is known of an output.
#[derive(Debug)]
pub(crate) enum Typing {
    /// Its value is being looked at just now.
    Open,
    /// Its type, where it could be found out, and its value, where it was compiled.
    Known(Option<Type>, Option<Condition>),
}

/// The type of an output of this workflow, looked at from `span`; none where it cannot be found out, which is reported.
pub(crate) fn output_type(id: &OutputId, span: &Range<usize>, scope: &Scope<'_>) -> Option<Type> {
    compile_output(id, scope);
    match scope.outputs.borrow().get(id) {
        Some(Typing::Known(kind, _)) => kind.clone(),
        Some(Typing::Open) => {
            let message = format!("the type of output `{id}` would follow from itself");
            let problem = Problem::error(codes::OUTPUT_TYPE, message).at(span.clone(), "");
            let help = format!("write the type of `{id}`, such as `type = \"number\"`");
            scope.sink.push(problem.help(help));
            None
        }
        None => None,
    }
}

/// Compiles the value of an output, once; gives its type and its value.
pub(crate) fn compile_output(id: &OutputId, scope: &Scope<'_>) -> Option<(ValueType, Condition)> {
    let raw = scope.raw.outputs.get(id)?;
    if !scope.outputs.borrow().contains_key(id) {
        let declared = raw.kind.as_ref().map(|kind| Type::of_kind(kind.value));
        let known = match &declared {
            Some(kind) => Typing::Known(Some(kind.clone()), None),
            None => Typing::Open,
        };
        scope.outputs.borrow_mut().insert(id.clone(), known);
        let typed = raw.value.as_ref().and_then(|value| lower(value, scope));
        let found = typed.as_ref().and_then(|typed| typed.kind.clone());
        if let (Some(declared), Some(found)) = (&declared, &found)
            && !declared.same(found)
        {
            let message = format!(
                "output `{id}` must be {}, and this is {}",
                declared.words(),
                found.words()
            );
            let value = raw
                .value
                .as_ref()
                .map_or_else(|| raw.span.clone(), RawCondition::span);
            let problem = Problem::error(codes::OUTPUT_TYPE, message).at(value, "");
            scope
                .sink
                .push(problem.help("write a value of that type, or another type"));
        }
        let value = raw.value.as_ref().zip(typed.filter(|typed| typed.kind.is_some()));
        let value = value.and_then(|(raw, typed)| bounded(raw, typed, scope));
        let known = Typing::Known(declared.or(found), value);
        scope.outputs.borrow_mut().insert(id.clone(), known);
    }
    match scope.outputs.borrow().get(id)? {
        Typing::Known(Some(kind), Some(value)) => Some((kind.value_type(), value.clone())),
        _ => None,
    }
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
