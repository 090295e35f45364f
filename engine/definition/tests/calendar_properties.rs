//! Laws of calendar files: no text makes the reader panic, and what is written is read again.

use alongside_core::calendar::{Calendar, CalendarParts};
use alongside_definition::calendar::{CALENDAR_BYTES_MAX, parse_calendar, write_calendar};
use proptest::prelude::*;

const FILE: &str = include_str!("calendar/cases/three-terms.toml");

/// Draws every problem too, since places are part of what could go wrong.
fn read(text: &str) -> Option<Calendar> {
    match parse_calendar("file.toml", text) {
        Ok(calendar) => Some(calendar),
        Err(problems) => {
            assert!(problems.has_errors());
            assert!(problems.render(false, 100).contains("file.toml"));
            None
        }
    }
}

#[test]
fn a_file_that_is_too_large_is_refused_unread() {
    let text = format!("{FILE}#{}", "x".repeat(CALENDAR_BYTES_MAX));
    let problems = parse_calendar("file.toml", &text).unwrap_err();
    assert_eq!(
        problems.iter().next().unwrap().code,
        "alongside::calendar::too-large"
    );
}

#[test]
fn deep_nesting_is_refused() {
    for open in ["[", "{ a = "] {
        assert!(read(&format!("format = 1\nyear = {}", open.repeat(50_000))).is_none());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC*|[\\[\\]{}=\"'a-z0-9\\- .\\n]*") {
        read(&text);
    }

    #[test]
    fn no_damage_makes_the_reader_panic(at in 0_usize..1_400, length in 0_usize..80, with in "\\PC{0,9}|\n|2|[0-9]{4}-1[0-9]-[0-3][0-9]") {
        let start = at.min(FILE.len());
        let end = (start + length).min(FILE.len());
        if let (Some(head), Some(tail)) = (FILE.get(..start), FILE.get(end..))
            && let Some(calendar) = read(&format!("{head}{with}{tail}"))
        {
            prop_assert_eq!(read(&write_calendar(&calendar)), Some(calendar));
        }
    }

    #[test]
    fn any_name_survives_writing_and_reading(title in "\\PC{1,40}", term in "[ -~]{1,20}", holiday in "[\"'\\\\#=a ]{1,9}") {
        let mut parts: CalendarParts = read(FILE).unwrap().parts().clone();
        parts.title = title.clone();
        parts.source = Some(format!("{title}'''\"\"\""));
        parts.years[0].terms[1].name = term;
        parts.bank_holidays[0].name = holiday;
        // Names of white space alone are refused, and so are names used twice.
        if let Ok(calendar) = Calendar::new(parts) {
            prop_assert_eq!(read(&write_calendar(&calendar)), Some(calendar));
        }
    }
}
