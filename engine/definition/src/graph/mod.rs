//! Pictures of workflows, and of engagements as they stand: Mermaid, DOT and SVG from one model.
//!
//! The model is here: what stands in what, what waits for what, what reads what. `layers` places things, `svg` draws
//! them, `mermaid` and `dot` leave that to others. Tests are in `tests/workflow/graph.rs`.

mod dot;
mod layers;
mod mermaid;
mod shapes;
mod svg;

use std::collections::{BTreeMap, BTreeSet};

use alongside_core::definition::{Definition, Step};
use alongside_core::ids::StepId;

/// The languages in which a picture can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picture {
    /// Mermaid, which many pages and editors draw.
    Mermaid,
    /// DOT, which Graphviz draws.
    Dot,
    /// A finished drawing.
    Svg,
}

/// How a step stands, as a picture shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It has not begun.
    Waiting,
    /// Somebody may start it.
    Offered,
    /// It is being worked on.
    Active,
    /// It is being worked on, and late.
    Late,
    /// It is done.
    Done,
    /// It was set aside.
    SetAside,
    /// It was ended before it was done.
    Ended,
    /// It has failed and waits for somebody to try again.
    Failed,
}

impl Standing {
    /// Every standing, in the order of legends.
    pub const ALL: [Self; 8] = [
        Self::Waiting,
        Self::Offered,
        Self::Active,
        Self::Late,
        Self::Done,
        Self::SetAside,
        Self::Ended,
        Self::Failed,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Offered => "may be started",
            Self::Active => "active",
            Self::Late => "late",
            Self::Done => "done",
            Self::SetAside => "set aside",
            Self::Ended => "ended",
            Self::Failed => "failed",
        }
    }

    /// The colours of its inside and its border.
    fn colors(self) -> (&'static str, &'static str) {
        match self {
            Self::Waiting => ("#ffffff", "#6b7280"),
            Self::Offered => ("#fef6d0", "#a16207"),
            Self::Active => ("#dbeafe", "#1d4ed8"),
            Self::Late => ("#ffe4cc", "#c2410c"),
            Self::Done => ("#d9f2de", "#15803d"),
            Self::SetAside => ("#ececec", "#8a8a8a"),
            Self::Ended => ("#f1e4f5", "#7e22ce"),
            Self::Failed => ("#fde0e0", "#b91c1c"),
        }
    }
}

/// Draws a workflow; with `standings`, an engagement as it stands.
pub fn graph(
    definition: &Definition,
    standings: Option<&BTreeMap<StepId, Standing>>,
    picture: Picture,
) -> String {
    let model = Model {
        definition,
        standings,
        edges: edges(definition),
    };
    match picture {
        Picture::Mermaid => mermaid::draw(&model),
        Picture::Dot => dot::draw(&model),
        Picture::Svg => svg::draw(&model),
    }
}

/// What a picture shows.
struct Model<'a> {
    definition: &'a Definition,
    standings: Option<&'a BTreeMap<StepId, Standing>>,
    edges: BTreeSet<Edge<'a>>,
}

/// One step that waits for another, or reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Edge<'a> {
    from: &'a StepId,
    to: &'a StepId,
    /// Whether it is a condition that reads, rather than an `after` that waits.
    reads: bool,
}

impl Model<'_> {
    /// How a step stands, where an engagement is drawn.
    fn standing(&self, step: &Step) -> Option<Standing> {
        let standings = self.standings?;
        Some(standings.get(&step.id).copied().unwrap_or(Standing::Waiting))
    }

    /// The step itself with the stages around it, the innermost first.
    fn line<'s>(&'s self, step: &'s Step) -> impl Iterator<Item = &'s Step> {
        std::iter::once(step).chain(self.definition.ancestors(step))
    }
}

/// Every edge; what both waits and reads only waits.
fn edges(definition: &Definition) -> BTreeSet<Edge<'_>> {
    let mut edges = BTreeSet::new();
    for step in &definition.steps {
        let some = step.after_some.iter().flat_map(|some| &some.of);
        for from in step.after.iter().chain(some) {
            edges.insert(Edge {
                from,
                to: &step.id,
                reads: false,
            });
        }
    }
    for step in &definition.steps {
        let conditions = step
            .when
            .iter()
            .chain(&step.or_when)
            .chain(&step.skip_when)
            .chain(&step.exit_when);
        for condition in conditions {
            condition.expr.each_name(&mut |name| {
                let from = name.step().and_then(|id| definition.step(id));
                let Some(from) = from.filter(|from| from.id != step.id) else {
                    return;
                };
                let waits = Edge {
                    from: &from.id,
                    to: &step.id,
                    reads: false,
                };
                let around = |inner: &Step, outer: &Step| {
                    definition.ancestors(inner).any(|stage| stage.id == outer.id)
                };
                if !edges.contains(&waits) && !around(from, step) && !around(step, from) {
                    edges.insert(Edge { reads: true, ..waits });
                }
            });
        }
    }
    edges
}

/// What is asked of a step before it begins, in one line.
fn demand(step: &Step) -> Option<String> {
    let one_line = |source: &str| source.split_whitespace().collect::<Vec<_>>().join(" ");
    let when = step
        .when
        .as_ref()
        .map(|when| format!("when {}", one_line(&when.source)));
    let early = step
        .or_when
        .as_ref()
        .map(|early| format!("or when {}", one_line(&early.source)));
    match (when, early) {
        (Some(when), Some(early)) => Some(format!("{when}; {early}")),
        (when, early) => when.or(early),
    }
}

/// How a step repeats, in a few words.
fn rounds(step: &Step) -> Option<String> {
    let repeat = step.repeat.as_ref()?;
    Some(match (&repeat.every, &repeat.schedule) {
        (Some(every), _) => format!("every {}", every.span),
        (None, Some(_)) => "by a schedule".to_owned(),
        (None, None) => "again and again".to_owned(),
    })
}

/// A text for XML.
fn escaped(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '"' => "&quot;".to_owned(),
            other => other.to_string(),
        })
        .collect()
}
