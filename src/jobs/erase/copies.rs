//! Where what is erased may still lie: named for the person, who alone can remove it there.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::replies::message::sha256;
use crate::store::{self, sweep};

/// Files that are looked at; a workspace has fewer.
const MOST_FILES: usize = 100_000;
/// Larger files are no mails and no attachments.
const LARGEST: u64 = 256 * 1024 * 1024;

/// Something outside the database that holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remains {
    pub place: String,
    /// What it is, and what to do about it.
    pub what: String,
}

impl Remains {
    pub(super) fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into() }
    }
}

/// Bytes to be found again: their hash and their number.
pub(super) type Sought = (String, u64);

/// Files below `dir` that are these bytes, and databases and packs that hold them.
pub(super) fn below(dir: &Path, sought: &[Sought], references: &[String]) -> Vec<Remains> {
    let hashes: Vec<String> = sought.iter().map(|(hash, _)| hash.clone()).collect();
    let mut found = Vec::new();
    // As `source` names them.
    let dir = fs::canonicalize(dir).unwrap_or_else(|_| dir.to_owned());
    for path in files(&dir) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let shown = path.display().to_string();
        if is_own(&name) {
            continue;
        }
        if is_database(&path) {
            if sweep::file_holds(&path, &hashes) {
                found.push(Remains::new(shown, "a copy of the database that holds it: delete it"));
            }
        } else if references.iter().any(|of| name.starts_with(&format!("{of}-pack."))) {
            let what = "a pack of the request, which may hold it: make it anew or delete it";
            found.push(Remains::new(shown, what));
        } else if is_one_of(&path, sought) {
            found.push(Remains::new(shown, "the same bytes: delete the file"));
        }
    }
    found
}

/// Where a copy of a mail was taken from.
pub(super) fn source(location: &str) -> Option<Remains> {
    if let Some(place) = location.strip_prefix("imap://") {
        let place = place.split(';').next().unwrap_or(place);
        return Some(Remains::new(
            place,
            "the mailbox it came from: delete the mail on the server",
        ));
    }
    let path = location.split_once(':').map_or(location, |(road, path)| {
        if matches!(road, "post" | "portal" | "phone" | "wdtk") { path } else { location }
    });
    Path::new(path).exists().then(|| {
        Remains::new(path, "the file or mailbox it was taken in from: delete the mail there")
    })
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![dir.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                found.push(entry.path());
            }
            if found.len() >= MOST_FILES {
                return found;
            }
        }
    }
    found.sort();
    found
}

fn is_own(name: &str) -> bool {
    ["", "-wal", "-shm", "-journal"].iter().any(|end| name == format!("{}{end}", store::FILE))
        || name == store::hold::FILE
}

fn is_database(path: &Path) -> bool {
    let mut start = [0; 16];
    let read = fs::File::open(path).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && start == *b"SQLite format 3\0"
}

fn is_one_of(path: &Path, sought: &[Sought]) -> bool {
    let Ok(length) = fs::metadata(path).map(|metadata| metadata.len()) else { return false };
    if length > LARGEST || !sought.iter().any(|(_, bytes)| *bytes == length) {
        return false;
    }
    fs::read(path).is_ok_and(|bytes| {
        let hash = sha256(&bytes);
        sought.iter().any(|(known, _)| *known == hash)
    })
}
