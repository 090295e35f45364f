//! `move-timer`: moves a pending date.

use alongside_runtime::core::{Command, EngagementId, StepId, TimerKind};
use alongside_runtime::{Runtime, TimerView};
use jiff::civil::Date;

use super::act::{Act, ByAnyone, OnStep, Reason, told};
use crate::failure::Failure;
use crate::render::dates::{day, timer_name};
use crate::session::Session;
use crate::values::{date, timer};

/// Move a pending date of a step: when it is due, begins, ends, reminds or lapses
#[derive(Debug, clap::Args)]
#[command(
    mut_args(told(&[("person", "Who moves it [default: whoever runs the program]")])),
    after_long_help = "\
A date that a person has set stays where it is when a calendar changes. Where a step has several pending dates, --timer \
says which: due, deadline, round (the next round begins), wait (the wait ends), reminder or escalation; reminder-2 is the \
second reminder.

Example:
  alongside move-timer nle-support-116177 learning-walk --to 2019-01-31 --as nle \\
    --reason 'The school is closed for snow.'"
)]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnStep, ByAnyone, Reason>,
    /// The date to move it to
    #[arg(long, value_name = "DATE", value_parser = date)]
    to: Date,
    /// Which of its dates [default: the only one, or else when it is due]
    #[arg(long, value_name = "WHICH", value_parser = timer)]
    timer: Option<TimerKind>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let Args { act, to, timer } = args;
    act.ask_with(session, async |runtime, engagement, on, why| {
        let timer = match timer {
            Some(timer) => timer,
            None => chosen(&on.step, &pending(runtime, engagement, &on.step).await?)?,
        };
        Ok(Command::MoveTimer {
            step: on.step,
            timer,
            to,
            reason: why.text,
        })
    })
    .await
}

async fn pending(
    runtime: &Runtime,
    engagement: &EngagementId,
    step: &StepId,
) -> Result<Vec<TimerView>, Failure> {
    let view = runtime.show(engagement).await?;
    let step = view.steps.into_iter().find(|known| known.id == *step);
    Ok(step.map(|step| step.timers).unwrap_or_default())
}

/// The only pending date, or the one by which the step is due.
fn chosen(step: &StepId, pending: &[TimerView]) -> Result<TimerKind, Failure> {
    match pending {
        // There is nothing to move, which is for the engagement to say.
        [] => Ok(TimerKind::Due),
        [only] => Ok(only.kind),
        several if several.iter().any(|timer| timer.kind == TimerKind::Due) => Ok(TimerKind::Due),
        several => {
            let named = |timer: &TimerView| format!("{} ({})", timer_name(timer.kind), day(timer.date));
            let named: Vec<String> = several.iter().map(named).collect();
            Err(Failure::argument(
                "which-timer",
                format!("`{step}` has several pending dates: {}", named.join(", ")),
                "say which with --timer",
            ))
        }
    }
}
