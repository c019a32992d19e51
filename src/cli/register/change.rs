//! `foi register set`, `discard` and `import`.

use std::path::Path;

use anyhow::Context;
use chrono::NaiveDate;
use serde_json::json;

use super::role;
use crate::cli::out;
use crate::cli::{Ended, Session, day};
use crate::jobs;
use crate::jobs::register::{Lookup, Place};
use crate::register::Role;
use crate::register::exchange::Import;

#[derive(Debug, clap::Args)]
pub(super) struct Set {
    /// Its id
    id: String,
    /// Where letters go
    #[arg(long, required_unless_present = "form", conflicts_with = "form")]
    email: Option<String>,
    /// A form on its site, or its `WhatDoTheyKnow` page: a person pastes the requests there
    #[arg(long, value_name = "URL")]
    form: Option<String>,
    /// What the address is for: requests (the default), review, copy; several are allowed
    #[arg(long = "role", value_name = "ROLE", value_parser = role)]
    roles: Vec<Role>,
    /// The page on which the address stands
    #[arg(long, value_name = "URL", required_unless_present = "form")]
    page: Option<String>,
    /// The day on which it was looked up
    #[arg(long, value_name = "DATE", value_parser = day)]
    on: NaiveDate,
    /// Who looked it up
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct Discard {
    /// Its id
    id: String,
    /// Which contact: requests, review, copy, `web_form`
    #[arg(long, value_parser = role)]
    role: Role,
    /// Why, for whoever reads the history
    #[arg(long, value_name = "TEXT")]
    why: String,
    /// Who says so
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

pub(super) fn set(session: &Session, args: &Set) -> anyhow::Result<Ended> {
    let mut workspace = session.write("register set")?;
    let by = workspace.person(args.by.as_deref().or(session.person.as_deref()))?;
    let place = match (&args.email, &args.form) {
        (Some(email), _) => Place::Email(email),
        (None, Some(form)) => Place::Form(form),
        (None, None) => anyhow::bail!("say where it is written to: --email or --form"),
    };
    let page = args.page.as_deref().or(args.form.as_deref()).unwrap_or_default();
    let (id, on) = (args.id.as_str(), args.on);
    let lookup = Lookup { authority: id, roles: &args.roles, place, page, on, by: &by };
    jobs::register::set(&mut workspace, &lookup)?;
    let roles: Vec<&str> = match (place, args.roles.is_empty()) {
        (Place::Form(_), _) => vec![Role::WebForm.code()],
        (Place::Email(_), true) => vec![Role::Requests.code()],
        (Place::Email(_), false) => args.roles.iter().map(|role| role.code()).collect(),
    };
    let said = match place {
        Place::Form(url) => format!("{id} takes requests on {url}, verified by {by} on {on}."),
        Place::Email(email) => {
            let roles = roles.join(" and ");
            format!("{id} takes {roles} at {email}, verified by {by} on {on}.")
        }
    };
    let row = json!({
        "authority": id, "email": args.email, "form": args.form, "roles": roles,
        "verified_on": on, "verified_by": by,
    });
    session.decided(&row, &said)
}

pub(super) fn discard(session: &Session, args: &Discard) -> anyhow::Result<Ended> {
    let mut workspace = session.write("register discard")?;
    let by = workspace.person(args.by.as_deref().or(session.person.as_deref()))?;
    jobs::register::discard(&mut workspace, (&args.id, args.role), &args.why, &by)?;
    let (id, role) = (&args.id, args.role.code());
    let row = json!({"authority": id, "role": role, "why": args.why, "by": by});
    session.decided(&row, &format!("{id} has no contact for {role} any more, as {by} says."))
}

pub(super) fn import(
    session: &Session,
    file: &Path,
    dry_run: bool,
    by: Option<&str>,
) -> anyhow::Result<Ended> {
    let text = jobs::register::read_file(file)?;
    let by = by.or(session.person.as_deref());
    if dry_run {
        let workspace = session.read()?;
        let by = workspace.person(by).unwrap_or_else(|_| "nobody yet".to_owned());
        let plan = jobs::register::plan_import(&workspace, &text, &by)
            .with_context(|| file.display().to_string())?;
        report(session, &plan, "would change")?;
        return Ok(ended(&plan));
    }
    let mut workspace = session.write("register import")?;
    let by = workspace.person(by)?;
    let plan = jobs::register::plan_import(&workspace, &text, &by)
        .with_context(|| file.display().to_string())?;
    jobs::register::keep(&mut workspace, &plan.decisions, &by)?;
    report(session, &plan, "changed")?;
    Ok(ended(&plan))
}

fn ended(plan: &Import) -> Ended {
    if plan.refused.is_empty() { Ended::Done } else { Ended::Failed }
}

fn report(session: &Session, plan: &Import, verb: &str) -> anyhow::Result<()> {
    if session.json {
        return out::object(&json!({
            "added": plan.added,
            "changed": plan.changed.iter().map(|(id, columns)| json!({"authority": id, "columns": columns})).collect::<Vec<_>>(),
            "unchanged": plan.unchanged,
            "gone": plan.gone,
            "refused": plan.refused,
        }));
    }
    for id in &plan.added {
        out::line(&format!("added    {id}"))?;
    }
    for (id, columns) in &plan.changed {
        out::line(&format!("changed  {id}: {}", columns.join(", ")))?;
    }
    for id in &plan.gone {
        out::line(&format!("gone     {id} (not in the file; it stays in the register)"))?;
    }
    for refused in &plan.refused {
        out::line(&format!("refused  line {}, {}: {}", refused.line, refused.id, refused.reason))?;
    }
    out::line(&format!(
        "{} added, {} {verb}, {} as they were, {} gone, {} refused.",
        plan.added.len(),
        plan.changed.len(),
        plan.unchanged,
        plan.gone.len(),
        plan.refused.len()
    ))
}
