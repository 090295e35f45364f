//! What no text may do: make `load` panic, hang or accept what the core would refuse.

use alongside_definition::{FILE_BYTES_MAX, load};
use proptest::prelude::*;

use crate::catalog::catalog;
use crate::golden::cases;

/// Loads a text; whatever comes of it must hold together.
fn try_load(text: &str) {
    match load("w.toml", text, &catalog()) {
        Ok(loaded) => loaded.definition.check().unwrap(),
        Err(problems) => {
            assert!(problems.has_errors());
            let drawn = problems.render(false, 80);
            assert!(drawn.contains("w.toml"), "{drawn}");
            for problem in problems.to_json().as_array().unwrap() {
                assert!(problem["line"].as_u64().unwrap() >= 1 && problem["column"].as_u64().unwrap() >= 1);
            }
        }
    }
}

#[test]
fn a_file_beyond_the_limit_is_refused_unread() {
    let problems = load("w.toml", &"#".repeat(FILE_BYTES_MAX + 1), &catalog()).unwrap_err();
    let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["alongside::workflow::too-large"]);
}

#[test]
fn a_workflow_beyond_the_limit_of_steps_is_refused_once() {
    let head = "format = 1\n[workflow]\nid = \"w\"\nversion = \"1.0.0\"\ntitle = \"W\"\n";
    let step = |n: usize| format!("[[step]]\nid = \"s{n}\"\nkind = \"milestone\"\n");
    let with = |count: usize| format!("{head}{}", (0..count).map(step).collect::<String>());
    assert_eq!(
        load("w.toml", &with(500), &catalog())
            .unwrap()
            .definition
            .steps
            .len(),
        500
    );
    let problems = load("w.toml", &with(600), &catalog()).unwrap_err();
    let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["alongside::workflow::too-many"]);
}

#[test]
fn a_long_chain_and_a_long_circle_are_settled_quickly() {
    let head = "format = 1\n[workflow]\nid = \"w\"\nversion = \"1.0.0\"\ntitle = \"W\"\n";
    // Each step waits for the next one in the file, which is the slowest order to settle.
    let step = |n: usize| {
        format!(
            "[[step]]\nid = \"s{n}\"\nkind = \"milestone\"\nafter = \"s{}\"\n",
            n + 1
        )
    };
    let chain = |last: &str| format!("{head}{}{last}", (0..499).map(step).collect::<String>());
    let end = "[[step]]\nid = \"s499\"\nkind = \"milestone\"\n";
    assert!(load("w.toml", &chain(end), &catalog()).is_ok());
    let problems = load("w.toml", &chain(&format!("{end}after = \"s0\"\n")), &catalog()).unwrap_err();
    assert_eq!(problems.iter().count(), 1);
}

/// Pieces of TOML and of the language, to make texts that come near to files.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "[[stage]]\n",
        "[[step]]\n",
        "[[stage.step]]\n",
        "[workflow]\n",
        "[parties]\n",
        "[roles]\n",
        "id = ",
        "kind = ",
        "\"task\"\n",
        "\"stage\"\n",
        "\"a\"\n",
        "after = ",
        "when = ",
        "repeat = ",
        "due = ",
        "{ ",
        " }\n",
        "[",
        "]",
        ",",
        "every = ",
        "\"1 term\"",
        "finding = ",
        "at-least = 3",
        "format = 1\n",
        "\"",
        "'''",
        "\\",
        "é",
        "=",
        "\n",
        "step = ",
        "\"steps.a.done && !\"",
        "options = ",
        "2019-01-31",
        "1e400",
        "not = { ",
        "#",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text_does_no_harm(text in "\\PC{0,200}") {
        try_load(&text);
    }

    #[test]
    fn text_that_comes_near_does_no_harm(text in pieces()) {
        try_load(&text);
    }

    #[test]
    fn a_file_cut_spliced_or_changed_does_no_harm(
        case in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        length in 0usize..20,
        piece in prop_oneof![pieces(), "\\PC{0,3}", Just(String::new())],
    ) {
        let cases = cases();
        let text = &cases[case.index(cases.len())].1;
        let floor = |mut at: usize| { while !text.is_char_boundary(at) { at -= 1 } at };
        let start = floor(at.index(text.len() + 1));
        let end = floor((start + length).min(text.len())).max(start);
        try_load(&format!("{}{piece}{}", &text[..start], &text[end..]));
    }

    #[test]
    fn any_condition_does_no_harm(condition in prop_oneof!["\\PC{0,80}", "[-+*/!?:.,()\\[\\]{}\"'a-c0-9 &|=<>\\\\\n]{0,120}"]) {
        let head = "format = 1\n[workflow]\nid = \"w\"\nversion = \"1.0.0\"\ntitle = \"W\"\n[[step]]\nid = \"s\"\nkind = \"milestone\"\n";
        let text = toml_string(&condition);
        try_load(&format!("{head}when = {text}\n"));
    }
}

/// A text as a basic string of TOML.
fn toml_string(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| match c {
            '"' | '\\' => format!("\\{c}"),
            c if c.is_control() => format!("\\u{:04X}", u32::from(c)),
            c => c.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}
