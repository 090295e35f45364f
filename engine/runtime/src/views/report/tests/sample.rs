//! Views built by hand over one small workflow: what they are put together from. `cases` puts them together.

use std::collections::BTreeMap;

use alongside_core::catalog::{Catalog, MeasureEntry};
use alongside_core::command::{Actor, DatasetRef, PluginPin};
use alongside_core::definition::{Definition, StepKind};
use alongside_core::digest::Digest;
use alongside_core::event::Round;
use alongside_core::finding::{Estimate, Finding, Proposal, Provenance, ScoreOutput, Tier};
use alongside_core::ids::{
    DataId, DataKindId, EngagementId, MeasureId, PartyId, PersonId, PluginId, RoleId, StepId,
};
use alongside_core::plugin::{FieldDescription, PluginDescription, PluginRecord, World};
use alongside_core::state::{EngagementStatus, EvidenceStatus};
use alongside_core::value::{Value, ValueType};
use alongside_core::work::{Action, WorkItem};
use jiff::civil::{Date, date};

use crate::summary::PartySummary;
use crate::views::engagement::{
    DataView, DecisionView, EngagementView, EvidenceView, FindingView, InterventionView, PersonView,
    RecordView, StepView,
};
use crate::views::ledger::LedgerView;
use crate::views::report::{Material, Report};
use crate::views::words;

/// Everything that a report is made from.
pub(super) struct Sample {
    pub(super) view: EngagementView,
    pub(super) definition: Definition,
    pub(super) plugins: BTreeMap<PluginId, PluginPin>,
    pub(super) datasets: BTreeMap<DataId, BTreeMap<String, DatasetRef>>,
}

pub(super) fn step(id: &str) -> StepId {
    StepId::new(id).unwrap()
}

pub(super) fn person(id: &str) -> Actor {
    Actor::Person(PersonId::new(id).unwrap())
}

fn plugin(id: &str, world: World, fields: &[&str]) -> PluginRecord {
    PluginRecord {
        description: PluginDescription {
            id: PluginId::new(id).unwrap(),
            version: "0.1.0".parse().unwrap(),
            world,
            title: id.to_owned(),
            source: "tests".to_owned(),
            columns: Vec::new(),
            parameters: vec![alongside_core::plugin::ParameterDescription {
                name: "years".to_owned(),
                kind: ValueType::Number,
                default: None,
                required: false,
                allowed: Vec::new(),
                at_least: None,
                at_most: None,
                title: "years".to_owned(),
            }],
            fields: fields
                .iter()
                .map(|name| FieldDescription {
                    name: (*name).to_owned(),
                    kind: ValueType::Number,
                    title: (*name).to_owned(),
                })
                .collect(),
            bands: vec!["wide".to_owned(), "some".to_owned(), "narrow".to_owned()],
        },
        digest: Digest::of(id.as_bytes()),
    }
}

fn definition() -> Definition {
    let kind = DataKindId::new("ks2-school").unwrap();
    let catalog = Catalog {
        plugins: vec![
            plugin("attainment-gap", World::ScoringRule, &["share"]),
            plugin("tiered-strategies", World::InterventionStrategy, &[]),
        ],
        measures: BTreeMap::from([(
            MeasureId::new("ks2-rwm-exp").unwrap(),
            MeasureEntry {
                title: "Expected standard".to_owned(),
                data_kinds: [kind.clone()].into(),
            },
        )]),
        data_kinds: [kind].into(),
        workflows: Vec::new(),
    };
    let text = include_str!("../../../../tests/golden/report/workflow.toml");
    alongside_definition::load("workflow.toml", text, &catalog)
        .unwrap()
        .definition
}

