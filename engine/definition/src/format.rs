//! The canonical layout of workflow files. It moves white space and nothing else: comments stay where they are, words
//! stay as they were written, and what the file means is compared before and after.
//!
//! One blank line stands before each `[table]` and `[[step]]`, at most one anywhere else; a key, one space, `=`, one
//! space, its value; lists of several tables, and lists too long for a line, have one item a line; comments behind
//! values of neighbouring lines stand under each other. Tests are in `tests/workflow/format.rs`.

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value};

use crate::codes;
use crate::diagnostics::{Problem, Problems};

/// The longest line that is made; a value without a place to break it may be longer.
const WIDTH: usize = 120;

/// Gives a workflow file, or any other TOML file, its canonical layout. Doing it again changes nothing.
///
/// # Errors
/// Where the text is not TOML, and where it is TOML of a sort that cannot be laid out without changing what it means.
pub fn format(source_name: &str, text: &str) -> Result<String, Problems> {
    let text = text.replace("\r\n", "\n");
    let refused = |problem: Problem| Problems::new(source_name, &text, vec![problem]);
    let before: toml::Table = toml::from_str(&text).map_err(|error| {
        let message = error.message().lines().next().unwrap_or_default().to_owned();
        refused(Problem::error(codes::SYNTAX, message).at(error.span().unwrap_or(0..0), "here"))
    })?;
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        let message = error.message().lines().next().unwrap_or_default().to_owned();
        refused(Problem::error(codes::SYNTAX, message).at(error.span().unwrap_or(0..0), "here"))
    })?;
    let trailing = lines_of(document.trailing().as_str().unwrap_or_default(), Lead::Kept, true);
    table(document.as_table_mut(), true);
    document.set_trailing(trailing);
    let laid_out = format!("{}\n", document.to_string().trim_matches('\n'));
    match toml::from_str::<toml::Table>(&laid_out) {
        Ok(after) if after == before => Ok(laid_out),
        _ => Err(refused(
            Problem::error(
                codes::SYNTAX,
                "the file cannot be laid out without changing what it means",
            )
            .help("write it with plain tables and keys, without dots in keys"),
        )),
    }
}

/// What becomes of the blank lines above something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    /// At most one.
    Kept,
    /// None.
    Dropped,
    /// Exactly one.
    One,
}

