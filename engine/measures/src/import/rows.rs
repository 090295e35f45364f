//! Rows to columns: every row is identified, its length checked, its cells read.

use std::collections::BTreeMap;

use alongside_core::column::{Cell, Missing};
use alongside_core::urn::Urn;

use super::cells::{self, Filling};
use super::header::{Header, Kept};
use super::table::{RawRow, RawTable};
use crate::dataset::{Scope, identity};
use crate::layout::{ColumnType, Layout, YearBefore};
use crate::problem::{Collector, Place, printable};

/// The columns of a dataset in the making.
#[derive(Debug)]
pub(super) struct Rows {
    /// Name and cells of every column, identity first.
    pub(super) columns: Vec<(String, Filling)>,
    /// Scope and line of every row.
    pub(super) origins: Vec<(Scope, u64)>,
    pub(super) short: usize,
    pub(super) blank: usize,
    /// Which columns hold what measures read.
    measured: Vec<bool>,
}

impl Rows {
    fn new(header: &Header) -> Self {
        let mut columns: Vec<_> = identity::ALL
            .iter()
            .map(|name| ((*name).to_owned(), Filling::new(ColumnType::Text)))
            .collect();
        columns.extend(
            header
                .kept
                .iter()
                .map(|kept| (kept.header.clone(), Filling::new(kept.kind))),
        );
        let mut measured = vec![false; identity::ALL.len()];
        measured.extend(header.kept.iter().map(|kept| kept.measured));
        Self {
            columns,
            origins: Vec::new(),
            short: 0,
            blank: 0,
            measured,
        }
    }

    pub(super) fn count_by_scope(&self) -> BTreeMap<Scope, usize> {
        let mut counts = BTreeMap::new();
        for (scope, _) in &self.origins {
            *counts.entry(*scope).or_default() += 1;
        }
        counts
    }

    pub(super) fn count_missing(&self) -> BTreeMap<Missing, usize> {
        let mut counts = BTreeMap::new();
        for ((_, cells), _) in self
            .columns
            .iter()
            .zip(&self.measured)
            .filter(|(_, measured)| **measured)
        {
            if let Filling::Numbers(cells) = cells {
                for reason in cells.iter().filter_map(|cell| cell.err()) {
                    *counts.entry(reason).or_default() += 1;
                }
            }
        }
        counts
    }

    /// The numbers of a column, if it is kept.
    pub(super) fn numbers(&self, name: &str) -> Option<&[Cell<f64>]> {
        self.columns.iter().find_map(|(column, cells)| match cells {
            Filling::Numbers(cells) if column == name => Some(cells.as_slice()),
            _ => None,
        })
    }

    fn push(&mut self, column: usize, cell: Read) {
        match (&mut self.columns[column].1, cell) {
            (Filling::Texts(cells), Read::Text(cell)) => cells.push(cell),
            (Filling::Numbers(cells), Read::Number(cell)) => cells.push(cell),
            // A cell is always read as the type its column was made for.
            (Filling::Texts(_), Read::Number(_)) | (Filling::Numbers(_), Read::Text(_)) => {}
        }
    }
}

enum Read {
    Text(Cell<String>),
    Number(Cell<f64>),
}

/// Who a row is about; what must be unique within a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    School(Urn),
    Authority(String),
    Nation(Scope),
}

/// Reads every row; all problems of all rows are reported. `None` when there is not one school.
pub(super) fn read(
    layout: &Layout,
    header: &Header,
    raw: &RawTable,
    problems: &mut Collector,
) -> Option<Rows> {
    let mut rows = Rows::new(header);
    let mut seen: BTreeMap<Subject, u64> = BTreeMap::new();
    for row in &raw.rows {
        if row.cells.iter().all(|cell| cell.trim().is_empty()) {
            rows.blank += 1;
            continue;
        }
        let reader = RowReader {
            layout,
            header,
            names: &raw.header,
            row,
        };
        let Some((subject, scope)) = reader.identify(problems) else {
            continue;
        };
        if let Some(first) = seen.get(&subject) {
            let (place, what) = reader.describe(&subject);
            problems.add(
                "duplicate-row",
                place,
                format!("{what} is already on line {first}"),
            );
            continue;
        }
        let whole = row.cells.len() == raw.header.len();
        if !whole && !reader.check_length(problems) {
            continue;
        }
        rows.short += usize::from(!whole);
        reader.fill(&subject, scope, &mut rows, problems);
        rows.origins.push((scope, row.line));
        seen.insert(subject, row.line);
    }
    if problems.is_empty() && !seen.keys().any(|subject| matches!(subject, Subject::School(_))) {
        problems.add("no-schools", Place::file(), "holds no row of a school");
    }
    Some(rows)
}

struct RowReader<'a> {
    layout: &'a Layout,
    header: &'a Header,
    names: &'a [String],
    row: &'a RawRow,
}

