//! `foi campaign`.
use std::collections::HashSet;

use clap::Subcommand;
use serde_json::json;

use super::register::register;
use super::{Ended, Session, out, plan};
use crate::campaign::reference;
use crate::case::events::LetterKind;
use crate::config::Config;
use crate::jobs::campaign::{Loaded, Mistakes, known, lacks, lacks_round_before, load};
use crate::jobs::templates::{Written, specimens};
use crate::jobs::{Workspace, launch};
use crate::letters::{Letter, compose, lint};
use crate::register::{Authority, Nation};
use crate::store::requests;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say whether a campaign file is fit to rehearse and fit to launch
    Check {
        /// A campaign of this workspace, or a folder with a campaign.toml
        campaign: Option<String>,
    },
    /// When each letter of a launch would leave, and when its answer would be due
    Plan(plan::Args),
    /// Show a letter as it would leave, headers and all
    Preview {
        /// To whom; one of each Act if nobody is named
        authority: Option<String>,
        /// A campaign of this workspace, or a folder with a campaign.toml
        #[arg(long)]
        campaign: Option<String>,
        /// Another letter than the request, with specimen facts: chaser, `review_request` …
        #[arg(long, value_parser = kind)]
        kind: Option<LetterKind>,
        /// With --kind: as if the authority answered under the environmental regulations
        #[arg(long, requires = "kind")]
        environmental: bool,
    },
}

