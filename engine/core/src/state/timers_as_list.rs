//! The stored form of the map of timers: a list, for its keys are not text.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::timer::{Timer, TimerKey};

pub(super) fn serialize<S: Serializer>(
    timers: &BTreeMap<TimerKey, Timer>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    timers.iter().collect::<Vec<_>>().serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<TimerKey, Timer>, D::Error> {
    Ok(Vec::<(TimerKey, Timer)>::deserialize(deserializer)?
        .into_iter()
        .collect())
}
