//! The drawing: top-level steps in one column, each stage a box with its steps in columns from left to right.
//!
//! Between neighbours an arrow leads straight down. Other lines between top-level boxes run in lanes at the sides,
//! what waits on the left and what reads on the right, so that none crosses a box.

use std::fmt::Write as _;

use alongside_core::definition::{Step, StepKind};
use alongside_core::ids::StepId;

use super::layers::{Point, Size, place};
use super::shapes::{outline, rounded, wrapped};
use super::{Edge, Model, Standing, demand, escaped, rounds};

const NODE_WIDTH: f64 = 196.0;
const LINE: f64 = 15.0;
const PAD: f64 = 14.0;
const HEAD: f64 = 30.0;
const GAP: f64 = 34.0;
const LANE: f64 = 14.0;
const TITLE_LETTERS: usize = 27;
const SMALL_LETTERS: usize = 33;
const INK: &str = "#111827";
const QUIET: &str = "#4b5563";

/// Something drawn around its own origin.
struct Drawn {
    size: Size,
    svg: String,
}

pub(super) fn draw(model: &Model<'_>) -> String {
    let tops: Vec<&Step> = model.definition.children(None).collect();
    let drawn: Vec<Drawn> = tops.iter().map(|step| one(step, model)).collect();
    let across: Vec<(usize, usize, bool)> = between(model, None, &tops);
    let beside = |from: usize, to: usize| to == from + 1;
    let lanes_of = |reads: bool| {
        let wanted = across
            .iter()
            .filter(|(from, to, r)| *r == reads && (reads || !beside(*from, *to)));
        lanes(wanted.map(|(from, to, _)| (*from, *to)).collect())
    };
    let (left, right) = (lanes_of(false), lanes_of(true));
    let side = |lanes: &[(usize, usize, usize)]| lanes.iter().map(|lane| lane.2 + 1).max().unwrap_or(0);
    let margin = |count: usize| LANE * count_of(count) + 26.0;
    let (left_margin, right_margin) = (margin(side(&left)), margin(side(&right)));
    let widest = drawn.iter().map(|d| d.size.width).fold(560.0, f64::max);
    let head = 64.0;
    let mut svg = String::new();
    let mut top = head;
    let mut places: Vec<(Point, Size)> = Vec::new();
    for one in &drawn {
        let x = left_margin + (widest - one.size.width) / 2.0;
        let _ = writeln!(
            svg,
            "<g transform=\"translate({x:.1},{top:.1})\">\n{}</g>",
            one.svg
        );
        places.push(((x, top), one.size));
        top += one.size.height + GAP;
    }
    for (from, to, _) in across
        .iter()
        .filter(|(from, to, reads)| !reads && beside(*from, *to))
    {
        let ((_, y), size) = places[*from];
        let x = left_margin + widest / 2.0;
        line(
            &mut svg,
            &format!(
                "M{x:.1},{:.1} L{x:.1},{:.1}",
                y + size.height,
                places[*to].0.1 - 2.0
            ),
            false,
        );
    }
    for (sides, reads) in [(&left, false), (&right, true)] {
        for (from, to, lane) in sides {
            let out = LANE * count_of(*lane) + 20.0;
            let edge = |index: usize| {
                let ((x, y), size) = places[index];
                (if reads { x + size.width } else { x }, y, size.height)
            };
            let ((x1, y1, h1), (x2, y2, h2)) = (edge(*from), edge(*to));
            let bend = if reads {
                left_margin + widest + out
            } else {
                left_margin - out
            };
            let (leaves, enters) = (y1 + h1 * 0.65, y2 + (h2 * 0.3).min(24.0));
            line(
                &mut svg,
                &format!(
                    "M{x1:.1},{leaves:.1} L{bend:.1},{leaves:.1} L{bend:.1},{enters:.1} L{x2:.1},{enters:.1}"
                ),
                reads,
            );
        }
    }
    let width = left_margin + widest + right_margin;
    let legend = legend(model, width - 40.0);
    let _ = writeln!(
        svg,
        "<g transform=\"translate(20,{top:.1})\">\n{}</g>",
        legend.svg
    );
    page(model, width, top + legend.size.height + 16.0, &svg)
}

