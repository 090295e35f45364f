//! Compiling `engagement` steps: which workflow, one child for whom, and which of the child's parties and roles are
//! which of this workflow's.

use std::collections::{BTreeMap, BTreeSet};

use alongside_core::catalog::WorkflowEntry;
use alongside_core::definition::{ChildPlan, Each, Join, Party};
use alongside_core::ids::{PartyId, RoleId, WorkflowId};

use crate::codes;
use crate::diagnostics::Problem;
use crate::raw::{Kind, RawChild, RawEach, RawStep};
use crate::scope::Scope;
use crate::sink::At;
use crate::words::listed;

/// Finds the child workflow of every step that has one; reports those that are not there.
pub(super) fn find_all(scope: &mut Scope<'_>) {
    let found = scope.raw.steps.iter().enumerate().map(|(index, step)| {
        let asked = step
            .child
            .workflow
            .as_ref()
            .filter(|_| step.kind == Some(Kind::Engagement))?;
        scope.catalog.workflow(&asked.value).or_else(|| {
            // A workflow that starts itself is reported for that.
            if index < scope.own && scope.raw.id.as_ref() != Some(&asked.value.id) {
                report_missing(step, scope);
            }
            None
        })
    });
    scope.workflows = found.collect();
}

fn report_missing(step: &RawStep, scope: &Scope<'_>) {
    let Some(asked) = &step.child.workflow else { return };
    let id = &asked.value.id;
    let versions: Vec<String> = scope
        .catalog
        .workflow_versions(id)
        .map(|entry| entry.version.to_string())
        .collect();
    if versions.is_empty() {
        let message = format!("there is no workflow called `{id}`");
        let names = scope.catalog.workflow_ids().into_iter().map(WorkflowId::as_str);
        let named = At::new(id, asked.span.clone());
        scope.report_unknown(codes::UNKNOWN_WORKFLOW, message, &named, names);
        return;
    }
    let message = format!("no version of workflow `{id}` fits `{}`", asked.value.version);
    let problem = Problem::error(codes::WORKFLOW_VERSION, message).at(asked.span.clone(), "");
    let help = format!("there is {}", listed(versions.iter().map(String::as_str)));
    scope.sink.push(problem.help(help));
}

pub(super) fn compile(index: usize, step: &RawStep, scope: &Scope<'_>) -> Option<ChildPlan> {
    let raw = &step.child;
    let each = compile_each(raw, scope);
    let entry = scope.workflows[index];
    let itself = refuse_itself(raw, entry, scope);
    let parties = entry.map(|entry| parties(raw, entry, step, scope));
    let roles = entry.map(|entry| roles(raw, entry, step, scope));
    if parties.is_none() {
        // Without the child's workflow there is still this one to check against.
        raw.parties
            .iter()
            .flat_map(|parties| &parties.value)
            .for_each(|(_, ours)| {
                scope.need_party(ours);
            });
        raw.roles
            .iter()
            .flat_map(|roles| &roles.value)
            .for_each(|(_, ours)| {
                scope.need_role(ours);
            });
    }
    let join = raw.join.as_ref();
    if let Some(join) =
        join.filter(|join| matches!(join.value, Join::AtLeast(n) if n > 1 && raw.each.is_none()))
    {
        let message = format!("{} starts one child, and waits for several", step.name());
        let problem = Problem::error(codes::BAD_VALUE, message).at(join.span.clone(), "");
        scope
            .sink
            .push(problem.help("remove `join`, or add `each` with a party that has many"));
    }
    itself?;
    Some(ChildPlan {
        workflow: raw.workflow.as_ref()?.value.clone(),
        each: each?,
        parties: parties??,
        roles: roles??,
        join: join.map_or(Join::All, |join| join.value),
    })
}

