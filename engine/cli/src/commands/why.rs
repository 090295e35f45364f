//! `why`: what holds a step back, who owns it, since when, what happens next.

use std::collections::BTreeMap;

use alongside_runtime::core::{EscalationId, Hold, OutsideEventId, PersonId, StepId, Why};
use alongside_runtime::{EngagementView, NextItem, Runtime, StepView};
use jiff::civil::Date;
use serde_json::json;

use crate::failure::Failure;
use crate::render::change::advice;
use crate::render::dates::{day, distance};
use crate::render::screen::Screen;
use crate::render::text::{either, wrapped};
use crate::session::Session;
use crate::values::id;

/// The most steps at which another is held up in the end that are told.
const ROOTS_TOLD: usize = 3;

/// Say what holds a step back, who owns it, since when, and what happens next
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The engagement, or the beginning of its name
    engagement: String,
    /// The step
    #[arg(value_parser = id::<StepId>)]
    step: StepId,
}

pub(crate) async fn run(session: &Session, args: Args) -> Result<(), Failure> {
    let (runtime, engagement) = session.find(&args.engagement).await?;
    let why = runtime.why(&engagement, &args.step).await.map_err(|error| {
        Failure::from(error).or_hint(&["unknown-step"], || {
            format!("see the steps there are: alongside show {engagement} --all")
        })
    })?;
    let screen = &session.screen;
    if screen.json() {
        return screen.print_json(&json!({ "engagement": engagement, "why": why }));
    }
    let view = runtime.show(&engagement).await?;
    let teller = Teller::new(&view, screen);
    let mut text = teller.standing(&why);
    for hold in &why.holds {
        match hold {
            Hold::Work(item) => {
                let (engagement_title, item) = (view.title.clone(), (**item).clone());
                let next = NextItem {
                    engagement: engagement.clone(),
                    engagement_title,
                    item,
                };
                text.push_str(&work(&runtime, &next, screen).await?);
            }
            other => text.push_str(&teller.hold(other)),
        }
    }
    for root in why.roots.iter().take(ROOTS_TOLD) {
        text.push_str(&teller.root(&runtime.why(&engagement, root).await?));
    }
    text.push_str(&teller.after(&why));
    screen.print(&text)
}

/// What a person must do, set in below what it holds up.
async fn work(runtime: &Runtime, next: &NextItem, screen: &Screen) -> Result<String, Failure> {
    let told = advice(runtime, next).await?.body(screen, "- ");
    Ok(format!("{told}  It waits since {}.\n", day(next.item.since)))
}

/// Tells holds in the words of the workflow.
struct Teller<'a> {
    steps: BTreeMap<&'a StepId, &'a StepView>,
    today: Date,
    screen: &'a Screen,
}

impl<'a> Teller<'a> {
    fn new(view: &'a EngagementView, screen: &'a Screen) -> Self {
        let steps = view.steps.iter().map(|step| (&step.id, step)).collect();
        Self {
            steps,
            today: view.today,
            screen,
        }
    }

    fn named(&self, step: &StepId) -> String {
        match self.steps.get(step) {
            Some(view) => format!("{} ({step})", view.title),
            None => step.to_string(),
        }
    }

    /// How the step stands, and whether anything holds it.
    fn standing(&self, why: &Why) -> String {
        let strong = self.screen.styles().strong;
        let kind = self.steps.get(&why.step).map_or("step", |step| step.kind);
        let round = why
            .round
            .filter(|round| *round > 1)
            .map(|round| format!(", round {round}"))
            .unwrap_or_default();
        let since = why
            .since
            .map(|since| format!(" since {} ({})", day(since), distance(self.today, since)))
            .unwrap_or_default();
        let reason = why
            .reason
            .as_ref()
            .map(|reason| format!(": {reason}"))
            .unwrap_or_default();
        let standing = stands(why.status);
        let text = format!(
            "{strong}{}{strong:#}{round}, a {kind}, {standing}{since}{reason}.",
            self.named(&why.step)
        );
        let mut text = wrapped(&text, self.screen.width(), "", "");
        if let Some(view) = self.steps.get(&why.step) {
            for mark in marks(view) {
                text.push_str(&wrapped(&mark, self.screen.width(), "", ""));
            }
        }
        if !why.holds.is_empty() {
            text.push_str(if why.status == Some("active") {
                "\nTo be done it needs:\n"
            } else {
                "\nIt waits for:\n"
            });
        }
        text
    }

    /// A step at which it is held up in the end, and what that needs.
    fn root(&self, why: &Why) -> String {
        let standing = stands(why.status);
        let mut text = format!(
            "\nIn the end it waits for {}, which {standing}:\n",
            self.named(&why.step)
        );
        for hold in &why.holds {
            match hold {
                Hold::Work(item) => {
                    let who = item
                        .role
                        .as_ref()
                        .map_or_else(String::new, |role| format!(" ({role})"));
                    let people: Vec<&str> = item.people.iter().map(PersonId::as_str).collect();
                    let people = if people.is_empty() {
                        "whoever runs the program".to_owned()
                    } else {
                        either(&people)
                    };
                    text.push_str(&self.line(&format!("{people}{who}, since {}", day(item.since))));
                }
                other => text.push_str(&self.hold(other)),
            }
        }
        text
    }

    fn line(&self, text: &str) -> String {
        wrapped(text, self.screen.width(), "- ", "  ")
    }

