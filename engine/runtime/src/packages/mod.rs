//! Plugin packages: which plugins a workspace has agreed to, how each stands, and what a workspace says about them.
//!
//! `settings` is the table of `alongside.toml`, `lock` the digests agreed to, `manifest` what lies beside a component,
//! `signature` who answers for it; `installed` judges what lies in the folder, `change` adds and removes. Nothing
//! here calls a plugin. Tests: in each module, and in `tests/packages.rs` of this crate.

mod change;
mod installed;
mod lock;
mod manifest;
mod settings;
mod signature;

pub use change::{AddOptions, Added};
pub use installed::{PinnedBy, PluginStanding, PluginView};
pub use manifest::{About, Manifest, Signed};
pub use settings::{LimitSettings, LimitShown, PluginSettings};
pub use signature::{PublicKey, Signature};

pub(crate) use change::{component_of, make_key, sign};
pub(crate) use installed::{Judge, look};
