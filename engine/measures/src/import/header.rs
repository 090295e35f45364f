//! The header: where each wanted column stands, what is missing, and what is passed over.

use std::collections::{BTreeMap, BTreeSet};

use alongside_core::ids::MeasureId;

use crate::layout::{ColumnType, Layout};
use crate::nearest::nearest;
use crate::problem::{Collector, Place, printable};
use crate::registry::Registry;
use crate::school_year::SchoolYear;

/// A published column that is kept.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Kept {
    /// Its name in the dataset: as the layout or a measure writes it.
    pub(super) header: String,
    pub(super) kind: ColumnType,
    /// Its place in the file, counted from 0.
    pub(super) at: usize,
    /// Whether a measure reads it.
    pub(super) measured: bool,
}

/// Where the columns stand, counted from 0.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) record: usize,
    pub(super) urn: usize,
    pub(super) name: usize,
    pub(super) authority: usize,
    pub(super) establishment: Option<usize>,
    pub(super) town: Option<usize>,
    /// The other columns kept, by name.
    pub(super) kept: Vec<Kept>,
    /// How many columns are passed over.
    pub(super) ignored: usize,
    /// The first column of the year before.
    pub(super) year_before: Option<usize>,
}

/// Finds every wanted column; all that is missing is reported at once.
pub(super) fn read(
    layout: &Layout,
    registry: &Registry,
    names: &[String],
    year: Option<SchoolYear>,
    problems: &mut Collector,
    warnings: &mut Collector,
) -> Option<Header> {
    let identity = &layout.identity;
    let mut wanted: BTreeMap<&str, (ColumnType, bool)> = layout
        .keep
        .iter()
        .map(|(name, kind)| (name.as_str(), (*kind, false)))
        .collect();
    if let Some(year) = year {
        let measured = registry.columns(&layout.kind, year);
        if measured.is_empty() {
            let message = format!("no measure is read from `{}` in {year}", layout.kind);
            problems.add_with_help(
                "year-without-measures",
                Place::file(),
                message,
                "is the school year right?",
            );
        }
        wanted.extend(measured.into_iter().map(|(name, kind)| (name, (kind, true))));
    }
    let required: BTreeSet<&str> = layout.required_headers().collect();
    let optional: BTreeSet<&str> = wanted
        .keys()
        .copied()
        .chain([identity.establishment.as_str(), identity.town.as_str()])
        .filter(|name| !required.contains(name))
        .collect();
    let finder = Finder::new(names, required.union(&optional).copied());
    for name in required {
        finder.check(name, None, problems);
    }
    for name in optional {
        let readers = year
            .map(|year| registry.readers(&layout.kind, year, name))
            .unwrap_or_default();
        finder.check(name, Some((readers, &mut *warnings)), problems);
    }
    let kept: Vec<Kept> = wanted
        .into_iter()
        .filter_map(|(name, (kind, measured))| {
            Some(Kept {
                header: name.to_owned(),
                kind,
                at: finder.find(name)?,
                measured,
            })
        })
        .collect();
    let (establishment, town) = (finder.find(&identity.establishment), finder.find(&identity.town));
    let identified = 4 + usize::from(establishment.is_some()) + usize::from(town.is_some());
    Some(Header {
        record: finder.find(&identity.record)?,
        urn: finder.find(&identity.urn)?,
        name: finder.find(&identity.name)?,
        authority: finder.find(&identity.authority)?,
        establishment,
        town,
        ignored: names.len().saturating_sub(kept.len() + identified),
        kept,
        year_before: names.iter().position(|name| layout.is_of_year_before(name)),
    })
}

/// Looks names up in a header, letter case aside.
struct Finder<'a> {
    places: BTreeMap<String, Vec<usize>>,
    /// The names that stand for nothing that is wanted: one of them may be a misspelling.
    strangers: Vec<&'a str>,
}

impl<'a> Finder<'a> {
    fn new<'b>(names: &'a [String], wanted: impl Iterator<Item = &'b str>) -> Self {
        let wanted: BTreeSet<String> = wanted.map(str::to_ascii_lowercase).collect();
        let strangers = names
            .iter()
            .map(String::as_str)
            .filter(|name| !name.is_empty() && !wanted.contains(&name.to_ascii_lowercase()))
            .collect();
        let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, name) in names.iter().enumerate() {
            places.entry(name.to_ascii_lowercase()).or_default().push(at);
        }
        Self { places, strangers }
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.places.get(&name.to_ascii_lowercase())?.first().copied()
    }

    /// Reports a column that is missing or appears twice. A missing one is a problem, unless it is optional:
    /// then it is a warning that names the measures that read it.
    fn check(
        &self,
        name: &str,
        optional: Option<(Vec<&MeasureId>, &mut Collector)>,
        problems: &mut Collector,
    ) {
        match self.places.get(&name.to_ascii_lowercase()).map(Vec::as_slice) {
            None => {
                let place = Place {
                    name: Some(name.to_owned()),
                    ..Place::line(1)
                };
                let near = nearest(name, self.strangers.iter().copied());
                let near = near.map(|near| format!(": the nearest is `{}`", printable(near)));
                let message = format!("the column is missing{}", near.unwrap_or_default());
                match optional {
                    None => problems.add("missing-column", place, message),
                    Some((readers, warnings)) if readers.is_empty() => {
                        warnings.add("missing-column", place, message);
                    }
                    Some((readers, warnings)) => {
                        let readers: Vec<&str> = readers.into_iter().map(MeasureId::as_str).collect();
                        let help = format!("measures without figures: {}", readers.join(", "));
                        warnings.add_with_help("missing-column", place, message, help);
                    }
                }
            }
            Some([first, second, ..]) => {
                let message = format!("the column appears twice, first as column {}", first + 1);
                problems.add("duplicate-column", Place::cell(1, *second, name), message);
            }
            Some(_) => {}
        }
    }
}
