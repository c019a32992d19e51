//! `foi rehearse`.
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;
use chrono::NaiveDate;
use indicatif::ProgressBar;
use serde_json::{Value, json};

use super::out::{self, cell, counted};
use super::run::Stop;
use super::{Ended, Session, day};
use crate::jobs::campaign::{Loaded, load};
use crate::register::{Authority, Register};
use crate::rehearsal::{
    Audience, Comparison, Difference, Nation, Options, Rehearsal, Sample, Setting, Summary, Week,
};
use crate::results::{Figure, FigureType};
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
        return crate::store::register::load(workspace.store.db());
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
        let told = if self.json {
            out::object(&json!({
                "simulated": true, "type": "week", "from": week.from, "letters": week.letters,
                "chasers_approved": week.chasers, "mails": week.mails, "waiting": week.waiting,
                "decided": week.decided, "newly_overdue": week.newly_overdue,
            }))
        } else {
            self.bar.suspend(|| out::line(&told(week)))
        };
        if let Err(error) = told {
            self.failure.get_or_insert(error);
        }
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::SeqCst) || self.failure.is_some()
    }
}

fn told(week: &Week) -> String {
    format!(
        "SIMULATED week of {}: {:>3} letters out, {:>3} mails in, {:>3} wait, {:>3} decisions, \
         {:>3} newly overdue",
        week.from, week.letters, week.mails, week.waiting, week.decided, week.newly_overdue
    )
}

