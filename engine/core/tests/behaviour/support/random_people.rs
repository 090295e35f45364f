//! Random people, clocks and money around a random plan, and the commands about them.

use alongside_core::command::Command;
use alongside_core::definition::{Definition, Limit, Step, StepKind};
use alongside_core::effect::Effect;
use alongside_core::hold::TimerPolicy;
use alongside_core::ids::StepId;
use alongside_core::ledger::Expense;
use alongside_core::state::TimerKind;

use super::define::{Node, after};
use super::outside::{Outside, escalation, opens};
use super::people::{
    Peopled, assign, away, change_roles, claim, delegate, delivered, hand_over, move_timer, notify, release,
    resume, schedule, spend, spent, suspend,
};
use super::play::Play;
use super::random::Dice;
use super::{day, id};

/// Gives a workflow a hold policy, a budget, an escalation, and steps that remind, lapse, taper, tell and bar; what
/// would break a promise is left out.
pub(crate) fn peopled(plan: Definition, rules: &[[u8; 8]], dice: &mut Dice<'_>) -> Definition {
    let timers = [TimerPolicy::Shift, TimerPolicy::Keep, TimerPolicy::Restart];
    let over = [Limit::Warn, Limit::Refuse];
    let mut definition = plan
        .hold(*dice.pick(&timers).unwrap())
        .budget(*dice.pick(&over).unwrap())
        .ad_hoc("governors")
        .escalation("no-cooperation", escalation(opens([])));
    for (index, bytes) in rules.iter().enumerate().take(definition.steps.len()) {
        let before = definition.steps[index].clone();
        let others: Vec<StepId> = definition.steps.iter().map(|step| step.id.clone()).collect();
        definition.steps[index] = ruled(before.clone(), &others, &mut Dice(bytes));
        if definition.check().is_err() {
            definition.steps[index] = before;
        }
    }
    definition.checked()
}

fn ruled(step: Step, others: &[StepId], dice: &mut Dice<'_>) -> Step {
    let mut node = Node {
        step,
        children: Vec::new(),
    };
    let waits = matches!(node.step.kind, StepKind::Wait(_));
    if waits && dice.one_in(2) {
        node.step.kind = notify("tell").step.kind;
    }
    if dice.one_in(2) {
        node = node
            .due(after("5 school-days"))
            .remind("2 school-days")
            .remind("4 days");
        node = node.escalates("no-cooperation", "3 school-days");
    }
    if dice.one_in(3) {
        node = node.deadline(after("3 weeks"));
    }
    if dice.one_in(4) {
        node = node.repeat(schedule(["1 week", "10 school-days"]));
    }
    if dice.one_in(3) {
        node.step.not_by.extend(dice.pick(others).cloned());
    }
    node.step
}

/// A command about people, holds, clocks, money or notices, by somebody.
pub(crate) fn command(play: &Play, dice: &mut Dice<'_>) -> (String, Command) {
    const PEOPLE: [&str; 6] = ["nle", "adviser", "head", "chair", "deputy", "guest"];
    let by = [
        "nle",
        "adviser",
        "head",
        "chair",
        "administrator",
        "administrator",
    ];
    let by = (*dice.pick(&by).unwrap()).to_owned();
    let names: Vec<&str> = play
        .definition
        .steps
        .iter()
        .map(|step| step.id.as_str())
        .collect();
    let step = dice.pick(&names).copied().unwrap_or("nowhere");
    let person = *dice.pick(&PEOPLE).unwrap();
    let roll = dice.roll();
    let today = play.today();
    let later = |days: usize| {
        let days = i64::try_from(days).unwrap();
        today.checked_add(jiff::ToSpan::days(days)).unwrap().to_string()
    };
    let command = match dice.roll() % 18 {
        0 | 1 => claim(step),
        2 => release(step),
        15 => {
            return (
                "administrator".to_owned(),
                release(given_back(play, roll).unwrap_or(step)),
            );
        }
        3 => assign(step, person),
        4 | 5 => delegate(step, person),
        6 if roll.is_multiple_of(2) => change_roles(person, ["lead"]),
        6 => change_roles(person, []),
        7 => hand_over(person, PEOPLE[roll % 6]),
        8 => away(person, &later(0), &later(roll % 20), Some(PEOPLE[roll % 6])),
        9 => suspend(None, Some(&later(roll % 30))),
        10 => suspend(
            Some(step),
            (!roll.is_multiple_of(3)).then(|| later(roll % 30)).as_deref(),
        ),
        11 => resume((!roll.is_multiple_of(3)).then_some(step)),
        12 | 13 => moved(play, roll, &later(roll % 40)),
        14 => spent(Expense {
            on: day("2018-12-01"),
            source: roll.is_multiple_of(3).then(|| id("premium")),
            ..spend(Some(f64::from(u8::try_from(roll % 7).unwrap()) - 2.0), None)
        }),
        _ => return heard(play).unwrap_or((by, claim(step))),
    };
    (by, command)
}

/// A step that somebody does for another, or has taken.
fn given_back(play: &Play, roll: usize) -> Option<&str> {
    let names = play.definition.steps.iter().map(|step| step.id.as_str());
    let mut taken = names.filter(|name| {
        let latest = play.state.latest(&id(name)).filter(|i| !i.status.is_settled());
        latest.is_some_and(|i| i.delegation.is_some() || (roll > 128 && i.assigned_to.is_some()))
    });
    taken.next_back()
}

/// Another date for one of the pending timers.
fn moved(play: &Play, roll: usize, to: &str) -> Command {
    let timers: Vec<_> = play.state.timers.keys().collect();
    match timers.get(roll % timers.len().max(1)) {
        Some(key) => move_timer(key.round.step.as_str(), key.kind, to),
        None => move_timer("s0", TimerKind::Due, to),
    }
}

/// The first notice that is to be handed over was.
fn heard(play: &Play) -> Option<(String, Command)> {
    play.effects().into_iter().find_map(|effect| match effect {
        Effect::Deliver { number, .. } => Some(("engine".to_owned(), delivered(number))),
        _ => None,
    })
}
