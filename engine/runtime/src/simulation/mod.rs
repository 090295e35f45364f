//! The runtime simulated: random engagements under a virtual clock, on a store that fails as stores do, in a process
//! that ends at any moment. After every step the rules that never bend are checked.
//!
//! Everything comes from the seed, which is printed: `ALONGSIDE_SIMULATION_SEED` sets it, `ALONGSIDE_SIMULATIONS` plays
//! more engagements than a run of all tests does.

mod faulty;
mod play;
mod random;
mod rules;

use self::play::Play;

fn setting(variable: &str, default: u64) -> u64 {
    std::env::var(variable)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(default)
}

#[test]
fn whatever_fails_the_rules_never_bend() {
    let (seed, plays) = (
        setting("ALONGSIDE_SIMULATION_SEED", 1),
        setting("ALONGSIDE_SIMULATIONS", 20),
    );
    let mut total = play::Told::default();
    for number in 0..plays {
        let told = Play::new(seed.wrapping_add(number)).played();
        total.add(&told);
    }
    eprintln!("seeds {seed} to {}: {total:?}", seed + plays.saturating_sub(1));
    assert!(total.says_enough(), "the test tests nothing: {total:?}");
}
