//! Dates for people: `Mon 3 Sep 2018`, and how far away that is. Tests are below.

use alongside_runtime::core::TimerKind;
use jiff::civil::Date;

/// A date as people write it: `Mon 3 Sep 2018`.
pub(crate) fn day(date: Date) -> String {
    date.strftime("%a %-d %b %Y").to_string()
}

/// How far away a date is, such as `in 5 days` or `3 days ago`.
pub(crate) fn distance(today: Date, date: Date) -> String {
    match days_until(today, date) {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "yesterday".to_owned(),
        days if days > 0 => format!("in {}", amount(days)),
        days => format!("{} ago", amount(-days)),
    }
}

/// A date by which something is due, such as `Mon 3 Sep 2018 (in 5 days)` or `... (3 days late)`.
pub(crate) fn deadline(today: Date, date: Date) -> String {
    match days_until(today, date) {
        days if days < 0 => format!("{} ({} late)", day(date), amount(-days)),
        _ => format!("{} ({})", day(date), distance(today, date)),
    }
}

/// What a timer is called where people name one: as `--timer` takes it.
pub(crate) fn timer_name(kind: TimerKind) -> String {
    let numbered = |word: &str, index: u8| match index {
        0 => word.to_owned(),
        _ => format!("{word}-{}", u16::from(index) + 1),
    };
    match kind {
        TimerKind::Round => "round".to_owned(),
        TimerKind::Wait => "wait".to_owned(),
        TimerKind::Due => "due".to_owned(),
        TimerKind::Deadline => "deadline".to_owned(),
        TimerKind::Remind(index) => numbered("reminder", index),
        TimerKind::Escalate(index) => numbered("escalation", index),
    }
}

fn days_until(today: Date, date: Date) -> i64 {
    date.duration_since(today).as_hours() / 24
}

/// A number of days in the unit that suits it; weeks and months are rounded.
fn amount(days: i64) -> String {
    let (count, unit) = match days {
        ..=20 => (days, "day"),
        21..=62 => ((days + 3) / 7, "week"),
        63..=730 => ((days * 12 + 182) / 365, "month"),
        _ => ((days + 182) / 365, "year"),
    };
    if count == 1 {
        format!("1 {unit}")
    } else {
        format!("{count} {unit}s")
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_is_written_out() {
        assert_eq!(day(date(2018, 9, 3)), "Mon 3 Sep 2018");
        assert_eq!(day(date(2019, 12, 31)), "Tue 31 Dec 2019");
    }

    #[test]
    fn distance_is_told_in_the_unit_that_suits() {
        let today = date(2018, 9, 3);
        let far = |days: i64| distance(today, today.saturating_add(jiff::Span::new().days(days)));
        let told: Vec<String> = [0, 1, -1, 5, 20, 21, 62, 63, 365, 731, -3].map(far).into();
        assert_eq!(
            told,
            [
                "today",
                "tomorrow",
                "yesterday",
                "in 5 days",
                "in 20 days",
                "in 3 weeks",
                "in 9 weeks",
                "in 2 months",
                "in 12 months",
                "in 2 years",
                "3 days ago",
            ]
        );
    }

    #[test]
    fn a_deadline_says_how_late() {
        let today = date(2018, 9, 6);
        assert_eq!(deadline(today, date(2018, 9, 3)), "Mon 3 Sep 2018 (3 days late)");
        assert_eq!(deadline(today, date(2018, 9, 5)), "Wed 5 Sep 2018 (1 day late)");
        assert_eq!(deadline(today, date(2018, 9, 6)), "Thu 6 Sep 2018 (today)");
        assert_eq!(deadline(today, date(2018, 9, 11)), "Tue 11 Sep 2018 (in 5 days)");
    }
}
