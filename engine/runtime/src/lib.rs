//! The shell around the core: load, decide, commit, acknowledge, dispatch, recover, view.
//!
//! A [`Runtime`] is one open workspace. Everything that changes an engagement goes through
//! [`Runtime::submit`]; everything that people see comes from the views. The tests are in `tests/` of this crate
//! (the runtime by itself) and in the `alongside-tests` crate (crashes, damage, transcripts).

mod answers;
mod audit;
mod authoring;
mod calendars;
mod clock;
mod commit;
mod correlation;
mod data;
mod dispatch;
mod error;
mod evidence;
mod inner;
mod library;
mod migrate;
mod notices;
mod opening;
mod packages;
mod panics;
mod rehearsal;
mod runtime;
mod scenario;
mod shelf;
#[cfg(test)]
mod simulation;
mod summary;
mod tick;
mod upkeep;
mod views;
mod workspace;

pub use answers::Answer;
pub use audit::{AuditVerdict, Audited};
pub use authoring::{Bench, Built, Difference, Language, NewProject, Tried, make_signing_key, new_project};
pub use calendars::{CalendarImported, CalendarRequest};
pub use commit::Committed;
pub use data::{Imported, ImportedDataset};
pub use error::{ErrorKind, RuntimeError, machine_hint};
pub use library::Checked;
pub use migrate::Migrated;
pub use opening::{MemberRequest, OpenRequest, PartyRequest, parse_members};
pub use packages::{
    About, AddOptions, Added, LimitSettings, LimitShown, Manifest, PinnedBy, PluginSettings, PluginStanding,
    PluginView, PublicKey, Signature, Signed,
};
pub use panics::is_caught_panic;
pub use rehearsal::session::{LINE_BYTES_MAX, PROTOCOL, Session, line_too_long};
pub use rehearsal::verbs::arguments::Argument;
pub use rehearsal::verbs::{Verb, VerbGroup};
pub use rehearsal::{PluginAnswers, Rehearsal, Said};
pub use runtime::Runtime;
pub use scenario::{Mismatch, SCENARIO_SUFFIX, ScenarioRun, run_scenario};
pub use summary::{MemberSummary, PartySummary, Summary};
pub use tick::Ticked;
pub use upkeep::{
    BackedUp, BroughtEngagement, BroughtIn, Concern, Counted, Examined, Exported, Remark, RepairRequest,
    Repaired, RepairedEngagement, RepairedFile, RestoreRequest, Restored, Upgraded, Verified,
    VerifiedEngagement, VerifiedFiles, VerifyRequest, back_up, examine, is_export, repair, restore, upgrade,
};
pub use views::{
    Amounts, ChildView, ChoiceView, Damaged, DataView, DecisionView, EngagementView, EscalationView,
    EventView, EvidenceView, FactView, Filter, FindingView, Happening, HistoryEntry, HoldView,
    InterventionView, LedgerLine, LedgerView, Listing, MembershipView, NextItem, NextQuery, NoticeView,
    PersonView, RecordView, Report, ScheduledView, SchoolLoad, SchoolShare, StepView, TimerView,
    WorkflowFilter,
};
pub use workspace::{InitOptions, Initialised, Layout, NotifySettings, Settings, init};

/// The parts of the core that a caller of the runtime speaks: names, commands, values, explanations.
pub mod core {
    pub use alongside_core::calendar::{Calendar, CalendarId, DateRange, Span, Split};
    pub use alongside_core::command::{Actor, Command, EvidenceItem};
    pub use alongside_core::decide::{REFUSALS, Refusal};
    pub use alongside_core::definition::{
        Definition, EvidenceRequirement, Field, PartyKind, Spent, Step, StepKind, TimePoint, TimeRule,
    };
    pub use alongside_core::event::{Envelope, Event, Outcome, Round};
    pub use alongside_core::finding::{Explanation, Finding};
    pub use alongside_core::hold::Hold as Standstill;
    pub use alongside_core::ids::{
        DataId, DataKindId, EngagementId, EscalationId, EvidenceId, FactId, FieldId, GroupId, IdError,
        MemberId, MembershipId, OptionId, OutsideEventId, PartyId, PersonId, RoleId, SourceId, StepId,
    };
    pub use alongside_core::intervention::{Standing, Verdict};
    pub use alongside_core::ledger::{Entered, Expense};
    pub use alongside_core::member::{ChildKey, Member};
    pub use alongside_core::migration::{MigrationRefusal, MigrationReport, NewStepFate, TimerFate};
    pub use alongside_core::people::Absence;
    pub use alongside_core::plugin::{ColumnDescription, FieldDescription, ParameterDescription, World};
    pub use alongside_core::state::{EngagementStatus, EvidenceStatus, TimerKind};
    pub use alongside_core::urn::Urn;
    pub use alongside_core::value::{Value, ValueType};
    pub use alongside_core::why::{Hold, Reading, Why};
    pub use alongside_core::work::{Action, WorkItem};
}

/// The parts of the front end and the measures that a caller of the runtime speaks.
pub mod input {
    pub use alongside_definition::{
        Explanation, Picture, Problem, Problems, Severity, explanations, format, graph, nearest, schema,
    };
    pub use alongside_measures::{ImportOptions, ImportPreview, Problems as DataProblems, SchoolYear};
}

/// The executor on which a caller runs the runtime: blocking work needs one, and callers name no other.
pub mod executor {
    pub use tokio::runtime::{Builder, Runtime as Executor};
}
