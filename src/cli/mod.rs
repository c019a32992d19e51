//! The command line: wishes to jobs, results to people. Each command stands in its own file.

mod account;
mod answers;
mod approve;
mod assign;
mod backup;
mod calendar;
mod campaign;
mod checks;
mod clock;
mod compare;
mod completions;
mod erase;
mod eval;
mod evidence;
mod export;
mod freeze;
mod history;
mod hold;
mod import;
mod inbox;
mod init;
mod launch;
mod letter;
mod licences;
mod mail;
mod next;
mod out;
mod outbox;
mod pack;
mod pause;
mod plan;
mod proof;
mod rebuild;
mod read_documents;
mod receive;
mod record;
mod register;
mod rehearse;
mod renew;
mod requests;
mod report;
mod retention;
mod results;
mod run;
mod review;
mod select;
mod sitting;
mod status;
mod templates;
mod tick;
mod write;

use std::borrow::Cow;
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Parser, Subcommand};

use crate::config::environment;
use crate::jobs::Workspace;
use crate::law::calendar::Calendar;
use crate::now::Now;

#[derive(Debug, Parser)]
#[command(
    name = "foi",
    version,
    disable_help_subcommand = true,
    about = "Runs freedom-of-information campaigns. Letters go to a folder until a live transport \
             is set up."
)]
pub(crate) struct Cli {
    /// The workspace to work in
    #[arg(long, global = true, value_name = "DIR", default_value = ".")]
    workspace: PathBuf,
    /// One JSON object a line, for other programs
    #[arg(long, global = true)]
    json: bool,
    /// Who decides, if not `me` of foi.toml
    #[arg(long = "as", global = true, value_name = "NAME")]
    person: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a workspace
    Init(init::Args),
    /// The authorities, and where each takes requests
    Register(register::Args),
    /// Check a campaign file; preview its letters
    Campaign(campaign::Args),
    /// Letters of your own: list, copy and check them
    Templates(templates::Args),
    /// Play a campaign year against simulated authorities, on this machine alone
    Rehearse(rehearse::Args),
    /// Show who would be written to; with --confirm N, approve the letters
    Launch(launch::Args),
    /// One pass: send what is due, receive, read, judge, propose
    Tick(tick::Args),
    /// Repeat the pass until stopped
    Run(run::Args),
    /// Mail servers that are set up; passwords, sign-ins, a trial
    Account(account::Args),
    /// Let nothing leave until `foi resume`
    Pause(pause::Args),
    /// Let letters leave again
    Resume,
    /// Take in replies: mailboxes, messages, Maildirs, mboxes, standard input, or by hand
    Receive(receive::Args),
    /// The morning screen: new, overdue, waiting for me, stuck
    Status(status::Args),
    /// Every request: where it stands, and when a reply is due
    Requests(requests::Args),
    /// The next step for each request that needs one
    Next(next::Args),
    /// Letters that the next steps ask for; with --confirm N, approve them
    Approve(approve::Args),
    /// A letter as text, and those that you paste into a form yourself
    Letter(letter::Args),
    /// A letter in your own words, in the thread of a request or of many
    Write(write::Args),
    /// Put on record what the program could not see: a call, a letter by post, a correction
    Record(record::Args),
    /// Keep requests back for a person: nothing is proposed for them
    Hold(hold::Args),
    /// Letters on their way, and those nobody can account for
    Outbox(outbox::Args),
    /// Every mail: where it was filed, what it is, what waits
    Mail(mail::Args),
    /// Mails that wait, one at a time: accept, correct, file, split, undo
    Inbox(inbox::Args),
    /// Say where a mail belongs, or what it is; or take that back
    Assign(assign::Args),
    /// Remove a mail or an attachment for good: shown first, with --confirm done
    Erase(erase::Args),
    /// Answers that wait, one at a time, with the words they were read from
    Review(review::Args),
    /// What authorities answered; set or accept answers
    Answers(answers::Args),
    /// Figures that contradict each other, or hardly can be so
    Checks(checks::Args),
    /// Name this moment: `--as-of NAME` shows what stood at it
    Freeze(freeze::Args),
    /// Sums, paired ratios and headlines
    Results(results::Args),
    /// The report to publish: a page with maps and charts, and a PDF
    Report(report::Args),
    /// Tables for others, as a data package too; the replies behind the figures, redacted
    Export(export::Args),
    /// What has been kept longer than `[retention]` allows, and the line that erases it
    Retention(retention::Args),
    /// Two rounds against each other: what changed, and where they cannot be compared
    Compare(compare::Args),
    /// The folder of the next round, from the last one's
    Renew(renew::Args),
    /// Take in an earlier round from a spreadsheet, or requests that run on another site
    Import(import::Args),
    /// Read every mail anew with this version's reader: what would change
    Rebuild(rebuild::Args),
    /// Everything that happened to one request, and what the law made of it
    History(history::Args),
    /// What the regulator asks for about one request: a page, and a ZIP with the originals
    Pack(pack::Args),
    /// What became of letters, by the logs of mail servers and the exports of providers
    Evidence(evidence::Args),
    /// What is known of the delivery of a request's letters, and what it shows in law
    Proof(proof::Args),
    /// When a reply is due: under an Act, or for a request, with the working
    Clock(clock::Args),
    /// Copy the database while it is in use; the copy is checked
    Backup(backup::Args),
    /// Put a copy in the place of the database
    Restore(backup::Restore),
    /// Bank holidays by Act and nation; take in new ones; deadlines as iCalendar
    Calendar(calendar::Args),
    /// Sources and licences of everything that ships with foi
    Licences,
    /// Read documents from the standard input, for foi itself
    #[command(hide = true)]
    ReadDocuments,
    /// Completions for bash, zsh or fish
    Completions(completions::Args),
}

