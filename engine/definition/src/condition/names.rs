//! Resolving the names of conditions against what the workflow declares.

use std::ops::Range;

use alongside_core::definition::{Expr, FINDING_FIELDS, FindingField, Name, STEP_PROPERTIES, StepProperty};
use alongside_core::ids::{DataId, EvidenceId, FieldId, OutsideEventId, StepId};

use super::types::{Closed, Type, Typed};
use crate::codes;
use crate::diagnostics::Problem;
use crate::raw::{Kind, RawStep};
use crate::scope::Scope;
use crate::sink::At;
use crate::words::{listed, nearest};

/// What a name can start with, each with what follows it.
pub(crate) const ROOTS: [(&str, &str); 8] = [
    ("findings", "findings.<step>.<field>"),
    ("decisions", "decisions.<step>"),
    ("records", "records.<task>.<field>"),
    ("steps", "steps.<step>.done"),
    ("evidence", "evidence.<step>.<item>"),
    ("events", "events.<event>"),
    ("data", "data.<slot>"),
    ("today", "today"),
];

/// The states of an item of evidence, as conditions see them.
const EVIDENCE_STATES: [&str; 4] = ["missing", "offered", "accepted", "contested"];

/// How ids are written where a name stands, and so how they are suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// As they are, in tables.
    Hyphens,
    /// With underscores, in CEL.
    Underscores,
}

/// Resolves a name written as parts; reports and gives nothing where it leads nowhere.
pub(crate) fn resolve(
    path: &[At<String>],
    span: &Range<usize>,
    spelling: Spelling,
    scope: &Scope<'_>,
) -> Option<Typed> {
    let resolver = Resolver { scope, spelling };
    let (root, parts) = path.split_first()?;
    let Some((_, form)) = ROOTS.iter().find(|(name, _)| *name == root.value) else {
        resolver.unknown(
            &root.value,
            "a condition can read nothing called",
            ROOTS.iter().map(|(name, _)| *name),
            &root.span,
        );
        return None;
    };
    let wanted = form.matches('.').count();
    if parts.len() != wanted {
        let written = path
            .iter()
            .map(|part| part.value.as_str())
            .collect::<Vec<_>>()
            .join(".");
        let message = if parts.len() < wanted {
            format!("`{written}` does not name one value")
        } else {
            format!("`{written}` goes further than there are parts")
        };
        let problem = Problem::error(codes::CONDITION_UNKNOWN_NAME, message).at(span.clone(), "");
        scope.sink.push(problem.help(format!("write `{form}`")));
        return None;
    }
    let (name, kind) = match (root.value.as_str(), parts) {
        ("today", []) => (Name::Today, Some(Type::Date)),
        ("findings", [step, field]) => resolver.finding(step, field)?,
        ("decisions", [step]) => resolver.decision(step)?,
        ("records", [step, field]) => resolver.record(step, field)?,
        ("steps", [step, property]) => resolver.property(step, property)?,
        ("evidence", [step, item]) => resolver.evidence(step, item)?,
        ("events", [event]) => resolver.event(event)?,
        (_, [slot]) => resolver.data(slot)?,
        _ => return None,
    };
    Some(Typed::leaf(Expr::Name(name), kind, span.clone()))
}

/// Finds the id that was written, with hyphens as they are or as underscores.
fn pick<'n>(written: &str, mut names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    names.find(|name| *name == written || name.replace('-', "_") == written)
}

struct Resolver<'a> {
    scope: &'a Scope<'a>,
    spelling: Spelling,
}

type Found = Option<(Name, Option<Type>)>;

