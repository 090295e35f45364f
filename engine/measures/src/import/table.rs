//! Text to rows: delimiter, quotation marks and the limits of a file. It knows nothing of layouts.

use csv::{ReaderBuilder, StringRecord};

use crate::problem::{Collector, Place, printable};

/// The largest file that is imported, in bytes.
pub const FILE_BYTES_MAX: usize = 64 << 20;
const ROWS_MAX: usize = 200_000;
const COLUMNS_MAX: usize = 2_000;
const CELL_BYTES_MAX: usize = 4_096;
const CELLS_MAX: usize = 20_000_000;

/// One row as it came.
#[derive(Debug)]
pub(super) struct RawRow {
    /// The line on which it starts, counted from 1.
    pub(super) line: u64,
    pub(super) cells: StringRecord,
}

/// A file as rows of texts.
#[derive(Debug)]
pub(super) struct RawTable {
    /// The header, each name without surrounding blanks.
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<RawRow>,
}

/// Refuses a file that is empty or too large to look at.
pub(super) fn check_size(bytes: &[u8], problems: &mut Collector) -> Option<()> {
    if bytes.len() > FILE_BYTES_MAX {
        let message = format!(
            "has {} bytes, more than the {FILE_BYTES_MAX} that are read",
            bytes.len()
        );
        problems.add("too-large", Place::file(), message);
        return None;
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        problems.add_with_help("empty", Place::file(), "is empty", "download or export it again");
        return None;
    }
    Some(())
}

/// Splits a text into header and rows.
pub(super) fn read(text: &str, problems: &mut Collector) -> Option<RawTable> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    let mut header: Option<Vec<String>> = None;
    let mut rows = Vec::new();
    let mut cells = 0;
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                problems.add("csv", Place::file(), error.to_string());
                return None;
            }
        }
        let line = start_of(text, &record);
        check_cells(&record, line, problems)?;
        if header.is_none() {
            header = Some(read_header(&record, line, problems)?);
            continue;
        }
        cells += record.len();
        if rows.len() == ROWS_MAX || cells > CELLS_MAX {
            let message = format!("has more than {ROWS_MAX} rows or {CELLS_MAX} cells");
            problems.add_with_help(
                "too-large",
                Place::line(line),
                message,
                "split the file by local authority",
            );
            return None;
        }
        rows.push(RawRow {
            line,
            cells: record.clone(),
        });
    }
    match header {
        Some(header) if !rows.is_empty() => Some(RawTable { header, rows }),
        _ => {
            problems.add_with_help(
                "empty",
                Place::file(),
                "holds a header and no rows",
                "download or export it again",
            );
            None
        }
    }
}

/// The line on which a record starts: the reader reports where it began to look, before any empty lines.
fn start_of(text: &str, record: &StringRecord) -> u64 {
    let Some(position) = record.position() else {
        return 1;
    };
    let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let skipped = text.as_bytes().get(from..).unwrap_or_default();
    let empty = skipped
        .iter()
        .take_while(|byte| matches!(byte, b'\r' | b'\n'))
        .filter(|byte| **byte == b'\n');
    position.line() + empty.count() as u64
}

/// Refuses rows with more fields, or longer ones, than any published file has.
fn check_cells(record: &StringRecord, line: u64, problems: &mut Collector) -> Option<()> {
    if record.len() > COLUMNS_MAX {
        let message = format!(
            "has {} fields, more than the {COLUMNS_MAX} that are read",
            record.len()
        );
        problems.add("too-large", Place::line(line), message);
        return None;
    }
    if let Some(column) = record.iter().position(|cell| cell.len() > CELL_BYTES_MAX) {
        let place = Place {
            line: Some(line),
            column: Some(column + 1),
            name: None,
        };
        let message = format!("a field is longer than {CELL_BYTES_MAX} bytes");
        problems.add_with_help(
            "long-field",
            place,
            message,
            "a quotation mark may be opened here and never closed",
        );
        return None;
    }
    Some(())
}

fn read_header(record: &StringRecord, line: u64, problems: &mut Collector) -> Option<Vec<String>> {
    if record.len() == 1 {
        let only = record.get(0).unwrap_or_default();
        let other = [(';', "semicolons"), ('\t', "tabs"), ('|', "vertical bars")];
        if let Some((_, name)) = other
            .iter()
            .find(|(delimiter, _)| only.matches(*delimiter).count() >= 2)
        {
            problems.add_with_help(
                "delimiter",
                Place::line(line),
                format!("the columns are separated by {name}, not by commas"),
                "save it as a CSV file separated by commas, with points in decimal numbers",
            );
        } else {
            problems.add_with_help(
                "delimiter",
                Place::line(line),
                format!("the header is one single column, `{}`", printable(only)),
                "the first line must hold the names of the columns, separated by commas",
            );
        }
        return None;
    }
    Some(record.iter().map(|name| name.trim().to_owned()).collect())
}
