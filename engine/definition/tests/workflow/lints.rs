//! Lints: how one is silenced, what is no reason for one, and that the bundled workflows give none. What each lint
//! finds is shown by the examples of `explained`.

use alongside_core::calendar::Calendar;
use alongside_definition::{LintContext, calendar, lint, load};

use crate::catalog::bundled;

const HEAD: &str = r#"format = 1
[workflow]
id = "case"
version = "1.0.0"
title = "A case"
calendar = "partner"
budget = { days = 3 }
[parties]
partner = { title = "Partner school" }
[roles]
lead = { title = "NLE", party = "partner" }
head = { title = "Headteacher", party = "partner" }
[data]
ks2 = { title = "Results", kind = "ks2-school", party = "partner" }
"#;

const GAP: &str = r#"
[[step]]
id = "gap"
kind = "score"
plugin = "attainment-gap@^1"
data = "ks2"
measure = "ks2-rwm-exp"
"#;

/// The names of the lints that have something to say, in the order of the file.
fn names(text: &str, calendars: &[Calendar]) -> Vec<&'static str> {
    let loaded = match load("w.toml", text, &bundled()) {
        Ok(loaded) => loaded,
        Err(problems) => panic!("{}\n{text}", problems.render(false, 100)),
    };
    lint(text, &loaded.definition, LintContext { calendars })
        .iter()
        .map(|problem| problem.code.rsplit("::").next().unwrap())
        .collect()
}

fn said(steps: &str) -> Vec<&'static str> {
    names(&format!("{HEAD}{steps}"), &[])
}

/// A milestone with a condition.
fn milestone(condition: &str) -> String {
    format!("{GAP}\n[[step]]\nid = \"m\"\nkind = \"milestone\"\nwhen = '{condition}'\n")
}

#[test]
fn the_bundled_workflows_have_nothing_to_mend() {
    for text in [
        include_str!("../../../../workflows/nle-support.toml"),
        include_str!("../../../../workflows/pdsa.toml"),
        include_str!("../../../../workflows/special-measures.toml"),
    ] {
        assert_eq!(names(text, &[]), [""; 0]);
    }
}

#[test]
fn a_step_silences_a_lint_with_a_reason_and_no_other() {
    let task = |allow: &str| {
        format!(
            "[[step]]\nid = \"a\"\nkind = \"task\"\nrole = \"lead\"\nevidence = [{{ id = \"note\" }}]\neffort = \"4 days\"\n{allow}"
        )
    };
    assert_eq!(said(&task("")), ["over-budget", "evidence-unused"]);
    assert_eq!(
        said(&task("allow = { evidence-unused = \"kept\" }")),
        ["over-budget"]
    );
    let whole =
        "[lints]\nover-budget = { allow = \"the trust pays\" }\nevidence-unused = { allow = \"kept\" }\n";
    assert_eq!(said(&format!("{whole}{}", task(""))), [""; 0]);
    let both = format!(
        "{whole}{}",
        task("allow = { evidence-unused = \"kept\", loop-without-end = \"no\" }")
    );
    assert_eq!(said(&both), ["allow-unused", "allow-unused"]);
}

#[test]
fn silencing_changes_nothing_about_the_workflow() {
    let task = "[[step]]\nid = \"a\"\nkind = \"task\"\nrole = \"lead\"\n";
    let digest = |text: String| load("w.toml", &text, &bundled()).unwrap().definition.digest();
    assert_eq!(
        digest(format!("{HEAD}{task}")),
        digest(format!(
            "{HEAD}[lints]\nover-budget = {{ allow = \"x\" }}\n{task}allow = {{ over-budget = \"x\" }}"
        ))
    );
}

#[test]
fn conditions_that_can_hold_are_left_alone() {
    for condition in [
        "findings.gap.value > 5 || findings.gap.value < 3",
        "findings.gap.value > 5 && findings.gap.low < 3",
        "findings.gap.value >= 5 && findings.gap.value <= 5",
        "!steps.gap.done || findings.gap.value - findings.gap.low < 1",
        "findings.gap.withheld ? steps.gap.done : findings.gap.value < 1",
        "!(findings.gap.value > 5 && findings.gap.value > 6)",
        "findings.gap.band in [\"wide\", \"some\"] && findings.gap.band != \"wide\"",
        "today >= date(\"2019-01-31\") && today < date(\"2019-02-01\")",
    ] {
        assert_eq!(said(&milestone(condition)), [""; 0], "{condition}");
    }
}

