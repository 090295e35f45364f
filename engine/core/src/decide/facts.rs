//! Facts: what somebody sets and conditions read. Tests: `tests/behaviour/decide_facts.rs`.

use super::people::{bounded, reason};
use super::record::with_article;
use super::{Draft, Rejection};
use crate::definition::Fact;
use crate::event::Event;
use crate::ids::FactId;
use crate::value::Value;

impl Draft<'_> {
    pub(super) fn set_fact(
        &mut self,
        id: &FactId,
        value: &Value,
        why: Option<&str>,
    ) -> Result<(), Rejection> {
        let facts = &self.context.definition.facts;
        let Some(fact) = facts.get(id) else {
            self.person_or_administrator()?;
            let known = facts.keys().cloned().collect();
            return Err(Rejection::UnknownFact {
                fact: id.clone(),
                known,
            });
        };
        match &fact.role {
            Some(role) => drop(self.holder(role, "sets it")?),
            None => self.person_or_administrator()?,
        }
        check_value(id, fact, value)?;
        let why = why.map(|why| reason(why).map(str::to_owned)).transpose()?;
        let from = self.state.facts.get(id).cloned();
        if from.as_ref() == Some(value) {
            return Ok(());
        }
        self.emit(Event::FactSet {
            fact: id.clone(),
            from,
            to: value.clone(),
            reason: why,
        })
    }
}

fn check_value(id: &FactId, fact: &Fact, value: &Value) -> Result<(), Rejection> {
    let refuse = |expected: String| {
        Err(Rejection::WrongFact {
            fact: id.clone(),
            expected,
        })
    };
    if fact.kind != value.kind() || !value.is_finite() {
        return refuse(with_article(fact.kind).to_owned());
    }
    let texts = match value {
        Value::Text(text) => std::slice::from_ref(text),
        Value::Texts(texts) => texts,
        Value::Number(_) | Value::Boolean(_) | Value::Date(_) => &[],
    };
    bounded(&texts.concat())?;
    let known = |text: &String| fact.options.is_empty() || fact.options.contains(text);
    if texts.iter().all(known) {
        return Ok(());
    }
    let options: Vec<String> = fact.options.iter().map(|option| format!("`{option}`")).collect();
    refuse(format!("one of {}", options.join(", ")))
}
