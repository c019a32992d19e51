//! `foi proof`.
use serde_json::json;

use super::out;
use super::{Ended, Session};
use crate::jobs::dossier::letter_words;
use crate::jobs::proof::{Known, Proof, proofs, without_sign};
use crate::law::clock::long_date;
use crate::law::london;
use crate::store::requests;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// r12, a reference, or an authority; none for the letters that nothing shows to have arrived
    request: Option<String>,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let db = workspace.store.db();
    let Some(name) = &args.request else { return silent(session) };
    let request = requests::find(db, name)?;
    let found = proofs(db, &request, workspace.today())?;
    if session.json {
        let id = format!("r{}", request.id);
        found.iter().try_for_each(|proof| {
            out::object(&object((&id, &request.authority, &request.reference), proof))
        })?;
        return Ok(Ended::Done);
    }
    out::line(&format!(
        "Proof of delivery: {}, our reference {}\nMade on {} from the records of {}",
        request.name,
        request.reference,
        long_date(workspace.today()),
        workspace.config.sender.name,
    ))?;
    if found.is_empty() {
        out::line("\nNo letter of this request was approved yet.")?;
    }
    found.iter().try_for_each(show)?;
    Ok(Ended::Done)
}

/// Letters five working days old without a sign that they arrived.
fn silent(session: &Session) -> anyhow::Result<Ended> {
    let workspace = session.read()?;
    let found = without_sign(&workspace)?;
    if session.json {
        for row in &found {
            out::object(&json!({
                "request": format!("r{}", row.request),
                "authority": row.authority,
                "kind": row.kind.code(),
                "left_on": row.left_on,
                "due_on": row.due_on,
                "text": row.words(),
            }))?;
        }
        return Ok(Ended::Done);
    }
    let lines: Vec<Vec<String>> = found
        .iter()
        .map(|row| vec![format!("r{}", row.request), row.authority.clone(), row.words()])
        .collect();
    out::table(&["request", "authority", "what is missing"], &lines)?;
    if lines.is_empty() {
        out::line("Of every letter five working days old something shows that it arrived.")?;
    }
    Ok(Ended::Done)
}

fn show(proof: &Proof) -> anyhow::Result<()> {
    out::line(&format!(
        "\nLetter {}: {} (l{})\n  To:          {}\n  Subject:     {}\n  Message-ID:  <{}>\n  \
         SHA-256:     {} ({} bytes)\n  Approved:    {} by {}\n  Delivery:    {}",
        proof.number,
        letter_words(proof.kind),
        proof.letter,
        proof.recipient,
        proof.subject,
        proof.message_id,
        proof.sha256,
        proof.bytes,
        time(proof.approved_at),
        proof.approved_by.as_deref().unwrap_or("nobody on record"),
        proof.delivery,
    ))?;
    for row in &proof.known {
        let what = row.what.replace('_', " ");
        let from = row.server.as_ref().map(|server| format!(" [{server}]")).unwrap_or_default();
        let queue = row.queue_id.as_ref().map(|id| format!(", queue id {id}")).unwrap_or_default();
        let source = row.source.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
        let words = row.words.replace(['\n', '\r'], " ");
        out::line(&format!("  {}  {what}{from}: {words}{queue}{source}", time(row.at)))?;
    }
    for words in &proof.contradictions {
        out::line(&format!("  Contradiction: {words}."))?;
    }
    for words in &proof.shows {
        out::line(&textwrap::fill(
            words,
            textwrap::Options::new(78).initial_indent("  ").subsequent_indent("  "),
        ))?;
    }
    Ok(())
}

fn time(at: chrono::DateTime<chrono::Utc>) -> String {
    let minute = london::minute_of_day(at);
    format!("{} {:02}:{:02}", london::civil_date(at), minute / 60, minute % 60)
}

fn object((request, authority, reference): (&str, &str, &str), proof: &Proof) -> serde_json::Value {
    json!({
        "request": request,
        "authority": authority,
        "reference": reference,
        "letter": format!("l{}", proof.letter),
        "kind": proof.kind.code(),
        "number": proof.number,
        "message_id": format!("<{}>", proof.message_id),
        "recipient": proof.recipient,
        "subject": proof.subject,
        "sha256": proof.sha256,
        "bytes": proof.bytes,
        "approved_at": proof.approved_at,
        "approved_by": proof.approved_by,
        "delivery": proof.delivery,
        "known": proof.known.iter().map(known).collect::<Vec<_>>(),
        "contradictions": proof.contradictions,
        "shows": proof.shows,
    })
}

fn known(row: &Known) -> serde_json::Value {
    json!({
        "at": row.at,
        "what": row.what,
        "words": row.words,
        "server": row.server,
        "queue_id": row.queue_id,
        "source": row.source,
    })
}
