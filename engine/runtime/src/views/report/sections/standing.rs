//! Who takes part, and where the engagement stands in two sentences.

use alongside_core::definition::Spent;
use alongside_core::hold::Hold;
use alongside_core::state::EngagementStatus;

use crate::views::engagement::{PersonView, StepView};
use crate::views::report::Material;
use crate::views::report::model::{Block, Fact, Section, Text, cut};
use crate::views::report::phrases::{count, date, duration, list};

/// The parties, the people, the workflow and what it may cost.
pub(super) fn facts(material: &Material<'_>) -> Vec<Fact> {
    let view = material.view;
    let mut facts: Vec<Fact> = view
        .parties
        .values()
        .map(|(title, party)| {
            let urn = party.urn.map(|urn| format!(" (URN {urn})"));
            Fact {
                name: title.clone(),
                text: Text::strong(&party.name).and(urn.unwrap_or_default()),
            }
        })
        .collect();
    let since = view.opened_on.map(date);
    facts.extend(since.map(|since| Fact {
        name: "Since".to_owned(),
        text: match view.closed_on {
            Some(closed) => Text::plain(format!("{since}, until {}", date(closed))),
            None => Text::plain(since),
        },
    }));
    let people: Vec<String> = view.people.iter().map(named).collect();
    facts.push(Fact {
        name: "People".to_owned(),
        text: Text::plain(if people.is_empty() {
            "none yet".to_owned()
        } else {
            people.join("; ")
        }),
    });
    let days = view.budget.days.map(|days| format!("{days} days of support"));
    let funding = view
        .budget
        .funding
        .map(|funding| format!("£{}", thousands(funding)));
    let budget: Vec<String> = days.into_iter().chain(funding).collect();
    if !budget.is_empty() {
        facts.push(Fact {
            name: "Budget".to_owned(),
            text: Text::plain(list(&budget)),
        });
    }
    let spent: Vec<String> = [Spent::Days, Spent::Funding]
        .into_iter()
        .filter_map(|of| spent(material, of))
        .collect();
    if !spent.is_empty() {
        facts.push(Fact {
            name: "Spent so far".to_owned(),
            text: Text::plain(list(&spent)),
        });
    }
    facts.extend(view.membership.as_ref().map(|membership| Fact {
        name: "Membership".to_owned(),
        text: Text::plain(format!("{}, since {}", membership.title, date(membership.since))),
    }));
    facts
}

/// What was spent of days or money, and what is planned in all; none where nothing was spent.
fn spent(material: &Material<'_>, of: Spent) -> Option<String> {
    let line = material.view.ledger.whole(of).filter(|line| line.spent != 0.0)?;
    let said = |amount: f64| match of {
        Spent::Days => format!("{} days", (amount * 100.0).round() / 100.0),
        Spent::Funding => format!("£{}", thousands(amount)),
    };
    let over = line.budget.is_some_and(|budget| line.spent > budget);
    let over = if over {
        ", which is more than the budget"
    } else {
        ""
    };
    Some(format!(
        "{} of {} planned{over}",
        said(line.spent),
        said(line.planned)
    ))
}

/// A person by roles and name.
fn named(person: &PersonView) -> String {
    let roles: Vec<String> = person.roles.values().cloned().collect();
    if roles.is_empty() {
        person.person.to_string()
    } else {
        format!("{} ({})", list(&roles), person.person)
    }
}

/// Pounds with commas; pence only where there are any.
fn thousands(amount: f64) -> String {
    let text = if amount.fract() == 0.0 {
        format!("{amount:.0}")
    } else {
        format!("{amount:.2}")
    };
    let (whole, pence) = text
        .split_once('.')
        .map_or((text.as_str(), None), |(whole, pence)| (whole, Some(pence)));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    pence.map_or(grouped.clone(), |pence| format!("{grouped}.{pence}"))
}

