//! The report: everything that its page and its print show, as values. Whatever is small is hidden
//! before it gets here (`results::disclosure`), in words, tables and drawings alike.

mod appendix;
mod classes;
mod known;
mod measure;
mod method;
mod nations;
mod replies;
mod shown;
mod standing;
mod sums;
mod table;
pub mod templates;
mod text;
mod typst;
mod wilson;

use chrono::NaiveDate;
use serde::Serialize;

use self::measure::Measure;
use self::shown::Shown;
use self::table::Table;
use self::templates::{BadTemplate, Templates};
use self::text::Block;
use super::charts::Drawing;
use super::disclosure::Release;
use super::responses::Responses;
use super::{Asked, Figure};
use crate::campaign::Campaign;
use crate::law::Law;
use crate::register::hexmap::{Hex, HexMap};

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

/// The report, as its templates see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    pub lang: &'static str,
    pub id: String,
    pub title: String,
    pub subtitle: String,
    pub organisation: String,
    pub as_of: String,
    pub version: String,
    pub database: String,
    pub internal: bool,
    pub simulated: bool,
    /// What to know of answers that nobody has confirmed.
    pub doubtful: Option<String>,
    pub introduction: Vec<Block>,
    pub headlines: Vec<Finding>,
    pub standing: standing::Standing,
    pub replies: replies::Replies,
    pub refusals: Option<replies::Refusals>,
    pub measures: Vec<Measure>,
    pub sums_words: String,
    pub sums: Table,
    pub method: Vec<Block>,
    pub appendix_words: String,
    pub appendix: Vec<Table>,
}

/// A headline as it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub id: String,
    pub text: String,
    /// Between what it lies if answers that are bounded count too.
    pub range: Option<String>,
    pub reproduction: Vec<Line>,
}

/// A drawing with what is said under it, and the figures behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chart {
    #[serde(flatten)]
    pub part: Part,
    pub caption: String,
    pub table: Table,
}

/// A drawing, and the name of its file in print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    #[serde(flatten)]
    pub drawing: Drawing,
    pub file: String,
}

impl Part {
    fn new(drawing: Drawing) -> Self {
        let file = format!("{}.svg", drawing.words.id);
        Self { drawing, file }
    }
}

impl Chart {
    fn new(drawing: Drawing, caption: String, table: Table) -> Self {
        Self { part: Part::new(drawing), caption, table }
    }
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
    fn shown(&self, place: &Asked, question: &str, period: &str) -> Shown {
        let own =
            place.cells.iter().filter(|cell| cell.question == question && cell.period == period);
        let own = own.max_by_key(|cell| cell.stands);
        if own.is_some_and(|cell| !cell.stands) {
            return Shown::Waiting;
        }
        let value = match self.release {
            Some(release) => {
                release.cell(&place.authority, question, period).map(|cell| cell.value())
            }
            None => own.map(|cell| cell.value.clone()),
        };
        value.map_or(Shown::Missing, |value| Shown::all_of(&value))
    }

    fn name_of<'s>(&'s self, authority: &'s str) -> &'s str {
        let known = self.places.iter().find(|place| place.asked.authority == authority);
        known.map_or(authority, |place| place.asked.name.as_str())
    }

    fn in_state(&self, state: State) -> usize {
        self.places.iter().filter(|place| place.state == state).count()
    }

    fn asked(&self) -> usize {
        self.places.len() - self.in_state(State::NotAsked)
    }
}

impl Report {
    /// The report, with its words from the author's templates.
    pub fn new(sources: &Sources<'_>, templates: &Templates) -> Result<Self, BadTemplate> {
        let facts = method::Facts::new(sources);
        let words = |name: &str| Ok(text::blocks(&templates.render(name, &facts)?));
        let about = &sources.about;
        let (sums_words, sums) = sums::sums(sources);
        let (appendix_words, appendix) = appendix::appendix(sources);
        Ok(Self {
            lang: "en-GB",
            id: sources.campaign.id.clone(),
            title: sources.campaign.title.clone(),
            subtitle: facts.subtitle(),
            organisation: about.organisation.clone(),
            as_of: about.as_of.clone(),
            version: about.version.clone(),
            database: about.database.clone(),
            internal: sources.release.is_none(),
            simulated: about.simulated,
            doubtful: about.doubtful.as_deref().map(method::doubtful),
            introduction: words("introduction.txt")?,
            headlines: sources.headlines.iter().map(sums::finding).collect(),
            standing: standing::standing(sources),
            replies: replies::replies(sources),
            refusals: replies::refusals(sources),
            measures: measure::measures(sources),
            sums_words,
            sums,
            method: words("method.txt")?,
            appendix_words,
            appendix,
        })
    }

    /// The drawings by the names of their files, for print.
    pub fn files(&self) -> Vec<(&str, &str)> {
        let charts = [Some(&self.standing.map), self.replies.timeline.as_ref()];
        let charts = charts.into_iter().flatten();
        let charts = charts.chain(self.refusals.as_ref().map(|refusals| &refusals.chart));
        let measured = self.measures.iter().flat_map(|measure| {
            let charts = std::iter::once(&measure.map).chain(&measure.distribution);
            charts.map(|chart| &chart.part).chain(&measure.ranking)
        });
        charts
            .map(|chart| &chart.part)
            .chain(measured)
            .map(|part| (part.file.as_str(), part.drawing.svg.as_str()))
            .collect()
    }
}
