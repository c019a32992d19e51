//! The log of Postfix: lines of several files put in order, deliveries joined to the Message-ID that
//! their queue id had.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use regex::Regex;

use super::syslog::{Clock, stamped};
use super::{Fate, Record};

static LINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^\S+ \S*postfix\S*\[\d+\]: (?:\[ID \d+ \S+\] )?([0-9A-Za-z]{5,24}): (.*)$").ok()
});
static MESSAGE_ID: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:resent-)?message-id=<?([^>\s]+)>?").ok());
static DELIVERY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^to=<([^>]*)>, (?:orig_to=<[^>]*>, )?relay=([^,]+), .*?\bdsn=([\d.]+), status=([\w-]+)(?: \((.*)\))?$",
    )
    .ok()
});
static QUEUED_AS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"queued as ([0-9A-Za-z]{5,24})").ok());

#[derive(Debug)]
enum What {
    MessageId(String),
    Tried { recipient: String, relay: String, status: String, outcome: String, words: String },
    Expired,
}

#[derive(Debug)]
struct Entry {
    at: DateTime<Utc>,
    queue: String,
    what: What,
    source: usize,
}

/// Lines of one server's logs, in whatever order they come.
#[derive(Debug)]
pub struct Log {
    clock: Clock,
    sources: Vec<String>,
    entries: Vec<Entry>,
    queues: HashSet<String>,
}

impl Log {
    pub fn new(clock: Clock) -> Self {
        Self { clock, sources: Vec::new(), entries: Vec::new(), queues: HashSet::new() }
    }

    /// The lines that follow are of this file.
    pub fn open(&mut self, source: &str) {
        self.sources.push(source.to_owned());
    }

    /// Takes a line; whether it is one of Postfix.
    pub fn take(&mut self, line: &str) -> bool {
        let Some((at, rest)) = stamped(line, self.clock) else { return false };
        let found = LINE.as_ref().and_then(|pattern| pattern.captures(rest));
        let Some(found) = found else { return rest.contains("postfix") };
        let text = |at: usize| found.get(at).map_or("", |part| part.as_str());
        let (queue, rest) = (text(1), text(2));
        self.queues.insert(queue.to_owned());
        if let Some(what) = read(rest) {
            let source = self.sources.len().saturating_sub(1);
            self.entries.push(Entry { at, queue: queue.to_owned(), what, source });
        }
        true
    }

    /// What became of each message, oldest first; deliveries whose Message-ID stands in none of the
    /// files have none.
    pub fn finish(mut self) -> Vec<Record> {
        // In the same second what names the message comes first, whatever file it stands in.
        self.entries.sort_by_key(|entry| (entry.at, !matches!(entry.what, What::MessageId(_))));
        let mut ids: HashMap<String, String> = HashMap::new();
        let mut records = Vec::new();
        for entry in self.entries {
            let message_id = ids.get(&entry.queue).cloned();
            let source = self.sources.get(entry.source).cloned().unwrap_or_default();
            let record = Record {
                message_id,
                recipient: None,
                subject: None,
                at: entry.at,
                fate: Fate::Bounced,
                words: "expired, returned to sender".to_owned(),
                server: None,
                queue_id: Some(entry.queue.clone()),
                status: None,
                source,
            };
            match entry.what {
                What::MessageId(id) => {
                    ids.insert(entry.queue, id);
                }
                What::Expired => records.push(record),
                What::Tried { recipient, relay, status, outcome, words } => {
                    let Some(fate) = fate(&outcome, &words, &self.queues) else { continue };
                    records.push(Record {
                        recipient: Some(recipient),
                        server: Some(relay).filter(|relay| relay != "none"),
                        status: Some(status),
                        fate,
                        words,
                        ..record
                    });
                }
            }
        }
        records
    }
}

fn read(rest: &str) -> Option<What> {
    let first = |pattern: &LazyLock<Option<Regex>>| {
        let found = pattern.as_ref()?.captures(rest)?;
        Some(found.get(1)?.as_str().to_owned())
    };
    if let Some(id) = first(&MESSAGE_ID) {
        return Some(What::MessageId(id));
    }
    if rest.starts_with("from=<") && rest.contains(", status=expired") {
        return Some(What::Expired);
    }
    let found = DELIVERY.as_ref()?.captures(rest)?;
    let text = |at: usize| found.get(at).map_or("", |part| part.as_str()).to_owned();
    Some(What::Tried {
        recipient: text(1),
        relay: text(2),
        status: text(3),
        outcome: text(4),
        words: text(5),
    })
}

