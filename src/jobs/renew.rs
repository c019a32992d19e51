//! `foi renew`: the folder of the next round, from the last one's.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::{Months, NaiveDate};

use super::Workspace;
use super::campaign::{Loaded, Mistakes, load};
use super::launch::safe_from;
use crate::campaign::renewal::{self, next_id, renewed};
use crate::campaign::{Campaign, Period, file};
use crate::register::{Authority, Register};
use crate::store::requests;
use crate::toml_file::utf8;

/// What a person asks for.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    pub campaign: &'a str,
    pub periods: &'a [(Option<String>, NaiveDate, NaiveDate)],
    /// The id of the new round, if not the old one's with the year put forward.
    pub id: Option<&'a str>,
}

/// Months after which an address that was verified is worth another look.
const STALE: u32 = 6;

/// What the next round would be.
#[derive(Debug)]
pub struct Prospect {
    pub before: String,
    pub id: String,
    pub folder: PathBuf,
    /// Of the file, and of each letter of the old folder that goes along.
    pub files: Vec<(PathBuf, Vec<u8>)>,
    pub text: String,
    pub notes: Vec<String>,
    /// Asked last time, and there no longer: each with who takes their place.
    pub gone: Vec<(String, Vec<String>)>,
    /// Not asked last time: each with whose area it took over.
    pub new: Vec<(String, Vec<String>)>,
    pub asked: usize,
    /// With a contact that a person verified.
    pub ready: usize,
    /// Of those, verified long ago.
    pub stale: Vec<String>,
    /// The first day on which no request is near enough to a like one for its costs to be added up,
    /// or for it to be a repeated one; `None` where no like request was put.
    pub safe_from: Option<NaiveDate>,
}

/// Works out the next round; nothing is written.
pub fn prospect(workspace: &Workspace, wish: &Wish<'_>) -> anyhow::Result<Prospect> {
    let db = workspace.store.db();
    let Loaded { campaign: before, file: path, .. } = load(&workspace.dir, wish.campaign)?;
    anyhow::ensure!(
        requests::round(db, &before.id)?.is_some(),
        "{} was never launched in this workspace: there is no round to renew",
        before.id
    );
    let periods: Vec<Period> = wish
        .periods
        .iter()
        .map(|(id, from, to)| Period::spanning(*from, *to, id.as_deref()))
        .collect();
    let id = wish.id.map_or_else(|| next_id(&before, &periods), str::to_owned);
    anyhow::ensure!(
        !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)),
        "`{id}` cannot be a campaign's id: use letters, digits and hyphens"
    );
    let folder = workspace.dir.join("campaigns").join(&id);
    anyhow::ensure!(
        !folder.exists() && requests::round(db, &id)?.is_none(),
        "{} exists: nothing was written over. Give another id with --id, or go on with that one",
        folder.display()
    );
    let register = workspace.register()?;
    let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    let text =
        utf8(bytes).map_err(|mistake| anyhow::anyhow!(mistake.at(&path.display().to_string())))?;
    let succeeded = succeeded(&before, &register, workspace.today());
    let new = renewed(
        &text,
        &renewal::Wish { before: &before, periods: &periods, succeeded: &succeeded },
    )
    .with_context(|| path.display().to_string())?;
    let after = file::read(&id, &new.text).map_err(|mistakes| Mistakes {
        file: format!("{} as it would be", folder.join("campaign.toml").display()),
        mistakes,
    })?;
    let mut files = vec![(PathBuf::from("campaign.toml"), new.text.clone().into_bytes())];
    files.extend(letters(path.parent().unwrap_or(Path::new(".")))?);
    let mut prospect = Prospect {
        before: before.id.clone(),
        id,
        folder,
        files,
        text: new.text,
        notes: new.notes,
        gone: Vec::new(),
        new: Vec::new(),
        asked: 0,
        ready: 0,
        stale: Vec::new(),
        safe_from: None,
    };
    prospect.recipients(workspace, (&before, &after), &register)?;
    Ok(prospect)
}

/// Authorities that the file names and that give way by `today`, each with who takes their place.
fn succeeded(
    before: &Campaign,
    register: &Register,
    today: NaiveDate,
) -> BTreeMap<String, Vec<String>> {
    let named = before.recipients.ids.iter().chain(&before.recipients.except);
    let after = |id: &String| {
        let next = register.succession().successors_on(id, today);
        next.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    named
        .map(|id| (id.clone(), after(id)))
        .filter(|(id, next)| next.len() != 1 || next.first() != Some(id))
        .collect()
}

/// The letters of a campaign's own, by their places in its folder.
fn letters(folder: &Path) -> anyhow::Result<Vec<(PathBuf, Vec<u8>)>> {
    let found = super::campaign::overrides(&folder.join("letters"))?;
    let place = |name: &str| Path::new("letters").join(name);
    Ok(found.into_iter().map(|letter| (place(&letter.name), letter.text.into_bytes())).collect())
}

impl Prospect {
    fn recipients(
        &mut self,
        workspace: &Workspace,
        (before, after): (&Campaign, &Campaign),
        register: &Register,
    ) -> anyhow::Result<()> {
        let db = workspace.store.db();
        let asked_before: Vec<String> =
            requests::of_campaign(db, &before.id)?.into_iter().map(|row| row.authority).collect();
        let now: Vec<&Authority> =
            register.iter().filter(|row| after.recipients.include(row)).collect();
        let succession = register.succession();
        let owned = |ids: Vec<&str>| ids.into_iter().map(str::to_owned).collect::<Vec<_>>();
        self.gone = asked_before
            .iter()
            .filter(|id| !now.iter().any(|row| row.id == **id))
            .map(|id| {
                let next = owned(succession.successors_on(id, workspace.today()));
                (id.clone(), next.into_iter().filter(|next| next != id).collect())
            })
            .collect();
        self.new = now
            .iter()
            .filter(|row| !asked_before.contains(&row.id))
            .map(|row| (row.id.clone(), owned(succession.predecessors(&row.id))))
            .collect();
        self.asked = now.len();
        self.ready = now.iter().filter(|row| row.channel().is_some()).count();
        let since = workspace.today().checked_sub_months(Months::new(STALE));
        let verified = |row: &&&Authority| {
            let address = row.address.as_ref().and_then(|known| known.verified.as_ref());
            address.is_some_and(|verified| since.is_some_and(|since| verified.on < since))
        };
        self.stale = now.iter().filter(verified).map(|row| row.id.clone()).collect();
        self.safe_from = safe_from(workspace, after, &now)?;
        Ok(())
    }

    /// Makes the folder; nothing is written over.
    pub fn write(&self) -> anyhow::Result<()> {
        let parent = self.folder.parent().context("a folder in none")?;
        fs::create_dir_all(parent).with_context(|| format!("making {}", parent.display()))?;
        fs::create_dir(&self.folder)
            .with_context(|| format!("making {}", self.folder.display()))?;
        for (name, bytes) in &self.files {
            let path = self.folder.join(name);
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)
                    .with_context(|| format!("making {}", folder.display()))?;
            }
            fs::write(&path, bytes).with_context(|| format!("writing {}", path.display()))?;
        }
        Ok(())
    }
}
