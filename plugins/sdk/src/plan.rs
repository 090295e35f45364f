//! Writing plans: texts in the grammar of workflow files.

use std::fmt::Write;

/// Writes a text as a TOML string, in quotes, so that it can stand in a plan whatever it holds.
pub fn toml_text(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    for c in text.chars() {
        match c {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\t' => written.push_str("\\t"),
            c if c.is_control() => {
                // Writing into a text cannot fail.
                let _ = write!(written, "\\u{:04X}", u32::from(c));
            }
            c => written.push(c),
        }
    }
    written.push('"');
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_backslashes_and_controls_are_escaped() {
        assert_eq!(toml_text("plain, \u{e9}"), "\"plain, \u{e9}\"");
        assert_eq!(
            toml_text("a \"b\" \\ c\nd\te\u{7}"),
            "\"a \\\"b\\\" \\\\ c\\nd\\te\\u0007\""
        );
    }
}
