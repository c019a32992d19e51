//! What became of a letter of which nobody could tell: a person says so, or what came in shows it; and
//! letters taken back before they leave.

use anyhow::Context;
use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::{Workspace, refresh};
use crate::case::events::Event;
use crate::replies::matching::{Evidence, Placing};
use crate::replies::message::{Message, Report};
use crate::store::outbox::Letter;
use crate::store::{events, outbox, requests};

/// Letters that only a person or a sign of them sets going again.
const STOPPED: [&str; 3] = ["unknown", "kept_back", "cancelled"];

/// A person says what became of a letter that nobody can see, or that was kept back or cancelled.
pub fn settle(
    workspace: &mut Workspace,
    letter: i64,
    left: bool,
    by: &str,
) -> anyhow::Result<String> {
    let now = workspace.now.instant();
    let state = outbox::state(workspace.store.db(), letter)?;
    anyhow::ensure!(
        state.is_some_and(|state| STOPPED.contains(&state.as_str())),
        "letter l{letter} is neither unknown nor kept back nor cancelled: `foi outbox` lists those that \
         are"
    );
    anyhow::ensure!(
        left || !outbox::is_replaced(workspace.store.db(), letter)?,
        "another letter was written in place of l{letter}: it cannot be queued again"
    );
    workspace.store.transaction(|db| {
        let letter = outbox::letter(db, letter)?
            .ok_or_else(|| anyhow::anyhow!("there is no letter l{letter}"))?;
        let words = format!("settled by {by}");
        let event = Event::LetterSettled { letter: letter.id, left, words };
        let began = began(db, &letter)?;
        let at = if left { began.unwrap_or(now) } else { now };
        outbox::record(db, &letter, &event, (at, now), Some(by))?;
        refresh::request(db, &requests::get(db, letter.request)?, now)?;
        Ok(letter.reference)
    })
}

/// The mail `mail` of our own, of `at`, is a copy of a letter: it has left, whatever is known of it here.
/// Gives the request of a letter of which that was not known.
pub(super) fn seen_elsewhere(
    db: &Connection,
    letter: i64,
    (mail, at): (i64, DateTime<Utc>),
    now: DateTime<Utc>,
) -> anyhow::Result<Option<i64>> {
    let words = format!("m{mail} is a copy of it");
    Ok(left_all_the_same(db, letter, words, (at, now))?.map(|letter| letter.request))
}

/// Somebody else has this letter on record: it left `at`, whatever is known of it here. Gives the letter if
/// that was not known.
pub(super) fn left_all_the_same(
    db: &Connection,
    letter: i64,
    words: String,
    (at, now): (DateTime<Utc>, DateTime<Utc>),
) -> anyhow::Result<Option<Letter>> {
    // What a server refused may stand in a folder of letters all the same.
    let open = ["queued", "sending", "deferred", "unknown", "kept_back", "cancelled"];
    let state = outbox::state(db, letter)?;
    if !state.is_some_and(|state| open.contains(&state.as_str())) {
        return Ok(None);
    }
    let letter = outbox::letter(db, letter)?.context("a record of a letter that is not there")?;
    let event = Event::LetterSettled { letter: letter.id, left: true, words };
    outbox::record(db, &letter, &event, (at, now), None)?;
    Ok(Some(letter))
}

/// A mail of theirs that answers a letter, or sends it back, shows that it had left. Gives the request of a
/// letter of which that was not known.
pub(super) fn shown_by(
    db: &Connection,
    (mail, message): (i64, &Message),
    (placing, filed): (&Placing, &[i64]),
    now: DateTime<Utc>,
) -> anyhow::Result<Option<i64>> {
    let returned = match &message.report {
        Some(Report::Delivery { original_message_id, .. }) => original_message_id.as_ref(),
        Some(Report::Disposition { .. }) | None => None,
    };
    let named = returned.into_iter().chain(&message.in_reply_to).chain(&message.references);
    for id in named {
        if let Some((letter, request)) = outbox::by_message_id(db, id)?
            && filed.contains(&request)
        {
            return left_unseen(db, letter, format!("m{mail} names it"), now);
        }
    }
    // Nobody knows the reference of a request but from a letter: where there is one only, it arrived.
    let ours = [
        Evidence::PlusAddress,
        Evidence::TokenInSubject,
        Evidence::TokenInBody,
        Evidence::TokenInAttachment,
    ];
    let [request] = filed else { return Ok(None) };
    let keyed = placing.matches.iter().any(|found| {
        found.candidate.request == *request && found.evidence.iter().any(|kind| ours.contains(kind))
    });
    let written = outbox::written(db, *request)?;
    let [only] = written.as_slice() else { return Ok(None) };
    if !keyed {
        return Ok(None);
    }
    left_unseen(db, only.id, format!("m{mail} has the reference that stands in it alone"), now)
}

