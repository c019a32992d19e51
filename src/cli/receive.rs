//! `foi receive`.
use std::path::PathBuf;

use chrono::NaiveDate;
use serde_json::json;

use super::out::{self, counted};
use super::{Ended, Session, day};
use crate::jobs::Workspace;
use crate::jobs::checks;
use crate::jobs::receive::{
    Received, Road, find, polled, receive, receive_by_hand, receive_configured,
};
use crate::law::london;
use crate::store::erasures::{Tombstone, What};
use crate::store::{mails, requests};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Messages, folders of them, Maildirs, mboxes, or - for one on standard input; without any, the
    /// folders and mailboxes of foi.toml
    paths: Vec<PathBuf>,
    /// Only this [mailbox.NAME] of foi.toml
    #[arg(long, value_name = "NAME", conflicts_with = "paths")]
    mailbox: Vec<String>,
    /// File what did not come by e-mail under this request
    #[arg(long, requires_all = ["by", "on", "paths"])]
    request: Option<String>,
    /// How it came
    #[arg(long, value_name = "post|portal|phone|wdtk", value_parser = road, requires = "request")]
    by: Option<Road>,
    /// The day on which it came
    #[arg(long, value_name = "DATE", value_parser = day, requires = "request")]
    on: Option<NaiveDate>,
}

fn road(text: &str) -> Result<Road, String> {
    Road::ALL
        .into_iter()
        .find(|road| road.code() == text)
        .ok_or_else(|| crate::toml_file::instead(text, &Road::ALL.map(Road::code)))
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let mut workspace = session.write("receive")?;
    let known = mails::last(workspace.store.db())?;
    let mut received = match (&args.request, args.by, args.on) {
        (Some(request), Some(road), Some(on)) => {
            let by = session.person(&workspace)?;
            let request = requests::find(workspace.store.db(), request)?;
            receive_by_hand(&mut workspace, &request, (road, on), &args.paths, &by)?
        }
        _ => by_mail(session, &mut workspace, args)?,
    };
    received.findings = checks::brought(workspace.store.db(), known)?;
    if session.json {
        out::object(&object(&received))?;
    } else {
        report(&received)?;
    }
    Ok(match (received.failed.is_empty(), received.waiting + received.findings) {
        (false, _) => Ended::Failed,
        (true, 0) => Ended::Done,
        (true, _) => Ended::NeedsPerson,
    })
}

fn by_mail(session: &Session, workspace: &mut Workspace, args: &Args) -> anyhow::Result<Received> {
    let found = find(&args.paths)?;
    let bar = out::progress(session.json, found.len(), "receive");
    let seen = |name: &str| {
        if args.paths.is_empty() {
            bar.inc_length(1);
        }
        bar.inc(1);
        bar.set_message(name.to_owned());
    };
    let received = if args.paths.is_empty() {
        receive_configured(workspace, &args.mailbox, &seen)
    } else {
        receive(workspace, &found, &seen)
    };
    bar.finish_and_clear();
    let received = received?;
    // What could not be taken in is still to be looked at.
    if received.failed.is_empty() {
        polled(workspace, &args.paths)?;
    }
    Ok(received)
}

fn erased((file, stone): &(String, Tombstone)) -> serde_json::Value {
    json!({
        "file": file,
        "mail": format!("m{}", stone.mail),
        "what": stone.what.code(),
        "erased_at": stone.at,
        "by": stone.by,
        "reason": stone.why,
    })
}

pub(super) fn object(received: &Received) -> serde_json::Value {
    let kinds: serde_json::Map<String, serde_json::Value> =
        received.kinds.iter().map(|(kind, count)| (kind.code().to_owned(), json!(count))).collect();
    json!({
        "new": received.new,
        "repeats": received.repeats,
        "known": received.known,
        "erased": received.erased.iter().map(erased).collect::<Vec<_>>(),
        "filed": received.filed,
        "held": received.held,
        "waiting": received.waiting,
        "findings": received.findings,
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
    for (file, stone) in &received.erased {
        let Tombstone { mail, what, at, by, why, .. } = stone;
        let what = match what {
            What::Mail => "which",
            What::Attachment => "an attachment of which",
        };
        let on = london::civil_date(*at);
        out::line(&format!(
            "not taken in again: {file} is m{mail}, {what} {by} erased on {on} ({why})"
        ))?;
    }
    for (file, reason) in &received.failed {
        out::line(&format!("not taken in: {file}: {reason}"))?;
    }
    if received.waiting > 0 {
        let waiting = counted(received.waiting, "mail waits", "mails wait");
        out::line(&format!("{waiting} for a person: `foi mail --waiting` shows why."))?;
    }
    if received.findings > 0 {
        let findings = counted(received.findings, "finding", "findings");
        out::line(&format!("{findings} of the checks about their figures: `foi checks`."))?;
    }
    Ok(())
}
