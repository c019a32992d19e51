//! `foi results --flags`: what makes figures hardly comparable.

use serde_json::json;

use super::super::out;
use super::super::{Ended, Session};
use crate::jobs::results::Gathered;

pub(super) fn run(session: &Session, gathered: &Gathered) -> anyhow::Result<Ended> {
    let mut rows = Vec::new();
    for place in &gathered.asked {
        for cell in place.cells.iter().filter(|cell| cell.stands) {
            for flagged in &cell.flags {
                if session.json {
                    out::object(&json!({
                        "type": "flag", "authority": place.authority, "question": cell.question,
                        "period": cell.period, "flag": flagged.flag, "words": flagged.words,
                        "low": cell.value.low, "high": cell.value.high,
                    }))?;
                }
                rows.push(vec![
                    place.authority.clone(),
                    cell.question.clone(),
                    cell.period.clone(),
                    cell.value.shown(),
                    flagged.flag.code().to_owned(),
                    flagged.words.clone(),
                ]);
            }
        }
    }
    if session.json {
        return Ok(Ended::Done);
    }
    out::table(&["authority", "question", "period", "answer", "flag", "words"], &rows)?;
    out::line("\n`--without FLAG,…` leaves such figures out, and says so.")?;
    Ok(Ended::Done)
}
