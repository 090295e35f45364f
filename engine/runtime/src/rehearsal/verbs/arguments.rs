//! The arguments of verbs: a struct for each, whose fields are read from data and told to people from the same lines.

use serde::Deserialize;

/// One argument, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argument {
    /// Its name, as in Rust.
    pub(crate) name: &'static str,
    /// Its type, as in Rust.
    pub(crate) kind: &'static str,
    /// What it means.
    pub(crate) about: &'static str,
    /// Whether it may be left out though its type does not say so.
    pub(crate) default: bool,
}

/// What a verb takes.
pub(crate) trait Arguments: for<'de> Deserialize<'de> {
    /// What the verb does, in a sentence.
    const ABOUT: &'static str;
    /// What it takes.
    const ARGUMENTS: &'static [Argument];
}

/// Defines the arguments of verbs.
macro_rules! arguments {
    ($(
        $(#[doc = $about:literal])+
        $name:ident {
            $( $(#[doc = $doc:literal])+ $(#[serde($serde:ident)])? $field:ident: $kind:ty ),* $(,)?
        }
    )+) => {$(
        $(#[doc = $about])+
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields, rename_all = "kebab-case")]
        pub(crate) struct $name {
            $( $(#[doc = $doc])+ $(#[serde($serde)])? $field: $kind, )*
        }

        impl $crate::rehearsal::verbs::arguments::Arguments for $name {
            const ABOUT: &'static str = concat!($($about),+);
            const ARGUMENTS: &'static [$crate::rehearsal::verbs::arguments::Argument] = &[$(
                $crate::rehearsal::verbs::arguments::Argument {
                    name: stringify!($field),
                    kind: stringify!($kind),
                    about: concat!($($doc),+),
                    default: !concat!("", $(stringify!($serde))?).is_empty(),
                },
            )*];
        }
    )+};
}

pub(crate) use arguments;

/// One item, or a list of them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMany<T> {
    /// Several. They come first: a list of one text would also do for a table.
    Many(Vec<T>),
    /// One.
    One(T),
}

impl<T> OneOrMany<T> {
    /// All of them.
    pub(crate) fn into_vec(self) -> Vec<T> {
        match self {
            Self::One(item) => vec![item],
            Self::Many(items) => items,
        }
    }
}

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl Argument {
    /// Its name, as it is written in data.
    pub fn name(&self) -> String {
        self.name.trim_start_matches("r#").replace('_', "-")
    }

    /// Whether it may be left out.
    pub fn is_optional(&self) -> bool {
        self.default || self.kind.starts_with("Option")
    }

    /// What it means.
    pub fn about(&self) -> &'static str {
        self.about.trim()
    }

    /// Its type, in words.
    pub fn kind(&self) -> String {
        let kind = self.kind.replace([' ', '\n'], "");
        let inner = kind
            .strip_prefix("Option<")
            .and_then(|kind| kind.strip_suffix('>'))
            .unwrap_or(&kind);
        word(inner)
    }
}

fn word(kind: &str) -> String {
    let within = |start: &str| {
        let inner = kind.strip_prefix(start)?.strip_suffix('>')?;
        Some(inner.to_owned())
    };
    if let Some(inner) = within("Vec<").or_else(|| within("BTreeSet<")) {
        return format!("list of {}", word(&inner));
    }
    if let Some(inner) = within("OneOrMany<") {
        return format!("{}, or a list of them", word(&inner));
    }
    if let Some((_, inner)) = within("BTreeMap<")
        .as_deref()
        .and_then(|pair| pair.split_once(','))
    {
        return format!("table of {}", word(inner));
    }
    match kind {
        "String" => "text".to_owned(),
        "Date" => "date".to_owned(),
        "f64" => "number".to_owned(),
        "u32" | "usize" => "whole number".to_owned(),
        "bool" => "true or false".to_owned(),
        "Urn" => "URN".to_owned(),
        "Json" => "value".to_owned(),
        other => match other.strip_suffix("Id") {
            Some(_) => "name".to_owned(),
            None => other
                .char_indices()
                .fold(String::new(), |mut words, (index, letter)| {
                    if letter.is_ascii_uppercase() && index > 0 {
                        words.push(' ');
                    }
                    words.push(letter.to_ascii_lowercase());
                    words
                }),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn types_are_told_in_words() {
        assert_eq!(word("StepId"), "name");
        assert_eq!(word("BTreeMap<FieldId,Json>"), "table of value");
        assert_eq!(word("OneOrMany<OptionId>"), "name, or a list of them");
        assert_eq!(word("GivenProposal"), "given proposal");
    }
}