/// What every command may need.
struct Session {
    workspace: PathBuf,
    person: Option<String>,
    now: Now,
    json: bool,
}

impl Session {
    fn read(&self) -> anyhow::Result<Workspace> {
        let workspace = Workspace::read(&self.workspace, self.now)?;
        tell_simulated(&workspace);
        Ok(workspace)
    }

    /// The workspace as it was at the end of a day, or at a moment with a name.
    fn read_as_of(&self, when: Option<&str>) -> anyhow::Result<Workspace> {
        let workspace = self.read()?;
        let Some(when) = when else { return Ok(workspace) };
        let then = crate::jobs::as_of::as_of(workspace, when)?;
        if then.otherwise > 0 {
            let count = out::counted(then.otherwise, "answer is", "answers are");
            out::note(&format!(
                "note: {count} read otherwise by this version of foi than when {when} was frozen"
            ));
        }
        Ok(then.workspace)
    }

    /// Opens the workspace for writing, and warns of an unsafe place.
    fn write(&self, command: &str) -> anyhow::Result<Workspace> {
        let workspace = Workspace::write(&self.workspace, self.now, command)?;
        if let Some(warning) = crate::store::warning(&self.workspace) {
            out::note(&format!("warning: {warning}"));
        }
        tell_simulated(&workspace);
        Ok(workspace)
    }

    fn has_workspace(&self) -> bool {
        self.workspace.join(crate::store::FILE).is_file()
    }

    /// The workspace's bank holidays, or those that ship where there is none.
    fn calendar(&self) -> anyhow::Result<Cow<'static, Calendar>> {
        if !self.has_workspace() {
            return Ok(Cow::Borrowed(Calendar::shipped()));
        }
        crate::store::calendar::load(self.read()?.store.db())
    }

    fn person(&self, workspace: &Workspace) -> anyhow::Result<String> {
        workspace.person(self.person.as_deref())
    }

    /// Says what was done: an object for programs, a sentence for people.
    fn decided(&self, row: &serde_json::Value, said: &str) -> anyhow::Result<Ended> {
        if self.json {
            out::object(row)?;
        } else {
            out::line(said)?;
        }
        Ok(Ended::Done)
    }
}

