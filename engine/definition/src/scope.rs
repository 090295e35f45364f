//! What a workflow declares, for everything that refers to it: look-ups that report what leads nowhere.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use alongside_core::catalog::{Catalog, WorkflowEntry};
use alongside_core::definition::{PartyKind, RecordPath};
use alongside_core::ids::{EscalationId, OutputId, OutsideEventId, PartyId, RoleId, StepId};
use alongside_core::plugin::PluginDescription;
use alongside_core::value::ValueType;

use crate::codes;
use crate::condition::Typing;
use crate::declare::Sort;
use crate::diagnostics::Problem;
use crate::raw::{Kind, RawStep, RawWorkflow};
use crate::sink::{At, Sink};
use crate::words::{listed, nearest, with_article};

/// The declarations of one workflow.
#[derive(Debug)]
pub(crate) struct Scope<'a> {
    pub(crate) raw: &'a RawWorkflow,
    pub(crate) catalog: &'a Catalog,
    pub(crate) sink: &'a Sink<'a>,
    steps: BTreeMap<&'a str, usize>,
    /// How many steps are compiled; those behind them are only there to be named.
    pub(crate) own: usize,
    /// What is known so far of the outputs' types.
    pub(crate) outputs: RefCell<BTreeMap<OutputId, Typing>>,
    /// The plugin of each step that has one and whose plugin is there, by the step's index.
    pub(crate) plugins: Vec<Option<&'a PluginDescription>>,
    /// The child workflow of each step that has one and whose workflow is there, by the step's index.
    pub(crate) workflows: Vec<Option<&'a WorkflowEntry>>,
}

impl<'a> Scope<'a> {
    /// Gathers the declarations; of steps with one id the first counts.
    pub(crate) fn new(raw: &'a RawWorkflow, catalog: &'a Catalog, sink: &'a Sink<'a>) -> Self {
        let mut steps = BTreeMap::new();
        for (index, step) in raw.steps.iter().enumerate() {
            if let Some(id) = &step.id {
                steps.entry(id.value.as_str()).or_insert(index);
            }
        }
        Self {
            raw,
            catalog,
            sink,
            steps,
            own: raw.steps.len(),
            outputs: RefCell::default(),
            plugins: vec![None; raw.steps.len()],
            workflows: vec![None; raw.steps.len()],
        }
    }

    pub(crate) fn index_of(&self, id: &str) -> Option<usize> {
        self.steps.get(id).copied()
    }

