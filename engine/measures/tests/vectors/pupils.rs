//! Progress, value added, ranks, levels, pupil numbers and provision.

use std::collections::BTreeMap;

use alongside_measures::statistics::{
    self, Confidence, GcseGrade, NationalLevel, Provision, ValueAdded, expected_progress_ks1_to_ks2,
    expected_progress_ks2_to_ks4, implied_deviation, progress_interval,
};
use alongside_measures::{Upn, upn_check_letter};

use super::case::Case;
use super::tables;

pub(crate) fn progress8(section: &Case<'_>) -> usize {
    // How well one deviation a year fits the published limits: the cases below are computed with it.
    section.words(&["source", "fit"]);
    section.each("cases", |case| {
        case.words(&["year", "urn"]);
        let (score, sd) = (case.number("p8"), case.number("sd_used"));
        let interval = progress_interval(score, sd, case.count("n")).unwrap();
        case.close("computed_low", interval.low(), case.number("computed_low"), 1e-9);
        case.close(
            "computed_high",
            interval.high(),
            case.number("computed_high"),
            1e-9,
        );
        case.near("published_low", interval.low());
        case.near("published_high", interval.high());
    })
}

/// The deviation behind the published limits of one school: pupils are the cohort times the coverage.
fn deviation(row: &tables::Row, subject: &str) -> Option<f64> {
    let cell = |name: String| tables::number(&row[&name]);
    let low = cell(format!("{subject}PROG_LOWER"))?;
    let high = cell(format!("{subject}PROG_UPPER"))?;
    let covered = tables::number(&row["TELIG"])? * cell(format!("{subject}COV"))? / 100.0;
    let pupils = covered.round() as u64;
    // Limits are published to a tenth: below twenty pupils they say too little.
    (pupils >= 20).then(|| implied_deviation(low, high, pupils).unwrap())
}

pub(crate) fn ks2_deviations(section: &Case<'_>) -> usize {
    section.words(&["source"]);
    let rows = tables::ks2();
    section.each("cases", |case| {
        let subject = case.text("subject");
        let schools = rows.iter().filter(|row| tables::is_school(row));
        let mut deviations: Vec<f64> = schools.filter_map(|row| deviation(row, subject)).collect();
        deviations.sort_by(f64::total_cmp);
        let middle = deviations.len() / 2;
        let below = deviations[(deviations.len() - 1) / 2];
        case.is("n_schools", deviations.len());
        case.near("median_sd", f64::midpoint(below, deviations[middle]));
    })
}

pub(crate) fn value_added(section: &Case<'_>) -> usize {
    section.words(&["formula"]);
    let means = section.value("national_mean_by_group").as_object().unwrap();
    let means: BTreeMap<&str, f64> = means
        .iter()
        .map(|(group, mean)| (group.as_str(), mean.as_f64().unwrap()))
        .collect();
    let pupils = section.value("pupils").as_array().unwrap();
    let pupils: Vec<(&str, f64)> = pupils
        .iter()
        .map(|pupil| (pupil[0].as_str().unwrap(), pupil[1].as_f64().unwrap()))
        .collect();
    let (sd, variance) = (section.number("sd_nat"), section.number("var_school"));
    let result = ValueAdded::new(&pupils, &means, sd, Some(variance), Confidence::P95).unwrap();
    section.all_near("pupil_va", &result.pupils);
    section.near("school_va", result.school);
    section.all_near("ci", &[result.interval.low(), result.interval.high()]);
    section.near("shrunk", result.shrunk.unwrap());
    1
}

pub(crate) fn gap_index(section: &Case<'_>) -> usize {
    section.words(&["source", "ties"]);
    section.each("cases", |case| {
        let index = statistics::gap_index(&case.numbers("dis"), &case.numbers("oth")).unwrap();
        case.near("mean_rank_dis", index.disadvantaged_rank);
        case.near("mean_rank_oth", index.other_rank);
        case.near("gap_index", index.index);
    })
}

pub(crate) fn expected_progress(section: &Case<'_>) -> usize {
    section.words(&["source"]);
    section.within("points", |points| {
        for level in NationalLevel::ALL {
            points.is(level.as_str(), level.points());
        }
    });
    let level = |case: &Case<'_>, field: &str| case.text(field).parse::<NationalLevel>().unwrap();
    let first = section.each("ks1_2", |case| {
        let made = expected_progress_ks1_to_ks2(level(case, "ks1"), level(case, "ks2"));
        case.is("made", made);
    });
    let second = section.each("ks2_4", |case| {
        let grade: GcseGrade = case.text("gcse").parse().unwrap();
        case.is("made", expected_progress_ks2_to_ks4(level(case, "ks2"), grade));
    });
    first + second
}

pub(crate) fn upn(section: &Case<'_>) -> usize {
    section.words(&["source"]);
    let invalid = section.value("invalid").as_array().unwrap();
    for text in invalid {
        let read = text.as_str().unwrap().parse::<Upn>();
        section.same(&format!("invalid {text}"), read.is_err(), true);
    }
    let valid = section.each("cases", |case| {
        let (digits, upn) = (case.text("digits"), case.text("upn"));
        let letter = upn_check_letter(digits).map(|letter| format!("{letter}{digits}"));
        case.same("upn", letter.as_deref(), Some(upn));
        let read = upn.parse::<Upn>();
        case.same("upn, read", read.as_ref().map(Upn::expose), Ok(upn));
    });
    valid + invalid.len()
}

pub(crate) fn provision_cost(section: &Case<'_>) -> usize {
    section.words(&["formula"]);
    section.each("cases", |case| {
        let provision = Provision {
            weeks: case.number("weeks"),
            sessions: case.number("sessions"),
            minutes: case.number("minutes"),
            hourly_rate: case.number("hourly_rate"),
            materials: case.number("materials"),
            pupils: case.count("pupils"),
        };
        let cost = provision.cost().unwrap();
        case.near("cost", cost.total);
        case.near("per_pupil", cost.per_pupil);
    })
}
