//! Who acts: the people of an engagement on a day, with deputies for those who are away.
//!
//! A deputy may do on the days of an absence what the absent person may. The absent person is still free to act, but
//! is not asked to where there is a deputy. A deputy's own deputy does not act for the first person.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::State;
use crate::ids::{PersonId, RoleId};

impl State {
    /// The deputies of a person on a day, in the order in which they were named.
    pub fn deputies(&self, person: &PersonId, today: Date) -> Vec<&PersonId> {
        let absences = self.absences.get(person).into_iter().flatten();
        let mut deputies: Vec<&PersonId> = Vec::new();
        for absence in absences.filter(|absence| absence.covers(today)) {
            deputies.extend(
                absence
                    .deputy
                    .iter()
                    .filter(|deputy| !deputies.contains(deputy))
                    .collect::<Vec<_>>(),
            );
        }
        deputies
    }

    /// The people whose deputy a person is on a day, in order.
    pub fn deputises_for(&self, deputy: &PersonId, today: Date) -> Vec<&PersonId> {
        let absent = self.absences.iter().filter(|(_, absences)| {
            let names = |absence: &&crate::people::Absence| absence.deputy.as_ref() == Some(deputy);
            absences.iter().filter(names).any(|absence| absence.covers(today))
        });
        absent.map(|(person, _)| person).collect()
    }

    /// The roles in which a person may act on a day: those held, and those of the people whose deputy the person is.
    pub fn acting_roles(&self, person: &PersonId, today: Date) -> BTreeSet<RoleId> {
        let absent = self.deputises_for(person, today);
        let people = absent.into_iter().chain([person]);
        people
            .filter_map(|person| self.roles_of(person))
            .flatten()
            .cloned()
            .collect()
    }

    /// Whether a person may do what another may: the same person, or a deputy on that day.
    pub fn acts_for(&self, person: &PersonId, other: &PersonId, today: Date) -> bool {
        person == other || self.deputies(other, today).contains(&person)
    }

    /// The people who are asked to act in a role on a day, in order: who hold it, with deputies in the place of
    /// those who are away and have one.
    pub fn acting_holders(&self, role: &RoleId, today: Date) -> Vec<&PersonId> {
        self.in_place(self.holders(role), today, |_| true)
    }

    /// The people among those meant who are asked to act on a day, in order: with deputies in the place of those who
    /// are away, and without whoever may not. Where that leaves nobody, those who are away are asked all the same.
    pub(crate) fn in_place<'s>(
        &'s self,
        meant: Vec<&'s PersonId>,
        today: Date,
        may: impl Fn(&PersonId) -> bool,
    ) -> Vec<&'s PersonId> {
        let mut acting = BTreeSet::new();
        for person in &meant {
            let deputies = self.deputies(person, today);
            if deputies.is_empty() {
                acting.insert(*person);
            }
            acting.extend(deputies);
        }
        acting.retain(|person| may(person));
        if acting.is_empty() {
            acting.extend(meant.into_iter().filter(|person| may(person)));
        }
        acting.into_iter().collect()
    }
}
