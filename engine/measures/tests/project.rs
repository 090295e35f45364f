//! The projection of measures over the real cuts of `examples/hampshire-primary/data`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::panic, reason = "a test fails by panicking")]

use std::path::Path;

use alongside_core::column::{Cell, Cells, Missing, Table};
use alongside_core::ids::MeasureId;
use alongside_core::value::Value;
use alongside_measures::{Dataset, ImportOptions, ProjectError, Projection, Registry, Urn, import, project};

fn dataset_of(name: &str, edit: impl Fn(String) -> String) -> Dataset {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/hampshire-primary/data");
    let text = edit(std::fs::read_to_string(folder.join(name)).unwrap());
    import(
        name,
        text.as_bytes(),
        &ImportOptions::default(),
        &Registry::bundled(),
    )
    .unwrap()
    .dataset
}

fn datasets() -> Vec<Dataset> {
    ["2016", "2017", "2018"]
        .map(|start| dataset_of(&format!("{start}-850-ks2.csv"), |text| text))
        .into()
}

fn ask(measure: &str, datasets: &[Dataset], urn: u32) -> Result<Projection, ProjectError> {
    let measure = MeasureId::new(measure).unwrap();
    project(&Registry::bundled(), &measure, datasets, Urn::new(urn).unwrap())
}

fn texts<'a>(table: &'a Table, name: &str) -> Vec<&'a str> {
    match &table.column(name).unwrap().cells {
        Cells::Texts(cells) => cells.iter().map(|cell| cell.as_deref().unwrap()).collect(),
        Cells::Numbers(_) => panic!("{name} holds numbers"),
    }
}

fn numbers<'a>(table: &'a Table, name: &str) -> &'a [Cell<f64>] {
    match &table.column(name).unwrap().cells {
        Cells::Numbers(cells) => cells,
        Cells::Texts(_) => panic!("{name} holds texts"),
    }
}

#[test]
fn one_row_for_each_scope_year_and_group_in_order() {
    let (table, facts) = ask("ks2-rwm-exp", &datasets(), 116_177).unwrap();
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["scope", "year", "group", "cohort", "percent"]);
    assert_eq!(table.rows(), 27);
    let rows: Vec<_> = texts(&table, "scope")
        .into_iter()
        .zip(texts(&table, "year"))
        .zip(texts(&table, "group"))
        .map(|((scope, year), group)| (scope, year, group))
        .collect();
    assert_eq!(rows[0], ("school", "2016-17", "disadvantaged"));
    assert_eq!(rows[1], ("school", "2016-17", "other"));
    assert_eq!(rows[5], ("school", "2017-18", "all"));
    assert_eq!(rows[9], ("authority", "2016-17", "disadvantaged"));
    assert_eq!(rows[26], ("national", "2018-19", "all"));
    let cohorts = [16.0, 22.0, 38.0, 17.0, 27.0, 44.0, 24.0, 30.0, 54.0].map(Ok);
    assert_eq!(numbers(&table, "cohort")[..9], cohorts);
    let percents = [38.0, 68.0, 55.0, 24.0, 85.0, 61.0, 42.0, 77.0, 61.0].map(Ok);
    assert_eq!(numbers(&table, "percent")[..9], percents);
    // The nation is that of the state-funded schools.
    assert_eq!(numbers(&table, "cohort")[26], Ok(644_967.0));
    let fact = |name: &str| facts.get(name).cloned().unwrap();
    assert_eq!(fact("measure"), Value::Text("ks2-rwm-exp".to_owned()));
    assert_eq!(fact("unit"), Value::Text("percent".to_owned()));
    assert_eq!(fact("higher-is-better"), Value::Boolean(true));
    assert_eq!(fact("suppress-at-most"), Value::Number(5.0));
    assert_eq!(
        fact("school"),
        Value::Text("Brockhurst Primary School".to_owned())
    );
    assert_eq!(facts.len(), 6);
}

#[test]
fn the_order_of_the_datasets_does_not_matter() {
    let mut datasets = datasets();
    let first = ask("ks2-maths-exp", &datasets, 116_392).unwrap();
    datasets.reverse();
    datasets.push(datasets[1].clone());
    assert_eq!(ask("ks2-maths-exp", &datasets, 116_392).unwrap(), first);
}

