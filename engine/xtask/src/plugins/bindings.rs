//! Keeps the SDK's committed bindings those of the contract.
//!
//! The generator is a program of the plugins' workspace, built only when the contract or the bindings have changed.

use std::path::Path;

use super::compile::Toolchain;
use super::manifest::Bundled;
use super::sources::digest_of_parts;

/// What the bindings are written from, and the bindings.
const PARTS: [&str; 5] = [
    "wit",
    "bindings/Cargo.toml",
    "bindings/src",
    "sdk/src/bindings/scoring_rule.rs",
    "sdk/src/bindings/intervention_strategy.rs",
];

/// Writes the bindings again if anything has changed since they were written; a check fails instead. Gives the digest
/// of the contract and its bindings.
pub(super) fn bring_up_to_date(
    folder: &Path,
    toolchain: &Toolchain,
    recorded: &Bundled,
    check: bool,
) -> Result<String, String> {
    let digest = || digest_of_parts(folder, PARTS.into_iter());
    if digest().is_ok_and(|digest| digest == recorded.contract) {
        return Ok(recorded.contract.clone());
    }
    if check {
        return Err(
            "the contract or its bindings have changed since the bindings were written: run `cargo xtask \
                    plugins` and commit what changes"
                .to_owned(),
        );
    }
    println!("bindings: writing them from the contract");
    toolchain.run_generator(folder)?;
    digest()
}
