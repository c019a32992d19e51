//! The stage: who is asked, from when on, and a workspace that nothing real is in.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};

use super::prospect;
use crate::campaign::Campaign;
use crate::config;
use crate::jobs::campaign::Loaded;
use crate::jobs::{Workspace, init, register};
use crate::law::calendar::{Calendar, Scope};
use crate::now::Now;
use crate::register::{Address, Authority, Decision, Grade, Register, Verified};
use crate::simulation::address_of;
use crate::simulation::seed::Draw;

/// The settings of a rehearsed workspace: letters go to a folder, and nobody is real.
const SETTINGS: &str = include_str!("../../templates/workspace/rehearsal.toml");

/// Who decides in a rehearsal, as `SETTINGS` says.
pub(super) const PERSON: &str = "rehearsal";

/// What the person at the keyboard asked for.
#[derive(Debug, Clone)]
pub struct Options {
    pub seed: u64,
    pub days: u32,
    /// The launch day; by default the first Monday four weeks after the last period has ended.
    pub start: Option<NaiveDate>,
    /// So many authorities, of every nation.
    pub authorities: Option<usize>,
}

/// Everything that a rehearsal depends on besides the figures.
#[derive(Debug, Clone)]
pub struct Setting {
    pub campaign: Campaign,
    pub authorities: Vec<Authority>,
    pub seed: u64,
    pub days: u32,
    pub start: NaiveDate,
    pub person: String,
    /// The workspace that is planned for: its letters are copied, nothing in it is touched.
    pub planned: PathBuf,
}

impl Setting {
    pub fn new(
        loaded: &Loaded,
        register: &Register,
        options: &Options,
        planned: &Path,
    ) -> anyhow::Result<Self> {
        let mut campaign = loaded.campaign.clone();
        let all: Vec<&Authority> =
            register.iter().filter(|row| campaign.recipients.include(row)).collect();
        anyhow::ensure!(!all.is_empty(), "{} asks nobody", loaded.file.display());
        anyhow::ensure!(options.days > 0, "--days must be 1 or more");
        let chosen = chosen(&all, options)?;
        if chosen.len() < all.len() {
            campaign.recipients.ids = chosen.iter().map(|row| row.id.clone()).collect();
        }
        let start = match options.start {
            Some(start) => start,
            None => usual_start(&campaign)?,
        };
        let calendar = Calendar::shipped();
        let last = start.checked_add_days(Days::new(u64::from(options.days) + 120));
        let known = last.is_some_and(|last| {
            calendar.working_day_after(Scope::AnyPartOfUk, last, 0).is_ok()
                && calendar.working_day_after(Scope::AnyPartOfUk, start, 0).is_ok()
        });
        anyhow::ensure!(known, "--start {start}: bank holidays of that time are not known");
        Ok(Self {
            campaign,
            authorities: chosen.into_iter().cloned().collect(),
            seed: options.seed,
            days: options.days,
            start,
            person: PERSON.to_owned(),
            planned: planned.to_owned(),
        })
    }

    /// The token that the references of this rehearsal are drawn from.
    fn token(&self) -> String {
        format!("rehearsal-{}", self.seed)
    }
}

/// As many as asked for: one of each nation first, then as the seed has it.
fn chosen<'a>(all: &[&'a Authority], options: &Options) -> anyhow::Result<Vec<&'a Authority>> {
    let Some(count) = options.authorities else { return Ok(all.to_vec()) };
    anyhow::ensure!(count > 0, "--authorities must be 1 or more");
    let mut drawn: Vec<(u64, &Authority)> = all
        .iter()
        .map(|row| (Draw::of(options.seed, &format!("{}/chosen", row.id)).below(u64::MAX), *row))
        .collect();
    drawn.sort_by_key(|(place, row)| (*place, row.id.clone()));
    let mut nations = Vec::new();
    let (mut firsts, mut others) = (Vec::new(), Vec::new());
    for (_, row) in drawn {
        if nations.contains(&row.nation) {
            others.push(row);
        } else {
            nations.push(row.nation);
            firsts.push(row);
        }
    }
    let mut chosen: Vec<&Authority> = firsts.into_iter().chain(others).take(count).collect();
    chosen.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(chosen)
}

/// The first Monday that is no bank holiday, four weeks after the last period has ended.
fn usual_start(campaign: &Campaign) -> anyhow::Result<NaiveDate> {
    let ended = campaign.periods.iter().map(|period| period.to).max();
    let from = ended.and_then(|day| day.checked_add_days(Days::new(28)));
    let mondays = from.into_iter().flat_map(|from| from.iter_days().take(60));
    let working = |day: &NaiveDate| {
        day.weekday() == Weekday::Mon && Calendar::shipped().is_working(Scope::AnyPartOfUk, *day)
    };
    mondays.into_iter().find(working).context("the campaign has no period: say --start")
}

