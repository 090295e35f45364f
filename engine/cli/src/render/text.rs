//! Running text fitted to the terminal. Tests are below.

/// Breaks `text` between words into lines of at most `width` characters; the first is set in by `first`, the others
/// by `rest`. A word longer than a line stays whole.
pub(crate) fn wrapped(text: &str, width: usize, first: &str, rest: &str) -> String {
    let mut out = String::new();
    let mut line = first.to_owned();
    let mut length = visible(first);
    let mut bare = true;
    for word in text.split_whitespace() {
        let word_length = visible(word);
        if !bare && length + 1 + word_length > width {
            out.push_str(&line);
            out.push('\n');
            rest.clone_into(&mut line);
            length = visible(rest);
            bare = true;
        }
        if !bare {
            line.push(' ');
            length += 1;
        }
        line.push_str(word);
        length += word_length;
        bare = false;
    }
    out.push_str(line.trim_end());
    out.push('\n');
    out
}

/// How many characters of `text` are seen: escape sequences of styles are not.
fn visible(text: &str) -> usize {
    let mut escaped = false;
    let seen = |c: &char| match (*c, escaped) {
        ('\u{1b}', _) => {
            escaped = true;
            false
        }
        ('m', true) => {
            escaped = false;
            false
        }
        (_, hidden) => !hidden,
    };
    text.chars().filter(seen).count()
}

/// Joins names as people do: `a, b or c`.
pub(crate) fn either<T: std::fmt::Display>(names: &[T]) -> String {
    match names {
        [] => String::new(),
        [only] => only.to_string(),
        [others @ .., last] => {
            let others: Vec<String> = others.iter().map(ToString::to_string).collect();
            format!("{} or {last}", others.join(", "))
        }
    }
}

/// `text` with a capital at its start.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `1 school`, `2 schools`.
pub(crate) fn count(number: usize, thing: &str) -> String {
    if number == 1 {
        format!("1 {thing}")
    } else {
        format!("{number} {thing}s")
    }
}

/// A number with a comma between thousands: `30,000`.
pub(crate) fn thousands(number: f64) -> String {
    let text = number.to_string();
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && digit.is_ascii_digit() && (whole.len() - index) % 3 == 0 && grouped != "-" {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

/// `text` as one word of a command line.
pub(crate) fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:@,%+".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_wraps_between_words() {
        assert_eq!(wrapped("one two three", 8, "- ", "  "), "- one\n  two\n  three\n");
        assert_eq!(wrapped("one two three", 9, "- ", "  "), "- one two\n  three\n");
        assert_eq!(
            wrapped("\u{1b}[1mone\u{1b}[0m two", 7, "", ""),
            "\u{1b}[1mone\u{1b}[0m two\n"
        );
        assert_eq!(wrapped("", 9, "- ", "  "), "-\n");
        assert_eq!(
            wrapped("averyveryverylongword", 5, "", ""),
            "averyveryverylongword\n"
        );
    }

    #[test]
    fn names_are_joined_as_people_do() {
        assert_eq!(either::<&str>(&[]), "");
        assert_eq!(either(&["a"]), "a");
        assert_eq!(either(&["a", "b", "c"]), "a, b or c");
    }

    #[test]
    fn thousands_stand_apart() {
        let written = [0.0, 999.0, 2500.0, 30_000.0, 1_234_567.5, -100_000.0].map(thousands);
        assert_eq!(
            written,
            ["0", "999", "2,500", "30,000", "1,234,567.5", "-100,000"]
        );
    }

    #[test]
    fn a_word_of_a_command_line_survives_a_shell() {
        assert_eq!(quoted("partner=116177"), "partner=116177");
        assert_eq!(quoted("it's"), "'it'\\''s'");
        assert_eq!(quoted(""), "''");
    }
}
