//! Mails out of files: single messages, folders of them taken in name order, standard input.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;

/// The largest message that is taken in, in bytes.
const LARGEST: u64 = 100 * 1024 * 1024;

/// Folders nested deeper than this are not looked into.
const DEEPEST: usize = 20;

/// A message to be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    File(PathBuf),
    StandardInput,
    /// A folder below the one named that cannot be looked into, and why.
    Closed {
        folder: PathBuf,
        why: String,
    },
}

impl Source {
    /// How the message is named in listings.
    pub fn name(&self) -> String {
        self.path().display().to_string()
    }

    fn path(&self) -> &Path {
        match self {
            Self::File(path) | Self::Closed { folder: path, .. } => path,
            Self::StandardInput => Path::new("-"),
        }
    }

    pub fn read(&self) -> anyhow::Result<Vec<u8>> {
        match self {
            Self::File(path) => {
                let reading = || format!("reading {}", path.display());
                // A pipe would be waited on for ever, and a device has no end.
                anyhow::ensure!(
                    fs::metadata(path).with_context(reading)?.is_file(),
                    "{} is no regular file",
                    path.display()
                );
                bounded(File::open(path).with_context(reading)?).with_context(reading)
            }
            Self::StandardInput => {
                bounded(std::io::stdin().lock()).context("reading standard input")
            }
            Self::Closed { why, .. } => anyhow::bail!("{why}"),
        }
    }
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

/// The messages at `path`: one file, every `.eml` in a folder and below it by name, or `-`.
pub fn sources(path: &Path) -> anyhow::Result<Vec<Source>> {
    if path == Path::new("-") {
        return Ok(vec![Source::StandardInput]);
    }
    let metadata = fs::metadata(path).with_context(|| format!("reading {}", path.display()))?;
    if !metadata.is_dir() {
        return Ok(vec![Source::File(path.to_owned())]);
    }
    let mut found = Vec::new();
    walk(path, &mut found, 0)?;
    found.sort_by(|one, other| one.path().cmp(other.path()));
    Ok(found)
}

fn walk(folder: &Path, found: &mut Vec<Source>, depth: usize) -> anyhow::Result<()> {
    anyhow::ensure!(depth < DEEPEST, "the folder is nested too deeply");
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            // One folder that cannot be read does not keep the others out.
            if let Err(error) = walk(&path, found, depth + 1) {
                found.push(Source::Closed { folder: path, why: format!("{error:#}") });
            }
        } else if path.extension().is_some_and(|ext| ext.eq_ignore_ascii_case("eml")) {
            found.push(Source::File(path));
        }
    }
    Ok(())
}
