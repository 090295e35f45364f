//! Random workflows, drawn from plain bytes so that a failure shrinks to a short one.

use alongside_core::definition::{Choice, Condition, Definition, Each, Join, Repeat, StepKind};
use alongside_core::ids::StepId;
use alongside_core::value::ValueType;

use super::conditions::{
    chosen, done, evidence_is, finding_at_least, from_day, happened, output_at_least, overdue,
    recorded_at_least, rounds_at_least,
};
use super::define::{
    Node, adoption, after, decision, engagement, every, every_before_end, milestone, on, recommend, recorded,
    recording, rounds, score, score_of_fact, stage, task, unchecked_programme, until, wait_for,
    wait_for_either, wait_until,
};
use super::id;

/// A source of choices: bytes, then zeros.
pub(crate) struct Dice<'b>(pub(crate) &'b [u8]);

impl Dice<'_> {
    pub(crate) fn roll(&mut self) -> usize {
        let (first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        usize::from(*first)
    }

    /// True in about one case of `n`; never for a zero.
    pub(crate) fn one_in(&mut self, n: usize) -> bool {
        self.roll() % n == n - 1
    }

    pub(crate) fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let roll = self.roll();
        all.get(roll.checked_rem(all.len())?)
    }
}

const SPANS: [&str; 6] = [
    "0 days",
    "3 days",
    "10 school-days",
    "2 weeks",
    "3 teaching-weeks",
    "1 half-term",
];

/// A workflow of a few steps that keeps every promise: what would break one is left out.
pub(crate) fn definition(bytes: &[[u8; 16]]) -> Definition {
    let mut definition = unchecked_programme([]);
    for (index, bytes) in bytes.iter().enumerate() {
        let mut dice = Dice(bytes);
        let mut step = kind(&format!("s{index}"), &definition, &mut dice).step;
        let stages: Vec<StepId> = definition
            .steps
            .iter()
            .filter(|step| step.is_stage() && definition.ancestors(step).count() < 3)
            .map(|step| step.id.clone())
            .collect();
        if !dice.one_in(3) {
            step.parent = dice.pick(&stages).cloned();
        }
        let plain = step.clone();
        step = rules(
            Node {
                step,
                children: Vec::new(),
            },
            &definition,
            &mut dice,
        )
        .step;
        definition.steps.push(step);
        if definition.check().is_err() {
            *definition.steps.last_mut().unwrap() = plain;
        }
    }
    assert_eq!(definition.check(), Ok(()));
    definition
}

fn kind(name: &str, definition: &Definition, dice: &mut Dice<'_>) -> Node {
    let of = |test: fn(&StepKind) -> bool| -> Vec<String> {
        let fitting = definition.steps.iter().filter(|step| test(&step.kind));
        fitting.map(|step| step.id.to_string()).collect()
    };
    let recorders = of(|kind| matches!(kind, StepKind::Task { record } if !record.is_empty()));
    let scores = of(|kind| matches!(kind, StepKind::Score { .. }));
    let recommends = of(|kind| matches!(kind, StepKind::Recommend { .. }));
    let span = dice.pick(&SPANS).copied().unwrap();
    match dice.roll() % 14 {
        0..=2 => task(name),
        3 => recording(name, [("n", ValueType::Number), ("on", ValueType::Date)]),
        4..=6 => stage(name, []),
        7 => milestone(name),
        8 => match dice.pick(&recommends) {
            Some(from) => adoption(name, from),
            None => decision(name, ["yes", "no"]),
        },
        9 => score(name),
        10 => match dice.pick(&recorders) {
            Some(recorder) => score_of_fact(name, recorder, "n"),
            None => score(name),
        },
        11 => match dice.pick(&scores) {
            Some(score) => recommend(name, [score]),
            None => recommend(name, []),
        },
        12 => match dice.pick(&recorders) {
            Some(recorder) => wait_until(name, recorded(recorder, "on")),
            None => wait_for(name, "judgement"),
        },
        _ if dice.one_in(2) => children(name, dice),
        _ => wait_for_either(name, after(span), "closure"),
    }
}

