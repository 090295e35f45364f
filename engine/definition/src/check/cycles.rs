//! Steps that wait for each other, through `after` and through the stages that hold them.
//!
//! Each step has a start and an end. A start waits for the ends of what `after` names, of its groups for so many as
//! they ask for, and for the start of its stage; an end waits for its own start and, for a stage, for the ends of its steps. A circle among
//! these is refused, even where `or-when` or `optional` might leave it: nobody can read such a plan. The core
//! plays the same through in `Definition::check`.

use std::ops::Range;

use crate::codes;
use crate::diagnostics::Problem;
use crate::raw::Kind;
use crate::scope::Scope;

/// The start or the end of a step, by its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    Start(usize),
    End(usize),
}

/// Why one moment waits for another.
#[derive(Debug, Clone)]
enum Why {
    /// `after` names it, at this place.
    After(Range<usize>),
    /// A group of `after` cannot do without it, at this place.
    Some(Range<usize>),
    /// A step starts only once its stage has started.
    Within,
    /// A stage ends only once its steps have ended.
    Holds,
    /// Nothing ends before it starts.
    Order,
}

/// Reports every circle, spelt out.
pub(crate) fn check(scope: &Scope<'_>) {
    for circle in Graph::new(scope).circles() {
        report(&circle, scope);
    }
}

/// How many of some moments are waited for.
type Group = (usize, Vec<(Moment, Why)>);

/// What each moment waits for; starts are even, ends are odd.
struct Graph {
    waits: Vec<Vec<(Moment, Why)>>,
    /// Groups of which each start waits for so many, by moment.
    groups: Vec<Vec<Group>>,
}

/// Each moment of a circle with why it waits for the next.
type Circle = Vec<(Moment, Why)>;

fn node(moment: Moment) -> usize {
    match moment {
        Moment::Start(step) => 2 * step,
        Moment::End(step) => 2 * step + 1,
    }
}

fn moment(node: usize) -> Moment {
    if node.is_multiple_of(2) {
        Moment::Start(node / 2)
    } else {
        Moment::End(node / 2)
    }
}

impl Graph {
    /// Every wait, without those for a stage around or a step within, which are reported here.
    fn new(scope: &Scope<'_>) -> Self {
        let mut waits: Vec<Vec<(Moment, Why)>> = vec![Vec::new(); 2 * scope.raw.steps.len()];
        let mut groups = vec![Vec::new(); waits.len()];
        for (index, step) in scope.raw.steps.iter().enumerate() {
            waits[node(Moment::End(index))].push((Moment::Start(index), Why::Order));
            for id in &step.after {
                let Some(other) = scope.index_of(id.value.as_str()) else {
                    continue;
                };
                if other != index && report_kin(index, other, &id.span, scope) {
                    continue;
                }
                waits[node(Moment::Start(index))].push((Moment::End(other), Why::After(id.span.clone())));
            }
            for group in &step.after_some {
                let mut known = Vec::new();
                // What does not exist, or stands around or within, is reported; it may not stand for a circle too.
                let mut spared = 0;
                for id in &group.of {
                    match scope.index_of(id.value.as_str()) {
                        Some(other) if other == index || !report_kin(index, other, &id.span, scope) => {
                            known.push((Moment::End(other), Why::Some(id.span.clone())));
                        }
                        _ => spared += 1,
                    }
                }
                let wanted = usize::try_from(group.at_least).unwrap_or(usize::MAX);
                let wanted = wanted.saturating_sub(spared).min(known.len());
                groups[node(Moment::Start(index))].push((wanted, known));
            }
            if let Some(stage) = step.parent {
                waits[node(Moment::Start(index))].push((Moment::Start(stage), Why::Within));
                waits[node(Moment::End(stage))].push((Moment::End(index), Why::Holds));
            }
        }
        Self { waits, groups }
    }

    /// Finds circles until none is left that shares no step with one found before.
    fn circles(&self) -> Vec<Circle> {
        let mut settled = vec![false; self.waits.len()];
        let mut found = Vec::new();
        loop {
            self.settle(&mut settled);
            let Some(stuck) = settled.iter().position(|done| !done) else {
                return found;
            };
            let circle = self.follow(stuck, &settled);
            for (at, _) in &circle {
                settled[node(*at)] = true;
            }
            if circle.is_empty() {
                settled[stuck] = true;
            } else {
                found.push(circle);
            }
        }
    }

