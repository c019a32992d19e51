//! A hash over everything that a campaign's figures are derived from, the same for every copy of it.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, named_params};
use sha2::{Digest, Sha256};

/// What figures rest on, each in an order of its own: not the order of pages in a file. Events of
/// the workspace alone (it was paused, it was restored) say nothing of answers, and neither does where
/// a file lay.
const INPUTS: [(&str, &str); 6] = [
    (
        "campaigns",
        "SELECT revision, campaign FROM campaigns WHERE id = :campaign ORDER BY revision",
    ),
    (
        "requests",
        "SELECT id, authority, name, nation, law, reference FROM requests
         WHERE campaign = :campaign ORDER BY id",
    ),
    (
        "events",
        "SELECT events.seq, events.request, events.letter, events.mail, events.at, events.by,
                events.event
         FROM events LEFT JOIN requests ON requests.id = events.request
         WHERE requests.campaign = :campaign OR (events.request IS NULL AND
               (events.mail IS NOT NULL OR events.letter IN
                    (SELECT letters.id FROM letters JOIN requests AS own
                         ON own.id = letters.request
                     WHERE own.campaign = :campaign)))
         ORDER BY events.seq",
    ),
    ("mails", "SELECT id, sha256, arrived_at FROM mails WHERE :campaign <> '' ORDER BY id"),
    ("register", "SELECT seq, decision FROM register_decisions WHERE :campaign <> '' ORDER BY seq"),
    (
        "bank_holidays",
        "SELECT date, part, known_on FROM bank_holidays WHERE :campaign <> ''
         ORDER BY date, part",
    ),
];

/// SHA-256 in hex over the rows of `INPUTS`; every value with its type and length, so that no two
/// contents are written alike.
pub fn of_campaign(db: &Connection, campaign: &str) -> anyhow::Result<String> {
    let mut hash = Sha256::new();
    for (name, select) in INPUTS {
        hash.update(name.as_bytes());
        let mut statement = db.prepare_cached(select)?;
        let width = statement.column_count();
        let mut rows = statement.query(named_params! {":campaign": campaign})?;
        while let Some(row) = rows.next()? {
            hash.update(b"\nrow");
            for column in 0..width {
                take(&mut hash, row.get_ref(column)?);
            }
        }
        hash.update(b"\nend\n");
    }
    let digest = hash.finalize();
    Ok(digest.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}")))
}

fn take(hash: &mut Sha256, value: ValueRef<'_>) {
    let mut put = |kind: &[u8], bytes: &[u8]| {
        hash.update(kind);
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    match value {
        ValueRef::Null => put(b"n", &[]),
        ValueRef::Integer(number) => put(b"i", &number.to_be_bytes()),
        ValueRef::Real(number) => put(b"r", &number.to_be_bytes()),
        ValueRef::Text(text) => put(b"t", text),
        ValueRef::Blob(bytes) => put(b"b", bytes),
    }
}
