//! Parsing CEL with bounds: length, depth, and a thread of its own, so that no text can take the program down.
//!
//! Owns the words for what the parser says; it knows nothing of workflows.

use std::ops::Range;

use ::cel::Env;
use ::cel::common::ast::{IdedExpr, SourceInfo};

use crate::codes;

/// The longest expression, in bytes.
pub(super) const BYTES_MAX: usize = 512;
/// How deep the parser may nest brackets; twice the depth of a condition, for brackets that mean nothing.
const BRACKETS_MAX: u16 = 64;
/// The stack of the parsing thread, in bytes: the parser uses about 100 KiB for each level.
const STACK_BYTES: usize = 32 * 1024 * 1024;

/// What the parser understood, with the places of its parts.
pub(super) struct Parsed {
    pub(super) expr: IdedExpr,
    pub(super) places: SourceInfo,
}

/// Why a text is no expression.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) help: String,
    /// Where in the text, in bytes, if it is known.
    pub(super) place: Option<Range<usize>>,
}

/// Parses an expression, leaving macros as the calls they are written as.
pub(super) fn parse(text: &str) -> Result<Parsed, Refusal> {
    if text.len() > BYTES_MAX {
        return Err(Refusal {
            code: codes::CONDITION_TOO_LONG,
            message: format!(
                "the condition holds {} bytes; at most {BYTES_MAX} are allowed",
                text.len()
            ),
            help: "split it over several steps, or write it as a table".to_owned(),
            place: None,
        });
    }
    let failed = |message: &str| Refusal {
        code: codes::CONDITION_SYNTAX,
        message: message.to_owned(),
        help: "write it another way, or as a table".to_owned(),
        place: None,
    };
    std::thread::scope(|scope| {
        let parser = std::thread::Builder::new()
            .name("condition".to_owned())
            .stack_size(STACK_BYTES);
        let Ok(running) = parser.spawn_scoped(scope, || parse_here(text)) else {
            return Err(failed("the machine had no room to read the condition"));
        };
        running
            .join()
            .unwrap_or_else(|_| Err(failed("the condition cannot be read: its parser gave up on it")))
    })
}

fn parse_here(text: &str) -> Result<Parsed, Refusal> {
    let parser = Env::default()
        .with_optional_support(false)
        .parser()
        .max_recursion_depth(BRACKETS_MAX);
    match parser.parse_with_source_info(text) {
        Ok((expr, places)) => Ok(Parsed { expr, places }),
        Err(errors) => {
            let deep = errors
                .errors
                .iter()
                .find(|error| error.msg.contains("Recursion limit"));
            let first = deep.or(errors.errors.first());
            Err(first.map_or_else(
                || in_words("", text, 0),
                |error| in_words(&error.msg, text, offset(text, error.pos)),
            ))
        }
    }
}

/// The byte at a line from 1 and a column from 1 that counts characters.
fn offset(text: &str, (line, column): (isize, isize)) -> usize {
    let line = usize::try_from(line - 1).unwrap_or(0);
    let column = usize::try_from(column - 1).unwrap_or(0);
    let before: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = text.get(before..).unwrap_or_default();
    before + rest.chars().take(column).map(char::len_utf8).sum::<usize>()
}

/// Says in the words of this program what the parser said in its own.
fn in_words(said: &str, text: &str, offset: usize) -> Refusal {
    let said = said.strip_prefix("Syntax error: ").unwrap_or(said);
    let refusal = |code, message: String, help: &str, length: usize| Refusal {
        code,
        message,
        help: help.to_owned(),
        place: Some(offset..(offset + length).min(text.len())),
    };
    const EXAMPLE: &str = "a condition looks like `findings.gap.value >= 20 && steps.letter.done`";
    if said.contains("Recursion limit") {
        let help = "write it flatter, or split it over several steps";
        return refusal(
            codes::CONDITION_TOO_DEEP,
            "the brackets are nested too deeply".to_owned(),
            help,
            1,
        );
    }
    let word = quoted(said).unwrap_or_default();
    let (message, help) = if word == "<EOF>" || offset >= text.len() {
        ("the condition stops short".to_owned(), EXAMPLE)
    } else if let Some(reserved) = said.strip_prefix("reserved identifier: ") {
        (
            format!("`{reserved}` is a reserved word"),
            "name the id in brackets, such as `findings[\"for\"].value`",
        )
    } else if said.starts_with("invalid int literal") || said.starts_with("invalid double literal") {
        ("the number is too large".to_owned(), "write a smaller number")
    } else if word.is_empty() {
        ("the condition cannot be read".to_owned(), EXAMPLE)
    } else {
        let help = match word.trim() {
            "=" => "write `==` to compare",
            "and" | "AND" => "write `&&` for and",
            "or" | "OR" => "write `||` for or",
            "not" | "NOT" => "write `!` for not",
            quote if quote.starts_with(['"', '\'']) => {
                "a text in a condition ends with the quote it starts with"
            }
            _ => EXAMPLE,
        };
        (format!("`{}` is not expected here", word.trim()), help)
    };
    refusal(
        codes::CONDITION_SYNTAX,
        message,
        help,
        word.trim_end().len().max(1),
    )
}

/// What stands between the outer quotes of the first part of a message, before what was expected instead.
fn quoted(said: &str) -> Option<&str> {
    let said = said.split(" expecting ").next().unwrap_or(said);
    let start = said.find('\'')? + 1;
    let end = said.rfind('\'')?;
    said.get(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> Refusal {
        match parse(text) {
            Ok(parsed) => panic!("{text} was parsed: {:?}", parsed.expr),
            Err(refusal) => refusal,
        }
    }

    #[test]
    fn parser_messages_become_ours_with_a_place() {
        let cases = [
            ("a >=", "the condition stops short", 4..4),
            ("a = 1", "`=` is not expected here", 2..3),
            ("a and b", "`and` is not expected here", 2..5),
            ("'é' == a +* b", "`*` is not expected here", 11..12),
            ("a == 'x", "`'x` is not expected here", 5..7),
            ("for.b", "`for` is a reserved word", 0..1),
            ("a ==\n +* 2", "`+` is not expected here", 6..7),
        ];
        for (text, message, place) in cases {
            let refusal = refusal(text);
            assert_eq!(
                (refusal.message.as_str(), refusal.place),
                (message, Some(place)),
                "{text}"
            );
        }
    }

    #[test]
    fn every_bound_is_an_error_and_nothing_worse() {
        assert_eq!(
            refusal(&"a".repeat(BYTES_MAX + 1)).code,
            codes::CONDITION_TOO_LONG
        );
        for piece in [
            "(", "[", "!", "-", "a?", "a.", "a[", "{", "f(", "a?b:", "'", "((a)?", "[[1],", "!(-", "{1:",
            "a{b:",
        ] {
            assert!(parse(&piece.repeat(BYTES_MAX / piece.len())).is_err(), "{piece}");
        }
        assert_eq!(refusal(&"(".repeat(BYTES_MAX)).code, codes::CONDITION_TOO_DEEP);
    }
}
