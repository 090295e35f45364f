//! Reading conditions: a CEL string, or a table that asks about one thing.

use alongside_core::definition::{CHILD_PROPERTIES, Comparison};
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
const SUBJECTS: [&str; 13] = [
    "finding",
    "decision",
    "record",
    "step",
    "evidence",
    "event",
    "fact",
    "membership",
    "escalation",
    "children",
    "output",
    "previous",
    "spent",
];

/// What is asked by itself, without a test.
const UNTESTED: [&str; 3] = ["event", "escalation", "membership"];

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
    let more = More {
        field: table.get("field", text),
        outcome: table.get("outcome", text),
        counts: CHILD_PROPERTIES
            .iter()
            .filter_map(|(word, _)| Some((*word, table.get(word, operand)?)))
            .collect(),
    };
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
        let help = format!(
            "name exactly one of {}, `all`, `any` and `not`; join several with `all = [ ... ]`",
            SUBJECTS.map(|subject| format!("`{subject}`")).join(", ")
        );
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
            .chain(["field", "outcome"])
            .chain(CHILD_PROPERTIES.iter().map(|(word, _)| *word))
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
        .and_then(|(key, written)| test(&table, key, written, more, tests, sink));
    table.finish();
    test.map(RawCondition::Test)
}

/// An id as an expression spells it.
fn in_cel(id: &str) -> String {
    id.chars().take(80).collect::<String>().replace('-', "_")
}

/// How to test what an event recorded, and how to count its reports.
fn event_help(event: &str, table: &Table<'_>) -> String {
    let test = TESTS
        .iter()
        .find_map(|(test, _)| table.node(test).map(|_| *test))
        .unwrap_or("is");
    let cut: String = event.chars().take(80).collect();
    format!(
        "to test what was recorded, name it: `{{ event = \"{cut}\", field = \"...\", {test} = ... }}`; to count how often \
         it was reported, write `events.{} >= 2`",
        in_cel(event)
    )
}

