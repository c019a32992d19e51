//! The way back of a trial: mails that come to a mailbox, and what the server that took them in says.

use std::time::{Duration, Instant};

use super::legs::Trial;
use super::letter::Sent;
use crate::config::mailbox::Mailbox as Settings;
use crate::jobs::{Workspace, mailboxes};
use crate::mail::imap::{Account, Mailbox};
use crate::replies::{authentication, message};

/// The pause between two looks into the mailboxes.
const PAUSE: Duration = Duration::from_secs(1);

/// A mailbox that is looked into, and how far each folder reached before anything was sent.
pub(super) struct Watched<'a> {
    settings: &'a Settings,
    mailbox: Mailbox,
    last: Vec<(&'a str, u32)>,
}

/// Opens a mailbox, for looking only.
pub(super) fn watch<'a>(
    workspace: &Workspace,
    settings: &'a Settings,
) -> anyhow::Result<Watched<'a>> {
    let account = mailboxes::account(&workspace.dir, settings)?;
    // Nothing is moved, and nothing counts as read.
    let mut mailbox = Mailbox::connect(&Account { moves: false, ..account })?;
    let mut last = Vec::new();
    for folder in &settings.folders {
        let opened = mailbox.open(folder)?;
        let before = match opened.uid_next {
            Some(next) => next.saturating_sub(1),
            None => mailbox.between(0, u32::MAX)?.last().copied().unwrap_or(0),
        };
        last.push((folder.as_str(), before));
    }
    Ok(Watched { settings, mailbox, last })
}

/// Looks for what is on its way until it is there, or `patience` is over.
pub(super) fn fetch(
    workspace: &Workspace,
    trial: &mut Trial,
    (mut watched, mut sent): (Vec<Watched<'_>>, Vec<Sent>),
    patience: Duration,
) {
    if watched.is_empty() {
        for mail in &sent {
            let why = "no mailbox is open that it could come back to";
            trial.not_tried(mail.back, &mail.address, why);
        }
        return;
    }
    let start = Instant::now();
    while !sent.is_empty() {
        watched.retain_mut(|open| match look(open, &mut sent, workspace, trial, start) {
            Ok(()) => true,
            Err(error) => {
                let advice = "The mailbox opened and then failed: try again";
                let name = open.settings.name.clone();
                trial.leg("mailbox", &name, Err((format!("{error:#}"), advice)));
                false
            }
        });
        if watched.is_empty() || start.elapsed() >= patience {
            break;
        }
        if !sent.is_empty() {
            std::thread::sleep(PAUSE.min(patience));
        }
    }
    for mail in sent {
        let advice = if mail.back == "return_plus" {
            "The provider does not deliver plus-addresses here: write plus_address = false in \
             [sender], or replies are lost"
        } else {
            "Look for it in the folder for junk and in that of a rule; is [sender] address the one \
             that [mailbox] belongs to?"
        };
        let words = format!("it did not come back within {} seconds", patience.as_secs());
        trial.leg(mail.back, &mail.address, Err((words, advice)));
    }
}

/// One look for the mails that are on their way.
fn look(
    open: &mut Watched<'_>,
    sent: &mut Vec<Sent>,
    workspace: &Workspace,
    trial: &mut Trial,
    start: Instant,
) -> anyhow::Result<()> {
    let Watched { settings, mailbox, last } = open;
    for (folder, after) in last {
        mailbox.open(folder)?;
        loop {
            let batch = mailbox.fetch(*after, 20)?;
            let Some(up_to) = batch.up_to else { break };
            *after = up_to;
            for fetched in batch.mails {
                let read = message::read(&fetched.bytes);
                let found = sent.iter().position(|mail| mail.is(&read));
                let Some(mail) = found.map(|index| sent.remove(index)) else { continue };
                let seconds = start.elapsed().as_secs();
                let place = format!("{}/{folder}", settings.name);
                let changes = mail.changes(&read);
                let found = match changes.first() {
                    None => Ok(format!("back in {place} after {seconds} seconds")),
                    Some((_, advice)) => {
                        let what: Vec<&str> =
                            changes.iter().map(|(what, _)| what.as_str()).collect();
                        Err((format!("back in {place}, but {}", what.join(" and ")), *advice))
                    }
                };
                trial.leg(mail.back, &mail.address, found);
                authenticated(&read.authentication, workspace, trial);
            }
        }
    }
    Ok(())
}

/// What the server that delivered it says about its sender.
fn authenticated(headers: &[String], workspace: &Workspace, trial: &mut Trial) {
    let named = workspace.config.authserv.as_deref();
    let top = headers.first().and_then(|header| header.split(';').next());
    let top = top.and_then(|server| server.split_whitespace().next());
    let known = named.and_then(|server| authentication::results(headers, server));
    let (found, unknown) = match known {
        Some(found) => (Some(found), false),
        None => (top.and_then(|server| authentication::results(headers, server)), true),
    };
    if found.is_some() {
        trial.authentication = found;
        trial.authserv_unknown = unknown;
    }
}
