//! What a definition promises of undoing steps, inserted plans, ad hoc roles and migrations.

use alongside_core::definition::{Definition, MigratedTimers, Migration, MigrationTime, NewStep};

use crate::support::conditions::never;
use crate::support::define::{Node, adoption_into, milestone, recommend, rounds, stage, task, unchecked};
use crate::support::id;

fn problem(definition: &Definition) -> String {
    definition
        .check()
        .map_or_else(|error| error.to_string(), |()| "none".to_owned())
}

fn undoing(change: impl FnOnce(Node) -> Node) -> String {
    problem(&unchecked([
        task("sign"),
        task("other"),
        change(task("unsign").undoes("sign")),
        task("re-sign").undoes("other"),
    ]))
}

#[test]
fn an_undoing_step_is_a_plain_task_at_top_level() {
    assert_eq!(undoing(|node| node), "none");
    assert_eq!(
        undoing(|node| node.undoes("nothing")),
        "step `unsign` refers to step `nothing`, which does not exist"
    );
    assert!(undoing(|node| node.undoes("re-sign")).ends_with("what undoes a step is not undone itself"));
    let waits = "begins with the withdrawal and waits for nothing";
    assert!(undoing(|node| node.after(["other"])).ends_with(waits));
    assert!(undoing(|node| node.when(never())).ends_with(waits));
    assert!(undoing(|node| node.repeat(rounds(2))).ends_with(waits));
    assert!(undoing(|_| milestone("unsign").undoes("sign")).ends_with("only a task can undo a step"));
    let inside = unchecked([task("sign"), stage("phase", [task("unsign").undoes("sign")])]);
    assert!(problem(&inside).ends_with("a step that undoes another stands at top level"));
}

#[test]
fn plans_go_into_stages_and_roles_that_add_steps_exist() {
    let nodes = |into: &str| {
        unchecked([
            recommend("options", []),
            adoption_into("adopt", "options", into),
            stage("phase-2", [task("teach")]),
        ])
    };
    assert_eq!(problem(&nodes("phase-2")), "none");
    for into in ["teach", "phase-3"] {
        let words = format!("step `adopt` refers to stage `{into}`, which does not exist");
        assert_eq!(problem(&nodes(into)), words);
    }
    let mut definition = nodes("phase-2");
    definition.ad_hoc = [id("caretaker")].into();
    assert!(problem(&definition).contains("role `caretaker`, which does not exist"));
}

#[test]
fn a_migration_leads_to_steps_that_there_are_each_by_one_way() {
    let with = |change: &dyn Fn(&mut Migration)| {
        let mut definition = unchecked([task("look"), task("tell")]);
        let mut rule = Migration {
            from: "1".parse().unwrap(),
            map: [].into(),
            drop: [].into(),
            timers: MigratedTimers::Keep,
            at: MigrationTime::Now,
            new: [].into(),
        };
        change(&mut rule);
        definition.migrations = vec![rule];
        problem(&definition)
    };
    assert_eq!(
        with(&|rule| rule.map = [(id("check"), id("look"))].into()),
        "none"
    );
    assert!(with(&|rule| rule.map = [(id("check"), id("seek"))].into()).contains("step `seek`"));
    assert!(with(&|rule| rule.new = [(id("seek"), NewStep::Skip)].into()).contains("step `seek`"));
    let twice = with(&|rule| rule.map = [(id("a"), id("look")), (id("b"), id("look"))].into());
    assert!(twice.ends_with("two steps become `look`"), "{twice}");
    let both = with(&|rule| {
        rule.map = [(id("a"), id("look"))].into();
        rule.drop = [(id("a"), "gone".to_owned())].into();
    });
    assert!(both.ends_with("`a` is both mapped and dropped"), "{both}");
}
