//! Members of a party that has many: opening with them, joining, leaving.

use alongside_core::command::{Command, Opening};
use alongside_core::decide::Rejection;
use alongside_core::definition::{Definition, Each, Join};

use crate::support::children::{join, leave, member, programme_opening};
use crate::support::define::{engagement, programme};
use crate::support::id;
use crate::support::play::Play;

fn definition() -> Definition {
    programme([engagement("clusters", Each::Group(id("schools")), Join::All)])
}

fn refused(change: impl FnOnce(&mut Opening)) -> String {
    let mut opening = programme_opening(3);
    change(&mut opening);
    let mut play = Play::unopened(definition());
    play.open_with(opening).unwrap_err().to_string()
}

/// What the refusal says besides that the opening does not fit.
fn of_member(change: impl FnOnce(&mut alongside_core::member::Member)) -> String {
    let text = refused(|opening| {
        let schools = opening.members.get_mut("schools").unwrap();
        change(schools.get_mut("b").unwrap());
    });
    let said = text.strip_prefix("the opening does not fit the workflow: of the members: ");
    said.unwrap().to_owned()
}

#[test]
fn an_opening_names_members_that_fit() {
    assert_eq!(of_member(|b| b.urn = None), "`b` is a school and needs a URN");
    assert_eq!(
        of_member(|b| b.urn = Some(id("100100"))),
        "`a` and `b` are the same school"
    );
    assert_eq!(
        of_member(|b| b.group = None),
        "`b` needs a group: an engagement is started for each"
    );
    assert_eq!(
        of_member(|b| {
            b.people.insert(id("guest"), [id("head")].into());
        }),
        "`b` gives `guest` the role `head`, which is not a role of `schools`"
    );
    assert_eq!(
        of_member(|b| {
            b.people.insert(id("engine"), [].into());
        }),
        "no person can be called `engine`: histories say it of the program itself"
    );
    assert_eq!(
        refused(|opening| {
            let schools = opening.members.remove("schools").unwrap();
            opening.members.insert(id("partner"), schools);
        }),
        "the opening does not fit the workflow: of the members: `partner` is one party and has no members"
    );
}

#[test]
fn a_party_that_has_many_has_no_number_of_its_own() {
    let text = refused(|opening| {
        opening.parties.get_mut("schools").unwrap().urn = Some(id("100300"));
    });
    assert!(text.ends_with("the party `schools` has many: its members have URNs, not the party"));
    let text = refused(|opening| {
        opening.parties.remove("schools");
    });
    assert!(text.ends_with("the party `schools` is missing"));
}

#[test]
fn the_workflows_of_children_are_pinned() {
    let text = refused(|opening| opening.workflows.clear());
    assert!(text.ends_with("the workflow `support` of its child engagements is missing"));
}

#[test]
fn an_engagement_is_no_relative_of_its_own_and_only_the_engine_opens_children() {
    let parent = |engagement: &str| alongside_core::member::Parent {
        engagement: id(engagement),
        step: id("support"),
        round: 1,
        child: alongside_core::member::ChildKey::Only,
    };
    let text = refused(|opening| opening.parent = Some(parent("first")));
    assert!(text.ends_with("an engagement can neither follow itself nor be its own parent"));
    let mut opening = programme_opening(2);
    opening.parent = Some(parent("programme"));
    let open = Command::Open(Box::new(opening));
    let mut play = Play::unopened(definition());
    assert_eq!(play.refused("administrator", &open), Rejection::EngineNeeded);
    play.act("engine", &open);
}

#[test]
fn whoever_may_change_the_plan_adds_and_takes_out_members() {
    let mut play = Play::open_programme(definition(), 2);
    let late = join("late", 100_200, Some("cluster-9"));
    assert_eq!(play.refused("head", &late).code(), "not-permitted");
    assert_eq!(play.refused("engine", &late).code(), "person-needed");
    play.act("nle", &late);
    assert_eq!(
        play.refused("nle", &late).to_string(),
        "`late` is a member of `schools` already"
    );
    assert_eq!(
        play.refused("nle", &join("other", 100_200, Some("cluster-9")))
            .to_string(),
        "the member cannot join: `late` and `other` are the same school"
    );
    assert_eq!(
        play.refused("nle", &join("other", 100_201, None)).to_string(),
        "the member cannot join: `other` needs a group: an engagement is started for each"
    );
    play.act("administrator", &leave("late"));
    let gone = play.refused("nle", &leave("late"));
    assert_eq!(gone.to_string(), "`schools` has no member `late`");
    assert_eq!(gone.hint().unwrap(), "its members are `a`, `b`");
    let (name, details) = member("x", 100_300, None);
    let one = Command::Join {
        party: id("partner"),
        member: name,
        details: Box::new(details),
    };
    let refusal = play.refused("nle", &one);
    assert_eq!(
        refusal.to_string(),
        "`partner` is one party: nobody joins or leaves it"
    );
    assert_eq!(refusal.hint().unwrap(), "parties with members: `schools`");
}

#[test]
fn a_party_has_a_bounded_number_of_members() {
    let text = refused(|opening| {
        let schools = opening.members.get_mut("schools").unwrap();
        for n in 0..=1_000 {
            let (name, member) = member(&format!("m{n}"), 110_000 + n, Some("cluster-1"));
            schools.insert(name, member);
        }
    });
    assert!(text.ends_with("`schools` has more than 1000 members"), "{text}");
}
