//! What may come out of a plugin: checks an answer against the plugin's description and the contract, and brings its
//! numbers into their one form.
//!
//! After this the rest of the program trusts an answer. Tests are below.

use std::collections::{BTreeMap, BTreeSet};

use alongside_core::column::Cells;
use alongside_core::finding::{Estimate, Explanation, Proposal, ScoreOutput};
use alongside_core::plugin::{CellType, Evaluation, ImportOutput, PluginDescription};
use alongside_core::value::Value;

use crate::description::check_text;
use crate::rounding::round_6;

/// The most lines of an explanation.
const EXPLANATION_LINES_MAX: usize = 2_000;
/// The most proposals of a strategy.
const PROPOSALS_MAX: usize = 200;
/// The longest plan, in bytes.
pub const PLAN_BYTES_MAX: usize = 64 << 10;
/// The most reasons of a proposal, years of an estimate, and texts of a value.
const LIST_MAX: usize = 100;

/// Checks and normalises what a scoring rule answered.
///
/// # Errors
/// The first rule broken, with its place.
pub(crate) fn score(mut output: ScoreOutput, description: &PluginDescription) -> Result<ScoreOutput, String> {
    estimate(&mut output.estimate)?;
    if let Some(band) = &output.band
        && !description.bands.contains(band)
    {
        let declared = description.bands.join("`, `");
        return Err(format!(
            "band `{band}` is not in its description, which has `{declared}`"
        ));
    }
    values(&mut output.values, description)?;
    whole_explanation(&mut output.explanation)?;
    Ok(output)
}

/// Checks and normalises what an evaluator answered.
///
/// # Errors
/// The first rule broken, with its place.
pub(crate) fn evaluation(mut answer: Evaluation) -> Result<Evaluation, String> {
    estimate(&mut answer.effect)?;
    if answer.verdict.is_some() && answer.effect.value.is_none() {
        return Err("it advises a verdict and withholds the effect: choose one".to_owned());
    }
    whole_explanation(&mut answer.explanation)?;
    Ok(answer)
}

/// Checks what an importer answered: the columns of its description, in order, and the lines it left out.
///
/// # Errors
/// The first rule broken, with its place.
pub(crate) fn import(answer: ImportOutput, description: &PluginDescription) -> Result<ImportOutput, String> {
    let declared = &description.columns;
    let found = &answer.table.columns;
    let mut wanted = declared.iter().peekable();
    for column in found {
        while wanted
            .next_if(|asked| asked.optional && asked.name != column.name)
            .is_some()
        {}
        let name = &column.name;
        let Some(asked) = wanted.next_if(|asked| asked.name == *name) else {
            return Err(format!(
                "column `{name}` is not the one that its description has in this place"
            ));
        };
        let kind = CellType::of(&column.cells);
        if asked.kind.is_some_and(|asked| asked != kind) {
            return Err(format!(
                "column `{name}` holds {}, where its description says otherwise",
                kind.as_str()
            ));
        }
        if let Cells::Numbers(cells) = &column.cells
            && cells.iter().flatten().any(|number| !number.is_finite())
        {
            return Err(format!("column `{name}` holds a number that is not finite"));
        }
    }
    if let Some(asked) = wanted.find(|asked| !asked.optional) {
        return Err(format!("column `{}` is not in the answer", asked.name));
    }
    for line in &answer.refused {
        check_text(&format!("the message about line {}", line.line), &line.message)?;
    }
    Ok(answer)
}

fn whole_explanation(tree: &mut [Explanation]) -> Result<(), String> {
    if tree.is_empty() {
        return Err("the answer has no explanation".to_owned());
    }
    let mut lines = 0;
    tree.iter_mut().try_for_each(|line| explanation(line, &mut lines))
}

/// Checks the text of a plan; what it says is for the workflow's grammar to judge.
///
/// # Errors
/// When it is too long, or holds characters that no file of text does.
pub(crate) fn plan(plan: Option<String>) -> Result<Option<String>, String> {
    let Some(text) = plan else { return Ok(None) };
    if text.len() > PLAN_BYTES_MAX {
        return Err(format!(
            "the plan holds {} bytes; at most {PLAN_BYTES_MAX} are read",
            text.len()
        ));
    }
    match text
        .chars()
        .find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    {
        Some(control) => Err(format!("the plan holds the control character {control:?}")),
        None => Ok(Some(text)),
    }
}

