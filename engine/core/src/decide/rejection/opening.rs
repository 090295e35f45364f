//! How an opening does not fit its workflow.

use thiserror::Error;

use crate::decide::members::MemberError;
use crate::ids::{PartyId, PersonId, PluginId, RoleId, WorkflowId};

/// Says how an opening does not fit its workflow.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OpeningError {
    /// A party is missing.
    #[error("the party `{0}` is missing")]
    MissingParty(PartyId),
    /// The workflow has no such party.
    #[error("the workflow has no party `{0}`")]
    UnknownParty(PartyId),
    /// A school has no URN.
    #[error("the party `{0}` is a school and needs a URN")]
    MissingUrn(PartyId),
    /// Two parties are the same school.
    #[error("the parties `{0}` and `{1}` are the same school")]
    SameSchool(PartyId, PartyId),
    /// A party whose school time counts has no calendar.
    #[error("the party `{0}` needs a calendar: the workflow counts its school time")]
    MissingCalendar(PartyId),
    /// A role that the workflow needs is held by nobody.
    #[error("nobody holds the role `{0}`")]
    MissingRole(RoleId),
    /// The workflow has no such role.
    #[error("the workflow has no role `{0}`")]
    UnknownRole(RoleId),
    /// A person has the name of the administrator or of the engine.
    #[error("no person can be called `{0}`: histories say it of the program itself")]
    ReservedPerson(PersonId),
    /// A plugin that the workflow needs is not pinned.
    #[error("the plugin `{0}` is missing")]
    MissingPlugin(PluginId),
    /// A workflow that child engagements need is not pinned.
    #[error("the workflow `{0}` of its child engagements is missing")]
    MissingWorkflow(WorkflowId),
    /// A party that has many was given a number of its own.
    #[error("the party `{0}` has many: its members have URNs, not the party")]
    NumberedMany(PartyId),
    /// A member of a party does not fit.
    #[error("of the members: {0}")]
    Member(#[from] MemberError),
    /// The engagement is to follow, or to be the child of, itself.
    #[error("an engagement can neither follow itself nor be its own parent")]
    OwnRelative,
}
