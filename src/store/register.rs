//! Decisions on the register.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, named_params};

use super::codec;
use crate::register::{Decision, Register};

/// The shipped register with every decision of this workspace over it.
pub fn load(db: &Connection) -> anyhow::Result<Register> {
    let mut statement =
        db.prepare_cached("SELECT decision FROM register_decisions ORDER BY seq")?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    let decisions = rows
        .map(|text| codec::read_json::<Decision>(&text?))
        .collect::<anyhow::Result<Vec<_>>>()?;
    Ok(Register::shipped().with(decisions))
}

pub fn decide(
    db: &Connection,
    decision: &Decision,
    by: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    db.prepare_cached(
        "INSERT INTO register_decisions (recorded_at, by, decision)
         VALUES (:recorded_at, :by, :decision)",
    )?
    .execute(named_params! {
        ":recorded_at": codec::instant(now),
        ":by": by,
        ":decision": codec::json(decision)?,
    })?;
    Ok(())
}
