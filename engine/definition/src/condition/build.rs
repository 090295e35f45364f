//! Building typed expressions: each function checks the types of its operands and reports what does not fit.

use std::ops::Range;

use alongside_core::definition::{Comparison, Expr, Operator};
use alongside_core::value::Value;

use super::types::{Type, Typed};
use crate::codes;
use crate::diagnostics::Problem;
use crate::sink::Sink;
use crate::words::{listed, nearest};

/// The most levels of a condition.
pub(crate) const DEPTH_MAX: usize = 32;

/// Puts an expression on top of others; one that is too deep is reported once and stands as broken.
fn over(expr: Expr, kind: Option<Type>, span: Range<usize>, below: &[usize], sink: &Sink<'_>) -> Typed {
    let depth = 1 + below.iter().copied().max().unwrap_or(0);
    if depth == DEPTH_MAX + 1 {
        let message = format!("the condition is nested more than {DEPTH_MAX} deep");
        let problem = Problem::error(codes::CONDITION_TOO_DEEP, message).at(span.clone(), "");
        sink.push(problem.help("write it flatter, or split it over several steps"));
    }
    let kind = if depth > DEPTH_MAX { None } else { kind };
    Typed {
        expr,
        kind,
        span,
        depth,
    }
}

fn mismatch(message: String, help: &str, span: Range<usize>, sink: &Sink<'_>) {
    sink.push(
        Problem::error(codes::CONDITION_TYPE, message)
            .at(span, "")
            .help(help),
    );
}

/// Whether an operand has a type, reporting it if it has another; what is broken counts as right.
fn expect(operand: &Typed, wanted: &Type, what: &str, sink: &Sink<'_>) -> bool {
    match &operand.kind {
        Some(found) if !found.same(wanted) => {
            let help = match (found, wanted) {
                (Type::Number, Type::Boolean) => "compare it with something, such as `> 0`",
                _ => "compare like with like",
            };
            let message = format!("{what} must be {}, and this is {}", wanted.words(), found.words());
            mismatch(message, help, operand.span.clone(), sink);
            false
        }
        Some(_) => true,
        None => false,
    }
}

fn kind_if(all_right: bool, kind: Type) -> Option<Type> {
    all_right.then_some(kind)
}

/// `all` or `any` of several; those of the same sort are taken apart into one.
pub(crate) fn logic(all: bool, operands: Vec<Typed>, span: Range<usize>, sink: &Sink<'_>) -> Typed {
    let what = if all {
        "each side of `&&`"
    } else {
        "each side of `||`"
    };
    let mut right = true;
    let mut flat = Vec::new();
    let mut depths = Vec::new();
    for operand in operands {
        right &= expect(&operand, &Type::Boolean, what, sink);
        match operand.expr {
            Expr::All(inner) if all => {
                flat.extend(inner);
                depths.push(operand.depth.saturating_sub(1));
            }
            Expr::Any(inner) if !all => {
                flat.extend(inner);
                depths.push(operand.depth.saturating_sub(1));
            }
            other => {
                flat.push(other);
                depths.push(operand.depth);
            }
        }
    }
    let expr = if all { Expr::All(flat) } else { Expr::Any(flat) };
    over(expr, kind_if(right, Type::Boolean), span, &depths, sink)
}

pub(crate) fn not(operand: Typed, span: Range<usize>, sink: &Sink<'_>) -> Typed {
    let right = expect(&operand, &Type::Boolean, "what `!` denies", sink);
    over(
        Expr::Not(Box::new(operand.expr)),
        kind_if(right, Type::Boolean),
        span,
        &[operand.depth],
        sink,
    )
}

pub(crate) fn compare(
    how: Comparison,
    left: Typed,
    right: Typed,
    span: Range<usize>,
    sink: &Sink<'_>,
) -> Typed {
    let fits = match (&left.kind, &right.kind) {
        (Some(a), Some(b)) => comparable(how, a, b, &span, sink) && members(&left, &right, sink),
        _ => false,
    };
    let depths = [left.depth, right.depth];
    let expr = Expr::Compare(how, Box::new(left.expr), Box::new(right.expr));
    over(expr, kind_if(fits, Type::Boolean), span, &depths, sink)
}

