//! Builders of steps and workflows. A node is a step with the steps it holds.

use std::collections::BTreeMap;

use alongside_core::definition::{
    ChildPlan, Choice, Condition, DataSlot, DecisionOption, Definition, Each, Every, EvidenceRequirement,
    Field, Join, OutsideEvent, Party, PartyKind, PluginRequirement, RecordPath, Repeat, Role, Start, Step,
    StepKind, TimePoint, TimeRule, WaitFor, WorkflowRequirement,
};
use alongside_core::value::ValueType;

use super::{day, id};

/// A step with the steps it holds.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) step: Step,
    pub(crate) children: Vec<Node>,
}

/// A step of a kind, owned by the lead, that starts by itself.
pub(crate) fn step(name: &str, kind: StepKind) -> Node {
    let mut step = Step::new(id(name), name, kind);
    step.role = Some(id("lead"));
    Node {
        step,
        children: Vec::new(),
    }
}

pub(crate) fn stage(name: &str, children: impl IntoIterator<Item = Node>) -> Node {
    let mut node = step(name, StepKind::Stage);
    node.children = children.into_iter().collect();
    node
}

pub(crate) fn task(name: &str) -> Node {
    step(name, StepKind::Task { record: Vec::new() })
}

/// A task that records required fields of the given types.
pub(crate) fn recording<const N: usize>(name: &str, fields: [(&str, ValueType); N]) -> Node {
    let record = fields
        .iter()
        .map(|(field, kind)| Field {
            id: id(field),
            title: (*field).to_owned(),
            kind: *kind,
            optional: false,
            unit: None,
        })
        .collect();
    step(name, StepKind::Task { record })
}

pub(crate) fn milestone(name: &str) -> Node {
    step(name, StepKind::Milestone)
}

pub(crate) fn decision<const N: usize>(name: &str, options: [&str; N]) -> Node {
    let options = options
        .iter()
        .map(|option| DecisionOption {
            id: id(option),
            title: (*option).to_owned(),
            membership: None,
        })
        .collect();
    step(name, StepKind::Decision(Choice::One { options }))
}

/// A decision that adopts proposals.
pub(crate) fn adoption(name: &str, from: &str) -> Node {
    step(
        name,
        StepKind::Decision(Choice::Proposals {
            from: id(from),
            into: None,
        }),
    )
}

fn requirement(plugin: &str) -> PluginRequirement {
    PluginRequirement {
        id: id(plugin),
        version: "*".parse().unwrap(),
    }
}

/// A score that reads the slot `results`.
pub(crate) fn score(name: &str) -> Node {
    step(
        name,
        StepKind::Score {
            plugin: requirement("gap"),
            data: Some(id("results")),
            measure: None,
            facts: BTreeMap::new(),
            with: BTreeMap::new(),
        },
    )
}

/// A score that reads no data and is given one recorded value.
pub(crate) fn score_of_fact(name: &str, step_of_fact: &str, field: &str) -> Node {
    step(
        name,
        StepKind::Score {
            plugin: requirement("gap"),
            data: None,
            measure: None,
            facts: [(id("given"), path(step_of_fact, field))].into(),
            with: BTreeMap::new(),
        },
    )
}

pub(crate) fn recommend<const N: usize>(name: &str, findings: [&str; N]) -> Node {
    step(
        name,
        StepKind::Recommend {
            plugin: requirement("tiers"),
            findings: findings.iter().map(|step| id(step)).collect(),
            with: BTreeMap::new(),
        },
    )
}

pub(crate) fn wait_until(name: &str, point: TimePoint) -> Node {
    step(
        name,
        StepKind::Wait(WaitFor {
            until: Some(partner(point)),
            event: None,
        }),
    )
}

pub(crate) fn wait_for(name: &str, event: &str) -> Node {
    step(
        name,
        StepKind::Wait(WaitFor {
            until: None,
            event: Some(id(event)),
        }),
    )
}

