//! Migration: moving running engagements to another version of their workflow, first as a dry run.

use std::sync::Arc;

use alongside_core::command::{Actor, Command};
use alongside_core::definition::Definition;
use alongside_core::digest::Digest;
use alongside_core::event::WorkflowPin;
use alongside_core::ids::EngagementId;
use alongside_core::migration::{MigrationReport, migration_report};
use alongside_core::state::Scheduled;

use crate::commit::Committed;
use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::library::Checked;
use crate::runtime::Runtime;

/// What a migration would do, or has done, to one engagement.
#[derive(Debug, Clone)]
pub struct Migrated {
    /// The engagement.
    pub engagement: EngagementId,
    /// What maps, what is new, what is refused and why.
    pub report: MigrationReport,
    /// What happened; none in a dry run, and none where it was refused.
    pub committed: Option<Committed>,
}

impl Runtime {
    /// Says what moving an engagement to the version in a workflow file would do. Nothing is changed.
    ///
    /// # Errors
    /// When there is no such engagement or workflow, the file has problems, or it is another workflow.
    pub async fn rehearse_migration(
        &self,
        engagement: &EngagementId,
        workflow: &str,
    ) -> Result<Migrated, RuntimeError> {
        let (engagement, workflow) = (engagement.clone(), workflow.to_owned());
        self.run(move |inner| inner.rehearse_migration(&engagement, &inner.check(&workflow)?))
            .await
    }

    /// Moves an engagement to the version in a workflow file: wholly, or not at all.
    ///
    /// # Errors
    /// As for [`rehearse_migration`](Self::rehearse_migration); when the migration is refused, or the store refuses.
    pub async fn migrate(
        &self,
        engagement: &EngagementId,
        workflow: &str,
        reason: &str,
        by: Actor,
        command_id: Option<String>,
    ) -> Result<Migrated, RuntimeError> {
        let (engagement, workflow, reason) = (engagement.clone(), workflow.to_owned(), reason.to_owned());
        self.run(move |inner| {
            let checked = inner.check(&workflow)?;
            inner.migrate(&engagement, &checked, &reason, &by, command_id.as_deref())
        })
        .await
    }
}

impl Inner {
    pub(crate) fn rehearse_migration(
        &self,
        engagement: &EngagementId,
        checked: &Checked,
    ) -> Result<Migrated, RuntimeError> {
        let current = self.current(engagement)?;
        let pinned = current.state.workflow.as_ref().map(|pin| &pin.id);
        if pinned != Some(&checked.definition.id) {
            let runs_on = pinned.map_or_else(String::new, ToString::to_string);
            return Err(RuntimeError::input_hint(
                "other-workflow",
                format!(
                    "`{engagement}` runs on `{runs_on}`, not on `{}`",
                    checked.definition.id
                ),
                "an engagement moves between versions of one workflow",
            ));
        }
        Ok(Migrated {
            engagement: engagement.clone(),
            report: migration_report(&current.definition, &checked.definition, &current.state),
            committed: None,
        })
    }

    pub(crate) fn migrate(
        &self,
        engagement: &EngagementId,
        checked: &Checked,
        reason: &str,
        by: &Actor,
        command_id: Option<&str>,
    ) -> Result<Migrated, RuntimeError> {
        let mut migrated = self.rehearse_migration(engagement, checked)?;
        let definition = &checked.definition;
        // What the log will refer to is kept before the log refers to it.
        self.blobs.put(&definition.canonical())?;
        let to = WorkflowPin {
            id: definition.id.clone(),
            version: definition.version.to_string(),
            title: definition.title.clone(),
            digest: checked.digest,
        };
        let command = self.migration(definition, to, reason)?;
        migrated.committed = Some(self.submit(engagement, &command, by, command_id)?);
        Ok(migrated)
    }

    /// The command for a migration that was agreed and whose time has come.
    pub(crate) fn agreed_migration(&self, scheduled: &Scheduled) -> Result<Command, RuntimeError> {
        let definition = self.version(&scheduled.to.digest)?;
        self.migration(&definition, scheduled.to.clone(), &scheduled.reason)
    }

    fn migration(
        &self,
        definition: &Definition,
        to: WorkflowPin,
        reason: &str,
    ) -> Result<Command, RuntimeError> {
        Ok(Command::Migrate {
            to,
            plugins: self.pin_plugins(definition)?,
            workflows: self.pin_workflows(definition)?,
            reason: reason.to_owned(),
        })
    }

    /// The version that a command moves to, if it moves to one.
    pub(crate) fn target_of(&self, command: &Command) -> Result<Option<Arc<Definition>>, RuntimeError> {
        match command {
            Command::Migrate { to, .. } => self.version(&to.digest).map(Some),
            _ => Ok(None),
        }
    }

    /// A version of a workflow that was kept, by its digest.
    pub(crate) fn version(&self, digest: &Digest) -> Result<Arc<Definition>, RuntimeError> {
        let broken = |reason: String| {
            RuntimeError::input(
                "workflow",
                format!(
                    "the workflow {} that was kept cannot be read: {reason}",
                    digest.short()
                ),
            )
        };
        let bytes = self.blobs.get(digest)?;
        let definition: Definition =
            serde_json::from_slice(&bytes).map_err(|error| broken(error.to_string()))?;
        definition.check().map_err(|error| broken(error.to_string()))?;
        Ok(Arc::new(definition))
    }
}
