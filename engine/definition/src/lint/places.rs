//! Where things stand in a workflow's text: a second look at the TOML, for what the compiled definition forgets.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A place in the text, in bytes.
pub(super) type Place = Range<usize>;

/// Something that is silenced: the lint's name and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Allow {
    pub(super) lint: String,
    pub(super) place: Place,
}

/// The places of one step.
#[derive(Debug, Default)]
struct StepPlaces {
    id: Place,
    /// The value of each key.
    keys: BTreeMap<String, Place>,
    /// The ids of its evidence.
    evidence: BTreeMap<String, Place>,
    allows: Vec<Allow>,
}

/// Where the parts of a workflow stand.
#[derive(Debug, Default)]
pub(super) struct Places {
    steps: BTreeMap<String, StepPlaces>,
    /// The value of each key of each top-level table, by both names.
    tables: BTreeMap<(String, String), Place>,
    /// What is silenced for the whole file.
    pub(super) allows: Vec<Allow>,
}

impl Places {
    pub(super) fn read(root: &DeTable<'_>) -> Self {
        let mut places = Self::default();
        for (name, node) in root.iter() {
            let name = name.get_ref().as_ref();
            match (name, node.get_ref()) {
                ("stage" | "step", DeValue::Array(steps)) => steps.iter().for_each(|step| places.step(step)),
                (_, DeValue::Table(table)) => {
                    if name == "lints" {
                        places.allows = allows(table);
                    }
                    for (key, value) in table.iter() {
                        let names = (name.to_owned(), key.get_ref().to_string());
                        places.tables.insert(names, value.span());
                    }
                }
                _ => {}
            }
        }
        places
    }

    fn step(&mut self, node: &Spanned<DeValue<'_>>) {
        let DeValue::Table(table) = node.get_ref() else {
            return;
        };
        let mut places = StepPlaces {
            id: node.span(),
            ..StepPlaces::default()
        };
        let mut name = None;
        for (key, value) in table.iter() {
            let key = key.get_ref().as_ref();
            places.keys.insert(key.to_owned(), value.span());
            match (key, value.get_ref()) {
                ("id", DeValue::String(id)) => {
                    name = Some(id.trim().to_owned());
                    places.id = value.span();
                }
                ("step", DeValue::Array(steps)) => steps.iter().for_each(|step| self.step(step)),
                ("evidence", DeValue::Array(items)) => places.evidence.extend(items.iter().filter_map(item)),
                ("allow", DeValue::Table(table)) => places.allows = allows(table),
                _ => {}
            }
        }
        if let Some(name) = name {
            self.steps.insert(name, places);
        }
    }

    /// The id of a step.
    pub(super) fn id(&self, step: &str) -> Place {
        self.steps.get(step).map_or(0..0, |places| places.id.clone())
    }

    /// The value of a step's key, or its id where the key is not there.
    pub(super) fn key(&self, step: &str, key: &str) -> Place {
        let found = self.steps.get(step).and_then(|places| places.keys.get(key));
        found.map_or_else(|| self.id(step), Clone::clone)
    }

    /// The id of an item of a step's evidence.
    pub(super) fn evidence(&self, step: &str, item: &str) -> Place {
        let found = self.steps.get(step).and_then(|places| places.evidence.get(item));
        found.map_or_else(|| self.id(step), Clone::clone)
    }

    /// The value of a key of a top-level table; the start of the file where it is not there.
    pub(super) fn of_table(&self, table: &str, key: &str) -> Place {
        let found = self.tables.get(&(table.to_owned(), key.to_owned()));
        found.map_or(0..0, Clone::clone)
    }

    /// What a step silences.
    pub(super) fn allows_of(&self, step: &str) -> &[Allow] {
        self.steps.get(step).map_or(&[], |places| &places.allows)
    }

    /// Every step that silences something.
    pub(super) fn silencing(&self) -> impl Iterator<Item = (&str, &[Allow])> {
        self.steps
            .iter()
            .map(|(id, places)| (id.as_str(), places.allows.as_slice()))
    }
}

fn item(node: &Spanned<DeValue<'_>>) -> Option<(String, Place)> {
    let DeValue::Table(table) = node.get_ref() else {
        return None;
    };
    let (_, id) = table.iter().find(|(key, _)| key.get_ref() == "id")?;
    match id.get_ref() {
        DeValue::String(text) => Some((text.trim().to_owned(), id.span())),
        _ => None,
    }
}

fn allows(table: &DeTable<'_>) -> Vec<Allow> {
    table
        .iter()
        .map(|(key, _)| Allow {
            lint: key.get_ref().to_string(),
            place: key.span(),
        })
        .collect()
}
