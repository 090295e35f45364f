//! `explain`: what a code means, why it comes, an example that shows it, and the example mended.
//!
//! Codes are those of problems in workflow files, lints, refusals and exits, which come with their explanations, and
//! those of other files and of the program, which are explained in `files` and `program`. Where two sorts share a name,
//! both are told. `tests/it/codes.rs` proves that every code in the sources is explained.

mod files;
mod program;

use alongside_runtime::core::{REFUSALS, Refusal};
use alongside_runtime::input::{Explanation, explanations, nearest};
use clap::builder::styling::Style;
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Session;

/// Explain a code: what it means, why it comes, an example that shows it, and the example mended
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
A code is what stands above a problem (`alongside::workflow::unknown-key`, or its last part alone), the `code` of an \
error with --json, or the number that the program ended with.

Examples:
  alongside explain unknown-key
  alongside explain four-eyes
  alongside explain 3
  alongside explain --list")]
pub(crate) struct Args {
    /// The code
    #[arg(value_name = "CODE", required_unless_present = "list")]
    code: Option<String>,
    /// List every code with its meaning
    #[arg(long, conflicts_with = "code")]
    list: bool,
}

pub(crate) fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let all = topics();
    let screen = &session.screen;
    let Some(code) = args.code.filter(|_| !args.list) else {
        return match screen.json() {
            true => screen.print_json(&all.iter().map(Topic::as_json).collect()),
            false => screen.print(&listed(&all, screen.styles().strong)),
        };
    };
    let wanted = code.trim().to_lowercase();
    let found: Vec<&Topic> = all
        .iter()
        .filter(|topic| topic.code == wanted || topic.name() == wanted)
        .collect();
    if found.is_empty() {
        return Err(unknown(&wanted, &all));
    }
    if screen.json() {
        return screen.print_json(&found.into_iter().map(Topic::as_json).collect());
    }
    let pages: Vec<String> = found
        .into_iter()
        .map(|topic| topic.page(screen.styles().strong))
        .collect();
    screen.print(&pages.join("\n"))
}

fn unknown(wanted: &str, all: &[Topic]) -> Failure {
    let name = wanted.rsplit("::").next().unwrap_or(wanted);
    let near = nearest(name, all.iter().map(Topic::name)).or_else(|| {
        let contains = |known: &&str| name.len() > 3 && (known.contains(name) || name.contains(*known));
        all.iter()
            .map(Topic::name)
            .filter(|known| known.len() > 3)
            .find(contains)
    });
    let hint = match near {
        Some(name) => format!("did you mean `{name}`? `alongside explain --list` names them all"),
        None => "see them all with `alongside explain --list`".to_owned(),
    };
    let cut: String = wanted.chars().take(80).collect();
    Failure::argument("unknown-code", format!("there is no code called `{cut}`"), hint)
}

/// A sort of codes that are explained in a line each.
struct Sort {
    /// What one of them is.
    name: &'static str,
    /// What they are called together.
    heading: &'static str,
    /// What stands before each code.
    area: &'static str,
    /// Each code with what it means and what to do.
    codes: &'static [(&'static str, &'static str, &'static str)],
}

/// Every such sort.
fn sorts() -> impl Iterator<Item = &'static Sort> {
    files::SORTS.iter().chain(&program::SORTS)
}

/// One code of any sort.
struct Topic {
    sort: &'static str,
    code: String,
    meaning: &'static str,
    why: Option<&'static str>,
    remedy: Option<&'static str>,
    wrong: Option<&'static str>,
    right: Option<&'static str>,
}

/// Every code, sort by sort.
fn topics() -> Vec<Topic> {
    let files = explanations().map(of_file);
    let refusals = REFUSALS.iter().map(of_refusal);
    let exits = Exit::ALL.iter().map(|exit| Topic {
        sort: "exit code",
        code: exit.code().to_string(),
        meaning: exit.meaning(),
        why: None,
        remedy: Some(exit.remedy()),
        wrong: None,
        right: None,
    });
    let others = sorts().flat_map(|sort| sort.codes.iter().map(move |code| of_sort(sort, *code)));
    files.chain(refusals).chain(others).chain(exits).collect()
}

fn of_sort(sort: &'static Sort, (code, meaning, remedy): (&str, &'static str, &'static str)) -> Topic {
    Topic {
        sort: sort.name,
        code: format!("{}{code}", sort.area),
        meaning,
        why: None,
        remedy: Some(remedy),
        wrong: None,
        right: None,
    }
}

fn of_file(explained: Explanation) -> Topic {
    Topic {
        sort: if explained.is_lint {
            "lint"
        } else {
            "problem in a workflow file"
        },
        code: explained.code.code.to_owned(),
        meaning: explained.code.meaning,
        why: Some(explained.why),
        remedy: Some(explained.code.remedy),
        wrong: explained.wrong,
        right: explained.right,
    }
}

fn of_refusal(refusal: &Refusal) -> Topic {
    Topic {
        sort: "refusal",
        code: refusal.code.to_owned(),
        meaning: refusal.why,
        why: None,
        remedy: Some(refusal.remedy),
        wrong: refusal.example.map(|(wrong, _)| wrong),
        right: refusal.example.map(|(_, right)| right),
    }
}

