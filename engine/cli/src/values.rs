//! Argument values: what a person types, checked for form and nothing more. Tests are below.

use alongside_runtime::core::{
    CalendarId, EvidenceId, FactId, FieldId, PartyId, PersonId, RoleId, Span, TimerKind, Urn, ValueType,
};
use jiff::civil::Date;

/// The longest id of a command. `do` makes ids of its own for the evidence it offers, within the store's 128.
const COMMAND_ID_BYTES_MAX: usize = 56;

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Even into a file or pipe
    Always,
    /// Not at all
    Never,
}

/// Who a party is: a school by its number, or any body by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PartyValue {
    pub(crate) party: PartyId,
    pub(crate) urn: Option<Urn>,
    pub(crate) name: Option<String>,
}

/// The file that lists the members of a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MemberFile {
    pub(crate) party: PartyId,
    pub(crate) file: std::path::PathBuf,
}

/// Which calendar a party keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CalendarValue {
    pub(crate) party: PartyId,
    pub(crate) calendar: CalendarId,
}

/// Which roles a person holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PersonValue {
    pub(crate) person: PersonId,
    pub(crate) roles: Vec<RoleId>,
}

/// What a field is to hold; its type is known only to the engagement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldValue {
    pub(crate) field: FieldId,
    pub(crate) text: String,
}

/// What a fact is to be; its type is known only to the engagement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FactValue {
    pub(crate) fact: FactId,
    pub(crate) text: String,
}

/// A school by its number, or any body by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BodyValue {
    pub(crate) urn: Option<Urn>,
    pub(crate) name: Option<String>,
}

/// By when something is due: a date, or so long after it has begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DueValue {
    On(Date),
    After(Span),
}

/// A field that is to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewFieldValue {
    pub(crate) field: FieldId,
    pub(crate) kind: ValueType,
}

/// Evidence that is to be asked for, and who accepts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewEvidenceValue {
    pub(crate) evidence: EvidenceId,
    pub(crate) accepted_by: Option<RoleId>,
}

/// What an item of evidence is to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EvidenceValue {
    pub(crate) evidence: EvidenceId,
    pub(crate) text: String,
}

/// Splits `NAME=VALUE`.
fn pair<'a>(text: &'a str, form: &str) -> Result<(&'a str, &'a str), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => {
            Ok((name.trim(), value.trim()))
        }
        _ => Err(format!("write it as {form}")),
    }
}

/// Reads a name; one that is written in another way than names are is refused with the way that is meant.
pub(crate) fn id<T: std::str::FromStr>(text: &str) -> Result<T, String>
where
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|error: T::Err| {
        let written = as_id(text);
        match T::from_str(&written) {
            Ok(_) if written != text => format!("{error}: write `{written}`"),
            _ => error.to_string(),
        }
    })
}

/// A text as an id: words in lower case, with hyphens between them.
pub(crate) fn as_id(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    words.join("-")
}

/// Reads `PARTY=URN`, `PARTY=URN:NAME` or `PARTY=NAME`.
pub(crate) fn party(text: &str) -> Result<PartyValue, String> {
    let (party, value) = pair(
        text,
        "PARTY=URN, PARTY=URN:NAME or PARTY=NAME, such as partner=116177",
    )?;
    let party = id(party)?;
    let BodyValue { urn, name } = body(value)?;
    Ok(PartyValue { party, urn, name })
}

/// Reads `URN`, `URN:NAME` or `NAME`.
pub(crate) fn body(value: &str) -> Result<BodyValue, String> {
    let (head, name) = match value.split_once(':') {
        Some((head, name)) => (head.trim(), Some(name.trim())),
        None => (value, None),
    };
    // A number of any length is meant to be a URN; a name is more than digits.
    if !head.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(BodyValue {
            urn: None,
            name: Some(value.to_owned()),
        });
    }
    let name = name.filter(|name| !name.is_empty()).map(str::to_owned);
    Ok(BodyValue {
        urn: Some(id(head)?),
        name,
    })
}

/// Reads `PARTY=FILE`.
pub(crate) fn member_file(text: &str) -> Result<MemberFile, String> {
    let (party, file) = pair(text, "PARTY=FILE, such as schools=schools.csv")?;
    Ok(MemberFile {
        party: id(party)?,
        file: file.into(),
    })
}

/// Reads `PARTY=CALENDAR`.
pub(crate) fn calendar(text: &str) -> Result<CalendarValue, String> {
    let (party, calendar) = pair(text, "PARTY=CALENDAR, such as partner=hampshire")?;
    Ok(CalendarValue {
        party: id(party)?,
        calendar: id(calendar)?,
    })
}

/// Reads `PERSON=ROLE` or `PERSON=ROLE,ROLE`.
pub(crate) fn person(text: &str) -> Result<PersonValue, String> {
    let form = "PERSON=ROLE or PERSON=ROLE,ROLE, such as nle=lead";
    let (person, roles) = pair(text, form)?;
    let roles = roles
        .split(',')
        .map(|role| id(role.trim()))
        .collect::<Result<_, _>>()?;
    Ok(PersonValue {
        person: id(person)?,
        roles,
    })
}

