//! Layouts: what one published kind of file looks like, as data.
//!
//! A layout says which columns identify a school, which codes stand for a missing value, how the school year
//! is known and which short rows are right. It never says what a measure is: that is the registry's part.
//! The bundled layouts are in `engine/measures/layouts`; tests are below and in `tests/golden`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use alongside_core::column::Missing;
use alongside_core::ids::DataKindId;
use serde::{Deserialize, Serialize};

use crate::dataset::Scope;
use crate::problem::{Collector, Place, Problems};
use crate::registry::toml_problem;
use crate::school_year::SchoolYear;

/// What one row of a dataset is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Unit {
    /// One row a school, with rows of authorities and the nation for comparison.
    School,
}

/// How the cells of a column are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnType {
    /// Free text.
    Text,
    /// A whole number of pupils, 0 or more.
    Count,
    /// A percentage, 0 to 100.
    Percent,
}

impl fmt::Display for ColumnType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Count => "count",
            Self::Percent => "percentage",
        })
    }
}

/// The headers that identify a row.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Identity {
    /// Says what the row is about, by the codes of `records`.
    pub(crate) record: String,
    pub(crate) urn: String,
    pub(crate) name: String,
    pub(crate) authority: String,
    pub(crate) establishment: String,
    pub(crate) town: String,
}

/// How far a short row reaches into the columns of the year before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum YearBefore {
    /// It ends right before the first of them.
    Absent,
    /// It ends somewhere among them.
    Partial,
}

/// One way in which a row may rightly be shorter than the header.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ShortRow {
    /// Why such rows exist.
    pub(crate) because: String,
    /// The record codes it applies to.
    pub(crate) records: BTreeSet<String>,
    /// The headers that may be the last of the row.
    #[serde(default)]
    pub(crate) after: Vec<String>,
    #[serde(default)]
    pub(crate) year_before: Option<YearBefore>,
}

/// The layout of one kind of published file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Layout {
    format: u32,
    pub(crate) kind: DataKindId,
    pub(crate) title: String,
    pub(crate) unit: Unit,
    pub(crate) source: String,
    #[serde(default)]
    pub(crate) file_names: Vec<String>,
    #[serde(default)]
    pub(crate) year_before: Option<String>,
    pub(crate) percent_sign: bool,
    pub(crate) required: Vec<String>,
    pub(crate) identity: Identity,
    #[serde(default)]
    pub(crate) keep: BTreeMap<String, ColumnType>,
    pub(crate) records: BTreeMap<String, Scope>,
    pub(crate) missing: BTreeMap<String, Missing>,
    #[serde(default, rename = "short-row")]
    pub(crate) short_rows: Vec<ShortRow>,
}

/// The format of layout files that this release reads.
const FORMAT: u32 = 1;

impl Layout {
    /// Reads a layout from TOML; `source` names the file in problems.
    pub(crate) fn parse(source: &str, text: &str) -> Result<Self, Problems> {
        let mut problems = Collector::new(source);
        let layout: Self = match toml::from_str(text) {
            Ok(layout) => layout,
            Err(error) => {
                toml_problem(&mut problems, text, &error);
                return Err(problems.finish());
            }
        };
        layout.check(&mut problems);
        problems.into_result(layout)
    }

    fn check(&self, problems: &mut Collector) {
        let mut complain = |name: &str, message: String| {
            let place = Place {
                name: Some(name.to_owned()),
                ..Place::file()
            };
            problems.add("layout", place, message);
        };
        if self.format != FORMAT {
            complain(
                "format",
                format!(
                    "{} is not read by this release, which reads {FORMAT}",
                    self.format
                ),
            );
        }
        for pattern in &self.file_names {
            if !pattern.contains("{start}") {
                complain("file-names", format!("`{pattern}` does not hold `{{start}}`"));
            }
        }
        if let Some(pattern) = &self.year_before
            && pattern.matches("{yy}").count() != 1
        {
            complain("year-before", format!("`{pattern}` does not hold `{{yy}}` once"));
        }
        for short in &self.short_rows {
            for record in short
                .records
                .iter()
                .filter(|record| !self.records.contains_key(*record))
            {
                complain(
                    "short-row",
                    format!("`{record}` is not among the records of this layout"),
                );
            }
            if short.after.is_empty() && short.year_before.is_none() {
                complain(
                    "short-row",
                    format!("says `{}` but not where the row ends", short.because),
                );
            }
        }
    }

    /// The kind of dataset that files of this layout become.
    pub fn kind(&self) -> &DataKindId {
        &self.kind
    }

