//! `schema`: the JSON Schema of workflow files, for editors.

use alongside_runtime::input::schema;

use crate::failure::Failure;
use crate::session::Session;

/// Print the JSON Schema of workflow files, so that editors complete and check them
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Keep it beside your workflows and name it in the first line of a file; editors with Taplo or Tombi read that line:

  alongside schema > workflows/workflow.schema.json
  #:schema workflow.schema.json

The schema knows keys, types and forms. What needs the whole file, the plugins or the measures is found by `alongside \
check`.")]
pub(crate) struct Args {}

pub(crate) fn run(session: &Session, _args: Args) -> Result<(), Failure> {
    session.screen.print_json(&schema())
}
