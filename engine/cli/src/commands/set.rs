//! `set`: sets a fact.

use alongside_runtime::FactView;
use alongside_runtime::core::{Command, Value};

use super::act::{Act, ByAnyone, OnEngagement, ReasonIfAny, told};
use crate::failure::Failure;
use crate::session::Session;
use crate::values::{self, FactValue};

/// Set a fact that the engagement keeps, such as a risk score
#[derive(Debug, clap::Args)]
#[command(
    mut_args(told(&[("person", "Who sets it [default: whoever runs the program]")])),
    after_long_help = "\
The workflow says which facts there are; `alongside show` says what they are now. Values: text as it is, numbers such as \
12.5, yes or no, dates such as 2019-01-31, lists with commas.

Example:
  alongside set nle-support-116177 risk=7 --as nle --reason 'Two of the three heads have left.'"
)]
pub(crate) struct Args {
    #[command(flatten)]
    act: Act<OnEngagement, ByAnyone, ReasonIfAny>,
    /// The fact, and what it is to be
    #[arg(value_name = "FACT=VALUE", value_parser = values::fact)]
    fact: FactValue,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let Args { act, fact } = args;
    act.ask_with(session, async |runtime, engagement, _, why| {
        let facts = runtime.show(engagement).await?.facts;
        Ok(Command::SetFact {
            value: value(&fact, &facts)?,
            fact: fact.fact,
            reason: why.text,
        })
    })
    .await
}

/// Reads the value as the type of the fact. A fact that is not there is for the engagement to refuse.
fn value(asked: &FactValue, facts: &[FactView]) -> Result<Value, Failure> {
    let Some(known) = facts.iter().find(|known| known.fact == asked.fact) else {
        return Ok(Value::Text(asked.text.clone()));
    };
    known.kind.parse(&asked.text).map_err(|reason| {
        let hint = match known.options.as_slice() {
            [] => format!("write it as a {}", known.kind),
            options => format!("use one of {}", options.join(", ")),
        };
        let message = format!("`{}` takes a {}: {reason}", asked.fact, known.kind);
        Failure::argument("wrong-fact", message, hint)
    })
}
