//! The strategies that were adopted, by tier.

use alongside_core::finding::Proposal;
use alongside_core::intervention::{Standing, Verdict};

use crate::views::engagement::InterventionView;
use crate::views::report::Material;
use crate::views::report::disclosure::Disclosure;
use crate::views::report::model::{Block, Section, Span, Table, Text, Tone, cut};
use crate::views::report::phrases::{capital, date};

/// The strategies by tier, then in the order of their adoption.
pub(super) fn section(material: &Material<'_>, disclosure: &Disclosure) -> Option<Section> {
    let mut adopted: Vec<&InterventionView> = material.view.interventions.iter().collect();
    adopted.sort_by_key(|one| one.proposal.tier);
    let shared = shared(&adopted);
    let told = |reasons: &[&String]| {
        let told = reasons
            .iter()
            .filter(|reason| !disclosure.quotes(material, reason));
        let told: Vec<String> = told.map(|reason| readable(material, &cut(reason, 280))).collect();
        capital(&told.join("; "))
    };
    let rows: Vec<Vec<Text>> = adopted
        .iter()
        .map(|one| {
            let own = one
                .proposal
                .reasons
                .iter()
                .filter(|reason| !shared.contains(reason));
            row(one, told(&own.collect::<Vec<_>>()))
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let for_several = told(&shared);
    let for_several = if for_several.is_empty() {
        String::new()
    } else {
        format!("Why, for several of them: {for_several}. ")
    };
    Some(Section {
        id: "strategies",
        title: "Strategies adopted".to_owned(),
        wide: true,
        blocks: vec![
            Block::Table(Table {
                caption: "Strategies adopted, by tier".to_owned(),
                columns: vec!["Strategy, and for whom", "Why", "How it can be seen"],
                rows,
            }),
            Block::Remark(Text::plain(format!("{for_several}{}", sources(&adopted)))),
        ],
    })
}

/// The reasons given for more than one strategy, which are told once.
fn shared<'a>(adopted: &[&'a InterventionView]) -> Vec<&'a String> {
    let mut shared: Vec<&String> = Vec::new();
    for reason in adopted.iter().flat_map(|one| &one.proposal.reasons) {
        let givers = adopted.iter().filter(|one| one.proposal.reasons.contains(reason));
        if givers.count() > 1 && !shared.contains(&reason) {
            shared.push(reason);
        }
    }
    shared
}

/// A plugin's sentence with its names in backticks turned into what people call them.
fn readable(material: &Material<'_>, sentence: &str) -> String {
    let mut readable = String::new();
    for (place, piece) in sentence.split('`').enumerate() {
        if place % 2 == 0 {
            readable.push_str(piece);
        } else {
            let step = material
                .definition
                .steps
                .iter()
                .find(|step| step.id.as_str() == piece);
            readable.push_str(&format!("“{}”", step.map_or(piece, |step| &step.title)));
        }
    }
    readable
}

fn row(one: &InterventionView, why: String) -> Vec<Text> {
    let Proposal {
        title,
        tier,
        cost,
        measure,
        ..
    } = &one.proposal;
    let measure = measure
        .as_ref()
        .map_or_else(|| "not stated".to_owned(), |measure| cut(measure, 200));
    let mut seen = Text::plain(measure);
    if let Some(cost) = cost {
        seen = seen.line().and(format!("Asks for: {}", cut(cost, 160)));
    }
    let whom = format!("Tier {}: {}, from {}", tier.number(), tier.as_str(), date(one.on));
    let mut strategy = Text::strong(cut(title, 160)).line().and(whom);
    if let Some((tone, stands)) = one.standing.as_ref().and_then(standing) {
        strategy = strategy.line();
        strategy.0.push(Span::Status(tone, stands));
    }
    vec![
        strategy,
        Text::plain(if why.is_empty() {
            "told below, where it can be shown".to_owned()
        } else {
            cut(&why, 600)
        }),
        seen,
    ]
}

/// What became of it, where that is known.
fn standing(standing: &Standing) -> Option<(Tone, String)> {
    Some(match standing {
        Standing::Planning | Standing::Running => return None,
        Standing::Halted { on, reason, .. } => (
            Tone::Alarm,
            format!("Halted on {}: {}", date(*on), cut(reason, 200)),
        ),
        Standing::Concluded {
            verdict, on, reason, ..
        } => {
            let (tone, word) = match verdict {
                Verdict::Adopt => (Tone::Good, "It stays"),
                Verdict::Adapt => (Tone::Open, "It goes on, changed"),
                Verdict::Abandon => (Tone::Open, "It was abandoned"),
            };
            (tone, format!("{word} ({}): {}", date(*on), cut(reason, 200)))
        }
    })
}

/// The sources, each once.
fn sources(adopted: &[&InterventionView]) -> String {
    let mut sources: Vec<String> = Vec::new();
    for one in adopted {
        let source = cut(&one.proposal.source, 200);
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    format!("Source: {}", sources.join("; "))
}
