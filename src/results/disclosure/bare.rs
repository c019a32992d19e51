//! What is told by the pattern of hidden cells alone: were every total and every number withheld but the
//! zeros, boys and girls that are hidden are one at least, and all of them together two. No publication
//! can leave that open.

use std::collections::BTreeMap;

use super::table::{Says, Seen, Table, Variable};

/// Bounds are narrowed this often at most; questions do not stand deeper in each other.
const ROUNDS: usize = 64;

/// What a number is at least, and at most.
type Bounds = (i64, Option<i64>);

/// Whether no table has `number` in `cell` whatever the other hidden numbers are, by the identities of
/// its authority. Bounds only ever leave out what is impossible: in doubt, it is possible.
pub(super) fn is_impossible(table: &Table, cell: usize, number: i64) -> bool {
    let mut bounds: BTreeMap<usize, Bounds> = BTreeMap::from([(cell, (number, Some(number)))]);
    for _ in 0..ROUNDS {
        let mut narrowed = false;
        let reached: Vec<usize> = bounds.keys().copied().collect();
        let equations = reached.iter().filter_map(|at| table.variables.get(*at));
        let mut equations: Vec<usize> =
            equations.flat_map(|known| known.equations.iter().map(|(at, _)| *at)).collect();
        equations.sort_unstable();
        equations.dedup();
        for equation in equations {
            match narrow(table, &mut bounds, equation) {
                Some(more) => narrowed |= more,
                None => return true,
            }
        }
        if !narrowed {
            return false;
        }
    }
    false
}

/// Narrows what an identity binds; `None` if nothing is left of a number.
fn narrow(table: &Table, bounds: &mut BTreeMap<usize, Bounds>, equation: usize) -> Option<bool> {
    let Some(known) = table.equations.get(equation) else { return Some(false) };
    if known.says != Says::Identity || !known.known {
        return Some(false);
    }
    let mut narrowed = false;
    for (variable, factor) in &known.terms {
        let others = known.terms.iter().filter(|(other, _)| other != variable);
        // The others come to so much at least and at most.
        let (mut low, mut high) = (Some(0_i64), Some(0_i64));
        for (other, times) in others {
            let (least, most) = of(table, bounds, *other);
            let (one, two) = (Some(least * times), most.map(|most| most * times));
            let (least, most) = if *times > 0 { (one, two) } else { (two, one) };
            low = low.zip(least).map(|(sum, more)| sum + more);
            high = high.zip(most).map(|(sum, more)| sum + more);
        }
        // factor × variable = sum − others
        let (least, most) = (high.map(|high| known.sum - high), low.map(|low| known.sum - low));
        let (least, most) = if *factor > 0 {
            (
                least.map(|least| -((-least).div_euclid(*factor))),
                most.map(|most| most.div_euclid(*factor)),
            )
        } else {
            let times = -factor;
            (
                most.map(|most| -(most.div_euclid(times))),
                least.map(|least| (-least).div_euclid(times)),
            )
        };
        let own = of(table, bounds, *variable);
        let low = least.map_or(own.0, |least| least.max(own.0));
        let high = match (own.1, most) {
            (Some(own), Some(most)) => Some(own.min(most)),
            (own, most) => own.or(most),
        };
        if high.is_some_and(|high| high < low) {
            return None;
        }
        narrowed |= bounds.insert(*variable, (low, high)) != Some((low, high));
    }
    Some(narrowed)
}

/// What everybody knows of a number if it is hidden, but for what was found out.
fn of(table: &Table, bounds: &BTreeMap<usize, Bounds>, variable: usize) -> Bounds {
    let Some(known) = table.variables.get(variable) else { return (0, None) };
    bounds.get(&variable).copied().unwrap_or_else(|| bare(table, known))
}

fn bare(table: &Table, known: &Variable) -> Bounds {
    let least = table.policy.least();
    match known.seen {
        // A zero that is shown is no cover for anything.
        Seen::Shown if known.value < least => (known.value, Some(known.value)),
        Seen::KeptBack => known.told.unwrap_or((known.least, known.most)),
        Seen::Shown | Seen::Primary | Seen::Secondary | Seen::Range => {
            (least.min(known.value), None)
        }
        Seen::Slack => (known.least, known.most),
    }
}
