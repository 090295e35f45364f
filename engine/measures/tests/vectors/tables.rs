//! What the cases need of published tables, cut from them.

use std::collections::BTreeMap;

use alongside_measures::statistics::Proportion;

const KS2: &str = include_str!("ks2-2018-19.csv");
const KS2_BY_YEAR: &str = include_str!("ks2-rwm-by-year.csv");
const KS4: &str = include_str!("ks4-2013-14-disadvantaged.csv");

/// A row by header.
pub(crate) type Row = BTreeMap<String, String>;

fn rows(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// The rows of the key stage 2 table of 2018/19.
pub(crate) fn ks2() -> Vec<Row> {
    rows(KS2)
}

/// Whether a row is a school, mainstream or special.
pub(crate) fn is_school(row: &Row) -> bool {
    matches!(row["RECTYPE"].as_str(), "1" | "2")
}

/// The number in a cell, without its per cent sign; none where a code or nothing stands in it.
pub(crate) fn number(cell: &str) -> Option<f64> {
    cell.trim().trim_end_matches('%').parse().ok()
}

/// Reading, writing and maths of mainstream schools, before and after, for those with a figure in both years.
pub(crate) fn ks2_pairs(before: u16, after: u16) -> Vec<(f64, f64)> {
    let year = |start: u16| -> BTreeMap<String, f64> {
        rows(KS2_BY_YEAR)
            .into_iter()
            .filter(|row| row["START"] == start.to_string() && row["RECTYPE"] == "1")
            .filter_map(|row| Some((row["URN"].clone(), number(&row["PTRWM_EXP"])?)))
            .collect()
    };
    let after = year(after);
    year(before)
        .into_iter()
        .filter_map(|(urn, figure)| Some((figure, *after.get(&urn)?)))
        .collect()
}

/// The disadvantaged pupils of an authority's schools with 5+ A*-C including English and maths, 2013/14.
pub(crate) fn ks4_disadvantaged(authority: &str) -> Vec<Proportion> {
    let row = rows(KS4).into_iter().find(|row| row["LEA_NAME"] == authority);
    let row = row.unwrap_or_else(|| panic!("{authority} is not in the table"));
    row["TAC5EMFSM_PTQ/TFSMCLA"]
        .split(' ')
        .map(|school| {
            let (achieved, pupils) = school.split_once('/').unwrap();
            Proportion::new(achieved.parse().unwrap(), pupils.parse().unwrap()).unwrap()
        })
        .collect()
}
