//! Steps: every key, and which kinds have it.

use serde_json::{Map, Value, json};

use super::parts::{
    amount, boolean, condition_reference, count, field, id, list, one_or_list, record_path, span, text, time,
    version_requirement, word,
};
use super::tables::{allow, parameter, repeat};
use super::{Key, properties, table};

const STAGE: &str = "stage";
const KINDS: [&str; 9] = [
    STAGE,
    "task",
    "score",
    "recommend",
    "decision",
    "milestone",
    "wait",
    "notify",
    "engagement",
];

/// A key of a step with the kinds that have it; all where none is named.
type Owned = (&'static [&'static str], Key);

/// The keys that every kind has.
fn common() -> Vec<Key> {
    let condition = condition_reference;
    let group = json!({ "anyOf": [
        table(&["at-least", "of"], vec![
            ("at-least", "How many of them.", count(500)),
            ("of", "The steps.", list(id())),
        ]),
        table(&["any"], vec![("any", "The steps of which one is enough.", list(id()))]),
    ] });
    vec![
        ("id", "Its name, unique in the file.", id()),
        (
            "title",
            "Its title, for people; made from the id without it.",
            text(),
        ),
        ("guidance", "What to do, for whoever does it.", text()),
        ("optional", "Whether its stage can close without it.", boolean()),
        (
            "start",
            "Whether it starts by itself, when somebody starts it, or only when it is called.",
            word(&["automatic", "manual", "called"]),
        ),
        ("role", "The role that does it, or owns it.", id()),
        (
            "after",
            "The steps it waits for.",
            json!({ "anyOf": [id(), group, list(json!({ "anyOf": [id(), group] }))] }),
        ),
        (
            "when",
            "What must hold when it begins; for a milestone, what reaches it.",
            condition(),
        ),
        (
            "or-when",
            "What opens it whatever else it waits for.",
            condition(),
        ),
        ("skip-when", "What sets it aside before it begins.", condition()),
        ("exit-when", "What ends it while it is active.", condition()),
        (
            "allow",
            "Lints that are silenced here, each with its reason.",
            allow(),
        ),
    ]
}

/// The keys that only some kinds have.
fn owned() -> Vec<Owned> {
    let escalate = table(
        &["to", "after"],
        vec![
            ("to", "The escalation.", id()),
            ("after", "How long after the due date.", span()),
        ],
    );
    let remind = table(
        &["before"],
        vec![
            ("before", "How long before the due date.", span()),
            (
                "to",
                "The roles that are told; its own without it.",
                one_or_list(id()),
            ),
        ],
    );
    const WITH_PEOPLE: &[&str] = &[STAGE, "task", "decision", "milestone"];
    const DUE: &[&str] = &[STAGE, "task", "decision", "milestone", "engagement"];
    const ROUNDS: &[&str] = &[
        STAGE,
        "task",
        "score",
        "recommend",
        "decision",
        "wait",
        "notify",
        "engagement",
    ];
    vec![
        (ROUNDS, ("repeat", "How it repeats.", repeat())),
        (DUE, ("due", "By when it should be done.", time())),
        (
            DUE,
            ("deadline", "When it lapses: it is ended, not done.", time()),
        ),
        (
            DUE,
            (
                "remind",
                "Who is reminded how long before it is due.",
                one_or_list(json!({ "anyOf": [span(), remind] })),
            ),
        ),
        (
            DUE,
            (
                "escalate",
                "What is escalated how long after it was due.",
                one_or_list(escalate),
            ),
        ),
        (
            &["task", "decision"],
            (
                "effort",
                "How many days of work it takes, such as 0.5 days.",
                json!({ "type": "string", "pattern": "^\\s*[0-9.]+ days?\\s*$" }),
            ),
        ),
        (
            &[STAGE, "task", "decision", "engagement"],
            (
                "cost",
                "What it costs, in pounds.",
                json!({ "anyOf": [amount(), table(&[], vec![
            ("funding", "Money, in pounds.", amount()),
            ("source", "The source that pays.", id()),
        ])] }),
            ),
        ),
        (
            WITH_PEOPLE,
            ("evidence", "The evidence it needs.", list(evidence())),
        ),
        (
            &["task", "decision"],
            (
                "approve",
                "The role that approves it; never whoever did it.",
                id(),
            ),
        ),
        (
            &["task", "decision"],
            (
                "not-by",
                "Steps whose doer may not do this one.",
                one_or_list(id()),
            ),
        ),
        (
            &["task"],
            ("record", "What is recorded when it is done.", list(field())),
        ),
        (
            &["task"],
            ("undoes", "The step that it undoes after a withdrawal.", id()),
        ),
        (
            &["score", "recommend"],
            ("plugin", "The plugin and its versions.", version_requirement()),
        ),
        (
            &["score", "recommend"],
            (
                "with",
                "Parameters of the plugin.",
                json!({ "type": "object", "additionalProperties": parameter() }),
            ),
        ),
        (
            &["score"],
            ("data", "The dataset it reads: a slot of [data].", id()),
        ),
        (
            &["score"],
            (
                "measure",
                "What is measured: an id of the measure registry.",
                id(),
            ),
        ),
        (
            &["score"],
            (
                "facts",
                "Recorded fields given to the plugin.",
                json!({ "type": "object", "additionalProperties": record_path() }),
            ),
        ),
        (
            &["recommend"],
            (
                "findings",
                "The score steps whose findings it looks at.",
                one_or_list(id()),
            ),
        ),
        (
            &["decision"],
            (
                "options",
                "What can be chosen: at least two.",
                json!({ "type": "array", "minItems": 2, "maxItems": 32, "items": option() }),
            ),
        ),
        (
            &["decision"],
            (
                "options-from",
                "The recommend step whose proposals can be adopted.",
                id(),
            ),
        ),
        (
            &["decision"],
            (
                "adopt-into",
                "The stage into which the plans of what is adopted are inserted.",
                id(),
            ),
        ),
        (&["wait"], ("until", "The date that ends it.", time())),
        (&["wait"], ("event", "The outside event that ends it.", id())),
        (&["notify"], ("to", "The roles that are told.", one_or_list(id()))),
        (&["notify"], ("message", "What they are told.", text())),
        (
            &["engagement"],
            (
                "workflow",
                "The children's workflow and its versions.",
                version_requirement(),
            ),
        ),
        (
            &["engagement"],
            (
                "each",
                "One child for each member, or each group, of a party; one without it.",
                json!({ "anyOf": [
            id(), table(&["group"], vec![("group", "The party whose groups have a child each.", id())]),
        ] }),
            ),
        ),
        (
            &["engagement"],
            (
                "parties",
                "The children's parties, from these.",
                super::declared(id()),
            ),
        ),
        (
            &["engagement"],
            (
                "roles",
                "The children's roles, from these.",
                super::declared(id()),
            ),
        ),
        (
            &["engagement"],
            (
                "join",
                "How many children must be complete.",
                json!({ "anyOf": [
            word(&["all", "started"]), count(1000),
        ] }),
            ),
        ),
    ]
}

