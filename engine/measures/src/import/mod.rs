//! Import: the bytes of a published file become a dataset, or a list of everything that is wrong with them.
//!
//! Nothing is kept on error. What a kind of file looks like is data (`layout`), and so are the measures that
//! decide which columns are kept (`registry`). Tests: the golden files in `tests/golden`, the real cuts in
//! `tests/real_cuts.rs`, arbitrary bytes in `tests/properties.rs`.

mod cells;
mod check;
mod header;
mod preview;
mod rows;
mod table;
mod year;

use alongside_core::column::{Cells, Column, Table};
use alongside_core::digest::Digest;
use alongside_core::ids::DataKindId;

use crate::dataset::Dataset;
use crate::layout::Layout;
use crate::nearest::nearest;
use crate::problem::{Collector, Place, Problems};
use crate::registry::Registry;
use crate::school_year::SchoolYear;
use crate::text;

pub use preview::{ImportPreview, YearSource};
pub use table::FILE_BYTES_MAX;

/// A file with this share of a layout's required headers is of that kind, with something wrong if not all.
const RECOGNISED_PERCENT_MIN: usize = 80;

/// What the person says about a file beside its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// The kind of dataset; recognised by the header when absent.
    pub kind: Option<DataKindId>,
    /// The school year; taken from the file's name and columns when absent.
    pub year: Option<SchoolYear>,
}

/// An import that succeeded: what would be kept, and what to show before keeping it.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// The dataset.
    pub dataset: Dataset,
    /// What was read, kept, ignored and doubted.
    pub preview: ImportPreview,
}

/// Reads a published file; `source_name` is its name, which may state the school year.
///
/// The same bytes with the same year and registry give the same dataset, whatever the file is called.
///
/// # Errors
/// Every problem of the file, each with file, line and column; the first fifty in full.
pub fn import(
    source_name: &str,
    bytes: &[u8],
    options: &ImportOptions,
    registry: &Registry,
) -> Result<Import, Problems> {
    let mut problems = Collector::new(source_name);
    match read(source_name, bytes, options, registry, &mut problems) {
        Some(import) if problems.is_empty() => Ok(import),
        _ => Err(problems.finish()),
    }
}

/// Reads stage by stage; `None` where a problem leaves nothing for the next stage to look at.
fn read(
    source_name: &str,
    bytes: &[u8],
    options: &ImportOptions,
    registry: &Registry,
    problems: &mut Collector,
) -> Option<Import> {
    let mut warnings = Collector::new(source_name);
    table::check_size(bytes, problems)?;
    let (text, encoding) = text::decode(bytes, problems)?;
    let raw = table::read(&text, problems)?;
    let layout = choose_layout(&raw.header, options, registry, problems)?;
    let known = year::resolve(
        layout,
        source_name,
        &raw.header,
        options.year,
        problems,
        &mut warnings,
    );
    let header = header::read(
        layout,
        registry,
        &raw.header,
        known.as_ref().map(|(year, _)| *year),
        problems,
        &mut warnings,
    )?;
    let rows = rows::read(layout, &header, &raw, problems)?;
    let (year, year_sources) = known?;
    check::plausible(registry, layout, year, &rows, &mut warnings);
    let preview = ImportPreview {
        source_name: source_name.to_owned(),
        file_digest: Digest::of(bytes),
        kind: layout.kind.clone(),
        title: layout.title.clone(),
        year,
        year_sources,
        encoding,
        rows: rows.count_by_scope(),
        columns_kept: header.kept.iter().map(|column| column.header.clone()).collect(),
        columns_ignored: header.ignored,
        short_rows: rows.short,
        blank_rows: rows.blank,
        missing: rows.count_missing(),
        warnings: Problems::default(),
    };
    let dataset = build(layout, year, rows, problems)?;
    Some(Import {
        dataset,
        preview: preview.with_warnings(encoding, warnings),
    })
}

fn build(layout: &Layout, year: SchoolYear, rows: rows::Rows, problems: &mut Collector) -> Option<Dataset> {
    let columns: Vec<Column> = rows
        .columns
        .into_iter()
        .map(|(name, cells)| Column {
            name,
            cells: match cells {
                cells::Filling::Texts(cells) => Cells::Texts(cells),
                cells::Filling::Numbers(cells) => Cells::Numbers(cells),
            },
        })
        .collect();
    // After a problem the columns may be incomplete; there is nothing to build and no second problem to name.
    if !problems.is_empty() {
        return None;
    }
    Dataset::new(
        layout.kind.clone(),
        layout.unit,
        year,
        layout.source.clone(),
        Table { columns },
    )
    .map_err(|error| problems.add("dataset", Place::file(), error.to_string()))
    .ok()
}

/// Finds the layout that was asked for, or the one whose required headers the file has.
fn choose_layout<'a>(
    header: &[String],
    options: &ImportOptions,
    registry: &'a Registry,
    problems: &mut Collector,
) -> Option<&'a Layout> {
    if let Some(kind) = &options.kind {
        let layout = registry.layout(kind);
        if layout.is_none() {
            let kinds = registry.layouts().map(|layout| layout.kind.as_str());
            let near = nearest(kind.as_str(), kinds).map(|near| format!(": did you mean `{near}`?"));
            let message = format!(
                "no kind of dataset is called `{kind}`{}",
                near.unwrap_or_default()
            );
            problems.add_with_help("unknown-kind", Place::file(), message, known_kinds(registry));
        }
        return layout;
    }
    // Tables of other key stages share up to six in ten of these headers.
    let best = registry
        .layouts()
        .map(|layout| (recognised_percent(layout, header), layout))
        .max_by_key(|(percent, _)| *percent);
    match best {
        Some((percent, layout)) if percent >= RECOGNISED_PERCENT_MIN => Some(layout),
        _ => {
            problems.add_with_help(
                "unknown-layout",
                Place::line(1),
                "the columns are those of no known kind of file",
                format!(
                    "{}; name the kind to see which columns it lacks",
                    known_kinds(registry)
                ),
            );
            None
        }
    }
}

/// How many of a layout's required headers the file has, per cent.
fn recognised_percent(layout: &Layout, header: &[String]) -> usize {
    let wanted: Vec<&str> = layout.required_headers().collect();
    let found = wanted
        .iter()
        .filter(|wanted| header.iter().any(|name| name.eq_ignore_ascii_case(wanted)))
        .count();
    found * 100 / wanted.len().max(1)
}

fn known_kinds(registry: &Registry) -> String {
    let kinds: Vec<String> = registry
        .layouts()
        .map(|layout| format!("`{}` is {}", layout.kind, layout.title))
        .collect();
    format!("known kinds: {}", kinds.join("; "))
}
