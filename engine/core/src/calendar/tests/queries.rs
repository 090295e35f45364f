//! What a calendar says of days and periods.

use super::*;

#[test]
fn each_kind_of_day_is_known_by_its_reason() {
    let calendar = county();
    for (date, expected) in [
        ("2017-09-03", Day::Unknown),
        ("2017-09-04", Day::Inset),
        ("2017-09-05", Day::School),
        ("2017-09-09", Day::Weekend),
        ("2017-10-25", Day::Holiday),
        ("2017-12-25", Day::BankHoliday("Bank holiday".to_owned())),
        ("2018-03-02", Day::Closure("snow".to_owned())),
        ("2018-05-07", Day::BankHoliday("Bank holiday".to_owned())),
        ("2018-07-24", Day::Holiday),
        ("2020-07-23", Day::Holiday),
        ("2020-10-07", Day::School),
        ("2100-01-01", Day::Unknown),
    ] {
        assert_eq!(calendar.day(day(date)), expected, "{date}");
        assert_eq!(
            calendar.is_school_day(day(date)),
            expected == Day::School,
            "{date}"
        );
    }
}

#[test]
fn the_published_years_have_the_usual_number_of_school_days() {
    let calendar = county();
    // 195 weekdays in term and out of bank holidays, less two INSET days and one closure.
    assert_eq!(
        calendar.school_days_between(day("2017-09-04"), day("2018-08-31")),
        Ok(192)
    );
    assert_eq!(
        calendar.school_days_between(day("2018-08-31"), day("2019-08-31")),
        Ok(195)
    );
    assert_eq!(
        calendar.school_days_between(day("2019-08-31"), day("2020-08-31")),
        Ok(195)
    );
}

#[test]
fn a_task_due_on_monday_is_three_school_days_overdue_on_thursday() {
    let calendar = county();
    let overdue = |due: &str, today: &str| calendar.school_days_between(day(due), day(today));
    assert_eq!(overdue("2017-09-11", "2017-09-14"), Ok(3));
    assert_eq!(overdue("2017-09-11", "2017-09-11"), Ok(0));
    assert_eq!(overdue("2017-09-14", "2017-09-11"), Ok(-3));
    // Due on the Thursday before half-term: the Friday counts, the holiday week does not.
    assert_eq!(overdue("2017-10-19", "2017-10-29"), Ok(1));
    assert_eq!(overdue("2017-10-19", "2017-10-31"), Ok(3));
}

#[test]
fn half_terms_and_terms_have_names_and_ends() {
    let calendar = county();
    let half_term = calendar
        .period_containing(PeriodUnit::HalfTerm, day("2017-11-15"))
        .unwrap();
    assert_eq!(
        (half_term.year.as_str(), half_term.name.as_str()),
        ("2017-18", "autumn 2")
    );
    // The published holiday ends on a Friday; the half-term begins on the Monday, not on the Saturday.
    assert_eq!(
        (half_term.first, half_term.last),
        (day("2017-10-30"), day("2017-12-20"))
    );
    assert!(!half_term.provisional && !half_term.estimated);

    let term = calendar
        .period_containing(PeriodUnit::Term, day("2017-10-25"))
        .unwrap();
    assert_eq!(
        (term.name.as_str(), term.first, term.last),
        ("autumn", day("2017-09-04"), day("2017-12-20"))
    );
    // The first day is for staff.
    assert_eq!(
        (term.first_school_day, term.last_school_day),
        (day("2017-09-05"), day("2017-12-20"))
    );

    assert_eq!(
        calendar.period_containing(PeriodUnit::HalfTerm, day("2017-10-25")),
        None
    );
    assert_eq!(
        calendar.period_containing(PeriodUnit::Term, day("2017-12-21")),
        None
    );
    assert_eq!(
        calendar.period_containing(PeriodUnit::Term, day("1900-01-01")),
        None
    );
    assert_eq!(calendar.period_containing(PeriodUnit::Term, Date::MAX), None);
}

