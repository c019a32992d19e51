//! `foi receive`.
use std::path::PathBuf;

use serde_json::json;

use super::out::{self, counted};
use super::{Ended, Session};
use crate::jobs::receive::{Received, find, receive};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A .eml file, a folder of them, or - for one message on standard input
    #[arg(required = true)]
    paths: Vec<PathBuf>,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let mut workspace = session.write("receive")?;
    let sources = find(&args.paths)?;
    let bar = out::progress(session.json, sources.len(), "receive");
    let received = receive(&mut workspace, &sources, &|name| {
        bar.inc(1);
        bar.set_message(name.to_owned());
    });
    bar.finish_and_clear();
    let received = received?;
    if session.json {
        out::object(&object(&received))?;
    } else {
        report(&received)?;
    }
    Ok(match (received.failed.is_empty(), received.waiting) {
        (false, _) => Ended::Failed,
        (true, 0) => Ended::Done,
        (true, _) => Ended::NeedsPerson,
    })
}

pub(super) fn object(received: &Received) -> serde_json::Value {
    let kinds: serde_json::Map<String, serde_json::Value> =
        received.kinds.iter().map(|(kind, count)| (kind.code().to_owned(), json!(count))).collect();
    json!({
        "new": received.new,
        "repeats": received.repeats,
        "known": received.known,
        "filed": received.filed,
        "held": received.held,
        "waiting": received.waiting,
        "kinds": kinds,
        "failed": received.failed.iter().map(|(file, reason)| json!({"file": file, "reason": reason})).collect::<Vec<_>>(),
    })
}

pub(super) fn report(received: &Received) -> anyhow::Result<()> {
    let kinds: Vec<String> =
        received.kinds.iter().map(|(kind, count)| format!("{count} {}", kind.code())).collect();
    let of = if kinds.is_empty() { String::new() } else { format!(" ({})", kinds.join(", ")) };
    out::line(&format!(
        "{} received{of}: {} filed, {} in the holding pen.",
        counted(received.new, "mail", "mails"),
        received.filed,
        received.held
    ))?;
    if received.repeats > 0 {
        let repeats = counted(received.repeats, "further copy", "further copies");
        out::line(&format!("{repeats} of mails already here."))?;
    }
    for (file, reason) in &received.failed {
        out::line(&format!("not taken in: {file}: {reason}"))?;
    }
    if received.waiting > 0 {
        let waiting = counted(received.waiting, "mail waits", "mails wait");
        out::line(&format!("{waiting} for a person: `foi mail --waiting` shows why."))?;
    }
    Ok(())
}
