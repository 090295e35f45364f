//! What is no plugin of this contract is refused by name, with the remedy, and never run.

use alongside_core::plugin::CallFailure;
use alongside_plugin_host::{Limits, PluginError};

use crate::support::{component, fixture_input, host, plugin, propose_input};

fn refusal(bytes: &[u8]) -> PluginError {
    host(Limits::default()).load("theirs", bytes).unwrap_err()
}

/// Writes a component of nothing but names: it imports and exports empty instances.
fn named_component(imports: &[&str], exports: &[&str]) -> Vec<u8> {
    let length = |length: usize| u8::try_from(length).unwrap();
    let mut bytes = b"\0asm\x0d\0\x01\0".to_vec();
    let mut section = |id: u8, items: Vec<Vec<u8>>| {
        if !items.is_empty() {
            let body: Vec<u8> = items.concat();
            bytes.extend([id, length(body.len() + 1), length(items.len())]);
            bytes.extend(body);
        }
    };
    let name = |text: &str| [&[0, length(text.len())], text.as_bytes()].concat();
    // One type, that of an instance without anything; each import is of it; so is each instance exported.
    section(7, vec![vec![0x42, 0]]);
    section(
        10,
        imports
            .iter()
            .map(|import| [name(import), vec![5, 0]].concat())
            .collect(),
    );
    section(5, exports.iter().map(|_| vec![1, 0]).collect());
    let export =
        |(index, export): (usize, &&str)| [name(export), vec![5, length(imports.len() + index), 0]].concat();
    section(11, exports.iter().enumerate().map(export).collect());
    bytes
}

#[test]
fn an_import_outside_the_contract_is_refused_by_name() {
    let message = refusal(&named_component(&["wasi:clocks/wall-clock@0.2.6"], &[])).to_string();
    assert_eq!(
        message,
        "plugin `theirs` imports `wasi:clocks/wall-clock@0.2.6`, which a plugin is not given: it has no files, clock, \
         environment or network; `alongside plugin build` leaves it out; by hand, build Rust for `--target \
         wasm32-unknown-unknown`, Python and JavaScript with `--stub-wasi`"
    );
    let scoring = &["alongside:plugin/scoring@0.1.0"];
    assert!(
        matches!(refusal(&named_component(&["secrets"], scoring)), PluginError::UnknownImport { import, .. } if import == "secrets")
    );
}

#[test]
fn no_world_and_a_newer_contract_are_told_apart() {
    assert!(matches!(
        refusal(&named_component(&[], &[])),
        PluginError::World { .. }
    ));
    let message = refusal(&named_component(&[], &["alongside:plugin/scoring@0.3.0"])).to_string();
    assert!(
        message.contains("speaks version 0.2.0 of the contract: update this program"),
        "{message}"
    );
}

#[test]
fn the_right_name_with_the_wrong_functions_is_refused() {
    for interface in [
        "scoring@0.1.0",
        "scoring@0.2.0",
        "strategy@0.2.0",
        "importing@0.2.0",
        "evaluating@0.2.0",
    ] {
        let error = refusal(&named_component(&[], &[&format!("alongside:plugin/{interface}")]));
        assert!(
            matches!(&error, PluginError::Shape { reason, .. } if reason.contains("describe")),
            "{interface}: {error}"
        );
    }
}

#[test]
fn what_is_no_component_is_told_what_it_is() {
    let message = |bytes: &[u8]| refusal(bytes).to_string();
    assert!(message(b"").contains("the file is empty"));
    assert!(message(b"#!/bin/sh").contains("it does not begin as one"));
    assert!(message(b"\0asm\x01\0\0\0").contains("it is a core module; encode it as a component"));
    let whole = component("fixture");
    assert!(message(&whole[..whole.len() / 2]).contains("the file may be damaged"));
}

#[test]
fn a_component_beyond_the_limit_is_not_even_read() {
    let limits = Limits {
        component_bytes_max: 1000,
        ..Limits::default()
    };
    let error = host(limits).load("big", &component("fixture")).unwrap_err();
    assert!(matches!(error, PluginError::TooLarge { limit: 1000, .. }));
}

#[test]
fn no_damage_to_a_component_harms_the_host() {
    let whole = component("fixture");
    let host = host(Limits {
        call_time_max: std::time::Duration::from_millis(200),
        ..Limits::default()
    });
    let host = alongside_plugin_host::PluginHost::new(alongside_plugin_host::HostSettings {
        cache_dir: None,
        ..host.settings().clone()
    });
    for step in 0..12 {
        let mut damaged = whole.clone();
        let position = 8 + step * (whole.len() - 8) / 12;
        damaged[position] ^= 0xff;
        // Either it is refused, or the damage is where this call does not look.
        if let Ok(plugin) = host.load("damaged", &damaged) {
            let _ = plugin.score(&fixture_input(None));
        }
    }
}

/// Replaces a text in a component by another of the same length.
fn patched(name: &str, from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = component(name);
    let positions: Vec<_> = bytes
        .windows(from.len())
        .enumerate()
        .filter(|(_, part)| *part == from.as_bytes())
        .map(|(at, _)| at)
        .collect();
    assert!(!positions.is_empty(), "{from} is not in {name}");
    for at in positions {
        bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
    }
    bytes
}

#[test]
fn a_wrong_description_is_named_with_its_place() {
    let error = refusal(&patched(
        "fixture",
        "Misbehaves on purpose",
        "                     ",
    ));
    assert!(
        matches!(&error, PluginError::Description { problem, .. } if problem == "`title` is empty"),
        "{error}"
    );
    let error = refusal(&patched("tiered-strategies", "large-gap-from", "Large gap from"));
    assert!(
        error
            .to_string()
            .contains("a parameter: `Large gap from` is not a valid identifier"),
        "{error}"
    );
}

#[test]
fn a_proposal_without_a_proper_id_is_a_misbehaviour() {
    let bytes = patched("tiered-strategies", "pupil-tracking", "Pupil tracking");
    let strategy = host(Limits::default()).load("theirs", &bytes).unwrap();
    let error = strategy.propose(&propose_input(&[])).unwrap_err();
    assert_eq!(error.failure, CallFailure::Misbehaved);
    assert!(
        error
            .message
            .contains("`Pupil tracking` is not a valid identifier"),
        "{error}"
    );
}

#[test]
fn a_plugin_of_the_other_world_says_which_it_is() {
    let error = plugin("fixture").propose(&propose_input(&[])).unwrap_err();
    assert_eq!(
        error.message,
        "it is of world `scoring-rule`; this call needs a `intervention-strategy`"
    );
    assert_eq!(error.failure, CallFailure::Refused);
    let error = plugin("tiered-strategies")
        .score(&fixture_input(None))
        .unwrap_err();
    assert_eq!(
        error.message,
        "it is of world `intervention-strategy`; this call needs a `scoring-rule`"
    );
}