#[test]
fn missing_cells_keep_their_reason() {
    let (table, _) = ask("ks2-rwm-exp", &datasets(), 116_165).unwrap();
    // Five other pupils in 2017-18: both groups are withheld, their cohorts and the whole are not.
    let percents = [Err(Missing::Suppressed), Err(Missing::Suppressed), Ok(33.0)];
    assert_eq!(numbers(&table, "percent")[3..6], percents);
    assert_eq!(numbers(&table, "cohort")[3..6], [10.0, 5.0, 15.0].map(Ok));
}

#[test]
fn a_year_without_the_school_is_blank_and_its_comparisons_stay() {
    // The school became an academy after 2016-17 and has had this number since.
    let (table, _) = ask("ks2-rwm-exp", &datasets(), 144_093).unwrap();
    assert_eq!(table.rows(), 27);
    assert_eq!(numbers(&table, "percent")[..3], [Err(Missing::Blank); 3]);
    assert!(numbers(&table, "percent")[3..].iter().all(Result::is_ok));
}

#[test]
fn an_unknown_school_is_answered_with_where_it_was_sought_and_the_nearest() {
    assert_eq!(
        ask("ks2-rwm-exp", &datasets(), 161_177).unwrap_err().to_string(),
        "school 161177 is not in ks2-school 2016-17, ks2-school 2017-18, ks2-school 2018-19: \
         did you mean 116177 Brockhurst Primary School?"
    );
    let far = ask("ks2-rwm-exp", &datasets(), 999_999).unwrap_err().to_string();
    assert!(far.ends_with("ks2-school 2018-19"), "{far}");
}

#[test]
fn a_measure_without_data_says_where_it_is_read_from() {
    assert_eq!(
        ask("ks2-rwm-exp", &[], 116_177).unwrap_err().to_string(),
        "no dataset holds measure `ks2-rwm-exp`: it is read from ks2-school"
    );
    assert_eq!(
        ask("ks2-em-l4", &datasets(), 116_177).unwrap_err().to_string(),
        "no dataset holds measure `ks2-em-l4`: it is read from no kind of dataset"
    );
    assert_eq!(
        ask("ks2-rwm", &datasets(), 116_177).unwrap_err().to_string(),
        "no measure is called `ks2-rwm`"
    );
}

#[test]
fn a_dataset_of_a_year_in_which_the_measure_did_not_exist_is_refused() {
    let mut registry = Registry::bundled();
    let bundled = include_str!("../../../workflows/measures/ks2.toml");
    let narrow = bundled.split_inclusive("\n\n").take(3).collect::<String>();
    let narrow = narrow
        .replace("ks2-rwm-exp", "ks2-old")
        .replace("from = \"2015-16\"", "from = \"2017-18\"");
    registry.add("narrow.toml", &narrow).unwrap();
    let measure = MeasureId::new("ks2-old").unwrap();
    let error = project(&registry, &measure, &datasets(), Urn::new(116_177).unwrap()).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("does not exist in 2016-17: it is valid for 2017-18 onwards"),
        "{error}"
    );
}

#[test]
fn two_datasets_of_one_year_with_the_school_are_refused() {
    let mut datasets = datasets();
    datasets.push(dataset_of("2018-850-ks2.csv", |text| {
        text.replace("Brockhurst", "Brookhurst")
    }));
    assert_eq!(
        ask("ks2-rwm-exp", &datasets, 116_177).unwrap_err().to_string(),
        "school 116177 is in two datasets of 2018-19: keep one of them"
    );
}

#[test]
fn a_column_that_was_not_kept_is_named() {
    let without = dataset_of("2018-850-ks2.csv", |text| {
        text.replace("PTMAT_EXP,", "PTMATHS_EXP,")
    });
    assert_eq!(
        ask("ks2-maths-exp", std::slice::from_ref(&without), 116_177)
            .unwrap_err()
            .to_string(),
        "dataset ks2-school 2018-19 has no column `PTMAT_EXP`: import the file again with measure \
         `ks2-maths-exp` registered"
    );
    assert!(ask("ks2-rwm-exp", &[without], 116_177).is_ok());
}