fn count_of(count: usize) -> f64 {
    u32::try_from(count).map_or(0.0, f64::from)
}

fn page(model: &Model<'_>, width: f64, height: f64, body: &str) -> String {
    let definition = model.definition;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 \
         {width:.0} {height:.0}\" font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\" font-size=\"12\">\n\
         <title>{title}</title>\n<defs><marker id=\"end\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" \
         markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path d=\"M0,0 L8,4 L0,8Z\" fill=\"{QUIET}\"/>\
         </marker></defs>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n<text x=\"20\" y=\"30\" \
         font-size=\"18\" font-weight=\"bold\" fill=\"{INK}\">{title}</text>\n<text x=\"20\" y=\"48\" \
         fill=\"{QUIET}\">{} {}</text>\n{body}</svg>\n",
        definition.id,
        definition.version,
        title = escaped(&definition.title),
    )
}

fn line(svg: &mut String, path: &str, reads: bool) {
    let dashes = if reads { " stroke-dasharray=\"5 4\"" } else { "" };
    let _ = writeln!(
        svg,
        "<path d=\"{path}\" fill=\"none\" stroke=\"{QUIET}\" stroke-width=\"1.3\"{dashes} marker-end=\"url(#end)\"/>"
    );
}

/// The lines between the steps of one level, by their places in it; a line to what stands deeper counts for the
/// step around it. Each once.
fn between(model: &Model<'_>, level: Option<&StepId>, steps: &[&Step]) -> Vec<(usize, usize, bool)> {
    let at = |id: &StepId| {
        let step = model.definition.step(id)?;
        let around = model.line(step).find(|around| around.parent.as_ref() == level)?;
        steps.iter().position(|step| step.id == around.id)
    };
    let mut found: Vec<(usize, usize, bool)> = model
        .edges
        .iter()
        .filter_map(|Edge { from, to, reads }| Some((at(from)?, at(to)?, *reads)))
        .filter(|(from, to, _)| from != to)
        .collect();
    found.sort_unstable();
    found.dedup_by(|b, a| a.0 == b.0 && a.1 == b.1);
    found
}

/// Gives each line a lane in which no other runs beside it.
fn lanes(mut lines: Vec<(usize, usize)>) -> Vec<(usize, usize, usize)> {
    lines.sort_by_key(|(from, to)| (from.abs_diff(*to), *from));
    let mut taken: Vec<Vec<(usize, usize)>> = Vec::new();
    let mut placed = Vec::new();
    for (from, to) in lines {
        let span = (from.min(to), from.max(to));
        let free = |lane: &Vec<(usize, usize)>| lane.iter().all(|other| span.1 < other.0 || other.1 < span.0);
        let lane = taken.iter().position(free).unwrap_or(taken.len());
        if lane == taken.len() {
            taken.push(Vec::new());
        }
        taken[lane].push(span);
        placed.push((from, to, lane));
    }
    placed
}

fn one(step: &Step, model: &Model<'_>) -> Drawn {
    if step.is_stage() {
        stage(step, model)
    } else {
        node(step, model)
    }
}

