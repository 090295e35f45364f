//! Reading rules of time: `due`, `until` of a wait, and `repeat`.

use alongside_core::calendar::PeriodUnit;
use alongside_core::definition::RecordPath;
use jiff::civil::Date;
use toml::de::DeValue;

use super::condition::condition;
use super::reader::{
    Node, Table, as_written, bad_value, count, date, id, list, parse_id, span, text, word, wrong_type,
    wrong_type_help,
};
use crate::codes;
use crate::diagnostics::Problem;
use crate::raw::{RawPoint, RawRepeat, RawTime};
use crate::sink::{At, Sink};

const PERIODS: &[(&str, PeriodUnit)] = &[("half-term", PeriodUnit::HalfTerm), ("term", PeriodUnit::Term)];

/// The fewest and most rounds a repeat may be bounded to.
const ROUNDS_BOUNDS: (i64, i64) = (2, 1000);

/// The most lengths of time in a schedule.
const SCHEDULE_MAX: usize = 100;

/// Reads a date rule: a length of time, or a table with exactly one of `after`, `on`, `record`, `before-end`.
pub(super) fn time<'t>(node: &'t Node<'t>, what: &str, sink: &'t Sink<'t>) -> Option<RawTime> {
    match node.get_ref() {
        DeValue::Datetime(_) => date_alone(node, what, as_written(node, sink), sink),
        DeValue::String(text) if text.trim().parse::<Date>().is_ok() => {
            date_alone(node, what, Some(text.trim()), sink)
        }
        DeValue::String(_) => {
            let after = span(node, what, sink)?;
            Some(RawTime {
                span: after.span,
                point: Some(RawPoint::After(after.value)),
                calendar: None,
            })
        }
        DeValue::Table(_) => {
            let table = Table::read(node, what.to_owned(), sink)?;
            let point = point(&table, sink);
            let calendar = table.get("calendar", id);
            let span = table.span.clone();
            table.finish();
            Some(RawTime {
                span,
                point,
                calendar,
            })
        }
        _ => wrong_type(
            node,
            what,
            "a length of time such as `\"10 school-days\"`, or a table",
            sink,
        ),
    }
}

/// Reports a date that stands alone where a rule is wanted.
fn date_alone<T>(node: &Node<'_>, what: &str, written: Option<&str>, sink: &Sink<'_>) -> Option<T> {
    let expected = "a length of time such as `\"10 school-days\"`, or a table";
    let help = format!(
        "write a fixed date as `{{ on = {} }}`",
        written.unwrap_or("2019-01-31")
    );
    wrong_type_help(node, what, expected, help, sink)
}

fn point(table: &Table<'_>, sink: &Sink<'_>) -> Option<RawPoint> {
    let given: Vec<&str> = ["after", "on", "record", "before-end"]
        .into_iter()
        .filter(|key| table.node(key).is_some())
        .collect();
    if given.len() != 1 {
        let (code, message) = if given.is_empty() {
            (
                codes::MISSING_KEY,
                format!("{} does not say which date it means", table.owner),
            )
        } else {
            (
                codes::CONFLICTING_KEYS,
                format!("{} names more than one date", table.owner),
            )
        };
        let problem = Problem::error(code, message).at(table.span.clone(), "");
        sink.push(problem.help("give exactly one of `after`, `on`, `record` and `before-end`"));
    }
    let of = table.get("of", word(PERIODS));
    let offset = table.get("before-end", span);
    if offset.is_some() && table.node("of").is_none() {
        table.report_missing_one_of("of", "", PERIODS.iter().map(|(word, _)| *word));
    }
    if offset.is_none()
        && let Some(stray) = table
            .key_span("of")
            .filter(|_| table.node("before-end").is_none())
    {
        let problem = Problem::error(
            codes::CONFLICTING_KEYS,
            "`of` says the end of what, and there is no `before-end`",
        );
        sink.push(problem.at(stray, "").help("add `before-end`, or remove `of`"));
    }
    let after = table.get("after", span).map(|after| RawPoint::After(after.value));
    let on = table.get("on", date).map(RawPoint::On);
    let recorded = table.get("record", record_path).map(RawPoint::Recorded);
    let before_end = match (offset, of) {
        (Some(offset), Some(of)) => Some(RawPoint::BeforeEnd {
            offset: offset.value,
            of: of.value,
        }),
        _ => None,
    };
    after.or(on).or(recorded).or(before_end)
}

/// Reads `step.field`.
pub(super) fn record_path(node: &Node<'_>, what: &str, sink: &Sink<'_>) -> Option<At<RecordPath>> {
    let written = text(node, what, sink)?;
    let Some((step, field)) = written.value.split_once('.') else {
        let message = format!("{what} does not name a recorded field");
        return bad_value(
            written.span,
            message,
            "write the task and the field with a dot, such as `plan.review-by`",
            sink,
        );
    };
    let step = parse_id(step, written.span.clone(), sink);
    let field = parse_id(field, written.span.clone(), sink);
    Some(At::new(
        RecordPath {
            step: step?,
            field: field?,
        },
        written.span,
    ))
}

pub(super) fn repeat<'t>(node: &'t Node<'t>, what: &str, sink: &'t Sink<'t>) -> Option<RawRepeat> {
    if let (DeValue::String(_), Some(written)) = (node.get_ref(), as_written(node, sink)) {
        let help = format!("write `{{ every = {written} }}`");
        return wrong_type_help(node, what, "a table in braces, `{ ... }`", help, sink);
    }
    let table = Table::read(node, what.to_owned(), sink)?;
    let every = table.get("every", span);
    let schedule = table.get("schedule", list(SCHEDULE_MAX, span));
    let until = table.get("until", condition);
    let rounds_max = table.get("rounds-max", count(ROUNDS_BOUNDS.0, ROUNDS_BOUNDS.1));
    let broken = (every.is_none() && table.node("every").is_some())
        || (schedule.is_none() && table.node("schedule").is_some())
        || (until.is_none() && table.node("until").is_some())
        || (rounds_max.is_none() && table.node("rounds-max").is_some());
    let repeat = RawRepeat {
        span: table.span.clone(),
        every,
        schedule,
        before_end: table.get("before-end", span),
        until,
        rounds_max,
        calendar: table.get("calendar", id),
        broken,
    };
    table.finish();
    Some(repeat)
}
