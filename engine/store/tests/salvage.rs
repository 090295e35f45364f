//! Salvaging a damaged store: whatever the events vouch for is kept, and what is given up is told exactly.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;
use std::path::Path;

use alongside_store::{
    CommandId, EventStore, JournalStore, RecordedEvent, Salvage, Sequence, bear_witness, salvage,
};
use support::{Random, copy_folder, full_append, segments, setting, small, stream};

const STREAMS: [&str; 4] = ["a", "b", "c", "d"];

/// A store in which four streams take turns, and every event of it.
fn history(root: &Path) -> BTreeMap<&'static str, Vec<RecordedEvent>> {
    let store = JournalStore::open(root, small()).unwrap();
    for n in 0..24 {
        for to in STREAMS {
            store.append(full_append(to, n * 2, &format!("c{n}"), 2)).unwrap();
        }
    }
    events(&store)
}

fn events(store: &JournalStore) -> BTreeMap<&'static str, Vec<RecordedEvent>> {
    let of = |to| {
        store
            .read_stream(&stream(to), Sequence::FIRST, usize::MAX)
            .unwrap()
    };
    STREAMS.into_iter().map(|to| (to, of(to))).collect()
}

/// Opens what was built, and compares it with the events there were.
fn check(salvage: &Salvage, into: &Path, right: &BTreeMap<&'static str, Vec<RecordedEvent>>, what: &str) {
    let store = JournalStore::open(into, small()).unwrap();
    assert!(store.verify(None).unwrap().is_sound(), "{what}");
    assert_eq!(Some(store.log_head().unwrap()), salvage.head, "{what}");
    let built = events(&store);
    for (to, right) in right {
        let told = salvage.streams.iter().find(|told| told.stream.as_str() == *to);
        let kept = told.map_or(0, |told| told.kept.get() as usize);
        let hashes = |events: &[RecordedEvent]| events.iter().map(|event| event.hash).collect::<Vec<_>>();
        assert_eq!(hashes(&built[to]), hashes(&right[..kept]), "{what}: {to}");
        if kept > 0 {
            let last = store.head(&stream(to)).unwrap().unwrap();
            let expected = format!("{{\"stream\":\"{to}\",\"last\":{kept}}}").into_bytes();
            assert_eq!(last.bytes, Some(expected), "{what}: {to}");
        }
    }
}

#[test]
fn a_sound_store_is_kept_whole_with_commands_lists_and_values() {
    let (place, built) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let root = place.path().join("store");
    let right = history(&root);
    support::open(&root)
        .put_meta(&support::name("date"), b"2018-09-03")
        .unwrap();
    let into = built.path().join("new");
    let found = salvage(&root, None, &[], Some(&into)).unwrap();
    assert!(found.reasons.is_empty() && found.nobodys == 0, "{found:?}");
    assert_eq!(found.given_up().count(), 0);
    check(&found, &into, &right, "a sound store");
    let (before, after) = (support::open(&root), support::open(&into));
    assert_eq!(support::answers(&before).timers, support::answers(&after).timers);
    assert_eq!(
        support::answers(&before).indexes,
        support::answers(&after).indexes
    );
    let id = CommandId::new("c3").unwrap();
    assert_eq!(
        after.find_command(&stream("b"), &id).unwrap(),
        Some((Sequence(7), Sequence(8)))
    );
    assert_eq!(
        after.get_meta(&support::name("date")).unwrap().unwrap(),
        b"2018-09-03"
    );
}

#[test]
fn whatever_is_damaged_the_rest_is_kept_and_a_copy_brings_it_all_back() {
    let (rounds, seed) = (
        setting("ALONGSIDE_STORE_SALVAGES", 24),
        setting("ALONGSIDE_STORE_SEED", 1),
    );
    eprintln!("seed {seed}, {rounds} rounds");
    let sound = tempfile::tempdir().unwrap();
    let right = history(&sound.path().join("store"));
    let mut random = Random(seed);
    let mut lost = 0;
    for round in 0..rounds {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().join("store");
        copy_folder(&sound.path().join("store"), &root);
        let files = segments(&root);
        let mut what = format!("seed {seed} round {round}");
        for _ in 0..=random.below(2) {
            let path = &files[random.below(files.len() as u64) as usize];
            let mut bytes = std::fs::read(path).unwrap();
            let at = random.below(bytes.len() as u64) as usize;
            match random.below(3) {
                0 => bytes.truncate(at),
                1 => bytes[at] ^= 1 << random.below(8),
                _ => bytes[at..].iter_mut().take(300).for_each(|byte| *byte = 0),
            }
            what += &format!(", byte {at} of {}", path.file_name().unwrap().to_string_lossy());
            std::fs::write(path, bytes).unwrap();
        }
        if random.below(3) == 0 {
            std::fs::remove_dir_all(root.join("index")).unwrap();
        }
        let into = place.path().join("new");
        let found = salvage(&root, None, &[], Some(&into)).unwrap();
        check(&found, &into, &right, &what);
        for told in found.given_up() {
            assert!(told.known.get() <= 48, "{what}: {told:?}");
            lost += told.known.get() - told.kept.get();
        }
        let into = place.path().join("whole");
        let found = salvage(&root, None, &[sound.path().join("store")], Some(&into)).unwrap();
        assert_eq!(found.given_up().count(), 0, "{what}: {found:?}");
        assert!(found.streams.iter().all(|told| told.kept.get() == 48), "{what}");
        check(&found, &into, &right, &what);
    }
    assert!(lost > 0, "nothing was ever lost: the test tests nothing");
}

#[test]
fn a_salvaged_store_takes_the_place_of_the_damaged_one() {
    let place = tempfile::tempdir().unwrap();
    let (root, into, witness) = (
        place.path().join("store"),
        place.path().join("new"),
        place.path().join("head"),
    );
    history(&root);
    let options = || alongside_store::JournalOptions {
        witness: Some(witness.clone()),
        ..small()
    };
    drop(JournalStore::open(&root, options()).unwrap());
    std::fs::remove_file(segments(&root).pop().unwrap()).unwrap();
    std::fs::remove_dir_all(root.join("index")).unwrap();
    std::fs::remove_file(root.join("journal/anchor")).unwrap();
    assert!(JournalStore::open(&root, options()).is_err());
    let found = salvage(&root, Some(&witness), &[], Some(&into)).unwrap();
    assert!(
        found.nobodys > 0,
        "nothing is left that says whose they were: {found:?}"
    );
    std::fs::rename(&root, place.path().join("damaged")).unwrap();
    std::fs::rename(&into, &root).unwrap();
    assert!(
        JournalStore::open(&root, options()).is_err(),
        "the witness knows more"
    );
    bear_witness(&witness, &found.head.unwrap()).unwrap();
    let store = JournalStore::open(&root, options()).unwrap();
    assert!(store.verify(None).unwrap().is_sound());
}
