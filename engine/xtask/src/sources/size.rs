//! A source file stays short enough to be read in one sitting. Tests are below.

use std::path::Path;

/// The most lines a source file may have.
const LINES_MAX: usize = 800;

/// Returns what is wrong with the length of a source file, if anything.
pub(super) fn offence(path: &Path, text: &str) -> Option<String> {
    let lines = text.lines().count();
    (lines > LINES_MAX).then(|| {
        format!(
            "{}: {lines} lines, at most {LINES_MAX} may be: split it by command or by noun",
            path.display()
        )
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{LINES_MAX, offence};

    #[test]
    fn the_limit_itself_is_allowed_and_one_more_is_not() {
        let path = Path::new("a.rs");
        assert_eq!(offence(path, &"x\n".repeat(LINES_MAX)), None);
        let said = offence(path, &"x\n".repeat(LINES_MAX + 1)).unwrap();
        assert!(said.starts_with("a.rs: 801 lines"), "{said}");
    }
}
