//! The worlds `importer` and `evaluator`: what goes in and comes out, and what is refused.

use std::collections::BTreeMap;

use alongside_core::column::{Cells, Missing};
use alongside_core::finding::{Estimate, Explanation, ScoreOutput};
use alongside_core::intervention::Verdict;
use alongside_core::plugin::{CallFailure, Comparison, EvaluateInput, ImportInput, World};
use alongside_plugin_host::{Question, Reply};

use crate::support::{named, plugin, text};

fn file(bytes: &[u8], way: Option<&str>) -> ImportInput {
    let way = way.map(|way| ("as", text(way)));
    ImportInput {
        name: "register.csv".to_owned(),
        bytes: bytes.to_vec(),
        parameters: named(way.as_slice()),
    }
}

fn finding(value: Option<f64>) -> ScoreOutput {
    ScoreOutput {
        estimate: Estimate {
            value,
            low: None,
            high: None,
            n: Some(60),
            unit: "%".to_owned(),
            years: Vec::new(),
            withheld: value.is_none().then(|| "few pupils".to_owned()),
        },
        band: None,
        values: BTreeMap::new(),
        explanation: vec![Explanation {
            label: "a".to_owned(),
            detail: "b".to_owned(),
            ..Explanation::default()
        }],
    }
}

fn judged(before: f64, after: f64, elsewhere: Option<(f64, f64)>) -> EvaluateInput {
    EvaluateInput {
        before: finding(Some(before)),
        after: finding(Some(after)),
        comparison: elsewhere.map(|(before, after)| Comparison {
            title: "schools like it".to_owned(),
            before: finding(Some(before)),
            after: finding(Some(after)),
        }),
        prediction: None,
        facts: BTreeMap::new(),
        parameters: BTreeMap::new(),
    }
}

#[test]
fn an_importer_gives_typed_columns_and_names_the_lines_it_left_out() {
    let reader = plugin("reader");
    assert_eq!(reader.record().description.world, World::Importer);
    let called = reader
        .ask(&Question::Read(file(b"a;1\nb;two\nc;\n", None)))
        .unwrap();
    let Reply::Read(read) = called.answer else {
        panic!("an importer reads")
    };
    let names = &read.table.column("name").unwrap().cells;
    assert_eq!(names, &Cells::Texts(vec![Ok("a".to_owned()), Ok("c".to_owned())]));
    let numbers = &read.table.column("number").unwrap().cells;
    assert_eq!(numbers, &Cells::Numbers(vec![Ok(1.0), Err(Missing::Blank)]));
    assert_eq!(read.refused.len(), 1);
    assert_eq!(
        (read.refused[0].line, read.refused[0].column.as_deref()),
        (2, Some("number"))
    );
    assert_eq!(called.log, ["info: register.csv: 2 rows"]);
    assert!(called.memory_bytes > 0);
}

#[test]
fn an_importer_refuses_a_file_that_makes_no_sense() {
    let error = plugin("reader").read(&file(b"a;1\n\xff", None)).unwrap_err();
    assert_eq!(error.failure, CallFailure::Refused);
    assert!(error.message.contains("line 2 is not UTF-8"), "{error}");
}

#[test]
fn an_importer_that_breaks_its_word_misbehaves() {
    let reader = plugin("reader");
    for (way, message) in [
        (
            "other-columns",
            "column `colour` is not the one that its description has",
        ),
        ("no-columns", "column `name` is not in the answer"),
        ("uneven", "column `number` has 2 rows where the table has 1"),
        ("other-type", "column `number` holds texts"),
        (
            "not-a-number",
            "column `number` holds a number that is not finite",
        ),
        ("gap-outside", "row 9 is named as missing and is not there"),
    ] {
        let error = reader.read(&file(b"a;1", Some(way))).unwrap_err();
        assert_eq!(error.failure, CallFailure::Misbehaved, "{way}: {error}");
        assert!(error.message.contains(message), "{way}: {error}");
        assert!(reader.read(&file(b"a;1", None)).is_ok(), "the call after {way}");
    }
}

#[test]
fn an_evaluator_calls_a_change_impact_only_against_a_comparison() {
    let judge = plugin("judge");
    assert_eq!(judge.record().description.world, World::Evaluator);
    let alone = judge.evaluate(&judged(40.0, 50.0, None)).unwrap();
    assert_eq!((alone.verdict, alone.effect.value), (None, None));
    let against = judge.evaluate(&judged(40.0, 50.0, Some((50.0, 53.0)))).unwrap();
    assert_eq!(
        (against.verdict, against.effect.value),
        (Some(Verdict::Adopt), Some(7.0))
    );
}

#[test]
fn an_evaluator_cannot_advise_without_an_effect() {
    let mut input = judged(40.0, 50.0, None);
    input.parameters = named(&[("as", text("verdict-without-effect"))]);
    let error = plugin("judge").evaluate(&input).unwrap_err();
    assert!(error.message.contains("choose one"), "{error}");
    let error = plugin("judge").read(&file(b"", None)).unwrap_err();
    assert_eq!(
        error.message,
        "it is of world `evaluator`; this call needs a `importer`"
    );
}