fn comparable(how: Comparison, a: &Type, b: &Type, span: &Range<usize>, sink: &Sink<'_>) -> bool {
    if !a.same(b) {
        let help = match (a, b) {
            (Type::Texts, Type::Text(_)) | (Type::Text(_), Type::Texts) => {
                "ask whether the text is `in` the list, or `includes` it"
            }
            (Type::Date, Type::Text(_)) | (Type::Text(_), Type::Date) => {
                "write a date as `date(\"2019-01-31\")`"
            }
            _ => "compare like with like",
        };
        mismatch(
            format!("{} is compared with {}", a.words(), b.words()),
            help,
            span.clone(),
            sink,
        );
        return false;
    }
    let ordered = matches!(a, Type::Number | Type::Date);
    let only_equality = matches!(how, Comparison::Equal | Comparison::NotEqual);
    if *a == Type::Texts {
        mismatch(
            "lists are not compared as a whole".to_owned(),
            "ask with `in` for one text at a time, or for `size(...)`",
            span.clone(),
            sink,
        );
        return false;
    }
    if !ordered && !only_equality {
        mismatch(
            format!("{} has no order", a.words()),
            "numbers and dates have an order; use `==`, `!=` or `in`",
            span.clone(),
            sink,
        );
        return false;
    }
    true
}

/// Where one side can only be one of some texts, checks that a constant on the other side is among them.
fn members(left: &Typed, right: &Typed, sink: &Sink<'_>) -> bool {
    [(left, right), (right, left)]
        .into_iter()
        .all(|(closed, constant)| match (&closed.kind, &constant.expr) {
            (Some(Type::Text(Some(closed))), Expr::Value(Value::Text(text)))
                if !closed.members.contains(text) =>
            {
                let names = || closed.members.iter().map(String::as_str);
                let cut: String = text.chars().take(80).collect();
                let help = match nearest(text, names()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("{} are {}", closed.what, listed(names())),
                };
                let problem = Problem::error(
                    codes::CONDITION_VALUE,
                    format!("`{cut}` is not one of {}", closed.what),
                );
                sink.push(problem.at(constant.span.clone(), "").help(help));
                false
            }
            _ => true,
        })
}

pub(crate) fn arithmetic(
    how: Operator,
    left: Typed,
    right: Typed,
    span: Range<usize>,
    sink: &Sink<'_>,
) -> Typed {
    let fits = [&left, &right].map(|operand| expect(operand, &Type::Number, "what is reckoned with", sink));
    let depths = [left.depth, right.depth];
    let expr = Expr::Arithmetic(how, Box::new(left.expr), Box::new(right.expr));
    over(
        expr,
        kind_if(fits == [true, true], Type::Number),
        span,
        &depths,
        sink,
    )
}

/// Whether something is among several, each of its type, or among the texts of a list.
pub(crate) fn contains(item: Typed, list: Vec<Typed>, span: Range<usize>, sink: &Sink<'_>) -> Typed {
    let mut right = item.kind.is_some();
    for candidate in &list {
        right &= match (&item.kind, &candidate.kind) {
            (Some(Type::Text(_)), Some(Type::Texts)) => true,
            (Some(a), Some(b)) => {
                comparable(Comparison::Equal, a, b, &candidate.span, sink) && members(&item, candidate, sink)
            }
            _ => false,
        };
    }
    let depths: Vec<usize> = std::iter::once(item.depth)
        .chain(list.iter().map(|candidate| candidate.depth))
        .collect();
    let list = list.into_iter().map(|candidate| candidate.expr).collect();
    over(
        Expr::In(Box::new(item.expr), list),
        kind_if(right, Type::Boolean),
        span,
        &depths,
        sink,
    )
}

pub(crate) fn size(list: Typed, span: Range<usize>, sink: &Sink<'_>) -> Typed {
    let right = expect(&list, &Type::Texts, "what `size` counts", sink);
    over(
        Expr::Size(Box::new(list.expr)),
        kind_if(right, Type::Number),
        span,
        &[list.depth],
        sink,
    )
}

pub(crate) fn choose(condition: Typed, yes: Typed, no: Typed, span: Range<usize>, sink: &Sink<'_>) -> Typed {
    let decides = expect(&condition, &Type::Boolean, "what stands before `?`", sink);
    let kind = match (&yes.kind, &no.kind) {
        (Some(a), Some(b)) if a.same(b) => Some(if a == b { a.clone() } else { Type::Text(None) }),
        (Some(a), Some(b)) => {
            let message = format!("`? :` chooses between {} and {}", a.words(), b.words());
            mismatch(message, "both must be of one type", span.clone(), sink);
            None
        }
        _ => None,
    };
    let depths = [condition.depth, yes.depth, no.depth];
    let expr = Expr::If(Box::new(condition.expr), Box::new(yes.expr), Box::new(no.expr));
    over(expr, kind.filter(|_| decides), span, &depths, sink)
}
