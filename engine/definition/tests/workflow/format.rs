//! The layout: what it makes of odd files, that it is stable, and that it never changes what a file means.

use alongside_definition::{explanations, format, load, whole_example};
use proptest::prelude::*;

use crate::catalog::{bundled, catalog};
use crate::golden::cases;

fn laid_out(text: &str) -> String {
    match format("w.toml", text) {
        Ok(text) => text,
        Err(problems) => panic!("{}\n{text}", problems.render(false, 100)),
    }
}

const ODD: &str = r#"# first
format=1


[workflow]   # the name
id   =  "a"
  version = "1.0.0"  # three numbers
title="A"   # for people

# a calendar
calendar = "p" # whose
[[step]]

id = "x"
options = [ "a" ,   # one
  # two
  {id="b",title="B"}   ]
after = ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "ccccccccccccccccccccccccccc"]
evidence = [
  { id = "note" }
]
guidance = """
  as  it   is   # no comment
"""   # behind
[stage.step.when]
any=[ {finding="gap",at-least=10},"x" ]
# the end"#;

const TIDY: &str = r#"# first
format = 1

[workflow] # the name
id = "a"
version = "1.0.0" # three numbers
title = "A"       # for people

# a calendar
calendar = "p" # whose

[[step]]
id = "x"
options = [
  "a", # one
  # two
  { id = "b", title = "B" },
]
after = [
  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
  "ccccccccccccccccccccccccccc",
]
evidence = [{ id = "note" }]
guidance = """
  as  it   is   # no comment
""" # behind

[stage.step.when]
any = [
  { finding = "gap", at-least = 10 },
  "x",
]
# the end
"#;

#[test]
fn an_odd_file_becomes_tidy_and_stays_so() {
    assert_eq!(laid_out(ODD), TIDY);
    assert_eq!(laid_out(TIDY), TIDY);
    assert_eq!(laid_out(&ODD.replace('\n', "\r\n")), TIDY);
}

#[test]
fn what_is_not_toml_is_refused() {
    let problems = format("w.toml", "a = \n").unwrap_err();
    assert!(
        problems
            .iter()
            .all(|problem| problem.code == "alongside::workflow::syntax")
    );
}

#[test]
fn the_bundled_workflows_are_tidy() {
    for name in ["nle-support", "pdsa", "special-measures"] {
        let path = format!("{}/../../workflows/{name}.toml", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).unwrap();
        let tidy = laid_out(&text);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, &tidy).unwrap();
        } else {
            let differs = tidy.lines().zip(text.lines()).find(|(a, b)| a != b);
            assert!(
                tidy == text,
                "run `alongside fmt` on the bundled workflows: {differs:?}"
            );
        }
    }
}

#[test]
fn examples_are_tidy() {
    for explained in explanations() {
        if let Some(right) = explained.right {
            let whole = whole_example(right);
            assert_eq!(
                laid_out(&whole),
                laid_out(&laid_out(&whole)),
                "{}",
                explained.code.name()
            );
        }
    }
}

/// Every good workflow there is.
fn good() -> Vec<String> {
    let mut texts: Vec<String> = cases()
        .into_iter()
        .filter(|(name, _)| name.starts_with("good-"))
        .map(|(_, text)| text)
        .collect();
    texts.push(include_str!("../../../../workflows/nle-support.toml").to_owned());
    texts.push(include_str!("../../../../workflows/pdsa.toml").to_owned());
    texts
}

fn digest(text: &str) -> String {
    let loaded = load("w.toml", text, &bundled()).or_else(|_| load("w.toml", text, &catalog()));
    loaded.unwrap().definition.digest().to_string()
}

/// Changes white space where TOML allows it, and adds comments, by the numbers of `seed`.
fn ruffled(text: &str, seed: &[u8]) -> String {
    let mut numbers = seed.iter().copied().cycle();
    let mut in_text = false;
    let mut out = String::new();
    for line in text.lines() {
        let number = numbers.next().unwrap_or(0);
        let was_in_text = in_text;
        in_text ^= line.matches("\"\"\"").count() % 2 == 1;
        if was_in_text || in_text {
            out.push_str(line);
        } else {
            out.push_str(&" ".repeat(usize::from(number % 3)));
            match (number % 5, line.split_once(" = ")) {
                (0, Some((key, value))) if !key.contains(['{', '[', '"', '#']) => {
                    out.push_str(&format!("{key}={value}"));
                }
                _ => out.push_str(line),
            }
            if number % 7 == 0 {
                out.push_str("  # noted");
            }
            if number % 4 == 0 {
                out.push_str("\n\n  # between\n");
            }
        }
        out.push('\n');
    }
    out
}

fn comments(text: &str) -> usize {
    text.matches("# noted").count() + text.matches("# between").count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]
    #[test]
    fn the_layout_changes_neither_meaning_nor_comments(seed in prop::collection::vec(any::<u8>(), 1..40)) {
        for text in good() {
            let odd = ruffled(&text, &seed);
            let tidy = laid_out(&odd);
            prop_assert_eq!(digest(&tidy), digest(&text));
            prop_assert_eq!(comments(&tidy), comments(&odd));
            let again = laid_out(&tidy);
            let differs = again.lines().zip(tidy.lines()).find(|(a, b)| a != b);
            prop_assert!(again == tidy, "{:?}", differs);
        }
    }

    #[test]
    fn any_text_is_laid_out_or_refused(text in "[a-z\\[\\]{}=\"'#,. 0-9\n]{0,120}") {
        if let Ok(tidy) = format("w.toml", &text) {
            prop_assert_eq!(laid_out(&tidy), tidy);
        }
    }
}
