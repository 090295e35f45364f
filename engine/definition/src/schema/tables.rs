//! The tables at the top of a file.

use serde_json::{Map, Value, json};

use super::parts::{
    amount, boolean, condition_reference, count, date, field, id, list, one_or_list, span, text, word,
};
use super::{Key, declared, properties, table};
use crate::lint::LINTS;

/// Every key at the top of a file.
pub(super) fn top() -> Map<String, Value> {
    properties(vec![
        (
            "format",
            "The format of the file; always 1.",
            json!({ "const": 1 }),
        ),
        ("workflow", "The workflow's name, version and title.", workflow()),
        (
            "parties",
            "The schools and bodies that take part.",
            declared(party()),
        ),
        ("roles", "The roles that people hold.", declared(role())),
        ("data", "The datasets that an engagement needs.", declared(data())),
        (
            "facts",
            "Facts that an engagement keeps and conditions read.",
            declared(fact()),
        ),
        (
            "events",
            "Outside events that anybody with a part may report.",
            declared(event()),
        ),
        (
            "escalations",
            "What is taken to somebody else when it goes wrong.",
            declared(escalation()),
        ),
        (
            "membership",
            "Membership of the programme, as states.",
            membership(),
        ),
        (
            "outputs",
            "What an engagement hands on when it completes.",
            declared(output()),
        ),
        (
            "migrate",
            "How engagements on earlier versions move to this one, by those versions.",
            json!({
                "type": "object", "additionalProperties": migration(),
            }),
        ),
        (
            "lints",
            "Lints that are silenced for the whole file, each with its reason.",
            lints(),
        ),
        (
            "stage",
            "The stages, in order.",
            list(json!({ "$ref": "#/definitions/stage" })),
        ),
        (
            "step",
            "Steps that stand in no stage.",
            list(json!({ "$ref": "#/definitions/lone-step" })),
        ),
    ])
}

fn workflow() -> Value {
    table(
        &["id", "version", "title"],
        vec![
            ("id", "The workflow's name, unique among workflows.", id()),
            (
                "version",
                "Its version: three numbers, such as 1.0.0.",
                json!({
                    "type": "string", "pattern": "^\\s*[0-9]+\\.[0-9]+\\.[0-9]+", "examples": ["1.0.0"],
                }),
            ),
            ("title", "Its title, for people.", text()),
            ("description", "What it is for.", text()),
            ("source", "Where it comes from: documents and sections.", text()),
            (
                "calendar",
                "The school whose calendar counts where a rule names none.",
                id(),
            ),
            ("budget", "What an engagement may cost.", budget()),
            ("load", "How much support a school can take at once.", load()),
            (
                "ad-hoc",
                "The roles that may add steps while it runs.",
                one_or_list(id()),
            ),
            (
                "hold",
                "Who may suspend it, and what happens to its dates.",
                hold(),
            ),
        ],
    )
}

fn over() -> Key {
    ("over", "What happens at the limit.", word(&["warn", "refuse"]))
}

fn budget() -> Value {
    let source = table(
        &[],
        vec![
            ("title", "Its title, for people.", text()),
            ("days", "The days it gives.", amount()),
            ("funding", "The money it gives, in pounds.", amount()),
        ],
    );
    table(
        &[],
        vec![
            ("days", "Days of the supporter's time.", amount()),
            ("funding", "Money, in pounds.", amount()),
            (
                "warn-at",
                "The share, 0 to 1, from which people are warned; 0.8 without it.",
                json!({
                    "type": "number", "minimum": 0, "maximum": 1,
                }),
            ),
            over(),
            ("sources", "Where days and money come from.", declared(source)),
        ],
    )
}

fn load() -> Value {
    table(
        &[],
        vec![
            (
                "engagements-max",
                "The most engagements of a school at once.",
                count(1000),
            ),
            ("days-max", "The most planned days of a school at once.", amount()),
            over(),
        ],
    )
}

fn hold() -> Value {
    table(
        &[],
        vec![
            (
                "timers",
                "What happens to dates while it is suspended.",
                word(&["shift", "keep", "restart"]),
            ),
            ("by", "The roles that may suspend it.", one_or_list(id())),
        ],
    )
}

fn party() -> Value {
    table(
        &["title"],
        vec![
            ("title", "Its title, for people.", text()),
            (
                "kind",
                "A school, which has a calendar, or another body; a school without it.",
                word(&["school", "authority"]),
            ),
            ("many", "Whether it stands for several members.", boolean()),
        ],
    )
}

fn role() -> Value {
    table(
        &["title", "party"],
        vec![
            ("title", "Its title, for people.", text()),
            ("party", "The party it belongs to.", id()),
        ],
    )
}

