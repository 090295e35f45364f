//! Calendar files: a school's terms and holidays as TOML, and the public feeds they are made from.
//!
//! Owns the text forms of a calendar; what a calendar means is [`alongside_core::calendar`]'s. Nothing here
//! reads a file or a clock. Tests are in `tests/calendar_golden.rs`, `tests/calendar_properties.rs`,
//! `tests/calendar_import.rs` and `tests/calendar_bundled.rs`.

mod feed;
mod holidays;
mod ics;
mod imported;
mod places;
mod read;
mod reader;
mod term_dates;
mod write;

pub use feed::{DEFAULT_DIVISION, parse_bank_holiday_feed};
pub use ics::parse_icalendar;
pub use imported::TermDates;
pub use read::{CALENDAR_BYTES_MAX, parse_calendar};
pub use term_dates::parse_term_dates_json;
pub use write::write_calendar;