fn estimate(estimate: &mut Estimate) -> Result<(), String> {
    check_text("`unit` of the estimate", &estimate.unit)?;
    let parts = [
        ("value", &mut estimate.value),
        ("low", &mut estimate.low),
        ("high", &mut estimate.high),
    ];
    for (name, number) in parts {
        if let Some(number) = number {
            *number = finite(&format!("`{name}` of the estimate"), *number)?;
        }
    }
    bounded("years of the estimate", estimate.years.len(), LIST_MAX)?;
    estimate
        .years
        .iter()
        .try_for_each(|year| check_text("a year of the estimate", year))?;
    match (estimate.value, &estimate.withheld) {
        (Some(_), Some(_)) => return Err("the estimate has a value and is withheld: choose one".to_owned()),
        (None, None) => {
            return Err("the estimate has no value and does not say why it is withheld".to_owned());
        }
        (None, Some(reason)) => check_text("the reason for withholding", reason)?,
        (Some(_), None) => {}
    }
    match (estimate.low, estimate.value, estimate.high) {
        (None, _, None) => Ok(()),
        (Some(low), Some(value), Some(high)) if low <= value && value <= high => Ok(()),
        (Some(low), Some(value), Some(high)) => Err(format!(
            "the interval of the estimate, {low} to {high}, does not hold its value {value}"
        )),
        (_, None, _) => Err("a withheld estimate has an interval".to_owned()),
        _ => Err("the estimate has one end of an interval without the other".to_owned()),
    }
}

fn values(values: &mut BTreeMap<String, Value>, description: &PluginDescription) -> Result<(), String> {
    for (name, value) in values {
        let place = format!("field `{name}`");
        let Some(field) = description.fields.iter().find(|field| field.name == *name) else {
            return Err(format!("{place} is not in its description"));
        };
        if value.kind() != field.kind {
            return Err(format!(
                "{place} is a {}, where its description says {}",
                value.kind(),
                field.kind
            ));
        }
        match value {
            Value::Number(number) => *number = finite(&place, *number)?,
            Value::Text(text) => check_text(&place, text)?,
            Value::Texts(texts) => {
                bounded(&place, texts.len(), LIST_MAX)?;
                texts.iter().try_for_each(|text| check_text(&place, text))?;
            }
            Value::Boolean(_) | Value::Date(_) => {}
        }
    }
    Ok(())
}

fn explanation(line: &mut Explanation, lines: &mut usize) -> Result<(), String> {
    *lines += 1;
    bounded("lines of the explanation", *lines, EXPLANATION_LINES_MAX)?;
    check_text("the label of an explanation", &line.label)?;
    check_text("the detail of an explanation", &line.detail)?;
    let place = format!("the figure of `{}` in the explanation", line.label);
    if let Some(number) = &mut line.value {
        *number = finite(&place, *number)?;
    }
    match (&line.unit, line.value) {
        (Some(_), None) => return Err(format!("{place} has a unit and no value")),
        (Some(unit), Some(_)) => check_text(&place, unit)?,
        (None, _) => {}
    }
    line.children
        .iter_mut()
        .try_for_each(|line| explanation(line, lines))
}

fn finite(place: &str, number: f64) -> Result<f64, String> {
    if number.is_finite() {
        Ok(round_6(number))
    } else {
        Err(format!("{place} is {number}, not a finite number"))
    }
}

fn bounded(what: &str, count: usize, limit: usize) -> Result<(), String> {
    if count > limit {
        Err(format!("{what}: more than the {limit} allowed"))
    } else {
        Ok(())
    }
}

/// Checks what a strategy answered.
///
/// # Errors
/// The first rule broken, with its place.
pub(crate) fn proposals(proposals: Vec<Proposal>) -> Result<Vec<Proposal>, String> {
    bounded("proposals", proposals.len(), PROPOSALS_MAX)?;
    let mut seen = BTreeSet::new();
    for proposal in &proposals {
        let id = &proposal.id;
        if !seen.insert(id) {
            return Err(format!("proposal `{id}` stands twice in the answer"));
        }
        check_text(&format!("the title of proposal `{id}`"), &proposal.title)?;
        check_text(&format!("the source of proposal `{id}`"), &proposal.source)?;
        if proposal.reasons.is_empty() {
            return Err(format!("proposal `{id}` gives no reason"));
        }
        bounded(
            &format!("reasons of proposal `{id}`"),
            proposal.reasons.len(),
            LIST_MAX,
        )?;
        for reason in &proposal.reasons {
            check_text(&format!("a reason of proposal `{id}`"), reason)?;
        }
        bounded(
            &format!("conditions of proposal `{id}`"),
            proposal.conditions.len(),
            LIST_MAX,
        )?;
        for condition in &proposal.conditions {
            check_text(&format!("a condition of proposal `{id}`"), condition)?;
        }
        for (what, text) in [("cost", &proposal.cost), ("measure", &proposal.measure)] {
            if let Some(text) = text {
                check_text(&format!("the {what} of proposal `{id}`"), text)?;
            }
        }
    }
    Ok(proposals)
}