fn refuse_itself(raw: &RawChild, entry: Option<&WorkflowEntry>, scope: &Scope<'_>) -> Option<()> {
    let own = scope.raw.id.as_ref();
    let asked = raw.workflow.as_ref()?;
    let message = if own == Some(&asked.value.id) {
        "the workflow starts itself".to_owned()
    } else if entry.is_some_and(|entry| own.is_some_and(|own| starts(entry, own, scope))) {
        format!("workflow `{}` starts this one in turn", asked.value.id)
    } else {
        return Some(());
    };
    let problem = Problem::error(codes::CHILD_OF_ITSELF, message).at(asked.span.clone(), "");
    scope
        .sink
        .push(problem.help("that would never end: start a workflow that does not lead back here"));
    None
}

/// Whether a workflow starts another, itself or through its children.
fn starts(entry: &WorkflowEntry, wanted: &WorkflowId, scope: &Scope<'_>) -> bool {
    let mut open: Vec<&WorkflowId> = entry.children.iter().collect();
    let mut seen: BTreeSet<&WorkflowId> = BTreeSet::new();
    while let Some(id) = open.pop() {
        if id == wanted {
            return true;
        }
        if seen.insert(id) {
            let versions = scope.catalog.workflows.iter().filter(|entry| entry.id == *id);
            open.extend(versions.flat_map(|entry| &entry.children));
        }
    }
    false
}

fn compile_each(raw: &RawChild, scope: &Scope<'_>) -> Option<Each> {
    let Some(each) = &raw.each else {
        return Some(Each::One);
    };
    let named = each.party();
    let party = scope.need_party(named)?;
    if !scope.raw.parties.get(&party).is_some_and(|party| party.many) {
        let message = format!("`each` needs a party that has many, and `{party}` is one");
        let problem = Problem::error(codes::NEEDS_MANY, message).at(named.span.clone(), "");
        let many = scope.raw.parties.iter().filter(|(_, party)| party.many);
        let help = match listed(many.map(|(id, _)| id.as_str())).as_str() {
            "" => format!("write `many = true` for `{party}` in `[parties]`, or remove `each`"),
            many => format!("name {many}, or write `many = true` for `{party}` in `[parties]`"),
        };
        scope.sink.push(problem.help(help));
        return None;
    }
    Some(match each {
        RawEach::Member(_) => Each::Member(party),
        RawEach::Group(_) => Each::Group(party),
    })
}

fn parties(
    raw: &RawChild,
    child: &WorkflowEntry,
    step: &RawStep,
    scope: &Scope<'_>,
) -> Option<BTreeMap<PartyId, PartyId>> {
    let written = raw.parties.as_ref()?;
    let mut found = BTreeMap::new();
    let mut right = Some(());
    for (theirs, ours) in &written.value {
        let Some(own) = scope.need_party(ours) else {
            right = None;
            continue;
        };
        let Some(party) = child.parties.get(&theirs.value) else {
            let message = format!("workflow `{}` has no party called `{}`", child.id, theirs.value);
            let names = child.parties.keys().map(PartyId::as_str);
            scope.report_unknown(codes::CHILD_MAPPING, message, theirs, names);
            right = None;
            continue;
        };
        right = right.and(fits((theirs, party), ours, raw, scope));
        found.insert(theirs.value.clone(), own);
    }
    let missing = child
        .parties
        .keys()
        .filter(|id| !written.value.iter().any(|(theirs, _)| theirs.value == **id));
    let missing: Vec<&str> = missing.map(PartyId::as_str).collect();
    if !missing.is_empty() {
        right = incomplete("parties", &missing, child, written.span.clone(), scope);
    }
    if let Some(each) = raw.each.as_ref().map(RawEach::party)
        && !written.value.iter().any(|(_, ours)| ours.value == each.value)
    {
        let message = format!("every child of {} would be alike", step.name());
        let problem = Problem::error(codes::CHILD_MAPPING, message).at(written.span.clone(), "");
        let help = format!(
            "let `{}` stand for one of the child's parties in `parties`",
            each.value
        );
        scope.sink.push(problem.help(help));
        right = None;
    }
    right.map(|()| found)
}

