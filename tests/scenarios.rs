//! The thirty behaviours, the journeys of real schools and the runs of bundled workflows, as scenario files: every one
//! runs as it says.
//!
//! `alongside test tests/scenarios workflows` is the same by hand; `scenarios/README.md` tells how such a file is written.

use alongside_tests::{project, run_in};

#[test]
fn every_scenario_goes_as_it_says() {
    let run = run_in(&project(), &["test", "tests/scenarios", "workflows"]);
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(
        run.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&run.stderr)
    );
}
