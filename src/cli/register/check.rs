//! `foi register check`: whether mail for the addresses can arrive, as the DNS says.

use std::collections::BTreeMap;

use serde_json::json;

use super::{law, nation};
use crate::cli::out::{self, cell, counted};
use crate::cli::{Ended, Session};
use crate::jobs::register::check::{Checked, check, entries};
use crate::jobs::register::worklist::{Board, Filter};
use crate::law::Law;
use crate::register::Nation;
use crate::register::mail_domain::MailDomain;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only these authorities
    ids: Vec<String>,
    /// Only this nation: england, wales, scotland, northern-ireland
    #[arg(long, value_parser = nation)]
    nation: Option<Nation>,
    /// Only this Act: foia, foisa
    #[arg(long, value_parser = law)]
    law: Option<Law>,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    let mut workspace = session.write("register check")?;
    let board = Board::load(workspace.store.db(), workspace.today())?;
    let filter =
        Filter { ids: args.ids.clone(), nation: args.nation, law: args.law, campaign: None };
    let entries = entries(&board, &filter)?;
    let mut domains: Vec<&str> = entries.iter().map(|entry| entry.domain.as_str()).collect();
    domains.sort_unstable();
    domains.dedup();
    let bar = out::progress(session.json, domains.len(), "asking the DNS");
    let told = |domain: &str| {
        bar.set_message(domain.to_owned());
        bar.inc(1);
    };
    let checked = check(&mut workspace, entries, &told)?;
    bar.finish_and_clear();
    let unasked = checked.iter().filter(|row| row.asked.is_err()).count();
    if session.json {
        checked.iter().try_for_each(|row| out::object(&object(row)))?;
    } else {
        show(&checked, unasked)?;
    }
    Ok(if unasked > 0 { Ended::Failed } else { Ended::Done })
}

fn object(row: &Checked) -> serde_json::Value {
    let answer = row.asked.as_ref().ok();
    json!({
        "authority": row.entry.authority,
        "role": row.entry.role.code(),
        "email": row.entry.email,
        "domain": row.entry.domain,
        "answer": answer.map(MailDomain::code),
        "provider": row.provider,
        "fault": answer.and_then(MailDomain::fault),
        "not_asked": row.asked.as_ref().err(),
    })
}

fn show(checked: &[Checked], unasked: usize) -> anyhow::Result<()> {
    let troubled: Vec<Vec<String>> = checked
        .iter()
        .filter_map(|row| {
            let why = match &row.asked {
                Ok(answer) => answer.fault()?.to_owned(),
                Err(failure) => format!("could not be asked: {failure}"),
            };
            Some(vec![row.entry.authority.clone(), row.entry.email.clone(), why])
        })
        .collect();
    out::table(&["authority", "address", ""], &troubled)?;
    let mut providers: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for row in checked.iter().filter(|row| row.asked.as_ref().is_ok_and(|ok| ok.fault().is_none()))
    {
        *providers.entry(row.provider.as_deref()).or_default() += 1;
    }
    let mut shared: Vec<(Option<&str>, usize)> = providers.into_iter().collect();
    shared.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    let lines: Vec<Vec<String>> =
        shared.into_iter().map(|(name, count)| vec![cell(name), count.to_string()]).collect();
    out::table(&["mail provider", "addresses"], &lines)?;
    let addresses = counted(checked.len(), "address", "addresses");
    let faults = troubled.len() - unasked;
    out::line(&format!("{addresses} asked about: {faults} cannot get mail."))?;
    if unasked > 0 {
        out::line(&format!(
            "{} could not be asked about; that says nothing about them. Look at the network, or say \
             `[dns] server` in foi.toml, and repeat `foi register check`.",
            counted(unasked, "address", "addresses")
        ))?;
    }
    Ok(())
}
