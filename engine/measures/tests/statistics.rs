//! What must hold of the statistics for any input: intervals contain their estimates, order makes no difference,
//! and nothing is ever NaN or a panic.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use alongside_measures::SchoolYear;
use alongside_measures::statistics::{
    Adjustment, BeforeAfter, Confidence, ControlChart, Effect, Funnel, Gap, GroupFigures, GroupScores,
    Interval, Matching, MonthsTable, NationalDifference, PooledGap, Proportion, Provision, RuleSet,
    SchoolChange, SimilarStart, SuppressionRule, ValueAdded, adjust, binomial_test,
    difference_in_differences, funnel_limits, gap_index, hedges_g, implied_deviation, newcombe, pool,
    progress_interval, random_effects, regression_to_the_mean,
};
use proptest::prelude::*;

fn proportion() -> impl Strategy<Value = Proportion> {
    (1_u64..3_000)
        .prop_flat_map(|n| (0..=n, Just(n)))
        .prop_map(|(k, n)| Proportion::new(k, n).unwrap())
}

fn confidence() -> impl Strategy<Value = Confidence> {
    (0.5_f64..0.9999).prop_map(|level| Confidence::new(level).unwrap())
}

/// Any number at all: small, large, infinite, not a number.
fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>(),
        -200.0_f64..200.0,
        prop::sample::select(vec![
            0.0,
            -0.0,
            1.0,
            f64::MIN_POSITIVE,
            f64::MAX,
            f64::NAN,
            f64::INFINITY
        ]),
    ]
}

fn any_count() -> impl Strategy<Value = u64> {
    prop_oneof![any::<u64>(), 0_u64..50]
}

