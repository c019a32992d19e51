//! The folder transport: a letter "leaves" by appearing, whole, under its final name.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::{DateTime, Duration, Utc};

use super::{Outcome, Trace};

/// A folder that letters go to.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Makes the folder if it is not there.
    pub fn open(path: PathBuf) -> anyhow::Result<Self> {
        fs::create_dir_all(&path).with_context(|| format!("making {}", path.display()))?;
        Ok(Self { path })
    }

    /// Puts the bytes beside the final place, before anything is promised.
    ///
    /// While this file is there, the letter has not left: that is how a crash is told apart from a
    /// delivery.
    pub fn prepare(&self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let part = self.part(name);
        let mut file = private(&part).with_context(|| format!("writing {}", part.display()))?;
        file.write_all(bytes)
            .and_then(|()| file.sync_all())
            .with_context(|| format!("writing {}", part.display()))
    }

    /// Hands the prepared letter over.
    pub fn hand_over(&self, name: &str, now: DateTime<Utc>) -> Outcome {
        let (part, whole) = (self.part(name), self.path.join(name));
        // Never over a file that is there: a hard link fails where a rename would replace.
        match fs::hard_link(&part, &whole) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                let words = format!("{} is already there", whole.display());
                return Outcome::Unknown { words };
            }
            Err(_) => {
                // A file system without hard links.
                if let Err(error) = fs::rename(&part, &whole) {
                    let words = format!("{}: {error}", whole.display());
                    return Outcome::Deferred { until: now + Duration::minutes(15), words };
                }
            }
        }
        // Past this point the letter is in its place; tidying up must not say otherwise.
        let _ = fs::remove_file(&part);
        let _ = File::open(&self.path).and_then(|folder| folder.sync_all());
        Outcome::Accepted { words: format!("written to {}", whole.display()) }
    }

    /// What can be seen of a letter whose sending was cut short.
    pub fn trace(&self, name: &str, bytes: &[u8]) -> Trace {
        let same = |path: &Path| fs::read(path).is_ok_and(|there| there == bytes);
        if same(&self.path.join(name)) {
            let _ = fs::remove_file(self.part(name));
            return Trace::Left;
        }
        if self.part(name).exists() { Trace::Stayed } else { Trace::None }
    }

    fn part(&self, name: &str) -> PathBuf {
        self.path.join(format!(".{name}.part"))
    }
}

/// A file only its owner can read.
pub fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}
