//! Every misbehaviour is a clear failure of that one call, soon, and the next call is fine.

use std::time::{Duration, Instant};

use alongside_core::plugin::CallFailure;
use alongside_core::value::Value;
use alongside_plugin_host::{CallError, Limits, Plugin};

use crate::support::{component, fixture_input, host, numbers, plugin, score_input, text};

/// Asks the fixture to misbehave and gives the failure, once it has shown that it came soon and did no harm.
fn failure_of(fixture: &Plugin, way: &str) -> CallError {
    let begun = Instant::now();
    let error = fixture.score(&fixture_input(Some(way))).unwrap_err();
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{way} took {:?}",
        begun.elapsed()
    );
    assert_eq!(
        (error.plugin.as_str(), error.function),
        ("fixture", "score"),
        "{way}"
    );
    let next = fixture.score(&fixture_input(None)).unwrap();
    assert_eq!(next.estimate.value, Some(3.5), "the call after {way}");
    error
}

#[track_caller]
fn assert_misbehaved(fixture: &Plugin, way: &str, message: &str) {
    let error = failure_of(fixture, way);
    assert_eq!(error.failure, CallFailure::Misbehaved, "{way}: {error}");
    assert!(error.message.contains(message), "{way}: {error}");
}

#[test]
fn an_endless_loop_is_cut_off() {
    let limits = Limits {
        call_time_max: Duration::from_millis(300),
        ..Limits::default()
    };
    let fixture = host(limits).load("fixture", &component("fixture")).unwrap();
    let error = failure_of(&fixture, "endless-loop");
    assert_eq!(error.failure, CallFailure::TimedOut);
    assert!(
        error.failure.is_transient(),
        "a cut-off is a failure of the machinery"
    );
    assert!(
        error
            .to_string()
            .contains("was cut off in `score`: it ran longer than 300 ms"),
        "{error}"
    );
}

#[test]
fn many_calls_at_once_are_each_cut_off() {
    let limits = Limits {
        call_time_max: Duration::from_millis(300),
        ..Limits::default()
    };
    let fixture = host(limits).load("fixture", &component("fixture")).unwrap();
    std::thread::scope(|scope| {
        let calls: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| failure_of(&fixture, "endless-loop").failure))
            .collect();
        for call in calls {
            assert_eq!(call.join().unwrap(), CallFailure::TimedOut);
        }
    });
}

#[test]
fn deep_recursion_runs_out_of_stack() {
    let error = failure_of(&plugin("fixture"), "deep-recursion");
    assert_eq!(error.failure, CallFailure::Misbehaved);
    assert!(error.message.contains("calls itself without end"), "{error}");
}

#[test]
fn endless_allocation_stops_at_the_limit() {
    assert_misbehaved(
        &plugin("fixture"),
        "endless-allocation",
        "more than 134217728 bytes of memory",
    );
}

#[test]
fn a_panic_keeps_its_message() {
    let error = failure_of(&plugin("fixture"), "panic");
    assert_eq!(error.failure, CallFailure::Misbehaved);
    assert!(
        error.message.contains("the fixture was asked to panic"),
        "{error}"
    );
    assert_eq!(error.log.len(), 1);
    assert!(error.log[0].starts_with("error: panicked at"), "{:?}", error.log);
    assert!(
        !error.log[0].contains(env!("CARGO_MANIFEST_DIR")),
        "where it was built is not in the bytes"
    );
}

#[test]
fn a_trap_without_a_message_says_so() {
    assert_misbehaved(&plugin("fixture"), "trap", "stopped itself without a message");
}

#[test]
fn a_flooded_log_stops_the_call() {
    let fixture = plugin("fixture");
    assert_misbehaved(&fixture, "log-lines", "logged more than 1000 lines");
    assert_misbehaved(&fixture, "log-bytes", "logged more than 65536 bytes");
    assert_misbehaved(
        &fixture,
        "log-enormous",
        "handed over more than 4194304 bytes at once",
    );
}

#[test]
fn a_log_cannot_play_tricks_on_a_terminal() {
    let error = failure_of(&plugin("fixture"), "log-escape");
    assert_eq!(error.log, ["warning: \u{fffd}[2Jcleared your screen"]);
    assert_eq!(error.message, "\u{fffd}[31mred");
}

