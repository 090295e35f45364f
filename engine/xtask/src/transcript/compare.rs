//! Compares what a command printed with what a page says it prints. Owns the wildcards; never runs anything. Tests are
//! below.

/// Stands for any number of lines.
const ANY_LINES: &str = "...";
/// Stands for any text within a line.
const ANY_TEXT: &str = "[..]";

/// Splits what was printed into lines, without blanks at their ends and without blank lines at the end.
pub(super) fn lines(output: &str) -> Vec<String> {
    let mut lines: Vec<String> = output.lines().map(|line| line.trim_end().to_owned()).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// Returns whether the printed lines fit the expected ones.
pub(super) fn fits(expected: &[String], actual: &[String]) -> bool {
    let (mut at_expected, mut at_actual) = (0, 0);
    // Where to go on when a line does not fit: just after the last `...`, one more line swallowed by it.
    let mut retry: Option<(usize, usize)> = None;
    while at_actual < actual.len() {
        match expected.get(at_expected) {
            Some(line) if line.trim_end() == ANY_LINES => {
                at_expected += 1;
                retry = Some((at_expected, at_actual));
            }
            Some(line) if line_fits(line, &actual[at_actual]) => {
                at_expected += 1;
                at_actual += 1;
            }
            _ => {
                let Some((after_wildcard, swallowed)) = retry else {
                    return false;
                };
                retry = Some((after_wildcard, swallowed + 1));
                at_expected = after_wildcard;
                at_actual = swallowed + 1;
            }
        }
    }
    expected[at_expected..]
        .iter()
        .all(|line| line.trim_end() == ANY_LINES)
}

/// Returns whether one printed line fits one expected line.
fn line_fits(expected: &str, actual: &str) -> bool {
    let expected = expected.trim_end();
    let Some((start, rest)) = expected.split_once(ANY_TEXT) else {
        return expected == actual;
    };
    let Some(mut actual) = actual.strip_prefix(start) else {
        return false;
    };
    let mut parts: Vec<&str> = rest.split(ANY_TEXT).collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        let Some((_, after)) = actual.split_once(part) else {
            return false;
        };
        actual = after;
    }
    actual.ends_with(end)
}

/// Shows both sides: the lines that agree at the start and at the end as they are, the others marked.
pub(super) fn difference(expected: &[String], actual: &[String]) -> String {
    let same = |pair: &(&String, &String)| line_fits(pair.0, pair.1);
    let start = expected.iter().zip(actual).take_while(same).count();
    let end = expected[start..]
        .iter()
        .rev()
        .zip(actual[start..].iter().rev())
        .take_while(same)
        .count();
    let mut text = String::new();
    let mut show = |mark: char, lines: &[String]| {
        for line in lines {
            text.push(mark);
            text.push(' ');
            text.push_str(line);
            text.push('\n');
        }
    };
    show(' ', &actual[..start]);
    show('-', &expected[start..expected.len() - end]);
    show('+', &actual[start..actual.len() - end]);
    show(' ', &actual[actual.len() - end..]);
    text
}

#[cfg(test)]
mod tests {
    use super::{difference, fits, lines};

    fn fit(expected: &str, actual: &str) -> bool {
        fits(
            &expected.lines().map(str::to_owned).collect::<Vec<_>>(),
            &lines(actual),
        )
    }

    #[test]
    fn equal_output_fits_and_other_output_does_not() {
        assert!(fit("a\nb", "a  \nb\n\n"));
        assert!(!fit("a\nb", "a\n"));
        assert!(!fit("a", "a\nb\n"));
        assert!(!fit("", "a\n"));
        assert!(fit("", ""));
    }

    #[test]
    fn dots_stand_for_any_lines() {
        assert!(fit("a\n...\nd", "a\nb\nc\nd"));
        assert!(fit("a\n...\nd", "a\nd"));
        assert!(fit("...\nb\n...\nb\nc", "b\na\nb\nx\nb\nc"));
        assert!(fit("...", ""));
        assert!(!fit("a\n...\nd", "a\nb\nc"));
        assert!(!fit("...\nb", "b\na"));
    }

    #[test]
    fn brackets_stand_for_any_text_in_a_line() {
        assert!(fit("id [..] of [..].", "id 3f of 9."));
        assert!(fit("a\n[..]\nb", "a\n\nb"));
        assert!(!fit("id [..]", "no 3f"));
        assert!(!fit("a[..]a", "a"));
        assert!(!fit("[..] end", "end of"));
    }

    #[test]
    fn the_difference_marks_only_what_differs() {
        let expected = ["a [..]", "b", "d"].map(str::to_owned);
        let actual = ["a 1", "c", "d"].map(str::to_owned);
        assert_eq!(difference(&expected, &actual), "  a 1\n- b\n+ c\n  d\n");
    }
}
