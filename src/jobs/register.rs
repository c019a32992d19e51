//! Decisions on the register: one address verified, or a file taken in.

use anyhow::Context;
use chrono::NaiveDate;

use super::Workspace;
use crate::register::exchange::{Import, Importer, import};
use crate::register::{Address, Decision, Grade, Verified, address};
use crate::store;
use crate::toml_file::utf8;

/// An address that a person looked up.
#[derive(Debug)]
pub struct Lookup<'a> {
    pub authority: &'a str,
    pub email: &'a str,
    pub page: &'a str,
    pub on: NaiveDate,
    pub by: &'a str,
}

/// Records that a person verified one address.
pub fn set(workspace: &mut Workspace, lookup: &Lookup<'_>) -> anyhow::Result<()> {
    let register = store::register::load(workspace.store.db())?;
    let authority = register.find(lookup.authority)?;
    let email = address::check_email(lookup.email).map_err(|reason| anyhow::anyhow!(reason))?;
    let today = workspace.today();
    anyhow::ensure!(lookup.on <= today, "--on {} lies in the future", lookup.on);
    anyhow::ensure!(!lookup.page.trim().is_empty(), "--page must say where the address stands");
    let plain = !lookup.by.trim().chars().any(char::is_control);
    anyhow::ensure!(plain, "--by has a control character or a line break in it");
    let source =
        address::check_source(lookup.page).map_err(|reason| anyhow::anyhow!("--page: {reason}"))?;
    let decision = Decision::Address {
        authority: authority.id.clone(),
        address: Address {
            email,
            source,
            grade: Grade::Official,
            seen_on: Some(lookup.on),
            verified: Some(Verified { on: lookup.on, by: lookup.by.to_owned() }),
        },
    };
    keep(workspace, &[decision], lookup.by)
}

/// What the file would change.
pub fn plan_import(workspace: &Workspace, text: &str, by: &str) -> anyhow::Result<Import> {
    let register = store::register::load(workspace.store.db())?;
    import(&register, text, Importer { by, today: workspace.today() })
}

/// Keeps the decisions of an import.
pub fn keep(workspace: &mut Workspace, decisions: &[Decision], by: &str) -> anyhow::Result<()> {
    let now = workspace.now.instant();
    workspace.store.transaction(|db| {
        decisions.iter().try_for_each(|decision| store::register::decide(db, decision, by, now))
    })
}

/// The text of a file to import.
pub fn read_file(path: &std::path::Path) -> anyhow::Result<String> {
    let file = path.display().to_string();
    let bytes = std::fs::read(path).with_context(|| format!("reading {file}"))?;
    utf8(bytes).map_err(|mistake| anyhow::anyhow!(mistake.at(&file)))
}
