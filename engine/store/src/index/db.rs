//! Owns the sled database behind the index: opening it safely, reading sealed values, writing one batch per
//! group commit with the journal's end in it.
//!
//! The meta entry carries a total over all counted entries and over all last sequences; opening walks every
//! such entry and compares, so that an index that lost or kept something it should not is found out and rebuilt.
//! Never repairs: an index in doubt is replaced. Tests: `tests/damage.rs`, `tests/reopen.rs`.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::guard::{Trouble, guarded};
use super::keys::{META, SNAPSHOT, TIP, is_counted, seal, stream_of_tip_key, unseal, weight};
use super::overlay::Changes;
use super::tip::Tip;
use crate::answers::Damage;
use crate::error::StoreError;
use crate::group::Fields;
use crate::ids::StreamId;
use crate::journal::JournalEnd;

const INDEX_FORMAT: u16 = 1;
const FLUSH_EVERY_MS: u64 = 500;
const HELD_TRIES_MAX: u32 = 200;
const HELD_PAUSE_MS: u64 = 10;

/// What the index as a whole says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Meta {
    pub(crate) end: JournalEnd,
    /// Sum of the weights of all counted entries.
    pub(crate) total: u64,
    /// Sum of the last sequences of all tips; without losses it is the last position.
    pub(crate) events: u64,
}

impl Meta {
    const EMPTY: Self = Self {
        end: JournalEnd::EMPTY,
        total: 0,
        events: 0,
    };

    fn encode(&self) -> Vec<u8> {
        let mut out = INDEX_FORMAT.to_le_bytes().to_vec();
        self.end.put(&mut out);
        out.extend_from_slice(&self.total.to_le_bytes());
        out.extend_from_slice(&self.events.to_le_bytes());
        out
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut fields = Fields::new(bytes);
        // Another format is as good as damage: the index can always be rebuilt.
        if fields.u16()? != INDEX_FORMAT {
            return None;
        }
        let meta = Self {
            end: JournalEnd::take(&mut fields)?,
            total: fields.u64()?,
            events: fields.u64()?,
        };
        fields.is_empty().then_some(meta)
    }
}

/// An open index.
pub(crate) struct Index {
    path: PathBuf,
    db: sled::Db,
    meta: Mutex<Meta>,
}

/// What became of opening an index.
pub(crate) enum Opened {
    Ready(Index),
    /// Its files cannot be used.
    Unusable(String),
}

/// What a walk over the whole index found.
#[derive(Default)]
struct Survey {
    total: u64,
    events: u64,
    damaged: BTreeMap<StreamId, Damage>,
}

impl Index {
    /// Opens the index of a folder, making an empty one where there is none. The caller holds the store's lock.
    ///
    /// Only a refusal of the operating system is an error.
    pub(crate) fn open(path: &Path, cache_bytes: u64) -> Result<Opened, StoreError> {
        remove_generating(path)?;
        let db = match open_sled(path, cache_bytes) {
            Ok(db) => db,
            Err(Trouble::Damaged(reason)) => return Ok(Opened::Unusable(reason)),
            Err(trouble) => return Err(trouble.into_error(path)),
        };
        check_settings(&db, path, cache_bytes)?;
        let index = Self {
            path: path.to_owned(),
            db,
            meta: Mutex::new(Meta::EMPTY),
        };
        match index.read_meta() {
            Ok(Some(meta)) => *index.meta.lock().unwrap_or_else(PoisonError::into_inner) = meta,
            Ok(None) => {}
            Err(StoreError::Index { reason, .. }) => return Ok(Opened::Unusable(reason)),
            Err(error) => return Err(error),
        }
        Ok(Opened::Ready(index))
    }

    fn read_meta(&self) -> Result<Option<Meta>, StoreError> {
        match self.get(META)? {
            Some(bytes) => match Meta::decode(&bytes) {
                Some(meta) => Ok(Some(meta)),
                None => Err(self.broken("its meta entry has another format")),
            },
            None if self.call(|| self.db.first())?.is_none() => Ok(None),
            None => Err(self.broken("its meta entry is missing")),
        }
    }

    /// Walks over every entry but the snapshots and checks it; gives the streams known to be damaged.
    pub(crate) fn survey(&self) -> Result<BTreeMap<StreamId, Damage>, StoreError> {
        let mut survey = Survey::default();
        let mut visit = |key: &[u8], value: &[u8], sealed: &[u8]| {
            if is_counted(key) {
                survey.total = survey.total.wrapping_add(weight(key, sealed));
            }
            if key.first() == Some(&TIP) {
                let tip = stream_of_tip_key(key).zip(Tip::decode(value));
                let Some((stream, tip)) = tip else {
                    return Err(self.broken("a tip cannot be read"));
                };
                survey.events = survey.events.saturating_add(tip.last.get());
                survey
                    .damaged
                    .extend(tip.damage_of(&stream).map(|damage| (stream, damage)));
            }
            Ok(ControlFlow::Continue(()))
        };
        // Snapshots are most of the bytes and are checked when they are used.
        self.scan(Vec::new(), Some(vec![SNAPSHOT]), &mut visit)?;
        self.scan(vec![SNAPSHOT + 1], None, &mut visit)?;
        let meta = self.meta();
        if (survey.total, survey.events) != (meta.total, meta.events) {
            return Err(self.broken("its entries do not add up to its total"));
        }
        Ok(survey.damaged)
    }

