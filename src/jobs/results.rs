//! The figures of a campaign, from what stands in the store.

use std::collections::BTreeSet;

use anyhow::Context;
use rusqlite::Connection;

use super::Workspace;
use super::checks::decide::together;
use super::checks::{self, Listed};
use super::erase::erased_source;
use super::judged::{Judged, judged};
use crate::campaign::Campaign;
use crate::case::standing::{Answer, Stands};
use crate::case::{Delivery, Status};
use crate::law::london;
use crate::results::{Asked, Cell, Evidence, Figure, headline, tally};
use crate::store::requests::Round;
use crate::store::{answers, mails, requests};

/// All figures of a campaign: sums, ratios, headlines.
pub fn figures(workspace: &Workspace, campaign: &str) -> anyhow::Result<Vec<Figure>> {
    let (campaign, asked) = gather(workspace, campaign)?;
    let mut figures = tally::figures(&campaign, &asked);
    figures.extend(headline::headlines(&campaign, &asked)?);
    let open = checks::open(workspace.store.db(), &campaign.id)?;
    for figure in &mut figures {
        figure.cells_in_question = in_question(&campaign, figure, &open).len();
    }
    Ok(figures)
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
    let asked = judged(workspace, Some(id), workspace.today())?
        .into_iter()
        .map(|row| asked(db, row))
        .collect::<anyhow::Result<Vec<_>>>()?;
    Ok((round.campaign, counted_once(db, id, asked)?))
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
    }
    Ok(asked)
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

fn asked(db: &Connection, judged: Judged) -> anyhow::Result<Asked> {
    let Judged { listed, judgement, .. } = judged;
    let cells = answers::of_request(db, listed.request)?
        .into_iter()
        .map(|answer| cell(db, answer))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let was_asked =
        matches!(judgement.delivery, Delivery::Accepted | Delivery::Delivered | Delivery::Bounced);
    Ok(Asked {
        authority: listed.authority,
        name: listed.name,
        was_asked,
        cells,
        counted_with: None,
        silence: silence(judgement.status).to_owned(),
    })
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