pub(crate) fn wait_for_either(name: &str, point: TimePoint, event: &str) -> Node {
    step(
        name,
        StepKind::Wait(WaitFor {
            until: Some(partner(point)),
            event: Some(id(event)),
        }),
    )
}

pub(crate) fn after(span: &str) -> TimePoint {
    TimePoint::After(id(span))
}

pub(crate) fn on(date: &str) -> TimePoint {
    TimePoint::On(day(date))
}

pub(crate) fn recorded(step: &str, field: &str) -> TimePoint {
    TimePoint::Recorded(path(step, field))
}

fn path(step: &str, field: &str) -> RecordPath {
    RecordPath {
        step: id(step),
        field: id(field),
    }
}

fn partner(point: TimePoint) -> TimeRule {
    TimeRule {
        point,
        calendar: id("partner"),
    }
}

/// Round after round, without a clock.
pub(crate) fn until(condition: Condition) -> Repeat {
    Repeat {
        until: Some(condition),
        ..Repeat::default()
    }
}

/// So many rounds, without a clock.
pub(crate) fn rounds(max: u32) -> Repeat {
    Repeat {
        rounds_max: Some(max),
        ..Repeat::default()
    }
}

/// A round by the clock of the partner's calendar.
pub(crate) fn every(span: &str) -> Repeat {
    Repeat {
        every: Some(Every {
            span: id(span),
            before_end: None,
            calendar: id("partner"),
        }),
        ..Repeat::default()
    }
}

/// A round so long before the end of every period.
pub(crate) fn every_before_end(span: &str, offset: &str) -> Repeat {
    let mut repeat = every(span);
    repeat.every.as_mut().unwrap().before_end = Some(id(offset));
    repeat
}

impl Node {
    pub(crate) fn role(mut self, role: &str) -> Self {
        self.step.role = Some(id(role));
        self
    }

    /// Anybody's, instead of the lead's.
    pub(crate) fn anybody(mut self) -> Self {
        self.step.role = None;
        self
    }

    pub(crate) fn after<const N: usize>(mut self, steps: [&str; N]) -> Self {
        self.step.after = steps.iter().map(|step| id(step)).collect();
        self
    }

    pub(crate) fn when(mut self, condition: Condition) -> Self {
        self.step.when = Some(condition);
        self
    }

    pub(crate) fn or_when(mut self, condition: Condition) -> Self {
        self.step.or_when = Some(condition);
        self
    }

    pub(crate) fn optional(mut self) -> Self {
        self.step.optional = true;
        self
    }

    /// Undoes a step when the engagement is withdrawn from.
    pub(crate) fn undoes(mut self, step: &str) -> Self {
        self.step.undoes = Some(id(step));
        self
    }

    pub(crate) fn manual(mut self) -> Self {
        self.step.start = Start::Manual;
        self
    }

    pub(crate) fn repeat(mut self, repeat: Repeat) -> Self {
        self.step.repeat = Some(repeat);
        self
    }

    pub(crate) fn due(mut self, point: TimePoint) -> Self {
        self.step.due = Some(partner(point));
        self
    }

    pub(crate) fn approve(mut self, role: &str) -> Self {
        self.step.approve = Some(id(role));
        self
    }

    /// Needs evidence that nobody judges.
    pub(crate) fn evidence(self, name: &str) -> Self {
        self.required(name, None)
    }

    /// Needs evidence that `role` judges.
    pub(crate) fn judged_evidence(self, name: &str, role: &str) -> Self {
        self.required(name, Some(role))
    }

    fn required(mut self, name: &str, role: Option<&str>) -> Self {
        self.step.evidence.push(EvidenceRequirement {
            id: id(name),
            title: name.to_owned(),
            accepted_by: role.map(id),
        });
        self
    }
}

