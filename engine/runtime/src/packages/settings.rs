//! The table `[plugins]` of `alongside.toml`: what one call may use, and whose signatures count.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use alongside_plugin_host::Limits;
use serde::{Deserialize, Serialize};

use super::signature::PublicKey;
use crate::error::RuntimeError;

/// What a workspace says about plugins.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct PluginSettings {
    /// Whether every plugin that does not come with the program must be signed by a trusted key.
    pub signed: bool,
    /// The keys whose signatures count, by the name of whoever holds them.
    pub trusted: BTreeMap<String, PublicKey>,
    /// What one plugin and one call of it may use, where it is not the usual.
    pub limits: LimitSettings,
}

/// Limits that a workspace sets; the usual ones hold where it sets none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct LimitSettings {
    /// The largest component, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub component_bytes: Option<u64>,
    /// How long one call may run, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_ms: Option<u64>,
    /// The memory of one call, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory_bytes: Option<u64>,
    /// The call stack, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack_bytes: Option<u64>,
    /// The elements of each table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table_elements: Option<u64>,
    /// The core instances, memories and tables of a component, each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instances: Option<u64>,
    /// The rows of an input table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_rows: Option<u64>,
    /// The size of an input, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_bytes: Option<u64>,
    /// The size of an answer, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer_bytes: Option<u64>,
    /// The lines that one call may log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_lines: Option<u64>,
    /// The bytes that one call may log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_bytes: Option<u64>,
}

/// One limit: its key in the settings, its value, and where that comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct LimitShown {
    /// Its key in `[plugins.limits]`.
    pub key: &'static str,
    /// What holds.
    pub value: u64,
    /// Whether the workspace sets it.
    pub set: bool,
}

impl PluginSettings {
    /// Whether everything is the usual.
    pub(crate) fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// Checks what the grammar of the file cannot.
    pub(crate) fn check(&self, path: &Path) -> Result<(), RuntimeError> {
        for (key, set, _, (least, most)) in self.limits.entries() {
            match set {
                Some(value) if !(least..=most).contains(&value) => {
                    return Err(RuntimeError::input_hint(
                        "settings",
                        format!("{}: `plugins.limits.{key}` is {value}", path.display()),
                        format!("it is from {least} to {most}"),
                    ));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The table as a part of the settings file.
    pub(crate) fn to_toml(&self) -> String {
        let mut text = String::new();
        if self.signed || !self.trusted.is_empty() {
            text.push_str(&format!("\n[plugins]\nsigned = {}\n", self.signed));
        }
        if !self.trusted.is_empty() {
            text.push_str("\n[plugins.trusted]\n");
            for (name, key) in &self.trusted {
                text.push_str(&format!("{} = \"{key}\"\n", toml::Value::String(name.clone())));
            }
        }
        let set: Vec<String> = self
            .limits
            .entries()
            .into_iter()
            .filter_map(|(key, set, _, _)| set.map(|value| format!("{key} = {value}\n")))
            .collect();
        if !set.is_empty() {
            text.push_str(&format!("\n[plugins.limits]\n{}", set.concat()));
        }
        text
    }
}

/// A limit's key, what the workspace sets, what is usual, and the range allowed.
type Entry = (&'static str, Option<u64>, u64, (u64, u64));

impl LimitSettings {
    fn entries(&self) -> [Entry; 11] {
        let usual = Limits::default();
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        let time = u64::try_from(usual.call_time_max.as_millis()).unwrap_or(u64::MAX);
        [
            (
                "component-bytes",
                self.component_bytes,
                count(usual.component_bytes_max),
                (1, 256 << 20),
            ),
            ("time-ms", self.time_ms, time, (10, 600_000)),
            (
                "memory-bytes",
                self.memory_bytes,
                count(usual.memory_bytes_max),
                (1 << 16, 4 << 30),
            ),
            (
                "stack-bytes",
                self.stack_bytes,
                count(usual.stack_bytes_max),
                (1 << 16, 1 << 20),
            ),
            (
                "table-elements",
                self.table_elements,
                count(usual.table_elements_max),
                (1, 10_000_000),
            ),
            (
                "instances",
                self.instances,
                count(usual.instances_max),
                (1, 1_000),
            ),
            (
                "input-rows",
                self.input_rows,
                count(usual.input_rows_max),
                (1, 10_000_000),
            ),
            (
                "input-bytes",
                self.input_bytes,
                count(usual.input_bytes_max),
                (1, 1 << 30),
            ),
            (
                "answer-bytes",
                self.answer_bytes,
                count(usual.answer_bytes_max),
                (1_024, 256 << 20),
            ),
            (
                "log-lines",
                self.log_lines,
                count(usual.log_lines_max),
                (0, 1_000_000),
            ),
            (
                "log-bytes",
                self.log_bytes,
                count(usual.log_bytes_max),
                (0, 16 << 20),
            ),
        ]
    }

    /// Every limit as it holds.
    pub fn shown(&self) -> Vec<LimitShown> {
        self.entries()
            .into_iter()
            .map(|(key, set, usual, _)| LimitShown {
                key,
                value: set.unwrap_or(usual),
                set: set.is_some(),
            })
            .collect()
    }

    /// The limits of the host.
    pub(crate) fn limits(&self) -> Limits {
        let usual = Limits::default();
        let or = |set: Option<u64>, usual: usize| {
            set.map_or(usual, |value| usize::try_from(value).unwrap_or(usize::MAX))
        };
        Limits {
            component_bytes_max: or(self.component_bytes, usual.component_bytes_max),
            call_time_max: self.time_ms.map_or(usual.call_time_max, Duration::from_millis),
            memory_bytes_max: or(self.memory_bytes, usual.memory_bytes_max),
            stack_bytes_max: or(self.stack_bytes, usual.stack_bytes_max),
            table_elements_max: or(self.table_elements, usual.table_elements_max),
            instances_max: or(self.instances, usual.instances_max),
            input_rows_max: or(self.input_rows, usual.input_rows_max),
            input_bytes_max: or(self.input_bytes, usual.input_bytes_max),
            answer_bytes_max: or(self.answer_bytes, usual.answer_bytes_max),
            log_lines_max: or(self.log_lines, usual.log_lines_max),
            log_bytes_max: or(self.log_bytes, usual.log_bytes_max),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> PluginSettings {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn what_is_set_holds_and_the_rest_is_usual() {
        let settings = read("limits = { time-ms = 250, log-lines = 5 }");
        let limits = settings.limits.limits();
        assert_eq!(limits.call_time_max, Duration::from_millis(250));
        assert_eq!(limits.log_lines_max, 5);
        assert_eq!(limits.memory_bytes_max, Limits::default().memory_bytes_max);
        let shown = settings.limits.shown();
        let set: Vec<_> = shown
            .iter()
            .filter(|limit| limit.set)
            .map(|limit| limit.key)
            .collect();
        assert_eq!(set, ["time-ms", "log-lines"]);
        assert_eq!(LimitSettings::default().limits(), Limits::default());
    }

    #[test]
    fn a_limit_out_of_range_is_named() {
        let path = Path::new("alongside.toml");
        let error = read("limits = { stack-bytes = 8388608 }")
            .check(path)
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "alongside.toml: `plugins.limits.stack-bytes` is 8388608"
        );
        assert_eq!(error.hint().unwrap(), "it is from 65536 to 1048576");
        assert!(PluginSettings::default().check(path).is_ok());
        assert!(toml::from_str::<PluginSettings>("limits = { speed = 1 }").is_err());
    }
}
