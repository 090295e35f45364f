//! Tests of the registry.

use super::*;

const ONE: &str = r#"
format = 1

[[measure]]
id = "ks2-a"
title = "A"
stage = "ks2"
years = { from = "2015-16", to = "2018-19", except = ["2017-18"] }
unit = "percent"
direction = "higher"
denominator = "pupils"
interval = "wilson"
suppress-at-most = 5
disadvantaged = "fsm"
source = "a test"

[measure.columns.ks2-school]
disadvantaged = { cohort = "N", percent = "P" }
"#;

fn id(text: &str) -> MeasureId {
    MeasureId::new(text).unwrap()
}

fn year(text: &str) -> SchoolYear {
    text.parse().unwrap()
}

fn refusal(text: &str) -> String {
    Registry::parse("m.toml", text).unwrap_err().to_string()
}

#[test]
fn the_bundled_files_are_valid() {
    let registry = Registry::read_bundled().unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(registry, Registry::bundled());
    let ids: Vec<&str> = registry.measures().map(|measure| measure.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "attendance",
            "ks2-aps",
            "ks2-cva",
            "ks2-em-l4",
            "ks2-em-l5",
            "ks2-english-expected-progress",
            "ks2-english-l4",
            "ks2-english-l5",
            "ks2-gap-index",
            "ks2-maths-exp",
            "ks2-maths-expected-progress",
            "ks2-maths-high",
            "ks2-maths-l4",
            "ks2-maths-l5",
            "ks2-maths-progress",
            "ks2-maths-scaled",
            "ks2-reading-exp",
            "ks2-reading-expected-progress",
            "ks2-reading-high",
            "ks2-reading-progress",
            "ks2-reading-scaled",
            "ks2-rwm-exp",
            "ks2-rwm-high",
            "ks2-rwm-l4",
            "ks2-va",
            "ks2-writing-exp",
            "ks2-writing-expected-progress",
            "ks2-writing-high",
            "ks2-writing-progress",
            "ks4-5ac",
            "ks4-5ac-em",
            "ks4-attainment8",
            "ks4-cva",
            "ks4-ebacc",
            "ks4-ebacc-aps",
            "ks4-em-grade4",
            "ks4-em-grade5",
            "ks4-english-expected-progress",
            "ks4-gap-index",
            "ks4-maths-expected-progress",
            "ks4-progress8",
            "ks4-va",
            "ofsted-overall",
            "persistent-absence",
        ]
    );
    assert!(
        registry
            .layouts()
            .all(|layout| !layout.title().is_empty() && !layout.source().is_empty())
    );
}

#[test]
fn an_unknown_measure_is_answered_with_the_nearest() {
    let error = Registry::bundled().measure(&id("ks2-rwm-expt")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no measure is called `ks2-rwm-expt`: did you mean `ks2-rwm-exp`?"
    );
    let error = Registry::bundled().measure(&id("behaviour")).unwrap_err();
    assert_eq!(error.to_string(), "no measure is called `behaviour`");
}

#[test]
fn a_measure_outside_its_years_says_so() {
    let registry = Registry::bundled();
    let levels = registry.measure(&id("ks2-em-l4")).unwrap();
    assert_eq!(levels.check_year(year("2011-12")), Ok(()));
    assert_eq!(
        levels.check_year(year("2018-19")).unwrap_err().to_string(),
        "measure `ks2-em-l4` (Level 4 or above in both English and maths) does not exist in 2018-19: \
         it is valid for 1999-00 to 2011-12"
    );
    let standard = registry.measure(&id("ks2-rwm-exp")).unwrap();
    assert!(standard.years.contains(year("2021-22")));
    assert_eq!(
        standard.check_year(year("2019-20")).unwrap_err().to_string(),
        "measure `ks2-rwm-exp` (Expected standard in reading, writing and maths) does not exist in 2019-20: \
         it is valid for 2015-16 onwards except 2019-20 and 2020-21"
    );
}

#[test]
fn a_file_adds_to_the_registry_and_its_columns_are_wanted_in_its_years() {
    let mut registry = Registry::bundled();
    registry.add("m.toml", ONE).unwrap();
    let kind = DataKindId::new("ks2-school").unwrap();
    assert_eq!(
        registry.columns(&kind, year("2018-19")).get("P"),
        Some(&ColumnType::Percent)
    );
    assert_eq!(registry.columns(&kind, year("2017-18")).get("P"), None);
    assert!(registry.layout(&kind).is_some());
}

#[test]
fn mistakes_of_form_are_named_with_their_line() {
    for (wrong, right, message) in [
        ("sauce =", "source =", "m.toml:15: unknown field `sauce`"),
        (
            "unit = \"pounds\"",
            "unit = \"percent\"",
            "m.toml:9: unknown variant `pounds`",
        ),
        (
            "from = \"2015\"",
            "from = \"2015-16\"",
            "m.toml:8: `2015` is not a school year",
        ),
        (
            "id = \"KS2\"",
            "id = \"ks2-a\"",
            "m.toml:5: `KS2` is not a valid identifier",
        ),
        (
            "format = 2",
            "format = 1",
            "m.toml:2: format 2 is not read by this release, which reads 1",
        ),
    ] {
        let found = refusal(&ONE.replace(right, wrong));
        assert!(found.starts_with(message), "{found}");
    }
    assert!(refusal("format = 1\n[[measure").starts_with("m.toml:2: "));
}

