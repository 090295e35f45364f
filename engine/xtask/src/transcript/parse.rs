//! Reads the `console` blocks of a page. Owns the form of a transcript; never runs anything. Tests are below.

use std::path::Path;

use super::entry::{Ending, Entry};
use super::problem::Problem;
use super::words;

/// Reads every command of a page.
///
/// # Errors
///
/// The first place where the page breaks the form, or that it holds no command.
pub(super) fn entries(path: &Path, text: &str) -> Result<Vec<Entry>, Problem> {
    let lines: Vec<&str> = text.lines().collect();
    let mut reader = Reader {
        lines: &lines,
        next: 0,
        entries: Vec::new(),
    };
    let read = reader.page();
    let problem = |line: usize, what| Problem::Form {
        place: format!("{}:{line}", path.display()),
        what,
    };
    read.map_err(|what| problem(reader.next, what))?;
    if reader.entries.is_empty() {
        let what = "the page holds no `console` block with a `$` line, so running it would prove nothing";
        return Err(problem(lines.len(), what.to_owned()));
    }
    Ok(reader.entries)
}

/// Walks the lines of a page; `next` is the line to read, and so also the number, from 1, of the line just read.
struct Reader<'a> {
    lines: &'a [&'a str],
    next: usize,
    entries: Vec<Entry>,
}

impl<'a> Reader<'a> {
    fn line(&mut self) -> Option<&'a str> {
        let line = self.lines.get(self.next).copied()?;
        self.next += 1;
        Some(line)
    }

    fn page(&mut self) -> Result<(), String> {
        while let Some(line) = self.line() {
            let Some(fence) = Fence::open(line) else { continue };
            match fence.kind {
                Kind::Run if fence.indented => {
                    return Err("a `console` block must begin at the start of a line".to_owned());
                }
                Kind::Run => self.block(&fence)?,
                Kind::Other => self.skip(&fence)?,
            }
        }
        Ok(())
    }

    /// Passes over a block that is only for reading.
    fn skip(&mut self, fence: &Fence<'_>) -> Result<(), String> {
        while let Some(line) = self.line() {
            if fence.closed_by(line) {
                return Ok(());
            }
        }
        Err("a block is never closed".to_owned())
    }

    /// Reads the commands of one block.
    fn block(&mut self, fence: &Fence<'_>) -> Result<(), String> {
        let first = self.entries.len();
        while let Some(line) = self.line() {
            if fence.closed_by(line) {
                self.trim_blank_ends(first);
                return Ok(());
            }
            if let Some(command) = line.strip_prefix("$ ") {
                self.command(command)?;
            } else if self.entries.len() == first {
                return Err("a `console` block begins with a command: `$ ` and what to type".to_owned());
            } else if let Some(entry) = self.entries.last_mut() {
                entry.output.push(line.to_owned());
                entry.output_lines.end = self.next;
            }
        }
        Err("a `console` block is never closed".to_owned())
    }

    /// Reads one command, its continuations and how it must end.
    fn command(&mut self, first: &str) -> Result<(), String> {
        let line = self.next;
        let mut shown = first.trim().to_owned();
        while let Some(begun) = shown.strip_suffix('\\') {
            let continued = self.line().and_then(|line| line.strip_prefix("> "));
            let continued =
                continued.ok_or("a `\\` at the end of a line needs a next line that begins with `> `")?;
            shown = format!("{} {}", begun.trim_end(), continued.trim());
        }
        let words = words::split(&shown)?;
        let ending = match self.lines.get(self.next).and_then(|line| line.strip_prefix("? ")) {
            Some(ending) => {
                self.next += 1;
                ending_of(ending.trim())?
            }
            None => Ending::Success,
        };
        self.entries.push(Entry {
            line,
            shown,
            words,
            ending,
            output: Vec::new(),
            output_lines: self.next..self.next,
        });
        Ok(())
    }

    /// Leaves out the blank lines that part one command's output from the next command.
    fn trim_blank_ends(&mut self, first: usize) {
        for entry in self.entries.iter_mut().skip(first) {
            while entry.output.last().is_some_and(|line| line.trim().is_empty()) {
                entry.output.pop();
                entry.output_lines.end -= 1;
            }
        }
    }
}

