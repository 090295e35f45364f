//! `schema`: the JSON Schema of workflow files, for editors.

use alongside_runtime::input::schema;

use crate::failure::Failure;
use crate::session::Session;

/// Print the JSON Schema of workflow files, so that editors complete and check them
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
A workspace holds it beside its workflows, and the first line of a file names it; editors with Taplo or Tombi read that \
line. After a new release, or for files that lie elsewhere, write it anew:

  alongside schema > workflows/workflow.schema.json
  #:schema workflow.schema.json

The schema knows keys, types and forms. What needs the whole file, the plugins or the measures is found by `alongside \
check`.")]
pub(crate) struct Args {}

pub(crate) fn run(session: &Session, _args: Args) -> Result<(), Failure> {
    session.screen.print_json(&schema())
}
