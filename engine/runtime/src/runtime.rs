//! The runtime: one open workspace, and everything that can be asked of it.
//!
//! Every public method is asynchronous and does its blocking work (disk, plugins) on a blocking thread; many
//! may run at once. The work itself is in the modules around this one.

use std::path::Path;
use std::sync::Arc;

use alongside_core::command::{Actor, Command};
use alongside_core::ids::EngagementId;
use jiff::civil::Date;

use crate::commit::Committed;
use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::workspace::{Layout, Settings};

/// An open workspace. Cloning it is cheap; the last clone closes the workspace.
#[derive(Clone)]
pub struct Runtime {
    inner: Arc<Inner>,
    layout: Layout,
}

impl Runtime {
    /// Opens the workspace that `start` lies in.
    ///
    /// # Errors
    /// When there is none, another process holds it, it is of a newer format, or cannot be read.
    pub async fn open(start: &Path) -> Result<Self, RuntimeError> {
        let start = start.to_owned();
        let (inner, layout) = blocking(move || {
            let inner = Inner::open(&start)?;
            let layout = inner.shelf.layout()?.clone();
            Ok((inner, layout))
        })
        .await?;
        Ok(Self {
            inner: Arc::new(inner),
            layout,
        })
    }

    /// The folder of the workspace.
    pub fn root(&self) -> &Path {
        self.layout.root()
    }

    /// Where everything in the workspace lies.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The settings of the workspace.
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// Today's date: the machine's, or the rehearsal's.
    pub fn today(&self) -> Date {
        self.inner.clock.now().today
    }

    /// Whether the workspace is a rehearsal, whose time moves only when told.
    pub fn is_rehearsal(&self) -> bool {
        self.inner.clock.is_rehearsal()
    }

    /// Decides a command, makes what follows durable, then makes the plugin calls it led to.
    ///
    /// `command_id` makes the command safe to repeat: the same id on the same engagement has its effect once.
    ///
    /// # Errors
    /// When there is no such engagement, its rules refuse the command, or the store does.
    pub async fn submit(
        &self,
        engagement: &EngagementId,
        command: Command,
        by: Actor,
        command_id: Option<String>,
    ) -> Result<Committed, RuntimeError> {
        let engagement = engagement.clone();
        self.run(move |inner| inner.submit(&engagement, &command, &by, command_id.as_deref()))
            .await
    }

    /// Runs blocking work on a thread that may block.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T, RuntimeError> + Send + 'static,
    ) -> Result<T, RuntimeError> {
        let inner = Arc::clone(&self.inner);
        blocking(move || work(&inner)).await
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, RuntimeError> + Send + 'static,
) -> Result<T, RuntimeError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(RuntimeError::Internal(error.to_string())),
    }
}
