//! Evaluating conditions: total, deterministic, and honest about what is not known yet.
//!
//! Three values, after Kleene: a name without a value makes a comparison unknown, `false && unknown` is false,
//! `true || unknown` is true. A condition holds only when it is true; unknown is not true.

use std::cmp::Ordering;

use crate::definition::{Comparison, Condition, Expr, Name, Operator};
use crate::value::Value;

/// Looks up the value that a name stands for; none where it is not known yet.
pub type Lookup<'a> = &'a dyn Fn(&Name) -> Option<Value>;

/// Whether a condition holds.
pub fn holds(condition: &Condition, lookup: Lookup<'_>) -> bool {
    evaluate(&condition.expr, lookup) == Some(Value::Boolean(true))
}

/// Evaluates an expression; none where the answer depends on what is not known, or mixes types.
pub fn evaluate(expr: &Expr, lookup: Lookup<'_>) -> Option<Value> {
    match expr {
        Expr::Value(value) => Some(value.clone()),
        Expr::Name(name) => lookup(name),
        Expr::Has(name) => Some(Value::Boolean(lookup(name).is_some())),
        Expr::Not(inner) => Some(Value::Boolean(!truth(inner, lookup)?)),
        Expr::All(all) => kleene(all, lookup, false),
        Expr::Any(any) => kleene(any, lookup, true),
        Expr::Compare(comparison, left, right) => {
            compare(*comparison, &evaluate(left, lookup)?, &evaluate(right, lookup)?).map(Value::Boolean)
        }
        Expr::Arithmetic(operator, left, right) => {
            arithmetic(*operator, &evaluate(left, lookup)?, &evaluate(right, lookup)?)
        }
        Expr::In(item, list) => contains(&evaluate(item, lookup)?, list, lookup),
        Expr::Size(list) => match evaluate(list, lookup)? {
            Value::Texts(texts) => Some(Value::Number(f64::from(u32::try_from(texts.len()).ok()?))),
            Value::Text(text) => Some(Value::Number(f64::from(
                u32::try_from(text.chars().count()).ok()?,
            ))),
            _ => None,
        },
        Expr::If(condition, yes, no) => {
            if truth(condition, lookup)? {
                evaluate(yes, lookup)
            } else {
                evaluate(no, lookup)
            }
        }
    }
}

fn truth(expr: &Expr, lookup: Lookup<'_>) -> Option<bool> {
    match evaluate(expr, lookup)? {
        Value::Boolean(truth) => Some(truth),
        _ => None,
    }
}

/// All (`decisive` false) or any (`decisive` true): one decisive operand settles it, else one unknown spoils it.
fn kleene(operands: &[Expr], lookup: Lookup<'_>, decisive: bool) -> Option<Value> {
    let mut unknown = false;
    for operand in operands {
        match truth(operand, lookup) {
            Some(truth) if truth == decisive => return Some(Value::Boolean(decisive)),
            Some(_) => {}
            None => unknown = true,
        }
    }
    (!unknown).then_some(Value::Boolean(!decisive))
}

fn compare(comparison: Comparison, left: &Value, right: &Value) -> Option<bool> {
    let ordering = match (left, right) {
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(b)?,
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
        (Value::Texts(a), Value::Texts(b)) => return equality(comparison, a == b),
        // A choice of exactly one option reads as that option.
        (Value::Texts(texts), Value::Text(text)) | (Value::Text(text), Value::Texts(texts)) => {
            return equality(comparison, texts.len() == 1 && texts.first() == Some(text));
        }
        _ => return None,
    };
    Some(match comparison {
        Comparison::Equal => ordering == Ordering::Equal,
        Comparison::NotEqual => ordering != Ordering::Equal,
        Comparison::Less => ordering == Ordering::Less,
        Comparison::LessOrEqual => ordering != Ordering::Greater,
        Comparison::Greater => ordering == Ordering::Greater,
        Comparison::GreaterOrEqual => ordering != Ordering::Less,
    })
}

fn equality(comparison: Comparison, equal: bool) -> Option<bool> {
    match comparison {
        Comparison::Equal => Some(equal),
        Comparison::NotEqual => Some(!equal),
        _ => None,
    }
}

fn arithmetic(operator: Operator, left: &Value, right: &Value) -> Option<Value> {
    let (Value::Number(a), Value::Number(b)) = (left, right) else {
        return None;
    };
    let result = match operator {
        Operator::Add => a + b,
        Operator::Subtract => a - b,
        Operator::Multiply => a * b,
        Operator::Divide => a / b,
    };
    result.is_finite().then_some(Value::Number(result))
}

