//! What the headers of a mail say: who, to whom, about what, when, in answer to what.

use chrono::{DateTime, Utc};

use super::words;
use super::{Automatic, Message};

/// A mail passes few servers that check its sender.
const MOST_RESULTS: usize = 10;

/// The headers of one part, in order.
pub(super) struct Fields {
    list: Vec<(String, Vec<u8>)>,
}

impl Fields {
    /// `head` as `repair::split` left it.
    pub(super) fn parse(head: &[u8]) -> Self {
        let list = mailparse::parse_headers(head).map(|(found, _)| {
            found
                .iter()
                .map(|header| {
                    let name = header.get_key_ref().trim().to_ascii_lowercase();
                    (name, header.get_value_raw().to_vec())
                })
                .collect()
        });
        Self { list: list.unwrap_or_default() }
    }

    fn raw(&self, name: &str) -> Option<&[u8]> {
        let (_, value) = self.list.iter().find(|(key, _)| key == name)?;
        Some(value)
    }

    /// The first header of that name, decoded.
    pub(super) fn first(&self, name: &str) -> Option<String> {
        self.raw(name).map(words::value)
    }

    /// The first header of that name on one line, its encoded words as they are.
    pub(super) fn undecoded(&self, name: &str) -> Option<String> {
        self.raw(name).map(words::unfolded)
    }

    fn all_undecoded(&self, name: &str) -> impl Iterator<Item = String> {
        self.list.iter().filter(move |(key, _)| key == name).map(|(_, raw)| words::unfolded(raw))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// Fills in what the headers of the mail say.
pub(super) fn read(fields: &Fields, message: &mut Message) {
    let first_ids = |name| fields.undecoded(name).map(|value| ids(&value)).unwrap_or_default();
    message.message_id = first_ids("message-id").into_iter().next();
    message.in_reply_to = first_ids("in-reply-to");
    message.references = first_ids("references");
    message.subject = subject(fields);
    message.date = fields.undecoded("date").and_then(|value| date(&value));
    let passed: Vec<String> = fields.all_undecoded("received").collect();
    message.received = passed.first().and_then(|value| value.rsplit(';').next().and_then(date));
    if let Some((name, address)) = sender(fields, &mut message.notes) {
        message.from = Some(address);
        message.from_name = name;
    }
    message.recipients = recipients(fields);
    message.addressees = named_in(fields, &["to", "cc"]);
    for value in &passed {
        message.recipients.extend(received_for(value));
    }
    message.recipients.dedup();
    message.automatic = automatic(fields);
    let results = fields.all_undecoded("authentication-results");
    message.authentication = results.take(MOST_RESULTS).collect();
}

pub(super) fn subject(fields: &Fields) -> String {
    let value = fields.first("subject").unwrap_or_default();
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Everybody it is addressed or was delivered to, in small letters.
pub(super) fn recipients(fields: &Fields) -> Vec<String> {
    let delivered = ["delivered-to", "x-original-to", "envelope-to", "x-envelope-to"];
    let mut found = named_in(fields, &["to", "cc"]);
    found.extend(named_in(fields, &delivered));
    found
}

fn named_in(fields: &Fields, names: &[&str]) -> Vec<String> {
    names
        .iter()
        .flat_map(|name| fields.all_undecoded(name).collect::<Vec<_>>())
        .flat_map(|value| addresses(&value))
        .map(|(_, address)| address)
        .collect()
}

/// The first From, else Sender; a second From that names somebody else is noted: it is how mail
/// is forged.
fn sender(fields: &Fields, notes: &mut Vec<String>) -> Option<(Option<String>, String)> {
    let named: Vec<(Option<String>, String)> = fields
        .all_undecoded("from")
        .filter_map(|value| addresses(&value).into_iter().next())
        .collect();
    let first = named.first().cloned();
    if let (Some((_, first)), Some((_, other))) =
        (&first, named.iter().find(|(_, address)| first.as_ref().is_some_and(|f| f.1 != *address)))
    {
        notes.push(format!("it names two senders, {first} and {other}"));
    }
    first.or_else(|| addresses(&fields.undecoded("sender")?).into_iter().next())
}

/// The first address of a From line, for a mail inside a mail.
pub(super) fn from(fields: &Fields) -> Option<String> {
    addresses(&fields.undecoded("from")?).into_iter().next().map(|(_, address)| address)
}

fn automatic(fields: &Fields) -> Automatic {
    let value = |name: &str| fields.first(name).map(|text| text.trim().to_ascii_lowercase());
    let precedence = value("precedence").unwrap_or_default();
    Automatic {
        auto_submitted: value("auto-submitted").is_some_and(|text| !text.starts_with("no")),
        vacation: value("x-autoreply").is_some()
            || value("x-autorespond").is_some()
            || precedence == "auto_reply",
        bulk: matches!(precedence.as_str(), "bulk" | "junk" | "list"),
        null_sender: value("return-path").is_some_and(|text| text == "<>"),
        failed_recipients: value("x-failed-recipients").is_some(),
    }
}

/// The ids in a header, with or without angle brackets, without them.
pub(super) fn ids(value: &str) -> Vec<String> {
    value
        .split(|c: char| c.is_whitespace() || c == ',' || c == '<' || c == '>')
        .filter(|id| id.contains('@'))
        .map(str::to_owned)
        .collect()
}

pub(super) fn date(text: &str) -> Option<DateTime<Utc>> {
    let seconds = mailparse::dateparse(text.trim()).ok()?;
    DateTime::from_timestamp(seconds, 0)
}

/// Names and addresses of a header; a header the library refuses is searched for addresses.
pub(super) fn addresses(value: &str) -> Vec<(Option<String>, String)> {
    let Ok(list) = mailparse::addrparse(value) else {
        return value
            .split(|c: char| c.is_whitespace() || "<>,;\"'()[]".contains(c))
            .filter(|word| word.contains('@'))
            .map(|word| (None, word.to_ascii_lowercase()))
            .collect();
    };
    list.iter()
        .flat_map(|entry| match entry {
            mailparse::MailAddr::Single(single) => vec![single.clone()],
            mailparse::MailAddr::Group(group) => group.addrs.clone(),
        })
        .map(|single| {
            let name = single.display_name.map(|name| words::decoded(&name));
            (name, single.addr.to_ascii_lowercase())
        })
        .collect()
}

/// The address after "for" in a Received line.
fn received_for(value: &str) -> Option<String> {
    let mut words = value.split_whitespace().skip_while(|word| *word != "for").skip(1);
    let address = words.next()?.trim_matches(|c: char| "<>;".contains(c));
    address.contains('@').then(|| address.to_ascii_lowercase())
}
