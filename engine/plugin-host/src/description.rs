//! What a plugin may say of itself: the rules of the contract for a description, and the bounds on its texts.
//!
//! Tests are below.

use std::collections::BTreeSet;

use alongside_core::ids::FieldId;
use alongside_core::plugin::{ParameterDescription, PluginDescription, World};
use alongside_core::value::ValueType;

use crate::input::check_parameter;

/// The longest text anywhere in a description or an answer, in bytes.
pub(crate) const TEXT_BYTES_MAX: usize = 4096;
/// The longest name of a column, in bytes.
const COLUMN_NAME_BYTES_MAX: usize = 128;
/// The most columns, parameters, fields, bands or allowed texts, each.
const LIST_MAX: usize = 256;

/// Checks a description.
///
/// # Errors
/// The first rule broken, with its place.
pub(crate) fn check(description: &PluginDescription) -> Result<(), String> {
    check_text("`title`", &description.title)?;
    check_text("`source`", &description.source)?;
    check_columns(description)?;
    let parameters = description
        .parameters
        .iter()
        .map(|parameter| parameter.name.as_str());
    check_identifiers("parameter", parameters)?;
    description.parameters.iter().try_for_each(check_one_parameter)?;
    check_identifiers(
        "field",
        description.fields.iter().map(|field| field.name.as_str()),
    )?;
    for field in &description.fields {
        check_text(&format!("the title of field `{}`", field.name), &field.title)?;
    }
    check_identifiers("band", description.bands.iter().map(String::as_str))?;
    check_lists(description)
}

/// Checks that a world has no lists that mean nothing to it.
fn check_lists(description: &PluginDescription) -> Result<(), String> {
    let (columns, found) = match description.world {
        World::ScoringRule => return Ok(()),
        World::Importer => (0, description),
        World::InterventionStrategy | World::Evaluator => (description.columns.len(), description),
    };
    let lists = [
        ("columns", columns),
        ("fields", found.fields.len()),
        ("bands", found.bands.len()),
    ];
    match lists.iter().find(|(_, count)| *count > 0) {
        Some((name, _)) => Err(format!(
            "`{name}`: the world `{}` has none; leave the list empty",
            description.world.as_str()
        )),
        None if description.world == World::Importer && description.columns.is_empty() => {
            Err("`columns`: an importer says which columns it answers".to_owned())
        }
        None => Ok(()),
    }
}

/// Checks a text that must say something: not empty, bounded, no control characters but line breaks.
pub(crate) fn check_text(place: &str, text: &str) -> Result<(), String> {
    if text.trim().is_empty() {
        return Err(format!("{place} is empty"));
    }
    if text.len() > TEXT_BYTES_MAX {
        return Err(format!(
            "{place} has {} bytes, more than the {TEXT_BYTES_MAX} allowed",
            text.len()
        ));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(format!("{place} holds a control character"));
    }
    Ok(())
}

fn check_columns(description: &PluginDescription) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    if description.columns.len() > LIST_MAX {
        return Err(format!(
            "it asks for {} columns, more than the {LIST_MAX} allowed",
            description.columns.len()
        ));
    }
    for column in &description.columns {
        let name = &column.name;
        check_text("the name of a column", name)?;
        // An older contract did not ask for a title.
        if column.kind.is_some() {
            check_text(&format!("the title of column `{name}`"), &column.title)?;
        }
        if name.len() > COLUMN_NAME_BYTES_MAX {
            return Err(format!(
                "column `{name}`: its name is longer than {COLUMN_NAME_BYTES_MAX} bytes"
            ));
        }
        if !seen.insert(name) {
            return Err(format!("column `{name}` stands twice"));
        }
    }
    Ok(())
}

fn check_identifiers<'a>(what: &str, names: impl Iterator<Item = &'a str>) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for name in names {
        FieldId::new(name).map_err(|error| format!("a {what}: {error}"))?;
        if !seen.insert(name) {
            return Err(format!("{what} `{name}` stands twice"));
        }
        if seen.len() > LIST_MAX {
            return Err(format!("there are more than {LIST_MAX} {what}s"));
        }
    }
    Ok(())
}