/// The letter had left when its sending was cut short, if nothing else is known of it.
fn left_unseen(
    db: &Connection,
    letter: i64,
    words: String,
    now: DateTime<Utc>,
) -> anyhow::Result<Option<i64>> {
    if outbox::state(db, letter)?.as_deref() != Some("unknown") {
        return Ok(None);
    }
    let letter = outbox::letter(db, letter)?.context("a letter that is not there")?;
    let began = began(db, &letter)?.unwrap_or(now);
    let event = Event::LetterSettled { letter: letter.id, left: true, words };
    outbox::record(db, &letter, &event, (began, now), None)?;
    Ok(Some(letter.request))
}

/// When a letter was last about to be handed over.
fn began(db: &Connection, letter: &Letter) -> anyhow::Result<Option<DateTime<Utc>>> {
    let events = events::of_request(db, letter.request)?;
    let started = Event::SendStarted { letter: letter.id };
    Ok(events.iter().rev().find(|dated| dated.event == started).map(|dated| dated.at))
}

/// Letters that a person means to take back, of those that have not left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Take {
    /// These letters.
    These(Vec<i64>),
    /// All that were approved together with the last one.
    Last,
    /// All that wait, of one campaign or of all.
    All { campaign: Option<String> },
}

/// A letter that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retractable {
    pub letter: i64,
    pub authority: String,
    pub reference: String,
}

/// The letters that are meant and can still be taken back.
pub fn retractable(workspace: &Workspace, take: &Take) -> anyhow::Result<Vec<Retractable>> {
    let db = workspace.store.db();
    let mut listed = outbox::list(db, None)?;
    if let Take::These(ids) = take {
        for id in ids {
            let row = listed.iter().find(|row| row.letter == *id);
            let row = row.with_context(|| format!("there is no letter l{id}: `foi outbox`"))?;
            anyhow::ensure!(
                WAITING.contains(&row.state.as_str()),
                "l{id} to {} cannot be taken back: it is {}",
                row.authority,
                row.state.replace('_', " ")
            );
        }
    }
    let last = outbox::approved_last(db)?;
    listed.retain(|row| {
        let meant = match take {
            Take::These(ids) => ids.contains(&row.letter),
            Take::Last => last.contains(&row.letter),
            Take::All { campaign } => campaign.as_ref().is_none_or(|name| row.campaign == *name),
        };
        meant && WAITING.contains(&row.state.as_str())
    });
    let rows = listed.into_iter().map(|row| Retractable {
        letter: row.letter,
        authority: row.authority,
        reference: row.reference,
    });
    Ok(rows.collect())
}

/// Letters that wait: nothing of them has been handed over.
const WAITING: [&str; 2] = ["queued", "deferred"];

/// Takes letters back; none of them leaves unless a person queues it again.
pub fn cancel(
    workspace: &mut Workspace,
    letters: &[Retractable],
    why: &str,
    by: &str,
) -> anyhow::Result<()> {
    let now = workspace.now.instant();
    workspace.store.transaction(|db| {
        for row in letters {
            let letter = outbox::letter(db, row.letter)?.context("a letter that is not there")?;
            let event = Event::LetterCancelled { letter: letter.id, why: why.to_owned() };
            outbox::record(db, &letter, &event, (now, now), Some(by))?;
            refresh::request(db, &requests::get(db, letter.request)?, now)?;
        }
        Ok(())
    })
}