/// Two sentences, and the stages.
pub(super) fn section(material: &Material<'_>) -> Section {
    let sentences = match material.view.status {
        EngagementStatus::Unopened => "The engagement has not opened yet.".to_owned(),
        EngagementStatus::Open => format!("{} {}", running(material), pressing(material)),
        EngagementStatus::Completed | EngagementStatus::Ended => {
            format!("{} {}", closed(material), achieved(material))
        }
    };
    let mut blocks = vec![Block::Paragraph(Text::plain(sentences))];
    if material.view.status == EngagementStatus::Open {
        blocks.extend(
            standstills(material)
                .into_iter()
                .map(|text| Block::Paragraph(Text::plain(text))),
        );
    }
    let stages = stages(material);
    if !stages.is_empty() {
        blocks.push(Block::Facts(stages));
    }
    Section {
        id: "standing",
        title: "Where it stands".to_owned(),
        wide: true,
        blocks,
    }
}

/// What stands still and why, and whether the engagement is being withdrawn from.
fn standstills(material: &Material<'_>) -> Vec<String> {
    let view = material.view;
    let told = |what: &str, hold: &Hold| {
        let until = hold
            .until
            .map(|until| format!(" until {}", date(until)))
            .unwrap_or_default();
        let reason = stopped(&cut(&hold.reason, 300));
        format!(
            "{what} has been on hold since {}{until}: {reason}",
            date(hold.since)
        )
    };
    let mut sentences = Vec::new();
    sentences.extend(view.on_hold.iter().map(|held| told("The engagement", &held.hold)));
    // A step inside a stage that is on hold needs no sentence of its own.
    let own = view
        .steps
        .iter()
        .filter_map(|step| Some((step, step.on_hold.as_ref()?)))
        .filter(|(step, held)| held.step.as_ref() == Some(&step.id));
    sentences.extend(own.map(|(step, held)| told(&format!("“{}”", step.title), &held.hold)));
    sentences.extend(view.withdrawal.as_ref().map(|withdrawal| {
        format!(
            "The engagement is being withdrawn from since {}: {}",
            date(withdrawal.since),
            stopped(&cut(&withdrawal.reason, 300))
        )
    }));
    sentences
}

fn running(material: &Material<'_>) -> String {
    let view = material.view;
    let opened = view.opened_on.map_or_else(
        || "The engagement is open".to_owned(),
        |on| match duration(on, view.today).as_str() {
            "0 days" => format!("The engagement opened today, {}", date(on)),
            ago => format!("The engagement opened on {}, {ago} ago", date(on)),
        },
    );
    let active: Vec<String> = top(material)
        .filter(|step| step.status == Some("active") && step.kind == "stage")
        .map(|step| format!("“{}”", step.title))
        .collect();
    match active.as_slice() {
        [] => format!("{opened}; no stage is under way."),
        [only] => format!("{opened}; {only} is under way."),
        _ => format!("{opened}; {} are under way.", list(&active)),
    }
}

fn pressing(material: &Material<'_>) -> String {
    let required: Vec<_> = material.view.next.iter().filter(|item| !item.optional).collect();
    let overdue = required.iter().filter(|item| item.overdue).count();
    let Some(first) = required.first() else {
        let begins = top(material)
            .filter_map(|step| Some((step.begins_on?, step)))
            .min_by_key(|(on, _)| *on);
        return match begins {
            Some((on, step)) => {
                format!(
                    "Nobody has to do anything until “{}” begins on {}.",
                    step.title,
                    date(on)
                )
            }
            None => "Nobody has to do anything at present.".to_owned(),
        };
    };
    let who = material.who(first);
    let due = first
        .due
        .map(|due| format!(", due by {}", date(due)))
        .unwrap_or_default();
    let start = match overdue {
        0 => "Nothing is overdue; next is".to_owned(),
        1 => "One thing is overdue:".to_owned(),
        many => format!("{many} things are overdue, first of all"),
    };
    format!("{start} “{}”{due} ({who}).", first.title)
}

