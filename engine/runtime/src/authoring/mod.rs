//! Writing plugins: a place to try them out.

mod bench;

pub use bench::{Bench, make_signing_key};
