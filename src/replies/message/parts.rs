//! The parts of a mail, sorted into text, attachments, reports and enclosed mails as they are met.

use std::borrow::Cow;

use mailparse::{DispositionType, ParsedContentType};

use super::enclosed::Enclosed;
use super::headers::Fields;
use super::limits::{DEEPEST, MOST_PARTS, MOST_TEXT, bounded_text, start_of};
use super::protection::{self, Armour, Pkcs7};
use super::{
    Attachment, Message, TextStatus, charset, repair, report, sections, sha256, tnef, transfer,
};
use super::{uuencode, words};
use crate::documents;

/// Text attachments below this many bytes are decoded.
const MOST_ATTACHED_TEXT: usize = 512 * 1024;

/// One body text, in the versions of it that were sent.
#[derive(Default)]
pub(super) struct Piece {
    pub(super) plain: Option<String>,
    pub(super) html: Option<String>,
    /// A second copy, read only where there is no other.
    pub(super) copy: bool,
}

/// What has been found so far.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) attachments: Vec<Attachment>,
    pub(super) enclosed: Vec<Enclosed>,
    pub(super) notes: Vec<String>,
    pub(super) links: Vec<documents::Link>,
    /// The bytes of attachments are wanted too.
    keep: bool,
    /// The part that is being read, as it stands in the mail.
    part: Option<Vec<u8>>,
    /// What is read now is encoded in the mail: `part` is what it is packed in.
    sealed: bool,
    report: report::Parts,
    reports: bool,
    seen: usize,
}

/// Where a part stands.
#[derive(Clone, Copy, Default)]
struct Place {
    depth: usize,
    /// In a multipart/digest a part is a mail unless it says otherwise.
    digest: bool,
}

/// What a part says of itself.
struct Kind {
    ctype: ParsedContentType,
    name: String,
    attached: bool,
    encoding: String,
}

impl Kind {
    fn of(fields: &Fields, digest: bool) -> Self {
        let ctype = fields.undecoded("content-type").filter(|value| !value.trim().is_empty());
        let mut ctype = ctype.as_deref().map_or_else(
            || {
                let media_type = if digest { "message/rfc822" } else { "text/plain" };
                mailparse::parse_content_type(media_type)
            },
            mailparse::parse_content_type,
        );
        if ctype.mimetype == "text" || ctype.mimetype.is_empty() {
            "text/plain".clone_into(&mut ctype.mimetype);
        }
        let disposition = fields.undecoded("content-disposition").unwrap_or_default();
        let disposition = mailparse::parse_content_disposition(&disposition);
        let named = disposition.params.get("filename").or_else(|| ctype.params.get("name"));
        let name = named.map(|name| file_name(name)).unwrap_or_default();
        let attached = disposition.disposition == DispositionType::Attachment || named.is_some();
        let encoding = fields.undecoded("content-transfer-encoding").unwrap_or_default();
        let encoding = encoding.split([';', ' ', '(']).next().unwrap_or_default();
        Self { name, attached, encoding: encoding.to_ascii_lowercase(), ctype }
    }

    fn charset(&self) -> Option<&str> {
        self.ctype.params.get("charset").map(String::as_str).filter(|label| !label.is_empty())
    }
}

/// A file's name without the folders and signs that a careless program put into it.
fn file_name(raw: &str) -> String {
    let name = words::decoded(raw);
    let name = charset::unmangled(&name);
    name.chars().filter(|c| !c.is_control()).take(255).collect()
}

impl Parts {
    /// Nothing found yet; the bytes of attachments are kept where `keep` says so.
    pub(super) fn keeping(keep: bool) -> Self {
        Self { keep, ..Self::default() }
    }

    /// Reads the part with `fields` and `body`; gives its body texts.
    pub(super) fn top(&mut self, fields: &Fields, body: &[u8]) -> Vec<Piece> {
        let kind = Kind::of(fields, false);
        // The head may have lost its MIME lines on the way, and the body kept its parts.
        let bare = fields.undecoded("content-type").is_none();
        match bare.then(|| sections::guessed_at_start(body)).flatten() {
            Some(boundary) => self.all(&sections::split(body, &boundary), Place::default()),
            None => self.part(&kind, body, Place::default()),
        }
    }

