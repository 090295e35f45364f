//! `alongside.toml`: what a person may set for a workspace.

use std::path::Path;

use alongside_core::calendar::CalendarId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::files::read_text;
use crate::error::RuntimeError;
use crate::packages::PluginSettings;

/// The newest workspace format this release reads and writes.
pub(crate) const WORKSPACE_FORMAT: u32 = 1;

/// The settings of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settings {
    /// The format of the workspace.
    pub format: u32,
    /// Its title, for people.
    pub title: String,
    /// The calendar of a party for which none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_calendar: Option<CalendarId>,
    /// The date on which a rehearsal starts; a workspace without it lives by the machine's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rehearsal_from: Option<Date>,
    /// The command that is run with every notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notify: Option<NotifySettings>,
    /// What holds for plugins.
    #[serde(default, skip_serializing_if = "PluginSettings::is_usual")]
    pub plugins: PluginSettings,
}

/// How notices leave the workspace besides its outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NotifySettings {
    /// The program and its arguments. It gets one notice as JSON on its standard input, in the folder of the workspace,
    /// and has ten seconds.
    pub command: Vec<String>,
}

impl Settings {
    /// The settings of a rehearsal in memory.
    pub(crate) fn of_rehearsal(from: Date) -> Self {
        Self {
            format: WORKSPACE_FORMAT,
            title: "A rehearsal".to_owned(),
            default_calendar: None,
            rehearsal_from: Some(from),
            notify: None,
            plugins: PluginSettings::default(),
        }
    }

    /// Reads the settings of a workspace.
    ///
    /// # Errors
    /// When the file cannot be read, is wrong, or is of a newer format.
    pub(crate) fn read(path: &Path) -> Result<Self, RuntimeError> {
        let text = read_text(path)?;
        check_format(path, &text)?;
        let settings: Self = toml::from_str(&text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            let line = text
                .get(..offset)
                .map_or(0, |before| before.matches('\n').count())
                + 1;
            RuntimeError::input_hint(
                "settings",
                format!("{}:{line}: {}", path.display(), error.message()),
                "mend the file, or compare it with one that `alongside init` writes elsewhere",
            )
        })?;
        settings.plugins.check(path)?;
        Ok(settings)
    }

    /// The settings as a file.
    pub(crate) fn to_toml(&self) -> String {
        let mut text = String::from("# Settings of an alongside workspace.\n");
        text.push_str(&format!("format = {}\n", self.format));
        text.push_str(&format!("title = {}\n", toml::Value::String(self.title.clone())));
        if let Some(calendar) = &self.default_calendar {
            text.push_str(&format!("default-calendar = \"{calendar}\"\n"));
        }
        if let Some(date) = self.rehearsal_from {
            text.push_str("# A rehearsal: time stands still until `alongside tick --to DATE` moves it.\n");
            text.push_str(&format!("rehearsal-from = \"{date}\"\n"));
        }
        if let Some(notify) = &self.notify {
            let words = notify.command.iter().cloned().map(toml::Value::String);
            let command = toml::Value::Array(words.collect());
            text.push_str(&format!("\n[notify]\ncommand = {command}\n"));
        }
        text.push_str(&self.plugins.to_toml());
        text
    }
}

/// A newer format is recognised before anything else in the file is judged.
fn check_format(path: &Path, text: &str) -> Result<(), RuntimeError> {
    #[derive(Deserialize)]
    struct Format {
        format: u32,
    }
    match toml::from_str::<Format>(text) {
        Ok(Format { format }) if format > WORKSPACE_FORMAT => Err(RuntimeError::NewerWorkspace {
            path: path.to_owned(),
            found: format,
            known: WORKSPACE_FORMAT,
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_survive_the_file() {
        let settings = Settings {
            format: WORKSPACE_FORMAT,
            title: "A \"quoted\" title".to_owned(),
            default_calendar: Some(CalendarId::new("hampshire").unwrap()),
            rehearsal_from: Some(jiff::civil::date(2018, 9, 3)),
            notify: Some(NotifySettings {
                command: vec!["mail".to_owned(), "say \"yes\"".to_owned()],
            }),
            plugins: toml::from_str(
                "signed = true\nlimits = { time-ms = 100 }\n[trusted]\n\"An authority\" = \
                 \"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a\"\n",
            )
            .unwrap(),
        };
        assert_eq!(toml::from_str::<Settings>(&settings.to_toml()).unwrap(), settings);
    }
}
