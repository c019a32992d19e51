//! What each row of the log and each mail says, in a sentence.

use std::fmt::Write;

use chrono::NaiveDate;

use super::Entry;
use crate::case::events::{Dated, Event};
use crate::case::of_letter::OfLetter;
use crate::case::own::Own;
use crate::case::record::{Details, Record};
use crate::evidence::{Fate, Told};
use crate::jobs::dossier::{Dossier, letter_words, mail_words, read_words};
use crate::law::clock::long_date;
use crate::law::london;
use crate::replies::facts::{Facts, Said};
use crate::store::mails::{Mail, Read};

pub(super) fn arrival(dossier: &Dossier, mail: &Mail, read: &Read) -> Entry {
    let reading = &read.reading;
    let from = reading.from.as_deref().unwrap_or("an unknown sender");
    let agreed = dossier.agreed_by(mail.id).map_or_else(
        || {
            let open = if read.waits { ", and waits for a person" } else { "" };
            format!("by the rule {}{open}", reading.meaning.rule)
        },
        |(person, _)| format!("as {person} says"),
    );
    let mut detail = format!("{} from {from}, {agreed}", read_words(read));
    if !reading.subject.is_empty() {
        let _ = write!(detail, "; \u{201c}{}\u{201d}", start(&reading.subject));
    }
    if !reading.sections.is_empty() {
        let _ = write!(detail, "; it relies on {}", reading.sections.join(", "));
    }
    let what = match reading.own {
        None => "mail_arrived",
        Some(Own::Copy { .. }) => "letter_copy",
        Some(Own::Automatic | Own::Elsewhere { .. } | Own::Agreed { .. }) => "letter_elsewhere",
    };
    for said in facts_words(&reading.facts) {
        let _ = write!(detail, "; {said}");
    }
    let later = london::civil_date(mail.seen_at) > london::civil_date(mail.arrived_at);
    Entry {
        id: Some(format!("m{}", mail.id)),
        recorded_at: later.then_some(mail.seen_at),
        file: Some(mail.file.clone()),
        inside: matches!(reading.own, Some(Own::Automatic | Own::Agreed { letter: None })),
        ..Entry::new(mail.arrived_at, what, detail)
    }
}

