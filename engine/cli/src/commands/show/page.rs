//! The sections below the tree of steps: findings, decisions, interventions, facts, escalations, members, records and so
//! on.

use alongside_runtime::core::Explanation;
use alongside_runtime::{EngagementView, FactView};
use jiff::civil::Date;

use super::titled;
use crate::render::dates::day;
use crate::render::screen::Screen;
use crate::render::standing::standing;
use crate::render::text::wrapped;

/// A page in the making.
pub(super) struct Page<'a> {
    screen: &'a Screen,
    text: String,
}

impl<'a> Page<'a> {
    /// A page that begins with `text`.
    pub(super) fn new(screen: &'a Screen, text: String) -> Self {
        Self { screen, text }
    }

    /// What has been written.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Adds text as it is.
    pub(super) fn add(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Begins a section.
    pub(super) fn heading(&mut self, title: &str) {
        let strong = self.screen.styles().strong;
        self.add(&format!("\n{strong}{title}{strong:#}\n"));
    }

    /// Adds a line, set in and wrapped.
    fn line(&mut self, indent: usize, text: &str) {
        let (first, rest) = (" ".repeat(indent), " ".repeat(indent + 2));
        self.add(&wrapped(text, self.screen.width(), &first, &rest));
    }

    /// Adds a line with its date in front.
    fn dated(&mut self, on: Date, text: &str) {
        let first = format!("  {}  ", day(on));
        self.add(&wrapped(text, self.screen.width(), &first, "    "));
    }

    /// What was found; with `explained`, how it was reached.
    pub(super) fn findings(&mut self, view: &EngagementView, explained: bool) {
        if view.findings.is_empty() {
            return;
        }
        self.heading("Findings");
        for finding in &view.findings {
            let title = titled(&finding.title, finding.round);
            self.dated(finding.on, &format!("{title}: {}", finding.line));
            if explained {
                self.explanation(&finding.finding.output.explanation, 4);
            }
        }
    }

    fn explanation(&mut self, lines: &[Explanation], indent: usize) {
        for line in lines {
            self.line(indent, &format!("{}: {}", line.label, line.detail));
            self.explanation(&line.children, indent + 2);
        }
    }

    /// What was decided, by whom and why.
    pub(super) fn decisions(&mut self, view: &EngagementView) {
        if view.decisions.is_empty() {
            return;
        }
        self.heading("Decisions");
        for decision in &view.decisions {
            let title = titled(&decision.title, decision.round);
            let (chosen, reason) = (decision.chosen.join(", "), &decision.reason);
            let mut text = format!("{title}: {chosen} (because: {reason})");
            if let Some(by) = &decision.by {
                text.push_str(&format!("; decided by {by}"));
            }
            if let Some(by) = &decision.approved_by {
                text.push_str(&format!(", approved by {by}"));
            }
            self.dated(decision.on, &text);
        }
    }

    /// What was adopted, and how it stands.
    pub(super) fn interventions(&mut self, view: &EngagementView) {
        if view.interventions.is_empty() {
            return;
        }
        self.heading("Interventions");
        for adopted in &view.interventions {
            let (title, tier) = (&adopted.proposal.title, adopted.proposal.tier);
            let stands = adopted.standing.as_ref();
            let stands = stands.map(|stands| format!(": {}", standing(Some(stands)).0));
            self.dated(
                adopted.on,
                &format!(
                    "{title} (tier {}, {}){}",
                    tier.number(),
                    tier.as_str(),
                    stands.unwrap_or_default()
                ),
            );
        }
    }

    /// What should be looked at again, and why.
    pub(super) fn flags(&mut self, view: &EngagementView) {
        let flagged = view.steps.iter().filter(|step| step.flagged.is_some());
        let flagged: Vec<_> = flagged.collect();
        if flagged.is_empty() {
            return;
        }
        self.heading("To be looked at again");
        for step in flagged {
            let reason = step.flagged.as_deref().unwrap_or_default();
            self.line(2, &format!("{} ({}): {reason}", step.title, step.id));
        }
    }

    /// The facts that are known.
    pub(super) fn facts(&mut self, view: &EngagementView, all: bool) {
        let shown = |fact: &&FactView| all || fact.value.is_some();
        let facts: Vec<&FactView> = view.facts.iter().filter(shown).collect();
        if facts.is_empty() {
            return;
        }
        self.heading("Facts");
        for fact in facts {
            let unit = fact.unit.as_ref().map(|unit| format!(" {unit}"));
            let value = match &fact.value {
                Some(value) => format!("{value}{}", unit.unwrap_or_default()),
                None => "not known yet".to_owned(),
            };
            self.line(2, &format!("{} ({}): {value}", fact.title, fact.fact));
        }
    }

    /// The escalations that were raised.
    pub(super) fn escalations(&mut self, view: &EngagementView) {
        let raised = view.escalations.iter();
        let mut raised: Vec<_> = raised
            .flat_map(|kind| kind.raised.iter().map(move |raised| (kind, raised)))
            .collect();
        if raised.is_empty() {
            return;
        }
        raised.sort_by_key(|(_, raised)| raised.on);
        self.heading("Escalations");
        for (kind, raised) in raised {
            let about = raised.about.as_ref();
            let about = about
                .map(|round| format!(", about {}", round.step))
                .unwrap_or_default();
            self.dated(
                raised.on,
                &format!("{}{about}: {} ({})", kind.title, raised.reason, raised.by),
            );
        }
    }

    /// The outside events that were reported.
    pub(super) fn events(&mut self, view: &EngagementView) {
        let reported = view.events.iter();
        let mut reported: Vec<_> = reported
            .flat_map(|event| event.reported.iter().map(move |reported| (event, reported)))
            .collect();
        if reported.is_empty() {
            return;
        }
        reported.sort_by_key(|(_, reported)| reported.sequence);
        self.heading("Outside events");
        for (event, reported) in reported {
            self.dated(reported.on, &format!("{}: {}", event.title, reported.note));
            for (field, value) in &reported.record {
                self.line(4, &format!("{field}: {value}"));
            }
        }
    }

    /// The members of the parties that have many, by group.
    pub(super) fn members(&mut self, view: &EngagementView) {
        for (party, members) in view.members.iter().filter(|(_, members)| !members.is_empty()) {
            self.heading(&format!("Members of {party}"));
            for (id, member) in members {
                let urn = member.urn.map(|urn| format!(", URN {urn}")).unwrap_or_default();
                let group = member.group.as_ref();
                let group = group.map(|group| format!(", group {group}")).unwrap_or_default();
                self.line(2, &format!("{id}: {}{urn}{group}", member.name));
            }
        }
    }

    /// The engagements that it has started.
    pub(super) fn children(&mut self, view: &EngagementView) {
        if view.children.is_empty() {
            return;
        }
        self.heading("Engagements started");
        for child in &view.children {
            let (title, status) = (titled(&child.title, child.round), child.status.as_str());
            self.line(
                2,
                &format!("{title}, {}: {} ({status})", child.child, child.engagement),
            );
        }
    }

    /// What tasks recorded.
    pub(super) fn records(&mut self, view: &EngagementView) {
        if view.records.is_empty() {
            return;
        }
        self.heading("Records");
        for record in &view.records {
            self.dated(record.on, &titled(&record.title, record.round));
            for (field, value) in &record.fields {
                self.line(4, &format!("{field}: {value}"));
            }
        }
    }

    /// The evidence, and how it stands.
    pub(super) fn evidence(&mut self, view: &EngagementView) {
        if view.evidence.is_empty() {
            return;
        }
        self.heading("Evidence");
        for item in &view.evidence {
            let title = titled(&item.title, item.round);
            let (what, by, standing) = (&item.item, &item.offered_by, item.status.as_str());
            self.dated(
                item.offered_on,
                &format!("{title}: {}: {what} ({standing}, offered by {by})", item.evidence),
            );
        }
    }

    /// The data it reads.
    pub(super) fn data(&mut self, view: &EngagementView) {
        if view.data.is_empty() {
            return;
        }
        self.heading("Data");
        for slot in &view.data {
            let years: Vec<&str> = slot.years.keys().map(String::as_str).collect();
            match years.is_empty() {
                true => self.line(2, &format!("{}: nothing yet (alongside import FILE)", slot.title)),
                false => self.line(2, &format!("{}: {}", slot.title, years.join(", "))),
            }
        }
    }
}
