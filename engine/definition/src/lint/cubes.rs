//! Whether a condition can come to hold: it is turned into alternatives, each a set of demands on single names, and
//! it can hold if the demands of one alternative can be met.
//!
//! Where two names are compared with each other nothing is demanded but that both are known: this errs towards
//! "it can". A condition with very many alternatives can hold. Tests are below.

use std::collections::BTreeMap;

use alongside_core::definition::{Comparison, Expr, Name, Operator};
use alongside_core::value::Value;
use jiff::civil::Date;

use super::domain::{Domain, Interval, Texts};

/// The most alternatives that are followed.
const CUBES_MAX: usize = 256;

/// What is demanded of each name, by the name as it is written.
pub(super) type Cube = BTreeMap<String, Domain>;

/// Whether `expr` can come to be true, where `known` tells what each name can be.
pub(super) fn can_hold(expr: &Expr, known: &dyn Fn(&Name) -> Domain) -> bool {
    !alternatives(expr, known).is_empty()
}

/// The alternatives under which `expr` is true.
pub(super) fn alternatives(expr: &Expr, known: &dyn Fn(&Name) -> Domain) -> Vec<Cube> {
    Solver { known }.cubes(expr, true)
}

/// Whether `expr` is certainly true under the demands of `cube`.
pub(super) fn certain(expr: &Expr, cube: &Cube) -> bool {
    let mut all_known = true;
    expr.each_name(&mut |name| all_known &= cube.contains_key(&name.to_string()));
    let given = |name: &Name| cube.get(&name.to_string()).cloned().unwrap_or(Domain::Any);
    all_known && Solver { known: &given }.cubes(expr, false).is_empty()
}

struct Solver<'k> {
    known: &'k dyn Fn(&Name) -> Domain,
}

impl Solver<'_> {
    /// The alternatives under which `expr` is `wanted`.
    fn cubes(&self, expr: &Expr, wanted: bool) -> Vec<Cube> {
        match (expr, wanted) {
            (Expr::Value(Value::Boolean(value)), _) => constant(*value == wanted),
            (Expr::Value(_), _) => constant(false),
            (Expr::Name(name), _) => self.demand(name, Domain::booleans([wanted])),
            (Expr::Has(name), true) => self.demand(name, Domain::Any),
            (Expr::Has(_), false) => constant(true),
            (Expr::Not(inner), _) => self.cubes(inner, !wanted),
            (Expr::All(all), true) | (Expr::Any(all), false) => all
                .iter()
                .map(|one| self.cubes(one, wanted))
                .fold(constant(true), |a, b| both(&a, &b)),
            (Expr::Any(any), true) | (Expr::All(any), false) => {
                either(any.iter().flat_map(|one| self.cubes(one, wanted)).collect())
            }
            (Expr::Compare(comparison, a, b), _) => {
                let comparison = if wanted { *comparison } else { negated(*comparison) };
                self.compare(comparison, a, b)
            }
            (Expr::In(item, list), _) => self.contained(item, list, wanted),
            (Expr::If(condition, a, b), _) => {
                let mut cubes = both(&self.cubes(condition, true), &self.cubes(a, wanted));
                cubes.extend(both(&self.cubes(condition, false), &self.cubes(b, wanted)));
                either(cubes)
            }
            (Expr::Arithmetic(..) | Expr::Size(_), _) => constant(false),
        }
    }

    fn demand(&self, name: &Name, domain: Domain) -> Vec<Cube> {
        let left = (self.known)(name).meet(&domain);
        if left.is_empty() {
            return Vec::new();
        }
        vec![Cube::from([(name.to_string(), left)])]
    }

    /// Demands only that every name is known.
    fn all_known(&self, exprs: &[&Expr]) -> Vec<Cube> {
        let mut cubes = constant(true);
        for expr in exprs {
            if let Expr::If(condition, a, b) = expr {
                // Only one of the two is read.
                let one = either([self.all_known(&[a]), self.all_known(&[b])].concat());
                cubes = both(&both(&cubes, &self.all_known(&[condition])), &one);
                continue;
            }
            if let Expr::Name(name) = expr {
                cubes = both(&cubes, &self.demand(name, Domain::Any));
            }
            for operand in expr.operands() {
                cubes = both(&cubes, &self.all_known(&[operand]));
            }
        }
        cubes
    }

    fn compare(&self, comparison: Comparison, a: &Expr, b: &Expr) -> Vec<Cube> {
        if let (Some(left), Some(right)) = (Linear::of(a), Linear::of(b)) {
            return match left.minus(right) {
                Some(difference) => self.compare_number(comparison, &difference),
                None => self.all_known(&[a, b]),
            };
        }
        let demanded = match (a, b) {
            (Expr::Name(name), Expr::Value(value)) => texts_or_truth(comparison, value).map(|d| (name, d)),
            (Expr::Value(value), Expr::Name(name)) => texts_or_truth(comparison, value).map(|d| (name, d)),
            (Expr::Value(a), Expr::Value(b)) => {
                return constant(match comparison {
                    Comparison::Equal => a == b,
                    Comparison::NotEqual => a != b,
                    _ => true,
                });
            }
            _ => None,
        };
        match demanded {
            Some((name, domain)) => self.demand(name, domain),
            None => self.all_known(&[a, b]),
        }
    }

    /// Compares `factor * name + constant` with zero.
    fn compare_number(&self, comparison: Comparison, linear: &Linear<'_>) -> Vec<Cube> {
        let Some(name) = linear.name else {
            return constant(compares(comparison, linear.constant));
        };
        if linear.factor == 0.0 {
            let holds = compares(comparison, linear.constant);
            return if holds {
                self.demand(name, Domain::Any)
            } else {
                Vec::new()
            };
        }
        let comparison = if linear.factor < 0.0 {
            turned(comparison)
        } else {
            comparison
        };
        let interval = Interval::of(comparison, -linear.constant / linear.factor);
        self.demand(name, Domain::Number(interval))
    }

    fn contained(&self, item: &Expr, list: &[Expr], wanted: bool) -> Vec<Cube> {
        let values: Option<Vec<&Value>> = list
            .iter()
            .map(|item| match item {
                Expr::Value(value) => Some(value),
                _ => None,
            })
            .collect();
        match (item, values) {
            (_, Some(values)) if values.iter().any(|value| matches!(value, Value::Texts(_))) => {
                self.all_known(&[item])
            }
            (_, Some(_)) if wanted => either(
                list.iter()
                    .flat_map(|one| self.compare(Comparison::Equal, item, one))
                    .collect(),
            ),
            (_, Some(_)) => list
                .iter()
                .map(|one| self.compare(Comparison::NotEqual, item, one))
                .fold(self.all_known(&[item]), |a, b| both(&a, &b)),
            (item, None) => {
                let all: Vec<&Expr> = std::iter::once(item).chain(list).collect();
                self.all_known(&all)
            }
        }
    }
}

