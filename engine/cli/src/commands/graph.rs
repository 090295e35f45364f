//! `graph`: draws a workflow, or an engagement as it stands.

use alongside_runtime::input::{Picture, graph};
use alongside_runtime::{Runtime, RuntimeError};
use clap::ValueEnum;
use serde_json::json;

use crate::failure::Failure;
use crate::session::Session;

/// Draw a workflow, or an engagement as it stands
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Stages are boxes, shapes are kinds, a line leads from what is waited for to what waits, a dashed one from what a \
condition reads. An engagement is coloured by how each step stands, with a legend. A name that is both a workflow's and \
the beginning of an engagement's means the workflow.

Examples:
  alongside graph nle-support > nle-support.svg
  alongside graph nle-support-116177 --format mermaid
  alongside graph drafts/our-programme.toml --format dot | dot -Tpdf > our-programme.pdf")]
pub(crate) struct Args {
    /// A workflow of the workspace, a workflow file, or an engagement
    #[arg(value_name = "WORKFLOW|ENGAGEMENT")]
    name: String,
    /// The language of the picture
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,
}

/// The languages in which a picture can be written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A finished drawing.
    #[default]
    Svg,
    /// For pages and editors that draw Mermaid.
    Mermaid,
    /// For Graphviz.
    Dot,
}

impl From<Format> for Picture {
    fn from(format: Format) -> Self {
        match format {
            Format::Svg => Self::Svg,
            Format::Mermaid => Self::Mermaid,
            Format::Dot => Self::Dot,
        }
    }
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let runtime = session.open().await?;
    let drawn = draw(&runtime, &args.name, args.format.into()).await?;
    match session.screen.json() {
        true => session.screen.print_json(&json!({ "picture": drawn })),
        false => session.screen.print(&drawn),
    }
}

async fn draw(runtime: &Runtime, name: &str, picture: Picture) -> Result<String, Failure> {
    match runtime.check(name).await {
        Ok(checked) => Ok(graph(&checked.definition, None, picture)),
        Err(RuntimeError::NotFound { hint, .. }) => match runtime.resolve(name).await {
            Ok(engagement) => Ok(runtime.picture(&engagement, picture).await?),
            Err(RuntimeError::NotFound { .. }) => Err(RuntimeError::NotFound {
                what: "workflow or engagement",
                name: name.to_owned(),
                hint,
            }
            .into()),
            Err(other) => Err(other.into()),
        },
        Err(other) => Err(other.into()),
    }
}