    fn hold(&self, hold: &Hold) -> String {
        match hold {
            Hold::Step { step, status, since } => {
                let since = since
                    .map(|since| format!(" since {}", day(since)))
                    .unwrap_or_default();
                let role = self.steps.get(step).and_then(|view| view.role.as_ref());
                let owner = role
                    .filter(|_| matches!(status, Some("active" | "enabled")))
                    .map(|role| format!(", for `{role}` to do"))
                    .unwrap_or_default();
                self.line(&format!(
                    "{}, which {}{since}{owner}",
                    self.named(step),
                    stands(*status)
                ))
            }
            Hold::Stage { step, status } => self.line(&format!(
                "its stage {} to begin, which {}",
                self.named(step),
                stands(*status)
            )),
            Hold::Some { at_least, done, open } => self.some(*at_least, done, open),
            Hold::Call { events, escalations } => self.call(events, escalations),
            Hold::Migration { to } => self.line(&format!(
                "the move to version {to} of the workflow, between two stages"
            )),
            Hold::Withdrawal { undoes } => self.line(&format!(
                "somebody to withdraw from the engagement after {} was done",
                self.named(undoes)
            )),
            Hold::Condition {
                condition,
                alternative,
                readings,
            } => {
                let or = if *alternative {
                    "or, enough by itself: "
                } else {
                    ""
                };
                let mut text = self.line(&format!("{or}the condition `{condition}`"));
                for reading in readings {
                    let value = reading.value.as_deref().unwrap_or("not known yet");
                    text.push_str(&wrapped(
                        &format!("{} is {value}", reading.name),
                        self.screen.width(),
                        "    ",
                        "      ",
                    ));
                }
                text
            }
            Hold::Date { date, provisional } => {
                let may = if *provisional {
                    "; it may still change, because the term is not published"
                } else {
                    ""
                };
                self.line(&format!("{} ({}){may}", day(*date), distance(self.today, *date)))
            }
            Hold::Event { event } => self.line(&format!(
                "the outside event `{event}`: alongside event reports it"
            )),
            Hold::Child {
                child,
                engagement: Some(engagement),
            } => self.line(&format!("the engagement {engagement} for `{child}` to close")),
            Hold::Child { child, .. } => self.line(&format!(
                "the engagement for `{child}` to be started, which the engine does by itself: alongside tick"
            )),
            Hold::Children { completed, needed } => self.line(&format!(
                "{needed} of its engagements to complete: {completed} have so far"
            )),
            Hold::Members { party } => {
                self.line(&format!("members of `{party}` to join: there are none yet"))
            }
            Hold::Plugin { failed_attempts: 0 } => {
                self.line("a plugin's answer, which the engine fetches by itself: alongside tick")
            }
            Hold::Plugin { failed_attempts } => self.line(&format!(
                "a plugin's answer, after {failed_attempts} failed attempts: alongside tick"
            )),
            Hold::OnHold(hold) => {
                let what = hold
                    .step
                    .as_ref()
                    .map_or_else(|| "the engagement".to_owned(), |step| self.named(step));
                let until = hold.until.map_or_else(
                    || ", until somebody resumes it".to_owned(),
                    |until| format!(", until {}", day(until)),
                );
                self.line(&format!(
                    "{what}, which is on hold since {}{until}: {}",
                    day(hold.since),
                    hold.reason
                ))
            }
            Hold::Plan { intervention } => {
                self.line(&format!("the plan of `{intervention}`, which its plugin brings"))
            }
            Hold::Delivery => {
                self.line("a notice to be handed over, which the engine does by itself: alongside tick")
            }
            // Work is told with its command, by `work`.
            Hold::Work(_) => String::new(),
        }
    }

    /// So many of a group of steps.
    fn some(&self, at_least: u32, done: &[StepId], open: &[StepId]) -> String {
        let all = done.len() + open.len();
        let open: Vec<String> = open.iter().map(|step| self.named(step)).collect();
        self.line(&format!(
            "{at_least} of {all} steps, of which {} are done; still open: {}",
            done.len(),
            open.join(", ")
        ))
    }

    /// Whatever calls a step that never begins by itself.
    fn call(&self, events: &[OutsideEventId], escalations: &[EscalationId]) -> String {
        let events = events.iter().map(|event| format!("the outside event `{event}`"));
        let escalations = escalations
            .iter()
            .map(|escalation| format!("the escalation `{escalation}`"));
        let callers: Vec<String> = events.chain(escalations).collect();
        if callers.is_empty() {
            return self.line("something to call it: it begins when the intervention it closes is halted");
        }
        self.line(&format!("something to call it: {}", either(&callers)))
    }

    /// What happens once it is done.
    fn after(&self, why: &Why) -> String {
        if why.blocks.is_empty() {
            return String::new();
        }
        let blocks: Vec<String> = why.blocks.iter().map(|step| self.named(step)).collect();
        let then = wrapped(
            &format!("Then: {}.", blocks.join(", ")),
            self.screen.width(),
            "",
            "  ",
        );
        format!("\n{then}")
    }
}

/// What else is known of a step: whose it is, and that it should be looked at again.
fn marks(step: &StepView) -> Vec<String> {
    let mut marks = Vec::new();
    if let Some(delegation) = &step.delegation {
        let (from, to, on) = (&delegation.from, &delegation.to, day(delegation.on));
        marks.push(format!(
            "{to} does it for {from} since {on}: {}.",
            delegation.reason
        ));
    } else if let Some(person) = &step.assigned_to {
        marks.push(format!("It is assigned to {person}."));
    }
    if let Some(reason) = &step.flagged {
        marks.push(format!(
            "It should be looked at again: {reason}. Afterwards: alongside reopen, or alongside clear-flag."
        ));
    }
    marks
}

/// How a step stands, as the end of a sentence.
fn stands(status: Option<&str>) -> String {
    match status {
        None => "has not come up yet".to_owned(),
        Some("available") => "waits".to_owned(),
        Some("enabled") => "may be started".to_owned(),
        Some(status) => format!("is {status}"),
    }
}
