//! The statistics: pure functions from counts and scores to figures with their uncertainty.
//!
//! Every figure comes with its interval, its numbers of pupils or the reason why it is withheld. Every function is
//! total: what cannot be computed is a [`StatisticsError`]. Each says its formula and its source. Nothing here knows a
//! measure, a dataset or a school. Cases computed with other libraries are reproduced in `tests/vectors.rs`; what must
//! hold for any input is in `tests/statistics.rs` and `tests/suppression.rs`.
//!
//! ```
//! use alongside_measures::SchoolYear;
//! use alongside_measures::statistics::{Confidence, GroupFigures, PooledGap, Proportion, SuppressionRule};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let year = |other, disadvantaged, national| -> Result<GroupFigures, Box<dyn std::error::Error>> {
//!     let (k, n): (u64, u64) = other;
//!     Ok(GroupFigures {
//!         other: Ok(Proportion::new(k, n)?),
//!         disadvantaged: Ok(Proportion::from_percent(disadvantaged, 12)?),
//!         national_other_percent: Ok(national),
//!     })
//! };
//! let years = [
//!     ("2017-18".parse::<SchoolYear>()?, year((30, 40), 50.0, 70.0)?),
//!     ("2018-19".parse::<SchoolYear>()?, year((28, 40), 42.0, 71.0)?),
//! ];
//! let pooled = PooledGap::new(years, SuppressionRule::PUBLISHED, Confidence::P95)?;
//! match pooled.gap {
//!     Ok(gap) => println!("{:+.0} points ({:.0}), {} pupils", gap.points, gap.interval, gap.pupils()),
//!     Err(withheld) => println!("withheld: {}", withheld.reason()),
//! }
//! # Ok(())
//! # }
//! ```

mod comparison;
mod control_chart;
mod did;
mod distribution;
mod effect_size;
mod error;
mod expected_progress;
mod funnel;
mod gap;
mod gap_index;
mod interval;
mod months;
mod multiple;
mod pooling;
mod progress;
mod proportion;
mod provision;
mod random_effects;
mod score;
mod summary;
mod suppression;
mod value_added;

pub use comparison::{
    Covariate, Matching, RegressionToTheMean, SchoolChange, SimilarStart, regression_to_the_mean,
};
pub use control_chart::{Anhoej, ControlChart, POINTS_MIN, Rule, RuleSet, Signals};
pub use did::{BeforeAfter, DifferenceInDifferences, ZTest, difference_in_differences};
pub use effect_size::{EffectSize, GroupScores, hedges_g};
pub use error::{COUNT_MAX, MAGNITUDE_MAX, StatisticsError};
pub use expected_progress::{
    GcseGrade, NationalLevel, expected_progress_ks1_to_ks2, expected_progress_ks2_to_ks4,
};
pub use funnel::{Funnel, FunnelPoint, Overdispersion, binomial_test, funnel_limits, normal_test};
pub use gap::{Difference, Gap, NationalDifference, newcombe, published_difference};
pub use gap_index::{GapIndex, gap_index};
pub use interval::{Confidence, Interval};
pub use months::{MonthsRow, MonthsTable};
pub use multiple::{Adjusted, Adjustment, adjust};
pub use pooling::{GroupFigures, Pooled, PooledGap, Withheld, pool};
pub use progress::{implied_deviation, progress_interval};
pub use proportion::Proportion;
pub use provision::{Provision, ProvisionCost};
pub use random_effects::{EFFECTS_MIN, Effect, RandomEffects, random_effects};
pub use score::MeanScore;
pub use suppression::{Ledger, LedgerError, Showing, Showings, SuppressionRule};
pub use value_added::ValueAdded;
