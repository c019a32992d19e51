//! What did not come by e-mail: a scan, a download or a note, kept as a mail with the day on which it
//! arrived, filed where a person says.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};

use super::{Arrived, Intake, Received};
use crate::jobs::Workspace;
use crate::jobs::assign::assign;
use crate::law::london;
use crate::replies::message::sha256;
use crate::store::mails;
use crate::store::requests::Request;

/// The road by which it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Road {
    Post,
    Portal,
    Phone,
    /// `WhatDoTheyKnow`, or another public site.
    Wdtk,
}

impl Road {
    pub const ALL: [Self; 4] = [Self::Post, Self::Portal, Self::Phone, Self::Wdtk];

    pub fn code(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Portal => "portal",
            Self::Phone => "phone",
            Self::Wdtk => "wdtk",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Post => "by post",
            Self::Portal => "through a portal",
            Self::Phone => "by telephone",
            Self::Wdtk => "on a public site",
        }
    }
}

/// The largest file, in bytes: it is kept inside a mail.
const LARGEST: u64 = 60 * 1024 * 1024;

/// Keeps `files` as one mail that arrived on `on` by `road`, filed under `request` by `by`. A message
/// (`.eml`, `.msg`) is kept as it is.
pub fn receive_by_hand(
    workspace: &mut Workspace,
    request: &Request,
    (road, on): (Road, NaiveDate),
    files: &[PathBuf],
    by: &str,
) -> anyhow::Result<Received> {
    anyhow::ensure!(on <= workspace.today(), "{on} is in the future: nothing has come then");
    let at = noon(on).context("no such day")?.min(workspace.now.instant());
    let mut arrived = Vec::new();
    let mut wrapped = Vec::new();
    for path in files {
        let reading = || format!("reading {}", path.display());
        let metadata = fs::metadata(path).with_context(reading)?;
        anyhow::ensure!(metadata.is_file(), "{} is no regular file", path.display());
        anyhow::ensure!(metadata.len() <= LARGEST, "{} is larger than 60 MiB", path.display());
        let bytes = fs::read(path).with_context(reading)?;
        anyhow::ensure!(!bytes.is_empty(), "{} is empty", path.display());
        if is_message(path) {
            arrived.push((path.display().to_string(), bytes));
        } else {
            wrapped.push((path.as_path(), bytes));
        }
    }
    if let Some((first, _)) = wrapped.first() {
        let mail = wrap(request, (road, at), &wrapped)?;
        arrived.push((first.display().to_string(), mail));
    }
    let mut kept = Vec::new();
    let mut intake = Intake::begin(workspace)?;
    for (file, bytes) in arrived {
        let hash = sha256(&bytes);
        let location = format!("{}:{file}", road.code());
        let workers = intake.workers();
        intake.take(&Arrived::read(&workers, file, location, bytes).came(Some(at), road.code()))?;
        kept.push(hash);
    }
    let received = intake.end()?;
    if !received.erased.is_empty() {
        return Ok(received);
    }
    for hash in kept {
        let mail = mails::by_sha256(workspace.store.db(), &hash)?
            .context("what was taken in is not there")?;
        // The same files again are no second decision.
        let db = workspace.store.db();
        let decided = mails::reading(db, mail.id)?.is_some_and(|read| read.reading.place_decided);
        if !(decided && mails::filed(db, mail.id)?.contains(&request.id)) {
            assign(workspace, &mail, Some(vec![request.clone()]), None, by)?;
        }
    }
    Ok(received)
}

fn is_message(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ["eml", "msg"].iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// Noon of a day in London: of a letter by post nobody knows the hour.
fn noon(day: NaiveDate) -> Option<DateTime<Utc>> {
    let noon = day.and_time(NaiveTime::from_hms_opt(12, 0, 0)?).and_utc();
    (london::civil_date(noon) == day).then_some(noon)
}

/// A mail around `files`: the same files give the same bytes.
fn wrap(
    request: &Request,
    (road, at): (Road, DateTime<Utc>),
    files: &[(&Path, Vec<u8>)],
) -> anyhow::Result<Vec<u8>> {
    let all: Vec<u8> = files.iter().flat_map(|(_, bytes)| bytes.iter().copied()).collect();
    let hash: String = sha256(&all).chars().take(32).collect();
    let words = format!(
        "What follows came {} on {} from {}.\n",
        road.words(),
        london::civil_date(at),
        request.name
    );
    let (notes, documents): (Vec<_>, Vec<_>) =
        files.iter().partition(|(path, bytes)| is_note(path, bytes));
    let mut text = if notes.is_empty() { words } else { String::new() };
    for (_, note) in notes {
        text.push_str(&String::from_utf8_lossy(note));
        text.push('\n');
    }
    let mut parts = MultiPart::mixed()
        .boundary(format!("=_{hash}"))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(text));
    for (path, bytes) in documents {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let attachment = Attachment::new(name).body(bytes.clone(), media_type(path)?);
        parts = parts.singlepart(attachment);
    }
    let address = "by-hand@foi.invalid".parse()?;
    let to = request.reply_address.parse()?;
    let message = lettre::Message::builder()
        .from(Mailbox::new(Some(request.name.clone()), address))
        .to(Mailbox::new(None, to))
        .date(at.into())
        .message_id(Some(format!("<{}.{}.{hash}@foi.invalid>", road.code(), request.id)))
        .subject(format!("Received {} on {}", road.words(), london::civil_date(at)))
        .multipart(parts)?;
    Ok(message.formatted())
}

/// Text that a person wrote down, rather than a document.
fn is_note(path: &Path, bytes: &[u8]) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("txt"))
        && std::str::from_utf8(bytes).is_ok()
}

fn media_type(path: &Path) -> anyhow::Result<ContentType> {
    const KNOWN: [(&str, &str); 14] = [
        ("pdf", "application/pdf"),
        ("png", "image/png"),
        ("jpg", "image/jpeg"),
        ("jpeg", "image/jpeg"),
        ("tif", "image/tiff"),
        ("tiff", "image/tiff"),
        ("txt", "text/plain"),
        ("csv", "text/csv"),
        ("html", "text/html"),
        ("doc", "application/msword"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("xls", "application/vnd.ms-excel"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("zip", "application/zip"),
    ];
    let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
    let known = KNOWN.iter().find(|(known, _)| ending == *known);
    Ok(ContentType::parse(known.map_or("application/octet-stream", |(_, media)| media))?)
}
