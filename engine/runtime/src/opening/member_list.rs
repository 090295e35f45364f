//! A list of members as a CSV file: one school a line, its people in the columns named after roles.
//!
//! Every problem is told at once, with its line and column. Reading is all that is done here: whether the workflow has
//! such roles, groups or calendars is for the opening to say. Tests are below.

use std::collections::BTreeMap;
use std::str::FromStr;

use alongside_core::decide::MEMBERS_MAX;
use alongside_core::ids::{MemberId, PersonId, RoleId};
use csv::StringRecord;

use super::members::MemberRequest;
use crate::error::RuntimeError;

/// The columns that are not roles.
const COLUMNS: [&str; 5] = ["urn", "name", "id", "group", "calendar"];

/// The most problems that are told at once.
const PROBLEMS_MAX: usize = 20;

/// Reads a list of members: CSV whose first line names the columns. `urn`, `name`, `id`, `group` and `calendar` say who
/// a member is; any other column is a role, and holds the ids of the people who have it there, separated by spaces. A
/// member without an `id` is called by its URN.
///
/// # Errors
/// When a column is named twice or is no role, a value is not what its column holds, a member has neither a URN nor an
/// id, or is listed twice, or there are more than 1,000: all that is wrong at once, each with its line and column.
pub fn parse_members(name: &str, text: &str) -> Result<BTreeMap<MemberId, MemberRequest>, RuntimeError> {
    let mut list = List::default();
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    match reader.headers() {
        Ok(header) => list.header(header),
        Err(error) => list.problem(1, error.to_string()),
    }
    if list.problems.is_empty() {
        for record in reader.records() {
            match record {
                Ok(record) => list.record(&record),
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    list.problem(
                        line,
                        "the line has another number of columns than the first".to_owned(),
                    );
                }
            }
        }
    }
    list.finish(name)
}

/// What a column holds.
#[derive(Debug)]
enum Column {
    Known(&'static str),
    Role(RoleId),
}

#[derive(Debug, Default)]
struct List {
    columns: Vec<Column>,
    members: BTreeMap<MemberId, MemberRequest>,
    problems: Vec<String>,
}

impl List {
    fn header(&mut self, header: &StringRecord) {
        for title in header {
            let known = COLUMNS
                .into_iter()
                .find(|known| known.eq_ignore_ascii_case(title));
            let column = match known {
                Some(known) => Column::Known(known),
                None => match RoleId::new(title) {
                    Ok(role) => Column::Role(role),
                    Err(error) => {
                        let known = COLUMNS.join(", ");
                        self.problem(
                            1,
                            format!("the column `{title}` is none of {known}, and no role: {error}"),
                        );
                        continue;
                    }
                },
            };
            let twice = self.columns.iter().any(|other| match (other, &column) {
                (Column::Known(a), Column::Known(b)) => a == b,
                (Column::Role(a), Column::Role(b)) => a == b,
                _ => false,
            });
            if twice {
                self.problem(1, format!("the column `{title}` is named twice"));
            }
            self.columns.push(column);
        }
        let names = |wanted| {
            let mut columns = self.columns.iter();
            columns.any(|column| matches!(column, Column::Known(known) if *known == wanted))
        };
        if !names("urn") && !names("id") {
            self.problem(
                1,
                "there is no column `urn`, nor `id`: members need one of them".to_owned(),
            );
        }
    }

