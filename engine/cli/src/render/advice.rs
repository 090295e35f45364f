//! What somebody must do, in words, and the command to type for it. Tests: the golden cases.

use alongside_runtime::core::{Action, EngagementId, Field, PersonId, ValueType, WorkItem};
use alongside_runtime::{ChoiceView, NextItem, Runtime};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::dates::{day, deadline};
use super::screen::Screen;
use super::text::{either, wrapped};
use crate::failure::Failure;

/// What stands after a date that may still change because the term is not published.
pub(crate) const PROVISIONAL: &str = ", provisional";

/// What a step asks of the person who does it: known only to the engagement's workflow.
#[derive(Debug, Default)]
pub(crate) struct Asks {
    fields: Vec<Field>,
    choices: Vec<ChoiceView>,
}

impl Asks {
    /// Looks up what an item asks for.
    pub(crate) async fn of(
        runtime: &Runtime,
        engagement: &EngagementId,
        item: &WorkItem,
    ) -> Result<Self, Failure> {
        let step = &item.round.step;
        Ok(match &item.action {
            Action::Do { .. } => Self {
                fields: runtime.fields_of(engagement, step).await?,
                ..Self::default()
            },
            Action::Decide { .. } => Self {
                choices: runtime.choices_of(engagement, step).await?,
                ..Self::default()
            },
            _ => Self::default(),
        })
    }
}

/// One thing that somebody must do, with all that is needed to say so.
#[derive(Debug)]
pub(crate) struct Advice<'a> {
    pub(crate) engagement: &'a EngagementId,
    pub(crate) item: &'a WorkItem,
    pub(crate) asks: Asks,
    pub(crate) today: Date,
}

