//! A pack onto the disk: whole or not at all, for its owner only, never over a stranger's file.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::{Pack, archive, page};

/// Whether a file may be replaced that is no older pack of the same request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overwrite {
    OlderPack,
    Anything,
}

/// Where a pack was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub html: PathBuf,
    pub zip: PathBuf,
}

/// Writes both files into `folder`, which is made if it is not there.
pub fn write(pack: &Pack, folder: &Path, overwrite: Overwrite) -> anyhow::Result<Written> {
    let html = folder.join(pack.html_name());
    let zip = folder.join(pack.zip_name());
    if overwrite == Overwrite::OlderPack {
        may_replace(&html, |bytes| page::is_pack(bytes, &pack.reference))?;
        may_replace(&zip, |bytes| archive::is_pack(bytes, &pack.reference))?;
    }
    make(folder).with_context(|| format!("making {}", folder.display()))?;
    put(folder, &zip, &pack.zip)?;
    put(folder, &html, &pack.html)?;
    Ok(Written { html, zip })
}

fn may_replace(path: &Path, is_older: impl Fn(&[u8]) -> bool) -> anyhow::Result<()> {
    match fs::read(path) {
        Ok(bytes) if is_older(&bytes) => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Ok(_) => anyhow::bail!(
            "{} is there already and is no older pack of this request: move it away, name another \
             folder with --out, or replace it with --force",
            path.display()
        ),
        Err(error) => Err(error).with_context(|| format!("looking at {}", path.display())),
    }
}

/// A folder that only its owner can enter; one that is there stays as it is.
fn make(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// Writes beside the final place and renames: a reader sees the old file or the new one.
fn put(folder: &Path, path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)
    });
    written.map(drop).with_context(|| format!("writing {}", path.display()))
}