    fn record(&mut self, record: &StringRecord) {
        let line = record.position().map_or(0, csv::Position::line);
        let before = self.problems.len();
        let mut member = MemberRequest::default();
        let mut id: Option<MemberId> = None;
        let columns = std::mem::take(&mut self.columns);
        for (column, value) in columns.iter().zip(record) {
            if value.is_empty() {
                continue;
            }
            match column {
                Column::Known("urn") => member.urn = self.read(line, "urn", value),
                Column::Known("name") => member.name = Some(value.to_owned()),
                Column::Known("id") => id = self.read(line, "id", value),
                Column::Known("group") => member.group = self.read(line, "group", value),
                Column::Known("calendar") => member.calendar = self.read(line, "calendar", value),
                Column::Known(_) => {}
                Column::Role(role) => {
                    for person in value.split_whitespace() {
                        if let Some(person) = self.read::<PersonId>(line, role.as_str(), person) {
                            member.people.entry(person).or_default().insert(role.clone());
                        }
                    }
                }
            }
        }
        self.columns = columns;
        let urn = member.urn.map(|urn| urn.to_string());
        let Some(id) = id.or_else(|| MemberId::new(urn?).ok()) else {
            // A URN that is none has been told already.
            if self.problems.len() == before {
                self.problem(line, "the member has neither a `urn` nor an `id`".to_owned());
            }
            return;
        };
        if self.members.contains_key(&id) {
            self.problem(line, format!("`{id}` is listed twice"));
        }
        self.members.insert(id, member);
        if self.members.len() == MEMBERS_MAX + 1 {
            self.problem(line, format!("a party has at most {MEMBERS_MAX} members"));
        }
    }

    fn read<T: FromStr>(&mut self, line: u64, column: &str, value: &str) -> Option<T>
    where
        T::Err: std::fmt::Display,
    {
        match value.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.problem(line, format!("column `{column}`: {error}"));
                None
            }
        }
    }

    fn problem(&mut self, line: u64, message: String) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(format!("line {line}: {message}"));
        }
    }

    fn finish(self, name: &str) -> Result<BTreeMap<MemberId, MemberRequest>, RuntimeError> {
        if self.problems.is_empty() && !self.members.is_empty() {
            return Ok(self.members);
        }
        let problems = if self.problems.is_empty() {
            "it lists nobody".to_owned()
        } else {
            self.problems.join("; ")
        };
        Err(RuntimeError::input_hint(
            "member-list",
            format!("{name} cannot be read as a list of members: {problems}"),
            "its first line names the columns: urn,name,group,head, where head is a role; then one school a line",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_read_with_their_groups_and_people() {
        let text = "\u{feff}URN,name,group,head,chair\n116177, Brockhurst Primary School ,north,head-b,\n\
                    116050,,south,head-o head-p,chair-o\n";
        let members = parse_members("schools.csv", text).unwrap();
        let first = &members[&MemberId::new("116177").unwrap()];
        assert_eq!(first.name.as_deref(), Some("Brockhurst Primary School"));
        assert_eq!(first.group.as_ref().unwrap().as_str(), "north");
        let second = &members[&MemberId::new("116050").unwrap()];
        assert_eq!((second.name.as_ref(), second.people.len()), (None, 3));
        let roles = &second.people[&PersonId::new("chair-o").unwrap()];
        assert_eq!(roles.iter().map(RoleId::as_str).collect::<Vec<_>>(), ["chair"]);
    }

    #[test]
    fn every_problem_is_told_at_once_with_its_line() {
        let text = "urn,name,calendar\n12,,\n116177,A,Not A Calendar\n116177,B,\n,C,\n116050\n";
        let error = parse_members("schools.csv", text).unwrap_err();
        assert_eq!(error.code(), "member-list");
        let message = error.to_string();
        for (line, part) in [
            (2, "column `urn`"),
            (3, "column `calendar`"),
            (4, "`116177` is listed twice"),
            (5, "neither a `urn` nor an `id`"),
            (6, "another number of columns"),
        ] {
            let told = message
                .split("; ")
                .any(|problem| problem.contains(&format!("line {line}: ")) && problem.contains(part));
            assert!(told, "{line} {part}: {message}");
        }
    }

    #[test]
    fn a_header_that_says_nothing_of_members_is_refused() {
        for (text, says) in [
            ("", "neither"),
            ("name,head\nA,b\n", "no column `urn`"),
            ("urn,urn\n", "named twice"),
            ("urn,Head Teacher\n", "no role"),
            ("urn\n", "lists nobody"),
        ] {
            let message = parse_members("s.csv", text).unwrap_err().to_string();
            assert!(message.contains(says) || text.is_empty(), "{text:?}: {message}");
        }
    }
}
