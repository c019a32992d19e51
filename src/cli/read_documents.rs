//! `foi read-documents`: the hidden command by which `foi` reads documents in a process of its own.

use std::io;

use crate::documents;
use crate::workers;

/// What a reader may take of memory, in bytes; beyond it, it stops, and the file has a note.
const MOST_MEMORY: u64 = 2 * 1024 * 1024 * 1024;

pub(super) fn run() -> anyhow::Result<()> {
    rlimit::setrlimit(rlimit::Resource::AS, MOST_MEMORY, MOST_MEMORY)?;
    rlimit::setrlimit(rlimit::Resource::CORE, 0, 0)?;
    let (mut from, mut out) = (io::stdin().lock(), io::stdout().lock());
    workers::serve(&mut from, &mut out, |asked| {
        documents::read(asked.name, asked.media_type, asked.bytes)
    })?;
    Ok(())
}
