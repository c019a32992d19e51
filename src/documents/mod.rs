//! Bytes into text and tables with their places: what a reader would see, nothing fetched.

mod archive;
mod clean;
mod links;
mod lzfu;
mod model;
mod office;
mod pdf;
/// Words in their places into lines and tables.
pub mod placed;
mod reading;
mod sheet;
mod sniff;
mod word;

use serde::{Deserialize, Serialize};

pub use self::archive::{Archive, Packed};
pub use self::model::{Block, Cell, Document, Hidden, Table, Text, What};
pub use self::office::OPEN_IT_YOURSELF;
pub use self::reading::{Format, format, read, read_with};
pub use self::sheet::{SheetKind, read_sheet};
pub use self::sniff::{OfficeKind, read_office, sniff};
pub use self::word::{WordKind, read_word};

/// The version of what reads documents; a later one reads them again.
pub const READER: u32 = 1;

/// Text out of HTML, and whether all of it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drawn {
    pub text: String,
    pub cut: bool,
    pub links: Vec<Link>,
}

/// A link as it is drawn, and where it leads: nothing is fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub text: String,
    pub address: String,
}

/// HTML as plain text, one line for each line a reader sees; empty when it cannot be read.
pub fn html_to_text(html: &str) -> Drawn {
    let clean = clean::clean(html);
    let drawn = html2text::config::plain_no_decorate()
        .string_from_read(clean.html.as_bytes(), 1000)
        .unwrap_or_default();
    Drawn { text: undrawn(&drawn), cut: clean.cut, links: links::links(&clean.html) }
}

/// Tables as cells between bars, without the rules drawn around them.
fn undrawn(text: &str) -> String {
    let is_rule = |line: &str| {
        !line.trim().is_empty() && line.trim().chars().all(|c| "─━┬┼┴├┤┌┐└┘│/ ".contains(c))
    };
    text.lines()
        .filter(|line| !is_rule(line))
        .map(|line| line.replace('│', " | "))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The text of an RTF document.
pub fn rtf_to_text(rtf: &[u8]) -> String {
    word::rtf_text(rtf)
}

/// A PDF's lines and tables, each with its page and line.
pub fn read_pdf(pdf: &[u8]) -> Document {
    pdf::read(pdf, None)
}

/// The same of a PDF that opens with a password.
pub fn read_locked_pdf(pdf: &[u8], password: &str) -> Document {
    pdf::read(pdf, Some(password))
}

/// A PDF that opens with `password`, written so that it opens without; `None` where it does not open.
pub fn without_password(pdf: &[u8], password: &str) -> Option<Vec<u8>> {
    pdf::without_password(pdf, password)
}

/// The files in a ZIP file, and in a ZIP in it; locked ones only with their password.
pub fn unzip(zip: &[u8], password: Option<&str>) -> Archive {
    archive::open(zip, password)
}

/// The RTF that Outlook compressed; `None` when `bytes` are nothing of the sort.
pub fn compressed_rtf(bytes: &[u8]) -> Option<Vec<u8>> {
    lzfu::decompressed(bytes)
}

/// text/enriched (RFC 1896) as plain text.
pub fn enriched_to_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut unseen = 0_usize;
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at(at);
        if unseen == 0 {
            out.push_str(before);
        }
        // "<<" is a less-than sign: "<<5" is how "<5" is written.
        if let Some(behind) = from.strip_prefix("<<") {
            out.push('<');
            rest = behind;
            continue;
        }
        let end = from.find('>').map_or(from.len(), |end| end + 1);
        let (tag, behind) = from.split_at(end);
        rest = behind;
        let name = tag.trim_matches(['<', '>']).to_ascii_lowercase();
        match name.as_str() {
            "param" => unseen += 1,
            "/param" => unseen = unseen.saturating_sub(1),
            "nl" => out.push('\n'),
            _ => {}
        }
    }
    if unseen == 0 {
        out.push_str(rest);
    }
    out
}
