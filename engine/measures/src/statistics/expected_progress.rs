//! Expected progress in National Curriculum levels, as it was measured until 2015, and their points.
//!
//! Tests are below and in `tests/vectors.rs`.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::error::StatisticsError;

/// A whole National Curriculum level at the end of a key stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum NationalLevel {
    /// Working towards level 1.
    W,
    /// Level 1.
    One,
    /// Level 2: the expected level at the end of key stage 1.
    Two,
    /// Level 3.
    Three,
    /// Level 4: the expected level at the end of key stage 2.
    Four,
    /// Level 5.
    Five,
    /// Level 6.
    Six,
}

impl NationalLevel {
    /// Every level, from the lowest.
    pub const ALL: [Self; 7] = [
        Self::W,
        Self::One,
        Self::Two,
        Self::Three,
        Self::Four,
        Self::Five,
        Self::Six,
    ];

    /// The level as it is written: `W` or a digit.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::W => "W",
            Self::One => "1",
            Self::Two => "2",
            Self::Three => "3",
            Self::Four => "4",
            Self::Five => "5",
            Self::Six => "6",
        }
    }

    /// Its points in average point scores: W 3, 1 9, 2 15, 3 21, 4 27, 5 33, 6 39; six points a level.
    ///
    /// Source: Department for Education, performance tables until 2015; notes on measures and statistics of Alongside.
    pub fn points(self) -> u32 {
        3 + 6 * self.steps()
    }

    /// Levels above W.
    fn steps(self) -> u32 {
        match self {
            Self::W => 0,
            Self::One => 1,
            Self::Two => 2,
            Self::Three => 3,
            Self::Four => 4,
            Self::Five => 5,
            Self::Six => 6,
        }
    }
}

impl fmt::Display for NationalLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for NationalLevel {
    type Err = StatisticsError;

    fn from_str(text: &str) -> Result<Self, StatisticsError> {
        named("National Curriculum level", text, &Self::ALL, Self::as_str)
    }
}

/// A GCSE grade of the lettered scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum GcseGrade {
    /// Ungraded.
    U,
    /// G.
    G,
    /// F.
    F,
    /// E.
    E,
    /// D.
    D,
    /// C.
    C,
    /// B.
    B,
    /// A.
    A,
    /// A*.
    AStar,
}

impl GcseGrade {
    /// Every grade, from the lowest.
    pub const ALL: [Self; 9] = [
        Self::U,
        Self::G,
        Self::F,
        Self::E,
        Self::D,
        Self::C,
        Self::B,
        Self::A,
        Self::AStar,
    ];

    /// The grade as it is written, such as `A*`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::U => "U",
            Self::G => "G",
            Self::F => "F",
            Self::E => "E",
            Self::D => "D",
            Self::C => "C",
            Self::B => "B",
            Self::A => "A",
            Self::AStar => "A*",
        }
    }
}

impl fmt::Display for GcseGrade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for GcseGrade {
    type Err = StatisticsError;

    fn from_str(text: &str) -> Result<Self, StatisticsError> {
        named("GCSE grade", text, &Self::ALL, Self::as_str)
    }
}

fn named<T: Copy>(
    what: &'static str,
    text: &str,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Result<T, StatisticsError> {
    let found = all.iter().copied().find(|value| name(*value) == text);
    found.ok_or_else(|| StatisticsError::Unknown {
        what,
        name: text.chars().take(20).collect(),
        known: all
            .iter()
            .map(|value| name(*value))
            .collect::<Vec<_>>()
            .join(", "),
    })
}

/// Whether a pupil made the expected progress from key stage 1 to key stage 2: two levels.
///
/// Source: Department for Education, performance tables 2011 to 2015, progress measures at key stage 2; measures and
/// statistics of this project ("2 levels KS1 to KS2").
pub fn expected_progress_ks1_to_ks2(ks1: NationalLevel, ks2: NationalLevel) -> bool {
    ks2.steps() >= ks1.steps() + 2
}

/// Whether a pupil made the expected progress from key stage 2 to key stage 4: three levels.
///
/// Three levels above level 2 is grade E, above 3 D, above 4 C, above 5 B, above 6 A. From level 1 or W it is taken as
/// F and G, one grade a level.
///
/// Source: Department for Education, performance tables until 2015, progress measures at key stage 4; measures and
/// statistics of this project ("3 levels KS2 to KS4").
pub fn expected_progress_ks2_to_ks4(ks2: NationalLevel, gcse: GcseGrade) -> bool {
    let expected = match ks2 {
        NationalLevel::W => GcseGrade::G,
        NationalLevel::One => GcseGrade::F,
        NationalLevel::Two => GcseGrade::E,
        NationalLevel::Three => GcseGrade::D,
        NationalLevel::Four => GcseGrade::C,
        NationalLevel::Five => GcseGrade::B,
        NationalLevel::Six => GcseGrade::A,
    };
    gcse >= expected
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_six_points() {
        let points: Vec<u32> = NationalLevel::ALL.iter().map(|level| level.points()).collect();
        assert_eq!(points, [3, 9, 15, 21, 27, 33, 39]);
    }

    #[test]
    fn names_read_back() {
        for level in NationalLevel::ALL {
            assert_eq!(level.as_str().parse(), Ok(level));
        }
        for grade in GcseGrade::ALL {
            assert_eq!(grade.as_str().parse(), Ok(grade));
        }
        assert_eq!(
            "9".parse::<NationalLevel>().unwrap_err().to_string(),
            "no National Curriculum level is called `9`: known are W, 1, 2, 3, 4, 5, 6"
        );
    }
}
