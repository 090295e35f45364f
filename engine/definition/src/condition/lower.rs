//! Lowering what the CEL parser understood to the core's expressions; what workflows do not have is refused
//! by name.
//!
//! One thing differs from CEL on purpose: all numbers are of one type, so that `7 / 2` is 3.5.

use std::ops::Range;

use ::cel::common::ast::{CallExpr, Expr as Cel, IdedExpr, LiteralValue, SourceInfo, operators};
use alongside_core::definition::{Comparison, Expr, Operator};
use alongside_core::value::Value;
use jiff::civil::Date;

use super::build::{arithmetic, choose, compare, contains, logic, not, size};
use super::cel::{Parsed, parse};
use super::names::{ROOTS, Spelling, resolve};
use super::types::{Type, Typed};
use crate::codes;
use crate::diagnostics::Problem;
use crate::raw::CelText;
use crate::scope::Scope;
use crate::sink::At;

const COMPARISONS: [(&str, Comparison); 6] = [
    (operators::EQUALS, Comparison::Equal),
    (operators::NOT_EQUALS, Comparison::NotEqual),
    (operators::LESS, Comparison::Less),
    (operators::LESS_EQUALS, Comparison::LessOrEqual),
    (operators::GREATER, Comparison::Greater),
    (operators::GREATER_EQUALS, Comparison::GreaterOrEqual),
];

const ARITHMETIC: [(&str, Operator); 4] = [
    (operators::ADD, Operator::Add),
    (operators::SUBSTRACT, Operator::Subtract),
    (operators::MULTIPLY, Operator::Multiply),
    (operators::DIVIDE, Operator::Divide),
];

/// Parses and lowers a CEL string of the file.
pub(super) fn lower(text: &CelText, scope: &Scope<'_>) -> Option<Typed> {
    match parse(&text.text) {
        Ok(Parsed { expr, places }) => Some(Lowerer { scope, text, places }.expr(&expr)),
        Err(refusal) => {
            let span = refusal
                .place
                .and_then(|place| in_file(text, place))
                .unwrap_or_else(|| text.span.clone());
            scope.sink.push(
                Problem::error(refusal.code, refusal.message)
                    .at(span, "")
                    .help(refusal.help),
            );
            None
        }
    }
}

/// Where a part of the expression stands in the file, if that is known.
fn in_file(text: &CelText, place: Range<usize>) -> Option<Range<usize>> {
    text.start.map(|start| start + place.start..start + place.end)
}

struct Lowerer<'a> {
    scope: &'a Scope<'a>,
    text: &'a CelText,
    places: SourceInfo,
}