/// Reads `FIELD=VALUE`.
pub(crate) fn field(text: &str) -> Result<FieldValue, String> {
    let (field, value) = pair(text, "FIELD=VALUE, such as prediction=12")?;
    Ok(FieldValue {
        field: id(field)?,
        text: value.to_owned(),
    })
}

/// Reads `FACT=VALUE`.
pub(crate) fn fact(text: &str) -> Result<FactValue, String> {
    let (fact, value) = pair(text, "FACT=VALUE, such as risk=7")?;
    Ok(FactValue {
        fact: id(fact)?,
        text: value.to_owned(),
    })
}

/// Reads an amount of days.
pub(crate) fn days(text: &str) -> Result<f64, String> {
    let number = text
        .trim()
        .trim_end_matches("days")
        .trim_end_matches("day")
        .trim();
    amount(number).ok_or_else(|| "write a number of days, such as 1.5".to_owned())
}

/// Reads an amount of money in pounds, with or without the sign and commas.
pub(crate) fn pounds(text: &str) -> Result<f64, String> {
    let plain: String = text.trim().chars().filter(|c| !matches!(c, '£' | ',')).collect();
    amount(&plain).ok_or_else(|| "write an amount in pounds, such as 250 or 1,200.50".to_owned())
}

fn amount(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|amount| amount.is_finite())
}

/// Reads by when something is due: `2019-01-31`, or `10 school-days` after it has begun.
pub(crate) fn due(text: &str) -> Result<DueValue, String> {
    if let Ok(span) = text.trim().parse() {
        return Ok(DueValue::After(span));
    }
    date(text)
        .map(DueValue::On)
        .map_err(|reason| format!("{reason}; or how long after it has begun, such as \"10 school-days\""))
}

/// Reads `FIELD` or `FIELD:TYPE`.
pub(crate) fn new_field(text: &str) -> Result<NewFieldValue, String> {
    let (field, kind) = text.split_once(':').unwrap_or((text, ValueType::Text.as_str()));
    let known = ValueType::ALL
        .into_iter()
        .find(|known| known.as_str() == kind.trim());
    let types = ValueType::ALL.map(ValueType::as_str).join(", ");
    Ok(NewFieldValue {
        field: id(field.trim())?,
        kind: known.ok_or_else(|| format!("`{kind}` is no type: use one of {types}"))?,
    })
}

/// Reads `EVIDENCE` or `EVIDENCE:ROLE`.
pub(crate) fn new_evidence(text: &str) -> Result<NewEvidenceValue, String> {
    let (evidence, role) = match text.split_once(':') {
        None => (text, None),
        Some((evidence, role)) => (evidence, Some(role)),
    };
    Ok(NewEvidenceValue {
        evidence: id(evidence.trim())?,
        accepted_by: role.map(|role| id(role.trim())).transpose()?,
    })
}

/// Reads which timer is meant: `due`, `deadline`, `round`, `wait`, `reminder` or `escalation`, the latter two with the
/// number of the one that is meant where there are several: `reminder-2`.
pub(crate) fn timer(text: &str) -> Result<TimerKind, String> {
    let (word, number) = match text.rsplit_once('-') {
        None => (text, 1),
        Some((word, number)) => (word, number.parse().unwrap_or(0)),
    };
    let index = u8::try_from(number - 1_i32);
    match (word, index) {
        ("due", _) => Ok(TimerKind::Due),
        ("deadline", _) => Ok(TimerKind::Deadline),
        ("round", _) => Ok(TimerKind::Round),
        ("wait", _) => Ok(TimerKind::Wait),
        ("reminder", Ok(index)) => Ok(TimerKind::Remind(index)),
        ("escalation", Ok(index)) => Ok(TimerKind::Escalate(index)),
        _ => Err(
            "use due, deadline, round, wait, reminder or escalation, or reminder-2 for the second".to_owned(),
        ),
    }
}

/// Reads `EVIDENCE=WHAT`.
pub(crate) fn evidence(text: &str) -> Result<EvidenceValue, String> {
    let (evidence, value) = pair(text, "EVIDENCE=VALUE, such as note-of-visit='What was seen'")?;
    Ok(EvidenceValue {
        evidence: id(evidence)?,
        text: value.to_owned(),
    })
}

/// Reads the id of a command.
pub(crate) fn command_id(text: &str) -> Result<String, String> {
    let printable = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if printable && (1..=COMMAND_ID_BYTES_MAX).contains(&text.len()) {
        return Ok(text.to_owned());
    }
    Err(format!(
        "use 1 to {COMMAND_ID_BYTES_MAX} letters, digits and signs of ASCII"
    ))
}

