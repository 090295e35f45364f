//! What a stored definition promises, verified once more when it is read back.

use alongside_core::definition::{Definition, DefinitionError, Repeat, StepKind, WaitFor};
use alongside_core::value::Value;

use crate::support::conditions::done;
use crate::support::define::{
    Node, adoption, after, every, milestone, recommend, recorded, score, score_of_fact, stage, step, task,
    unchecked, wait_for, wait_until, workflow,
};
use crate::support::id;

fn error(nodes: impl IntoIterator<Item = Node>) -> String {
    unchecked(nodes).check().unwrap_err().to_string()
}

#[test]
fn references_lead_somewhere() {
    let cases: [(Node, &str); 12] = [
        (
            task("a").after(["b"]),
            "step `a` refers to step `b`, which does not exist",
        ),
        (
            task("a").role("caretaker"),
            "step `a` refers to role `caretaker`, which does not exist",
        ),
        (
            task("a").approve("caretaker"),
            "step `a` refers to role `caretaker`, which does not exist",
        ),
        (
            task("a").judged_evidence("e", "x"),
            "step `a` refers to role `x`, which does not exist",
        ),
        (
            task("a").when(done("b")),
            "step `a` refers to step `b`, which does not exist",
        ),
        (
            task("a").due(recorded("b", "c")),
            "step `a` refers to recorded field `b.c`, which does not exist",
        ),
        (
            wait_until("a", recorded("b", "c")),
            "step `a` refers to recorded field `b.c`, which does not exist",
        ),
        (
            wait_for("a", "flood"),
            "step `a` refers to outside event `flood`, which does not exist",
        ),
        (
            recommend("a", ["b"]),
            "step `a` refers to score step `b`, which does not exist",
        ),
        (
            adoption("a", "b"),
            "step `a` refers to recommend step `b`, which does not exist",
        ),
        (
            score_of_fact("a", "b", "c"),
            "step `a` refers to recorded field `b.c`, which does not exist",
        ),
        (
            {
                let mut repeat = every("1 week");
                repeat.every.as_mut().unwrap().calendar = id("diocese");
                task("a").repeat(repeat)
            },
            "step `a` refers to party `diocese`, which does not exist",
        ),
    ];
    for (node, message) in cases {
        assert_eq!(error([node]), message);
    }
}

#[test]
fn steps_do_not_wait_for_themselves() {
    assert_eq!(
        error([task("a").after(["b"]), task("b").after(["a"])]),
        "step `a` waits for itself through `after`"
    );
    // A step that waits for the stage around it, or a stage for a step in it, waits for ever.
    assert_eq!(
        error([stage("a", [task("b").after(["a"])])]),
        "step `b` waits for itself through `after`"
    );
    assert_eq!(
        error([stage("a", [stage("b", [task("c")])]).after(["c"])]),
        "step `a` waits for itself through `after`"
    );
    // And a chain through a stage: `d` waits for the stage of `b`, which waits for `d`.
    assert_eq!(
        error([stage("a", [task("b").after(["d"])]), task("d").after(["a"])]),
        "step `b` waits for itself through `after`"
    );
    workflow([
        stage("a", [task("b"), task("c").after(["b"])]),
        task("d").after(["a", "b"]),
    ]);
}

#[test]
fn names_are_unique_and_stages_come_first() {
    assert_eq!(error([task("a"), task("a")]), "two steps are named `a`");
    let mut definition = unchecked([stage("a", [task("b")])]);
    definition.steps.reverse();
    assert_eq!(definition.check(), Err(DefinitionError::Misplaced(id("b"))));
    let mut definition = unchecked([task("a"), task("b")]);
    definition.steps[1].parent = Some(id("a"));
    assert_eq!(definition.check(), Err(DefinitionError::Misplaced(id("b"))));
    let mut definition = unchecked([task("a")]);
    definition.format = 2;
    assert_eq!(definition.check(), Err(DefinitionError::Format { found: 2 }));
}

#[test]
fn a_step_has_only_what_its_kind_can_honour() {
    let bare_wait = step(
        "a",
        StepKind::Wait(WaitFor {
            until: None,
            event: None,
        }),
    );
    let endless = Repeat::default();
    let mut broken = score("a");
    if let StepKind::Score { with, .. } = &mut broken.step.kind {
        with.insert("years".to_owned(), Value::Number(f64::NAN));
    }
    let cases: [(Node, &str); 8] = [
        (
            milestone("a").approve("head"),
            "step `a` cannot work: only tasks and decisions are approved",
        ),
        (
            stage("a", [task("b")]).approve("head"),
            "step `a` cannot work: only tasks and decisions are approved",
        ),
        (
            score("a").evidence("e"),
            "step `a` cannot work: a score takes no evidence",
        ),
        (
            wait_until("a", after("1 week")).evidence("e"),
            "step `a` cannot work: a wait takes no evidence",
        ),
        (
            bare_wait,
            "step `a` cannot work: it waits for neither a date nor an event",
        ),
        (
            milestone("a").repeat(every("1 week")),
            "step `a` cannot work: a milestone is reached once and does not repeat",
        ),
        (
            task("a").repeat(endless),
            "step `a` cannot work: it repeats without a clock and without an end",
        ),
        (
            broken,
            "step `a` cannot work: the parameter `years` is not a finite number",
        ),
    ];
    for (node, message) in cases {
        assert_eq!(error([node]), message);
    }
}

#[test]
fn a_definition_read_back_is_the_same_definition() {
    let definition = workflow([
        stage("a", [task("b").due(after("1 week")).evidence("e"), score("c")]).repeat(every("1 half-term")),
    ]);
    let read: Definition = serde_json::from_slice(&definition.canonical()).unwrap();
    assert_eq!((read.digest(), &read), (definition.digest(), &definition));
}