/// A new workspace in `dir`, with the campaign in it and a made-up address for every authority.
pub(super) fn workspace(
    dir: &Path,
    setting: &Setting,
    loaded: &Loaded,
    now: DateTime<Utc>,
) -> anyhow::Result<Workspace> {
    let empty = fs::read_dir(dir).map_or(true, |mut entries| entries.next().is_none());
    anyhow::ensure!(empty, "{} is not empty: name a new folder", dir.display());
    fs::create_dir_all(dir).with_context(|| format!("making {}", dir.display()))?;
    fs::write(dir.join(config::FILE), SETTINGS)?;
    init::init(dir, Now::Fixed(now))?;
    copy(&loaded.file, &dir.join("campaigns").join(&setting.campaign.id).join("campaign.toml"))?;
    if let Some(folder) = loaded.file.parent() {
        let own = dir.join("campaigns").join(&setting.campaign.id).join("letters");
        copy_letters(&folder.join("letters"), &own)?;
    }
    copy_letters(&setting.planned.join("templates/letters"), &dir.join("templates/letters"))?;
    let mut workspace = Workspace::write(dir, Now::Fixed(now), "rehearse")?;
    workspace.store.hurry()?;
    workspace.store.set_simulated_at(now)?;
    let decisions = addresses(setting);
    register::keep(&mut workspace, &decisions, PERSON)?;
    Ok(workspace)
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    }
    fs::copy(from, to).with_context(|| format!("copying {}", from.display()))?;
    Ok(())
}

fn copy_letters(from: &Path, to: &Path) -> anyhow::Result<()> {
    for name in crate::letters::templates::names() {
        let letter = from.join(name);
        if letter.is_file() {
            copy(&letter, &to.join(name))?;
        }
    }
    Ok(())
}

fn addresses(setting: &Setting) -> Vec<Decision> {
    let shipped = Register::shipped();
    let mut decisions = Vec::new();
    for authority in &setting.authorities {
        if shipped.get(&authority.id) != Some(authority) {
            decisions.push(Decision::Authority { authority: Box::new(authority.clone()) });
        }
        let verified = Verified { on: setting.start, by: PERSON.to_owned() };
        decisions.push(Decision::Address {
            authority: authority.id.clone(),
            address: Address {
                email: address_of(&authority.id),
                source: "SIMULATED by foi rehearse".to_owned(),
                grade: Grade::Workspace,
                seen_on: Some(setting.start),
                verified: Some(verified),
            },
        });
    }
    decisions
}

/// Launches the campaign to everybody; what stops a real launch stops this one.
pub(super) fn launch(
    workspace: &mut Workspace,
    loaded: &Loaded,
    setting: &Setting,
) -> anyhow::Result<usize> {
    let chosen = Loaded {
        campaign: setting.campaign.clone(),
        templates: crate::jobs::campaign::templates_of(&workspace.dir, &setting.campaign.id)?,
        file: loaded.file.clone(),
    };
    let prospect = prospect(workspace, &chosen, Some(&setting.token()))?;
    let letters = prospect.letters.len();
    prospect.confirm(workspace, letters, PERSON)
}

/// The rehearsal again as commands: what came when, and what the person decided.
#[derive(Debug, Default)]
pub(super) struct Script {
    lines: Vec<String>,
    came: Vec<String>,
}

impl Script {
    pub(super) fn came(&mut self, name: String) {
        self.came.push(name);
    }

    pub(super) fn received(&mut self, at: DateTime<Utc>) {
        let files: Vec<String> =
            self.came.drain(..).map(|name| format!("\"$mails/{name}\"")).collect();
        self.lines.push(format!("at {}", at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)));
        self.lines.push(format!("foi receive {}", files.join(" ")));
    }

    pub(super) fn add(&mut self, at: DateTime<Utc>, decisions: Vec<Vec<String>>) {
        if !decisions.is_empty() {
            let at = at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
            self.lines.push(format!("at {at}"));
        }
        for command in decisions {
            let words: Vec<String> = command.iter().map(|word| quoted(word)).collect();
            self.lines.push(format!("foi {}", words.join(" ")));
        }
    }

    pub(super) fn write(&self, folder: &Path) -> anyhow::Result<()> {
        let path = folder.join("replay.sh");
        let text = format!("{HEAD}{}\n", self.lines.join("\n"));
        fs::write(&path, text).with_context(|| format!("writing {}", path.display()))
    }
}

const HEAD: &str = "#!/bin/sh
# SIMULATED: the replies of a rehearsal, received and decided again in another workspace.
# Make one with the same letters first: foi rehearse … --letters-only --keep DIR; then
#   sh replay.sh DIR          (the program as $FOI, or foi on the path)
set -eu
mails=$(cd \"$(dirname \"$0\")\" && pwd)
workspace=$1
at() { FOI_NOW=$1; export FOI_NOW; }
foi() { ${FOI:-command foi} --workspace \"$workspace\" \"$@\" >/dev/null || [ $? -eq 3 ]; }
";

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
