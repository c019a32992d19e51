//! How far the folders of mailboxes on servers have been taken in.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, named_params};

use super::codec;

/// Where taking in a folder has got to, and what else is to be kept in the same transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    pub account: String,
    pub folder: String,
    pub uid_validity: u32,
    /// Every mail up to this UID has been taken in or passed over.
    pub last_uid: u32,
    /// Up to here mails have been moved on the server, or were not to be.
    pub moved_uid: u32,
    /// Mails that could not be had.
    pub passed_over: Vec<PassedOver>,
}

/// A mail that a server has and that could not be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    pub uid: u32,
    pub size: Option<u32>,
    /// It is too large: it is not asked for again.
    pub for_good: bool,
    pub why: String,
}

/// A mail passed over, with where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftBehind {
    pub account: String,
    pub folder: String,
    pub seen_at: DateTime<Utc>,
    pub mail: PassedOver,
}

/// A folder and when it was last looked into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Polled {
    pub account: String,
    pub folder: String,
    pub last_uid: u32,
    pub polled_at: DateTime<Utc>,
}

/// The folder's position with what was passed over in it; `None` before it was first looked into.
pub fn position(db: &Connection, account: &str, folder: &str) -> anyhow::Result<Option<Position>> {
    let mut statement = db.prepare_cached(
        "SELECT uid_validity, last_uid, moved_uid FROM mailboxes
         WHERE account = :account AND folder = :folder",
    )?;
    let mut rows = statement.query(named_params! {":account": account, ":folder": folder})?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let passed_over = left_behind(db)?
        .into_iter()
        .filter(|left| left.account == account && left.folder == folder)
        .map(|left| left.mail)
        .collect();
    Ok(Some(Position {
        account: account.to_owned(),
        folder: folder.to_owned(),
        uid_validity: row.get(0)?,
        last_uid: row.get(1)?,
        moved_uid: row.get(2)?,
        passed_over,
    }))
}

/// Every folder that was ever looked into.
pub fn polled(db: &Connection) -> anyhow::Result<Vec<Polled>> {
    let mut statement = db.prepare_cached(
        "SELECT account, folder, last_uid, polled_at FROM mailboxes ORDER BY account, folder",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Polled {
            account: row.get(0)?,
            folder: row.get(1)?,
            last_uid: row.get(2)?,
            polled_at: codec::read_instant(&row.get::<_, String>(3)?)?,
        });
    }
    Ok(found)
}

/// Every mail that lies on a server and could not be taken in.
pub fn left_behind(db: &Connection) -> anyhow::Result<Vec<LeftBehind>> {
    let mut statement = db.prepare_cached(
        "SELECT account, folder, uid, size, for_good, why, seen_at FROM mails_passed_over
         ORDER BY account, folder, uid",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(LeftBehind {
            account: row.get(0)?,
            folder: row.get(1)?,
            seen_at: codec::read_instant(&row.get::<_, String>(6)?)?,
            mail: PassedOver {
                uid: row.get(2)?,
                size: row.get(3)?,
                for_good: row.get(4)?,
                why: row.get(5)?,
            },
        });
    }
    Ok(found)
}

/// Writes down where taking in a folder has got to, together with the mails that got it there.
pub fn keep(db: &Connection, position: &Position, now: DateTime<Utc>) -> anyhow::Result<()> {
    let Position { account, folder, uid_validity, last_uid, moved_uid, passed_over } = position;
    let now = codec::instant(now);
    db.prepare_cached(
        "INSERT INTO mailboxes (account, folder, uid_validity, last_uid, moved_uid, polled_at)
         VALUES (:account, :folder, :uid_validity, :last_uid, :moved_uid, :now)
         ON CONFLICT (account, folder) DO UPDATE SET uid_validity = :uid_validity,
             last_uid = :last_uid, moved_uid = :moved_uid, polled_at = :now",
    )?
    .execute(named_params! {
        ":account": account,
        ":folder": folder,
        ":uid_validity": uid_validity,
        ":last_uid": last_uid,
        ":moved_uid": moved_uid,
        ":now": now,
    })?;
    keep_passed_over(db, position, passed_over, &now)
}

/// `passed_over` is all that is left behind in the folder: what is not in it is settled.
fn keep_passed_over(
    db: &Connection,
    position: &Position,
    passed_over: &[PassedOver],
    now: &str,
) -> anyhow::Result<()> {
    let uids: Vec<u32> = passed_over.iter().map(|mail| mail.uid).collect();
    db.prepare_cached(
        "DELETE FROM mails_passed_over WHERE account = :account AND folder = :folder
         AND (uid_validity <> :uid_validity OR uid NOT IN (SELECT value FROM json_each(:uids)))",
    )?
    .execute(named_params! {
        ":account": position.account,
        ":folder": position.folder,
        ":uid_validity": position.uid_validity,
        ":uids": serde_json::to_string(&uids)?,
    })?;
    let mut statement = db.prepare_cached(
        "INSERT INTO mails_passed_over
             (account, folder, uid_validity, uid, size, for_good, why, seen_at)
         VALUES (:account, :folder, :uid_validity, :uid, :size, :for_good, :why, :now)
         ON CONFLICT DO NOTHING",
    )?;
    for mail in passed_over {
        statement.execute(named_params! {
            ":account": position.account,
            ":folder": position.folder,
            ":uid_validity": position.uid_validity,
            ":uid": mail.uid,
            ":size": mail.size,
            ":for_good": mail.for_good,
            ":why": mail.why,
            ":now": now,
        })?;
    }
    Ok(())
}
