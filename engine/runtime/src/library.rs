//! The workspace's own files: workflows, calendars, plugins, and what a workflow may name.

use std::path::PathBuf;

use alongside_core::calendar::Calendar;
use alongside_core::catalog::{Catalog, MeasureEntry, WorkflowEntry};
use alongside_core::definition::Definition;
use alongside_core::digest::Digest;
use alongside_core::plugin::PluginRecord;
use alongside_definition::{Loaded, Problems};

use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::inner::bundled_plugins;
use crate::packages::Judge;
use crate::runtime::Runtime;
use crate::shelf::{WorkflowText, lock};
use crate::workspace::files_in;

/// A workflow file that was found good.
#[derive(Debug)]
pub struct Checked {
    /// The file.
    pub path: PathBuf,
    /// The workflow.
    pub definition: Definition,
    /// Its digest.
    pub digest: Digest,
    /// What is not wrong, but worth a look.
    pub warnings: Option<Problems>,
}

/// A plugin component in the workspace.
pub(crate) struct PluginFile {
    pub(crate) bytes: Vec<u8>,
    pub(crate) record: PluginRecord,
}

impl Runtime {
    /// Checks a workflow: a file, or the name of one in the workspace's `workflows` folder.
    ///
    /// # Errors
    /// Every problem of the file at once; or that there is no such file.
    pub async fn check(&self, workflow: &str) -> Result<Checked, RuntimeError> {
        let workflow = workflow.to_owned();
        self.run(move |inner| inner.check(&workflow)).await
    }

    /// The workflow files of the workspace, in order.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub async fn workflow_files(&self) -> Result<Vec<PathBuf>, RuntimeError> {
        self.run(|inner| files_in(&inner.shelf.layout()?.workflows(), "toml"))
            .await
    }

    /// The calendars of the workspace.
    ///
    /// # Errors
    /// Every problem of the first calendar file that has any.
    pub async fn calendars(&self) -> Result<Vec<Calendar>, RuntimeError> {
        self.run(|inner| Ok(inner.calendars()?.values().cloned().collect()))
            .await
    }
}

impl Inner {
    pub(crate) fn check(&self, workflow: &str) -> Result<Checked, RuntimeError> {
        let WorkflowText { path, shown, text } = self.shelf.workflow(workflow)?;
        let checked = self.check_text(&shown, &text)?;
        Ok(Checked { path, ..checked })
    }

    /// Checks a workflow's text.
    pub(crate) fn check_text(&self, shown: &str, text: &str) -> Result<Checked, RuntimeError> {
        let mut catalog = self.catalog()?;
        if starts_engagements(text) {
            let known = self.known_workflows()?;
            catalog.workflows = known.iter().map(WorkflowEntry::of).collect();
        }
        let Loaded {
            definition,
            mut warnings,
        } = alongside_definition::load(shown, text, &catalog)
            .map_err(|problems| RuntimeError::Problems(Box::new(problems)))?;
        // Calendars that cannot be read have problems of their own, told elsewhere.
        let calendars: Vec<_> = self
            .calendars()
            .map(|known| known.values().cloned().collect())
            .unwrap_or_default();
        let context = alongside_definition::LintContext {
            calendars: &calendars,
        };
        warnings.extend(alongside_definition::lint(text, &definition, context));
        let warnings = (!warnings.is_empty()).then(|| Problems::new(shown, text, warnings));
        let digest = definition.digest();
        Ok(Checked {
            path: PathBuf::from(shown),
            definition,
            digest,
            warnings,
        })
    }

    /// The workflows of the workspace that have no problems, for child engagements to run. A file whose own children
    /// run the workflow of another is read after it, whatever their names.
    pub(crate) fn known_workflows(&self) -> Result<Vec<Definition>, RuntimeError> {
        let mut catalog = self.catalog()?;
        let mut unread = self.shelf.workflows()?;
        let mut known: Vec<Definition> = Vec::new();
        loop {
            let mut left = Vec::new();
            for file in std::mem::take(&mut unread) {
                match alongside_definition::load(&file.shown, &file.text, &catalog) {
                    Ok(Loaded { definition, .. }) => known.push(definition),
                    Err(_) if starts_engagements(&file.text) => left.push(file),
                    // Its problems are told when it is checked itself.
                    Err(_) => {}
                }
            }
            if left.is_empty() || known.len() == catalog.workflows.len() {
                return Ok(known);
            }
            catalog.workflows = known.iter().map(WorkflowEntry::of).collect();
            unread = left;
        }
    }

    /// What a workflow may name: the workspace's plugins, and the measures and kinds of data of the registry.
    pub(crate) fn catalog(&self) -> Result<Catalog, RuntimeError> {
        let mut catalog = Catalog {
            plugins: self.plugin_records()?,
            ..Catalog::default()
        };
        for measure in self.registry().measures() {
            let entry = MeasureEntry {
                title: measure.title.clone(),
                data_kinds: measure.columns.keys().cloned().collect(),
            };
            catalog.measures.insert(measure.id.clone(), entry);
        }
        catalog.data_kinds = self
            .registry()
            .layouts()
            .map(|layout| layout.kind().clone())
            .collect();
        Ok(catalog)
    }

    /// What the plugins that are there say of themselves.
    fn plugin_records(&self) -> Result<Vec<PluginRecord>, RuntimeError> {
        let Some(given) = self.shelf.given() else {
            return Ok(self.plugin_files()?.into_iter().map(|file| file.record).collect());
        };
        let mut records: Vec<PluginRecord> = bundled_plugins()?
            .iter()
            .map(|plugin| plugin.record().clone())
            .collect();
        records.extend(lock(&given.described).iter().cloned());
        Ok(records)
    }

    /// Keeps a plugin's component for as long as the log is. A rehearsal keeps none: what comes with the program stays,
    /// and whatever else it knows of answers by hand.
    pub(crate) fn keep_plugin(&self, record: &PluginRecord) -> Result<(), RuntimeError> {
        if self.shelf.given().is_some() {
            return Ok(());
        }
        let files = self.plugin_files()?;
        let Some(file) = files.iter().find(|file| file.record.digest == record.digest) else {
            // The workflow was checked against the same plugins a moment ago.
            return Err(RuntimeError::NotFound {
                what: "plugin",
                name: record.description.id.to_string(),
                hint: Some(format!(
                    "put its component into {}",
                    self.shelf.layout()?.plugins().display()
                )),
            });
        };
        self.blobs.put(&file.bytes)?;
        Ok(())
    }

    /// The plugins of the workspace. A component that is refused or cannot be loaded is an error that names it.
    fn plugin_files(&self) -> Result<Vec<PluginFile>, RuntimeError> {
        let judge = Judge::new(self.shelf.layout()?, &self.settings.plugins)?;
        let mut files = Vec::new();
        for component in self.shelf.components()? {
            let judged = judge.judge(&component, |name, bytes| self.load_plugin(name, bytes));
            if let Some(refusal) = judged.refusal {
                return Err(refusal);
            }
            if let Some(plugin) = judged.plugin {
                files.push(PluginFile {
                    bytes: component.bytes,
                    record: plugin.record().clone(),
                });
            }
        }
        Ok(files)
    }
}

/// Whether a workflow's text may start engagements: a kind is a text in quotes.
fn starts_engagements(text: &str) -> bool {
    text.contains("\"engagement\"") || text.contains("'engagement'")
}
