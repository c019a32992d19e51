//! A report onto the disk: whole or not at all, and never over a stranger's file.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::Context;

/// Whether a file may be replaced that is no older report of the same campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overwrite {
    OlderReport,
    Anything,
}

/// A form in which a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Html,
    Pdf,
}

/// Writes a report of a campaign to `path`.
pub fn write(
    (path, form): (&Path, Form),
    bytes: &[u8],
    campaign: &str,
    overwrite: Overwrite,
) -> anyhow::Result<()> {
    if overwrite == Overwrite::OlderReport {
        may_replace((path, form), campaign)?;
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    // Beside the final place, then renamed: a reader sees the old file or the new one.
    let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)
    });
    written.map(drop).with_context(|| format!("writing {}", path.display()))
}

fn may_replace((path, form): (&Path, Form), campaign: &str) -> anyhow::Result<()> {
    match fs::read(path) {
        Ok(bytes) if is_older(&bytes, form, campaign) => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Ok(_) => anyhow::bail!(
            "{} is there already and is no older report of {campaign}: move it away, name another \
             file, or replace it with --force",
            path.display()
        ),
        Err(error) => Err(error).with_context(|| format!("looking at {}", path.display())),
    }
}

/// Whether a file says of itself that it is a report of this campaign.
fn is_older(bytes: &[u8], form: Form, campaign: &str) -> bool {
    match form {
        Form::Html => {
            let start = bytes.get(..bytes.len().min(4_096)).unwrap_or(bytes);
            let mark = format!("<meta name=\"foi-report\" content=\"{campaign}\">");
            String::from_utf8_lossy(start).contains(&mark)
        }
        // In the keywords of its metadata, which stand in the file as they are.
        Form::Pdf => {
            let text = String::from_utf8_lossy(bytes);
            text.starts_with("%PDF-") && text.contains(&format!("foi-report, {campaign}"))
        }
    }
}
