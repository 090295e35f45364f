//! Bringing in engagements that were exported elsewhere: what `import` does with such a file.

use std::path::PathBuf;
use std::sync::Arc;

use alongside_runtime::{Counted, Runtime};
use serde_json::json;

use crate::failure::Failure;
use crate::render::progress::Progress;
use crate::render::text::count;
use crate::session::{Session, path_word};

pub(super) async fn run(
    session: &Session,
    runtime: &Runtime,
    files: Vec<PathBuf>,
    preview: bool,
) -> Result<(), Failure> {
    let screen = &session.screen;
    let counted = Arc::new(Counted::default());
    let mut all = Vec::new();
    for file in files {
        let progress = Progress::counting(screen, "importing engagements", &counted);
        let brought = runtime
            .bring_in(file.clone(), preview, Arc::clone(&counted))
            .await;
        drop(progress);
        let brought = brought?;
        let mut text = String::new();
        for found in &brought.engagements {
            let events = count(usize::try_from(found.events).unwrap_or(usize::MAX), "event");
            let done = match (found.new, found.new == found.events, preview) {
                (0, ..) => "was there already".to_owned(),
                (_, true, true) => format!("would be imported: {events}"),
                (_, true, false) => format!("imported: {events}"),
                (new, false, true) => format!("would be brought up to date: {new} of {events}"),
                (new, false, false) => format!("brought up to date: {new} of {events}"),
            };
            text.push_str(&format!("{}: {}: {done}\n", path_word(&file), found.engagement));
        }
        if !screen.json() {
            screen.tell(&text)?;
        }
        all.push(json!({ "file": file, "engagements": brought.engagements, "files": brought.files }));
    }
    if screen.json() {
        return screen.print_json(&json!({ "preview": preview, "imported": all }));
    }
    match preview {
        true => screen.note("This was a preview; nothing was kept."),
        false => screen.note("\nNext:\n  alongside list"),
    }
    Ok(())
}
