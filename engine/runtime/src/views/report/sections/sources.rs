//! Where the figures come from, so that anybody can examine them again.

use std::collections::BTreeSet;

use super::measures::first_and_latest;
use crate::views::report::Material;
use crate::views::report::model::{Block, Fact, Section, Text, cut};

/// As many hexadecimal digits as tell two digests apart.
const DIGITS: usize = 12;

/// Workflow, data, plugins and the inputs of the findings shown.
pub(super) fn section(material: &Material<'_>) -> Section {
    let view = material.view;
    let digest: String = view.workflow_digest.chars().take(DIGITS).collect();
    let mut facts = vec![Fact {
        name: "Workflow".to_owned(),
        text: Text::plain(format!("{}, {} ({digest})", view.workflow_title, view.workflow)),
    }];
    facts.extend(view.data.iter().map(|slot| {
        let attached = material.datasets.get(&slot.data);
        let years = slot.years.iter().map(|(year, source)| {
            let digest = attached
                .and_then(|years| years.get(year))
                .map(|dataset| dataset.digest.short());
            format!(
                "{year} from {}{}",
                cut(source, 80),
                digest.map(|digest| format!(" ({digest})")).unwrap_or_default()
            )
        });
        let years: Vec<String> = years.collect();
        Fact {
            name: slot.title.clone(),
            text: Text::plain(if years.is_empty() {
                "nothing imported yet".to_owned()
            } else {
                years.join("; ")
            }),
        }
    }));
    let plugins = plugins(material);
    if !plugins.is_empty() {
        facts.push(Fact {
            name: "Plugins".to_owned(),
            text: Text::plain(plugins.join("; ")),
        });
    }
    let inputs = inputs(material);
    if !inputs.is_empty() {
        facts.push(Fact {
            name: "Findings, by input".to_owned(),
            text: Text::plain(inputs.join("; ")),
        });
    }
    let remark = "The digits in brackets identify each thing exactly, so that the figures can be worked out again; texts cut \
                  with “…” stand in full in the history.";
    Section {
        id: "sources",
        title: "Where this comes from".to_owned(),
        wide: true,
        blocks: vec![Block::Facts(facts), Block::Remark(Text::plain(remark))],
    }
}

/// The plugins that the engagement is pinned to, and any other that a finding names.
fn plugins(material: &Material<'_>) -> Vec<String> {
    let pinned = material
        .plugins
        .iter()
        .map(|(id, pin)| format!("{id} {} ({})", pin.version, pin.digest.short()));
    let used = material.view.findings.iter().map(|finding| {
        let provenance = &finding.finding.provenance;
        format!(
            "{} {} ({})",
            provenance.plugin,
            provenance.version,
            provenance.digest.short()
        )
    });
    let all: BTreeSet<String> = pinned.chain(used).collect();
    all.into_iter().collect()
}

/// The inputs of the first and the latest finding of every score step.
fn inputs(material: &Material<'_>) -> Vec<String> {
    let scores = material
        .view
        .steps
        .iter()
        .filter_map(|step| first_and_latest(material, &step.id));
    let findings = scores.flat_map(|(first, latest)| {
        if first.0 == latest.0 {
            vec![first]
        } else {
            vec![first, latest]
        }
    });
    let mut inputs: Vec<String> = Vec::new();
    for (_, finding) in findings {
        let input = finding.finding.provenance.input.short();
        // Rounds that read the same results are told once.
        let told = format!("{} ({input})", finding.title);
        if !inputs.contains(&told) {
            inputs.push(told);
        }
    }
    inputs
}
