//! Reading conditions: a CEL string, or a table that asks about one thing.

use alongside_core::definition::Comparison;
use alongside_core::value::Value;
use toml::de::DeValue;

use super::reader::{Node, Table, boolean, date, list, number, text, wrong_type};
use crate::codes;
use crate::diagnostics::Problem;
use crate::raw::{CelText, RawCondition, RawTest, Subject, Test};
use crate::sink::{At, Sink};

/// The most items of an `all` or `any`.
const ITEMS_MAX: usize = 64;

/// What a table can ask about.
const SUBJECTS: [&str; 6] = ["finding", "decision", "record", "step", "evidence", "event"];

/// The tests a table can make.
const TESTS: [(&str, Test); 7] = [
    ("at-least", Test::Compare(Comparison::GreaterOrEqual)),
    ("above", Test::Compare(Comparison::Greater)),
    ("at-most", Test::Compare(Comparison::LessOrEqual)),
    ("below", Test::Compare(Comparison::Less)),
    ("is", Test::Compare(Comparison::Equal)),
    ("is-not", Test::Compare(Comparison::NotEqual)),
    ("includes", Test::Includes),
];

pub(super) fn condition<'t>(node: &'t Node<'t>, what: &str, sink: &'t Sink<'t>) -> Option<RawCondition> {
    match node.get_ref() {
        DeValue::String(_) => {
            text(node, what, sink).map(|written| RawCondition::Cel(cel_text(node, written.value, sink)))
        }
        DeValue::Table(_) => from_table(Table::read(node, what.to_owned(), sink)?, sink),
        _ => wrong_type(
            node,
            what,
            "a condition: a text, or a table such as `{ finding = \"gap\", at-least = 20 }`",
            sink,
        ),
    }
}

/// Finds where the expression stands in the file, so that problems can point into it.
fn cel_text(node: &Node<'_>, text: String, sink: &Sink<'_>) -> CelText {
    let span = node.span();
    let written = sink.text.get(span.clone()).unwrap_or_default();
    // With an escape, or a line ending that TOML normalised, the text is not to be found as it is.
    let start = written.find(&text).map(|at| span.start + at);
    CelText { text, span, start }
}

