//! Commands as data: reading what a program or a scenario file says, with the place of whatever is wrong. Tests are below.

use alongside_core::value::{Value, ValueType};
use alongside_definition::nearest;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use serde_path_to_error::{Path, Segment};

/// What was said and cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Misread {
    /// Where, from the outside in.
    pub(crate) path: Vec<Part>,
    /// What is wrong, in a lower-case fragment.
    pub(crate) message: String,
    /// What to do.
    pub(crate) help: Option<String>,
}

/// One part of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// A key of a table.
    Key(String),
    /// An item of a list, counted from 0.
    Item(usize),
}

impl Misread {
    /// The path as people write it: `people.nle[0]`.
    pub(crate) fn place(&self) -> String {
        let mut place = String::new();
        for part in &self.path {
            match part {
                Part::Key(key) if place.is_empty() => place.push_str(key),
                Part::Key(key) => place.push_str(&format!(".{key}")),
                Part::Item(index) => place.push_str(&format!("[{index}]")),
            }
        }
        place
    }

    /// The whole of it in one sentence.
    pub(crate) fn sentence(&self) -> String {
        match self.path.is_empty() {
            true => self.message.clone(),
            false => format!("`{}`: {}", self.place(), self.message),
        }
    }
}

/// Reads data as `T`, and says where it is wrong if it is.
pub(crate) fn read<T: DeserializeOwned>(data: Json) -> Result<T, Misread> {
    serde_path_to_error::deserialize(data).map_err(|error| {
        let (message, help) = words(&error.inner().to_string());
        Misread {
            path: parts(error.path()),
            message,
            help,
        }
    })
}

fn parts(path: &Path) -> Vec<Part> {
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(Part::Item(*index)),
            Segment::Map { key } => Some(Part::Key(key.clone())),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect()
}

/// What a reader of data says, in words for people.
fn words(said: &str) -> (String, Option<String>) {
    for (start, what) in [("unknown field `", "key"), ("unknown variant `", "word")] {
        if let Some((wrong, expected)) = said.strip_prefix(start).and_then(|rest| rest.split_once("`, ")) {
            let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
            let help = match nearest(wrong, known.iter().copied()) {
                Some(near) => Some(format!("did you mean `{near}`?")),
                None if known.is_empty() => None,
                None => Some(format!("the {what}s are {}", listed(&known))),
            };
            return (format!("there is no {what} `{wrong}` here"), help);
        }
    }
    if let Some(missing) = said
        .strip_prefix("missing field `")
        .and_then(|rest| rest.strip_suffix('`'))
    {
        return (
            format!("`{missing}` is missing"),
            Some(format!("add `{missing}`")),
        );
    }
    let wrong_type = said.strip_prefix("invalid type: ");
    if let Some((found, expected)) = wrong_type.and_then(|rest| rest.split_once(", expected ")) {
        let expected = match expected.starts_with("struct ") || expected == "a map" {
            true => "a table",
            false => expected,
        };
        return (format!("{expected} is expected, and this is {found}"), None);
    }
    (said.to_owned(), None)
}

fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// A value as its declared type has it; as it looks, where no type is declared.
pub(crate) fn typed(kind: Option<ValueType>, data: &Json) -> Result<Value, String> {
    let as_it_looks = || match data {
        Json::String(text) => Some(Value::Text(text.clone())),
        Json::Number(number) => number.as_f64().map(Value::Number),
        Json::Bool(value) => Some(Value::Boolean(*value)),
        Json::Array(items) => items
            .iter()
            .map(|item| item.as_str().map(str::to_owned))
            .collect::<Option<Vec<String>>>()
            .map(Value::Texts),
        Json::Null | Json::Object(_) => None,
    };
    let wrong = |expected: &str| format!("{expected} is expected, and this is {data}");
    match (kind, data) {
        (Some(ValueType::Date), Json::String(text)) => ValueType::Date.parse(text),
        (Some(ValueType::Texts), Json::String(text)) => Ok(Value::Texts(vec![text.clone()])),
        (Some(kind), _) => match as_it_looks() {
            Some(value) if value.kind() == kind => Ok(value),
            _ => Err(wrong(&format!("a value of type {kind}"))),
        },
        (None, _) => {
            as_it_looks().ok_or_else(|| wrong("a text, a number, true or false, or a list of texts"))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Thing {
        #[expect(dead_code, reason = "only its reading is looked at")]
        items: Vec<Item>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Item {
        #[expect(dead_code, reason = "only its reading is looked at")]
        step: String,
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let wrong = |data| read::<Thing>(data).unwrap_err();
        let unknown = wrong(json!({ "items": [{ "step": "a" }, { "stp": "b" }] }));
        assert_eq!(unknown.place(), "items[1].stp");
        assert_eq!(unknown.message, "there is no key `stp` here");
        assert_eq!(unknown.help.as_deref(), Some("did you mean `step`?"));
        let missing = wrong(json!({ "items": [{}] }));
        assert_eq!(missing.sentence(), "`items[0]`: `step` is missing");
        let mistyped = wrong(json!({ "items": [{ "step": 3 }] }));
        assert_eq!(
            mistyped.sentence(),
            "`items[0].step`: a string is expected, and this is integer `3`"
        );
        assert!(
            wrong(json!({ "items": [3] }))
                .message
                .starts_with("a table is expected")
        );
    }

    #[test]
    fn values_follow_their_declared_type() {
        let date = typed(Some(ValueType::Date), &json!("2019-01-31"));
        assert_eq!(date, Ok(Value::Date(jiff::civil::date(2019, 1, 31))));
        assert!(typed(Some(ValueType::Number), &json!("12")).is_err());
        assert_eq!(typed(None, &json!(12)), Ok(Value::Number(12.0)));
        assert_eq!(
            typed(Some(ValueType::Texts), &json!("one")),
            Ok(Value::Texts(vec!["one".to_owned()]))
        );
        assert!(typed(None, &json!({})).is_err());
    }
}
