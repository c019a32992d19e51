//! Which shown counts are hidden with the small ones, and which totals are printed less closely, until
//! nothing is given away.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::found::Found;
use super::table::{Equation, Says, Seen, Table};

/// So many are hidden with a cell that has company already before less is told of a total over all, which
/// is what a campaign is for.
const COMPANIONS: usize = 24;

/// Hides what must be hidden with the small counts. Hiding more, or telling less, only ever makes more
/// tables agree with what is published: a cell once protected stays so.
///
/// Totals over all come first: nothing is told of groups yet (`reveal`).
pub(super) fn hide(table: &mut Table) -> Found {
    for total in table.of_groups() {
        table.withdraw(total);
    }
    let mut waiting: Vec<usize> = table.hidden().collect();
    for cell in waiting.clone() {
        keep_company(table, cell, &mut waiting);
    }
    let mut found = Found::default();
    // What was hidden on the way must not be given away either.
    while let Some(cell) = waiting.pop() {
        let mut companions = 0;
        while !found.protects(table, cell) {
            let other = companion(table, cell).filter(|_| companions < COMPANIONS);
            if let Some(other) = other {
                companions += 1;
                table.hide(other);
                waiting.push(other);
                keep_company(table, other, &mut waiting);
            } else if !withdraw(table, cell) {
                if companions < COMPANIONS {
                    // Nothing is left to tell less of.
                    break;
                }
                companions = 0;
            }
        }
    }
    found
}

/// Sees to it that a hidden cell, and each hidden for it, is alone in nothing that everybody can add up.
fn keep_company(table: &mut Table, cell: usize, hidden: &mut Vec<usize>) {
    let mut to_do = vec![cell];
    while let Some(cell) = to_do.pop() {
        while let Some(equation) = alone_in(table, cell).first().copied() {
            let says = table.equations.get(equation).map(|known| known.says);
            if let Some(other) = fellow(table, cell, equation) {
                table.hide(other);
                hidden.push(other);
                to_do.push(other);
            } else if let Some(Says::Total(total)) = says {
                table.withdraw(total);
            } else {
                break;
            }
        }
    }
}

/// The equations in which everything but this cell is known.
fn alone_in(table: &Table, cell: usize) -> Vec<usize> {
    let Some(own) = table.variables.get(cell) else { return Vec::new() };
    let alone = |at: &usize| {
        let known = table.equations.get(*at).filter(|known| known.known);
        known.is_some_and(|known| {
            let mut others = known.terms.iter().filter(|(other, _)| *other != cell);
            others.all(|(other, _)| is_shown(table, *other))
        })
    };
    own.equations.iter().map(|(at, _)| *at).filter(alone).collect()
}

fn is_shown(table: &Table, cell: usize) -> bool {
    table.variables.get(cell).is_none_or(|known| known.seen == Seen::Shown)
}

/// Whether hiding it would cover another: a zero that is shown gives no cover.
fn covers(table: &Table, cell: usize) -> bool {
    table.variables.get(cell).is_some_and(|known| match known.seen {
        Seen::Shown => known.value > 0 || table.policy.least() == 0,
        Seen::Range => true,
        Seen::Primary | Seen::Secondary | Seen::KeptBack | Seen::Slack => false,
    })
}

/// A shown count of an equation to hide with a cell that is alone in it: one that keeps it company in
/// the most others, brings the fewest identities with it, and is small, which costs a reader least.
fn fellow(table: &Table, cell: usize, equation: usize) -> Option<usize> {
    let alone = alone_in(table, cell);
    let terms = &table.equations.get(equation)?.terms;
    let candidates = terms.iter().map(|(other, _)| *other).filter(|other| covers(table, *other));
    candidates.min_by_key(|other| {
        let Some(known) = table.variables.get(*other) else { return (Reverse(0), 0, 0, *other) };
        let shared = known.equations.iter().filter(|(at, _)| alone.contains(at)).count();
        let identities = alone_in(table, *other).into_iter().filter(|at| {
            table.equations.get(*at).is_some_and(|known| known.says == Says::Identity)
        });
        // By place at last, so that the same table hides the same cells.
        (Reverse(shared), identities.count(), known.value, *other)
    })
}

/// A shown count to hide with a cell that has company and is given away none the less: one that shares
/// the most of what everybody can add up.
fn companion(table: &Table, cell: usize) -> Option<usize> {
    let value = |other: usize| table.variables.get(other).map_or(0, |known| known.value);
    bound_with(table, cell).into_iter().find_map(|bound| {
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for equation in known_equations(table, bound) {
            for (other, _) in &equation.terms {
                *shared.entry(*other).or_default() += 1;
            }
        }
        let candidates = shared.into_iter().filter(|(other, _)| covers(table, *other));
        let best = candidates.min_by_key(|(other, count)| (Reverse(*count), value(*other), *other));
        best.map(|(other, _)| other)
    })
}

/// The totals told that bear on a cell, the nearest first.
pub(super) fn totals_binding(table: &Table, cell: usize) -> Vec<usize> {
    let bound = bound_with(table, cell);
    bound.iter().flat_map(|bound| known_equations(table, *bound).filter_map(total_of)).collect()
}

/// Tells less of a total that binds a cell; false if there is none.
fn withdraw(table: &mut Table, cell: usize) -> bool {
    // What stands in the way may be a total of its whole, or of its part.
    let binding = totals_binding(table, cell).into_iter();
    let Some(total) = smallest(table, binding) else { return false };
    table.withdraw(total);
    true
}

fn total_of(equation: &Equation) -> Option<usize> {
    match equation.says {
        Says::Total(total) => Some(total),
        Says::Identity => None,
    }
}

/// The total of the fewest cells.
fn smallest(table: &Table, totals: impl Iterator<Item = usize>) -> Option<usize> {
    let known = totals.filter_map(|at| Some((table.totals.get(at)?, at)));
    known.min_by_key(|(sums, at)| (sums.exact.len(), *at)).map(|(_, at)| at)
}

/// The cell, and what of its authority moves with it: wholes and parts that are not shown, the nearest
/// first.
pub(super) fn bound_with(table: &Table, cell: usize) -> Vec<usize> {
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

/// Whether nothing that is published bears on a hidden cell: every number and total that it is bound to,
/// near or far, is hidden or withheld, but for zeros. What its authority itself made known is left, and
/// what is hidden can be nothing in the world but that: no table need be found to show it.
pub(super) fn nothing_told_of(table: &Table, cell: usize) -> bool {
    bound_with(table, cell).into_iter().all(|bound| {
        known_equations(table, bound).all(|equation| {
            equation.says == Says::Identity
                && equation.terms.iter().all(|(other, _)| {
                    let known = table.variables.get(*other);
                    known.is_none_or(|known| known.seen != Seen::Shown || known.value == 0)
                })
        })
    })
}

fn known_equations(table: &Table, cell: usize) -> impl Iterator<Item = &Equation> {
    let equations = table.variables.get(cell).into_iter().flat_map(|known| &known.equations);
    equations.filter_map(|(at, _)| table.equations.get(*at)).filter(|equation| equation.known)
}
