//! `foi licences`.
use super::{Ended, Session};

const LICENCES: &str = include_str!("../../DATA-LICENCES.md");

pub(super) fn run(session: &Session) -> anyhow::Result<Ended> {
    session.out.raw(LICENCES.as_bytes())?;
    Ok(Ended::Done)
}
