//! A workspace opened for reading, or held for writing.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use chrono::{NaiveDate, TimeDelta};

use crate::config::Config;
use crate::law::Law;
use crate::law::calendar::Calendar;
use crate::law::regime::{self, Regulator};
use crate::now::Now;
use crate::register::Register;
use crate::store::hold::Hold;
use crate::store::{self, Store};
use crate::workers::Workers;

/// How long a command waits for another short one to finish.
const PATIENCE: Duration = Duration::from_secs(3);

/// An open workspace, its settings and its time.
#[derive(Debug)]
pub struct Workspace {
    pub dir: PathBuf,
    pub config: Config,
    pub store: Store,
    pub now: Now,
    /// A rehearsal left it: nothing in it is real.
    pub simulated: bool,
    calendar: Cow<'static, Calendar>,
    /// Who reads documents.
    pub workers: Arc<Workers>,
    _hold: Option<Hold>,
}

/// The time of a workspace: a rehearsed one keeps its own unless `FOI_NOW` says otherwise.
fn time(store: &Store, config: &Config, now: Now) -> anyhow::Result<(Now, bool)> {
    let live = config.transport.is_live();
    anyhow::ensure!(
        !(live && now.is_fixed()),
        "FOI_NOW is set, but letters would leave through a mail server: unset it, or say \
         test = true in [transport] of foi.toml if that server reaches nobody"
    );
    if let Some(mailbox) = config.mailboxes.iter().find(|mailbox| !mailbox.server.test) {
        let name = &mailbox.name;
        anyhow::ensure!(
            !now.is_fixed(),
            "FOI_NOW is set, but mail would be fetched from the mailbox {name}: unset it, or say \
             test = true in [mailbox.{name}] of foi.toml if it is one for trying things out"
        );
    }
    let simulated = store.simulated_at()?;
    Ok(match (simulated, now) {
        (Some(at), Now::System) => (Now::Fixed(at), true),
        (at, now) => (now, at.is_some()),
    })
}

impl Workspace {
    /// Opens `dir` for looking; nothing in it changes.
    pub fn read(dir: &Path, now: Now) -> anyhow::Result<Self> {
        let store = Store::read(dir)?;
        let config = Config::load(dir)?;
        let (now, simulated) = time(&store, &config, now)?;
        let calendar = store::calendar::load(store.db())?;
        let workers = Arc::new(Workers::of_this_program());
        let dir = dir.to_owned();
        Ok(Self { dir, config, store, now, simulated, calendar, workers, _hold: None })
    }

    /// Opens `dir` for `command` to write; nobody else writes until it is dropped.
    pub fn write(dir: &Path, now: Now, command: &str) -> anyhow::Result<Self> {
        // Whether there is a workspace is told before anything is locked in its folder.
        if !dir.join(store::FILE).is_file() {
            drop(Store::read(dir)?);
        }
        let config = Config::load(dir)?;
        let hold = Hold::take(dir, command, now.instant(), PATIENCE)?;
        let store = Store::write(dir)?;
        let (now, simulated) = time(&store, &config, now)?;
        let dir = dir.to_owned();
        let calendar = store::calendar::load(store.db())?;
        let workers = Arc::new(Workers::of_this_program());
        let opened = Self { dir, config, store, now, simulated, calendar, workers, _hold: None };
        let workspace = Self { _hold: Some(hold), ..opened };
        workspace.refuse_the_past()?;
        Ok(workspace)
    }

    /// Nothing is recorded before what is already there: `FOI_NOW` may not lie before it, and a
    /// workspace with records of the future keeps a time of its own.
    fn refuse_the_past(&self) -> anyhow::Result<()> {
        if let Some(last) = self.store.last_instant()? {
            let now = self.now.instant();
            // A machine's clock may be set back a little; nobody's is set back by a day.
            let tolerance =
                if self.now.is_fixed() { TimeDelta::zero() } else { TimeDelta::days(1) };
            anyhow::ensure!(
                now + tolerance >= last,
                "it is {}, but this workspace has records up to {}: set FOI_NOW to a later instant",
                now.to_rfc3339(),
                last.to_rfc3339()
            );
        }
        Ok(())
    }

    pub fn today(&self) -> NaiveDate {
        self.now.today()
    }

    /// The bank holidays that ship, and those taken in here when the workspace was opened.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The register with those authorities standing that stand today.
    pub fn register(&self) -> anyhow::Result<Register> {
        Ok(store::register::load(self.store.db())?.on(self.today()))
    }

    /// Who decides: `--as`, or `[people] me`.
    pub fn person(&self, named: Option<&str>) -> anyhow::Result<String> {
        let person = named.or(self.config.me.as_deref()).map(str::trim).unwrap_or_default();
        anyhow::ensure!(
            !person.is_empty(),
            "say who decides: --as NAME, or [people] me = \"NAME\" in foi.toml"
        );
        Ok(person.to_owned())
    }

    /// Who takes complaints under `law` today: as the settings say, or as the program knows.
    pub fn regulator(&self, law: Law) -> anyhow::Result<Regulator> {
        self.config
            .regulators
            .iter()
            .find(|(of, _)| of.environmental() == law.environmental())
            .map(|(_, regulator)| regulator.clone())
            .or_else(|| regime::regulator(law, self.today()))
            .context("no regulator is known")
    }

    /// A path of the settings, which is relative to the workspace.
    pub fn path(&self, path: &Path) -> PathBuf {
        self.dir.join(path)
    }
}
