//! The outbox: two files of a workspace, one for programs and one for people. Tests are below.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::{Channel, Outgoing};
use crate::shelf::lock;

/// One JSON object a line.
const LINES: &str = "notices.jsonl";

/// The same, to be read.
const TEXT: &str = "notices.txt";

/// A folder that notices are appended to.
pub(super) struct Outbox {
    folder: PathBuf,
    writing: Mutex<()>,
}

impl Outbox {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            writing: Mutex::new(()),
        }
    }

    fn append(&self, notice: &Outgoing) -> std::io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        let lines = self.folder.join(LINES);
        if holds(&lines, notice)? {
            return Ok(());
        }
        // The text comes first: a notice counts as handed over once its line is there.
        append(&self.folder.join(TEXT), &readable(notice))?;
        append(&lines, &serde_json::to_string(notice)?)
    }
}

impl Channel for Outbox {
    fn name(&self) -> String {
        "the outbox".to_owned()
    }

    fn deliver(&self, notice: &Outgoing) -> Result<(), String> {
        let _writing = lock(&self.writing);
        self.append(notice)
            .map_err(|error| format!("{}: {error}", self.folder.display()))
    }
}

/// Whether a notice stands in the file: written by a process that stopped before it could say so.
fn holds(path: &Path, notice: &Outgoing) -> std::io::Result<bool> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let begins = format!("{{\"id\":\"{}\",", notice.id);
    for line in BufReader::new(file).split(b'\n') {
        let line = line?;
        // A line that was cut off by a crash holds no notice.
        if line.starts_with(begins.as_bytes()) && line.ends_with(b"}") {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Appends a line, durably, on a line of its own.
fn append(path: &Path, line: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .read(true)
        .open(path)?;
    let torn = file.metadata()?.len() > 0 && last_byte(path)? != Some(b'\n');
    let begin = if torn { "\n" } else { "" };
    file.write_all(format!("{begin}{line}\n").as_bytes())?;
    file.sync_data()
}

fn last_byte(path: &Path) -> std::io::Result<Option<u8>> {
    use std::io::{Read, Seek, SeekFrom};
    let mut file = File::open(path)?;
    file.seek(SeekFrom::End(-1))?;
    let mut byte = [0];
    Ok((file.read(&mut byte)? == 1).then_some(byte[0]))
}

fn readable(notice: &Outgoing) -> String {
    let people: Vec<&str> = notice.to.keys().map(|person| person.as_str()).collect();
    let due = notice.due.map(|due| format!(" (due {due})")).unwrap_or_default();
    let message = notice.message.replace('\n', "\n    ");
    format!(
        "{}  {}  to {}\n    {message}{due}\n    {}",
        notice.on,
        notice.occasion,
        people.join(", "),
        notice.title
    )
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::notices) fn notice(number: u64) -> Outgoing {
        Outgoing {
            id: format!("first/{number}"),
            on: jiff::civil::date(2019, 1, 10),
            engagement: "first".parse().unwrap(),
            title: "Partner school: support".to_owned(),
            occasion: "reminder",
            escalation: None,
            step: Some("plan".to_owned()),
            to: [("nle".parse().unwrap(), vec!["lead".parse().unwrap()])].into(),
            message: "the plan\nis due".to_owned(),
            due: Some(jiff::civil::date(2019, 1, 14)),
        }
    }

    fn read(folder: &Path, name: &str) -> String {
        std::fs::read_to_string(folder.join(name)).unwrap()
    }

    #[test]
    fn a_notice_is_a_line_for_programs_and_a_few_for_people() {
        let folder = tempfile::tempdir().unwrap();
        let outbox = Outbox::new(folder.path().join("outbox"));
        outbox.deliver(&notice(7)).unwrap();
        outbox.deliver(&notice(8)).unwrap();
        let lines = read(&folder.path().join("outbox"), LINES);
        assert_eq!(
            lines.lines().next().unwrap(),
            r#"{"id":"first/7","on":"2019-01-10","engagement":"first","title":"Partner school: support","occasion":"reminder","step":"plan","to":{"nle":["lead"]},"message":"the plan\nis due","due":"2019-01-14"}"#
        );
        assert_eq!(lines.lines().count(), 2);
        assert!(
            read(&folder.path().join("outbox"), TEXT).starts_with(
                "2019-01-10  reminder  to nle\n    the plan\n    is due (due 2019-01-14)\n    Partner school: support\n"
            )
        );
    }

    #[test]
    fn a_notice_that_stands_there_is_not_written_again_and_a_torn_line_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let outbox = Outbox::new(folder.path().to_owned());
        outbox.deliver(&notice(7)).unwrap();
        outbox.deliver(&notice(7)).unwrap();
        let torn = r#"{"id":"first/70","on":"2019"#;
        append(&folder.path().join(LINES), torn).unwrap();
        let path = folder.path().join(LINES);
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        outbox.deliver(&notice(70)).unwrap();
        let lines = read(folder.path(), LINES);
        let ids: Vec<bool> = lines.lines().map(|line| line.ends_with('}')).collect();
        assert_eq!(ids, [true, false, true], "{lines}");
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("outbox");
        std::fs::write(&taken, "a file").unwrap();
        let error = Outbox::new(taken.clone()).deliver(&notice(1)).unwrap_err();
        assert!(error.starts_with(&taken.display().to_string()), "{error}");
    }
}
