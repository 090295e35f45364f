//! Importer `NAME`: a register of pupils and their sessions, with semicolons.

use alongside_plugin::prelude::*;

const HEAD: &str = "pupil;sessions";

/// The importer.
pub struct Register;

impl Importer for Register {
    fn describe() -> Description {
        Description::new("NAME", env!("CARGO_PKG_VERSION"), "Register of sessions")
            .source("say here which program writes such files")
            .texts("pupil", "the pupil's pseudonym")
            .numbers("sessions", "half-day sessions attended")
    }

    fn read(input: &ImportInput) -> Result<ImportOutput, Refusal> {
        // The number of a line is that of an editor; empty lines are left out.
        let mut lines = (1_u32..).zip(input.text()?.lines()).filter(|(_, line)| !line.trim().is_empty());
        if lines.next().is_none_or(|(_, head)| head.trim() != HEAD) {
            return Err(Refusal::new(format!("the first line must be `{HEAD}`")));
        }
        let (mut pupils, mut sessions) = (Vec::new(), Vec::new());
        let mut table = TableBuilder::default();
        for (number, line) in lines {
            let (pupil, text) = line.trim().split_once(';').unwrap_or((line.trim(), ""));
            let count = match (text, text.parse()) {
                ("", _) => Err(Missing::Blank),
                (_, Ok(count)) => Ok(count),
                (_, Err(_)) => {
                    table = table.refused(number, Some("sessions"), format!("`{text}` is not a number"));
                    continue;
                }
            };
            pupils.push(Ok(pupil.to_owned()));
            sessions.push(count);
        }
        Ok(table.texts("pupil", pupils).numbers("sessions", sessions).build())
    }
}

alongside_plugin::importer!(Register);
