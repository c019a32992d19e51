//! A mail to oneself, sent as letters are and fetched as replies are: which leg fails, and what to do.

use std::time::Duration;

use super::back::{fetch, watch};
use super::legs::Trial;
use super::letter::{Sent, mail, token};
use super::quota;
use crate::config::Transport;
use crate::config::smtp::Smtp as Server;
use crate::jobs::{Workspace, access};
use crate::mail::Outcome;
use crate::mail::smtp::{Envelope, Smtp};

/// Sends to ourselves, waits until it is back or `patience` is over, and says how each leg went.
pub fn run(workspace: &Workspace, patience: Duration) -> anyhow::Result<Trial> {
    let Transport::Smtp(settings) = &workspace.config.transport else {
        anyhow::bail!(
            "letters go to a folder: there is no account to try out. Write kind = \"smtp\" in \
             [transport] of foi.toml (docs/accounts.md)"
        );
    };
    anyhow::ensure!(
        settings.server.test || !workspace.simulated,
        "this workspace is rehearsed: nothing of it goes to a real mail server"
    );
    let sender = &workspace.config.sender;
    anyhow::ensure!(!sender.address.is_empty(), "[sender] of foi.toml has no address");
    let mut trial = Trial { quota: Some(quota::quota(workspace, settings)?), ..Trial::default() };
    let mut watched = Vec::new();
    for mailbox in &workspace.config.mailboxes {
        match watch(workspace, mailbox) {
            Ok(open) => {
                trial.leg("mailbox", &mailbox.name, Ok("open".to_owned()));
                watched.push(open);
            }
            Err(error) => {
                let advice = "Check [mailbox] in foi.toml; replies are not fetched until it opens";
                trial.leg("mailbox", &mailbox.name, Err((format!("{error:#}"), advice)));
            }
        }
    }
    let sent = send(workspace, settings, &mut trial)?;
    fetch(workspace, &mut trial, (watched, sent), patience);
    Ok(trial)
}

fn send(workspace: &Workspace, settings: &Server, trial: &mut Trial) -> anyhow::Result<Vec<Sent>> {
    let sender = &workspace.config.sender;
    let (dir, known) = (workspace.dir.clone(), settings.clone());
    let mut smtp = Smtp::new(move || access::smtp(&dir, &known));
    let server = format!("{}:{}", settings.server.host, settings.server.port);
    match smtp.reach() {
        Err(outcome) => {
            let advice = "Until this works no letter leaves; those that wait stay where they are";
            trial.leg("log_in", &server, Err((words_of(outcome), advice)));
            return Ok(Vec::new());
        }
        Ok(offers) => {
            let encrypted = settings.server.tls.word();
            trial.leg("log_in", &server, Ok(format!("let in, encryption {encrypted}")));
            trial.offers = Some(offers);
        }
    }
    let token = token()?;
    let plus = sender.reply_address(&format!("trial-{token}"));
    let mut sent = Vec::new();
    for (out, back, address) in
        [("send", "return", sender.address.clone()), ("send_plus", "return_plus", plus)]
    {
        if out == "send_plus" && !sender.plus_address {
            let why = "plus_address is not set: replies are told apart by what stands in them";
            trial.not_tried(out, &address, why);
            continue;
        }
        let domain = address.rsplit('@').next().unwrap_or_default();
        let message_id = format!("{token}.{out}@{domain}");
        let bytes = mail(&address, &message_id, workspace.now.instant())?;
        let envelope = Envelope { from: &address, to: &address, id: &token };
        let now = workspace.now.instant();
        let outcome = match smtp.prepare(envelope, &bytes, now) {
            Ok(()) => smtp.hand_over(&bytes, now),
            Err(outcome) => outcome,
        };
        let accepted = matches!(outcome, Outcome::Accepted { .. });
        let words = words_of(outcome);
        let advice = if out == "send_plus" {
            "The server lets no letter leave from a plus-address: write plus_address = false in \
             [sender], or allow the address with your provider"
        } else {
            "The server does not take a mail from the address in [sender] to itself: may this user \
             send as that address?"
        };
        if trial.leg(out, &address, if accepted { Ok(words) } else { Err((words, advice)) }) {
            sent.push(Sent { back, address, message_id });
        }
    }
    Ok(sent)
}

fn words_of(outcome: Outcome) -> String {
    match outcome {
        Outcome::Accepted { words }
        | Outcome::Deferred { words, .. }
        | Outcome::Away { words }
        | Outcome::Refused { words }
        | Outcome::Unknown { words } => words,
    }
}