/// A date on the command line.
fn day(text: &str) -> Result<NaiveDate, String> {
    text.parse().map_err(|_| "write a date as 2026-11-23".to_owned())
}

/// Nobody must take a rehearsal for the campaign.
fn tell_simulated(workspace: &Workspace) {
    if workspace.simulated {
        let now = workspace.now.instant().format("%Y-%m-%d %H:%M UTC");
        out::note(&format!("SIMULATED: a rehearsal made this workspace; its time is {now}"));
    }
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Done,
    /// Something failed, and the reason was printed with the rest.
    Failed,
    /// Done, and something new needs a person.
    NeedsPerson,
}

/// Runs the program; 0 done, 1 failed, 2 misused, 3 something new needs a person.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = Now::from_setting(environment("FOI_NOW").as_deref()).and_then(|now| {
        let session = Session { workspace: cli.workspace, person: cli.person, now, json: cli.json };
        dispatch(&session, &cli.command)
    });
    match result {
        Ok(Ended::Done) => ExitCode::SUCCESS,
        Ok(Ended::Failed) => ExitCode::from(1),
        Ok(Ended::NeedsPerson) => ExitCode::from(3),
        // The reader of a pipe has seen enough.
        Err(error) if out::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            out::note(&format!("foi: {error:#}"));
            ExitCode::from(1)
        }
    }
}

fn dispatch(session: &Session, command: &Command) -> anyhow::Result<Ended> {
    match command {
        Command::Init(args) => init::run(session, args),
        Command::Register(args) => register::run(session, args),
        Command::Campaign(args) => campaign::run(session, args),
        Command::Templates(args) => templates::run(session, args),
        Command::Rehearse(args) => rehearse::run(session, args),
        Command::Launch(args) => launch::run(session, args),
        Command::Tick(args) => tick::run(session, *args),
        Command::Run(args) => run::run(session, args),
        Command::Account(args) => account::run(session, args),
        Command::Pause(args) => pause::pause(session, args),
        Command::Resume => pause::resume(session),
        Command::Receive(args) => receive::run(session, args),
        Command::Status(args) => status::run(session, args),
        Command::Requests(args) => requests::run(session, args),
        Command::Next(args) => next::run(session, args),
        Command::Approve(args) => approve::run(session, args),
        Command::Letter(args) => letter::run(session, args),
        Command::Write(args) => write::run(session, args),
        Command::Record(args) => record::run(session, args),
        Command::Hold(args) => hold::run(session, args),
        Command::Outbox(args) => outbox::run(session, args),
        Command::Mail(args) => mail::run(session, args),
        Command::Inbox(args) => inbox::run(session, args),
        Command::Assign(args) => assign::run(session, args),
        Command::Erase(args) => erase::run(session, args),
        Command::Review(args) => review::run(session, args),
        Command::Answers(args) => answers::run(session, args),
        Command::Checks(args) => checks::run(session, args),
        Command::Freeze(args) => freeze::run(session, args),
        Command::Results(args) => results::run(session, args),
        Command::Report(args) => report::run(session, args),
        Command::Export(args) => export::run(session, args),
        Command::Retention(args) => retention::run(session, args),
        Command::Compare(args) => compare::run(session, args),
        Command::Renew(args) => renew::run(session, args),
        Command::Import(args) => import::run(session, args),
        Command::Rebuild(args) => rebuild::run(session, args),
        Command::History(args) => history::run(session, args),
        Command::Pack(args) => pack::run(session, args),
        Command::Evidence(args) => evidence::run(session, args),
        Command::Proof(args) => proof::run(session, args),
        Command::Clock(args) => clock::run(session, args),
        Command::Backup(args) => backup::run(session, args),
        Command::Restore(args) => backup::restore(session, args),
        Command::Calendar(args) => calendar::run(session, args),
        Command::Licences => licences::run(session),
        Command::ReadDocuments => read_documents::run().map(|()| Ended::Done),
        Command::Completions(args) => Ok(completions::run(args)),
    }
}
