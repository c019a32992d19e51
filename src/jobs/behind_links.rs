//! Replies that lie behind a link: each is to be fetched before the link ends.

use chrono::NaiveDate;
use rusqlite::Connection;

use crate::case::Status;
use crate::law::london;
use crate::replies::Kind;
use crate::store::mails::{self, Mail, Read};
use crate::store::{requests, standing};

/// A reply to be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    pub mail: i64,
    /// `None` while the mail is held.
    pub request: Option<i64>,
    pub campaign: Option<String>,
    /// With `?` while the mail is held; `-` where nobody knows.
    pub authority: String,
    pub arrived_on: NaiveDate,
    pub link: Option<String>,
    /// The last day; `None` where the mail does not say.
    pub expires: Option<NaiveDate>,
}

impl Task {
    /// Calendar days until the link ends: 0 on its last day, less once it has ended.
    pub fn days_left(&self, today: NaiveDate) -> Option<i64> {
        Some((self.expires? - today).num_days())
    }

    /// What is to be done, for people.
    pub fn words(&self, today: NaiveDate) -> String {
        let link = self.link.as_deref().map_or(String::new(), |link| format!(": {link}"));
        let what = "fetch the reply behind the link";
        let Some((expires, left)) = self.expires.zip(self.days_left(today)) else {
            let arrived = self.arrived_on;
            return format!("{what} that came on {arrived}; it names no last day{link}");
        };
        match left {
            ..0 => format!("EXPIRED on {expires}: ask them to send the reply again{link}"),
            0 => format!("{what} TODAY, {expires}: it ends{link}"),
            1 => format!("{what} before {expires} (TOMORROW){link}"),
            left => format!("{what} before {expires} ({left} days left){link}"),
        }
    }
}

/// What is still to be fetched, the link that ends soonest first.
///
/// Done is what was followed by a reply of theirs, by something received through the portal, or by
/// a person who says that the mail is something else or closes the request.
pub fn tasks(db: &Connection) -> anyhow::Result<Vec<Task>> {
    let mut found: Vec<Task> = Vec::new();
    for mail in mails::of_kind(db, Kind::PortalLink)? {
        let Some(read) = mails::reading(db, mail.id)? else { continue };
        let filed = mails::filed(db, mail.id)?;
        if filed.is_empty() {
            found.push(held(&mail, &read));
        }
        for id in filed {
            let closed = standing::status(db, id)? == Some(Status::Closed);
            if closed || is_done(db, &mail, id)? {
                continue;
            }
            let request = requests::get(db, id)?;
            found.push(Task {
                request: Some(id),
                campaign: Some(request.campaign),
                authority: request.authority,
                ..held(&mail, &read)
            });
        }
    }
    let mut found = one_for_each_link(found);
    found.sort_by_key(|task| (task.expires.is_none(), task.expires, task.arrived_on, task.mail));
    Ok(found)
}

fn held(mail: &Mail, read: &Read) -> Task {
    let facts = &read.reading.facts;
    let guess = read.reading.placing.matches.first();
    Task {
        mail: mail.id,
        request: None,
        campaign: None,
        authority: guess.map_or("-".to_owned(), |entry| format!("{}?", entry.candidate.authority)),
        arrived_on: london::civil_date(mail.arrived_at),
        link: facts.link.as_ref().map(|said| said.value.clone()),
        expires: facts.expires.as_ref().map(|said| said.value),
    }
}

/// Whether something came for `request` since that is the reply, or part of it.
fn is_done(db: &Connection, link: &Mail, request: i64) -> anyhow::Result<bool> {
    for mail in mails::of_request(db, request)? {
        if mail.id == link.id || mail.duplicate_of.is_some() {
            continue;
        }
        let Some(read) = mails::reading(db, mail.id)? else { continue };
        let later = mail.arrived_at > link.arrived_at;
        // Of what a person hands in only the day is known.
        let day = |mail: &Mail| london::civil_date(mail.arrived_at);
        let fetched = mail.arrived_basis == "portal" && day(&mail) >= day(link);
        let replied = later && may_be_the_reply(read.kind) && read.review_reason.is_none();
        if fetched || replied {
            return Ok(true);
        }
    }
    Ok(false)
}

fn may_be_the_reply(kind: Kind) -> bool {
    match kind {
        Kind::Refusal
        | Kind::NotHeld
        | Kind::Partial
        | Kind::Answer
        | Kind::ReviewOutcome
        | Kind::Correction => true,
        // A password, a reminder, a survey: the reply still lies there.
        Kind::Acknowledgement
        | Kind::AutoReply
        | Kind::Bounce
        | Kind::Receipt
        | Kind::Clarification
        | Kind::Fees
        | Kind::Extension
        | Kind::Transfer
        | Kind::PortalLink
        | Kind::Spam
        | Kind::Other => false,
    }
}

/// The password of a link, and a reminder of it, are no second task.
fn one_for_each_link(found: Vec<Task>) -> Vec<Task> {
    let mut kept: Vec<Task> = Vec::new();
    let (linked, bare): (Vec<Task>, Vec<Task>) =
        found.into_iter().partition(|task| task.link.is_some());
    for task in linked {
        let known = kept.iter_mut().find(|known| {
            known.request == task.request && known.link == task.link && task.request.is_some()
        });
        match known {
            Some(known) => known.expires = task.expires.or(known.expires),
            None => kept.push(task),
        }
    }
    for task in bare {
        let linked =
            task.request.is_some() && kept.iter().any(|known| known.request == task.request);
        if !linked {
            kept.push(task);
        }
    }
    kept
}
