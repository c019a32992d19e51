//! Everything a report is made from, and what of it a reader is shown.

use chrono::NaiveDate;
use serde::Serialize;

use super::measure;
use super::shown::Shown;
use crate::campaign::Campaign;
use crate::law::Law;
use crate::register::hexmap::{Hex, HexMap};
use crate::results::disclosure::{self, Release};
use crate::results::responses::Responses;
use crate::results::{Asked, Figure};

/// Everything a report is made from.
#[derive(Debug)]
pub struct Sources<'a> {
    pub campaign: &'a Campaign,
    pub places: Vec<Place<'a>>,
    /// What may be published; `None` for those who may see everything.
    pub release: Option<&'a Release>,
    /// Sums and ratios over all, as they may be printed.
    pub figures: &'a [Figure],
    /// The same of each nation.
    pub nations: &'a [Figure],
    pub headlines: &'a [Headline],
    /// How they responded, over all.
    pub responses: &'a Responses,
    pub about: About,
}

/// What the report says of itself.
#[derive(Debug, Clone, Default)]
pub struct About {
    pub organisation: String,
    /// The day whose end the figures are of, in words.
    pub as_of: String,
    pub version: String,
    /// The hash of the database, or of what the figures rest on.
    pub database: String,
    pub simulated: bool,
    /// What nobody has looked at yet, in words.
    pub doubtful: Option<String>,
    /// What was left out of the figures by name, in words.
    pub left_out: Vec<String>,
    /// Attributions that must go with the data.
    pub licences: Vec<String>,
}

/// A headline with what is needed to compute it again.
#[derive(Debug, Clone, PartialEq)]
pub struct Headline {
    pub figure: Figure,
    pub reproduction: Vec<Line>,
}

/// A line of a list of names and words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    pub name: String,
    pub words: String,
}

/// An authority of the campaign.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    pub asked: &'a Asked,
    /// A name for charts.
    pub short: String,
    pub nation: String,
    pub law: Law,
    pub hex: Option<&'static Hex>,
    pub state: State,
    pub asked_on: Option<NaiveDate>,
    pub replied_on: Option<NaiveDate>,
}

/// How an authority responded, as the map shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Answered,
    Partly,
    Refused,
    NotHeld,
    Silent,
    NotAsked,
}

impl<'a> Place<'a> {
    /// An authority with its place on the map.
    pub fn new(asked: &'a Asked, law: Law, state: State) -> Self {
        let hex = HexMap::shipped().get(&asked.authority);
        let short = hex.map_or_else(|| asked.name.clone(), |hex| hex.name.clone());
        let nation = measure::title_of_nation(asked.column("nation").unwrap_or_default());
        Self { asked, short, nation, law, hex, state, asked_on: None, replied_on: None }
    }
}

impl Sources<'_> {
    /// What a reader is shown of an answer.
    pub(super) fn shown(&self, place: &Asked, question: &str, period: &str) -> Shown {
        let own =
            place.cells.iter().filter(|cell| cell.question == question && cell.period == period);
        let own = own.max_by_key(|cell| cell.stands);
        if own.is_some_and(|cell| !cell.stands) {
            return Shown::Waiting;
        }
        let value = match self.release {
            Some(release) => {
                release.cell(&place.authority, question, period).map(disclosure::Cell::value)
            }
            None => own.map(|cell| cell.value.clone()),
        };
        value.map_or(Shown::Missing, |value| Shown::all_of(&value))
    }

    pub(super) fn name_of<'s>(&'s self, authority: &'s str) -> &'s str {
        let known = self.places.iter().find(|place| place.asked.authority == authority);
        known.map_or(authority, |place| place.asked.name.as_str())
    }

    pub(super) fn in_state(&self, state: State) -> usize {
        self.places.iter().filter(|place| place.state == state).count()
    }

    pub(super) fn asked(&self) -> usize {
        self.places.len() - self.in_state(State::NotAsked)
    }
}
