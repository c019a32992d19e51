//! The cells, totals and identities of a publication as whole numbers in equations.

use std::collections::HashMap;

use super::{GivenAway, Policy};
use crate::answers::Status;
use crate::campaign::QuestionType;
use crate::results;
use crate::results::tally::Tally;

/// How much of a number everybody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// The number itself.
    Shown,
    /// A count that is small.
    Primary,
    /// A count hidden so that another is not given away.
    Secondary,
    /// A count that its authority kept back: it is bounded, and nobody here knows it.
    KeptBack,
    /// A range as its authority gave it.
    Range,
    /// No cell: what lies between two sides of an inequality.
    Slack,
}

/// A number in the equations, with what everybody knows of it.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    /// As it is, or for what is not known, one number that agrees with all the rest.
    pub(super) value: i64,
    pub(super) least: i64,
    pub(super) most: Option<i64>,
    pub(super) seen: Seen,
    /// Of what its authority bounded: these bounds.
    pub(super) told: Option<(i64, Option<i64>)>,
    /// The equations it is in, and how often.
    pub(super) equations: Vec<(usize, i64)>,
}

/// What an equation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// A total that is printed: its place in the list of totals.
    Total(usize),
    /// A question whose answer is of another, in one authority.
    Identity,
}

/// The sum of the terms, each a variable times a factor, is `sum`.
#[derive(Debug, Clone)]
pub(super) struct Equation {
    pub(super) terms: Vec<(usize, i64)>,
    pub(super) sum: i64,
    pub(super) says: Says,
    /// It is known to everybody. A total that is withheld says nothing.
    pub(super) known: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) policy: Policy,
    pub(super) variables: Vec<Variable>,
    pub(super) equations: Vec<Equation>,
    pub(super) totals: Vec<super::totals::Sums>,
    /// The variable at each place and column of the tally.
    pub(super) cells: HashMap<(usize, usize), usize>,
    /// Of each cell: authority, question, period.
    names: HashMap<usize, [String; 3]>,
}

impl Table {
    pub(super) fn new(tally: &Tally<'_>, policy: Policy, columns: &[String]) -> Self {
        let mut table = Self {
            policy,
            variables: Vec::new(),
            equations: Vec::new(),
            totals: Vec::new(),
            cells: HashMap::new(),
            names: HashMap::new(),
        };
        table.lay_out(tally);
        table.identities(tally);
        super::totals::add(&mut table, tally, columns);
        table
    }

    fn lay_out(&mut self, tally: &Tally<'_>) {
        let campaign = tally.campaign();
        let mut covered = Vec::new();
        for (place, asked) in tally.asked().enumerate() {
            for (column, (question, period)) in campaign.cells().enumerate() {
                if question.kind != QuestionType::Count {
                    continue;
                }
                if let Some(lead) = tally.lead(place, &[column]) {
                    covered.push(((place, column), (lead, column)));
                    continue;
                }
                let Some(cell) = tally.counting(place, column) else { continue };
                let low = tally.low(cell).map(crate::answers::Number::floor);
                if let Some(variable) = variable(cell, low, self.policy) {
                    let names = [&asked.authority, &question.id, &period.id].map(Clone::clone);
                    self.names.insert(self.variables.len(), names);
                    self.cells.insert((place, column), self.variables.len());
                    self.variables.push(variable);
                }
            }
        }
        for (of, lead) in covered {
            if let Some(variable) = self.cells.get(&lead).copied() {
                self.cells.insert(of, variable);
            }
        }
    }

    /// What is a part of what, and what adds up to what, in each authority.
    fn identities(&mut self, tally: &Tally<'_>) {
        let campaign = tally.campaign();
        for place in 0..tally.asked().count() {
            for (column, (question, period)) in campaign.cells().enumerate() {
                let Some(own) = self.cells.get(&(place, column)).copied() else { continue };
                let of = |id: &String| tally.column(id, &period.id).map(|at| (place, at));
                for whole in question.part_of.iter().filter_map(of) {
                    if let Some(whole) = self.cells.get(&whole).copied() {
                        self.identity(vec![(whole, 1), (own, -1)], true);
                    }
                }
                let parts: Vec<Option<usize>> =
                    question.total_of.iter().map(|id| self.cells.get(&of(id)?).copied()).collect();
                let known: Vec<usize> = parts.iter().copied().flatten().collect();
                if !known.is_empty() {
                    let terms = known.iter().map(|part| (*part, -1));
                    let terms = std::iter::once((own, 1)).chain(terms).collect();
                    // A part that nobody gave can be anything.
                    self.identity(terms, known.len() < parts.len());
                }
            }
        }
    }

    /// The terms come to nothing, or where they are `open` to anything that is no less. Figures that
    /// contradict it tell nobody anything.
    fn identity(&mut self, mut terms: Vec<(usize, i64)>, open: bool) {
        if open {
            terms.push((self.slack(None), -1));
        }
        let equation = self.add(terms, 0, Says::Identity);
        if !super::search::settle(self, equation)
            && let Some(equation) = self.equations.get_mut(equation)
        {
            equation.known = false;
        }
    }

