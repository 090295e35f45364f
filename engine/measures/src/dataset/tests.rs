//! Tests of datasets and their canonical bytes.

use super::*;

const FORMAT_1: &str = r#"{"format":1,"kind":"ks2-school","unit":"school","year":"2018-19","source":"a test","columns":[{"name":"scope","texts":["school","authority","national"]},{"name":"urn","texts":["116177",{"missing":"not-applicable"},{"missing":"not-applicable"}]},{"name":"name","texts":["Brockhurst",{"missing":"blank"},{"missing":"blank"}]},{"name":"authority","texts":["850","850",{"missing":"blank"}]},{"name":"establishment","texts":["2627",{"missing":"blank"},{"missing":"blank"}]},{"name":"town","texts":["Gosport",{"missing":"blank"},{"missing":"blank"}]},{"name":"P","numbers":[45.5,"suppressed",100.0]}]}"#;

fn read(text: &str) -> Result<Dataset, DatasetError> {
    Dataset::from_bytes(text.as_bytes())
}

#[test]
fn format_1_is_read_and_written_to_the_byte() {
    let dataset = read(FORMAT_1).unwrap();
    assert_eq!(dataset.to_bytes(), FORMAT_1.as_bytes());
    // The address of what earlier releases stored: it must never change.
    assert_eq!(dataset.digest(), Digest::of(FORMAT_1.as_bytes()));
    assert_eq!(dataset.kind().as_str(), "ks2-school");
    assert_eq!(
        (dataset.year().to_string().as_str(), dataset.source()),
        ("2018-19", "a test")
    );
    assert_eq!(dataset.number("P", 0), Some(Ok(45.5)));
    assert_eq!(dataset.number("P", 1), Some(Err(Missing::Suppressed)));
    assert_eq!(dataset.number("Q", 0), None);
    assert_eq!(dataset.number("name", 0), None);
}

#[test]
fn schools_and_comparison_rows_are_found() {
    let dataset = read(FORMAT_1).unwrap();
    let urn = Urn::new(116_177).unwrap();
    let school = dataset.school(urn).unwrap();
    assert_eq!(
        (school.name, school.authority, school.town),
        ("Brockhurst", Some("850"), Some("Gosport"))
    );
    assert_eq!(
        dataset.schools().map(|school| school.urn).collect::<Vec<_>>(),
        [urn]
    );
    assert_eq!(dataset.school(Urn::new(116_178).unwrap()), None);
    assert_eq!(
        (dataset.authority_row("850"), dataset.authority_row("851")),
        (Some(1), None)
    );
    assert_eq!(dataset.national_row(), Some(2));
}

#[test]
fn a_newer_format_is_named_as_such_whatever_else_it_holds() {
    let newer = r#"{"format":2,"columns":{"arrow":true}}"#;
    assert_eq!(
        read(newer).unwrap_err().to_string(),
        "the dataset has format 2, and this release reads 1: use the release that wrote it"
    );
}

#[test]
fn damage_is_named_never_served() {
    for (from, to, reason) in [
        ("\"116177\"", "\"11617\"", "row 0: `11617` is not a URN"),
        (
            "\"116177\"",
            "{\"missing\":\"blank\"}",
            "the school in row 0 has no URN",
        ),
        (
            "[\"school\",\"authority\"",
            "[\"school\",\"village\"",
            "a row has no known scope",
        ),
        (
            "\"authority\",\"national\"",
            "\"school\",\"national\"",
            "the school in row 1 has no URN",
        ),
        ("[45.5,", "[", "column `P` has 2 rows, not 3"),
        (
            "45.5",
            "-0.0",
            "column `P` holds a number that is not finite, or minus zero",
        ),
        ("45.5", "45.50", "it is not in canonical form"),
        ("\"name\":\"P\"", "\"name\":\"urn\"", "column `urn` appears twice"),
        (
            "\"name\":\"town\"",
            "\"name\":\"city\"",
            "the text column `town` is missing",
        ),
        (
            "\"Brockhurst\"",
            "{\"missing\":\"blank\"}",
            "school 116177 has no name",
        ),
        ("suppressed", "hidden", ""),
        ("\"format\":1", "\"format\":1,\"more\":1", "unknown field `more`"),
        ("\"2018-19\"", "\"2018-20\"", "`2018-20` is not a school year"),
        ("]}]}", "]}", ""),
    ] {
        assert!(FORMAT_1.contains(from), "{from}");
        let error = read(&FORMAT_1.replacen(from, to, 1)).unwrap_err();
        assert!(matches!(error, DatasetError::Damaged { .. }), "{error}");
        assert!(error.to_string().contains(reason), "{error}");
    }
}
