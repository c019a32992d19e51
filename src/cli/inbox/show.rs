//! A waiting mail as the person sees it, and as an object for programs.

use serde_json::json;

use crate::case::standing::Stands;
use crate::cli::out::{self, cell, counted};
use crate::jobs::inbox::{Outlook, Place, Shown};
use crate::jobs::marks::marked;
use crate::store::mails::Read;

/// Lines of a text that are shown unasked.
const LINES: usize = 40;

/// Everything that the person needs, with its position in the queue.
pub(super) fn mail(shown: &Shown, (position, of): (usize, usize)) -> anyhow::Result<()> {
    let (mail, read) = (&shown.mail, &shown.read);
    let reading = &read.reading;
    out::line(&format!("\n=== {position} of {of}: m{} ===", mail.id))?;
    let arrived = mail.arrived_at.format("%Y-%m-%d %H:%M UTC");
    out::line(&format!("Arrived   {arrived} (by its {})", mail.arrived_basis))?;
    out::line(&format!("From      {}", cell(reading.from.as_deref())))?;
    out::line(&format!("Subject   {}", reading.subject))?;
    out::line(&format!("Waits     {}", why(read)))?;
    places(shown)?;
    let rule = &reading.meaning.rule;
    let sure = reading.meaning.confidence;
    out::line(&format!("Reads as  {} (rule {rule}, {sure:.2})", kind(read)))?;
    if !reading.words.is_empty() {
        out::line(&format!("  by the words \u{201c}{}\u{201d}", one_line(&reading.words)))?;
    }
    if let Some(reference) = &reading.authority_reference {
        out::line(&format!("Their ref {reference}"))?;
    }
    if !reading.sections.is_empty() {
        out::line(&format!("Sections  {}", reading.sections.join(", ")))?;
    }
    for attachment in &reading.attachments {
        out::line(&format!("Attached  {}", attached(attachment)))?;
    }
    for place in &shown.places {
        outlook(read, place)?;
        answers(place)?;
    }
    text(read, Some(LINES))
}

fn why(read: &Read) -> String {
    let agree = || format!("do you agree that it is: {}? It counts only then", kind(read));
    read.review_reason.clone().unwrap_or_else(agree)
}

pub(super) fn kind(read: &Read) -> String {
    read.kind.code().replace('_', " ")
}

fn places(shown: &Shown) -> anyhow::Result<()> {
    let placing = &shown.read.reading.placing;
    if placing.held.is_some() {
        let none = if placing.matches.is_empty() { ": no request fits" } else { "; it may be" };
        out::line(&format!("Held      in the holding pen{none}"))?;
    }
    for (number, entry) in placing.matches.iter().enumerate() {
        let why: Vec<&str> = entry.evidence.iter().map(|evidence| evidence.words()).collect();
        let (request, authority) = (entry.candidate.request, &entry.candidate.authority);
        let place = format!("r{request} {authority} ({:.2}: {})", entry.confidence, why.join(", "));
        let line = match placing.held {
            Some(_) => format!("  {}) {place}", number + 1),
            None => format!("Belongs   {place}"),
        };
        out::line(&line)?;
    }
    if placing.stranger {
        out::line("          from an address that the register does not know for it")?;
    }
    Ok(())
}

/// Both dates, where agreeing moves one.
fn outlook(read: &Read, place: &Place) -> anyhow::Result<()> {
    let name = &place.request.authority;
    out::line(&format!("Stands    {name}: {}", stands(place.now)))?;
    if place.agreed != place.now {
        out::line(&format!("  if you agree that it is {}: {}", kind(read), stands(place.agreed)))?;
    }
    Ok(())
}

fn stands(outlook: Outlook) -> String {
    let due = outlook.due_on.map_or("no time runs".to_owned(), |day| format!("due {day}"));
    format!("{}, {due}", outlook.status.code().replace('_', " "))
}

fn answers(place: &Place) -> anyhow::Result<()> {
    for answer in place.answers.iter().filter(|answer| answer.stands != Stands::Superseded) {
        let state = match (answer.stands, &answer.doubt, &answer.decided_by) {
            (Stands::Waiting, Some(doubt), _) => format!("waits: {doubt}"),
            (Stands::Waiting, None, _) => "waits".to_owned(),
            (Stands::Yes, _, Some(by)) => format!("stands, by {by}"),
            (Stands::Yes, _, None) => "stands".to_owned(),
            (Stands::Superseded, ..) => "superseded".to_owned(),
        };
        let (question, period, value) = (&answer.question, &answer.period, answer.value.shown());
        let at = answer.place.as_ref().map_or_else(String::new, |at| format!(" at {at}"));
        let written = one_line(&answer.as_written);
        let place = &place.request.authority;
        out::line(&format!(
            "Answer    {place} {question} {period}: {value}, as written \u{201c}{written}\u{201d}{at} ({state})"
        ))?;
    }
    Ok(())
}

