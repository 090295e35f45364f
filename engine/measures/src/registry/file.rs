//! The TOML form of measures: read, then checked as a whole so that all problems are seen at once.

use std::collections::BTreeMap;

use alongside_core::ids::{DataKindId, MeasureId};
use serde::Deserialize;
use toml::Spanned;

use super::Registry;
use super::kinds::{Direction, Disadvantage, Group, IntervalMethod, MeasureUnit, Stage};
use super::measure::{Deviations, FloorTarget, GroupColumns, Measure};
use super::scale::Scale;
use super::years::ValidYears;
use crate::layout::ColumnType;
use crate::nearest::nearest;
use crate::problem::{Collector, Place, Problems};

/// The format of measure files that this release reads.
const FORMAT: u32 = 1;
/// The largest measure or layout file, in bytes.
const FILE_BYTES_MAX: usize = 1 << 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: Spanned<u32>,
    #[serde(default)]
    measure: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    id: Spanned<MeasureId>,
    title: String,
    stage: Stage,
    years: ValidYears,
    unit: MeasureUnit,
    /// May be left out of percentages.
    #[serde(default)]
    scale: Option<Scale>,
    direction: Direction,
    denominator: String,
    interval: IntervalMethod,
    suppress_at_most: u32,
    disadvantaged: Disadvantage,
    source: String,
    #[serde(default)]
    deviations: Option<Deviations>,
    #[serde(default, rename = "floor-target")]
    floor_targets: Vec<FloorTarget>,
    #[serde(default)]
    columns: BTreeMap<DataKindId, BTreeMap<Group, GroupColumns>>,
}

/// Adds the problem that the TOML reader found.
pub(crate) fn toml_problem(problems: &mut Collector, text: &str, error: &toml::de::Error) {
    let place = error
        .span()
        .map_or_else(Place::file, |span| Place::line(line_of(text, span.start)));
    let message = error.message().lines().collect::<Vec<_>>().join("; ");
    problems.add("toml", place, message);
}

fn line_of(text: &str, at: usize) -> u64 {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() as u64 + 1
}

/// Reads the measures of one file and checks them against each other and against `registry`.
pub(super) fn read(source: &str, text: &str, registry: &Registry) -> Result<Vec<Measure>, Problems> {
    let mut problems = Collector::new(source);
    if text.len() > FILE_BYTES_MAX {
        problems.add(
            "too-large",
            Place::file(),
            format!("is larger than {FILE_BYTES_MAX} bytes"),
        );
        return Err(problems.finish());
    }
    let file: File = match toml::from_str(text) {
        Ok(file) => file,
        Err(error) => {
            toml_problem(&mut problems, text, &error);
            return Err(problems.finish());
        }
    };
    if *file.format.get_ref() != FORMAT {
        let place = Place::line(line_of(text, file.format.span().start));
        let found = file.format.get_ref();
        problems.add(
            "format",
            place,
            format!("format {found} is not read by this release, which reads {FORMAT}"),
        );
    }
    let mut types = column_types(registry);
    let mut lines: BTreeMap<MeasureId, u64> = BTreeMap::new();
    let mut measures = Vec::with_capacity(file.measure.len());
    for entry in file.measure {
        let line = line_of(text, entry.id.span().start);
        let measure = entry.into_measure(line, &mut problems);
        super::check::check(&measure, line, &mut problems);
        check(&measure, line, registry, &mut types, &mut problems);
        if let Some(first) = lines.insert(measure.id.clone(), line) {
            let message = format!("measure `{}` is already defined on line {first}", measure.id);
            problems.add("duplicate-measure", Place::line(line), message);
        }
        measures.push(measure);
    }
    problems.into_result(measures)
}

impl Entry {
    fn into_measure(self, line: u64, problems: &mut Collector) -> Measure {
        let scale = self.scale.unwrap_or_else(|| {
            if self.unit != MeasureUnit::Percent {
                let message = format!(
                    "measure `{}` has no `scale`: give its least and most",
                    self.id.get_ref()
                );
                problems.add("scale", Place::line(line), message);
            }
            Scale::PERCENT
        });
        Measure {
            id: self.id.into_inner(),
            title: self.title,
            stage: self.stage,
            years: self.years,
            unit: self.unit,
            scale,
            direction: self.direction,
            denominator: self.denominator,
            interval: self.interval,
            suppress_at_most: self.suppress_at_most,
            disadvantaged: self.disadvantaged,
            source: self.source,
            deviations: self.deviations,
            floor_targets: self.floor_targets,
            columns: self.columns,
        }
    }
}

/// How each column of each kind is read so far; two measures may share a column only if they agree.
type Types = BTreeMap<(DataKindId, String), ColumnType>;

fn column_types(registry: &Registry) -> Types {
    let mut types = Types::new();
    for layout in registry.layouts() {
        for (header, kind) in &layout.keep {
            types.insert((layout.kind.clone(), header.clone()), *kind);
        }
    }
    for measure in registry.measures() {
        for (kind, groups) in &measure.columns {
            for group in groups.values() {
                types.insert((kind.clone(), group.cohort.clone()), ColumnType::Count);
                types.insert((kind.clone(), group.percent.clone()), ColumnType::Percent);
            }
        }
    }
    types
}

fn check(measure: &Measure, line: u64, registry: &Registry, types: &mut Types, problems: &mut Collector) {
    let id = &measure.id;
    let mut complain = |code, message: String| problems.add(code, Place::line(line), message);
    if registry.measures.contains_key(id) {
        complain(
            "duplicate-measure",
            format!("measure `{id}` is already registered by another file"),
        );
    }
    for (kind, groups) in &measure.columns {
        if registry.layout(kind).is_none() {
            let known = nearest(
                kind.as_str(),
                registry.layouts().map(|layout| layout.kind.as_str()),
            );
            let hint = known
                .map(|known| format!(": did you mean `{known}`?"))
                .unwrap_or_default();
            complain(
                "unknown-kind",
                format!("measure `{id}` has columns of `{kind}`, which has no layout{hint}"),
            );
        }
        for group in groups.values() {
            for (header, wanted) in [
                (&group.cohort, ColumnType::Count),
                (&group.percent, ColumnType::Percent),
            ] {
                let known = *types.entry((kind.clone(), header.clone())).or_insert(wanted);
                if known != wanted {
                    complain(
                        "column-type",
                        format!(
                            "measure `{id}` reads `{header}` as a {wanted}, which is a {known} elsewhere"
                        ),
                    );
                }
            }
        }
    }
}
