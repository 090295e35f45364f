//! The contract in Rust: what the compiler makes of `plugins/wit`, a module for each world.
//!
//! The types are made once, with the first world; a further world names them in its `with`, so that they are the same
//! types everywhere. A world exports nothing until a plugin registers with it. A plugin does not name this module: what
//! it needs is at the top of the crate. Tested by the plugins, and by the host's tests on the components.

#[doc(hidden)]
pub mod scoring_rule {
    wit_bindgen::generate!({
        path: "../wit",
        world: "scoring-rule",
        generate_all,
        additional_derives: [PartialEq],
        pub_export_macro: true,
    });
}

#[doc(hidden)]
pub mod intervention_strategy {
    wit_bindgen::generate!({
        path: "../wit",
        world: "intervention-strategy",
        with: {
            "alongside:plugin/host-log@0.2.0": crate::bindings::scoring_rule::alongside::plugin::host_log,
            "alongside:plugin/types@0.2.0": crate::bindings::scoring_rule::alongside::plugin::types,
        },
        generate_all,
        additional_derives: [PartialEq],
        pub_export_macro: true,
    });
}

#[doc(hidden)]
pub mod importer {
    wit_bindgen::generate!({
        path: "../wit",
        world: "importer",
        with: {
            "alongside:plugin/host-log@0.2.0": crate::bindings::scoring_rule::alongside::plugin::host_log,
            "alongside:plugin/types@0.2.0": crate::bindings::scoring_rule::alongside::plugin::types,
        },
        generate_all,
        additional_derives: [PartialEq],
        pub_export_macro: true,
    });
}

#[doc(hidden)]
pub mod evaluator {
    wit_bindgen::generate!({
        path: "../wit",
        world: "evaluator",
        with: {
            "alongside:plugin/host-log@0.2.0": crate::bindings::scoring_rule::alongside::plugin::host_log,
            "alongside:plugin/types@0.2.0": crate::bindings::scoring_rule::alongside::plugin::types,
        },
        generate_all,
        additional_derives: [PartialEq],
        pub_export_macro: true,
    });
}

#[cfg(target_arch = "wasm32")]
pub(crate) use scoring_rule::alongside::plugin::host_log;
pub use scoring_rule::alongside::plugin::types;
