//! The parts that values are made of: ids, lengths of time, dates, conditions, lists.

use serde_json::{Value, json};

use super::table;

/// A name: lower-case letters, digits and single hyphens.
pub(super) fn id() -> Value {
    json!({ "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 64 })
}

pub(super) fn text() -> Value {
    json!({ "type": "string", "pattern": "\\S" })
}

pub(super) fn boolean() -> Value {
    json!({ "type": "boolean" })
}

pub(super) fn word(words: &[&str]) -> Value {
    json!({ "type": "string", "enum": words })
}

pub(super) fn amount() -> Value {
    json!({ "type": "number", "minimum": 0 })
}

pub(super) fn count(max: u32) -> Value {
    json!({ "type": "integer", "minimum": 1, "maximum": max })
}

pub(super) fn list(item: Value) -> Value {
    json!({ "type": "array", "items": item })
}

/// A list, or one item in place of a list of one.
pub(super) fn one_or_list(item: Value) -> Value {
    json!({ "anyOf": [item, { "type": "array", "items": item }] })
}

pub(super) fn condition_reference() -> Value {
    json!({ "$ref": "#/definitions/condition" })
}

/// A length of time.
pub(super) fn span() -> Value {
    json!({
        "type": "string",
        "pattern": "^\\s*[0-9]+\\s+(days?|school-days?|weeks?|teaching-weeks?|half-terms?|terms?)\\s*$",
        "examples": ["10 school-days", "2 weeks", "1 half-term"],
    })
}

/// A date as TOML writes it, without quotes. Validators see it as a text.
pub(super) fn date() -> Value {
    json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" })
}

/// `task.field`.
pub(super) fn record_path() -> Value {
    json!({ "type": "string", "pattern": "^\\s*[a-z0-9-]+\\.[a-z0-9-]+\\s*$", "examples": ["plan.review-by"] })
}

pub(super) fn version_requirement() -> Value {
    json!({ "type": "string", "pattern": "^\\s*[a-z0-9-]+\\s*(@.+)?$", "examples": ["attainment-gap@^1"] })
}

/// The rules that name a date.
pub(super) fn time() -> Value {
    let calendar = || ("calendar", "The school whose calendar counts.", id());
    json!({
        "anyOf": [
            span(),
            table(&["after"], vec![("after", "So long after the step begins.", span()), calendar()]),
            table(&["on"], vec![("on", "On this day.", date()), calendar()]),
            table(&["record"], vec![("record", "On the day that a task recorded.", record_path()), calendar()]),
            table(&["before-end"], vec![
                ("before-end", "So long before the end of the half-term or term.", span()),
                ("of", "The end of what.", word(&["half-term", "term"])),
                calendar(),
            ]),
        ],
    })
}

/// What a task records, or what is recorded when an event is reported.
pub(super) fn field() -> Value {
    table(
        &["id", "type"],
        vec![
            ("id", "Its name.", id()),
            ("title", "Its title, for people.", text()),
            (
                "type",
                "Its type.",
                word(&["text", "number", "boolean", "date", "texts"]),
            ),
            ("unit", "The unit of a number.", text()),
            ("optional", "Whether it may be left out.", boolean()),
        ],
    )
}

/// A condition: an expression, or a table.
pub(super) fn condition() -> Value {
    let value = || json!({ "type": ["string", "number", "boolean"] });
    let number = || json!({ "type": ["number", "string"] });
    let tests = |subject: (&'static str, &'static str, Value), more: Vec<super::Key>| {
        let mut keys = vec![
            subject.clone(),
            ("at-least", "At least so much.", number()),
            ("above", "More than so much.", number()),
            ("at-most", "At most so much.", number()),
            ("below", "Less than so much.", number()),
            ("is", "Exactly this.", value()),
            ("is-not", "Anything but this.", value()),
            ("includes", "The list holds this.", text()),
        ];
        keys.extend(more);
        table(&[subject.0], keys)
    };
    let condition = condition_reference;
    json!({
        "description": "A condition: a CEL expression in quotes, or a table that asks about one thing.",
        "anyOf": [
            { "type": "string", "pattern": "\\S", "examples": ["findings.gap.value >= 20 && steps.letter.done"] },
            tests(("finding", "The latest finding of a score step.", id()), vec![
                ("field", "The part of the finding; `value` without it.", text()),
            ]),
            tests(("decision", "What a decision chose.", id()), vec![]),
            tests(("record", "What a task recorded: task.field.", record_path()), vec![]),
            tests(("step", "How a step stands: done, active, overdue or flagged.", id()), vec![
                ("outcome", "How its latest round ended.", text()),
            ]),
            tests(("evidence", "How an item of evidence stands: step.item.", record_path()), vec![]),
            tests(("event", "Whether an outside event has been reported.", text()), vec![
                ("field", "What the latest report recorded.", text()),
            ]),
            tests(("fact", "A fact of the engagement.", id()), vec![]),
            table(&["membership"], vec![("membership", "The state of membership.", id())]),
            table(&["escalation"], vec![("escalation", "Whether an escalation was raised.", id())]),
            tests(("children", "Child engagements of a step, or step.completed with a test.", text()), vec![
                ("started", "So many have started.", amount()),
                ("open", "So many are open.", amount()),
                ("completed", "So many have completed.", amount()),
                ("ended", "So many were ended early.", amount()),
            ]),
            tests(("output", "What child engagements handed on: step.output, or step.output.mean.", text()), vec![]),
            tests(("previous", "What the engagement before handed on.", id()), vec![]),
            tests(("spent", "What has been spent: days or funding.", text()), vec![]),
            table(&["all"], vec![("all", "All of these hold.", list(condition()))]),
            table(&["any"], vec![("any", "At least one of these holds.", list(condition()))]),
            table(&["not"], vec![("not", "This does not hold.", condition())]),
        ],
    })
}
