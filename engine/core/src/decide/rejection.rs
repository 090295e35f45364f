//! Why a command was refused: a stable code, a sentence, and what to do instead.

mod opening;
mod words;

pub use opening::OpeningError;
use words::{list, permitted, sentences, standing, what};

use jiff::civil::Date;
use thiserror::Error;

use super::STEPS_ADDED_MAX;
use super::members::MemberError;
use crate::calendar::CalendarError;
use crate::definition::DefinitionError;
use crate::ids::{
    DataId, EscalationId, EvidenceId, FactId, FieldId, MemberId, MembershipId, OptionId, OutsideEventId,
    PartyId, PersonId, RoleId, SourceId, StepId,
};
use crate::migration::MigrationRefusal;
use crate::state::{Status, TimerKind};

/// The most events that one command may cause.
pub const EVENTS_PER_COMMAND_MAX: usize = 4096;

/// The most rounds that one step may have.
pub const ROUNDS_MAX: usize = 1024;

/// The longest text that a command may carry, in bytes.
pub const TEXT_BYTES_MAX: usize = 16 * 1024;

/// Says why a command was refused. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Rejection {
    /// The engagement has opened already.
    #[error("the engagement has already been opened")]
    AlreadyOpen,
    /// The engagement has not been opened.
    #[error("the engagement has not been opened")]
    NotOpened,
    /// The engagement has completed or was ended.
    #[error("the engagement is {status}: nothing can be changed any more")]
    Closed {
        /// How it stands.
        status: &'static str,
    },
    /// The workflow has no such step.
    #[error("there is no step `{step}` in this workflow")]
    UnknownStep {
        /// The name given.
        step: StepId,
        /// The nearest name there is.
        nearest: Option<StepId>,
    },
    /// The step is not in a state in which this can be done.
    #[error("`{step}` {}, so it cannot be {attempted}", standing(*status))]
    WrongStatus {
        /// The step.
        step: StepId,
        /// How it stands.
        status: Status,
        /// What was tried.
        attempted: &'static str,
    },
    /// The step has not come into being, because the stage that holds it has not begun.
    #[error("`{step}` has not come up yet: its stage has not begun")]
    NotCreated {
        /// The step.
        step: StepId,
    },
    /// The step is not of the kind that the command is for.
    #[error("`{step}` is a {kind}, so it cannot be {attempted}")]
    WrongKind {
        /// The step.
        step: StepId,
        /// What it is.
        kind: &'static str,
        /// What was tried.
        attempted: &'static str,
    },
    /// Only a person can do this, and must say who they are.
    #[error("this is for a person to do: say who acts")]
    PersonNeeded,
    /// Only the engine can do this: it brings back what a plugin answered.
    #[error("only the engine itself can record what a plugin answered")]
    EngineNeeded,
    /// The person has no part in the engagement.
    #[error("`{person}` has no role in this engagement")]
    Stranger {
        /// The person.
        person: PersonId,
        /// Who has.
        people: Vec<PersonId>,
    },
    /// The person does not hold the role that may do this.
    #[error("`{person}` does not hold the role `{role}`, which {task} here")]
    WrongRole {
        /// The person.
        person: PersonId,
        /// The role needed.
        role: RoleId,
        /// What the role does here.
        task: &'static str,
        /// Who holds it.
        holders: Vec<PersonId>,
    },
    /// Whoever did something may not also judge it.
    #[error("`{person}` {did} and cannot also judge it: another person with the role `{role}` must")]
    FourEyes {
        /// The person.
        person: PersonId,
        /// What the person did.
        did: &'static str,
        /// The role that judges.
        role: RoleId,
    },
    /// What a person could do has been done; the step waits for another person, or for better evidence.
    #[error("`{step}` already waits for {waits_for}")]
    AlreadyProposed {
        /// The step.
        step: StepId,
        /// What it waits for.
        waits_for: String,
    },
    /// Nothing has been proposed that could be approved or declined.
    #[error("nothing has been handed in for `{step}` yet")]
    NothingProposed {
        /// The step.
        step: StepId,
    },
    /// The step needs no approval.
    #[error("`{step}` needs nobody's approval")]
    NoApproval {
        /// The step.
        step: StepId,
    },
    /// Evidence is missing, or was contested.
    #[error("`{step}` still needs evidence: {}", list(missing))]
    MissingEvidence {
        /// The step.
        step: StepId,
        /// What is missing.
        missing: Vec<EvidenceId>,
    },
    /// The step asks for no such evidence.
    #[error("`{step}` asks for no evidence named `{evidence}`")]
    UnknownEvidence {
        /// The step.
        step: StepId,
        /// The name given.
        evidence: EvidenceId,
        /// What it asks for.
        known: Vec<EvidenceId>,
    },
    /// Nothing has been offered that could be judged.
    #[error("nothing has been offered for `{evidence}` of `{step}` that could be {attempted}")]
    NothingOffered {
        /// The step.
        step: StepId,
        /// The item.
        evidence: EvidenceId,
        /// What was tried.
        attempted: &'static str,
    },
    /// A field that must be recorded is missing.
    #[error("`{of}` cannot be {attempted} without {}", list(missing))]
    MissingFields {
        /// The task or outside event.
        of: String,
        /// What was tried.
        attempted: &'static str,
        /// The fields.
        missing: Vec<FieldId>,
    },
    /// The task or outside event records no such field.
    #[error("`{of}` records no field named `{field}`")]
    UnknownField {
        /// The task or outside event.
        of: String,
        /// The name given.
        field: FieldId,
        /// What it records.
        known: Vec<FieldId>,
    },
    /// A value is not of the field's type.
    #[error("`{field}` of `{of}` must be {expected}")]
    WrongFieldType {
        /// The task or outside event.
        of: String,
        /// The field.
        field: FieldId,
        /// The type, with its article.
        expected: &'static str,
    },
    /// The decision has no such option.
    #[error("`{option}` is not an option of `{step}`")]
    UnknownOption {
        /// The step.
        step: StepId,
        /// What was chosen.
        option: OptionId,
        /// The options.
        known: Vec<OptionId>,
    },
    /// The number of options chosen does not fit.
    #[error("`{step}` takes {takes}")]
    OptionCount {
        /// The step.
        step: StepId,
        /// What it takes.
        takes: &'static str,
    },
    /// Required steps of a stage are not done.
    #[error("`{step}` cannot be completed while required steps are open: {}", list(open))]
    StepsOpen {
        /// The stage.
        step: StepId,
        /// The steps.
        open: Vec<StepId>,
    },
    /// A stage cannot be completed while the plan of an adopted intervention is to be inserted into it.
    #[error("`{step}` cannot be completed yet: the plan of `{intervention}` is still to come")]
    PlanAwaited {
        /// The stage.
        step: StepId,
        /// The intervention.
        intervention: OptionId,
    },
    /// The engagement or a step stands still.
    #[error("{} is on hold since {since}: {reason}", what(step.as_ref()))]
    OnHold {
        /// What was suspended; none for the engagement.
        step: Option<StepId>,
        /// Since when.
        since: Date,
        /// When the hold ends by itself, if it does.
        until: Option<Date>,
        /// Why.
        reason: String,
    },
    /// Nothing was suspended that could go on.
    #[error("{} is not on hold", what(step.as_ref()))]
    NotHeld {
        /// What was to go on; none for the engagement.
        step: Option<StepId>,
    },
    /// Dates do not fit together.
    #[error("the dates do not fit: {problem}")]
    Dates {
        /// What does not fit.
        problem: &'static str,
    },
    /// The step has no such timer.
    #[error("`{step}` has no pending date named `{timer}`")]
    NoTimer {
        /// The step.
        step: StepId,
        /// Which was meant.
        timer: TimerKind,
        /// Which there are.
        pending: Vec<TimerKind>,
    },
    /// Only some roles, or whoever runs the program, may do this.
    #[error("`{person}` may not {task}: {}", permitted(roles))]
    NotPermitted {
        /// The person.
        person: PersonId,
        /// What was tried.
        task: &'static str,
        /// The roles that may; none where it is for the person concerned and whoever runs the program.
        roles: Vec<RoleId>,
    },
    /// One person has taken the step, or does it for another.
    #[error("`{step}` is for `{by}` to do, and not for `{person}`")]
    Taken {
        /// The step.
        step: StepId,
        /// Whose it is.
        by: PersonId,
        /// Who tried.
        person: PersonId,
    },
    /// Another person delegated the step, and accepts its result.
    #[error("`{person}` did not delegate `{step}`, so it is for another to accept")]
    NotYours {
        /// The person.
        person: PersonId,
        /// The step.
        step: StepId,
        /// Who accepts it.
        by: Vec<PersonId>,
    },
    /// Nobody has taken the step, so that nobody can give it back.
    #[error("`{step}` was neither taken nor given to anybody")]
    NotTaken {
        /// The step.
        step: StepId,
    },
    /// Whoever did another step may not do this one.
    #[error("`{person}` did `{did}` and may not also do `{step}`: another person must")]
    NotBy {
        /// The person.
        person: PersonId,
        /// The step that the person did.
        did: StepId,
        /// The step that another must do.
        step: StepId,
    },
    /// The person does not hold the role of the step.
    #[error("`{person}` does not hold the role that does `{step}`")]
    NotAHolder {
        /// The person.
        person: PersonId,
        /// The step.
        step: StepId,
        /// Who holds the role.
        holders: Vec<PersonId>,
    },
    /// Something needs two people.
    #[error("`{person}` cannot {task}: name another person")]
    SamePerson {
        /// The person.
        person: PersonId,
        /// What was tried.
        task: &'static str,
    },
    /// A person would have the name of the administrator or of the engine.
    #[error("no person can be called `{0}`: histories say it of the program itself")]
    ReservedPerson(PersonId),
    /// The workflow has no such role.
    #[error("this workflow has no role `{role}`")]
    UnknownRole {
        /// The name given.
        role: RoleId,
        /// The roles there are.
        known: Vec<RoleId>,
    },
    /// Nobody else holds a role that steps still need.
    #[error(
        "nobody else holds {}, which is still needed for {}",
        list(roles),
        list(steps)
    )]
    RoleNeeded {
        /// The person who would leave it.
        person: PersonId,
        /// The roles.
        roles: Vec<RoleId>,
        /// The steps that need them.
        steps: Vec<StepId>,
    },
    /// An amount says nothing, or makes no sense.
    #[error("the amount cannot be entered: {problem}")]
    Amount {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The budget has no such source.
    #[error("the budget has no source `{origin}`")]
    UnknownSource {
        /// The name given.
        origin: SourceId,
        /// The sources there are.
        known: Vec<SourceId>,
    },
    /// More would be spent than there is.
    #[error("{line} would be overspent: {spent} of {budget} are spent, and {asked} more would be too much")]
    OverBudget {
        /// Which budget, in words.
        line: String,
        /// What has been spent.
        spent: String,
        /// What there is.
        budget: String,
        /// What was to be spent.
        asked: String,
    },
    /// A required step cannot be set aside.
    #[error("`{step}` is required and cannot be set aside")]
    Required {
        /// The step.
        step: StepId,
    },
    /// The stage that holds a settled step is closed.
    #[error("`{step}` cannot be reopened while `{stage}`, which holds it, is closed")]
    StageClosed {
        /// The step.
        step: StepId,
        /// The outermost stage around it that is closed.
        stage: StepId,
    },
    /// The step has had as many rounds as a step may have.
    #[error("`{step}` has had {ROUNDS_MAX} rounds, and a step has no more")]
    TooManyRounds {
        /// The step.
        step: StepId,
    },
    /// Nothing of the step is flagged.
    #[error("`{step}` is not flagged")]
    NotFlagged {
        /// The step.
        step: StepId,
    },
    /// The workflow names no role that may add steps.
    #[error("this workflow lets nobody add steps while it runs")]
    NoAdHocSteps,
    /// There is, or was, a step of the same name.
    #[error("there has been a step `{step}` already")]
    StepExists {
        /// The step.
        step: StepId,
    },
    /// An added step is more than a plain task.
    #[error(
        "`{step}` cannot be added: only a task that waits for nothing but other steps and does not repeat can"
    )]
    NotPlain {
        /// The step.
        step: StepId,
    },
    /// Too many steps were added.
    #[error("at most {STEPS_ADDED_MAX} steps can be added to one engagement")]
    PlanTooLong,
    /// Nobody holds a role that is needed.
    #[error("nobody holds the role `{role}`, which the new steps need")]
    NobodyHolds {
        /// The role.
        role: RoleId,
    },
    /// The plan would break a promise that every workflow keeps.
    #[error("the plan does not hold: {0}")]
    Plan(#[from] DefinitionError),
    /// No such intervention was adopted.
    #[error("no intervention `{intervention}` was adopted")]
    UnknownIntervention {
        /// The name given.
        intervention: OptionId,
        /// What was adopted.
        known: Vec<OptionId>,
    },
    /// The intervention is not in a state in which this can be done.
    #[error("the intervention `{intervention}` {standing}, so it cannot be {attempted}")]
    InterventionStands {
        /// The intervention.
        intervention: OptionId,
        /// How it stands.
        standing: &'static str,
        /// What was tried.
        attempted: &'static str,
    },
    /// The version to move to is not at hand.
    #[error("version {version} of this workflow is not at hand")]
    NoTarget {
        /// The version asked for.
        version: String,
    },
    /// The engagement runs on that version already.
    #[error("the engagement runs on version {version} already")]
    SameVersion {
        /// The version.
        version: String,
    },
    /// The engagement cannot move to another version: every reason at once.
    #[error("it cannot move to version {to}: {}", sentences(refusals))]
    Migration {
        /// The version asked for.
        to: String,
        /// Why not.
        refusals: Vec<MigrationRefusal>,
    },
    /// The engagement is being withdrawn from.
    #[error("the engagement is being withdrawn from: only what undoes it goes on")]
    Withdrawing,
    /// A reason, a note or the name of evidence is missing.
    #[error("say it in words: a reason, a note or what is offered must not be empty")]
    ReasonNeeded,
    /// A text is too long.
    #[error("a text of {bytes} bytes is too long: at most {TEXT_BYTES_MAX} are kept in the log")]
    TextTooLong {
        /// Its length.
        bytes: usize,
    },
    /// The workflow listens to no such event.
    #[error("this workflow does not listen to an event named `{event}`")]
    UnknownOutsideEvent {
        /// The name given.
        event: OutsideEventId,
        /// The events it listens to.
        known: Vec<OutsideEventId>,
    },
    /// Who follows in a role must be named.
    #[error("`{event}` changes who holds the role `{role}`: say who follows")]
    SuccessorNeeded {
        /// The event.
        event: OutsideEventId,
        /// The role.
        role: RoleId,
    },
    /// Somebody was named who is to follow, and nobody is to.
    #[error("`{event}` changes nobody's role, so nobody follows")]
    NoSuccession {
        /// The event.
        event: OutsideEventId,
    },
    /// The workflow has no such escalation.
    #[error("this workflow has no escalation named `{escalation}`")]
    UnknownEscalation {
        /// The name given.
        escalation: EscalationId,
        /// The escalations it has.
        known: Vec<EscalationId>,
    },
    /// The workflow knows no membership.
    #[error("this workflow has no states of membership")]
    NoMembership,
    /// The workflow has no such state of membership.
    #[error("this workflow has no state of membership named `{state}`")]
    UnknownMembership {
        /// The name given.
        state: MembershipId,
        /// The states it has.
        known: Vec<MembershipId>,
    },
    /// The state of membership cannot follow the one there is.
    #[error("membership cannot move from `{from}` to `{to}`")]
    MembershipMove {
        /// The state there is.
        from: MembershipId,
        /// The state wanted.
        to: MembershipId,
        /// The states that may follow.
        allowed: Vec<MembershipId>,
    },
    /// The workflow keeps no such fact.
    #[error("this workflow keeps no fact named `{fact}`")]
    UnknownFact {
        /// The name given.
        fact: FactId,
        /// The facts it keeps.
        known: Vec<FactId>,
    },
    /// The value does not fit the fact.
    #[error("the fact `{fact}` must be {expected}")]
    WrongFact {
        /// The fact.
        fact: FactId,
        /// What it must be, with its article.
        expected: String,
    },
    /// The workflow has no such data slot.
    #[error("this workflow has no data slot named `{data}`")]
    UnknownData {
        /// The name given.
        data: DataId,
    },
    /// The opening does not fit the workflow.
    #[error("the opening does not fit the workflow: {0}")]
    Opening(#[from] OpeningError),
    /// A party is one, and has no members that could join or leave.
    #[error("`{party}` is one party: nobody joins or leaves it")]
    NotMany {
        /// The party.
        party: PartyId,
        /// The parties that have many.
        known: Vec<PartyId>,
    },
    /// The member is there already.
    #[error("`{member}` is a member of `{party}` already")]
    MemberThere {
        /// The party.
        party: PartyId,
        /// The member.
        member: MemberId,
    },
    /// There is no such member.
    #[error("`{party}` has no member `{member}`")]
    UnknownMember {
        /// The party.
        party: PartyId,
        /// The name given.
        member: MemberId,
        /// The members.
        known: Vec<MemberId>,
    },
    /// The member cannot take part as given.
    #[error("the member cannot join: {0}")]
    Member(#[from] MemberError),
    /// A date could not be worked out.
    #[error("the date of `{step}` cannot be worked out: {error}")]
    Calendar {
        /// The step.
        step: StepId,
        /// Why.
        error: CalendarError,
    },
    /// The calendar of a party is not there.
    #[error("`{step}` counts school time of `{party}`, whose calendar is not in the workspace")]
    NoCalendar {
        /// The step.
        step: StepId,
        /// The party.
        party: PartyId,
    },
    /// One command caused more events than any engagement should.
    #[error(
        "the command set off more than {EVENTS_PER_COMMAND_MAX} events and was stopped: look for a loop near `{near}`"
    )]
    Cascade {
        /// What was to change next.
        near: String,
    },
}