#[test]
fn mistakes_of_sense_are_all_reported_at_once() {
    let measure = ONE.split_once("[[measure]]").unwrap().1;
    let wrong = format!("{ONE}\n[[measure]]{measure}")
        .replacen("ks2-school", "ks2-schools", 1)
        .replacen("to = \"2018-19\"", "to = \"2008-09\"", 1)
        .replacen("title = \"A\"", "title = \" \"", 1);
    let last = wrong.rfind("percent = \"P\"").unwrap();
    let wrong = format!("{}percent = \"N\"{}", &wrong[..last], &wrong[last + 13..]);
    assert_eq!(
        refusal(&wrong),
        "m.toml:5: measure `ks2-a` ends in 2008-09, before it starts in 2015-16\n\
         m.toml:5: measure `ks2-a` has an empty `title`\n\
         m.toml:5: measure `ks2-a` has columns of `ks2-schools`, which has no layout: did you mean `ks2-school`?\n\
         m.toml:21: measure `ks2-a` reads `N` as a percentage, which is a count elsewhere\n\
         m.toml:21: measure `ks2-a` is already defined on line 5"
    );
}

/// A measure of progress with everything such a measure can have.
const PROGRESS: &str = r#"
format = 1

[[measure]]
id = "p"
title = "P"
stage = "ks2"
years = { from = "2015-16", to = "2018-19" }
unit = "progress"
scale = { least = -40, most = 40, centre = 0 }
direction = "higher"
denominator = "pupils"
interval = "national-deviation"
suppress-at-most = 5
disadvantaged = "fsm6-cla"
source = "a test"

[measure.deviations]
source = "a test"
by-year = { "2017-18" = 6.0, "2018-19" = 6.18 }

[[measure.floor-target]]
year = "2017-18"
at-least = -5
source = "a test"
"#;

#[test]
fn what_a_measure_contradicts_itself_in_is_told() {
    assert!(Registry::parse("m.toml", PROGRESS).is_ok());
    for (right, wrong, message) in [
        (
            "scale = { least = -40, most = 40, centre = 0 }",
            "",
            "has no `scale`: give its least and most",
        ),
        (
            "least = -40",
            "least = 40",
            "has a scale of 40 to 40 about 0, which is none",
        ),
        (
            "most = 40",
            "most = nan",
            "has a scale of -40 to NaN about 0, which is none",
        ),
        (
            "centre = 0",
            "centre = 50",
            "has a scale of -40 to 40 about 50, which is none",
        ),
        (
            "unit = \"progress\"",
            "unit = \"percent\"",
            "is a percentage with a scale of -40 to 40 about 0: leave the scale out",
        ),
        (
            "\"national-deviation\"",
            "\"wilson\"",
            "has the interval method `wilson`, which is not for the unit `progress`",
        ),
        (
            "\"national-deviation\"",
            "\"none\"",
            "has deviations, which the interval method `none` does not use",
        ),
        (
            "suppress-at-most = 5",
            "suppress-at-most = 500",
            "withholds cohorts of up to 500: at most 100 can be few",
        ),
        (
            "\"2018-19\" = 6.18",
            "\"2019-20\" = 6.18",
            "has a deviation for 2019-20, in which it does not exist: it is valid for 2015-16 to 2018-19",
        ),
        (
            "6.18",
            "0.0",
            "has a deviation of 0 for 2018-19: it must be above 0",
        ),
        (
            "year = \"2017-18\"",
            "year = \"2007-08\"",
            "has a floor target for 2007-08, in which it does not exist: it is valid for 2015-16 to 2018-19",
        ),
        (
            "at-least = -5",
            "at-least = -50",
            "has a floor target of -50 for 2017-18, which is not on its scale",
        ),
        (
            "to = \"2018-19\"",
            "to = \"2018-19\", except = [\"2020-21\"]",
            "excepts 2020-21, which is not between its first and its last year",
        ),
    ] {
        let text = PROGRESS.replacen(right, wrong, 1);
        assert_ne!(text, PROGRESS, "{right}");
        let found = refusal(&text);
        assert!(
            found.contains(&format!("m.toml:5: measure `p` {message}")),
            "{found}"
        );
    }
    let columns =
        format!("{PROGRESS}\n[measure.columns.ks2-school]\nall = {{ cohort = \"N\", percent = \"P\" }}\n");
    assert!(refusal(&columns).contains("which are read for percentages only, not for the unit `progress`"));
    let untold = ONE.replace("disadvantaged = \"fsm\"", "disadvantaged = \"none\"");
    assert!(refusal(&untold).contains("and does not tell them apart"));
    let twice =
        format!("{PROGRESS}\n[[measure.floor-target]]\nyear = \"2017-18\"\nat-least = -4\nsource = \" \"\n");
    let found = refusal(&twice);
    assert!(found.contains("has two floor targets for 2017-18"), "{found}");
    assert!(
        found.contains("has a floor target for 2017-18 with an empty `source`"),
        "{found}"
    );
}

