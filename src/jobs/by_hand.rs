//! Letters that a person sends: pasted into a form, asked on a public request site, or posted.

use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use rusqlite::Connection;

use super::record::Moved;
use super::{Workspace, refresh};
use crate::case::events::{Event, LetterKind};
use crate::case::record::{Details, Record};
use crate::law::ledger::Happening;
use crate::law::london;
use crate::register::Authority;
use crate::replies::matching::normal_reference;
use crate::replies::message;
use crate::store::by_hand::{self, Pasted};
use crate::store::requests::Request;
use crate::store::{events, outbox};

/// How a person sent a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Portal,
    Wdtk,
    Post,
}

impl Way {
    pub const ALL: [Self; 3] = [Self::Portal, Self::Wdtk, Self::Post];

    pub fn code(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Wdtk => "wdtk",
            Self::Post => "post",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == text)
    }

    fn words(self) -> &'static str {
        match self {
            Self::Portal => "on a form of theirs",
            Self::Wdtk => "through WhatDoTheyKnow",
            Self::Post => "by post",
        }
    }
}

/// The text of a frozen letter, as it is read.
pub fn text(bytes: &[u8]) -> String {
    message::read(bytes).text.replace("\r\n", "\n")
}

/// No address of a page is longer than this: web servers refuse more (Apache's `LimitRequestLine` is
/// 8190 bytes, nginx's header buffer 8 KB), and the name of the site and its path need room too.
pub const LONGEST_LINK: usize = 8000;

/// What stands in the query of a link as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A page of `WhatDoTheyKnow` with the letter filled in; or, where it is too long for a link, one with
/// its subject alone, and how long the whole would have been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub url: String,
    pub too_long: Option<usize>,
}

/// The link to ask an authority on `WhatDoTheyKnow`; `None` if it has no page there.
pub fn wdtk_link(authority: &Authority, subject: &str, body: &str) -> Option<Link> {
    let form = authority.contacts.form.as_ref().map(|form| form.url.as_str());
    let of_form = form.and_then(|url| {
        let (_, path) = url.split_once("whatdotheyknow.com/")?;
        let slug = path.strip_prefix("new/").or_else(|| path.strip_prefix("body/"))?;
        slug.split(['/', '?', '#']).next().filter(|slug| !slug.is_empty())
    });
    let slug = of_form.or(authority.wdtk_slug.as_deref())?;
    let encoded = |text: &str| utf8_percent_encode(text, PLAIN).to_string();
    let titled =
        format!("https://www.whatdotheyknow.com/new/{}?title={}", encoded(slug), encoded(subject));
    let whole = format!("{titled}&body={}", encoded(body));
    Some(if whole.len() > LONGEST_LINK {
        Link { url: titled, too_long: Some(whole.len()) }
    } else {
        Link { url: whole, too_long: None }
    })
}

/// That a person sent a letter.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    pub on: NaiveDate,
    pub way: Way,
    /// The reference that they gave it.
    pub reference: Option<&'a str>,
}

/// Records that the letter of `request` that waits for a person has left; once more, on which day it
/// did. Without such a letter, that the request was made otherwise.
pub fn sent(
    workspace: &mut Workspace,
    request: &Request,
    sent: Sent<'_>,
    by: &str,
) -> anyhow::Result<Moved> {
    let (now, today) = (workspace.now.instant(), workspace.today());
    anyhow::ensure!(sent.on <= today, "sent on {}: that day is still to come", sent.on);
    workspace.store.transaction(|db| {
        let before = refresh::look(db, request, today)?.position;
        let mut letters = by_hand::list(db, Some(request.id))?;
        let open = letters.iter().position(|letter| !letter.left);
        let letter = match open {
            Some(index) => Some(letters.swap_remove(index)),
            None => letters.pop(),
        };
        match &letter {
            Some(letter) => settle(db, letter, sent, (by, now))?,
            None => otherwise(db, request, sent, (by, now))?,
        }
        if let Some(reference) = sent.reference {
            let note = format!("their reference {reference}");
            let reference = Some(normal_reference(reference));
            let details = Details { reference, note, ..Details::default() };
            let event = Event::Recorded { what: Record::Note, details };
            append(db, request, &event, (at(sent.on, now), now), by)?;
        }
        let seq = events::last_seq(db)?;
        let after = refresh::look(db, request, today)?.position;
        if let Some(trouble) = after.trouble.iter().find(|now| !before.trouble.contains(now)) {
            anyhow::bail!("{trouble}");
        }
        refresh::request(db, request, now)?;
        Ok(Moved {
            authority: request.authority.clone(),
            request: request.id,
            before: before.judgement.due_on,
            after: after.judgement.due_on,
            status: after.judgement.status.code(),
            seq,
        })
    })
}

