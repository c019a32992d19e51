//! Earlier rounds and running requests taken in from files of others.

pub mod round;
pub mod wdtk;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use rusqlite::Connection;

use super::Workspace;
use super::launch::{free_code, new_token};
use crate::campaign::Campaign;
use crate::campaign::reference::reference;
use crate::letters::Sender;
use crate::register::Authority;
use crate::rounds::Refused;
use crate::spreadsheet::inert;
use crate::store::requests::{self, Request, Round};

/// What was, or would be, taken in.
#[derive(Debug, Default)]
pub struct Counted {
    pub requests: usize,
    pub answers: usize,
    /// Rows of which all is here already.
    pub already: usize,
}

/// The name of a file without its folder: where it lay says something about the machine.
fn name_of(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Writes what was refused beside the file, under a name that nothing has yet.
pub fn write_refusals(file: &Path, refused: &[Refused]) -> anyhow::Result<PathBuf> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["row", "column", "authority", "value", "reason"])?;
    for row in refused {
        let column = row.column.clone().unwrap_or_default();
        let cells = [&column, &row.authority, &row.value, &row.reason];
        let cells = cells.map(|text| inert(text).into_owned());
        out.write_record(std::iter::once(row.row.to_string()).chain(cells))?;
    }
    let bytes = out.into_inner()?;
    for attempt in 1..100 {
        let more = if attempt == 1 { String::new() } else { format!("-{attempt}") };
        let path = file.with_file_name(format!("{}.refused{more}.csv", name_of(file)));
        match fs::File::create_new(&path) {
            Ok(mut file) => {
                std::io::Write::write_all(&mut file, &bytes)?;
                return Ok(path);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error).with_context(|| format!("writing {}", path.display())),
        }
    }
    anyhow::bail!("{}: there are a hundred files of refusals beside it", file.display())
}

/// The round of `campaign`, frozen now if it is new.
fn frozen(
    db: &Connection,
    campaign: &Campaign,
    workspace_now: chrono::DateTime<chrono::Utc>,
) -> anyhow::Result<Round> {
    if let Some(known) = requests::round(db, &campaign.id)? {
        return Ok(known);
    }
    let round = Round { token: new_token()?, campaign: campaign.clone() };
    requests::freeze(db, &round, workspace_now)?;
    Ok(round)
}

/// The request of the round to `authority`, made if there is none.
fn request(
    db: &Connection,
    round: &Round,
    authority: &Authority,
    sender: &Sender,
) -> anyhow::Result<Request> {
    let campaign = &round.campaign;
    if let Some(known) = requests::by_authority(db, &campaign.id, &authority.id)? {
        return Ok(known);
    }
    let code = free_code(db, round, &authority.id)?;
    let reference = reference(&campaign.prefix, &code);
    let made = Request {
        id: 0,
        campaign: campaign.id.clone(),
        authority: authority.id.clone(),
        name: authority.name.clone(),
        nation: authority.nation,
        law: authority.law,
        code,
        reply_address: sender.reply_address(&reference),
        reference,
    };
    let id = requests::insert(db, &made)
        .with_context(|| format!("the request to {}", made.authority))?;
    Ok(Request { id, ..made })
}

/// The bytes of a file, and their hash.
fn bytes_of(file: &Path) -> anyhow::Result<(Vec<u8>, String)> {
    let bytes = fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    let hash = crate::replies::message::sha256(&bytes);
    Ok((bytes, hash))
}

/// Whether the round was taken in from a sheet, so that no letter of it can ever leave.
pub fn is_of_a_sheet(workspace: &Workspace, campaign: &str) -> anyhow::Result<bool> {
    crate::store::imports::is_of_a_sheet(workspace.store.db(), campaign)
}