fn data() -> Value {
    table(
        &["title", "kind", "party"],
        vec![
            ("title", "Its title, for people.", text()),
            ("kind", "The kind of dataset.", id()),
            ("party", "The school it is about.", id()),
        ],
    )
}

fn fact() -> Value {
    table(
        &["title", "type"],
        vec![
            ("title", "Its title, for people.", text()),
            (
                "type",
                "Its type.",
                word(&["text", "number", "boolean", "date", "texts"]),
            ),
            ("unit", "The unit of a number.", text()),
            ("options", "The only texts it may be.", list(text())),
            (
                "role",
                "The role that sets it; anybody with a part without it.",
                id(),
            ),
        ],
    )
}

/// The keys of what an event or an escalation sets off.
fn reactions() -> Vec<Key> {
    vec![
        (
            "ends",
            "The steps it ends, with everything in them.",
            one_or_list(id()),
        ),
        (
            "suspends",
            "The steps it suspends; `engagement` for everything.",
            one_or_list(id()),
        ),
        ("reopens", "The steps it reopens.", one_or_list(id())),
        ("opens", "The steps it opens.", one_or_list(id())),
    ]
}

fn event() -> Value {
    let mut keys = vec![
        ("title", "Its title, for people.", text()),
        ("record", "What is recorded when it is reported.", list(field())),
        ("hands-over", "The role whose holder changes with it.", id()),
    ];
    keys.extend(reactions());
    table(&["title"], keys)
}

fn escalation() -> Value {
    let mut keys = vec![
        ("title", "Its title, for people.", text()),
        ("to", "The roles that are told.", one_or_list(id())),
        ("when", "What raises it by itself.", condition_reference()),
    ];
    keys.extend(reactions());
    table(&["title"], keys)
}

fn membership() -> Value {
    let state = table(
        &[],
        vec![
            ("title", "Its title, for people.", text()),
            ("to", "The states that may follow it.", one_or_list(id())),
            ("ends", "Whether the engagement ends as it is entered.", boolean()),
        ],
    );
    table(
        &["initial", "states"],
        vec![
            ("initial", "The state in which an engagement begins.", id()),
            (
                "role",
                "The role that moves it; anybody with a part without it.",
                id(),
            ),
            ("states", "The states.", declared(state)),
        ],
    )
}

fn output() -> Value {
    table(
        &["title", "value"],
        vec![
            ("title", "Its title, for people.", text()),
            (
                "type",
                "Its type, where it does not follow from its value.",
                word(&["text", "number", "boolean", "date", "texts"]),
            ),
            (
                "value",
                "What it is: a CEL expression, or a condition.",
                condition_reference(),
            ),
        ],
    )
}

fn migration() -> Value {
    let names = |value: Value| json!({ "type": "object", "additionalProperties": value });
    table(
        &[],
        vec![
            (
                "map",
                "Old steps and the new steps that they become.",
                names(id()),
            ),
            ("drop", "Old steps that go, each with the reason.", names(text())),
            (
                "timers",
                "What happens to running dates.",
                word(&["keep", "restart"]),
            ),
            (
                "at",
                "When an engagement moves.",
                word(&["now", "stage-boundary"]),
            ),
            (
                "new",
                "What becomes of new required steps in stages that are closed.",
                names(word(&["skip", "reopen"])),
            ),
        ],
    )
}

fn lints() -> Value {
    let allow = || table(&["allow"], vec![("allow", "Why it is silenced.", text())]);
    table(
        &[],
        LINTS
            .iter()
            .map(|lint| (lint.name(), lint.meaning, allow()))
            .collect(),
    )
}

/// The key `allow` of a step.
pub(super) fn allow() -> Value {
    table(
        &[],
        LINTS
            .iter()
            .map(|lint| (lint.name(), lint.meaning, text()))
            .collect(),
    )
}

/// The rule by which rounds follow each other.
pub(super) fn repeat() -> Value {
    table(
        &[],
        vec![
            ("every", "How far apart the rounds are.", span()),
            (
                "schedule",
                "How far apart the rounds are, one by one.",
                list(span()),
            ),
            (
                "before-end",
                "How long before the end of the half-term or term a round begins.",
                span(),
            ),
            (
                "until",
                "No further round begins once this holds; the id of a step means: until it is done.",
                condition_reference(),
            ),
            ("rounds-max", "The most rounds.", count(1024)),
            ("calendar", "The school whose calendar counts.", id()),
        ],
    )
}

/// What a parameter of a plugin may be.
pub(super) fn parameter() -> Value {
    json!({ "anyOf": [text(), { "type": ["number", "boolean"] }, date(), list(text())] })
}