impl Stage<'_> {
    fn perform(&self, rehearsal: &mut Rehearsal<'_>, figures: &Figures) -> anyhow::Result<Ended> {
        let stop = listen()?;
        self.title()?;
        if self.args.letters_only {
            rehearsal.letters_only(&|| stop.load(Ordering::SeqCst))?;
            self.letters(rehearsal)?;
            self.timetable(rehearsal)?;
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
        self.timetable(rehearsal)?;
        self.report(&summary)?;
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

    /// One letter of each Act, whole.
    fn letters(&self, rehearsal: &Rehearsal<'_>) -> anyhow::Result<()> {
        for sample in rehearsal.samples()? {
            let Sample { authority, law, subject, text, of } = sample;
            if self.session.json {
                out::object(&json!({
                    "simulated": true, "type": "letter", "authority": authority,
                    "law": law.code(), "letters": of, "subject": subject, "text": text,
                }))?;
                continue;
            }
            out::line(&format!(
                "SIMULATED: the letter to {authority}, one of {of} under {}\n\nSubject: \
                 {subject}\n\n{}\n",
                law.code().to_uppercase(),
                text.replace("\r\n", "\n")
            ))?;
        }
        Ok(())
    }

    fn timetable(&self, rehearsal: &Rehearsal<'_>) -> anyhow::Result<()> {
        let (left, due) = (rehearsal.left()?, rehearsal.due()?);
        if self.session.json {
            for day in &left {
                out::object(&json!({
                    "simulated": true, "type": "left", "day": day.day, "requests": day.requests,
                    "chasers": day.chasers, "first": day.first, "last": day.last,
                }))?;
            }
            for day in &due {
                out::object(&json!({
                    "simulated": true, "type": "due", "day": day.day, "law": day.law.code(),
                    "answers": day.answers,
                }))?;
            }
            return Ok(());
        }
        out::line("\nSIMULATED: what left on which day (London time)")?;
        let rows: Vec<Vec<String>> = left
            .iter()
            .map(|day| {
                vec![
                    day.day.format("%a %Y-%m-%d").to_string(),
                    day.requests.to_string(),
                    day.chasers.to_string(),
                    day.first.clone(),
                    day.last.clone(),
                ]
            })
            .collect();
        out::table(&["day", "requests", "reminders", "first", "last"], &rows)?;
        out::line("\nSIMULATED: when answers fall due")?;
        let rows: Vec<Vec<String>> = due
            .iter()
            .map(|day| {
                let date = day.day.format("%a %Y-%m-%d").to_string();
                vec![date, day.law.code().to_uppercase(), day.answers.to_string()]
            })
            .collect();
        out::table(&["day", "act", "answers due"], &rows)
    }

    fn report(&self, summary: &Summary) -> anyhow::Result<()> {
        if self.session.json {
            return report_json(summary);
        }
        nations(summary)?;
        out::line("\nSIMULATED: mails by kind")?;
        let rows = summary.kinds.iter();
        let rows: Vec<Vec<String>> = rows
            .map(|(kind, count)| vec![kind.code().replace('_', " "), count.to_string()])
            .collect();
        out::table(&["kind", "mails"], &rows)?;
        out::line("\nSIMULATED: what a person had to look at")?;
        let rows: Vec<Vec<String>> = summary
            .reasons
            .iter()
            .map(|(why, count)| vec![(*why).to_owned(), count.to_string()])
            .collect();
        out::table(&["why", "mails"], &rows)?;
        for (mail, why) in &summary.waiting {
            out::line(&format!("{mail} waits even now: {why}"))?;
        }
        compared(&summary.comparison)?;
        out::line("")?;
        for figure in headlines(summary) {
            let text = figure.text.as_deref().unwrap_or("no authority has given its figures");
            out::line(&format!("SIMULATED headline {}: {text}", figure.measure))?;
        }
        Ok(())
    }
}

fn headlines(summary: &Summary) -> impl Iterator<Item = &Figure> {
    summary.figures.iter().filter(|figure| figure.kind == FigureType::Headline)
}

fn nations(summary: &Summary) -> anyhow::Result<()> {
    let row = |name: &str, nation: &Nation| {
        let numbers = [
            nation.asked,
            nation.answered,
            nation.partly,
            nation.refused,
            nation.not_held,
            nation.silent,
            nation.undelivered,
            nation.late,
        ];
        let mut cells = vec![name.to_owned()];
        cells.extend(numbers.iter().map(ToString::to_string));
        cells
    };
    let mut rows: Vec<Vec<String>> =
        summary.nations.iter().map(|(of, nation)| row(of.code(), nation)).collect();
    let mut all = Nation::default();
    for (_, nation) in &summary.nations {
        all.add(nation);
    }
    rows.push(row("all", &all));
    out::line("\nSIMULATED: where the requests stand")?;
    let heading = [
        "nation",
        "asked",
        "answered",
        "partly",
        "refused",
        "not held",
        "silent",
        "undelivered",
        "of these late",
    ];
    out::table(&heading, &rows)
}

fn compared(comparison: &Comparison) -> anyhow::Result<()> {
    let Comparison { by_rule, by_person, unanswered, outstanding, wrong } = comparison;
    out::line(&format!(
        "\nSIMULATED: of {} values that authorities gave, a rule took {by_rule} and the person \
         {by_person}; {} are not in; {} are wrong. {unanswered} were never given.",
        by_rule + by_person + outstanding.len() + wrong.len(),
        outstanding.len(),
        wrong.len(),
    ))?;
    for difference in wrong.iter().take(20) {
        out::line(&format!("  WRONG {}", described(difference)))?;
    }
    for difference in outstanding.iter().take(5) {
        out::line(&format!("  not in: {}", described(difference)))?;
    }
    Ok(())
}

fn described(difference: &Difference) -> String {
    let shown = |figure: &crate::simulation::figure::Figure| {
        format!(
            "{} {}..{}{}",
            figure.known.code(),
            cell(figure.low),
            cell(figure.high),
            figure.value.as_ref().map(|value| format!(" {value}")).unwrap_or_default()
        )
    };
    let recorded = difference.recorded.as_ref().map_or_else(|| "nothing".to_owned(), shown);
    format!(
        "{} {} {}: the authority knew {}, recorded is {recorded} ({})",
        difference.authority,
        difference.question,
        difference.period,
        shown(&difference.known),
        cell(difference.decided_by.as_deref())
    )
}

fn report_json(summary: &Summary) -> anyhow::Result<()> {
    for (of, nation) in &summary.nations {
        out::object(&json!({
            "simulated": true, "type": "nation", "nation": of.code(), "asked": nation.asked,
            "answered": nation.answered, "partly_answered": nation.partly,
            "refused": nation.refused, "not_held": nation.not_held, "late": nation.late,
            "silent": nation.silent, "undelivered": nation.undelivered,
        }))?;
    }
    for (kind, count) in &summary.kinds {
        let kind = kind.code();
        out::object(&json!({"simulated": true, "type": "kind", "kind": kind, "mails": count}))?;
    }
    for (why, count) in &summary.reasons {
        out::object(&json!({"simulated": true, "type": "by_hand", "why": why, "mails": count}))?;
    }
    for (mail, why) in &summary.waiting {
        out::object(&json!({"simulated": true, "type": "waiting", "mail": mail, "why": why}))?;
    }
    let comparison = &summary.comparison;
    out::object(&json!({
        "simulated": true, "type": "values", "by_rule": comparison.by_rule,
        "by_person": comparison.by_person, "not_in": comparison.outstanding.len(),
        "wrong": comparison.wrong.len(), "never_given": comparison.unanswered,
    }))?;
    for difference in &comparison.wrong {
        out::object(&json!({
            "simulated": true, "type": "wrong", "authority": difference.authority,
            "question": difference.question, "period": difference.period,
            "decided_by": difference.decided_by, "text": described(difference),
        }))?;
    }
    for figure in &summary.figures {
        let mut row = serde_json::to_value(figure)?;
        if let Value::Object(fields) = &mut row {
            fields.insert("simulated".to_owned(), json!(true));
        }
        out::object(&row)?;
    }
    Ok(())
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
