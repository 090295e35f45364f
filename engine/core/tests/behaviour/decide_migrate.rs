//! Migration: a running engagement moves to another version by a declared rule, and back again.

use alongside_core::decide::Rejection;
use alongside_core::definition::{Definition, MigratedTimers, Migration, MigrationTime, NewStep};
use alongside_core::effect::Effect;
use alongside_core::migration::{NewStepFate, TimerFate, migration_report};
use alongside_core::state::Status;

use crate::support::define::{Node, after, every, milestone, recommend, stage, task, workflow};
use crate::support::id;
use crate::support::play::{Play, add, end, kinds, migrate, withdraw};

fn version(number: &str, nodes: impl IntoIterator<Item = Node>) -> Definition {
    let mut definition = workflow(nodes);
    definition.version = number.parse().unwrap();
    definition.ad_hoc = [id("lead")].into();
    definition
}

fn rule(from: &str) -> Migration {
    Migration {
        from: from.parse().unwrap(),
        map: [].into(),
        drop: [].into(),
        timers: MigratedTimers::Keep,
        at: MigrationTime::Now,
        new: [].into(),
    }
}

/// A version with one rule that leads to it from 1.0.0.
fn second(nodes: impl IntoIterator<Item = Node>, change: impl FnOnce(&mut Migration)) -> Definition {
    let mut definition = version("2.0.0", nodes);
    let mut rule = rule("=1.0.0");
    change(&mut rule);
    definition.migrations = vec![rule];
    definition
}

fn first() -> Definition {
    version(
        "1.0.0",
        [
            stage("prepare", [task("visit")]),
            stage(
                "review",
                [
                    task("check").due(after("10 school-days")),
                    task("tell").after(["check"]),
                ],
            )
            .after(["prepare"]),
        ],
    )
}

/// At review: the check is under way.
fn at_review() -> Play {
    let mut play = Play::open(first());
    play.does("nle", "visit");
    play
}

fn renamed() -> Definition {
    second(
        [
            stage("prepare", [task("visit")]),
            stage(
                "review",
                [
                    task("look").due(after("5 school-days")),
                    task("tell").after(["look"]),
                ],
            )
            .after(["prepare"]),
        ],
        |rule| drop(rule.map.insert(id("check"), id("look"))),
    )
}

#[test]
fn the_dry_run_shows_the_mapping_and_applying_keeps_assignee_and_due_date() {
    let mut play = at_review();
    play.act(
        "adviser",
        &alongside_core::command::Command::Claim { step: id("check") },
    );
    let target = renamed();

    let report = migration_report(&play.definition, &target, &play.state);

    assert!(report.is_possible());
    let maps: Vec<String> = report
        .maps
        .iter()
        .map(|m| format!("{} -> {}: {}", m.step, m.to, m.status))
        .collect();
    assert_eq!(
        maps,
        [
            "prepare -> prepare: completed",
            "visit -> visit: completed",
            "review -> review: active",
            "check -> look: active",
            "tell -> tell: available",
        ]
    );
    assert_eq!(report.pending[0].fate, TimerFate::Kept);
    let due = play.latest("check").due;

    assert_eq!(kinds(&play.migrates(&target)), ["workflow-migrated"]);

    let look = play.latest("look");
    assert_eq!(look.assigned_to, Some(id("adviser")));
    assert_eq!((look.due, look.status), (due, Status::Active));
    assert_eq!(play.state.workflow.as_ref().unwrap().version, "2.0.0");
    play.tick("2019-02-01");
    assert!(play.latest("look").overdue);
    play.does("adviser", "look");
    assert_eq!(play.latest("tell").consumed["look"], 1);
}

#[test]
fn timers_restart_by_the_new_rules_from_the_day_their_step_began() {
    let mut play = at_review();
    let mut target = renamed();
    target.migrations[0].timers = MigratedTimers::Restart;
    play.day("2019-01-11");
    let events = play.migrates(&target);
    assert_eq!(kinds(&events), ["workflow-migrated", "timer-set look"]);
    assert_eq!(play.latest("look").due.unwrap().to_string(), "2019-01-17");
}

