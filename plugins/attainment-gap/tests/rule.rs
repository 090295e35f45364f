//! The rule on published figures and on every kind of gap in the data, as ordinary Rust.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use alongside_plugin::prelude::*;
use attainment_gap::AttainmentGap;

type Row<'a> = (
    &'a str,
    &'a str,
    &'a str,
    Result<f64, Missing>,
    Result<f64, Missing>,
);

fn input(rows: &[Row]) -> testing::Input {
    testing::Input::for_rule::<AttainmentGap>()
        .texts("scope", rows.iter().map(|row| Ok(row.0)))
        .texts("year", rows.iter().map(|row| Ok(row.1)))
        .texts("group", rows.iter().map(|row| Ok(row.2)))
        .numbers("cohort", rows.iter().map(|row| row.3))
        .numbers("percent", rows.iter().map(|row| row.4))
}

fn row<'a>(year: &'a str, group: &'a str, cohort: f64, percent: f64) -> Row<'a> {
    ("school", year, group, Ok(cohort), Ok(percent))
}

fn score(rows: &[Row]) -> ScoreOutput {
    testing::score::<AttainmentGap>(&input(rows)).unwrap()
}

fn near(actual: Option<f64>, expected: f64) {
    assert!(
        (actual.unwrap() - expected).abs() < 1e-6,
        "{actual:?} is not {expected}"
    );
}

/// Published key stage 4 figures of 2013/14 (5+ A*-C with English and mathematics); gap and interval computed with
/// statsmodels 0.15.0.
#[test]
fn agrees_with_published_schools() {
    let cases = [
        (
            (134.0, 53.0),
            (68.0, 56.0),
            (2.897_278, -11.500_720, 16.883_844),
            "narrow",
            false,
        ),
        (
            (94.0, 51.0),
            (21.0, 38.0),
            (-12.968_592, -32.921_261, 10.291_651),
            "narrow",
            false,
        ),
        (
            (87.0, 36.0),
            (147.0, 53.0),
            (17.429_041, 4.222_982, 29.591_948),
            "some",
            true,
        ),
        (
            (57.0, 30.0),
            (50.0, 50.0),
            (20.175_439, 1.649_042, 37.036_473),
            "wide",
            true,
        ),
        (
            (77.0, 40.0),
            (90.0, 68.0),
            (27.518_038, 12.389_094, 40.989_077),
            "wide",
            true,
        ),
        (
            (37.0, 32.0),
            (208.0, 77.0),
            (44.490_644, 27.240_643, 58.308_203),
            "wide",
            true,
        ),
    ];
    for ((n_dis, dis), (n_oth, oth), (gap, low, high), band, excludes_zero) in cases {
        let found = score(&[
            row("2013-14", "disadvantaged", n_dis, dis),
            row("2013-14", "other", n_oth, oth),
        ]);
        near(found.estimate.value, gap);
        near(found.estimate.low, low);
        near(found.estimate.high, high);
        assert_eq!(found.estimate.n, Some((n_dis + n_oth) as u64));
        assert_eq!(found.band.as_deref(), Some(band));
        assert_eq!(found.boolean("excludes-zero"), Some(excludes_zero));
        near(
            found.number("share"),
            ((n_dis / (n_dis + n_oth)) * 1e6).round() / 1e6,
        );
    }
}

#[test]
fn pools_the_latest_years_and_says_what_it_skipped() {
    let rows = [
        row("2015-16", "disadvantaged", 20.0, 10.0),
        row("2015-16", "other", 20.0, 90.0),
        row("2016-17", "disadvantaged", 10.0, 40.0),
        row("2016-17", "other", 20.0, 60.0),
        (
            "school",
            "2017-18",
            "disadvantaged",
            Ok(3.0),
            Err(Missing::Suppressed),
        ),
        ("school", "2017-18", "other", Ok(27.0), Err(Missing::Suppressed)),
        row("2018-19", "disadvantaged", 10.0, 60.0),
        row("2018-19", "other", 20.0, 70.0),
        row("2018-19", "all", 40.0, 65.0),
    ];
    let found = score(&rows);
    assert_eq!(found.estimate.years, ["2016-17", "2018-19"]);
    near(found.estimate.value, 15.0);
    near(found.number("percent-group"), 50.0);
    near(found.number("percent-other"), 65.0);
    near(found.number("share"), 0.285_714);
    near(found.number("gap-latest"), 10.0);
    let skipped = found
        .explanation
        .iter()
        .find(|line| line.label == "2017-18")
        .unwrap();
    assert_eq!(
        skipped.detail,
        "skipped: `disadvantaged` has no percentage: suppressed, few pupils"
    );
    let counts = found
        .explanation
        .iter()
        .find(|line| line.label == "counts")
        .unwrap();
    assert!(counts.detail.contains("to the nearest pupil"));
    let one = testing::score::<AttainmentGap>(&input(&rows).parameter("years", 1.0)).unwrap();
    assert_eq!(one.estimate.years, ["2018-19"]);
}