/// An engagement that opened a moment ago, with nothing in it.
pub(super) fn nothing_yet() -> Sample {
    let definition = definition();
    let steps = definition.steps.iter().map(|known| StepView {
        id: known.id.clone(),
        title: known.title.clone(),
        kind: known.kind.as_str(),
        depth: definition.ancestors(known).count(),
        status: known.parent.is_none().then_some("available"),
        since: known.parent.is_none().then_some(date(2018, 9, 3)),
        rounds: usize::from(known.parent.is_none()),
        role: known.role.clone(),
        optional: known.optional,
        due: None,
        overdue: false,
        begins_on: None,
        outcome: None,
        waits_for: None,
        provisional: false,
        on_hold: None,
        assigned_to: None,
        delegation: None,
        flagged: None,
        added: false,
        timers: Vec::new(),
    });
    let party = |id: &str, name: &str, urn: Option<u32>| {
        let id = PartyId::new(id).unwrap();
        let known = definition.parties.get(&id).unwrap();
        let (title, kind) = (known.title.clone(), known.kind);
        let urn = urn.map(|urn| alongside_core::urn::Urn::new(urn).unwrap());
        (
            id,
            (
                title,
                PartySummary {
                    name: name.to_owned(),
                    urn,
                    kind,
                },
            ),
        )
    };
    let people = [
        ("nle", "lead"),
        ("head", "head"),
        ("chair", "governors"),
        ("adviser", "commissioner"),
    ];
    let people = people.iter().map(|(id, role)| {
        let role = RoleId::new(*role).unwrap();
        let title = definition.roles.get(&role).unwrap().title.clone();
        PersonView {
            person: PersonId::new(*id).unwrap(),
            roles: BTreeMap::from([(role, title)]),
            absences: Vec::new(),
        }
    });
    let view = EngagementView {
        id: EngagementId::new("support-116177").unwrap(),
        title: "Leesland: support 2018/19".to_owned(),
        status: EngagementStatus::Open,
        end_reason: None,
        workflow: "support@1.2.0".to_owned(),
        workflow_title: definition.title.clone(),
        workflow_digest: Digest::of(b"workflow").to_string(),
        today: date(2018, 9, 3),
        opened_on: Some(date(2018, 9, 3)),
        closed_on: None,
        budget: definition.budget.clone(),
        parties: BTreeMap::from([
            party("supporter", "Fareham Park Primary School", Some(115_928)),
            party(
                "partner",
                "Leesland Church of England Junior School",
                Some(116_177),
            ),
            party("authority", "Hampshire", None),
        ]),
        people: people.collect(),
        steps: steps.collect(),
        next: Vec::new(),
        findings: Vec::new(),
        decisions: Vec::new(),
        interventions: Vec::new(),
        records: Vec::new(),
        evidence: Vec::new(),
        data: vec![DataView {
            data: DataId::new("ks2").unwrap(),
            title: "Key stage 2 results".to_owned(),
            years: BTreeMap::new(),
        }],
        on_hold: None,
        facts: Vec::new(),
        events: Vec::new(),
        escalations: Vec::new(),
        membership: None,
        members: BTreeMap::new(),
        children: Vec::new(),
        parent: None,
        follows: None,
        ledger: LedgerView::default(),
        withdrawal: None,
        scheduled: None,
        notices: Vec::new(),
    };
    let pin = |id: &str| {
        (
            PluginId::new(id).unwrap(),
            PluginPin {
                version: "0.1.0".to_owned(),
                digest: Digest::of(id.as_bytes()),
            },
        )
    };
    let plugins = BTreeMap::from([pin("attainment-gap"), pin("tiered-strategies")]);
    Sample {
        view,
        definition,
        plugins,
        datasets: BTreeMap::new(),
    }
}

impl Sample {
    pub(super) fn report(&self) -> Report {
        Report::of(&self.material())
    }

