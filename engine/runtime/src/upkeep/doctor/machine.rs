//! What the machine has to do with it: room on the disk, who may read the folder, and what was left behind.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use super::Remarks;
use crate::workspace::Layout;

/// Less room than this stops work soon, in bytes.
const ROOM_WRONG: u64 = 64 << 20;
/// Less room than this wants a look, in bytes.
const ROOM_LOOK: u64 = 1 << 30;

pub(super) fn disk(layout: &Layout, remarks: &mut Remarks) {
    let room = match rustix::fs::statvfs(layout.root()) {
        Ok(found) => found.f_bavail.saturating_mul(found.f_frsize),
        Err(error) => {
            let text = format!("how much room the disk has cannot be told: {error}");
            remarks.look("disk", text, "see that the disk is there");
            return;
        }
    };
    let told = format!("{} MiB are free on the disk", room >> 20);
    match room {
        room if room < ROOM_WRONG => remarks.broken("disk", told, "make room: a full disk stops all work"),
        room if room < ROOM_LOOK => remarks.look("disk", told, "make room before the disk is full"),
        _ => remarks.good("disk", "there is room on the disk"),
    }
}

pub(super) fn privacy(layout: &Layout, remarks: &mut Remarks) {
    let store = layout.store();
    let Ok(found) = std::fs::metadata(&store) else {
        return;
    };
    if found.mode() & 0o077 != 0 {
        remarks.look(
            "store",
            format!("others on this machine may look into {}", store.display()),
            format!("keep it to yourself: chmod -R go= {}", store.display()),
        );
    }
}

/// What earlier trouble left behind.
pub(super) fn leftovers(layout: &Layout, remarks: &mut Remarks) {
    let mut kept = Vec::new();
    for (folder, starts) in [
        (layout.private(), ["store.damaged-", "repair-"]),
        (layout.store(), ["index.damaged-", "index.rebuilding"]),
    ] {
        kept.extend(
            names_in(&folder)
                .into_iter()
                .filter(|name| starts.iter().any(|start| name.starts_with(start))),
        );
    }
    if !kept.is_empty() {
        remarks.look(
            "store",
            format!("earlier damage was set aside: {}", kept.join(", ")),
            "delete it once nobody wants to look into it any more",
        );
    }
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}
