//! What is asked of a reader and what it answers: a line of JSON before the bytes, a length before the
//! answer.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use crate::documents::Document;

/// A file to be read.
#[derive(Clone, Copy)]
pub struct Asked<'f> {
    pub name: &'f str,
    pub media_type: &'f str,
    pub bytes: &'f [u8],
    /// With which it may open.
    pub password: Option<&'f str>,
}

impl std::fmt::Debug for Asked<'_> {
    /// Without the password.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} ({}, {} bytes)", self.name, self.media_type, self.bytes.len())
    }
}

#[derive(Serialize, Deserialize)]
struct Head {
    name: String,
    media_type: String,
    bytes: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    password: Option<String>,
}

/// A head is a name and a length: more than this is not one.
const LONGEST_HEAD: u32 = 64 * 1024;
/// An answer beyond this is not believed.
const LONGEST_ANSWER: u32 = 512 * 1024 * 1024;

pub(super) fn ask(out: &mut impl Write, asked: &Asked<'_>) -> io::Result<()> {
    let head = Head {
        name: asked.name.to_owned(),
        media_type: asked.media_type.to_owned(),
        bytes: asked.bytes.len() as u64,
        password: asked.password.map(str::to_owned),
    };
    framed(out, &serde_json::to_vec(&head)?)?;
    out.write_all(asked.bytes)?;
    out.flush()
}

pub(super) fn answer(from: &mut impl Read) -> io::Result<Document> {
    let answer = frame(from, LONGEST_ANSWER)?
        .ok_or_else(|| io::Error::new(io::ErrorKind::UnexpectedEof, "its reader stopped"))?;
    Ok(serde_json::from_slice(&answer)?)
}

/// Answers on `out` whatever is asked on `from`, until it ends.
pub fn serve(
    from: &mut impl Read,
    out: &mut impl Write,
    read: impl Fn(&Asked<'_>) -> Document,
) -> io::Result<()> {
    while let Some(head) = frame(from, LONGEST_HEAD)? {
        let head: Head = serde_json::from_slice(&head)?;
        let mut bytes = Vec::new();
        from.take(head.bytes).read_to_end(&mut bytes)?;
        if bytes.len() as u64 != head.bytes {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let asked = Asked {
            name: &head.name,
            media_type: &head.media_type,
            bytes: &bytes,
            password: head.password.as_deref(),
        };
        framed(out, &serde_json::to_vec(&read(&asked))?)?;
        out.flush()?;
    }
    Ok(())
}

fn framed(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::InvalidData)?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(bytes)
}

/// The next frame; `None` at the end.
fn frame(from: &mut impl Read, longest: u32) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    match from.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let length = u32::from_le_bytes(length);
    if length > longest {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "an answer too long"));
    }
    let mut bytes = Vec::new();
    from.take(u64::from(length)).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 == u64::from(length)).then_some(bytes))
}
