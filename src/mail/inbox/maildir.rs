//! A Maildir: a file for each message, in `new` and `cur`. Its name before the colon stays when a
//! mail program moves the message or sets a flag.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use anyhow::Context;

use super::{Sighting, Source, stamp};

const PARTS: [&str; 3] = ["new", "cur", "tmp"];

/// Whether `folder` is a Maildir.
pub(super) fn is_one(folder: &Path) -> bool {
    ["new", "cur"].iter().all(|part| folder.join(part).is_dir())
}

/// Whether a folder of that name in a Maildir belongs to it; others are Maildirs of their own.
pub(super) fn is_part(name: &OsStr) -> bool {
    PARTS.iter().any(|part| name == *part)
}

/// Adds the messages that have been delivered to `folder`, whose real place is `location`.
pub(super) fn walk(folder: &Path, location: &str, found: &mut Vec<Sighting>) -> anyhow::Result<()> {
    for part in ["new", "cur"] {
        let part = folder.join(part);
        let entries = fs::read_dir(&part).with_context(|| format!("reading {}", part.display()))?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with('.') || entry.file_type()?.is_dir() {
                continue;
            }
            let unique = name.split_once(":2,").map_or(&*name, |(unique, _)| unique);
            let path = entry.path();
            // A mail program may have moved it since the folder was listed: reading it will tell.
            let stamp = fs::metadata(&path).ok().and_then(|metadata| stamp(&metadata));
            let location = format!("{location}/{unique}");
            found.push(Sighting { location, stamp, source: Source::File(path) });
        }
    }
    Ok(())
}
