//! `foi rehearse`.

mod report;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;
use chrono::NaiveDate;
use indicatif::ProgressBar;
use serde_json::json;

use super::out::{self, counted};
use super::run::Stop;
use super::{Ended, Session, day};
use crate::jobs::campaign::{Loaded, load};
use crate::register::{Authority, Register};
use crate::rehearsal::{Audience, Options, Rehearsal, Setting, Week};
use crate::simulation::figures::Figures;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A campaign of this workspace, or a folder with a campaign.toml
    campaign: String,
    /// Another seed is another year; the same one repeats byte for byte
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many days to play from the launch on
    #[arg(long, value_name = "N", default_value_t = 365)]
    days: u32,
    /// The day of the launch [default: the first Monday four weeks after the last period]
    #[arg(long, value_name = "DATE", value_parser = day)]
    start: Option<NaiveDate>,
    /// Only so many authorities, of every nation
    #[arg(long, value_name = "N")]
    authorities: Option<usize>,
    /// What the authorities know [default: rehearsal.csv of the campaign, else drawn by the seed]
    #[arg(long, value_name = "FILE")]
    figures: Option<PathBuf>,
    /// Leave the workspace in this new folder
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// Write every mail that comes, and a script that receives and decides them again
    #[arg(long, value_name = "DIR", conflicts_with = "letters_only")]
    mails: Option<PathBuf>,
    /// Only what would leave: a letter of each Act, the timetable, and when answers fall due
    #[arg(long)]
    letters_only: bool,
    /// Say on standard error where the time went
    #[arg(long)]
    timings: bool,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let loaded = load(&session.workspace, &args.campaign)?;
    let register = register(session)?;
    let options = Options {
        seed: args.seed,
        days: args.days,
        start: args.start,
        authorities: args.authorities,
    };
    let setting = Setting::new(&loaded, &register, &options, &session.workspace)?;
    let figures = figures(args, &loaded, &register, &setting)?;
    if let Some(folder) = &args.mails {
        new_folder(folder)?;
    }
    let temporary = if args.keep.is_none() { Some(tempfile::tempdir()?) } else { None };
    let dir = match (&args.keep, &temporary) {
        (Some(keep), _) => keep.clone(),
        (None, Some(temporary)) => temporary.path().join("rehearsal"),
        (None, None) => anyhow::bail!("no folder to rehearse in"),
    };
    let stage = Stage { session, args, setting: &setting };
    let mut rehearsal = Rehearsal::open(&dir, &setting, &loaded, &figures, args.mails.as_deref())?;
    let ended = stage.perform(&mut rehearsal, &figures)?;
    if args.timings {
        for (what, spent) in &rehearsal.spent {
            out::note(&format!("{what}: {:.3} s", spent.as_secs_f64()));
        }
    }
    Ok(ended)
}

/// The shipped register, or this workspace's own, which is only looked at.
fn register(session: &Session) -> anyhow::Result<Register> {
    if session.has_workspace() {
        let workspace = session.read()?;
        return workspace.register();
    }
    Ok(Register::shipped())
}

fn figures(
    args: &Args,
    loaded: &Loaded,
    register: &Register,
    setting: &Setting,
) -> anyhow::Result<Figures> {
    let beside = loaded.file.with_file_name("rehearsal.csv");
    let file = args.figures.clone().or_else(|| beside.is_file().then_some(beside));
    let Some(file) = file else {
        let chosen: Vec<&Authority> = setting.authorities.iter().collect();
        return Ok(Figures::drawn(&setting.campaign, &chosen, args.seed));
    };
    let text = std::fs::read_to_string(&file)
        .with_context(|| format!("reading {}: figures are a CSV file in UTF-8", file.display()))?;
    let all: Vec<&Authority> =
        register.iter().filter(|row| loaded.campaign.recipients.include(row)).collect();
    Figures::read(&text, &loaded.campaign, &all).with_context(|| file.display().to_string())
}