    pub(super) fn slack(&mut self, most: Option<i64>) -> usize {
        let seen = Seen::Slack;
        let equations = Vec::new();
        let slack = Variable { value: 0, least: 0, most, seen, told: None, equations };
        self.variables.push(slack);
        self.variables.len() - 1
    }

    pub(super) fn add(&mut self, terms: Vec<(usize, i64)>, sum: i64, says: Says) -> usize {
        let mut merged: Vec<(usize, i64)> = Vec::new();
        for (variable, factor) in terms {
            match merged.iter_mut().find(|(known, _)| *known == variable) {
                Some((_, known)) => *known += factor,
                None => merged.push((variable, factor)),
            }
        }
        merged.retain(|(_, factor)| *factor != 0);
        let equation = self.equations.len();
        for (variable, factor) in &merged {
            if let Some(variable) = self.variables.get_mut(*variable) {
                variable.equations.push((equation, *factor));
            }
        }
        self.equations.push(Equation { terms: merged, sum, says, known: true });
        equation
    }

    /// By how much an equation is out.
    pub(super) fn error(&self, equation: &Equation) -> i64 {
        let of = |(variable, factor): &(usize, i64)| {
            self.variables.get(*variable).map_or(0, |known| known.value * factor)
        };
        equation.terms.iter().map(of).sum::<i64>() - equation.sum
    }

    /// The equation of a total.
    pub(super) fn total(&self, total: usize) -> Option<&Equation> {
        self.equations.get(self.totals.get(total)?.equation)
    }

    pub(super) fn is_known(&self, equation: usize) -> bool {
        self.equations.get(equation).is_some_and(|equation| equation.known)
    }

    /// Every cell that is hidden.
    pub(super) fn hidden(&self) -> impl Iterator<Item = usize> {
        let hidden = |seen| matches!(seen, Seen::Primary | Seen::Secondary | Seen::KeptBack);
        let all = self.variables.iter().enumerate();
        all.filter(move |(_, variable)| hidden(variable.seen)).map(|(at, _)| at)
    }

    /// Hides what is shown: everybody knows no more than that it is a count.
    pub(super) fn hide(&mut self, cell: usize) {
        let least = self.policy.least();
        if let Some(variable) = self.variables.get_mut(cell) {
            variable.seen = Seen::Secondary;
            (variable.least, variable.most) = (least.min(variable.value), None);
        }
    }

    /// The numbers that everybody must think possible in a hidden cell: each that is small, without
    /// those that no publication could leave open.
    pub(super) fn required(&self, cell: usize) -> Vec<i64> {
        let Some(variable) = self.variables.get(cell) else { return Vec::new() };
        let (least, most) = (self.policy.least(), self.policy.threshold - 1);
        let numbers = match variable.seen {
            Seen::Primary => least..=most,
            Seen::KeptBack => {
                let (low, high) = variable.told.unwrap_or((least, None));
                low.max(least)..=high.unwrap_or(most).min(most)
            }
            Seen::Secondary | Seen::Shown | Seen::Range | Seen::Slack => return Vec::new(),
        };
        numbers.filter(|number| !super::bare::is_impossible(self, cell, *number)).collect()
    }

    /// Whether a cell is known to everybody though it could be left open: no other number is found for
    /// it. A part that was kept back of a whole that is zero is known, whatever is printed.
    pub(super) fn is_solved_for(&self, cell: usize, required: &[i64], is_open: bool) -> bool {
        let secondary = self.variables.get(cell).is_some_and(|known| known.seen == Seen::Secondary);
        !is_open && (secondary || required.len() > 1)
    }

    pub(super) fn given_away(&self, cell: usize, found: impl Iterator<Item = i64>) -> GivenAway {
        let [authority, question, period] = self.names.get(&cell).cloned().unwrap_or_default();
        let own = self.variables.get(cell).map(|known| known.value);
        let numbers: std::collections::BTreeSet<i64> = own.into_iter().chain(found).collect();
        let told: Vec<String> = numbers.iter().map(i64::to_string).collect();
        GivenAway { authority, question, period, feasible: told.join(", ") }
    }
}

fn variable(cell: &results::Cell, low: Option<i64>, policy: Policy) -> Option<Variable> {
    let low = low?;
    let high = cell.value.high.map(crate::answers::Number::floor);
    let (seen, told) = match cell.value.status {
        Status::Exact if policy.is_small(low) => (Seen::Primary, None),
        Status::Exact => (Seen::Shown, None),
        // A range below the threshold says that the count is small.
        Status::Range if high.is_none_or(|high| high >= policy.threshold) => {
            (Seen::Range, Some((low, high)))
        }
        Status::Range | Status::Suppressed => (Seen::KeptBack, Some((low, high))),
        Status::NotHeld | Status::Refused | Status::Missing => return None,
    };
    let (least, most) = match seen {
        Seen::Primary => (policy.least(), None),
        Seen::Range | Seen::KeptBack => (low, high),
        Seen::Shown | Seen::Secondary | Seen::Slack => (low, Some(low)),
    };
    let equations = Vec::new();
    Some(Variable { value: low, least, most, seen, told, equations })
}