pub(in crate::cli) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
}

/// The new text, with the words that fired the rule marked; `most` lines of it, and the marked ones.
pub(super) fn text(read: &Read, most: Option<usize>) -> anyhow::Result<()> {
    let marked = marked(&read.reading.new_text, &read.reading.words);
    let all: Vec<&str> = marked.lines().collect();
    let most = most.unwrap_or(all.len());
    out::line("")?;
    for (number, line) in all.iter().enumerate() {
        let fired = line.contains(">>>") || line.contains("<<<");
        if number < most || fired {
            out::line(&format!("  | {line}"))?;
        }
    }
    if all.len() > most {
        let rest = counted(all.len() - most, "line", "lines");
        out::line(&format!("  … {rest} more: t shows all"))?;
    }
    Ok(())
}

/// What is attached, and where the mail lies.
pub(super) fn attachments(shown: &Shown) -> anyhow::Result<()> {
    let attachments = &shown.read.reading.attachments;
    if attachments.is_empty() {
        out::line("Nothing is attached.")?;
    }
    for attachment in attachments {
        out::line(&format!("  {}", attached(attachment)))?;
    }
    out::line(&format!("The mail came in {}", shown.mail.file))?;
    out::line(&format!("Its bytes as they came: foi mail show m{} --raw", shown.mail.id))
}

fn attached(attachment: &crate::replies::message::Attachment) -> String {
    let name = if attachment.name.is_empty() { "without a name" } else { &attachment.name };
    let read = attachment.text_status.code().replace('_', " ");
    format!("{name} ({}, {} bytes, {read})", attachment.media_type, attachment.bytes)
}

/// For a listing: the mail, when it came, whose it is, what it is, why it waits.
pub(super) fn line(shown: &Shown) -> Vec<String> {
    let read = &shown.read;
    let placing = &read.reading.placing;
    let names: Vec<&str> =
        placing.matches.iter().map(|entry| entry.candidate.authority.as_str()).collect();
    let mark = if placing.held.is_some() && !names.is_empty() { "?" } else { "" };
    vec![
        format!("m{}", shown.mail.id),
        shown.mail.arrived_at.format("%Y-%m-%d").to_string(),
        cell(Some(format!("{}{mark}", names.join(", "))).filter(|text| !text.is_empty())),
        kind(read),
        read.reading.subject.chars().take(60).collect(),
        why(read),
    ]
}

pub(super) fn object(shown: &Shown, position: usize) -> serde_json::Value {
    let (mail, read) = (&shown.mail, &shown.read);
    let reading = &read.reading;
    let matches: Vec<serde_json::Value> = reading
        .placing
        .matches
        .iter()
        .map(|entry| {
            json!({
                "request": format!("r{}", entry.candidate.request),
                "authority": entry.candidate.authority,
                "evidence": entry.evidence,
                "confidence": entry.confidence,
            })
        })
        .collect();
    json!({
        "position": position,
        "mail": format!("m{}", mail.id),
        "arrived_at": mail.arrived_at,
        "from": reading.from,
        "subject": reading.subject,
        "review_reason": read.review_reason,
        "kind": read.kind.code(),
        "rule": reading.meaning.rule,
        "confidence": reading.meaning.confidence,
        "words": reading.words,
        "held": reading.placing.held.is_some(),
        "matches": matches,
        "authority_reference": reading.authority_reference,
        "sections": reading.sections,
        "attachments": reading.attachments,
        "requests": shown.places.iter().map(place_object).collect::<Vec<_>>(),
        "new_text": reading.new_text,
    })
}

fn place_object(place: &Place) -> serde_json::Value {
    let answers: Vec<serde_json::Value> = place
        .answers
        .iter()
        .map(|answer| {
            json!({
                "question": answer.question,
                "period": answer.period,
                "status": answer.value.status.code(),
                "value": answer.value.value,
                "low": answer.value.low,
                "high": answer.value.high,
                "as_written": answer.as_written,
                "place": answer.place,
                "waits": answer.stands == Stands::Waiting,
                "review_reason": answer.doubt,
                "decided_by": answer.decided_by,
            })
        })
        .collect();
    let outlook =
        |outlook: Outlook| json!({"status": outlook.status.code(), "due_on": outlook.due_on});
    json!({
        "request": format!("r{}", place.request.id),
        "authority": place.request.authority,
        "now": outlook(place.now),
        "if_agreed": outlook(place.agreed),
        "answers": answers,
    })
}
