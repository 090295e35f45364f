//! Compiled code is used when it is sound, replaced when it is not, and never needed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use alongside_plugin_host::{HostSettings, Limits, PluginHost};

use crate::support::{component, fixture_input};

fn load_and_score(dir: &Path, limits: Limits) {
    let host = PluginHost::new(HostSettings {
        limits,
        cache_dir: Some(dir.to_owned()),
    });
    let fixture = host.load("fixture", &component("fixture")).unwrap();
    assert_eq!(
        fixture.score(&fixture_input(None)).unwrap().estimate.value,
        Some(3.5)
    );
}

fn entries(dir: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    entries
}

fn written(path: &Path) -> SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

#[test]
fn a_second_host_uses_what_the_first_compiled() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("deep/code");
    load_and_score(&dir, Limits::default());
    let first = entries(&dir);
    assert_eq!(first.len(), 1, "one entry and no temporary file: {first:?}");
    let when = written(&first[0]);
    load_and_score(&dir, Limits::default());
    assert_eq!(entries(&dir), first);
    assert_eq!(written(&first[0]), when, "it was not compiled again");
}

#[test]
fn a_damaged_entry_is_compiled_and_written_again() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("code");
    load_and_score(&dir, Limits::default());
    let entry = entries(&dir).remove(0);
    let whole = fs::read(&entry).unwrap();
    let mut flipped = whole.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    for damaged in [
        flipped,
        whole[..whole.len() - 1].to_vec(),
        b"not code".to_vec(),
        Vec::new(),
    ] {
        fs::write(&entry, damaged).unwrap();
        load_and_score(&dir, Limits::default());
        assert_eq!(fs::read(&entry).unwrap(), whole, "written again, the same bytes");
    }
}

#[test]
fn a_folder_that_cannot_be_written_costs_a_compilation_and_no_more() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "in the way").unwrap();
    load_and_score(&file.join("code"), Limits::default());
}

#[test]
fn hosts_that_write_at_once_do_not_disturb_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("code");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| load_and_score(&dir, Limits::default()));
        }
    });
    assert_eq!(entries(&dir).len(), 1);
}
