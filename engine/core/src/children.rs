//! Child engagements: which ones an `engagement` step wants, what they are called, and when they are enough.
//!
//! Pure questions, asked by the decision (to act), by the effects (to start) and by `why` (to explain). Nothing here
//! opens an engagement. Tests: `tests/behaviour/decide_children.rs`.

use std::collections::BTreeSet;

use crate::definition::{ChildPlan, Each, Join};
use crate::digest::Digest;
use crate::ids::{EngagementId, ID_BYTES_MAX, PartyId};
use crate::member::{ChildKey, Member};
use crate::round::Round;
use crate::state::{EngagementStatus, Instance, State};

/// How many characters of a digest tell long names apart.
const TAIL: usize = 8;

/// The children that a step wants now, in order of name: late joiners are among them, members who left are not.
pub fn wanted(plan: &ChildPlan, state: &State) -> Vec<ChildKey> {
    match &plan.each {
        Each::One => vec![ChildKey::Only],
        Each::Member(party) => members(state, party)
            .map(|(member, _)| ChildKey::Member(member.clone()))
            .collect(),
        Each::Group(party) => {
            let groups: BTreeSet<_> = members(state, party)
                .filter_map(|(_, member)| member.group.as_ref())
                .collect();
            groups.into_iter().cloned().map(ChildKey::Group).collect()
        }
    }
}

/// The members of a party, in order of name.
pub(crate) fn members<'s>(
    state: &'s State,
    party: &PartyId,
) -> impl Iterator<Item = (&'s crate::ids::MemberId, &'s Member)> + use<'s> {
    let opening = state.opening.as_deref();
    opening
        .and_then(|opening| opening.members.get(party))
        .into_iter()
        .flatten()
}

/// The name of a child engagement: parent, step and child; from the second round on, the round too. A name that would
/// be too long is cut, and the digest of the whole tells it from others.
pub fn child_id(parent: &EngagementId, round: &Round, child: &ChildKey) -> Option<EngagementId> {
    let mut name = match child {
        ChildKey::Only => format!("{parent}-{}", round.step),
        ChildKey::Member(_) | ChildKey::Group(_) => format!("{parent}-{}-{child}", round.step),
    };
    if round.round > 1 {
        name.push_str(&format!("-round-{}", round.round));
    }
    if name.len() > ID_BYTES_MAX {
        let digest = Digest::of(name.as_bytes()).to_string();
        let kept = name.get(..ID_BYTES_MAX - TAIL - 1).unwrap_or_default();
        let tail = digest.get(..TAIL).unwrap_or_default();
        name = format!("{}-{tail}", kept.trim_end_matches('-'));
    }
    EngagementId::new(name).ok()
}

/// The children that are wanted and have not been started.
pub(crate) fn missing(plan: &ChildPlan, state: &State, instance: &Instance) -> Vec<ChildKey> {
    let mut wanted = wanted(plan, state);
    wanted.retain(|child| !instance.children.contains_key(child));
    wanted
}

/// The children that a join still waits for: not started, or open. Where so many are enough, none is named.
pub(crate) fn awaited(plan: &ChildPlan, state: &State, instance: &Instance) -> Vec<ChildKey> {
    let mut wanted = wanted(plan, state);
    wanted.retain(|child| match instance.children.get(child) {
        None => true,
        Some(known) => plan.join == Join::All && known.status == EngagementStatus::Open,
    });
    wanted
}

/// How many children of a round have completed.
pub(crate) fn completed(instance: &Instance) -> usize {
    let completed = |child: &&crate::member::Child| child.status == EngagementStatus::Completed;
    instance.children.values().filter(completed).count()
}

/// Whether enough children have come far enough. A party without members has nothing to wait for yet, and so is not
/// done either.
pub(crate) fn joined(plan: &ChildPlan, state: &State, instance: &Instance) -> bool {
    match plan.join {
        Join::AtLeast(enough) => completed(instance) >= usize::try_from(enough).unwrap_or(usize::MAX),
        Join::All | Join::Started => {
            !instance.children.is_empty() && awaited(plan, state, instance).is_empty()
        }
    }
}
