//! The promises of a definition about people, clocks, money and notices.

use alongside_core::definition::{Definition, Limit, StepKind};

use crate::support::define::{after, every, rounds, stage, task, unchecked};
use crate::support::id;
use crate::support::people::{Peopled, notify, schedule};

fn problem(definition: &Definition) -> String {
    definition.check().unwrap_err().to_string()
}

#[test]
fn what_is_kept_is_kept() {
    let definition = unchecked([
        task("plan")
            .due(after("1 week"))
            .remind("2 days")
            .deadline(after("2 weeks"))
            .repeat(schedule(["1 week"]))
            .paid_from("premium"),
        task("sign").not_by(["plan"]),
        notify("tell"),
    ]);
    assert_eq!(
        definition
            .budget(Limit::Refuse)
            .ad_hoc("lead")
            .held_by("head")
            .check(),
        Ok(())
    );
}

#[test]
fn people_exist() {
    let none = || unchecked([task("plan")]);
    assert_eq!(
        problem(&none().ad_hoc("cook")),
        "`ad-hoc` refers to role `cook`, which does not exist"
    );
    assert_eq!(
        problem(&none().held_by("cook")),
        "`hold` refers to role `cook`, which does not exist"
    );
    let mut tell = notify("tell");
    tell.step.kind = StepKind::Notify {
        to: [id("cook")].into(),
        message: "well done".to_owned(),
    };
    assert_eq!(
        problem(&unchecked([tell])),
        "step `tell` refers to role `cook`, which does not exist"
    );
    let mut silent = notify("tell");
    silent.step.kind = StepKind::Notify {
        to: [].into(),
        message: " ".to_owned(),
    };
    assert_eq!(
        problem(&unchecked([silent])),
        "step `tell` cannot work: it tells nothing, or too much"
    );
    let barred = |step| unchecked([task("plan"), stage("phase", []), step]);
    assert_eq!(
        problem(&barred(task("sign").not_by(["phase"]))),
        "step `sign` refers to task or decision `phase`, which does not exist"
    );
    assert_eq!(
        problem(&barred(stage("late", []).not_by(["plan"]))),
        "step `late` cannot work: nobody is barred from it: only tasks and decisions are done by a person"
    );
}

#[test]
fn clocks_can_work() {
    let of = |step| problem(&unchecked([step]));
    assert!(of(task("plan").remind("1 day")).contains("has none"));
    let mut many = task("plan").due(after("1 week"));
    for _ in 0..17 {
        many = many.remind("1 day");
    }
    assert!(of(many).contains("more than 16 reminders"));
    assert!(of(task("plan").repeat(schedule([]))).contains("between 1 and 1024 rounds"));
    assert!(of(task("plan").repeat(schedule(["0 days"]))).contains("`0 days` apart"));
    let mut both = schedule(["1 week"]);
    both.every = every("1 week").every;
    assert!(of(task("plan").repeat(both)).contains("two clocks"));
    assert_eq!(unchecked([task("plan").repeat(rounds(2))]).check(), Ok(()));
    let mut elsewhere = schedule(["1 week"]);
    elsewhere.schedule.as_mut().unwrap().calendar = id("diocese");
    assert!(of(task("plan").repeat(elsewhere)).contains("party `diocese`"));
    let mut late = task("plan").deadline(after("1 week"));
    late.step.deadline.as_mut().unwrap().calendar = id("diocese");
    assert!(of(late).contains("party `diocese`"));
}

#[test]
fn amounts_are_amounts() {
    let budget = |change: &dyn Fn(&mut Definition)| {
        let mut definition = unchecked([task("plan")]).budget(Limit::Warn);
        change(&mut definition);
        problem(&definition)
    };
    assert!(budget(&|d| d.budget.days = Some(-1.0)).contains("from zero upwards"));
    assert!(
        budget(&|d| d.budget.sources.get_mut("premium").unwrap().funding = Some(f64::NAN))
            .contains("from zero")
    );
    assert!(budget(&|d| d.budget.warn_at = Some(1.5)).contains("`warn-at`"));
    assert!(budget(&|d| d.steps[0].effort_days = Some(f64::INFINITY)).contains("its effort or cost"));
    assert_eq!(
        problem(&unchecked([task("plan").paid_from("lottery")])),
        "step `plan` refers to source `lottery`, which does not exist"
    );
}
