//! The bindings of `alongside:plugin@0.2`, generated from `plugins/wit` when this crate is compiled.
//!
//! One world exports all interfaces of the contract, so that the types are made once; a plugin fulfils one of them.

wasmtime::component::bindgen!({
    inline: "
        package alongside:host;

        world every {
            import alongside:plugin/host-log@0.2.0;
            export alongside:plugin/scoring@0.2.0;
            export alongside:plugin/strategy@0.2.0;
            export alongside:plugin/importing@0.2.0;
            export alongside:plugin/evaluating@0.2.0;
        }
    ",
    path: "../../plugins/wit",
    imports: { default: trappable },
});

pub(crate) use alongside::plugin::{host_log, types};
pub(crate) use exports::alongside::plugin::{evaluating, importing, scoring, strategy};