fn from_table(table: Table<'_>, sink: &Sink<'_>) -> Option<RawCondition> {
    let span = table.span.clone();
    let joins = ["all", "any", "not"].iter().any(|key| table.node(key).is_some());
    let all = table
        .get("all", list(ITEMS_MAX, condition))
        .map(|all| RawCondition::All(At::new(all.value, span.clone())));
    let any = table
        .get("any", list(ITEMS_MAX, condition))
        .map(|any| RawCondition::Any(At::new(any.value, span.clone())));
    let not = table
        .get("not", condition)
        .map(|not| RawCondition::Not(At::new(Box::new(not), span.clone())));
    let tests: Vec<_> = TESTS
        .iter()
        .filter_map(|(key, test)| Some((*test, table.get(key, operand)?)))
        .collect();
    let field = table.get("field", text);
    let subjects: Vec<_> = SUBJECTS
        .iter()
        .filter_map(|key| Some((*key, table.get(key, text)?)))
        .collect();
    let asked = |keys: &[&'static str]| keys.iter().filter(|key| table.node(key).is_some()).count();
    let things = asked(&["all", "any", "not"]) + asked(&SUBJECTS);
    if things != 1 {
        let message = if things == 0 {
            "the condition asks about nothing"
        } else {
            "the condition asks about several things"
        };
        let help = "name exactly one of `finding`, `decision`, `record`, `step`, `evidence`, `event`, `all`, `any` and `not`; join several with `all = [ ... ]`";
        sink.push(
            Problem::error(codes::CONDITION_SHAPE, message)
                .at(span.clone(), "")
                .help(help),
        );
        table.finish();
        return None;
    }
    if joins {
        let stray = TESTS
            .iter()
            .map(|(key, _)| *key)
            .chain(["field"])
            .find_map(|key| Some((key, table.key_span(key)?)));
        if let Some((key, place)) = stray {
            let problem = Problem::error(codes::CONDITION_SHAPE, format!("`{key}` tests nothing here"));
            sink.push(
                problem
                    .at(place, "")
                    .help("put it into the table that names what it tests"),
            );
        }
        table.finish();
        return all.or(any).or(not);
    }
    let test = subjects
        .into_iter()
        .next()
        .and_then(|(key, written)| test(&table, key, written, field, tests, sink));
    table.finish();
    test.map(RawCondition::Test)
}

fn test(
    table: &Table<'_>,
    key: &str,
    written: At<String>,
    field: Option<At<String>>,
    tests: Vec<(Test, At<Value>)>,
    sink: &Sink<'_>,
) -> Option<RawTest> {
    let tested = TESTS.iter().any(|(key, _)| table.node(key).is_some());
    if tested == (key == "event") {
        let (message, help) = if tested {
            (
                "an event has happened or not, and takes no test",
                "remove the test, or count with `events.<event> >= 2`",
            )
        } else {
            (
                "the condition tests nothing",
                "add `is`, `is-not`, `at-least`, `above`, `at-most`, `below` or `includes`",
            )
        };
        sink.push(
            Problem::error(codes::CONDITION_SHAPE, message)
                .at(table.span.clone(), "")
                .help(help),
        );
        return None;
    }
    if let Some(stray) = field.as_ref().filter(|_| key != "finding") {
        let problem =
            Problem::error(codes::CONDITION_SHAPE, "`field` belongs to `finding`").at(stray.span.clone(), "");
        sink.push(problem.help("name a recorded field as `record = \"task.field\"`"));
    }
    Some(RawTest {
        span: table.span.clone(),
        subject: subject(key, written, field, sink)?,
        tests,
    })
}

/// What a table asks about; `field` is of findings.
fn subject(
    key: &str,
    written: At<String>,
    field: Option<At<String>>,
    sink: &Sink<'_>,
) -> Option<At<Subject>> {
    let text = written.value;
    let (step, part) = match (key, text.split_once('.')) {
        (_, Some((step, part))) => (step.to_owned(), part.to_owned()),
        ("record" | "evidence", None) => {
            let (what, part) = match key {
                "record" => ("a recorded field", "field"),
                _ => ("an item of evidence", "item"),
            };
            let problem = Problem::error(codes::CONDITION_SHAPE, format!("`{key}` does not name {what}"));
            let help = format!("write the step and the {part} with a dot, such as `{text}.{part}`");
            sink.push(problem.at(written.span, "").help(help));
            return None;
        }
        (_, None) => (text.clone(), String::new()),
    };
    let subject = match key {
        "finding" => Subject::Finding {
            step: text,
            field: field.map_or_else(|| "value".to_owned(), |field| field.value),
        },
        "decision" => Subject::Decision(text),
        "record" => Subject::Record { step, field: part },
        "step" => Subject::Step(text),
        "evidence" => Subject::Evidence { step, item: part },
        _ => Subject::Event(text),
    };
    Some(At::new(subject, written.span))
}

/// Reads what a test compares with.
fn operand(node: &Node<'_>, what: &str, sink: &Sink<'_>) -> Option<At<Value>> {
    let value = match node.get_ref() {
        DeValue::String(_) => Value::Text(text(node, what, sink)?.value),
        DeValue::Integer(_) | DeValue::Float(_) => Value::Number(number(node, what, sink)?),
        DeValue::Boolean(_) => Value::Boolean(boolean(node, what, sink)?),
        DeValue::Datetime(_) => Value::Date(date(node, what, sink)?),
        DeValue::Array(_) | DeValue::Table(_) => return wrong_type(node, what, "one value", sink),
    };
    Some(At::new(value, node.span()))
}
