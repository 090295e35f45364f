//! `spend`: enters what was spent.

use alongside_runtime::core::{Command, Expense, SourceId, StepId};
use jiff::civil::Date;

use super::act::{Act, ByAnyone, OnEngagement, told};
use crate::failure::Failure;
use crate::session::Session;
use crate::values::{date, days, id, pounds};

/// Enter days or money that were spent
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Who enters it [default: whoever runs the program]")])), after_long_help = "\
A correction is a negative amount. `alongside ledger` shows what was budgeted, is planned and was spent.

Examples:
  alongside spend nle-support-116177 --days 1.5 --step learning-walk --as nle --note 'Visit and write-up'
  alongside spend nle-support-116177 --funding 1,200 --source premium --note 'Phonics scheme'")]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnEngagement, ByAnyone>,
    #[command(flatten)]
    amount: Amount,
    /// The source that pays, where the workflow names sources
    #[arg(long, value_parser = id::<SourceId>)]
    source: Option<SourceId>,
    /// The step that it was spent on
    #[arg(long, value_parser = id::<StepId>)]
    step: Option<StepId>,
    /// The day on which it was spent [default: today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    on: Option<Date>,
    /// Who provided it, and for what
    #[arg(long, value_name = "TEXT")]
    note: String,
}

/// Days, money, or both.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = true)]
struct Amount {
    /// Days of work
    #[arg(long, value_name = "NUMBER", value_parser = days, allow_hyphen_values = true)]
    days: Option<f64>,
    /// Money, in pounds
    #[arg(long, value_name = "POUNDS", value_parser = pounds, allow_hyphen_values = true)]
    funding: Option<f64>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let Args {
        act,
        amount,
        source,
        step,
        on,
        note,
    } = args;
    act.ask_with(session, async |runtime, _, _, _| {
        Ok(Command::Spend {
            expense: Expense {
                on: on.unwrap_or_else(|| runtime.today()),
                days: amount.days,
                funding: amount.funding,
                source,
                step,
                note,
            },
        })
    })
    .await
}