fn stage(step: &Step, model: &Model<'_>) -> Drawn {
    let steps: Vec<&Step> = model.definition.children(Some(&step.id)).collect();
    let drawn: Vec<Drawn> = steps.iter().map(|step| one(step, model)).collect();
    let sizes: Vec<Size> = drawn.iter().map(|d| d.size).collect();
    let lines = between(model, Some(&step.id), &steps);
    let placed = place(
        &sizes,
        &lines.iter().map(|(from, to, _)| (*from, *to)).collect::<Vec<_>>(),
    );
    let mut title = step.title.clone();
    title.extend(rounds(step).map(|rounds| format!(" ↻ {rounds}")));
    let room = |width: f64, letter: f64| width_in_letters((width / letter).max(20.0));
    let width = placed.width.max(NODE_WIDTH * 1.6) + 2.0 * PAD;
    let mut notes: Vec<String> = Vec::new();
    let mut about: Vec<String> = vec![];
    about.extend(step.optional.then(|| "optional".to_owned()));
    about.extend(model.standing(step).map(|standing| standing.word().to_owned()));
    if !about.is_empty() {
        notes.push(about.join(", "));
    }
    notes.extend(demand(step).map(|demand| shortened(&demand, room(width, 5.6))));
    let head = HEAD + 14.0 * count_of(notes.len());
    let size = Size {
        width,
        height: head + placed.height + PAD,
    };
    let (inside, border) = match model.standing(step) {
        Some(standing) => standing.colors(),
        None => ("#f7f8fa", "#9ca3af"),
    };
    let mut svg = String::new();
    let _ = writeln!(
        svg,
        "<path d=\"{}\" fill=\"{inside}\" fill-opacity=\"0.45\" stroke=\"{border}\" stroke-width=\"1.5\"{}/>",
        rounded((0.0, 0.0), size, 8.0),
        if step.optional {
            " stroke-dasharray=\"7 4\""
        } else {
            ""
        }
    );
    let _ = writeln!(
        svg,
        "<text x=\"{PAD}\" y=\"20\" font-size=\"14\" font-weight=\"bold\" fill=\"{INK}\">{}</text>",
        escaped(&shortened(&title, room(width, 7.4)))
    );
    for (index, note) in notes.iter().enumerate() {
        let y = 35.0 + 14.0 * count_of(index);
        small(&mut svg, PAD, y, note, "start");
    }
    let left = PAD + (width - 2.0 * PAD - placed.width) / 2.0;
    let _ = writeln!(svg, "<g transform=\"translate({left:.1},{head:.1})\">");
    for ((from, to, reads), points) in lines.iter().zip(&placed.lines) {
        match smooth(points) {
            Some(path) => line(&mut svg, &path, *reads),
            // Backwards, which only what reads can run: around below.
            None => {
                let ((x1, y1), (x2, y2)) = (placed.boxes[*from], placed.boxes[*to]);
                let (a, b) = (y1 + sizes[*from].height, y2 + sizes[*to].height);
                let path = format!(
                    "M{:.1},{a:.1} C{:.1},{:.1} {:.1},{:.1} {:.1},{b:.1}",
                    x1 + 40.0,
                    x1 + 40.0,
                    a + 12.0,
                    x2 + 60.0,
                    b + 12.0,
                    x2 + 60.0
                );
                line(&mut svg, &path, *reads);
            }
        }
    }
    for (one, (x, y)) in drawn.iter().zip(&placed.boxes) {
        let _ = writeln!(svg, "<g transform=\"translate({x:.1},{y:.1})\">\n{}</g>", one.svg);
    }
    svg.push_str("</g>\n");
    Drawn { size, svg }
}

/// How many letters fit; the number is small and not negative.
fn width_in_letters(letters: f64) -> usize {
    (0..400_u32)
        .take_while(|count| f64::from(*count) < letters)
        .count()
}

fn shortened(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    text.chars().take(letters.saturating_sub(1)).collect::<String>() + "…"
}

/// A line through points that leaves and enters them level.
fn smooth(points: &[Point]) -> Option<String> {
    let (first, rest) = points.split_first()?;
    let mut path = format!("M{:.1},{:.1}", first.0, first.1);
    let mut at = *first;
    for (x, y) in rest {
        if (y - at.1).abs() < 0.5 {
            path.push_str(&format!(" L{x:.1},{y:.1}"));
        } else {
            let middle = f64::midpoint(at.0, *x);
            path.push_str(&format!(
                " C{middle:.1},{:.1} {middle:.1},{y:.1} {x:.1},{y:.1}",
                at.1
            ));
        }
        at = (*x, *y);
    }
    Some(path)
}

fn small(svg: &mut String, x: f64, y: f64, text: &str, anchor: &str) {
    let _ = writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"10\" fill=\"{QUIET}\" text-anchor=\"{anchor}\">{}</text>",
        escaped(text)
    );
}