#[test]
fn a_date_that_a_person_set_survives_a_restart() {
    let mut play = at_review();
    play.act(
        "nle",
        &alongside_core::command::Command::MoveTimer {
            step: id("check"),
            timer: alongside_core::state::TimerKind::Due,
            to: "2019-03-01".parse().unwrap(),
            reason: "agreed".to_owned(),
        },
    );
    let mut target = renamed();
    target.migrations[0].timers = MigratedTimers::Restart;
    play.migrates(&target);
    assert_eq!(play.latest("look").due.unwrap().to_string(), "2019-03-01");
}

#[test]
fn every_reason_against_it_is_given_at_once() {
    let mut play = at_review();
    let mut target = second(
        [
            stage("prepare", [task("visit")]),
            stage("review", [milestone("tell")]).after(["prepare"]),
            stage("letter", [task("sign").role("head")]),
        ],
        |_| {},
    );
    let clerk = target.roles["head"].clone();
    target.roles.insert(id("clerk"), clerk);
    target.steps.last_mut().unwrap().role = Some(id("clerk"));
    let party = target.parties["partner"].clone();
    target.parties.insert(id("trust"), party);
    assert_eq!(
        play.refuses(&target),
        [
            "`check` is active, and the new version neither has it nor says what becomes of it",
            "nobody holds the role `clerk`",
            "the party `trust` is missing",
        ]
    );
}

#[test]
fn what_has_begun_keeps_its_kind_and_its_stage_and_two_do_not_become_one() {
    let mut play = at_review();
    let kind = second(
        [
            stage("prepare", [task("visit")]),
            stage("review", [milestone("check"), task("tell")]),
        ],
        |_| {},
    );
    assert_eq!(
        play.refuses(&kind),
        ["`check` is a task, and would become a milestone"]
    );
    let moved = second(
        [
            stage("prepare", [task("visit"), task("check")]),
            stage("review", [task("tell")]),
        ],
        |_| {},
    );
    assert_eq!(
        play.refuses(&moved),
        ["`check` is active, and stands in another stage in the new version"]
    );
    let one = second(
        [
            stage("prepare", [task("visit")]),
            stage("review", [task("check")]),
        ],
        |rule| drop(rule.map.insert(id("tell"), id("check"))),
    );
    assert_eq!(
        play.refuses(&one),
        ["`check` and `tell` would both become `check`"]
    );
}

#[test]
fn without_a_rule_a_version_or_the_right_the_engagement_stays_where_it_is() {
    let mut play = at_review();
    let mut target = renamed();
    assert_eq!(
        play.refused("administrator", &migrate(&target)).code(),
        "no-target"
    );
    assert_eq!(play.refused("nle", &migrate(&target)).code(), "not-permitted");
    let same = play.definition.clone();
    assert_eq!(
        play.refused("administrator", &migrate(&same)).code(),
        "same-version"
    );
    target.migrations.clear();
    assert_eq!(
        play.refuses(&target),
        ["no `[migrate]` table leads from version 1.0.0 to version 2.0.0"]
    );
    target.id = id("another");
    assert_eq!(
        play.refuses(&target),
        ["it runs `sample`, and `another` is another workflow"]
    );
    play.act("nle", &withdraw());
    assert_eq!(play.state.status, alongside_core::state::EngagementStatus::Ended);
}

#[test]
fn a_plugin_that_the_new_version_needs_must_be_at_hand() {
    let mut play = at_review();
    let mut with_plugin = recommend("options", []);
    if let alongside_core::definition::StepKind::Recommend { plugin, .. } = &mut with_plugin.step.kind {
        plugin.id = id("elsewhere");
    }
    let target = second(
        [
            stage("prepare", [task("visit")]),
            stage("review", [task("check"), task("tell"), with_plugin]),
        ],
        |_| {},
    );
    assert_eq!(play.refuses(&target), ["the plugin `elsewhere` is missing"]);
}

