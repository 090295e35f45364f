//! Where problems are gathered while a file is read and checked.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::diagnostics::{Problem, Severity};

/// A value with its place in the text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct At<T> {
    pub(crate) value: T,
    pub(crate) span: Range<usize>,
}

impl<T> At<T> {
    pub(crate) fn new(value: T, span: Range<usize>) -> Self {
        Self { value, span }
    }
}

/// Gathers the problems of one text.
#[derive(Debug)]
pub(crate) struct Sink<'s> {
    /// The text, for what needs to be seen as it was written.
    pub(crate) text: &'s str,
    problems: RefCell<Vec<Problem>>,
    /// The headings of the file that are misspelt, as they are meant.
    misspelt: RefCell<BTreeSet<String>>,
}

impl<'s> Sink<'s> {
    pub(crate) fn new(text: &'s str) -> Self {
        Self {
            text,
            problems: RefCell::new(Vec::new()),
            misspelt: RefCell::default(),
        }
    }

    pub(crate) fn push(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    /// Adds a problem, or, where the same has been said already, its places to that one, a few at most.
    pub(crate) fn push_joined(&self, problem: Problem) {
        const PLACES_MAX: usize = 4;
        let mut problems = self.problems.borrow_mut();
        let said = problems
            .iter_mut()
            .find(|said| said.code == problem.code && said.message == problem.message);
        match said {
            Some(said) => {
                let room = PLACES_MAX.saturating_sub(said.labels.len());
                said.labels.extend(problem.labels.into_iter().take(room));
            }
            None => problems.push(problem),
        }
    }

    /// Notes that a heading is misspelt, and reported.
    pub(crate) fn note_misspelt(&self, meant: &str) {
        self.misspelt.borrow_mut().insert(meant.to_owned());
    }

    /// Whether a heading is there, misspelt: then what it declares is not missing.
    pub(crate) fn is_misspelt(&self, heading: &str) -> bool {
        self.misspelt.borrow().contains(heading)
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.problems
            .borrow()
            .iter()
            .any(|problem| problem.severity == Severity::Error)
    }

    pub(crate) fn into_problems(self) -> Vec<Problem> {
        self.problems.into_inner()
    }
}
