//! Tables without borders, fitted to the terminal: two blanks between columns, long cells wrapped.

use comfy_table::{Attribute, Cell, Color, ColumnConstraint, ContentArrangement, Table, presets};

/// How a cell looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// As it is.
    Plain,
    /// Done.
    Good,
    /// Late, failed or to be looked at.
    Bad,
    /// Being worked on.
    Strong,
    /// Less important.
    Faint,
}

/// A table in the making.
#[derive(Debug)]
pub(crate) struct Grid {
    table: Table,
    indent: usize,
    room: u16,
    names: Option<usize>,
}

impl Grid {
    /// A table of at most `width` columns of the terminal, each line set in by `indent`.
    pub(crate) fn new(width: usize, indent: usize) -> Self {
        let mut table = Table::new();
        let room = u16::try_from(width.saturating_sub(indent)).unwrap_or(u16::MAX);
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(room)
            .enforce_styling();
        table.style_text_only();
        Self {
            table,
            indent,
            room,
            names: None,
        }
    }

    /// Keeps the names in a column whole, as long as they leave half the room to the rest: people type them again.
    pub(crate) fn keep_names(&mut self, column: usize) {
        self.names = Some(column);
    }

    /// Adds the names of the columns.
    pub(crate) fn header(&mut self, names: &[&str]) {
        let cells: Vec<Cell> = names
            .iter()
            .map(|name| look(Cell::new(name), Look::Faint))
            .collect();
        self.table.set_header(cells);
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = (String, Look)>) {
        let cells: Vec<Cell> = cells
            .into_iter()
            .map(|(text, how)| look(Cell::new(text), how))
            .collect();
        self.table.add_row(cells);
    }

    /// Draws it: one line break after every line, no blanks at the end of any.
    pub(crate) fn draw(mut self) -> String {
        let last = self.table.column_count().saturating_sub(1);
        if let Some(index) = self.names {
            let widths = self.table.column_max_content_widths();
            let fits = widths.get(index).is_some_and(|width| *width <= self.room / 2);
            if let Some(column) = self.table.column_mut(index).filter(|_| fits) {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        for (index, column) in self.table.column_iter_mut().enumerate() {
            column.set_padding((0, if index == last { 0 } else { 2 }));
        }
        let indent = " ".repeat(self.indent);
        self.table
            .lines()
            .map(|line| format!("{indent}{}", line.trim_end()).trim_end().to_owned() + "\n")
            .collect()
    }
}

fn look(cell: Cell, how: Look) -> Cell {
    match how {
        // A style around nothing would keep the blanks at the end of a line.
        _ if cell.content().is_empty() => cell,
        Look::Plain => cell,
        Look::Good => cell.fg(Color::Green),
        Look::Bad => cell.fg(Color::Yellow),
        Look::Strong => cell.add_attribute(Attribute::Bold),
        Look::Faint => cell.add_attribute(Attribute::Dim),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_apart_and_long_cells_wrap() {
        let mut grid = Grid::new(24, 2);
        grid.row([
            ("a".to_owned(), Look::Plain),
            ("one two three four five".to_owned(), Look::Plain),
        ]);
        grid.row([("bbb".to_owned(), Look::Plain), (String::new(), Look::Plain)]);
        assert_eq!(grid.draw(), "  a    one two three\n       four five\n  bbb\n");
    }
}