fn constant(holds: bool) -> Vec<Cube> {
    if holds { vec![Cube::new()] } else { Vec::new() }
}

/// Every pair of alternatives that go together.
fn both(a: &[Cube], b: &[Cube]) -> Vec<Cube> {
    let mut cubes = Vec::new();
    for one in a {
        for other in b {
            cubes.extend(together(one, other));
        }
    }
    either(cubes)
}

fn together(a: &Cube, b: &Cube) -> Option<Cube> {
    let mut cube = a.clone();
    for (name, domain) in b {
        let left = cube
            .get(name)
            .map_or_else(|| domain.clone(), |known| known.meet(domain));
        if left.is_empty() {
            return None;
        }
        cube.insert(name.clone(), left);
    }
    Some(cube)
}

/// The alternatives as they are; where they are too many, one that demands nothing.
fn either(cubes: Vec<Cube>) -> Vec<Cube> {
    if cubes.len() > CUBES_MAX {
        constant(true)
    } else {
        cubes
    }
}

fn negated(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Equal => Comparison::NotEqual,
        Comparison::NotEqual => Comparison::Equal,
        Comparison::Less => Comparison::GreaterOrEqual,
        Comparison::LessOrEqual => Comparison::Greater,
        Comparison::Greater => Comparison::LessOrEqual,
        Comparison::GreaterOrEqual => Comparison::Less,
    }
}

/// The comparison with its sides changed over.
pub(super) fn turned(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        same => same,
    }
}

/// Compares a number with zero.
fn compares(comparison: Comparison, number: f64) -> bool {
    match comparison {
        Comparison::Equal => number == 0.0,
        Comparison::NotEqual => number != 0.0,
        Comparison::Less => number < 0.0,
        Comparison::LessOrEqual => number <= 0.0,
        Comparison::Greater => number > 0.0,
        Comparison::GreaterOrEqual => number >= 0.0,
    }
}

fn texts_or_truth(comparison: Comparison, value: &Value) -> Option<Domain> {
    match (comparison, value) {
        (Comparison::Equal, Value::Text(text)) => Some(Domain::Text(Texts::only([text.as_str()]))),
        (Comparison::NotEqual, Value::Text(text)) => Some(Domain::Text(Texts::without(text.as_str()))),
        (Comparison::Equal, Value::Boolean(value)) => Some(Domain::booleans([*value])),
        (Comparison::NotEqual, Value::Boolean(value)) => Some(Domain::booleans([!*value])),
        _ => None,
    }
}

/// `factor * name + constant`.
#[derive(Debug, Clone, Copy)]
struct Linear<'e> {
    name: Option<&'e Name>,
    factor: f64,
    constant: f64,
}

