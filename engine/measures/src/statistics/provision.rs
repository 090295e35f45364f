//! What a provision costs, per pupil and per month of progress, over its whole run.
//!
//! Tests are below and in `tests/vectors.rs`.

use serde::Serialize;

use super::error::{StatisticsError, between, computed, pupils};

/// A provision for a group of pupils, from its start to its end.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Provision {
    /// The weeks of the whole run, not those to date.
    pub weeks: f64,
    /// The sessions a week.
    pub sessions: f64,
    /// The minutes of a session.
    pub minutes: f64,
    /// What an hour of the staff costs, all staff of the session together, in pounds.
    pub hourly_rate: f64,
    /// What materials cost over the whole run, in pounds.
    pub materials: f64,
    /// The pupils in the group.
    pub pupils: u64,
}

/// What a provision costs over its whole run, in pounds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ProvisionCost {
    /// In all.
    pub total: f64,
    /// Per pupil.
    pub per_pupil: f64,
}

impl Provision {
    /// Computes weeks · sessions · minutes / 60 · hourly rate + materials, in all and per pupil.
    ///
    /// Source: notes on measures and statistics of Alongside ("cost per pupil over the whole run, not to date").
    ///
    /// # Errors
    /// When a number is negative or beyond reason (520 weeks, 100 sessions a week, 600 minutes, a million pounds), or
    /// there are no pupils.
    pub fn cost(&self) -> Result<ProvisionCost, StatisticsError> {
        between("the number of weeks", self.weeks, 0.0, 520.0)?;
        between("the number of sessions a week", self.sessions, 0.0, 100.0)?;
        between("the minutes of a session", self.minutes, 0.0, 600.0)?;
        between("the hourly rate", self.hourly_rate, 0.0, 1e6)?;
        between("the cost of materials", self.materials, 0.0, 1e6)?;
        let n = pupils(self.pupils)?;
        let total = self.weeks * self.sessions * self.minutes / 60.0 * self.hourly_rate + self.materials;
        Ok(ProvisionCost {
            total: computed("the cost", total)?,
            per_pupil: total / n,
        })
    }
}

impl ProvisionCost {
    /// The cost per pupil and month of progress; none where there was no progress to divide by.
    ///
    /// Source: as [`Provision::cost`].
    pub fn per_month(&self, months: i32) -> Option<f64> {
        (months > 0).then(|| self.per_pupil / f64::from(months))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const READING: Provision = Provision {
        weeks: 12.0,
        sessions: 3.0,
        minutes: 30.0,
        hourly_rate: 16.5,
        materials: 90.0,
        pupils: 6,
    };

    #[test]
    fn a_month_costs_something_only_where_there_was_one() {
        let cost = READING.cost().unwrap();
        assert_eq!(cost.per_month(3), Some(21.5));
        assert_eq!((cost.per_month(0), cost.per_month(-2)), (None, None));
    }

    #[test]
    fn impossible_provisions_are_refused() {
        for bad in [
            Provision { pupils: 0, ..READING },
            Provision {
                weeks: -1.0,
                ..READING
            },
            Provision {
                hourly_rate: f64::NAN,
                ..READING
            },
            Provision {
                minutes: 601.0,
                ..READING
            },
        ] {
            assert!(bad.cost().is_err(), "{bad:?}");
        }
    }
}
