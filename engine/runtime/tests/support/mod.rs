//! A workspace in a folder of its own, with people who act by name.

use std::path::{Path, PathBuf};

use alongside_runtime::core::{
    Actor, Command, EngagementId, EvidenceItem, FieldId, OptionId, PersonId, StepId, Value,
};
use alongside_runtime::input::ImportOptions;
use alongside_runtime::{Committed, InitOptions, OpenRequest, PartyRequest, Runtime, RuntimeError, init};
use tempfile::TempDir;

/// The data of the worked example.
pub(crate) fn example_data(year: u16) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    root.join(format!("examples/hampshire-primary/data/{year}-850-ks2.csv"))
}

/// A rehearsal workspace.
pub(crate) struct World {
    /// Kept until the runtime is dropped.
    pub(crate) _folder: TempDir,
    pub(crate) runtime: Runtime,
    pub(crate) engagement: EngagementId,
}

impl World {
    /// Makes a rehearsal that starts on `date`, with nothing in it but what is bundled.
    pub(crate) async fn rehearsal(date: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = InitOptions {
            default_calendar: Some("hampshire".parse().unwrap()),
            rehearsal_from: Some(date.parse().unwrap()),
            ..InitOptions::default()
        };
        init(folder.path(), &options).unwrap();
        let runtime = Runtime::open(folder.path()).await.unwrap();
        Self {
            _folder: folder,
            runtime,
            engagement: "none".parse().unwrap(),
        }
    }

    /// Opens `nle-support` for a school of the example.
    pub(crate) async fn open_nle_support(&mut self, id: &str) -> Result<Committed, RuntimeError> {
        let party = |urn: &str, name: &str| PartyRequest {
            urn: (!urn.is_empty()).then(|| urn.parse().unwrap()),
            name: (!name.is_empty()).then(|| name.to_owned()),
            calendar: None,
        };
        let person = |person: &str, role: &str| {
            (
                person.parse().unwrap(),
                std::collections::BTreeSet::from([role.parse().unwrap()]),
            )
        };
        let request = OpenRequest {
            workflow: "nle-support".to_owned(),
            id: Some(id.parse().unwrap()),
            title: None,
            parties: [
                ("supporter".parse().unwrap(), party("116170", "")),
                ("partner".parse().unwrap(), party("116334", "")),
                ("authority".parse().unwrap(), party("", "Hampshire")),
            ]
            .into(),
            people: [
                person("nle", "lead"),
                person("head", "head"),
                person("chair", "governors"),
                person("adviser", "commissioner"),
            ]
            .into(),
            ..OpenRequest::default()
        };
        self.engagement = id.parse().unwrap();
        self.runtime
            .open_engagement(request, Some(format!("open-{id}")))
            .await
    }

    pub(crate) async fn import(&self, year: u16) {
        self.runtime
            .import(example_data(year), ImportOptions::default())
            .await
            .unwrap();
    }

    pub(crate) async fn submit(&self, person: &str, command: Command) -> Result<Committed, RuntimeError> {
        let by = Actor::Person(PersonId::new(person).unwrap());
        self.runtime.submit(&self.engagement, command, by, None).await
    }

    pub(crate) async fn done(&self, person: &str, step: &str, record: &[(&str, Value)]) -> Committed {
        let record = record
            .iter()
            .map(|(id, value)| (FieldId::new(*id).unwrap(), value.clone()))
            .collect();
        self.submit(
            person,
            Command::Complete {
                step: id(step),
                record,
            },
        )
        .await
        .unwrap()
    }

    pub(crate) async fn decide(&self, person: &str, step: &str, option: &str) -> Committed {
        let options = vec![OptionId::new(option).unwrap()];
        let reason = "it fits best".to_owned();
        self.submit(
            person,
            Command::Decide {
                step: id(step),
                options,
                reason,
            },
        )
        .await
        .unwrap()
    }

    pub(crate) async fn approve(&self, person: &str, step: &str) -> Committed {
        self.submit(person, Command::Approve { step: id(step) })
            .await
            .unwrap()
    }

    pub(crate) async fn offer(&self, person: &str, step: &str, evidence: &str) -> Committed {
        let item = EvidenceItem::Note(format!("what {evidence} says"));
        let evidence = evidence.parse().unwrap();
        self.submit(
            person,
            Command::Offer {
                step: id(step),
                evidence,
                item,
            },
        )
        .await
        .unwrap()
    }

    pub(crate) async fn accept(&self, person: &str, step: &str, evidence: &str) -> Committed {
        let evidence = evidence.parse().unwrap();
        self.submit(
            person,
            Command::Accept {
                step: id(step),
                evidence,
            },
        )
        .await
        .unwrap()
    }
}

pub(crate) fn id(step: &str) -> StepId {
    StepId::new(step).unwrap()
}
