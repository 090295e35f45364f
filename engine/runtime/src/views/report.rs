//! The report of an engagement for governors.

use std::fmt::Write;

use alongside_core::ids::EngagementId;

use super::engagement::EngagementView;
use super::words;
use crate::error::RuntimeError;
use crate::runtime::Runtime;

/// A report, in two forms of the same content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its title.
    pub title: String,
    /// As Markdown.
    pub markdown: String,
    /// As a self-contained HTML page.
    pub html: String,
}

impl Runtime {
    /// Writes the report of an engagement.
    ///
    /// # Errors
    /// When there is no such engagement, or its log cannot be read.
    pub async fn report(&self, engagement: &EngagementId) -> Result<Report, RuntimeError> {
        let view = self.show(engagement).await?;
        let markdown = markdown(&view);
        let mut html = String::new();
        pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new(&markdown));
        Ok(Report {
            title: view.title,
            markdown,
            html,
        })
    }
}

fn markdown(view: &EngagementView) -> String {
    let mut text = format!("# {}\n\n", view.title);
    for finding in &view.findings {
        // Writing to a text in memory has no way to fail.
        let _ = writeln!(
            text,
            "- {} ({}): {}",
            finding.title,
            words::day(finding.on),
            finding.line
        );
    }
    text
}
