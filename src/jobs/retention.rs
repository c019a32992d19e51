//! `foi retention`: what is past its date, and what hinges on it. Nothing is erased here.

use chrono::{Months, NaiveDate};
use rusqlite::Connection;
use serde::Serialize;

use super::Workspace;
use crate::case::Status;
use crate::law::london;
use crate::replies::message::TextStatus;
use crate::store::mails::{self, Mail, Reading};
use crate::store::requests::{self, Request};
use crate::store::{answers, backup, letters, standing};

/// What personal data can stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Mail,
    Attachment,
    Letter,
    Backup,
}

/// Something that is kept longer than `[retention]` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Past {
    pub what: What,
    /// "m3", "m3:1", "l4", or the file of a backup.
    pub id: String,
    pub campaign: Option<String>,
    pub authority: Option<String>,
    /// When it came, was approved, or was made.
    pub from: NaiveDate,
    pub months: u32,
    pub past_since: NaiveDate,
    /// What would be touched by its going.
    pub hinges: Vec<String>,
    /// What to type; `None` where foi cannot remove it.
    pub command: Option<String>,
}

/// Everything past its date on a day, oldest first.
pub fn past(workspace: &Workspace, on: NaiveDate) -> anyhow::Result<Vec<Past>> {
    let db = workspace.store.db();
    let kept = workspace.config.retention;
    let mut found = Vec::new();
    for mail in mails::list(db)?.into_iter().filter(|mail| mail.duplicate_of.is_none()) {
        let Some(read) = mails::reading(db, mail.id)? else { continue };
        if read.reading.erased.as_ref().is_some_and(|erased| erased.whole) {
            continue;
        }
        let from = london::civil_date(mail.arrived_at);
        let row = |what, id, (months, past_since)| {
            let place = place(db, mail.id)?;
            let (campaign, authority) = (
                place.as_ref().map(|place| place.campaign.clone()),
                place.map(|place| place.authority),
            );
            let command = Some(format!("foi erase {id} --reason \"retention period over\""));
            anyhow::Ok(Past {
                what,
                id,
                campaign,
                authority,
                from,
                months,
                past_since,
                hinges: Vec::new(),
                command,
            })
        };
        if let Some(over) = over(from, kept.mails, on) {
            let mut row = row(What::Mail, format!("m{}", mail.id), over)?;
            row.hinges = hinges(db, (&mail, &read.reading), None)?;
            found.push(row);
            continue;
        }
        let Some(over) = over(from, kept.attachments, on) else { continue };
        for (number, file) in (1..).zip(&read.reading.attachments) {
            if file.text_status == TextStatus::Erased {
                continue;
            }
            let mut row = row(What::Attachment, format!("m{}:{number}", mail.id), over)?;
            row.hinges = hinges(db, (&mail, &read.reading), Some(&file.name))?;
            found.push(row);
        }
    }
    found.extend(of_letters(db, kept.letters, on)?);
    found.extend(of_backups(db, kept.backups, on)?);
    found.sort_by(|one, other| {
        (one.past_since, one.what, &one.id).cmp(&(other.past_since, other.what, &other.id))
    });
    Ok(found)
}

/// The months, and the first day on which it is past them.
fn over(from: NaiveDate, months: Option<u32>, on: NaiveDate) -> Option<(u32, NaiveDate)> {
    let months = months?;
    let since = from.checked_add_months(Months::new(months))?.succ_opt()?;
    (since <= on).then_some((months, since))
}

fn place(db: &Connection, mail: i64) -> anyhow::Result<Option<Request>> {
    let filed = mails::filed(db, mail)?;
    filed.first().map(|id| requests::get(db, *id)).transpose()
}

/// Answers that were read from it, and requests of it that are still open.
fn hinges(
    db: &Connection,
    (mail, reading): (&Mail, &Reading),
    part: Option<&str>,
) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    for id in mails::filed(db, mail.id)? {
        let request = requests::get(db, id)?;
        let read = answers::of_request(db, id)?;
        let from_it = read.iter().filter(|answer| answer.mail == Some(mail.id));
        let count =
            from_it.filter(|answer| part.is_none() || answer.part.as_deref() == part).count();
        match count {
            0 => {}
            1 => found.push(format!(
                "an answer of {} was read from it: the value stays, its words go",
                request.authority
            )),
            _ => found.push(format!(
                "{count} answers of {} were read from it: the values stay, their words go",
                request.authority
            )),
        }
        if let Some(why) = standing::status(db, id)?.and_then(open) {
            found.push(format!("r{id} ({}): {why}", request.authority));
        }
    }
    if reading.meaning.mail_doubt.is_some() && !reading.kind_decided {
        found.push("it waits for a person".to_owned());
    }
    Ok(found)
}

/// What still runs about a request, if anything does.
fn open(status: Status) -> Option<&'static str> {
    match status {
        Status::Complained => Some("a complaint still runs, and the regulator may ask for it"),
        Status::ReviewAsked | Status::ReviewOverdue => Some("a review still runs"),
        Status::Awaiting | Status::Extended | Status::Overdue => Some("a reply is still to come"),
        Status::ClarificationAsked | Status::FeeAsked => Some("they wait for an answer of ours"),
        Status::Planned
        | Status::Queued
        | Status::Undelivered
        | Status::Answered
        | Status::PartlyAnswered
        | Status::Refused
        | Status::NotHeld
        | Status::Closed => None,
    }
}

fn of_letters(db: &Connection, months: Option<u32>, on: NaiveDate) -> anyhow::Result<Vec<Past>> {
    let mut found = Vec::new();
    if months.is_none() {
        return Ok(found);
    }
    for round in requests::rounds(db)? {
        for request in requests::of_campaign(db, &round.campaign.id)? {
            for letter in letters::of_request(db, request.id)? {
                let from = london::civil_date(letter.approved_at);
                let Some((months, past_since)) = over(from, months, on) else { continue };
                let open = standing::status(db, request.id)?.and_then(open);
                let mut hinges: Vec<String> = open.into_iter().map(str::to_owned).collect();
                hinges.push("letters are frozen: they go with the workspace".to_owned());
                found.push(Past {
                    what: What::Letter,
                    id: format!("l{}", letter.id),
                    campaign: Some(request.campaign.clone()),
                    authority: Some(request.authority.clone()),
                    from,
                    months,
                    past_since,
                    hinges,
                    command: None,
                });
            }
        }
    }
    Ok(found)
}

fn of_backups(db: &Connection, months: Option<u32>, on: NaiveDate) -> anyhow::Result<Vec<Past>> {
    let mut found = Vec::new();
    for (file, made_at) in backup::known(db)? {
        let from = london::civil_date(made_at);
        let Some((months, past_since)) = over(from, months, on) else { continue };
        if !file.exists() {
            continue;
        }
        let id = file.display().to_string();
        found.push(Past {
            what: What::Backup,
            command: Some(format!("rm '{}'", id.replace('\'', "'\\''"))),
            id,
            campaign: None,
            authority: None,
            from,
            months,
            past_since,
            hinges: Vec::new(),
        });
    }
    Ok(found)
}