#[test]
fn a_measure_knows_its_scale_its_rule_and_its_targets() {
    let registry = Registry::bundled();
    let maths = registry.measure_in(&id("ks2-maths-l4"), year("2006-07")).unwrap();
    assert_eq!(
        maths.floor_target(year("2006-07")).map(|target| target.at_least),
        Some(65.0)
    );
    assert_eq!(maths.floor_target(year("2007-08")), None);
    assert!(maths.suppression().is_few(5) && !maths.suppression().is_few(6));
    assert_eq!(maths.check_value(100.0), Ok(()));
    assert_eq!(
        maths.check_value(100.5).unwrap_err().to_string(),
        "measure `ks2-maths-l4` (Level 4 or above in maths) cannot be 100.5: its scale is 0 to 100"
    );
    assert!(maths.check_value(f64::NAN).is_err());
    let scaled = registry.measure(&id("ks2-maths-scaled")).unwrap();
    assert!(
        scaled
            .check_value(79.0)
            .unwrap_err()
            .to_string()
            .ends_with("its scale is 80 to 120 about 100")
    );
    let error = registry
        .measure_in(&id("ks2-maths-l4"), year("2018-19"))
        .unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("does not exist in 2018-19: it is valid for 1995-96 to 2014-15"),
        "{error}"
    );
}

#[test]
fn progress_8_has_no_values_where_there_was_no_start_to_measure_from() {
    let registry = Registry::bundled();
    let progress = registry.measure(&id("ks4-progress8")).unwrap();
    for without in ["2019-20", "2020-21", "2024-25", "2025-26"] {
        assert_eq!(
            progress.check_year(year(without)).unwrap_err().to_string(),
            format!(
                "measure `ks4-progress8` (Progress 8) does not exist in {without}: it is valid for 2015-16 onwards \
                 except 2019-20, 2020-21, 2024-25 and 2025-26"
            )
        );
    }
    assert!(progress.years.contains(year("2023-24")) && progress.years.contains(year("2026-27")));
}

#[test]
fn the_interval_of_a_score_needs_the_deviation_of_its_year() {
    let registry = Registry::bundled();
    let progress = registry.measure(&id("ks4-progress8")).unwrap();
    let interval = progress.score_interval(year("2016-17"), -0.32, 156).unwrap();
    assert!((interval.low() + 0.51).abs() < 0.005 && (interval.high() + 0.13).abs() < 0.005);
    assert_eq!(
        progress
            .score_interval(year("2022-23"), 0.1, 150)
            .unwrap_err()
            .to_string(),
        "measure `ks4-progress8` has no national standard deviation for 2022-23, so that its interval cannot be \
         stated: known are those of 2016-17, 2017-18, 2018-19"
    );
    assert!(matches!(
        progress.score_interval(year("2019-20"), 0.1, 150),
        Err(MeasureError::OutsideYears { .. })
    ));
    let maths = registry.measure(&id("ks2-maths-exp")).unwrap();
    assert!(
        maths
            .deviation(year("2018-19"))
            .unwrap_err()
            .to_string()
            .ends_with("known are those of no year")
    );
}

#[test]
fn every_bundled_measure_says_what_it_is() {
    for measure in Registry::bundled().measures() {
        let id = measure.id.as_str();
        let stage = measure.stage.as_str();
        assert!(
            stage == "school" || id.starts_with(stage),
            "{id} is of the stage {stage}"
        );
        assert_eq!(measure.check_year(measure.years.from), Ok(()), "{id}");
        assert_eq!(
            measure.unit == MeasureUnit::Percent,
            measure.scale == Scale::PERCENT,
            "{id}"
        );
        // Headlines are cut from the title: it must be no sentence.
        assert!(!measure.title.ends_with('.'), "{id}");
    }
}

#[test]
fn a_measure_or_layout_of_another_file_is_not_replaced() {
    let mut registry = Registry::bundled();
    let before = registry.clone();
    let taken = ONE.replace("\"ks2-a\"", "\"ks2-rwm-exp\"");
    let message = registry.add("m.toml", &taken).unwrap_err().to_string();
    assert_eq!(
        message,
        "m.toml:5: measure `ks2-rwm-exp` is already registered by another file"
    );
    let layout = include_str!("../../layouts/ks2-school.toml");
    let message = registry.add_layout("l.toml", layout).unwrap_err().to_string();
    assert_eq!(message, "l.toml: kind: `ks2-school` already has a layout");
    assert_eq!(registry, before);
}