#[test]
fn conditions_that_can_never_hold_are_found() {
    for condition in [
        "findings.gap.value > 5 && !(findings.gap.value > 3)",
        "findings.gap.value < 5 && 10 - findings.gap.value < 5",
        "findings.gap.value < findings.gap.value",
        "findings.gap.withheld && !findings.gap.withheld",
        "findings.gap.band == \"wide\" && findings.gap.band == \"some\"",
        "findings.gap.band in [\"wide\", \"some\"] && findings.gap.band == \"narrow\"",
        "today > date(\"2019-02-01\") && today < date(\"2019-01-31\")",
        "(findings.gap.value > 5 || findings.gap.value > 7) && findings.gap.value < 3",
        "1 > 2",
        "false",
    ] {
        assert_eq!(said(&milestone(condition)), ["condition-never"], "{condition}");
    }
}

#[test]
fn what_follows_from_a_step_that_never_begins_cannot_begin() {
    let never =
        "[[stage]]\nid = \"never\"\nwhen = '1 > 2'\n[[stage.step]]\nid = \"inner\"\nkind = \"milestone\"\n";
    let after =
        |more: &str| format!("{never}\n[[step]]\nid = \"b\"\nkind = \"task\"\nrole = \"lead\"\n{more}");
    assert_eq!(
        said(&after("after = \"never\"")),
        ["condition-never", "unreachable-step"]
    );
    assert_eq!(
        said(&after("after = \"never\"\nor-when = 'data.ks2'")),
        ["condition-never"]
    );
    assert_eq!(
        said(&after("or-when = 'steps.inner.done'")),
        ["condition-never", "condition-never"]
    );
    // Somebody may set aside what is optional, and then the next step begins.
    let optional = after("after = \"never\"").replace("when = '1 > 2'", "when = '1 > 2'\noptional = true");
    assert_eq!(said(&optional), ["condition-never"]);
    // Evidence that nobody judges is never accepted.
    let judged = "[[step]]\nid = \"a\"\nkind = \"task\"\nrole = \"lead\"\nevidence = [{ id = \"note\" }]\n";
    let reads = format!(
        "{judged}[[step]]\nid = \"m\"\nkind = \"milestone\"\nwhen = {{ evidence = \"a.note\", is = \"accepted\" }}\n"
    );
    assert_eq!(said(&reads), ["condition-never"]);
}

#[test]
fn a_date_is_looked_up_in_the_calendars_that_know_it() {
    let hampshire = calendar::parse_calendar(
        "hampshire.toml",
        include_str!("../../../../workflows/calendars/hampshire.toml"),
    )
    .unwrap();
    let due = |date: &str| {
        format!("{HEAD}[[step]]\nid = \"a\"\nkind = \"task\"\nrole = \"lead\"\ndue = {{ on = {date} }}\n")
    };
    assert!(!hampshire.is_school_day("2018-12-25".parse().unwrap()));
    assert_eq!(names(&due("2018-12-25"), &[]), [""; 0]);
    assert_eq!(
        names(&due("2018-12-25"), std::slice::from_ref(&hampshire)),
        ["date-in-holiday"]
    );
    assert_eq!(
        names(&due("2018-11-05"), std::slice::from_ref(&hampshire)),
        [""; 0]
    );
    assert_eq!(names(&due("2018-11-04"), &[]), ["date-in-holiday"]);
}

#[test]
fn a_target_that_rises_or_is_about_something_else_is_left_alone() {
    let two = |first: &str, second: &str| {
        said(&format!(
            "{GAP}\n[[step]]\nid = \"a\"\nkind = \"milestone\"\nafter = \"gap\"\nwhen = '{first}'\n\
             [[step]]\nid = \"b\"\nkind = \"milestone\"\nafter = \"a\"\nwhen = '{second}'\n"
        ))
    };
    let gap = |rest: &str| format!("findings.gap.{rest}");
    assert_eq!(two(&gap("value < 15"), &gap("value < 10")), [""; 0]);
    assert_eq!(two(&gap("value < 15"), &gap("value < 15")), [""; 0]);
    assert_eq!(two(&gap("value < 15"), &gap("share < 20")), [""; 0]);
    assert_eq!(
        two(&gap("value < 15"), "findings.gap.value < 20 || data.ks2"),
        [""; 0]
    );
    assert_eq!(two(&gap("value < 15"), &gap("value <= 15")), ["target-lowered"]);
    assert_eq!(
        two(&gap("value < 15"), "data.ks2 && 20 > findings.gap.value"),
        ["target-lowered"]
    );
    assert_eq!(
        two("findings.gap.n >= 30 && findings.gap.value < 15", &gap("n > 20")),
        ["target-lowered"]
    );
}

