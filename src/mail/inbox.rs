//! Mails out of files: single messages, folders of them taken in name order, standard input.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;

/// The largest message that is taken in, in bytes.
const LARGEST: u64 = 100 * 1024 * 1024;

/// A message to be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    File(PathBuf),
    StandardInput,
}

impl Source {
    /// How the message is named in listings.
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::StandardInput => "-".to_owned(),
        }
    }

    pub fn read(&self) -> anyhow::Result<Vec<u8>> {
        match self {
            Self::File(path) => {
                let size = fs::metadata(path)
                    .with_context(|| format!("reading {}", path.display()))?
                    .len();
                anyhow::ensure!(
                    size <= LARGEST,
                    "{} is larger than 100 MiB: it is no mail, or must be taken in another way",
                    path.display()
                );
                fs::read(path).with_context(|| format!("reading {}", path.display()))
            }
            Self::StandardInput => {
                let mut bytes = Vec::new();
                std::io::stdin()
                    .lock()
                    .take(LARGEST + 1)
                    .read_to_end(&mut bytes)
                    .context("reading standard input")?;
                Ok(bytes)
            }
        }
    }
}

/// The messages at `path`: one file, every `.eml` in a folder and below it by name, or `-`.
pub fn sources(path: &Path) -> anyhow::Result<Vec<Source>> {
    if path == Path::new("-") {
        return Ok(vec![Source::StandardInput]);
    }
    let metadata = fs::metadata(path).with_context(|| format!("reading {}", path.display()))?;
    if metadata.is_file() {
        return Ok(vec![Source::File(path.to_owned())]);
    }
    let mut found = Vec::new();
    walk(path, &mut found, 0)?;
    found.sort();
    Ok(found.into_iter().map(Source::File).collect())
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>, depth: usize) -> anyhow::Result<()> {
    anyhow::ensure!(depth < 20, "{} is nested too deeply", folder.display());
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            walk(&entry.path(), found, depth + 1)?;
        } else if entry.path().extension().is_some_and(|ext| ext.eq_ignore_ascii_case("eml")) {
            found.push(entry.path());
        }
    }
    Ok(())
}