/// The comments and blank lines above something, tidied.
fn lines_of(raw: &str, lead: Lead, is_end: bool) -> String {
    let mut lines: Vec<&str> = raw.split('\n').map(str::trim).collect();
    if !is_end {
        // What stands in front of the thing itself, on its own line.
        lines.pop();
    }
    lines.dedup_by(|a, b| a.is_empty() && b.is_empty());
    if lead != Lead::Kept && lines.first() == Some(&"") {
        lines.remove(0);
    }
    if lead == Lead::One {
        lines.insert(0, "");
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn table(table: &mut Table, is_root: bool) {
    if !is_root && !table.is_implicit() && !table.is_dotted() {
        let decor = table.decor_mut();
        let above = lines_of(text_of(decor.prefix()), Lead::One, false);
        let behind = comment(text_of(decor.suffix()));
        decor.set_prefix(above);
        decor.set_suffix(behind.map(|comment| format!(" {comment}")).unwrap_or_default());
    }
    values(table, is_root);
    for (_, item) in table.iter_mut() {
        match item {
            Item::Table(inner) if !inner.is_dotted() => self::table(inner, false),
            Item::ArrayOfTables(tables) => tables.iter_mut().for_each(|inner| self::table(inner, false)),
            Item::Table(_) | Item::Value(_) | Item::None => {}
        }
    }
}

/// Lays out the keys of a table that have plain values.
fn values(table: &mut Table, is_root: bool) {
    let mut first = !is_root;
    // The lines since the last that stands alone: how long each is, and its comment.
    let mut run: Vec<(String, usize, Option<String>)> = Vec::new();
    let mut runs = Vec::new();
    let names: Vec<String> = table.iter().map(|(name, _)| name.to_owned()).collect();
    for name in names {
        let Some((mut key, Item::Value(value))) = table.get_key_value_mut(&name) else {
            continue;
        };
        let decor = key.leaf_decor_mut();
        let above = lines_of(
            text_of(decor.prefix()),
            if first { Lead::Dropped } else { Lead::Kept },
            false,
        );
        first = false;
        let alone = !above.is_empty();
        decor.set_prefix(above);
        decor.set_suffix(" ");
        let written = key.display_repr().chars().count();
        let behind = comment(text_of(value.decor().suffix()));
        value.decor_mut().set_prefix(" ");
        value.decor_mut().set_suffix("");
        lay_out(value, written + 3);
        let shown = value.to_string();
        let spans_lines = shown.contains('\n');
        let last_line = shown.lines().last().unwrap_or_default().chars().count();
        if alone {
            runs.push(std::mem::take(&mut run));
        }
        run.push((
            name,
            if spans_lines {
                last_line
            } else {
                written + 2 + last_line
            },
            behind,
        ));
        if spans_lines {
            runs.push(std::mem::take(&mut run));
        }
    }
    runs.push(run);
    runs.into_iter().for_each(|run| align(table, run));
}

/// Puts the comments of neighbouring lines under each other.
fn align(table: &mut Table, run: Vec<(String, usize, Option<String>)>) {
    let mut blocks: Vec<Vec<(String, usize, String)>> = vec![Vec::new()];
    for (name, width, comment) in run {
        match comment {
            Some(comment) => {
                if let Some(block) = blocks.last_mut() {
                    block.push((name, width, comment));
                }
            }
            None => blocks.push(Vec::new()),
        }
    }
    for block in blocks {
        let widest = block.iter().map(|(_, width, _)| *width).max().unwrap_or(0);
        for (name, width, comment) in block {
            if let Some(Item::Value(value)) = table.get_mut(&name) {
                let gap = " ".repeat(widest - width + 1);
                value.decor_mut().set_suffix(format!("{gap}{comment}"));
            }
        }
    }
}

fn text_of(raw: Option<&toml_edit::RawString>) -> &str {
    raw.and_then(toml_edit::RawString::as_str).unwrap_or_default()
}

/// The comment in what stands behind a value on its line.
fn comment(raw: &str) -> Option<String> {
    let trimmed = raw.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

/// Lays out the inside of a value that begins at a column.
fn lay_out(value: &mut Value, column: usize) {
    if let Value::Array(array) = value {
        if array.iter().any(holds_odd_comment) {
            return;
        }
        for item in array.iter_mut() {
            on_one_line(item);
        }
        let several_tables = array.len() > 1 && array.iter().any(Value::is_inline_table);
        if !has_comment(array) && !several_tables {
            let comments: Vec<(String, String)> = decors(array);
            one_line(array);
            if column + array.to_string().trim().chars().count() <= WIDTH {
                return;
            }
            restore(array, comments);
        }
        one_item_a_line(array);
    } else if !holds_odd_comment(value) {
        on_one_line(value);
    }
}

/// Whether a comment stands where nobody can lay it out: within a table in braces, or before a comma.
fn holds_odd_comment(value: &Value) -> bool {
    let behind = text_of(value.decor().suffix()).contains('#');
    behind
        || match value {
            Value::InlineTable(table) => table.to_string().contains('#') && inline_has_comment(table),
            Value::Array(array) => has_comment(array) || array.iter().any(holds_odd_comment),
            _ => false,
        }
}

fn inline_has_comment(table: &InlineTable) -> bool {
    let raw = |raw: Option<&toml_edit::RawString>| text_of(raw).contains('#');
    text_of(Some(table.trailing())).contains('#')
        || table.iter().any(|(name, value)| {
            let key = table.key(name).map(toml_edit::Key::leaf_decor);
            key.is_some_and(|decor| raw(decor.prefix()) || raw(decor.suffix()))
                || raw(value.decor().prefix())
                || holds_odd_comment(value)
        })
}

fn has_comment(array: &Array) -> bool {
    text_of(Some(array.trailing())).contains('#')
        || array
            .iter()
            .any(|item| text_of(item.decor().prefix()).contains('#'))
}

fn on_one_line(value: &mut Value) {
    match value {
        Value::Array(array) => one_line(array),
        Value::InlineTable(table) => {
            let last = table.len().saturating_sub(1);
            let names: Vec<String> = table.iter().map(|(name, _)| name.to_owned()).collect();
            for (index, name) in names.iter().enumerate() {
                if let Some((mut key, Item::Value(value))) = table.get_key_value_mut(name) {
                    key.leaf_decor_mut().set_prefix(" ");
                    key.leaf_decor_mut().set_suffix(" ");
                    on_one_line(value);
                    value.decor_mut().set_prefix(" ");
                    value.decor_mut().set_suffix(if index == last { " " } else { "" });
                }
            }
            table.set_trailing("");
            table.set_trailing_comma(false);
        }
        _ => {}
    }
}

fn one_line(array: &mut Array) {
    for (index, item) in array.iter_mut().enumerate() {
        on_one_line(item);
        item.decor_mut().set_prefix(if index == 0 { "" } else { " " });
        item.decor_mut().set_suffix("");
    }
    array.set_trailing("");
    array.set_trailing_comma(false);
}

/// What stands around each item, so that it can be put back.
fn decors(array: &Array) -> Vec<(String, String)> {
    let of = |item: &Value| {
        let decor = item.decor();
        (
            text_of(decor.prefix()).to_owned(),
            text_of(decor.suffix()).to_owned(),
        )
    };
    array.iter().map(of).collect()
}

fn restore(array: &mut Array, decors: Vec<(String, String)>) {
    for (item, (prefix, suffix)) in array.iter_mut().zip(decors) {
        item.decor_mut().set_prefix(prefix);
        item.decor_mut().set_suffix(suffix);
    }
}

fn one_item_a_line(array: &mut Array) {
    for (index, item) in array.iter_mut().enumerate() {
        let raw = text_of(item.decor().prefix()).to_owned();
        let prefix = format!("{}\n  ", between(&raw, index > 0));
        item.decor_mut().set_prefix(prefix);
        item.decor_mut().set_suffix("");
    }
    let raw = text_of(Some(array.trailing())).to_owned();
    array.set_trailing(format!("{}\n", between(&raw, !array.is_empty())));
    array.set_trailing_comma(!array.is_empty());
}

/// The comments between two items: first what stands on the line of the one before, then lines of their own.
fn between(raw: &str, follows: bool) -> String {
    let mut lines = raw.split('\n').map(str::trim);
    let mut text = String::new();
    if let Some(behind) = lines.next().filter(|line| !line.is_empty()) {
        text.push_str(if follows { " " } else { "\n  " });
        text.push_str(behind);
    }
    for line in lines.filter(|line| !line.is_empty()) {
        text.push_str(&format!("\n  {line}"));
    }
    text
}