/// What they state, as theirs: a day that they name for a reply is not the law's.
fn facts_words(facts: &Facts) -> Vec<String> {
    let day = |before: &str, said: Option<&Said<NaiveDate>>| {
        said.map(|said| format!("{before} {}", long_date(said.value)))
    };
    [
        day("they say: a reply by", facts.due.as_ref()),
        day("they say: more time, until", facts.new_date.as_ref()),
        facts
            .ground
            .as_ref()
            .map(|said| format!("ground: {}", said.value.to_string().replace('_', " "))),
        facts.fee.as_ref().map(|said| format!("fee: £{}", said.value)),
        day("they say: to be paid by", facts.pay_by.as_ref()),
        facts.transferee.as_ref().map(|said| format!("other body: {}", start(&said.value))),
        day("the link ends on", facts.expires.as_ref()),
        facts.review_outcome.as_ref().map(|said| {
            format!("the decision that was reviewed: {}", said.value.code().replace('_', " "))
        }),
        facts.estimate_hours.as_ref().map(|said| format!("estimate: {} hours", said.value)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A subject is as long as its sender likes.
fn start(text: &str) -> String {
    const MOST: usize = 120;
    let mut kept: String = text.chars().take(MOST).collect();
    if text.chars().nth(MOST).is_some() {
        kept.push('…');
    }
    kept
}

fn together(requests: &[i64], why: &str) -> String {
    let ids: Vec<String> = requests.iter().map(|id| format!("r{id}")).collect();
    format!("{} are answered together: {why}", ids.join(", "))
}

/// What a row of the log says; `None` for what is told elsewhere.
pub(super) fn entry(dossier: &Dossier, dated: &Dated) -> anyhow::Result<Option<Entry>> {
    let mut taken_back = is_taken_back(&dossier.file.events, dated.seq);
    let (id, what, mut detail) = match &dated.event {
        Event::LetterApproved { .. }
        | Event::LetterAccepted { .. }
        | Event::LetterDeferred { .. }
        | Event::LetterRefused { .. }
        | Event::LetterKeptBack { .. }
        | Event::LetterCancelled { .. }
        | Event::LetterUnknown { .. }
        | Event::LetterSettled { .. } => return Ok(of_letter(dossier, dated)),
        Event::DeliveryTold { letter, told } => return Ok(Some(of_machine(*letter, told, dated))),
        Event::MailAssigned { mail, requests, kind, letter } => {
            let mut said = Vec::new();
            if let Some(requests) = requests {
                let ids: Vec<String> = requests.iter().map(|id| format!("r{id}")).collect();
                said.push(match ids.as_slice() {
                    [] => "it belongs to no request".to_owned(),
                    ids => format!("it belongs to {}", ids.join(", ")),
                });
            }
            said.extend(kind.map(|kind| format!("it is {}", mail_words(kind))));
            said.extend(letter.map(|kind| format!("it is {}", letter_words(kind))));
            let about = dossier.about_mails.get(mail).map_or(&[][..], Vec::as_slice);
            taken_back = is_taken_back(about, dated.seq);
            (Some(format!("m{mail}")), "mail_decided", said.join("; "))
        }
        Event::Erased { .. } | Event::AttachmentReleased { .. } => of_attachment(&dated.event),
        Event::AnswerSet { .. } | Event::AnswerAccepted { .. } | Event::AnswerCoded { .. } => {
            of_answer(dated)
        }
        Event::FindingAccepted { finding, words, why, .. } => {
            (Some(finding.clone()), "finding_accepted", format!("{words}: {why}"))
        }
        Event::AnswersCombined { requests, why } => {
            (Some(format!("e{}", dated.seq)), "answers_combined", together(requests, why))
        }
        Event::Imported { imported } => (None, "imported", imported.words()),
        Event::Recorded { .. } => return of_record(dossier, dated).map(Some),
        Event::TakenBack { seq, why } if why.is_empty() => {
            (None, "taken_back", taken_words(dossier, *seq))
        }
        Event::TakenBack { seq, why } => {
            (None, "taken_back", format!("{}: {why}", taken_words(dossier, *seq)))
        }
        Event::Held { person, why } if why.is_empty() => (None, "held", format!("for {person}")),
        Event::Held { person, why } => (None, "held", format!("for {person}: {why}")),
        Event::Released => (None, "released", "it goes on".to_owned()),
        // An arrival is told with its reading; the rest is about the workspace, or a step between.
        Event::MailArrived { .. }
        | Event::SendStarted { .. }
        | Event::Launched { .. }
        | Event::Previewed { .. }
        | Event::Paused { .. }
        | Event::Resumed => return Ok(None),
    };
    if taken_back {
        detail.push_str("; taken back since");
    }
    let by = dated.by.clone();
    Ok(Some(Entry { id, by, taken_back, inside: true, ..Entry::new(dated.at, what, detail) }))
}

/// What a machine has on record of a letter.
fn of_machine(letter: i64, told: &Told, dated: &Dated) -> Entry {
    Entry {
        id: Some(format!("l{letter}")),
        by: dated.by.clone(),
        inside: matches!(told.fate, Fate::Accepted | Fate::Deferred),
        ..Entry::new(dated.at, "delivery_told", told.said())
    }
}

/// What a person erased, or let out of quarantine.
fn of_attachment(event: &Event) -> (Option<String>, &'static str, String) {
    let start = |sha256: &str| sha256.chars().take(12).collect::<String>();
    if let Event::Erased { mail, attachment, why } = event {
        let what = attachment.as_deref().map_or_else(
            || "all of the mail".to_owned(),
            |sha256| format!("an attachment (SHA-256 {}…)", start(sha256)),
        );
        (Some(format!("m{mail}")), "erased", format!("{what}: {why}"))
    } else if let Event::AttachmentReleased { mail, attachment, why } = event {
        let detail = format!("an attachment (SHA-256 {}…) is harmless: {why}", start(attachment));
        (Some(format!("m{mail}")), "attachment_released", detail)
    } else {
        (None, "erased", String::new())
    }
}

/// What a person decided or coded of an answer, with what was noted beside it.
fn of_answer(dated: &Dated) -> (Option<String>, &'static str, String) {
    let row = || format!("e{}", dated.seq);
    let (id, what, said, note) =
        if let Event::AnswerSet { mail, question, value, as_written, note, .. } = &dated.event {
            let said = format!("{question}: {} (\u{201c}{as_written}\u{201d})", value.shown());
            (mail.map_or_else(row, |mail| format!("m{mail}")), "answer_set", said, note)
        } else if let Event::AnswerCoded { coder, question, value, as_written, note, .. } =
            &dated.event
        {
            let value = value.shown();
            let said = format!("{coder} codes {question}: {value} (\u{201c}{as_written}\u{201d})");
            (row(), "answer_coded", said, note)
        } else if let Event::AnswerAccepted { mail, question, note, .. } = &dated.event {
            (format!("m{mail}"), "answer_accepted", question.clone(), note)
        } else {
            (row(), "answer_set", String::new(), &None)
        };
    let noted = note.as_ref().map_or_else(String::new, |note| format!("; {note}"));
    (Some(id), what, said + &noted)
}

fn is_taken_back(events: &[Dated], seq: i64) -> bool {
    events.iter().any(|row| row.event.takes_back() == Some(seq))
}

/// What was taken back, by the name other rows of the history have for it.
fn taken_words(dossier: &Dossier, seq: i64) -> String {
    let mails = dossier.about_mails.iter();
    let of_mail = mails.filter(|(_, events)| events.iter().any(|row| row.seq == seq));
    of_mail
        .map(|(mail, _)| format!("what was decided of m{mail}"))
        .next()
        .unwrap_or(format!("e{seq}"))
}

fn of_letter(dossier: &Dossier, dated: &Dated) -> Option<Entry> {
    let (letter, said) = dated.event.of_letter()?;
    let (what, words) = match said {
        OfLetter::Approved => ("letter_approved", String::new()),
        OfLetter::Accepted { words } | OfLetter::Settled { left: true, words } => {
            ("letter_left", shown(words))
        }
        OfLetter::Deferred { words, .. } => ("letter_deferred", shown(words)),
        OfLetter::Refused { words } => ("letter_refused", shown(words)),
        OfLetter::KeptBack { words } => ("letter_kept_back", shown(words)),
        OfLetter::Cancelled { why } => ("letter_cancelled", shown(why)),
        OfLetter::Unknown { words } => ("letter_unknown", shown(words)),
        OfLetter::Settled { left: false, words } => ("letter_stayed", shown(words)),
        OfLetter::Promised | OfLetter::Told(_) => return None,
    };
    let frozen = dossier.letter(letter);
    let name = frozen.map_or("a letter", |frozen| letter_words(frozen.kind));
    let to = frozen.map_or_else(String::new, |frozen| format!(" to {}", frozen.recipient));
    let said = if words.is_empty() { String::new() } else { format!(": {words}") };
    Some(Entry {
        id: Some(format!("l{letter}")),
        by: dated.by.clone(),
        inside: matches!(
            what,
            "letter_approved"
                | "letter_deferred"
                | "letter_stayed"
                | "letter_kept_back"
                | "letter_cancelled"
        ),
        ..Entry::new(dated.at, what, format!("{name}{to}{said}"))
    })
}

/// What a transport said: a folder's path is this machine's own business.
pub fn shown(words: &str) -> String {
    let folder = words.strip_prefix("written to ").and_then(|path| path.rsplit(['/', '\\']).next());
    folder.map_or_else(|| words.to_owned(), |name| format!("put into a folder as {name}"))
}

fn of_record(dossier: &Dossier, dated: &Dated) -> anyhow::Result<Entry> {
    let Event::Recorded { what, details } = &dated.event else {
        anyhow::bail!("e{} is no record", dated.seq)
    };
    let taken_back = is_taken_back(&dossier.file.events, dated.seq);
    let recorded_at = dossier.recorded_at.get(&dated.seq).copied().filter(|at| *at != dated.at);
    let mut detail = what.code().replace('_', " ");
    for said in details_words(details) {
        let _ = write!(detail, "; {said}");
    }
    if taken_back {
        detail.push_str("; taken back since");
    }
    Ok(Entry {
        id: Some(format!("e{}", dated.seq)),
        by: dated.by.clone(),
        recorded_at,
        taken_back,
        inside: taken_back || *what == Record::Note,
        ..Entry::new(dated.at, "recorded", detail)
    })
}

fn details_words(details: &Details) -> Vec<String> {
    let mut said = Vec::new();
    said.extend(details.outcome.map(|outcome| outcome.status().code().replace('_', " ")));
    said.extend(details.working_days.map(|days| format!("{days} working days")));
    said.extend(details.until.map(|day| format!("until {}", long_date(day))));
    if !details.sections.is_empty() {
        said.push(format!("relying on {}", details.sections.join(", ")));
    }
    if !details.note.is_empty() {
        said.push(format!("\u{201c}{}\u{201d}", details.note));
    }
    said
}
