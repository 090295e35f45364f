//! Words for what happens around a step's own life: people, holds, escalations, plans, money, members, versions.

use alongside_core::definition::{Definition, Spent};
use alongside_core::event::{Because, Event, Round};
use alongside_core::ids::{PersonId, RoleId};
use alongside_core::state::EngagementStatus;

use super::{day, named, number};

/// The event as a sentence without its date and actor; empty for an event of a step's own life.
pub(super) fn event(definition: &Definition, event: &Event) -> String {
    people(definition, event)
        .or_else(|| time(definition, event))
        .or_else(|| plan(definition, event))
        .or_else(|| around(definition, event))
        .unwrap_or_default()
}

fn people(definition: &Definition, event: &Event) -> Option<String> {
    let named = |round: &Round| named(definition, round);
    Some(match event {
        Event::StepAssigned {
            round,
            from,
            to,
            reason,
        } => {
            let whose = |person: &Option<PersonId>| {
                person.as_ref().map_or("its role".to_owned(), ToString::to_string)
            };
            format!(
                "{} passes from {} to {}{}",
                named(round),
                whose(from),
                whose(to),
                because(reason.as_deref())
            )
        }
        Event::StepDelegated { round, delegation } => format!(
            "{} delegated by {} to {}: {}",
            named(round),
            delegation.from,
            delegation.to,
            delegation.reason
        ),
        Event::DelegationEnded { round, reason } => {
            format!("{} is no longer delegated: {reason}", named(round))
        }
        Event::DelegationAccepted { round } => {
            format!("{}: accepted by the person who delegated it", named(round))
        }
        Event::RolesChanged {
            person,
            from,
            to,
            reason,
        } => {
            let list = |roles: &std::collections::BTreeSet<RoleId>| match roles.len() {
                0 => "nothing".to_owned(),
                _ => roles
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(", "),
            };
            format!(
                "{person} held {} and now holds {}: {reason}",
                list(from),
                list(to)
            )
        }
        Event::AbsenceRecorded { person, absence } => {
            let deputy = absence
                .deputy
                .as_ref()
                .map(|deputy| format!("; {deputy} acts"))
                .unwrap_or_default();
            format!(
                "{person} is away from {} to {}{deputy}: {}",
                day(absence.from),
                day(absence.until),
                absence.reason
            )
        }
        _ => return None,
    })
}

/// How many dates moved with it, where any did.
pub(super) fn dates_moved(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => "; one date moved".to_owned(),
        many => format!("; {many} dates moved"),
    }
}

fn time(definition: &Definition, event: &Event) -> Option<String> {
    let named = |round: &Round| named(definition, round);
    Some(match event {
        Event::EngagementSuspended { hold } => format!("the engagement was suspended: {}", hold.reason),
        Event::EngagementResumed { reason, moved } => {
            format!("the engagement goes on: {reason}{}", dates_moved(moved.len()))
        }
        Event::StepSuspended { round, hold } => format!("{} was suspended: {}", named(round), hold.reason),
        Event::StepResumed { round, reason, moved } => {
            format!("{} goes on: {reason}{}", named(round), dates_moved(moved.len()))
        }
        Event::TimerMoved {
            round,
            from,
            to,
            reason,
            ..
        } => format!(
            "{} moved from {} to {}: {reason}",
            named(round),
            day(*from),
            day(*to)
        ),
        Event::StepReopened { round, reason } => format!("{} reopened: {reason}", named(round)),
        Event::StepFlagged { round, reason } => {
            format!("{} should be looked at again: {reason}", named(round))
        }
        Event::FlagCleared { round, reason } => {
            format!("{} was looked at again and stands: {reason}", named(round))
        }
        _ => return None,
    })
}