    fn walk(&mut self, raw: &[u8], place: Place) -> Vec<Piece> {
        if self.seen >= MOST_PARTS || place.depth > DEEPEST {
            let note = "the mail has too many parts: the rest was not read";
            if !self.notes.iter().any(|known| known == note) {
                self.notes.push(note.to_owned());
            }
            return Vec::new();
        }
        self.seen += 1;
        let split = repair::split(raw);
        let fields = Fields::parse(&split.head);
        let kind = Kind::of(&fields, place.digest);
        if self.keep && !self.sealed && !kind.ctype.mimetype.starts_with("multipart/") {
            self.part = Some(raw.to_vec());
        }
        self.part(&kind, split.body, place)
    }

    fn all(&mut self, parts: &[&[u8]], place: Place) -> Vec<Piece> {
        let place = Place { depth: place.depth + 1, ..place };
        parts.iter().flat_map(|part| self.walk(part, place)).collect()
    }

    fn part(&mut self, kind: &Kind, body: &[u8], place: Place) -> Vec<Piece> {
        let media_type = kind.ctype.mimetype.as_str();
        if media_type.starts_with("multipart/") {
            return self.multipart(kind, body, place);
        }
        if kind.encoding == "base64" && is_opaque(kind) && !self.keep {
            // A long scan is hashed as it is decoded, and never held.
            let (length, sha256) = transfer::base64_sum(body);
            self.push(kind.name.clone(), media_type, (length, sha256));
            return Vec::new();
        }
        let (bytes, whole) = transfer::decoded(body, &kind.encoding);
        if !whole && media_type.starts_with("text/") {
            self.notes
                .push("a text part has a broken encoding: some of it was not read".to_owned());
        }
        if is_tnef(kind) {
            return self.tnef(kind, &bytes);
        }
        match media_type {
            "message/rfc822" | "message/global" | "text/rfc822-headers" => {
                let sealed = matches!(bytes, Cow::Owned(_)) || self.sealed;
                self.enclose(&bytes, sealed, place);
                self.attach(kind, &bytes);
                Vec::new()
            }
            "application/pkcs7-mime" | "application/x-pkcs7-mime" => {
                self.pkcs7(kind, &bytes, place)
            }
            _ if !kind.attached => self.body_text(kind, &bytes),
            _ => {
                self.reported(media_type, &bytes);
                self.attach(kind, &bytes);
                Vec::new()
            }
        }
    }

    fn multipart(&mut self, kind: &Kind, body: &[u8], place: Place) -> Vec<Piece> {
        let named = kind.ctype.params.get("boundary");
        let mut parts = named.map(|boundary| sections::split(body, boundary)).unwrap_or_default();
        if parts.is_empty()
            && let Some(boundary) = sections::guessed(body)
        {
            parts = sections::split(body, &boundary);
        }
        if parts.is_empty() {
            if body.trim_ascii().is_empty() {
                return Vec::new();
            }
            self.notes.push("its parts cannot be told apart: they were read as one".to_owned());
            return self.plain(charset::decode(body, kind.charset()));
        }
        let place = Place { digest: kind.ctype.mimetype == "multipart/digest", ..place };
        match kind.ctype.mimetype.as_str() {
            "multipart/alternative" => vec![merged(self.all(&parts, place))],
            "multipart/encrypted" => {
                self.encrypted("PGP");
                self.all(&parts, place)
            }
            "multipart/report" => {
                self.reports = true;
                self.all(&parts, place)
            }
            _ => self.all(&parts, place),
        }
    }

    /// A part that is text to be read, or else something to be listed.
    fn body_text(&mut self, kind: &Kind, bytes: &[u8]) -> Vec<Piece> {
        let decode = || charset::decode(bytes, kind.charset());
        match kind.ctype.mimetype.as_str() {
            "text/plain" => self.plain(decode()),
            "text/html" => {
                let html = decode();
                self.notes.extend(html.doubt);
                self.html(&html.text)
            }
            "text/enriched" | "text/richtext" => {
                let mut text = decode();
                text.text = documents::enriched_to_text(&text.text);
                self.plain(text)
            }
            "text/rtf" | "application/rtf" => {
                let text = documents::rtf_to_text(bytes);
                vec![Piece { plain: Some(text), ..Piece::default() }]
            }
            media_type => {
                self.reported(media_type, bytes);
                self.attach(kind, bytes);
                Vec::new()
            }
        }
    }

    /// What a machine says of a letter's fate, in a report.
    fn reported(&mut self, media_type: &str, bytes: &[u8]) {
        let slot = match media_type {
            "message/delivery-status" | "message/global-delivery-status" => {
                &mut self.report.delivery
            }
            "message/disposition-notification" => &mut self.report.disposition,
            _ => return,
        };
        if self.reports {
            slot.get_or_insert_with(|| charset::decode(bytes, None).text);
        }
    }

