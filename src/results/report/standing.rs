//! Who answered: on the map, and by nation.

use serde::Serialize;

use super::known::Known;
use super::table::{Holds, Table, count};
use super::{Chart, Place, Sources, State};
use crate::register::Register;
use crate::register::hexmap::{Hex, HexMap};
use crate::results::charts::Words;
use crate::results::charts::hexmap::{Class, Pattern, Tile, hexmap};
use crate::results::charts::palette::{BLUE, Colour, PALE, SKY, VERMILLION, WHITE, YELLOW};
use crate::results::responses::Outcome;

/// Who answered, as the report shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    pub words: String,
    pub map: Chart,
    pub nations: Table,
}

impl State {
    pub const ALL: [Self; 6] =
        [Self::Answered, Self::Partly, Self::Refused, Self::NotHeld, Self::Silent, Self::NotAsked];

    /// Of an authority that was asked, by where its request ended.
    pub fn of(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Answered => Self::Answered,
            Outcome::PartlyAnswered => Self::Partly,
            Outcome::Refused => Self::Refused,
            Outcome::NotHeld => Self::NotHeld,
            Outcome::Silent | Outcome::Open | Outcome::Undelivered | Outcome::Closed => {
                Self::Silent
            }
        }
    }

    /// In the words of the legend.
    pub fn words(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Partly => "answered in part",
            Self::Refused => "refused",
            Self::NotHeld => "not held",
            Self::Silent => "no answer",
            Self::NotAsked => "not asked",
        }
    }

    fn class(self) -> Class {
        let (key, colour, pattern): (&str, Colour, Pattern) = match self {
            Self::Answered => ("answered", BLUE, Pattern::Plain),
            Self::Partly => ("partly", SKY, Pattern::Rising),
            Self::Refused => ("refused", VERMILLION, Pattern::Crossed),
            Self::NotHeld => ("not-held", YELLOW, Pattern::Level),
            Self::Silent => ("silent", WHITE, Pattern::Dotted),
            Self::NotAsked => ("not-asked", PALE, Pattern::Broken),
        };
        Class { key, name: self.words().to_owned(), colour, pattern }
    }
}

/// The authorities of the map that the campaign does not ask, with their names.
pub(super) fn not_in_campaign(
    known: &[(&Place<'_>, Known)],
) -> impl Iterator<Item = (String, &'static Hex)> {
    let ids: Vec<String> = known.iter().map(|(place, _)| place.asked.authority.clone()).collect();
    others(ids)
}

fn others(ids: Vec<String>) -> impl Iterator<Item = (String, &'static Hex)> {
    let register = Register::shipped();
    HexMap::shipped().iter().filter(move |(id, _)| !ids.iter().any(|known| known == id)).map(
        move |(id, hex)| {
            let name = register.get(id).map_or_else(|| hex.name.clone(), |row| row.name.clone());
            (name, hex)
        },
    )
}

pub(super) fn standing(sources: &Sources<'_>) -> Standing {
    let asked = sources.asked();
    let parts: Vec<String> = State::ALL
        .into_iter()
        .filter(|state| *state != State::NotAsked)
        .map(|state| format!("{} {}", count(sources.in_state(state)), state.words()))
        .collect();
    let words = format!("Of {} authorities asked: {}.", count(asked), parts.join(", "));
    Standing { map: map(sources, &words), nations: nations(sources), words }
}

fn map(sources: &Sources<'_>, said: &str) -> Chart {
    let classes: Vec<Class> = State::ALL.into_iter().map(State::class).collect();
    let class = |state: State| State::ALL.iter().position(|known| *known == state).unwrap_or(0);
    let own = sources.places.iter().filter_map(|place| {
        Some(Tile {
            hex: place.hex?,
            name: place.asked.name.clone(),
            state: place.state.words().to_owned(),
            class: class(place.state),
        })
    });
    let ids = sources.places.iter().map(|place| place.asked.authority.clone()).collect();
    let others = others(ids).map(|(name, hex)| {
        let state = State::NotAsked;
        Tile { hex, name, state: state.words().to_owned(), class: class(state) }
    });
    let tiles: Vec<Tile<'_>> = own.chain(others).collect();
    let off = sources.places.iter().filter(|place| place.hex.is_none()).count();
    let words = Words {
        id: "standing-map".to_owned(),
        title: "How each authority responded, on a map of hexagons".to_owned(),
        description: format!(
            "One hexagon for each authority. {said} The table below the map has every authority."
        ),
    };
    let (drawing, _) = hexmap(&words, &classes, &tiles);
    let mut table = Table::new(
        "standing-map-table",
        "How each authority responded",
        &[("Authority", Holds::Words), ("Nation", Holds::Words), ("Response", Holds::Words)],
    );
    for place in &sources.places {
        let state = place.state.words().to_owned();
        table.row([place.asked.name.clone(), place.nation.clone(), state]);
    }
    let mut caption =
        "How each authority responded: one hexagon for each, near where it lies.".to_owned();
    if off > 0 {
        caption.push_str(" Not on the map, but in the table: ");
        caption.push_str(&count(off));
        caption.push('.');
    }
    Chart::new(drawing, caption, table)
}

fn nations(sources: &Sources<'_>) -> Table {
    let mut columns = vec![("Nation", Holds::Words), ("Asked", Holds::Numbers)];
    let states = State::ALL.into_iter().filter(|state| *state != State::NotAsked);
    let names: Vec<String> =
        states.clone().map(|state| super::measure::title(state.words())).collect();
    columns.extend(names.iter().map(|name| (name.as_str(), Holds::Numbers)));
    let mut table = Table::new("standing-nations", "Responses by nation", &columns);
    let mut nations: Vec<&str> = sources.places.iter().map(|place| place.nation.as_str()).collect();
    nations.sort_unstable();
    nations.dedup();
    let mut row = |name: &str, of: &dyn Fn(&&Place<'_>) -> bool| {
        let here = || sources.places.iter().filter(of);
        let asked = here().filter(|place| place.state != State::NotAsked).count();
        let by_state =
            states.clone().map(|state| count(here().filter(|place| place.state == state).count()));
        let cells = [name.to_owned(), count(asked)].into_iter().chain(by_state);
        table.row(cells.collect::<Vec<_>>());
    };
    for nation in nations {
        row(nation, &|place| place.nation == nation);
    }
    row("All", &|_| true);
    table
}
