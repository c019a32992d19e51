//! The report: everything that its page and its print show, as values. Whatever is small is hidden
//! before it gets here (`results::disclosure`), in words, tables and drawings alike.

mod appendix;
mod classes;
mod known;
mod measure;
mod method;
mod nations;
mod order;
mod replies;
mod shown;
mod sources;
mod standing;
mod sums;
mod table;
pub mod templates;
mod text;
mod typst;

use serde::Serialize;

use self::measure::Measure;
pub use self::sources::{About, Headline, Line, Place, Sources, State};
use self::table::Table;
use self::templates::Templates;
use self::text::Block;
use super::charts::Drawing;
use crate::letters::templates::BadTemplate;

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