/// Reads a date. One written as people in England write it is refused with the form that is meant, never guessed.
pub(crate) fn date(text: &str) -> Result<Date, String> {
    // The parser alone would also take a date with a time.
    let plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if let (true, Ok(date)) = (plain, text.parse()) {
        return Ok(date);
    }
    let parts: Vec<&str> = text.split(['/', '.', '-']).map(str::trim).collect();
    if let [day, month, year] = parts.as_slice()
        && year.len() == 4
        && let (Ok(day), Ok(month), Ok(year)) = (day.parse(), month.parse(), year.parse())
        && let Ok(date) = Date::new(year, month, day)
    {
        return Err(format!("write the year first: {date}"));
    }
    Err("write a date as year, month and day, such as 2019-01-31".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_party_is_a_number_a_number_with_a_name_or_a_name() {
        let read = |text| party(text).map(|p| (p.urn.map(Urn::number), p.name));
        assert_eq!(read("partner=116177"), Ok((Some(116_177), None)));
        let named = Some("Fernhill: the school".to_owned());
        assert_eq!(
            read("partner=116177:Fernhill: the school"),
            Ok((Some(116_177), named))
        );
        assert_eq!(
            read("authority=Hampshire"),
            Ok((None, Some("Hampshire".to_owned())))
        );
        assert_eq!(
            read("trust=21st Century: a trust"),
            Ok((None, Some("21st Century: a trust".to_owned())))
        );
        assert_eq!(
            read("partner=11617"),
            Err("`11617` is not a URN: a URN is six digits, such as 116177".to_owned())
        );
        assert!(read("partner").is_err_and(|error| error.starts_with("write it as PARTY=URN")));
        assert!(read("Partner=116177").is_err_and(|error| error.ends_with("write `partner`")));
    }

    #[test]
    fn a_person_holds_one_role_or_several() {
        let read = person("nle=lead, chair").unwrap();
        assert_eq!(read.person.as_str(), "nle");
        assert_eq!(
            read.roles.iter().map(RoleId::as_str).collect::<Vec<_>>(),
            ["lead", "chair"]
        );
        assert!(person("nle=").is_err());
        assert!(person("nle=lead,").is_err());
    }

    #[test]
    fn a_value_may_hold_an_equals_sign() {
        assert_eq!(field("sum=a = b").unwrap().text, "a = b");
        assert_eq!(
            evidence("note=https://example.org/?a=b").unwrap().text,
            "https://example.org/?a=b"
        );
    }

    #[test]
    fn the_id_of_a_command_is_short_and_printable() {
        assert_eq!(command_id("tick 2018-09-03"), Ok("tick 2018-09-03".to_owned()));
        for bad in ["", "a\tb", "é", &"x".repeat(57)] {
            assert!(command_id(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_date_is_written_year_first() {
        assert_eq!(date("2019-01-31"), Ok(jiff::civil::date(2019, 1, 31)));
        assert_eq!(
            date("31/01/2019"),
            Err("write the year first: 2019-01-31".to_owned())
        );
        assert_eq!(
            date("3.9.2018"),
            Err("write the year first: 2018-09-03".to_owned())
        );
        for bad in [
            "2019-02-30",
            "30/02/2019",
            "tomorrow",
            "2019-1-1",
            "2019-01-31T10:00",
            "",
        ] {
            assert!(
                date(bad).is_err_and(|error| error.contains("such as 2019-01-31")),
                "{bad}"
            );
        }
    }

    #[test]
    fn money_and_days_are_read_as_people_write_them() {
        assert_eq!(pounds("£1,250.50"), Ok(1250.5));
        assert_eq!(pounds("-250"), Ok(-250.0));
        assert!(pounds("a lot").is_err());
        assert_eq!(days("1.5"), Ok(1.5));
        assert_eq!(days("2 days"), Ok(2.0));
        assert!(days("NaN").is_err());
    }

    #[test]
    fn a_due_date_is_a_date_or_a_span() {
        assert_eq!(
            due("2019-01-31"),
            Ok(DueValue::On(jiff::civil::date(2019, 1, 31)))
        );
        assert_eq!(
            due("10 school-days"),
            Ok(DueValue::After("10 school-days".parse().unwrap()))
        );
        assert!(due("31/01/2019").is_err_and(|error| error.starts_with("write the year first: 2019-01-31")));
        assert!(due("soon").is_err());
    }

    #[test]
    fn a_timer_is_named_by_what_it_is_for() {
        assert_eq!(timer("due"), Ok(TimerKind::Due));
        assert_eq!(timer("reminder"), Ok(TimerKind::Remind(0)));
        assert_eq!(timer("escalation-2"), Ok(TimerKind::Escalate(1)));
        assert!(timer("reminder-0").is_err());
        assert!(timer("alarm").is_err());
    }

    #[test]
    fn what_a_new_step_asks_for_is_named_with_its_type_and_its_judge() {
        let read = new_field("classes-seen:number").unwrap();
        assert_eq!(
            (read.field.as_str(), read.kind),
            ("classes-seen", ValueType::Number)
        );
        assert_eq!(new_field("note").unwrap().kind, ValueType::Text);
        assert!(new_field("note:prose").is_err_and(|error| error.contains("text, number, boolean")));
        let read = new_evidence("note-of-visit:head").unwrap();
        assert_eq!(read.accepted_by, Some("head".parse().unwrap()));
        assert_eq!(new_evidence("note-of-visit").unwrap().accepted_by, None);
    }
}
