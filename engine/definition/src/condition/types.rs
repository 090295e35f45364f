//! The types of conditions: the core's value types, with closed sets of texts.

use std::ops::Range;

use alongside_core::definition::Expr;
use alongside_core::value::{Value, ValueType};

/// What an expression answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Type {
    /// A text; where the texts that can be are known, which.
    Text(Option<Closed>),
    Number,
    Boolean,
    Date,
    Texts,
}

/// All the texts that something can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Closed {
    /// What they are, such as ``the options of `priorities` ``.
    pub(crate) what: String,
    pub(crate) members: Vec<String>,
}

impl Type {
    pub(crate) fn words(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Number => "a number",
            Self::Boolean => "yes or no",
            Self::Date => "a date",
            Self::Texts => "a list of texts",
        }
    }

    /// Whether two types are the same, closed sets aside.
    pub(crate) fn same(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Text(_), Self::Text(_))) || self == other
    }

    pub(crate) fn of_value(value: &Value) -> Self {
        Self::of_kind(value.kind())
    }

    pub(crate) fn value_type(&self) -> ValueType {
        match self {
            Self::Text(_) => ValueType::Text,
            Self::Number => ValueType::Number,
            Self::Boolean => ValueType::Boolean,
            Self::Date => ValueType::Date,
            Self::Texts => ValueType::Texts,
        }
    }

    pub(crate) fn of_kind(kind: ValueType) -> Self {
        match kind {
            ValueType::Text => Self::Text(None),
            ValueType::Number => Self::Number,
            ValueType::Boolean => Self::Boolean,
            ValueType::Date => Self::Date,
            ValueType::Texts => Self::Texts,
        }
    }
}

/// An expression with its type and its place in the file.
#[derive(Debug, Clone)]
pub(crate) struct Typed {
    pub(crate) expr: Expr,
    /// None where something below it is wrong and reported already.
    pub(crate) kind: Option<Type>,
    pub(crate) span: Range<usize>,
    /// How deep the tree is, itself included.
    pub(crate) depth: usize,
}

impl Typed {
    pub(crate) fn leaf(expr: Expr, kind: Option<Type>, span: Range<usize>) -> Self {
        Self {
            expr,
            kind,
            span,
            depth: 1,
        }
    }

    pub(crate) fn value(value: Value, span: Range<usize>) -> Self {
        let kind = Type::of_value(&value);
        Self::leaf(Expr::Value(value), Some(kind), span)
    }

    /// What stands for an expression that is wrong and reported already.
    pub(crate) fn broken(span: Range<usize>) -> Self {
        Self::leaf(Expr::Value(Value::Boolean(false)), None, span)
    }
}