fn ending_of(text: &str) -> Result<Ending, String> {
    match text {
        "success" => Ok(Ending::Success),
        "failed" => Ok(Ending::Failure),
        _ => text
            .parse()
            .map(Ending::Code)
            .map_err(|_| format!("`? {text}` is no ending: write an exit code, `failed` or `success`")),
    }
}

/// The line that opens a block.
struct Fence<'a> {
    marks: &'a str,
    indented: bool,
    kind: Kind,
}

/// What to do with a block.
enum Kind {
    Run,
    Other,
}

impl<'a> Fence<'a> {
    /// Reads the line that opens a block, if it is one.
    fn open(line: &'a str) -> Option<Self> {
        let bare = line.trim_start();
        let mark = bare.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let information = bare.trim_start_matches(mark);
        let marks = bare
            .get(..bare.len() - information.len())
            .filter(|marks| marks.len() >= 3)?;
        let mut information = information.split_whitespace();
        let runs = information.next() == Some("console") && !information.any(|word| word == "ignore");
        let kind = if runs { Kind::Run } else { Kind::Other };
        Some(Self {
            marks,
            indented: bare.len() != line.len(),
            kind,
        })
    }

    fn closed_by(&self, line: &str) -> bool {
        let line = line.trim();
        line.starts_with(self.marks)
            && line
                .trim_start_matches(self.marks.chars().next().unwrap_or('`'))
                .is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::entry::Ending;
    use super::entries;

    fn problem(text: &str) -> String {
        entries(Path::new("page.md"), text).unwrap_err().to_string()
    }

    #[test]
    fn commands_of_all_blocks_are_read_in_order() {
        let text = "a\n```console\n$ one 'x y'\nout\n\n  more\n\n$ two\n? 3\n```\n```toml\n$ not = 1\n```\n\
                    ````console\n$ three\n```\n````\n";
        let read = entries(Path::new("page.md"), text).unwrap();
        let shown: Vec<_> = read
            .iter()
            .map(|entry| (entry.line, entry.shown.as_str(), entry.ending))
            .collect();
        assert_eq!(
            shown,
            [
                (3, "one 'x y'", Ending::Success),
                (8, "two", Ending::Code(3)),
                (15, "three", Ending::Success)
            ]
        );
        assert_eq!(read[0].words, ["one", "x y"]);
        assert_eq!(read[0].output, ["out", "", "  more"]);
        assert_eq!(read[0].output_lines, 3..6);
        assert_eq!(read[1].output_lines, 9..9);
        assert_eq!(read[2].output, ["```"]);
    }

    #[test]
    fn a_command_may_go_on_over_several_lines() {
        let text = "```console\n$ one \\\n>   two \\\n> three\n? failed\nout\n```\n";
        let read = entries(Path::new("page.md"), text).unwrap();
        assert_eq!(read[0].shown, "one two three");
        assert_eq!(read[0].ending, Ending::Failure);
        assert_eq!(read[0].output, ["out"]);
    }

    #[test]
    fn a_block_to_be_ignored_is_not_run() {
        let text = "```console ignore\n$ rm -rf | x\n```\n```console\n$ one\n```\n";
        assert_eq!(entries(Path::new("page.md"), text).unwrap().len(), 1);
    }

    #[test]
    fn broken_form_is_named_with_its_line() {
        assert_eq!(
            problem("\n```console\nout\n```\n"),
            "page.md:3: a `console` block begins with a command: `$ ` and what to type"
        );
        assert!(problem("```console\n$ one\n").starts_with("page.md:2: a `console` block is never closed"));
        assert!(problem("```toml\n$ one\n").contains("never closed"));
        assert!(
            problem("- x\n  ```console\n  $ one\n  ```\n")
                .contains("page.md:2: a `console` block must begin")
        );
        assert!(problem("```console\n$ a | b\n```\n").starts_with("page.md:2: `|` needs a shell"));
        assert!(problem("```console\n$ a \\\nb\n```\n").contains("begins with `> `"));
        assert!(problem("```console\n$ a\n? maybe\n```\n").contains("`? maybe` is no ending"));
    }

    #[test]
    fn a_page_without_commands_is_a_problem() {
        assert!(problem("# Nothing\n").contains("would prove nothing"));
    }
}
