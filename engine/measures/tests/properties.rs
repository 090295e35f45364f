//! Properties that hold for any bytes: the importer never panics, and what it makes is stable.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use alongside_measures::{Dataset, ImportOptions, Registry, import};
use proptest::prelude::*;

const NAME: &str = "2018-850-ks2.csv";

fn real() -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/hampshire-primary/data");
    std::fs::read(folder.join(NAME)).unwrap()
}

fn options() -> ImportOptions {
    ImportOptions {
        kind: Some("ks2-school".parse().unwrap()),
        year: None,
    }
}

/// Imports and, where that succeeds, checks what must then hold.
fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    let registry = Registry::bundled();
    match import(NAME, bytes, &options(), &registry) {
        Ok(found) => {
            let canonical = found.dataset.to_bytes();
            let read = Dataset::from_bytes(&canonical).unwrap();
            prop_assert_eq!(&read, &found.dataset);
            prop_assert_eq!(read.digest(), found.dataset.digest());
            let again = import(NAME, bytes, &options(), &registry).unwrap();
            prop_assert_eq!(again, found);
        }
        Err(problems) => {
            prop_assert!(problems.total >= 1);
            prop_assert!(problems.shown.len() <= problems.total);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        check(&bytes)?;
    }

    #[test]
    fn arbitrary_rows_under_the_real_header_never_panic(
        rows in prop::collection::vec("[1-5],850,[0-9]{0,4},(11[0-9]{4}|),[^\n]{0,60}", 1..6),
    ) {
        let real = real();
        let end = real.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        let mut bytes = real[..end].to_vec();
        bytes.extend_from_slice(rows.join("\r\n").as_bytes());
        check(&bytes)?;
    }

    #[test]
    fn a_damaged_real_file_is_read_or_refused(
        at in any::<prop::sample::Index>(),
        length in 0_usize..40,
        with in prop::collection::vec(any::<u8>(), 0..12),
    ) {
        let mut bytes = real();
        let at = at.index(bytes.len());
        let end = (at + length).min(bytes.len());
        bytes.splice(at..end, with);
        check(&bytes)?;
    }

    #[test]
    fn damaged_canonical_bytes_are_refused_or_the_same(
        at in any::<prop::sample::Index>(),
        with in any::<u8>(),
    ) {
        let dataset = import(NAME, &real(), &options(), &Registry::bundled()).unwrap().dataset;
        let mut bytes = dataset.to_bytes();
        let at = at.index(bytes.len());
        bytes[at] = with;
        if let Ok(read) = Dataset::from_bytes(&bytes) {
            prop_assert_eq!(read.to_bytes(), bytes);
        }
    }

    #[test]
    fn registry_files_never_panic(text in "\\PC{0,200}") {
        let _ = Registry::parse("m.toml", &text);
    }
}
