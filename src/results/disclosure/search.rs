//! Sets a table right after one number in it was moved, by moving other hidden numbers.

use std::collections::BTreeSet;

use super::table::{Seen, Table};

/// So many moves are tried for one table; what is not found in them counts as not there.
const MOVES: usize = 300;
/// So many ways to set one equation right are tried.
const WAYS: usize = 6;

/// Gives what nobody knows numbers with which `equation` holds too; what is known stays.
pub(super) fn settle(table: &mut Table, equation: usize) -> bool {
    let error = table.equations.get(equation).map_or(0, |known| table.error(known));
    if error == 0 {
        return true;
    }
    let free = |seen| matches!(seen, Seen::Slack | Seen::KeptBack | Seen::Range);
    let mut scratch = Scratch::default();
    let mut search = Search::new(table, &mut scratch, free);
    search.begin(equation, error);
    let found = search.set_right();
    let other = search.finish();
    if found {
        for (at, number) in other {
            if let Some(variable) = table.variables.get_mut(at) {
                variable.value = number;
            }
        }
    }
    found
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

/// What a search works on, all zero between two of them: there are thousands, and each moves little.
#[derive(Debug, Clone, Default)]
pub(super) struct Scratch {
    /// How far each number is from what it is.
    moved: Vec<i64>,
    /// How often each was moved.
    used: Vec<u8>,
    /// By how much each equation is out.
    errors: Vec<i64>,
    touched: Vec<usize>,
}

#[derive(Debug)]
pub(super) struct Search<'t> {
    table: &'t Table,
    scratch: &'t mut Scratch,
    may_move: fn(Seen) -> bool,
    out: BTreeSet<usize>,
    moves: usize,
}

impl<'t> Search<'t> {
    pub(super) fn new(
        table: &'t Table,
        scratch: &'t mut Scratch,
        may_move: fn(Seen) -> bool,
    ) -> Self {
        scratch.moved.resize(table.variables.len(), 0);
        scratch.used.resize(table.variables.len(), 0);
        scratch.errors.resize(table.equations.len(), 0);
        Self { table, scratch, may_move, out: BTreeSet::new(), moves: MOVES }
    }

    /// Begins with an equation that is out.
    fn begin(&mut self, equation: usize, error: i64) {
        if let Some(known) = self.scratch.errors.get_mut(equation) {
            *known = error;
            self.out.insert(equation);
        }
    }

    /// What is other than it was, in order; the scratch is as it was before.
    pub(super) fn finish(self) -> Vec<(usize, i64)> {
        let mut touched = std::mem::take(&mut self.scratch.touched);
        touched.sort_unstable();
        touched.dedup();
        let mut other = Vec::new();
        for at in touched {
            let Some(known) = self.table.variables.get(at) else { continue };
            let moved = self.scratch.moved.get_mut(at).map(std::mem::take).unwrap_or_default();
            if moved != 0 {
                other.push((at, known.value + moved));
            }
            if let Some(used) = self.scratch.used.get_mut(at) {
                *used = 0;
            }
            for (equation, _) in &known.equations {
                if let Some(error) = self.scratch.errors.get_mut(*equation) {
                    *error = 0;
                }
            }
        }
        for equation in self.out {
            if let Some(error) = self.scratch.errors.get_mut(equation) {
                *error = 0;
            }
        }
        other
    }

    fn value(&self, variable: usize) -> Option<i64> {
        Some(self.table.variables.get(variable)?.value + self.scratch.moved.get(variable)?)
    }

    fn error(&self, equation: usize) -> i64 {
        self.scratch.errors.get(equation).copied().unwrap_or_default()
    }

    /// Gives a variable its number; false if that is beyond what everybody knows.
    pub(super) fn put(&mut self, variable: usize, number: i64) -> bool {
        let Some(known) = self.table.variables.get(variable) else { return false };
        if number < known.least || known.most.is_some_and(|most| number > most) {
            return false;
        }
        self.shift(variable, number - known.value);
        if let Some(used) = self.scratch.used.get_mut(variable) {
            *used = u8::MAX;
        }
        true
    }

    fn shift(&mut self, variable: usize, step: i64) {
        if let Some(moved) = self.scratch.moved.get_mut(variable) {
            *moved += step;
        }
        self.scratch.touched.push(variable);
        let Some(known) = self.table.variables.get(variable) else { return };
        for (equation, factor) in known.equations.iter().filter(|(at, _)| self.table.is_known(*at))
        {
            let Some(error) = self.scratch.errors.get_mut(*equation) else { continue };
            *error += factor * step;
            if *error == 0 {
                self.out.remove(equation);
            } else {
                self.out.insert(*equation);
            }
        }
    }

    /// Moves what is free until no equation is out.
    pub(super) fn set_right(&mut self) -> bool {
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
            self.count(variable, u8::saturating_add);
            if self.set_right() {
                return true;
            }
            self.shift(variable, -step);
            self.count(variable, u8::saturating_sub);
        }
        false
    }

    fn count(&mut self, variable: usize, once: fn(u8, u8) -> u8) {
        if let Some(used) = self.scratch.used.get_mut(variable) {
            *used = once(*used, 1);
        }
    }

    fn is_free(&self, variable: usize) -> bool {
        let used = self.scratch.used.get(variable).copied().unwrap_or_default();
        let seen = self.table.variables.get(variable).map(|known| known.seen);
        seen.is_some_and(|seen| (self.may_move)(seen) && used < times(seen))
    }

    fn movable(&self, equation: usize) -> impl Iterator<Item = (usize, i64)> {
        let terms = self.table.equations.get(equation).into_iter().flat_map(|known| &known.terms);
        terms.copied().filter(|(variable, _)| self.is_free(*variable))
    }

    /// How far to move a variable so that the equation holds, or as far as it goes.
    fn step(&self, equation: usize, (variable, factor): (usize, i64)) -> Option<i64> {
        let known = self.table.variables.get(variable)?;
        let value = self.value(variable)?;
        let wanted = -self.error(equation) / factor;
        let step = wanted.max(known.least - value);
        let step = known.most.map_or(step, |most| step.min(most - value));
        (step != 0).then_some(step)
    }

    /// Whether a move puts out an equation that nothing else could set right.
    fn is_dead_end(&self, variable: usize, step: i64) -> bool {
        let Some(known) = self.table.variables.get(variable) else { return true };
        known.equations.iter().filter(|(at, _)| self.table.is_known(*at)).any(|(at, factor)| {
            let error = self.error(*at);
            error + factor * step != 0 && !self.movable(*at).any(|(other, _)| other != variable)
        })
    }

    /// How much further out all equations are together after a move.
    fn worse_by(&self, variable: usize, step: i64) -> i64 {
        let Some(known) = self.table.variables.get(variable) else { return 0 };
        let of = |(equation, factor): &(usize, i64)| {
            let error = self.error(*equation);
            (error + factor * step).abs() - error.abs()
        };
        known.equations.iter().filter(|(at, _)| self.table.is_known(*at)).map(of).sum()
    }
}
