//! What must not be published of a reply: names, e-mail addresses and telephone numbers of those who wrote it.
//! A name that is only suspected goes too, and is listed for a person to look at.

mod beside;
mod contact;
mod named;
pub mod numbers;
mod person;
mod spread;

use std::ops::Range;

use serde::Serialize;

/// What stands where something was taken out.
const MARKS: [(What, &str); 3] =
    [(What::Name, "[name]"), (What::Email, "[e-mail]"), (What::Telephone, "[telephone]")];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Name,
    Email,
    Telephone,
}

impl What {
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "e_mail",
            Self::Telephone => "telephone",
        }
    }

    fn mark(self) -> &'static str {
        MARKS.iter().find(|(what, _)| *what == self).map_or("", |(_, mark)| mark)
    }
}

/// Something taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub what: What,
    /// Where it stood, in bytes of the text.
    pub span: Range<usize>,
    pub words: String,
    /// By which rule.
    pub rule: &'static str,
    /// It is one for certain; otherwise a person should look.
    pub sure: bool,
}

/// A text without what must not be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redacted {
    pub text: String,
    pub found: Vec<Found>,
}

/// The people that a mail names in its head, and whoever else is known to have written it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    /// Full names, as "Jane Smith".
    names: Vec<String>,
}

impl People {
    /// Of the names and addresses in From, To and Cc.
    pub fn of<'a>(heads: impl IntoIterator<Item = &'a str>) -> Self {
        let mut people = Self::default();
        for head in heads {
            for name in person::in_head(head) {
                people.add(name);
            }
        }
        people
    }

    /// Of the heads of a mail as it came.
    pub fn of_mail(raw: &[u8]) -> Self {
        let Ok((headers, _)) = mailparse::parse_headers(raw) else { return Self::default() };
        let named = ["from", "to", "cc", "reply-to", "sender"];
        let heads: Vec<String> = headers
            .iter()
            .filter(|header| named.contains(&header.get_key().to_ascii_lowercase().as_str()))
            .flat_map(heads)
            .collect();
        Self::of(heads.iter().map(String::as_str))
    }

    /// And somebody else.
    pub fn also(&mut self, name: &str) {
        for name in person::in_head(name) {
            self.add(name);
        }
    }

    /// Those that `text` itself names for certain, too: a signature names them in the attachments.
    pub fn learn(&mut self, text: &str) {
        for found in named::names(text).into_iter().filter(|found| found.sure) {
            self.add(person::bare(&found.words));
        }
    }

    fn add(&mut self, name: String) {
        if !name.is_empty() && !self.names.contains(&name) {
            self.names.push(name);
        }
    }
}

/// Each name of a head with its address.
fn heads(header: &mailparse::MailHeader<'_>) -> Vec<String> {
    let Ok(list) = mailparse::addrparse_header(header) else { return vec![header.get_value()] };
    let one = |single: &mailparse::SingleInfo| {
        format!("{} <{}>", single.display_name.as_deref().unwrap_or_default(), single.addr)
    };
    list.iter()
        .flat_map(|address| match address {
            mailparse::MailAddr::Single(single) => vec![one(single)],
            mailparse::MailAddr::Group(group) => group.addrs.iter().map(one).collect(),
        })
        .collect()
}

/// The text without names, addresses and numbers of people.
pub fn redact(text: &str, people: &People) -> Redacted {
    let mut all = people.clone();
    all.learn(text);
    let mut found = contact::emails(text);
    found.extend(contact::telephones(text));
    found.extend(named::names(text));
    found.extend(spread::names(text, &all.names));
    let found = apart(found);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for one in &found {
        out.push_str(text.get(at..one.span.start).unwrap_or_default());
        out.push_str(one.what.mark());
        at = one.span.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    Redacted { text: out, found }
}

/// In order, none over another: what is surer, then longer, stands.
fn apart(mut found: Vec<Found>) -> Vec<Found> {
    let length = |one: &Found| one.span.end - one.span.start;
    found.sort_by_key(|one| {
        let first = one.what == What::Email;
        (!first, !one.sure, usize::MAX - length(one), one.span.start)
    });
    let mut kept: Vec<Found> = Vec::new();
    for one in found {
        let over =
            |other: &Found| one.span.start < other.span.end && other.span.start < one.span.end;
        if !kept.iter().any(over) {
            kept.push(one);
        }
    }
    kept.sort_by_key(|one| one.span.start);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_text_says_apart_from_people_stays_as_it_is() {
        let text = "1. 17\nKind regards,\nJane Smith\nInformation Officer\n01632 960001";
        let redacted = redact(text, &People::default());
        assert_eq!(redacted.text, "1. 17\nKind regards,\n[name]\nInformation Officer\n[telephone]");
        assert_eq!(redacted.found.len(), 2);
        assert_eq!(redact(&redacted.text, &People::default()).text, redacted.text, "and again");
    }
}
