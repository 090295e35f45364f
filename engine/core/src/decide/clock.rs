//! Clocks: working out dates, setting and moving timers, letting them fire.
//!
//! Time passes with every command: whatever is due by today fires while the engagement settles, so a tick is
//! nothing but a command that asks for nothing else. After a pause a repeating timer fires once and moves on. Tests:
//! `tests/behaviour/decide_timers.rs`, `decide_reminders.rs`, `decide_deadlines.rs`, `decide_holds.rs` and
//! `decide_schedule.rs`.

mod dates;
mod fire;
pub(super) mod moves;
mod set;
mod shift;
