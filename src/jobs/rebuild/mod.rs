//! Every mail read anew with the present reader: what would change, and its change once a person
//! agrees.

mod check;
mod differences;

use std::collections::{BTreeSet, HashSet};

use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Connection;

pub use self::check::{Difference, check};
use self::differences::{of_answers, of_mail, of_standing};
use super::again::{read_again, read_as_of};
use super::read::Reader;
use super::{Workspace, refresh};
use crate::campaign::Campaign;
use crate::config::Config;
use crate::law::calendar::Calendar;
use crate::law::london;
use crate::replies::READER;
use crate::store::mails::{self, Read};
use crate::store::requests::{self, Request};
use crate::store::{self, Store, events};

/// Something of a mail or of a request that is no longer what it was; `None` where there is nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub what: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// A mail that is read otherwise than before.
#[derive(Debug)]
pub struct OfMail {
    pub mail: i64,
    pub changes: Vec<Change>,
}

/// A request whose status, due day or standing answers are others than before.
#[derive(Debug)]
pub struct OfRequest {
    pub request: i64,
    pub authority: String,
    /// Its `status` and `due_on`.
    pub standing: Vec<Change>,
    /// Each of a cell: its question and its period.
    pub answers: Vec<(String, String, Change)>,
}

/// What reading every mail anew changes.
#[derive(Debug, Default)]
pub struct Rebuilt {
    pub read: usize,
    pub mails: Vec<OfMail>,
    pub requests: Vec<OfRequest>,
    /// It was kept.
    pub written: bool,
}

/// Reads every mail anew. Nothing of it is kept, unless `confirm` is the number of mails that
/// change; then all of it is, in one transaction. `seen` is told how many of how many steps are done.
pub fn rebuild(
    workspace: &mut Workspace,
    confirm: Option<usize>,
    seen: &dyn Fn(usize, usize),
) -> anyhow::Result<Rebuilt> {
    let now = workspace.now.instant();
    // A second reader goes on seeing what was there while the new readings are being written.
    let before = Store::read(&workspace.dir)?;
    workspace.store.begin()?;
    let rebuilt = read_anew((workspace.store.db(), &workspace.config), before.db(), now, seen);
    let kept = rebuilt.and_then(|rebuilt| {
        let Some(confirmed) = confirm else { return Ok(rebuilt) };
        let count = rebuilt.mails.len();
        anyhow::ensure!(
            count == confirmed,
            "{count} mails would change, you confirmed {confirmed}: look again with `foi rebuild`"
        );
        workspace.store.commit()?;
        Ok(Rebuilt { written: true, ..rebuilt })
    });
    workspace.store.roll_back();
    kept
}

fn read_anew(
    (db, config): (&Connection, &Config),
    before: &Connection,
    now: DateTime<Utc>,
    seen: &dyn Fn(usize, usize),
) -> anyhow::Result<Rebuilt> {
    replay(db, &Reader::load(db, config)?, seen)?;
    let ids = mails::ids(db)?;
    let (mut unlike, touched) = compare(db, before, &ids)?;
    let today = london::civil_date(now);
    let calendar = store::calendar::load(db)?;
    let rounds = requests::rounds(db)?;
    let mut requests_changed = Vec::new();
    for id in touched {
        let request = requests::get(db, id)?;
        let round = rounds.iter().find(|round| round.campaign.id == request.campaign);
        let round = round.context("a request without a campaign")?;
        refresh::request_of(db, &request, (round, &calendar), now)?;
        let known = (&round.campaign, &*calendar);
        requests_changed.extend(of_request((db, before), &request, known, today)?);
        unlike.extend(mails::of_request(db, id)?.iter().map(|mail| mail.id));
    }
    let mut found = Vec::new();
    for mail in unlike {
        let changes = of_mail((db, before), mail)?;
        if !changes.is_empty() {
            found.push(OfMail { mail, changes });
        }
    }
    Ok(Rebuilt { read: ids.len(), mails: found, requests: requests_changed, written: false })
}

/// Reads every mail that has arrived by the log, and again after each decision about it. In the order
/// of the log: a mail learns from earlier ones what was known of them when it came.
pub(super) fn replay(
    db: &Connection,
    reader: &Reader,
    seen: &dyn Fn(usize, usize),
) -> anyhow::Result<()> {
    let steps = events::of_reading(db)?;
    let mut arrived = HashSet::new();
    for (done, (seq, mail)) in steps.iter().enumerate() {
        if arrived.insert(*mail) {
            read_as_of(db, reader, *mail, *seq)?;
        } else {
            read_again(db, reader, *mail, *seq)?;
        }
        seen(done + 1, steps.len());
    }
    Ok(())
}

/// The mails that are read otherwise, and the requests they were or are filed under. The others get
/// back what follows for them from their requests.
fn compare(
    db: &Connection,
    before: &Connection,
    ids: &[i64],
) -> anyhow::Result<(BTreeSet<i64>, BTreeSet<i64>)> {
    let (mut unlike, mut touched) = (BTreeSet::new(), BTreeSet::new());
    for mail in ids {
        let (was, is) = (stored(before, *mail), mails::reading(db, *mail)?);
        let (filed, placed) = (mails::filed(before, *mail)?, mails::filed(db, *mail)?);
        match (was, is) {
            (Some(was), Some(is))
                if was.reading == is.reading && was.kind == is.kind && filed == placed =>
            {
                mails::put_reading(db, *mail, &Read { reader: READER, ..was }, &placed)?;
            }
            (None, None) => {}
            (Some(_) | None, Some(_) | None) => {
                touched.extend(filed);
                touched.extend(placed);
                unlike.insert(*mail);
            }
        }
    }
    Ok((unlike, touched))
}

/// The reading that was there; what an older version wrote may be nothing that this one can read.
fn stored(before: &Connection, mail: i64) -> Option<Read> {
    mails::reading(before, mail).ok().flatten()
}

/// What is other than before of a request, both as of the end of `today`.
fn of_request(
    (db, before): (&Connection, &Connection),
    request: &Request,
    known: (&Campaign, &Calendar),
    today: NaiveDate,
) -> anyhow::Result<Option<OfRequest>> {
    let was = refresh::derive(before, request, known, today).ok();
    let is = refresh::derive(db, request, known, today)?;
    let old = was.as_ref();
    let standing = of_standing(old.map(|was| &was.standing), &is.standing);
    let answers = of_answers(old.map_or(&[], |was| &was.answers), &is.answers);
    let nothing = standing.is_empty() && answers.is_empty();
    let authority = request.authority.clone();
    Ok((!nothing).then_some(OfRequest { request: request.id, authority, standing, answers }))
}