/// A step that starts child engagements of `support`, whose partner is the member that each is for.
pub(crate) fn engagement(name: &str, each: Each, join: Join) -> Node {
    let partner = each.party().cloned().unwrap_or_else(|| id("partner"));
    step(
        name,
        StepKind::Engagement(ChildPlan {
            workflow: WorkflowRequirement {
                id: id("support"),
                version: "^1".parse().unwrap(),
            },
            each,
            parties: [(id("partner"), partner), (id("supporter"), id("supporter"))].into(),
            roles: [(id("adviser"), id("lead")), (id("head"), id("member-head"))].into(),
            join,
        }),
    )
}

/// A workflow of these steps for a programme: beside the usual parties it has `schools`, which are many, and their heads.
pub(crate) fn programme(nodes: impl IntoIterator<Item = Node>) -> Definition {
    let definition = unchecked_programme(nodes);
    assert_eq!(definition.check(), Ok(()));
    definition
}

/// The same, broken promises and all.
pub(crate) fn unchecked_programme(nodes: impl IntoIterator<Item = Node>) -> Definition {
    let mut definition = unchecked(nodes);
    let schools = Party {
        title: "Schools".to_owned(),
        kind: PartyKind::School,
        many: true,
    };
    definition.parties.insert(id("schools"), schools);
    let head = Role {
        title: "Headteacher of a school".to_owned(),
        party: id("schools"),
    };
    definition.roles.insert(id("member-head"), head);
    definition.ad_hoc.insert(id("lead"));
    definition
}

/// A workflow of these steps, with two schools, three roles, a data slot, two plugins and two outside events.
pub(crate) fn workflow(nodes: impl IntoIterator<Item = Node>) -> Definition {
    let definition = unchecked(nodes);
    assert_eq!(definition.check(), Ok(()));
    definition
}

/// The same, broken promises and all.
pub(crate) fn unchecked(nodes: impl IntoIterator<Item = Node>) -> Definition {
    let mut steps = Vec::new();
    for node in nodes {
        flatten(node, None, &mut steps);
    }
    let party = |title: &str| Party {
        title: title.to_owned(),
        kind: PartyKind::School,
        many: false,
    };
    let role = |title: &str, party: &str| Role {
        title: title.to_owned(),
        party: id(party),
    };
    let event = |title: &str| OutsideEvent {
        title: title.to_owned(),
        ..OutsideEvent::default()
    };
    Definition {
        calendar: Some(id("partner")),
        parties: [
            (id("partner"), party("Partner school")),
            (id("supporter"), party("Supporting school")),
        ]
        .into(),
        roles: [
            (id("lead"), role("NLE", "supporter")),
            (id("head"), role("Headteacher", "partner")),
            (id("governors"), role("Chair of governors", "partner")),
        ]
        .into(),
        data: [(
            id("results"),
            DataSlot {
                title: "Results".to_owned(),
                kind: id("ks2-school"),
                party: id("partner"),
            },
        )]
        .into(),
        events: [
            (id("judgement"), event("A judgement is published")),
            (id("closure"), event("The school closes")),
        ]
        .into(),
        steps,
        ..Definition::new(id("sample"), "1.0.0".parse().unwrap(), "A sample")
    }
}

/// The steps of a node that stands at top level.
pub(crate) fn steps_at_top(node: Node) -> Vec<Step> {
    let mut steps = Vec::new();
    flatten(node, None, &mut steps);
    steps
}

/// The steps of a node that stands within the stage `into`.
pub(crate) fn steps_of(node: Node, into: &str) -> Vec<Step> {
    let holder = stage(into, []).step;
    let mut steps = Vec::new();
    flatten(node, Some(&holder), &mut steps);
    steps
}

/// A decision whose adopted interventions have their plans inserted into a stage.
pub(crate) fn adoption_into(name: &str, from: &str, into: &str) -> Node {
    step(
        name,
        StepKind::Decision(Choice::Proposals {
            from: id(from),
            into: Some(id(into)),
        }),
    )
}

fn flatten(node: Node, parent: Option<&Step>, steps: &mut Vec<Step>) {
    let mut step = node.step;
    step.parent = parent.map(|stage| stage.id.clone());
    steps.push(step.clone());
    for child in node.children {
        flatten(child, Some(&step), steps);
    }
}
