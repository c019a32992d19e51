//! One process writes at a time: the others are told who holds the workspace.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, Write};
use std::path::Path;

use anyhow::Context;
use chrono::{DateTime, Utc};

/// The name of the file that is locked.
pub const FILE: &str = "foi.lock";

/// The right to write to a workspace, until it is dropped.
#[derive(Debug)]
pub struct Hold {
    _file: File,
}

/// Somebody else is writing.
#[derive(Debug, thiserror::Error)]
#[error("{holder} holds this workspace: wait until it is done, or stop it")]
pub struct Held {
    pub holder: String,
}

impl Hold {
    /// Takes the workspace for `command`, waiting up to `patience` for a short writer to finish.
    pub fn take(
        workspace: &Path,
        command: &str,
        now: DateTime<Utc>,
        patience: std::time::Duration,
    ) -> anyhow::Result<Self> {
        let path = workspace.join(FILE);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file =
            options.open(&path).with_context(|| format!("locking {}", path.display()))?;
        let started = std::time::Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(fs::TryLockError::WouldBlock) if started.elapsed() < patience => {
                    std::thread::sleep(std::time::Duration::from_millis(20));
                }
                Err(fs::TryLockError::WouldBlock) => {
                    let mut holder = String::new();
                    file.read_to_string(&mut holder)?;
                    let holder = holder.trim();
                    let holder = if holder.is_empty() { "another process" } else { holder };
                    return Err(Held { holder: holder.to_owned() }.into());
                }
                Err(fs::TryLockError::Error(error)) => {
                    return Err(error).with_context(|| format!("locking {}", path.display()));
                }
            }
        }
        file.set_len(0)?;
        file.rewind()?;
        let since = now.format("%Y-%m-%d %H:%M UTC");
        write!(file, "`foi {command}` (process {}, since {since})", std::process::id())?;
        file.flush()?;
        Ok(Self { _file: file })
    }
}
