//! winmail.dat: what Outlook wraps a mail in when it thinks that Outlook reads it.
//!
//! Read here rather than with the crate `tnef`: that one refuses a whole file for one wrong
//! checksum and leaves out the properties, where the body is.

use super::mapi::{self, Front, Property, id};
use crate::documents;

/// A file that came with it.
pub(super) struct File {
    pub(super) name: String,
    pub(super) media_type: Option<String>,
    pub(super) bytes: Vec<u8>,
}

/// What a winmail.dat holds.
#[derive(Default)]
pub(super) struct Contents {
    pub(super) plain: Option<String>,
    pub(super) html: Option<String>,
    pub(super) rtf: Option<String>,
    pub(super) files: Vec<File>,
}

const SIGNATURE: u32 = 0x223e_9f78;
const MOST_FILES: usize = 100;

/// Reads `bytes`; `None` when they are no winmail.dat.
pub(super) fn read(bytes: &[u8]) -> Option<Contents> {
    let mut front = Front(bytes);
    if front.u32()? != SIGNATURE {
        return None;
    }
    front.u16()?;
    let mut contents = Contents::default();
    let mut codepage = 1252;
    while let Some((number, value)) = attribute(&mut front) {
        match number {
            0x9007 => codepage = Front(value).u32().unwrap_or(codepage),
            0x800c => contents.plain = mapi::text(mapi::STRING_8, value, codepage),
            0x9003 => message(&mut contents, &mapi::properties(value), codepage),
            0x9002 if contents.files.len() < MOST_FILES => contents.files.push(File {
                name: String::new(),
                media_type: None,
                bytes: Vec::new(),
            }),
            0x8010 | 0x800f | 0x9005 => {
                if let Some(file) = contents.files.last_mut() {
                    attached(file, number, value, codepage);
                }
            }
            _ => {}
        }
    }
    contents.files.retain(|file| !file.bytes.is_empty());
    Some(contents)
}

/// The next attribute's number and value; its checksum is not held against it.
fn attribute<'a>(front: &mut Front<'a>) -> Option<(u16, &'a [u8])> {
    front.u8()?;
    let (number, _) = (front.u16()?, front.u16()?);
    let length = front.length()?;
    // A file that was cut off still gives what it has.
    let value = front.take(length.min(front.0.len()))?;
    let _ = front.u16();
    Some((number, value))
}

fn message(contents: &mut Contents, properties: &[Property<'_>], codepage: u32) {
    for property in properties {
        let text = || mapi::text(property.kind, property.bytes, codepage);
        match property.id {
            id::BODY => contents.plain = text().or(contents.plain.take()),
            id::HTML => contents.html = text().or_else(|| html(property.bytes)),
            id::RTF_COMPRESSED => {
                contents.rtf = documents::compressed_rtf(property.bytes)
                    .map(|rtf| documents::rtf_to_text(&rtf));
            }
            _ => {}
        }
    }
}

/// HTML kept as bytes, in whatever encoding it says of itself.
pub(super) fn html(bytes: &[u8]) -> Option<String> {
    (!bytes.is_empty()).then(|| super::charset::decode(bytes, None).text)
}

fn attached(file: &mut File, number: u16, value: &[u8], codepage: u32) {
    match number {
        0x8010 if file.name.is_empty() => {
            file.name = mapi::text(mapi::STRING_8, value, codepage).unwrap_or_default();
        }
        0x800f => file.bytes = value.to_vec(),
        _ => {
            for property in mapi::properties(value) {
                let text = mapi::text(property.kind, property.bytes, codepage);
                match (property.id, text) {
                    (id::ATTACH_LONG_FILENAME, Some(name)) if !name.is_empty() => file.name = name,
                    (id::ATTACH_MIME_TAG, text) => file.media_type = text,
                    (id::ATTACH_DATA, _) if file.bytes.is_empty() => {
                        file.bytes = property.bytes.to_vec();
                    }
                    _ => {}
                }
            }
        }
    }
}