fn new_folder(folder: &Path) -> anyhow::Result<()> {
    let empty = std::fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none());
    anyhow::ensure!(empty, "{} is not empty: name a new folder", folder.display());
    std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))
}

struct Stage<'a> {
    session: &'a Session,
    args: &'a Args,
    setting: &'a Setting,
}

/// Weeks told as they pass, until a signal says that it is enough.
struct Watching {
    json: bool,
    bar: ProgressBar,
    stop: Arc<AtomicBool>,
    failure: Option<anyhow::Error>,
}

impl Audience for Watching {
    fn week(&mut self, week: &Week) {
        self.bar.inc(1);
        self.bar.set_message(format!("SIMULATED week of {}", week.from));
        if *week == (Week { from: week.from, ..Week::default() }) {
            return;
        }
        let json = self.json;
        let told = self.bar.suspend(|| report::week(json, week));
        if let Err(error) = told {
            self.failure.get_or_insert(error);
        }
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::SeqCst) || self.failure.is_some()
    }
}

impl Stage<'_> {
    fn perform(&self, rehearsal: &mut Rehearsal<'_>, figures: &Figures) -> anyhow::Result<Ended> {
        let stop = listen()?;
        self.title()?;
        if self.args.letters_only {
            rehearsal.letters_only(&|| stop.load(Ordering::SeqCst))?;
            report::letters(self.session, rehearsal)?;
            report::timetable(self.session, rehearsal)?;
            self.farewell()?;
            return Ok(Ended::Done);
        }
        let weeks = usize::try_from(self.args.days / 7 + 1)?;
        let bar = out::progress(self.session.json, weeks, "rehearsal");
        let mut watching = Watching { json: self.session.json, bar, stop, failure: None };
        let played = rehearsal.play(&mut watching);
        watching.bar.finish_and_clear();
        played?;
        if let Some(error) = watching.failure {
            return Err(error);
        }
        let summary = rehearsal.summary(figures)?;
        if rehearsal.stopped {
            let day = rehearsal.workspace.today();
            out::note(&format!("SIMULATED: stopped on {day}; this is how things stood"));
        }
        report::timetable(self.session, rehearsal)?;
        report::summary(self.session, &summary)?;
        self.farewell()?;
        let right = summary.comparison.wrong.is_empty();
        Ok(if right && !rehearsal.stopped { Ended::Done } else { Ended::Failed })
    }

    fn title(&self) -> anyhow::Result<()> {
        let Setting { campaign, authorities, start, seed, days, .. } = self.setting;
        if self.session.json {
            return out::object(&json!({
                "simulated": true, "type": "rehearsal", "campaign": campaign.id,
                "authorities": authorities.len(), "start": start, "days": days, "seed": seed,
            }));
        }
        out::line(&format!(
            "SIMULATED: \u{201c}{}\u{201d} played against {} made up by seed {seed}, from {start} \
             for {}.\nEvery letter goes to a mail server on this machine; every address ends in \
             .invalid.\n",
            campaign.title,
            counted(authorities.len(), "authority", "authorities"),
            counted(usize::try_from(*days)?, "day", "days"),
        ))
    }

    fn farewell(&self) -> anyhow::Result<()> {
        if self.session.json {
            return Ok(());
        }
        if let Some(folder) = &self.args.mails {
            out::line(&format!("\nThe mails, and replay.sh, are in {}.", folder.display()))?;
        }
        if let Some(folder) = &self.args.keep {
            let name = folder.display();
            out::line(&format!("\nLook around: foi --workspace {name} status"))?;
        }
        out::line("\nSIMULATED: no authority has said any of this.")
    }
}

/// A flag that the first signal sets: the day that is being played is finished first.
fn listen() -> anyhow::Result<Arc<AtomicBool>> {
    let flag = Arc::new(AtomicBool::new(false));
    let setting = Arc::clone(&flag);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut stop = {
        let _inside = runtime.enter();
        Stop::listen()?
    };
    std::thread::spawn(move || {
        runtime.block_on(stop.wait());
        setting.store(true, Ordering::SeqCst);
    });
    Ok(flag)
}
