//! Panics of libraries that are caught where they are called.

/// The libraries that can panic on damaged or odd input. Whoever calls them catches that and answers with an error.
const CAUGHT: [&str; 3] = ["/sled-", "/cel-", "/antlr4rust-"];

/// Whether a panic at `place` (a source file, as a panic's location names it) is caught where the library is called,
/// so that nobody needs to be told of it.
pub fn is_caught_panic(place: &str) -> bool {
    CAUGHT.iter().any(|library| place.contains(library))
}

#[cfg(test)]
mod tests {
    use super::is_caught_panic;

    #[test]
    fn panics_of_our_own_are_not_passed_over() {
        assert!(is_caught_panic(
            "registry/src/sled-0.34.7/src/pagecache/mod.rs:1:2"
        ));
        assert!(!is_caught_panic("engine/runtime/src/commit.rs:10:5"));
    }
}