fn closed(material: &Material<'_>) -> String {
    let view = material.view;
    let opened = view
        .opened_on
        .map_or_else(String::new, |on| format!(" opened on {} and", date(on)));
    let closed = view
        .closed_on
        .map_or_else(String::new, |on| format!(" on {}", date(on)));
    let after = view
        .opened_on
        .zip(view.closed_on)
        .map(|(from, to)| format!(", after {}", duration(from, to)));
    let after = after.unwrap_or_default();
    match (view.status, &view.end_reason) {
        (EngagementStatus::Ended, Some(reason)) => {
            format!(
                "The engagement{opened} was ended before its exit{closed}{after}: {}",
                stopped(&cut(reason, 400))
            )
        }
        (EngagementStatus::Ended, None) => {
            format!("The engagement{opened} was ended before its exit{closed}{after}.")
        }
        _ => format!("The engagement{opened} was completed{closed}{after}."),
    }
}

/// A text that ends as a sentence does.
fn stopped(text: &str) -> String {
    if text.ends_with(['.', '!', '?', '…']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

fn achieved(material: &Material<'_>) -> String {
    let milestones = material.view.steps.iter().filter(|step| step.kind == "milestone");
    let (mut reached, mut all) = (0, 0);
    for step in milestones {
        all += 1;
        reached += usize::from(step.status == Some("completed"));
    }
    let milestones = match (reached, all) {
        (_, 0) => String::new(),
        (reached, all) if reached == all => format!("Every milestone was reached ({all} of {all})"),
        (reached, all) => format!(
            "{reached} of {} {} reached",
            count(all, "milestone", "milestones"),
            if reached == 1 { "was" } else { "were" }
        ),
    };
    let last = material.view.decisions.last().map(|decision| {
        format!(
            "the last decision was “{}”: {}",
            decision.title,
            list(&decision.chosen)
        )
    });
    match (milestones.is_empty(), last) {
        (true, None) => "No decision was made.".to_owned(),
        (true, Some(last)) => format!("{}.", crate::views::report::phrases::capital(&last)),
        (false, None) => format!("{milestones}; no decision was made."),
        (false, Some(last)) => format!("{milestones}; {last}."),
    }
}

/// The stages at top level by how they stand.
fn stages(material: &Material<'_>) -> Vec<Fact> {
    let open = material.view.status == EngagementStatus::Open;
    let stages: Vec<&StepView> = top(material).filter(|step| step.kind == "stage").collect();
    let group = |name: &str, wanted: &dyn Fn(&StepView) -> bool, tell: &dyn Fn(&StepView) -> String| {
        let titles: Vec<String> = stages
            .iter()
            .filter(|step| wanted(step))
            .map(|step| tell(step))
            .collect();
        (!titles.is_empty()).then(|| Fact {
            name: name.to_owned(),
            text: Text::plain(titles.join("; ")),
        })
    };
    let titled = |step: &StepView| step.title.clone();
    let since = |step: &StepView| {
        let round = if step.rounds > 1 {
            format!("round {}, ", step.rounds)
        } else {
            String::new()
        };
        let since = step
            .since
            .map(|on| format!("since {}", date(on)))
            .unwrap_or_default();
        format!("{} ({round}{since})", step.title)
    };
    let begins = |step: &StepView| match step.begins_on {
        Some(on) if open && step.rounds > 1 => {
            format!("{} (round {} on {})", step.title, step.rounds, date(on))
        }
        Some(on) if open => format!("{} (on {})", step.title, date(on)),
        _ => step.title.clone(),
    };
    let waiting = |step: &StepView| {
        !matches!(
            step.status,
            Some("completed" | "active" | "set aside" | "terminated")
        )
    };
    // What repeats is stopped by the exit, as it should be.
    let stopped = if material.view.status == EngagementStatus::Completed {
        "Ended with the exit"
    } else {
        "Broken off"
    };
    [
        group("Done", &|step| step.status == Some("completed"), &titled),
        group("Under way", &|step| step.status == Some("active"), &since),
        group(if open { "To come" } else { "Not begun" }, &waiting, &begins),
        group("Set aside", &|step| step.status == Some("set aside"), &titled),
        group(stopped, &|step| step.status == Some("terminated"), &titled),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn top<'a>(material: &Material<'a>) -> impl Iterator<Item = &'a StepView> {
    material.view.steps.iter().filter(|step| step.depth == 0)
}