fn kind(text: &str) -> Result<LetterKind, String> {
    let codes: Vec<&str> = LetterKind::ALL.into_iter().map(LetterKind::code).collect();
    LetterKind::parse(text).ok_or_else(|| format!("write one of {}", codes.join(", ")))
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Ended> {
    match &args.command {
        Command::Check { campaign } => check(session, campaign.as_deref()),
        Command::Plan(args) => plan::run(session, args),
        Command::Preview { authority, campaign, kind, environmental } => {
            let kind = kind.map(|kind| (kind, *environmental));
            preview(session, authority.as_deref(), campaign.as_deref(), kind)
        }
    }
}

/// The campaign named, or the only one there is.
pub(super) fn named(session: &Session, name: Option<&str>) -> anyhow::Result<String> {
    if let Some(name) = name {
        return Ok(name.to_owned());
    }
    let known = known(&session.workspace);
    match known.as_slice() {
        [only] => Ok(only.clone()),
        [] => anyhow::bail!(
            "there is no campaign in {}/campaigns: name a folder with a campaign.toml",
            session.workspace.display()
        ),
        several => anyhow::bail!("say which campaign: {}", several.join(" or ")),
    }
}

fn check(session: &Session, name: Option<&str>) -> anyhow::Result<Ended> {
    let name = named(session, name)?;
    let loaded = match load(&session.workspace, &name) {
        Ok(loaded) => loaded,
        Err(error) => return mistakes(session, &name, error),
    };
    let register = register(session)?;
    let config = Config::load(&session.workspace)?;
    let mut lacks = lacks(&loaded, &config, &register);
    let asked: Vec<&Authority> =
        register.iter().filter(|row| loaded.campaign.recipients.include(row)).collect();
    let verified =
        |row: &&&Authority| row.address.as_ref().is_some_and(|known| known.verified.is_some());
    let ready = asked.iter().filter(verified).count();
    if ready == 0 {
        lacks.push("a verified address of any authority: `foi register set` or `import`".into());
    }
    if session.has_workspace() {
        let workspace = session.read()?;
        lacks.extend(lacks_round_before(workspace.store.db(), &loaded.campaign)?);
    }
    if session.has_workspace()
        && let Some(round) = requests::round(session.read()?.store.db(), &loaded.campaign.id)?
        && !round.campaign.asks_the_same_as(&loaded.campaign)
    {
        lacks.push("the questions its letters have asked: they were changed since".into());
    }
    let fit_to_launch = lacks.is_empty();
    if session.json {
        out::object(&json!({
            "campaign": loaded.campaign.id,
            "fit_to_rehearse": true,
            "fit_to_launch": fit_to_launch,
            "mistakes": [],
            "lacks": lacks,
            "questions": loaded.campaign.questions.len(),
            "cells": loaded.campaign.cells().count(),
            "authorities": asked.len(),
            "authorities_ready": ready,
        }))?;
        return Ok(Ended::Done);
    }
    out::line(&format!("{}: {}", loaded.campaign.id, loaded.campaign.title))?;
    out::line(&format!(
        "  {} questions, {} periods, {} cells to fill for each authority",
        loaded.campaign.questions.len(),
        loaded.campaign.periods.len(),
        loaded.campaign.cells().count()
    ))?;
    out::line(&format!("  {} authorities, {ready} with a verified address", asked.len()))?;
    out::line("Fit to rehearse: yes")?;
    out::line(&format!("Fit to launch:   {}", if fit_to_launch { "yes" } else { "no" }))?;
    for lack in &lacks {
        out::line(&format!("  lacks {lack}"))?;
    }
    Ok(Ended::Done)
}

fn mistakes(session: &Session, name: &str, error: anyhow::Error) -> anyhow::Result<Ended> {
    let Some(found) = error.downcast_ref::<Mistakes>() else { return Err(error) };
    if session.json {
        out::object(&json!({
            "campaign": name,
            "fit_to_rehearse": false,
            "fit_to_launch": false,
            "mistakes": found.mistakes,
            "lacks": [],
        }))?;
        return Ok(Ended::Failed);
    }
    for mistake in &found.mistakes {
        out::line(&mistake.at(&found.file))?;
    }
    out::line("Fit to rehearse: no\nFit to launch:   no")?;
    Ok(Ended::Failed)
}

fn preview(
    session: &Session,
    authority: Option<&str>,
    campaign: Option<&str>,
    kind: Option<(LetterKind, bool)>,
) -> anyhow::Result<Ended> {
    let loaded = load(&session.workspace, &named(session, campaign)?)?;
    let register = register(session)?;
    let config = Config::load(&session.workspace)?;
    let chosen: Vec<&Authority> = if let Some(id) = authority {
        vec![register.find(id)?]
    } else {
        let mut laws = HashSet::new();
        let asked = register.iter().filter(|row| loaded.campaign.recipients.include(row));
        asked.filter(|row| laws.insert(row.law)).collect()
    };
    let mut ended = Ended::Done;
    if kind.is_none() {
        seen(session, &loaded, &chosen)?;
    }
    for authority in chosen {
        let faults = match kind {
            Some(kind) => rungs(session, &loaded, &config, (authority, kind))?,
            None => show(session, &loaded, &config, authority)?,
        };
        for fault in &faults {
            out::note(&format!("fault: {}: {fault}", authority.id));
            ended = Ended::Failed;
        }
    }
    Ok(ended)
}

/// Puts on record that a person sees these letters, where there is a person and a workspace.
fn seen(session: &Session, loaded: &Loaded, shown: &[&Authority]) -> anyhow::Result<()> {
    if !session.has_workspace() {
        return Ok(());
    }
    let Ok(mut workspace) = Workspace::write(&session.workspace, session.now, "campaign preview")
    else {
        // Whoever writes now, or a folder that nobody can write to, does not keep anybody from looking.
        return Ok(());
    };
    if let Ok(by) = workspace.person(session.person.as_deref()) {
        launch::seen(&mut workspace, loaded, shown.iter().map(|row| row.law), &by)?;
    }
    Ok(())
}

fn show(
    session: &Session,
    loaded: &Loaded,
    config: &Config,
    authority: &Authority,
) -> anyhow::Result<Vec<String>> {
    let campaign = &loaded.campaign;
    // A launch draws the real reference; this one shows its form and belongs to nobody.
    let reference = reference::specimen(&campaign.prefix);
    let address = authority.address.as_ref();
    let request = compose::Request {
        campaign,
        authority,
        to: address.map_or("no-address-known@invalid.invalid", |known| known.email.as_str()),
        reference: &reference,
        sender: &config.sender,
    };
    let letter = compose::request(&loaded.templates, request, session.now.today())?;
    let mut faults = lint::sender(&config.sender);
    if faults.is_empty() {
        faults.extend(lint::check(&letter, authority.law, &campaign.questions, &reference));
    }
    match address {
        None => faults.push("no address is known: it would wait".to_owned()),
        Some(known) if known.verified.is_none() => {
            faults.push("its address is not verified: it would wait".to_owned());
        }
        Some(_) => {}
    }
    if session.json {
        out::object(&json!({
            "authority": authority.id,
            "kind": letter.kind.code(),
            "case": null,
            "to": address.map(|known| &known.email),
            "subject": letter.subject,
            "message_id": format!("<{}>", letter.message_id),
            "reply_address": letter.reply_address,
            "body": letter.body,
            "faults": faults,
        }))?;
    } else {
        print(session, config, &letter)?;
    }
    Ok(faults)
}

/// As it would leave, or as far as it goes while nobody is named who sends it.
fn print(session: &Session, config: &Config, letter: &Letter) -> anyhow::Result<()> {
    if lint::sender(&config.sender).is_empty() {
        out::raw(&letter.bytes(&config.sender, session.now.instant())?)?;
    } else {
        out::line(&format!("Subject: {}\n\n{}", letter.subject, letter.body))?;
    }
    out::line("")
}

/// Every letter of a kind, with specimen facts; gives what is wrong with them.
fn rungs(
    session: &Session,
    loaded: &Loaded,
    config: &Config,
    (authority, (kind, environmental)): (&Authority, (LetterKind, bool)),
) -> anyhow::Result<Vec<String>> {
    let law = if environmental { authority.law.environmental() } else { authority.law };
    let campaign = &loaded.campaign;
    let cases = specimens(&loaded.templates, campaign, (authority, law), &config.sender, kind);
    anyhow::ensure!(!cases.is_empty(), "there is no {} under {}", kind.code(), law.code());
    let mut all = lint::sender(&config.sender);
    for Written { case, letter, faults } in cases {
        let Some(letter) = letter else {
            all.extend(faults);
            continue;
        };
        // Welsh letters are for Wales.
        if case == "cy" && authority.nation != Nation::Wales {
            continue;
        }
        if session.json {
            out::object(&json!({
                "authority": authority.id,
                "kind": kind.code(),
                "case": Some(&case).filter(|case| !case.is_empty()),
                "to": letter.to,
                "subject": letter.subject,
                "message_id": format!("<{}>", letter.message_id),
                "reply_address": letter.reply_address,
                "body": letter.body,
                "faults": faults,
            }))?;
        } else {
            out::note(&format!("{} {case}, with specimen facts:", kind.code()));
            print(session, config, &letter)?;
        }
        all.extend(faults);
    }
    Ok(all)
}