    pub(crate) fn meta(&self) -> Meta {
        *self.meta.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn broken(&self, reason: &str) -> StoreError {
        StoreError::Index {
            path: self.path.clone(),
            reason: reason.to_owned(),
        }
    }

    fn call<T>(&self, call: impl FnOnce() -> sled::Result<T>) -> Result<T, StoreError> {
        guarded(call).map_err(|trouble| trouble.into_error(&self.path))
    }

    /// Reads a value whose seal holds.
    pub(crate) fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(sealed) = self.call(|| self.db.get(key))? else {
            return Ok(None);
        };
        let value =
            unseal(key, &sealed).ok_or_else(|| self.broken("the checksum of an entry does not match"))?;
        Ok(Some(value.to_vec()))
    }

    /// Visits entries from a key on, up to but without another, with key, value and sealed value.
    pub(crate) fn scan(
        &self,
        from: Vec<u8>,
        to: Option<Vec<u8>>,
        visit: &mut Visit<'_>,
    ) -> Result<(), StoreError> {
        let mut entries = self.call(|| {
            Ok(match to {
                Some(to) if from < to => self.db.range(from..to),
                Some(_) => self.db.range(vec![0u8]..vec![0u8]),
                None => self.db.range(from..),
            })
        })?;
        while let Some((key, sealed)) = self.call(|| entries.next().transpose())? {
            let value = unseal(&key, &sealed)
                .ok_or_else(|| self.broken("the checksum of an entry does not match"))?;
            if visit(&key, value, &sealed)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Applies changes and the journal's end in one batch.
    pub(crate) fn commit(&self, changes: Changes, end: JournalEnd) -> Result<(), StoreError> {
        let mut meta = self.meta.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = Meta { end, ..*meta };
        let mut batch = sled::Batch::default();
        for (key, value) in changes {
            let old = self.call(|| self.db.get(&key))?;
            let sealed = value.map(|value| seal(&key, value));
            if is_counted(&key) {
                let before = old.as_ref().map_or(0, |old| weight(&key, old));
                let after = sealed.as_ref().map_or(0, |new| weight(&key, new));
                next.total = next.total.wrapping_sub(before).wrapping_add(after);
            }
            if key.first() == Some(&TIP) {
                let before = old.as_deref().map_or(0, last_of_tip);
                let after = sealed.as_deref().map_or(0, last_of_tip);
                next.events = next.events.wrapping_sub(before).wrapping_add(after);
            }
            match sealed {
                Some(sealed) => batch.insert(key, sealed),
                None if old.is_some() => batch.remove(key),
                None => {}
            }
        }
        batch.insert(META, seal(META, next.encode()));
        self.call(|| self.db.apply_batch(batch))?;
        *meta = next;
        Ok(())
    }

    /// Writes out what sled still holds in memory.
    pub(crate) fn flush(&self) -> Result<(), StoreError> {
        self.call(|| self.db.flush()).map(|_| ())
    }
}

/// Visits one entry: key, value, sealed value.
pub(crate) type Visit<'a> = dyn FnMut(&[u8], &[u8], &[u8]) -> Result<ControlFlow<()>, StoreError> + 'a;

fn last_of_tip(sealed: &[u8]) -> u64 {
    sealed
        .first_chunk::<8>()
        .map_or(0, |last| u64::from_le_bytes(*last))
}

/// A process killed while sled opens can leave such a file, and with it every later open fails.
fn remove_generating(path: &Path) -> Result<(), StoreError> {
    let entries = match std::fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(StoreError::io("list", path, error)),
    };
    for entry in entries {
        let entry = entry.map_err(|error| StoreError::io("list", path, error))?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("snap.") && name.ends_with(".generating") {
            let file = entry.path();
            std::fs::remove_file(&file).map_err(|error| StoreError::io("remove", &file, error))?;
        }
    }
    Ok(())
}

fn open_sled(path: &Path, cache_bytes: u64) -> Result<sled::Db, Trouble> {
    for _ in 0..HELD_TRIES_MAX {
        let config = sled::Config::new()
            .path(path)
            .cache_capacity(cache_bytes)
            .flush_every_ms(Some(FLUSH_EVERY_MS))
            .mode(sled::Mode::LowSpace)
            .use_compression(false);
        match guarded(|| config.open()) {
            // Our lock is held, so this is an index closing in this very process.
            Err(Trouble::Held) => std::thread::sleep(Duration::from_millis(HELD_PAUSE_MS)),
            opened => return opened,
        }
    }
    Err(Trouble::Held)
}

/// Reads back every setting the store relies on.
fn check_settings(db: &sled::Db, path: &Path, cache_bytes: u64) -> Result<(), StoreError> {
    let config = &db.context;
    let relied_on = [
        ("cache_capacity", config.cache_capacity == cache_bytes),
        ("flush_every_ms", config.flush_every_ms == Some(FLUSH_EVERY_MS)),
        ("use_compression", !config.use_compression),
        ("temporary", !config.temporary),
        ("path", config.path == path),
    ];
    match relied_on.iter().find(|(_, holds)| !holds) {
        None => Ok(()),
        Some((setting, _)) => {
            let reason = format!("sled did not take the setting {setting}");
            Err(StoreError::Index {
                path: path.to_owned(),
                reason,
            })
        }
    }
}
