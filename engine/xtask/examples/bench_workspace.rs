//! Fills a workspace with engagements that stand in the middle of their work, for `cargo xtask bench` to measure.
//!
//! An example and not a part of xtask, because it drives the engine itself, and `cargo xtask` must not need the engine
//! to be built. Takes a folder that is no workspace yet, how many engagements to open, and how many events each must
//! have at least.

#![expect(clippy::print_stdout, reason = "it talks to the person who started it")]

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use alongside_runtime::core::{Actor, Command, EngagementId, PartyId, PersonId, RoleId, StepId, Urn};
use alongside_runtime::{InitOptions, OpenRequest, PartyRequest, Runtime, init};

/// The workflow of every engagement: stages one after the other, tasks that one of two people does.
const WORKFLOW: &str = "bench";
/// How many stages the workflow has.
const STAGES: usize = 24;
/// How many tasks a stage has, done one after the other.
const TASKS: usize = 8;
/// How many engagements are worked on at once: enough to share the syncing of the disk.
const WORKERS: usize = 64;

type Failure = Box<dyn Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, engagements, events] = arguments.as_slice() else {
        return Err("say which folder, how many engagements and how many events each".into());
    };
    let (engagements, events) = (engagements.parse()?, events.parse()?);
    let made = init(Path::new(folder), &InitOptions::default())?;
    std::fs::write(
        made.layout.workflows().join(format!("{WORKFLOW}.toml")),
        workflow(),
    )?;
    let runtime = Runtime::open(Path::new(folder)).await?;
    let written = fill(&runtime, engagements, events).await?;
    println!("{engagements} engagements with {written} events in all");
    Ok(())
}

/// Opens the engagements and works on them until each has its events; returns how many events were written.
async fn fill(runtime: &Runtime, engagements: usize, events: usize) -> Result<usize, Failure> {
    let next = Arc::new(AtomicUsize::new(0));
    let workers: Vec<_> = (0..WORKERS)
        .map(|_| {
            let (runtime, next) = (runtime.clone(), Arc::clone(&next));
            tokio::spawn(async move {
                let mut written = 0;
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= engagements {
                        return Ok::<_, Failure>(written);
                    }
                    written += engagement(&runtime, number, events).await?;
                }
            })
        })
        .collect();
    let mut written = 0;
    for worker in workers {
        written += worker.await??;
    }
    Ok(written)
}

/// Opens one engagement and does its tasks until it has at least so many events; returns how many it has.
async fn engagement(runtime: &Runtime, number: usize, events: usize) -> Result<usize, Failure> {
    let id = EngagementId::new(format!("bench-{number}"))?;
    let person = |role: &str| PersonId::new(format!("{role}-{}", number % 50));
    let request = OpenRequest {
        workflow: WORKFLOW.to_owned(),
        id: Some(id.clone()),
        title: Some(format!("Engagement {number}")),
        parties: [(0, "supporter"), (1, "partner")]
            .map(|(party, name)| Ok((PartyId::new(name)?, school(party, number)?)))
            .into_iter()
            .collect::<Result<_, Failure>>()?,
        people: ["lead", "head"]
            .map(|role| Ok((person(role)?, [RoleId::new(role)?].into())))
            .into_iter()
            .collect::<Result<_, Failure>>()?,
        members: [].into(),
        follows: None,
    };
    let mut written = runtime.open_engagement(request, None).await?.events.len();
    for task in 0..STAGES * TASKS {
        if written >= events {
            return Ok(written);
        }
        let by = Actor::Person(person(role_of(task))?);
        let step = StepId::new(task_id(task))?;
        let done = Command::Complete {
            step,
            record: [].into(),
        };
        written += runtime.submit(&id, done, by, None).await?.events.len();
    }
    Err(format!("the workflow ends after {written} events: ask for fewer").into())
}

/// Makes up a school: its number is of the right form, and no other engagement has the same.
fn school(party: usize, number: usize) -> Result<PartyRequest, Failure> {
    let urn = Urn::new(u32::try_from(100_000 + 2 * number + party)?)?;
    Ok(PartyRequest {
        urn: Some(urn),
        name: Some(format!("School {urn}")),
        ..PartyRequest::default()
    })
}

/// Writes the workflow: every task follows the one before it, every stage the one before it.
fn workflow() -> String {
    let mut text = format!(
        "format = 1\n\n[workflow]\nid = \"{WORKFLOW}\"\nversion = \"1.0.0\"\ntitle = \"Many tasks\"\n\n[parties]\n\
         supporter = {{ title = \"Supporting school\" }}\npartner = {{ title = \"Partner school\" }}\n\n[roles]\n\
         lead = {{ title = \"Lead\", party = \"supporter\" }}\nhead = {{ title = \"Head\", party = \"partner\" }}\n"
    );
    for stage in 0..STAGES {
        text += &format!("\n[[stage]]\nid = \"stage-{stage}\"\n");
        if let Some(before) = stage.checked_sub(1) {
            text += &format!("after = \"stage-{before}\"\n");
        }
        for task in stage * TASKS..(stage + 1) * TASKS {
            text += &format!(
                "\n[[stage.step]]\nid = \"{}\"\nkind = \"task\"\nrole = \"{}\"\n",
                task_id(task),
                role_of(task)
            );
            if task % TASKS > 0 {
                text += &format!("after = \"{}\"\n", task_id(task - 1));
            }
        }
    }
    text
}

fn task_id(task: usize) -> String {
    format!("task-{task}")
}

fn role_of(task: usize) -> &'static str {
    if task.is_multiple_of(3) { "head" } else { "lead" }
}
