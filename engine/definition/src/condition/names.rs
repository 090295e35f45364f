//! Resolving the names of conditions against what the workflow declares.

mod outside;

use std::collections::BTreeMap;
use std::ops::Range;

use alongside_core::definition::{
    Expr, FINDING_FIELDS, FindingField, Name, OUTCOMES, STEP_PROPERTIES, StepProperty,
};
use alongside_core::ids::{EvidenceId, FieldId, StepId};

use super::types::{Closed, Type, Typed};
use crate::codes;
use crate::declare::Sort;
use crate::diagnostics::Problem;
use crate::raw::{Kind, RawStep};
use crate::scope::Scope;
use crate::sink::At;
use crate::words::{listed, nearest, with_article};

/// What a name can start with.
pub(crate) struct Root {
    pub(crate) name: &'static str,
    /// What follows it.
    form: &'static str,
    /// How many parts follow it, at least and at most.
    parts: (usize, usize),
}

const fn root(name: &'static str, form: &'static str, least: usize, most: usize) -> Root {
    Root {
        name,
        form,
        parts: (least, most),
    }
}

/// Everything that a name can start with.
pub(crate) const ROOTS: [Root; 15] = [
    root("findings", "findings.<step>.<field>", 2, 2),
    root("decisions", "decisions.<step>", 1, 1),
    root("records", "records.<task>.<field>", 2, 2),
    root("steps", "steps.<step>.done", 2, 2),
    root("evidence", "evidence.<step>.<item>", 2, 2),
    root("events", "events.<event>` or `events.<event>.<field>", 1, 2),
    root("facts", "facts.<fact>", 1, 1),
    root("escalations", "escalations.<escalation>", 1, 1),
    root("membership", "membership", 0, 0),
    root("children", "children.<step>.completed", 2, 2),
    root(
        "outputs",
        "outputs.<step>.<output>`, and `.min`, `.max`, `.sum`, `.mean` or `.count` where there are several children, such as `outputs.<step>.<output>.mean",
        2,
        3,
    ),
    root("previous", "previous.<output>", 1, 1),
    root("spent", "spent.days` or `spent.funding", 1, 1),
    root("data", "data.<slot>", 1, 1),
    root("today", "today", 0, 0),
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
    let Some(Root {
        form,
        parts: (least, most),
        ..
    }) = ROOTS.iter().find(|known| known.name == root.value)
    else {
        resolver.unknown(
            &root.value,
            "a condition can read nothing called",
            Sort::Other,
            ROOTS.iter().map(|known| known.name),
            &root.span,
        );
        return None;
    };
    if !(*least..=*most).contains(&parts.len()) {
        let written = path
            .iter()
            .map(|part| part.value.as_str())
            .collect::<Vec<_>>()
            .join(".");
        let message = if parts.len() < *least {
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
        ("events", [event, field]) => resolver.reported(event, field)?,
        ("facts", [fact]) => resolver.fact(fact)?,
        ("escalations", [escalation]) => resolver.escalation(escalation)?,
        ("membership", []) => resolver.membership(&root.span)?,
        ("children", [step, property]) => resolver.children(step, property)?,
        ("outputs", [step, output]) => resolver.output(step, output, None)?,
        ("outputs", [step, output, aggregate]) => resolver.output(step, output, Some(aggregate))?,
        ("previous", [output]) => resolver.previous(output)?,
        ("spent", [of]) => resolver.spent(of)?,
        ("data", [slot]) => resolver.data(slot)?,
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
        sort: Sort,
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
        let message = format!("{what} `{cut}`");
        if names().next().is_none() {
            let code = codes::CONDITION_UNKNOWN_NAME;
            self.scope.report_none(code, message, &cut, sort, span.clone());
            return;
        }
        let help = match nearest(&spelt(written), names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there is {}", listed(names())),
        };
        let problem = Problem::error(codes::CONDITION_UNKNOWN_NAME, message);
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
                let found = with_article(step.kind.map_or("step", Kind::as_str));
                let what = format!(
                    "this needs {} step, and there is {found} called",
                    with_article(wanted)
                );
                self.unknown(
                    &written.value,
                    &what,
                    Sort::Step(kind),
                    self.scope.step_ids(kind),
                    &written.span,
                );
            }
            None => {
                let what = if kind.is_none() {
                    "there is no step called".to_owned()
                } else {
                    format!("there is no {wanted} step called")
                };
                self.unknown(
                    &written.value,
                    &what,
                    Sort::Step(kind),
                    self.scope.step_ids(kind),
                    &written.span,
                );
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
                        self.unknown("band", &what, Sort::Other, fields(plugin), &field.span);
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
                self.unknown(&field.value, &what, Sort::Other, fields(plugin), &field.span);
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
                    .map(|option| option.id.value.to_string())
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
                Sort::Field,
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
                Sort::Other,
                words,
                &property.span,
            );
            return None;
        };
        let kind = match found {
            StepProperty::Rounds => Type::Number,
            StepProperty::Outcome => Type::Text(Some(Closed {
                what: "the ways in which a step can end".to_owned(),
                members: OUTCOMES.map(str::to_owned).to_vec(),
            })),
            _ => Type::Boolean,
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
                Sort::Evidence,
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
        let (event, _) = self.declared(
            event,
            "there is no outside event called",
            Sort::Event,
            &self.scope.raw.events,
        )?;
        Some((Name::Event { event: event.clone() }, Some(Type::Number)))
    }

    fn data(&self, slot: &At<String>) -> Found {
        let (data, _) = self.declared(
            slot,
            "there is no data slot called",
            Sort::Data,
            &self.scope.raw.data,
        )?;
        Some((Name::Data { data: data.clone() }, Some(Type::Boolean)))
    }

    /// Finds a declaration by its name.
    fn declared<'m, I: Ord + std::borrow::Borrow<str>, T>(
        &self,
        written: &At<String>,
        what: &str,
        sort: Sort,
        among: &'m BTreeMap<I, T>,
    ) -> Option<(&'m I, &'m T)> {
        let names = || among.keys().map(|id| id.borrow());
        match pick(&written.value, names()) {
            Some(found) => among.get_key_value(found),
            None => {
                self.unknown(&written.value, what, sort, names(), &written.span);
                None
            }
        }
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
