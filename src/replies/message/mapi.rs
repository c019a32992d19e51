//! Outlook's own property lists, as winmail.dat and .msg files have them. Every read is checked
//! against the bytes there are: a length that is not true ends the list.

use encoding_rs::{Encoding, UTF_16LE, WINDOWS_1252};

/// Numbers of the properties that are read (MS-OXPROPS).
pub(super) mod id {
    pub(crate) const SUBJECT: u16 = 0x0037;
    pub(crate) const CLIENT_SUBMIT_TIME: u16 = 0x0039;
    pub(crate) const TRANSPORT_HEADERS: u16 = 0x007d;
    pub(crate) const SENDER_NAME: u16 = 0x0c1a;
    pub(crate) const SENDER_EMAIL: u16 = 0x0c1f;
    pub(crate) const DELIVERY_TIME: u16 = 0x0e06;
    pub(crate) const BODY: u16 = 0x1000;
    pub(crate) const RTF_COMPRESSED: u16 = 0x1009;
    pub(crate) const HTML: u16 = 0x1013;
    pub(crate) const INTERNET_MESSAGE_ID: u16 = 0x1035;
    pub(crate) const INTERNET_REFERENCES: u16 = 0x1039;
    pub(crate) const IN_REPLY_TO: u16 = 0x1042;
    pub(crate) const EMAIL_ADDRESS: u16 = 0x3003;
    pub(crate) const ATTACH_DATA: u16 = 0x3701;
    pub(crate) const ATTACH_FILENAME: u16 = 0x3704;
    pub(crate) const ATTACH_LONG_FILENAME: u16 = 0x3707;
    pub(crate) const ATTACH_MIME_TAG: u16 = 0x370e;
    pub(crate) const SMTP_ADDRESS: u16 = 0x39fe;
    pub(crate) const INTERNET_CODEPAGE: u16 = 0x3fde;
    pub(crate) const MESSAGE_CODEPAGE: u16 = 0x3ffd;
    pub(crate) const SENDER_SMTP: u16 = 0x5d01;
}

pub(super) const STRING_8: u16 = 0x001e;
pub(super) const STRING_16: u16 = 0x001f;
pub(super) const BINARY: u16 = 0x0102;
pub(super) const OBJECT: u16 = 0x000d;

/// Properties beyond this many are not read.
const MOST: u32 = 4_000;

/// A property with its value's bytes.
pub(super) struct Property<'a> {
    pub(super) id: u16,
    pub(super) kind: u16,
    pub(super) bytes: &'a [u8],
}

/// Reads off the front of bytes.
pub(super) struct Front<'a>(pub(super) &'a [u8]);

impl<'a> Front<'a> {
    pub(super) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        let (first, rest) = self.0.split_first_chunk::<2>()?;
        self.0 = rest;
        Some(u16::from_le_bytes(*first))
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        let (first, rest) = self.0.split_first_chunk::<4>()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*first))
    }

    pub(super) fn length(&mut self) -> Option<usize> {
        self.u32().and_then(|length| usize::try_from(length).ok())
    }
}

/// The properties of a TNEF list, as far as it can be followed.
pub(super) fn properties(bytes: &[u8]) -> Vec<Property<'_>> {
    let mut front = Front(bytes);
    let mut found = Vec::new();
    let count = front.u32().unwrap_or_default().min(MOST);
    for _ in 0..count {
        let Some(property) = property(&mut front) else { break };
        found.push(property);
    }
    found
}

fn property<'a>(front: &mut Front<'a>) -> Option<Property<'a>> {
    let (kind, id) = (front.u16()?, front.u16()?);
    if id >= 0x8000 {
        front.take(16)?;
        let name = if front.u32()? == 0 { 4 } else { front.length()? };
        front.take(name.checked_next_multiple_of(4)?)?;
    }
    let many = kind & 0x1000 != 0;
    let sort = kind & 0x0fff;
    let variable = matches!(sort, OBJECT | STRING_8 | STRING_16 | BINARY);
    let count = if many || variable { front.u32()?.min(MOST) } else { 1 };
    let mut bytes: &[u8] = &[];
    for index in 0..count {
        let value = if variable {
            let length = front.length()?;
            let value = front.take(length)?;
            // The last value may lack its padding.
            let padding = length.next_multiple_of(4) - length;
            let _ = front.take(padding.min(front.0.len()));
            value
        } else {
            front.take(match sort {
                0x0002..=0x0004 | 0x000a | 0x000b => 4,
                0x0005..=0x0007 | 0x0014 | 0x0040 => 8,
                0x0048 => 16,
                _ => return None,
            })?
        };
        if index == 0 {
            bytes = value;
        }
    }
    Some(Property { id, kind: sort, bytes })
}

/// A text property; `codepage` is that of eight-bit strings.
pub(super) fn text(kind: u16, bytes: &[u8], codepage: u32) -> Option<String> {
    let text = match kind {
        STRING_16 => UTF_16LE.decode_without_bom_handling(bytes).0,
        STRING_8 => encoding(codepage).decode_without_bom_handling(bytes).0,
        _ => return None,
    };
    let text = text.trim_end_matches('\0');
    Some(text.to_owned())
}

/// The encoding of one of Windows' code pages.
pub(super) fn encoding(codepage: u32) -> &'static Encoding {
    let label = match codepage {
        65001 => "utf-8".to_owned(),
        20127 | 28591 => "windows-1252".to_owned(),
        28592..=28606 => format!("iso-8859-{}", codepage - 28590),
        other => format!("windows-{other}"),
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252)
}
