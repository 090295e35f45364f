//! Building an answer: estimates, bands, fields.

use crate::rounding::round_6;
use crate::statistics::Interval;
use crate::{Estimate, Evaluation, Explanation, ExplanationLine, NamedValue, ScoreOutput, Value, Verdict};

impl Estimate {
    /// An estimate with a value. Say the interval and the pupils too, wherever the method gives them.
    pub fn of(value: f64, unit: impl Into<String>) -> Self {
        Self {
            value: Some(value),
            withheld: None,
            ..Self::withheld("", unit)
        }
    }

    /// An estimate that is withheld, with the reason in words.
    pub fn withheld(reason: impl Into<String>, unit: impl Into<String>) -> Self {
        Self {
            value: None,
            low: None,
            high: None,
            n: None,
            unit: unit.into(),
            years: Vec::new(),
            withheld: Some(reason.into()),
        }
    }

    /// Adds the 95 % interval.
    #[must_use]
    pub fn interval(mut self, interval: Interval) -> Self {
        self.low = Some(interval.low);
        self.high = Some(interval.high);
        self
    }

    /// Rounds its numbers by the contract's rule.
    #[must_use]
    pub fn rounded(mut self) -> Self {
        let Self { value, low, high, .. } = &mut self;
        for number in [value, low, high].into_iter().flatten() {
            *number = round_6(*number);
        }
        self
    }

    /// Adds how many pupils stand behind it.
    #[must_use]
    pub fn pupils(mut self, n: u64) -> Self {
        self.n = Some(n);
        self
    }

    /// Adds the school years pooled, in order.
    #[must_use]
    pub fn years(mut self, years: impl IntoIterator<Item = String>) -> Self {
        self.years = years.into_iter().collect();
        self
    }
}

impl ScoreOutput {
    /// Makes an answer of an estimate and how it was reached.
    pub fn new(estimate: Estimate, explanation: Explanation) -> Self {
        Self {
            estimate,
            band: None,
            fields: Vec::new(),
            explanation: explanation.into_lines(),
        }
    }

    /// Names the band.
    #[must_use]
    pub fn band(mut self, band: impl Into<String>) -> Self {
        self.band = Some(band.into());
        self
    }

    /// Adds a field that the description declares.
    #[must_use]
    pub fn field(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.fields.push(NamedValue {
            name: name.to_owned(),
            value: value.into(),
        });
        self
    }

    /// Adds a field if it has a value.
    #[must_use]
    pub fn maybe(self, name: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.field(name, value),
            None => self,
        }
    }

    /// Finds a field by name.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.fields
            .iter()
            .find(|field| field.name == name)
            .map(|field| &field.value)
    }

    /// Finds a number among the fields.
    pub fn number(&self, name: &str) -> Option<f64> {
        match self.value(name)? {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// Finds a yes or no among the fields.
    pub fn boolean(&self, name: &str) -> Option<bool> {
        match self.value(name)? {
            Value::Boolean(boolean) => Some(*boolean),
            _ => None,
        }
    }

    /// Rounds every number by the contract's rule. The registration macro does this to every answer.
    #[must_use]
    pub fn rounded(mut self) -> Self {
        self.estimate = self.estimate.rounded();
        for field in &mut self.fields {
            if let Value::Number(number) = &mut field.value {
                *number = round_6(*number);
            }
        }
        round_lines(&mut self.explanation);
        self
    }
}

impl Evaluation {
    /// Makes an answer of the change that is seen and how it was reached.
    pub fn new(effect: Estimate, explanation: Explanation) -> Self {
        Self {
            verdict: None,
            effect,
            explanation: explanation.into_lines(),
        }
    }

    /// Advises.
    #[must_use]
    pub fn verdict(mut self, verdict: Verdict) -> Self {
        self.verdict = Some(verdict);
        self
    }

    /// Rounds every number by the contract's rule. The registration macro does this to every answer.
    #[must_use]
    pub fn rounded(mut self) -> Self {
        self.effect = self.effect.rounded();
        round_lines(&mut self.explanation);
        self
    }
}

fn round_lines(lines: &mut [ExplanationLine]) {
    for number in lines.iter_mut().filter_map(|line| line.value.as_mut()) {
        *number = round_6(*number);
    }
}

/// Bands over a number: each has a name and the number from which it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Bands<'a> {
    lowest: &'a str,
    steps: Vec<(f64, &'a str)>,
}

impl<'a> Bands<'a> {
    /// Begins with the band that holds below every step.
    pub fn below_all(lowest: &'a str) -> Self {
        Self {
            lowest,
            steps: Vec::new(),
        }
    }

    /// Adds a band that holds from a number upward, that number included.
    #[must_use]
    pub fn from(mut self, number: f64, name: &'a str) -> Self {
        self.steps.push((number, name));
        self.steps.sort_by(|a, b| a.0.total_cmp(&b.0));
        self
    }

    /// Finds the band of a number, with the rule that put it there, such as `17.4 is at least 8 and below 20`.
    pub fn of(&self, number: f64) -> (&'a str, String) {
        let number = round_6(number);
        let reached = self.steps.iter().rev().find(|(from, _)| number >= *from);
        let next = self.steps.iter().find(|(from, _)| number < *from);
        let name = reached.map_or(self.lowest, |(_, name)| name);
        let rule = match (reached, next) {
            (Some((from, _)), Some((to, _))) => format!("at least {from} and below {to}"),
            (Some((from, _)), None) => format!("at least {from}"),
            (None, Some((to, _))) => format!("below {to}"),
            (None, None) => "the only band".to_owned(),
        };
        (name, rule)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_on_the_step_is_in_the_upper_band() {
        let bands = Bands::below_all("narrow").from(20.0, "wide").from(8.0, "some");
        assert_eq!(
            bands.of(7.999_999_9).0,
            "some",
            "numbers are compared as they are stored"
        );
        assert_eq!(bands.of(7.99), ("narrow", "below 8".to_owned()));
        assert_eq!(bands.of(8.0), ("some", "at least 8 and below 20".to_owned()));
        assert_eq!(bands.of(20.0), ("wide", "at least 20".to_owned()));
        assert_eq!(bands.of(-3.0).0, "narrow");
    }

    #[test]
    fn every_number_of_an_answer_is_rounded() {
        let interval = Interval {
            low: -1e-9,
            high: 2.000_000_4,
        };
        let estimate = Estimate::of(1.234_567_89, "percentage points")
            .interval(interval)
            .pupils(3);
        let mut why = Explanation::default();
        why.line("a", "b");
        let output = ScoreOutput::new(estimate, why)
            .field("share", 1.0 / 3.0)
            .rounded();
        assert_eq!(output.estimate.value, Some(1.234_568));
        assert_eq!(output.estimate.high, Some(2.0));
        assert!(output.estimate.low.unwrap().is_sign_positive());
        assert_eq!(output.number("share"), Some(0.333_333));
    }
}