#[test]
fn the_next_period_begins_after_the_date() {
    let calendar = county();
    let next = |unit, date: &str| calendar.next_period(unit, day(date)).map(|period| period.first);
    assert_eq!(next(PeriodUnit::HalfTerm, "2017-09-04"), Ok(day("2017-10-30")));
    assert_eq!(next(PeriodUnit::HalfTerm, "2017-10-25"), Ok(day("2017-10-30")));
    assert_eq!(next(PeriodUnit::Term, "2017-10-25"), Ok(day("2018-01-03")));
    assert!(
        calendar
            .next_period(PeriodUnit::Term, day("2020-08-01"))
            .unwrap()
            .estimated
    );
    assert_eq!(
        next(PeriodUnit::Term, "2017-09-03").unwrap_err().to_string(),
        "2017-09-03 needs school time before the first term of calendar `county`, which covers 2017-09-04 to \
         2020-07-22: add the earlier academic year to the calendar"
    );
    assert_eq!(
        next(PeriodUnit::Term, "2100-01-01").unwrap_err().code(),
        "calendar-past-estimate"
    );
}

#[test]
fn a_term_without_a_break_is_one_half_term_and_a_list_gives_any_number() {
    let mut parts = county_parts();
    parts.years.truncate(1);
    parts.years[0].inset_days.clear();
    parts.years[0].closures.clear();
    parts.years[0].terms[0].split = Split::Whole;
    parts.years[0].terms[1].split = Split::HalfTerms(vec![
        range("2018-01-03", "2018-01-19"),
        range("2018-01-24", "2018-02-09"),
        range("2018-02-19", "2018-03-29"),
    ]);
    let calendar = Calendar::new(parts).unwrap();
    let name = |date: &str| {
        calendar
            .period_containing(PeriodUnit::HalfTerm, day(date))
            .map(|half_term| half_term.name)
    };
    assert_eq!(name("2017-10-25").as_deref(), Some("autumn"));
    assert_eq!(name("2018-01-19").as_deref(), Some("spring 1"));
    assert_eq!(name("2018-01-22"), None);
    assert_eq!(calendar.day(day("2018-01-22")), Day::Holiday);
    assert_eq!(name("2018-01-24").as_deref(), Some("spring 2"));
    assert_eq!(name("2018-03-01").as_deref(), Some("spring 3"));
}

#[test]
fn changed_content_is_a_changed_revision() {
    let calendar = county();
    assert_eq!(
        Calendar::new(county_parts()).unwrap().revision(),
        calendar.revision()
    );
    let changes: [fn(&mut CalendarParts); 6] = [
        |parts| parts.title.push('!'),
        |parts| parts.source = Some("a page".to_owned()),
        |parts| parts.years[2].provisional = false,
        |parts| parts.years[1].inset_days.push(day("2018-09-03")),
        |parts| parts.years[1].terms[0].last = day("2018-12-20"),
        |parts| parts.bank_holidays.truncate(20),
    ];
    for change in changes {
        let mut parts = county_parts();
        change(&mut parts);
        let changed = Calendar::new(parts).unwrap();
        assert_ne!(changed.revision(), calendar.revision());
        assert_ne!(changed, calendar);
    }
}

#[test]
fn the_order_in_which_days_are_listed_says_nothing() {
    let mut parts = county_parts();
    parts.bank_holidays.reverse();
    parts.years[0].inset_days.reverse();
    assert_eq!(Calendar::new(parts).unwrap().revision(), county().revision());
}

#[test]
fn the_stored_form_keeps_everything_and_is_checked_when_read() {
    let calendar = county();
    let json = serde_json::to_string(&calendar).unwrap();
    let read: Calendar = serde_json::from_str(&json).unwrap();
    assert_eq!(read, calendar);
    assert_eq!(read.revision(), calendar.revision());

    let broken = json.replace("2018-12-21", "2018-08-21");
    let error = serde_json::from_str::<Calendar>(&broken).unwrap_err().to_string();
    assert!(
        error.starts_with("the calendar `county` is impossible: the term `autumn` ends on"),
        "{error}"
    );
}

#[test]
fn the_revision_of_a_known_calendar_never_changes() {
    // Stored timers name this digest: if it moves, every pending timer of every workspace is recomputed.
    assert_eq!(county().revision().short(), "74495a4a9907");
}
