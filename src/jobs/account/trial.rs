//! A mail to oneself, sent as letters are and fetched as replies are: which leg fails, and what to do.

use std::time::{Duration, Instant};

use anyhow::Context;
use chrono::{DateTime, Utc};
use lettre::message::header::{ContentType, HeaderName, HeaderValue, MessageId};
use lettre::message::{Mailbox as Name, SinglePart};

use super::quota::{self, Quota};
use crate::config::Transport;
use crate::config::mailbox::Mailbox as Settings;
use crate::config::smtp::Smtp as Server;
use crate::jobs::{Workspace, access, mailboxes};
use crate::mail::Outcome;
use crate::mail::imap::Mailbox;
use crate::mail::smtp::{Envelope, Offers, Smtp};
use crate::replies::authentication::{self, Authentication};
use crate::replies::message;

/// The pause between two looks into the mailboxes.
const PAUSE: Duration = Duration::from_secs(1);

const SUBJECT: &str = "foi: trying out the account – prawf, deuchainn (ŵ à)";

const TEXT: &str = "foi sent this to itself to see whether letters leave and replies come back. It may be \
                    deleted.\n\nÂ ê ŵ ŷ – à è ì ò ù\n";

/// Whether a leg of the way was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passed {
    Yes,
    No,
    NotTried,
}

/// One leg of the way: out, or back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    /// `log_in`, `send`, `send_plus`, `mailbox`, `return` or `return_plus`.
    pub leg: &'static str,
    /// The server, the address or the mailbox it is about.
    pub about: String,
    pub passed: Passed,
    pub words: String,
    /// What to do, where it was not passed.
    pub advice: Option<String>,
}

/// What a trial found.
#[derive(Debug, Default)]
pub struct Trial {
    pub legs: Vec<Leg>,
    pub offers: Option<Offers>,
    /// What our mail server says of a mail of ours.
    pub authentication: Option<Authentication>,
    /// The name it says that under is not the one in the settings.
    pub authserv_unknown: bool,
    pub quota: Option<Quota>,
}

impl Trial {
    /// Whether nothing failed.
    pub fn passed(&self) -> bool {
        self.legs.iter().all(|leg| leg.passed != Passed::No)
    }

    fn leg(
        &mut self,
        leg: &'static str,
        about: &str,
        found: Result<String, (String, &str)>,
    ) -> bool {
        let (passed, words, advice) = match found {
            Ok(words) => (Passed::Yes, words, None),
            Err((words, advice)) => (Passed::No, words, Some(advice.to_owned())),
        };
        self.legs.push(Leg { leg, about: about.to_owned(), passed, words, advice });
        passed == Passed::Yes
    }

    fn not_tried(&mut self, leg: &'static str, about: &str, why: &str) {
        let (about, words) = (about.to_owned(), why.to_owned());
        self.legs.push(Leg { leg, about, passed: Passed::NotTried, words, advice: None });
    }
}

/// A mail on its way.
struct Sent {
    back: &'static str,
    address: String,
    message_id: String,
}

/// A mailbox that is looked into, and how far each folder reached before anything was sent.
struct Watched<'a> {
    settings: &'a Settings,
    mailbox: Mailbox,
    last: Vec<(&'a str, u32)>,
}

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

fn watch<'a>(workspace: &Workspace, settings: &'a Settings) -> anyhow::Result<Watched<'a>> {
    let account = mailboxes::account(&workspace.dir, settings)?;
    // Nothing is moved, and nothing counts as read.
    let mut mailbox = Mailbox::connect(&crate::mail::imap::Account { moves: false, ..account })?;
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

fn send(workspace: &Workspace, settings: &Server, trial: &mut Trial) -> anyhow::Result<Vec<Sent>> {
    let sender = &workspace.config.sender;
    let (dir, known) = (workspace.dir.clone(), settings.clone());
    let mut smtp = Smtp::new(move || access::smtp(&dir, &known));
    let server = format!("{}:{}", settings.server.host, settings.server.port);
    if let Err(outcome) = smtp.prepare() {
        let advice = "Until this works no letter leaves; those that wait stay where they are";
        trial.leg("log_in", &server, Err((words_of(outcome), advice)));
        return Ok(Vec::new());
    }
    let encrypted = settings.server.tls.word();
    trial.leg("log_in", &server, Ok(format!("let in, encryption {encrypted}")));
    trial.offers = smtp.offers().cloned();
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
        let outcome = match smtp.prepare() {
            Ok(()) => {
                let envelope = Envelope { from: &address, to: &address, id: &token };
                smtp.hand_over(envelope, &bytes, workspace.now.instant())
            }
            Err(outcome) => outcome,
        };
        let taken = matches!(outcome, Outcome::Accepted { .. });
        let words = words_of(outcome);
        let advice = if out == "send_plus" {
            "The server lets no letter leave from a plus-address: write plus_address = false in \
             [sender], or allow the address with your provider"
        } else {
            "The server does not take a mail from the address in [sender] to itself: may this user \
             send as that address?"
        };
        if trial.leg(out, &address, if taken { Ok(words) } else { Err((words, advice)) }) {
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

fn fetch(
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
                let found = sent.iter().position(|mail| {
                    read.message_id.as_deref().is_some_and(|id| id.contains(&mail.message_id))
                });
                let Some(mail) = found.map(|index| sent.remove(index)) else { continue };
                let seconds = start.elapsed().as_secs();
                let place = format!("{}/{folder}", settings.name);
                let intact = read.subject == SUBJECT && read.text.contains("Â ê ŵ ŷ");
                let found = if intact {
                    Ok(format!("back in {place} after {seconds} seconds"))
                } else {
                    let advice =
                        "A server on the way changes letters: use another, or tell its admin";
                    Err((format!("back in {place}, but its words were changed"), advice))
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

fn token() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 8];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random numbers: {error}"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// From an address to itself, in words that a server may spoil.
fn mail(address: &str, message_id: &str, now: DateTime<Utc>) -> anyhow::Result<Vec<u8>> {
    let name = Name::new(None, address.parse().with_context(|| format!("`{address}`"))?);
    let mut message = lettre::Message::builder()
        .from(name.clone())
        .to(name)
        .subject(SUBJECT)
        .date(now.into())
        .header(MessageId::from(format!("<{message_id}>")))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(TEXT.to_owned()))?;
    // No holiday notice shall answer it.
    let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
    message.headers_mut().insert_raw(HeaderValue::new(automatic, "auto-generated".to_owned()));
    Ok(message.formatted())
}
