//! Logs and exports read from disk, packed or not, told apart by what is in them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::Context;
use flate2::read::MultiGzDecoder;

use crate::evidence::Record;
use crate::evidence::postfix::Log;
use crate::evidence::provider;
use crate::evidence::syslog::Clock;

/// A file is read up to here, unpacked: the log of a busy server of a month is smaller.
const MOST_BYTES: u64 = 2_000_000_000;
/// A line is looked at up to here.
const LONGEST_LINE: u64 = 64 * 1024;
/// An export is read whole, up to here.
const MOST_EXPORT: u64 = 200_000_000;

#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) records: Vec<Record>,
    pub(super) passed_over: BTreeMap<String, usize>,
}

pub(super) fn read(paths: &[PathBuf], clock: Clock) -> anyhow::Result<Found> {
    let mut found = Found::default();
    let mut log = Log::new(clock);
    for path in paths {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_else(|| path.display().to_string());
        let reading = || format!("reading {}", path.display());
        if !export(path, &name, &mut found).with_context(reading)? {
            log.open(&name);
            let count = lines(path, &mut log).with_context(reading)?;
            anyhow::ensure!(
                count > 0,
                "{} is no log of Postfix, and no CSV with columns for an event, its time, and a \
                 Message-ID or recipient",
                path.display()
            );
        }
    }
    for record in log.finish() {
        if record.message_id.is_some() {
            found.records.push(record);
        } else {
            let without = "deliveries whose Message-ID is in none of the files".to_owned();
            *found.passed_over.entry(without).or_default() += 1;
        }
    }
    Ok(found)
}

fn opened(path: &Path) -> anyhow::Result<Box<dyn BufRead>> {
    let mut file = BufReader::new(File::open(path)?);
    let packed = file.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    let plain: Box<dyn Read> =
        if packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
    Ok(Box::new(BufReader::new(plain.take(MOST_BYTES))))
}

/// Reads an export of a provider; whether it is one.
fn export(path: &Path, name: &str, found: &mut Found) -> anyhow::Result<bool> {
    let mut file = opened(path)?;
    let start = file.fill_buf()?;
    let first = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    // A line of a log has no columns; what has some may be an export.
    if !first.iter().any(|byte| b",;\t".contains(byte)) || first.starts_with(b"<") {
        return Ok(false);
    }
    let mut bytes = Vec::new();
    file.take(MOST_EXPORT + 1).read_to_end(&mut bytes)?;
    let Some(export) = provider::read(&bytes, name)? else { return Ok(false) };
    anyhow::ensure!(
        u64::try_from(bytes.len())? <= MOST_EXPORT,
        "it is larger than {MOST_EXPORT} bytes: split it"
    );
    found.records.extend(export.records);
    for (event, count) in export.other_events {
        *found
            .passed_over
            .entry(format!("rows with the event \u{201c}{event}\u{201d}"))
            .or_default() += count;
    }
    if export.undated > 0 {
        let undated = "rows without a time that can be read".to_owned();
        *found.passed_over.entry(undated).or_default() += export.undated;
    }
    Ok(true)
}

/// Feeds the lines of a file to `log`; gives how many are of Postfix.
fn lines(path: &Path, log: &mut Log) -> anyhow::Result<usize> {
    let mut file = opened(path)?;
    let (mut count, mut line) = (0, Vec::new());
    loop {
        line.clear();
        let read = file.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(count);
        }
        if log.take(String::from_utf8_lossy(&line).trim_end()) {
            count += 1;
        }
    }
}
