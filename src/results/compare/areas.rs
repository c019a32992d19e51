//! The same ground in two rounds: an authority and itself, or all that a reorganisation touched, its
//! predecessors on one side and its successors on the other.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::register::succession::{Change, Succession};
use crate::results::Asked;

/// What was asked about one piece of ground before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Area {
    pub before: Vec<String>,
    pub after: Vec<String>,
    /// Why the two sides are not of the same ground.
    pub gap: Option<String>,
}

impl Area {
    /// Whether both rounds asked about the whole of it.
    pub fn is_paired(&self) -> bool {
        self.gap.is_none() && !self.before.is_empty() && !self.after.is_empty()
    }

    /// Whether it is one authority and itself, or nothing on one side.
    pub fn is_plain(&self) -> bool {
        self.before.is_empty() || self.after.is_empty() || self.before == self.after
    }
}

type Ids<'a> = BTreeSet<&'a str>;

/// Every area that one of the rounds asked about, in the order of its first authority.
pub fn areas(succession: &Succession, before: &[Asked], after: &[Asked]) -> Vec<Area> {
    let (was, is) = (asked(before), asked(after));
    let changes = between(succession, &was, &is);
    let mut groups = Groups::default();
    for id in was.iter().chain(&is) {
        groups.add(id);
    }
    for change in &changes {
        groups.join(&change.predecessor, &change.successor);
    }
    // Figures of several areas together are of none of them alone.
    for place in before.iter().chain(after).filter(|place| place.was_asked) {
        if let Some(lead) = &place.counted_with {
            groups.join(lead, &place.authority);
        }
    }
    let of = |group: &Ids<'_>| {
        let on = |side: &Ids<'_>| -> Vec<String> {
            group.iter().filter(|id| side.contains(**id)).map(|id| (*id).to_owned()).collect()
        };
        let gap = gap(&changes, group, (&was, &is));
        Area { before: on(&was), after: on(&is), gap }
    };
    groups.all().iter().map(of).collect()
}

fn asked(round: &[Asked]) -> Ids<'_> {
    round.iter().filter(|place| place.was_asked).map(|place| place.authority.as_str()).collect()
}

/// The changes that lie between the rounds: of a reorganisation of which one round asked an authority
/// from before, and the other one from after.
fn between<'s>(succession: &'s Succession, was: &Ids<'_>, is: &Ids<'_>) -> Vec<&'s Change> {
    let follow = |ids: Ids<'s>, step: &dyn Fn(&str) -> Vec<&'s str>| {
        let (mut seen, mut open): (Ids<'s>, Vec<&'s str>) = (Ids::new(), ids.into_iter().collect());
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                open.extend(step(id));
            }
        }
        seen
    };
    let earlier = |id: &str| succession.predecessors(id);
    let later = |id: &str| {
        let next = succession.iter().filter(|change| change.predecessor == id);
        next.map(|change| change.successor.as_str()).collect()
    };
    let lies_between = |change: &&'s Change| {
        let event = succession.together_with(change);
        let old = follow(event.iter().map(|one| one.predecessor.as_str()).collect(), &earlier);
        let new = follow(event.iter().map(|one| one.successor.as_str()).collect(), &later);
        let meets = |ids: &Ids<'_>, side: &Ids<'_>| ids.iter().any(|id| side.contains(id));
        (meets(&old, was) && meets(&new, is)) || (meets(&old, is) && meets(&new, was))
    };
    succession.iter().filter(lies_between).collect()
}

/// Which part of an area one of the rounds did not ask.
fn gap(changes: &[&Change], group: &Ids<'_>, (was, is): (&Ids<'_>, &Ids<'_>)) -> Option<String> {
    let within: Vec<&&Change> =
        changes.iter().filter(|change| group.contains(change.predecessor.as_str())).collect();
    let roots: Vec<&str> = within
        .iter()
        .map(|change| change.predecessor.as_str())
        .filter(|id| !within.iter().any(|change| change.successor == *id))
        .collect();
    let of_side = |side: &Ids<'_>, round: &str| {
        let mut missing = Ids::new();
        for root in &roots {
            unasked(&within, root, side, &mut missing);
        }
        let missing: Vec<&str> = missing.into_iter().collect();
        (!missing.is_empty()).then(|| format!("{round} did not ask {}", missing.join(", ")))
    };
    let gaps: Vec<String> = [of_side(was, "the first round"), of_side(is, "the second round")]
        .into_iter()
        .flatten()
        .collect();
    (!gaps.is_empty()).then(|| gaps.join("; "))
}

/// The ground of `id` that a round asked nobody about: by its successors where it asked one of them.
fn unasked<'a>(changes: &[&&'a Change], id: &'a str, side: &Ids<'_>, missing: &mut Ids<'a>) {
    if side.contains(id) {
        return;
    }
    let next: Vec<&str> = changes
        .iter()
        .filter(|change| change.predecessor == id)
        .map(|change| change.successor.as_str())
        .collect();
    let mut below = Ids::new();
    for successor in &next {
        unasked(changes, successor, side, &mut below);
    }
    if next.is_empty() || next.iter().all(|id| below.contains(id)) {
        missing.insert(id);
    } else {
        missing.extend(below);
    }
}

/// Ids that belong together.
#[derive(Debug, Default)]
struct Groups<'a> {
    of: BTreeMap<&'a str, usize>,
    next: usize,
}

impl<'a> Groups<'a> {
    fn add(&mut self, id: &'a str) -> usize {
        if let Some(group) = self.of.get(id) {
            return *group;
        }
        self.next += 1;
        self.of.insert(id, self.next);
        self.next
    }

    fn join(&mut self, one: &'a str, other: &'a str) {
        let (kept, gone) = (self.add(one), self.add(other));
        for group in self.of.values_mut().filter(|group| **group == gone) {
            *group = kept;
        }
    }

    fn all(&self) -> Vec<Ids<'a>> {
        let mut groups: BTreeMap<usize, Ids<'a>> = BTreeMap::new();
        for (id, group) in &self.of {
            groups.entry(*group).or_default().insert(*id);
        }
        let mut groups: Vec<Ids<'a>> = groups.into_values().collect();
        groups.sort_by(|one, other| one.first().cmp(&other.first()));
        groups
    }
}
