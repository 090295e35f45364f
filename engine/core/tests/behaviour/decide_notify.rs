//! Notices: a `notify` step tells people, and is done once that has been handed over.

use alongside_core::effect::Effect;
use alongside_core::event::Outcome;
use alongside_core::notice::Occasion;
use alongside_core::state::Status;

use crate::support::define::{rounds, task, workflow};
use crate::support::id;
use crate::support::people::{delivered, notify};
use crate::support::play::{Play, end, kinds};

#[test]
fn a_notice_is_handed_over_once_and_then_the_step_is_done() {
    let mut play = Play::open(workflow([
        task("plan"),
        notify("tell").after(["plan"]),
        task("next").after(["tell"]),
    ]));
    assert!(play.effects().is_empty());
    let events = kinds(&play.does("nle", "plan"));
    assert_eq!(
        events,
        ["step-completed plan", "step-activated tell", "notice-raised tell"]
    );
    let effects = play.effects();
    let [Effect::Deliver { number, notice }] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(
        (&notice.occasion, notice.message.as_str()),
        (&Occasion::Notify, "the plan is agreed")
    );
    assert_eq!(notice.to, [id("head")].into());
    assert_eq!(
        serde_json::to_string(&play.why("tell").holds).unwrap(),
        r#"[{"waits-for":"delivery"}]"#
    );
    assert_eq!(play.refused("nle", &delivered(*number)).code(), "engine-needed");
    assert!(play.act("engine", &delivered(number + 1)).is_empty());
    let events = kinds(&play.act("engine", &delivered(*number)));
    assert_eq!(
        events,
        ["notice-delivered", "step-completed tell", "step-activated next"]
    );
    assert_eq!(play.latest("tell").outcome, Some(Outcome::Notified));
    assert!(
        play.act("engine", &delivered(*number)).is_empty(),
        "an answer counts once"
    );
}

#[test]
fn each_round_tells_people_anew() {
    let mut play = Play::open(workflow([task("plan"), notify("tell").repeat(rounds(2))]));
    for round in 1..=2 {
        assert_eq!((play.round("tell"), play.status("tell")), (round, Status::Active));
        let number = *play.state.notices.keys().next().unwrap();
        play.act("engine", &delivered(number));
    }
    assert_eq!(play.status("tell"), Status::Completed);
}

#[test]
fn nothing_is_handed_over_after_the_end() {
    let mut play = Play::open(workflow([notify("tell")]));
    let number = *play.state.notices.keys().next().unwrap();
    play.act("nle", &end("enough"));
    assert!(play.effects().is_empty() && play.state.notices.is_empty());
    assert!(play.act("engine", &delivered(number)).is_empty());
}
