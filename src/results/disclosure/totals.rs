//! Every total that is printed, as an equation of the cells that make it up.

use super::table::{Says, Seen, Table};
use crate::answers::Number;
use crate::campaign::{Measure, QuestionType};
use crate::results::groups::{group_of, groups};
use crate::results::tally::Tally;

/// Which total: of a question, for a period, over all or a group.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Of {
    /// A column of the register and what stands in it; none over all.
    pub(super) group: Option<(String, String)>,
    pub(super) question: String,
    pub(super) period: String,
    /// Of the authorities alone that gave both numbers of a ratio: the part and the whole.
    pub(super) paired: Option<(String, String)>,
}

/// A total, what it is made of, and how it is printed.
#[derive(Debug, Clone)]
pub(super) struct Sums {
    pub(super) of: Of,
    /// Cells that are exact, each once for each time it is counted.
    pub(super) exact: Vec<usize>,
    /// Cells that are bounded only, and that no other reply covers.
    pub(super) bounded: Vec<usize>,
    pub(super) equation: usize,
    pub(super) printed: Printed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Printed {
    Exactly,
    /// No more than everybody can add up from what is shown.
    Withheld,
}

/// A group by a column of the register.
type Group = Option<(String, String)>;

pub(super) fn add(table: &mut Table, tally: &Tally<'_>, columns: &[String]) {
    let mut all: Vec<Group> = vec![None];
    for column in columns {
        // A column of which nothing is known makes no totals.
        let known = groups(tally, column).unwrap_or_default();
        all.extend(known.into_iter().map(|group| Some((column.clone(), group))));
    }
    let campaign = tally.campaign();
    for group in all {
        let places = members(tally, &group);
        let counts = campaign.cells().filter(|(asked, _)| asked.kind == QuestionType::Count);
        for (question, period) in counts {
            let of = Of {
                group: group.clone(),
                question: question.id.clone(),
                period: period.id.clone(),
                paired: None,
            };
            let Some(column) = tally.column(&question.id, &period.id) else { continue };
            let own = places.iter().filter(|place| tally.lead(**place, &[column]).is_none());
            let cells: Vec<usize> =
                own.filter_map(|place| table.cells.get(&(*place, column)).copied()).collect();
            total(table, of, cells);
        }
        for headline in &campaign.headlines {
            if let Measure::Ratio { part, whole } = &headline.measure {
                let measure = (part.as_str(), whole.as_str(), headline.period.as_str());
                pair(table, tally, (&group, &places), measure);
            }
        }
    }
}

fn members(tally: &Tally<'_>, group: &Group) -> Vec<usize> {
    let asked = tally.asked().enumerate().filter(|(_, place)| place.was_asked);
    let within = asked.filter(|(_, place)| {
        group.as_ref().is_none_or(|(column, group)| group_of(place, column) == group)
    });
    within.map(|(at, _)| at).collect()
}

/// The numerator and the denominator of a ratio: both are told, or from the percent and the other one
/// can be reckoned.
fn pair(
    table: &mut Table,
    tally: &Tally<'_>,
    (group, places): (&Group, &[usize]),
    (part, whole, period): (&str, &str, &str),
) {
    let columns = (tally.column(part, period), tally.column(whole, period));
    let (Some(of_part), Some(of_whole)) = columns else { return };
    let (mut parts, mut wholes) = (Vec::new(), Vec::new());
    for place in places.iter().filter(|at| tally.lead(**at, &[of_part, of_whole]).is_none()) {
        let cell = |column| table.cells.get(&(*place, column)).copied();
        if let (Some(part), Some(whole)) = (cell(of_part), cell(of_whole))
            && table.is_exact(part)
            && table.is_exact(whole)
        {
            parts.push(part);
            wholes.push(whole);
        }
    }
    for (question, cells) in [(part, parts), (whole, wholes)] {
        let of = Of {
            group: group.clone(),
            question: question.to_owned(),
            period: period.to_owned(),
            paired: Some((part.to_owned(), whole.to_owned())),
        };
        if !table.totals.iter().any(|known| known.of == of) {
            total(table, of, cells);
        }
    }
}

fn total(table: &mut Table, of: Of, cells: Vec<usize>) {
    let (exact, bounded): (Vec<usize>, Vec<usize>) =
        cells.into_iter().partition(|cell| table.is_exact(*cell));
    let value = |cell: &usize| table.variables.get(*cell).map_or(0, |known| known.value);
    let sum = exact.iter().map(value).sum();
    let terms = exact.iter().map(|cell| (*cell, 1)).collect();
    let equation = table.add(terms, sum, Says::Total(table.totals.len()));
    let printed = Printed::Exactly;
    table.totals.push(Sums { of, exact, bounded, equation, printed });
}

impl Table {
    /// Its authority gave one number.
    fn is_exact(&self, cell: usize) -> bool {
        self.variables.get(cell).is_some_and(|known| known.told.is_none())
    }

    /// Prints no more of a total than everybody can add up. A range would have edges, and a total at
    /// one would bind its cells on that side.
    pub(super) fn withdraw(&mut self, total: usize) {
        let Some(sums) = self.totals.get_mut(total) else { return };
        sums.printed = Printed::Withheld;
        if let Some(equation) = self.equations.get_mut(sums.equation) {
            equation.known = false;
        }
    }

    /// Prints a total as it is.
    pub(super) fn tell(&mut self, total: usize) {
        let Some(sums) = self.totals.get_mut(total) else { return };
        sums.printed = Printed::Exactly;
        if let Some(equation) = self.equations.get_mut(sums.equation) {
            equation.known = true;
        }
    }

    /// The totals of groups, in the order of the columns.
    pub(super) fn of_groups(&self) -> Vec<usize> {
        let all = self.totals.iter().enumerate();
        all.filter(|(_, sums)| sums.of.group.is_some()).map(|(at, _)| at).collect()
    }

    /// The cells of a total that are hidden.
    pub(super) fn hidden_in(&self, total: usize) -> Vec<usize> {
        let cells = self.totals.get(total).into_iter().flat_map(|sums| &sums.exact);
        let hidden = |cell: &&usize| {
            self.variables.get(**cell).is_some_and(|known| known.seen != Seen::Shown)
        };
        cells.filter(hidden).copied().collect()
    }

    /// What is printed of a total: its least and its most.
    pub(super) fn printed(&self, sums: &Sums) -> (i64, Option<i64>) {
        let cells = || sums.exact.iter().filter_map(|cell| self.variables.get(*cell));
        let shown: i64 =
            cells().filter(|cell| cell.seen == Seen::Shown).map(|cell| cell.value).sum();
        let hidden = cells().filter(|cell| cell.seen != Seen::Shown).count();
        let hidden = i64::try_from(hidden).unwrap_or(i64::MAX);
        let sum: i64 = cells().map(|cell| cell.value).sum();
        match sums.printed {
            Printed::Exactly => (sum, Some(sum)),
            // Everybody can add this up from what is shown.
            Printed::Withheld => (shown + hidden * self.policy.least(), None),
        }
    }

    /// What everybody knows of the cells of a total that are bounded only.
    pub(super) fn around(&self, sums: &Sums) -> (i64, Option<i64>) {
        let (mut low, mut high) = (0, Some(0_i64));
        for cell in sums.bounded.iter().filter_map(|cell| self.variables.get(*cell)) {
            let (least, most) = cell.told.unwrap_or((cell.least, cell.most));
            low += least;
            high = high.zip(most).map(|(sum, more)| sum + more);
        }
        (low, high)
    }
}

/// A whole number as it is printed.
pub(super) fn whole(number: i64) -> Number {
    Number::whole(number)
}
