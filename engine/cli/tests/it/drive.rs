//! Driving the program: whatever comes in is answered line by line, and nothing ends it but the end of its input.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::support::Place;

/// Lines in, lines out.
fn drive(lines: &[u8]) -> Vec<serde_json::Value> {
    let place = Place::with_fixtures();
    let mut command = Command::new(env!("CARGO_BIN_EXE_alongside"));
    let mut child = place
        .prepare(command.args(["drive", "--from", "2018-09-03"]))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let lines = lines.to_vec();
    let writing = std::thread::spawn(move || input.write_all(&lines).unwrap());
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_line_of_any_length_and_content_is_answered_by_one() {
    let mut lines = vec![b'['; 5 << 20];
    lines.push(b'\n');
    lines.extend(vec![b'['; 100_000]);
    lines.push(b'\n');
    lines.extend_from_slice(b"\xff\xfe\n{\"verb\": \"today\", \"id\": {\"any\": [1]}}\n{\"verb\"");
    let answers = drive(&lines);
    let codes: Vec<&str> = answers
        .iter()
        .map(|answer| answer["error"]["code"].as_str().unwrap_or("ok"))
        .collect();
    assert_eq!(codes, ["line-too-long", "not-json", "not-json", "ok", "not-json"]);
    assert_eq!(answers[3]["id"]["any"][0], 1);
    assert_eq!(answers[3]["ok"]["today"], "2018-09-03");
}

/// Every verb, with arguments of every wrong kind, before anything is open: an answer, never an end.
#[test]
fn every_verb_answers_whatever_it_is_given() {
    let verbs = drive(b"{\"verb\": \"verbs\"}\n");
    let verbs = verbs[0]["ok"].as_array().unwrap().clone();
    assert!(verbs.len() > 50);
    let wrong = [
        "null",
        "7",
        "\"\"",
        "\"\\u0000\"",
        "[]",
        "{}",
        "{\"a\": {\"b\": []}}",
        "1e308",
        "true",
    ];
    let mut lines = String::new();
    for verb in &verbs {
        let name = verb["verb"].as_str().unwrap();
        lines.push_str(&format!("{{\"verb\": \"{name}\"}}\n"));
        for value in wrong {
            let given: Vec<String> = verb["arguments"]
                .as_array()
                .unwrap()
                .iter()
                .map(|argument| format!(", {}: {value}", argument["name"]))
                .collect();
            lines.push_str(&format!("{{\"verb\": \"{name}\"{}}}\n", given.concat()));
        }
    }
    let answers = drive(lines.as_bytes());
    assert_eq!(answers.len(), verbs.len() * (wrong.len() + 1));
    for answer in answers {
        let code = answer["error"]["code"].as_str().unwrap_or("ok");
        assert_ne!(code, "internal", "{answer}");
    }
}