/// Two gaps, what recommends by `findings`, and work that waits for the first gap to be large.
fn recommending(findings: &str, with: &str, condition: &str) -> Vec<&'static str> {
    said(&format!(
        "{GAP}\n[[step]]\nid = \"absence-gap\"\nkind = \"score\"\nplugin = \"attainment-gap@^1\"\ndata = \"absence\"\n\
         measure = \"absence-rate\"\n[[step]]\nid = \"r\"\nkind = \"recommend\"\nplugin = \"tiered-strategies@^1\"\n\
         findings = [{findings}]\nwith = {{ {with} }}\n[[step]]\nid = \"work\"\nkind = \"task\"\nrole = \"lead\"\n\
         optional = true\nwhen = '{condition}'\n[data.absence]\ntitle = \"Absence\"\nkind = \"absence\"\nparty = \"partner\"\n"
    ))
}

#[test]
fn what_recommends_is_held_against_the_gaps_that_the_file_calls_large() {
    let large = "findings.gap.value >= 20";
    let lint = ["whole-school-only"];
    assert_eq!(recommending("\"absence-gap\"", "", large), lint);
    assert_eq!(recommending("\"gap\"", "large-gap-from = 25", large), lint);
    assert_eq!(recommending("\"gap\"", "large-gap-from = 20", large), [""; 0]);
    assert_eq!(recommending("\"gap\", \"absence-gap\"", "", large), [""; 0]);
    // Something smaller is no large gap, and a small one none at all.
    let both = "findings.gap.value >= 10 || findings.gap.value > 20 && data.ks2";
    assert_eq!(recommending("\"gap\"", "large-gap-from = 20", both), [""; 0]);
    assert_eq!(
        recommending("\"absence-gap\"", "", "findings.gap.value < 20"),
        [""; 0]
    );
}

/// A decision, and a task that waits for it.
fn route(task: &str) -> Vec<&'static str> {
    said(&format!(
        "[events]\nagain = {{ title = \"Again\", reopens = [\"reopened\"] }}\n\
         [[step]]\nid = \"route\"\nkind = \"decision\"\nrole = \"head\"\noptions = [\"a\", \"b\"]\n\
         [[step]]\nid = \"reopened\"\nkind = \"decision\"\nrole = \"head\"\noptions = [\"a\", \"b\"]\n\
         [[step]]\nid = \"weekly\"\nkind = \"decision\"\nrole = \"head\"\noptions = [\"a\", \"b\"]\n\
         repeat = {{ rounds-max = 3 }}\n\
         [[stage]]\nid = \"s\"\n[[stage.step]]\nid = \"talk\"\nkind = \"task\"\nrole = \"lead\"\n\
         record = [{{ id = \"worried\", type = \"boolean\" }}]\n\
         [[stage.step]]\nid = \"t\"\nkind = \"task\"\nrole = \"lead\"\n{task}\n"
    ))
}

#[test]
fn a_stage_is_held_up_by_what_is_said_once_alone() {
    for blocks in [
        "when = 'decisions.route == \"a\"'",
        "when = 'decisions.route != \"a\" && data.ks2'",
        "when = 'records.talk.worried'",
        "when = 'records.talk.worried || decisions.route == \"b\"'",
        "when = 'decisions.route == \"a\"'\nskip-when = 'decisions.route == \"a\" && records.talk.worried'",
    ] {
        assert_eq!(route(blocks), ["blocks-stage"], "{blocks}");
    }
    for may_still_hold in [
        "when = 'decisions.route == \"a\"'\noptional = true",
        "when = 'decisions.route == \"a\"'\nstart = \"manual\"",
        "when = 'decisions.route == \"a\"'\nskip-when = 'decisions.route == \"b\"'",
        "when = 'decisions.route == \"a\"'\nor-when = 'data.ks2'",
        "when = 'decisions.route in [\"a\", \"b\"]'",
        "when = 'decisions.route == \"a\" || data.ks2'",
        "when = 'decisions.weekly == \"a\"'",
        "when = 'decisions.reopened == \"a\"'",
        "when = 'data.ks2'",
        "after = 'route'",
    ] {
        assert_eq!(route(may_still_hold), [""; 0], "{may_still_hold}");
    }
    // What the stage asked for already is no news, and a stage that ends otherwise is not held up.
    let inner = |stage: &str| {
        said(&format!(
            "[[step]]\nid = \"route\"\nkind = \"decision\"\nrole = \"head\"\noptions = [\"a\", \"b\"]\n\
             [[stage]]\nid = \"s\"\noptional = true\n{stage}\n[[stage.step]]\nid = \"t\"\nkind = \"task\"\nrole = \"lead\"\n\
             when = 'decisions.route == \"a\"'\n"
        ))
    };
    assert_eq!(inner(""), ["blocks-stage"]);
    assert_eq!(inner("when = 'decisions.route == \"a\"'"), [""; 0]);
    assert_eq!(
        inner("when = 'decisions.route == \"a\"'\nor-when = 'data.ks2'"),
        ["blocks-stage"]
    );
    assert_eq!(inner("exit-when = 'data.ks2'"), [""; 0]);
}