impl Advice<'_> {
    /// In words: what, who, by when, and the command.
    pub(crate) fn text(&self, screen: &Screen) -> String {
        let strong = screen.styles().strong;
        format!("{strong}{}{strong:#}\n{}", self.title(), self.body(screen, "  "))
    }

    /// The same without the title; the first line begins with `first`.
    pub(crate) fn body(&self, screen: &Screen, first: &str) -> String {
        let styles = screen.styles();
        let (warning, command) = (styles.warning, styles.command);
        let mut sentence = format!("{} {}", self.who(), self.does());
        let provisional = if self.item.provisional { PROVISIONAL } else { "" };
        match self.item.due {
            Some(due) if self.item.overdue => {
                sentence.push_str(&format!(", by {warning}{}{warning:#}", deadline(self.today, due)));
            }
            Some(due) => sentence.push_str(&format!(", by {}{provisional}", deadline(self.today, due))),
            None => {}
        }
        let mut text = wrapped(&sentence, screen.width(), first, "  ");
        for detail in self.details() {
            text.push_str(&wrapped(&detail, screen.width(), "  ", "    "));
        }
        text.push_str(&format!("  {command}{}{command:#}\n", self.command()));
        text
    }

    /// The step's title, and its round where that says something.
    pub(crate) fn title(&self) -> String {
        match self.item.round.round {
            1 => self.item.title.clone(),
            round => format!("{}, round {round}", self.item.title),
        }
    }

    /// By when, in a few words; or that it stands still.
    pub(crate) fn by(&self, today: Date) -> String {
        if self.item.on_hold.is_some() {
            return "on hold".to_owned();
        }
        let provisional = if self.item.provisional { PROVISIONAL } else { "" };
        let due = self.item.due.map(|due| deadline(today, due) + provisional);
        due.unwrap_or_default()
    }

    /// Who must do it.
    pub(crate) fn who(&self) -> String {
        who(self.item)
    }

    /// What they must do.
    pub(crate) fn does(&self) -> String {
        match &self.item.action {
            Action::Do { .. } => "does it".to_owned(),
            Action::Decide { .. } => "decides".to_owned(),
            Action::Start => "may start it".to_owned(),
            Action::Complete => "may complete it: everything required is done".to_owned(),
            Action::Offer {
                evidence,
                contested: Some(_),
            } => format!("offers `{evidence}` again"),
            Action::Offer {
                evidence,
                contested: None,
            } => format!("offers `{evidence}`"),
            Action::Judge { evidence } => format!("accepts or contests `{evidence}`"),
            Action::Approve => "approves or declines what was handed in".to_owned(),
            Action::Import { data } => format!("imports data for `{data}`"),
            Action::Retry { .. } => "looks at the failed plugin call and tries it again".to_owned(),
            Action::Report { event } => format!("reports `{event}` once it has happened"),
            Action::Review { .. } => "looks at what is flagged: it stands, or is reopened".to_owned(),
            Action::Conclude { intervention } => format!("gives the verdict on `{intervention}`"),
        }
    }

    /// What else the person must know.
    fn details(&self) -> Vec<String> {
        let mut details = Vec::new();
        match &self.item.action {
            Action::Do {
                declined: Some(reason),
                ..
            }
            | Action::Decide {
                declined: Some(reason),
                ..
            } => {
                details.push(format!("it came back: {reason}"));
            }
            Action::Offer {
                contested: Some(reason),
                ..
            } => {
                details.push(format!("the last one was contested: {reason}"));
            }
            Action::Retry { message } => details.push(format!("what is known: {message}")),
            Action::Review { flag } => details.push(format!("flagged: {flag}")),
            _ => {}
        }
        details.extend(self.passed_on());
        details.extend(
            self.asks
                .choices
                .iter()
                .map(|choice| format!("- {}: {}", choice.id, choice.title)),
        );
        let optional = self.asks.fields.iter().filter(|field| field.optional);
        let optional: Vec<String> = optional
            .map(|field| format!("{} ({})", field.id, field.kind))
            .collect();
        if !optional.is_empty() {
            details.push(format!("may also be set: {}", optional.join(", ")));
        }
        details
    }

    /// Whose it is, for whom, and what holds it.
    fn passed_on(&self) -> Vec<String> {
        let mut told = Vec::new();
        if let Some(person) = &self.item.delegated_by {
            told.push(format!("delegated by {person}, who accepts the result"));
        } else if let Some(person) = &self.item.assigned_to {
            told.push(format!("assigned to {person}"));
        }
        for (deputy, away) in &self.item.in_place_of {
            let away: Vec<&str> = away.iter().map(PersonId::as_str).collect();
            told.push(format!("{deputy} acts for {}", away.join(" and ")));
        }
        if let Some(hold) = &self.item.on_hold {
            let until = hold
                .until
                .map(|until| format!(" until {}", day(until)))
                .unwrap_or_default();
            let (since, reason) = (day(hold.since), &hold.reason);
            told.push(format!("on hold since {since}{until}: {reason}"));
        }
        told
    }

    /// The command to type; words in capitals are to be filled in. What is on hold must be resumed first.
    pub(crate) fn command(&self) -> String {
        match &self.item.on_hold {
            None => self.own_command(),
            Some(hold) => {
                let step = hold
                    .step
                    .as_ref()
                    .map(|step| format!(" {step}"))
                    .unwrap_or_default();
                format!("alongside resume {}{step} --reason TEXT", self.engagement)
            }
        }
    }

    fn own_command(&self) -> String {
        let (engagement, step) = (self.engagement, &self.item.round.step);
        let person = self.item.people.first().map_or("PERSON", PersonId::as_str);
        let on_step = |verb: &str| format!("alongside {verb} {engagement} {step} --as {person}");
        match &self.item.action {
            Action::Do { evidence, .. } => {
                let fields = self.asks.fields.iter().filter(|field| !field.optional);
                let fields = fields.map(|field| format!(" --set {}={}", field.id, placeholder(field.kind)));
                let evidence = evidence.iter().map(|evidence| format!(" --note {evidence}=TEXT"));
                on_step("do") + &fields.chain(evidence).collect::<String>()
            }
            Action::Decide { evidence, .. } if !evidence.is_empty() => {
                let evidence = evidence.first().map(ToString::to_string).unwrap_or_default();
                format!("alongside offer {engagement} {step} {evidence} --as {person} --note TEXT")
            }
            Action::Decide { .. } => {
                format!("alongside decide {engagement} {step} OPTION --as {person} --reason TEXT")
            }
            Action::Start => on_step("start"),
            Action::Complete => on_step("do"),
            Action::Offer { evidence, .. } => {
                format!("alongside offer {engagement} {step} {evidence} --as {person} --note TEXT")
            }
            Action::Judge { evidence } => {
                format!("alongside accept {engagement} {step} {evidence} --as {person}")
            }
            Action::Approve => on_step("approve"),
            Action::Import { .. } => "alongside import FILE".to_owned(),
            Action::Retry { .. } => format!("alongside retry {engagement} {step}"),
            Action::Report { event } => format!("alongside event {engagement} {event} --note TEXT"),
            Action::Review { .. } => on_step("clear-flag") + " --reason TEXT",
            Action::Conclude { intervention } => {
                format!("alongside conclude {engagement} {intervention} VERDICT --as {person} --reason TEXT")
            }
        }
    }
}

/// Who must do something: `nle (lead)`.
pub(crate) fn who(item: &WorkItem) -> String {
    match (&item.role, item.people.as_slice()) {
        (Some(role), []) => format!("another holder of `{role}`, of whom there is none yet,"),
        (Some(role), people) => format!("{} ({role})", either(people)),
        (None, []) => match item.action {
            Action::Start | Action::Complete | Action::Judge { .. } | Action::Offer { .. } => {
                "anybody who takes part".to_owned()
            }
            _ => "whoever runs the program".to_owned(),
        },
        (None, people) => either(people),
    }
}

/// What stands for a value that is to be filled in.
fn placeholder(kind: ValueType) -> &'static str {
    match kind {
        ValueType::Text => "TEXT",
        ValueType::Number => "NUMBER",
        ValueType::Boolean => "yes",
        ValueType::Date => "YYYY-MM-DD",
        ValueType::Texts => "TEXT,TEXT",
    }
}

/// An item as JSON: the item itself and the command to type.
pub(crate) fn json_of(next: &NextItem, command: &str) -> Value {
    let mut value = json!(next);
    value["command"] = Value::String(command.to_owned());
    value
}