impl Topic {
    /// The last part of the code.
    fn name(&self) -> &str {
        self.code.rsplit("::").next().unwrap_or(&self.code)
    }

    fn as_json(&self) -> Value {
        json!({
            "code": self.code,
            "sort": self.sort,
            "meaning": self.meaning,
            "why": self.why,
            "remedy": self.remedy,
            "wrong": self.wrong,
            "right": self.right,
        })
    }

    fn page(&self, strong: Style) -> String {
        let mut page = format!(
            "{strong}{}{strong:#}: {}\n\n{}.\n",
            self.code,
            self.sort,
            capital(self.meaning)
        );
        if let Some(why) = self.why {
            page.push_str(&format!("{why}\n"));
        }
        if let Some(remedy) = self.remedy {
            page.push_str(&format!("\n{strong}What to do{strong:#}: {remedy}.\n"));
        }
        if let (Some(wrong), Some(right)) = (self.wrong, self.right) {
            let (gives, helps) = match self.sort {
                "refusal" => ("Refused", "Instead"),
                _ => ("Gives it", "Mended"),
            };
            page.push_str(&format!("\n{strong}{gives}{strong:#}\n{}", indented(wrong)));
            page.push_str(&format!("\n{strong}{helps}{strong:#}\n{}", indented(right)));
        }
        if self.sort == "lint" {
            let name = self.name();
            page.push_str(&format!(
                "\n{strong}To silence it{strong:#}, say why: `allow = {{ {name} = \"why\" }}` on the step, or for the \
                 whole file\n\n    [lints]\n    {name} = {{ allow = \"why\" }}\n"
            ));
        }
        page
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn indented(text: &str) -> String {
    let line = |line: &str| match line.is_empty() {
        true => "\n".to_owned(),
        false => format!("    {line}\n"),
    };
    text.lines().map(line).collect()
}

fn listed(all: &[Topic], strong: Style) -> String {
    let width = all.iter().map(|topic| topic.name().len()).max().unwrap_or(0);
    let mut text = String::new();
    let mut sort = "";
    for topic in all {
        if topic.sort != sort {
            sort = topic.sort;
            let gap = if text.is_empty() { "" } else { "\n" };
            text.push_str(&format!("{gap}{strong}{}{strong:#}\n", heading(sort)));
        }
        text.push_str(&format!("  {:width$}  {}\n", topic.name(), topic.meaning));
    }
    text
}

fn heading(sort: &str) -> &'static str {
    match sort {
        "lint" => "Lints",
        "refusal" => "Refusals",
        "exit code" => "Exit codes",
        "problem in a workflow file" => "Problems in workflow files",
        other => sorts()
            .find(|sort| sort.name == other)
            .map_or("Others", |sort| sort.heading),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_explained_once_a_sort_and_in_words() {
        for sort in sorts() {
            let unique: std::collections::BTreeSet<&str> =
                sort.codes.iter().map(|(code, ..)| *code).collect();
            assert_eq!(unique.len(), sort.codes.len(), "{}", sort.name);
            for (code, meaning, remedy) in sort.codes {
                assert!(meaning.len() > 15 && remedy.len() > 6, "{code}");
                assert!(!meaning.ends_with('.') && !remedy.ends_with('.'), "{code}");
            }
        }
    }

    #[test]
    fn an_unknown_code_suggests_the_nearest() {
        let hint = |wanted: &str| match unknown(wanted, &topics()) {
            Failure::Argument { hint, .. } => hint.unwrap(),
            other => panic!("{other:?}"),
        };
        assert!(hint("evidence-unsed").starts_with("did you mean `evidence-unused`?"));
        assert!(hint("alongside::calendar::term-overlaps").starts_with("did you mean `term-overlap`?"));
        assert!(hint("eyes").starts_with("did you mean `four-eyes`?"));
        assert!(hint("q").starts_with("see them all"));
    }

    #[test]
    fn every_command_of_an_example_is_one() {
        for topic in topics().into_iter().filter(|topic| topic.sort == "refusal") {
            for example in topic.wrong.into_iter().chain(topic.right) {
                let words = split(example);
                if let Err(error) = crate::command().try_get_matches_from(words) {
                    panic!("{}: {example}\n{error}", topic.code);
                }
            }
        }
    }

    /// Splits a command as a shell does, with double quotes alone.
    fn split(command: &str) -> Vec<String> {
        let mut words = Vec::new();
        for (index, part) in command.split('"').enumerate() {
            if index % 2 == 0 {
                let glued = !part.starts_with(' ') && index > 0;
                for (nth, word) in part.split_whitespace().enumerate() {
                    match words.last_mut() {
                        Some(last) if nth == 0 && glued => *last = format!("{last}{word}"),
                        _ => words.push(word.to_owned()),
                    }
                }
            } else if command
                .split('"')
                .nth(index - 1)
                .is_some_and(|before| before.ends_with(' '))
            {
                words.push(part.to_owned());
            } else if let Some(last) = words.last_mut() {
                last.push_str(part);
            }
        }
        words
    }
}
