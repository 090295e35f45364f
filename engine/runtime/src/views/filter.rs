//! Which engagements are meant: by school, authority, workflow, state, and how they stand. Tests are below.

use alongside_core::definition::PartyKind;
use alongside_core::ids::{MembershipId, RoleId};
use alongside_core::state::EngagementStatus;
use alongside_core::urn::Urn;
use jiff::civil::Date;

use crate::summary::Summary;

/// Which engagements are meant. What is not said does not matter; all that is said must fit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// A school that takes part: its number, or a part of its name.
    pub school: Option<String>,
    /// An authority that takes part: a part of its name.
    pub authority: Option<String>,
    /// How the engagement stands.
    pub status: Option<EngagementStatus>,
    /// A role that must do something now.
    pub role: Option<RoleId>,
    /// Whether something is overdue.
    pub overdue: bool,
    /// The workflow: its name, with `@` and a version or a range of versions where only those are meant.
    pub workflow: Option<WorkflowFilter>,
    /// The band of a latest finding.
    pub band: Option<String>,
    /// Where membership of the programme stands.
    pub membership: Option<MembershipId>,
    /// Whether the engagement, or a step of it, stands still.
    pub on_hold: bool,
}

/// A workflow, and which of its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkflowFilter {
    name: String,
    version: Option<VersionFilter>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum VersionFilter {
    Exact(semver::Version),
    Range(semver::VersionReq),
}

impl std::str::FromStr for WorkflowFilter {
    type Err = String;

    /// Reads `NAME`, `NAME@1.4.0` or `NAME@^1.4`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (name, version) = match text.split_once('@') {
            None => (text, None),
            Some((name, version)) => (name, Some(version.trim())),
        };
        let read = |text: &str| {
            if let Ok(version) = text.parse() {
                return Ok(VersionFilter::Exact(version));
            }
            text.parse().map(VersionFilter::Range).map_err(|_| {
                format!("`{text}` is no version and no range of versions, such as 1.4.0 or ^1.4")
            })
        };
        Ok(Self {
            name: name.trim().to_owned(),
            version: version.map(read).transpose()?,
        })
    }
}

impl WorkflowFilter {
    fn fits(&self, workflow: &str) -> bool {
        let (name, version) = workflow.split_once('@').unwrap_or((workflow, ""));
        let version = version.parse::<semver::Version>();
        let named = self.name.is_empty() || self.name == name;
        named
            && match (&self.version, version) {
                (None, _) => true,
                (Some(VersionFilter::Exact(wanted)), Ok(version)) => *wanted == version,
                (Some(VersionFilter::Range(wanted)), Ok(version)) => wanted.matches(&version),
                (Some(_), Err(_)) => false,
            }
    }
}

impl Filter {
    /// Whether an engagement is meant, as of `today`.
    pub fn fits(&self, summary: &Summary, today: Date) -> bool {
        let said = |wanted: &Option<String>, fits: &dyn Fn(&str) -> bool| {
            wanted.as_ref().is_none_or(|wanted| fits(&wanted.to_lowercase()))
        };
        said(&self.school, &|wanted| has_school(summary, wanted))
            && said(&self.authority, &|wanted| has_authority(summary, wanted))
            && said(&self.band, &|wanted| {
                summary.bands.values().any(|band| band.to_lowercase() == wanted)
            })
            && self.status.is_none_or(|status| status == summary.status)
            && self
                .workflow
                .as_ref()
                .is_none_or(|wanted| wanted.fits(&summary.workflow))
            && self
                .membership
                .as_ref()
                .is_none_or(|wanted| summary.membership.as_ref() == Some(wanted))
            && (!self.on_hold || summary.on_hold.is_some() || !summary.steps_on_hold.is_empty())
            && self.fits_work(summary, today)
    }

    /// Whether somebody has something to do as the filter says: the role, and late.
    fn fits_work(&self, summary: &Summary, today: Date) -> bool {
        if self.role.is_none() && !self.overdue {
            return true;
        }
        summary.work_as_of(today).iter().any(|item| {
            let role = self
                .role
                .as_ref()
                .is_none_or(|role| item.role.as_ref() == Some(role));
            role && (!self.overdue || item.overdue)
        })
    }
}