/// A called step in a stage beside `beside`, what else there is, and who calls it.
fn calling(tables: &str, beside: &str, after: &str) -> Vec<&'static str> {
    said(&format!(
        "{tables}\n[[stage]]\nid = \"s\"\n[[stage.step]]\nid = \"c\"\nkind = \"task\"\nrole = \"lead\"\n\
         start = \"called\"\n{beside}\n[[step]]\nid = \"late\"\nkind = \"task\"\nrole = \"head\"\nafter = \"s\"\n\
         due = \"5 days\"\n{after}\n"
    ))
}

#[test]
fn a_call_that_comes_too_late_is_found() {
    let event = "[events]\ne = { title = \"E\", opens = [\"c\"] }";
    let raised = "[escalations]\nx = { title = \"X\", opens = [\"c\"] }";
    let by_condition = "[escalations]\nx = { title = \"X\", opens = [\"c\"], when = 'data.ks2' }";
    let other = "[[stage.step]]\nid = \"o\"\nkind = \"task\"\nrole = \"lead\"\n";
    let optional = "[[stage.step]]\nid = \"o\"\nkind = \"task\"\nrole = \"lead\"\noptional = true\n";
    let overdue = "escalate = { to = \"x\", after = \"2 days\" }";
    let lint = ["called-too-late"];
    assert_eq!(calling(event, "", ""), lint, "the stage closes as it begins");
    assert_eq!(calling(event, other, ""), [""; 0]);
    assert_eq!(calling(event, optional, ""), [""; 0]);
    assert_eq!(
        calling(raised, other, overdue),
        lint,
        "only what comes later raises it"
    );
    assert_eq!(calling(raised, other, ""), [""; 0], "people raise it");
    assert_eq!(calling(by_condition, other, overdue), [""; 0]);
    assert_eq!(calling(&format!("{event}\n{raised}"), other, overdue), [""; 0]);
    let early = format!("{overdue}\nor-when = 'data.ks2'");
    assert_eq!(
        calling(raised, other, &early),
        [""; 0],
        "it may begin before the stage has closed"
    );
}

#[test]
fn an_event_that_opens_nothing_is_found() {
    let other = "[[stage.step]]\nid = \"o\"\nkind = \"task\"\nrole = \"lead\"\n";
    let event = |more: &str| format!("[events]\ne = {{ title = \"E\", opens = [\"c\"]{more} }}");
    assert_eq!(calling(&event(", ends = [\"s\"]"), other, ""), ["opens-nothing"]);
    assert_eq!(calling(&event(", ends = [\"o\"]"), other, ""), [""; 0]);
    assert_eq!(
        calling(&event(", ends = [\"s\"], reopens = [\"s\"]"), other, ""),
        [""; 0]
    );
    let never = "[[stage]]\nid = \"n\"\nwhen = '1 > 2'\n[[stage.step]]\nid = \"i\"\nkind = \"task\"\nrole = \"lead\"\n\
                 start = \"called\"\n";
    let opens = "[events]\ne = { title = \"E\", opens = [\"i\"] }\n";
    assert_eq!(
        said(&format!("{opens}{never}")),
        ["opens-nothing", "condition-never"]
    );
}

#[test]
fn a_fact_is_read_by_conditions_and_outputs() {
    let task = "[[step]]\nid = \"a\"\nkind = \"task\"\nrole = \"lead\"\n";
    let fact = "[facts]\nrisk = { title = \"Risk\", type = \"number\" }\n";
    assert_eq!(said(&format!("{fact}{task}")), ["fact-unused"]);
    assert_eq!(said(&format!("{fact}{task}when = 'facts.risk > 3'\n")), [""; 0]);
    let output = "[outputs]\nrisk = { title = \"Risk\", value = \"facts.risk\" }\n";
    assert_eq!(said(&format!("{fact}{output}{task}")), [""; 0]);
    let escalation = "[escalations]\nx = { title = \"X\", to = \"head\", when = 'facts.risk > 8' }\n";
    assert_eq!(said(&format!("{fact}{escalation}{task}")), [""; 0]);
}
