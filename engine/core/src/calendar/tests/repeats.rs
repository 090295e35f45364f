//! Repeating rules, by example.

use super::*;

/// Every occurrence up to `until`, each found from the one before.
fn occurrences(anchor: &str, every: &str, before_end: Option<&str>, until: &str) -> Vec<String> {
    let calendar = county();
    let (anchor, every, before_end) = (day(anchor), span(every), before_end.map(span));
    let mut found = Vec::new();
    let mut after = anchor;
    loop {
        let next = calendar.next_every(anchor, every, before_end, after).unwrap();
        if next.date > day(until) {
            return found;
        }
        found.push(next.date.to_string());
        after = next.date;
    }
}

#[test]
fn a_review_five_school_days_before_the_end_of_each_half_term() {
    assert_eq!(
        occurrences("2017-09-13", "1 half-term", Some("5 school-days"), "2018-08-31"),
        [
            "2017-10-13",
            "2017-12-13",
            "2018-02-02",
            "2018-03-22",
            "2018-05-18",
            "2018-07-16"
        ]
    );
}

#[test]
fn a_rule_anchored_in_the_last_days_of_a_half_term_begins_with_the_next() {
    assert_eq!(
        occurrences("2017-10-13", "1 half-term", Some("5 school-days"), "2017-12-31"),
        ["2017-12-13"]
    );
    assert_eq!(
        occurrences("2017-10-25", "1 half-term", Some("0 school-days"), "2018-02-28"),
        ["2017-12-20", "2018-02-09"]
    );
}

#[test]
fn periods_are_taken_as_many_at_a_time_as_the_rule_says() {
    assert_eq!(
        occurrences("2017-09-13", "2 half-terms", Some("5 school-days"), "2018-08-31"),
        ["2017-12-13", "2018-03-22", "2018-07-16"]
    );
    assert_eq!(
        occurrences("2017-09-13", "1 term", Some("2 weeks"), "2018-08-31"),
        ["2017-12-06", "2018-03-15", "2018-07-09"]
    );
    assert_eq!(
        occurrences("2017-09-13", "3 terms", Some("1 half-term"), "2018-08-31"),
        ["2018-05-25"]
    );
}

#[test]
fn an_offset_longer_than_the_half_term_gives_its_first_school_day() {
    let calendar = county();
    let date = |from: &str, offset: &str| {
        calendar
            .before_end(day(from), PeriodUnit::HalfTerm, span(offset))
            .unwrap()
            .date
            .to_string()
    };
    assert_eq!(date("2018-01-15", "60 school-days"), "2018-01-04");
    assert_eq!(date("2017-09-15", "60 school-days"), "2017-09-05");
    assert_eq!(date("2017-09-15", "4 terms"), "2017-09-05");
    assert_eq!(date("2018-02-14", "0 days"), "2018-03-29");
    // Calendar days may land on a weekend.
    assert_eq!(date("2018-01-15", "6 days"), "2018-02-03");
}

#[test]
fn four_clocks_run_side_by_side() {
    let (anchor, until) = ("2017-09-13", "2017-12-31");
    assert_eq!(
        occurrences(anchor, "3 weeks", None, until),
        [
            "2017-10-04",
            "2017-10-25",
            "2017-11-15",
            "2017-12-06",
            "2017-12-27"
        ]
    );
    assert_eq!(
        occurrences(anchor, "2 teaching-weeks", None, until),
        [
            "2017-09-27",
            "2017-10-11",
            "2017-11-01",
            "2017-11-15",
            "2017-11-29",
            "2017-12-13"
        ]
    );
    assert_eq!(occurrences(anchor, "1 half-term", None, until), ["2017-11-08"]);
    assert_eq!(
        occurrences(anchor, "1 term", None, "2018-04-30"),
        ["2018-01-10", "2018-04-25"]
    );
}

#[test]
fn a_bank_holiday_shifts_one_occurrence_and_not_the_later_ones() {
    assert_eq!(
        occurrences("2018-04-23", "1 teaching-week", None, "2018-05-22"),
        ["2018-04-30", "2018-05-08", "2018-05-14", "2018-05-21"]
    );
}

#[test]
fn after_downtime_a_rule_fires_once_and_moves_on() {
    let calendar = county();
    let next = |after: &str| {
        calendar
            .next_every(day("2017-09-13"), span("10 school-days"), None, day(after))
            .unwrap()
            .date
    };
    assert_eq!(next("2017-09-13"), day("2017-09-27"));
    assert_eq!(next("2017-01-01"), day("2017-09-27"));
    // Three occurrences were missed; the next one is in the future and on the same beat.
    assert_eq!(next("2017-11-20"), day("2017-11-29"));
    let days = |after: &str| {
        calendar
            .next_every(day("2017-09-13"), span("10 days"), None, day(after))
            .unwrap()
            .date
    };
    assert_eq!(days("2017-09-23"), day("2017-10-03"));
    assert_eq!(days("2017-10-02"), day("2017-10-03"));
}

#[test]
fn an_occurrence_that_rests_on_a_provisional_end_is_provisional() {
    let calendar = county();
    let next = |after: &str| {
        calendar
            .next_every(
                day("2019-06-10"),
                span("1 half-term"),
                Some(span("5 school-days")),
                day(after),
            )
            .unwrap()
    };
    assert_eq!(
        next("2019-06-10"),
        Resolved {
            date: day("2019-07-16"),
            provisional: false
        }
    );
    assert_eq!(
        next("2019-07-16"),
        Resolved {
            date: day("2019-10-18"),
            provisional: true
        }
    );
}

#[test]
fn rules_that_make_no_sense_are_refused() {
    let calendar = county();
    let (anchor, after) = (day("2017-09-13"), day("2017-09-20"));
    let error = |every: &str, before_end: Option<&str>| {
        calendar
            .next_every(anchor, span(every), before_end.map(span), after)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        error("0 weeks", None),
        "a rule cannot repeat every `0 weeks`: the count must be at least 1"
    );
    assert_eq!(
        error("0 terms", Some("1 day")),
        "a rule cannot repeat every `0 terms`: the count must be at least 1"
    );
    assert_eq!(
        error("2 weeks", Some("1 day")),
        "`2 weeks` has no end to count back from: `before-end` goes with half-terms or terms"
    );
}

#[test]
fn a_rule_ends_where_the_estimate_ends() {
    let calendar = county();
    for (every, before_end) in [
        ("1 school-day", None),
        ("1 teaching-week", None),
        ("1 term", None),
        ("1 term", Some(span("1 day"))),
    ] {
        let late = calendar.estimated_until();
        let error = calendar
            .next_every(day("2017-09-13"), span(every), before_end, late)
            .unwrap_err();
        assert_eq!(error.code(), "calendar-past-estimate", "{every}");
    }
}