    pub(crate) fn step(&self, id: &str) -> Option<&'a RawStep> {
        self.index_of(id).map(|index| &self.raw.steps[index])
    }

    /// The ids of all steps, or of those of one kind, in order.
    pub(crate) fn step_ids(&self, kind: Option<Kind>) -> impl Iterator<Item = &'a str> {
        let of_kind = move |index: &usize| kind.is_none() || self.raw.steps[*index].kind == kind;
        self.steps
            .iter()
            .filter(move |(_, index)| of_kind(index))
            .map(|(id, _)| *id)
    }

    /// Finds a step; reports that there is none.
    pub(crate) fn need_step(&self, id: &At<StepId>) -> Option<&'a RawStep> {
        let found = self.step(id.value.as_str());
        if found.is_none() {
            let message = format!("there is no step called `{}`", id.value);
            self.report_unknown(codes::UNKNOWN_STEP, message, id, self.step_ids(None));
        }
        found
    }

    /// Finds a step of a kind; reports what is there instead.
    pub(crate) fn need_step_of(&self, id: &At<StepId>, kind: Kind, what: &str) -> Option<&'a RawStep> {
        let step = self.need_step(id)?;
        match step.kind {
            Some(found) if found != kind => {
                let message = format!(
                    "{what} must name {} step, and `{}` is {}",
                    with_article(kind.as_str()),
                    id.value,
                    with_article(found.as_str())
                );
                let names = listed(self.step_ids(Some(kind)));
                let help = if names.is_empty() {
                    format!("add a step of kind `{}`", kind.as_str())
                } else {
                    format!("the {} steps are {names}", kind.as_str())
                };
                let problem = Problem::error(codes::WRONG_KIND_OF_STEP, message).at(id.span.clone(), "");
                self.sink.push(problem.help(help));
                None
            }
            found => found.map(|_| step),
        }
    }

    /// Checks that a role is declared.
    pub(crate) fn need_role(&self, role: &At<RoleId>) -> Option<RoleId> {
        let names = || self.raw.roles.keys().map(RoleId::as_str);
        self.need(role, "role", codes::UNKNOWN_ROLE, names)
    }

    /// Checks that each of several roles is declared; gives nothing where one is not.
    pub(crate) fn need_roles(&self, roles: &[At<RoleId>]) -> Option<BTreeSet<RoleId>> {
        let found: Vec<_> = roles.iter().map(|role| self.need_role(role)).collect();
        found.into_iter().collect()
    }

    /// Checks that a party is declared.
    pub(crate) fn need_party(&self, party: &At<PartyId>) -> Option<PartyId> {
        let names = || self.raw.parties.keys().map(PartyId::as_str);
        self.need(party, "party", codes::UNKNOWN_PARTY, names)
    }

    /// Checks that an outside event is declared.
    pub(crate) fn need_event(&self, event: &At<OutsideEventId>) -> Option<OutsideEventId> {
        let names = || self.raw.events.keys().map(OutsideEventId::as_str);
        self.need(event, "outside event", codes::UNKNOWN_EVENT, names)
    }

    /// Checks that a kind of escalation is declared.
    pub(crate) fn need_escalation(&self, escalation: &At<EscalationId>) -> Option<EscalationId> {
        let names = || self.raw.escalations.keys().map(EscalationId::as_str);
        self.need(escalation, "escalation", codes::UNKNOWN_ESCALATION, names)
    }

    /// Checks that a name is among those that are declared.
    pub(crate) fn need<'n, T, N>(
        &self,
        name: &At<T>,
        what: &str,
        code: &'static str,
        names: impl Fn() -> N,
    ) -> Option<T>
    where
        T: Clone + ToString,
        N: Iterator<Item = &'n str>,
    {
        let written = name.value.to_string();
        if names().any(|known| known == written) {
            return Some(name.value.clone());
        }
        let message = format!("there is no {what} called `{written}`");
        self.report_unknown(code, message, name, names());
        None
    }

    /// Checks that a party is declared and has a school calendar.
    pub(crate) fn need_school(&self, party: &At<PartyId>) -> Option<PartyId> {
        let id = self.need_party(party)?;
        if self
            .raw
            .parties
            .get(&id)
            .is_some_and(|party| party.kind == PartyKind::School)
        {
            return Some(id);
        }
        let problem = Problem::error(
            codes::CALENDAR_NOT_A_SCHOOL,
            format!("`{id}` is not a school and has no school calendar"),
        );
        let schools = listed(self.schools().map(PartyId::as_str));
        let help = if schools.is_empty() {
            "declare a party of kind `school`".to_owned()
        } else {
            format!("name {schools}")
        };
        self.sink.push(problem.at(party.span.clone(), "").help(help));
        None
    }

    /// The parties that are schools, in order.
    pub(crate) fn schools(&self) -> impl Iterator<Item = &'a PartyId> {
        self.raw
            .parties
            .iter()
            .filter(|(_, party)| party.kind == PartyKind::School)
            .map(|(id, _)| id)
    }

    /// Finds a recorded field and its type; a type that could not be read is none, and reported already.
    pub(crate) fn need_field(&self, path: &At<RecordPath>, what: &str) -> Option<Option<ValueType>> {
        let step = At::new(path.value.step.clone(), path.span.clone());
        let step = self.need_step_of(&step, Kind::Task, what)?;
        match step
            .record
            .iter()
            .find(|field| field.id.value == path.value.field)
        {
            Some(field) => Some(field.kind),
            None => {
                let message = format!("{} records no field called `{}`", step.name(), path.value.field);
                let names = step.record.iter().map(|field| field.id.value.as_str());
                self.report_unknown(
                    codes::UNKNOWN_FIELD,
                    message,
                    &At::new(&path.value.field, path.span.clone()),
                    names,
                );
                None
            }
        }
    }

    /// Reports a name that leads nowhere because nothing of its sort is declared: once, with how to declare it.
    ///
    /// Where its table is there under a misspelt heading, that is the cause, and is all that is reported.
    pub(crate) fn report_none(
        &self,
        code: &'static str,
        message: String,
        written: &str,
        sort: Sort,
        span: Range<usize>,
    ) {
        if sort
            .heading()
            .is_some_and(|heading| self.sink.is_misspelt(heading))
        {
            return;
        }
        let message = match sort.table() {
            Some(table) => format!("{message}: {table} declares none"),
            None => message,
        };
        let problem = Problem::error(code, message).at(span, "");
        self.sink.push_joined(problem.help(sort.remedy(written)));
    }

    /// Reports a name that leads nowhere, with the nearest that leads somewhere.
    pub(crate) fn report_unknown<'n, T: ToString>(
        &self,
        code: &'static str,
        message: String,
        name: &At<T>,
        names: impl Iterator<Item = &'n str>,
    ) {
        let names: Vec<&str> = names.collect();
        let written = name.value.to_string();
        if names.is_empty() {
            self.report_none(code, message, &written, Sort::of_code(code), name.span.clone());
            return;
        }
        let help = match nearest(&written, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there is {}", listed(names)),
        };
        self.sink
            .push(Problem::error(code, message).at(name.span.clone(), "").help(help));
    }
}
