//! The shapes of the kinds, as paths in a box, and words cut to fit.

use alongside_core::definition::StepKind;

use super::layers::{Point, Size};

/// How far slanted sides lean in, at most.
const LEAN: f64 = 12.0;

/// The outline of a step of a kind.
pub(super) fn outline(kind: &StepKind, (x, y): Point, Size { width: w, height: h }: Size) -> String {
    let (r, b) = (x + w, y + h);
    let lean = LEAN.min(h * 0.3);
    let polygon = |points: &[Point]| {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        format!("M{}Z", points.join(" L"))
    };
    match kind {
        StepKind::Stage | StepKind::Task { .. } => rounded((x, y), Size { width: w, height: h }, 4.0),
        StepKind::Milestone => rounded((x, y), Size { width: w, height: h }, h / 2.0),
        StepKind::Decision(_) => polygon(&[
            (x + lean, y),
            (r - lean, y),
            (r, y + h / 2.0),
            (r - lean, b),
            (x + lean, b),
            (x, y + h / 2.0),
        ]),
        StepKind::Score { .. } => polygon(&[(x + lean, y), (r, y), (r - lean, b), (x, b)]),
        StepKind::Recommend { .. } => polygon(&[(x + lean, y), (r - lean, y), (r, b), (x, b)]),
        StepKind::Wait(_) => polygon(&[
            (x + lean, y),
            (r - lean, y),
            (r, y + lean),
            (r, b - lean),
            (r - lean, b),
            (x + lean, b),
            (x, b - lean),
            (x, y + lean),
        ]),
        StepKind::Notify { .. } => polygon(&[(x, y), (r - lean, y), (r, y + lean), (r, b), (x, b)]),
        StepKind::Engagement(_) => format!(
            "{} M{:.1},{y:.1} L{:.1},{b:.1} M{:.1},{y:.1} L{:.1},{b:.1}",
            polygon(&[(x, y), (r, y), (r, b), (x, b)]),
            x + 5.0,
            x + 5.0,
            r - 5.0,
            r - 5.0
        ),
    }
}

/// A box with round corners.
pub(super) fn rounded((x, y): Point, Size { width: w, height: h }: Size, radius: f64) -> String {
    let (r, b) = (x + w, y + h);
    let k = radius;
    format!(
        "M{:.1},{y:.1} L{:.1},{y:.1} A{k:.1},{k:.1} 0 0 1 {r:.1},{:.1} L{r:.1},{:.1} A{k:.1},{k:.1} 0 0 1 {:.1},{b:.1} \
         L{:.1},{b:.1} A{k:.1},{k:.1} 0 0 1 {x:.1},{:.1} L{x:.1},{:.1} A{k:.1},{k:.1} 0 0 1 {:.1},{y:.1}Z",
        x + k,
        r - k,
        y + k,
        b - k,
        r - k,
        x + k,
        b - k,
        y + k,
        x + k
    )
}

/// Breaks words into lines of at most so many letters; cuts what is left after the last line.
pub(super) fn wrapped(text: &str, letters: usize, lines_max: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let Some(line) = lines.last_mut() else { break };
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= letters {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    let over = lines.len() > lines_max;
    lines.truncate(lines_max);
    let count = lines.len();
    for (index, line) in lines.iter_mut().enumerate() {
        let cut = over && index + 1 == count;
        if line.chars().count() > letters || cut {
            *line = line.chars().take(letters.saturating_sub(1)).collect::<String>() + "…";
        }
    }
    lines
}
