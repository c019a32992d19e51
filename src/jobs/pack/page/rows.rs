//! The rows of the page, each from what is known of a letter, a mail, a limit, an answer.

use chrono::{DateTime, Utc};

use super::super::parts::{letter_path, letter_title, line, mail_path, mail_title, size, visible};
use super::super::{Check, Enclosed, Matter, State};
use super::{
    AnswerFields, AttachmentFields, CheckFields, ComplainantFields, EntryFields, FileFields,
    Handover, LetterFields, LimitFields, MailFields, RegulatorFields,
};
use crate::case::standing::{Answer, Stands};
use crate::jobs::dossier::Handed;
use crate::jobs::history::{Entry, shown};
use crate::law::clock::long_date;
use crate::law::ledger::title;
use crate::law::london;
use crate::replies::message;
use crate::store::letters::Frozen;
use crate::store::mails::{Mail, Read};

/// Words of one mail beyond this many characters are left to its file.
const MOST_TEXT: usize = 20_000;
/// Attachments of one mail beyond this many are counted, not listed.
const MOST_ATTACHMENTS: usize = 40;

/// "No reply came." for "no reply came".
pub(super) fn sentence(text: &str) -> String {
    let mut rest = text.chars();
    let first = rest.next().into_iter().flat_map(char::to_uppercase);
    let end = (!text.ends_with(['.', '?', '!', '\u{201d}'])).then_some('.');
    first.chain(rest.as_str().chars()).chain(end).collect()
}

/// "Monday 3 February 2025, 09:00".
fn moment(at: DateTime<Utc>) -> String {
    format!("{}, {}", long_date(london::civil_date(at)), time(at))
}

