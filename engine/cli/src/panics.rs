//! What a person sees of a panic: one sentence, never a backtrace.
//!
//! A library's panic that is caught where it is called is answered by an error, and not worth a word here. Any other is
//! a mistake of ours, and says so. Tests: damage, in the cross-crate tests.

use std::panic::PanicHookInfo;

/// Replaces the report that panics print by themselves.
pub(crate) fn install() {
    std::panic::set_hook(Box::new(report));
}

fn report(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    if alongside_runtime::is_caught_panic(&place) {
        tracing::debug!(place, "a panic was caught");
        return;
    }
    let said = panic.payload_as_str().unwrap_or("no reason was given");
    anstream::eprintln!("error: alongside has a mistake at {place}: {said}");
    anstream::eprintln!("hint: what was acknowledged is safe; please report this with what you typed");
}