#[cfg(test)]
mod tests {
    use alongside_core::finding::Tier;
    use alongside_core::ids::OptionId;

    use super::*;
    use crate::description::tests::description;

    fn output() -> ScoreOutput {
        ScoreOutput {
            estimate: Estimate {
                value: Some(17.429_040_581_749_945),
                low: Some(4.2),
                high: Some(29.6),
                n: Some(234),
                unit: "percentage points".to_owned(),
                years: vec!["2018-19".to_owned()],
                withheld: None,
            },
            band: Some("wide".to_owned()),
            values: BTreeMap::from([("share".to_owned(), Value::Number(-0.0))]),
            explanation: vec![Explanation {
                label: "a".to_owned(),
                detail: "b".to_owned(),
                ..Explanation::default()
            }],
        }
    }

    fn problem(change: impl FnOnce(&mut ScoreOutput)) -> String {
        let mut changed = output();
        change(&mut changed);
        score(changed, &description()).unwrap_err()
    }

    #[test]
    fn numbers_take_their_one_form() {
        let checked = score(output(), &description()).unwrap();
        assert_eq!(checked.estimate.value, Some(17.429_041));
        let Value::Number(share) = checked.values["share"] else {
            panic!("a number")
        };
        assert!(share.is_sign_positive());
        assert_eq!(score(checked.clone(), &description()), Ok(checked));
    }

    #[test]
    fn every_rule_of_a_finding_is_named_with_its_place() {
        assert_eq!(
            problem(|o| o.estimate.low = Some(f64::NAN)),
            "`low` of the estimate is NaN, not a finite number"
        );
        assert!(problem(|o| o.estimate.high = Some(f64::INFINITY)).contains("`high`"));
        assert!(problem(|o| o.estimate.high = None).contains("without the other"));
        assert!(problem(|o| o.estimate.low = Some(20.0)).contains("does not hold its value"));
        assert!(problem(|o| o.estimate.value = None).contains("does not say why"));
        assert!(problem(|o| o.estimate.withheld = Some("few".to_owned())).contains("choose one"));
        assert!(problem(|o| o.estimate.unit.clear()).contains("`unit`"));
        assert!(
            problem(|o| o.band = Some("huge".to_owned())).contains("band `huge` is not in its description")
        );
        assert!(problem(|o| o.explanation.clear()).contains("no explanation"));
        let field = |name: &str, value| problem(|o| drop(o.values.insert(name.to_owned(), value)));
        assert_eq!(
            field("colour", Value::Boolean(true)),
            "field `colour` is not in its description"
        );
        assert!(field("share", Value::Boolean(true)).contains("its description says number"));
        assert!(field("share", Value::Number(f64::NEG_INFINITY)).contains("not a finite number"));
        let line = output().explanation[0].clone();
        assert!(problem(|o| o.explanation = vec![line; 2001]).contains("more than the 2000 allowed"));
    }

    #[test]
    fn every_rule_of_a_proposal_is_named_with_its_place() {
        let proposal = Proposal {
            id: OptionId::new("a").unwrap(),
            title: "A".to_owned(),
            tier: Tier::WholeSchool,
            reasons: vec!["because".to_owned()],
            source: "a page".to_owned(),
            cost: None,
            measure: None,
            conditions: Vec::new(),
        };
        let problem = |change: fn(&mut Proposal)| {
            let mut changed = proposal.clone();
            change(&mut changed);
            proposals(vec![changed]).unwrap_err()
        };
        assert_eq!(problem(|p| p.reasons.clear()), "proposal `a` gives no reason");
        assert!(problem(|p| p.title.clear()).contains("the title of proposal `a` is empty"));
        assert!(problem(|p| p.cost = Some(String::new())).contains("the cost"));
        assert!(problem(|p| p.reasons = vec!["r".to_owned(); 101]).contains("more than the 100"));
        assert!(
            proposals(vec![proposal.clone(), proposal.clone()])
                .unwrap_err()
                .contains("stands twice")
        );
        assert!(
            proposals(vec![proposal; 201])
                .unwrap_err()
                .contains("more than the 200")
        );
    }
}
