//! Tables that agree with everything published, found by moving one hidden number and setting right
//! what that puts out, with other hidden numbers.

use std::collections::{BTreeSet, HashMap};

use super::table::{Seen, Table};

/// So many moves are tried for one table; what is not found in them counts as not there.
const MOVES: usize = 300;
/// So many ways to set one equation right are tried.
const WAYS: usize = 6;

/// The numbers that hidden cells have in the tables found so far. Hiding more, or telling less, leaves
/// each of these tables one that agrees with what is published.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    numbers: HashMap<usize, BTreeSet<i64>>,
    /// Each table as what is other in it than in truth.
    tables: Vec<Vec<(usize, i64)>>,
}

impl Found {
    /// Looks for tables until a hidden cell is protected, or one that it needs is not found.
    pub(super) fn protects(&mut self, table: &Table, cell: usize) -> bool {
        let Some(variable) = table.variables.get(cell) else { return true };
        self.numbers.entry(cell).or_default().insert(variable.value);
        let required = table.required(cell);
        for number in &required {
            if !self.has(cell, *number) && !self.look(table, cell, *number) {
                return false;
            }
        }
        if !table.is_solved_for(cell, (&required, self.of(cell).len())) {
            return true;
        }
        // That it is not known is enough; one more or less is likeliest to be possible.
        let near = [1, -1, 2, -2, 3, -3, 4, -4].map(|step| variable.value + step);
        near.into_iter().any(|number| self.look(table, cell, number))
    }

    /// What was found for a cell.
    pub(super) fn of(&self, cell: usize) -> Vec<i64> {
        self.numbers.get(&cell).into_iter().flatten().copied().collect()
    }

    fn has(&self, cell: usize, number: i64) -> bool {
        self.numbers.get(&cell).is_some_and(|found| found.contains(&number))
    }

    /// Whether a table is found that has `number` in `cell`; what else is in it is kept too.
    fn look(&mut self, table: &Table, cell: usize, number: i64) -> bool {
        let mut search = Search::new(table, &|seen| seen != Seen::Shown);
        if !(search.put(cell, number) && search.set_right() && search.agrees(cell, number)) {
            return false;
        }
        let both = search.values.iter().zip(&table.variables).enumerate();
        let other = both.filter(|(_, (value, known))| **value != known.value);
        let other: Vec<(usize, i64)> = other.map(|(at, (value, _))| (at, *value)).collect();
        self.keep(other);
        true
    }

    /// The tables of these that agree with a total that is now told too.
    pub(super) fn within(&self, table: &Table, total: usize) -> Self {
        let mut kept = Self::default();
        let Some(equation) = table.total(total) else { return kept };
        let terms: HashMap<usize, i64> = equation.terms.iter().copied().collect();
        for other in &self.tables {
            let shift: i64 = other
                .iter()
                .filter_map(|(at, value)| {
                    let factor = terms.get(at)?;
                    Some(factor * (value - table.variables.get(*at)?.value))
                })
                .sum();
            if shift == 0 {
                kept.keep(other.clone());
            }
        }
        kept
    }

    fn keep(&mut self, other: Vec<(usize, i64)>) {
        for (at, value) in &other {
            self.numbers.entry(*at).or_default().insert(*value);
        }
        self.tables.push(other);
    }

    /// The tables of these that agree with what is published in the end, each checked from the
    /// beginning: nothing rests on when or how it was found.
    pub(super) fn checked(self, table: &Table) -> Self {
        let mut checked = Self::default();
        for other in self.tables {
            let mut search = Search::new(table, &|_| false);
            for (at, value) in &other {
                if let Some(known) = search.values.get_mut(*at) {
                    *known = *value;
                }
            }
            let agrees = other.first().is_some_and(|(at, value)| search.agrees(*at, *value));
            if agrees {
                checked.keep(other);
            }
        }
        checked
    }
}

/// Gives what nobody knows numbers with which `equation` holds too; what is known stays.
pub(super) fn settle(table: &mut Table, equation: usize) -> bool {
    let out = table.equations.get(equation).is_some_and(|known| table.error(known) != 0);
    if !out {
        return true;
    }
    let free = |seen| matches!(seen, Seen::Slack | Seen::KeptBack | Seen::Range);
    let mut search = Search::new(table, &free);
    search.begin(equation);
    if !search.set_right() {
        return false;
    }
    let values = search.values;
    for (variable, value) in table.variables.iter_mut().zip(values) {
        variable.value = value;
    }
    true
}

/// How often a number is moved at most in one search: what only lies between two others as often as
/// these are, a number again where another equation asks more of it.
fn times(seen: Seen) -> u8 {
    match seen {
        Seen::Shown => 0,
        Seen::Slack => 12,
        Seen::Primary | Seen::Secondary | Seen::KeptBack | Seen::Range => 3,
    }
}

#[derive(Debug)]
struct Search<'t> {
    table: &'t Table,
    values: Vec<i64>,
    /// By how much each equation is out.
    errors: Vec<i64>,
    out: BTreeSet<usize>,
    /// How often each may still be moved.
    free: Vec<u8>,
    moves: usize,
}

impl<'t> Search<'t> {
    fn new(table: &'t Table, may_move: &dyn Fn(Seen) -> bool) -> Self {
        let values = table.variables.iter().map(|variable| variable.value).collect();
        // As it is, the table agrees with everything published.
        let errors = vec![0; table.equations.len()];
        let out = BTreeSet::new();
        let free = |seen| if may_move(seen) { times(seen) } else { 0 };
        let free = table.variables.iter().map(|variable| free(variable.seen)).collect();
        Self { table, values, errors, out, free, moves: MOVES }
    }

