//! A campaign played against simulated authorities: the jobs of a real campaign, a calendar that
//! moves on by itself, and a simulated person who decides what waits.

mod climb;
mod comparison;
mod person;
mod setting;
mod summary;
mod timetable;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc, Weekday};

pub use self::comparison::{Comparison, Counted, Difference};
pub use self::setting::{Options, Setting};
pub use self::summary::{Nation, Summary};
pub use self::timetable::{Day, Due, Sample};

use self::person::Person;
use crate::config::Transport;
use crate::config::smtp::Smtp;
use crate::jobs::campaign::Loaded;
use crate::jobs::launch::prospect;
use crate::jobs::pacing::{self, Pacing};
use crate::jobs::send::{self, Door, Step};
use crate::jobs::{Workspace, receive, tick};
use crate::law::calendar::{Calendar, Scope};
use crate::law::london;
use crate::mail::inbox::Sighting;
use crate::now::Now;
use crate::simulation::Authorities;
use crate::simulation::figures::Figures;
use crate::simulation::post::Post;

/// One simulated week, as it went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Week {
    pub from: NaiveDate,
    pub letters: usize,
    /// Letters after the request that were approved.
    pub later: usize,
    pub mails: usize,
    /// Mails that came in and had to wait for a person.
    pub waiting: usize,
    /// What the person decided.
    pub decided: usize,
    pub newly_overdue: usize,
}

/// How a rehearsal goes on, told while it runs.
pub trait Audience {
    fn week(&mut self, week: &Week);
    /// Whether somebody wants it to end.
    fn stopped(&self) -> bool;
}

/// A rehearsal being played.
pub struct Rehearsal<'a> {
    pub workspace: Workspace,
    setting: &'a Setting,
    authorities: Authorities<'a>,
    post: Post,
    door: Door,
    person: Person<'a>,
    today: NaiveDate,
    end: NaiveDate,
    mailbox: PathBuf,
    mails: usize,
    copies: Option<PathBuf>,
    script: setting::Script,
    pub stopped: bool,
    /// Where the time went.
    pub spent: BTreeMap<&'static str, std::time::Duration>,
}

/// When mail is fetched and the person sits down, in minutes after midnight.
const MORNING: u32 = 9 * 60;
const EVENING: u32 = 17 * 60 + 30;

impl<'a> Rehearsal<'a> {
    /// Sets the stage: a workspace in `dir`, addresses for everybody, a mail server on loopback.
    pub fn open(
        dir: &Path,
        setting: &'a Setting,
        loaded: &Loaded,
        figures: &'a Figures,
        mails: Option<&Path>,
    ) -> anyhow::Result<Self> {
        let start = london::instant_at(setting.start, MORNING);
        let mut workspace = setting::workspace(dir, setting, loaded, start)?;
        let asked: Vec<_> = setting.authorities.iter().collect();
        let authorities = Authorities::new(&setting.campaign, &asked, figures, setting.seed);
        let post = Post::open(authorities.greylisting())?;
        workspace.config.transport =
            Transport::Smtp(Box::new(Smtp::here(post.host(), post.port(), true)));
        let door = Door::open(&workspace)?;
        setting::launch(&mut workspace, loaded, setting)?;
        Ok(Self {
            workspace,
            setting,
            authorities,
            post,
            door,
            person: Person::new(&setting.campaign, &setting.authorities),
            today: setting.start,
            end: setting.start + Duration::days(i64::from(setting.days)),
            mailbox: dir.join("mail"),
            mails: 0,
            copies: mails.map(Path::to_path_buf),
            script: setting::Script::default(),
            stopped: false,
            spent: BTreeMap::new(),
        })
    }

    /// Plays day by day to the end, or until the audience has seen enough.
    pub fn play(&mut self, audience: &mut dyn Audience) -> anyhow::Result<()> {
        let mut week = Week { from: monday_of(self.today), ..Week::default() };
        while self.today < self.end {
            self.day(&mut week)?;
            self.today += Duration::days(1);
            if monday_of(self.today) != week.from || self.today == self.end {
                audience.week(&week);
                week = Week { from: monday_of(self.today), ..Week::default() };
            }
            if audience.stopped() {
                self.stopped = true;
                break;
            }
        }
        self.workspace.store.set_simulated_at(self.workspace.now.instant())?;
        if let Some(folder) = &self.copies {
            self.script.write(folder)?;
        }
        Ok(())
    }

