//! Decisions on the register: one address verified, or a file taken in.

pub mod check;
pub mod history;
mod signs;
pub mod worklist;

use anyhow::Context;
use chrono::NaiveDate;

pub use self::signs::signs;
use super::Workspace;
use crate::register::exchange::{Import, Importer, import};
use crate::register::{Address, Decision, Form, Grade, Role, Verified, address, check_form};
use crate::store;
use crate::toml_file::utf8;

/// A contact that a person looked up.
#[derive(Debug)]
pub struct Lookup<'a> {
    pub authority: &'a str,
    /// What it is for; none: for requests, or a form.
    pub roles: &'a [Role],
    pub place: Place<'a>,
    pub page: &'a str,
    pub on: NaiveDate,
    pub by: &'a str,
}

/// Where letters go.
#[derive(Debug, Clone, Copy)]
pub enum Place<'a> {
    Email(&'a str),
    Form(&'a str),
}

/// Records that a person verified a contact.
pub fn set(workspace: &mut Workspace, lookup: &Lookup<'_>) -> anyhow::Result<()> {
    let register = store::register::load(workspace.store.db())?;
    let authority = register.find(lookup.authority)?.id.clone();
    let today = workspace.today();
    anyhow::ensure!(lookup.on <= today, "--on {} lies in the future", lookup.on);
    anyhow::ensure!(!lookup.page.trim().is_empty(), "--page must say where the address stands");
    plain("--by", lookup.by)?;
    let verified = Verified { on: lookup.on, by: lookup.by.to_owned() };
    let decisions = match lookup.place {
        Place::Form(url) => {
            let form = lookup.roles.iter().all(|role| *role == Role::WebForm);
            anyhow::ensure!(form, "--form is a web_form: an address for letters is --email");
            let url = check_form(url).map_err(|reason| anyhow::anyhow!(reason))?;
            let (seen_on, verified) = (Some(lookup.on), Some(verified));
            vec![Decision::Form { authority, form: Form { url, seen_on, verified } }]
        }
        Place::Email(email) => {
            anyhow::ensure!(
                !lookup.roles.contains(&Role::WebForm),
                "a web_form has no address: give its page with --form URL"
            );
            let email = address::check_email(email).map_err(|reason| anyhow::anyhow!(reason))?;
            let source = address::check_source(lookup.page)
                .map_err(|reason| anyhow::anyhow!("--page: {reason}"))?;
            let (grade, seen_on) = (Grade::Official, Some(lookup.on));
            let address = Address { email, source, grade, seen_on, verified: Some(verified) };
            let roles = if lookup.roles.is_empty() { &[Role::Requests] } else { lookup.roles };
            roles.iter().map(|role| in_role(&authority, *role, &address)).collect()
        }
    };
    keep(workspace, &decisions, lookup.by)
}

fn in_role(authority: &str, role: Role, address: &Address) -> Decision {
    let (authority, address) = (authority.to_owned(), address.clone());
    match role {
        Role::Requests => Decision::Address { authority, address },
        Role::Review | Role::Copy | Role::WebForm => Decision::Contact { authority, role, address },
    }
}

/// Records that a contact holds no longer; what was sent to it stays in the log.
pub fn discard(
    workspace: &mut Workspace,
    (authority, role): (&str, Role),
    why: &str,
    by: &str,
) -> anyhow::Result<()> {
    let register = store::register::load(workspace.store.db())?;
    let authority = register.find(authority)?;
    let known = match role {
        Role::Requests => authority.address.is_some(),
        Role::Review => authority.contacts.review.is_some(),
        Role::Copy => authority.contacts.copy.is_some(),
        Role::WebForm => authority.contacts.form.is_some(),
    };
    let (id, code) = (authority.id.clone(), role.code());
    anyhow::ensure!(known, "{id} has no contact for {code}: `foi register show {id}` lists them");
    anyhow::ensure!(!why.trim().is_empty(), "say why: --why TEXT");
    plain("--why", why)?;
    plain("--by", by)?;
    keep(workspace, &[Decision::Dropped { authority: id, role, why: why.to_owned() }], by)
}

fn plain(option: &str, text: &str) -> anyhow::Result<()> {
    let plain = !text.trim().chars().any(char::is_control);
    anyhow::ensure!(plain, "{option} has a control character or a line break in it");
    Ok(())
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
