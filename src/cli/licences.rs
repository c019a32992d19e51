//! `foi licences`.
use super::{Ended, out};

const LICENCES: &str = include_str!("../../DATA-LICENCES.md");

pub(super) fn run() -> anyhow::Result<Ended> {
    out::raw(LICENCES.as_bytes())?;
    Ok(Ended::Done)
}
