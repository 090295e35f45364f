//! Words for messages: the nearest name, lists of names. Tests are below.

/// Finds the candidate that was probably meant: the nearest by edit distance, if it is near.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: String = wanted.chars().take(64).flat_map(char::to_lowercase).collect();
    let letters = wanted.chars().count();
    // Of a single letter nothing is left once it is changed.
    let limit = if letters < 2 { 0 } else { (letters / 3).max(1) };
    candidates
        .into_iter()
        .map(|candidate| match is_plural(candidate, &wanted) {
            true => (0, candidate),
            false => (distance(&wanted, candidate), candidate),
        })
        .filter(|(distance, candidate)| *distance <= limit && *distance < candidate.chars().count())
        .min()
        .map(|(_, candidate)| candidate)
}

/// Whether a word is another one in the plural.
fn is_plural(candidate: &str, word: &str) -> bool {
    let stem = candidate.strip_suffix("ies").zip(word.strip_suffix('y'));
    stem.is_some_and(|(many, one)| many == one)
}

/// The title of something that has only an id: hyphens as spaces, the first letter capital.
pub(crate) fn title_of(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A word with its article, such as `an engagement`.
pub(crate) fn with_article(word: &str) -> String {
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {word}")
}

/// The number of characters to insert, delete, replace or swap with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, to) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(from != to))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && a[i - 1] == *to && *from == b[j - 1] {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

/// Lists names for a message, such as `` `a`, `b` or `c` ``; cut where there are many.
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const SHOWN_MAX: usize = 12;
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    if names.len() > SHOWN_MAX {
        return format!(
            "{} and {} more",
            names[..SHOWN_MAX].join(", "),
            names.len() - SHOWN_MAX
        );
    }
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_only_what_is_near() {
        assert_eq!(nearest("evidnece", ["evidence", "effort"]), Some("evidence"));
        assert_eq!(nearest("Role", ["role", "due"]), Some("role"));
        assert_eq!(nearest("zebra", ["role", "due"]), None);
        assert_eq!(nearest("party", ["parties", "part-of"]), Some("parties"));
    }

    #[test]
    fn a_single_letter_is_near_to_nothing_but_itself() {
        assert_eq!(nearest("c", ["a", "b", "ab"]), None);
        assert_eq!(nearest("ab", ["a"]), None);
        assert_eq!(nearest("A", ["a"]), Some("a"));
        assert_eq!(nearest("ac", ["ab"]), Some("ab"));
    }

    #[test]
    fn titles_read_like_words() {
        assert_eq!(title_of("note-of-visit"), "Note of visit");
        assert_eq!(title_of("2019-review"), "2019 review");
    }

    #[test]
    fn lists_names() {
        assert_eq!(listed(["a", "b", "c"]), "`a`, `b` or `c`");
        assert_eq!(listed(["a"]), "`a`");
        assert_eq!(listed([]), "");
    }
}