fn time(at: DateTime<Utc>) -> String {
    let minute = london::minute_of_day(at);
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

pub(super) fn regulator(matter: &Matter<'_>) -> RegulatorFields {
    let regulator = &matter.regulator;
    RegulatorFields {
        name: regulator.name.clone(),
        email: regulator.email.clone(),
        website: regulator.website.clone(),
        address: regulator.address.clone(),
    }
}

pub(super) fn complainant(matter: &Matter<'_>) -> ComplainantFields {
    let sender = matter.maker.sender;
    let postal = sender.postal_address.as_deref().unwrap_or_default();
    ComplainantFields {
        name: line(&sender.name, 200),
        organisation: line(sender.organisation.as_deref().unwrap_or_default(), 200),
        address: line(&sender.reply_address(&matter.dossier.request.reference), 200),
        postal_address: postal.lines().map(|text| line(text, 200)).collect(),
    }
}

pub(super) fn check_fields(check: &Check) -> CheckFields {
    CheckFields {
        what: check.what,
        state: check.state.words(),
        missing: check.state == State::Missing,
        words: sentence(&visible(&check.words)),
    }
}

pub(super) fn file_fields(file: &Enclosed) -> FileFields {
    FileFields {
        path: file.path.clone(),
        what: file.what.clone(),
        size: size(file.bytes.len()),
        sha256: file.sha256(),
    }
}

pub(super) fn entry_fields(entry: &Entry) -> EntryFields {
    let told = entry.what == "recorded";
    let law = matches!(entry.what, "due_moved" | "overdue" | "review_overdue" | "remark");
    EntryFields {
        on: long_date(entry.on),
        // What a person told has a day; what the law makes of a day has no time either.
        time: if told || law { String::new() } else { time(entry.at) },
        // What a person told has no original.
        id: entry.id.clone().filter(|_| !told).unwrap_or_default(),
        what: what(entry.what).to_owned(),
        detail: sentence(&line(&entry.detail, 1_000)),
        law,
    }
}

fn what(code: &str) -> &str {
    match code {
        "letter_left" | "letter_elsewhere" => "We wrote",
        "letter_copy" => "Our copy of it",
        "letter_refused" => "Their server refused our letter",
        "letter_unknown" => "Our letter may have left",
        "mail_arrived" => "They wrote",
        "recorded" => "Recorded",
        "due_moved" => "The time for a reply",
        "remark" => "In law",
        "overdue" => "No reply in time",
        "review_overdue" => "No review in time",
        other => other,
    }
}

fn handed_words(matter: &Matter<'_>, letter: i64) -> (String, String) {
    match matter.dossier.handed(letter) {
        Handed::Over { at, words } => (moment(at), line(&shown(&words), 500)),
        Handed::NotYet => ("not yet".to_owned(), String::new()),
        Handed::Refused { words } => ("refused".to_owned(), line(&shown(&words), 500)),
        Handed::Unknown { words } => ("not known".to_owned(), line(&shown(&words), 500)),
    }
}

pub(super) fn handover(matter: &Matter<'_>, letter: &Frozen) -> Handover {
    let (when, words) = handed_words(matter, letter.id);
    Handover {
        letter: letter.id,
        title: letter_title(letter.kind),
        to: line(&letter.recipient, 200),
        when,
        words,
    }
}

pub(super) fn letter_fields(matter: &Matter<'_>, letter: &Frozen) -> LetterFields {
    LetterFields {
        id: letter.id,
        title: letter_title(letter.kind),
        handed: handed_words(matter, letter.id).0,
        to: line(&letter.recipient, 200),
        subject: line(&letter.subject, 300),
        message_id: line(&letter.message_id, 300),
        text: visible(message::read(&letter.bytes).text.trim()),
        path: letter_path(letter),
    }
}

/// A mail, with the file that has all of it.
pub(super) fn mail_fields(
    matter: &Matter<'_>,
    (mail, read): (&Mail, &Read),
    originals: &[Enclosed],
) -> MailFields {
    let reading = &read.reading;
    let path = mail_path(mail.id, read.kind);
    let file = originals.iter().find(|file| file.path == path);
    let mut notes = file.map(|file| message::read(&file.bytes).notes).unwrap_or_default();
    let text = visible(reading.new_text.trim());
    let cut = text.chars().nth(MOST_TEXT).is_some();
    if cut {
        notes.push("it is too long for this page".to_owned());
    }
    let attachments = reading.attachments.iter().take(MOST_ATTACHMENTS);
    MailFields {
        id: mail.id,
        title: mail_title(read.kind),
        came: moment(mail.arrived_at),
        from: line(reading.from.as_deref().unwrap_or("not stated"), 200),
        subject: line(&reading.subject, 300),
        theirs: line(reading.authority_reference.as_deref().unwrap_or_default(), 100),
        taken_for: taken_for(matter, mail, read),
        sections: sections(&reading.sections),
        text: if cut { text.chars().take(MOST_TEXT).collect() } else { text },
        notes: notes.iter().map(|note| line(note, 200)).collect(),
        attachments: attachments
            .map(|file| AttachmentFields {
                name: line(&file.name, 200),
                media_type: line(&file.media_type, 100),
                size: size(file.bytes),
                sha256: file.sha256.clone(),
            })
            .collect(),
        more_attachments: reading.attachments.len().saturating_sub(MOST_ATTACHMENTS),
        path: if file.is_some() { path } else { String::new() },
    }
}

/// "section 12 of FOISA" for `FOISA-s12`.
fn sections(codes: &[String]) -> String {
    let words = codes.iter().map(|code| match code.split_once("-s") {
        Some((act, number)) => format!("section {number} of {act}"),
        None => code.clone(),
    });
    line(&words.collect::<Vec<_>>().join(", "), 500)
}

fn taken_for(matter: &Matter<'_>, mail: &Mail, read: &Read) -> String {
    let kind = mail_title(read.kind).to_lowercase();
    match matter.dossier.agreed_by(mail.id) {
        Some((person, at)) => {
            let day = long_date(london::civil_date(at));
            format!("{kind}; {} agreed on {day}", line(person, 100))
        }
        None if read.waits => format!("{kind}; nobody has agreed to that yet"),
        None => format!("{kind}; read by a rule, which needed nobody to agree"),
    }
}

/// Every limit that runs, and why an extension gives no more time.
pub(super) fn clock(matter: &Matter<'_>) -> anyhow::Result<(Vec<LimitFields>, Vec<String>)> {
    let Some(ledger) = &matter.position.ledger else { return Ok((Vec::new(), Vec::new())) };
    let limits = ledger.deadlines(matter.calendar, None)?.into_iter().map(|limit| LimitFields {
        title: title(limit.deadline),
        due: limit.due.map_or_else(|| "the clock stands still".to_owned(), long_date),
        steps: limit.explanation,
    });
    let unlawful = ledger.remarks.iter().filter(|(_, remark)| remark.is_unlawful_extension());
    let extensions = unlawful.filter_map(|(fact, remark)| ledger.said(*fact, *remark));
    Ok((limits.collect(), extensions.collect()))
}

/// Answers that stand, in the order of the letter.
pub(super) fn answers(matter: &Matter<'_>) -> Vec<AnswerFields> {
    let dossier = matter.dossier;
    let standing = || dossier.answers.iter().filter(|answer| answer.stands == Stands::Yes);
    dossier
        .campaign
        .cells()
        .flat_map(|(question, period)| {
            let of_cell =
                |answer: &&Answer| answer.question == question.id && answer.period == period.id;
            standing().filter(of_cell).map(|answer| AnswerFields {
                number: line(&question.number, 20),
                question: line(&question.text, 500),
                period: line(&period.label, 100),
                answer: line(&answer.value.shown(), 300),
                as_written: line(&answer.as_written, 300),
                mail: answer.mail.unwrap_or_default(),
                by: decided(answer.decided_by.as_deref()),
            })
        })
        .collect()
}

fn decided(by: Option<&str>) -> String {
    match by.and_then(|by| by.split_once(':')) {
        Some(("person", name)) => line(name, 100),
        Some((_, _)) | None => "read by a rule".to_owned(),
    }
}
