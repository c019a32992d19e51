//! `foi init`: a workspace with its settings file, its database and its folders.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::Context;

use crate::config;
use crate::mail::folder::private;
use crate::now::Now;
use crate::store::{self, Store};

const SETTINGS: &str = include_str!("../../templates/workspace/foi.toml");

/// Makes a workspace in `dir`; an existing settings file is kept.
pub fn init(dir: &Path, now: Now) -> anyhow::Result<()> {
    let database = dir.join(store::FILE);
    anyhow::ensure!(
        !database.exists(),
        "{} is a workspace already: nothing was changed",
        dir.display()
    );
    for folder in [dir.to_owned(), dir.join("campaigns"), dir.join("mail")] {
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    }
    let settings = dir.join(config::FILE);
    if !settings.exists() {
        private(&settings)
            .and_then(|mut file| file.write_all(SETTINGS.as_bytes()))
            .with_context(|| format!("writing {}", settings.display()))?;
    }
    Store::create(dir, now.instant())?;
    Ok(())
}