fn children(name: &str, dice: &mut Dice<'_>) -> Node {
    let each = match dice.roll() % 3 {
        0 => Each::One,
        1 => Each::Member(id("schools")),
        _ => Each::Group(id("schools")),
    };
    let join = match dice.roll() % 3 {
        0 => Join::All,
        1 => Join::AtLeast(1),
        _ => Join::Started,
    };
    engagement(name, each, join)
}

fn rules(mut node: Node, definition: &Definition, dice: &mut Dice<'_>) -> Node {
    let steps: Vec<&str> = definition.steps.iter().map(|step| step.id.as_str()).collect();
    for _ in 0..2 {
        if dice.one_in(3)
            && let Some(source) = dice.pick(&steps)
        {
            node.step.after.insert(id(source));
        }
    }
    node.step.when = dice.one_in(4).then(|| condition(definition, dice)).flatten();
    node.step.or_when = dice.one_in(5).then(|| condition(definition, dice)).flatten();
    node.step.optional = dice.one_in(4);
    if dice.one_in(5) {
        node = node.manual();
    }
    let person = matches!(node.step.kind, StepKind::Task { .. } | StepKind::Decision(_));
    let repeating = !matches!(node.step.kind, StepKind::Milestone) && dice.one_in(3);
    if repeating {
        node = node.repeat(repeat(definition, dice));
    }
    let roll = dice.roll();
    if roll % 4 == 3 {
        node = node.due(if roll % 8 == 7 {
            on("2019-02-14")
        } else {
            after("5 school-days")
        });
    }
    if person && roll % 5 == 4 {
        node = node.approve(if roll.is_multiple_of(2) {
            "head"
        } else {
            "governors"
        });
    }
    let evident = person || matches!(node.step.kind, StepKind::Stage | StepKind::Milestone);
    if evident && roll % 3 == 2 {
        node = if roll.is_multiple_of(2) {
            node.judged_evidence("proof", "head")
        } else {
            node.evidence("proof")
        };
    }
    match roll % 7 {
        5 => node.role("head"),
        6 => node.anybody(),
        _ => node,
    }
}

/// Loops without a clock are short: what is tried is the order of things, not patience.
fn repeat(definition: &Definition, dice: &mut Dice<'_>) -> Repeat {
    let max = dice.roll() % 3 + 1;
    let max = u32::try_from(max).unwrap();
    match dice.roll() % 5 {
        0 => rounds(max),
        1 => match condition(definition, dice) {
            Some(condition) => {
                let mut repeat = until(condition);
                repeat.rounds_max = Some(3);
                repeat
            }
            None => rounds(max),
        },
        2 => every("1 week"),
        3 => every_before_end("1 half-term", "5 school-days"),
        _ => {
            let mut repeat = every("10 school-days");
            repeat.until = condition(definition, dice);
            repeat.rounds_max = Some(max);
            repeat
        }
    }
}

fn condition(definition: &Definition, dice: &mut Dice<'_>) -> Option<Condition> {
    let roll = dice.roll();
    let step = dice.pick(&definition.steps)?;
    let name = step.id.as_str();
    Some(match (roll % 6, &step.kind) {
        (0, StepKind::Task { record }) if !record.is_empty() => recorded_at_least(name, "n", 2.0),
        (0 | 1, StepKind::Score { .. }) => finding_at_least(name, 2.0),
        (0 | 1, StepKind::Decision(Choice::One { .. })) => chosen(name, "yes"),
        (0 | 1, _) if !step.evidence.is_empty() => evidence_is(name, "proof", "accepted"),
        (0 | 1, _) => done(name),
        (2, _) => from_day("2019-02-10"),
        (3, _) => happened("judgement"),
        (4, StepKind::Engagement(_)) => output_at_least(name, "gap", 2.0),
        (4, _) => overdue(name),
        _ => rounds_at_least(name, 2.0),
    })
}
