//! Work: who must do what by when, derived from state.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::command::Actor;
use crate::decide::outcome::{evidence_missing, evidence_unjudged, unaccepted};
use crate::definition::{Definition, Step, StepKind};
use crate::event::Round;
use crate::gate::Gates;
use crate::ids::{DataId, EvidenceId, OptionId, OutsideEventId, PersonId, RoleId, StepId};
use crate::intervention::{Intervention, Standing};
use crate::standstill::hold_on;
use crate::state::{EvidenceStatus, Instance, State, Status, Timer, TimerKey, TimerKind};
use crate::turn::Turn;

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "do")]
pub enum Action {
    /// Do the task.
    Do {
        /// Evidence that must be offered with it.
        evidence: Vec<EvidenceId>,
        /// Why it came back, if it was declined.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        declined: Option<String>,
    },
    /// Decide.
    Decide {
        /// Evidence that must be offered with it.
        evidence: Vec<EvidenceId>,
        /// Why it came back, if it was declined.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        declined: Option<String>,
    },
    /// Start the step, or leave it.
    Start,
    /// Complete the stage by hand.
    Complete,
    /// Offer evidence.
    Offer {
        /// The item.
        evidence: EvidenceId,
        /// Why the last one was contested, if it was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contested: Option<String>,
    },
    /// Accept or contest evidence.
    Judge {
        /// The item.
        evidence: EvidenceId,
    },
    /// Approve or decline what another person proposed.
    Approve,
    /// Bring in data.
    Import {
        /// The slot that waits for it.
        data: DataId,
    },
    /// Look at a failed plugin call and try it again.
    Retry {
        /// What is known of the failure.
        message: String,
    },
    /// Report an outside event once it has happened.
    Report {
        /// The event.
        event: OutsideEventId,
    },
    /// Look at a flagged step: say that it stands, or reopen it.
    Review {
        /// Why it is flagged.
        flag: String,
    },
    /// Give the verdict on an intervention whose steps are over.
    Conclude {
        /// The intervention.
        intervention: OptionId,
    },
}

/// Something that somebody must do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkItem {
    /// The round of the step.
    pub round: Round,
    /// The step's title.
    pub title: String,
    /// What is to be done.
    #[serde(flatten)]
    pub action: Action,
    /// The role whose turn it is; none where anybody with a part may do it, or, where `people` is empty too,
    /// whoever runs the program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleId>,
    /// The people who may do it: they hold the role, and four eyes do not bar them.
    pub people: Vec<PersonId>,
    /// Since when it waits.
    pub since: Date,
    /// By when it should be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Whether that date may still change because the term is not published.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
    /// Whether that date has passed.
    pub overdue: bool,
    /// Whether nothing waits for it: an offer that may be left alone.
    pub optional: bool,
    /// Who took the step, or was given it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_to: Option<PersonId>,
    /// Who delegated the step, and accepts its result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegated_by: Option<PersonId>,
    /// Those among the people who stand in, and for whom.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub in_place_of: BTreeMap<PersonId, BTreeSet<PersonId>>,
    /// Why nobody can do it now, if the step stands still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_hold: Option<OnHold>,
}

/// A hold that bears on a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnHold {
    /// What was suspended: the step itself or a stage around it; none for the engagement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<StepId>,
    /// Since when.
    pub since: Date,
    /// When it ends by itself, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Why.
    pub reason: String,
}

/// The hold that bears on the latest round of a step, if one does.
pub(crate) fn hold_of(definition: &Definition, state: &State, step: &StepId) -> Option<OnHold> {
    let (over, hold) = hold_on(definition, state, step)?;
    Some(OnHold {
        step: over.map(|round| round.step),
        since: hold.since,
        until: hold.until,
        reason: hold.reason.clone(),
    })
}

/// Everything that somebody must do, what is overdue first, then by date, then in the order of the file. What stands
/// still comes last.
pub fn work_items(definition: &Definition, state: &State, today: Date) -> Vec<WorkItem> {
    if !state.is_open() {
        return Vec::new();
    }
    let mut items: Vec<WorkItem> = definition
        .steps
        .iter()
        .flat_map(|step| {
            let mut items = items_of(definition, state, today, step);
            items.extend(reviews(definition, state, today, step));
            items
        })
        .collect();
    items.extend(verdicts(definition, state, today));
    items.sort_by_key(|item| {
        (
            item.on_hold.is_some(),
            !item.overdue,
            item.due.is_none(),
            item.due,
        )
    });
    items
}

