//! The digest names what a workflow means, not how its file looks.

use alongside_core::digest::Digest;
use alongside_definition::load;

use crate::catalog::catalog;
use crate::golden::cases;

fn digest(text: &str) -> Digest {
    match load("w.toml", text, &catalog()) {
        Ok(loaded) => loaded.definition.digest(),
        Err(problems) => panic!("{}", problems.render(false, 100)),
    }
}

fn whole() -> String {
    cases()
        .into_iter()
        .find(|(name, _)| name == "good-whole.toml")
        .unwrap()
        .1
}

/// Rewrites each block of `key = value` lines, of which none spans several lines, in the opposite order.
fn reversed_keys(text: &str) -> String {
    let mut out = Vec::new();
    let mut block: Vec<&str> = Vec::new();
    for line in text.lines().chain(["[end]"]) {
        if line.starts_with('[') {
            out.extend(block.drain(..).rev());
            out.push(line);
        } else if !line.trim().is_empty() && !line.starts_with('#') {
            block.push(line);
        }
    }
    out.pop();
    out.join("\n")
}

/// Joins lists that span several lines into one line.
fn joined_lists(text: &str) -> String {
    text.replace("[\n  {", "[{")
        .replace("},\n  {", "}, {")
        .replace("},\n]", "}]")
}

#[test]
fn comments_white_space_and_the_order_of_keys_do_not_matter() {
    let text = whole();
    let expected = digest(&text);
    assert_eq!(digest(&text.replace('\n', "\n# a comment\n\n")), expected);
    assert_eq!(digest(&text.replace(" = ", "  =\t")), expected);
    assert_eq!(digest(&text.replace('\n', "\r\n")), expected);
    let reversed = reversed_keys(&joined_lists(&text));
    assert_ne!(reversed, joined_lists(&text));
    assert_eq!(digest(&reversed), expected);
}

#[test]
fn the_order_of_keys_in_a_condition_table_does_not_matter() {
    let text = cases()
        .into_iter()
        .find(|(name, _)| name == "good-conditions.toml")
        .unwrap()
        .1;
    let turned = text
        .replace(
            "{ finding = \"gap-now\", at-least = 20 }",
            "{at-least=20.0,finding=\"gap-now\"}",
        )
        .replace(
            "above = 0.1, at-most = 0.9, is-not = 0.5 }",
            "is-not = 0.5, at-most = 0.9,  above = 0.1 }",
        );
    assert_ne!(turned, text);
    assert_eq!(digest(&turned), digest(&text));
}

#[test]
fn the_meaning_does_matter() {
    let text = whole();
    for (from, to) in [
        ("\"10 school-days\"", "\"11 school-days\""),
        ("years = 2", "years = 3"),
        ("< 15", "< 16"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text);
        assert_ne!(digest(&changed), digest(&text), "{from}");
    }
}