/// Whether a party of this workflow can stand for a party of the child's.
fn fits(
    (theirs, party): (&At<PartyId>, &Party),
    ours: &At<PartyId>,
    raw: &RawChild,
    scope: &Scope<'_>,
) -> Option<()> {
    let own = scope.raw.parties.get(&ours.value)?;
    let refuse = |message: String, help: String| {
        let problem = Problem::error(codes::CHILD_MAPPING, message).at(ours.span.clone(), "");
        scope.sink.push(problem.help(help));
        None
    };
    let kind = |party: &Party| super::party_kind(party.kind);
    if own.kind != party.kind {
        let message = format!(
            "`{}` of the child is of kind `{}`, and `{}` is of kind `{}`",
            theirs.value,
            kind(party),
            ours.value,
            kind(own)
        );
        return refuse(message, "name a party of the same kind".to_owned());
    }
    let each = raw.each.as_ref().filter(|each| each.party().value == ours.value);
    let many = own.many && !matches!(each, Some(RawEach::Member(_)));
    match (many, party.many) {
        (true, false) => {
            let message = format!(
                "`{}` has many members, and `{}` of the child is one",
                ours.value, theirs.value
            );
            let help = match each {
                Some(_) => format!("start one child for each member: `each = \"{}\"`", ours.value),
                None => format!("add `each = \"{}\"`, or name a party that is one", ours.value),
            };
            refuse(message, help)
        }
        (false, true) => {
            let message = format!(
                "`{}` of the child has many members, and `{}` is one",
                theirs.value, ours.value
            );
            let help = if own.many {
                format!(
                    "start one child for each group: `each = {{ group = \"{}\" }}`",
                    ours.value
                )
            } else {
                "name a party that has many".to_owned()
            };
            refuse(message, help)
        }
        _ => Some(()),
    }
}

fn roles(
    raw: &RawChild,
    child: &WorkflowEntry,
    step: &RawStep,
    scope: &Scope<'_>,
) -> Option<BTreeMap<RoleId, RoleId>> {
    let none = Vec::new();
    let written = raw.roles.as_ref().map_or(&none, |roles| &roles.value);
    let mut found = BTreeMap::new();
    let mut right = Some(());
    for (theirs, ours) in written {
        match scope.need_role(ours) {
            Some(own) if child.roles.contains_key(&theirs.value) => {
                found.insert(theirs.value.clone(), own);
            }
            Some(_) => {
                let message = format!("workflow `{}` has no role called `{}`", child.id, theirs.value);
                let names = child.roles.keys().map(RoleId::as_str);
                scope.report_unknown(codes::CHILD_MAPPING, message, theirs, names);
                right = None;
            }
            None => right = None,
        }
    }
    // The members that a child is for bring people of their own.
    let each = raw.each.as_ref().map(|each| &each.party().value);
    let parties = raw.parties.iter().flat_map(|parties| &parties.value);
    let of_members: BTreeSet<&PartyId> = parties
        .filter(|(_, ours)| Some(&ours.value) == each)
        .map(|(theirs, _)| &theirs.value)
        .collect();
    let missing: Vec<&str> = child
        .roles
        .iter()
        .filter(|(id, role)| {
            !of_members.contains(&role.party) && !written.iter().any(|(theirs, _)| theirs.value == **id)
        })
        .map(|(id, _)| id.as_str())
        .collect();
    if !missing.is_empty() {
        let span = raw
            .roles
            .as_ref()
            .map_or_else(|| step.span.clone(), |roles| roles.span.clone());
        right = incomplete("roles", &missing, child, span, scope);
    }
    right.map(|()| found)
}

fn incomplete(
    key: &str,
    missing: &[&str],
    child: &WorkflowEntry,
    span: std::ops::Range<usize>,
    scope: &Scope<'_>,
) -> Option<()> {
    let names: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
    let message = format!(
        "`{key}` says nothing of {} of workflow `{}`",
        names.join(", "),
        child.id
    );
    let problem = Problem::error(codes::CHILD_MAPPING, message).at(span, "");
    let example = missing.first().copied().unwrap_or_default();
    let help = format!("add one of this workflow's for each, such as `{key} = {{ {example} = \"...\" }}`");
    scope.sink.push(problem.help(help));
    None
}
