//! One cell: a text, a count or a percentage, or the reason why there is none.

use std::collections::BTreeMap;

use alongside_core::column::{Cell, Missing};

use crate::layout::ColumnType;
use crate::problem::printable;

/// The largest number of pupils in one cell; all of England has fewer.
const COUNT_MAX: f64 = 100_000_000.0;

/// The cells of one column while it is being filled.
#[derive(Debug)]
pub(super) enum Filling {
    Texts(Vec<Cell<String>>),
    Numbers(Vec<Cell<f64>>),
}

impl Filling {
    pub(super) fn new(kind: ColumnType) -> Self {
        match kind {
            ColumnType::Text => Self::Texts(Vec::new()),
            ColumnType::Count | ColumnType::Percent => Self::Numbers(Vec::new()),
        }
    }
}

/// Reads a text; blanks around it do not count.
pub(super) fn text(raw: &str) -> Cell<String> {
    let trimmed = raw.trim();
    if trimmed.is_empty() || trimmed == "NULL" {
        Err(Missing::Blank)
    } else {
        Ok(trimmed.to_owned())
    }
}

/// Reads a count or a percentage. The outer error says what is wrong with it.
pub(super) fn number(
    raw: &str,
    kind: ColumnType,
    percent_sign: bool,
    missing: &BTreeMap<String, Missing>,
) -> Result<Cell<f64>, String> {
    let trimmed = raw.trim();
    if trimmed.is_empty() {
        return Ok(Err(Missing::Blank));
    }
    if let Some(reason) = missing.get(trimmed) {
        return Ok(Err(*reason));
    }
    let shown = printable(trimmed);
    if trimmed.starts_with('#') {
        return Err(format!("`{shown}` is an error of a spreadsheet program"));
    }
    match kind {
        ColumnType::Percent => percent(trimmed, percent_sign)
            .map(Ok)
            .map_err(|why| format!("`{shown}` {why}")),
        ColumnType::Count | ColumnType::Text => {
            count(trimmed).map(Ok).map_err(|why| format!("`{shown}` {why}"))
        }
    }
}

/// Reads digits with at most one decimal point; no sign, no exponent, no separators.
fn decimal(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && text.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

fn count(text: &str) -> Result<f64, &'static str> {
    match decimal(text) {
        Some(number) if number.fract() != 0.0 => Err("is not a whole number of pupils"),
        Some(number) if number > COUNT_MAX => Err("is more pupils than there are"),
        Some(number) => Ok(number),
        None if text.ends_with('%') => Err("is a percentage where a number of pupils is expected"),
        None if text.starts_with('-') => Err("is less than no pupils"),
        None => Err("is neither a whole number of pupils nor a known code"),
    }
}

fn percent(text: &str, sign: bool) -> Result<f64, &'static str> {
    let number = match (text.strip_suffix('%'), sign) {
        (Some(number), _) => number.trim_end(),
        (None, false) => text,
        (None, true) if decimal(text).is_some() => return Err("has no percent sign"),
        (None, true) => return Err("is neither a percentage nor a known code"),
    };
    match decimal(number) {
        Some(number) if number > 100.0 => Err("is more than 100 per cent"),
        Some(number) => Ok(number),
        None if number.starts_with('-') => Err("is less than 0 per cent"),
        None => Err("is neither a percentage nor a known code"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str, kind: ColumnType) -> Result<Cell<f64>, String> {
        let missing = BTreeMap::from([("SUPP".to_owned(), Missing::Suppressed)]);
        number(raw, kind, true, &missing)
    }

    #[test]
    fn percentages_as_they_are_published() {
        assert_eq!(read("45%", ColumnType::Percent), Ok(Ok(45.0)));
        assert_eq!(read("45.50%", ColumnType::Percent), Ok(Ok(45.5)));
        assert_eq!(read(" 100% ", ColumnType::Percent), Ok(Ok(100.0)));
        assert_eq!(read("SUPP", ColumnType::Percent), Ok(Err(Missing::Suppressed)));
        assert_eq!(read(" ", ColumnType::Percent), Ok(Err(Missing::Blank)));
        for (raw, why) in [
            ("101%", "more than 100"),
            ("-1%", "less than 0"),
            ("0.45", "no percent sign"),
            ("45,5%", "neither"),
            ("NaN%", "neither"),
            ("1e1%", "neither"),
            ("#REF!", "spreadsheet"),
            ("supp", "known code"),
        ] {
            assert!(read(raw, ColumnType::Percent).unwrap_err().contains(why), "{raw}");
        }
    }

    #[test]
    fn counts_are_whole() {
        assert_eq!(read("0", ColumnType::Count), Ok(Ok(0.0)));
        assert_eq!(read("16.0", ColumnType::Count), Ok(Ok(16.0)));
        for (raw, why) in [
            ("16.5", "whole number"),
            ("-1", "less than no"),
            ("16%", "percentage"),
            ("1,234", "neither"),
            ("inf", "neither"),
            ("99999999999", "more pupils"),
            (".", "neither"),
        ] {
            assert!(read(raw, ColumnType::Count).unwrap_err().contains(why), "{raw}");
        }
    }
}