fn check_one_parameter(parameter: &ParameterDescription) -> Result<(), String> {
    let name = &parameter.name;
    check_text(&format!("the title of parameter `{name}`"), &parameter.title)?;
    let takes_texts = matches!(parameter.kind, ValueType::Text | ValueType::Texts);
    if !parameter.allowed.is_empty() && !takes_texts {
        return Err(format!(
            "parameter `{name}` is a {}: only texts have a list of those allowed",
            parameter.kind
        ));
    }
    if parameter.allowed.len() > LIST_MAX {
        return Err(format!("parameter `{name}` allows more than {LIST_MAX} texts"));
    }
    for text in &parameter.allowed {
        check_text(&format!("a text allowed for parameter `{name}`"), text)?;
    }
    let bounds = [parameter.at_least, parameter.at_most];
    if bounds.iter().flatten().any(|bound| !bound.is_finite()) {
        return Err(format!(
            "parameter `{name}` has a bound that is not a finite number"
        ));
    }
    if bounds.iter().any(Option::is_some) && parameter.kind != ValueType::Number {
        return Err(format!(
            "parameter `{name}` is a {}: only numbers have bounds",
            parameter.kind
        ));
    }
    if let [Some(least), Some(most)] = bounds
        && least > most
    {
        return Err(format!(
            "parameter `{name}` is at least {least} and at most {most}: no number is"
        ));
    }
    match &parameter.default {
        Some(_) if parameter.required => Err(format!(
            "parameter `{name}` is required and has a default: choose one"
        )),
        Some(default) => {
            check_parameter(parameter, default).map_err(|problem| format!("its default: {problem}"))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use alongside_core::ids::PluginId;
    use alongside_core::plugin::{CellType, ColumnDescription, FieldDescription};
    use alongside_core::value::Value;

    use super::*;

    /// A correct column of numbers or texts.
    pub(crate) fn column(name: &str) -> ColumnDescription {
        ColumnDescription {
            name: name.to_owned(),
            kind: Some(CellType::Numbers),
            title: format!("what {name} holds"),
            optional: false,
        }
    }

    /// A correct description to vary.
    pub(crate) fn description() -> PluginDescription {
        PluginDescription {
            id: PluginId::new("rule").unwrap(),
            version: semver::Version::new(1, 0, 0),
            world: World::ScoringRule,
            title: "A rule".to_owned(),
            source: "a document, page 1".to_owned(),
            columns: vec![column("cohort")],
            parameters: vec![ParameterDescription {
                name: "years".to_owned(),
                kind: ValueType::Number,
                title: "how many years".to_owned(),
                required: false,
                default: Some(Value::Number(3.0)),
                allowed: Vec::new(),
                at_least: Some(1.0),
                at_most: Some(10.0),
            }],
            fields: vec![FieldDescription {
                name: "share".to_owned(),
                kind: ValueType::Number,
                title: "a share".to_owned(),
            }],
            bands: vec!["wide".to_owned(), "narrow".to_owned()],
        }
    }

    fn problem(change: impl FnOnce(&mut PluginDescription)) -> String {
        let mut changed = description();
        change(&mut changed);
        check(&changed).unwrap_err()
    }

    #[test]
    fn a_correct_description_passes() {
        assert_eq!(check(&description()), Ok(()));
    }

    #[test]
    fn every_rule_is_named_with_its_place() {
        assert_eq!(problem(|d| d.title.clear()), "`title` is empty");
        assert!(problem(|d| d.source = "x".repeat(5000)).contains("`source` has 5000 bytes"));
        assert!(problem(|d| d.source = "\u{1b}[2J".to_owned()).contains("control character"));
        assert_eq!(
            problem(|d| d.columns.push(column("cohort"))),
            "column `cohort` stands twice"
        );
        assert!(
            problem(|d| d.columns = (0..300).map(|n| column(&n.to_string())).collect())
                .contains("300 columns")
        );
        assert!(problem(|d| d.columns[0].title.clear()).contains("the title of column `cohort`"));
        assert!(problem(|d| d.parameters[0].at_most = Some(2.0)).contains("its default"));
        assert!(problem(|d| d.parameters[0].at_least = Some(20.0)).contains("no number is"));
        assert!(problem(|d| d.parameters[0].at_most = Some(f64::NAN)).contains("not a finite number"));
        assert!(problem(|d| d.parameters[0].kind = ValueType::Text).contains("only numbers have bounds"));
        assert!(problem(|d| d.bands.push("Very wide".to_owned())).contains("a band: `Very wide`"));
        assert_eq!(
            problem(|d| d.bands.push("wide".to_owned())),
            "band `wide` stands twice"
        );
        assert!(problem(|d| d.fields[0].name = String::new()).contains("a field"));
        assert!(problem(|d| d.parameters[0].required = true).contains("required and has a default"));
        assert!(problem(|d| d.parameters[0].default = Some(Value::Boolean(true))).contains("its default"));
        assert!(problem(|d| d.parameters[0].allowed.push("a".to_owned())).contains("only texts"));
        assert!(problem(|d| d.world = World::InterventionStrategy).contains("`columns`"));
    }
}
