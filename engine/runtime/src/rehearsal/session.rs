//! A session: lines of JSON in, lines of JSON out. Owns the envelope around verbs and their answers, which the protocol
//! page of the command line tells of; it knows nothing of any one verb.
//!
//! Whatever a line holds, it is answered by one line. Tests are below, and with the command line.

use std::panic::{AssertUnwindSafe, catch_unwind};

use alongside_core::ids::{EngagementId, PersonId};
use jiff::civil::Date;
use serde_json::{Map, Value as Json, json};

use super::{Answer, PluginAnswers, Rehearsal, Said};
use crate::error::RuntimeError;

/// The version of the protocol. It grows when a program that speaks the one before would be misunderstood.
pub const PROTOCOL: u32 = 1;

/// The longest line that is read, in bytes.
pub const LINE_BYTES_MAX: usize = 4 << 20;

/// A rehearsal that is driven line by line.
pub struct Session {
    rehearsal: Rehearsal,
}

impl Session {
    /// Begins a session in an empty rehearsal.
    pub fn new(from: Date, plugins: PluginAnswers) -> Self {
        Self {
            rehearsal: Rehearsal::new(from, plugins),
        }
    }

    /// Answers one line: always one JSON object, with `ok` or `error`.
    pub fn answer(&mut self, line: &[u8]) -> Json {
        let mut request = match request(line) {
            Ok(request) => request,
            Err(error) => return failed(None, &error),
        };
        let id = request.remove("id");
        // A mistake of ours in one line must not take the lines after it along.
        let answered = catch_unwind(AssertUnwindSafe(|| self.carry_out(request)));
        match answered {
            Ok(Ok(answer)) => with_id(id, "ok", answer),
            Ok(Err(error)) => failed(id, &error),
            Err(_) => failed(
                id,
                &RuntimeError::Internal("see standard error for the place of the mistake".to_owned()),
            ),
        }
    }

    fn carry_out(&mut self, mut request: Map<String, Json>) -> Result<Json, RuntimeError> {
        let said = Said {
            verb: take(&mut request, "verb")?.ok_or_else(|| {
                RuntimeError::input_hint(
                    "no-verb",
                    "the line has no `verb`",
                    "ask for all of them with {\"verb\": \"verbs\"}",
                )
            })?,
            by: name::<PersonId>(&mut request, "as")?,
            engagement: name::<EngagementId>(&mut request, "engagement")?,
            command_id: take(&mut request, "command-id")?,
            arguments: Json::Object(request),
        };
        match self.rehearsal.said(&said)? {
            Answer::Is(answer) => Ok(answer),
            Answer::Anew(from, plugins) => {
                self.rehearsal = Rehearsal::new(from, plugins);
                Ok(json!({ "today": from }))
            }
        }
    }
}

/// Says what is wrong with a line that was longer than [`LINE_BYTES_MAX`], and was not read.
pub fn line_too_long() -> Json {
    failed(
        None,
        &RuntimeError::input_hint(
            "line-too-long",
            format!("the line is longer than {LINE_BYTES_MAX} bytes"),
            "send less in one line; the rest of the line was passed over",
        ),
    )
}

fn request(line: &[u8]) -> Result<Map<String, Json>, RuntimeError> {
    let hint = "send one JSON object in one line, such as {\"verb\": \"today\"}";
    let wrong = |code, message: String| RuntimeError::input_hint(code, message, hint);
    match serde_json::from_slice(line) {
        Ok(Json::Object(request)) => Ok(request),
        Ok(_) => Err(wrong("not-an-object", "the line is no JSON object".to_owned())),
        Err(error) => Err(wrong("not-json", format!("the line is not JSON: {error}"))),
    }
}

/// Takes a text out of the envelope.
fn take(request: &mut Map<String, Json>, key: &str) -> Result<Option<String>, RuntimeError> {
    match request.remove(key) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::String(text)) => Ok(Some(text)),
        Some(_) => Err(RuntimeError::input(
            "wrong-argument",
            format!("`{key}` is no text"),
        )),
    }
}

fn name<T: std::str::FromStr>(request: &mut Map<String, Json>, key: &str) -> Result<Option<T>, RuntimeError>
where
    T::Err: std::fmt::Display,
{
    let Some(text) = take(request, key)? else {
        return Ok(None);
    };
    match text.parse() {
        Ok(name) => Ok(Some(name)),
        Err(error) => Err(RuntimeError::input("wrong-argument", format!("`{key}`: {error}"))),
    }
}

fn failed(id: Option<Json>, error: &RuntimeError) -> Json {
    let mut told = json!({ "code": error.code(), "message": error.to_string() });
    if let Json::Object(fields) = &mut told {
        if let Some(hint) = error.hint() {
            fields.insert("hint".to_owned(), json!(hint));
        }
        if let RuntimeError::Problems(problems) = error {
            fields.insert("problems".to_owned(), problems.to_json());
        }
    }
    with_id(id, "error", told)
}

fn with_id(id: Option<Json>, key: &str, answer: Json) -> Json {
    let mut line = Map::new();
    if let Some(id) = id {
        line.insert("id".to_owned(), id);
    }
    line.insert(key.to_owned(), answer);
    Json::Object(line)
}
