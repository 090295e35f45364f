//! Proportions, gaps and suppression.

use alongside_measures::statistics::{
    self, Confidence, Gap, NationalDifference, Proportion, Showing, Showings, SuppressionRule,
};
use serde_json::Value;

use super::case::Case;
use super::tables;

fn of(case: &Case<'_>, achieved: &str, pupils: &str) -> Proportion {
    Proportion::new(case.count(achieved), case.count(pupils)).unwrap()
}

pub(crate) fn meta(section: &Case<'_>) -> usize {
    section.words(&["numpy", "scipy", "statsmodels", "python", "note"]);
    section.near("z_95", Confidence::P95.z());
    0
}

pub(crate) fn wilson(section: &Case<'_>) -> usize {
    section.words(&["source", "formula"]);
    section.each("cases", |case| {
        let proportion = of(case, "k", "n");
        let interval = proportion.wilson(Confidence::P95).unwrap();
        case.near("p", proportion.share());
        case.near("lower", interval.low());
        case.near("upper", interval.high());
    })
}

pub(crate) fn newcombe(section: &Case<'_>) -> usize {
    section.words(&["source", "formula"]);
    section.each("cases", |case| {
        let (first, second) = (of(case, "k1", "n1"), of(case, "k2", "n2"));
        let difference = statistics::newcombe(first, second, Confidence::P95).unwrap();
        case.near("diff", difference.value);
        case.near("lower", difference.interval.low());
        case.near("upper", difference.interval.high());
        if case.has("published") {
            let tolerance = case.number("published_tol");
            let published = case.numbers("published");
            case.close("published[0]", difference.interval.low(), published[0], tolerance);
            case.close(
                "published[1]",
                difference.interval.high(),
                published[1],
                tolerance,
            );
        }
    })
}

pub(crate) fn real_gap(section: &Case<'_>) -> usize {
    section.words(&["source"]);
    section.each("cases", |case| {
        case.words(&["urn", "school", "la"]);
        let (disadvantaged, other) = (of(case, "k_dis", "n_dis"), of(case, "k_oth", "n_oth"));
        let gap = Gap::between(other, disadvantaged, Confidence::P95).unwrap();
        case.is("pct_dis_published", disadvantaged.percent().round());
        case.is("pct_oth_published", other.percent().round());
        case.near("gap_pp", gap.points);
        case.near("gap_lo_pp", gap.interval.low());
        case.near("gap_hi_pp", gap.interval.high());
        case.is("excludes_zero", gap.interval.excludes_zero());
    })
}

pub(crate) fn published_difference(section: &Case<'_>) -> usize {
    section.words(&["source"]);
    let national = section.number("national_other_pct");
    section.each("cases", |case| {
        case.words(&["urn"]);
        let (percent, pupils) = (case.number("pct_dis"), case.count("n_dis"));
        let points = statistics::published_difference(percent, national).unwrap();
        case.near("diffn", points);
        // The count behind the published percentage gives the same difference, to the rounding of the percentage.
        let disadvantaged = Proportion::from_percent(percent, pupils).unwrap();
        let difference = NationalDifference::new(disadvantaged, national, Confidence::P95).unwrap();
        case.close("diffn from the count", difference.points, points, 0.5);
    })
}

/// A cell as it is published, from what may be shown of it.
fn published(showing: Showing, shown: &Value) -> Value {
    match showing {
        Showing::Shown => shown.clone(),
        Showing::Empty => Value::Null,
        Showing::Few | Showing::Complement => "SUPP".into(),
    }
}

pub(crate) fn suppression_real(section: &Case<'_>) -> usize {
    section.words(&["rule", "dfe_text"]);
    let count = |cell: &str| tables::number(cell).map(|count| count as u64);
    let (mut schools, mut few, mut both, mut at_most_five) = (0_u64, 0_u64, 0_u64, 0_u64);
    for row in tables::ks2().into_iter().filter(tables::is_school) {
        let cell = |name: &str| row[name].as_str();
        let (Some(disadvantaged), Some(other), Some(_)) = (
            count(cell("TFSM6CLA1A")),
            count(cell("TNotFSM6CLA1A")),
            tables::number(cell("PTRWM_EXP")),
        ) else {
            continue;
        };
        let (own, others) = (cell("PTRWM_EXP_FSM6CLA1A"), cell("PTRWM_EXP_NotFSM6CLA1A"));
        schools += 1;
        at_most_five += u64::from(disadvantaged <= 5);
        if (1..=5).contains(&disadvantaged) {
            few += 1;
            both += u64::from((own, others) == ("SUPP", "SUPP"));
        }
        // The rule withholds exactly what the table does.
        let showings = SuppressionRule::PUBLISHED.pair(disadvantaged, other);
        let shown = |cell: &str| tables::number(cell).is_some();
        section.same(
            &row["URN"],
            (showings.first.is_shown(), showings.second.is_shown()),
            (shown(own), shown(others)),
        );
    }
    section.is("n_schools", schools);
    section.is("n_schools_with_1_to_5_disadvantaged", few);
    section.is("of_which_both_suppressed", both);
    section.is("n_schools_dis_le5", at_most_five);
    section.each("cases", |case| {
        case.words(&["urn"]);
        let (disadvantaged, other) = (case.count("n_dis"), case.count("n_oth"));
        case.same("telig", case.text("telig").parse(), Ok(disadvantaged + other));
        let showings = SuppressionRule::PUBLISHED.pair(disadvantaged, other);
        case.is("all", published(showings.all, case.value("all")));
        case.is("dis", published(showings.first, case.value("dis")));
        case.is("oth", published(showings.second, case.value("oth")));
    })
}

pub(crate) fn suppression_policy(section: &Case<'_>) -> usize {
    section.words(&["note"]);
    let rule = SuppressionRule::at_most(u32::try_from(section.count("threshold")).unwrap());
    let word = |showing: Showing| match showing {
        Showing::Shown => "show",
        Showing::Few => "suppress",
        Showing::Complement => "suppress_complementary",
        Showing::Empty => "blank",
    };
    section.each("cases", |case| {
        let Showings {
            all,
            first,
            second,
            difference,
        } = case.within("in", |given| {
            rule.pair(given.count("n_dis"), given.count("n_oth"))
        });
        case.within("out", |out| {
            out.is("all", word(all));
            out.is("dis", word(first));
            out.is("oth", word(second));
            out.is("gap", word(difference));
        });
    })
}
