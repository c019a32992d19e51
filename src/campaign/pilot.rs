//! A few authorities to write to first, as unlike each other as can be.

use std::collections::{BTreeMap, VecDeque};

use sha2::{Digest, Sha256};

use crate::register::Authority;

/// `count` of `authorities`: nations take turns, and within a nation kinds do; who of a kind is drawn from
/// `seed`, so that the same campaign picks the same pilot.
pub fn pick<'a>(authorities: &[&'a Authority], count: usize, seed: &str) -> Vec<&'a Authority> {
    let mut nations: BTreeMap<_, BTreeMap<&str, Vec<&Authority>>> = BTreeMap::new();
    for authority in authorities {
        let kinds = nations.entry(authority.nation).or_default();
        kinds.entry(&authority.kind).or_default().push(authority);
    }
    let queues = nations.into_values().map(|kinds| {
        let mut kinds: Vec<VecDeque<&Authority>> = kinds
            .into_values()
            .map(|mut of_kind| {
                of_kind.sort_by_cached_key(|row| Sha256::digest(format!("{seed} {}", row.id)));
                of_kind.into()
            })
            .collect();
        // The commonest kind of a nation comes first.
        kinds.sort_by_key(|of_kind| std::cmp::Reverse(of_kind.len()));
        turns(kinds)
    });
    turns(queues.collect()).into_iter().take(count).collect()
}

/// The first of each, then the second of each, and so on.
fn turns<T>(mut queues: Vec<VecDeque<T>>) -> VecDeque<T> {
    let mut all = VecDeque::new();
    while queues.iter().any(|queue| !queue.is_empty()) {
        all.extend(queues.iter_mut().filter_map(VecDeque::pop_front));
    }
    all
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::register::Register;

    #[test]
    fn a_pilot_of_five_has_every_nation_and_no_authority_twice() {
        let register = Register::shipped();
        let all: Vec<&Authority> = register.iter().collect();
        let five = pick(&all, 5, "token");
        let nations: BTreeSet<_> = five.iter().map(|row| row.nation).collect();
        assert_eq!(nations.len(), 4);
        let ids = |picked: &[&Authority]| -> BTreeSet<String> {
            picked.iter().map(|row| row.id.clone()).collect()
        };
        assert_eq!(ids(&five).len(), 5);
        assert_eq!(ids(&five), ids(&pick(&all, 5, "token")), "the same campaign picks the same");
        assert_ne!(ids(&five), ids(&pick(&all, 5, "another")));
        assert_eq!(pick(&all, 1000, "token").len(), all.len());
    }

    #[test]
    fn a_pilot_in_england_alone_has_several_kinds_of_council() {
        let register = Register::shipped();
        let england: Vec<&Authority> =
            register.iter().filter(|row| row.nation == crate::register::Nation::England).collect();
        let kinds: BTreeSet<&str> =
            pick(&england, 4, "t").iter().map(|row| row.kind.as_str()).collect();
        assert_eq!(kinds.len(), 4);
    }
}
