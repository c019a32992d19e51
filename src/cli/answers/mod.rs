//! `foi answers`.

mod decide;
mod list;
mod score;
mod sheet;

use clap::Subcommand;
use rusqlite::Connection;

use super::{Ended, Session};
use crate::store::requests::{self, Request};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    /// Only this campaign
    #[arg(long)]
    campaign: Option<String>,
    /// Only the answers of this request or authority
    #[arg(long)]
    request: Option<String>,
    /// Only answers that wait for a person
    #[arg(long)]
    waiting: bool,
    /// Every reading of every mail, superseded ones included
    #[arg(long)]
    all: bool,
    /// What stood at the end of this day, or at a moment that `foi freeze` named
    #[arg(long, value_name = "WHEN")]
    as_of: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say what an authority answered
    Set {
        #[command(flatten)]
        set: decide::Set,
        /// As the answer of one coder, apart from others': it does not stand
        #[arg(long, value_name = "NAME")]
        coder: Option<String>,
    },
    /// Say what stands where coders differ
    Adjudicate(decide::Set),
    /// Take back the last decision about an answer
    Undo(decide::Undo),
    /// How far coders agree, and where they do not
    Agreement {
        /// Only this campaign
        #[arg(long)]
        campaign: Option<String>,
    },
    /// Write the answers as a CSV, a row for each cell, with columns `decision` and `note` to fill in
    Export(sheet::Export),
    /// Decide what a filled-in CSV says: show it first, with --confirm N write it
    Import(sheet::Import),
    /// Score what rules read against labels: file, question, period, status, low, high, value, `must_review`
    Eval {
        /// A CSV with a row for each answer
        labels: std::path::PathBuf,
    },
    /// Accept the answers that wait: of a request, or of a mail
    Accept {
        /// r12, a reference, an authority, or a mail such as m7
        of: String,
        /// Only this question
        question: Option<String>,
    },
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    match &args.command {
        None => list::list(session, args),
        Some(Command::Set { set, coder }) => decide::set(session, set, coder.as_deref()),
        Some(Command::Adjudicate(args)) => decide::set(session, args, None),
        Some(Command::Undo(args)) => decide::undo(session, args),
        Some(Command::Agreement { campaign }) => score::agreement(session, campaign.as_deref()),
        Some(Command::Export(args)) => sheet::export(session, args),
        Some(Command::Import(args)) => sheet::import(session, args),
        Some(Command::Eval { labels }) => score::evaluate(session, labels),
        Some(Command::Accept { of, question }) => {
            decide::accept_waiting(session, of, question.as_deref())
        }
    }
}

/// The requests that are meant: one, those of a campaign, or all.
pub(super) fn named(
    db: &Connection,
    campaign: Option<&str>,
    request: Option<&str>,
) -> anyhow::Result<Vec<Request>> {
    if let Some(name) = request {
        return Ok(vec![requests::find(db, name)?]);
    }
    if let Some(campaign) = campaign {
        crate::jobs::results::known_campaign(db, campaign)?;
        return requests::of_campaign(db, campaign);
    }
    let of_round = |round: &requests::Round| requests::of_campaign(db, &round.campaign.id);
    Ok(requests::rounds(db)?.iter().map(of_round).collect::<anyhow::Result<Vec<_>>>()?.concat())
}

/// A value in words for people.
pub(super) fn shown(value: &crate::answers::Value) -> String {
    value.shown()
}
