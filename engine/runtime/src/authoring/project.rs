//! A project: the folder in which one plugin is written. Making one, and reading what it says of itself.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use alongside_core::ids::PluginId;
use alongside_core::plugin::World;
use serde::{Deserialize, Serialize};

use super::embedded;
use crate::error::RuntimeError;
use crate::workspace::{read_text, write_atomically};

/// The file that makes a folder a project.
const PROJECT_FILE: &str = "plugin.toml";

/// The languages in which a plugin can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// Rust.
    Rust,
    /// Python.
    Python,
    /// JavaScript.
    Js,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 3] = [Self::Rust, Self::Python, Self::Js];

    /// The word used in files and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Python => "python",
            Self::Js => "js",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Language {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|language| language.as_str() == text)
            .ok_or_else(|| format!("`{text}` is none of rust, python, js"))
    }
}

/// A project to be made.
#[derive(Debug, Clone)]
pub struct NewProject {
    /// The plugin's name, which is also the folder's.
    pub name: String,
    /// The world it fulfils.
    pub world: World,
    /// The language it is written in.
    pub language: Language,
    /// Where to make the folder.
    pub folder: PathBuf,
}

/// What a project says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ProjectFile {
    plugin: Said,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Said {
    name: String,
    world: World,
    language: Language,
    #[serde(default)]
    authority: Option<String>,
    #[serde(default)]
    licence: Option<String>,
}

/// A project, found and read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Project {
    pub(super) folder: PathBuf,
    pub(super) name: String,
    pub(super) world: World,
    pub(super) language: Language,
    pub(super) authority: Option<String>,
    pub(super) licence: Option<String>,
}

impl Project {
    /// Reads the project in a folder.
    pub(super) fn read(folder: &Path) -> Result<Self, RuntimeError> {
        let path = folder.join(PROJECT_FILE);
        if !path.is_file() {
            return Err(RuntimeError::NotFound {
                what: "plugin project in",
                name: folder.display().to_string(),
                hint: Some(
                    "make one with `alongside plugin new NAME --lang python`, or name its folder".to_owned(),
                ),
            });
        }
        let file: ProjectFile = toml::from_str(&read_text(&path)?).map_err(|error| {
            RuntimeError::input_hint(
                "plugin-project",
                format!("{}: {}", path.display(), error.message()),
                "compare it with one that `alongside plugin new` writes",
            )
        })?;
        let Said {
            name,
            world,
            language,
            authority,
            licence,
        } = file.plugin;
        PluginId::new(name.as_str()).map_err(|error| {
            RuntimeError::input("plugin-project", format!("{}: `name`: {error}", path.display()))
        })?;
        Ok(Self {
            folder: folder.to_owned(),
            name,
            world,
            language,
            authority,
            licence,
        })
    }

    /// The component that a build writes.
    pub(super) fn component(&self) -> PathBuf {
        self.folder.join("build").join(format!("{}.wasm", self.name))
    }

    /// The file in which the plugin itself is written, within the project.
    pub(super) fn source(&self) -> String {
        source(&self.name, self.language)
    }
}

fn source(name: &str, language: Language) -> String {
    match language {
        Language::Rust => "src/lib.rs".to_owned(),
        Language::Python => format!("{}.py", name.replace('-', "_")),
        Language::Js => format!("{name}.js"),
    }
}

/// Makes a project that builds and passes its own cases. Gives the paths of its files within its folder.
///
/// # Errors
/// When the name is no identifier, or the folder is there already.
pub fn new_project(new: &NewProject) -> Result<Vec<String>, RuntimeError> {
    let name = new.name.as_str();
    PluginId::new(name).map_err(|error| RuntimeError::input("plugin-name", error.to_string()))?;
    let folder = new.folder.join(name);
    if folder.exists() {
        return Err(RuntimeError::AlreadyThere(folder));
    }
    let mut written = Vec::new();
    for (path, text) in files(new)? {
        write_atomically(&folder.join(&path), text.as_bytes())?;
        written.push(path);
    }
    Ok(written)
}

fn files(new: &NewProject) -> Result<Vec<(String, String)>, RuntimeError> {
    let (name, world, language) = (new.name.as_str(), new.world.as_str(), new.language.as_str());
    let (Some(template), Some(cases)) = (embedded::template(language, world), embedded::cases(world)) else {
        return Err(RuntimeError::Internal(format!(
            "there is no template for {world} in {language}"
        )));
    };
    let mut files = vec![
        (
            PROJECT_FILE.to_owned(),
            format!(
                "# What `alongside plugin build` builds.\n[plugin]\nname = \"{name}\"\nworld = \"{world}\"\nlanguage = \
                 \"{language}\"\n# authority = \"who answers for it\"\n# licence = \"MIT\"\n"
            ),
        ),
        (source(name, new.language), template.replace("NAME", name)),
        (format!("cases/{name}.toml"), cases.replace("NAME", name)),
        (
            ".gitignore".to_owned(),
            "build/\ntarget/\nnode_modules/\n.venv/\n__pycache__/\n".to_owned(),
        ),
        (embedded::WIT.0.to_owned(), embedded::WIT.1.to_owned()),
    ];
    let sdk = match new.language {
        Language::Rust => {
            files.push(("Cargo.toml".to_owned(), embedded::CARGO.replace("NAME", name)));
            embedded::SDK_RUST
        }
        Language::Python => embedded::SDK_PYTHON,
        Language::Js => embedded::SDK_JS,
    };
    files.extend(
        sdk.iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned())),
    );
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_world() {
        for language in Language::ALL {
            for world in World::ALL {
                let folder = tempfile::tempdir().unwrap();
                let new = NewProject {
                    name: "late-arrivals".to_owned(),
                    world,
                    language,
                    folder: folder.path().to_owned(),
                };
                let written = new_project(&new).unwrap();
                let project = Project::read(&folder.path().join("late-arrivals")).unwrap();
                assert_eq!((project.world, project.language), (world, language));
                assert!(written.contains(&project.source()));
                let text = std::fs::read_to_string(project.folder.join(project.source())).unwrap();
                assert!(text.contains("late-arrivals") && !text.contains("NAME"));
                assert!(matches!(new_project(&new), Err(RuntimeError::AlreadyThere(_))));
            }
        }
    }

    #[test]
    fn a_name_that_is_none_makes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let new = NewProject {
            name: "Late Arrivals".to_owned(),
            world: World::ScoringRule,
            language: Language::Python,
            folder: folder.path().to_owned(),
        };
        assert_eq!(new_project(&new).unwrap_err().code(), "plugin-name");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        assert_eq!(Project::read(folder.path()).unwrap_err().code(), "not-found");
    }
}
