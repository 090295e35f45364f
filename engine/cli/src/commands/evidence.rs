//! Evidence on the command line: a note, a link or a file.

use std::path::PathBuf;

use alongside_runtime::Runtime;
use alongside_runtime::core::EvidenceItem;

use crate::failure::Failure;

/// Evidence, before a file is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Given {
    /// A few words.
    Note(String),
    /// An address.
    Link(String),
    /// A file.
    File(PathBuf),
}

impl Given {
    /// Makes the item that is offered; a file is kept in the workspace first.
    pub(super) async fn into_item(self, runtime: &Runtime) -> Result<EvidenceItem, Failure> {
        Ok(match self {
            Self::Note(text) => EvidenceItem::Note(text),
            Self::Link(address) => EvidenceItem::Link(checked(address)?),
            Self::File(path) => runtime.keep_document(path).await?,
        })
    }
}

/// A link must be one: a path or a few words belong to the other options.
fn checked(address: String) -> Result<String, Failure> {
    let web = ["https://", "http://"]
        .iter()
        .any(|scheme| address.starts_with(scheme));
    if web && !address.contains(char::is_whitespace) {
        return Ok(address);
    }
    Err(Failure::argument(
        "not-a-link",
        format!("`{address}` is not a link: a link begins with https://"),
        "give a file with --file and a few words with --note",
    ))
}
