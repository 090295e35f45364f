//! Holds: what stands still, who may say so, and how it goes on.
//!
//! In a held step nothing begins, completes or fires, and nobody works on it; whose it is and what its dates are can
//! still be changed. What a hold does to timers is in `clock/shift.rs`. Tests: `tests/behaviour/decide_holds.rs`.

use jiff::civil::Date;

use super::clock::moves::moved_dues;
use super::people::reason;
use super::{Draft, Rejection, round_of};
use crate::command::{Actor, Command};
use crate::event::{Event, Round};
use crate::hold::Hold;
use crate::ids::StepId;
use crate::standstill::{hold_on, stands_still};
use crate::state::Status;

impl Draft<'_> {
    pub(super) fn suspend(
        &mut self,
        step: Option<&StepId>,
        until: Option<Date>,
        why: &str,
    ) -> Result<(), Rejection> {
        self.may_hold()?;
        let why = reason(why)?.to_owned();
        if until.is_some_and(|until| until <= self.context.now.today) {
            return Err(Rejection::Dates {
                problem: "a hold must end on a day after today",
            });
        }
        let held = match step {
            None => self.state.hold.as_ref(),
            Some(id) => {
                self.step(id)?;
                self.active(id, "suspended")?.hold.as_ref()
            }
        };
        if let Some(hold) = held {
            return Err(on_hold(step, hold));
        }
        self.suspend_now(step, until, &why, self.context.by)
    }

    /// Suspends the engagement, or the active round of a step, whoever may. What is suspended already, or is not
    /// active, is left as it is.
    pub(super) fn suspend_now(
        &mut self,
        step: Option<&StepId>,
        until: Option<Date>,
        why: &str,
        by: &Actor,
    ) -> Result<(), Rejection> {
        let hold = Hold {
            since: self.context.now.today,
            until,
            timers: self.context.definition.hold.timers,
            reason: why.to_owned(),
            by: by.clone(),
        };
        let Some(id) = step else {
            return match self.state.hold {
                None => self.emit_by(by.clone(), Event::EngagementSuspended { hold }),
                Some(_) => Ok(()),
            };
        };
        let active = self
            .state
            .latest(id)
            .filter(|instance| instance.status == Status::Active && instance.hold.is_none());
        match active.map(|instance| round_of(id, instance)) {
            Some(round) => self.emit_by(by.clone(), Event::StepSuspended { round, hold }),
            None => Ok(()),
        }
    }

    pub(super) fn resume(&mut self, step: Option<&StepId>, why: &str) -> Result<(), Rejection> {
        self.may_hold()?;
        let why = reason(why)?.to_owned();
        let (over, hold) = match step {
            None => (None, self.state.hold.as_ref()),
            Some(id) => {
                self.step(id)?;
                let instance = self.latest(id)?;
                (Some(round_of(id, instance)), instance.hold.as_ref())
            }
        };
        let Some(hold) = hold.cloned() else {
            let step = step.cloned();
            return Err(Rejection::NotHeld { step });
        };
        let (event, dues) = self.resumed(over, &hold, self.context.now.today, why)?;
        self.emit(event)?;
        self.remind_again(dues)
    }

    /// Ends the first hold whose date has come; says whether there was one.
    pub(super) fn end_one_hold(&mut self) -> Result<bool, Rejection> {
        let today = self.context.now.today;
        let over = |hold: &Hold| hold.until.filter(|until| *until <= today);
        let all = self.state.hold.iter().map(|hold| (None, hold));
        let steps = self.state.steps.iter().filter_map(|(id, rounds)| {
            let instance = rounds.last()?;
            Some((Some(round_of(id, instance)), instance.hold.as_ref()?))
        });
        let ended = all
            .chain(steps)
            .find_map(|(of, hold)| Some((of, over(hold)?, hold.clone())));
        let Some((of, until, hold)) = ended else {
            return Ok(false);
        };
        let (event, dues) = self.resumed(of, &hold, until, format!("the hold was until {until}"))?;
        self.emit_engine(event)?;
        self.remind_again(dues)?;
        Ok(true)
    }

    /// The end of a hold, and the due dates that move with it.
    fn resumed(
        &self,
        over: Option<Round>,
        hold: &Hold,
        end: Date,
        reason: String,
    ) -> Result<(Event, Vec<(Round, Date)>), Rejection> {
        let moved = self.timers_after_hold(hold, over.as_ref(), end)?;
        let dues = moved_dues(&moved);
        let event = match over {
            None => Event::EngagementResumed { reason, moved },
            Some(round) => Event::StepResumed { round, reason, moved },
        };
        Ok((event, dues))
    }

    /// Checks that whoever acts may suspend and resume.
    fn may_hold(&self) -> Result<(), Rejection> {
        let by = &self.context.definition.hold.by;
        if by.is_empty() {
            self.person_or_administrator()
        } else {
            self.any_role(by, "suspend and resume here")
        }
    }

    /// Whether the latest round of a step stands still.
    pub(super) fn is_held(&self, step: &StepId) -> bool {
        stands_still(self.context.definition, &self.state, step)
    }

    /// Checks that the latest round of a step does not stand still.
    pub(super) fn not_on_hold(&self, step: &StepId) -> Result<(), Rejection> {
        match hold_on(self.context.definition, &self.state, step) {
            Some((over, hold)) => Err(on_hold(over.as_ref().map(|round| &round.step), hold)),
            None => Ok(()),
        }
    }

    /// Refuses work on a step that stands still.
    pub(super) fn check_hold(&self, command: &Command) -> Result<(), Rejection> {
        match command {
            Command::Start { step }
            | Command::Complete { step, .. }
            | Command::Decide { step, .. }
            | Command::Offer { step, .. }
            | Command::Accept { step, .. }
            | Command::Contest { step, .. }
            | Command::Approve { step }
            | Command::Decline { step, .. }
            | Command::SetAside { step, .. }
            | Command::Retry { step }
            | Command::Claim { step }
            | Command::Delegate { step, .. }
            | Command::Reopen { step, .. } => self.not_on_hold(step),
            _ => Ok(()),
        }
    }
}

fn on_hold(step: Option<&StepId>, hold: &Hold) -> Rejection {
    Rejection::OnHold {
        step: step.cloned(),
        since: hold.since,
        until: hold.until,
        reason: hold.reason.clone(),
    }
}
