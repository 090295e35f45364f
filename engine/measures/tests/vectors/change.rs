//! Effect sizes, months, differences in differences and regression to the mean.

use alongside_measures::statistics::{
    self, BeforeAfter, Confidence, GroupScores, MonthsRow, MonthsTable, Proportion,
};

use super::case::Case;
use super::tables;

pub(crate) fn hedges_g(section: &Case<'_>) -> usize {
    section.words(&["source"]);
    let table = MonthsTable::bundled();
    section.each("cases", |case| {
        let group = |mean: &str, sd: &str, n: &str| GroupScores {
            mean: case.number(mean),
            sd: case.number(sd),
            n: case.count(n),
        };
        let (first, second) = (group("m1", "s1", "n1"), group("m2", "s2", "n2"));
        let effect = statistics::hedges_g(first, second, Confidence::P95).unwrap();
        case.near("pooled_sd", effect.pooled_sd);
        case.near("d", effect.d);
        case.near("J", effect.j);
        // The exact factor is a ratio of gamma functions; the approximation is near it, and is what is used.
        case.close("J_exact", effect.j, case.number("J_exact"), 1e-4);
        case.near("g", effect.g);
        case.near("var_g", effect.variance);
        case.all_near("ci", &[effect.interval.low(), effect.interval.high()]);
        case.is("months", table.months(effect.g).unwrap());
        let ends = [effect.interval.low(), effect.interval.high()];
        case.is("months_ci", ends.map(|end| table.months(end).unwrap()).to_vec());
    })
}

pub(crate) fn months(section: &Case<'_>) -> usize {
    section.words(&["source"]);
    let table = MonthsTable::bundled();
    let rows: Vec<MonthsRow> = serde_json::from_value(section.value("table").clone()).unwrap();
    section.same("table", table.rows(), rows.as_slice());
    section.each("cases", |case| {
        case.is("months", table.months(case.number("es")).unwrap());
    })
}

pub(crate) fn difference_in_differences(section: &Case<'_>) -> usize {
    section.words(&["source", "formula"]);
    section.each("cases", |case| {
        let cell = |field: &str| {
            let pair = case.numbers(field);
            Proportion::new(pair[0] as u64, pair[1] as u64).unwrap()
        };
        let group = |before: &str, after: &str| BeforeAfter {
            before: cell(before),
            after: cell(after),
        };
        let (supported, comparison) = (group("pre_t", "post_t"), group("pre_c", "post_c"));
        let result = statistics::difference_in_differences(supported, comparison, Confidence::P95).unwrap();
        let test = result.test.unwrap();
        case.near("did", result.value);
        case.near("se", result.standard_error);
        case.all_near("ci", &[result.interval.low(), result.interval.high()]);
        case.near("z", test.z);
        case.near("p", test.p);
    })
}

pub(crate) fn regression_to_the_mean(section: &Case<'_>) -> usize {
    section.words(&["source", "meaning"]);
    section.each("cases", |case| {
        let (before, after) = case.text("years").split_once("->").unwrap();
        let start = |year: &str| year[..4].parse::<u16>().unwrap();
        let pairs = tables::ks2_pairs(start(before), start(after));
        let result = statistics::regression_to_the_mean(&pairs, 0.1).unwrap();
        case.is("n", result.schools);
        case.near("corr", result.correlation);
        case.is("bottom_decile_n", result.lowest);
        case.near("bottom_decile_mean_change_pp", result.lowest_change);
        case.near("rest_mean_change_pp", result.rest_change);
    })
}
