//! Random commands, drawn from plain bytes: mostly what is asked for, otherwise anything by anybody.

use alongside_core::command::{Command, EffectKey, EvidenceItem};
use alongside_core::definition::{Choice, StepKind};
use alongside_core::effect::{Call, PluginCall};
use alongside_core::intervention::Verdict;
use alongside_core::plugin::CallFailure;
use alongside_core::state::EngagementStatus;
use alongside_core::value::Value;
use alongside_core::work::{Action, WorkItem};

use super::children::{closed, join, leave, started};
use super::id;
use super::play::{
    Play, accept, approve, attach, clear_flag, complete, complete_with, conclude, contest, decline, end,
    failed, found, offer, recommended, reopen, report, retry, set_aside, start,
};
use super::random::Dice;

/// Whose turn it is and what they do: mostly what is asked for, otherwise anything by anybody.
pub(crate) fn command(play: &Play, dice: &mut Dice<'_>) -> (String, Command) {
    let (work, effects) = (play.work(), play.calls());
    match dice.roll() % 8 {
        0..=4 => match (dice.pick(&work), dice.pick(&effects)) {
            (Some(item), _) if !dice.roll().is_multiple_of(3) || effects.is_empty() => {
                wanted(play, item, dice)
            }
            (_, Some(effect)) => ("engine".to_owned(), answer(effect, dice)),
            (Some(item), None) => wanted(play, item, dice),
            (None, None) => ("engine".to_owned(), Command::Tick),
        },
        5 => {
            let news = news_of_children(play, dice).unwrap_or(Command::Tick);
            ("engine".to_owned(), news)
        }
        _ => anything(play, dice),
    }
}

/// What a work item asks for, by one of the people who may do it.
fn wanted(play: &Play, item: &WorkItem, dice: &mut Dice<'_>) -> (String, Command) {
    let step = item.round.step.as_str();
    let people: Vec<String> = item.people.iter().map(ToString::to_string).collect();
    let by = dice
        .pick(&people)
        .cloned()
        .unwrap_or_else(|| "administrator".to_owned());
    let roll = dice.roll();
    let command = match &item.action {
        Action::Do { evidence, .. } | Action::Decide { evidence, .. } if !evidence.is_empty() => {
            offer(step, "proof")
        }
        Action::Do { .. } => done_with(play, step, roll),
        Action::Decide { .. } => decided(play, step, dice),
        Action::Start if roll.is_multiple_of(3) => set_aside(step),
        Action::Start => start(step),
        Action::Complete => complete(step),
        Action::Offer { evidence, .. } => offer(step, evidence.as_str()),
        Action::Judge { evidence } if roll.is_multiple_of(3) => contest(step, evidence.as_str()),
        Action::Judge { evidence } => accept(step, evidence.as_str()),
        Action::Approve if roll.is_multiple_of(3) => decline(step),
        Action::Approve => approve(step),
        Action::Import { .. } => attach("2018-19", "a"),
        Action::Retry { .. } => retry(step),
        Action::Report { event } => report(event.as_str()),
        Action::Review { .. } if roll.is_multiple_of(3) => reopen(step),
        Action::Review { .. } => clear_flag(step),
        Action::Conclude { intervention } => conclude(intervention.as_str(), Verdict::Adapt),
    };
    (by, command)
}

fn done_with(play: &Play, step: &str, roll: usize) -> Command {
    match &play.definition.step(&id(step)).unwrap().kind {
        StepKind::Task { record } if !record.is_empty() => {
            let number = Value::Number(f64::from(u8::try_from(roll % 5).unwrap()));
            let date = Value::Date(if roll.is_multiple_of(2) {
                id("2019-02-20")
            } else {
                id("2018-12-01")
            });
            complete_with(step, [("n", number), ("on", date)])
        }
        _ => complete(step),
    }
}

fn decided(play: &Play, step: &str, dice: &mut Dice<'_>) -> Command {
    let proposed = match &play.definition.step(&id(step)).unwrap().kind {
        StepKind::Decision(Choice::Proposals { .. }) => ["coaching", "phonics"],
        _ => ["yes", "no"],
    };
    let options = match dice.roll() % 6 {
        5 => Vec::new(),
        roll => vec![id(proposed[roll % 2])],
    };
    Command::Decide {
        step: id(step),
        options,
        reason: "because".to_owned(),
    }
}

