//! The figures of a campaign, from what stands in the store.

use std::collections::BTreeSet;

use anyhow::Context;
use rusqlite::Connection;

use super::Workspace;
use super::checks::decide::together;
use super::checks::{self, Listed};
use super::erase::erased_source;
use super::flags::Flags;
use super::judged::{Judged, judged};
use crate::campaign::Campaign;
use crate::case::standing::{Answer, Stands};
use crate::case::{Delivery, Status};
use crate::law::london;
use crate::register::{Authority, Register};
use crate::results::flags::{Flag, Flagged};
use crate::results::reproduction::{Reproduction, Source};
use crate::results::tally::{Rules, Tally};
use crate::results::{Asked, Cell, Evidence, Figure, groups, headline};
use crate::store::requests::Round;
use crate::store::standing::Listed as Row;
use crate::store::{answers, events, fingerprint, mails, register, requests};

/// All figures of a campaign: sums, ratios, headlines.
pub fn figures(workspace: &Workspace, campaign: &str) -> anyhow::Result<Vec<Figure>> {
    let gathered = Gathered::load(workspace, campaign)?;
    gathered.figures(&Rules::of(&gathered.campaign))
}

/// A campaign as launched and what each authority said, read once for all that is made of it.
#[derive(Debug)]
pub struct Gathered {
    pub campaign: Campaign,
    pub asked: Vec<Asked>,
    pub made_of: Source,
    /// What checks have found that nobody has looked at.
    pub open: Vec<Listed>,
}

impl Gathered {
    pub fn load(workspace: &Workspace, campaign: &str) -> anyhow::Result<Self> {
        let (campaign, asked) = gather(workspace, campaign)?;
        let open = checks::open(workspace.store.db(), &campaign.id)?;
        let made_of = source(workspace, &campaign.id)?;
        Ok(Self { campaign, asked, made_of, open })
    }

    /// All figures by these rules, each headline with what is needed to compute it again.
    pub fn figures(&self, rules: &Rules) -> anyhow::Result<Vec<Figure>> {
        let tally = self.tally(rules);
        let mut figures = tally.figures();
        for mut figure in headline::of_tally(&tally)? {
            figure.reproduction = Some(Reproduction::of(&figure, rules, self.made_of.clone()));
            figures.push(figure);
        }
        self.count_in_question(&mut figures);
        Ok(figures)
    }

    /// Sums and ratios by a column of the register.
    pub fn by(&self, rules: &Rules, column: &str) -> anyhow::Result<Vec<Figure>> {
        let mut figures = groups::figures(&self.tally(rules), column)?;
        self.count_in_question(&mut figures);
        Ok(figures)
    }

    pub fn tally(&self, rules: &Rules) -> Tally<'_> {
        Tally::by(&self.campaign, &self.asked, rules.clone())
    }

    fn count_in_question(&self, figures: &mut [Figure]) {
        for figure in figures {
            figure.cells_in_question = in_question(&self.campaign, figure, &self.open).len();
        }
    }
}

/// What the figures of a campaign are derived from.
pub fn source(workspace: &Workspace, campaign: &str) -> anyhow::Result<Source> {
    let db = workspace.store.db();
    Ok(Source {
        as_of: workspace.today(),
        last_event: events::last_of_campaign(db, campaign)?,
        database: fingerprint::of_campaign(db, campaign)?,
        program: concat!("foi ", env!("CARGO_PKG_VERSION")),
    })
}

/// The cells counted in a figure that a check has found something about that waits: authority and
/// question of each.
pub fn in_question<'a>(
    campaign: &'a Campaign,
    figure: &Figure,
    open: &'a [Listed],
) -> BTreeSet<(&'a str, &'a str)> {
    let questions = figure.questions(campaign);
    let cells = open.iter().flat_map(|one| &one.finding.cells);
    cells
        .filter(|cell| cell.campaign == campaign.id && cell.period == figure.period)
        .filter(|cell| questions.contains(&cell.question.as_str()))
        .filter(|cell| figure.counted.contains(&cell.authority))
        .map(|cell| (cell.authority.as_str(), cell.question.as_str()))
        .collect()
}

/// The campaign as launched, and what each authority said.
pub fn gather(workspace: &Workspace, id: &str) -> anyhow::Result<(Campaign, Vec<Asked>)> {
    let db = workspace.store.db();
    let round = known_campaign(db, id)?;
    let register = register::load(db)?;
    let mut flags = Flags::default();
    let mut all = Vec::new();
    for row in judged(workspace, Some(id), workspace.today())? {
        all.push(asked(db, row, (&round.campaign, &register), &mut flags)?);
    }
    Ok((round.campaign, counted_once(db, id, all)?))
}

