//! Random surroundings of a random plan: rules that skip, exit and call, facts, events, escalations, membership, and
//! the commands about them.

use std::collections::BTreeSet;

use alongside_core::command::Command;
use alongside_core::definition::{Choice, Condition, Definition, Reactions, SomeOf, Start, StepKind};
use alongside_core::ids::StepId;
use alongside_core::value::{Value, ValueType};

use super::conditions::{fact_at_least, happened};
use super::id;
use super::outside::{
    Outside, change_of, escalate, escalation, event, fact, inspection, membership, move_membership,
    report_successor, report_with, set_fact,
};
use super::play::{Play, report};
use super::random::Dice;

/// Gives a workflow facts, events with reactions, escalations, membership, and steps that heed them; what would break
/// a promise is left out.
pub(crate) fn around(plan: Definition, rules: &[[u8; 8]], bytes: [u8; 24]) -> Definition {
    let mut dice = Dice(&bytes);
    let steps: Vec<StepId> = plan.steps.iter().map(|step| step.id.clone()).collect();
    let mut stall = escalation(reactions(&steps, &mut dice));
    stall.when = Some(fact_at_least("n", 3.0));
    let mut definition = plan
        .fact("n", fact(ValueType::Number))
        .event("closure", event(reactions(&steps, &mut dice)))
        .event("inspection", inspection())
        .event("change-of-head", change_of("head", reactions(&steps, &mut dice)))
        .escalation("stall", stall)
        .escalation("no-cooperation", escalation(reactions(&steps, &mut dice)))
        .membership(membership());
    for (index, bytes) in rules.iter().enumerate().take(definition.steps.len()) {
        let before = definition.steps[index].clone();
        heed(&mut definition, index, &mut Dice(bytes));
        if definition.check().is_err() {
            definition.steps[index] = before;
        }
    }
    definition.checked()
}

fn reactions(steps: &[StepId], dice: &mut Dice<'_>) -> Reactions {
    let mut some = || -> BTreeSet<StepId> {
        let many = dice.roll() % 3;
        (0..many).filter_map(|_| dice.pick(steps).cloned()).collect()
    };
    Reactions {
        ends: some(),
        suspends: some(),
        reopens: some(),
        opens: some(),
        suspends_all: dice.one_in(8),
    }
}

/// Lets a step be skipped, left, called or wait for some of the steps before it.
fn heed(definition: &mut Definition, index: usize, dice: &mut Dice<'_>) {
    let before: Vec<StepId> = definition.steps[..index]
        .iter()
        .map(|step| step.id.clone())
        .collect();
    let step = &mut definition.steps[index];
    step.skip_when = dice.one_in(4).then(|| condition(dice));
    step.exit_when = dice.one_in(4).then(|| condition(dice));
    if dice.one_in(4) {
        step.start = Start::Called;
    }
    if dice.one_in(3) {
        let of: BTreeSet<StepId> = (0..3).filter_map(|_| dice.pick(&before).cloned()).collect();
        let at_least = u32::try_from(of.len().min(2)).unwrap();
        step.after_some.push(SomeOf { at_least, of });
    }
    if let StepKind::Decision(Choice::One { options }) = &mut step.kind
        && let Some(option) = options.first_mut()
    {
        option.membership = Some(id("conditional"));
    }
}

fn condition(dice: &mut Dice<'_>) -> Condition {
    if dice.one_in(2) {
        happened("inspection")
    } else {
        fact_at_least("n", 2.0)
    }
}

/// A command about what lies outside the plan, by somebody.
pub(crate) fn command(play: &Play, dice: &mut Dice<'_>) -> (String, Command) {
    let by = dice
        .pick(&["nle", "chair", "administrator", "head", "deputy", "guest"])
        .unwrap();
    let names: Vec<&str> = play
        .definition
        .steps
        .iter()
        .map(|step| step.id.as_str())
        .collect();
    let step = dice.pick(&names).copied();
    let roll = dice.roll();
    let number = Value::Number(f64::from(u8::try_from(roll % 5).unwrap()));
    let command = match dice.roll() % 12 {
        0..=2 => set_fact("n", number),
        3 => report("closure"),
        4 => report_with("inspection", [("grade", number)]),
        5 => report_successor("change-of-head", if roll > 100 { "deputy" } else { "nle" }),
        6 => report(if roll > 100 {
            "inspection"
        } else {
            "change-of-head"
        }),
        7 => escalate("no-cooperation", step.filter(|_| roll > 100)),
        8 => escalate("stall", None),
        9 => move_membership(["conditional", "in", "light-touch", "removed"][roll % 4]),
        roll => Command::Resume {
            step: step.filter(|_| roll == 10).map(id),
            reason: "it is over".to_owned(),
        },
    };
    ((*by).to_owned(), command)
}
