//! The commands of the page on durability, run in order on a workspace that is damaged on the way.

use std::path::Path;

use crate::support::{Place, crate_folder};

/// The journal of the workspace, within the test's folder.
const JOURNAL: &str = "programme/.alongside/store/journal/00000000000000000001.seg";

/// The commands of a page, in order.
fn commands(page: &str) -> Vec<String> {
    let mut within = false;
    let mut commands = Vec::new();
    for line in page.lines().map(str::trim_start) {
        if line.starts_with("```") {
            within = line == "```console";
        } else if within && let Some(command) = line.strip_prefix("$ ") {
            commands.push(command.to_owned());
        }
    }
    commands
}

/// A workspace with an engagement in it, beside which backups have room.
fn workspace() -> Place {
    let place = Place::with_fixtures();
    let made = place.shell(
        "alongside init programme --quiet --rehearsal-from 2018-09-03 --calendar hampshire
        mkdir programme/.alongside && ln -s ../../.alongside/cache programme/.alongside/cache
        mv visit.toml programme/workflows/ && cd programme &&
        alongside open visit --id visit --party partner=116177:Brockhurst --party supporter=116392:Alverstoke \
            --party authority=Hampshire --person nle=lead --person head=head --person adviser=adviser --quiet &&
        alongside do visit learning-walk --as nle --set classes-seen=12 --note note-of-visit=Calm --quiet",
    );
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    place
}

fn cut_off_the_end(journal: &Path) {
    let len = std::fs::metadata(journal).unwrap().len();
    let file = std::fs::OpenOptions::new().write(true).open(journal).unwrap();
    file.set_len(len - 5).unwrap();
}

#[test]
fn the_commands_of_the_page_do_what_it_says() {
    let page = std::fs::read_to_string(crate_folder().join("../DURABILITY.md")).unwrap();
    let commands = commands(&page);
    assert!(commands.len() > 10, "the commands are gone: {commands:?}");
    let place = workspace();
    let mut head = String::new();
    let mut damaged = false;
    for command in &commands {
        if command.contains("repair --dry-run") {
            cut_off_the_end(&place.path().join(JOURNAL));
            damaged = true;
            assert_eq!(
                place.shell("cd programme && alongside verify").status.code(),
                Some(7)
            );
        }
        let output = place.shell(&format!("HEAD={head}; cd programme && {command}"));
        let printed = String::from_utf8_lossy(&output.stdout);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command}: {said}");
        if let Some((_, found)) = printed.split_once("Head of the log: ") {
            head = found.trim().to_owned();
        }
        if command.contains("repair --from") {
            assert!(printed.contains("from the backup"), "{command}: {printed}");
        }
    }
    assert!(damaged && !head.is_empty(), "the test tests nothing");
}
