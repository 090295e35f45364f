//! Building an explanation: a tree of lines, each with a label and a detail.

use crate::ExplanationLine;

/// An explanation being written, in the order in which it is read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Explanation {
    lines: Vec<ExplanationLine>,
    depth: u32,
}

impl Explanation {
    /// Adds a line.
    pub fn line(&mut self, label: impl Into<String>, detail: impl Into<String>) {
        self.lines.push(ExplanationLine {
            depth: self.depth,
            label: label.into(),
            detail: detail.into(),
        });
    }

    /// Adds a line with lines below it.
    pub fn section(
        &mut self,
        label: impl Into<String>,
        detail: impl Into<String>,
        below: impl FnOnce(&mut Self),
    ) {
        self.line(label, detail);
        self.depth += 1;
        below(self);
        self.depth -= 1;
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