/// What somebody must do for one step.
pub(crate) fn items_of(definition: &Definition, state: &State, today: Date, step: &Step) -> Vec<WorkItem> {
    let Some(instance) = state.latest(&step.id) else {
        return Vec::new();
    };
    let builder = Builder {
        definition,
        state,
        step,
        instance,
        today,
    };
    match instance.status {
        Status::Enabled => vec![builder.for_owner(Action::Start)],
        Status::Failed => {
            let message = instance
                .failure
                .as_ref()
                .map_or_else(String::new, |f| f.message.clone());
            vec![builder.for_owner(Action::Retry { message })]
        }
        Status::Active => active_items(definition, &builder),
        Status::Available | Status::Completed | Status::SetAside | Status::Terminated => Vec::new(),
    }
}

/// The flags of a step that somebody should look at: of its latest flagged round.
fn reviews(definition: &Definition, state: &State, today: Date, step: &Step) -> Option<WorkItem> {
    let rounds = state.steps.get(&step.id)?.iter().rev();
    let (instance, flag) = rounds
        .filter_map(|instance| Some((instance, instance.flagged.clone()?)))
        .next()?;
    let builder = Builder {
        definition,
        state,
        step,
        instance,
        today,
    };
    let mut item = builder.for_owner(Action::Review { flag });
    // A flag has no date of its own.
    (item.due, item.overdue, item.optional) = (None, false, true);
    Some(item)
}

/// The interventions whose steps are over and that have no verdict, for whoever adopted them.
fn verdicts(definition: &Definition, state: &State, today: Date) -> Vec<WorkItem> {
    let item = |(id, intervention): (&OptionId, &Intervention)| {
        let concluded = matches!(
            intervention.standing,
            Standing::Planning | Standing::Concluded { .. }
        );
        let stage = state.latest(intervention.stage.as_ref().filter(|_| !concluded)?)?;
        let decided = &intervention.decided;
        let builder = Builder {
            definition,
            state,
            step: definition.step(&decided.step)?,
            instance: state.instance(&decided.step, decided.round)?,
            today,
        };
        let mut item = builder.for_owner(Action::Conclude {
            intervention: id.clone(),
        });
        item.title.clone_from(&intervention.proposal.title);
        (item.since, item.due, item.overdue, item.optional) = (stage.since, None, false, true);
        stage.status.is_settled().then_some(item)
    };
    state.interventions.iter().filter_map(item).collect()
}

fn active_items(definition: &Definition, builder: &Builder<'_>) -> Vec<WorkItem> {
    let Builder {
        state,
        step,
        instance,
        ..
    } = *builder;
    let mut items = builder.judging();
    let missing = evidence_missing(step, instance);
    let declined = instance.declined.clone();
    match &step.kind {
        StepKind::Task { .. } | StepKind::Decision(_) if instance.submission.is_none() => {
            items.extend(builder.offering(true));
            items.push(builder.for_owner(if matches!(step.kind, StepKind::Task { .. }) {
                Action::Do {
                    evidence: missing,
                    declined,
                }
            } else {
                Action::Decide {
                    evidence: missing,
                    declined,
                }
            }));
        }
        StepKind::Task { .. } | StepKind::Decision(_) => items.extend(builder.offering(true)),
        StepKind::Milestone => items.extend(builder.offering(false)),
        StepKind::Stage => {
            items.extend(builder.offering(false));
            let gates = Gates {
                definition,
                state,
                today: builder.today,
            };
            let stage = Some((&step.id, instance.round));
            if gates.children(stage).all(|(_, child)| !child.is_active())
                && gates.unsettled(stage).is_empty()
                && gates.plans_awaited(&step.id).next().is_none()
            {
                items.push(builder.for_owner(Action::Complete));
            }
        }
        StepKind::Score { data: Some(data), .. } if state.data.get(data).is_none_or(BTreeMap::is_empty) => {
            items.push(builder.item(Action::Import { data: data.clone() }, None, Vec::new()));
        }
        StepKind::Wait(wait) => {
            let event = wait.event.clone();
            items.extend(event.map(|event| builder.for_owner(Action::Report { event })));
        }
        StepKind::Score { .. }
        | StepKind::Recommend { .. }
        | StepKind::Engagement(_)
        | StepKind::Notify { .. } => {}
    }
    items
}

#[derive(Clone, Copy)]
struct Builder<'a> {
    definition: &'a Definition,
    state: &'a State,
    step: &'a Step,
    instance: &'a Instance,
    today: Date,
}