fn plan(definition: &Definition, event: &Event) -> Option<String> {
    Some(match event {
        Event::StepsAdded {
            steps,
            because,
            reason,
        } => {
            let titles: Vec<&str> = steps.iter().map(|step| step.title.as_str()).collect();
            match because {
                Because::AdHoc => format!("added to the plan: {} ({reason})", titles.join("; ")),
                Because::Intervention(id) => format!("plan of {id} inserted: {}", titles.join("; ")),
            }
        }
        Event::InterventionAdopted { proposal, .. } => format!("{} adopted", proposal.title),
        Event::PlanFailed {
            intervention,
            message,
            ..
        } => format!("{intervention} has no plan: {message}"),
        Event::InterventionHalted { intervention, reason } => format!("{intervention} halted: {reason}"),
        Event::InterventionConcluded {
            intervention,
            verdict,
            reason,
        } => format!("{intervention}: {} ({reason})", verdict.as_str()),
        Event::UndoNoted { round, undo } => format!(
            "{} is undone by {} should the engagement be withdrawn from",
            named(definition, round),
            super::title(definition, undo)
        ),
        Event::WithdrawalBegun { reason, undo } => {
            let steps: Vec<String> = undo.iter().map(|step| super::title(definition, step)).collect();
            match steps.is_empty() {
                true => format!("the engagement is withdrawn from: {reason}"),
                false => format!(
                    "the engagement is withdrawn from: {reason}; to be undone: {}",
                    steps.join("; ")
                ),
            }
        }
        Event::MigrationScheduled { to, reason } => {
            format!(
                "moves to version {} at the end of this stage: {reason}",
                to.version
            )
        }
        Event::MigrationCalledOff { to, reason } => {
            format!("does not move to version {}: {reason}", to.version)
        }
        Event::WorkflowMigrated { from, to, reason, .. } => {
            format!("moved from version {} to {}: {reason}", from.version, to.version)
        }
        _ => return None,
    })
}

fn around(definition: &Definition, event: &Event) -> Option<String> {
    let named = |round: &Round| named(definition, round);
    Some(match event {
        Event::FactSet {
            fact,
            from,
            to,
            reason,
        } => {
            let before = from
                .as_ref()
                .map(|from| format!(" (it was {from})"))
                .unwrap_or_default();
            format!("{fact} is {to}{before}{}", because(reason.as_deref()))
        }
        Event::EscalationRaised {
            escalation,
            about,
            reason,
            ..
        } => {
            let title = definition
                .escalations
                .get(escalation)
                .map_or_else(|| escalation.to_string(), |known| known.title.clone());
            let about = about
                .as_ref()
                .map(|round| format!(" over {}", named(round)))
                .unwrap_or_default();
            format!("escalated{about}: {title}: {reason}")
        }
        Event::EscalationLapsed { escalation } => format!("what raised {escalation} no longer holds"),
        Event::MembershipChanged { to, reason, .. } => {
            let title = definition
                .membership
                .as_ref()
                .and_then(|membership| membership.states.get(to))
                .map_or_else(|| to.to_string(), |state| state.title.clone());
            format!("membership: {title}: {reason}")
        }
        Event::Spent { expense } => {
            let days = expense.days.map(|days| format!("{} days", number(days)));
            let funding = expense.funding.map(|pounds| format!("{} pounds", number(pounds)));
            let amounts: Vec<String> = days.into_iter().chain(funding).collect();
            let source = expense
                .source
                .as_ref()
                .map(|source| format!(" from {source}"))
                .unwrap_or_default();
            format!("spent {}{source}: {}", amounts.join(" and "), expense.note)
        }
        Event::BudgetWarned { line, spent, budget } => {
            let unit = match line.of {
                Spent::Days => "days",
                Spent::Funding => "pounds",
            };
            let source = line
                .source
                .as_ref()
                .map(|source| format!(" of {source}"))
                .unwrap_or_default();
            format!(
                "{} of {} {unit}{source} are spent",
                number(*spent),
                number(*budget)
            )
        }
        Event::MemberJoined { party, details, .. } => format!("{} joined {party}", details.name),
        Event::MemberLeft {
            party,
            member,
            reason,
            ..
        } => format!("{member} left {party}: {reason}"),
        Event::ChildStarted {
            round, engagement, ..
        } => format!("{}: {engagement} started", named(round)),
        Event::ChildClosed {
            round, child, status, ..
        } => {
            let how = match status {
                EngagementStatus::Completed => "is complete",
                _ => "was ended",
            };
            format!("{}: {child} {how}", named(round))
        }
        Event::NoticeRaised { notice } => format!("to be told: {}", notice.message),
        Event::NoticeDelivered { channel, .. } => format!("told by {channel}"),
        _ => return None,
    })
}

fn because(reason: Option<&str>) -> String {
    reason.map(|reason| format!(": {reason}")).unwrap_or_default()
}
