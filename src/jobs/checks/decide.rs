//! A person decides about findings: looked at and right as it is, or one reply for several areas. No
//! decision here changes a value.

use anyhow::Context;
use rusqlite::Connection;

use super::{Listed, of_campaign};
use crate::case::events::Event;
use crate::jobs::undo::take_back;
use crate::jobs::{Workspace, refresh};
use crate::store::events::{self, Links};
use crate::store::requests::{self, Request};

/// The finding of this name, in whichever campaign.
pub fn named(db: &Connection, id: &str) -> anyhow::Result<Listed> {
    let wanted = id.trim().to_lowercase();
    for round in requests::rounds(db)? {
        let mut found = of_campaign(db, &round.campaign.id)?.into_iter();
        if let Some(found) = found.find(|one| one.id == wanted) {
            return Ok(found);
        }
    }
    anyhow::bail!(
        "no check finds `{id}`: `foi checks` lists what waits, `--all` what was looked at too (a \
         finding has another name once one of its cells changes)"
    )
}

/// Puts on record that a person has looked at findings, and why the figures stand as they are.
pub fn accept(
    workspace: &mut Workspace,
    findings: &[Listed],
    why: &str,
    by: &str,
) -> anyhow::Result<()> {
    let why = why.trim();
    anyhow::ensure!(!why.is_empty(), "say why the figures stand as they are: --reason \"…\"");
    for listed in findings {
        if let Some(known) = &listed.accepted {
            let (id, by, at) = (&listed.id, &known.by, known.at.format("%Y-%m-%d"));
            anyhow::bail!("{id} was looked at by {by} on {at} already: “{}”", known.why);
        }
    }
    let decided: Vec<(i64, Event)> = findings
        .iter()
        .flat_map(|listed| {
            let event = Event::FindingAccepted {
                finding: listed.id.clone(),
                check: listed.finding.check.code().to_owned(),
                words: listed.finding.words.clone(),
                why: why.to_owned(),
            };
            let requests = listed.finding.requests(&listed.campaign).into_iter();
            requests.map(move |request| (request, event.clone()))
        })
        .collect();
    write(workspace, &decided, by)
}

/// Takes back that a person has looked at a finding: it waits anew.
pub fn undo(
    workspace: &mut Workspace,
    listed: &Listed,
    (why, by): (&str, &str),
) -> anyhow::Result<()> {
    let id = &listed.id;
    let known = listed.accepted.as_ref();
    let known = known.with_context(|| format!("nobody has accepted {id}: it waits"))?;
    take_back(workspace, &known.rows, why, by)?;
    Ok(())
}

/// Puts on record that the figures of the first of `requests` are those of all of them together.
pub fn combine(
    workspace: &mut Workspace,
    requests: &[Request],
    (why, by): (&str, &str),
) -> anyhow::Result<()> {
    let [lead, others @ ..] = requests else { anyhow::bail!("name the authorities") };
    anyhow::ensure!(
        !others.is_empty(),
        "name two authorities or more: {} alone is itself",
        lead.authority
    );
    anyhow::ensure!(!why.trim().is_empty(), "say how that is known: --reason \"…\"");
    let ids: Vec<i64> = requests.iter().map(|request| request.id).collect();
    for (at, request) in requests.iter().enumerate() {
        let authority = &request.authority;
        anyhow::ensure!(
            request.campaign == lead.campaign,
            "{authority} was asked in {}, {} in {}: only answers of one campaign are added up",
            request.campaign,
            lead.authority,
            lead.campaign
        );
        let before = ids.get(..at).unwrap_or_default();
        anyhow::ensure!(!before.contains(&request.id), "{authority} is named twice");
        let known = together(workspace.store.db(), &request.campaign)?;
        if let Some(known) = known.iter().find(|known| known.contains(&request.id)) {
            let ids: Vec<String> = known.iter().map(|id| format!("r{id}")).collect();
            anyhow::bail!(
                "{authority} is answered together with others already ({}): `foi checks separate \
                 {authority}` takes that back",
                ids.join(", ")
            );
        }
    }
    let event = Event::AnswersCombined { requests: ids.clone(), why: why.trim().to_owned() };
    let decided: Vec<(i64, Event)> = ids.iter().map(|id| (*id, event.clone())).collect();
    write(workspace, &decided, by)
}

/// Takes back that a request is answered together with others; gives all that were.
pub fn separate(
    workspace: &mut Workspace,
    request: &Request,
    (why, by): (&str, &str),
) -> anyhow::Result<Vec<i64>> {
    let db = workspace.store.db();
    let decisions = super::gathered::decisions(db, &request.campaign)?;
    let mut groups = super::gathered::together(&decisions).into_iter();
    let group = groups.find(|known| known.contains(&request.id)).with_context(|| {
        format!("nobody has said that {} is answered together with others", request.authority)
    })?;
    let rows: Vec<i64> = decisions
        .iter()
        .filter(|(_, dated)| {
            matches!(&dated.event, Event::AnswersCombined { requests, .. } if *requests == group)
        })
        .map(|(_, dated)| dated.seq)
        .collect();
    take_back(workspace, &rows, why, by)?;
    Ok(group)
}

/// The requests of a campaign that a person said are answered together; the first of each leads.
pub fn together(db: &Connection, campaign: &str) -> anyhow::Result<Vec<Vec<i64>>> {
    Ok(super::gathered::together(&super::gathered::decisions(db, campaign)?))
}

fn write(workspace: &mut Workspace, decided: &[(i64, Event)], by: &str) -> anyhow::Result<()> {
    let now = workspace.now.instant();
    workspace.store.transaction(|db| {
        for (request, event) in decided {
            let links = Links { request: Some(*request), ..Links::default() };
            events::append(db, links, now, Some(by), event)?;
            refresh::request(db, &requests::get(db, *request)?, now)?;
        }
        Ok(())
    })
}
