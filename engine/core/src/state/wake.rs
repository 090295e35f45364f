//! Waking: the days on which something happens by itself.

use jiff::ToSpan;
use jiff::civil::Date;

use super::{State, TimerKind};

/// A day on which something happens by itself, if nothing else happens before.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wake {
    /// The day.
    pub on: Date,
    /// What happens: a name, unique within the engagement.
    pub what: String,
}

impl State {
    /// The days on which something happens by itself, in order: timers fire, holds end. While the whole engagement
    /// is on hold no timer fires, so that only the end of the hold counts.
    pub fn wake_dates(&self) -> Vec<Wake> {
        let hold = |what: String, hold: &crate::hold::Hold| hold.until.map(|on| Wake { on, what });
        if let Some(all) = &self.hold {
            return hold("hold".to_owned(), all).into_iter().collect();
        }
        let timers = self.timers.iter().map(|(key, timer)| {
            let on = match key.kind {
                // These have to pass before they count.
                TimerKind::Due | TimerKind::Deadline => timer.date.saturating_add(1.day()),
                _ => timer.date,
            };
            let what = format!("{}/{}/{}", key.round.step, key.round.round, key.kind);
            Wake { on, what }
        });
        let holds = self.steps.iter().filter_map(|(step, rounds)| {
            let latest = rounds.last()?;
            hold(format!("{step}/{}/hold", latest.round), latest.hold.as_ref()?)
        });
        let mut wakes: Vec<Wake> = timers.chain(holds).collect();
        wakes.sort();
        wakes
    }
}
