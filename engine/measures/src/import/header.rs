//! The header: where each wanted column stands, what is missing, and what is passed over.

use std::collections::BTreeMap;

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
    let finder = Finder::new(names);
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
    for name in layout.required_headers() {
        finder.require(name, problems);
    }
    let optional = [identity.establishment.as_str(), identity.town.as_str()];
    for name in wanted.keys().copied().chain(optional) {
        finder.check_once(name, problems);
        if finder.find(name).is_none() && !layout.required_headers().any(|required| required == name) {
            let place = Place {
                line: Some(1),
                column: None,
                name: Some(name.to_owned()),
            };
            warnings.add(
                "missing-column",
                place,
                format!("the column is missing{}", finder.suggestion(name)),
            );
        }
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
    names: &'a [String],
    places: BTreeMap<String, Vec<usize>>,
}

impl<'a> Finder<'a> {
    fn new(names: &'a [String]) -> Self {
        let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, name) in names.iter().enumerate() {
            places.entry(name.to_ascii_lowercase()).or_default().push(at);
        }
        Self { names, places }
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.places.get(&name.to_ascii_lowercase())?.first().copied()
    }

    fn require(&self, name: &str, problems: &mut Collector) {
        if self.find(name).is_none() {
            let place = Place {
                line: Some(1),
                column: None,
                name: Some(name.to_owned()),
            };
            problems.add(
                "missing-column",
                place,
                format!("the column is missing{}", self.suggestion(name)),
            );
        }
        self.check_once(name, problems);
    }

    fn check_once(&self, name: &str, problems: &mut Collector) {
        if let Some([first, second, ..]) = self.places.get(&name.to_ascii_lowercase()).map(Vec::as_slice) {
            let message = format!("the column appears twice, first as column {}", first + 1);
            problems.add("duplicate-column", Place::cell(1, *second, name), message);
        }
    }

    fn suggestion(&self, name: &str) -> String {
        nearest(
            name,
            self.names
                .iter()
                .map(String::as_str)
                .filter(|name| !name.is_empty()),
            3,
        )
        .map(|near| format!(": the nearest is `{}`", printable(near)))
        .unwrap_or_default()
    }
}
