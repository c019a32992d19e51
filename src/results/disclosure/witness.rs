//! Tables that agree with everything published, found by moving one hidden number and setting right
//! what that puts out, with other hidden numbers.

use std::collections::BTreeSet;

use super::table::{Seen, Table};

/// So many moves are tried for one table; what is not found in them counts as not there.
const MOVES: usize = 4000;
/// So many ways to set one equation right are tried.
const WAYS: usize = 8;

/// The numbers possible in a hidden cell, among those it must be able to be, and its neighbours.
pub(super) fn feasible(table: &Table, cell: usize) -> Vec<i64> {
    let Some(variable) = table.variables.get(cell) else { return Vec::new() };
    let required = table.required(cell);
    let candidates: Vec<i64> = if required.is_empty() {
        // That it is not known is enough; one more or less is likeliest to be possible.
        [1, -1, 2, -2, 3, -3, 4, -4].map(|step| variable.value + step).to_vec()
    } else {
        required.clone()
    };
    let mut found = BTreeSet::from([variable.value]);
    for number in candidates.into_iter().filter(|number| *number != variable.value) {
        if required.is_empty() && found.len() > 1 {
            break;
        }
        if has(table, cell, number) {
            found.insert(number);
        }
    }
    found.into_iter().collect()
}

/// Whether a table is found that has `number` in `cell`.
pub(super) fn has(table: &Table, cell: usize, number: i64) -> bool {
    let mut search = Search::new(table, &|seen| seen != Seen::Shown);
    search.put(cell, number) && search.set_right() && search.agrees(cell, number)
}

/// Gives what nobody knows numbers with which `equation` holds too; what is known stays.
pub(super) fn settle(table: &mut Table, equation: usize) -> bool {
    let out = table.equations.get(equation).is_some_and(|known| table.error(known) != 0);
    if !out {
        return true;
    }
    let free = |seen| matches!(seen, Seen::Slack | Seen::KeptBack | Seen::Range);
    let mut search = Search::new(table, &free);
    if !search.set_right() {
        return false;
    }
    let values = search.values;
    for (variable, value) in table.variables.iter_mut().zip(values) {
        variable.value = value;
    }
    true
}

#[derive(Debug)]
struct Search<'t> {
    table: &'t Table,
    values: Vec<i64>,
    /// By how much each equation is out.
    errors: Vec<i64>,
    out: BTreeSet<usize>,
    /// What may still be moved: nothing is moved twice.
    free: Vec<bool>,
    moves: usize,
}

impl<'t> Search<'t> {
    fn new(table: &'t Table, may_move: &dyn Fn(Seen) -> bool) -> Self {
        let values = table.variables.iter().map(|variable| variable.value).collect();
        let errors: Vec<i64> = table
            .equations
            .iter()
            .map(|equation| if equation.known { table.error(equation) } else { 0 })
            .collect();
        let out = errors.iter().enumerate().filter(|(_, error)| **error != 0);
        let out = out.map(|(at, _)| at).collect();
        let free = table.variables.iter().map(|variable| may_move(variable.seen)).collect();
        Self { table, values, errors, out, free, moves: MOVES }
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
            *free = false;
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
        for (_, variable, step) in ways.into_iter().take(WAYS) {
            let Some(left) = self.moves.checked_sub(1) else { return false };
            self.moves = left;
            self.move_by(variable, step, false);
            if self.set_right() {
                return true;
            }
            self.move_by(variable, -step, true);
        }
        false
    }

    fn move_by(&mut self, variable: usize, step: i64, free: bool) {
        self.shift(variable, step);
        if let Some(known) = self.free.get_mut(variable) {
            *known = free;
        }
    }

    fn movable(&self, equation: usize) -> impl Iterator<Item = (usize, i64)> {
        let terms = self.table.equations.get(equation).into_iter().flat_map(|known| &known.terms);
        terms.copied().filter(|(variable, _)| self.free.get(*variable).is_some_and(|free| *free))
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
