//! Views: what people and programs are shown, folded from the same events.
//!
//! A view is plain data with a stable JSON form; how it looks on a screen is decided elsewhere.

mod choices;
mod engagement;
mod history;
mod list;
mod report;
mod words;

pub use choices::ChoiceView;
pub use engagement::{
    DataView, DecisionView, EngagementView, EvidenceView, FindingView, InterventionView, PersonView,
    RecordView, StepView,
};
pub use history::{Happening, HistoryEntry};
pub use list::{Damaged, Listing, NextItem, NextQuery};
pub use report::Report;
