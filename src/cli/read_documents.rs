//! `foi read-documents`: the hidden command by which `foi` reads documents in a process of its own.

use std::io;

use crate::documents::{self, Document, Format};
use crate::ocr;
use crate::workers::{self, Asked};

/// What a reader may take of memory, in bytes; beyond it, it stops, and the file has a note.
const MOST_MEMORY: u64 = 2 * 1024 * 1024 * 1024;

/// And of the processor's time, over all that it reads.
const MOST_SECONDS: u64 = 600;

pub(super) fn run() -> anyhow::Result<()> {
    rlimit::setrlimit(rlimit::Resource::AS, MOST_MEMORY, MOST_MEMORY)?;
    rlimit::setrlimit(rlimit::Resource::CORE, 0, 0)?;
    // Whoever asks stops it long before; this is for one whose asker was killed.
    rlimit::setrlimit(rlimit::Resource::CPU, MOST_SECONDS, MOST_SECONDS)?;
    let (mut from, mut out) = (io::stdin().lock(), io::stdout().lock());
    workers::serve(&mut from, &mut out, read)?;
    Ok(())
}

/// A document, and the pages of it that are pictures by what tesseract sees in them.
fn read(asked: &Asked<'_>) -> Document {
    let Asked { name, media_type, bytes, password } = *asked;
    let mut document = documents::read_with(name, media_type, bytes, password);
    let scans = std::mem::take(&mut document.scans);
    if scans.is_empty() {
        return document;
    }
    let seen = match documents::format(name, media_type, bytes) {
        Format::Picture => ocr::read_picture(bytes),
        Format::Pdf => {
            let opened = password.and_then(|with| documents::without_password(bytes, with));
            ocr::read_pages(opened.as_deref().unwrap_or(bytes), &scans)
        }
        Format::Office(_) | Format::Zip | Format::Html | Format::Text | Format::Other => {
            return document;
        }
    };
    ocr::woven(document, seen)
}
