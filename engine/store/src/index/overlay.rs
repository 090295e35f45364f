//! Owns changes of the index that are decided but not yet applied, and reading through them.
//!
//! The writer stages append after append on one overlay, so that a second append to a stream in the same
//! batch sees the first. Never writes to sled. Tests: `tests/conformance.rs`.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::db::Index;
use crate::error::StoreError;

/// New values by key; `None` removes.
pub(crate) type Changes = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// Changes on top of an index.
pub(crate) struct Overlay<'a> {
    index: &'a Index,
    accepted: Changes,
    pending: Changes,
}

impl<'a> Overlay<'a> {
    pub(crate) fn new(index: &'a Index) -> Self {
        Self {
            index,
            accepted: Changes::new(),
            pending: Changes::new(),
        }
    }

    pub(crate) fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.pending.get(key).or_else(|| self.accepted.get(key)) {
            Some(value) => Ok(value.clone()),
            None => self.index.get(key),
        }
    }

    /// Lists the keys that start with a prefix.
    pub(crate) fn keys(&self, prefix: &[u8]) -> Result<Vec<Vec<u8>>, StoreError> {
        let mut keys = BTreeMap::new();
        self.index.scan(prefix.to_vec(), None, &mut |key, _, _| {
            if !key.starts_with(prefix) {
                return Ok(ControlFlow::Break(()));
            }
            keys.insert(key.to_vec(), true);
            Ok(ControlFlow::Continue(()))
        })?;
        for changes in [&self.accepted, &self.pending] {
            let changed = changes
                .range(prefix.to_vec()..)
                .take_while(|(key, _)| key.starts_with(prefix));
            keys.extend(changed.map(|(key, value)| (key.clone(), value.is_some())));
        }
        Ok(keys
            .into_iter()
            .filter(|(_, present)| *present)
            .map(|(key, _)| key)
            .collect())
    }

    pub(crate) fn put(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.pending.insert(key, Some(value));
    }

    pub(crate) fn remove(&mut self, key: Vec<u8>) {
        self.pending.insert(key, None);
    }

    /// Keeps what was changed since the last call of this or of `discard`.
    pub(crate) fn accept(&mut self) {
        self.accepted.append(&mut self.pending);
    }

    /// Forgets what was changed since then.
    pub(crate) fn discard(&mut self) {
        self.pending.clear();
    }

    /// The error for an entry whose seal holds but whose content cannot be read.
    pub(crate) fn unreadable(&self) -> StoreError {
        self.index.broken("a tip cannot be read")
    }

    pub(crate) fn len(&self) -> usize {
        self.accepted.len()
    }

    pub(crate) fn take(&mut self) -> Changes {
        self.pending.clear();
        std::mem::take(&mut self.accepted)
    }
}
