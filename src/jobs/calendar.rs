//! GOV.UK's bank holidays taken in, and the requests whose due days move with them.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::Context;
use chrono::NaiveDate;

use super::{Workspace, refresh};
use crate::law::Law;
use crate::law::calendar::{Part, Proclaimed};
use crate::law::publication::Publication;
use crate::replies::message::sha256;
use crate::store::{calendar, requests, standing};
use crate::toml_file::utf8;

/// GOV.UK's list has some 60 KB; nothing like it is this long.
const LONGEST: u64 = 4_000_000;

/// What a file would change.
#[derive(Debug)]
pub struct Plan {
    pub sha256: String,
    pub years: Vec<i32>,
    pub adds: Vec<Proclaimed>,
    /// Projected days that the published year does not have.
    pub drops: Vec<(NaiveDate, Part)>,
    pub moved: Vec<Moved>,
    /// Requests to be judged anew: those of `moved`, and every one without a reply.
    affected: Vec<i64>,
}

/// A request whose due day is another one under the new calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    pub request: i64,
    pub campaign: String,
    pub authority: String,
    pub law: Law,
    pub old: Option<NaiveDate>,
    pub new: Option<NaiveDate>,
    /// It has no reply yet.
    pub open: bool,
}

/// Reads `path` and works out what it adds and which requests that moves; nothing is changed.
pub fn plan(workspace: &Workspace, path: &Path) -> anyhow::Result<Plan> {
    let file = path.display();
    let bytes = read(path)?;
    let sha256 = sha256(&bytes);
    let text = utf8(bytes).map_err(|mistake| anyhow::anyhow!(mistake.at(&file.to_string())))?;
    let today = workspace.today();
    let publication = Publication::read(&text, today).and_then(|publication| {
        let lost = publication.lost(workspace.calendar(), today);
        if lost.is_empty() { Ok(publication) } else { Err(lost) }
    });
    let publication = publication.map_err(|mistakes| refusal(&file.to_string(), &mistakes))?;
    let mut plan = Plan {
        sha256: sha256.clone(),
        years: publication.years().into_iter().collect(),
        adds: publication.adds(workspace.calendar(), today, &sha256),
        drops: publication.drops(workspace.calendar()),
        moved: Vec::new(),
        affected: Vec::new(),
    };
    find_moved(workspace, &mut plan)?;
    Ok(plan)
}

/// Keeps the days and judges anew every request that they may concern.
pub fn keep(workspace: &mut Workspace, plan: &Plan, by: &str) -> anyhow::Result<()> {
    let now = workspace.now.instant();
    workspace.store.transaction(|db| {
        calendar::add(db, &plan.adds, by, now)?;
        plan.affected.iter().try_for_each(|id| refresh::request(db, &requests::get(db, *id)?, now))
    })
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let file = path.display();
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes))
        .with_context(|| format!("reading {file}"))?;
    anyhow::ensure!(
        bytes.len() as u64 <= LONGEST,
        "{file} is larger than {} MB, which GOV.UK's list never is: fetch \
         https://www.gov.uk/bank-holidays.json",
        LONGEST / 1_000_000
    );
    Ok(bytes)
}

fn refusal(file: &str, mistakes: &[String]) -> anyhow::Error {
    const MOST: usize = 20;
    let shown: Vec<&str> = mistakes.iter().take(MOST).map(String::as_str).collect();
    let more = mistakes.len().saturating_sub(MOST);
    let more = if more == 0 { String::new() } else { format!("\n  … and {more} more") };
    anyhow::anyhow!("nothing was taken in from {file}:\n  {}{more}", shown.join("\n  "))
}

fn find_moved(workspace: &Workspace, plan: &mut Plan) -> anyhow::Result<()> {
    let changed = plan.adds.iter().map(|added| added.day);
    let Some(first) = changed.chain(plan.drops.iter().map(|(day, _)| *day)).min() else {
        return Ok(());
    };
    let db = workspace.store.db();
    let calendar = workspace.calendar().with(&plan.adds);
    for listed in standing::list(db, None)? {
        let stored = &listed.standing.judgement;
        let open = stored.replied_on.is_none();
        if !open && stored.due_on.is_none_or(|due| due < first) {
            continue;
        }
        let request = requests::get(db, listed.request)?;
        let new = refresh::look_under(db, &calendar, &request, workspace.today())?;
        let new = new.position.judgement.due_on;
        plan.affected.push(listed.request);
        if new != stored.due_on {
            plan.moved.push(Moved {
                request: listed.request,
                campaign: listed.campaign,
                authority: listed.authority,
                law: listed.law,
                old: stored.due_on,
                new,
                open,
            });
        }
    }
    Ok(())
}
