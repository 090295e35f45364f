//! Placing boxes in columns: each stands right of all that it follows, and long lines keep a way free between boxes.

/// The room between columns, where lines run.
const COLUMN_GAP: f64 = 46.0;
/// The room between boxes of one column.
const ROW_GAP: f64 = 14.0;
/// The height that a passing line is given.
const LINE_HEIGHT: f64 = 10.0;
/// How often the order within columns is improved.
const SWEEPS: usize = 8;

/// The size of a box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Size {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A point.
pub(super) type Point = (f64, f64);

/// Where boxes and lines are.
#[derive(Debug, Default)]
pub(super) struct Placed {
    /// The upper left corner of each box.
    pub(super) boxes: Vec<Point>,
    /// The points through which each line runs, from the right side of one box to the left side of another; empty
    /// for a line that would run backwards.
    pub(super) lines: Vec<Vec<Point>>,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A place in a column: a box, or a line that passes.
struct Slot {
    column: usize,
    size: Size,
    /// Where its middle is.
    middle: f64,
    /// The slots before and after it.
    near: Vec<usize>,
}

/// Places boxes; `lines` lead from one box to another.
pub(super) fn place(sizes: &[Size], lines: &[(usize, usize)]) -> Placed {
    let columns = columns(sizes.len(), lines);
    let mut slots: Vec<Slot> = sizes
        .iter()
        .zip(&columns)
        .map(|(size, column)| Slot {
            column: *column,
            size: *size,
            middle: 0.0,
            near: Vec::new(),
        })
        .collect();
    let ways: Vec<Vec<usize>> = lines
        .iter()
        .map(|line| way(*line, &columns, &mut slots))
        .collect();
    let count = slots.iter().map(|slot| slot.column + 1).max().unwrap_or(0);
    let mut order: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (index, slot) in slots.iter().enumerate() {
        order[slot.column].push(index);
    }
    for sweep in 0..SWEEPS {
        for column in 0..count {
            let column = if sweep % 2 == 0 {
                column
            } else {
                count - 1 - column
            };
            if sweep > 0 {
                sort(&mut order[column], &slots);
            }
            stack(&order[column], &mut slots);
        }
    }
    finish(sizes, &order, &slots, &ways)
}

/// The column of each box: one further right than the furthest that it follows. Lines that would close a circle are
/// not followed.
fn columns(count: usize, lines: &[(usize, usize)]) -> Vec<usize> {
    let mut columns = vec![0; count];
    for _ in 0..count {
        let mut changed = false;
        for (from, to) in lines {
            if from != to && columns[*to] <= columns[*from] && columns[*from] + 1 < count {
                columns[*to] = columns[*from] + 1;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    columns
}

/// The slots that a line runs through, made where it passes columns; none where it would run backwards.
fn way((from, to): (usize, usize), columns: &[usize], slots: &mut Vec<Slot>) -> Vec<usize> {
    if columns[from] >= columns[to] {
        return Vec::new();
    }
    let mut way = vec![from];
    for column in columns[from] + 1..columns[to] {
        slots.push(Slot {
            column,
            size: Size {
                width: 0.0,
                height: LINE_HEIGHT,
            },
            middle: 0.0,
            near: Vec::new(),
        });
        way.push(slots.len() - 1);
    }
    way.push(to);
    for pair in way.windows(2) {
        slots[pair[0]].near.push(pair[1]);
        slots[pair[1]].near.push(pair[0]);
    }
    way
}

/// Orders a column by where its neighbours are; what has none keeps its place.
fn sort(column: &mut [usize], slots: &[Slot]) {
    let wanted = |index: &usize| {
        let near = &slots[*index].near;
        if near.is_empty() {
            return slots[*index].middle;
        }
        let count = u32::try_from(near.len()).map_or(1.0, f64::from);
        near.iter().map(|other| slots[*other].middle).sum::<f64>() / count
    };
    column.sort_by(|a, b| wanted(a).total_cmp(&wanted(b)));
}

/// Stacks a column around the middle of the picture.
fn stack(column: &[usize], slots: &mut [Slot]) {
    let total: f64 = column
        .iter()
        .map(|index| slots[*index].size.height + ROW_GAP)
        .sum::<f64>()
        - ROW_GAP;
    let mut top = -total / 2.0;
    for index in column {
        let height = slots[*index].size.height;
        slots[*index].middle = top + height / 2.0;
        top += height + ROW_GAP;
    }
}

fn finish(sizes: &[Size], order: &[Vec<usize>], slots: &[Slot], ways: &[Vec<usize>]) -> Placed {
    let top = slots
        .iter()
        .map(|slot| slot.middle - slot.size.height / 2.0)
        .fold(0.0, f64::min);
    let bottom = slots
        .iter()
        .map(|slot| slot.middle + slot.size.height / 2.0)
        .fold(0.0, f64::max);
    let mut lefts = Vec::new();
    let mut widths = Vec::new();
    let mut left = 0.0;
    for column in order {
        let width = column
            .iter()
            .map(|index| slots[*index].size.width)
            .fold(0.0, f64::max);
        lefts.push(left);
        widths.push(width);
        left += width + COLUMN_GAP;
    }
    let corner = |index: usize| {
        (
            lefts[slots[index].column],
            slots[index].middle - slots[index].size.height / 2.0 - top,
        )
    };
    let boxes: Vec<Point> = (0..sizes.len()).map(corner).collect();
    let line = |way: &Vec<usize>| {
        let mut points = Vec::new();
        for (position, index) in way.iter().enumerate() {
            let slot = &slots[*index];
            let (left, middle) = (lefts[slot.column], slot.middle - top);
            if position > 0 {
                points.push((left, middle));
            }
            if position + 1 < way.len() {
                let width = if *index < sizes.len() {
                    slot.size.width
                } else {
                    widths[slot.column]
                };
                points.push((left + width, middle));
            }
        }
        points
    };
    Placed {
        boxes,
        lines: ways.iter().map(line).collect(),
        width: (left - COLUMN_GAP).max(0.0),
        height: bottom - top,
    }
}
