//! No figure that is withheld, and none from which it could be worked out.

use alongside_core::finding::{Estimate, Tier};
use jiff::civil::date;

use super::sample::{Sample, gap, nothing_yet, step, withheld};
use crate::views::report::disclosure::Disclosure;

fn with(findings: Vec<(Estimate, Option<(f64, f64)>)>) -> Sample {
    let mut sample = nothing_yet();
    for (round, (estimate, groups)) in (1..).zip(findings) {
        sample.found("gap-now", round, date(2019, 7, 12), estimate, groups);
    }
    sample
}

/// Which findings are shown.
fn shown(sample: &Sample) -> Vec<bool> {
    let disclosure = Disclosure::of(&sample.material());
    (0..sample.view.findings.len())
        .map(|place| disclosure.withheld(place).is_none())
        .collect()
}

#[test]
fn a_withheld_finding_shows_its_reason_and_no_number_at_all() {
    // A careless rule: it says that the figure is withheld and hands it over all the same.
    let careless = Estimate {
        withheld: Some("few pupils".to_owned()),
        ..gap(71.9, (61.7, 83.3), 97, &["2018-19"])
    };
    let report = with(vec![(careless, Some((3.0, 94.0)))]).report();
    for text in [&report.markdown, &report.html] {
        assert!(text.contains("Withheld"));
        assert!(text.contains("few pupils"));
        for figure in ["71.9", "61.7", "83.3", "97 pupils", "cohort", "0.03"] {
            assert!(!text.contains(figure), "{figure} in {text}");
        }
        assert!(text.contains("nothing can be said from it yet"));
    }
}

#[test]
fn no_value_and_no_reason_is_no_number_either() {
    let empty = Estimate {
        value: None,
        ..gap(0.0, (61.7, 83.3), 97, &[])
    };
    let report = with(vec![(empty, None)]).report();
    assert!(report.markdown.contains("there is no value"));
    assert!(!report.markdown.contains("61.7"));
}

#[test]
fn few_pupils_are_withheld_even_where_the_rule_forgot() {
    for groups in [Some((5.0, 94.0)), Some((94.0, 1.0))] {
        let report = with(vec![(gap(71.9, (61.7, 83.3), 99, &["2018-19"]), groups)]).report();
        assert!(
            report
                .markdown
                .contains("**Withheld**: 5 or fewer pupils are behind it")
        );
        assert!(!report.markdown.contains("71.9") && !report.html.contains("71.9"));
    }
    assert_eq!(
        shown(&with(vec![(gap(71.9, (61.7, 83.3), 5, &[]), None)])),
        [false]
    );
    assert_eq!(
        shown(&with(vec![(gap(71.9, (61.7, 83.3), 6, &[]), None)])),
        [true]
    );
}

#[test]
fn two_shown_findings_must_not_leave_a_small_group_between_them() {
    // 41 disadvantaged pupils over two years, 37 in one of them: 4 in the other.
    let pooled = (
        gap(25.0, (10.0, 40.0), 141, &["2017-18", "2018-19"]),
        Some((41.0, 100.0)),
    );
    let single = (gap(22.0, (4.0, 38.0), 87, &["2017-18"]), Some((37.0, 50.0)));
    let sample = with(vec![pooled.clone(), single]);
    assert_eq!(shown(&sample), [true, false]);
    let report = sample.report();
    assert!(report.markdown.contains("would show those of a small group"));
    for text in [&report.markdown, &report.html] {
        assert!(text.contains("cohort group 41"));
        assert!(
            !text.contains("cohort group 37") && !text.contains("87 pupils") && !text.contains("4 to 38")
        );
    }
    // With 20 in each year nothing small is left.
    let single = (gap(22.0, (4.0, 38.0), 70, &["2017-18"]), Some((20.0, 50.0)));
    assert_eq!(shown(&with(vec![pooled, single])), [true, true]);
}

#[test]
fn a_withheld_year_stays_withheld_when_the_others_are_known() {
    let pooled = (
        gap(25.0, (10.0, 40.0), 200, &["2016-17", "2017-18", "2018-19"]),
        None,
    );
    let first = (gap(22.0, (4.0, 38.0), 80, &["2016-17"]), None);
    let second = (gap(21.0, (4.0, 38.0), 80, &["2017-18"]), None);
    let last = (withheld(&["2018-19"]), None);
    let sample = with(vec![pooled.clone(), first.clone(), second.clone(), last]);
    assert_eq!(shown(&sample), [true, true, false, false]);
    assert_eq!(shown(&with(vec![pooled, first, second])), [true, true, true]);
}

#[test]
fn where_a_rule_does_not_say_which_years_it_withholds_nothing_is_taken_apart() {
    let pooled = (gap(25.0, (10.0, 40.0), 141, &["2017-18", "2018-19"]), None);
    let single = (gap(22.0, (4.0, 38.0), 70, &["2017-18"]), None);
    let sample = with(vec![pooled, single, (withheld(&[]), None)]);
    assert_eq!(shown(&sample), [true, false, false]);
}

#[test]
fn years_that_were_shown_and_are_now_withheld_are_not_shown_again() {
    let single = (gap(22.0, (4.0, 38.0), 70, &["2017-18"]), None);
    assert_eq!(
        shown(&with(vec![single, (withheld(&["2017-18"]), None)])),
        [false, false]
    );
}

#[test]
fn findings_about_other_groups_are_not_held_against_each_other() {
    let mut sample = with(vec![
        (
            gap(25.0, (10.0, 40.0), 141, &["2017-18", "2018-19"]),
            Some((41.0, 100.0)),
        ),
        (gap(22.0, (4.0, 38.0), 87, &["2017-18"]), Some((37.0, 50.0))),
    ]);
    let other = alongside_core::value::Value::Text("fsm".to_owned());
    if let Some(second) = sample.view.findings.last_mut() {
        second
            .finding
            .provenance
            .parameters
            .insert("group".to_owned(), other);
    }
    assert_eq!(shown(&sample), [true, true]);
}

#[test]
fn a_reason_that_quotes_a_figure_held_back_is_left_out() {
    let mut sample = with(vec![
        (
            gap(25.0, (10.0, 40.0), 141, &["2017-18", "2018-19"]),
            Some((41.0, 100.0)),
        ),
        (gap(22.4, (4.0, 38.0), 87, &["2017-18"]), Some((37.0, 50.0))),
    ]);
    let reasons = [
        "the gap is 22.4 percentage points",
        "strategies come first (figure 11)",
        "the gap is 25 points",
    ];
    sample.adopted(
        date(2019, 7, 12),
        "Mentors",
        Tier::Disadvantaged,
        &reasons,
        "progress",
    );
    sample
        .view
        .interventions
        .iter_mut()
        .for_each(|one| one.adopted_in = step("adopt"));
    let markdown = sample.report().markdown;
    assert!(!markdown.contains("22.4"));
    assert!(markdown.contains("Strategies come first (figure 11); the gap is 25 points"));
}
