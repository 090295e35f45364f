//! Control charts, funnels and many comparisons.

use alongside_measures::statistics::{
    self, Adjustment, Confidence, ControlChart, Funnel, Rule, RuleSet, adjust,
};

use super::case::Case;
use super::tables;

pub(crate) fn control_charts(section: &Case<'_>) -> usize {
    section.words(&["source", "note"]);
    section.each_named("cases", |_, case| {
        let values = case.numbers("x");
        let chart = ControlChart::provisional(&values).unwrap();
        case.same(
            "refusal",
            ControlChart::new(&values).is_err(),
            values.len() < statistics::POINTS_MIN,
        );
        case.near("mean", chart.mean());
        case.near("mr_bar", chart.mean_moving_range());
        case.near("lcl", chart.limits().low());
        case.near("ucl", chart.limits().high());
        case.near("mr_ucl", chart.moving_range_limit());
        case.near("sigma_hat", chart.sigma());
        case.near("median", chart.median());
        rules(case, &chart);
        anhoej(case, &chart);
    })
}

fn rules(case: &Case<'_>, chart: &ControlChart) {
    for (field, set, rules) in [
        (
            "nhs_plotthedots",
            RuleSet::Nhs,
            &[
                ("outside", Rule::Outside),
                ("shift7", Rule::Shift),
                ("trend7", Rule::Trend),
                ("two_of_three", Rule::TwoOfThree),
            ][..],
        ),
        (
            "ihi_control_chart",
            RuleSet::Control,
            &[
                ("outside", Rule::Outside),
                ("shift8", Rule::Shift),
                ("trend6", Rule::Trend),
            ],
        ),
        (
            "ihi_run_chart",
            RuleSet::IhiRun,
            &[
                ("shift6_median_skip_ties", Rule::Shift),
                ("trend5_skip_ties", Rule::Trend),
            ],
        ),
    ] {
        let signals = chart.signals(set);
        case.within(field, |expected| {
            for (name, rule) in rules {
                expected.is(name, signals.of(*rule));
            }
        });
    }
}

fn anhoej(case: &Case<'_>, chart: &ControlChart) {
    let result = chart.anhoej();
    case.same("anhoej, at all", result.is_some(), case.has("anhoej"));
    if let Some(result) = result.filter(|_| case.has("anhoej")) {
        case.within("anhoej", |expected| {
            expected.is("n_useful", result.useful);
            expected.is("longest_run", result.longest_run);
            expected.is("longest_run_limit", result.longest_run_limit);
            expected.is("crossings", result.crossings);
            expected.is("crossings_limit", result.crossings_limit);
            expected.is("signal", result.signal());
            expected.same(
                "signal of the rules",
                chart.signals(RuleSet::Anhoej).any(),
                result.signal(),
            );
        });
    }
}

pub(crate) fn funnel_limits(section: &Case<'_>) -> usize {
    section.words(&["source"]);
    let target = section.number("target");
    section.each("cases", |case| {
        let limits = |confidence| statistics::funnel_limits(case.count("n"), target, confidence).unwrap();
        let (inner, outer) = (limits(Confidence::P95), limits(Confidence::P99_8));
        case.near("l99_8", outer.low());
        case.near("l95", inner.low());
        case.near("u95", inner.high());
        case.near("u99_8", outer.high());
    })
}

pub(crate) fn funnel_real(section: &Case<'_>) -> usize {
    section.words(&["note", "quantile"]);
    section.each_named("cases", |authority, case| {
        let schools = tables::ks4_disadvantaged(authority);
        let funnel = Funnel::new(schools.into_iter().enumerate(), None).unwrap();
        case.is("n_schools", funnel.points.len());
        case.near("target", funnel.target);
        case.near("phi_winsorised10", funnel.overdispersion.phi);
        case.near("tau2", funnel.overdispersion.tau_squared);
        case.is("outside_95_naive", funnel.outside(Confidence::P95).count());
        case.is("outside_99_8_naive", funnel.outside(Confidence::P99_8).count());
        case.is(
            "outside_95_adjusted",
            funnel.outside_adjusted(Confidence::P95).count(),
        );
        case.is(
            "outside_99_8_adjusted",
            funnel.outside_adjusted(Confidence::P99_8).count(),
        );
        let p: Vec<f64> = funnel.points.iter().map(|point| point.p).collect();
        case.is("binom_p_lt_05", p.iter().filter(|p| **p < 0.05).count());
        let found = |method| {
            let adjusted = adjust(&p, method, 0.05).unwrap();
            adjusted.iter().filter(|adjusted| adjusted.found).count()
        };
        case.is("holm_05", found(Adjustment::Holm));
        case.is("bh_05", found(Adjustment::BenjaminiHochberg));
    })
}

pub(crate) fn multiple_comparisons(section: &Case<'_>) -> usize {
    section.words(&["source"]);
    let p = section.numbers("p");
    let methods = [
        ("bonferroni", Adjustment::Bonferroni),
        ("holm", Adjustment::Holm),
        ("fdr_bh", Adjustment::BenjaminiHochberg),
    ];
    for (field, method) in methods {
        let adjusted = adjust(&p, method, 0.05).unwrap();
        section.within(field, |expected| {
            expected.all_near(
                "adj",
                &adjusted.iter().map(|adjusted| adjusted.p).collect::<Vec<_>>(),
            );
            expected.is(
                "reject",
                adjusted.iter().map(|adjusted| adjusted.found).collect::<Vec<_>>(),
            );
        });
    }
    methods.len()
}
