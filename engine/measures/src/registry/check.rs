//! What must hold within one measure: its years, scale, interval, deviations and targets fit each other.
//!
//! Tests are in `registry/tests.rs`.

use super::kinds::{Disadvantage, Group, IntervalMethod, MeasureUnit};
use super::measure::Measure;
use super::scale::Scale;
use crate::problem::{Collector, Place};
use crate::school_year::SchoolYear;

/// The most pupils that a suppression rule may call few.
const FEW_MAX: u32 = 100;

/// Reports everything in which the measure contradicts itself.
pub(super) fn check(measure: &Measure, line: u64, problems: &mut Collector) {
    let id = &measure.id;
    let mut complain = |code, message: String| {
        problems.add(code, Place::line(line), format!("measure `{id}` {message}"));
    };
    years(measure, &mut complain);
    for (field, text) in [
        ("title", &measure.title),
        ("denominator", &measure.denominator),
        ("source", &measure.source),
    ] {
        if text.trim().is_empty() {
            complain("empty", format!("has an empty `{field}`"));
        }
    }
    scale(measure, &mut complain);
    interval(measure, &mut complain);
    if measure.suppress_at_most > FEW_MAX {
        let few = measure.suppress_at_most;
        complain(
            "suppression",
            format!("withholds cohorts of up to {few}: at most {FEW_MAX} can be few"),
        );
    }
    targets(measure, &mut complain);
    columns(measure, &mut complain);
}

fn years(measure: &Measure, complain: &mut impl FnMut(&'static str, String)) {
    let years = &measure.years;
    if let Some(to) = years.to
        && to < years.from
    {
        complain(
            "years",
            format!("ends in {to}, before it starts in {}", years.from),
        );
        return;
    }
    for year in &years.except {
        if !years.spans(*year) || *year == years.from || Some(*year) == years.to {
            complain(
                "years",
                format!("excepts {year}, which is not between its first and its last year"),
            );
        }
    }
}

fn scale(measure: &Measure, complain: &mut impl FnMut(&'static str, String)) {
    let scale = measure.scale;
    if !scale.is_sound() {
        complain("scale", format!("has a scale of {scale}, which is none"));
    } else if measure.unit == MeasureUnit::Percent && scale != Scale::PERCENT {
        complain(
            "scale",
            format!("is a percentage with a scale of {scale}: leave the scale out"),
        );
    }
}

fn interval(measure: &Measure, complain: &mut impl FnMut(&'static str, String)) {
    let (unit, method) = (measure.unit.as_str(), measure.interval.as_str());
    let fits = match measure.interval {
        IntervalMethod::Wilson => measure.unit == MeasureUnit::Percent,
        IntervalMethod::NationalDeviation => {
            matches!(measure.unit, MeasureUnit::Progress | MeasureUnit::ValueAdded)
        }
        IntervalMethod::SampleDeviation => !matches!(measure.unit, MeasureUnit::Grade | MeasureUnit::Index),
        IntervalMethod::None => true,
    };
    if !fits {
        complain(
            "interval",
            format!("has the interval method `{method}`, which is not for the unit `{unit}`"),
        );
    }
    let Some(deviations) = &measure.deviations else {
        return;
    };
    if measure.interval != IntervalMethod::NationalDeviation {
        complain(
            "deviations",
            format!("has deviations, which the interval method `{method}` does not use"),
        );
    }
    if deviations.source.trim().is_empty() {
        complain("empty", "has deviations without a `source`".to_owned());
    }
    for (year, deviation) in &deviations.by_year {
        if !measure.years.contains(*year) {
            complain("deviations", outside("a deviation", *year, measure));
        }
        if !(deviation.is_finite() && *deviation > 0.0) {
            complain(
                "deviations",
                format!("has a deviation of {deviation} for {year}: it must be above 0"),
            );
        }
    }
}

fn targets(measure: &Measure, complain: &mut impl FnMut(&'static str, String)) {
    for (index, target) in measure.floor_targets.iter().enumerate() {
        let year = target.year;
        if !measure.years.contains(year) {
            complain("floor-target", outside("a floor target", year, measure));
        }
        if !measure.scale.contains(target.at_least) {
            let value = target.at_least;
            complain(
                "floor-target",
                format!("has a floor target of {value} for {year}, which is not on its scale"),
            );
        }
        if target.source.trim().is_empty() {
            complain(
                "empty",
                format!("has a floor target for {year} with an empty `source`"),
            );
        }
        if measure.floor_targets[..index]
            .iter()
            .any(|other| other.year == year)
        {
            complain("floor-target", format!("has two floor targets for {year}"));
        }
    }
}

fn outside(what: &str, year: SchoolYear, measure: &Measure) -> String {
    format!(
        "has {what} for {year}, in which it does not exist: it is valid for {}",
        measure.years
    )
}

fn columns(measure: &Measure, complain: &mut impl FnMut(&'static str, String)) {
    if measure.columns.is_empty() {
        return;
    }
    if measure.unit != MeasureUnit::Percent {
        let unit = measure.unit.as_str();
        complain(
            "columns",
            format!("has columns, which are read for percentages only, not for the unit `{unit}`"),
        );
    }
    let mut groups = measure.columns.values().flat_map(|groups| groups.keys());
    if measure.disadvantaged == Disadvantage::None && groups.any(|group| *group != Group::All) {
        complain(
            "columns",
            "has columns of disadvantaged pupils or others, and does not tell them apart".to_owned(),
        );
    }
}
