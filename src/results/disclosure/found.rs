//! Tables that agree with everything published, as far as they were looked for: each shows that a hidden
//! number can be another than it is.

use std::collections::HashMap;

use super::search::{Scratch, Search};
use super::table::{Seen, Table};

/// What is other in a table than in truth: variables in order, each with its number.
type Other = Vec<(usize, i64)>;

/// The tables found so far. Hiding more, or telling less, leaves each of them one that agrees with what is
/// published.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    tables: Vec<Other>,
    /// Which of them agree with the totals that are told now.
    agree: Vec<bool>,
    /// The tables in which a variable is other.
    other_in: HashMap<usize, Vec<usize>>,
    scratch: Scratch,
}

impl Found {
    /// Looks for tables until a hidden cell is protected, or one that it needs is not found.
    pub(super) fn protects(&mut self, table: &Table, cell: usize) -> bool {
        let Some(variable) = table.variables.get(cell) else { return true };
        let required = table.required(cell);
        for number in &required {
            let known = *number == variable.value || self.numbers(cell).any(|one| one == *number);
            if !known && !self.look(table, cell, *number) {
                return false;
            }
        }
        let is_open = self.numbers(cell).next().is_some();
        if !table.is_solved_for(cell, &required, is_open) {
            return true;
        }
        // That it is not known is enough; one more or less is likeliest to be possible.
        let near = [1, -1, 2, -2, 3, -3, 4, -4].map(|step| variable.value + step);
        near.into_iter().any(|number| self.look(table, cell, number))
    }

    /// The numbers that a cell has in tables, but for its own.
    pub(super) fn numbers(&self, cell: usize) -> impl Iterator<Item = i64> {
        let tables = self.other_in.get(&cell).into_iter().flatten();
        let agreeing = tables.filter(|at| self.agree.get(**at).is_some_and(|agrees| *agrees));
        agreeing.filter_map(move |at| {
            let other = self.tables.get(*at)?;
            let place = other.binary_search_by_key(&cell, |(at, _)| *at).ok()?;
            other.get(place).map(|(_, number)| *number)
        })
    }

    /// Whether a table is found that has `number` in `cell`; what else is in it is kept too.
    fn look(&mut self, table: &Table, cell: usize, number: i64) -> bool {
        let mut search = Search::new(table, &mut self.scratch, |seen| seen != Seen::Shown);
        let found = search.put(cell, number) && search.set_right();
        let other = search.finish();
        let found = found && other.contains(&(cell, number)) && agrees(table, &other);
        if found {
            self.keep(other);
        }
        found
    }

    fn keep(&mut self, other: Other) {
        for (at, _) in &other {
            self.other_in.entry(*at).or_default().push(self.tables.len());
        }
        self.tables.push(other);
        self.agree.push(true);
    }

    /// Passes over the tables that do not agree with a total that is told now too; gives which.
    pub(super) fn told(&mut self, table: &Table, total: usize) -> Vec<usize> {
        let Some(equation) = table.total(total) else { return Vec::new() };
        let mut shifts: HashMap<usize, i64> = HashMap::new();
        for (cell, factor) in &equation.terms {
            let Some(truth) = table.variables.get(*cell) else { continue };
            for at in self.other_in.get(cell).into_iter().flatten() {
                let Some(other) = self.tables.get(*at) else { continue };
                let place = other.binary_search_by_key(cell, |(at, _)| *at).ok();
                let number = place.and_then(|place| other.get(place)).map(|(_, number)| *number);
                let shift = number.map_or(0, |number| factor * (number - truth.value));
                *shifts.entry(*at).or_default() += shift;
            }
        }
        let mut passed_over = Vec::new();
        for (at, _) in shifts.into_iter().filter(|(_, shift)| *shift != 0) {
            if let Some(agrees) = self.agree.get_mut(at).filter(|agrees| **agrees) {
                *agrees = false;
                passed_over.push(at);
            }
        }
        passed_over
    }

    /// The total is told no more: what was passed over for its sake counts again.
    pub(super) fn withdrawn(&mut self, passed_over: &[usize]) {
        for at in passed_over {
            if let Some(agrees) = self.agree.get_mut(*at) {
                *agrees = true;
            }
        }
    }

    /// The tables of these that agree with what is published in the end, each checked from the
    /// beginning: nothing rests on when or how it was found.
    pub(super) fn checked(self, table: &Table) -> Self {
        let mut checked = Self::default();
        let agreeing = self.tables.into_iter().zip(self.agree).filter(|(_, agrees)| *agrees);
        for (other, _) in agreeing.filter(|(other, _)| agrees(table, other)) {
            checked.keep(other);
        }
        checked
    }
}

/// Whether everything that everybody knows holds in a table too. It holds in truth: what is not other adds
/// nothing to any equation.
fn agrees(table: &Table, other: &[(usize, i64)]) -> bool {
    let mut shifts: HashMap<usize, i64> = HashMap::new();
    for (at, number) in other {
        let Some(known) = table.variables.get(*at) else { return false };
        let most = known.most.is_none_or(|most| *number <= most);
        if known.seen == Seen::Shown || *number < known.least || !most {
            return false;
        }
        for (equation, factor) in known.equations.iter().filter(|(at, _)| table.is_known(*at)) {
            *shifts.entry(*equation).or_default() += factor * (number - known.value);
        }
    }
    shifts.values().all(|shift| *shift == 0)
}
