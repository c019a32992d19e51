//! `foi register`.
mod change;
mod check;
mod show;
mod succession;
mod worklist;

use std::path::PathBuf;

use clap::Subcommand;

use super::out::{self, cell, counted};
use super::{Ended, Session};
use crate::jobs::register::worklist::{Board, Filter as Meant};
use crate::law::Law;
use crate::register::{Authority, Channel, Nation, Register, Role, exchange};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    #[command(flatten)]
    filter: Filter,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Args)]
struct Filter {
    /// Only this nation: england, wales, scotland, northern-ireland
    #[arg(long, value_parser = nation)]
    nation: Option<Nation>,
    /// Only this Act: foia, foisa, eir, eisr
    #[arg(long, value_parser = law)]
    law: Option<Law>,
    /// Only those that cannot be written to yet
    #[arg(long)]
    missing_address: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show all that is known of one authority
    Show {
        /// Its id
        id: String,
        /// What was decided of its contacts, and what became of letters to them
        #[arg(long)]
        history: bool,
    },
    /// Whom nobody can write to yet, and where to look for an address
    Worklist(worklist::Args),
    /// Which authority took over from which, in the past and to come
    Succession(succession::Args),
    /// Ask the DNS whether mail for the addresses can arrive
    Check(check::Args),
    /// Write the register as CSV to standard output
    Export,
    /// Take in a CSV file and report what changes
    Import {
        /// Columns of `foi register export` or of `foi register worklist --csv`; `id` always
        file: PathBuf,
        /// Report only, change nothing
        #[arg(long)]
        dry_run: bool,
        /// Who verified the addresses in it
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
    /// Record that a person looked up where an authority is written to
    Set(change::Set),
    /// Record that a contact holds no longer
    Discard(change::Discard),
}

fn nation(text: &str) -> Result<Nation, String> {
    Nation::parse(text)
        .ok_or_else(|| crate::toml_file::instead(text, &Nation::ALL.map(Nation::code)))
}

pub(super) fn law(text: &str) -> Result<Law, String> {
    Law::parse(text).ok_or_else(|| crate::toml_file::instead(text, &Law::ALL.map(Law::code)))
}

fn role(text: &str) -> Result<Role, String> {
    Role::parse(text).ok_or_else(|| crate::toml_file::instead(text, &Role::ALL.map(Role::code)))
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    match &args.command {
        None => list(session, &args.filter),
        Some(Command::Show { id, history: false }) => show::show(session, id),
        Some(Command::Show { id, history: true }) => show::history(session, id),
        Some(Command::Worklist(args)) => worklist::run(session, args),
        Some(Command::Succession(args)) => succession::run(session, args),
        Some(Command::Check(args)) => check::run(session, args),
        Some(Command::Export) => {
            let register = register(session)?;
            out::raw(exchange::export(register.iter())?.as_bytes())?;
            Ok(Ended::Done)
        }
        Some(Command::Import { file, dry_run, by }) => {
            change::import(session, file, *dry_run, by.as_deref())
        }
        Some(Command::Set(args)) => change::set(session, args),
        Some(Command::Discard(args)) => change::discard(session, args),
    }
}

/// The same with what is known of whether its addresses work.
fn board(session: &Session) -> anyhow::Result<Board> {
    if !session.has_workspace() {
        return Ok(Board::shipped(session.now.today()));
    }
    let workspace = session.read()?;
    Board::load(workspace.store.db(), workspace.today())
}

/// The workspace's register, or the shipped one where there is no workspace.
pub(super) fn register(session: &Session) -> anyhow::Result<Register> {
    if !session.has_workspace() {
        return Ok(Register::shipped().on(session.now.today()));
    }
    session.read()?.register()
}

fn list(session: &Session, filter: &Filter) -> anyhow::Result<Ended> {
    let board = board(session)?;
    let meant = Meant { nation: filter.nation, law: filter.law, ..Meant::default() };
    let mut rows = board.meant(&meant)?;
    rows.retain(|row| !filter.missing_address || row.channel().is_none());
    if session.json {
        rows.iter().try_for_each(|row| out::object(&show::object(&board, row)))?;
        return Ok(Ended::Done);
    }
    let lines: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            vec![
                row.id.clone(),
                row.name.clone(),
                row.nation.code().to_owned(),
                row.law.code().to_owned(),
                cell(row.address.as_ref().map(|known| known.email.as_str())),
                address_state(&board, row),
            ]
        })
        .collect();
    out::table(&["id", "name", "nation", "law", "address", "known how"], &lines)?;
    let ready = rows.iter().filter(|row| row.channel().is_some()).count();
    out::line(&format!(
        "{}; {ready} can be written to.",
        counted(rows.len(), "authority", "authorities")
    ))?;
    Ok(Ended::Done)
}

fn address_state(board: &Board, row: &Authority) -> String {
    let task = board.task(row);
    let trouble = task.and_then(|task| task.trouble).map(|said| format!("; {said}"));
    let known = match (row.channel(), &row.address) {
        (Some(Channel::Form(form)), _) => format!("takes requests on a form: {}", form.url),
        (_, None) => "none seen".to_owned(),
        (_, Some(known)) => match &known.verified {
            Some(verified) => format!("verified {} by {}", verified.on, verified.by),
            None => format!("seen ({}), not verified", known.grade.code()),
        },
    };
    known + &trouble.unwrap_or_default()
}