fn node(step: &Step, model: &Model<'_>) -> Drawn {
    let title = wrapped(&step.title, TITLE_LETTERS, 3);
    let mut about = step.kind.as_str().to_owned();
    about.extend(step.role.iter().map(|role| format!(", {role}")));
    about.extend(rounds(step).map(|rounds| format!(", {rounds}")));
    about.extend(step.optional.then(|| ", optional".to_owned()));
    about.extend(
        model
            .standing(step)
            .map(|standing| format!(": {}", standing.word())),
    );
    let mut notes = wrapped(&about, SMALL_LETTERS, 2);
    let asked = demand(step);
    notes.extend(
        asked
            .as_ref()
            .map(|demand| wrapped(demand, SMALL_LETTERS, 2))
            .unwrap_or_default(),
    );
    let height = 12.0 + LINE * count_of(title.len()) + 12.0 * count_of(notes.len()) + 6.0;
    let size = Size {
        width: NODE_WIDTH,
        height,
    };
    let (inside, border) = model.standing(step).map_or(("#ffffff", QUIET), Standing::colors);
    let mut svg = format!(
        "<g><title>{}</title><path d=\"{}\" fill=\"{inside}\" stroke=\"{border}\" stroke-width=\"1.4\"{}/>\n",
        escaped(&format!(
            "{}: {about}{}",
            step.id,
            asked.map(|asked| format!("; {asked}")).unwrap_or_default()
        )),
        outline(&step.kind, (0.0, 0.0), size),
        if step.optional {
            " stroke-dasharray=\"5 3\""
        } else {
            ""
        },
    );
    let middle = NODE_WIDTH / 2.0;
    let mut y = 6.0;
    for line in &title {
        y += LINE;
        let _ = writeln!(
            svg,
            "<text x=\"{middle}\" y=\"{y:.1}\" text-anchor=\"middle\" fill=\"{INK}\">{}</text>",
            escaped(line)
        );
    }
    for note in &notes {
        y += 12.0;
        small(&mut svg, middle, y, note, "middle");
    }
    svg.push_str("</g>\n");
    Drawn { size, svg }
}

/// What the shapes, the lines and the colours mean; only those that the picture shows.
fn legend(model: &Model<'_>, width: f64) -> Drawn {
    let mut items: Vec<(String, &str)> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    let size = Size {
        width: 30.0,
        height: 18.0,
    };
    for step in model.definition.steps.iter().filter(|step| !step.is_stage()) {
        let kind: &StepKind = &step.kind;
        if !seen.contains(&kind.as_str()) {
            seen.push(kind.as_str());
            let path = outline(kind, (0.0, 0.0), size);
            items.push((
                format!("<path d=\"{path}\" fill=\"#ffffff\" stroke=\"{QUIET}\"/>"),
                kind.as_str(),
            ));
        }
    }
    let arrow = |reads: bool| {
        let mut svg = String::new();
        line(&mut svg, "M0,9 L29,9", reads);
        svg
    };
    items.push((arrow(false), "waits for"));
    if model.edges.iter().any(|edge| edge.reads) {
        items.push((arrow(true), "is read by a condition"));
    }
    if model.definition.steps.iter().any(|step| step.optional) {
        let path = rounded((0.0, 0.0), size, 4.0);
        items.push((
            format!("<path d=\"{path}\" fill=\"#ffffff\" stroke=\"{QUIET}\" stroke-dasharray=\"5 3\"/>"),
            "optional",
        ));
    }
    if model.standings.is_some() {
        for standing in Standing::ALL {
            let (inside, border) = standing.colors();
            let path = rounded((0.0, 0.0), size, 4.0);
            items.push((
                format!("<path d=\"{path}\" fill=\"{inside}\" stroke=\"{border}\"/>"),
                standing.word(),
            ));
        }
    }
    let mut svg = String::new();
    let (mut x, mut y) = (0.0, 0.0);
    for (mark, words) in items {
        let room = 42.0 + 6.6 * count_of(words.chars().count()) + 14.0;
        if x + room > width && x > 0.0 {
            (x, y) = (0.0, y + 28.0);
        }
        let _ = writeln!(svg, "<g transform=\"translate({x:.1},{y:.1})\">{mark}");
        let _ = writeln!(svg, "<text x=\"37\" y=\"13\" fill=\"{INK}\">{words}</text></g>");
        x += room;
    }
    Drawn {
        size: Size {
            width,
            height: y + 24.0,
        },
        svg,
    }
}
