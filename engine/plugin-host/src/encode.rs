//! From the core module that a Rust plugin compiles to, to the component that is loaded.

use wit_component::ComponentEncoder;

use crate::error::PluginError;

/// Encodes a core module as a component. `name` stands for it in messages.
///
/// # Errors
/// When the module carries no contract, which means that it does not register a plugin.
pub fn encode(name: &str, module: &[u8]) -> Result<Vec<u8>, PluginError> {
    ComponentEncoder::default()
        .validate(true)
        .module(module)
        .and_then(ComponentEncoder::encode)
        .map_err(|error| PluginError::NotAComponent {
            plugin: name.to_owned(),
            reason: format!("{error:#}"),
            remedy: "register it with a macro of the SDK, such as `alongside_plugin::scoring_rule!`"
                .to_owned(),
        })
}