    /// What such a file is, in words.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What one row is about.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// Who published it, under which licence.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The headers without which a file is not of this kind.
    pub(crate) fn required_headers(&self) -> impl Iterator<Item = &str> {
        let identity = &self.identity;
        [
            &identity.record,
            &identity.urn,
            &identity.name,
            &identity.authority,
        ]
        .into_iter()
        .chain(&self.required)
        .map(String::as_str)
    }

    /// The school year that a file's name states, when it follows one of the published patterns.
    ///
    /// Folders, letter case, the extension, and whatever a browser adds after the pattern do not matter.
    pub(crate) fn year_of_name(&self, source_name: &str) -> Option<SchoolYear> {
        let name = source_name.rsplit(['/', '\\']).next().unwrap_or(source_name);
        self.file_names
            .iter()
            .find_map(|pattern| match_name(pattern, name))
    }

    /// The two digits of the calendar year when `header` repeats a figure of the year before.
    pub(crate) fn year_of_header(&self, header: &str) -> Option<u16> {
        let (before, after) = self.year_before.as_deref()?.split_once("{yy}")?;
        let digits = header.strip_prefix(before)?.strip_suffix(after)?;
        two_digits(digits)
    }

    /// Whether `header` belongs to the columns of a year before: it ends in an underscore and two digits.
    pub(crate) fn is_of_year_before(&self, header: &str) -> bool {
        self.year_before.is_some()
            && header
                .rsplit_once('_')
                .is_some_and(|(_, end)| two_digits(end).is_some())
    }
}

fn two_digits(text: &str) -> Option<u16> {
    if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}

/// Matches the beginning of `name` with `pattern`; `{start}` and `{end}` are four digits, `{authority}` is
/// letters or digits.
fn match_name(pattern: &str, name: &str) -> Option<SchoolYear> {
    let (mut pattern, mut name) = (pattern, name);
    let (mut start, mut end) = (None, None);
    while !pattern.is_empty() {
        if let Some(rest) = pattern.strip_prefix("{start}") {
            start = Some(four_digits(name)?);
            (pattern, name) = (rest, &name[4..]);
        } else if let Some(rest) = pattern.strip_prefix("{end}") {
            end = Some(four_digits(name)?);
            (pattern, name) = (rest, &name[4..]);
        } else if let Some(rest) = pattern.strip_prefix("{authority}") {
            let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
            if length == 0 {
                return None;
            }
            (pattern, name) = (rest, &name[length..]);
        } else {
            let (wanted, found) = (pattern.chars().next()?, name.chars().next()?);
            if !wanted.eq_ignore_ascii_case(&found) {
                return None;
            }
            (pattern, name) = (&pattern[wanted.len_utf8()..], &name[found.len_utf8()..]);
        }
    }
    let year = SchoolYear::starting(start?).ok()?;
    end.is_none_or(|end| end == year.end()).then_some(year)
}

fn four_digits(text: &str) -> Option<u16> {
    text.get(..4)
        .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = include_str!("../layouts/ks2-school.toml");

    fn layout() -> Layout {
        Layout::parse("ks2-school.toml", TEXT).unwrap()
    }

    #[test]
    fn the_name_of_a_file_states_the_year_in_which_it_starts() {
        let year = |name: &str| layout().year_of_name(name).map(|year| year.to_string());
        assert_eq!(year("2018-850-ks2.csv").as_deref(), Some("2018-19"));
        assert_eq!(year("data\\2016-850-KS2 (1).CSV").as_deref(), Some("2016-17"));
        assert_eq!(
            year("/tmp/2017-2018_850_ks2final.csv").as_deref(),
            Some("2017-18")
        );
        for name in [
            "",
            "england_ks2final.csv",
            "2018-850-ks4.csv",
            "2017-2019_850_ks2final.csv",
            "20é8-850-ks2",
        ] {
            assert_eq!(year(name), None, "{name}");
        }
    }

    #[test]
    fn a_header_states_the_year_before() {
        assert_eq!(layout().year_of_header("PTRWM_EXP_18"), Some(18));
        assert_eq!(layout().year_of_header("PTRWM_EXP_3YR"), None);
        assert!(layout().is_of_year_before("TELIG_18"));
        assert!(!layout().is_of_year_before("PTRWM_EXP_L"));
    }

    #[test]
    fn a_wrong_layout_is_refused_with_its_line() {
        let unknown = Layout::parse("l.toml", &TEXT.replace("required = [", "requires = ["));
        assert!(
            unknown
                .unwrap_err()
                .to_string()
                .contains("unknown field `requires`")
        );
        let wrong = TEXT.replace("format = 1", "format = 2").replace("_{yy}", "");
        let message = Layout::parse("l.toml", &wrong).unwrap_err().to_string();
        assert_eq!(
            message,
            "l.toml: format: 2 is not read by this release, which reads 1\n\
             l.toml: year-before: `PTRWM_EXP` does not hold `{yy}` once"
        );
    }
}
