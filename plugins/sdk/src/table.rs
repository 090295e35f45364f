//! Building a table: what an importer answers.

use crate::{
    Cells, Column, ImportOutput, Missing, MissingCell, NumberColumn, RefusedLine, Table, TextColumn,
};

/// Cells of numbers being written, one a row.
pub type NumberCells = Vec<Result<f64, Missing>>;
/// Cells of texts being written, one a row.
pub type TextCells = Vec<Result<String, Missing>>;

/// A table being built, column by column, with the lines that were left out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TableBuilder {
    columns: Vec<Column>,
    rows: u32,
    refused: Vec<RefusedLine>,
}

impl TableBuilder {
    /// Adds a column of numbers. Columns come in the order of the description, all of one length.
    #[must_use]
    pub fn numbers(self, name: &str, cells: NumberCells) -> Self {
        let (values, missing) = split(cells);
        self.column(
            name,
            values.len(),
            Cells::Numbers(NumberColumn { values, missing }),
        )
    }

    /// Adds a column of texts.
    #[must_use]
    pub fn texts(self, name: &str, cells: TextCells) -> Self {
        let (values, missing) = split(cells);
        self.column(name, values.len(), Cells::Texts(TextColumn { values, missing }))
    }

    /// Names a line that was left out, counted from 1, with the reason.
    #[must_use]
    pub fn refused(mut self, line: u32, column: Option<&str>, message: impl Into<String>) -> Self {
        self.refused.push(RefusedLine {
            line,
            column: column.map(str::to_owned),
            message: message.into(),
        });
        self
    }

    /// Gives the answer.
    pub fn build(self) -> ImportOutput {
        ImportOutput {
            table: Table {
                rows: self.rows,
                columns: self.columns,
            },
            refused: self.refused,
        }
    }

    fn column(mut self, name: &str, rows: usize, cells: Cells) -> Self {
        self.rows = u32::try_from(rows).unwrap_or(u32::MAX);
        self.columns.push(Column {
            name: name.to_owned(),
            cells,
        });
        self
    }
}

/// Splits cells into the two lists of the contract.
pub(crate) fn split<T: Default>(
    cells: impl IntoIterator<Item = Result<T, Missing>>,
) -> (Vec<T>, Vec<MissingCell>) {
    let (mut values, mut missing) = (Vec::new(), Vec::new());
    for (row, cell) in (0_u32..).zip(cells) {
        if let Err(reason) = cell {
            missing.push(MissingCell { row, reason });
        }
        values.push(cell.unwrap_or_default());
    }
    (values, missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_gaps_are_counted() {
        let answer = TableBuilder::default()
            .numbers("a", vec![Ok(1.0), Err(Missing::Blank)])
            .refused(3, Some("a"), "not a number")
            .build();
        assert_eq!(answer.table.rows, 2);
        assert_eq!(answer.refused[0].line, 3);
        let Cells::Numbers(column) = &answer.table.columns[0].cells else {
            unreachable!("a column of numbers")
        };
        assert_eq!(
            (column.values.as_slice(), column.missing[0].row),
            ([1.0, 0.0].as_slice(), 1)
        );
    }
}