fn contains(item: &Value, list: &[Expr], lookup: Lookup<'_>) -> Option<Value> {
    let mut unknown = false;
    for candidate in list {
        match evaluate(candidate, lookup) {
            Some(Value::Texts(texts)) if matches!(item, Value::Text(_)) => {
                if texts.iter().any(|text| Value::Text(text.clone()) == *item) {
                    return Some(Value::Boolean(true));
                }
            }
            Some(value) => match compare(Comparison::Equal, item, &value) {
                Some(true) => return Some(Value::Boolean(true)),
                Some(false) => {}
                None => unknown = true,
            },
            None => unknown = true,
        }
    }
    (!unknown).then_some(Value::Boolean(false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::StepId;

    fn number(n: f64) -> Expr {
        Expr::Value(Value::Number(n))
    }

    fn boolean(b: bool) -> Expr {
        Expr::Value(Value::Boolean(b))
    }

    fn unknown() -> Expr {
        Expr::Name(Name::Decision {
            step: StepId::new("x").unwrap(),
        })
    }

    fn known(expr: &Expr) -> Option<Value> {
        evaluate(expr, &|_| None)
    }

    #[test]
    fn unknown_spoils_only_what_depends_on_it() {
        assert_eq!(
            known(&Expr::All(vec![boolean(false), unknown()])),
            Some(Value::Boolean(false))
        );
        assert_eq!(known(&Expr::All(vec![boolean(true), unknown()])), None);
        assert_eq!(
            known(&Expr::Any(vec![unknown(), boolean(true)])),
            Some(Value::Boolean(true))
        );
        assert_eq!(known(&Expr::Any(vec![unknown(), boolean(false)])), None);
        assert_eq!(known(&Expr::Not(Box::new(unknown()))), None);
    }

    #[test]
    fn at_least_includes_the_bound() {
        let at_least = Expr::Compare(
            Comparison::GreaterOrEqual,
            number(65.0).into(),
            number(65.0).into(),
        );
        assert_eq!(known(&at_least), Some(Value::Boolean(true)));
    }

    #[test]
    fn division_by_zero_is_unknown() {
        assert_eq!(
            known(&Expr::Arithmetic(
                Operator::Divide,
                number(1.0).into(),
                number(0.0).into()
            )),
            None
        );
    }

    #[test]
    fn a_single_choice_reads_as_its_option() {
        let lookup = |_: &Name| Some(Value::Texts(vec!["adapt".to_owned()]));
        let adapt = Expr::Value(Value::Text("adapt".to_owned()));
        let equal = Expr::Compare(Comparison::Equal, unknown().into(), adapt.clone().into());
        assert_eq!(evaluate(&equal, &lookup), Some(Value::Boolean(true)));
        assert_eq!(
            evaluate(&Expr::In(adapt.into(), vec![unknown()]), &lookup),
            Some(Value::Boolean(true))
        );
    }

    #[test]
    fn mixed_types_are_unknown_rather_than_false() {
        let mixed = Expr::Compare(Comparison::NotEqual, number(1.0).into(), boolean(true).into());
        assert_eq!(known(&mixed), None);
    }

    #[test]
    fn arithmetic_is_that_of_school() {
        let of = |operator| {
            known(&Expr::Arithmetic(
                operator,
                number(7.0).into(),
                number(2.0).into(),
            ))
        };
        for (operator, result) in [
            (Operator::Add, 9.0),
            (Operator::Subtract, 5.0),
            (Operator::Multiply, 14.0),
            (Operator::Divide, 3.5),
        ] {
            assert_eq!(of(operator), Some(Value::Number(result)), "{operator:?}");
        }
        let nought = Expr::Arithmetic(Operator::Divide, number(7.0).into(), number(0.0).into());
        assert_eq!(known(&nought), None);
    }

    #[test]
    fn lists_of_texts_are_equal_or_not_and_have_no_order() {
        let texts = |all: &[&str]| Value::Texts(all.iter().map(ToString::to_string).collect());
        let (few, many) = (texts(&["a"]), texts(&["a", "b"]));
        assert_eq!(compare(Comparison::Equal, &many, &many), Some(true));
        assert_eq!(compare(Comparison::Equal, &few, &many), Some(false));
        assert_eq!(compare(Comparison::NotEqual, &few, &many), Some(true));
        assert_eq!(compare(Comparison::Less, &few, &many), None);
        let text = Value::Text("a".to_owned());
        assert_eq!(compare(Comparison::Equal, &few, &text), Some(true));
        assert_eq!(compare(Comparison::Equal, &many, &text), Some(false));
        assert_eq!(compare(Comparison::Equal, &text, &texts(&["b"])), Some(false));
    }
}
