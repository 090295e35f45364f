//! Evidence that is a file: kept by its digest, so that the log can vouch for it.

use std::path::PathBuf;

use alongside_core::command::EvidenceItem;

use crate::error::RuntimeError;
use crate::runtime::Runtime;
use crate::workspace::read;

impl Runtime {
    /// Keeps a file as evidence and gives the item that refers to it.
    ///
    /// # Errors
    /// When the file cannot be read or kept.
    pub async fn keep_document(&self, file: PathBuf) -> Result<EvidenceItem, RuntimeError> {
        self.run(move |inner| {
            let name = file
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let digest = inner.blobs.put(&read(&file)?)?;
            Ok(EvidenceItem::Document { name, digest })
        })
        .await
    }
}
