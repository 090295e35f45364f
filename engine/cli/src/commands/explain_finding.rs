//! `explain-finding`: how a finding was reached, as a tree.

use alongside_runtime::FindingView;
use alongside_runtime::core::{Explanation, StepId};
use serde_json::json;

use crate::failure::Failure;
use crate::render::dates::day;
use crate::render::screen::Screen;
use crate::session::Session;
use crate::values::id;

/// Show how a finding was reached: what went in, what it was compared with, the rule that fired
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  alongside explain-finding nle-support-116334 gap
  alongside explain-finding nle-support-116334 gap --round 2 --json")]
pub(crate) struct Args {
    /// The engagement, or the beginning of its name
    engagement: String,
    /// The step
    #[arg(value_parser = id::<StepId>)]
    step: StepId,
    /// The round [default: the latest]
    #[arg(long, value_name = "NUMBER")]
    round: Option<u32>,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let (runtime, engagement) = session.find(&args.engagement).await?;
    let view = runtime.show(&engagement).await?;
    let of_step = view.findings.iter().filter(|finding| finding.step == args.step);
    let wanted = of_step
        .filter(|finding| args.round.is_none_or(|round| finding.round == round))
        .max_by_key(|finding| finding.round);
    let Some(finding) = wanted else {
        let mut known: Vec<String> = view
            .findings
            .iter()
            .map(|finding| format!("{} (round {})", finding.step, finding.round))
            .collect();
        known.dedup();
        let hint = match known.is_empty() {
            true => format!(
                "nothing has been found yet: alongside why {engagement} {}",
                args.step
            ),
            false => format!("findings there are: {}", known.join(", ")),
        };
        let message = format!("there is no finding of `{}` in `{engagement}`", args.step);
        return Err(Failure::argument("no-finding", message, hint));
    };
    let screen = &session.screen;
    if screen.json() {
        return screen.print_json(&json!({ "engagement": engagement, "finding": finding }));
    }
    screen.print(&told(finding, screen))
}

fn told(finding: &FindingView, screen: &Screen) -> String {
    let bold = screen.styles().strong;
    let from = &finding.finding.provenance;
    let mut text = format!(
        "{bold}{}{bold:#}, {}\n{}\n",
        finding.title,
        day(finding.on),
        finding.line
    );
    branch(&finding.finding.output.explanation, "", &mut text);
    text.push_str(&format!(
        "\nfound by {} {} ({})\n",
        from.plugin, from.version, from.digest
    ));
    for (name, value) in &from.parameters {
        text.push_str(&format!("  {name} = {value}\n"));
    }
    text.push_str(&format!("from an input with the digest {}\n", from.input));
    text
}

/// Draws lines as the branches of a tree.
fn branch(lines: &[Explanation], before: &str, text: &mut String) {
    for (index, line) in lines.iter().enumerate() {
        let last = index + 1 == lines.len();
        let (fork, below) = if last {
            ("└─ ", "   ")
        } else {
            ("├─ ", "│  ")
        };
        let kind = match line.kind.as_str() {
            "note" => String::new(),
            kind => format!("[{kind}] "),
        };
        text.push_str(&format!("{before}{fork}{kind}{}: {}\n", line.label, line.detail));
        branch(&line.children, &format!("{before}{below}"), text);
    }
}
