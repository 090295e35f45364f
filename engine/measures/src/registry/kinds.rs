//! The words a measure file may use: stages, units, directions, interval methods, groups and flags of disadvantage.

use serde::{Deserialize, Serialize};

/// The stage of schooling a measure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Stage {
    /// The early years, to age 5.
    EarlyYears,
    /// Key stage 1, to age 7.
    Ks1,
    /// Key stage 2, to age 11.
    Ks2,
    /// Key stage 3, to age 14.
    Ks3,
    /// Key stage 4, to age 16.
    Ks4,
    /// After 16.
    #[serde(rename = "post-16")]
    Post16,
    /// The whole school, whatever its ages.
    School,
}

impl Stage {
    /// The word used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EarlyYears => "early-years",
            Self::Ks1 => "ks1",
            Self::Ks2 => "ks2",
            Self::Ks3 => "ks3",
            Self::Ks4 => "ks4",
            Self::Post16 => "post-16",
            Self::School => "school",
        }
    }
}

/// The unit of a measure's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum MeasureUnit {
    /// Per cent of the denominator, 0 to 100.
    Percent,
    /// Points of a score that is summed or averaged, such as an average point score.
    Points,
    /// A scaled score of the national tests, 80 to 120 about 100.
    ScaledScore,
    /// Points of progress above or below pupils of the same start; 0 is the national average.
    Progress,
    /// Value added, centred on 100 or 1000.
    ValueAdded,
    /// An index without a unit.
    Index,
    /// A grade of an inspection; an order, not a quantity.
    Grade,
}

impl MeasureUnit {
    /// The word used in files and facts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Percent => "percent",
            Self::Points => "points",
            Self::ScaledScore => "scaled-score",
            Self::Progress => "progress",
            Self::ValueAdded => "value-added",
            Self::Index => "index",
            Self::Grade => "grade",
        }
    }
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// A higher value is better.
    Higher,
    /// A lower value is better.
    Lower,
}

/// How the uncertainty of one group's value is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum IntervalMethod {
    /// Wilson's score interval of a proportion; differences by Newcombe's hybrid score (method 10).
    Wilson,
    /// Score ± 1.96 · σ / √n, with the national standard deviation of the year.
    NationalDeviation,
    /// Mean ± t · s / √n, with the standard deviation of the pupils themselves.
    SampleDeviation,
    /// None: a judgement, or a figure that is no sample of anything.
    None,
}

impl IntervalMethod {
    /// The word used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wilson => "wilson",
            Self::NationalDeviation => "national-deviation",
            Self::SampleDeviation => "sample-deviation",
            Self::None => "none",
        }
    }
}

/// Which flag of a pupil counts as disadvantage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Disadvantage {
    /// Eligible for free school meals now.
    Fsm,
    /// Eligible for free school meals at any time in the last six years.
    Fsm6,
    /// Eligible in the last six years, looked after, or adopted from care: the published "disadvantaged".
    #[serde(rename = "fsm6-cla")]
    Fsm6Cla,
    /// Whoever the school receives pupil premium for.
    PupilPremium,
    /// The measure is not split by disadvantage.
    None,
}

impl Disadvantage {
    /// The word used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fsm => "fsm",
            Self::Fsm6 => "fsm6",
            Self::Fsm6Cla => "fsm6-cla",
            Self::PupilPremium => "pupil-premium",
            Self::None => "none",
        }
    }

    /// Who counts, in words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Fsm => "eligible for free school meals",
            Self::Fsm6 => "eligible for free school meals in the last six years",
            Self::Fsm6Cla => {
                "eligible for free school meals in the last six years, looked after, or adopted from care"
            }
            Self::PupilPremium => "for whom the school receives pupil premium",
            Self::None => "not told apart",
        }
    }
}

/// A group of pupils for whom a measure is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// Disadvantaged pupils, as the measure defines them.
    Disadvantaged,
    /// Pupils who are not disadvantaged.
    Other,
    /// All pupils.
    All,
}

impl Group {
    /// Every group, in the order in which a projection lists them.
    pub const ALL: [Self; 3] = [Self::Disadvantaged, Self::Other, Self::All];

    /// The word used in files and projections.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Disadvantaged => "disadvantaged",
            Self::Other => "other",
            Self::All => "all",
        }
    }
}
