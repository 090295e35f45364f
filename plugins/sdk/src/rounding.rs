//! The contract's rounding rule, which makes the numbers of an answer the same in every language.

/// From this magnitude on a number is left as it is: it has too few bits left for six decimals.
const UNROUNDED_FROM: f64 = 2_147_483_648.0;

/// Rounds to 6 decimal places, halves away from zero; -0 becomes 0. Doing it twice changes nothing. A number that is
/// not finite comes back as it is, for the host to refuse.
pub fn round_6(number: f64) -> f64 {
    if number.abs() < UNROUNDED_FROM {
        (number * 1e6).round() / 1e6 + 0.0
    } else {
        number
    }
}

/// Rounds to a number of decimal places for a text that people read, such as `17.4`; never `-0.0`.
pub fn shown(number: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", round_6(number));
    match text.strip_prefix('-') {
        Some(digits) if digits.bytes().all(|b| b == b'0' || b == b'.') => digits.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_away_from_zero() {
        assert_eq!(round_6(0.000_000_5), 0.000_001);
        assert_eq!(round_6(-0.000_000_5), -0.000_001);
        assert!(round_6(-0.0).is_sign_positive());
        assert!(round_6(f64::NAN).is_nan());
        assert_eq!(round_6(f64::INFINITY), f64::INFINITY);
    }

    #[test]
    fn people_see_no_negative_zero() {
        assert_eq!(shown(-0.04, 1), "0.0");
        assert_eq!(shown(-0.06, 1), "-0.1");
        assert_eq!(shown(17.429, 1), "17.4");
        assert_eq!(shown(-0.2, 0), "0");
    }
}
