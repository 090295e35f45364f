//! From a [`RawWorkflow`] to a [`Definition`]: every name resolved, every rule checked.
//!
//! `workflow` is the order of things; `step`, `rules`, `child`, `time` and `plugin` compile steps, `outside` and
//! `migration` what is declared beside them; `crate::check` holds
//! what needs the whole workflow at once. A part that is wrong is reported and left out, and the others are
//! compiled all the same.

mod child;
mod migration;
mod outside;
mod plugin;
mod rules;
mod step;
mod time;

use std::cell::RefCell;

use alongside_core::catalog::Catalog;
use alongside_core::definition::{DataSlot, Definition, Output, PartyKind, Role, Step};
use alongside_core::ids::{DataId, DataKindId, OutputId, RoleId};

use crate::check;
use crate::codes;
use crate::condition::{Type, Typing, compile_output};
use crate::raw::{RawData, RawOutput, RawRole, RawWorkflow};
use crate::scope::Scope;
use crate::sink::Sink;

/// Compiles a workflow; what it gives is of use only if no error was reported.
pub(crate) fn workflow(raw: &RawWorkflow, catalog: &Catalog, sink: &Sink<'_>) -> Option<Definition> {
    let mut scope = Scope::new(raw, catalog, sink);
    plugin::find_all(&mut scope);
    child::find_all(&mut scope);
    let scope = &scope;
    check::duplicates::check(raw, scope.own, sink);
    check::cycles::check(scope);
    let calendar = match &raw.calendar {
        Some(party) => time::DefaultCalendar::from(scope.need_school(party)),
        None => time::DefaultCalendar::Absent,
    };
    let roles = each(&raw.roles, |(id, role)| compile_role(id, role, scope));
    let data = each(&raw.data, |(id, slot)| compile_data(id, slot, scope));
    let events = each(&raw.events, |(id, event)| outside::event(id, event, scope));
    let facts = each(&raw.facts, |(id, fact)| outside::fact(id, fact, scope));
    let escalations = each(&raw.escalations, |(id, raw)| outside::escalation(id, raw, scope));
    let membership = raw.membership.as_ref().map(|raw| outside::membership(raw, scope));
    let outputs = each(&raw.outputs, |(id, output)| output_of(id, output, scope));
    let migrations = each(&raw.migrations, |migration| migration::compile(migration, scope));
    let ad_hoc = scope.need_roles(&raw.ad_hoc);
    let hold = outside::hold(&raw.hold, scope);
    let steps = each(0..raw.steps.len(), |index| step::compile(index, &calendar, scope));
    Some(Definition {
        description: raw.description.clone(),
        source: raw.source.clone(),
        calendar: raw.calendar.as_ref().map(|party| party.value.clone()),
        budget: raw.budget.clone(),
        load: raw.load.clone(),
        ad_hoc: ad_hoc?,
        hold: hold?,
        parties: raw.parties.clone(),
        roles: roles?.into_iter().collect(),
        data: data?.into_iter().collect(),
        events: events?.into_iter().collect(),
        facts: facts?.into_iter().collect(),
        escalations: escalations?.into_iter().collect(),
        membership: step::flat(membership)?,
        outputs: outputs?.into_iter().collect(),
        migrations: migrations?,
        steps: steps?,
        ..Definition::new(raw.id.clone()?, raw.version.clone()?, raw.title.clone()?)
    })
}

/// Compiles the first `own` steps of `raw`; the others, and everything else in it, are those of `workflow`.
pub(crate) fn fragment(
    raw: &RawWorkflow,
    own: usize,
    workflow: &Definition,
    catalog: &Catalog,
    sink: &Sink<'_>,
) -> Option<Vec<Step>> {
    let mut scope = Scope::new(raw, catalog, sink);
    scope.own = own;
    scope.outputs = RefCell::new(
        workflow
            .outputs
            .iter()
            .map(|(id, output)| (id.clone(), Typing::Known(Some(Type::of_kind(output.kind)), None)))
            .collect(),
    );
    plugin::find_all(&mut scope);
    child::find_all(&mut scope);
    let scope = &scope;
    check::duplicates::check(raw, own, sink);
    check::cycles::check(scope);
    let calendar = match &workflow.calendar {
        Some(party) => time::DefaultCalendar::Party(party.clone()),
        None => time::DefaultCalendar::Absent,
    };
    each(0..own, |index| step::compile(index, &calendar, scope))
}

/// Compiles each of several, all of them even where one is wrong.
fn each<I: IntoIterator, T>(items: I, compile: impl FnMut(I::Item) -> Option<T>) -> Option<Vec<T>> {
    let compiled: Vec<Option<T>> = items.into_iter().map(compile).collect();
    compiled.into_iter().collect()
}

/// The word of a kind of party.
fn party_kind(kind: PartyKind) -> &'static str {
    match kind {
        PartyKind::School => "school",
        PartyKind::Authority => "authority",
    }
}

fn output_of(id: &OutputId, raw: &RawOutput, scope: &Scope<'_>) -> Option<(OutputId, Output)> {
    let compiled = compile_output(id, scope);
    let title = raw.title.clone()?;
    let (kind, value) = compiled?;
    Some((id.clone(), Output { title, kind, value }))
}

fn compile_role(id: &RoleId, role: &RawRole, scope: &Scope<'_>) -> Option<(RoleId, Role)> {
    let party = scope.need_party(role.party.as_ref()?)?;
    Some((
        id.clone(),
        Role {
            title: role.title.clone()?,
            party,
        },
    ))
}

fn compile_data(id: &DataId, slot: &RawData, scope: &Scope<'_>) -> Option<(DataId, DataSlot)> {
    let kind = slot.kind.as_ref();
    if let Some(kind) = kind.filter(|kind| !scope.catalog.data_kinds.contains(&kind.value)) {
        let message = format!("there is no kind of dataset called `{}`", kind.value);
        let kinds = scope.catalog.data_kinds.iter().map(DataKindId::as_str);
        scope.report_unknown(codes::UNKNOWN_DATA_KIND, message, kind, kinds);
    }
    let party = slot.party.as_ref().and_then(|party| scope.need_party(party));
    Some((
        id.clone(),
        DataSlot {
            title: slot.title.clone()?,
            kind: kind?.value.clone(),
            party: party?,
        },
    ))
}
