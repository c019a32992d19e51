//! `foi tick`.
use serde_json::json;

use super::out::{self, counted};
use super::{Ended, Session, receive};
use crate::jobs::pacing::Pacing;
use crate::jobs::tick::{Ticked, tick};

#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Args {
    /// Keep to the pace of foi.toml, as a live transport always does
    #[arg(long)]
    pub(super) paced: bool,
}

pub(super) fn run(session: &Session, args: Args) -> anyhow::Result<Ended> {
    let mut workspace = session.write("tick")?;
    let bar = out::progress(session.json, 0, "tick");
    let pacing = Pacing::of(&workspace, args.paced);
    let ticked = tick(&mut workspace, pacing, &|name| {
        bar.inc_length(1);
        bar.inc(1);
        bar.set_message(name.to_owned());
    });
    bar.finish_and_clear();
    let ticked = ticked?;
    report(session, &ticked)?;
    Ok(if ticked.needs_a_person() { Ended::NeedsPerson } else { Ended::Done })
}

pub(super) fn report(session: &Session, ticked: &Ticked) -> anyhow::Result<()> {
    if session.json {
        return out::object(&json!({
            "left": ticked.left,
            "not_left": ticked.not_left.iter().map(|(reference, words)| json!({"reference": reference, "words": words})).collect::<Vec<_>>(),
            "unknown": ticked.unknown,
            "paused": ticked.paused,
            "trouble": ticked.trouble.as_ref().map(|trouble| json!({
                "errors_in_a_row": trouble.away.max(trouble.put_off),
                "next_try_at": trouble.until,
                "words": trouble.words,
            })),
            "received": receive::object(&ticked.received),
            "armed": ticked.armed,
            "faults": ticked.faults,
            "overdue": ticked.overdue,
        }));
    }
    out::line(&format!("{} left.", counted(ticked.left, "letter", "letters")))?;
    if ticked.armed > 0 {
        let letters = counted(ticked.armed, "letter", "letters");
        out::line(&format!("{letters} approved by the policy of the campaign."))?;
    }
    for fault in &ticked.faults {
        out::line(&format!("Armed, but it cannot leave: {fault}"))?;
    }
    if ticked.paused {
        out::line("Everything is paused: `foi resume` lets letters leave.")?;
    }
    if let Some(trouble) = ticked.trouble.as_ref().filter(|_| !ticked.paused) {
        let until = out::moment(trouble.until);
        out::line(&format!(
            "The mail server is in trouble ({}): nothing is tried before {until}.",
            trouble.words
        ))?;
    }
    for (reference, words) in &ticked.not_left {
        out::line(&format!("{reference} did not leave: {words}"))?;
    }
    for reference in &ticked.unknown {
        out::line(&format!(
            "{reference}: nobody can say whether it left; it is not sent again. \
             `foi outbox settle` records what you find out."
        ))?;
    }
    receive::report(&ticked.received)?;
    if !ticked.overdue.is_empty() {
        out::line(&format!("Newly overdue: {}.", ticked.overdue.join(", ")))?;
    }
    Ok(())
}
