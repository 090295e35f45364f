//! Problems in lines that no screen and no drawing can hold: what is shown is the place and what is around it.

use alongside_definition::calendar::parse_calendar;
use alongside_definition::{Problems, load};

use crate::catalog::catalog;

/// A workflow with a wrong kind of step, after `before` and before `after` on one line.
fn workflow(before: &str, after: &str) -> String {
    format!(
        "format = 1\nworkflow = {{ id = \"w\", version = \"1.0.0\", title = \"W\" }}\n\
         step = [{{ id = \"s\", title = \"{before}\", kind = \"tusk\", guidance = \"{after}\" }}]\n"
    )
}

/// Draws the problems, of which one must be about the kind, and gives what was drawn.
fn drawn(text: &str) -> String {
    let problems = load("w.toml", text, &catalog()).unwrap_err();
    assert!(
        problems.iter().any(|problem| problem.message.contains("tusk")),
        "{problems:?}"
    );
    let drawn = problems.render(false, 100);
    assert!(problems.render(true, 100).contains('\u{1b}'));
    let longest = drawn.lines().map(|line| line.chars().count()).max();
    assert!(longest < Some(1_500), "a line of {longest:?} characters is drawn");
    drawn
}

/// Where the kind stands: the column, in characters from 1.
fn column_of_kind(text: &str) -> usize {
    let line = text.lines().nth(2).unwrap();
    let (before, _) = line.split_once("\"tusk\"").unwrap();
    before.chars().count() + 1
}

#[test]
fn a_problem_in_a_long_line_is_drawn_where_it_is() {
    for length in [70_000, 200_000] {
        let filler = "x".repeat(length / 2);
        for (before, after) in [
            (&*filler, &*filler),
            ("a", &*filler.repeat(2)),
            (&*filler.repeat(2), "z"),
        ] {
            let text = workflow(before, after);
            let drawn = drawn(&text);
            let place = format!("[w.toml:3:{}]", column_of_kind(&text));
            assert!(drawn.contains(&place), "{place} is not in\n{drawn}");
            let lines: Vec<&str> = drawn.lines().collect();
            let shown = lines.iter().position(|line| line.contains("\"tusk\"")).unwrap() + 1;
            let (before, _) = lines[shown - 1].split_once("\"tusk\"").unwrap();
            let underline = lines[shown].find(['─', '┬']).unwrap();
            assert_eq!(
                lines[shown][..underline].chars().count(),
                before.chars().count(),
                "the wrong place is underlined:\n{drawn}"
            );
        }
    }
}

#[test]
fn wide_characters_and_tabs_in_a_long_line_are_drawn() {
    for filler in ["語", "é", "👩‍🏫", "\\t", "e\u{301}"] {
        let filler = filler.repeat(70_000 / filler.len());
        let text = workflow(&filler, &filler);
        let place = format!("[w.toml:3:{}]", column_of_kind(&text));
        let drawn = drawn(&text);
        assert!(drawn.contains(&place), "{place} is not in\n{drawn}");
    }
    let indented = format!("{}format = 1\nkind = \"tusk\"\n", "\t".repeat(70_000));
    let problems = load("w.toml", &indented, &catalog()).unwrap_err();
    assert!(!problems.render(false, 100).is_empty());
}

#[test]
fn long_names_and_long_lines_beside_the_place_are_drawn() {
    let long = "x".repeat(70_000);
    let head = "format = 1\nworkflow = { id = \"w\", version = \"1.0.0\", title = \"W\" }\n";
    for text in [
        // The name itself is long.
        format!("{head}{long} = 1\n"),
        format!("{head}step = [{{ id = \"s\", kind = \"{long}\" }}]\n"),
        format!("{head}step = [{{ id = \"s\", kind = \"milestone\", after = \"{long}\" }}]\n"),
        format!("{head}step = [{{ id = \"s\", kind = \"milestone\", when = \"{long}\" }}]\n"),
        // Not TOML, at the end of a long line and after one.
        format!("{head}{long}"),
        format!("# {long}\nformat = \n"),
        format!("{head}title = \"{long}\n"),
        // Only the lines around it are long.
        format!("# {long}\nformt = 1\n# {long}\n"),
    ] {
        let problems = load("w.toml", &text, &catalog()).unwrap_err();
        let drawn = problems.render(false, 100);
        assert!(drawn.contains("[w.toml:"), "{drawn}");
    }
}

#[test]
fn many_places_in_one_long_line_are_drawn() {
    let steps: Vec<String> = (0..450)
        .map(|n| {
            format!(
                "{{ id = \"s{n}\", kind = \"milestone\", title = \"{}\", after = \"s{}\" }}",
                "t".repeat(400),
                (n + 1) % 450
            )
        })
        .collect();
    let text = format!(
        "format = 1\nworkflow = {{ id = \"w\", version = \"1.0.0\", title = \"W\" }}\nstep = [{}]\n",
        steps.join(", ")
    );
    let problems: Problems = load("w.toml", &text, &catalog()).unwrap_err();
    let drawn = problems.render(false, 100);
    assert!(drawn.contains("[w.toml:3:"), "{drawn}");
}

#[test]
fn a_calendar_in_one_long_line_is_drawn() {
    let text = format!(
        "format = 1\ncalendar = {{ id = \"c\", title = \"{}\", colour = 1 }}\n",
        "語".repeat(70_000)
    );
    let drawn = parse_calendar("c.toml", &text).unwrap_err().render(false, 100);
    assert!(
        drawn.contains("[c.toml:2:") && drawn.contains("colour"),
        "{drawn}"
    );
}