fn answer(effect: &PluginCall, dice: &mut Dice<'_>) -> Command {
    let key = &effect.key;
    match (dice.roll() % 6, &effect.call) {
        (0, _) => failed(key, CallFailure::Refused),
        (1, _) => failed(key, CallFailure::TimedOut),
        (roll, Call::Score { .. }) => found(key, if roll == 2 { 1.0 } else { 3.0 }),
        (2, Call::Recommend { .. }) => recommended(key, []),
        (_, Call::Recommend { .. }) => recommended(key, ["coaching", "phonics"]),
    }
}

/// What the engine brings back of a child: that it was started, that it has closed, or that it could not be opened.
fn news_of_children(play: &Play, dice: &mut Dice<'_>) -> Option<Command> {
    let (starts, news) = (play.starts(), play.news());
    let roll = dice.roll();
    if let Some(start) = dice.pick(&starts) {
        let parent = start.opening.parent.as_ref().unwrap();
        let round = play.state.latest(&parent.step).unwrap();
        let key = EffectKey {
            engagement: parent.engagement.clone(),
            step: parent.step.clone(),
            round: parent.round,
            attempt: round.failed_attempts + 1,
        };
        return Some(match roll % 8 {
            7 => failed(&key, CallFailure::Refused),
            _ => started(start),
        });
    }
    let status = match roll % 3 {
        0 => EngagementStatus::Ended,
        _ => EngagementStatus::Completed,
    };
    let outputs = [("gap", Value::Number(f64::from(u8::try_from(roll % 5).unwrap())))];
    dice.pick(&news).map(|news| closed(news, status, &outputs))
}

/// Any command by anybody, sensible or not.
fn anything(play: &Play, dice: &mut Dice<'_>) -> (String, Command) {
    const ACTORS: [&str; 9] = [
        "nle",
        "head",
        "chair",
        "adviser",
        "guest",
        "somebody",
        "administrator",
        "engine",
        "nle",
    ];
    let by = dice.pick(&ACTORS).unwrap();
    let names: Vec<&str> = play
        .definition
        .steps
        .iter()
        .map(|step| step.id.as_str())
        .collect();
    let step = dice.pick(&names).copied().unwrap_or("nowhere");
    let roll = dice.roll();
    let command = match roll % 22 {
        0 => start(step),
        1 => complete(step),
        2 => done_with(play, step, roll / 20),
        3 => decided(play, step, dice),
        4 => offer(step, "proof"),
        5 => accept(step, "proof"),
        6 => contest(step, "proof"),
        7 => approve(step),
        8 => decline(step),
        9 | 10 => set_aside(step),
        11 => retry(step),
        12 => report(if roll > 100 { "judgement" } else { "closure" }),
        13 => attach("2018-19", if roll > 100 { "a" } else { "b" }),
        14 => Command::RecalculateTimers,
        15 if roll > 200 => end("enough"),
        16 => Command::Open(Box::new(super::children::programme_opening(3))),
        17 => Command::Offer {
            step: id(step),
            evidence: id("proof"),
            item: EvidenceItem::Link(String::new()),
        },
        18 => forged(play, step, roll),
        19 => join("late", 100_200, (roll > 50).then_some("cluster-1")),
        20 => leave(if roll > 100 { "late" } else { "a" }),
        _ => Command::Tick,
    };
    ((*by).to_owned(), command)
}

/// An answer under a key that nobody may be waiting for.
fn forged(play: &Play, step: &str, roll: usize) -> Command {
    let round = play.state.latest(&id(step)).map_or(1, |instance| instance.round);
    let key = EffectKey {
        engagement: id("first"),
        step: id(step),
        round,
        attempt: u32::from(roll % 40 == 18) + 1,
    };
    if roll > 128 {
        found(&key, 4.0)
    } else {
        recommended(&key, ["coaching"])
    }
}

/// Days by which the clock moves before a command; sometimes back.
pub(crate) fn days(dice: &mut Dice<'_>) -> i64 {
    match dice.roll() % 16 {
        0..=6 => 0,
        roll @ 7..=12 => i64::try_from(roll).unwrap() - 6,
        13 => 30,
        14 => 90,
        _ => -40,
    }
}
