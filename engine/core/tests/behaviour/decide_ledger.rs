//! The ledger: what is spent, warnings before a budget breaks, and refusals once it would.

use alongside_core::decide::Rejection;
use alongside_core::definition::{Limit, Spent};
use alongside_core::ledger::{BudgetLine, Expense};
use alongside_core::notice::Occasion;

use crate::support::define::{task, unchecked, workflow};
use crate::support::people::{Peopled, spend, spent};
use crate::support::play::{Play, kinds};
use crate::support::{day, id};

fn play(over: Limit) -> Play {
    let definition = unchecked([task("plan"), task("coach").paid_from("premium")])
        .budget(over)
        .ad_hoc("lead");
    assert_eq!(definition.check(), Ok(()));
    Play::open(definition)
}

#[test]
fn what_is_spent_is_entered_with_who_and_when() {
    let mut play = play(Limit::Warn);
    play.day("2019-01-14");
    assert_eq!(
        kinds(&play.act("nle", &spent(spend(Some(1.5), Some(100.0))))),
        ["spent"]
    );
    let entered = &play.state.ledger[0];
    assert_eq!(
        (entered.by.to_string().as_str(), entered.entered_on),
        ("nle", day("2019-01-14"))
    );
    assert_eq!(
        (
            play.state.spent(Spent::Days, None),
            play.state.spent(Spent::Funding, None)
        ),
        (1.5, 100.0)
    );
}

#[test]
fn people_are_warned_once_before_each_line_breaks() {
    let mut play = play(Limit::Warn);
    assert_eq!(kinds(&play.act("nle", &spent(spend(Some(7.9), None)))), ["spent"]);
    let events = play.act("nle", &spent(spend(Some(0.1), None)));
    assert_eq!(kinds(&events), ["spent", "budget-warned", "notice-raised"]);
    let notice = play.state.notices.values().next().unwrap();
    let line = BudgetLine {
        of: Spent::Days,
        source: None,
    };
    assert_eq!(
        (&notice.occasion, &notice.to),
        (&Occasion::Budget(line), &[id("lead")].into())
    );
    assert_eq!(
        notice.message,
        "8 days of 10 days are spent of the budget in days"
    );
    let events = play.act("nle", &spent(spend(Some(5.0), None)));
    assert_eq!(kinds(&events), ["spent"], "over the budget too, once is enough");
}

#[test]
fn a_source_has_lines_of_its_own() {
    let mut play = play(Limit::Refuse);
    let from = |funding: f64| Expense {
        source: Some(id("premium")),
        ..spend(None, Some(funding))
    };
    let events = play.act("nle", &spent(from(500.0)));
    assert_eq!(kinds(&events), ["spent", "budget-warned", "notice-raised"]);
    let refusal = play.refused("nle", &spent(from(100.5)));
    assert_eq!(
        refusal.to_string(),
        "the source `premium` in money would be overspent: £500 of £600 are spent, and £100.5 more would be too much"
    );
    play.act("nle", &spent(from(100.0)));
    play.act("nle", &spent(spend(None, Some(400.0))));
    assert_eq!(
        play.refused("nle", &spent(spend(None, Some(0.5)))).code(),
        "over-budget"
    );
}

#[test]
fn a_step_says_which_source_pays() {
    let mut play = play(Limit::Warn);
    let expense = Expense {
        step: Some(id("coach")),
        ..spend(None, Some(50.0))
    };
    play.act("administrator", &spent(expense));
    assert_eq!(play.state.spent(Spent::Funding, Some(&id("premium"))), 50.0);
}

#[test]
fn a_correction_takes_back_no_more_than_there_is() {
    let mut play = play(Limit::Refuse);
    play.act("nle", &spent(spend(Some(10.0), None)));
    play.act("nle", &spent(spend(Some(-4.0), None)));
    assert_eq!(play.state.spent(Spent::Days, None), 6.0);
    assert_eq!(
        play.refused("nle", &spent(spend(Some(-6.5), None))),
        Rejection::Amount {
            problem: "more would be taken back than was spent"
        }
    );
    let elsewhere = Expense {
        source: Some(id("premium")),
        ..spend(Some(-1.0), None)
    };
    assert_eq!(
        play.refused("nle", &spent(elsewhere)).code(),
        "amount",
        "nothing was spent of that source"
    );
}

#[test]
fn an_entry_makes_sense() {
    let mut play = play(Limit::Warn);
    for expense in [
        spend(None, None),
        spend(Some(0.0), None),
        spend(Some(f64::NAN), None),
        spend(Some(1.0), Some(f64::INFINITY)),
        spend(None, Some(1e10)),
    ] {
        assert_eq!(
            play.refused("nle", &spent(expense.clone())).code(),
            "amount",
            "{expense:?}"
        );
    }
    let of = |change: &dyn Fn(&mut Expense)| {
        let mut expense = spend(Some(1.0), None);
        change(&mut expense);
        spent(expense)
    };
    assert_eq!(
        play.refused("nle", &of(&|e| e.note = " ".to_owned())).code(),
        "reason-needed"
    );
    assert_eq!(
        play.refused("nle", &of(&|e| e.on = day("2019-01-11"))).code(),
        "dates"
    );
    assert_eq!(
        play.refused("nle", &of(&|e| e.step = Some(id("plna")))).code(),
        "unknown-step"
    );
    assert_eq!(
        play.refused("nle", &of(&|e| e.source = Some(id("lottery"))))
            .code(),
        "unknown-source"
    );
    assert_eq!(play.refused("guest", &of(&|_| ())).code(), "stranger");
}

#[test]
fn without_a_budget_nothing_is_refused() {
    let mut play = Play::open(workflow([task("plan")]));
    assert_eq!(
        kinds(&play.act("head", &spent(spend(Some(400.0), Some(1e6))))),
        ["spent"]
    );
}