/// The ends are finite, in order, and hold the estimate.
fn holds(interval: Interval, estimate: f64) -> Result<(), TestCaseError> {
    prop_assert!(interval.low().is_finite() && interval.high().is_finite() && estimate.is_finite());
    prop_assert!(interval.contains(estimate), "{} is not in {}", estimate, interval);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn intervals_of_proportions_contain_them(a in proportion(), b in proportion(), level in confidence()) {
        let wilson = a.wilson(level).unwrap();
        holds(wilson, a.share())?;
        prop_assert!(wilson.low() >= 0.0 && wilson.high() <= 1.0 && wilson.width() > 0.0);
        let difference = newcombe(a, b, level).unwrap();
        holds(difference.interval, difference.value)?;
        prop_assert!(difference.interval.low() >= -1.0 && difference.interval.high() <= 1.0);
        let turned = newcombe(b, a, level).unwrap();
        prop_assert!((turned.interval.low() + difference.interval.high()).abs() < 1e-12);
        let gap = Gap::between(a, b, level).unwrap();
        holds(gap.interval, gap.points)?;
        let national = NationalDifference::new(a, b.percent(), level).unwrap();
        holds(national.interval, national.points)?;
    }

    #[test]
    fn a_higher_confidence_widens(a in proportion(), b in proportion()) {
        let width = |confidence| newcombe(a, b, confidence).unwrap().interval.width();
        prop_assert!(width(Confidence::P95) <= width(Confidence::P99_8));
    }

    #[test]
    fn the_order_of_pooling_makes_no_difference(
        figures in prop::collection::btree_map(2000_u16..2030, prop::option::of(proportion()), 0..8),
        seed in any::<prop::sample::Index>(),
    ) {
        let missing = alongside_core::column::Missing::Suppressed;
        let mut years: Vec<_> = figures
            .iter()
            .map(|(start, figure)| (SchoolYear::starting(*start).unwrap(), figure.ok_or(missing)))
            .collect();
        let forward = pool(years.clone()).unwrap();
        let turn = if years.is_empty() { 0 } else { seed.index(years.len()) };
        years.rotate_left(turn);
        prop_assert_eq!(&pool(years.clone()).unwrap(), &forward);
        years.reverse();
        prop_assert_eq!(&pool(years.clone()).unwrap(), &forward);
        let sum: u64 = figures.values().flatten().map(|figure| figure.pupils()).sum();
        prop_assert_eq!(forward.proportion.map_or(0, Proportion::pupils), sum);

        let groups = |years: &[(SchoolYear, Result<Proportion, _>)]| {
            let pair = |(year, figure): &(SchoolYear, Result<Proportion, _>)| {
                (*year, GroupFigures { disadvantaged: *figure, other: *figure, national_other_percent: Ok(50.0) })
            };
            PooledGap::new(years.iter().map(pair), SuppressionRule::PUBLISHED, Confidence::P95).unwrap()
        };
        let gap = groups(&years);
        years.rotate_left(turn);
        prop_assert_eq!(groups(&years), gap.clone());
        match gap.gap {
            Ok(gap) => {
                prop_assert!(gap.disadvantaged.pupils() > 5 && gap.other.pupils() > 5);
                holds(gap.interval, gap.points)?;
            }
            Err(_) => prop_assert!(sum <= 5),
        }
    }

    #[test]
    fn differences_in_differences_and_tests_are_finite(
        a in proportion(), b in proportion(), c in proportion(), d in proportion(), level in confidence(),
    ) {
        let supported = BeforeAfter { before: a, after: b };
        let comparison = BeforeAfter { before: c, after: d };
        let result = difference_in_differences(supported, comparison, level).unwrap();
        holds(result.interval, result.value)?;
        if let Some(test) = result.test {
            prop_assert!(test.z.is_finite() && (0.0..=1.0).contains(&test.p));
        }
        let turned = difference_in_differences(comparison, supported, level).unwrap();
        prop_assert_eq!(turned.value, -result.value);
    }

    #[test]
    fn a_funnel_narrows_where_the_share_is_near(n in 1_u64..4_000, target in 0.001_f64..0.999) {
        let limits = funnel_limits(n, target, Confidence::P95).unwrap();
        prop_assert!(limits.low() >= 0.0 && limits.high() <= 1.0);
        let outer = funnel_limits(n, target, Confidence::P99_8).unwrap();
        prop_assert!(outer.low() <= limits.low() && limits.high() <= outer.high());
        let p = binomial_test(Proportion::new(n / 3, n).unwrap(), target).unwrap();
        prop_assert!((0.0..=1.0).contains(&p));
    }

    #[test]
    fn a_funnel_is_finite_and_adjusting_never_narrows(
        schools in prop::collection::vec(proportion(), 2..30),
    ) {
        let Ok(funnel) = Funnel::new(schools.iter().copied().enumerate(), None) else {
            // Only where none or all achieved everywhere.
            let (k, n) = schools.iter().fold((0, 0), |(k, n), s| (k + s.achieved(), n + s.pupils()));
            prop_assert!(k == 0 || k == n);
            return Ok(());
        };
        prop_assert!(funnel.overdispersion.tau_squared >= 0.0);
        for (index, point) in funnel.points.iter().enumerate() {
            prop_assert_eq!(point.school, index);
            prop_assert!(point.z_adjusted.abs() <= point.z.abs());
            prop_assert!((0.0..=1.0).contains(&point.p));
        }
        let p: Vec<f64> = funnel.points.iter().map(|point| point.p).collect();
        let adjusted = |method| -> Vec<f64> {
            adjust(&p, method, 0.05).unwrap().iter().map(|adjusted| adjusted.p).collect()
        };
        let (bonferroni, holm) = (adjusted(Adjustment::Bonferroni), adjusted(Adjustment::Holm));
        let bh = adjusted(Adjustment::BenjaminiHochberg);
        for index in 0..p.len() {
            prop_assert!(p[index] <= bh[index] + 1e-12);
            prop_assert!(bh[index] <= holm[index] + 1e-12 && holm[index] <= bonferroni[index] + 1e-12);
        }
    }

    #[test]
    fn a_gap_index_turns_its_sign_with_its_groups(
        own in prop::collection::vec(-9_i8..9, 1..20),
        others in prop::collection::vec(-9_i8..9, 1..20),
    ) {
        let own: Vec<f64> = own.into_iter().map(f64::from).collect();
        let others: Vec<f64> = others.into_iter().map(f64::from).collect();
        let index = gap_index(&own, &others).unwrap().index;
        prop_assert!((-10.0..=10.0).contains(&index));
        prop_assert!((gap_index(&others, &own).unwrap().index + index).abs() < 1e-9);
    }

    #[test]
    fn points_of_a_chart_are_its_own(values in prop::collection::vec(-50.0_f64..50.0, 10..60)) {
        let chart = ControlChart::new(&values).unwrap();
        holds(chart.limits(), chart.mean())?;
        for rules in RuleSet::ALL {
            let signals = chart.signals(rules);
            prop_assert!(signals.points.values().flatten().all(|point| *point < values.len()));
        }
        // Turned upside down, the same points are signals.
        let turned: Vec<f64> = values.iter().map(|value| -value).collect();
        let turned = ControlChart::new(&turned).unwrap();
        for rules in [RuleSet::IhiRun, RuleSet::Anhoej] {
            prop_assert_eq!(chart.signals(rules), turned.signals(rules));
        }
    }

    #[test]
    fn no_numbers_at_all_make_a_panic_or_nan(
        x in any_number(), y in any_number(), z in any_number(), k in any_count(), n in any_count(),
    ) {
        let finite = |values: &[f64]| values.iter().all(|value| value.is_finite());
        let sound = |interval: Interval| finite(&[interval.low(), interval.high()]);
        if let Ok(proportion) = Proportion::new(k, n) {
            prop_assert!(sound(proportion.wilson(Confidence::P95).unwrap()));
            prop_assert!(funnel_limits(n, x, Confidence::P95).map_or(true, sound));
            prop_assert!(binomial_test(proportion, x).map_or(true, |p| (0.0..=1.0).contains(&p)));
            let funnel = Funnel::new([(0, proportion), (1, proportion)], Some(x));
            prop_assert!(funnel.map_or(true, |funnel| finite(&[funnel.points[0].z, funnel.overdispersion.phi])));
        }
        prop_assert!(Proportion::from_percent(x, n).map_or(true, |made| made.pupils() == n));
        prop_assert!(progress_interval(x, y, n).map_or(true, sound));
        prop_assert!(implied_deviation(x, y, n).map_or(true, |sd| sd.is_finite()));
        prop_assert!(MonthsTable::bundled().months(x).map_or(true, |months| months.abs() <= 12));
        let (first, second) = (GroupScores { mean: x, sd: y, n: k }, GroupScores { mean: z, sd: y, n });
        prop_assert!(hedges_g(first, second, Confidence::P95).map_or(true, |g| finite(&[g.d, g.g, g.variance])));
        let provision = Provision { weeks: x, sessions: y, minutes: z, hourly_rate: x, materials: y, pupils: n };
        prop_assert!(provision.cost().map_or(true, |cost| finite(&[cost.total, cost.per_pupil])));
        let national = [("a", y)].into();
        let added = ValueAdded::new(&[("a", x)], &national, z, Some(x), Confidence::P95);
        prop_assert!(added.map_or(true, |added| finite(&[added.school, added.shrunk.unwrap()])));
        let effects = [(x, y), (y, z), (z, x)].map(|(value, standard_error)| Effect { value, standard_error });
        if let Ok(mean) = random_effects(&effects, Confidence::P95) {
            prop_assert!(finite(&[mean.mean, mean.tau_squared, mean.i_squared]) && sound(mean.interval));
        }
        prop_assert!(ControlChart::provisional(&[x, y, z]).map_or(true, |chart| finite(&[chart.mean(), chart.sigma()])));
        prop_assert!(gap_index(&[x], &[y, z]).map_or(true, |index| index.index.is_finite()));
        prop_assert!(adjust(&[x, y], Adjustment::Holm, z).map_or(true, |all| all.iter().all(|one| one.p <= 1.0)));
        let pairs = [(x, y), (y, z), (z, x), (x, z)];
        if let Ok(result) = regression_to_the_mean(&pairs, 0.3) {
            prop_assert!(finite(&[result.correlation, result.lowest_change, result.rest_change]));
        }
        prop_assert!(Confidence::new(x).map_or(true, |confidence| confidence.z().is_finite()));
        prop_assert!(Interval::new(x, y).map_or(true, |interval| interval.contains(x) && interval.contains(y)));
    }

    #[test]
    fn a_comparison_with_similar_schools_is_sound_for_any_schools(
        others in prop::collection::vec((any_number(), 0.0_f64..100.0, any_count(), 0.0_f64..100.0), 0..40),
        wild in any::<bool>(),
        own in (0.0_f64..100.0, any_number()),
    ) {
        let school = |school: usize, before: f64, after: f64, pupils: u64, share: f64| SchoolChange {
            school, before, after, pupils, disadvantaged_percent: share,
        };
        let others: Vec<_> = others
            .iter()
            .enumerate()
            .map(|(index, (before, after, pupils, share))| {
                let before = if wild { *before } else { after * 0.5 };
                school(index, before, *after, pupils % 1_000 + 1, *share)
            })
            .collect();
        let matching = Matching { caliper: 2.0, ..Matching::default() };
        let supported = [school(1_000, own.0, own.1, 40, 50.0)];
        if let Ok(result) = SimilarStart::new(&supported, &others, &matching, Confidence::P95) {
            holds(result.interval, result.difference)?;
            prop_assert!((10..=30).contains(&result.comparators.len()));
            prop_assert!(result.imbalance.values().all(|apart| apart.abs() <= 2.0));
            prop_assert!((result.change - result.expected_change - result.difference).abs() < 1e-6);
        }
    }
}
