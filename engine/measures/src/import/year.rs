//! The school year of a file: from the person, the file's name and the columns of earlier years.
//!
//! Whatever is known must agree. A year given as its end where the file means its start is thus caught.

use crate::layout::Layout;
use crate::problem::{Collector, Place};
use crate::school_year::SchoolYear;

use super::preview::YearSource;

/// Finds the one school year on which everything agrees, and what said so.
pub(super) fn resolve(
    layout: &Layout,
    source_name: &str,
    header: &[String],
    given: Option<SchoolYear>,
    problems: &mut Collector,
    warnings: &mut Collector,
) -> Option<(SchoolYear, Vec<YearSource>)> {
    let sources: Vec<(YearSource, SchoolYear)> = [
        (YearSource::Given, given),
        (YearSource::FileName, layout.year_of_name(source_name)),
        (YearSource::Columns, year_of_columns(layout, header)),
    ]
    .into_iter()
    .filter_map(|(source, year)| Some((source, year?)))
    .collect();
    let Some((_, year)) = sources.first().copied() else {
        let pattern = layout.file_names.first().map(|pattern| {
            let name = pattern
                .replace("{start}", "2018")
                .replace("{authority}", "850")
                .replace("{end}", "2019");
            format!("name the file as published, such as `{name}.csv`, or ")
        });
        problems.add_with_help(
            "year-unknown",
            Place::file(),
            "nothing says which school year it holds",
            format!(
                "{}give the school year by both its years, such as 2018-19",
                pattern.unwrap_or_default()
            ),
        );
        return None;
    };
    if sources.iter().any(|(_, other)| *other != year) {
        let said: Vec<String> = sources
            .iter()
            .map(|(source, year)| format!("{year} by {}", source.as_str()))
            .collect();
        problems.add_with_help(
            "year-conflict",
            Place::file(),
            format!("the school year is in doubt: {}", said.join(", ")),
            "published files are named by the calendar year in which the school year starts",
        );
        return None;
    }
    let sources: Vec<YearSource> = sources.into_iter().map(|(source, _)| source).collect();
    if let [only] = sources.as_slice() {
        let mut message = format!("the school year {year} is known only from {}", only.as_str());
        if *only != YearSource::Columns {
            message.push_str("; nothing inside the file confirms it");
        }
        warnings.add("year-unconfirmed", Place::file(), message);
    }
    Some((year, sources))
}

/// The latest earlier year in the header, which is the calendar year in which the file's school year starts.
fn year_of_columns(layout: &Layout, header: &[String]) -> Option<SchoolYear> {
    let latest = header
        .iter()
        .filter_map(|name| layout.year_of_header(name))
        .max()?;
    SchoolYear::starting(2000 + latest).ok()
}