impl RowReader<'_> {
    fn cell(&self, at: usize) -> &str {
        self.row.cells.get(at).unwrap_or_default().trim()
    }

    fn place(&self, at: usize) -> Place {
        Place::cell(self.row.line, at, &self.names[at])
    }

    /// Says who the row is about.
    fn identify(&self, problems: &mut Collector) -> Option<(Subject, Scope)> {
        let code = self.cell(self.header.record);
        let Some(scope) = self.layout.records.get(code).copied() else {
            let known: Vec<&str> = self.layout.records.keys().map(String::as_str).collect();
            problems.add_with_help(
                "unknown-record",
                self.place(self.header.record),
                format!("`{}` is no known type of record", printable(code)),
                format!("known are {}", known.join(", ")),
            );
            return None;
        };
        let subject = match scope {
            Scope::School => {
                let text = self.cell(self.header.urn);
                match text.parse() {
                    Ok(urn) => Subject::School(urn),
                    Err(_) if text.is_empty() => {
                        problems.add("urn", self.place(self.header.urn), "is empty");
                        return None;
                    }
                    Err(_) => {
                        let message = format!("`{}` is not a URN", printable(text));
                        let help = "a URN is six digits, such as 116177";
                        problems.add_with_help("urn", self.place(self.header.urn), message, help);
                        return None;
                    }
                }
            }
            Scope::Authority => Subject::Authority(self.cell(self.header.authority).to_owned()),
            Scope::National | Scope::NationalAll => Subject::Nation(scope),
        };
        let unnamed = match scope {
            Scope::School => Some(self.header.name),
            Scope::Authority => Some(self.header.authority),
            Scope::National | Scope::NationalAll => None,
        };
        if let Some(at) = unnamed.filter(|at| self.cell(*at).is_empty()) {
            problems.add("empty-cell", self.place(at), "is empty");
            return None;
        }
        Some((subject, scope))
    }

    fn describe(&self, subject: &Subject) -> (Place, String) {
        match subject {
            Subject::School(urn) => (self.place(self.header.urn), format!("school {urn}")),
            Subject::Authority(code) => (
                self.place(self.header.authority),
                format!("authority {}", printable(code)),
            ),
            Subject::Nation(scope) => (
                self.place(self.header.record),
                format!("the {} row", scope.as_str()),
            ),
        }
    }

    /// Whether the layout allows the row to be as short as it is; reports it if not.
    fn check_length(&self, problems: &mut Collector) -> bool {
        let (found, wanted) = (self.row.cells.len(), self.names.len());
        if found < wanted && self.may_end() {
            return true;
        }
        let message = format!("the row has {found} fields, the header {wanted}");
        let broken = self.row.cells.iter().any(|cell| cell.contains('\n'));
        let help = if broken {
            "a quotation mark may be opened on this line and never closed"
        } else if found > wanted {
            "a comma within a name needs quotation marks around the name"
        } else {
            "a field is missing, and those after it have slipped to the left"
        };
        problems.add_with_help("ragged-row", Place::line(self.row.line), message, help);
        false
    }

    fn may_end(&self) -> bool {
        let code = self.cell(self.header.record);
        let length = self.row.cells.len();
        let last = &self.names[length - 1];
        self.layout
            .short_rows
            .iter()
            .filter(|short| short.records.contains(code))
            .any(|short| {
                let year_before = match (short.year_before, self.header.year_before) {
                    (Some(YearBefore::Absent), Some(first)) => length == first,
                    (Some(YearBefore::Partial), Some(first)) => length > first,
                    _ => false,
                };
                year_before || short.after.contains(last)
            })
    }

    fn fill(&self, subject: &Subject, scope: Scope, rows: &mut Rows, problems: &mut Collector) {
        let urn = match subject {
            Subject::School(urn) => Ok(urn.to_string()),
            Subject::Authority(_) | Subject::Nation(_) => Err(Missing::NotApplicable),
        };
        let header = self.header;
        let optional = |at: Option<usize>| at.map_or(Err(Missing::Blank), |at| cells::text(self.cell(at)));
        let texts = [
            Ok(scope.as_str().to_owned()),
            urn,
            cells::text(self.cell(header.name)),
            cells::text(self.cell(header.authority)),
            optional(header.establishment),
            optional(header.town),
        ];
        let first = texts.len();
        for (column, cell) in texts.into_iter().enumerate() {
            rows.push(column, Read::Text(cell));
        }
        for (index, kept) in header.kept.iter().enumerate() {
            let cell = self.read(kept, problems);
            rows.push(first + index, cell);
        }
    }

    fn read(&self, kept: &Kept, problems: &mut Collector) -> Read {
        let Some(raw) = self.row.cells.get(kept.at) else {
            return match kept.kind {
                ColumnType::Text => Read::Text(Err(self.beyond_the_end())),
                ColumnType::Count | ColumnType::Percent => Read::Number(Err(self.beyond_the_end())),
            };
        };
        if kept.kind == ColumnType::Text {
            return Read::Text(cells::text(raw));
        }
        match cells::number(raw, kept.kind, self.layout.percent_sign, &self.layout.missing) {
            Ok(cell) => Read::Number(cell),
            Err(message) => {
                problems.add("cell", Place::cell(self.row.line, kept.at, &kept.header), message);
                Read::Number(Err(Missing::Blank))
            }
        }
    }

    /// Why a cell beyond the end of a short row is missing: a new school says so in its last cell.
    fn beyond_the_end(&self) -> Missing {
        let last = self.cell(self.row.cells.len() - 1);
        match self.layout.missing.get(last) {
            Some(Missing::NewSchool) => Missing::NewSchool,
            _ => Missing::Blank,
        }
    }
}
