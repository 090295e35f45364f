//! Writing plugins: making a project, building it, trying it on cases in the real sandbox.
//!
//! `project` makes and reads projects out of what `embedded` carries, `build` drives the tool of a language, `cases` reads
//! cases and `trial` runs them; `bench` is the sandbox they share. Needs no workspace and writes nothing outside a
//! project. Tests: in the modules, and the guides in `plugins/guides`, which are run as tests.

mod bench;
mod build;
mod cases;
mod embedded;
mod project;
mod trial;

pub use bench::{Bench, make_signing_key};
pub use build::Built;
pub use project::{Language, NewProject, new_project};
pub use trial::{Difference, Tried};