#[test]
fn new_steps_come_up_in_open_stages_and_are_skipped_or_reopen_closed_ones() {
    let nodes = || {
        [
            stage(
                "prepare",
                [task("visit"), task("walk"), task("coffee").optional()],
            ),
            stage(
                "review",
                [task("check"), task("tell").after(["check"]), task("ask")],
            )
            .after(["prepare"]),
            stage("close", [task("thank")]).after(["review"]),
        ]
    };
    let skip = second(nodes(), |_| {});
    let mut play = at_review();
    let fates = |play: &Play, target: &Definition| {
        let report = migration_report(&play.definition, target, &play.state);
        report
            .new
            .into_iter()
            .map(|new| (new.step.to_string(), new.fate))
            .collect::<Vec<_>>()
    };
    let all = [
        ("walk", NewStepFate::Skipped),
        ("coffee", NewStepFate::NotNeeded),
        ("ask", NewStepFate::Created),
        ("close", NewStepFate::Created),
        ("thank", NewStepFate::Later),
    ];
    assert_eq!(
        fates(&play, &skip),
        all.map(|(step, fate)| (step.to_owned(), fate))
    );
    play.migrates(&skip);
    assert_eq!(play.status("walk"), Status::SetAside);
    assert_eq!(play.active(), ["review", "check", "ask"]);
    assert_eq!(play.status("close"), Status::Available);

    let reopen = second(nodes(), |rule| rule.new = [(id("walk"), NewStep::Reopen)].into());
    let mut play = at_review();
    let events = play.migrates(&reopen);
    assert!(kinds(&events).contains(&"step-reopened prepare".to_owned()));
    assert_eq!(play.active(), ["prepare", "walk", "review", "check", "ask"]);
    assert!(play.latest("review").flagged.is_some());
    assert_eq!(play.round("visit"), 1);
    play.does("nle", "walk");
    assert_eq!(play.status("prepare"), Status::Completed);
    assert_eq!(play.round("prepare"), 2);
}

#[test]
fn a_new_step_deep_in_a_stage_whose_next_round_is_still_to_come_comes_with_that_round() {
    let fortnightly = |inner: [&str; 2]| {
        let inner = inner
            .iter()
            .filter(|name| !name.is_empty())
            .map(|name| task(name));
        stage("meeting", [stage("agenda", inner)]).repeat(every("10 school-days"))
    };
    let mut play = Play::open(version("1.0.0", [fortnightly(["read", ""]), task("plan")]));
    play.tick("2019-01-25");
    play.does("nle", "read");
    assert_eq!(play.status("meeting"), Status::Available);
    let target = second([fortnightly(["read", "ask"]), task("plan")], |rule| {
        rule.new = [(id("ask"), NewStep::Reopen)].into();
    });
    let report = migration_report(&play.definition, &target, &play.state);
    assert_eq!(report.new[0].fate, NewStepFate::Later);
    play.migrates(&target);
    assert_eq!(play.round("meeting"), 2);
    assert_eq!(play.active(), ["plan"]);
    play.tick("2019-03-14");
    assert_eq!(play.active(), ["meeting", "agenda", "read", "ask", "plan"]);
}

fn later() -> Definition {
    second(
        [
            stage("prepare", [task("visit")]),
            stage("review", [task("check"), task("tell").after(["check"])]).after(["prepare"]),
            stage("close", [task("thank")]).after(["review"]),
        ],
        |rule| rule.at = MigrationTime::StageBoundary,
    )
}

/// The move is agreed while the review runs.
fn agreed(play: &mut Play) {
    let events = play.migrates(&later());
    assert_eq!(kinds(&events), ["migration-scheduled"]);
    assert!(play.effects().is_empty());
}

#[test]
fn at_a_stage_boundary_the_move_waits_and_nothing_new_begins_until_it_has_taken_place() {
    let mut play = Play::open(version(
        "1.0.0",
        [
            stage("prepare", [task("visit")]),
            stage("review", [task("check"), task("tell").after(["check"])]).after(["prepare"]),
        ],
    ));
    agreed(&mut play);
    let events = play.does("nle", "visit");
    assert_eq!(kinds(&events), ["step-completed visit", "step-completed prepare"]);
    let effects = play.effects();
    assert!(matches!(effects.as_slice(), [Effect::Migrate(_)]), "{effects:?}");

    let events = play.act("engine", &migrate(&later()));

    assert_eq!(
        kinds(&events)[..3],
        ["workflow-migrated", "step-created close", "step-activated review"]
    );
    assert!(play.effects().is_empty());
    // A late repetition changes nothing.
    assert!(play.act("engine", &migrate(&later())).is_empty());
}

