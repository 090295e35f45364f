//! Splits a command into words as a shell would, and refuses what only a shell could do.
//!
//! Owns quoting; never expands anything. Tests are below.

/// Characters that mean something to a shell when they stand outside quotes.
const SHELL_ONLY: &str = "|&;<>()$`*?~#!";

/// Splits a command into its words.
///
/// Single quotes keep everything; double quotes keep everything but `\"` and `\\`; a backslash outside quotes keeps the
/// next character.
///
/// # Errors
///
/// Says what is wrong: an open quote, a backslash at the end, or a character that needs a shell.
pub(super) fn split(command: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut characters = command.chars();
    while let Some(character) = characters.next() {
        match character {
            ' ' | '\t' => words.extend(word.take()),
            '\'' | '"' => quoted(&mut characters, character, word.get_or_insert_default())?,
            '\\' => {
                let next = characters
                    .next()
                    .ok_or("a backslash ends the command: nothing follows it")?;
                word.get_or_insert_default().push(next);
            }
            _ if needs_shell(character, word.is_none()) => {
                return Err(format!(
                    "`{character}` needs a shell, and transcripts run without one: quote it"
                ));
            }
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    if words.is_empty() {
        Err("there is no command after the prompt".to_owned())
    } else {
        Ok(words)
    }
}

/// Returns whether a shell would act on this character; `~`, `#` and `!` matter only at the start of a word.
fn needs_shell(character: char, starts_word: bool) -> bool {
    SHELL_ONLY.contains(character) && (starts_word || !"~#!".contains(character))
}

/// Reads up to the closing quote.
fn quoted(characters: &mut std::str::Chars<'_>, quote: char, word: &mut String) -> Result<(), String> {
    while let Some(character) = characters.next() {
        match character {
            _ if character == quote => return Ok(()),
            '$' | '`' if quote == '"' => {
                return Err(format!(
                    "`{character}` in double quotes needs a shell: use single quotes"
                ));
            }
            '\\' if quote == '"' => match characters.next() {
                Some(escaped @ ('"' | '\\')) => word.push(escaped),
                Some(other) => word.extend(['\\', other]),
                None => break,
            },
            _ => word.push(character),
        }
    }
    Err(format!("a quote ({quote}) is never closed"))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn words_are_split_at_blanks() {
        assert_eq!(
            split("alongside  show\tfoo").unwrap(),
            ["alongside", "show", "foo"]
        );
    }

    #[test]
    fn quotes_join_and_may_be_empty() {
        assert_eq!(
            split(r#"a 'b c' "d \"e\" \n" '' f" "g"#).unwrap(),
            ["a", "b c", r#"d "e" \n"#, "", "f g"]
        );
    }

    #[test]
    fn a_backslash_keeps_the_next_character() {
        assert_eq!(split(r"a\ b \$c").unwrap(), ["a b", "$c"]);
    }

    #[test]
    fn what_needs_a_shell_is_refused() {
        for command in [
            "a | b", "a > b", "a $b", "a `b`", "a *.toml", "a; b", "a && b", "ls ~", "a # b", "a \"$b\"",
        ] {
            assert!(split(command).unwrap_err().contains("needs a shell"), "{command}");
        }
    }

    #[test]
    fn a_hash_or_a_tilde_inside_a_word_is_plain() {
        assert_eq!(split("a#1 b~ c!").unwrap(), ["a#1", "b~", "c!"]);
    }

    #[test]
    fn an_open_quote_and_an_empty_command_are_refused() {
        assert!(split("a 'b").unwrap_err().contains("never closed"));
        assert!(split("a \"b\\").unwrap_err().contains("never closed"));
        assert!(split("a \\").unwrap_err().contains("backslash"));
        assert!(split("  ").unwrap_err().contains("no command"));
    }
}
