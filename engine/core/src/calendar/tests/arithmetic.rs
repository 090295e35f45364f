//! Adding and subtracting spans, by example. The general laws are in `properties.rs`.

use super::*;

fn added(anchor: &str, length: &str) -> String {
    county().add(day(anchor), span(length)).unwrap().date.to_string()
}

fn subtracted(anchor: &str, length: &str) -> String {
    county()
        .subtract(day(anchor), span(length))
        .unwrap()
        .date
        .to_string()
}

#[test]
fn days_and_weeks_are_calendar_time_and_need_no_calendar() {
    assert_eq!(added("2017-10-20", "3 days"), "2017-10-23");
    assert_eq!(added("2017-10-20", "0 days"), "2017-10-20");
    assert_eq!(added("2017-10-21", "2 weeks"), "2017-11-04");
    assert_eq!(subtracted("2017-10-20", "3 weeks"), "2017-09-29");
    // Far outside the covered years, and never provisional.
    let resolved = county().add(day("1995-01-01"), span("10 days")).unwrap();
    assert_eq!((resolved.date, resolved.provisional), (day("1995-01-11"), false));
    assert!(
        !county()
            .add(day("2030-01-01"), span("1 week"))
            .unwrap()
            .provisional
    );
    assert_eq!(
        county().add(Date::MAX, span("1 day")).unwrap_err().to_string(),
        "9999-12-31 and 1 day lead out of the years that can be represented"
    );
    assert_eq!(
        county().subtract(Date::MIN, span("1 week")).unwrap_err().code(),
        "calendar-out-of-range"
    );
}

#[test]
fn school_days_skip_weekends_holidays_inset_days_and_closures() {
    assert_eq!(added("2017-09-08", "1 school-day"), "2017-09-11");
    assert_eq!(added("2017-09-09", "1 school-day"), "2017-09-11");
    assert_eq!(added("2017-10-20", "1 school-day"), "2017-10-30");
    assert_eq!(added("2017-10-13", "10 school-days"), "2017-11-03");
    assert_eq!(added("2017-12-20", "1 school-day"), "2018-01-04");
    assert_eq!(added("2018-03-01", "1 school-day"), "2018-03-05");
    assert_eq!(added("2018-05-04", "1 school-day"), "2018-05-08");
    assert_eq!(subtracted("2018-05-08", "1 school-day"), "2018-05-04");
    assert_eq!(subtracted("2017-10-25", "5 school-days"), "2017-10-16");
}

#[test]
fn a_count_of_zero_moves_only_what_is_no_school_day() {
    for unit in ["school-days", "teaching-weeks", "half-terms", "terms"] {
        let zero = format!("0 {unit}");
        assert_eq!(added("2017-10-18", &zero), "2017-10-18");
        assert_eq!(added("2017-10-21", &zero), "2017-10-30");
        assert_eq!(subtracted("2017-10-28", &zero), "2017-10-20");
    }
}

#[test]
fn a_six_weekly_review_across_half_term_does_not_count_the_holiday_week() {
    // Six calendar weeks would be 1 November.
    assert_eq!(added("2017-09-20", "6 weeks"), "2017-11-01");
    assert_eq!(added("2017-09-20", "6 teaching-weeks"), "2017-11-08");
    assert_eq!(subtracted("2017-11-08", "6 teaching-weeks"), "2017-09-20");
}

#[test]
fn teaching_weeks_keep_the_weekday_if_that_is_a_school_day() {
    // The Monday four weeks on is a bank holiday; the Friday two weeks on is closed for snow.
    assert_eq!(added("2018-04-16", "3 teaching-weeks"), "2018-05-08");
    assert_eq!(added("2018-02-23", "1 teaching-week"), "2018-03-01");
    assert_eq!(subtracted("2018-05-14", "1 teaching-week"), "2018-05-08");
    // The last week of the autumn term ends on a Wednesday.
    assert_eq!(added("2017-12-15", "1 teaching-week"), "2017-12-20");
    // A weekend stands at the end of its week.
    assert_eq!(added("2017-09-16", "1 teaching-week"), "2017-09-22");
}

#[test]
fn from_a_holiday_week_a_teaching_week_is_a_whole_one() {
    assert_eq!(added("2017-10-23", "1 teaching-week"), "2017-11-03");
    assert_eq!(added("2017-10-27", "1 teaching-week"), "2017-11-03");
    assert_eq!(subtracted("2017-10-25", "1 teaching-week"), "2017-10-16");
}

#[test]
fn half_terms_keep_the_week_and_the_weekday() {
    // Wednesday of the second week of autumn 1: Wednesday of the second week of autumn 2, and of spring 1.
    assert_eq!(added("2017-09-13", "1 half-term"), "2017-11-08");
    assert_eq!(added("2017-09-13", "2 half-terms"), "2018-01-10");
    assert_eq!(subtracted("2018-01-10", "2 half-terms"), "2017-09-13");
    // Autumn 2 has eight weeks, spring 1 has six: the eighth is cut to the last school day.
    assert_eq!(added("2017-12-18", "1 half-term"), "2018-02-09");
    // From a holiday, a half-term is a whole one.
    assert_eq!(added("2017-10-25", "1 half-term"), "2017-12-20");
    assert_eq!(subtracted("2017-12-25", "1 half-term"), "2017-10-30");
}

#[test]
fn terms_keep_the_teaching_week_and_the_weekday() {
    assert_eq!(added("2017-09-13", "1 term"), "2018-01-10");
    assert_eq!(added("2017-11-01", "1 term"), "2018-02-28");
    assert_eq!(added("2017-10-25", "1 term"), "2018-02-23");
    assert_eq!(added("2017-12-22", "1 term"), "2018-03-29");
    assert_eq!(added("2017-09-13", "3 terms"), "2018-09-12");
    assert_eq!(subtracted("2018-09-12", "3 terms"), "2017-09-13");
    assert_eq!(subtracted("2018-04-10", "1 term"), "2018-01-04");
}

#[test]
fn a_date_in_a_provisional_year_is_provisional() {
    let calendar = county();
    let provisional =
        |anchor: &str, length: &str| calendar.add(day(anchor), span(length)).unwrap().provisional;
    assert!(!provisional("2019-07-10", "9 school-days"));
    assert!(provisional("2019-07-10", "10 school-days"));
    assert!(provisional("2019-07-24", "1 school-day"));
    assert!(provisional("2020-07-22", "1 school-day"));
    // Counting back out of the summer needs nothing of the provisional year.
    assert!(
        !calendar
            .subtract(day("2019-08-20"), span("2 school-days"))
            .unwrap()
            .provisional
    );
    assert!(
        calendar
            .subtract(day("2019-09-05"), span("3 school-days"))
            .unwrap()
            .provisional
    );
}

#[test]
fn before_the_first_term_the_answer_is_an_error_that_names_the_calendar() {
    let calendar = county();
    let message = "2017-09-03 needs school time before the first term of calendar `county`, which covers \
                   2017-09-04 to 2020-07-22: add the earlier academic year to the calendar";
    assert_eq!(
        calendar
            .add(day("2017-09-03"), span("1 school-day"))
            .unwrap_err()
            .to_string(),
        message
    );
    let early = day("2017-09-06");
    for length in ["2 school-days", "1 teaching-week", "1 half-term", "1 term"] {
        assert_eq!(
            calendar.subtract(early, span(length)).unwrap_err().code(),
            "calendar-before-first-term",
            "{length}"
        );
    }
    assert_eq!(
        calendar.subtract(early, span("1 school-day")).unwrap().date,
        day("2017-09-05")
    );
}