/// What a table says beside its subject and its tests.
struct More {
    /// Of a finding, or of what an event recorded.
    field: Option<At<String>>,
    /// Of a step.
    outcome: Option<At<String>>,
    /// Of children: how many stand how.
    counts: Vec<(&'static str, At<Value>)>,
}

fn test(
    table: &Table<'_>,
    key: &str,
    written: At<String>,
    more: More,
    mut tests: Vec<(Test, At<Value>)>,
    sink: &Sink<'_>,
) -> Option<RawTest> {
    refuse_stray(key, &more, sink);
    let tested = TESTS.iter().any(|(key, _)| table.node(key).is_some());
    let implied = (UNTESTED.contains(&key) && more.field.is_none())
        || (key == "step" && table.node("outcome").is_some())
        || (key == "children" && !more.counts.is_empty());
    if tested == implied {
        let (message, help) = match (tested, key) {
            (true, "event") => (
                "an event has happened or not, and takes no test".to_owned(),
                event_help(&written.value, table),
            ),
            (true, "escalation") => (
                "an escalation was raised or not, and takes no test".to_owned(),
                format!(
                    "remove the test, or count with `escalations.{} >= 2`",
                    in_cel(&written.value)
                ),
            ),
            (true, _) => (
                format!("`{key}` is tested twice over"),
                "remove the test, or put it into a table of its own, joined by `all = [ ... ]`".to_owned(),
            ),
            (false, "children") => (
                "the condition tests nothing".to_owned(),
                "add how many stand how, such as `completed = 3`".to_owned(),
            ),
            (false, _) => (
                "the condition tests nothing".to_owned(),
                "add `is`, `is-not`, `at-least`, `above`, `at-most`, `below` or `includes`".to_owned(),
            ),
        };
        sink.push(
            Problem::error(codes::CONDITION_SHAPE, message)
                .at(table.span.clone(), "")
                .help(help),
        );
        return None;
    }
    let place = written.span.clone();
    let mut subject = subject(key, written, &more, sink)?;
    let mut counts = more.counts.into_iter();
    if let (Subject::Children { property, .. }, Some((word, count))) = (&mut subject.value, counts.next()) {
        if !property.is_empty() || counts.next().is_some() {
            let problem = Problem::error(codes::CONDITION_SHAPE, "the condition counts children twice over");
            let help = "ask for one count at a time, joined by `all = [ ... ]`";
            sink.push(problem.at(place, "").help(help));
            return None;
        }
        word.clone_into(property);
        tests.push((Test::Compare(Comparison::GreaterOrEqual), count));
    }
    Some(RawTest {
        span: table.span.clone(),
        subject,
        tests,
    })
}

/// Reports what belongs to other subjects.
fn refuse_stray(key: &str, more: &More, sink: &Sink<'_>) {
    let refuse = |span: &std::ops::Range<usize>, message: &str, help: &str| {
        let problem = Problem::error(codes::CONDITION_SHAPE, message).at(span.clone(), "");
        sink.push(problem.help(help));
    };
    if let Some(stray) = more
        .field
        .as_ref()
        .filter(|_| !matches!(key, "finding" | "event"))
    {
        refuse(
            &stray.span,
            "`field` belongs to `finding` and `event`",
            "name a recorded field as `record = \"task.field\"`",
        );
    }
    if let Some(stray) = more.outcome.as_ref().filter(|_| key != "step") {
        refuse(
            &stray.span,
            "`outcome` belongs to `step`",
            "ask how a step ended with `{ step = \"letter\", outcome = \"lapsed\" }`",
        );
    }
    for (word, stray) in more.counts.iter().filter(|_| key != "children") {
        refuse(
            &stray.span,
            &format!("`{word}` belongs to `children`"),
            "count children with `{ children = \"support\", completed = 3 }`",
        );
    }
}

/// What a table asks about.
fn subject(key: &str, written: At<String>, more: &More, sink: &Sink<'_>) -> Option<At<Subject>> {
    let text = written.value;
    let (step, part) = match text.split_once('.') {
        Some((step, part)) => (step.to_owned(), part.to_owned()),
        None => (text.clone(), String::new()),
    };
    let needed = match key {
        "record" => Some(("a recorded field", "field")),
        "evidence" => Some(("an item of evidence", "item")),
        "output" => Some(("an output", "output")),
        "children" if more.counts.is_empty() => Some(("what to count", "completed")),
        _ => None,
    };
    if let Some((what, example)) = needed.filter(|_| part.is_empty()) {
        let problem = Problem::error(codes::CONDITION_SHAPE, format!("`{key}` does not name {what}"));
        let help = match key {
            "children" => format!("write `{{ children = \"{text}\", completed = 3 }}`"),
            _ => format!("write the step and the {example} with a dot, such as `{text}.{example}`"),
        };
        sink.push(problem.at(written.span, "").help(help));
        return None;
    }
    let subject = match key {
        "finding" => Subject::Finding {
            step: text,
            field: more
                .field
                .as_ref()
                .map_or_else(|| "value".to_owned(), |field| field.value.clone()),
        },
        "decision" => Subject::Decision(text),
        "record" => Subject::Record { step, field: part },
        "step" => match &more.outcome {
            Some(outcome) => Subject::Outcome {
                step: text,
                outcome: outcome.clone(),
            },
            None => Subject::Step(text),
        },
        "evidence" => Subject::Evidence { step, item: part },
        "fact" => Subject::Fact(text),
        "membership" => Subject::Membership(text),
        "escalation" => Subject::Escalation(text),
        "children" => Subject::Children { step, property: part },
        "output" => Subject::Output(text.split('.').map(str::to_owned).collect()),
        "previous" => Subject::Previous(text),
        "spent" => Subject::Spent(text),
        _ => match &more.field {
            Some(field) => Subject::Reported {
                event: text,
                field: field.value.clone(),
            },
            None => Subject::Event(text),
        },
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
