//! What may be printed: of each cell, each total, each figure.

use std::collections::HashMap;

use serde::Serialize;

use super::Policy;
use super::table::{Seen, Table, Variable};
use super::totals::{Of, Printed, whole};
use crate::answers::{Number, Status, Value};
use crate::results::tally::Tally;
use crate::results::{Figure, FigureType};

/// An answer as it may be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Shown(Value),
    /// Printed as "suppressed", whatever the reason: which of them are small, nobody is told.
    Hidden(Why),
}

/// Why a cell is hidden; for the authors' own eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It is small.
    Primary,
    /// A total less it would give a small one away.
    Secondary,
    /// Its authority kept it back.
    Reply,
}

/// A total as it may be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    Exact(Number),
    /// Its least, and its most if that may be told.
    Between(Number, Option<Number>),
}

/// What may be published of a tally, proved to give no hidden cell away.
#[derive(Debug, Clone)]
pub struct Release {
    policy: Policy,
    cells: HashMap<(String, String, String), Cell>,
    totals: HashMap<Of, (Total, Around)>,
}

/// What the answers that are bounded only add to a total: the least, and the most.
type Around = (i64, Option<i64>);

/// What is printed instead of a figure.
const WITHHELD: &str = "withheld: it would give a small number away";

pub(super) fn release(tally: &Tally<'_>, table: &Table) -> Release {
    let mut cells = HashMap::new();
    for (place, asked) in tally.asked().enumerate() {
        for (column, (question, period)) in tally.campaign().cells().enumerate() {
            let key = || (asked.authority.clone(), question.id.clone(), period.id.clone());
            let known = table.cells.get(&(place, column));
            let hidden = known.and_then(|at| table.variables.get(*at)).and_then(why);
            if let Some(why) = hidden {
                cells.insert(key(), Cell::Hidden(why));
            } else if let Some(cell) = tally.counting(place, column) {
                cells.insert(key(), Cell::Shown(cell.value.clone()));
            }
        }
    }
    let of_total = |sums: &super::totals::Sums| {
        let (low, high) = table.printed(sums);
        let total = match sums.printed {
            Printed::Exactly => Total::Exact(whole(low)),
            Printed::Withheld => Total::Between(whole(low), high.map(whole)),
        };
        (sums.of.clone(), (total, table.around(sums)))
    };
    Release { policy: table.policy, cells, totals: table.totals.iter().map(of_total).collect() }
}

fn why(variable: &Variable) -> Option<Why> {
    match variable.seen {
        Seen::Primary => Some(Why::Primary),
        Seen::Secondary => Some(Why::Secondary),
        Seen::KeptBack => Some(Why::Reply),
        Seen::Shown | Seen::Range | Seen::Slack => None,
    }
}

impl Cell {
    /// For people: "40", "10–15", "suppressed".
    pub fn printed(&self) -> String {
        match self {
            Self::Shown(value) => value.shown(),
            Self::Hidden(_) => Status::Suppressed.code().to_owned(),
        }
    }

    /// As an answer without its number where that is hidden.
    pub fn value(&self) -> Value {
        match self {
            Self::Shown(value) => value.clone(),
            Self::Hidden(_) => Value::without_number(Status::Suppressed),
        }
    }
}

impl Total {
    /// For people: "40", "36–39", "36 or more".
    pub fn printed(&self) -> String {
        match self {
            Self::Exact(number) => number.grouped(),
            Self::Between(low, Some(high)) => {
                format!("{}\u{2013}{}", low.grouped(), high.grouped())
            }
            Self::Between(low, None) => format!("{} or more", low.grouped()),
        }
    }
}

impl Release {
    pub fn policy(&self) -> Policy {
        self.policy
    }

    /// An answer that counts, as it may be printed; `None` where there is none.
    pub fn cell(&self, authority: &str, question: &str, period: &str) -> Option<&Cell> {
        self.cells.get(&(authority.to_owned(), question.to_owned(), period.to_owned()))
    }

    /// Every cell: authority, question, period.
    pub fn cells(&self) -> impl Iterator<Item = (&(String, String, String), &Cell)> {
        self.cells.iter()
    }

    /// The sum of exact answers to a question, over all or in a group: column and value.
    pub fn total(
        &self,
        question: &str,
        period: &str,
        group: Option<(&str, &str)>,
    ) -> Option<Total> {
        let of = of((question, period), group, None);
        self.totals.get(&of).map(|(total, _)| *total)
    }

    /// A figure as it may be printed: what would give a small number away is left out, with
    /// `withheld` and no sentence; the bounds are made of what is published and nothing else.
    #[must_use]
    pub fn figure(&self, campaign: &crate::campaign::Campaign, figure: &Figure) -> Figure {
        let mut printed = figure.clone();
        let group = figure.group_by.as_deref().zip(figure.group.as_deref());
        let questions = figure.questions(campaign);
        let ratio = figure.denominator.is_some();
        match (ratio, questions.as_slice()) {
            (true, [first, second]) => {
                let names = if figure.kind == FigureType::Ratio {
                    (*first, *second)
                } else {
                    (*second, *first)
                };
                self.print_ratio(&mut printed, names, group);
            }
            (false, [question]) => self.print_sum(&mut printed, question, group),
            (_, _) => {}
        }
        printed
    }

    fn print_sum(&self, figure: &mut Figure, question: &str, group: Option<(&str, &str)>) {
        let Some((total, around)) = self.totals.get(&of((question, &figure.period), group, None))
        else {
            return;
        };
        let (low, high) = match total {
            Total::Exact(number) => (*number, Some(*number)),
            Total::Between(low, high) => {
                figure.exact = None;
                withhold(figure);
                (*low, *high)
            }
        };
        figure.low = Some((low + whole(around.0)).as_f64());
        let most = high.zip(around.1).map(|(high, more)| high + whole(more));
        figure.high = most.map(Number::as_f64);
    }

    fn print_ratio(
        &self,
        figure: &mut Figure,
        (part, of_whole): (&str, &str),
        group: Option<(&str, &str)>,
    ) {
        let total = |question| {
            let of = of((question, &figure.period), group, Some((part, of_whole)));
            self.totals.get(&of).map(|(total, _)| *total)
        };
        let both = (total(part), total(of_whole));
        // Bounds that come from hidden cells tell of them.
        let hidden = self.policy.threshold > self.policy.least();
        if let (Some(Total::Exact(_)), Some(Total::Exact(_))) = both {
            if hidden {
                (figure.low, figure.high) = (None, None);
            }
        } else if both.0.is_some() || both.1.is_some() {
            (figure.exact, figure.low, figure.high) = (None, None, None);
            (figure.numerator, figure.denominator) = (None, None);
            withhold(figure);
        }
    }
}

fn withhold(figure: &mut Figure) {
    figure.withheld = Some(WITHHELD.to_owned());
    figure.text = None;
}

fn of(
    (question, period): (&str, &str),
    group: Option<(&str, &str)>,
    paired: Option<(&str, &str)>,
) -> Of {
    let pair = |(one, other): (&str, &str)| (one.to_owned(), other.to_owned());
    Of {
        group: group.map(pair),
        question: question.to_owned(),
        period: period.to_owned(),
        paired: paired.map(pair),
    }
}
