//! The report of an engagement for governors: one page, as Markdown and as HTML.
//!
//! `sections` says what is told, `disclosure` what must not be, `model` is what both forms are written from, and
//! `markdown` and `html` write it. A report is a pure function of the view and its background: the same view, the
//! same bytes, and no date but the view's own. It never compares a school with itself and calls the difference an
//! effect of the support, and it never shows a figure that is withheld. Tests are in `tests`, with golden files in
//! `tests/golden/report` of this crate.

mod disclosure;
mod html;
mod markdown;
mod model;
mod phrases;
mod sections;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use alongside_core::command::{DatasetRef, PluginPin};
use alongside_core::definition::Definition;
use alongside_core::ids::{DataId, EngagementId, PluginId};

use super::engagement::EngagementView;
use crate::error::RuntimeError;
use crate::runtime::Runtime;

/// A report, in two forms of the same content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its title: that of the engagement, as it was typed.
    pub title: String,
    /// As Markdown, with tables as GitHub and most readers know them.
    pub markdown: String,
    /// As a self-contained HTML page: no script, nothing loaded from elsewhere.
    pub html: String,
}

impl Runtime {
    /// Writes the report of an engagement.
    ///
    /// # Errors
    /// When there is no such engagement, or its log cannot be read.
    pub async fn report(&self, engagement: &EngagementId) -> Result<Report, RuntimeError> {
        let engagement = engagement.clone();
        self.run(move |inner| {
            let view = inner.show(&engagement)?;
            let current = inner.current(&engagement)?;
            let none = BTreeMap::new();
            let opening = current.state.opening.as_ref();
            Ok(Report::of(&Material {
                view: &view,
                definition: &current.definition,
                plugins: opening.map_or(&none, |opening| &opening.plugins),
                datasets: &current.state.data,
            }))
        })
        .await
    }
}

/// What a report is made from: the view, and what the view leaves out because a screen does not need it.
struct Material<'a> {
    /// The engagement as it stands.
    view: &'a EngagementView,
    /// Its workflow, for the titles of fields, roles and evidence, and for what repeats and what ends it.
    definition: &'a Definition,
    /// The plugins it is pinned to.
    plugins: &'a BTreeMap<PluginId, PluginPin>,
    /// The datasets attached, by slot and school year.
    datasets: &'a BTreeMap<DataId, BTreeMap<String, DatasetRef>>,
}

impl Report {
    fn of(material: &Material<'_>) -> Self {
        let document = sections::document(material);
        Self {
            title: material.view.title.clone(),
            markdown: markdown::write(&document),
            html: html::write(&document),
        }
    }
}
