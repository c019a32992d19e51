//! Files into a ZIP: the same files give the same bytes.

use std::io::{Cursor, Write};

use anyhow::Context;
use chrono::{Datelike, NaiveDate};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::Enclosed;

/// By this an older pack of the same request is known.
fn comment(reference: &str) -> String {
    format!("foi pack {reference}")
}

/// The archive, its files by name, dated `day`.
pub(super) fn zip(
    reference: &str,
    files: &mut [Enclosed],
    day: NaiveDate,
) -> anyhow::Result<Vec<u8>> {
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let dated = midnight(day).unwrap_or_default();
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(dated)
        .unix_permissions(0o600);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.set_comment(comment(reference))?;
    for file in files.iter() {
        writer
            .start_file(file.path.as_str(), options)
            .and_then(|()| Ok(writer.write_all(&file.bytes)?))
            .with_context(|| format!("putting {} into the ZIP", file.path))?;
    }
    Ok(writer.finish().context("putting the ZIP together")?.into_inner())
}

/// As a ZIP writes it; `None` outside the years it knows.
fn midnight(day: NaiveDate) -> Option<zip::DateTime> {
    let year = u16::try_from(day.year()).ok()?;
    let (month, day) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    zip::DateTime::from_date_and_time(year, month, day, 0, 0, 0).ok()
}

/// Whether these bytes are a pack of the request with this reference.
pub(super) fn is_pack(bytes: &[u8], reference: &str) -> bool {
    ZipArchive::new(Cursor::new(bytes))
        .is_ok_and(|archive| archive.comment() == comment(reference).as_bytes())
}
