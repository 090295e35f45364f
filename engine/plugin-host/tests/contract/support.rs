//! What the tests share: hosts, components, inputs.

use std::collections::BTreeMap;
use std::path::PathBuf;

use alongside_core::column::{Cell, Cells, Column, Table};
use alongside_core::plugin::{ProposeInput, ScoreInput};
use alongside_core::value::Value;
use alongside_plugin_host::{HostSettings, Limits, Plugin, PluginHost};

/// A committed component.
pub(crate) fn component(name: &str) -> Vec<u8> {
    let path = format!("{}/../../plugins/{name}/{name}.wasm", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}: run `cargo xtask plugins`"))
}

/// A host with these limits, whose compiled code is kept between runs of the tests.
pub(crate) fn host(limits: Limits) -> PluginHost {
    let cache_dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("plugin-code");
    PluginHost::new(HostSettings {
        limits,
        cache_dir: Some(cache_dir),
    })
}

/// A committed plugin, loaded with the usual limits.
pub(crate) fn plugin(name: &str) -> Plugin {
    host(Limits::default()).load(name, &component(name)).unwrap()
}

pub(crate) fn named(values: &[(&str, Value)]) -> BTreeMap<String, Value> {
    values
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}

pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

pub(crate) fn numbers(name: &str, cells: Vec<Cell<f64>>) -> Column {
    Column {
        name: name.to_owned(),
        cells: Cells::Numbers(cells),
    }
}

pub(crate) fn texts(name: &str, cells: &[&str]) -> Column {
    Column {
        name: name.to_owned(),
        cells: Cells::Texts(cells.iter().map(|text| Ok((*text).to_owned())).collect()),
    }
}

pub(crate) fn score_input(columns: Vec<Column>, parameters: &[(&str, Value)]) -> ScoreInput {
    ScoreInput {
        table: Table { columns },
        facts: BTreeMap::new(),
        parameters: named(parameters),
    }
}

/// An input of the fixture that asks it to misbehave in a way, or to behave.
pub(crate) fn fixture_input(way: Option<&str>) -> ScoreInput {
    let parameters = way.map(|way| ("as", text(way)));
    score_input(
        vec![numbers("number", vec![Ok(1.0), Ok(2.5)])],
        parameters.as_slice(),
    )
}

pub(crate) fn propose_input(parameters: &[(&str, Value)]) -> ProposeInput {
    ProposeInput {
        findings: BTreeMap::new(),
        facts: BTreeMap::new(),
        in_place: Vec::new(),
        parameters: named(parameters),
    }
}
