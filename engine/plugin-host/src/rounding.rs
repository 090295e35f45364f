//! The contract's rounding rule: what makes a number of an answer the same in every language.
//!
//! Stated in `plugins/wit/alongside.wit`; the SDK follows the same rule. Tests are below.

/// From this magnitude on a number is left as it is: it has too few bits left for six decimals.
const UNROUNDED_FROM: f64 = 2_147_483_648.0;

/// Rounds a finite number to 6 decimal places, halves away from zero; -0 becomes 0. Idempotent.
pub(crate) fn round_6(number: f64) -> f64 {
    if number.abs() >= UNROUNDED_FROM {
        return number;
    }
    // Adding a positive zero turns -0 into 0 and changes nothing else.
    (number * 1e6).round() / 1e6 + 0.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rounds_halves_away_from_zero() {
        assert_eq!(round_6(0.000_000_5), 0.000_001);
        assert_eq!(round_6(-0.000_000_5), -0.000_001);
        assert_eq!(round_6(17.429_040_581_749_945), 17.429_041);
        assert!(round_6(-0.0).is_sign_positive());
        assert!(round_6(-1e-9).is_sign_positive());
        assert_eq!(round_6(1e300), 1e300);
    }

    proptest! {
        #[test]
        fn twice_is_once(number in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL) {
            let once = round_6(number);
            prop_assert_eq!(round_6(once).to_bits(), once.to_bits());
        }

        #[test]
        fn twice_is_once_for_everyday_numbers(number in -2.2e9..2.2e9_f64) {
            let once = round_6(number);
            prop_assert_eq!(round_6(once).to_bits(), once.to_bits());
            prop_assert!((once - number).abs() <= 0.000_000_75);
        }
    }
}
