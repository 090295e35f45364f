//! From a [`RawWorkflow`] to a [`Definition`]: every name resolved, every rule checked.
//!
//! `workflow` is the order of things; `step`, `time` and `plugin` compile their parts; `crate::check` holds
//! what needs the whole workflow at once. A part that is wrong is reported and left out, and the others are
//! compiled all the same.

mod plugin;
mod step;
mod time;

use alongside_core::catalog::Catalog;
use alongside_core::definition::{DataSlot, Definition, OutsideEvent, Role};
use alongside_core::ids::{DataId, DataKindId, RoleId};

use crate::check;
use crate::codes;
use crate::raw::{RawData, RawRole, RawWorkflow};
use crate::scope::Scope;
use crate::sink::Sink;

/// Compiles a workflow; what it gives is of use only if no error was reported.
pub(crate) fn workflow(raw: &RawWorkflow, catalog: &Catalog, sink: &Sink<'_>) -> Option<Definition> {
    let mut scope = Scope::new(raw, catalog, sink);
    plugin::find_all(&mut scope);
    check::duplicates::check(raw, sink);
    check::cycles::check(&scope);
    let calendar = match &raw.calendar {
        Some(party) => time::DefaultCalendar::from(scope.need_school(party)),
        None => time::DefaultCalendar::Absent,
    };
    let roles: Vec<_> = raw
        .roles
        .iter()
        .map(|(id, role)| compile_role(id, role, &scope))
        .collect();
    let data: Vec<_> = raw
        .data
        .iter()
        .map(|(id, slot)| compile_data(id, slot, &scope))
        .collect();
    let steps: Vec<_> = raw
        .steps
        .iter()
        .enumerate()
        .map(|(index, _)| step::compile(index, &calendar, &scope))
        .collect();
    Some(Definition {
        description: raw.description.clone(),
        source: raw.source.clone(),
        calendar: raw.calendar.as_ref().map(|party| party.value.clone()),
        budget: raw.budget.clone(),
        parties: raw.parties.clone(),
        roles: roles.into_iter().collect::<Option<_>>()?,
        data: data.into_iter().collect::<Option<_>>()?,
        events: raw
            .events
            .iter()
            .map(|(id, title)| {
                let event = OutsideEvent {
                    title: title.clone(),
                    ..OutsideEvent::default()
                };
                (id.clone(), event)
            })
            .collect(),
        steps: steps.into_iter().collect::<Option<_>>()?,
        ..Definition::new(raw.id.clone()?, raw.version.clone()?, raw.title.clone()?)
    })
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
