//! What people do: start, complete, decide, set aside, end.

use std::collections::{BTreeMap, BTreeSet};

use super::people::{bounded, reason};
use super::record::check_record;
use super::{Draft, Rejection, round_of};
use crate::command::{Actor, DatasetRef};
use crate::definition::{Choice, Start, Step, StepKind};
use crate::event::{Entry, Event, Outcome};
use crate::ids::{DataId, FieldId, OptionId, StepId};
use crate::state::Status;
use crate::value::Value;

impl Draft<'_> {
    pub(super) fn start(&mut self, id: &StepId) -> Result<(), Rejection> {
        let step = self.step(id)?;
        self.owner(step, "starts it")?;
        let instance = self.latest(id)?;
        if instance.status != Status::Enabled {
            let status = instance.status;
            return Err(Rejection::WrongStatus {
                step: id.clone(),
                status,
                attempted: "started",
            });
        }
        let entry = instance.entry.clone().unwrap_or(Entry::Open);
        let round = instance.round;
        self.activate(step, round, BTreeMap::new(), entry, self.context.by.clone())
    }

    pub(super) fn complete(
        &mut self,
        id: &StepId,
        record: &BTreeMap<FieldId, Value>,
    ) -> Result<(), Rejection> {
        let step = self.step(id)?;
        match &step.kind {
            StepKind::Task { record: fields } => {
                self.owner(step, "does it")?;
                self.active(id, "done")?;
                let record = check_record(id.as_str(), "done", fields, record)?;
                self.hand_in(step, Outcome::Recorded(record))
            }
            StepKind::Stage => self.complete_stage_by_hand(step),
            kind => Err(Rejection::WrongKind {
                step: id.clone(),
                kind: kind.as_str(),
                attempted: "done by hand",
            }),
        }
    }

    pub(super) fn choose(&mut self, id: &StepId, options: &[OptionId], why: &str) -> Result<(), Rejection> {
        let step = self.step(id)?;
        let StepKind::Decision(choice) = &step.kind else {
            let kind = step.kind.as_str();
            return Err(Rejection::WrongKind {
                step: id.clone(),
                kind,
                attempted: "decided",
            });
        };
        self.owner(step, "decides")?;
        self.active(id, "decided")?;
        self.check_options(step, choice, options)?;
        self.check_membership_of(step, options)?;
        let outcome = Outcome::Decided {
            options: options.to_vec(),
            reason: reason(why)?.to_owned(),
        };
        self.hand_in(step, outcome)
    }

    fn check_options(&self, step: &Step, choice: &Choice, chosen: &[OptionId]) -> Result<(), Rejection> {
        let (known, fits, takes): (Vec<OptionId>, bool, _) = match choice {
            Choice::One { options } => (
                options.iter().map(|o| o.id.clone()).collect(),
                chosen.len() == 1,
                "exactly one option",
            ),
            Choice::Proposals { from, .. } => {
                let proposed = self.proposed(from);
                let distinct = chosen.iter().collect::<BTreeSet<_>>().len() == chosen.len();
                // Where nothing was proposed, the decision can only be to adopt nothing.
                let nothing_to_choose = proposed.as_ref().is_some_and(Vec::is_empty);
                (
                    proposed.unwrap_or_default(),
                    distinct && (nothing_to_choose || !chosen.is_empty()),
                    "one or more proposals, each once",
                )
            }
        };
        if let Some(option) = chosen.iter().find(|option| !known.contains(option)) {
            return Err(Rejection::UnknownOption {
                step: step.id.clone(),
                option: option.clone(),
                known,
            });
        }
        if fits {
            Ok(())
        } else {
            Err(Rejection::OptionCount {
                step: step.id.clone(),
                takes,
            })
        }
    }

    /// The proposals of the latest recommendation; none before there is one.
    fn proposed(&self, from: &StepId) -> Option<Vec<OptionId>> {
        match self.state.latest_completed(from)?.outcome.as_ref()? {
            Outcome::Recommended(found) => Some(
                found
                    .proposals
                    .iter()
                    .map(|proposal| proposal.id.clone())
                    .collect(),
            ),
            _ => None,
        }
    }

    pub(super) fn set_aside(&mut self, id: &StepId, why: &str) -> Result<(), Rejection> {
        let step = self.step(id)?;
        self.answerable(step, "sets it aside")?;
        let why = reason(why)?.to_owned();
        if !step.optional && step.start != Start::Manual {
            return Err(Rejection::Required { step: id.clone() });
        }
        let instance = self.latest(id)?;
        if instance.status.is_settled() {
            let status = instance.status;
            return Err(Rejection::WrongStatus {
                step: id.clone(),
                status,
                attempted: "set aside",
            });
        }
        let round = round_of(id, instance);
        if step.is_stage() {
            self.terminate_children(id, round.round, "its stage was set aside")?;
        }
        self.emit(Event::StepSetAside { round, reason: why })
    }

    pub(super) fn retry(&mut self, id: &StepId) -> Result<(), Rejection> {
        let step = self.step(id)?;
        if *self.context.by != Actor::Administrator {
            self.owner(step, "tries it again")?;
        }
        let instance = self.latest(id)?;
        if instance.status != Status::Failed {
            let status = instance.status;
            return Err(Rejection::WrongStatus {
                step: id.clone(),
                status,
                attempted: "tried again",
            });
        }
        let round = round_of(id, instance);
        self.emit(Event::StepRetried { round })
    }

    pub(super) fn attach(&mut self, data: &DataId, dataset: &DatasetRef) -> Result<(), Rejection> {
        self.person_or_administrator()?;
        if !self.context.definition.data.contains_key(data) {
            return Err(Rejection::UnknownData { data: data.clone() });
        }
        bounded(&dataset.year)?;
        bounded(&dataset.source)?;
        let known = self
            .state
            .data
            .get(data)
            .and_then(|years| years.get(&dataset.year));
        if known.is_some_and(|known| known.digest == dataset.digest) {
            return Ok(());
        }
        self.emit(Event::DataAttached {
            data: data.clone(),
            dataset: dataset.clone(),
        })?;
        // What failed for want of good data is worth another attempt with better data.
        for step in &self.context.definition.steps {
            let reads = matches!(&step.kind, StepKind::Score { data: Some(slot), .. } if slot == data);
            let failed = self
                .state
                .latest(&step.id)
                .filter(|i| reads && i.status == Status::Failed);
            if let Some(round) = failed.map(|instance| round_of(&step.id, instance)) {
                self.emit_engine(Event::StepRetried { round })?;
            }
        }
        Ok(())
    }

    pub(super) fn end(&mut self, why: &str) -> Result<(), Rejection> {
        self.person_or_administrator()?;
        let why = reason(why)?.to_owned();
        self.terminate_children_of_root("the engagement was ended")?;
        self.emit(Event::EngagementEnded { reason: why })
    }
}
