//! Child engagements: one, one for each member or for each group; joins, late joiners, rounds, and what is opened.

use alongside_core::command::Command;
use alongside_core::definition::{ChildProperty, Comparison, Condition, Each, Expr, Join, Name};
use alongside_core::event::{Entry, Event, Outcome};
use alongside_core::plugin::CallFailure;
use alongside_core::state::{EngagementStatus, Status};
use alongside_core::value::Value;
use alongside_core::why::Hold;

use crate::support::children::{join, leave, programme_opening, started};
use crate::support::conditions::output_at_least;
use crate::support::define::{engagement, programme, rounds, stage, task};
use crate::support::id;
use crate::support::play::{Play, end, kinds, retry};

const COMPLETED: EngagementStatus = EngagementStatus::Completed;
const ENDED: EngagementStatus = EngagementStatus::Ended;

fn schools() -> Each {
    Each::Member(id("schools"))
}

fn gap(value: f64) -> [(&'static str, Value); 1] {
    [("gap", Value::Number(value))]
}

#[test]
fn a_programme_starts_one_engagement_for_each_school() {
    let mut play = Play::open_programme(programme([engagement("support", schools(), Join::All)]), 16);
    let names = play.start_children();
    assert_eq!(names.len(), 16);
    assert_eq!(names[0], "first-support-a");
    assert_eq!(play.starts(), []);
    assert_eq!(play.news().len(), 16);
    assert_eq!(play.status("support"), Status::Active);
}

#[test]
fn a_programme_of_groups_starts_one_engagement_for_each_group() {
    let each = Each::Group(id("schools"));
    let play = Play::open_programme(programme([engagement("clusters", each, Join::All)]), 16);
    let starts = play.starts();
    assert_eq!(starts.len(), 8);
    let opening = &starts[1].opening;
    assert_eq!(opening.engagement.as_str(), "first-clusters-cluster-2");
    let members: Vec<&str> = opening.members["partner"]
        .keys()
        .map(|member| member.as_str())
        .collect();
    assert_eq!(members, ["c", "d"]);
    let of_c = &opening.members["partner"]["c"].people["head-of-c"];
    assert_eq!(*of_c, [id("head")].into());
    let heads: Vec<&str> = opening.people.keys().map(|person| person.as_str()).collect();
    assert_eq!(heads, ["adviser", "head-of-c", "head-of-d", "nle"]);
}

#[test]
fn a_child_opens_with_the_member_it_is_for_and_with_its_people() {
    let play = Play::open_programme(programme([engagement("support", schools(), Join::All)]), 2);
    let start = &play.starts()[1];
    let opening = &start.opening;
    assert_eq!(start.pin, programme_opening(1).workflows["support"]);
    assert_eq!(opening.parties["partner"].name, "School b");
    assert_eq!(opening.parties["partner"].urn.unwrap().number(), 100_101);
    assert_eq!(opening.parties["supporter"].name, "Supporting primary school");
    // The member's own head; the adviser of the child is whoever leads the programme.
    assert_eq!(opening.people["head-of-b"], [id("head")].into());
    assert_eq!(opening.people["nle"], [id("adviser")].into());
    let parent = opening.parent.as_ref().unwrap();
    assert_eq!(
        (parent.engagement.as_str(), parent.step.as_str(), parent.round),
        ("first", "support", 1)
    );
    assert_eq!(opening.title, "School b");
}

#[test]
fn what_a_child_opens_with_is_fitted_to_its_workflow() {
    let play = Play::open_programme(programme([engagement("support", schools(), Join::All)]), 2);
    let start = &play.starts()[0];
    let one = start.fitted(&crate::support::define::workflow([task("visit")]));
    assert_eq!(one.members, Default::default());
    assert_eq!(one.title, "School a: A sample");
    let mut many = crate::support::define::workflow([task("visit")]);
    many.parties.get_mut("partner").unwrap().many = true;
    let several = start.fitted(&many);
    assert_eq!(several.parties["partner"].urn, None);
    assert_eq!(several.members["partner"].len(), 1);
}

#[test]
fn all_waits_for_every_child_however_it_ends() {
    let mut play = Play::open_programme(
        programme([
            engagement("support", schools(), Join::All),
            task("review").after(["support"]),
        ]),
        2,
    );
    play.start_children();
    assert_eq!(
        kinds(&play.closes("first-support-a", ENDED, &[])),
        ["child-closed support"]
    );
    let last = play.closes("first-support-b", COMPLETED, &gap(4.0));
    assert_eq!(
        kinds(&last),
        [
            "child-closed support",
            "step-completed support",
            "step-activated review"
        ]
    );
    assert_eq!(play.latest("support").outcome, Some(Outcome::Joined));
}

#[test]
fn three_of_four_are_enough_and_the_fourth_runs_on_and_reports_in() {
    let mut play = Play::open_programme(
        programme([
            engagement("support", schools(), Join::AtLeast(3)),
            task("review").after(["support"]),
        ]),
        4,
    );
    play.start_children();
    play.closes("first-support-a", ENDED, &[]);
    play.closes("first-support-b", COMPLETED, &[]);
    play.closes("first-support-c", COMPLETED, &[]);
    assert_eq!(play.active(), ["support"]);
    let why = play.why("support").holds;
    assert_eq!(
        why,
        [Hold::Children {
            completed: 2,
            needed: 3
        }]
    );
    play.closes("first-support-d", COMPLETED, &[]);
    assert_eq!(play.active(), ["review"]);

    let mut play = Play::open_programme(
        programme([
            engagement("support", schools(), Join::AtLeast(3)),
            task("review").after(["support"]),
        ]),
        4,
    );
    play.start_children();
    for school in ["a", "b", "c"] {
        play.closes(&format!("first-support-{school}"), COMPLETED, &[]);
    }
    assert_eq!(play.active(), ["review"]);
    let late = play.closes("first-support-d", COMPLETED, &gap(1.0));
    assert_eq!(kinds(&late), ["child-closed support"]);
    assert_eq!(play.news(), []);
}

#[test]
fn started_children_are_enough_where_nothing_is_joined() {
    let mut play = Play::open_programme(
        programme([
            engagement("support", schools(), Join::Started),
            task("review").after(["support"]),
        ]),
        2,
    );
    let first = play.starts().remove(0);
    assert_eq!(
        kinds(&play.act("engine", &started(&first))),
        ["child-started support"]
    );
    play.start_children();
    assert_eq!(play.active(), ["review"]);
    assert_eq!(play.news().len(), 2);
}

#[test]
fn a_late_joiner_gets_a_child_and_the_join_waits_for_it() {
    let mut play = Play::open_programme(programme([engagement("support", schools(), Join::All)]), 2);
    play.start_children();
    play.closes("first-support-a", COMPLETED, &[]);
    assert_eq!(
        kinds(&play.act("nle", &join("late", 100_200, None))),
        ["member-joined"]
    );
    assert_eq!(play.start_children(), ["first-support-late"]);
    play.closes("first-support-b", COMPLETED, &[]);
    assert_eq!(play.status("support"), Status::Active);
    let why = play.why("support").holds;
    assert_eq!(
        why,
        [Hold::Child {
            child: "late".to_owned(),
            engagement: Some(id("first-support-late")),
        }]
    );
    play.closes("first-support-late", COMPLETED, &[]);
    assert_eq!(play.status("support"), Status::Completed);
    assert_eq!(play.state.status, EngagementStatus::Completed);
}

#[test]
fn a_member_who_leaves_is_no_longer_waited_for_but_its_child_is_heard() {
    let mut play = Play::open_programme(
        programme([
            engagement("support", schools(), Join::All),
            task("review").after(["support"]),
        ]),
        2,
    );
    play.start_children();
    play.closes("first-support-a", COMPLETED, &[]);
    let left = play.act("administrator", &leave("b"));
    assert_eq!(
        kinds(&left),
        ["member-left", "step-completed support", "step-activated review"]
    );
    assert_eq!(play.news().len(), 1);
    play.closes("first-support-b", ENDED, &[]);
    assert_eq!(
        play.latest("support").children[&alongside_core::member::ChildKey::Member(id("b"))].status,
        ENDED
    );
}

#[test]
fn a_programme_without_members_waits_for_the_first() {
    let mut play = Play::open_programme(programme([engagement("support", schools(), Join::All)]), 0);
    assert_eq!(play.status("support"), Status::Active);
    assert_eq!(
        play.why("support").holds,
        [Hold::Members { party: id("schools") }]
    );
    play.act("administrator", &join("a", 100_100, None));
    assert_eq!(play.start_children(), ["first-support-a"]);
}

#[test]
fn an_only_child_is_named_after_its_step_and_hands_its_outputs_on() {
    let mut play = Play::open_programme(
        programme([
            engagement("review", Each::One, Join::All),
            task("letter").when(output_at_least("review", "gap", 10.0)),
        ]),
        1,
    );
    assert_eq!(play.start_children(), ["first-review"]);
    assert_eq!(play.active(), ["review"]);
    play.closes("first-review", COMPLETED, &gap(12.0));
    assert_eq!(play.active(), ["letter"]);
}

#[test]
fn every_round_starts_children_of_its_own_and_keeps_those_of_the_round_before() {
    let mut play = Play::open_programme(
        programme([
            engagement("review", Each::One, Join::All).repeat(rounds(2)),
            task("letter").when(output_at_least("review", "gap", 10.0)),
        ]),
        1,
    );
    play.start_children();
    play.closes("first-review", COMPLETED, &gap(12.0));
    // The next round has begun and has no child yet: what the round before brought stands.
    assert_eq!(play.round("review"), 2);
    assert_eq!(play.status("letter"), Status::Active);
    assert_eq!(play.start_children(), ["first-review-round-2"]);
    play.closes("first-review-round-2", COMPLETED, &gap(3.0));
    assert_eq!(play.status("review"), Status::Completed);
    assert_eq!(play.state.steps["review"][0].children.len(), 1);
}

#[test]
fn a_long_name_is_cut_and_stays_apart_from_others() {
    let step = "support-of-schools-that-were-chosen-for-the-programme";
    let play = Play::open_programme(programme([engagement(step, schools(), Join::All)]), 2);
    let long = format!("{}-x", "a".repeat(60));
    let mut opening = programme_opening(2);
    opening.engagement = id(&long);
    let mut longer = Play::unopened(play.definition.clone());
    longer.open_with(opening).unwrap();
    let names: Vec<String> = longer
        .starts()
        .iter()
        .map(|start| start.opening.engagement.to_string())
        .collect();
    assert_eq!(names.len(), 2);
    assert_ne!(names[0], names[1]);
    assert!(names.iter().all(|name| name.len() <= 64), "{names:?}");
}

#[test]
fn news_counts_once_and_only_from_the_engine() {
    let mut play = Play::open_programme(programme([engagement("support", schools(), Join::All)]), 2);
    let start = play.starts().remove(0);
    assert_eq!(play.refused("nle", &started(&start)).code(), "engine-needed");
    assert_eq!(kinds(&play.act("engine", &started(&start))).len(), 1);
    assert_eq!(play.act("engine", &started(&start)), []);
    let mut forged = play.starts().remove(0);
    forged.opening.engagement = id("another");
    assert_eq!(play.act("engine", &started(&forged)), []);
    let news = play.news().remove(0);
    let close = |status| crate::support::children::closed(&news, status, &gap(f64::NAN));
    assert_eq!(play.act("engine", &close(EngagementStatus::Open)), []);
    let closed = play.act("engine", &close(COMPLETED));
    assert!(matches!(&closed[..], [Event::ChildClosed { outputs, .. }] if outputs.is_empty()));
    assert_eq!(play.act("engine", &close(ENDED)), []);
    play.act("nle", &end("enough"));
    let late = started(&start);
    assert_eq!(play.act("engine", &late), []);
}

#[test]
fn a_child_started_while_its_step_was_ended_is_known_and_heard() {
    let definition = programme([
        stage(
            "phase",
            [
                engagement("support", schools(), Join::All).optional(),
                task("visit"),
            ],
        ),
        task("letter"),
    ]);
    let mut play = Play::open_programme(definition, 1);
    let start = play.starts().remove(0);
    let stop = Command::SetAside {
        step: id("support"),
        reason: "not now".to_owned(),
    };
    play.act("nle", &stop);
    assert_eq!(play.starts(), []);
    play.act("engine", &started(&start));
    assert_eq!(play.news().len(), 1);
}

#[test]
fn a_child_that_cannot_be_opened_fails_the_step_until_somebody_tries_again() {
    let mut play = Play::open_programme(programme([engagement("support", schools(), Join::All)]), 2);
    let mut starts = play.starts();
    play.act("engine", &started(&starts.remove(0)));
    let failure = |attempt| Command::RecordFailure {
        key: alongside_core::command::EffectKey {
            engagement: id("first"),
            step: id("support"),
            round: 1,
            attempt,
        },
        failure: CallFailure::Refused,
        message: "`first-support-b` cannot be opened: nobody holds the role `head`".to_owned(),
    };
    assert_eq!(play.act("engine", &failure(2)), []);
    assert_eq!(kinds(&play.act("engine", &failure(1))), ["call-failed support"]);
    assert_eq!(play.status("support"), Status::Failed);
    assert_eq!(play.starts(), []);
    assert_eq!(play.next(), ["support: retry by adviser, nle"]);
    play.act("nle", &retry("support"));
    assert_eq!(play.start_children(), ["first-support-b"]);
}

#[test]
fn conditions_count_children() {
    let more = |property, sign: &str, comparison, count: f64| {
        let name = Name::Children {
            step: id("support"),
            property,
        };
        let source = format!("{name} {sign} {count}");
        let expr = Expr::Compare(
            comparison,
            Expr::Name(name).into(),
            Expr::Value(Value::Number(count)).into(),
        );
        Condition { source, expr }
    };
    let mut play = Play::open_programme(
        programme([
            engagement("support", schools(), Join::All),
            task("half-way").when(more(
                ChildProperty::Completed,
                ">=",
                Comparison::GreaterOrEqual,
                1.0,
            )),
        ]),
        2,
    );
    play.start_children();
    let closed = play.closes("first-support-b", COMPLETED, &[]);
    assert!(matches!(
        closed.last(),
        Some(Event::StepActivated {
            entry: Entry::After { condition: Some(condition) },
            ..
        }) if condition == "children.support.completed >= 1"
    ));
}