/// Takes back a letter that waits for a person: it will not be sent.
pub fn not_sent(
    workspace: &mut Workspace,
    request: &Request,
    why: &str,
    by: &str,
) -> anyhow::Result<i64> {
    let now = workspace.now.instant();
    workspace.store.transaction(|db| {
        let letters = by_hand::list(db, Some(request.id))?;
        let letter = letters.into_iter().find(|letter| !letter.left).with_context(|| {
            format!("no letter to {} waits to be sent by hand: `foi letter`", request.authority)
        })?;
        let event = Event::LetterCancelled { letter: letter.letter, why: why.to_owned() };
        by_hand::record(db, &letter, &event, (now, now), by)?;
        refresh::request(db, request, now)?;
        Ok(letter.letter)
    })
}

/// The letter left on the day, however that was before.
fn settle(
    db: &Connection,
    letter: &Pasted,
    sent: Sent<'_>,
    (by, now): (&str, DateTime<Utc>),
) -> anyhow::Result<()> {
    let approved = london::civil_date(letter.approved_at);
    anyhow::ensure!(
        sent.on >= approved,
        "sent on {}: the letter was approved on {approved} only",
        sent.on
    );
    let words = format!("sent {} by {by}", sent.way.words());
    let event = Event::LetterSettled { letter: letter.letter, left: true, words };
    let at = at(sent.on, now).max(letter.approved_at);
    by_hand::record(db, letter, &event, (at, now), by)?;
    if sent.way == Way::Post && letter.kind == LetterKind::Request.code() {
        posted(db, letter.request, (at, now), by)?;
    }
    Ok(())
}

/// No letter of ours: the request was put in other words, or before it was one here.
fn otherwise(
    db: &Connection,
    request: &Request,
    sent: Sent<'_>,
    (by, now): (&str, DateTime<Utc>),
) -> anyhow::Result<()> {
    anyhow::ensure!(
        !outbox::is_written_to(db, &request.campaign, &request.authority)?,
        "the letter to {} is in the outbox or has left (`foi outbox`): what came back is repaired with \
         another address, and what was sent again by other means is `foi record resent_received`",
        request.authority
    );
    let at = at(sent.on, now);
    match sent.way {
        Way::Post => posted(db, request.id, (at, now), by),
        Way::Portal | Way::Wdtk => {
            let note = format!("sent {} by {by}", sent.way.words());
            let what = Record::Happened(Happening::Received);
            let event = Event::Recorded { what, details: Details { note, ..Details::default() } };
            append(db, request, &event, (at, now), by)
        }
    }
}

fn posted(
    db: &Connection,
    request: i64,
    at: (DateTime<Utc>, DateTime<Utc>),
    by: &str,
) -> anyhow::Result<()> {
    let what = Record::Happened(Happening::Posted);
    let event = Event::Recorded { what, details: Details::default() };
    let links = events::Links { request: Some(request), ..events::Links::default() };
    events::append_recorded(db, links, at, Some(by), &event)
}

fn append(
    db: &Connection,
    request: &Request,
    event: &Event,
    at: (DateTime<Utc>, DateTime<Utc>),
    by: &str,
) -> anyhow::Result<()> {
    let links = events::Links { request: Some(request.id), ..events::Links::default() };
    events::append_recorded(db, links, at, Some(by), event)
}

/// Now, or noon of an earlier day.
fn at(on: NaiveDate, now: DateTime<Utc>) -> DateTime<Utc> {
    if on == london::civil_date(now) { now } else { london::instant_at(on, 12 * 60) }
}
