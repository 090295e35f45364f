//! Days and money for people. Tests are below.

use alongside_runtime::LedgerLine;
use alongside_runtime::core::Spent;

use super::text::thousands;

/// An amount with its unit: `1.5 days`, `£1,200.50`.
pub(crate) fn amount(of: Spent, value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    // A sum of nothing may be -0.
    let rounded = rounded + 0.0;
    match of {
        Spent::Days if rounded == 1.0 => "1 day".to_owned(),
        Spent::Days => format!("{} days", thousands(rounded)),
        Spent::Funding if rounded < 0.0 => format!("-£{}", pence(-rounded)),
        Spent::Funding => format!("£{}", pence(rounded)),
    }
}

/// Pounds with pence where there are any.
fn pence(pounds: f64) -> String {
    let text = thousands(pounds);
    match text.split_once('.') {
        Some((_, pence)) if pence.len() == 1 => format!("{text}0"),
        _ => text,
    }
}

/// Days and money together: `1.5 days and £200`; what is nothing is left out.
pub(crate) fn amounts(days: Option<f64>, funding: Option<f64>) -> String {
    let said =
        |of: Spent, value: Option<f64>| value.filter(|value| *value != 0.0).map(|value| amount(of, value));
    let parts: Vec<String> = said(Spent::Days, days)
        .into_iter()
        .chain(said(Spent::Funding, funding))
        .collect();
    parts.join(" and ")
}

/// What a line of a ledger is about: `days`, `funding`, or a source.
pub(crate) fn line_name(line: &LedgerLine) -> String {
    let of = match line.of {
        Spent::Days => "days",
        Spent::Funding => "funding",
    };
    match &line.source {
        None => of.to_owned(),
        Some(source) => format!("  {of} from {} ({source})", line.title),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_their_units() {
        assert_eq!(amount(Spent::Days, 1.0), "1 day");
        assert_eq!(amount(Spent::Days, 0.1 + 0.2), "0.3 days");
        assert_eq!(amount(Spent::Funding, 1200.5), "£1,200.50");
        assert_eq!(amount(Spent::Funding, -30.0), "-£30");
        assert_eq!(amount(Spent::Funding, -0.0), "£0");
        assert_eq!(amounts(Some(2.0), Some(0.0)), "2 days");
        assert_eq!(amounts(Some(2.0), Some(5.0)), "2 days and £5");
    }
}
