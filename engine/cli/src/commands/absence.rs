//! `absence`: records that a person is away.

use alongside_runtime::core::{Absence, Command, PersonId};
use jiff::civil::Date;

use super::act::{Act, ByAnyone, OnEngagement, Reason, told};
use crate::failure::Failure;
use crate::session::Session;
use crate::values::{date, id};

/// Record that a person is away, and who acts in the meantime
#[derive(Debug, clap::Args)]
#[command(mut_args(told(&[("person", "Who says so [default: whoever runs the program]")])), after_long_help = "\
The deputy acts in the person's roles on the days named, the first and the last included; four eyes still look at who \
really acted.

Example:
  alongside absence nle-support-116177 head --from 2019-01-07 --until 2019-02-15 --deputy deputy \\
    --reason 'Away for an operation.'")]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnEngagement, ByAnyone, Reason>,
    /// Who is away
    #[arg(value_name = "PERSON", value_parser = id::<PersonId>)]
    away: PersonId,
    /// The first day
    #[arg(long, value_name = "DATE", value_parser = date)]
    from: Date,
    /// The last day
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: Date,
    /// Who acts in the meantime
    #[arg(long, value_name = "PERSON", value_parser = id::<PersonId>)]
    deputy: Option<PersonId>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let Args {
        act,
        away,
        from,
        until,
        deputy,
    } = args;
    let make = |_, why: Reason| Command::RecordAbsence {
        person: away,
        absence: Absence {
            from,
            until,
            deputy,
            reason: why.text,
        },
    };
    act.ask(session, make).await
}