/// What an outcome says of the letter; `None` for what says nothing of it.
fn fate(outcome: &str, words: &str, queues: &HashSet<String>) -> Option<Fate> {
    match outcome.to_ascii_lowercase().as_str() {
        "sent" => {
            // A filter, or another instance on the same machine: its own lines tell the rest.
            let taken = QUEUED_AS.as_ref().and_then(|pattern| pattern.captures(words));
            let inside = taken
                .and_then(|found| found.get(1))
                .is_some_and(|queue| queues.contains(queue.as_str()));
            Some(if inside { Fate::Accepted } else { Fate::Delivered })
        }
        "deferred" | "softbounce" => Some(Fate::Deferred),
        "bounced" | "expired" | "undeliverable" => Some(Fate::Bounced),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::syslog::Zone;

    const FILTERED: &str = "\
Feb  2 09:00:00 mx postfix/cleanup[7]: 4A1B2C3D4E: message-id=<sl-1.request-1@ours.example>
Feb  2 09:00:01 mx postfix/smtp[8]: 4A1B2C3D4E: to=<foi@kent.invalid>, relay=127.0.0.1[127.0.0.1]:10024, delay=0.5, delays=0.1/0/0/0.4, dsn=2.0.0, status=sent (250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 5F6A7B8C9D)
Feb  2 09:00:01 mx postfix/qmgr[2]: 4A1B2C3D4E: removed
Feb  2 09:00:02 mx postfix/cleanup[7]: 5F6A7B8C9D: message-id=<sl-1.request-1@ours.example>
Feb  2 09:00:03 mx postfix/smtp[9]: 5F6A7B8C9D: to=<foi@kent.invalid>, relay=mx.kent.invalid[192.0.2.1]:25, delay=3, delays=0.1/0/1/2, dsn=4.3.2, status=deferred (host mx.kent.invalid[192.0.2.1] said: 450 4.3.2 Try later (in reply to RCPT TO command))
Feb  2 09:10:03 mx postfix/smtp[9]: 5F6A7B8C9D: to=<foi@kent.invalid>, relay=mx.kent.invalid[192.0.2.1]:25, delay=603, delays=0.1/0/1/2, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as ABCDEF0123)
Feb  3 09:00:00 mx postfix/qmgr[2]: 3Zz9k1bQwRz1: from=<a@ours.example>, status=expired, returned to sender
Feb  3 09:00:00 mx dovecot: imap-login: Login: user=<x>";

    fn log(lines: &[&str]) -> Vec<Record> {
        let now = "2026-03-01T00:00:00Z".parse().unwrap();
        let mut log = Log::new(Clock { now, zone: Zone::Utc });
        for (number, file) in lines.iter().enumerate() {
            log.open(&format!("mail.log.{number}"));
            for line in file.lines() {
                let _ = log.take(line);
            }
        }
        log.finish()
    }

    fn told(records: &[Record]) -> Vec<(Fate, Option<&str>, &str)> {
        records
            .iter()
            .map(|record| {
                (record.fate, record.message_id.as_deref(), record.status.as_deref().unwrap_or("-"))
            })
            .collect()
    }

    #[test]
    fn what_a_filter_takes_is_no_delivery_and_what_the_council_takes_is_one() {
        let ours = Some("sl-1.request-1@ours.example");
        let found = log(&[FILTERED]);
        assert_eq!(
            told(&found),
            [
                (Fate::Accepted, ours, "2.0.0"),
                (Fate::Deferred, ours, "4.3.2"),
                (Fate::Delivered, ours, "2.0.0"),
                (Fate::Bounced, None, "-"),
            ]
        );
        assert_eq!(found[2].words, "250 2.0.0 Ok: queued as ABCDEF0123");
        assert_eq!(found[2].server.as_deref(), Some("mx.kent.invalid[192.0.2.1]:25"));
        assert_eq!(found[1].words.matches('(').count(), found[1].words.matches(')').count());
    }

    #[test]
    fn files_of_a_rotated_log_are_read_in_the_order_of_their_lines() {
        let (early, late) = FILTERED.split_at(FILTERED.find("Feb  2 09:10").unwrap());
        assert_eq!(told(&log(&[late, early])), told(&log(&[FILTERED])));
        assert_eq!(log(&[late, early])[2].source, "mail.log.0");
    }
}
