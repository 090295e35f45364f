//! The bindings of `alongside:plugin@0.1`, generated from `wit/0.1` when this crate is compiled. The text of a released
//! contract never changes.

wasmtime::component::bindgen!({
    inline: "
        package alongside:host;

        world every {
            import alongside:plugin/host-log@0.1.0;
            export alongside:plugin/scoring@0.1.0;
            export alongside:plugin/strategy@0.1.0;
            export alongside:plugin/planning@0.1.0;
        }
    ",
    path: "wit/0.1",
    imports: { default: trappable },
});

pub(crate) use alongside::plugin::{host_log, types};
pub(crate) use exports::alongside::plugin::{planning, scoring, strategy};
