//! `foi licences`.
use serde_json::json;

use super::{Ended, Session, out};

const LICENCES: &str = include_str!("../../DATA-LICENCES.md");

pub(super) fn run(session: &Session) -> anyhow::Result<Ended> {
    if session.json {
        out::object(&json!({"licences": LICENCES}))?;
        return Ok(Ended::Done);
    }
    out::raw(LICENCES.as_bytes())?;
    Ok(Ended::Done)
}
