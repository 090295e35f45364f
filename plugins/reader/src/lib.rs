//! An importer that misbehaves on purpose, in the way that its parameter `as` names. Never shipped.
//!
//! Without the parameter it reads lines of a name and a number with a semicolon between them. Used by the host's tests.

use alongside_plugin::prelude::*;
use alongside_plugin::{Cells, NumberCells, TextCells, log};

/// The importer.
pub struct Reader;

impl Importer for Reader {
    fn describe() -> Description {
        Description::new(
            "reader",
            env!("CARGO_PKG_VERSION"),
            "Reads files badly on purpose",
        )
        .source("the tests of the plugin host")
        .texts("name", "any name")
        .numbers("number", "any number")
        .parameter(Parameter::text(
            "as",
            "how to misbehave; not at all where it is not set",
        ))
    }

    fn read(input: &ImportInput) -> Result<ImportOutput, Refusal> {
        let (mut names, mut numbers) = (TextCells::new(), NumberCells::new());
        let mut table = TableBuilder::default();
        for (line, text) in (1_u32..).zip(input.text()?.lines()) {
            let (name, number) = text.split_once(';').unwrap_or((text, ""));
            let number = match number {
                "" => Err(Missing::Blank),
                number => match number.parse() {
                    Ok(number) => Ok(number),
                    Err(_) => {
                        table = table.refused(line, Some("number"), format!("`{number}` is not a number"));
                        continue;
                    }
                },
            };
            names.push(Ok(name.to_owned()));
            numbers.push(number);
        }
        log::info(&format!("{}: {} rows", input.name, names.len()));
        let way = input.parameters().text_if_any("as")?;
        let number_column = if way == Some("other-columns") {
            "colour"
        } else {
            "number"
        };
        let mut answer = table.texts("name", names).numbers(number_column, numbers).build();
        match way {
            Some("no-columns") => answer.table.columns.clear(),
            Some("uneven") => change_numbers(&mut answer, |values| values.push(1.0)),
            Some("not-a-number") => change_numbers(&mut answer, |values| values.fill(f64::NAN)),
            Some("other-type") => answer.table.columns[1].cells = answer.table.columns[0].cells.clone(),
            Some("gap-outside") => {
                let outside = alongside_plugin::MissingCell {
                    row: 9,
                    reason: Missing::Blank,
                };
                if let Cells::Numbers(column) = &mut answer.table.columns[1].cells {
                    column.missing.push(outside);
                }
            }
            _ => {}
        }
        Ok(answer)
    }
}

fn change_numbers(answer: &mut ImportOutput, change: impl FnOnce(&mut Vec<f64>)) {
    if let Cells::Numbers(column) = &mut answer.table.columns[1].cells {
        change(&mut column.values);
    }
}

alongside_plugin::importer!(Reader);
