//! The real cuts of `examples/hampshire-primary/data`: they import without a warning, and their figures are
//! those that the tables print.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use alongside_core::column::Missing;
use alongside_measures::{
    Dataset, Encoding, Import, ImportOptions, Registry, Scope, Urn, YearSource, import,
};

const YEARS: [u16; 3] = [2016, 2017, 2018];

fn read(start: u16) -> Import {
    let name = format!("{start}-850-ks2.csv");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/hampshire-primary/data");
    let bytes = std::fs::read(folder.join(&name)).unwrap();
    import(&name, &bytes, &ImportOptions::default(), &Registry::bundled()).unwrap()
}

fn urn(number: u32) -> Urn {
    Urn::new(number).unwrap()
}

#[test]
fn they_import_without_a_warning() {
    for (start, short, suppressed, blank) in [(2016, 1, 47, 0), (2017, 0, 62, 5), (2018, 0, 40, 0)] {
        let Import { dataset, preview } = read(start);
        assert_eq!(preview.warnings.total, 0, "{}", preview.warnings);
        assert_eq!(
            (dataset.year().start(), preview.encoding),
            (start, Encoding::Utf8WithMark)
        );
        assert_eq!(preview.year_sources, [YearSource::FileName, YearSource::Columns]);
        assert_eq!((preview.schools(), dataset.schools().len()), (27, 27));
        for scope in [Scope::Authority, Scope::National, Scope::NationalAll] {
            assert_eq!(preview.rows.get(&scope), Some(&1), "{scope:?}");
        }
        assert_eq!((preview.columns_kept.len(), preview.columns_ignored), (21, 1));
        assert_eq!(preview.short_rows, short, "{start}");
        let missing = |reason| preview.missing.get(&reason).copied().unwrap_or(0);
        assert_eq!(
            (missing(Missing::Suppressed), missing(Missing::Blank)),
            (suppressed, blank),
            "{start}"
        );
        assert_eq!(preview.missing.values().sum::<usize>(), suppressed + blank);
    }
}

#[test]
fn the_figures_are_the_published_ones() {
    let Import { dataset, .. } = read(2018);
    let brockhurst = dataset.school(urn(116_177)).unwrap();
    assert_eq!(
        (brockhurst.name, brockhurst.town),
        ("Brockhurst Primary School", Some("Gosport"))
    );
    let figure = |column: &str, row| dataset.number(column, row).unwrap().unwrap();
    assert_eq!(figure("TFSM6CLA1A", brockhurst.row), 24.0);
    assert_eq!(figure("PTRWM_EXP_FSM6CLA1A", brockhurst.row), 42.0);
    assert_eq!(figure("PTRWM_EXP_NotFSM6CLA1A", brockhurst.row), 77.0);
    assert_eq!(figure("TELIG", dataset.authority_row("850").unwrap()), 14_855.0);
    assert_eq!(figure("TELIG", dataset.national_row().unwrap()), 644_967.0);
}

#[test]
fn an_academy_conversion_is_another_school() {
    let in_years = |number| YEARS.map(|start| read(start).dataset.school(urn(number)).is_some());
    assert_eq!(in_years(116_181), [true, false, false]);
    assert_eq!(in_years(144_093), [false, true, true]);
}

#[test]
fn the_same_file_gives_the_same_dataset_whatever_it_is_called() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/hampshire-primary/data");
    let bytes = std::fs::read(folder.join("2018-850-ks2.csv")).unwrap();
    let once = read(2018).dataset;
    let options = ImportOptions::default();
    let again = import("copy of the tables.csv", &bytes, &options, &Registry::bundled())
        .unwrap()
        .dataset;
    let unmarked = import("2018-850-ks2.csv", &bytes[3..], &options, &Registry::bundled())
        .unwrap()
        .dataset;
    assert_eq!(once.digest(), again.digest());
    assert_eq!(once.digest(), unmarked.digest());
    assert_ne!(once.digest(), read(2017).dataset.digest());
    assert_eq!(Dataset::from_bytes(&once.to_bytes()).unwrap(), once);
}
