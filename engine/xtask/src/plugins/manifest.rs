//! `plugins/bundled.toml`: which plugins are committed, what they were built from, and by which compiler.
//!
//! Written by `cargo xtask plugins` alone. Tests are below.

use std::fmt::Write;
use std::fs;
use std::path::Path;

const FILE: &str = "bundled.toml";

/// The whole file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Bundled {
    /// The compiler, as `rustc --version` says it.
    pub(super) rustc: String,
    /// The plugins, by name.
    pub(super) plugins: Vec<Entry>,
}

/// One plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its name, which is also its folder.
    pub(super) name: String,
    /// Whether the program ships it; the others are there for tests.
    pub(super) bundled: bool,
    /// The component, relative to the folder of the plugins.
    pub(super) file: String,
    /// The digest of the component.
    pub(super) digest: String,
    /// The digest of what it was built from.
    pub(super) source: String,
}

impl Bundled {
    /// Reads the file; a missing one says nothing.
    pub(super) fn read(folder: &Path) -> Result<Self, String> {
        let path = folder.join(FILE);
        match fs::read_to_string(&path) {
            Ok(text) => Self::parse(&text).map_err(|problem| {
                format!(
                    "{}: {problem}; remove it and run `cargo xtask plugins`",
                    path.display()
                )
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(format!("failed to read {}: {error}", path.display())),
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        let table: toml::Table = text
            .parse()
            .map_err(|error: toml::de::Error| error.message().to_owned())?;
        let word = |table: &toml::Table, key: &str| match table.get(key) {
            Some(toml::Value::String(word)) => Ok(word.clone()),
            _ => Err(format!("`{key}` is missing or is not a text")),
        };
        let entries = match table.get("plugin") {
            Some(toml::Value::Array(entries)) => entries.as_slice(),
            _ => return Err("there is no `[[plugin]]`".to_owned()),
        };
        let entry = |value: &toml::Value| {
            let table = value.as_table().ok_or("`plugin` is not a list of tables")?;
            Ok(Entry {
                name: word(table, "name")?,
                bundled: table
                    .get("bundled")
                    .and_then(toml::Value::as_bool)
                    .ok_or("`bundled` is missing")?,
                file: word(table, "file")?,
                digest: word(table, "digest")?,
                source: word(table, "source")?,
            })
        };
        Ok(Self {
            rustc: word(&table, "rustc")?,
            plugins: entries.iter().map(entry).collect::<Result<_, String>>()?,
        })
    }

    /// Finds a plugin by name.
    pub(super) fn entry(&self, name: &str) -> Option<&Entry> {
        self.plugins.iter().find(|entry| entry.name == name)
    }

    /// Fails unless the other names the same plugins.
    pub(super) fn same_names_as(&self, recorded: &Self) -> Result<(), String> {
        match recorded
            .plugins
            .iter()
            .find(|entry| self.entry(&entry.name).is_none())
        {
            Some(gone) => Err(format!(
                "plugins/{FILE} names `{}`, which is no plugin: run `cargo xtask plugins` and commit what changes",
                gone.name
            )),
            None => Ok(()),
        }
    }

    /// Writes the file, if it differs from what is there.
    pub(super) fn write(&self, folder: &Path) -> Result<(), String> {
        let (path, text) = (folder.join(FILE), self.text());
        if fs::read_to_string(&path).is_ok_and(|there| there == text) {
            return Ok(());
        }
        fs::write(&path, text).map_err(|error| format!("failed to write {}: {error}", path.display()))
    }

    fn text(&self) -> String {
        let mut text = format!(
            "# The committed plugins: what each was built from and what it must be. Written by `cargo xtask plugins`.\n\
             # Every digest is blake3.\n\
             rustc = \"{}\"\n",
            self.rustc
        );
        for Entry {
            name,
            bundled,
            file,
            digest,
            source,
        } in &self.plugins
        {
            // Writing to a text cannot fail.
            let _ = write!(
                text,
                "\n[[plugin]]\nname = \"{name}\"\nbundled = {bundled}\nfile = \"{file}\"\ndigest = \"{digest}\"\n\
                 source = \"{source}\"\n"
            );
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundled() -> Bundled {
        let entry = |name: &str, bundled| Entry {
            name: name.to_owned(),
            bundled,
            file: format!("{name}/{name}.wasm"),
            digest: "aa".to_owned(),
            source: "bb".to_owned(),
        };
        Bundled {
            rustc: "rustc 1.95.0 (59807616e 2026-04-14)".to_owned(),
            plugins: vec![entry("gap", true), entry("fixture", false)],
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        assert_eq!(Bundled::parse(&bundled().text()), Ok(bundled()));
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Bundled::read(folder.path()), Ok(Bundled::default()));
        bundled().write(folder.path()).unwrap();
        assert_eq!(Bundled::read(folder.path()), Ok(bundled()));
    }

    #[test]
    fn a_damaged_file_is_named_with_the_remedy() {
        let folder = tempfile::tempdir().unwrap();
        for text in ["rustc = ", "rustc = \"x\"\n", "[[plugin]]\nname = 1\n"] {
            fs::write(folder.path().join(FILE), text).unwrap();
            let message = Bundled::read(folder.path()).unwrap_err();
            assert!(
                message.contains(FILE) && message.contains("cargo xtask plugins"),
                "{message}"
            );
        }
    }

    #[test]
    fn a_plugin_that_is_gone_is_named() {
        let mut fewer = bundled();
        fewer.plugins.pop();
        assert!(fewer.same_names_as(&bundled()).unwrap_err().contains("`fixture`"));
        assert_eq!(bundled().same_names_as(&bundled()), Ok(()));
    }
}
