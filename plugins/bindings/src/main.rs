//! Writes `sdk/src/bindings/*.rs` from `wit/`: one file for each world of the contract.
//!
//! Run by `cargo xtask plugins` when the contract has changed. Takes one argument, the folder to write to. The files
//! are committed, so that building a plugin takes seconds and no generator.

use std::error::Error;
use std::path::{Path, PathBuf};

use wit_bindgen_core::wit_parser::{PackageId, Resolve};
use wit_bindgen_core::{Files, WorldGenerator};
use wit_bindgen_rust::{Opts, WithOption};

/// Where the types of the first world are found; the second uses the same.
const TYPES: &str = "crate::bindings::scoring_rule::alongside::plugin";

fn main() -> Result<(), Box<dyn Error>> {
    let target: PathBuf = std::env::args_os()
        .nth(1)
        .ok_or("say which folder to write to")?
        .into();
    let contract = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wit");
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_path(&contract)?;
    for (world, shared) in [("scoring-rule", false), ("intervention-strategy", true)] {
        let text = generate(&mut resolve, package, world, shared)?;
        std::fs::write(target.join(format!("{}.rs", world.replace('-', "_"))), text)?;
    }
    Ok(())
}

/// Generates the bindings of one world.
fn generate(
    resolve: &mut Resolve,
    package: PackageId,
    world: &str,
    shared: bool,
) -> Result<Vec<u8>, Box<dyn Error>> {
    let module = world.replace('-', "_");
    let interface = |name: &str, path: &str| {
        (
            format!("alongside:plugin/{name}@0.1.0"),
            WithOption::Path(format!("{TYPES}::{path}")),
        )
    };
    let options = Opts {
        format: true,
        generate_all: true,
        pub_export_macro: true,
        export_macro_name: Some(format!("export_{module}")),
        default_bindings_module: Some(format!("alongside_plugin::bindings::{module}")),
        runtime_path: Some("wit_bindgen::rt".to_owned()),
        additional_derive_attributes: vec!["PartialEq".to_owned()],
        with: if shared {
            vec![interface("types", "types"), interface("host-log", "host_log")]
        } else {
            Vec::new()
        },
        ..Opts::default()
    };
    let selected = resolve.select_world(&[package], Some(world))?;
    let mut files = Files::default();
    options.build().generate(resolve, selected, &mut files)?;
    let (_, text) = files.iter().next().ok_or("the generator wrote nothing")?;
    Ok(text.to_vec())
}
