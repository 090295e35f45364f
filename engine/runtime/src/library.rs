//! The workspace's own files: workflows, calendars, plugins, and what a workflow may name.

use std::path::PathBuf;

use alongside_core::calendar::Calendar;
use alongside_core::catalog::{Catalog, MeasureEntry};
use alongside_core::definition::Definition;
use alongside_core::digest::Digest;
use alongside_core::plugin::PluginRecord;
use alongside_definition::{Loaded, Problems};
use serde::Serialize;

use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::runtime::Runtime;
use crate::workspace::{files_in, read, read_text};

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
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PluginFile {
    pub(crate) path: PathBuf,
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
        self.run(|inner| files_in(&inner.layout.workflows(), "toml"))
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
        let path = self.find_workflow(workflow)?;
        let text = read_text(&path)?;
        let catalog = self.catalog()?;
        let shown = path
            .strip_prefix(self.layout.root())
            .unwrap_or(&path)
            .display()
            .to_string();
        let Loaded { definition, warnings } = alongside_definition::load(&shown, &text, &catalog)
            .map_err(|problems| RuntimeError::Problems(Box::new(problems)))?;
        let warnings = (!warnings.is_empty()).then(|| Problems::new(&shown, &text, warnings));
        let digest = definition.digest();
        Ok(Checked {
            path,
            definition,
            digest,
            warnings,
        })
    }

    fn find_workflow(&self, workflow: &str) -> Result<PathBuf, RuntimeError> {
        let as_path = PathBuf::from(workflow);
        if as_path.is_file() {
            return Ok(as_path);
        }
        let folder = self.layout.workflows();
        let named = folder.join(format!("{workflow}.toml"));
        if named.is_file() {
            return Ok(named);
        }
        let known: Vec<String> = files_in(&folder, "toml")?
            .iter()
            .filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned()))
            .collect();
        Err(RuntimeError::NotFound {
            what: "workflow",
            name: workflow.to_owned(),
            hint: Some(format!("workflows here: {}; or name a file", known.join(", "))),
        })
    }

    /// What a workflow may name: the workspace's plugins, and the measures and kinds of data of the registry.
    pub(crate) fn catalog(&self) -> Result<Catalog, RuntimeError> {
        let mut catalog = Catalog {
            plugins: self.plugin_files()?.into_iter().map(|file| file.record).collect(),
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

    /// The plugins of the workspace. A component that cannot be loaded is an error that names it.
    pub(crate) fn plugin_files(&self) -> Result<Vec<PluginFile>, RuntimeError> {
        files_in(&self.layout.plugins(), "wasm")?
            .into_iter()
            .map(|path| {
                let record = self.load_plugin(&path, &read(&path)?)?.record().clone();
                Ok(PluginFile { path, record })
            })
            .collect()
    }
}