impl Builder<'_> {
    /// An item for whoever owns the step: its role, or everybody with a part where it has none.
    fn for_owner(&self, action: Action) -> WorkItem {
        self.item(action, self.step.role.clone(), self.turn().doers())
    }

    fn turn(&self) -> Turn<'_> {
        Turn {
            state: self.state,
            step: self.step,
            instance: self.instance,
            today: self.today,
        }
    }

    /// An item for a role that judges what `author` did: four eyes bar the author.
    fn for_judge(&self, action: Action, role: &RoleId, author: &Actor) -> WorkItem {
        let delegation = self.instance.delegation.as_ref();
        let delegator = delegation.filter(|_| matches!(action, Action::Approve));
        let people = self
            .state
            .in_place(self.state.holders(role), self.today, |person| {
                Actor::Person(person.clone()) != *author
                    && delegator.is_none_or(|delegation| delegation.from != *person)
            });
        self.item(action, Some(role.clone()), people)
    }

    fn item(&self, action: Action, role: Option<RoleId>, people: Vec<&PersonId>) -> WorkItem {
        let people: Vec<PersonId> = people.into_iter().cloned().collect();
        let in_place_of = self.in_place_of(&people, role.as_ref());
        let on_hold = hold_of(self.definition, self.state, &self.step.id);
        let since = match (&action, &self.instance.submission) {
            (Action::Approve, Some(submission)) => submission.on,
            (Action::Judge { evidence } | Action::Offer { evidence, .. }, _) => self
                .instance
                .evidence
                .get(evidence)
                .map_or(self.instance.since, |offered| match &offered.status {
                    EvidenceStatus::Contested { on, .. } | EvidenceStatus::Accepted { on, .. } => *on,
                    EvidenceStatus::Offered => offered.on,
                }),
            _ => self.instance.since,
        };
        WorkItem {
            round: Round {
                step: self.step.id.clone(),
                round: self.instance.round,
            },
            title: self.step.title.clone(),
            optional: self.step.optional || matches!(action, Action::Start | Action::Complete),
            action,
            role,
            people,
            since,
            due: self.instance.due,
            provisional: self.due_timer().is_some_and(|timer| timer.provisional),
            overdue: self.instance.overdue
                || (on_hold.is_none() && self.instance.due.is_some_and(|due| due < self.today)),
            assigned_to: self.turn().assignee().cloned(),
            delegated_by: self.instance.delegation.as_ref().map(|d| d.from.clone()),
            in_place_of,
            on_hold,
        }
    }

    fn due_timer(&self) -> Option<&Timer> {
        self.state.timers.get(&TimerKey {
            round: Round {
                step: self.step.id.clone(),
                round: self.instance.round,
            },
            kind: TimerKind::Due,
        })
    }

    /// Those among `people` who act only because they stand in for others, and for whom.
    fn in_place_of(
        &self,
        people: &[PersonId],
        role: Option<&RoleId>,
    ) -> BTreeMap<PersonId, BTreeSet<PersonId>> {
        let delegation = self.instance.delegation.as_ref();
        let named = [
            self.turn().assignee(),
            delegation.map(|d| &d.to),
            delegation.map(|d| &d.from),
        ];
        let concerns = |person: &PersonId| {
            let held = self.state.roles_of(person);
            let holds = held.is_some_and(|held| role.map_or(!held.is_empty(), |role| held.contains(role)));
            holds || named.contains(&Some(person))
        };
        let mut all = BTreeMap::new();
        for person in people.iter().filter(|person| !concerns(person)) {
            let absent = self.state.deputises_for(person, self.today);
            let absent: BTreeSet<PersonId> = absent.into_iter().filter(|p| concerns(p)).cloned().collect();
            all.insert(person.clone(), absent);
        }
        all.retain(|_, absent: &mut BTreeSet<PersonId>| !absent.is_empty());
        all
    }

    /// What waits for judgement: offered evidence, and a proposed outcome.
    fn judging(&self) -> Vec<WorkItem> {
        let mut items = Vec::new();
        for requirement in evidence_unjudged(self.step, self.instance) {
            let offered = self.instance.evidence.get(&requirement.id);
            if let (Some(role), Some(offered)) = (&requirement.accepted_by, offered) {
                let evidence = requirement.id.clone();
                items.push(self.for_judge(Action::Judge { evidence }, role, &offered.by));
            }
        }
        if let Some(delegation) = unaccepted(self.instance) {
            let people = self.turn().acceptors(delegation);
            items.push(self.item(Action::Approve, self.step.role.clone(), people));
        }
        if let (Some(role), Some(submission)) = (&self.step.approve, &self.instance.submission)
            && submission.approved_by.is_none()
        {
            items.push(self.for_judge(Action::Approve, role, &submission.by));
        }
        items
    }

    /// Evidence that the owner must offer: all that is missing, or only what was contested.
    fn offering(&self, contested_only: bool) -> Vec<WorkItem> {
        let mut items = Vec::new();
        for evidence in evidence_missing(self.step, self.instance) {
            let contested = self
                .instance
                .evidence
                .get(&evidence)
                .and_then(|o| match &o.status {
                    EvidenceStatus::Contested { reason, .. } => Some(reason.clone()),
                    _ => None,
                });
            if contested.is_some() || !contested_only {
                items.push(self.for_owner(Action::Offer { evidence, contested }));
            }
        }
        items
    }
}
