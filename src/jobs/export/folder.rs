//! Exports onto the disk: each file whole or not at all, and never over something else unasked.

use std::fs;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use sha2::{Digest, Sha256};

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub path: PathBuf,
    pub bytes: usize,
    pub sha256: String,
    /// Of a table.
    pub rows: Option<usize>,
}

/// Whether what lies there may be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replace {
    Nothing,
    Anything,
}

/// Refuses to write over what is there.
pub(super) fn may_write(path: &Path, replace: Replace) -> anyhow::Result<()> {
    anyhow::ensure!(
        replace == Replace::Anything || !path.exists(),
        "{} is there already: name another place with --to, or replace it with --force",
        path.display()
    );
    Ok(())
}

/// Makes the folder; that of what is not for everybody is its owner's alone.
pub(super) fn make(folder: &Path) -> anyhow::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder).with_context(|| format!("making {}", folder.display()))
}

/// Lets `work` write beside the final place, and renames when all of it is there.
pub(super) fn put(
    path: &Path,
    work: impl FnOnce(&mut BufWriter<fs::File>) -> anyhow::Result<Option<usize>>,
) -> anyhow::Result<Written> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    let written = (|| {
        let temporary = tempfile::NamedTempFile::new_in(folder)?;
        let mut out = BufWriter::with_capacity(1 << 20, temporary.reopen()?);
        let rows = work(&mut out)?;
        out.flush()?;
        out.get_ref().sync_all()?;
        drop(out);
        temporary.persist(path).map_err(|error| error.error)?;
        let (bytes, sha256) = hash(path)?;
        anyhow::Ok(Written { path: path.to_owned(), bytes, sha256, rows })
    })();
    written.with_context(|| format!("writing {}", path.display()))
}

pub(super) fn put_text(path: &Path, text: &str) -> anyhow::Result<Written> {
    put(path, |out| {
        out.write_all(text.as_bytes())?;
        Ok(None)
    })
}

fn hash(path: &Path) -> anyhow::Result<(usize, String)> {
    let mut file = fs::File::open(path)?;
    let (mut hasher, mut buffer, mut bytes) = (Sha256::new(), vec![0; 1 << 16], 0);
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        bytes += read;
        hasher.update(buffer.get(..read).unwrap_or_default());
    }
    let hex = hasher.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = std::fmt::Write::write_fmt(&mut hex, format_args!("{byte:02x}"));
        hex
    });
    Ok((bytes, hex))
}
