//! What of the figures may be published: a small number is hidden, others are hidden with it so that no
//! total gives it away, and a proof that nobody can solve for it (docs/publication.md).
//!
//! Small counts are *primary* cells, those hidden with them *secondary* (complementary) ones, after
//! Cox, "Suppression Methodology and Statistical Disclosure Control", JASA 75 (1980), and Willenborg
//! and de Waal, *Elements of Statistical Disclosure Control* (2001). A primary cell is protected when
//! for **each** number that a small count can be there is a table that agrees with everything
//! published and has that number in the cell. Such tables are found and checked one by one
//! (`found`, `search`): the proof shows them, it does not reckon with bounds that might be too wide.

mod bare;
mod choose;
mod found;
mod published;
mod reveal;
mod search;
mod table;
mod totals;

pub use self::published::{Cell, Release, Total, Why};

use super::tally::Tally;
use crate::campaign::publication::{Publication, Zeros};
use found::Found;
use table::Table;

/// What is small, in whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Counts below this are small; 1 hides none.
    pub threshold: i64,
    pub zeros: Zeros,
}

impl From<&Publication> for Policy {
    fn from(publication: &Publication) -> Self {
        Self { threshold: i64::from(publication.threshold), zeros: publication.zeros }
    }
}

impl Policy {
    /// The least that a hidden count can be, as far as everybody knows.
    fn least(self) -> i64 {
        match self.zeros {
            Zeros::Shown => 1,
            Zeros::Suppressed => 0,
        }
    }

    pub fn is_small(self, count: i64) -> bool {
        (self.least()..self.threshold).contains(&count)
    }

    /// The rule as it is printed beside a table.
    pub fn words(self) -> String {
        if self.threshold <= self.least() {
            return "No count is suppressed.".to_owned();
        }
        let zeros = match self.zeros {
            Zeros::Shown => "Zeros are shown.",
            Zeros::Suppressed => "Zeros are suppressed too.",
        };
        format!(
            "Counts from {} to {} are suppressed, and others with them where a total would give \
             them away. {zeros}",
            self.least(),
            self.threshold - 1
        )
    }
}

/// A hidden cell that what is published gives away, wholly or in part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{authority}, {question}, {period}: what is published leaves only {feasible} for a suppressed \
     number. Publish without it, or with fewer totals ([publication] by)"
)]
pub struct GivenAway {
    pub authority: String,
    pub question: String,
    pub period: String,
    /// The numbers for which a table was found, in words.
    pub feasible: String,
}

/// What may be published of a tally, with totals over all and over the groups of each column of
/// `[publication] by`; refused if a hidden cell could be solved for.
pub fn release(tally: &Tally<'_>) -> Result<Release, GivenAway> {
    let publication = &tally.campaign().publication;
    release_by(tally, Policy::from(publication), &publication.by)
}

/// The same by a policy and columns of one's own.
pub fn release_by(
    tally: &Tally<'_>,
    policy: Policy,
    columns: &[String],
) -> Result<Release, GivenAway> {
    let mut table = Table::new(tally, policy, columns);
    let found = choose::hide(&mut table);
    let found = reveal::reveal(&mut table, found);
    prove(&table, found)?;
    Ok(published::release(tally, &table))
}

/// Refuses a table of which a hidden cell can be solved for.
fn prove(table: &Table, found: Found) -> Result<(), GivenAway> {
    debug_assert!(table.equations.iter().all(|known| !known.known || table.error(known) == 0));
    let mut found = found.checked(table);
    for cell in table.hidden() {
        if !found.protects(table, cell) && !choose::nothing_told_of(table, cell) {
            return Err(table.given_away(cell, found.numbers(cell)));
        }
    }
    Ok(())
}
