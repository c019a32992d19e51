//! The older files: streams in a compound file, and numbers in their bytes.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use cfb::CompoundFile;

const SECTOR: usize = 512;
/// One sector lists 128 of them.
const LISTED: usize = 128 * SECTOR;

/// The streams of a compound file.
pub(in crate::documents) struct Compound<'a> {
    file: CompoundFile<Cursor<Cow<'a, [u8]>>>,
    most: u64,
}

impl<'a> Compound<'a> {
    /// `None` when `bytes` are no compound file, or are damaged.
    pub(in crate::documents) fn open(bytes: &'a [u8]) -> Option<Self> {
        Self::of(Cow::Borrowed(bytes))
    }

    /// Some writers list sectors that they leave out at the end; zeros stand for those.
    pub(in crate::documents) fn open_padded(bytes: &'a [u8]) -> Option<Self> {
        Self::open(bytes).or_else(|| {
            let length = bytes.len().next_multiple_of(LISTED) + SECTOR;
            let mut padded = bytes.to_vec();
            padded.resize(length, 0);
            Self::of(Cow::Owned(padded))
        })
    }

    fn of(bytes: Cow<'a, [u8]>) -> Option<Self> {
        let most = u64::try_from(bytes.len()).ok()?;
        CompoundFile::open(Cursor::new(bytes)).ok().map(|file| Self { file, most })
    }

    pub(in crate::documents) fn has(&self, name: &str) -> bool {
        self.file.exists(name)
    }

    /// A stream, as far as it can be read; never more than the file.
    pub(in crate::documents) fn stream(&mut self, name: &str) -> Option<Vec<u8>> {
        let stream = self.file.open_stream(name).ok()?;
        let mut bytes = Vec::new();
        // What was read before the damage counts.
        let _ = stream.take(self.most).read_to_end(&mut bytes);
        Some(bytes)
    }

    /// The streams of a folder by their paths.
    pub(in crate::documents) fn streams(&self, folder: &str) -> Vec<String> {
        let Ok(entries) = self.file.read_storage(folder) else { return Vec::new() };
        entries
            .filter(cfb::Entry::is_stream)
            .map(|entry| entry.path().to_string_lossy().into_owned())
            .collect()
    }
}

pub(in crate::documents) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|found| u16::from_le_bytes(*found))
}

pub(in crate::documents) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|found| u32::from_le_bytes(*found))
}

pub(in crate::documents) fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    bytes.get(at..)?.first_chunk().map(|found| f64::from_le_bytes(*found))
}

/// A count or a place of 16 bits.
pub(in crate::documents) fn short_at(bytes: &[u8], at: usize) -> Option<usize> {
    u16_at(bytes, at).map(usize::from)
}

/// A count or a place of 32 bits.
pub(in crate::documents) fn long_at(bytes: &[u8], at: usize) -> Option<usize> {
    u32_at(bytes, at).and_then(|number| usize::try_from(number).ok())
}

/// Characters of two bytes each.
pub(in crate::documents) fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).map(|pair| u16_at(pair, 0).unwrap_or_default());
    char::decode_utf16(units).map(|sign| sign.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}
