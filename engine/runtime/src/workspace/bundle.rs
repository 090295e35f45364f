//! What comes with every workspace, carried inside the program.

macro_rules! bundled {
    ($($target:literal <- $source:literal),* $(,)?) => {
        &[$(($target, include_bytes!(concat!("../../../../", $source)))),*]
    };
}

/// The bundled files: the path within a workspace, and the content.
pub(super) const FILES: &[(&str, &[u8])] = bundled![
    "workflows/nle-support.toml" <- "workflows/nle-support.toml",
    "workflows/pdsa.toml" <- "workflows/pdsa.toml",
    "workflows/special-measures.toml" <- "workflows/special-measures.toml",
    "workflows/workflow.schema.json" <- "workflows/workflow.schema.json",
    "calendars/hampshire.toml" <- "workflows/calendars/hampshire.toml",
    "calendars/sheffield.toml" <- "workflows/calendars/sheffield.toml",
    "plugins/attainment-gap.wasm" <- "plugins/attainment-gap/attainment-gap.wasm",
    "plugins/tiered-strategies.wasm" <- "plugins/tiered-strategies/tiered-strategies.wasm",
];

/// The bundled plugins: the name of the file, and the component.
pub(crate) fn components() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    FILES
        .iter()
        .filter_map(|(name, bytes)| Some((name.strip_prefix("plugins/")?, *bytes)))
}

/// The texts of the bundled calendars, by the name of the file.
pub(super) fn calendar_texts() -> impl Iterator<Item = (&'static str, std::borrow::Cow<'static, str>)> {
    FILES
        .iter()
        .filter(|(name, _)| name.starts_with("calendars/"))
        .map(|(name, bytes)| (*name, String::from_utf8_lossy(bytes)))
}

/// The names of the bundled calendars.
pub(super) fn calendars() -> Vec<&'static str> {
    FILES
        .iter()
        .filter_map(|(name, _)| name.strip_prefix("calendars/")?.strip_suffix(".toml"))
        .collect()
}
