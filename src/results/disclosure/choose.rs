//! Which shown counts are hidden with the small ones, and which totals are printed less closely, until
//! nothing is given away.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::table::{Equation, Says, Seen, Table};
use super::witness;

/// Hides what must be hidden with the small counts. Hiding more, or telling less, only ever makes more
/// tables agree with what is published: a cell once protected stays so.
pub(super) fn hide(table: &mut Table) {
    let mut waiting: Vec<usize> = table.hidden().collect();
    // What was hidden on the way must not be given away either.
    while let Some(cell) = waiting.pop() {
        loop {
            let found = witness::feasible(table, cell);
            if table.is_protected(cell, &found) {
                break;
            }
            if let Some(other) = companion(table, cell) {
                table.hide(other);
                waiting.push(other);
            } else if !withdraw(table, cell) {
                // Nothing is left to tell less of: the proof will refuse it.
                break;
            }
        }
    }
}

/// A shown count to hide with a cell: one that shares the most of its totals, and among those the
/// smallest, which costs a reader least. A zero that is shown gives no cover.
fn companion(table: &Table, cell: usize) -> Option<usize> {
    let covers = |other: &usize| {
        table.variables.get(*other).is_some_and(|known| match known.seen {
            Seen::Shown => known.value > 0 || table.policy.least() == 0,
            Seen::Range => true,
            Seen::Primary | Seen::Secondary | Seen::KeptBack | Seen::Slack => false,
        })
    };
    let value = |other: usize| table.variables.get(other).map_or(0, |known| known.value);
    bound_with(table, cell).into_iter().find_map(|bound| {
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for equation in known_equations(table, bound) {
            for (other, _) in &equation.terms {
                *shared.entry(*other).or_default() += 1;
            }
        }
        let candidates = shared.into_iter().filter(|(other, _)| covers(other));
        // By place at last, so that the same table hides the same cells.
        let best = candidates.min_by_key(|(other, count)| (Reverse(*count), value(*other), *other));
        best.map(|(other, _)| other)
    })
}

/// Tells less of a total that binds a cell, of the one with the fewest terms; false if there is none.
fn withdraw(table: &mut Table, cell: usize) -> bool {
    let total = bound_with(table, cell).into_iter().find_map(|bound| {
        let totals = known_equations(table, bound).filter_map(|equation| match equation.says {
            Says::Total(total) => Some((equation.terms.len(), total)),
            Says::Identity => None,
        });
        totals.min()
    });
    let Some((_, total)) = total else { return false };
    table.withdraw(total);
    true
}

/// The cell, and what of its authority moves with it: wholes and parts that are not shown, the nearest
/// first.
fn bound_with(table: &Table, cell: usize) -> Vec<usize> {
    let mut found = vec![cell];
    let mut at = 0;
    while let Some(next) = found.get(at).copied() {
        let identities = known_equations(table, next).filter(|known| known.says == Says::Identity);
        let others: Vec<usize> =
            identities.flat_map(|known| known.terms.iter().map(|(other, _)| *other)).collect();
        for other in others {
            let hidden = table.variables.get(other).is_some_and(|known| known.seen != Seen::Shown);
            if hidden && !found.contains(&other) {
                found.push(other);
            }
        }
        at += 1;
    }
    found
}

fn known_equations(table: &Table, cell: usize) -> impl Iterator<Item = &Equation> {
    let equations = table.variables.get(cell).into_iter().flat_map(|known| &known.equations);
    equations.filter_map(|(at, _)| table.equations.get(*at)).filter(|equation| equation.known)
}
