//! The nearest of several names, for messages that end in "did you mean". Tests are below.

/// Counts the insertions, deletions, substitutions and swaps of neighbours between two texts.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in right.iter().enumerate() {
            let mut best = (last[j] + usize::from(a != b))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && *a == right[j - 1] && left[i - 1] == *b {
                best = best.min(before_last[j - 1] + 1);
            }
            row.push(best);
        }
        before_last = last;
        last = row;
    }
    last[right.len()]
}

/// Finds the candidate nearest to `name`, letter case aside; ties go to the one that comes first.
///
/// A candidate is near when at most a third of the letters of `name`, but at least one, would have to change.
///
/// Texts above 100 characters are never near anything: the work is bounded.
pub(crate) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const CHARACTERS_MAX: usize = 100;
    let name = name.to_lowercase();
    let length = name.chars().count();
    if length > CHARACTERS_MAX {
        return None;
    }
    let distance_max = (length / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= CHARACTERS_MAX)
        .map(|candidate| (distance(&name, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= distance_max)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_edits_and_swaps() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("116177", "116177"), 0);
        assert_eq!(distance("116177", "161177"), 1);
        assert_eq!(distance("ks2-rwm-exp", "ks2-rwm-high"), 4);
    }

    #[test]
    fn finds_the_nearest_within_reach() {
        let ids = ["ks2-rwm-exp", "ks2-rwm-high", "ks2-em-l4"];
        assert_eq!(nearest("ks2-rwm-ex", ids), Some("ks2-rwm-exp"));
        assert_eq!(nearest("KS2-RWM-EXP", ids), Some("ks2-rwm-exp"));
        assert_eq!(nearest("attendance", ids), None);
        assert_eq!(nearest(&"x".repeat(101), ["x"]), None);
        assert_eq!(nearest("LEA", ["URN"]), None);
    }
}