    fn plain(&mut self, decoded: charset::Decoded) -> Vec<Piece> {
        self.notes.extend(decoded.doubt);
        let mut text = decoded.text;
        match protection::armour(&text) {
            Armour::None => {}
            Armour::Signed(inner) => text = inner,
            Armour::Encrypted => self.encrypted("PGP"),
        }
        if let Some((kept, files)) = uuencode::cut_out(&text) {
            text = kept;
            for file in files {
                self.list(file.name, "application/octet-stream", &file.bytes, None);
            }
        }
        vec![Piece { plain: Some(text), ..Piece::default() }]
    }

    pub(super) fn html(&mut self, html: &str) -> Vec<Piece> {
        let read = start_of(html, MOST_TEXT);
        let drawn = documents::html_to_text(read);
        if read.len() < html.len() || drawn.cut {
            self.notes.push("the HTML is too long: only its start was read".to_owned());
        }
        self.links.extend(drawn.links);
        vec![Piece { html: Some(drawn.text), ..Piece::default() }]
    }

    fn encrypted(&mut self, how: &str) {
        self.notes.push(format!(
            "the mail is encrypted: {how}; decrypt it in a mail program, or ask for it in clear"
        ));
    }

    fn pkcs7(&mut self, kind: &Kind, bytes: &[u8], place: Place) -> Vec<Piece> {
        let place = Place { depth: place.depth + 1, digest: false };
        let declared = kind.ctype.params.get("smime-type").map(|kind| kind.to_ascii_lowercase());
        match protection::pkcs7(bytes) {
            Pkcs7::Signed(inner) => {
                let sealed = std::mem::replace(&mut self.sealed, true);
                let pieces = self.walk(&repair::normalised(&inner), place);
                self.sealed = sealed;
                return pieces;
            }
            Pkcs7::Unknown if declared.as_deref() == Some("signed-data") => {
                self.notes.push("the mail is signed (S/MIME), and cannot be opened".to_owned());
            }
            Pkcs7::Encrypted | Pkcs7::Unknown => self.encrypted("S/MIME"),
        }
        self.attach(kind, bytes);
        Vec::new()
    }

    fn tnef(&mut self, kind: &Kind, bytes: &[u8]) -> Vec<Piece> {
        let Some(contents) = tnef::read(bytes) else {
            self.attach(kind, bytes);
            self.notes.push("its winmail.dat cannot be opened".to_owned());
            return Vec::new();
        };
        for file in contents.files {
            let media_type = file.media_type.as_deref().unwrap_or("application/octet-stream");
            self.list(file_name(&file.name), media_type, &file.bytes, None);
        }
        let html = contents.html.map(|html| self.html(&html));
        let plain = contents.plain.filter(|text| !text.trim().is_empty()).or(contents.rtf);
        let html = html.into_iter().flatten().next().and_then(|piece| piece.html);
        vec![Piece { plain, html, copy: true }]
    }

    /// Reads the head of a mail inside this one, and its first text.
    fn enclose(&mut self, bytes: &[u8], sealed: bool, place: Place) {
        let bytes = repair::normalised(bytes);
        let split = repair::split(&bytes);
        let fields = Fields::parse(&split.head);
        let Some(mut enclosed) = Enclosed::of(&fields) else { return };
        if self.reports && self.report.original.is_none() {
            self.report.original.clone_from(&enclosed.message_id);
        }
        let part = self.part.clone();
        let mut inner = Self { seen: self.seen, keep: self.keep, part, sealed, ..Self::default() };
        if place.depth < DEEPEST {
            let place = Place { depth: place.depth + 1, digest: false };
            let pieces = inner.part(&Kind::of(&fields, false), split.body, place);
            enclosed.text = joined(pieces, &mut inner.notes).0;
        }
        self.seen = inner.seen;
        self.enclosed.push(enclosed);
        self.enclosed.extend(inner.enclosed);
        // What hangs on a forwarded mail came with this one; what hangs on a letter that bounced is
        // our own.
        if !self.reports {
            self.attachments.extend(inner.attachments);
        }
    }

    fn attach(&mut self, kind: &Kind, bytes: &[u8]) {
        self.list(kind.name.clone(), &kind.ctype.mimetype, bytes, kind.charset());
    }

