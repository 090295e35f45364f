//! Views: what people and programs are shown, folded from the same events.
//!
//! A view is plain data with a stable JSON form; how it looks on a screen is decided elsewhere.

mod choices;
mod engagement;
mod filter;
mod history;
mod ledger;
mod list;
mod load;
mod picture;
mod report;
mod words;

pub use choices::ChoiceView;
pub(crate) use engagement::hold_of;
pub use engagement::{
    ChildView, DataView, DecisionView, EngagementView, EscalationView, EventView, EvidenceView, FactView,
    FindingView, HoldView, InterventionView, MembershipView, NoticeView, PersonView, RecordView,
    ScheduledView, StepView, TimerView,
};
pub use filter::{Filter, WorkflowFilter};
pub use history::{Happening, HistoryEntry};
pub(crate) use ledger::planned;
pub use ledger::{Amounts, LedgerLine, LedgerView};
pub use list::{Damaged, Listing, NextItem, NextQuery};
pub use load::{SchoolLoad, SchoolShare};
pub use report::Report;
