//! Spans as text.

use super::*;

#[test]
fn every_unit_reads_in_the_singular_and_the_plural_and_is_written_back() {
    for unit in Unit::ALL {
        for (text, count) in [
            (format!("1 {}", unit.singular()), 1),
            (format!("1 {}", unit.plural()), 1),
            (format!("12 {}", unit.singular()), 12),
            (format!("12 {}", unit.plural()), 12),
            (format!("  0   {} ", unit.plural()), 0),
        ] {
            let read = span(&text);
            assert_eq!((read.count(), read.unit()), (count, unit), "{text}");
            assert_eq!(read.to_string().parse::<Span>(), Ok(read));
        }
    }
    assert_eq!(span("1 half-terms").to_string(), "1 half-term");
    assert_eq!(span("10 school-day").to_string(), "10 school-days");
}

#[test]
fn a_bad_span_says_what_to_write() {
    for (text, code, message) in [
        (
            "",
            "span-empty",
            "a length of time is missing: write a number and a unit, such as `10 school-days`",
        ),
        (
            "10",
            "span-without-unit",
            "`10` has no unit: write `10 days`, or one of school-days, weeks, teaching-weeks, half-terms, terms",
        ),
        (
            "ten days",
            "span-without-count",
            "`ten days` does not start with a whole number: write a number and a unit, such as `10 school-days`",
        ),
        (
            "-3 days",
            "span-without-count",
            "`-3 days` does not start with a whole number: write a number and a unit, such as `10 school-days`",
        ),
        (
            "1.5 terms",
            "span-without-count",
            "`1.5 terms` does not start with a whole number: write a number and a unit, such as `10 school-days`",
        ),
        (
            "3 School Days",
            "span-unknown-unit",
            "`School Days` is not a unit of time (did you mean `school-days`?): use days, school-days, weeks, \
             teaching-weeks, half-terms or terms",
        ),
        (
            "3days",
            "span-unknown-unit",
            "`3days` is not a unit of time (did you mean `days`?): use days, school-days, weeks, \
             teaching-weeks, half-terms or terms",
        ),
        (
            "3 months",
            "span-unknown-unit",
            "`months` is not a unit of time: use days, school-days, weeks, teaching-weeks, half-terms or terms",
        ),
        (
            "61 terms",
            "span-too-long",
            "`61 terms` is too long: at most 60 terms are allowed",
        ),
        (
            "99999999999999999999 days",
            "span-too-long",
            "`99999999999999999999 days` is too long: at most 3660 days are allowed",
        ),
    ] {
        let error = text.parse::<Span>().unwrap_err();
        assert_eq!((error.code(), error.to_string().as_str()), (code, message));
    }
}

#[test]
fn the_stored_form_is_the_text() {
    assert_eq!(
        serde_json::to_string(&span("10 school-days")).unwrap(),
        "\"10 school-days\""
    );
    assert_eq!(
        serde_json::from_str::<Span>("\"1 term\"").unwrap(),
        span("1 term")
    );
    assert!(serde_json::from_str::<Span>("\"1 year\"").is_err());
}
