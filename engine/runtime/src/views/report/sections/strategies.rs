//! The strategies that were adopted, by tier.

use alongside_core::finding::Proposal;

use crate::views::engagement::InterventionView;
use crate::views::report::Material;
use crate::views::report::disclosure::Disclosure;
use crate::views::report::model::{Block, Section, Table, Text, cut};
use crate::views::report::phrases::{capital, date};

/// The strategies by tier, then in the order of their adoption.
pub(super) fn section(material: &Material<'_>, disclosure: &Disclosure) -> Option<Section> {
    let mut adopted: Vec<&InterventionView> = material.view.interventions.iter().collect();
    adopted.sort_by_key(|one| one.proposal.tier);
    let rows: Vec<Vec<Text>> = adopted.iter().map(|one| row(material, disclosure, one)).collect();
    (!rows.is_empty()).then(|| Section {
        id: "strategies",
        title: "Strategies adopted".to_owned(),
        wide: true,
        blocks: vec![
            Block::Table(Table {
                caption: "Strategies adopted, by tier".to_owned(),
                columns: vec!["Strategy, and for whom", "Why", "How it can be seen"],
                rows,
            }),
            Block::Remark(sources(&adopted)),
        ],
    })
}

fn row(material: &Material<'_>, disclosure: &Disclosure, one: &InterventionView) -> Vec<Text> {
    let Proposal {
        title,
        tier,
        reasons,
        cost,
        measure,
        ..
    } = &one.proposal;
    let told = reasons
        .iter()
        .filter(|reason| !disclosure.quotes(material, reason));
    let told: Vec<String> = told.map(|reason| cut(reason, 240)).collect();
    let mut seen = Text::plain(
        measure
            .as_ref()
            .map_or_else(|| "not stated".to_owned(), |measure| cut(measure, 200)),
    );
    if let Some(cost) = cost {
        seen = seen.line().and(format!("Asks for: {}", cut(cost, 160)));
    }
    vec![
        Text::strong(cut(title, 160)).line().and(format!(
            "Tier {}: {}, from {}",
            tier.number(),
            tier.as_str(),
            date(one.on)
        )),
        Text::plain(if told.is_empty() {
            "no reason that can be shown".to_owned()
        } else {
            cut(&capital(&told.join("; ")), 420)
        }),
        seen,
    ]
}

/// The sources, each once.
fn sources(adopted: &[&InterventionView]) -> Text {
    let mut sources: Vec<String> = Vec::new();
    for one in adopted {
        let source = cut(&one.proposal.source, 200);
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    Text::plain(format!("Source: {}", sources.join("; ")))
}