#[test]
fn a_small_group_withholds_both_and_shows_no_figure_of_either() {
    for (n_dis, n_oth) in [(5.0, 25.0), (25.0, 4.0), (1.0, 13.0)] {
        let found = score(&[
            row("2018-19", "disadvantaged", n_dis, 20.0),
            row("2018-19", "other", n_oth, 52.0),
        ]);
        assert_eq!(
            (found.estimate.value, found.estimate.low, found.estimate.n),
            (None, None, None)
        );
        assert!(
            found
                .estimate
                .withheld
                .as_deref()
                .unwrap()
                .contains("5 or fewer pupils")
        );
        assert_eq!(found.band.as_deref(), Some("withheld"));
        assert_eq!(found.fields, []);
        assert!(
            found.explanation.iter().all(|line| !line.detail.contains('%')),
            "{:?}",
            found.explanation
        );
    }
}

#[test]
fn a_small_year_is_pooled_but_no_single_year_is_shown() {
    let found = score(&[
        row("2017-18", "disadvantaged", 4.0, 25.0),
        row("2017-18", "other", 26.0, 50.0),
        row("2018-19", "disadvantaged", 12.0, 50.0),
        row("2018-19", "other", 18.0, 50.0),
    ]);
    near(found.estimate.value, 50.0 - 43.75);
    assert_eq!(found.value("gap-latest"), None);
    let years: Vec<_> = found.explanation.iter().filter(|line| line.depth == 2).collect();
    let in_years = years.iter().map(|line| line.detail.as_str()).collect::<Vec<_>>();
    assert_eq!(
        in_years,
        ["5 or fewer pupils", "26 pupils", "12 pupils", "18 pupils"]
    );
}

#[test]
fn no_usable_year_is_withheld_with_the_reasons() {
    let found = score(&[
        ("school", "2018-19", "disadvantaged", Ok(0.0), Err(Missing::Blank)),
        ("school", "2018-19", "other", Ok(14.0), Err(Missing::Suppressed)),
    ]);
    assert_eq!(
        found.estimate.withheld.as_deref(),
        Some("the latest year has no figures for both groups")
    );
    assert!(
        found
            .explanation
            .iter()
            .any(|line| line.detail == "skipped: `disadvantaged` has no pupils")
    );
    let nothing = score(&[("national", "2018-19", "other", Ok(400_000.0), Ok(71.0))]);
    assert_eq!(
        nothing.estimate.withheld.as_deref(),
        Some("the table has no row for the school")
    );
}

/// Published key stage 2 figures of 2018/19: the published gap is the school's disadvantaged pupils minus 71, the other
/// pupils nationally.
#[test]
fn the_national_gap_has_the_sign_of_behind() {
    for (cohort, percent, published) in [(18.0, 61.0, -10.0), (19.0, 21.0, -50.0), (27.0, 44.0, -27.0)] {
        let found = score(&[
            row("2018-19", "disadvantaged", cohort, percent),
            row("2018-19", "other", 30.0, 60.0),
            ("national", "2018-19", "other", Ok(400_000.0), Ok(71.0)),
        ]);
        let gap = found.number("gap-national").unwrap();
        assert!(
            (gap + published).abs() < 0.6,
            "{gap} is not {published} turned, to the rounding of the percentage"
        );
    }
    let without = score(&[
        row("2018-19", "disadvantaged", 18.0, 61.0),
        row("2018-19", "other", 30.0, 60.0),
    ]);
    assert_eq!(without.value("gap-national"), None);
}

#[test]
fn a_measure_where_lower_is_better_turns_the_sign() {
    let rows = [
        row("2018-19", "disadvantaged", 50.0, 30.0),
        row("2018-19", "other", 50.0, 10.0),
    ];
    let found = testing::score::<AttainmentGap>(&input(&rows).fact("higher-is-better", false)).unwrap();
    near(found.estimate.value, 20.0);
    assert!(found.estimate.low.unwrap() > 0.0);
}

#[test]
fn the_measures_own_suppression_threshold_is_used() {
    let rows = [
        row("2018-19", "disadvantaged", 9.0, 33.0),
        row("2018-19", "other", 50.0, 60.0),
    ];
    let found = testing::score::<AttainmentGap>(&input(&rows).fact("suppress-at-most", 10.0)).unwrap();
    assert!(found.estimate.withheld.unwrap().contains("10 or fewer pupils"));
}

#[test]
fn nonsense_is_refused_with_its_place() {
    let refusal = |input: testing::Input| testing::score::<AttainmentGap>(&input).unwrap_err();
    let place = |refusal: Refusal| (refusal.column.unwrap_or_default(), refusal.row);
    let good = row("2018-19", "other", 30.0, 60.0);
    let with = |bad: Row<'static>| refusal(input(&[good, bad]));
    assert_eq!(
        place(with(row("2018-19", "disadvantaged", 2.5, 60.0))),
        ("cohort".to_owned(), Some(1))
    );
    assert_eq!(
        place(with(row("2018-19", "disadvantaged", 20.0, 101.0))),
        ("percent".to_owned(), Some(1))
    );
    assert_eq!(
        place(with(row("2018-19", "other", 30.0, 60.0))),
        ("group".to_owned(), Some(1))
    );
    assert_eq!(
        place(with(("county", "2018-19", "other", Ok(1.0), Ok(1.0)))),
        ("scope".to_owned(), Some(1))
    );
    assert!(
        refusal(input(&[good]).parameter("years", 0.0))
            .message
            .contains("from 1 to 10")
    );
    assert!(
        refusal(input(&[good]).parameter("narrow-below", 30.0))
            .message
            .contains("cannot be narrow and wide")
    );
    assert!(
        refusal(input(&[good]).parameter("group", "other"))
            .message
            .contains("the same group")
    );
}
