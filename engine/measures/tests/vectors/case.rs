//! One object of the cases: read field by field, so that a field nobody reads is found.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde_json::Value;

/// The tolerance of computed figures.
const TOLERANCE: f64 = 1e-9;

/// What is wrong, collected so that all is seen at once.
#[derive(Default)]
pub(crate) struct Problems(RefCell<Vec<String>>);

impl Problems {
    pub(crate) fn add(&self, problem: String) {
        self.0.borrow_mut().push(problem);
    }

    pub(crate) fn take(&self) -> Vec<String> {
        self.0.take()
    }
}

/// An object with its place in the file.
pub(crate) struct Case<'a> {
    path: String,
    object: &'a Value,
    problems: &'a Problems,
    read: RefCell<BTreeSet<String>>,
}

impl<'a> Case<'a> {
    pub(crate) fn new(path: impl Into<String>, object: &'a Value, problems: &'a Problems) -> Self {
        Self {
            path: path.into(),
            object,
            problems,
            read: RefCell::default(),
        }
    }

    /// Complains about every field that was not read.
    pub(crate) fn finish(&self) {
        for field in self
            .object
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name)
        {
            if !self.read.borrow().contains(field) {
                self.problems
                    .add(format!("{}: field `{field}` is not known", self.path));
            }
        }
    }

    /// Runs something for each object of a list, and returns how many there were.
    pub(crate) fn each(&self, field: &str, run: impl Fn(&Self)) -> usize {
        let list = self.value(field).as_array().unwrap();
        for (index, object) in list.iter().enumerate() {
            let case = Self::new(format!("{}.{field}[{index}]", self.path), object, self.problems);
            run(&case);
            case.finish();
        }
        list.len()
    }

    /// Runs something for each named object of an object, and returns how many there were.
    pub(crate) fn each_named(&self, field: &str, run: impl Fn(&str, &Self)) -> usize {
        let objects = self.value(field).as_object().unwrap();
        for (name, object) in objects {
            let case = Self::new(format!("{}.{field}.{name}", self.path), object, self.problems);
            run(name, &case);
            case.finish();
        }
        objects.len()
    }

    /// Runs something on an object of this one.
    pub(crate) fn within<T>(&self, field: &str, run: impl Fn(&Self) -> T) -> T {
        let case = Self::new(format!("{}.{field}", self.path), self.value(field), self.problems);
        let result = run(&case);
        case.finish();
        result
    }

    /// Words for people, which say nothing to check.
    pub(crate) fn words(&self, fields: &[&str]) {
        self.read
            .borrow_mut()
            .extend(fields.iter().map(|field| (*field).to_owned()));
    }

    pub(crate) fn has(&self, field: &str) -> bool {
        !self.value(field).is_null()
    }

    pub(crate) fn value(&self, field: &str) -> &'a Value {
        self.read.borrow_mut().insert(field.to_owned());
        &self.object[field]
    }

    pub(crate) fn number(&self, field: &str) -> f64 {
        self.value(field)
            .as_f64()
            .unwrap_or_else(|| panic!("{}: `{field}` is no number", self.path))
    }

    pub(crate) fn count(&self, field: &str) -> u64 {
        self.value(field)
            .as_u64()
            .unwrap_or_else(|| panic!("{}: `{field}` is no count", self.path))
    }

    pub(crate) fn text(&self, field: &str) -> &'a str {
        self.value(field)
            .as_str()
            .unwrap_or_else(|| panic!("{}: `{field}` is no text", self.path))
    }

    pub(crate) fn numbers(&self, field: &str) -> Vec<f64> {
        let list = self.value(field).as_array().unwrap();
        list.iter().map(|value| value.as_f64().unwrap()).collect()
    }

    fn tolerance(&self) -> f64 {
        let own = self.object.get("tol").and_then(Value::as_f64);
        own.inspect(|_| self.words(&["tol"])).unwrap_or(TOLERANCE)
    }

    /// Checks a number against a field.
    pub(crate) fn near(&self, field: &str, actual: f64) {
        self.close(field, actual, self.number(field), self.tolerance());
    }

    /// Checks a number against another one.
    pub(crate) fn close(&self, field: &str, actual: f64, expected: f64, tolerance: f64) {
        let apart = (actual - expected).abs();
        if apart.is_nan() || apart > tolerance {
            let place = format!("{}.{field}", self.path);
            self.problems
                .add(format!("{place}: {actual} is not {expected} within {tolerance}"));
        }
    }

    /// Checks numbers against a list.
    pub(crate) fn all_near(&self, field: &str, actual: &[f64]) {
        let expected = self.numbers(field);
        self.same(&format!("{field}, length"), actual.len(), expected.len());
        for (index, (actual, expected)) in actual.iter().zip(expected).enumerate() {
            self.close(&format!("{field}[{index}]"), *actual, expected, self.tolerance());
        }
    }

    /// Checks that a field is exactly this.
    pub(crate) fn is(&self, field: &str, actual: impl Into<Value>) {
        let (actual, expected) = (actual.into(), self.value(field));
        if actual != *expected {
            self.problems
                .add(format!("{}.{field}: {actual} is not {expected}", self.path));
        }
    }

    /// Checks that two things are the same.
    pub(crate) fn same<T: PartialEq + std::fmt::Debug>(&self, what: &str, actual: T, expected: T) {
        if actual != expected {
            self.problems
                .add(format!("{}.{what}: {actual:?} is not {expected:?}", self.path));
        }
    }
}