#[test]
fn a_refusal_is_told_in_its_own_words_with_its_place() {
    let fixture = plugin("fixture");
    let error = failure_of(&fixture, "refuse");
    assert_eq!(error.failure, CallFailure::Refused);
    assert!(!error.failure.is_transient(), "the same input is refused again");
    let sentence = "plugin `fixture` refused its input in `score`: this will not do: give another number";
    assert_eq!(error.to_string(), sentence);
    assert_eq!(
        failure_of(&fixture, "refuse-with-place").message,
        "column `number`, row 3: not a number of pupils"
    );
    assert_eq!(failure_of(&fixture, "refuse-at-length").message.len(), 4096);
}

#[test]
fn every_malformed_answer_is_named() {
    let fixture = plugin("fixture");
    let cases = [
        ("not-a-number", "`value` of the estimate is NaN"),
        ("infinite", "field `calls` stands twice"),
        ("value-and-withheld", "choose one"),
        ("neither", "does not say why it is withheld"),
        ("interval-beside", "does not hold its value"),
        ("unknown-field", "field `colour` is not in its description"),
        ("field-twice", "field `missing` stands twice"),
        (
            "field-of-another-type",
            "field `calls` is a text, where its description says number",
        ),
        (
            "undeclared-band",
            "band `enormous` is not in its description, which has `good`, `bad`",
        ),
        ("no-explanation", "no explanation"),
        ("broken-explanation", "has depth 7"),
        (
            "figure-not-a-number",
            "the figure of `line` in the explanation is NaN",
        ),
        ("unit-without-figure", "has a unit and no value"),
        ("control-characters", "control character"),
        ("long-text", "has 5000 bytes"),
        ("enormous-text", "handed over more than 4194304 bytes"),
        ("many-lines", "more than the 2000 allowed"),
        ("enormous-list", "handed over more than 4194304 bytes"),
        ("impossible-date", "2019-02-30 is not a date"),
    ];
    for (way, message) in cases {
        assert_misbehaved(&fixture, way, message);
    }
}

#[test]
fn a_negative_zero_takes_its_one_form() {
    let output = plugin("fixture")
        .score(&fixture_input(Some("negative-zero")))
        .unwrap();
    assert!(output.estimate.value.unwrap().is_sign_positive());
}

#[test]
fn no_call_sees_the_memory_of_another() {
    let fixture = plugin("fixture");
    for _ in 0..3 {
        let output = fixture.score(&fixture_input(None)).unwrap();
        assert_eq!(output.values["calls"], Value::Number(1.0));
    }
}

#[test]
fn limits_on_an_input_hold_before_the_plugin_is_called() {
    let limits = Limits {
        input_rows_max: 1,
        ..Limits::default()
    };
    let fixture = host(limits).load("fixture", &component("fixture")).unwrap();
    let error = fixture.score(&fixture_input(Some("panic"))).unwrap_err();
    assert_eq!(error.failure, CallFailure::Refused);
    assert_eq!(error.message, "the table has 2 rows, more than the 1 allowed");
}

#[test]
fn an_input_that_does_not_suit_the_description_never_reaches_the_plugin() {
    let fixture = plugin("fixture");
    let error = fixture
        .score(&score_input(vec![numbers("count", vec![])], &[]))
        .unwrap_err();
    assert_eq!(
        error.message,
        "the table has no column `number`, which the plugin needs; it has `count`"
    );
    let column = || vec![numbers("number", vec![])];
    let error = fixture
        .score(&score_input(column(), &[("like", text("this"))]))
        .unwrap_err();
    assert_eq!(error.message, "there is no parameter `like`; it takes `as`");
    let error = fixture
        .score(&score_input(column(), &[("as", Value::Number(1.0))]))
        .unwrap_err();
    assert_eq!(error.message, "parameter `as` is a text, not a number");
    assert_eq!(error.failure, CallFailure::Refused);
}

#[test]
fn memory_limits_below_what_a_plugin_begins_with_are_named() {
    let limits = Limits {
        memory_bytes_max: 1 << 16,
        ..Limits::default()
    };
    let error = host(limits)
        .load("fixture", &component("fixture"))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("in `describe`: it asked for more than 65536 bytes of memory"),
        "{error}"
    );
}
