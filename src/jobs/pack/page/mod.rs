//! The page of a pack: fields for the template, everything from outside made visible and escaped.

mod rows;

use anyhow::Context as _;
use serde::Serialize;
use tera::{Context, Tera};

use self::rows::{
    answers, check_fields, clock, complainant, entry_fields, file_fields, handover, letter_fields,
    mail_fields, regulator, sentence,
};
use super::parts::line;
use super::{Check, Enclosed, Matter, State, ground};
use crate::case::events::LetterKind;
use crate::law::clock::long_date;
use crate::replies::Kind;

/// Names that end in `.html` are escaped.
const TEMPLATES: [(&str, &str); 3] = [
    ("pack.html", include_str!("../../../../templates/pack/pack.html")),
    ("letter.html", include_str!("../../../../templates/pack/letter.html")),
    ("mail.html", include_str!("../../../../templates/pack/mail.html")),
];

/// The page as HTML.
pub(super) fn render(
    matter: &Matter<'_>,
    checks: &[Check],
    originals: &[Enclosed],
) -> anyhow::Result<String> {
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".html"]);
    tera.add_raw_templates(TEMPLATES).context("the template of a pack")?;
    let context = Context::from_serialize(&fields(matter, checks, originals)?)?;
    tera.render("pack.html", &context).context("writing the page of a pack")
}

/// Whether these bytes are the page of a pack of the request with this reference.
pub(super) fn is_pack(bytes: &[u8], reference: &str) -> bool {
    let start = bytes.get(..bytes.len().min(4_096)).unwrap_or(bytes);
    let mark = format!("<meta name=\"foi-pack\" content=\"{reference}\">");
    String::from_utf8_lossy(start).contains(&mark)
}

/// The names the template may use.
#[derive(Debug, Serialize)]
struct Fields {
    simulated: bool,
    reference: String,
    authority: String,
    campaign: String,
    as_of: String,
    act: &'static str,
    section: &'static str,
    regulator: RegulatorFields,
    complainant: ComplainantFields,
    about: String,
    checks: Vec<CheckFields>,
    missing: usize,
    index: Vec<FileFields>,
    chronology: Vec<EntryFields>,
    request: Vec<LetterFields>,
    delivery: Vec<Handover>,
    receipts: Vec<MailFields>,
    replies: Vec<MailFields>,
    reminders: Vec<LetterFields>,
    review: Vec<LetterFields>,
    outcomes: Vec<MailFields>,
    others: Vec<LetterFields>,
    review_name: &'static str,
    limits: Vec<LimitFields>,
    extensions: Vec<String>,
    trouble: String,
    answers: Vec<AnswerFields>,
}

#[derive(Debug, Serialize)]
struct RegulatorFields {
    name: String,
    email: String,
    website: String,
    address: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ComplainantFields {
    name: String,
    organisation: String,
    address: String,
    postal_address: Vec<String>,
}

#[derive(Debug, Serialize)]
struct CheckFields {
    what: &'static str,
    state: &'static str,
    missing: bool,
    words: String,
}

#[derive(Debug, Serialize)]
struct FileFields {
    path: String,
    what: String,
    size: String,
    sha256: String,
}

#[derive(Debug, Serialize)]
struct EntryFields {
    on: String,
    time: String,
    id: String,
    what: String,
    detail: String,
    law: bool,
}

#[derive(Debug, Serialize)]
struct LetterFields {
    id: i64,
    title: String,
    handed: String,
    to: String,
    subject: String,
    message_id: String,
    text: String,
    path: String,
}

#[derive(Debug, Serialize)]
struct Handover {
    letter: i64,
    title: String,
    to: String,
    when: String,
    words: String,
}

#[derive(Debug, Serialize)]
struct MailFields {
    id: i64,
    title: String,
    came: String,
    from: String,
    subject: String,
    theirs: String,
    taken_for: String,
    sections: String,
    text: String,
    /// Why not all of it is shown.
    notes: Vec<String>,
    attachments: Vec<AttachmentFields>,
    more_attachments: usize,
    path: String,
}

#[derive(Debug, Serialize)]
struct AttachmentFields {
    name: String,
    media_type: String,
    size: String,
    sha256: String,
}

#[derive(Debug, Serialize)]
struct LimitFields {
    title: &'static str,
    due: String,
    steps: Vec<String>,
}

#[derive(Debug, Serialize)]
struct AnswerFields {
    number: String,
    question: String,
    period: String,
    answer: String,
    as_written: String,
    mail: i64,
    by: String,
}

const REMINDERS: [LetterKind; 2] = [LetterKind::Chaser, LetterKind::FinalChaser];
const REVIEW: [LetterKind; 2] = [LetterKind::ReviewRequest, LetterKind::ReviewChaser];
const REQUESTS: [LetterKind; 2] = [LetterKind::Request, LetterKind::Narrowing];
const RECEIPTS: [Kind; 4] = [Kind::Acknowledgement, Kind::AutoReply, Kind::Bounce, Kind::Receipt];

fn fields(matter: &Matter<'_>, checks: &[Check], originals: &[Enclosed]) -> anyhow::Result<Fields> {
    let dossier = matter.dossier;
    let letters = |wanted: &dyn Fn(LetterKind) -> bool| -> Vec<LetterFields> {
        let found = dossier.letters.iter().filter(|letter| wanted(letter.kind));
        found.map(|letter| letter_fields(matter, letter)).collect()
    };
    let mails = |wanted: &dyn Fn(Kind) -> bool| -> Vec<MailFields> {
        let found = dossier.mails().filter(|(_, read)| wanted(read.kind));
        found.map(|row| mail_fields(matter, row, originals)).collect()
    };
    let named =
        |kind| REQUESTS.contains(&kind) || REMINDERS.contains(&kind) || REVIEW.contains(&kind);
    let (limits, extensions) = clock(matter)?;
    Ok(Fields {
        simulated: matter.maker.simulated,
        reference: dossier.request.reference.clone(),
        authority: line(&dossier.request.name, 200),
        campaign: line(&dossier.campaign.title, 300),
        as_of: long_date(matter.today),
        act: matter.regime.act,
        section: matter.regime.complaint.section,
        regulator: regulator(matter),
        complainant: complainant(matter),
        about: sentence(&ground::ground(matter).1),
        missing: checks.iter().filter(|check| check.state == State::Missing).count(),
        checks: checks.iter().map(check_fields).collect(),
        index: originals.iter().map(file_fields).collect(),
        chronology: matter.chronology.iter().map(entry_fields).collect(),
        request: letters(&|kind| REQUESTS.contains(&kind)),
        delivery: dossier.letters.iter().map(|letter| handover(matter, letter)).collect(),
        receipts: mails(&|kind| RECEIPTS.contains(&kind)),
        replies: mails(&|kind| !RECEIPTS.contains(&kind) && kind != Kind::ReviewOutcome),
        reminders: letters(&|kind| REMINDERS.contains(&kind)),
        review: letters(&|kind| REVIEW.contains(&kind)),
        outcomes: mails(&|kind| kind == Kind::ReviewOutcome),
        others: letters(&|kind| !named(kind)),
        review_name: matter.regime.review.name,
        limits,
        extensions,
        trouble: matter.position.trouble.join("; "),
        answers: answers(matter),
    })
}