    pub(super) fn list(
        &mut self,
        name: String,
        media_type: &str,
        bytes: &[u8],
        charset: Option<&str>,
    ) {
        let text = (is_text_file(media_type, &name) && bytes.len() < MOST_ATTACHED_TEXT)
            .then(|| charset::decode(bytes, charset).text);
        self.push(name, media_type, (bytes.len(), sha256(bytes)));
        if let Some(attachment) = self.attachments.last_mut() {
            attachment.text = text;
            attachment.content = self.keep.then(|| bytes.to_vec());
        }
    }

    fn push(&mut self, name: String, media_type: &str, (bytes, sha256): (usize, String)) {
        self.attachments.push(Attachment {
            name,
            media_type: media_type.to_owned(),
            bytes,
            sha256,
            text_status: TextStatus::NotRead,
            note: None,
            text: None,
            content: None,
            part: self.part.clone(),
        });
    }

    pub(super) fn finish(self, pieces: Vec<Piece>, message: &mut Message) {
        message.notes.extend(self.notes);
        (message.text, message.html) = joined(pieces, &mut message.notes);
        message.attachments = self.attachments;
        message.links = self.links;
        message.enclosed = self.enclosed;
        message.report = if self.reports { self.report.report() } else { None };
    }
}

/// A file of which only the name and the hash are wanted here.
fn is_opaque(kind: &Kind) -> bool {
    let media_type = kind.ctype.mimetype.as_str();
    let read =
        ["text/", "message/", "application/rtf", "application/pkcs7-", "application/x-pkcs7-"];
    !(read.iter().any(|start| media_type.starts_with(start))
        || is_tnef(kind)
        || is_text_file(media_type, &kind.name))
}

fn is_text_file(media_type: &str, name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    matches!(media_type, "text/plain" | "text/csv")
        || (media_type == "application/octet-stream"
            && matches!(ending.as_deref(), Some("txt" | "csv")))
}

fn is_tnef(kind: &Kind) -> bool {
    matches!(kind.ctype.mimetype.as_str(), "application/ms-tnef" | "application/vnd.ms-tnef")
        || kind.name.eq_ignore_ascii_case("winmail.dat")
}

/// The versions of one text: all that is plain, and all that is HTML.
fn merged(pieces: Vec<Piece>) -> Piece {
    let mut one = Piece::default();
    for piece in pieces {
        add(&mut one.plain, piece.plain);
        add(&mut one.html, piece.html);
    }
    one
}

fn add(to: &mut Option<String>, text: Option<String>) {
    match (to, text) {
        (Some(known), Some(text)) => {
            known.push('\n');
            known.push_str(&text);
        }
        (to @ None, text) => *to = text,
        (Some(_), None) => {}
    }
}

/// The text of a mail, and its HTML version where it has both.
pub(super) fn joined(pieces: Vec<Piece>, notes: &mut Vec<String>) -> (String, Option<String>) {
    let blank = |text: &Option<String>| text.as_ref().is_none_or(|text| text.trim().is_empty());
    let own =
        pieces.iter().any(|piece| !(piece.copy || (blank(&piece.plain) && blank(&piece.html))));
    let pieces: Vec<Piece> = pieces.into_iter().filter(|piece| !(own && piece.copy)).collect();
    let both = pieces.iter().any(|piece| !blank(&piece.plain) && !blank(&piece.html));
    let (mut text, mut html) = (None, None);
    for piece in pieces {
        if both {
            let version = if blank(&piece.html) { piece.plain.clone() } else { piece.html.clone() };
            add(&mut html, version);
        }
        add(&mut text, if is_stub(&piece) { piece.html } else { piece.plain });
    }
    let text = bounded_text(tidy(text.unwrap_or_default()), notes);
    let html = html.map(|html| bounded_text(tidy(html), notes)).filter(|html| *html != text);
    (text, html)
}

/// No plain text, or one that only says that there is HTML.
fn is_stub(piece: &Piece) -> bool {
    let Some(html) = piece.html.as_deref().filter(|html| !html.trim().is_empty()) else {
        return false;
    };
    let plain = piece.plain.as_deref().unwrap_or_default().trim();
    let points_there = || {
        let lower = plain.to_ascii_lowercase();
        lower.contains("html") && !plain.bytes().any(|byte| byte.is_ascii_digit())
    };
    plain.is_empty() || (plain.len() < 250 && html.trim().len() > plain.len() && points_there())
}

fn tidy(text: String) -> String {
    let text =
        if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { text.into() };
    if text.contains('\u{a0}') { text.replace('\u{a0}', " ") } else { text.into_owned() }
}
