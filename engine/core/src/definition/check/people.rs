//! Whether the people that steps, holds and plans name exist: roles that are told or may act, and steps whose doers are
//! barred.

use super::DefinitionError;
use crate::decide::TEXT_BYTES_MAX;
use crate::definition::{Definition, Step, StepKind};

impl Definition {
    pub(super) fn check_people(&self) -> Result<(), DefinitionError> {
        for (place, roles) in [("`ad-hoc`", &self.ad_hoc), ("`hold`", &self.hold.by)] {
            if let Some(role) = roles.iter().find(|role| !self.roles.contains_key(*role)) {
                return Err(DefinitionError::DanglingIn {
                    place: place.to_owned(),
                    what: "role",
                    name: role.to_string(),
                });
            }
        }
        self.steps.iter().try_for_each(|step| self.check_people_of(step))
    }

    fn check_people_of(&self, step: &Step) -> Result<(), DefinitionError> {
        let dangling = |what, name: &dyn ToString| {
            Err(DefinitionError::Dangling {
                step: step.id.clone(),
                what,
                name: name.to_string(),
            })
        };
        let unworkable = |reason: &str| {
            Err(DefinitionError::Unworkable {
                step: step.id.clone(),
                reason: reason.to_owned(),
            })
        };
        let done = |step: &Step| matches!(step.kind, StepKind::Task { .. } | StepKind::Decision(_));
        let told = match &step.kind {
            StepKind::Notify { to, message } => {
                if message.trim().is_empty() || message.len() > TEXT_BYTES_MAX {
                    return unworkable("it tells nothing, or too much");
                }
                Some(to)
            }
            _ => None,
        };
        let reminded = step.remind.iter().flat_map(|remind| &remind.to);
        let mut roles = told.into_iter().flatten().chain(reminded);
        if let Some(role) = roles.find(|role| !self.roles.contains_key(*role)) {
            return dangling("role", role);
        }
        let other = |id: &&crate::ids::StepId| !self.step(id).is_some_and(done);
        if let Some(id) = step.not_by.iter().find(other) {
            return dangling("task or decision", id);
        }
        if !step.not_by.is_empty() && !done(step) {
            return unworkable("nobody is barred from it: only tasks and decisions are done by a person");
        }
        Ok(())
    }
}
