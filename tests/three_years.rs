//! Three years with eight recurring clocks, from start to end under the virtual clock: tells how long it takes.
//!
//! A person does every round on the day it begins. The time is told, and not held to: machines differ.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Instant;

use alongside_tests::programs;

const CLOCKS: [(&str, &str); 8] = [
    ("behaviour", "1 week"),
    ("plan-check", "2 weeks"),
    ("governors", "3 weeks"),
    ("coaching", "4 weeks"),
    ("books", "6 teaching-weeks"),
    ("review-group", "1 half-term"),
    ("visit", "1 term"),
    ("report", "2 terms"),
];

/// Term dates of a made-up calendar: every year the same.
fn calendar() -> String {
    let mut text = String::from("format = 1\n[calendar]\nid = \"plain\"\ntitle = \"Plain\"\n");
    for year in 2018..2023 {
        let (this, next) = (year, year + 1);
        let short = next % 100;
        let _ = write!(
            text,
            "[[year]]\nname = \"{this}-{short}\"\nterm = [\n\
             {{ name = \"autumn\", first = {this}-09-05, last = {this}-12-18, half-term = {{ first = {this}-10-24, last = {this}-10-30 }} }},\n\
             {{ name = \"spring\", first = {next}-01-06, last = {next}-03-28, half-term = {{ first = {next}-02-14, last = {next}-02-20 }} }},\n\
             {{ name = \"summer\", first = {next}-04-15, last = {next}-07-20, half-term = {{ first = {next}-05-26, last = {next}-06-01 }} }},\n]\n"
        );
    }
    text
}

fn workflow() -> String {
    let mut text = String::from(
        "format = 1\n[workflow]\nid = \"long\"\nversion = \"1.0.0\"\ntitle = \"Long\"\ncalendar = \"school\"\n\
         [parties]\nschool = { title = \"School\" }\n[roles]\nhead = { title = \"Head\", party = \"school\" }\n",
    );
    for (id, every) in CLOCKS {
        let _ = write!(
            text,
            "[[step]]\nid = \"{id}\"\nkind = \"task\"\nrole = \"head\"\nrepeat = {{ every = \"{every}\", rounds-max = 400 }}\n"
        );
    }
    text
}

#[test]
fn three_years_pass_with_all_their_work() {
    let program = programs().join("alongside");
    let mut child = Command::new(program)
        .args(["drive", "--from", "2018-09-05"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{error}"));
    let begun = Instant::now();
    let mut lines = vec![
        serde_json::json!({ "verb": "calendar", "text": calendar() }),
        serde_json::json!({ "verb": "workflow", "text": workflow() }),
        serde_json::json!({ "verb": "open", "calendar": "plain" }),
    ];
    // Every week something may begin; whatever has begun is done, and what has not is refused.
    for _ in 0..156 {
        lines.push(serde_json::json!({ "verb": "advance", "to": "1 week" }));
        for (id, _) in CLOCKS {
            lines.push(serde_json::json!({ "verb": "complete", "step": id, "as": "head" }));
        }
    }
    lines.push(serde_json::json!({ "verb": "steps" }));
    lines.push(serde_json::json!({ "verb": "end", "reason": "three years have passed" }));
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let mut input = child.stdin.take().unwrap_or_else(|| panic!("no input"));
    let writing = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().unwrap_or_else(|error| panic!("{error}"));
    assert!(matches!(writing.join(), Ok(Ok(()))));
    let took = begun.elapsed();
    let answers: Vec<serde_json::Value> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    assert_eq!(answers.len(), lines.len());
    let steps = answers
        .get(lines.len() - 2)
        .map(|answer| answer["ok"].clone())
        .unwrap_or_default();
    let rounds = |step: &str| {
        let steps = steps.as_array().into_iter().flatten();
        steps
            .filter(|view| view["id"] == step)
            .find_map(|view| view["rounds"].as_u64())
            .unwrap_or_default()
    };
    assert!(
        (150..=158).contains(&rounds("behaviour")),
        "{}",
        rounds("behaviour")
    );
    assert!(
        (49..=53).contains(&rounds("governors")),
        "{}",
        rounds("governors")
    );
    assert!((9..=11).contains(&rounds("visit")), "{}", rounds("visit"));
    let ended = answers.last().map(|answer| answer["ok"]["status"].clone());
    assert_eq!(ended, Some(serde_json::json!("ended")));
    let all: u64 = CLOCKS.iter().map(|(id, _)| rounds(id)).sum();
    println!(
        "three years, {all} rounds of 8 clocks, {} lines: {} ms",
        lines.len(),
        took.as_millis()
    );
}
