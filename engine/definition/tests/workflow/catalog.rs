//! An invented catalog: three scoring rules, two strategies, two measures.

use std::collections::{BTreeMap, BTreeSet};

use alongside_core::catalog::{Catalog, MeasureEntry, WorkflowEntry};
use alongside_core::definition::{Party, PartyKind, Role};
use alongside_core::digest::Digest;
use alongside_core::ids::{DataKindId, MeasureId, OutputId, PartyId, PluginId, RoleId, WorkflowId};
use alongside_core::plugin::{
    FieldDescription, ParameterDescription, PluginDescription, PluginRecord, World,
};
use alongside_core::value::{Value, ValueType};

fn plugin(id: &str, version: &str, world: World) -> PluginDescription {
    PluginDescription {
        id: PluginId::new(id).unwrap(),
        version: version.parse().unwrap(),
        world,
        title: format!("The plugin {id}"),
        source: "invented for tests".to_owned(),
        columns: Vec::new(),
        parameters: Vec::new(),
        fields: Vec::new(),
        bands: Vec::new(),
    }
}

fn parameter(name: &str, kind: ValueType) -> ParameterDescription {
    ParameterDescription {
        name: name.to_owned(),
        kind,
        title: format!("what {name} means"),
        required: false,
        default: None,
        allowed: Vec::new(),
        at_least: None,
        at_most: None,
    }
}

fn field(name: &str, kind: ValueType) -> FieldDescription {
    FieldDescription {
        name: name.to_owned(),
        kind,
        title: format!("what {name} means"),
    }
}

/// The catalog of all tests.
pub(crate) fn catalog() -> Catalog {
    let gap = PluginDescription {
        parameters: vec![
            ParameterDescription {
                default: Some(Value::Number(3.0)),
                required: true,
                ..parameter("years", ValueType::Number)
            },
            ParameterDescription {
                allowed: vec!["disadvantaged".to_owned(), "fsm".to_owned()],
                ..parameter("group", ValueType::Text)
            },
            ParameterDescription {
                allowed: vec!["suppressed".to_owned(), "blank".to_owned()],
                ..parameter("ignore", ValueType::Texts)
            },
            parameter("from", ValueType::Date),
            parameter("pooled", ValueType::Boolean),
        ],
        fields: vec![
            field("share", ValueType::Number),
            field("reached-target", ValueType::Boolean),
            field("main-group", ValueType::Text),
        ],
        bands: vec!["narrow".to_owned(), "wide".to_owned()],
        ..plugin("attainment-gap", "0.1.2", World::ScoringRule)
    };
    let older = PluginDescription {
        version: "0.1.0".parse().unwrap(),
        ..gap.clone()
    };
    let compare = PluginDescription {
        parameters: vec![ParameterDescription {
            required: true,
            ..parameter("target", ValueType::Number)
        }],
        ..plugin("prediction-check", "1.0.0", World::ScoringRule)
    };
    let tiers = PluginDescription {
        parameters: vec![parameter("limit", ValueType::Number)],
        ..plugin("tiered-strategies", "0.1.0", World::InterventionStrategy)
    };
    let plugins = [gap, older, compare, tiers].map(|description| PluginRecord {
        digest: Digest::of(description.id.as_str().as_bytes()),
        description,
    });
    let measure = |id: &str, kinds: &[&str]| {
        let data_kinds = kinds.iter().map(|kind| DataKindId::new(*kind).unwrap()).collect();
        (
            MeasureId::new(id).unwrap(),
            MeasureEntry {
                title: format!("The measure {id}"),
                data_kinds,
            },
        )
    };
    Catalog {
        plugins: plugins.to_vec(),
        measures: BTreeMap::from([
            measure("ks2-rwm-exp", &["ks2-school"]),
            measure("absence-rate", &["absence"]),
        ]),
        data_kinds: BTreeSet::from(["ks2-school", "absence"].map(|kind| DataKindId::new(kind).unwrap())),
        workflows: workflows(),
    }
}

/// The catalog of the bundled workflows and of the examples: the bundled plugins as they describe themselves, and
/// one more that requires a parameter.
pub(crate) fn bundled() -> Catalog {
    let optional = |name: &str, kind| parameter(name, kind);
    let gap = PluginDescription {
        parameters: vec![
            optional("group", ValueType::Text),
            optional("years", ValueType::Number),
            optional("wide-from", ValueType::Number),
        ],
        fields: vec![
            field("share", ValueType::Number),
            field("excludes-zero", ValueType::Boolean),
        ],
        bands: ["wide", "some", "narrow", "withheld"].map(str::to_owned).to_vec(),
        ..plugin("attainment-gap", "1.0.0", World::ScoringRule)
    };
    let check = PluginDescription {
        parameters: vec![ParameterDescription {
            required: true,
            ..parameter("target", ValueType::Number)
        }],
        ..plugin("prediction-check", "1.0.0", World::ScoringRule)
    };
    let tiers = PluginDescription {
        parameters: vec![
            optional("limit", ValueType::Number),
            optional("large-gap-from", ValueType::Number),
            optional("large-share-from", ValueType::Number),
            ParameterDescription {
                allowed: vec!["primary".to_owned(), "secondary".to_owned()],
                ..parameter("phase", ValueType::Text)
            },
        ],
        ..plugin("tiered-strategies", "1.0.0", World::InterventionStrategy)
    };
    let plugins = [gap, check, tiers].map(|description| PluginRecord {
        digest: Digest::of(description.id.as_str().as_bytes()),
        description,
    });
    Catalog {
        plugins: plugins.to_vec(),
        ..catalog()
    }
}

/// Support of one school in two versions, of a set of schools, and one that would start the workflows of tests.
fn workflows() -> Vec<WorkflowEntry> {
    let party = |id: &str, kind, many| {
        let title = format!("The party {id}");
        (PartyId::new(id).unwrap(), Party { title, kind, many })
    };
    let role = |id: &str, party: &str| {
        let title = format!("The role {id}");
        let party = PartyId::new(party).unwrap();
        (RoleId::new(id).unwrap(), Role { title, party })
    };
    let output = |id: &str, kind| (OutputId::new(id).unwrap(), kind);
    let one = WorkflowEntry {
        id: WorkflowId::new("school-support").unwrap(),
        version: "2.1.0".parse().unwrap(),
        title: "Support of one school".to_owned(),
        parties: BTreeMap::from([
            party("partner", PartyKind::School, false),
            party("supporter", PartyKind::School, false),
        ]),
        roles: BTreeMap::from([role("head", "partner"), role("lead", "supporter")]),
        outputs: BTreeMap::from([
            output("gap", ValueType::Number),
            output("verdict", ValueType::Text),
        ]),
        children: BTreeSet::new(),
    };
    let older = WorkflowEntry {
        version: "1.0.0".parse().unwrap(),
        ..one.clone()
    };
    let set = WorkflowEntry {
        id: WorkflowId::new("cluster-review").unwrap(),
        parties: BTreeMap::from([
            party("members", PartyKind::School, true),
            party("authority", PartyKind::Authority, false),
        ]),
        roles: BTreeMap::from([role("adviser", "authority")]),
        ..one.clone()
    };
    let back = WorkflowEntry {
        id: WorkflowId::new("leads-back").unwrap(),
        children: BTreeSet::from([WorkflowId::new("case").unwrap()]),
        ..one.clone()
    };
    vec![one, older, set, back]
}
