//! Loading: from the bytes of a component to a plugin that may be called.
//!
//! Refuses what does not keep to the contract, by name and with the remedy. Tested in `tests/contract/refusal.rs` and
//! `tests/contract/cache.rs`.

use std::sync::{Arc, OnceLock};

use alongside_core::digest::Digest;
use alongside_core::plugin::PluginRecord;
use wasmtime::component::Component;

use crate::cache::{self, Key};
use crate::contract::entry::Entry;
use crate::contract::lift;
use crate::description;
use crate::engine::{Started, reason, start};
use crate::error::PluginError;
use crate::plugin::{Plugin, Program};
use crate::settings::HostSettings;
use crate::surface::{self, Surface};

/// The first bytes of a component, and of a core module.
const COMPONENT: &[u8; 8] = b"\0asm\x0d\0\x01\0";
const CORE_MODULE: &[u8; 8] = b"\0asm\x01\0\0\0";

/// Loads plugins, and holds the engine that runs them. Cloning it is cheap; clones share the engine.
#[derive(Clone)]
pub struct PluginHost(Arc<Shared>);

struct Shared {
    settings: HostSettings,
    started: OnceLock<Result<Arc<Started>, String>>,
}

impl std::fmt::Debug for PluginHost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("PluginHost").field(&self.0.settings).finish()
    }
}

impl PluginHost {
    /// Makes a host. Costs nothing until the first plugin is loaded.
    pub fn new(settings: HostSettings) -> Self {
        Self(Arc::new(Shared {
            settings,
            started: OnceLock::new(),
        }))
    }

    /// Gives the settings it was made with.
    pub fn settings(&self) -> &HostSettings {
        &self.0.settings
    }

    /// Loads a component and asks it what it is. `name` stands for it in messages until its id is known. Compiles the
    /// component unless the cache holds its code (a Rust plugin: tens of milliseconds; one that carries an
    /// interpreter: seconds).
    ///
    /// # Errors
    /// When the bytes are no component, when it imports what a plugin is not given, when it fulfils no world or
    /// another version of the contract, and when its description is missing or wrong.
    pub fn load(&self, name: &str, bytes: &[u8]) -> Result<Plugin, PluginError> {
        let limits = &self.0.settings.limits;
        check_kind(name, bytes, limits.component_bytes_max)?;
        let started = self.started()?;
        let digest = Digest::of(bytes);
        let component = self.component(name, &digest, bytes, &started)?;
        let (surface, entry) = enter(name, &component, &started)?;
        let program = Program {
            entry,
            started,
            limits: limits.clone(),
        };
        let said = program.describe(name)?;
        let wrong = |problem| PluginError::Description {
            plugin: name.to_owned(),
            problem,
        };
        let description = lift::description(&surface, said).map_err(wrong)?;
        description::check(&description).map_err(wrong)?;
        Ok(Plugin::new(
            PluginRecord { description, digest },
            surface,
            program,
        ))
    }

    fn started(&self) -> Result<Arc<Started>, PluginError> {
        let started = self
            .0
            .started
            .get_or_init(|| start(&self.0.settings.limits).map(Arc::new));
        started.clone().map_err(|reason| PluginError::Engine { reason })
    }

    /// Takes the compiled code from the cache, or compiles and keeps it.
    fn component(
        &self,
        name: &str,
        digest: &Digest,
        bytes: &[u8],
        started: &Started,
    ) -> Result<Component, PluginError> {
        let cache = self
            .0
            .settings
            .cache_dir
            .as_deref()
            .map(|dir| (dir, Key::new(digest, &started.engine)));
        if let Some((dir, key)) = cache
            && let Some(component) = cache::load(dir, key, &started.engine)
        {
            return Ok(component);
        }
        let component =
            Component::from_binary(&started.engine, bytes).map_err(|error| PluginError::NotAComponent {
                plugin: name.to_owned(),
                reason: reason(error),
                remedy: "the file may be damaged: build it again".to_owned(),
            })?;
        if let Some((dir, key)) = cache {
            cache::store(dir, key, &component);
        }
        Ok(component)
    }
}

/// Tells a component from a core module and from anything else by its first bytes.
fn check_kind(name: &str, bytes: &[u8], limit: usize) -> Result<(), PluginError> {
    let refuse = |reason: &str, remedy: &str| {
        Err(PluginError::NotAComponent {
            plugin: name.to_owned(),
            reason: reason.to_owned(),
            remedy: remedy.to_owned(),
        })
    };
    if bytes.len() > limit {
        return Err(PluginError::TooLarge {
            plugin: name.to_owned(),
            bytes: bytes.len(),
            limit,
        });
    }
    if bytes.starts_with(COMPONENT) {
        Ok(())
    } else if bytes.starts_with(CORE_MODULE) {
        refuse(
            "it is a core module",
            "encode it as a component, as `cargo xtask plugins` does for the bundled ones",
        )
    } else if bytes.is_empty() {
        refuse("the file is empty", "build it again")
    } else {
        refuse(
            "it does not begin as one",
            "give the `.wasm` file that the build wrote",
        )
    }
}

/// Finds the world of a component and links it.
fn enter(name: &str, component: &Component, started: &Started) -> Result<(Surface, Entry), PluginError> {
    let offered = component.component_type();
    let imports = offered.imports(&started.engine).map(|(import, _)| import);
    let exports = offered.exports(&started.engine).map(|(export, _)| export);
    let surface = surface::of(name, imports, exports)?;
    let shape = |error: wasmtime::Error| PluginError::Shape {
        plugin: name.to_owned(),
        reason: reason(error),
    };
    let linked = started.linker.instantiate_pre(component).map_err(shape)?;
    let entry = Entry::new(linked, &surface).map_err(shape)?;
    Ok((surface, entry))
}
