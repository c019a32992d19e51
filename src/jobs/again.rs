//! A mail read again after a decision about it, and with it the later mails that had learnt from
//! where it was filed.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::read::{Decided, Reader};
use super::refresh;
use crate::replies::matching::Evidence;
use crate::replies::message;
use crate::store::{events, mails, requests};

/// What reading a mail again changed.
#[derive(Debug, Default)]
pub(super) struct Again {
    /// Requests that it, or another of the mails, was or is filed under.
    pub(super) touched: BTreeSet<i64>,
    /// Later mails that are filed otherwise now.
    pub(super) others: Vec<i64>,
}

/// Reads `mail` as the log up to row `seq` has it. What it no longer teaches is forgotten: later
/// mails that were filed by that are read again too.
pub(super) fn read_again(
    db: &Connection,
    reader: &Reader,
    mail: i64,
    seq: i64,
) -> anyhow::Result<Again> {
    let before = mails::filed(db, mail)?;
    read_as_of(db, reader, mail, seq)?;
    let after = mails::filed(db, mail)?;
    let lost: Vec<i64> = before.iter().copied().filter(|id| !after.contains(id)).collect();
    let mut again = Again::default();
    again.touched.extend(before.into_iter().chain(after));
    for other in learners(db, mail, &lost, seq)? {
        let was = mails::filed(db, other)?;
        read_as_of(db, reader, other, seq)?;
        let is = mails::filed(db, other)?;
        if was != is {
            again.others.push(other);
        }
        again.touched.extend(was.into_iter().chain(is));
    }
    Ok(again)
}

/// The same after the last row of the log, with all that follows for the requests; gives the later
/// mails that are filed otherwise now.
pub(super) fn decided(
    db: &Connection,
    reader: &Reader,
    mail: i64,
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<i64>> {
    let again = read_again(db, reader, mail, events::last_seq(db)?)?;
    for id in again.touched {
        refresh::request(db, &requests::get(db, id)?, now)?;
    }
    Ok(again.others)
}

/// Reads a mail as it was read after row `seq` of the log.
pub(super) fn read_as_of(
    db: &Connection,
    reader: &Reader,
    mail: i64,
    seq: i64,
) -> anyhow::Result<()> {
    let mut known = events::of_mail(db, mail)?;
    known.retain(|dated| dated.seq <= seq);
    let message = message::read(&mails::bytes(db, mail)?);
    let (read, filed) = reader.read(db, (mail, &message), &Decided::of(&known))?;
    mails::put_reading(db, mail, &read, &filed)
}

/// Later mails, up to row `seq` of the log, that belong to one of `lost` by something an earlier
/// mail teaches; by id, for one may have learnt from another.
fn learners(db: &Connection, mail: i64, lost: &[i64], seq: i64) -> anyhow::Result<BTreeSet<i64>> {
    let mut found = BTreeSet::new();
    if lost.is_empty() {
        return Ok(found);
    }
    let mut later = mails::waiting(db)?;
    for request in lost {
        later.extend(mails::of_request(db, *request)?);
    }
    for other in later.into_iter().filter(|other| other.id > mail) {
        let arrived = events::of_mail(db, other.id)?.first().map(|dated| dated.seq);
        if arrived.is_none_or(|arrived| arrived > seq) {
            continue;
        }
        let Some(read) = mails::reading(db, other.id)? else { continue };
        let placing = &read.reading.placing;
        let taught = placing.matches.iter().any(|entry| {
            lost.contains(&entry.candidate.request) && entry.evidence.iter().copied().any(is_taught)
        });
        if taught && !read.reading.place_decided {
            found.insert(other.id);
        }
    }
    Ok(found)
}

/// Whether it rests on where an earlier mail was filed.
fn is_taught(evidence: Evidence) -> bool {
    match evidence {
        Evidence::InReplyTo
        | Evidence::References
        | Evidence::AuthorityReference
        | Evidence::Alias => true,
        Evidence::PlusAddress
        | Evidence::TokenInSubject
        | Evidence::TokenInBody
        | Evidence::TokenInAttachment
        | Evidence::DsnOriginal
        | Evidence::SenderAddress
        | Evidence::SenderDomain
        | Evidence::Person => false,
    }
}