    pub(super) fn material(&self) -> Material<'_> {
        Material {
            view: &self.view,
            definition: &self.definition,
            plugins: &self.plugins,
            datasets: &self.datasets,
        }
    }

    pub(super) fn title(&self, id: &str) -> String {
        self.definition.step(&step(id)).unwrap().title.clone()
    }

    pub(super) fn stands(
        &mut self,
        id: &str,
        status: &'static str,
        since: Date,
        rounds: usize,
    ) -> &mut StepView {
        let view = self
            .view
            .steps
            .iter_mut()
            .find(|known| known.id.as_str() == id)
            .unwrap();
        view.status = Some(status);
        view.since = Some(since);
        view.rounds = rounds;
        view
    }

    pub(super) fn done(&mut self, ids: &[&str], on: Date) {
        for id in ids {
            self.stands(id, "completed", on, 1);
        }
    }

    pub(super) fn import(&mut self, year: &str, source: &str) {
        let slot = self.view.data.first_mut().unwrap();
        slot.years.insert(year.to_owned(), source.to_owned());
        let dataset = DatasetRef {
            digest: Digest::of(year.as_bytes()),
            year: year.to_owned(),
            source: source.to_owned(),
        };
        self.datasets
            .entry(slot.data.clone())
            .or_default()
            .insert(year.to_owned(), dataset);
    }

    pub(super) fn found(
        &mut self,
        id: &str,
        round: u32,
        on: Date,
        estimate: Estimate,
        groups: Option<(f64, f64)>,
    ) {
        let numbers = groups.map_or_else(Vec::new, |(group, other)| {
            let share = group / (group + other);
            vec![("cohort-group", group), ("cohort-other", other), ("share", share)]
        });
        let values = numbers
            .into_iter()
            .map(|(name, value)| (name.to_owned(), Value::Number(value)));
        let input = Digest::of(estimate.years.join(" ").as_bytes());
        let band = if estimate.withheld.is_some() {
            "withheld"
        } else {
            "wide"
        };
        let finding = Finding {
            output: ScoreOutput {
                estimate,
                band: Some(band.to_owned()),
                values: values.collect(),
                explanation: Vec::new(),
            },
            provenance: Provenance {
                plugin: PluginId::new("attainment-gap").unwrap(),
                version: "0.1.0".to_owned(),
                digest: Digest::of(b"attainment-gap"),
                parameters: BTreeMap::from([("group".to_owned(), Value::Text("disadvantaged".to_owned()))]),
                input,
            },
        };
        self.view.findings.push(FindingView {
            step: step(id),
            title: self.title(id),
            round,
            on,
            line: words::finding(&finding),
            finding,
        });
    }

    pub(super) fn decided(
        &mut self,
        id: &str,
        round: u32,
        on: Date,
        option: &str,
        reason: &str,
        approver: &str,
    ) {
        let definition = &self.definition;
        let chosen = match &definition.step(&step(id)).unwrap().kind {
            StepKind::Decision(alongside_core::definition::Choice::One { options }) => options
                .iter()
                .find(|known| known.id.as_str() == option)
                .unwrap()
                .title
                .clone(),
            _ => option.to_owned(),
        };
        self.view.decisions.push(DecisionView {
            step: step(id),
            title: self.title(id),
            round,
            on,
            options: Vec::new(),
            chosen: vec![chosen],
            reason: reason.to_owned(),
            by: Some(person("nle")),
            approved_by: Some(PersonId::new(approver).unwrap()),
        });
    }

    pub(super) fn adopted(&mut self, on: Date, title: &str, tier: Tier, reasons: &[&str], measure: &str) {
        self.view.interventions.push(InterventionView {
            proposal: Proposal {
                id: alongside_core::ids::OptionId::new("one").unwrap(),
                title: title.to_owned(),
                tier,
                reasons: reasons.iter().map(|reason| (*reason).to_owned()).collect(),
                source: "System leadership: does school-to-school support close the gap? Figure 11"
                    .to_owned(),
                cost: None,
                measure: Some(measure.to_owned()),
                conditions: Vec::new(),
            },
            adopted_in: step("adopt"),
            on,
            stage: None,
            standing: None,
        });
    }

    pub(super) fn recorded(&mut self, id: &str, round: u32, on: Date, fields: Vec<(&str, Value)>) {
        let fields = fields.into_iter();
        self.view.records.push(RecordView {
            step: step(id),
            title: self.title(id),
            round,
            on,
            fields: fields
                .map(|(id, value)| (alongside_core::ids::FieldId::new(id).unwrap(), value))
                .collect(),
        });
    }

    pub(super) fn offered(
        &mut self,
        id: &str,
        evidence: &str,
        item: &str,
        by: &str,
        on: Date,
        status: EvidenceStatus,
    ) {
        self.view.evidence.push(EvidenceView {
            step: step(id),
            title: self.title(id),
            round: 1,
            evidence: alongside_core::ids::EvidenceId::new(evidence).unwrap(),
            item: item.to_owned(),
            offered_by: person(by),
            offered_on: on,
            status,
        });
    }

    pub(super) fn work(
        &mut self,
        id: &str,
        action: Action,
        who: Option<(&str, &str)>,
        due: Option<Date>,
    ) -> &mut WorkItem {
        self.view.next.push(WorkItem {
            round: Round {
                step: step(id),
                round: 1,
            },
            title: self.title(id),
            optional: matches!(action, Action::Start),
            action,
            role: who.map(|(role, _)| RoleId::new(role).unwrap()),
            people: who
                .iter()
                .map(|(_, person)| PersonId::new(*person).unwrap())
                .collect(),
            since: self.view.today,
            due,
            overdue: due.is_some_and(|due| due < self.view.today),
            provisional: false,
            assigned_to: None,
            delegated_by: None,
            in_place_of: BTreeMap::new(),
            on_hold: None,
        });
        self.view.next.last_mut().unwrap()
    }
}

pub(super) fn gap(value: f64, (low, high): (f64, f64), n: u64, years: &[&str]) -> Estimate {
    Estimate {
        value: Some(value),
        low: Some(low),
        high: Some(high),
        n: Some(n),
        unit: "percentage points".to_owned(),
        years: years.iter().map(|year| (*year).to_owned()).collect(),
        withheld: None,
    }
}

pub(super) fn withheld(years: &[&str]) -> Estimate {
    Estimate {
        value: None,
        low: None,
        high: None,
        n: None,
        withheld: Some("5 or fewer pupils are behind the figure for `disadvantaged`".to_owned()),
        ..gap(0.0, (0.0, 0.0), 0, years)
    }
}

pub(super) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}
