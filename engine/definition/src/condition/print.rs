//! Writing an expression as CEL: the words of conditions that were written as tables. Tests are below.

use alongside_core::definition::{
    CHILD_PROPERTIES, Comparison, Expr, FINDING_FIELDS, FindingField, Name, Operator, STEP_PROPERTIES,
};
use alongside_core::value::Value;

/// Writes an expression so that reading it again gives the same expression.
pub(crate) fn print(expr: &Expr) -> String {
    match expr {
        Expr::Value(value) => literal(value),
        Expr::Name(name) => print_name(name),
        Expr::Has(name) => format!("has({})", print_name(name)),
        Expr::Not(inner) => format!("!{}", operand(inner)),
        Expr::All(all) => joined(all, " && "),
        Expr::Any(any) => joined(any, " || "),
        Expr::Compare(how, a, b) => format!("{} {} {}", operand(a), comparison(*how), operand(b)),
        Expr::Arithmetic(how, a, b) => format!("{} {} {}", operand(a), operator(*how), operand(b)),
        Expr::In(item, list) => match list.as_slice() {
            [Expr::Name(name)] => format!("{} in {}", operand(item), print_name(name)),
            list => {
                let list: Vec<String> = list.iter().map(print).collect();
                format!("{} in [{}]", operand(item), list.join(", "))
            }
        },
        Expr::Size(list) => format!("size({})", print(list)),
        Expr::If(a, b, c) => format!("{} ? {} : {}", operand(a), operand(b), operand(c)),
    }
}

/// An expression within another, in brackets unless it is one word.
fn operand(expr: &Expr) -> String {
    match expr {
        Expr::Value(Value::Number(number)) if *number < 0.0 => format!("({})", print(expr)),
        Expr::Value(_) | Expr::Name(_) | Expr::Has(_) | Expr::Size(_) => print(expr),
        _ => format!("({})", print(expr)),
    }
}

fn joined(all: &[Expr], with: &str) -> String {
    let part = |expr: &Expr| match expr {
        Expr::Compare(..) | Expr::In(..) | Expr::Not(_) => print(expr),
        _ => operand(expr),
    };
    all.iter().map(part).collect::<Vec<_>>().join(with)
}

fn literal(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::Boolean(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Date(date) => format!("date(\"{date}\")"),
        Value::Texts(texts) => {
            let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
            format!("[{}]", texts.join(", "))
        }
    }
}

fn quoted(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
        .replace('\r', "\\r");
    format!("\"{escaped}\"")
}

fn print_name(name: &Name) -> String {
    match name {
        Name::Today => "today".to_owned(),
        Name::Finding { step, field } => {
            format!("findings{}{}", part(step.as_str()), part(field_word(field)))
        }
        Name::Decision { step } => format!("decisions{}", part(step.as_str())),
        Name::Record { step, field } => format!("records{}{}", part(step.as_str()), part(field.as_str())),
        Name::Step { step, property } => {
            let word = STEP_PROPERTIES
                .iter()
                .find(|(_, found)| found == property)
                .map_or("done", |(word, _)| word);
            format!("steps{}{}", part(step.as_str()), part(word))
        }
        Name::Evidence { step, evidence } => {
            format!("evidence{}{}", part(step.as_str()), part(evidence.as_str()))
        }
        Name::Event { event } => format!("events{}", part(event.as_str())),
        Name::Data { data } => format!("data{}", part(data.as_str())),
        Name::Fact { fact } => format!("facts{}", part(fact.as_str())),
        Name::Reported { event, field } => format!("events{}{}", part(event.as_str()), part(field.as_str())),
        Name::Escalation { escalation } => format!("escalations{}", part(escalation.as_str())),
        Name::Children { step, property } => {
            let word = CHILD_PROPERTIES
                .iter()
                .find(|(_, found)| found == property)
                .map_or("started", |(word, _)| word);
            format!("children{}{}", part(step.as_str()), part(word))
        }
        Name::Output {
            step,
            output,
            aggregate,
        } => {
            let whole = format!("outputs{}{}", part(step.as_str()), part(output.as_str()));
            aggregate
                .as_str()
                .map_or(whole.clone(), |word| format!("{whole}.{word}"))
        }
        Name::Previous { output } => format!("previous{}", part(output.as_str())),
        Name::Membership | Name::Spent { .. } => name.to_string(),
    }
}

fn field_word(field: &FindingField) -> &str {
    match field {
        FindingField::Declared(name) => name,
        common => FINDING_FIELDS
            .iter()
            .find(|(_, found)| found == common)
            .map_or("value", |(word, _)| word),
    }
}

/// One part of a name: after a dot where it can be, else in brackets.
fn part(id: &str) -> String {
    // Words that CEL keeps for itself.
    const RESERVED: [&str; 21] = [
        "as",
        "break",
        "const",
        "continue",
        "else",
        "false",
        "for",
        "function",
        "if",
        "import",
        "in",
        "let",
        "loop",
        "namespace",
        "null",
        "package",
        "return",
        "true",
        "var",
        "void",
        "while",
    ];
    let plain = id.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && !RESERVED.contains(&id);
    let simple = id
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if plain && simple {
        format!(".{}", id.replace('-', "_"))
    } else {
        format!("[{}]", quoted(id))
    }
}

fn comparison(how: Comparison) -> &'static str {
    match how {
        Comparison::Equal => "==",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}

fn operator(how: Operator) -> &'static str {
    match how {
        Operator::Add => "+",
        Operator::Subtract => "-",
        Operator::Multiply => "*",
        Operator::Divide => "/",
    }
}

#[cfg(test)]
mod tests {
    use alongside_core::ids::StepId;

    use super::*;

    #[test]
    fn ids_that_are_no_words_of_cel_stand_in_brackets() {
        let decision = |id: &str| {
            print_name(&Name::Decision {
                step: StepId::new(id).unwrap(),
            })
        };
        assert_eq!(decision("exit-ready"), "decisions.exit_ready");
        assert_eq!(decision("2019-review"), "decisions[\"2019-review\"]");
        assert_eq!(decision("in"), "decisions[\"in\"]");
    }

    #[test]
    fn texts_are_escaped() {
        assert_eq!(
            literal(&Value::Text("a \"b\"\\\n".to_owned())),
            r#""a \"b\"\\\n""#
        );
    }
}
