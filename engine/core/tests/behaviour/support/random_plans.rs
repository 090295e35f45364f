//! Random changes of the plan: steps reopened, added, undone, planned by interventions, moved to other versions.

use alongside_core::command::Command;
use alongside_core::definition::{
    Choice, Definition, MigratedTimers, Migration, MigrationTime, NewStep, StepKind,
};
use alongside_core::effect::Effect;
use alongside_core::ids::StepId;
use alongside_core::intervention::Verdict;
use alongside_core::plugin::CallFailure;

use super::define::{adoption_into, recommend, stage, steps_at_top, task};
use super::id;
use super::play::{Play, add, clear_flag, conclude, halt, migrate, planned, reopen, withdraw};
use super::random::Dice;

/// Lets the lead add steps, lets steps be undone, and gives adopted interventions a place.
pub(crate) fn around(mut plan: Definition, bytes: [u8; 16]) -> Definition {
    let mut dice = Dice(&bytes);
    plan.ad_hoc = [id("lead")].into();
    let steps: Vec<StepId> = plan.steps.iter().map(|step| step.id.clone()).collect();
    let stages = plan.steps.iter().filter(|step| step.is_stage());
    let stages: Vec<StepId> = stages.map(|step| step.id.clone()).collect();
    for step in &mut plan.steps {
        if let StepKind::Decision(Choice::Proposals { into, .. }) = &mut step.kind {
            *into = dice.pick(&stages).cloned();
        }
    }
    for number in 0..dice.roll() % 4 {
        if let Some(undone) = dice.pick(&steps) {
            plan.steps
                .push(task(&format!("undo-{number}")).undoes(undone.as_str()).step);
        }
    }
    if dice.one_in(2) {
        let adopting = [
            recommend("propose-them", []),
            adoption_into("adopting", "propose-them", "growth").after(["propose-them"]),
            stage("growth", [task("grow")]),
        ];
        plan.steps.extend(adopting.into_iter().flat_map(steps_at_top));
    }
    assert_eq!(plan.check(), Ok(()));
    plan
}

/// A change of the plan by somebody, sensible or not.
pub(crate) fn command(play: &mut Play, dice: &mut Dice<'_>) -> (String, Command) {
    if let Some(command) = answer(play, dice) {
        return ("engine".to_owned(), command);
    }
    let by = dice
        .pick(&["nle", "head", "administrator", "nle"])
        .copied()
        .unwrap_or("nle");
    let steps: Vec<StepId> = play.definition.steps.iter().map(|step| step.id.clone()).collect();
    let step = dice.pick(&steps).map_or("nowhere", StepId::as_str);
    let adopted: Vec<String> = play.state.interventions.keys().map(ToString::to_string).collect();
    let intervention = dice.pick(&adopted).map_or("coaching", String::as_str);
    let command = match dice.roll() % 16 {
        0..=3 => reopen(step),
        4 => clear_flag(step),
        5 | 6 => add(
            task(&format!("more-{}", dice.roll() % 4)),
            Some(step).filter(|_| dice.one_in(2)),
        ),
        7 => halt(intervention),
        8 => conclude(intervention, Verdict::Adopt),
        9 if dice.one_in(3) => withdraw(),
        10..=12 => return ("administrator".to_owned(), elsewhere(play, dice)),
        _ => reopen(step),
    };
    (by.to_owned(), command)
}

/// What the engine brings that is awaited: a plan, or the move whose time has come.
fn answer(play: &Play, dice: &mut Dice<'_>) -> Option<Command> {
    let effects = play.effects();
    effects.iter().find_map(|effect| match effect {
        Effect::Plan(call) => {
            let intervention = call.intervention.as_str();
            let mut closing = task(&format!("{intervention}-close"));
            closing.step.start = alongside_core::definition::Start::Called;
            let work = task(&format!("{intervention}-do"));
            let plan = stage(&format!("{intervention}-plan"), [work, closing]);
            Some(match dice.roll() % 4 {
                0 => Command::RecordPlanFailure {
                    intervention: call.intervention.clone(),
                    failure: CallFailure::Refused,
                    message: "there is none".to_owned(),
                },
                1 => planned(intervention, call.into.as_str(), task("stray")),
                _ => planned(intervention, call.into.as_str(), plan),
            })
        }
        Effect::Migrate(_) => play.target.as_ref().map(migrate),
        _ => None,
    })
}

/// Asks for another version: some step has another name, some step is no more, some step is new.
fn elsewhere(play: &mut Play, dice: &mut Dice<'_>) -> Command {
    let mut now = play.definition.clone();
    now.steps
        .retain(|step| !play.state.added.iter().any(|added| added.step.id == step.id));
    if play.state.scheduled.is_some() {
        // What was agreed stays at hand; asking for the version it runs on calls it off.
        let target = play.target.clone().filter(|_| dice.one_in(2)).unwrap_or(now);
        return migrate(&target);
    }
    let mut rule = Migration {
        from: "*".parse().unwrap(),
        map: [].into(),
        drop: [].into(),
        timers: [MigratedTimers::Keep, MigratedTimers::Restart][dice.roll() % 2],
        at: [MigrationTime::Now, MigrationTime::StageBoundary][dice.roll() % 2],
        new: [].into(),
    };
    let mut target = now;
    target.version.minor += 1;
    let steps: Vec<StepId> = target.steps.iter().map(|step| step.id.clone()).collect();
    if let Some(step) = dice.pick(&steps).filter(|_| !dice.one_in(3)) {
        let to = format!("{step}x");
        let json = serde_json::to_string(&target).unwrap();
        let renamed = json.replace(&format!("\"{step}\""), &format!("\"{to}\""));
        target = serde_json::from_str(&renamed).unwrap();
        rule.map.insert(step.clone(), id(&to));
    }
    if let Some(step) = dice.pick(&steps).filter(|_| dice.one_in(2)) {
        let mut less = target.clone();
        less.steps.retain(|other| other.id != *step);
        if less.check().is_ok() {
            target = less;
            rule.map.remove(step);
            rule.drop.insert(step.clone(), "nobody missed it".to_owned());
        }
    }
    if dice.one_in(2) {
        let mut step = task(&format!("new-{}", target.version.minor)).step;
        let stages = target.steps.iter().filter(|step| step.is_stage());
        let stages: Vec<StepId> = stages.map(|step| step.id.clone()).collect();
        step.parent = dice.pick(&stages).cloned();
        let fate = [NewStep::Skip, NewStep::Reopen][dice.roll() % 2];
        rule.new.insert(step.id.clone(), fate);
        target = target.with_added([&step]).into_owned();
    }
    target.migrations = vec![rule];
    if target.check().is_err() || dice.one_in(6) {
        target.migrations.clear();
    }
    play.target = Some(target.clone());
    migrate(&target)
}
