//! Unique pupil numbers: their form and check letter.
//!
//! A number identifies a child: it is never printed, not even by a debugger, and this module keeps none. Tests are below
//! and in `tests/vectors.rs`.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// The check letters by remainder: the alphabet without I, O and S.
const LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPQRTUVWXYZ";

/// A unique pupil number with a right check letter, permanent or temporary.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Upn(String);

/// Says why a text is not a unique pupil number. It never repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum UpnError {
    /// Not 13 characters.
    #[error("a unique pupil number has 13 characters, not {found}")]
    Length {
        /// How many there are.
        found: usize,
    },
    /// A character that cannot stand there.
    #[error("character {position} of the unique pupil number must be {expected}")]
    Character {
        /// Its position, counted from 1.
        position: usize,
        /// What may stand there.
        expected: &'static str,
    },
    /// The check letter is wrong: a digit was mistyped, or the number was never one.
    #[error(
        "the check letter of the unique pupil number is wrong: compare the number with the school's record"
    )]
    CheckLetter,
}

impl Upn {
    /// The number itself: 13 characters, upper case. For hashing and matching only.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether it is temporary: it then ends in a letter.
    pub fn is_temporary(&self) -> bool {
        self.0.ends_with(|last: char| last.is_ascii_uppercase())
    }
}

impl fmt::Debug for Upn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Upn(withheld)")
    }
}

impl FromStr for Upn {
    type Err = UpnError;

    /// Reads a number and checks its letter; spaces around it and small letters are accepted.
    ///
    /// The twelve characters after the letter are multiplied by 2 to 13 and summed; the remainder by 23 gives the letter
    /// (0 A, 1 B, … without I, O and S). A temporary number ends in a letter, which counts as its remainder.
    ///
    /// Source: Department for Education, Unique pupil numbers: guidance, annex A; Government Data Standards Catalogue,
    /// Unique Pupil Number 2.0 (2004), validations 1 to 6.
    fn from_str(text: &str) -> Result<Self, UpnError> {
        let number = text.trim().to_ascii_uppercase();
        let found = number.chars().count();
        if found != 13 {
            return Err(UpnError::Length { found });
        }
        let mut sum = 0;
        let mut letter = None;
        for (index, character) in number.chars().enumerate() {
            let position = index + 1;
            let refused = |expected| UpnError::Character { position, expected };
            match index {
                0 => letter = Some(remainder(character).ok_or(refused("a letter other than I, O and S"))?),
                12 => {
                    let value = digit(character).or(remainder(character));
                    sum += position * value.ok_or(refused("a digit, or a letter other than I, O and S"))?;
                }
                _ => sum += position * digit(character).ok_or(refused("a digit"))?,
            }
        }
        if letter == Some(sum % LETTERS.len()) {
            Ok(Self(number))
        } else {
            Err(UpnError::CheckLetter)
        }
    }
}

/// Computes the check letter of the twelve digits of a permanent number; none where they are not twelve digits.
///
/// Source: as [`Upn`]'s reading.
pub fn upn_check_letter(digits: &str) -> Option<char> {
    if digits.chars().count() != 12 {
        return None;
    }
    let weighted = |(index, character): (usize, char)| Some((index + 2) * digit(character)?);
    let products: Option<Vec<usize>> = digits.chars().enumerate().map(weighted).collect();
    let sum: usize = products?.iter().sum();
    Some(char::from(LETTERS[sum % LETTERS.len()]))
}

fn digit(character: char) -> Option<usize> {
    character.to_digit(10).map(|digit| digit as usize)
}

fn remainder(character: char) -> Option<usize> {
    LETTERS.iter().position(|letter| char::from(*letter) == character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_and_never_printed() {
        let upn: Upn = " h801200001001 ".parse().unwrap();
        assert_eq!(upn.expose(), "H801200001001");
        assert!(!upn.is_temporary());
        assert_eq!(format!("{upn:?}"), "Upn(withheld)");
    }

    #[test]
    fn a_temporary_number_ends_in_a_letter() {
        // T stands for the remainder 16, and the thirteenth character weighs 13.
        let sum: usize = "80120000100"
            .chars()
            .enumerate()
            .map(|(index, c)| (index + 2) * digit(c).unwrap())
            .sum();
        let letter = char::from(LETTERS[(sum + 13 * 16) % 23]);
        let upn: Upn = format!("{letter}80120000100T").parse().unwrap();
        assert!(upn.is_temporary());
        assert_eq!(
            format!("{letter}80120000100I").parse::<Upn>(),
            Err(UpnError::Character {
                position: 13,
                expected: "a digit, or a letter other than I, O and S"
            })
        );
    }

    #[test]
    fn each_mistyped_digit_is_found() {
        let right = "H801200001001";
        for position in 1..13 {
            for wrong in '0'..='9' {
                let mut typed: Vec<char> = right.chars().collect();
                if typed[position] != wrong {
                    typed[position] = wrong;
                    let typed: String = typed.into_iter().collect();
                    assert_eq!(typed.parse::<Upn>(), Err(UpnError::CheckLetter), "{typed}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_number_is_told_without_repeating_it() {
        assert_eq!("H80120000100".parse::<Upn>(), Err(UpnError::Length { found: 12 }));
        let error = "I801200001001".parse::<Upn>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "character 1 of the unique pupil number must be a letter other than I, O and S"
        );
        assert!("H8012000010é1".parse::<Upn>().is_err());
        assert_eq!(upn_check_letter("80120000100"), None);
        assert_eq!(upn_check_letter("80120000100x"), None);
    }
}
