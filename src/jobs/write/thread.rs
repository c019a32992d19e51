//! The last word of a request's correspondence, which a letter in a person's own words answers.

use chrono::NaiveDate;
use rusqlite::Connection;

use crate::case::delivery::proves_receipt;
use crate::case::events::LetterKind;
use crate::case::own::Own;
use crate::jobs::dossier::{Dossier, Handed};
use crate::law::clock::long_date;
use crate::law::london::civil_date;
use crate::replies::Kind;
use crate::replies::message;
use crate::store::requests::Request;

/// How many lines of it are quoted.
const MOST_LINES: usize = 60;

/// How long a quoted line may be, its mark included.
const WIDTH: usize = 76;

/// A letter or a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastWord {
    pub ours: bool,
    pub on: NaiveDate,
    pub message_id: Option<String>,
    pub subject: String,
    text: String,
}

/// What came or left last between us and the authority; machines' mail is nobody's word.
pub fn last_word(db: &Connection, request: &Request) -> anyhow::Result<Option<LastWord>> {
    let dossier = Dossier::open(db, request)?;
    let mut found = Vec::new();
    for letter in dossier.letters.iter().filter(|letter| letter.kind != LetterKind::Complaint) {
        let Handed::Over { at, .. } = dossier.handed(letter.id) else { continue };
        let word = LastWord {
            ours: true,
            on: civil_date(at),
            message_id: Some(letter.message_id.clone()),
            subject: letter.subject.clone(),
            text: message::read(&letter.bytes).text,
        };
        found.push((at, word));
    }
    for (mail, read) in dossier.all_mails() {
        let ours = match read.reading.own {
            None => false,
            Some(Own::Agreed { letter: Some(_) }) => true,
            Some(
                Own::Agreed { letter: None }
                | Own::Copy { .. }
                | Own::Automatic
                | Own::Elsewhere { .. },
            ) => continue,
        };
        // What may be a machine's is a word until a person says that it is none.
        if !ours && !is_a_word(read.kind) && !read.waits {
            continue;
        }
        let word = LastWord {
            ours,
            on: civil_date(mail.arrived_at),
            message_id: mail.message_id.clone(),
            subject: read.reading.subject.clone(),
            text: read.reading.new_text.clone(),
        };
        found.push((mail.arrived_at, word));
    }
    Ok(found.into_iter().max_by_key(|(at, _)| *at).map(|(_, word)| word))
}

/// Whether somebody wrote it, and no machine.
fn is_a_word(kind: Kind) -> bool {
    proves_receipt(kind) || kind == Kind::Other
}

impl LastWord {
    /// "On Monday 2 March 2026 you wrote:" and the words, each line marked; empty for no words.
    pub fn quoted(&self) -> String {
        let text = self.text.trim();
        if text.is_empty() {
            return String::new();
        }
        let who = if self.ours { "we" } else { "you" };
        let mut lines = vec![format!("On {} {who} wrote:", long_date(self.on)), String::new()];
        let all = text.lines().flat_map(marked);
        let (mut kept, mut more) = (Vec::new(), false);
        for line in all {
            if kept.len() == MOST_LINES {
                more = true;
                break;
            }
            kept.push(line);
        }
        lines.extend(kept);
        if more {
            lines.push("> […]".to_owned());
        }
        lines.join("\n")
    }

    /// The subject of an answer to it; our reference is in it.
    pub fn answered(&self, reference: &str) -> String {
        let bare = self.subject.trim();
        let bare = bare
            .get(..3)
            .filter(|start| start.eq_ignore_ascii_case("re:"))
            .map_or(bare, |start| bare.strip_prefix(start).unwrap_or(bare).trim_start());
        let bare: String = bare.chars().filter(|c| !c.is_control()).collect();
        if bare.contains(reference) {
            format!("Re: {bare}")
        } else {
            format!("Re: {bare} [{reference}]").replace("  ", " ")
        }
    }
}

/// A line of theirs in as many lines as it takes, each with its mark.
fn marked(line: &str) -> Vec<String> {
    let clean: String = line.chars().filter(|c| *c == '\t' || !c.is_control()).collect();
    let clean = clean.replace('\t', " ");
    if clean.trim().is_empty() {
        return vec![">".to_owned()];
    }
    let mark = if clean.starts_with('>') { ">" } else { "> " };
    let options = textwrap::Options::new(WIDTH)
        .initial_indent(mark)
        .subsequent_indent(mark)
        .break_words(true)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::wrap(&clean, options).into_iter().map(|line| line.trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> LastWord {
        LastWord {
            ours: false,
            on: NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(),
            message_id: None,
            subject: "RE: Your request\r\nBcc: x@y.example".to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn what_is_answered_is_quoted_in_short_lines_and_not_at_any_length() {
        let quoted = word("Dear Ada,\n\n> older\nThank you.\u{1b}[2J").quoted();
        assert_eq!(
            quoted,
            "On Monday 2 March 2026 you wrote:\n\n> Dear Ada,\n>\n>> older\n> Thank you.[2J"
        );
        let long = word(&"many words in one line ".repeat(500)).quoted();
        assert!(long.lines().all(|line| line.chars().count() <= WIDTH));
        assert!(long.lines().skip(2).all(|line| line.starts_with('>')));
        assert_eq!(long.lines().count(), MOST_LINES + 3);
        assert_eq!(word(" \n ").quoted(), "");
        let unbroken = word(&"x".repeat(5000)).quoted();
        assert!(unbroken.lines().all(|line| line.chars().count() <= WIDTH));
    }

    #[test]
    fn an_answer_says_re_once_and_has_our_reference() {
        assert_eq!(word("").answered("SL-1"), "Re: Your requestBcc: x@y.example [SL-1]");
        let named = LastWord { subject: "Re: Lamps [SL-1]".to_owned(), ..word("") };
        assert_eq!(named.answered("SL-1"), "Re: Lamps [SL-1]");
    }
}
