//! Mails out of files: single messages, folders of them, Maildirs, mboxes, standard input.
//!
//! A place is sighted first and read later: what was taken in before is passed over by its size and
//! its time, without being opened.

mod maildir;
mod mbox;

use std::fs::{self, File, Metadata};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::Context;

/// The largest message that is taken in, in bytes.
const LARGEST: u64 = 100 * 1024 * 1024;

/// Folders nested deeper than this are not looked into.
const DEEPEST: usize = 20;

/// Endings of files that are taken out of a folder; others are taken when they are named.
const MESSAGES: [&str; 4] = ["eml", "msg", "mbox", "mbx"];
const MBOXES: [&str; 2] = ["mbox", "mbx"];

/// Size and time of a file: while both stay, so do its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    pub bytes: u64,
    /// Nanoseconds since 1970.
    pub modified: i64,
}

/// A place where mail lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// The place, however it was named, and whatever flags a mail program sets.
    pub location: String,
    /// `None` for what can be read only once.
    pub stamp: Option<Stamp>,
    source: Source,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Source {
    File(PathBuf),
    StandardInput,
    /// A folder below the one named that cannot be looked into, and why.
    Closed {
        folder: PathBuf,
        why: String,
    },
}

/// One message, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// How listings name it.
    pub file: String,
    pub bytes: Vec<u8>,
}

impl Sighting {
    /// The file at `path`, whatever its name.
    pub fn file(path: &Path) -> anyhow::Result<Self> {
        let metadata = fs::metadata(path).with_context(|| format!("reading {}", path.display()))?;
        Ok(Self::of(path.to_owned(), real(path), &metadata))
    }

    fn of(path: PathBuf, location: String, metadata: &Metadata) -> Self {
        Self { location, stamp: stamp(metadata), source: Source::File(path) }
    }

    /// Whether it may hold more messages than memory does.
    pub fn is_mbox(&self) -> bool {
        let Source::File(path) = &self.source else { return false };
        let ending = path.extension().unwrap_or_default();
        let large = self.stamp.is_some_and(|stamp| stamp.bytes > LARGEST);
        large || MBOXES.iter().any(|known| ending.eq_ignore_ascii_case(known))
    }

    /// How listings name the place.
    pub fn name(&self) -> String {
        match &self.source {
            Source::File(path) | Source::Closed { folder: path, .. } => path.display().to_string(),
            Source::StandardInput => "-".to_owned(),
        }
    }

    /// Gives each message that lies here to `take`, in order.
    pub fn read(&self, take: &mut dyn FnMut(Message) -> anyhow::Result<()>) -> anyhow::Result<()> {
        match &self.source {
            Source::File(path) => {
                let reading = || format!("reading {}", path.display());
                // A pipe would be waited on for ever, and a device has no end.
                anyhow::ensure!(
                    fs::metadata(path).with_context(reading)?.is_file(),
                    "{} is no regular file",
                    path.display()
                );
                let mut file = BufReader::new(File::open(path).with_context(reading)?);
                if mbox::begins(&mut file).with_context(reading)? {
                    return mbox::read(path, file, take);
                }
                self.whole(bounded(file).with_context(reading)?, take)
            }
            Source::StandardInput => {
                let bytes = bounded(std::io::stdin().lock()).context("reading standard input")?;
                self.whole(bytes, take)
            }
            Source::Closed { why, .. } => anyhow::bail!("{why}"),
        }
    }

    fn whole(
        &self,
        bytes: Vec<u8>,
        take: &mut dyn FnMut(Message) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let file = self.name();
        anyhow::ensure!(!bytes.is_empty(), "{file} is empty");
        take(Message { file, bytes })
    }
}

/// Where a file lies, however it was named.
fn real(path: &Path) -> String {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
}

fn stamp(metadata: &Metadata) -> Option<Stamp> {
    let since = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(Stamp { bytes: metadata.len(), modified: i64::try_from(since.as_nanos()).ok()? })
}

/// All of `from`, unless it is larger than a mail can be.
fn bounded(from: impl Read) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(LARGEST + 1).read_to_end(&mut bytes)?;
    anyhow::ensure!(
        u64::try_from(bytes.len())? <= LARGEST,
        "it is larger than 100 MiB: it is no mail, or must be taken in another way"
    );
    Ok(bytes)
}

/// Where mail lies at `path`: one file; a folder's messages and Maildirs, and those below it, by
/// name; or `-`.
pub fn sightings(path: &Path) -> anyhow::Result<Vec<Sighting>> {
    if path == Path::new("-") {
        let location = "-".to_owned();
        return Ok(vec![Sighting { location, stamp: None, source: Source::StandardInput }]);
    }
    let metadata = fs::metadata(path).with_context(|| format!("reading {}", path.display()))?;
    if !metadata.is_dir() {
        return Ok(vec![Sighting::of(path.to_owned(), real(path), &metadata)]);
    }
    let mut found = Vec::new();
    walk(path, &real(path), &mut found, 0)?;
    found.sort_by(|one, other| one.location.cmp(&other.location));
    Ok(found)
}

/// The messages in `folder`, whose real place is `location`, and below it.
fn walk(
    folder: &Path,
    location: &str,
    found: &mut Vec<Sighting>,
    depth: usize,
) -> anyhow::Result<()> {
    anyhow::ensure!(depth < DEEPEST, "the folder is nested too deeply");
    let is_maildir = maildir::is_one(folder);
    if is_maildir {
        maildir::walk(folder, location, found)?;
    }
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if is_maildir && maildir::is_part(&name) {
                continue;
            }
            let location = format!("{location}/{}", name.to_string_lossy());
            // One folder that cannot be read does not keep the others out.
            if let Err(error) = walk(&path, &location, found, depth + 1) {
                let why = format!("{error:#}");
                let source = Source::Closed { folder: path, why };
                found.push(Sighting { location, stamp: None, source });
            }
        } else if path
            .extension()
            .is_some_and(|ending| MESSAGES.iter().any(|known| ending.eq_ignore_ascii_case(known)))
        {
            // A link is another name of the place it leads to.
            let location = if kind.is_symlink() {
                real(&path)
            } else {
                format!("{location}/{}", name.to_string_lossy())
            };
            let stamp = fs::metadata(&path).ok().and_then(|metadata| stamp(&metadata));
            found.push(Sighting { location, stamp, source: Source::File(path) });
        }
    }
    Ok(())
}