    /// Begins with an equation that is out.
    fn begin(&mut self, equation: usize) {
        let error = self.table.equations.get(equation).map_or(0, |known| self.table.error(known));
        if let Some(known) = self.errors.get_mut(equation) {
            *known = error;
        }
        if error != 0 {
            self.out.insert(equation);
        }
    }

    /// Gives a variable its number; false if that is beyond what everybody knows.
    fn put(&mut self, variable: usize, number: i64) -> bool {
        let Some(known) = self.table.variables.get(variable) else { return false };
        if number < known.least || known.most.is_some_and(|most| number > most) {
            return false;
        }
        let step = number - self.values.get(variable).copied().unwrap_or_default();
        self.shift(variable, step);
        if let Some(free) = self.free.get_mut(variable) {
            *free = 0;
        }
        true
    }

    fn shift(&mut self, variable: usize, step: i64) {
        if let Some(value) = self.values.get_mut(variable) {
            *value += step;
        }
        let Some(known) = self.table.variables.get(variable) else { return };
        for (equation, factor) in known.equations.iter().filter(|(at, _)| self.table.is_known(*at))
        {
            let Some(error) = self.errors.get_mut(*equation) else { continue };
            *error += factor * step;
            if *error == 0 {
                self.out.remove(equation);
            } else {
                self.out.insert(*equation);
            }
        }
    }

    /// Moves what is free until no equation is out.
    fn set_right(&mut self) -> bool {
        let free = |at: &usize| self.movable(*at).count();
        // The one with the fewest ways decides most.
        let Some(equation) = self.out.iter().copied().min_by_key(free) else { return true };
        let mut ways: Vec<(i64, usize, i64)> = self
            .movable(equation)
            .filter_map(|(variable, factor)| {
                let step = self.step(equation, (variable, factor))?;
                Some((self.worse_by(variable, step), variable, step))
            })
            .collect();
        ways.sort_unstable();
        let open =
            ways.into_iter().filter(|(_, variable, step)| !self.is_dead_end(*variable, *step));
        let ways: Vec<(i64, usize, i64)> = open.take(WAYS).collect();
        for (_, variable, step) in ways {
            let Some(left) = self.moves.checked_sub(1) else { return false };
            self.moves = left;
            self.shift(variable, step);
            self.may_move(variable, u8::saturating_sub);
            if self.set_right() {
                return true;
            }
            self.shift(variable, -step);
            self.may_move(variable, u8::saturating_add);
        }
        false
    }

    fn may_move(&mut self, variable: usize, once: fn(u8, u8) -> u8) {
        if let Some(known) = self.free.get_mut(variable) {
            *known = once(*known, 1);
        }
    }

    fn movable(&self, equation: usize) -> impl Iterator<Item = (usize, i64)> {
        let terms = self.table.equations.get(equation).into_iter().flat_map(|known| &known.terms);
        terms
            .copied()
            .filter(|(variable, _)| self.free.get(*variable).is_some_and(|free| *free > 0))
    }

    /// How far to move a variable so that the equation holds, or as far as it goes.
    fn step(&self, equation: usize, (variable, factor): (usize, i64)) -> Option<i64> {
        let known = self.table.variables.get(variable)?;
        let value = self.values.get(variable)?;
        let wanted = -self.errors.get(equation)? / factor;
        let step = wanted.max(known.least - value);
        let step = known.most.map_or(step, |most| step.min(most - value));
        (step != 0).then_some(step)
    }

    /// Whether a move puts out an equation that nothing else could set right.
    fn is_dead_end(&self, variable: usize, step: i64) -> bool {
        let Some(known) = self.table.variables.get(variable) else { return true };
        known.equations.iter().filter(|(at, _)| self.table.is_known(*at)).any(|(at, factor)| {
            let error = self.errors.get(*at).copied().unwrap_or_default();
            error + factor * step != 0 && !self.movable(*at).any(|(other, _)| other != variable)
        })
    }

    /// How much further out all equations are together after a move.
    fn worse_by(&self, variable: usize, step: i64) -> i64 {
        let Some(known) = self.table.variables.get(variable) else { return 0 };
        let of = |(equation, factor): &(usize, i64)| {
            let error = self.errors.get(*equation).copied().unwrap_or_default();
            (error + factor * step).abs() - error.abs()
        };
        known.equations.iter().filter(|(at, _)| self.table.is_known(*at)).map(of).sum()
    }

    /// The table found, checked from the beginning: nothing rests on how it was found.
    fn agrees(&self, cell: usize, number: i64) -> bool {
        let value = |at: usize| self.values.get(at).copied().unwrap_or_default();
        let within = self.table.variables.iter().enumerate().all(|(at, known)| {
            let value = value(at);
            let fixed = known.seen != Seen::Shown || value == known.value;
            fixed && value >= known.least && known.most.is_none_or(|most| value <= most)
        });
        let holds = self.table.equations.iter().filter(|equation| equation.known).all(|equation| {
            let sum: i64 =
                equation.terms.iter().map(|(variable, factor)| value(*variable) * factor).sum();
            sum == equation.sum
        });
        value(cell) == number && within && holds
    }
}
