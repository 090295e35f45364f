//! Describing a plugin: builders that read like the table in its documentation.

use crate::{
    CellType, ColumnDescription, Description, FieldDescription, ParameterDescription, Value, ValueType,
};

impl Description {
    /// Begins a description. `id` is an identifier, `version` is semantic.
    pub fn new(id: impl Into<String>, version: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            version: version.into(),
            title: title.into(),
            source: String::new(),
            columns: Vec::new(),
            parameters: Vec::new(),
            fields: Vec::new(),
            bands: Vec::new(),
        }
    }

    /// Says where the rule or the catalogue comes from. Every description needs this.
    #[must_use]
    pub fn source(mut self, source: impl Into<String>) -> Self {
        self.source = source.into();
        self
    }

    /// Asks for a column of numbers. Say the unit in the title.
    #[must_use]
    pub fn numbers(self, name: &str, title: &str) -> Self {
        self.column(name, CellType::Numbers, title)
    }

    /// Asks for a column of texts.
    #[must_use]
    pub fn texts(self, name: &str, title: &str) -> Self {
        self.column(name, CellType::Texts, title)
    }

    /// Lets a table lack the column that was asked for last.
    #[must_use]
    pub fn optional(mut self) -> Self {
        if let Some(column) = self.columns.last_mut() {
            column.optional = true;
        }
        self
    }

    fn column(mut self, name: &str, kind: CellType, title: &str) -> Self {
        self.columns.push(ColumnDescription {
            name: name.to_owned(),
            kind,
            title: title.to_owned(),
            optional: false,
        });
        self
    }

    /// Adds a parameter.
    #[must_use]
    pub fn parameter(mut self, parameter: Parameter) -> Self {
        self.parameters.push(parameter.0);
        self
    }

    /// Declares a field of the findings.
    #[must_use]
    pub fn field(mut self, field: Field) -> Self {
        self.fields.push(field.0);
        self
    }

    /// Declares the bands of the findings.
    #[must_use]
    pub fn bands<'a>(mut self, bands: impl IntoIterator<Item = &'a str>) -> Self {
        self.bands.extend(bands.into_iter().map(str::to_owned));
        self
    }
}

/// A parameter being described.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter(ParameterDescription);

impl Parameter {
    fn new(kind: ValueType, name: &str, title: &str) -> Self {
        Self(ParameterDescription {
            name: name.to_owned(),
            kind,
            title: title.to_owned(),
            required: false,
            default: None,
            allowed: Vec::new(),
            at_least: None,
            at_most: None,
        })
    }

    /// A number. Say the unit in the title.
    pub fn number(name: &str, title: &str) -> Self {
        Self::new(ValueType::Number, name, title)
    }

    /// A text.
    pub fn text(name: &str, title: &str) -> Self {
        Self::new(ValueType::Text, name, title)
    }

    /// A yes or no.
    pub fn boolean(name: &str, title: &str) -> Self {
        Self::new(ValueType::Boolean, name, title)
    }

    /// Says what holds where a step does not set it.
    #[must_use]
    pub fn default(mut self, value: impl Into<Value>) -> Self {
        self.0.default = Some(value.into());
        self
    }

    /// Makes a step set it.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.0.required = true;
        self
    }

    /// Allows the numbers of a range only, both ends included.
    #[must_use]
    pub fn between(mut self, least: f64, most: f64) -> Self {
        self.0.at_least = Some(least);
        self.0.at_most = Some(most);
        self
    }

    /// Allows these texts only.
    #[must_use]
    pub fn one_of<'a>(mut self, texts: impl IntoIterator<Item = &'a str>) -> Self {
        self.0.allowed.extend(texts.into_iter().map(str::to_owned));
        self
    }
}

/// A field of a finding being described.
#[derive(Debug, Clone, PartialEq)]
pub struct Field(FieldDescription);

impl Field {
    fn new(kind: ValueType, name: &str, title: &str) -> Self {
        Self(FieldDescription {
            name: name.to_owned(),
            kind,
            title: title.to_owned(),
        })
    }

    /// A number. Say the unit in the title.
    pub fn number(name: &str, title: &str) -> Self {
        Self::new(ValueType::Number, name, title)
    }

    /// A text.
    pub fn text(name: &str, title: &str) -> Self {
        Self::new(ValueType::Text, name, title)
    }

    /// A yes or no.
    pub fn boolean(name: &str, title: &str) -> Self {
        Self::new(ValueType::Boolean, name, title)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value {
    fn from(boolean: bool) -> Self {
        Self::Boolean(boolean)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