/// Whether a school takes part, by its whole number or a part of its name in lower case.
fn has_school(summary: &Summary, wanted: &str) -> bool {
    let parties = summary
        .parties
        .values()
        .filter(|party| party.kind == PartyKind::School)
        .map(|party| (&party.name, party.urn));
    let members = summary.members.iter().map(|member| (&member.name, member.urn));
    let number = |urn: Option<Urn>| urn.is_some_and(|urn| urn.to_string() == wanted);
    parties
        .chain(members)
        .any(|(name, urn)| number(urn) || name.to_lowercase().contains(wanted))
}

/// Whether an authority takes part, by a part of its name in lower case.
fn has_authority(summary: &Summary, wanted: &str) -> bool {
    summary
        .parties
        .values()
        .any(|party| party.kind == PartyKind::Authority && party.name.to_lowercase().contains(wanted))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use alongside_core::ids::{EngagementId, PartyId, StepId};
    use jiff::civil::date;

    use super::*;
    use crate::summary::{PartySummary, SUMMARY_VERSION};
    use crate::views::Amounts;

    fn summary() -> Summary {
        let party = |name: &str, urn: Option<u32>, kind| PartySummary {
            name: name.to_owned(),
            urn: urn.map(|urn| Urn::new(urn).unwrap()),
            kind,
        };
        let id = |id: &str| PartyId::new(id).unwrap();
        Summary {
            version: SUMMARY_VERSION,
            id: EngagementId::new("one").unwrap(),
            title: "One".to_owned(),
            status: EngagementStatus::Open,
            workflow: "support@1.4.2".to_owned(),
            workflow_title: "Support".to_owned(),
            parties: BTreeMap::from([
                (
                    id("partner"),
                    party("Brockhurst Primary", Some(116_177), PartyKind::School),
                ),
                (id("authority"), party("Hampshire", None, PartyKind::Authority)),
            ]),
            people: BTreeMap::new(),
            opened_on: None,
            closed_on: None,
            active: Vec::new(),
            work: Vec::new(),
            members: Vec::new(),
            bands: BTreeMap::from([(StepId::new("gap").unwrap(), "Wide".to_owned())]),
            membership: Some(MembershipId::new("in").unwrap()),
            on_hold: None,
            steps_on_hold: BTreeSet::new(),
            flags: 0,
            parent: None,
            planned: Amounts::default(),
            spent: Amounts::default(),
            waits_for_plugin: false,
            reads_today: false,
        }
    }

    fn fits(filter: Filter) -> bool {
        filter.fits(&summary(), date(2018, 9, 3))
    }

    #[test]
    fn a_school_is_known_by_its_number_or_a_part_of_its_name() {
        let school = |text: &str| {
            fits(Filter {
                school: Some(text.to_owned()),
                ..Filter::default()
            })
        };
        assert!(school("116177"));
        assert!(school("brockHURST"));
        assert!(!school("11617"), "a part of a number is no number");
        assert!(!school("hampshire"), "an authority is no school");
        let authority = Some("Hamp".to_owned());
        assert!(fits(Filter {
            authority,
            ..Filter::default()
        }));
        let authority = Some("Brock".to_owned());
        assert!(!fits(Filter {
            authority,
            ..Filter::default()
        }));
    }

    #[test]
    fn a_workflow_is_named_with_any_one_or_several_versions() {
        let workflow = |text: &str| {
            fits(Filter {
                workflow: Some(text.parse().unwrap()),
                ..Filter::default()
            })
        };
        assert!(workflow("support"));
        assert!(workflow("support@1.4.2"));
        assert!(workflow("support@^1.4"));
        assert!(workflow("@<2"));
        assert!(!workflow("support@1.4.1"));
        assert!(!workflow("support@^2"));
        assert!(!workflow("supp"));
        assert!("support@new".parse::<WorkflowFilter>().is_err());
    }

    #[test]
    fn all_that_is_said_must_fit() {
        assert!(fits(Filter::default()));
        let wide = Filter {
            band: Some("wide".to_owned()),
            membership: Some(MembershipId::new("in").unwrap()),
            status: Some(EngagementStatus::Open),
            ..Filter::default()
        };
        assert!(fits(wide.clone()));
        assert!(!fits(Filter {
            on_hold: true,
            ..wide.clone()
        }));
        assert!(!fits(Filter {
            overdue: true,
            ..wide.clone()
        }));
        assert!(!fits(Filter {
            status: Some(EngagementStatus::Ended),
            ..wide
        }));
    }
}
