//! Writes a report as Markdown that is valid CommonMark with tables, and readable as it stands.
//!
//! Every text is escaped: what a person typed can neither end a table cell nor become markup.

use super::model::{Block, Document, Fact, Span, Table, Text, one_line};

/// A column is padded so that its cells stand below each other, up to this width.
const PAD_MAX: usize = 48;

/// Writes the document.
pub(super) fn write(document: &Document) -> String {
    let mut out = format!(
        "# {}\n\n{}\n\n",
        escape(&document.title, true),
        escape(&document.kind, true)
    );
    facts(&mut out, &document.facts);
    for section in &document.sections {
        out.push_str(&format!("\n## {}\n", escape(&section.title, true)));
        for block in &section.blocks {
            out.push('\n');
            match block {
                Block::Paragraph(text) | Block::Remark(text) => {
                    out.push_str(&inline(text, true));
                    out.push('\n');
                }
                Block::Facts(list) => facts(&mut out, list),
                Block::Table(table) => write_table(&mut out, table),
            }
        }
    }
    out
}

fn facts(out: &mut String, list: &[Fact]) {
    for fact in list {
        out.push_str(&format!(
            "- **{}:** {}\n",
            escape(&fact.name, false),
            inline(&fact.text, false)
        ));
    }
}

fn write_table(out: &mut String, table: &Table) {
    let header: Vec<String> = table.columns.iter().map(|column| escape(column, true)).collect();
    let cells = |row: &Vec<Text>| row.iter().map(|cell| inline(cell, true)).collect::<Vec<_>>();
    let rows: Vec<Vec<String>> = table.rows.iter().map(cells).collect();
    let width = |column: usize| {
        let cells = rows.iter().chain([&header]).filter_map(|row| row.get(column));
        let lengths = cells
            .map(|cell| cell.chars().count())
            .filter(|length| *length <= PAD_MAX);
        lengths.max().unwrap_or(0).max(3)
    };
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    let mut write_row = |row: &[String]| {
        for (cell, width) in row.iter().zip(&widths) {
            let padding = width.saturating_sub(cell.chars().count());
            out.push_str(&format!("| {cell}{} ", " ".repeat(padding)));
        }
        out.push_str("|\n");
    };
    write_row(&header);
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    write_row(&rule);
    for row in &rows {
        write_row(row);
    }
}

fn inline(text: &Text, at_start: bool) -> String {
    let mut out = String::new();
    for span in &text.0 {
        match span {
            Span::Plain(text) => {
                // The space at either end joins spans and must be kept.
                let escaped = escape(text, at_start && out.is_empty());
                if text.starts_with(' ') {
                    out.push(' ');
                }
                out.push_str(&escaped);
                if text.ends_with(' ') && !escaped.is_empty() {
                    out.push(' ');
                }
            }
            Span::Strong(text) | Span::Status(_, text) => {
                let escaped = escape(text, false);
                if !escaped.is_empty() {
                    out.push_str(&format!("**{escaped}**"));
                }
            }
            Span::Break => {
                if !out.ends_with(['.', ':', ';']) {
                    out.push(';');
                }
                out.push(' ');
            }
        }
    }
    out
}

/// Escapes a text so that every reader of Markdown shows it as it is.
fn escape(text: &str, at_start: bool) -> String {
    let text = one_line(text);
    let mut out = String::with_capacity(text.len() + 8);
    let mut before: Option<char> = None;
    let mut rest = text.chars().peekable();
    let begins_number = at_start && begins_like_a_list(&text);
    let mut number = begins_number;
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        let in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        match c {
            '<' => out.push_str("&lt;"),
            '&' if next.is_some_and(|n| n == '#' || n.is_ascii_alphanumeric()) => out.push_str("&amp;"),
            '_' if in_word(before) && in_word(next) => out.push('_'),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '$' | '^' | '{' | '}' => {
                out.extend(['\\', c])
            }
            '-' | '+' | '=' | '>' | ':' if at_start && before.is_none() => out.extend(['\\', c]),
            '.' | ')' if number => {
                number = false;
                out.extend(['\\', c]);
            }
            _ => out.push(c),
        }
        before = Some(c);
    }
    out
}

/// Whether a text begins as an ordered list does: digits, then a full stop or a bracket.
fn begins_like_a_list(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < text.len() && rest.starts_with(['.', ')'])
}
