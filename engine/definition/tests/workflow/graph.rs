//! Pictures: every step and every line is there, in each language; the drawing is good XML; names do no harm.

use std::collections::BTreeMap;

use alongside_core::definition::Definition;
use alongside_definition::{Picture, Standing, graph, load};

use crate::catalog::bundled;

fn workflows() -> Vec<(String, Definition)> {
    let folder = format!("{}/../../workflows", env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for name in ["nle-support", "pdsa", "special-measures"] {
        let text = std::fs::read_to_string(format!("{folder}/{name}.toml")).unwrap();
        found.push((name.to_owned(), load(name, &text, &bundled()).unwrap().definition));
    }
    found
}

/// How the steps of an engagement could stand: every standing once, again and again.
fn standings(definition: &Definition) -> BTreeMap<alongside_core::ids::StepId, Standing> {
    let ids = definition.steps.iter().map(|step| step.id.clone());
    ids.zip(Standing::ALL.into_iter().cycle()).collect()
}

#[test]
fn every_step_and_every_wait_is_drawn() {
    for (name, definition) in workflows() {
        let [mermaid, dot, svg] =
            [Picture::Mermaid, Picture::Dot, Picture::Svg].map(|picture| graph(&definition, None, picture));
        for step in &definition.steps {
            let id = step.id.as_str().replace('-', "_");
            assert!(
                mermaid.contains(&format!("s_{id}[")) || mermaid.contains(&format!("s_{id}")),
                "{name}: {id}"
            );
            assert!(dot.contains(step.id.as_str()), "{name}: {id}");
            for after in &step.after {
                let from = after.as_str().replace('-', "_");
                assert!(
                    mermaid.contains(&format!("s_{from} --> s_{id}\n")),
                    "{name}: {from} {id}"
                );
            }
            let first = step.title.split_whitespace().next().unwrap();
            assert!(svg.contains(first), "{name}: {first}");
        }
        assert_eq!(dot.matches('{').count(), dot.matches('}').count());
        assert_eq!(
            mermaid.matches("subgraph").count(),
            mermaid.matches("\nend").count() + mermaid.matches(" end\n").count()
        );
        assert_eq!(svg.matches("<g").count(), svg.matches("</g>").count());
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
    }
}

#[test]
fn an_engagement_shows_how_each_step_stands_in_colour_and_in_words() {
    for (_, definition) in workflows() {
        let standings = standings(&definition);
        let svg = graph(&definition, Some(&standings), Picture::Svg);
        for word in [
            "waiting",
            "may be started",
            "active",
            "late",
            "done",
            "set aside",
            "ended",
            "failed",
        ] {
            assert!(svg.matches(word).count() >= 2, "{word}");
        }
        let mermaid = graph(&definition, Some(&standings), Picture::Mermaid);
        assert!(mermaid.contains("classDef done fill:#d9f2de"));
        assert!(graph(&definition, Some(&standings), Picture::Dot).contains("#d9f2de"));
    }
}

#[test]
fn titles_do_no_harm() {
    let (_, mut definition) = workflows().remove(1);
    for step in &mut definition.steps {
        step.title = "<b>\"&\\ \u{1F600} averyveryveryveryveryveryveryverylongword".to_owned();
    }
    let svg = graph(&definition, None, Picture::Svg);
    assert!(!svg.contains("<b>") && svg.contains("&lt;b&gt;"));
    assert!(
        graph(&definition, None, Picture::Mermaid)
            .lines()
            .all(|line| line.matches('"').count() % 2 == 0)
    );
}

#[test]
fn pictures_are_written_for_looking_at() {
    let Some(folder) = std::env::var_os("PICTURES") else {
        return;
    };
    for (name, definition) in workflows() {
        let standings = standings(&definition);
        for (suffix, standings) in [("", None), ("-live", Some(&standings))] {
            let path = std::path::Path::new(&folder).join(format!("{name}{suffix}.svg"));
            std::fs::write(path, graph(&definition, standings, Picture::Svg)).unwrap();
        }
    }
}