impl<'a> Resolver<'a> {
    fn unknown<'n>(
        &self,
        written: &str,
        what: &str,
        names: impl Iterator<Item = &'n str>,
        span: &Range<usize>,
    ) {
        let spelt = |name: &str| match self.spelling {
            Spelling::Hyphens => name.to_owned(),
            Spelling::Underscores => name.replace('-', "_"),
        };
        let names: Vec<String> = names.map(spelt).collect();
        let names = || names.iter().map(String::as_str);
        let cut: String = written.chars().take(80).collect();
        let help = match nearest(&spelt(written), names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => match listed(names()).as_str() {
                "" => "the workflow declares none".to_owned(),
                listed => format!("there is {listed}"),
            },
        };
        let problem = Problem::error(codes::CONDITION_UNKNOWN_NAME, format!("{what} `{cut}`"));
        self.scope.sink.push(problem.at(span.clone(), "").help(help));
    }

    /// Finds a step of a kind, or any step; the id is given back typed.
    fn step(&self, written: &At<String>, kind: Option<Kind>) -> Option<(usize, StepId, &'a RawStep)> {
        let found = pick(&written.value, self.scope.step_ids(kind));
        if let Some(index) = found.and_then(|name| self.scope.index_of(name)) {
            let step = &self.scope.raw.steps[index];
            return Some((index, step.id.as_ref()?.value.clone(), step));
        }
        let other = pick(&written.value, self.scope.step_ids(None)).and_then(|name| self.scope.step(name));
        let wanted = kind.map_or("step", Kind::as_str);
        match other {
            // A step whose kind could not be read is reported for that.
            Some(step) if step.kind.is_none() => {}
            Some(step) => {
                let found = step.kind.map_or("step", Kind::as_str);
                let what = format!("this needs a {wanted} step, and there is a {found} called");
                self.unknown(&written.value, &what, self.scope.step_ids(kind), &written.span);
            }
            None => {
                let what = if kind.is_none() {
                    "there is no step called".to_owned()
                } else {
                    format!("there is no {wanted} step called")
                };
                self.unknown(&written.value, &what, self.scope.step_ids(kind), &written.span);
            }
        }
        None
    }

    fn finding(&self, step: &At<String>, field: &At<String>) -> Found {
        let (index, id, _) = self.step(step, Some(Kind::Score))?;
        let plugin = self.scope.plugins[index];
        let name = |field| Name::Finding {
            step: id.clone(),
            field,
        };
        if let Some((_, part)) = FINDING_FIELDS.iter().find(|(word, _)| *word == field.value) {
            let kind = match part {
                FindingField::Withheld => Type::Boolean,
                FindingField::Band => {
                    let Some(plugin) = plugin else {
                        return Some((name(part.clone()), None));
                    };
                    if plugin.bands.is_empty() {
                        let what = format!("plugin `{}` answers no bands, so that there is no", plugin.id);
                        self.unknown("band", &what, fields(plugin), &field.span);
                        return None;
                    }
                    Type::Text(Some(Closed {
                        what: format!("the bands of `{}`", plugin.id),
                        members: plugin.bands.clone(),
                    }))
                }
                _ => Type::Number,
            };
            return Some((name(part.clone()), Some(kind)));
        }
        // Without its plugin, which is reported, there is no telling what a finding holds.
        let plugin = plugin?;
        let declared = pick(
            &field.value,
            plugin.fields.iter().map(|field| field.name.as_str()),
        );
        match declared.and_then(|name| plugin.fields.iter().find(|field| field.name == name)) {
            Some(field) => Some((
                name(FindingField::Declared(field.name.clone())),
                Some(Type::of_kind(field.kind)),
            )),
            None => {
                let what = format!("the findings of `{id}` have no part called");
                self.unknown(&field.value, &what, fields(plugin), &field.span);
                None
            }
        }
    }

    fn decision(&self, step: &At<String>) -> Found {
        let (_, id, raw) = self.step(step, Some(Kind::Decision))?;
        let kind = match &raw.options {
            Some(options) => Type::Text(Some(Closed {
                what: format!("the options of `{id}`"),
                members: options
                    .value
                    .iter()
                    .map(|option| option.value.id.to_string())
                    .collect(),
            })),
            None => Type::Texts,
        };
        Some((Name::Decision { step: id }, Some(kind)))
    }

    fn record(&self, step: &At<String>, field: &At<String>) -> Found {
        let (_, id, raw) = self.step(step, Some(Kind::Task))?;
        let names = || raw.record.iter().map(|field| field.id.value.as_str());
        let found = pick(&field.value, names());
        let Some(found) = raw
            .record
            .iter()
            .find(|field| Some(field.id.value.as_str()) == found)
        else {
            self.unknown(
                &field.value,
                &format!("task `{id}` records no field called"),
                names(),
                &field.span,
            );
            return None;
        };
        let field: FieldId = found.id.value.clone();
        Some((Name::Record { step: id, field }, found.kind.map(Type::of_kind)))
    }

    fn property(&self, step: &At<String>, property: &At<String>) -> Found {
        let (_, id, _) = self.step(step, None)?;
        let Some((_, found)) = STEP_PROPERTIES.iter().find(|(word, _)| *word == property.value) else {
            let words = STEP_PROPERTIES.iter().map(|(word, _)| *word);
            self.unknown(
                &property.value,
                "a step has no property called",
                words,
                &property.span,
            );
            return None;
        };
        let kind = if *found == StepProperty::Rounds {
            Type::Number
        } else {
            Type::Boolean
        };
        Some((
            Name::Step {
                step: id,
                property: *found,
            },
            Some(kind),
        ))
    }

    fn evidence(&self, step: &At<String>, item: &At<String>) -> Found {
        let (_, id, raw) = self.step(step, None)?;
        let names = || raw.evidence.iter().map(|item| item.id.value.as_str());
        let found = pick(&item.value, names());
        let Some(found) = raw
            .evidence
            .iter()
            .find(|item| Some(item.id.value.as_str()) == found)
        else {
            self.unknown(
                &item.value,
                &format!("step `{id}` asks for no evidence called"),
                names(),
                &item.span,
            );
            return None;
        };
        let evidence: EvidenceId = found.id.value.clone();
        let states = Closed {
            what: "the states of evidence".to_owned(),
            members: EVIDENCE_STATES.map(str::to_owned).to_vec(),
        };
        Some((
            Name::Evidence { step: id, evidence },
            Some(Type::Text(Some(states))),
        ))
    }

    fn event(&self, event: &At<String>) -> Found {
        let names = || self.scope.raw.events.keys().map(OutsideEventId::as_str);
        let Some(found) = pick(&event.value, names()) else {
            self.unknown(
                &event.value,
                "there is no outside event called",
                names(),
                &event.span,
            );
            return None;
        };
        let (event, _) = self.scope.raw.events.get_key_value(found)?;
        Some((Name::Event { event: event.clone() }, Some(Type::Number)))
    }

    fn data(&self, slot: &At<String>) -> Found {
        let names = || self.scope.raw.data.keys().map(DataId::as_str);
        let Some(found) = pick(&slot.value, names()) else {
            self.unknown(&slot.value, "there is no data slot called", names(), &slot.span);
            return None;
        };
        let (data, _) = self.scope.raw.data.get_key_value(found)?;
        Some((Name::Data { data: data.clone() }, Some(Type::Boolean)))
    }
}

/// The parts of a plugin's findings.
fn fields(plugin: &alongside_core::plugin::PluginDescription) -> impl Iterator<Item = &str> {
    let common = FINDING_FIELDS
        .iter()
        .filter(|(_, part)| *part != FindingField::Band || !plugin.bands.is_empty());
    common
        .map(|(word, _)| *word)
        .chain(plugin.fields.iter().map(|field| field.name.as_str()))
}
