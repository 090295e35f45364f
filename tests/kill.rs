//! Killed at any moment, the program loses nothing and does nothing twice.
//!
//! The worked example runs once undisturbed. Then it runs again, and its commands are killed (SIGKILL) at seeded
//! random moments, 200 times in all; each is repeated, as a person or a script would, until it ends by itself. In
//! the end every log is the same, byte for byte.

#![expect(clippy::panic, reason = "a test fails by panicking")]

use std::process::Stdio;
use std::time::{Duration, Instant};

use alongside_tests::{Example, Seeded, Step, logs};

/// The workspace that the example makes in its folder.
const WORKSPACE: &str = "workspace";

const KILLS: usize = 200;

#[test]
fn killed_200_times_the_log_is_the_same() {
    let undisturbed = Example::copy("hampshire-primary");
    let mut durations = Vec::new();
    for step in undisturbed.steps() {
        let start = Instant::now();
        run_to_the_end(&undisturbed, &step);
        durations.push(start.elapsed());
    }
    let expected = logs(&undisturbed.path().join(WORKSPACE));

    let example = Example::copy("hampshire-primary");
    let steps = example.steps();
    let mut seeded = Seeded::new(0x5eed);
    let mut killed = 0;
    for (number, (step, usual)) in steps.iter().zip(&durations).enumerate() {
        // What is left of the kills is spread over what is left of the commands.
        let share = (KILLS - killed).div_ceil(steps.len() - number);
        let mut within = u64::try_from(usual.as_micros()).unwrap_or(u64::MAX);
        let mut here = 0;
        while here < share && !already_made(&example, step) {
            if killed_after(&example, step, Duration::from_micros(seeded.below(within.max(1)))) {
                here += 1;
            } else {
                // It was quicker than before: kill it sooner.
                within /= 2;
            }
        }
        killed += here;
        run_to_the_end(&example, step);
    }
    assert!(
        killed >= KILLS,
        "only {killed} commands lived long enough to be killed"
    );
    assert_eq!(logs(&example.path().join(WORKSPACE)), expected);
}

/// Starts a command and kills it; false where it had ended before.
fn killed_after(example: &Example, step: &Step, delay: Duration) -> bool {
    let mut command = example.program(step);
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut child = child.unwrap_or_else(|error| panic!("failed to run alongside: {error}"));
    std::thread::sleep(delay);
    let ended = child
        .try_wait()
        .unwrap_or_else(|error| panic!("{error}"))
        .is_some();
    if !ended {
        child.kill().unwrap_or_else(|error| panic!("{error}"));
        child.wait().unwrap_or_else(|error| panic!("{error}"));
    }
    !ended
}

fn run_to_the_end(example: &Example, step: &Step) {
    if already_made(example, step) {
        return;
    }
    let output = example.program(step).output();
    let output = output.unwrap_or_else(|error| panic!("failed to run alongside: {error}"));
    assert_eq!(
        output.status.success(),
        step.succeeds,
        "{:?}\n{}",
        step.arguments,
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A workspace that a killed `init` had finished making is there: making it again would rightly be refused.
fn already_made(example: &Example, step: &Step) -> bool {
    step.arguments.first().is_some_and(|word| word == "init")
        && example.path().join(WORKSPACE).join("alongside.toml").exists()
}
