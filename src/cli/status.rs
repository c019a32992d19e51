//! `foi status`.
use chrono::{Duration, NaiveDate};
use serde_json::json;

use super::out::{self, counted};
use super::{Ended, Session, day};
use crate::case::{Delivery, Status};
use crate::jobs::judged::{Judged, judged};
use crate::jobs::proof::no_sign;
use crate::jobs::{Workspace, behind_links};
use crate::law::london;
use crate::replies::READER;
use crate::store::{by_hand, events, mailboxes, mails, outbox, register, seen};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What counts as new: mail taken in from this day on (default: yesterday)
    #[arg(long, value_name = "DATE", value_parser = day)]
    since: Option<NaiveDate>,
}

/// A section shows no more lines than this; the rest is a command away.
const MOST: usize = 15;

/// A line of the morning screen.
struct Row {
    section: &'static str,
    id: String,
    authority: String,
    text: String,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let since = args.since.unwrap_or_else(|| workspace.today() - Duration::days(1));
    let rows = rows(&workspace, since)?;
    if session.json {
        for row in &rows {
            out::object(&json!({
                "section": row.section, "id": row.id, "authority": row.authority, "text": row.text,
            }))?;
        }
        return Ok(Ended::Done);
    }
    let today = workspace.today();
    out::line(&format!("{}\n", today.format("%A %-d %B %Y")))?;
    summary(&workspace)?;
    for row in rows.iter().filter(|row| matches!(row.section, "rebuild" | "checks")) {
        out::line(&format!("{}.", row.text))?;
    }
    for (section, heading, command) in [
        ("lapsing", "RIGHTS THAT LAPSE SOON", "foi next"),
        ("links", "Replies behind a link", "foi next"),
        ("new", "New", "foi mail"),
        ("overdue", "Overdue", "foi requests --status overdue"),
        ("waiting", "Waiting for me", "foi mail --waiting"),
        ("by_hand", "To be sent by hand", "foi letter"),
        ("stuck", "Stuck", "foi requests --status undelivered"),
        ("silent", "No sign that it arrived", "foi proof"),
        ("polled", "Mail was last looked for", "foi receive"),
    ] {
        let here: Vec<&Row> = rows.iter().filter(|row| row.section == section).collect();
        if here.is_empty()
            && matches!(section, "lapsing" | "links" | "by_hand" | "polled" | "silent")
        {
            continue;
        }
        out::line(&format!("\n{heading}: {}", here.len()))?;
        let lines: Vec<Vec<String>> = here
            .iter()
            .take(MOST)
            .map(|row| vec![row.id.clone(), row.authority.clone(), row.text.clone()])
            .collect();
        out::table(&["", "authority", ""], &lines)?;
        if here.len() > MOST {
            out::line(&format!("… and {} more: `{command}`", here.len() - MOST))?;
        }
    }
    Ok(Ended::Done)
}

fn summary(workspace: &Workspace) -> anyhow::Result<()> {
    let today = workspace.today();
    let listed = judged(workspace, None, today)?;
    let mut counts: Vec<(Status, usize)> =
        Status::ALL.into_iter().map(|status| (status, 0)).collect();
    for row in &listed {
        let status = row.judgement.status;
        if let Some((_, count)) = counts.iter_mut().find(|(known, _)| *known == status) {
            *count += 1;
        }
    }
    let parts: Vec<String> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(status, count)| format!("{count} {}", status.code().replace('_', " ")))
        .collect();
    let requests = counted(listed.len(), "request", "requests");
    let parts = if parts.is_empty() { "none yet".to_owned() } else { parts.join(", ") };
    out::line(&format!("{requests}: {parts}."))
}

