//! Totals of groups, told one after the other as far as no hidden cell is given away by them.

use std::collections::BTreeSet;

use super::choose::{bound_with, nothing_told_of, totals_binding};
use super::found::Found;
use super::table::{Seen, Table};

/// Tells the total of each group that leaves every hidden cell as open as it was. Those over all stay as
/// they are: a nation's total is worth less than the campaign's.
pub(super) fn reveal(table: &mut Table, mut found: Found) -> Found {
    let without = found.clone();
    for total in table.of_groups() {
        let hidden = table.hidden_in(total);
        // Alone in a total, a cell is the rest of it.
        if hidden.len() == 1 {
            continue;
        }
        table.tell(total);
        if hidden.is_empty() {
            continue;
        }
        let passed_over = found.told(table, total);
        let bound: BTreeSet<usize> =
            hidden.iter().flat_map(|cell| bound_with(table, *cell)).collect();
        let mut bound = bound.into_iter().filter(|at| {
            let seen = table.variables.get(*at).map(|known| known.seen);
            matches!(seen, Some(Seen::Primary | Seen::Secondary | Seen::KeptBack))
        });
        if !bound.all(|cell| found.protects(table, cell)) {
            table.withdraw(total);
            found.withdrawn(&passed_over);
        }
    }
    if retreat(table, &mut found) { found } else { without }
}

/// A total may give away a cell that is in none of it, by way of others: the totals that bind such a
/// cell are taken back. False if all had to be.
fn retreat(table: &mut Table, found: &mut Found) -> bool {
    let hidden: Vec<usize> = table.hidden().collect();
    for cell in hidden {
        while !found.protects(table, cell) && !nothing_told_of(table, cell) {
            let groups = table.of_groups();
            let binding = totals_binding(table, cell).into_iter().find(|at| groups.contains(at));
            let Some(total) = binding else {
                for total in groups {
                    table.withdraw(total);
                }
                return false;
            };
            table.withdraw(total);
        }
    }
    true
}
