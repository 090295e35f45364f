//! Writes a calendar as the file that would be read as the same calendar.

use std::fmt::{self, Write as _};

use alongside_core::calendar::{Calendar, DateRange, Split, TermParts, YearParts};

/// Writes `calendar` as a calendar file of format 1, which [`super::parse_calendar`] reads as an equal one.
pub fn write_calendar(calendar: &Calendar) -> String {
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _ = write_file(&mut text, calendar);
    text
}

fn write_file(out: &mut String, calendar: &Calendar) -> fmt::Result {
    let parts = calendar.parts();
    writeln!(out, "format = 1\n\n[calendar]")?;
    writeln!(out, "id = {}", quoted(parts.id.as_str()))?;
    writeln!(out, "title = {}", quoted(&parts.title))?;
    if let Some(source) = &parts.source {
        writeln!(out, "source = {}", quoted(source))?;
    }
    for year in &parts.years {
        write_year(out, year)?;
    }
    if !parts.bank_holidays.is_empty() {
        writeln!(out, "\n[bank-holidays]")?;
        for day in &parts.bank_holidays {
            writeln!(out, "{} = {}", day.date, quoted(&day.name))?;
        }
    }
    Ok(())
}

fn write_year(out: &mut String, year: &YearParts) -> fmt::Result {
    writeln!(out, "\n[[year]]\nname = {}", quoted(&year.name))?;
    if year.provisional {
        writeln!(out, "provisional = true")?;
    }
    if !year.inset_days.is_empty() {
        let days: Vec<String> = year.inset_days.iter().map(ToString::to_string).collect();
        writeln!(out, "inset-days = [{}]", days.join(", "))?;
    }
    if !year.closures.is_empty() {
        writeln!(out, "closures = [")?;
        for day in &year.closures {
            writeln!(
                out,
                "    {{ date = {}, name = {} }},",
                day.date,
                quoted(&day.name)
            )?;
        }
        writeln!(out, "]")?;
    }
    writeln!(out, "term = [")?;
    for term in &year.terms {
        writeln!(out, "    {{ {} }},", term_text(term))?;
    }
    writeln!(out, "]")
}

fn term_text(term: &TermParts) -> String {
    let name = quoted(&term.name);
    let dates = format!("name = {name}, first = {}, last = {}", term.first, term.last);
    match &term.split {
        Split::Whole => dates,
        Split::Break(holiday) => format!("{dates}, half-term = {}", range(*holiday)),
        Split::HalfTerms(half_terms) => {
            let half_terms: Vec<String> = half_terms.iter().copied().map(range).collect();
            format!("{dates}, half-terms = [{}]", half_terms.join(", "))
        }
    }
}

fn range(range: DateRange) -> String {
    format!("{{ first = {}, last = {} }}", range.first, range.last)
}

/// A text as a TOML string on one line.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
