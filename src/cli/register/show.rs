//! `foi register show`: an authority, its contacts, and what became of them.

use serde_json::{Value, json};

use super::board;
use crate::cli::out::{self, cell};
use crate::cli::{Ended, Session};
use crate::jobs::register::history::history as history_of;
use crate::jobs::register::worklist::Board;
use crate::law::london;
use crate::register::{Authority, Role};

pub(super) fn show(session: &Session, id: &str) -> anyhow::Result<Ended> {
    let board = board(session)?;
    let row = object(&board, board.register.find(id)?);
    if session.json {
        out::object(&row)?;
        return Ok(Ended::Done);
    }
    for (name, value) in row.as_object().into_iter().flatten() {
        if let Some(text) = words(name, value) {
            out::line(&format!("{name:>14}  {text}"))?;
        }
    }
    let more = format!("\n`foi register show {id} --history` tells what became of its contacts.");
    out::line(&more)?;
    Ok(Ended::Done)
}

/// A value of a row for people; `None` where there is nothing to say.
fn words(name: &str, value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Array(list) if name == "contacts" => {
            let lines: Vec<String> = list.iter().map(contact_words).collect();
            Some(lines.join("\n                ")).filter(|text| !text.is_empty())
        }
        Value::Array(list) => {
            let words: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
            Some(words.join(" "))
        }
        other @ (Value::Bool(_) | Value::Number(_) | Value::Object(_)) => Some(other.to_string()),
    }
}

fn contact_words(contact: &Value) -> String {
    let text = |key: &str| contact.get(key).and_then(Value::as_str).unwrap_or_default();
    let place = if text("email").is_empty() { text("url") } else { text("email") };
    let health = text("health").replace('_', " ");
    let more: Vec<String> = ["trouble", "mail_domain", "provider"]
        .into_iter()
        .map(|key| text(key).replace('_', " "))
        .filter(|said| !said.is_empty())
        .collect();
    let more = if more.is_empty() { String::new() } else { format!(" ({})", more.join("; ")) };
    format!("{}: {place}, {health}{more}", text("role").replace('_', " "))
}

pub(super) fn history(session: &Session, id: &str) -> anyhow::Result<Ended> {
    let entries = history_of(session.read()?.store.db(), id)?;
    if session.json {
        for entry in &entries {
            out::object(&json!({
                "authority": id, "at": entry.at, "on": entry.on, "what": entry.what,
                "by": entry.by, "id": entry.id, "detail": entry.detail,
            }))?;
        }
        return Ok(Ended::Done);
    }
    if entries.is_empty() {
        return out::line("Nothing yet: no contact was set here, and no letter left.")
            .map(|()| Ended::Done);
    }
    let lines: Vec<Vec<String>> = entries
        .iter()
        .map(|entry| {
            let what = entry.what.replace('_', " ");
            let (id, by) = (cell(entry.id.as_deref()), cell(entry.by.as_deref()));
            vec![entry.on.to_string(), what, by, id, entry.detail.clone()]
        })
        .collect();
    out::table(&["day", "what", "by", "id", ""], &lines)?;
    Ok(Ended::Done)
}

pub(super) fn object(board: &Board, row: &Authority) -> Value {
    let known = row.address.as_ref();
    let verified = known.and_then(|known| known.verified.as_ref());
    json!({
        "authority": row.id,
        "name": row.name,
        "nation": row.nation.code(),
        "kind": row.kind,
        "region": row.region,
        "law": row.law.code(),
        "gss_code": row.gss_code,
        "dfe_code": row.dfe_code,
        "welsh_name": row.welsh_name,
        "delivered_by": row.delivered_by,
        "wdtk_slug": row.wdtk_slug,
        "domains": row.domains,
        "note": row.note,
        "email": known.map(|known| &known.email),
        "source": known.map(|known| &known.source),
        "grade": known.map(|known| known.grade.code()),
        "seen_on": known.and_then(|known| known.seen_on),
        "verified_on": verified.map(|verified| verified.on),
        "verified_by": verified.map(|verified| &verified.by),
        "form": row.contacts.form.as_ref().map(|form| &form.url),
        "contacts": contacts(board, row),
    })
}

fn contacts(board: &Board, row: &Authority) -> Vec<Value> {
    let mut rows: Vec<Value> = row
        .addresses(&board.signs)
        .iter()
        .map(|contact| {
            let verified = contact.address.verified.as_ref();
            let bounce = board.signs.bounce(&row.id, contact.address);
            let domain = board.domain(contact.address);
            let answer = domain.and_then(|known| known.answer.as_ref());
            json!({
                "role": contact.role.code(),
                "email": contact.address.email,
                "url": null,
                "health": contact.health.code(),
                "trouble": bounce.map(|sign| &sign.words),
                "verified_on": verified.map(|verified| verified.on),
                "verified_by": verified.map(|verified| &verified.by),
                "mail_domain": answer.map(|(answer, _)| answer.code()),
                "mail_domain_on": answer.map(|(_, at)| london::civil_date(*at)),
                "provider": domain.and_then(|known| known.provider.as_ref()),
            })
        })
        .collect();
    rows.extend(row.contacts.form.as_ref().map(|form| {
        let verified = form.verified.as_ref();
        json!({
            "role": Role::WebForm.code(),
            "email": null,
            "url": form.url,
            "health": if verified.is_some() { "verified" } else { "unproved" },
            "trouble": null,
            "verified_on": verified.map(|verified| verified.on),
            "verified_by": verified.map(|verified| &verified.by),
            "mail_domain": null,
            "mail_domain_on": null,
            "provider": null,
        })
    }));
    rows
}
