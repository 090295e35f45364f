//! Sample openings, calendars, findings and datasets. The persons are roles, never people.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use alongside_core::calendar::{
    Calendar, CalendarId, CalendarParts, DateRange, NamedDate, Split, TermParts, YearParts,
};
use alongside_core::command::{DatasetRef, Opening, PartyRecord, PluginPin};
use alongside_core::digest::Digest;
use alongside_core::finding::{
    Estimate, Explanation, Finding, Proposal, Provenance, Recommendation, ScoreOutput, Tier,
};
use alongside_core::ids::{PersonId, RoleId};
use alongside_core::urn::Urn;

use super::{day, id};

/// The people of every sample: `adviser` is lead and head at once, `guest` holds no role.
pub(crate) const PEOPLE: [(&str, &[&str]); 5] = [
    ("nle", &["lead"]),
    ("head", &["head"]),
    ("chair", &["governors"]),
    ("adviser", &["lead", "head"]),
    ("guest", &[]),
];

pub(crate) fn opening() -> Opening {
    let party = |name: &str, urn: u32| PartyRecord {
        name: name.to_owned(),
        urn: Some(Urn::new(urn).unwrap()),
        calendar: Some(id("county")),
    };
    let people = PEOPLE.iter().map(|(person, roles)| {
        let roles = roles.iter().map(|role| id::<RoleId>(role)).collect();
        (id::<PersonId>(person), roles)
    });
    Opening {
        parties: [
            (id("partner"), party("Partner primary school", 100_001)),
            (id("supporter"), party("Supporting primary school", 100_002)),
        ]
        .into(),
        people: people.collect(),
        plugins: [(id("gap"), pin("gap")), (id("tiers"), pin("tiers"))].into(),
        ..Opening::new(id("first"), "The first engagement")
    }
}

/// A party that stands for its members.
pub(crate) fn party_of_many(name: &str) -> PartyRecord {
    PartyRecord {
        name: name.to_owned(),
        urn: None,
        calendar: Some(id("county")),
    }
}

fn pin(plugin: &str) -> PluginPin {
    PluginPin {
        version: "0.1.0".to_owned(),
        digest: Digest::of(plugin.as_bytes()),
    }
}

/// Two school years of an English county; the second is provisional.
pub(crate) fn county_parts() -> CalendarParts {
    let term = |name: &str, first: &str, holiday: (&str, &str), last: &str| TermParts {
        name: name.to_owned(),
        first: day(first),
        last: day(last),
        split: Split::Break(DateRange {
            first: day(holiday.0),
            last: day(holiday.1),
        }),
    };
    let year = |name: &str, provisional: bool, terms: Vec<TermParts>| YearParts {
        name: name.to_owned(),
        provisional,
        terms,
        inset_days: Vec::new(),
        closures: Vec::new(),
    };
    let bank_holidays = [
        "2018-12-25",
        "2018-12-26",
        "2019-01-01",
        "2019-05-06",
        "2019-12-25",
        "2019-12-26",
    ];
    CalendarParts {
        id: id("county"),
        title: "A county".to_owned(),
        source: None,
        years: vec![
            year(
                "2018-19",
                false,
                vec![
                    term("autumn", "2018-09-03", ("2018-10-22", "2018-10-26"), "2018-12-21"),
                    term("spring", "2019-01-07", ("2019-02-18", "2019-02-22"), "2019-04-05"),
                    term("summer", "2019-04-23", ("2019-05-27", "2019-05-31"), "2019-07-23"),
                ],
            ),
            year(
                "2019-20",
                true,
                vec![
                    term("autumn", "2019-09-04", ("2019-10-28", "2019-11-01"), "2019-12-20"),
                    term("spring", "2020-01-06", ("2020-02-17", "2020-02-21"), "2020-04-03"),
                    term("summer", "2020-04-20", ("2020-05-25", "2020-05-29"), "2020-07-22"),
                ],
            ),
        ],
        bank_holidays: bank_holidays
            .iter()
            .map(|date| NamedDate {
                date: day(date),
                name: "Bank holiday".to_owned(),
            })
            .collect(),
    }
}

pub(crate) fn calendars(parts: CalendarParts) -> BTreeMap<CalendarId, Calendar> {
    let calendar = Calendar::new(parts).unwrap();
    [(calendar.id().clone(), calendar)].into()
}

/// The county's calendar, laid out once.
pub(crate) fn county() -> BTreeMap<CalendarId, Calendar> {
    static COUNTY: LazyLock<BTreeMap<CalendarId, Calendar>> = LazyLock::new(|| calendars(county_parts()));
    COUNTY.clone()
}

/// The county's calendar with these dates as INSET days of its first year.
pub(crate) fn county_with_inset<const N: usize>(dates: [&str; N]) -> BTreeMap<CalendarId, Calendar> {
    let mut parts = county_parts();
    parts.years.first_mut().unwrap().inset_days = dates.iter().map(|date| day(date)).collect();
    calendars(parts)
}

pub(crate) fn dataset(year: &str, content: &str) -> DatasetRef {
    DatasetRef {
        digest: Digest::of(content.as_bytes()),
        year: year.to_owned(),
        source: format!("{content}.csv"),
    }
}

fn provenance(plugin: &str) -> Provenance {
    Provenance {
        plugin: id(plugin),
        version: "0.1.0".to_owned(),
        digest: Digest::of(plugin.as_bytes()),
        parameters: BTreeMap::new(),
        input: Digest::of(b"input"),
    }
}

pub(crate) fn finding(value: f64) -> Finding {
    Finding {
        output: ScoreOutput {
            estimate: Estimate {
                value: Some(value),
                low: Some(value - 5.5),
                high: Some(value + 5.5),
                n: Some(120),
                unit: "percentage points".to_owned(),
                years: vec!["2018-19".to_owned()],
                withheld: None,
            },
            band: None,
            values: BTreeMap::new(),
            explanation: vec![Explanation {
                label: "gap".to_owned(),
                detail: format!("{value} points"),
                ..Explanation::default()
            }],
        },
        provenance: provenance("gap"),
    }
}

pub(crate) fn recommendation<const N: usize>(proposals: [&str; N]) -> Recommendation {
    let proposals = proposals.iter().map(|proposal| Proposal {
        id: id(proposal),
        title: (*proposal).to_owned(),
        tier: Tier::WholeSchool,
        reasons: vec!["the gap is wide".to_owned()],
        source: "tests".to_owned(),
        cost: None,
        measure: None,
        conditions: Vec::new(),
    });
    Recommendation {
        proposals: proposals.collect(),
        provenance: provenance("tiers"),
    }
}
