//! Building an explanation: a tree of lines, each with a label and a detail.

use crate::{ExplanationLine, LineKind};

/// An explanation being written, in the order in which it is read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Explanation {
    lines: Vec<ExplanationLine>,
    depth: u32,
}

impl Explanation {
    /// Adds a line: a note.
    pub fn line(&mut self, label: impl Into<String>, detail: impl Into<String>) {
        self.add(LineKind::Note, label, detail, None);
    }

    /// Adds something that the rule was given, with its figure and its unit.
    pub fn input(&mut self, label: impl Into<String>, detail: impl Into<String>, value: f64, unit: &str) {
        self.add(LineKind::Input, label, detail, Some((value, unit)));
    }

    /// Adds how much a part counts.
    pub fn weight(&mut self, label: impl Into<String>, detail: impl Into<String>, value: f64, unit: &str) {
        self.add(LineKind::Weight, label, detail, Some((value, unit)));
    }

    /// Adds a number that another is compared with.
    pub fn threshold(&mut self, label: impl Into<String>, detail: impl Into<String>, value: f64, unit: &str) {
        self.add(LineKind::Threshold, label, detail, Some((value, unit)));
    }

    /// Adds the rule that fired, or that did not.
    pub fn rule(&mut self, label: impl Into<String>, detail: impl Into<String>) {
        self.add(LineKind::Rule, label, detail, None);
    }

    /// Adds something that was worked out, with its figure and its unit.
    pub fn outcome(&mut self, label: impl Into<String>, detail: impl Into<String>, value: f64, unit: &str) {
        self.add(LineKind::Outcome, label, detail, Some((value, unit)));
    }

    fn add(
        &mut self,
        kind: LineKind,
        label: impl Into<String>,
        detail: impl Into<String>,
        figure: Option<(f64, &str)>,
    ) {
        self.lines.push(ExplanationLine {
            depth: self.depth,
            kind,
            label: label.into(),
            detail: detail.into(),
            value: figure.map(|(value, _)| value),
            unit: figure.and_then(|(_, unit)| (!unit.is_empty()).then(|| unit.to_owned())),
        });
    }

    /// Puts lines below the last one.
    pub fn below(&mut self, below: impl FnOnce(&mut Self)) {
        self.depth += 1;
        below(self);
        self.depth -= 1;
    }

    /// Adds a line with lines below it.
    pub fn section(
        &mut self,
        label: impl Into<String>,
        detail: impl Into<String>,
        below: impl FnOnce(&mut Self),
    ) {
        self.line(label, detail);
        self.below(below);
    }

    /// Gives the lines as the contract wants them.
    pub fn into_lines(self) -> Vec<ExplanationLine> {
        self.lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_nest() {
        let mut why = Explanation::default();
        why.section("years", "2", |below| {
            below.line("2017-18", "used");
            below.section("2018-19", "skipped", |below| below.line("reason", "suppressed"));
        });
        why.line("rule", "wide");
        let lines: Vec<_> = why
            .into_lines()
            .into_iter()
            .map(|line| (line.depth, line.label))
            .collect();
        let expected = [
            (0, "years"),
            (1, "2017-18"),
            (1, "2018-19"),
            (2, "reason"),
            (0, "rule"),
        ];
        assert_eq!(lines, expected.map(|(depth, label)| (depth, label.to_owned())));
    }
}