    /// Settles every moment that waits for nothing unsettled, again and again.
    fn settle(&self, settled: &mut [bool]) {
        loop {
            let mut changed = false;
            for at in 0..settled.len() {
                if !settled[at] && self.unsettled(at, settled).is_none() {
                    settled[at] = true;
                    changed = true;
                }
            }
            if !changed {
                return;
            }
        }
    }

    /// Something that a moment still waits for.
    fn unsettled(&self, at: usize, settled: &[bool]) -> Option<&(Moment, Why)> {
        let open = |(other, _): &&(Moment, Why)| !settled[node(*other)];
        self.waits[at].iter().find(open).or_else(|| {
            let short = self.groups[at]
                .iter()
                .find(|(wanted, group)| group.len() - group.iter().filter(open).count() < *wanted);
            short.and_then(|(_, group)| group.iter().find(open))
        })
    }

    /// Follows unsettled waits from a moment until one comes up again, and gives the circle.
    fn follow(&self, from: usize, settled: &[bool]) -> Circle {
        let mut path: Vec<(usize, Why)> = Vec::new();
        let mut at = from;
        loop {
            if let Some(start) = path.iter().position(|(seen, _)| *seen == at) {
                return path.drain(start..).map(|(at, why)| (moment(at), why)).collect();
            }
            let Some((next, why)) = self.unsettled(at, settled) else {
                return Vec::new();
            };
            path.push((at, why.clone()));
            at = node(*next);
        }
    }
}

/// Reports a step that waits for a stage around it or a step within it; says whether it does.
fn report_kin(index: usize, other: usize, span: &Range<usize>, scope: &Scope<'_>) -> bool {
    let steps = &scope.raw.steps;
    let holds = |outer: usize, inner: usize| {
        std::iter::successors(steps[inner].parent, |stage| steps[*stage].parent).any(|stage| stage == outer)
    };
    let message = if holds(other, index) {
        format!("{} waits for the stage that holds it", steps[index].name())
    } else if holds(index, other) {
        format!(
            "stage {} waits for a step within it, which starts only after the stage",
            bare_name(index, scope)
        )
    } else {
        return false;
    };
    let problem = Problem::error(codes::CYCLE, message).at(span.clone(), "it would wait for ever");
    scope
        .sink
        .push(problem.help("remove this from `after`, or move the step out of the stage"));
    true
}

fn bare_name(index: usize, scope: &Scope<'_>) -> String {
    let id = scope.raw.steps[index].id.as_ref();
    id.map_or_else(|| "(without an id)".to_owned(), |id| format!("`{}`", id.value))
}

fn report(circle: &Circle, scope: &Scope<'_>) {
    let step = |moment: Moment| match moment {
        Moment::Start(step) | Moment::End(step) => step,
    };
    let mut links = Vec::new();
    let mut labels = Vec::new();
    for (position, (from, why)) in circle.iter().enumerate() {
        let (to, _) = circle[(position + 1) % circle.len()].clone();
        let (from, to) = (bare_name(step(*from), scope), bare_name(step(to), scope));
        match why {
            Why::After(span) => {
                links.push(format!("{from} waits for {to}"));
                labels.push((span.clone(), format!("{from} waits for {to}")));
            }
            Why::Some(span) => {
                links.push(format!("{from} cannot do without {to}"));
                labels.push((span.clone(), format!("{from} cannot do without {to}")));
            }
            Why::Within => links.push(format!("{from} stands in {to}")),
            Why::Holds => links.push(format!("{from} holds {to}")),
            Why::Order => {}
        }
    }
    let stages = circle
        .iter()
        .any(|(at, _)| scope.raw.steps[step(*at)].kind == Some(Kind::Stage));
    let help = if stages {
        "remove one `after` of the circle, or move a step to another stage"
    } else {
        "remove one `after` of the circle"
    };
    let mut problem = Problem::error(
        codes::CYCLE,
        format!("steps wait for each other: {}", links.join(", ")),
    );
    labels.sort_by_key(|(span, _)| span.start);
    for (span, text) in labels {
        problem = problem.at(span, text);
    }
    scope.sink.push(problem.help(help));
}