impl Lowerer<'_> {
    fn expr(&self, node: &IdedExpr) -> Typed {
        match &node.expr {
            Cel::Literal(literal) => self.literal(literal, node),
            Cel::Ident(_) | Cel::Select(_) => self.name(node),
            Cel::Call(call) => self.call(call, node),
            Cel::List(_) => self.unsupported(node, "a list", "a list stands only after `in`"),
            Cel::Map(_) => self.unsupported(node, "a map", "compare with one value at a time"),
            Cel::Struct(_) => self.unsupported(node, "a message", "compare with one value at a time"),
            Cel::Comprehension(_) => {
                self.unsupported(node, "a macro", "use `in`, or several conditions joined by `&&`")
            }
            Cel::Unspecified => Typed::broken(self.span(node)),
        }
    }

    fn literal(&self, literal: &LiteralValue, node: &IdedExpr) -> Typed {
        let span = self.span(node);
        let value = match literal {
            LiteralValue::Boolean(flag) => Value::Boolean(*flag.inner()),
            LiteralValue::String(text) => Value::Text(text.inner().to_owned()),
            LiteralValue::Double(number) if number.is_finite() => Value::Number(*number.inner()),
            #[expect(clippy::cast_precision_loss, reason = "checked to be exact")]
            LiteralValue::Int(number) if number.unsigned_abs() <= 1 << 53 => {
                Value::Number(*number.inner() as f64)
            }
            LiteralValue::Int(_) | LiteralValue::Double(_) => {
                let problem =
                    Problem::error(codes::CONDITION_VALUE, "the number is too large").at(span.clone(), "");
                self.scope.sink.push(problem.help("write a smaller number"));
                return Typed::broken(span);
            }
            LiteralValue::UInt(_) => {
                return self.unsupported(node, "an unsigned number", "write it without `u`");
            }
            LiteralValue::Bytes(_) => {
                return self.unsupported(node, "a string of bytes", "write a text without `b`");
            }
            LiteralValue::Null => {
                return self.unsupported(node, "`null`", "ask with `has(...)` whether a value is known");
            }
        };
        Typed::value(value, span)
    }

    fn name(&self, node: &IdedExpr) -> Typed {
        let span = self.span(node);
        let Some(path) = self.path(node) else {
            return self.unsupported(
                node,
                "a part of something that is no name",
                "write names such as `findings.gap.value`",
            );
        };
        resolve(&path, &span, Spelling::Underscores, self.scope).unwrap_or_else(|| Typed::broken(span))
    }

    /// The parts of a name, if that is what stands here.
    fn path(&self, node: &IdedExpr) -> Option<Vec<At<String>>> {
        match &node.expr {
            Cel::Ident(name) => Some(vec![At::new(name.clone(), self.span(node))]),
            Cel::Select(select) => {
                let mut path = self.path(&select.operand)?;
                let span = self.span(node);
                let start = span.end.saturating_sub(select.field.len());
                path.push(At::new(select.field.clone(), start.max(span.start)..span.end));
                Some(path)
            }
            Cel::Call(call) if call.func_name == operators::INDEX => {
                let [operand, index] = call.args.as_slice() else {
                    return None;
                };
                let Cel::Literal(LiteralValue::String(key)) = &index.expr else {
                    return None;
                };
                let mut path = self.path(operand)?;
                path.push(At::new(key.inner().to_owned(), self.span(index)));
                Some(path)
            }
            _ => None,
        }
    }

    fn call(&self, call: &CallExpr, node: &IdedExpr) -> Typed {
        let sink = self.scope.sink;
        let span = self.span(node);
        let name = call.func_name.as_str();
        if let Some(target) = &call.target {
            return self.method(name, target, node);
        }
        match (name, call.args.as_slice()) {
            (operators::LOGICAL_AND, [a, b]) => logic(true, vec![self.expr(a), self.expr(b)], span, sink),
            (operators::LOGICAL_OR, [a, b]) => logic(false, vec![self.expr(a), self.expr(b)], span, sink),
            (operators::LOGICAL_NOT, [a]) => not(self.expr(a), span, sink),
            (operators::CONDITIONAL, [a, b, c]) => {
                choose(self.expr(a), self.expr(b), self.expr(c), span, sink)
            }
            (operators::NEGATE, [a]) => self.negate(a, span),
            (operators::IN, [item, list]) => self.among(item, list, span),
            (operators::INDEX, _) => self.name(node),
            ("has", [name]) => self.has(name, span),
            ("size", [list]) => size(self.expr(list), span, sink),
            ("date", [text]) => self.date(text, span),
            (_, [a, b]) => match (find(&COMPARISONS, name), find(&ARITHMETIC, name)) {
                (Some(how), _) => compare(how, self.expr(a), self.expr(b), span, sink),
                (_, Some(how)) => self.reckon(how, a, b, span),
                _ => self.no_function(name, node),
            },
            _ => self.no_function(name, node),
        }
    }

    fn method(&self, name: &str, target: &IdedExpr, node: &IdedExpr) -> Typed {
        let help = match name {
            "exists" | "all" | "exists_one" | "existsOne" | "map" | "filter" => {
                "write what must hold for each thing, joined by `&&` or `||`; ask with `in` whether a list holds a text"
            }
            "size" => "write `size(...)` around the list",
            "contains" => "ask with `in` whether a list holds a text",
            _ => "conditions know `has(...)`, `size(...)` and `date(\"2019-01-31\")`",
        };
        let call = format!("`.{name}(...)`");
        // The name in front is looked at all the same, so that its mistakes are reported too.
        if self.path(target).is_some() {
            self.name(target);
        }
        self.unsupported(node, &call, help)
    }

    fn no_function(&self, name: &str, node: &IdedExpr) -> Typed {
        let (what, help) = match name {
            operators::MODULO => ("`%`".to_owned(), "conditions reckon with `+`, `-`, `*` and `/`"),
            "has" | "size" | "date" => (
                format!("`{name}` with other than one argument"),
                "give it one argument",
            ),
            "timestamp" | "duration" => (
                format!("`{name}(...)`"),
                "write dates as `date(\"2019-01-31\")`, and lengths of time in `due` or `repeat`",
            ),
            "int" | "uint" | "double" => (
                format!("`{name}(...)`"),
                "all numbers are of one type; write the number alone",
            ),
            _ => (
                format!("`{name}(...)`"),
                "conditions know `has(...)`, `size(...)` and `date(\"2019-01-31\")`",
            ),
        };
        self.unsupported(node, &what, help)
    }

    fn negate(&self, operand: &IdedExpr, span: Range<usize>) -> Typed {
        let operand = self.expr(operand);
        let nothing = Typed::value(Value::Number(0.0), span.clone());
        arithmetic(Operator::Subtract, nothing, operand, span, self.scope.sink)
    }

    fn among(&self, item: &IdedExpr, list: &IdedExpr, span: Range<usize>) -> Typed {
        let item = self.expr(item);
        if let Cel::List(list) = &list.expr {
            let list = list.elements.iter().map(|element| self.expr(element)).collect();
            return contains(item, list, span, self.scope.sink);
        }
        let list = self.expr(list);
        match &list.kind {
            Some(Type::Texts) | None => contains(item, vec![list], span, self.scope.sink),
            Some(other) => {
                let message = format!("`in` asks a list, and this is {}", other.words());
                let problem = Problem::error(codes::CONDITION_TYPE, message).at(list.span, "");
                self.scope
                    .sink
                    .push(problem.help("write a list such as `[\"a\", \"b\"]`, or compare with `==`"));
                Typed::broken(span)
            }
        }
    }

    fn has(&self, name: &IdedExpr, span: Range<usize>) -> Typed {
        if self.path(name).is_none() {
            return self.unsupported(
                name,
                "`has(...)` of anything but a name",
                "write `has(findings.gap.value)`",
            );
        }
        let inner = self.name(name);
        match inner.expr {
            Expr::Name(name) => Typed {
                expr: Expr::Has(name),
                kind: Some(Type::Boolean),
                span,
                depth: 1,
            },
            _ => Typed::broken(span),
        }
    }

    fn date(&self, text: &IdedExpr, span: Range<usize>) -> Typed {
        let date = match &text.expr {
            Cel::Literal(LiteralValue::String(text)) => text.inner().parse::<Date>().ok(),
            _ => None,
        };
        date.map_or_else(
            || {
                let problem =
                    Problem::error(codes::CONDITION_VALUE, "this is not a date").at(self.span(text), "");
                self.scope
                    .sink
                    .push(problem.help("write a date as `date(\"2019-01-31\")`"));
                Typed::broken(span.clone())
            },
            |date| Typed::value(Value::Date(date), span.clone()),
        )
    }

    fn reckon(&self, how: Operator, a: &IdedExpr, b: &IdedExpr, span: Range<usize>) -> Typed {
        if how == Operator::Subtract
            && let Some(meant) = self.hyphenated(a, b)
        {
            let problem = Problem::error(codes::CONDITION_UNKNOWN_NAME, "a hyphen is read as a minus here");
            self.scope.sink.push(
                problem
                    .at(span.clone(), "")
                    .help(format!("write the hyphens of an id as underscores: `{meant}`")),
            );
            return Typed::broken(span);
        }
        arithmetic(how, self.expr(a), self.expr(b), span, self.scope.sink)
    }

    /// What was probably meant where an id was written with its hyphen.
    fn hyphenated(&self, a: &IdedExpr, b: &IdedExpr) -> Option<String> {
        let known = |part: &At<String>| ROOTS.iter().any(|root| root.name == part.value);
        let join = |path: Vec<At<String>>| {
            path.into_iter()
                .map(|part| part.value)
                .collect::<Vec<_>>()
                .join(".")
        };
        let (left, right) = (self.leftmost(a)?, self.path(b)?);
        if !left.first().is_some_and(known) || right.first().is_none_or(known) {
            return None;
        }
        Some(format!("{}_{}", join(left), join(right)))
    }

    /// The name at the left, through any number of minuses, joined as an id would be.
    fn leftmost(&self, node: &IdedExpr) -> Option<Vec<At<String>>> {
        match &node.expr {
            Cel::Call(call) if call.func_name == operators::SUBSTRACT => {
                let [a, b] = call.args.as_slice() else { return None };
                let mut left = self.leftmost(a)?;
                let mut right = self.path(b)?.into_iter();
                let (last, next) = (left.last_mut()?, right.next()?);
                last.value = format!("{}_{}", last.value, next.value);
                left.extend(right);
                Some(left)
            }
            _ => self.path(node),
        }
    }

    fn unsupported(&self, node: &IdedExpr, what: &str, help: &str) -> Typed {
        let span = self.span(node);
        let problem = Problem::error(
            codes::CONDITION_UNSUPPORTED,
            format!("conditions do not have {what}"),
        );
        self.scope.sink.push(problem.at(span.clone(), "").help(help));
        Typed::broken(span)
    }

    /// Where a part stands in the file; the whole string where that is not known.
    fn span(&self, node: &IdedExpr) -> Range<usize> {
        self.place(node)
            .and_then(|place| in_file(self.text, place))
            .unwrap_or_else(|| self.text.span.clone())
    }

    /// Where a part stands in the expression: from the first to the last of its tokens.
    fn place(&self, node: &IdedExpr) -> Option<Range<usize>> {
        let text = self.text.text.as_str();
        let (start, last) = self.places.offset_for(node.id)?;
        let (start, end) = (start as usize, last as usize + 1);
        let mut place = start..end;
        let mut include = |inner: &IdedExpr| {
            if let Some(inner) = self.place(inner) {
                place = place.start.min(inner.start)..place.end.max(inner.end);
            }
        };
        match &node.expr {
            Cel::Select(select) => {
                include(&select.operand);
                let after_dot = text.get(end..)?;
                let blank = after_dot.len() - after_dot.trim_start().len();
                place.end = place.end.max(end + blank + select.field.len());
            }
            Cel::Call(call) => {
                call.target.iter().for_each(|target| include(target));
                call.args.iter().for_each(include);
                if text.get(start..end) == Some("(") {
                    // A call's token is its bracket; its name stands before it.
                    let name = text.get(..start)?.trim_end();
                    place.start = place.start.min(name.len().saturating_sub(call.func_name.len()));
                    place.end = close(text, place.end, ')');
                } else if text.get(start..end) == Some("[") {
                    place.end = close(text, place.end, ']');
                }
            }
            Cel::List(list) => {
                list.elements.iter().for_each(include);
                place.end = close(text, place.end, ']');
            }
            _ => {}
        }
        (place.end <= text.len()).then_some(place)
    }
}

/// Moves an end past a closing bracket that follows it.
fn close(text: &str, end: usize, bracket: char) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    let blank = rest.len() - rest.trim_start().len();
    if rest.trim_start().starts_with(bracket) {
        end + blank + 1
    } else {
        end
    }
}

fn find<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    table
        .iter()
        .find(|(operator, _)| *operator == name)
        .map(|(_, found)| *found)
}