fn rows(workspace: &Workspace, since: NaiveDate) -> anyhow::Result<Vec<Row>> {
    let mut rows = new_mail(workspace, since)?;
    rows.extend(by_hand(workspace)?);
    rows.extend(stuck_letters(workspace)?);
    let today = workspace.today();
    let listed = judged(workspace, None, today)?;
    let kept = outbox::list(workspace.store.db(), Some("kept_back"))?;
    let kept: Vec<i64> = kept.iter().map(|letter| letter.request).collect();
    for row in &listed {
        let judgement = &row.judgement;
        let push = |rows: &mut Vec<Row>, section, text: String| {
            rows.push(Row {
                section,
                id: format!("r{}", row.listed.request),
                authority: row.listed.authority.clone(),
                text,
            });
        };
        let urgent = row
            .proposal
            .as_ref()
            .filter(|step| step.is_urgent(workspace.calendar(), row.listed.law, today));
        if let Some(proposal) = urgent {
            push(&mut rows, "lapsing", proposal.why.clone());
        }
        if judgement.status == Status::Overdue {
            let days = judgement.days_late(today);
            let due = judgement.due_on.map(|due| due.to_string()).unwrap_or_default();
            push(&mut rows, "overdue", format!("due {due}, {days} days late"));
        }
        if let Some(found) = no_sign(workspace, row)? {
            push(&mut rows, "silent", found.words());
        }
        let kept_back = kept.contains(&row.listed.request);
        if let Some(text) = stuck(judgement.status, judgement.delivery, kept_back) {
            push(&mut rows, "stuck", text);
        }
    }
    rows.extend(behind_links(workspace)?);
    rows.extend(left_on_servers(workspace)?);
    rows.extend(polls(workspace)?);
    rows.extend(waiting(workspace)?);
    rows.extend(older(workspace)?);
    rows.extend(findings(workspace)?);
    let planned = listed.iter().filter(|row| {
        row.judgement.status == Status::Planned && !kept.contains(&row.listed.request)
    });
    rows.extend(unwritten(workspace, planned)?);
    Ok(rows)
}

/// Authorities that are not written to yet: those whose address nobody has verified, and those that a
/// launch would write to now, after a pilot above all.
fn unwritten<'j>(
    workspace: &Workspace,
    planned: impl Iterator<Item = &'j Judged>,
) -> anyhow::Result<Vec<Row>> {
    let register = register::load(workspace.store.db())?;
    let (ready, waiting): (Vec<&Judged>, Vec<&Judged>) = planned.partition(|row| {
        let address = register.get(&row.listed.authority).and_then(|known| known.address.as_ref());
        address.is_some_and(|address| address.verified.is_some())
    });
    let mut texts = Vec::new();
    if !waiting.is_empty() {
        let wait = counted(waiting.len(), "authority waits", "authorities wait");
        texts.push(format!("{wait} for a verified address: `foi register worklist`"));
    }
    if !ready.is_empty() {
        let could = counted(ready.len(), "authority", "authorities");
        texts.push(format!("{could} could be written to now: `foi launch` shows the letters"));
    }
    let row = |text| Row { section: "stuck", id: "-".to_owned(), authority: "-".to_owned(), text };
    Ok(texts.into_iter().map(row).collect())
}

/// Why a request has not got to its authority, and what to do.
fn stuck(status: Status, delivery: Delivery, kept_back: bool) -> Option<String> {
    match (status, delivery) {
        (Status::Undelivered, Delivery::Unknown) => {
            Some("nobody can say whether its letter left: `foi outbox settle`".to_owned())
        }
        (Status::Undelivered, delivery) => Some(format!("its letter was {}", delivery.code())),
        (Status::Planned, _) if kept_back => Some(
            "its letter was kept back: say what the mail is that may be the same, or let the letter \
             leave with `foi outbox settle`"
                .to_owned(),
        ),
        (_, _) => None,
    }
}

/// Replies to be fetched before a link ends.
fn behind_links(workspace: &Workspace) -> anyhow::Result<Vec<Row>> {
    let today = workspace.today();
    let tasks = behind_links::tasks(workspace.store.db())?;
    Ok(tasks
        .into_iter()
        .map(|task| Row {
            section: "links",
            id: format!("m{}", task.mail),
            text: task.words(today),
            authority: task.authority,
        })
        .collect())
}

/// Mails that this version may read otherwise.
fn older(workspace: &Workspace) -> anyhow::Result<Option<Row>> {
    let count = mails::read_before(workspace.store.db(), READER)?;
    let were = counted(count, "mail was", "mails were");
    Ok((count > 0).then(|| Row {
        section: "rebuild",
        id: "-".to_owned(),
        authority: "-".to_owned(),
        text: format!("{were} read by an older reader: `foi rebuild` shows what changes"),
    }))
}

/// What the checks find and nobody has looked at.
fn findings(workspace: &Workspace) -> anyhow::Result<Option<Row>> {
    let line = super::checks::waiting_line(workspace)?;
    let (id, authority) = ("-".to_owned(), "-".to_owned());
    Ok(line.map(|text| Row { section: "checks", id, authority, text }))
}

/// When each place was last looked into, and all mail in it was taken in.
fn polls(workspace: &Workspace) -> anyhow::Result<Vec<Row>> {
    let db = workspace.store.db();
    let here = seen::polls(db)?;
    let there = mailboxes::polled(db)?
        .into_iter()
        .map(|polled| (format!("{}/{}", polled.account, polled.folder), polled.polled_at));
    Ok(here
        .into_iter()
        .chain(there)
        .map(|(place, at)| Row {
            section: "polled",
            id: "-".to_owned(),
            authority: "-".to_owned(),
            text: format!("{} {place}", at.format("%Y-%m-%d %H:%M UTC")),
        })
        .collect())
}

