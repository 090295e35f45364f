//! Gathers the problems of one file. Public feeds come on one line of any length, which nobody could see
//! underlined and no drawing can hold: there the place is told in words.

use crate::{Problem, Problems};

/// The longest line that is shown, in bytes.
const LINE_BYTES_MAX: usize = 4_000;

/// The problems of the file `source_name` with this `text`.
pub(super) fn gathered(source_name: &str, text: &str, problems: Vec<Problem>) -> Problems {
    let problems = problems
        .into_iter()
        .map(|problem| without_long_lines(text, problem));
    Problems::new(source_name, text, problems.collect())
}

/// Tells places on long lines in the message instead of showing them.
fn without_long_lines(text: &str, mut problem: Problem) -> Problem {
    let Some(first) = problem.labels.first().map(|label| label.span.start) else {
        return problem;
    };
    // A drawing shows a line before and after each place as well.
    let fits = |at: usize| lines_around(text, at).all(|line| line.len() <= LINE_BYTES_MAX);
    if problem
        .labels
        .iter()
        .all(|label| fits(label.span.start) && fits(label.span.end))
    {
        return problem;
    }
    let before = text.get(..first).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    problem
        .message
        .push_str(&format!(", at line {line} column {column}"));
    problem.labels.clear();
    problem
}

/// The line that holds the byte `at`, and those before and after it.
fn lines_around(text: &str, at: usize) -> impl Iterator<Item = &str> {
    let at = (0..=at.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0);
    let (before, after) = text.split_at(at);
    let start = before
        .rmatch_indices('\n')
        .nth(1)
        .map_or(0, |(newline, _)| newline + 1);
    let end = after
        .match_indices('\n')
        .nth(1)
        .map_or(text.len(), |(newline, _)| at + newline);
    text.get(start..end).unwrap_or_default().split('\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(at: usize) -> Problem {
        Problem::error("alongside::calendar::syntax", "wrong").at(at..at + 1, "here")
    }

    #[test]
    fn a_place_on_a_long_line_is_told_in_words() {
        let long = format!("short\n{}\nshort\nend\n", "é".repeat(70_000));
        for (at, message, labels) in [
            (2, "wrong, at line 1 column 3", 0),
            (26, "wrong, at line 2 column 11", 0),
            (long.len() - 6, "wrong, at line 3 column 5", 0),
            (long.len() - 2, "wrong", 1),
        ] {
            let problems = gathered("file", &long, vec![problem(at)]);
            let found = problems.iter().next().unwrap();
            assert_eq!((found.message.as_str(), found.labels.len()), (message, labels));
            assert!(problems.render(false, 100).contains(message));
        }
    }
}
