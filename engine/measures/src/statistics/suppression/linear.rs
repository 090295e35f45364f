//! The linear algebra of disclosure: which sums of pupil groups follow from the sums that were shown.
//!
//! Shown figures are rows of 0 and 1 over classes of pupils; what follows from them by adding and subtracting is the
//! space these rows span. It is kept in exact whole numbers; where they would grow too large, or the search too long,
//! the answer is "it may follow". Never rounds, never guesses. Tests are in `tests/suppression.rs`.

/// The most combinations of rows that one search tries.
const COMBINATIONS_MAX: u32 = 50_000;

/// What is known of the classes: reduced rows, each with a pivot that no other row has.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    rows: Vec<Row>,
}

#[derive(Debug, Clone)]
struct Row {
    pivot: usize,
    cells: Vec<i128>,
}

/// The numbers grew beyond what is computed with.
struct Overflow;

impl Known {
    /// What is known once `shown` (true where the figure covers the class) is shown too.
    ///
    /// `weights` are the pupils of each class, all at least 1, those above `few` first. `None` when that would tell,
    /// or might tell, the figure of a union of classes with at most `few` pupils. What was known before must tell none.
    pub(super) fn with(&self, shown: &[bool], weights: &[u64], few: u64) -> Option<Self> {
        let mut known = self.clone();
        let safe = match known.add(shown).ok()? {
            // It followed from what was known.
            None => true,
            // Nothing more is known of small classes alone.
            Some(pivot) if weights.get(pivot).is_none_or(|weight| *weight > few) => true,
            Some(_) => matches!(known.tells_of_few(weights, few), Ok(false)),
        };
        safe.then_some(known)
    }

    /// Takes in what was found safe before; false when the numbers grew beyond what is computed with.
    pub(super) fn admit(&mut self, shown: &[bool]) -> bool {
        self.add(shown).is_ok()
    }

    /// Adds a row, and keeps every row reduced by every other; returns its pivot, if it tells anything new.
    fn add(&mut self, shown: &[bool]) -> Result<Option<usize>, Overflow> {
        let mut cells: Vec<i128> = shown.iter().map(|covers| i128::from(*covers)).collect();
        for row in &self.rows {
            eliminate(&mut cells, row)?;
        }
        let Some(pivot) = cells.iter().position(|cell| *cell != 0) else {
            return Ok(None);
        };
        let new = Row { pivot, cells };
        for row in &mut self.rows {
            eliminate(&mut row.cells, &new)?;
        }
        self.rows.push(new);
        Ok(Some(pivot))
    }

    /// Whether the figure of some union of classes with 1 to `few` pupils follows from the rows.
    ///
    /// Such a union covers small classes only. As large classes come first, the rows whose pivot is a small class span
    /// all that is known of small classes alone. The union's indicator is the sum of those rows (each divided by its
    /// pivot) whose pivot it covers; so sums of few enough rows are tried.
    fn tells_of_few(&self, weights: &[u64], few: u64) -> Result<bool, Overflow> {
        let small: Vec<&Row> = self
            .rows
            .iter()
            .filter(|row| weights.get(row.pivot).is_some_and(|weight| *weight <= few))
            .collect();
        let mut scale = 1_i128;
        for row in &small {
            let pivot = row.cells[row.pivot];
            scale = (scale / gcd(scale, pivot))
                .checked_mul(pivot)
                .ok_or(Overflow)?
                .abs();
        }
        let mut scaled = Vec::with_capacity(small.len());
        for row in small {
            let factor = scale / row.cells[row.pivot];
            let cells: Option<Vec<i128>> = row.cells.iter().map(|cell| cell.checked_mul(factor)).collect();
            scaled.push((weights[row.pivot], cells.ok_or(Overflow)?));
        }
        let mut search = Search {
            rows: &scaled,
            weights,
            few,
            scale,
            left: COMBINATIONS_MAX,
        };
        search.from(0, 0, &vec![0; weights.len()])
    }
}

/// A search for a sum of rows that is the indicator of a small union of classes.
struct Search<'a> {
    /// The pupils of each row's pivot class, and the row times `scale`.
    rows: &'a [(u64, Vec<i128>)],
    weights: &'a [u64],
    few: u64,
    scale: i128,
    left: u32,
}

impl Search<'_> {
    /// Tries every sum of rows from `first` on, added to `sum`, whose pivot classes already have `pupils`.
    fn from(&mut self, first: usize, pupils: u64, sum: &[i128]) -> Result<bool, Overflow> {
        for (index, (pivot_pupils, cells)) in self.rows.iter().enumerate().skip(first) {
            let pupils = pupils.saturating_add(*pivot_pupils);
            if pupils > self.few {
                continue;
            }
            self.left = self.left.checked_sub(1).ok_or(Overflow)?;
            let sum: Option<Vec<i128>> = sum.iter().zip(cells).map(|(a, b)| a.checked_add(*b)).collect();
            let sum = sum.ok_or(Overflow)?;
            if self.is_small_union(&sum) || self.from(index + 1, pupils, &sum)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn is_small_union(&self, sum: &[i128]) -> bool {
        if sum.iter().any(|cell| *cell != 0 && *cell != self.scale) {
            return false;
        }
        let covered = sum.iter().zip(self.weights).filter(|(cell, _)| **cell != 0);
        let pupils = covered.fold(0_u64, |total, (_, weight)| total.saturating_add(*weight));
        pupils <= self.few
    }
}

/// Takes the pivot of `row` out of `cells`, in whole numbers, and divides by what all cells have in common.
fn eliminate(cells: &mut [i128], row: &Row) -> Result<(), Overflow> {
    let factor = cells[row.pivot];
    if factor == 0 {
        return Ok(());
    }
    let pivot = row.cells[row.pivot];
    let mut common = 0;
    for (cell, other) in cells.iter_mut().zip(&row.cells) {
        let kept = cell.checked_mul(pivot).ok_or(Overflow)?;
        let taken = other.checked_mul(factor).ok_or(Overflow)?;
        *cell = kept.checked_sub(taken).ok_or(Overflow)?;
        common = gcd(common, *cell);
    }
    if common > 1 {
        for cell in cells {
            *cell /= common;
        }
    }
    Ok(())
}

/// The greatest common divisor, never negative; of 0 and x it is |x|.
fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.saturating_abs(), b.saturating_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