#[test]
fn what_cannot_be_done_any_more_at_the_boundary_is_called_off_in_the_log() {
    let mut play = Play::open(version(
        "1.0.0",
        [
            stage("prepare", [task("visit")]),
            stage("review", [task("check"), task("tell").after(["check"])]).after(["prepare"]),
        ],
    ));
    agreed(&mut play);
    play.act("nle", &add(task("walk"), None));
    assert_eq!(play.status("walk"), Status::Available);
    play.does("nle", "visit");
    play.state.opening.as_mut().unwrap().parties.remove("supporter");
    let events = play.decide("engine", &migrate(&later())).unwrap();
    let events: Vec<_> = events.into_iter().map(|envelope| envelope.event).collect();
    assert_eq!(
        kinds(&events)[..3],
        [
            "migration-called-off",
            "step-activated review",
            "step-created check"
        ]
    );
}

#[test]
fn asking_for_the_version_it_runs_on_calls_an_agreed_move_off() {
    let mut play = at_review();
    agreed(&mut play);
    let same = play.definition.clone();
    let events = play.act("administrator", &migrate(&same));
    assert_eq!(kinds(&events), ["migration-called-off"]);
    play.act("administrator", &end("enough"));
}

#[test]
fn what_is_dropped_comes_back_with_its_history_when_the_move_is_reverted() {
    let mut play = at_review();
    let old = play.definition.clone();
    let target = second(
        [
            stage("prepare", [task("visit")]),
            stage("review", [task("look"), task("ask")]).after(["prepare"]),
        ],
        |rule| {
            rule.map.insert(id("check"), id("look"));
            rule.drop.insert(id("tell"), "nobody read it".to_owned());
        },
    );
    play.migrates(&target);
    assert_eq!(play.active(), ["review", "look", "ask"]);
    assert!(play.state.dropped.contains_key("tell"));

    let report = migration_report(&play.definition, &old, &play.state);
    assert_eq!(report.restored, [id("tell")].into());
    play.migrates(&old);

    assert_eq!(play.active(), ["review", "check"]);
    assert_eq!(play.status("tell"), Status::Available);
    assert!(play.state.dropped.contains_key("ask"));
    play.does("nle", "check");
    play.does("nle", "tell");
    assert!(!play.state.is_open());
}

#[test]
fn a_second_migration_starts_where_the_first_led() {
    let mut play = at_review();
    play.migrates(&renamed());
    let mut third = renamed();
    third.version = "3.0.0".parse().unwrap();
    let mut step = rule("2");
    step.map.insert(id("tell"), id("report"));
    third.migrations = vec![step];
    for step in &mut third.steps {
        if step.id.as_str() == "tell" {
            step.id = id("report");
        }
    }
    play.migrates(&third);
    play.does("nle", "look");
    play.does("nle", "report");
    assert!(!play.state.is_open());
}

#[test]
fn added_steps_move_along_under_the_names_of_the_new_version() {
    let mut play = at_review();
    play.act("nle", &add(task("audit"), Some("review")));
    let target = second(
        [
            stage("prepare", [task("visit")]),
            stage("check-up", [task("check"), task("tell").after(["check"])]).after(["prepare"]),
        ],
        |rule| drop(rule.map.insert(id("review"), id("check-up"))),
    );
    play.migrates(&target);
    assert_eq!(play.active(), ["check-up", "check", "audit"]);
    assert_eq!(play.state.added[0].step.parent, Some(id("check-up")));
    // The version after that has it in its file.
    let mut third = target.clone();
    third.version = "3.0.0".parse().unwrap();
    third.migrations = vec![rule("2")];
    let mut audit = task("audit").step;
    audit.parent = Some(id("check-up"));
    third.steps.push(audit);
    play.migrates(&third);
    assert!(play.state.added.is_empty());
    assert_eq!(play.active(), ["check-up", "check", "audit"]);
}

#[test]
fn a_rule_is_turned_round() {
    let (old, new) = (first(), renamed());
    let inverse = new.migrations[0].inverse(&new, &old);
    assert!(inverse.from.matches(&new.version) && !inverse.from.matches(&old.version));
    assert_eq!(inverse.map, [(id("look"), id("check"))].into());
    assert!(inverse.drop.is_empty());
}

#[test]
fn no_target_means_no_move() {
    let mut play = at_review();
    let target = renamed();
    let rejection = play.refused("administrator", &migrate(&target));
    assert_eq!(
        rejection,
        Rejection::NoTarget {
            version: "2.0.0".to_owned()
        }
    );
}
