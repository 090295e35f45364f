//! Time: the machine's, or a rehearsal's.
//!
//! A rehearsal stands at the date it was told, at noon UTC, and moves only by `tick --to`; its log is therefore
//! the same on every machine and in every run.

use std::sync::{Mutex, PoisonError};

use alongside_core::command::Now;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// Where "now" comes from.
#[derive(Debug)]
pub(crate) enum Clock {
    /// The machine's clock and time zone.
    Machine,
    /// A date that moves when told.
    Rehearsal(Mutex<Date>),
}

impl Clock {
    pub(crate) fn rehearsal(date: Date) -> Self {
        Self::Rehearsal(Mutex::new(date))
    }

    pub(crate) fn now(&self) -> Now {
        match self {
            Self::Machine => {
                let now = Zoned::now();
                Now {
                    at: now.timestamp(),
                    today: now.date(),
                }
            }
            Self::Rehearsal(date) => {
                let today = *date.lock().unwrap_or_else(PoisonError::into_inner);
                Now {
                    at: noon(today),
                    today,
                }
            }
        }
    }

    pub(crate) fn is_rehearsal(&self) -> bool {
        matches!(self, Self::Rehearsal(_))
    }

    /// Moves a rehearsal; the machine's clock moves by itself.
    pub(crate) fn set(&self, to: Date) {
        if let Self::Rehearsal(date) = self {
            *date.lock().unwrap_or_else(PoisonError::into_inner) = to;
        }
    }
}

fn noon(date: Date) -> Timestamp {
    // Noon UTC exists on every date; the fallback is never reached for the years a calendar can hold.
    date.at(12, 0, 0, 0)
        .to_zoned(TimeZone::UTC)
        .map_or(Timestamp::UNIX_EPOCH, |noon| noon.timestamp())
}
