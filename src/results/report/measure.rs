//! A rate or a count of the headlines, by authority: a map, a distribution, a ranking.

use serde::Serialize;

use super::classes::Classes;
use super::known::{Known, Of};
use super::order::in_order;
use super::table::{Holds, Table, count};
use super::{Chart, Part, Place, Sources};
use crate::campaign::{Headline, Measure as Measured, Question};
use crate::results::Figure;
use crate::results::charts::Words;
use crate::results::charts::distribution::{Bins, distribution};
use crate::results::charts::hexmap::{Tile, hexmap};

/// A measure as the report shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Measure {
    pub id: String,
    pub title: String,
    pub words: String,
    pub map: Chart,
    pub distribution: Option<Chart>,
    pub nations: Option<Table>,
    pub ranking: Vec<Part>,
    pub ranking_words: String,
    pub ranking_table: Option<Table>,
}

/// Every measure that a headline is made of, each once.
pub(super) fn measures(sources: &Sources<'_>) -> Vec<Measure> {
    let mut seen: Vec<(&Measured, &str)> = Vec::new();
    let mut found = Vec::new();
    for headline in &sources.campaign.headlines {
        let key = (&headline.measure, headline.period.as_str());
        if !seen.contains(&key) {
            seen.push(key);
            found.push(measure(sources, headline));
        }
    }
    found
}

/// What one measure is drawn from.
pub(super) struct Drawn<'a> {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) of: Of,
    unit: &'static str,
    pub(super) axis: String,
    pub(super) known: Vec<(&'a Place<'a>, Known)>,
    pub(super) together: Option<f64>,
}