fn evidence() -> Value {
    table(
        &["id"],
        vec![
            ("id", "Its name.", id()),
            ("title", "Its title, for people.", text()),
            ("accepted-by", "The role that accepts or contests it.", id()),
        ],
    )
}

fn option() -> Value {
    let whole = table(
        &["id"],
        vec![
            ("id", "Its name.", id()),
            ("title", "Its title, for people.", text()),
            (
                "membership",
                "The state of membership that choosing it leads to.",
                id(),
            ),
        ],
    );
    json!({ "anyOf": [id(), whole] })
}

/// Every key of a step, and what each kind demands and refuses.
fn step(kinds: &[&str]) -> Value {
    let owned = owned();
    let mut keys = common();
    keys.push(("kind", "What it is.", word(kinds)));
    keys.extend(owned.iter().map(|(_, key)| key.clone()));
    let steps = json!({ "type": "array", "minItems": 1, "items": { "$ref": "#/definitions/inner-step" } });
    keys.push(("step", "The steps it holds.", steps));
    let by_kind: Vec<Value> = kinds
        .iter()
        .map(|kind| {
            json!({
                "if": { "properties": { "kind": { "const": kind } }, "required": ["kind"] },
                "then": demands(kind, &owned),
            })
        })
        .collect();
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "kind"],
        "properties": properties(keys),
        "allOf": by_kind,
    })
}

/// What a kind demands, and the keys that it has not.
fn demands(kind: &str, owned: &[Owned]) -> Value {
    let required: &[&str] = match kind {
        STAGE => &["step"],
        "task" | "decision" => &["role"],
        "score" | "recommend" => &["plugin"],
        "notify" => &["to", "message"],
        "engagement" => &["workflow", "parties"],
        _ => &[],
    };
    let mut foreign: Map<String, Value> = owned
        .iter()
        .filter(|(kinds, _)| !kinds.is_empty() && !kinds.contains(&kind))
        .map(|(_, (name, _, _))| ((*name).to_owned(), json!(false)))
        .collect();
    if kind != STAGE {
        foreign.insert("step".to_owned(), json!(false));
    }
    let mut demands = json!({ "required": required, "properties": foreign });
    let one_of = |a: &str, b: &str| json!([{ "required": [a] }, { "required": [b] }]);
    match kind {
        "decision" => demands["oneOf"] = one_of("options", "options-from"),
        "wait" => demands["anyOf"] = one_of("until", "event"),
        _ => {}
    }
    demands
}

/// A `[[stage]]` at top level, which need not say that it is one.
pub(super) fn top_stage() -> Value {
    let mut stage = step(&[STAGE]);
    stage["required"] = json!(["id", "step"]);
    stage["allOf"] = json!([demands(STAGE, &owned())]);
    stage["description"] = json!("A part of the engagement; it holds the steps written below it.");
    stage
}

/// A `[[step]]` at top level: any kind that holds no steps.
pub(super) fn lone() -> Value {
    let mut lone = step(&KINDS[1..]);
    lone["description"] = json!("A step that stands in no stage.");
    lone
}

/// A step within a stage.
pub(super) fn inner() -> Value {
    let mut inner = step(&KINDS);
    inner["description"] = json!("A step within a stage.");
    inner
}