/// With the authority that each is counted with, where one reply is of several areas.
fn counted_once(
    db: &Connection,
    campaign: &str,
    mut asked: Vec<Asked>,
) -> anyhow::Result<Vec<Asked>> {
    for group in together(db, campaign)? {
        let mut names = Vec::new();
        for request in group {
            names.push(requests::get(db, request)?.authority);
        }
        let Some((lead, others)) = names.split_first() else { continue };
        for place in asked.iter_mut().filter(|place| others.contains(&place.authority)) {
            place.counted_with = Some(lead.clone());
        }
        for place in asked.iter_mut().filter(|place| names.contains(&place.authority)) {
            combined(place, &names);
        }
    }
    Ok(asked)
}

/// Its figures are of several areas, which nobody can compare with those of one.
fn combined(place: &mut Asked, names: &[String]) {
    let words = format!("counted together: {}", names.join(", "));
    for cell in place.cells.iter_mut().filter(|cell| cell.value.low.is_some()) {
        cell.flags.retain(|known| known.flag != Flag::CombinedArea);
        cell.flags.push(Flagged { flag: Flag::CombinedArea, words: words.clone() });
    }
}

/// The campaign as launched here, or an error that names those that were.
pub fn known_campaign(db: &Connection, id: &str) -> anyhow::Result<Round> {
    requests::round(db, id)?.with_context(|| {
        let known: Vec<String> = requests::rounds(db)
            .unwrap_or_default()
            .into_iter()
            .map(|round| round.campaign.id)
            .collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        format!("the campaign `{id}` was never launched here; launched were: {known}")
    })
}

/// The campaign a command means when it names none: the only one there is.
pub fn the_campaign(workspace: &Workspace, named: Option<&str>) -> anyhow::Result<String> {
    if let Some(named) = named {
        return Ok(named.trim_end_matches('/').rsplit('/').next().unwrap_or(named).to_owned());
    }
    let rounds = requests::rounds(workspace.store.db())?;
    match rounds.as_slice() {
        [only] => Ok(only.campaign.id.clone()),
        [] => {
            anyhow::bail!("no campaign was launched here yet: `foi launch CAMPAIGN` shows a plan")
        }
        several => {
            let ids: Vec<&str> = several.iter().map(|round| round.campaign.id.as_str()).collect();
            anyhow::bail!("say which campaign: {}", ids.join(" or "))
        }
    }
}

fn asked(
    db: &Connection,
    judged: Judged,
    (campaign, register): (&Campaign, &Register),
    flags: &mut Flags,
) -> anyhow::Result<Asked> {
    let Judged { listed, judgement, .. } = judged;
    let answers = answers::of_request(db, listed.request)?;
    let flags = flags.of_request(db, (campaign, listed.request), &answers)?;
    let cells = answers
        .into_iter()
        .zip(flags)
        .map(|(answer, flags)| Ok(Cell { flags, ..cell(db, answer)? }))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let was_asked =
        matches!(judgement.delivery, Delivery::Accepted | Delivery::Delivered | Delivery::Bounced);
    Ok(Asked {
        authority: listed.authority.clone(),
        columns: columns(register, &listed),
        name: listed.name,
        was_asked,
        cells,
        counted_with: None,
        silence: silence(judgement.status).to_owned(),
    })
}

/// What an authority can be grouped by; its nation and its Act are those it was asked under.
pub(super) fn columns(register: &Register, listed: &Row) -> Vec<(String, String)> {
    let known = register.get(&listed.authority);
    let mut columns = known.map(Authority::columns).unwrap_or_default();
    columns.retain(|(name, _)| name != "nation" && name != "law");
    columns.insert(0, ("nation".to_owned(), listed.nation.clone()));
    columns.push(("law".to_owned(), listed.law.code().to_owned()));
    columns
}

fn silence(status: Status) -> &'static str {
    match status {
        Status::Planned | Status::Queued => "not written to yet",
        Status::Undelivered => "the letter did not arrive",
        Status::Awaiting | Status::Extended => "no reply yet",
        // What has been done about it since does not change what it said.
        Status::Overdue
        | Status::ClarificationAsked
        | Status::FeeAsked
        | Status::ReviewAsked
        | Status::ReviewOverdue
        | Status::Complained
        | Status::Closed => "no reply",
        Status::Refused => "refused",
        Status::NotHeld => "not held",
        Status::Answered | Status::PartlyAnswered => "not answered",
    }
}

fn cell(db: &Connection, answer: Answer) -> anyhow::Result<Cell> {
    let mail = answer.mail.map(|id| mails::get(db, id)).transpose()?.flatten();
    let erased = erased_source(db, &answer)?.map(|erased| {
        let on = london::civil_date(erased.at);
        format!("its source was erased on {on} by {}: {}", erased.by, erased.why)
    });
    Ok(Cell {
        question: answer.question,
        period: answer.period,
        value: answer.value,
        as_written: answer.as_written,
        flags: Vec::new(),
        stands: answer.stands == Stands::Yes,
        evidence: Evidence {
            mail: mail.as_ref().map(|mail| format!("m{}", mail.id)),
            // Of a cell of a sheet there is no mail.
            file: mail.map(|mail| mail.file).or(answer.part),
            place: answer.place,
            quote: answer.quote,
            decided_by: answer.decided_by,
            erased,
        },
    })
}
