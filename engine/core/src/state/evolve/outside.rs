//! Folding what happens around the plan: facts, escalations, people, membership, money, members, notices.

use crate::event::{Envelope, Event};
use crate::ledger::Entered;
use crate::state::{MembershipStanding, Raised, State};

impl State {
    pub(super) fn evolve_outside(&mut self, envelope: &Envelope) {
        match &envelope.event {
            Event::FactSet { fact, to, .. } => {
                self.facts.insert(fact.clone(), to.clone());
            }
            Event::EscalationRaised {
                escalation,
                about,
                reason,
                condition,
            } => {
                let raised = Raised {
                    on: envelope.on,
                    by: envelope.by.clone(),
                    about: about.clone(),
                    reason: reason.clone(),
                };
                self.escalations
                    .entry(escalation.clone())
                    .or_default()
                    .push(raised);
                if condition.is_some() {
                    self.escalating.insert(escalation.clone());
                }
            }
            Event::EscalationLapsed { escalation } => {
                self.escalating.remove(escalation);
            }
            Event::MembershipChanged { to, .. } => {
                self.membership = Some(MembershipStanding {
                    state: to.clone(),
                    since: envelope.on,
                });
            }
            Event::Spent { expense } => self.ledger.push(Entered {
                expense: expense.clone(),
                by: envelope.by.clone(),
                entered_on: envelope.on,
            }),
            Event::BudgetWarned { line, .. } => {
                self.warned.insert(line.clone());
            }
            Event::NoticeRaised { notice } => {
                self.notices.insert(self.sequence, notice.clone());
            }
            Event::NoticeDelivered { notice, .. } => {
                self.notices.remove(notice);
            }
            _ => self.evolve_people(envelope),
        }
    }

    fn evolve_people(&mut self, envelope: &Envelope) {
        match &envelope.event {
            Event::AbsenceRecorded { person, absence } => {
                self.absences
                    .entry(person.clone())
                    .or_default()
                    .push(absence.clone());
            }
            Event::RolesChanged { person, to, .. } => {
                if let Some(opening) = &mut self.opening {
                    opening.people.insert(person.clone(), to.clone());
                }
            }
            Event::MemberJoined {
                party,
                member,
                details,
            } => {
                if let Some(opening) = &mut self.opening {
                    let members = opening.members.entry(party.clone()).or_default();
                    members.insert(member.clone(), (**details).clone());
                }
            }
            Event::MemberLeft { party, member, .. } => {
                if let Some(members) = self.opening.as_mut().and_then(|o| o.members.get_mut(party)) {
                    members.remove(member);
                }
            }
            _ => {}
        }
    }
}