    /// Only our side: the letters of the launch leave, and nobody answers.
    pub fn letters_only(&mut self, stopped: &dyn Fn() -> bool) -> anyhow::Result<()> {
        let mut week = Week::default();
        while pacing::next_departure(&self.workspace, Pacing::Paced)?.is_some() && !stopped() {
            self.departures(&mut week)?;
            self.today += Duration::days(1);
        }
        self.workspace.store.set_simulated_at(self.workspace.now.instant())
    }

    fn day(&mut self, week: &mut Week) -> anyhow::Result<()> {
        self.at(london::instant_at(self.today, MORNING));
        let clock = Instant::now();
        week.newly_overdue += tick::judge(&mut self.workspace)?.len();
        self.spend("judge", clock);
        self.fetch(week)?;
        if self.is_working_day() {
            self.work(week)?;
        }
        let clock = Instant::now();
        self.departures(week)?;
        self.spend("send", clock);
        self.at(london::instant_at(self.today, EVENING));
        self.fetch(week)
    }

    /// The person's morning: what waits is decided, and the next lawful steps are taken.
    fn work(&mut self, week: &mut Week) -> anyhow::Result<()> {
        let clock = Instant::now();
        let decisions = self.person.decide(&mut self.workspace, &self.authorities)?;
        week.decided += decisions.len();
        self.script.add(self.workspace.now.instant(), decisions);
        self.spend("decide", clock);
        let clock = Instant::now();
        week.later += climb::climb(&mut self.workspace, self.setting)?;
        self.spend("climb", clock);
        Ok(())
    }

    fn spend(&mut self, what: &'static str, since: Instant) {
        *self.spent.entry(what).or_default() += since.elapsed();
    }

    fn at(&mut self, instant: DateTime<Utc>) {
        self.workspace.now = Now::Fixed(instant.max(self.workspace.now.instant()));
    }

    fn is_working_day(&self) -> bool {
        !matches!(self.today.weekday(), Weekday::Sat | Weekday::Sun)
            && Calendar::shipped().is_working(Scope::AnyPartOfUk, self.today)
    }

    /// Letters that may leave today, each at its own moment.
    fn departures(&mut self, week: &mut Week) -> anyhow::Result<()> {
        let day_ends = london::instant_at(self.today + Duration::days(1), 0);
        while let Some(at) =
            pacing::next_departure(&self.workspace, Pacing::Paced)?.filter(|at| *at < day_ends)
        {
            self.at(at);
            match send::next(&mut self.workspace, &mut self.door, Pacing::Paced)? {
                Step::Tried { .. } => {}
                Step::Idle | Step::Paused | Step::Trouble(_) => break,
            }
            for delivered in self.post.collect() {
                week.letters += 1;
                self.authorities.take(&delivered, self.workspace.now.instant())?;
            }
        }
        Ok(())
    }

    /// Fetches what has come to the mailbox.
    fn fetch(&mut self, week: &mut Week) -> anyhow::Result<()> {
        let clock = Instant::now();
        let posted = self.authorities.post(self.workspace.now.instant())?;
        if posted.is_empty() {
            return Ok(());
        }
        let mut sources = Vec::new();
        for mail in posted {
            self.mails += 1;
            let name = format!("{:05}.eml", self.mails);
            let path = self.mailbox.join(&name);
            std::fs::write(&path, &mail.bytes)?;
            if let Some(folder) = &self.copies {
                std::fs::write(folder.join(&name), &mail.bytes)?;
            }
            self.script.came(name);
            sources.push(Sighting::file(&path)?);
        }
        self.script.received(self.workspace.now.instant());
        self.spend("write the replies", clock);
        let clock = Instant::now();
        let received = receive::receive(&mut self.workspace, &sources, &|_| {})?;
        self.spend("receive", clock);
        week.mails += received.new + received.repeats;
        week.waiting += received.waiting;
        anyhow::ensure!(received.failed.is_empty(), "mail was lost: {:?}", received.failed);
        Ok(())
    }

    /// What came of it.
    pub fn summary(&self, figures: &Figures) -> anyhow::Result<Summary> {
        summary::of(self, figures)
    }

    /// What left on which day.
    pub fn left(&self) -> anyhow::Result<Vec<Day>> {
        timetable::left(&self.workspace)
    }

    /// One letter of each Act, as it left.
    pub fn samples(&self) -> anyhow::Result<Vec<Sample>> {
        timetable::samples(&self.workspace)
    }

    /// When answers to the letters fall due.
    pub fn due(&self) -> anyhow::Result<Vec<Due>> {
        timetable::due(&self.workspace)
    }
}

fn monday_of(day: NaiveDate) -> NaiveDate {
    day - Duration::days(i64::from(day.weekday().num_days_from_monday()))
}