fn measure(sources: &Sources<'_>, headline: &Headline) -> Measure {
    let id = format!("measure-{}", slug(&headline.id));
    let title = title(&headline.id);
    let of = match &headline.measure {
        Measured::Ratio { .. } => Of::Rate,
        Measured::Sum { .. } => Of::Count,
    };
    let known: Vec<(&Place<'_>, Known)> =
        sources.places.iter().map(|place| (place, of_place(sources, headline, place))).collect();
    let mut figures = sources.headlines.iter().map(|known| &known.figure);
    let figure = figures.find(|figure: &&Figure| figure.measure == headline.id);
    let together = figure.filter(|_| of == Of::Rate).and_then(|figure| figure.exact);
    let (axis, unit) = match of {
        Of::Rate => ("Rate (%)".to_owned(), "%"),
        Of::Count => (unit_of(sources, headline), ""),
    };
    let together = together.map(|share| share * 100.0);
    let drawn = Drawn { id, title, of, unit, axis, known, together };
    let (ranking, ranking_words, ranking_table) = in_order(&drawn);
    Measure {
        words: words(sources, headline),
        map: map(&drawn),
        distribution: spread(&drawn),
        nations: super::nations::of_measure(sources, headline, &drawn.id),
        ranking,
        ranking_words,
        ranking_table,
        id: drawn.id,
        title: drawn.title,
    }
}

fn of_place(sources: &Sources<'_>, headline: &Headline, place: &Place<'_>) -> Known {
    if !place.asked.was_asked {
        return Known::NotAsked;
    }
    if let Some(lead) = &place.asked.counted_with {
        return Known::None(format!("in the reply of {}", sources.name_of(lead)));
    }
    let shown = |question: &str| sources.shown(place.asked, question, &headline.period);
    match &headline.measure {
        Measured::Ratio { part, whole } => Known::rate(&shown(part), &shown(whole)),
        Measured::Sum { question } => Known::count(&shown(question)),
    }
}

fn unit_of(sources: &Sources<'_>, headline: &Headline) -> String {
    let unit = match &headline.measure {
        Measured::Sum { question } => {
            sources.campaign.question(question).and_then(|question| question.unit.clone())
        }
        Measured::Ratio { .. } => None,
    };
    unit.map_or_else(|| "Count".to_owned(), |unit| title(&unit))
}

/// What is measured, in the words that the authorities were asked in.
fn words(sources: &Sources<'_>, headline: &Headline) -> String {
    let campaign = sources.campaign;
    let asked = |id: &str| {
        let question: Option<&Question> = campaign.question(id);
        question.map_or_else(String::new, |known| {
            format!("\u{201c}{}\u{201d} (question {})", known.text, known.number)
        })
    };
    let period = campaign.period(&headline.period);
    let period = period.map(|period| period.label.as_str()).unwrap_or_default();
    match &headline.measure {
        Measured::Ratio { part, whole } => format!(
            "For {period}: the answers to {} as a share of the answers to {}. Only authorities that \
             gave both numbers have a rate.",
            asked(part),
            asked(whole)
        ),
        Measured::Sum { question } => format!("For {period}: the answers to {}.", asked(question)),
    }
}

fn map(drawn: &Drawn<'_>) -> Chart {
    let known: Vec<&Known> = drawn.known.iter().map(|(_, known)| known).collect();
    let classes = Classes::new(drawn.of, &known);
    let list = classes.list();
    let tiles: Vec<Tile<'_>> = drawn
        .known
        .iter()
        .filter_map(|(place, known)| {
            Some(Tile {
                hex: place.hex?,
                name: place.asked.name.clone(),
                state: known.words(),
                class: classes.place(known),
            })
        })
        .chain(super::standing::not_in_campaign(&drawn.known).map(|(name, hex)| Tile {
            hex,
            name,
            state: "not asked".to_owned(),
            class: list.len().saturating_sub(1),
        }))
        .collect();
    let described = |class: &crate::results::charts::hexmap::Counted| {
        format!("{}: {}", class.name, class.count)
    };
    let mut words = Words {
        id: format!("{}-map", drawn.id),
        title: format!("{}, by authority, on a map of hexagons", drawn.title),
        description: String::new(),
    };
    let (_, counted) = hexmap(&words, &list, &tiles);
    words.description = format!(
        "One hexagon for each authority. {}. The table below the map has every authority.",
        counted.iter().map(described).collect::<Vec<_>>().join("; ")
    );
    let (drawing, _) = hexmap(&words, &list, &tiles);
    let mut table = Table::new(
        &format!("{}-map-table", drawn.id),
        &format!("{}, by authority", drawn.title),
        &[("Authority", Holds::Words), ("Nation", Holds::Words), ("Figure", Holds::Words)],
    );
    for (place, known) in &drawn.known {
        table.row([place.asked.name.clone(), place.nation.clone(), known.words()]);
    }
    let caption = format!(
        "{}: one hexagon for each authority, near where it lies. Suppressed: the authority or this \
         report holds a small number back.",
        drawn.title
    );
    Chart::new(drawing, caption, table)
}

fn spread(drawn: &Drawn<'_>) -> Option<Chart> {
    let values: Vec<f64> = drawn.known.iter().filter_map(|(_, known)| value(known)).collect();
    if values.len() < 2 {
        return None;
    }
    let bins = Bins::of(&values);
    let mut table = Table::new(
        &format!("{}-spread-table", drawn.id),
        "Authorities by figure",
        &[(&drawn.axis, Holds::Words), ("Authorities", Holds::Numbers)],
    );
    let edges = bins.edges();
    for (edge, number) in edges.windows(2).zip(&bins.counts) {
        let [from, to] = edge else { continue };
        table.row([format!("{from} to under {to}"), count(*number)]);
    }
    if let Some(cell) = table.rows.last_mut().and_then(|row| row.first_mut()) {
        cell.text = cell.text.replace(" to under ", " to ");
    }
    let most = edges.iter().zip(&bins.counts).max_by_key(|(_, number)| **number);
    let most = most.map_or_else(String::new, |(from, number)| {
        let to = from + bins.step;
        format!(" Most, {number}, lie between {from}{0} and {to}{0}.", drawn.unit)
    });
    let words = Words {
        id: format!("{}-spread", drawn.id),
        title: format!("{}: how many authorities lie where", drawn.title),
        description: format!("{} authorities have a figure.{most}", values.len()),
    };
    let caption =
        format!("How the {} authorities with a figure are spread.{most}", count(values.len()));
    let drawing = distribution(&words, &bins, &drawn.axis);
    Some(Chart::new(drawing, caption, table))
}

fn value(known: &Known) -> Option<f64> {
    match known {
        Known::Figure { value, .. } => Some(*value),
        Known::Bounds { .. }
        | Known::Suppressed
        | Known::NoCases
        | Known::None(_)
        | Known::NotAsked => None,
    }
}

/// An id of a campaign as words.
pub(super) fn title(id: &str) -> String {
    let words = id.replace(['_', '-'], " ");
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    first + letters.as_str()
}

/// An id of a campaign as an id of the page.
pub(super) fn slug(id: &str) -> String {
    id.chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .collect()
}

/// `northern-ireland` as people write it.
pub(super) fn title_of_nation(code: &str) -> String {
    let words: Vec<String> = code.split('-').map(title).collect();
    words.join(" ")
}