/// Mails that a server has and would not, or could not, hand over.
fn left_on_servers(workspace: &Workspace) -> anyhow::Result<Vec<Row>> {
    let left = mailboxes::left_behind(workspace.store.db())?;
    Ok(left
        .into_iter()
        .map(|left| Row {
            section: "stuck",
            id: "-".to_owned(),
            authority: "-".to_owned(),
            text: format!(
                "mail {}/{}/{} is not taken in: {}",
                left.account, left.folder, left.mail.uid, left.mail.why
            ),
        })
        .collect())
}

fn new_mail(workspace: &Workspace, since: NaiveDate) -> anyhow::Result<Vec<Row>> {
    let db = workspace.store.db();
    let mut rows = Vec::new();
    for mail in mails::list(db)? {
        let recent = london::civil_date(mail.seen_at) >= since && mail.duplicate_of.is_none();
        let Some(read) = recent.then(|| mails::reading(db, mail.id)).transpose()?.flatten() else {
            continue;
        };
        rows.push(Row {
            section: "new",
            id: format!("m{}", mail.id),
            authority: authorities(&read),
            text: format!("{}: {}", read.kind.code().replace('_', " "), read.reading.subject),
        });
    }
    Ok(rows)
}

fn waiting(workspace: &Workspace) -> anyhow::Result<Vec<Row>> {
    let db = workspace.store.db();
    let mut rows = Vec::new();
    for mail in mails::waiting(db)? {
        let Some(read) = mails::reading(db, mail.id)? else { continue };
        let text = read.review_reason.clone().unwrap_or_else(|| {
            let kind = read.kind.code().replace('_', " ");
            format!("reads as {kind}{}: do you agree?", terms(&read))
        });
        let id = format!("m{}", mail.id);
        rows.push(Row { section: "waiting", id, authority: authorities(&read), text });
    }
    Ok(rows)
}

/// What agreeing would take: the day, the sum, the body that the mail names.
fn terms(read: &mails::Read) -> String {
    let facts = &read.reading.facts;
    let said: Vec<String> = [
        facts.new_date.as_ref().map(|said| format!("until {}", said.value)),
        facts.fee.as_ref().map(|said| format!("£{}", said.value)),
        facts.pay_by.as_ref().map(|said| format!("to be paid by {}", said.value)),
        facts.transferee.as_ref().map(|said| said.value.clone()),
        facts.review_outcome.as_ref().map(|said| said.value.code().replace('_', " ")),
    ]
    .into_iter()
    .flatten()
    .collect();
    if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) }
}

fn authorities(read: &mails::Read) -> String {
    let placing = &read.reading.placing;
    let names: Vec<&str> =
        placing.matches.iter().map(|entry| entry.candidate.authority.as_str()).collect();
    match (names.is_empty(), &placing.held) {
        (true, _) => "-".to_owned(),
        (false, Some(_)) => format!("{}?", names.join(", ")),
        (false, None) => names.join(", "),
    }
}

/// Letters that a person pastes into a form.
fn by_hand(workspace: &Workspace) -> anyhow::Result<Vec<Row>> {
    let letters = by_hand::list(workspace.store.db(), None)?;
    let waiting = letters.into_iter().filter(|letter| !letter.left);
    Ok(waiting
        .map(|letter| Row {
            section: "by_hand",
            id: format!("r{}", letter.request),
            authority: letter.authority,
            text: format!("{} on {}", letter.kind.replace('_', " "), letter.page),
        })
        .collect())
}

fn stuck_letters(workspace: &Workspace) -> anyhow::Result<Vec<Row>> {
    let db = workspace.store.db();
    let mut rows = Vec::new();
    if let Some((dated, why)) = events::paused(db)? {
        let why = if why.is_empty() { String::new() } else { format!(" ({why})") };
        let by = dated.by.unwrap_or_default();
        rows.push(Row {
            section: "stuck",
            id: "-".to_owned(),
            authority: "-".to_owned(),
            text: format!("everything is paused by {by}{why}: `foi resume`"),
        });
    }
    rows.extend(outbox::list(db, Some("deferred"))?.into_iter().map(|row| Row {
        section: "stuck",
        id: format!("l{}", row.letter),
        authority: row.authority,
        text: format!("refused for now: {}", row.words),
    }));
    Ok(rows)
}