impl<'e> Linear<'e> {
    /// Reads an expression as such a form, if it has it.
    fn of(expr: &'e Expr) -> Option<Self> {
        let constant = |constant| Self {
            name: None,
            factor: 0.0,
            constant,
        };
        match expr {
            Expr::Value(Value::Number(number)) => Some(constant(*number)),
            Expr::Value(Value::Date(date)) => Some(constant(days(*date))),
            Expr::Name(name) => Some(Self {
                name: Some(name),
                factor: 1.0,
                constant: 0.0,
            }),
            Expr::Arithmetic(operator, a, b) => {
                let (a, b) = (Self::of(a)?, Self::of(b)?);
                match operator {
                    Operator::Add => a.plus(b),
                    Operator::Subtract => a.minus(b),
                    Operator::Multiply if a.name.is_none() => Some(b.times(a.constant)),
                    Operator::Multiply if b.name.is_none() => Some(a.times(b.constant)),
                    Operator::Divide if b.name.is_none() && b.constant != 0.0 => {
                        Some(a.times(1.0 / b.constant))
                    }
                    Operator::Multiply | Operator::Divide => None,
                }
            }
            _ => None,
        }
    }

    fn times(self, factor: f64) -> Self {
        Self {
            name: self.name,
            factor: self.factor * factor,
            constant: self.constant * factor,
        }
    }

    fn plus(self, other: Self) -> Option<Self> {
        let name = match (self.name, other.name) {
            (Some(a), Some(b)) if a != b => return None,
            (a, b) => a.or(b),
        };
        Some(Self {
            name,
            factor: self.factor + other.factor,
            constant: self.constant + other.constant,
        })
    }

    fn minus(self, other: Self) -> Option<Self> {
        self.plus(other.times(-1.0))
    }
}

/// A date as a number, so that dates compare like numbers.
pub(super) fn days(date: Date) -> f64 {
    let since = date.since(Date::constant(2000, 1, 1));
    since.map_or(0.0, |span| f64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use alongside_core::definition::FindingField;
    use alongside_core::ids::StepId;

    use super::*;

    fn name(step: &str) -> Expr {
        Expr::Name(Name::Finding {
            step: StepId::new(step).unwrap(),
            field: FindingField::Value,
        })
    }

    fn compare(comparison: Comparison, a: Expr, b: f64) -> Expr {
        Expr::Compare(comparison, Box::new(a), Box::new(Expr::Value(Value::Number(b))))
    }

    fn possible(expr: &Expr) -> bool {
        can_hold(expr, &|_| Domain::Any)
    }

    #[test]
    fn demands_on_one_name_are_met_together_or_not_at_all() {
        let above = compare(Comparison::Greater, name("x"), 5.0);
        let below = compare(Comparison::Less, name("x"), 3.0);
        assert!(!possible(&Expr::All(vec![above.clone(), below.clone()])));
        assert!(possible(&Expr::Any(vec![above.clone(), below.clone()])));
        let other = compare(Comparison::Less, name("y"), 3.0);
        assert!(possible(&Expr::All(vec![above.clone(), other])));
        let neither = Expr::Not(Box::new(Expr::Any(vec![above, below])));
        assert!(possible(&neither));
    }

    #[test]
    fn what_cannot_be_known_makes_nothing_true() {
        let above = compare(Comparison::Greater, name("x"), 5.0);
        let unknown = |_: &Name| Domain::Unknown;
        assert!(!can_hold(&above, &unknown));
        assert!(!can_hold(&Expr::Not(Box::new(above.clone())), &unknown));
        let absent = Expr::Not(Box::new(Expr::Has(Name::Today)));
        assert!(can_hold(&Expr::Any(vec![above, absent]), &unknown));
    }

    #[test]
    fn arithmetic_on_one_name_is_worked_out() {
        let less = Expr::Arithmetic(
            Operator::Subtract,
            Box::new(Expr::Value(Value::Number(10.0))),
            Box::new(name("x")),
        );
        // 10 - x > 4 and x > 6
        let first = compare(Comparison::Greater, less, 4.0);
        let second = compare(Comparison::Greater, name("x"), 6.0);
        assert!(!possible(&Expr::All(vec![first, second])));
        let itself = Expr::Compare(Comparison::Less, Box::new(name("x")), Box::new(name("x")));
        assert!(!possible(&itself));
    }

    #[test]
    fn very_many_alternatives_can_hold() {
        let pair = |i: u32| {
            let either = |value| compare(Comparison::Equal, name(&format!("n{i}")), value);
            Expr::Any(vec![either(1.0), either(2.0)])
        };
        assert!(possible(&Expr::All((0..40).map(pair).collect())));
    }

    #[test]
    fn certainty_needs_every_name() {
        let above = compare(Comparison::Greater, name("x"), 5.0);
        let more = compare(Comparison::Greater, name("x"), 3.0);
        let cubes = alternatives(&above, &|_| Domain::Any);
        assert!(cubes.iter().all(|cube| certain(&more, cube)));
        let other = compare(Comparison::Greater, name("y"), 3.0);
        assert!(!cubes.iter().any(|cube| certain(&other, cube)));
    }
}
