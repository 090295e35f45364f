//! `whole-school-only`: a plan that cannot go beyond the whole school although the file itself names a large gap.
//!
//! Which tier a strategy belongs to only its plugin knows, and what people adopt only they. The file tells what the
//! plugin is shown, and whether it calls a gap large where the conditions do.

use alongside_core::definition::{Comparison, Condition, Expr, FindingField, Name, Step, StepKind};
use alongside_core::ids::StepId;
use alongside_core::value::Value;

use super::{Found, Lints, WHOLE_SCHOOL_ONLY};
use crate::diagnostics::Problem;

/// The parameter by which strategy plugins are told from which figure a gap is large.
const THRESHOLD: &str = "large-gap-from";

/// A gap that the file calls large, and where.
struct Large<'a> {
    gap: &'a Step,
    from: f64,
    by: &'a Step,
    key: &'static str,
}

/// A `recommend` step, the scores it looks at, and from which figure it takes a gap for large, where the file says so.
struct Recommends<'a> {
    step: &'a Step,
    sees: Vec<&'a Step>,
    large_from: Option<f64>,
}

pub(super) fn check(lints: &Lints<'_>, found: &mut Vec<Found>) {
    let recommending: Vec<Recommends<'_>> = lints
        .definition
        .steps
        .iter()
        .filter_map(|step| looks_at(step, lints))
        .collect();
    for named in large_gaps(lints) {
        let mut looking = recommending
            .iter()
            .filter(|recommends| recommends.sees.iter().any(|gap| is_same(gap, named.gap)))
            .peekable();
        if looking.peek().is_none() {
            found.extend(recommending.first().map(|any| unseen(any.step, &named, lints)));
            continue;
        }
        // One that takes it for large is enough.
        let too_high: Option<Vec<(&Step, f64)>> = looking
            .map(|recommends| {
                Some((
                    recommends.step,
                    recommends.large_from.filter(|from| *from > named.from)?,
                ))
            })
            .collect();
        if let Some((step, from)) = too_high.and_then(|all| all.first().copied()) {
            found.push(taken_for_small(step, from, &named, lints));
        }
    }
}

fn unseen(step: &Step, named: &Large<'_>, lints: &Lints<'_>) -> Found {
    let message = format!(
        "no `recommend` step looks at `{}`, which is large from {} for `{}`: whole-school strategies are all that can \
         follow from it",
        named.gap.id, named.from, named.by.id
    );
    let help = format!(
        "add \"{}\" to `findings` of the step that recommends",
        named.gap.id
    );
    problem(step, "findings", message, named, help, lints)
}

fn taken_for_small(step: &Step, threshold: f64, named: &Large<'_>, lints: &Lints<'_>) -> Found {
    let message = format!(
        "`{}` takes `{}` for large only from {threshold}, and `{}` from {}: between them whole-school strategies lead",
        step.id, named.gap.id, named.by.id, named.from
    );
    let help = format!("write `{THRESHOLD} = {}`, as the condition has it", named.from);
    problem(step, "with", message, named, help, lints)
}

fn problem(
    step: &Step,
    key: &str,
    message: String,
    named: &Large<'_>,
    help: String,
    lints: &Lints<'_>,
) -> Found {
    let problem = Problem::warning(WHOLE_SCHOOL_ONLY, message)
        .at(lints.places.key(step.id.as_str(), key), "recommends by this")
        .at(
            lints.places.key(named.by.id.as_str(), named.key),
            "names a large gap",
        );
    Found::of(step, problem.help(help))
}

fn looks_at<'a>(step: &'a Step, lints: &'a Lints<'_>) -> Option<Recommends<'a>> {
    let StepKind::Recommend { findings, with, .. } = &step.kind else {
        return None;
    };
    let large_from = with.get(THRESHOLD).and_then(|value| match value {
        Value::Number(number) => Some(*number),
        _ => None,
    });
    Some(Recommends {
        step,
        sees: findings
            .iter()
            .filter_map(|id| lints.definition.step(id))
            .collect(),
        large_from,
    })
}

/// Every gap that something waits for to be at least so large, the greatest figure of each first: that is the large one.
fn large_gaps<'a>(lints: &'a Lints<'_>) -> Vec<Large<'a>> {
    let mut large = Vec::new();
    for by in &lints.definition.steps {
        // A milestone that asks for much asks for what is good.
        if matches!(by.kind, StepKind::Milestone) {
            continue;
        }
        for (key, condition) in [("when", &by.when), ("or-when", &by.or_when)] {
            let Some(Condition { expr, .. }) = condition else {
                continue;
            };
            for (step, from) in least(expr) {
                let gap = lints.definition.step(step).filter(|step| is_gap(step));
                large.extend(gap.map(|gap| Large { gap, from, by, key }));
            }
        }
    }
    large.sort_by(|a, b| a.gap.id.cmp(&b.gap.id).then(b.from.total_cmp(&a.from)));
    large.dedup_by(|later, first| later.gap.id == first.gap.id);
    large
}

/// The findings whose value a condition asks, among other things, to be at least so much.
fn least(expr: &Expr) -> Vec<(&StepId, f64)> {
    use Comparison::{Greater, GreaterOrEqual, Less, LessOrEqual};
    match expr {
        Expr::All(parts) | Expr::Any(parts) => parts.iter().flat_map(least).collect(),
        Expr::Compare(Greater | GreaterOrEqual, a, b) => at_least(a, b).into_iter().collect(),
        Expr::Compare(Less | LessOrEqual, a, b) => at_least(b, a).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn at_least<'e>(high: &'e Expr, low: &Expr) -> Option<(&'e StepId, f64)> {
    match (high, low) {
        (Expr::Name(Name::Finding { step, field }), Expr::Value(Value::Number(from)))
            if matches!(field, FindingField::Value | FindingField::Low) && *from > 0.0 =>
        {
            Some((step, *from))
        }
        _ => None,
    }
}

/// Whether a score calls what it finds a gap: by its own name, or by that of its plugin.
fn is_gap(step: &Step) -> bool {
    let says = |id: &str| id.split('-').any(|word| word == "gap");
    match &step.kind {
        StepKind::Score { plugin, .. } => says(step.id.as_str()) || says(plugin.id.as_str()),
        _ => false,
    }
}

/// Whether two scores find the same: they are one, or compute the same measure from the same data.
fn is_same(a: &Step, b: &Step) -> bool {
    let figure = |step: &Step| match &step.kind {
        StepKind::Score {
            plugin,
            data,
            measure,
            ..
        } => Some((plugin.id.clone(), data.clone(), measure.clone())),
        _ => None,
    };
    a.id == b.id || figure(a) == figure(b)
}