impl Rejection {
    /// The stable code, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::AlreadyOpen => "already-open",
            Self::NotOpened => "not-opened",
            Self::Closed { .. } => "closed",
            Self::UnknownStep { .. } => "unknown-step",
            Self::WrongStatus { .. } => "wrong-status",
            Self::NotCreated { .. } => "not-created",
            Self::WrongKind { .. } => "wrong-kind",
            Self::PersonNeeded => "person-needed",
            Self::EngineNeeded => "engine-needed",
            Self::Stranger { .. } => "stranger",
            Self::WrongRole { .. } => "wrong-role",
            Self::FourEyes { .. } => "four-eyes",
            Self::AlreadyProposed { .. } => "already-proposed",
            Self::NothingProposed { .. } => "nothing-proposed",
            Self::NoApproval { .. } => "no-approval",
            Self::MissingEvidence { .. } => "missing-evidence",
            Self::UnknownEvidence { .. } => "unknown-evidence",
            Self::NothingOffered { .. } => "nothing-offered",
            Self::MissingFields { .. } => "missing-fields",
            Self::UnknownField { .. } => "unknown-field",
            Self::WrongFieldType { .. } => "wrong-field-type",
            Self::UnknownOption { .. } => "unknown-option",
            Self::OptionCount { .. } => "option-count",
            Self::StepsOpen { .. } => "steps-open",
            Self::PlanAwaited { .. } => "plan-awaited",
            Self::OnHold { .. } => "on-hold",
            Self::NotHeld { .. } => "not-held",
            Self::Dates { .. } => "dates",
            Self::NoTimer { .. } => "no-timer",
            Self::NotPermitted { .. } => "not-permitted",
            Self::Taken { .. } => "taken",
            Self::NotYours { .. } => "not-yours",
            Self::NotTaken { .. } => "not-taken",
            Self::NotBy { .. } => "not-by",
            Self::NotAHolder { .. } => "not-a-holder",
            Self::SamePerson { .. } => "same-person",
            Self::ReservedPerson(_) => "reserved-person",
            Self::UnknownRole { .. } => "unknown-role",
            Self::RoleNeeded { .. } => "role-needed",
            Self::Amount { .. } => "amount",
            Self::UnknownSource { .. } => "unknown-source",
            Self::OverBudget { .. } => "over-budget",
            Self::Required { .. } => "required",
            Self::StageClosed { .. } => "stage-closed",
            Self::TooManyRounds { .. } => "rounds",
            Self::NotFlagged { .. } => "not-flagged",
            Self::Withdrawing => "withdrawing",
            Self::NoTarget { .. } => "no-target",
            Self::SameVersion { .. } => "same-version",
            Self::Migration { .. } => "migration",
            Self::NoAdHocSteps => "no-ad-hoc-steps",
            Self::StepExists { .. } => "step-exists",
            Self::NotPlain { .. } => "not-plain",
            Self::PlanTooLong => "plan-too-long",
            Self::NobodyHolds { .. } => "nobody-holds",
            Self::Plan(_) => "plan",
            Self::UnknownIntervention { .. } => "unknown-intervention",
            Self::InterventionStands { .. } => "intervention-stands",
            Self::ReasonNeeded => "reason-needed",
            Self::TextTooLong { .. } => "text-too-long",
            Self::UnknownOutsideEvent { .. } => "unknown-event",
            Self::SuccessorNeeded { .. } => "successor-needed",
            Self::NoSuccession { .. } => "no-succession",
            Self::UnknownEscalation { .. } => "unknown-escalation",
            Self::NoMembership => "no-membership",
            Self::UnknownMembership { .. } => "unknown-membership",
            Self::MembershipMove { .. } => "membership-move",
            Self::UnknownFact { .. } => "unknown-fact",
            Self::WrongFact { .. } => "wrong-fact",
            Self::UnknownData { .. } => "unknown-data",
            Self::Opening(_) => "opening",
            Self::NotMany { .. } => "not-many",
            Self::MemberThere { .. } => "member-there",
            Self::UnknownMember { .. } => "unknown-member",
            Self::Member(_) => "member",
            Self::Calendar { .. } => "calendar",
            Self::NoCalendar { .. } => "no-calendar",
            Self::Cascade { .. } => "cascade",
        }
    }

    /// What to do instead, where there is something to say.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::UnknownStep {
                nearest: Some(nearest),
                ..
            } => Some(format!("did you mean `{nearest}`?")),
            Self::Stranger { people, .. } => Some(format!("people in this engagement: {}", list(people))),
            Self::WrongRole { role, holders, .. } if !holders.is_empty() => {
                Some(format!("`{role}` is held by {}", list(holders)))
            }
            Self::OnHold { until, .. } => Some(match until {
                Some(until) => format!("the hold ends on {until}, or when somebody resumes it"),
                None => "it goes on when somebody resumes it".to_owned(),
            }),
            Self::NoTimer { pending, .. } if pending.is_empty() => Some("it has no pending date".to_owned()),
            Self::NoTimer { pending, .. } => Some(format!("it has {}", list(pending))),
            Self::Taken { .. } => Some("it can be assigned to another person, or released".to_owned()),
            Self::NotAHolder { holders, .. } if !holders.is_empty() => {
                Some(format!("it is held by {}", list(holders)))
            }
            Self::NotYours { by, .. } if !by.is_empty() => Some(format!("it waits for {}", list(by))),
            Self::UnknownRole { known, .. } => Some(format!("the roles are {}", list(known))),
            Self::RoleNeeded { person, .. } => Some(format!(
                "hand over what `{person}` does to another person, or give another person the role first"
            )),
            Self::UnknownSource { known, .. } if known.is_empty() => {
                Some("it names no sources; leave it out".to_owned())
            }
            Self::UnknownSource { known, .. } => Some(format!("the sources are {}", list(known))),
            Self::MissingEvidence { missing, .. } => Some(format!("offer it first: {}", list(missing))),
            Self::UnknownEvidence { known, .. } if known.is_empty() => {
                Some("it asks for no evidence at all".to_owned())
            }
            Self::UnknownEvidence { known, .. } => Some(format!("it asks for {}", list(known))),
            Self::UnknownField { known, .. } if known.is_empty() => {
                Some("it records no fields; leave them out".to_owned())
            }
            Self::UnknownField { known, .. } => Some(format!("it records {}", list(known))),
            Self::UnknownOption { known, .. } if known.is_empty() => {
                Some("nothing has been proposed that could be chosen".to_owned())
            }
            Self::UnknownOption { known, .. } => Some(format!("the options are {}", list(known))),
            Self::UnknownOutsideEvent { known, .. } if !known.is_empty() => {
                Some(format!("it listens to {}", list(known)))
            }
            Self::UnknownEscalation { known, .. } if !known.is_empty() => {
                Some(format!("it has {}", list(known)))
            }
            Self::UnknownMembership { known, .. } => Some(format!("it has {}", list(known))),
            Self::MembershipMove { allowed, .. } if allowed.is_empty() => {
                Some("nothing follows it".to_owned())
            }
            Self::MembershipMove { allowed, .. } => Some(format!("it can move to {}", list(allowed))),
            Self::UnknownFact { known, .. } if !known.is_empty() => Some(format!("it keeps {}", list(known))),
            Self::NotMany { known, .. } if !known.is_empty() => {
                Some(format!("parties with members: {}", list(known)))
            }
            Self::UnknownMember { known, .. } if !known.is_empty() => {
                Some(format!("its members are {}", list(known)))
            }
            Self::WrongStatus {
                status: Status::Available,
                ..
            }
            | Self::NotCreated { .. } => Some("ask `why` what holds the step back".to_owned()),
            Self::UnknownIntervention { known, .. } if known.is_empty() => {
                Some("none has been adopted so far".to_owned())
            }
            Self::UnknownIntervention { known, .. } => Some(format!("adopted so far: {}", list(known))),
            Self::Migration { .. } => {
                Some("say in the new version's `[migrate]` table what becomes of each step".to_owned())
            }
            Self::NotPlain { .. } => Some(
                "give it a title, guidance, a role, steps to wait for, a due date, effort, evidence or fields to record"
                    .to_owned(),
            ),
            Self::StageClosed { stage, .. } => Some(format!("reopen `{stage}` first")),
            Self::WrongStatus {
                status: Status::Enabled,
                ..
            } => Some("start it first".to_owned()),
            _ => None,
        }
    }
}
