//! Acknowledgements and automatic replies, many of which hide in one clause that more time is taken, that
//! something is refused, asked or told. Written by people who had not seen the program, and nothing
//! was learnt from them.

use std::fs;

use foi_campaign::replies::acts::{Mail, mails};
use foi_campaign::replies::classify::{Context, READS_LIKE, classify};
use foi_campaign::replies::{Kind, message, quoting};

use crate::world::fixtures;

fn is_idle(kind: Kind) -> bool {
    matches!(kind, Kind::Acknowledgement | Kind::AutoReply | Kind::Receipt)
}

/// Whether the reader would file the mail as one that changes nothing, and ask nobody.
fn passes(mail: &Mail) -> bool {
    let body: Vec<&str> = mail.sentences.iter().map(|said| said.sentence.as_str()).collect();
    let head = "From: a@council.example\r\nTo: b@asker.example\r\nSubject: Re: Information\r\n\
                Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";
    let raw = format!("{head}{}\r\n", body.join("\r\n\r\n"));
    let message = message::read(raw.as_bytes());
    let text = quoting::new_text(&quoting::lines(&message.text));
    let context = Context { matched: true, ..Context::default() };
    let found = classify(&message, &text, &context);
    is_idle(found.kind) && found.more.is_none() && found.rule != READS_LIKE
}

/// Of a thousand plain ones how many wait needlessly; how many of those that decide pass as plain.
fn score(name: &str) -> (usize, usize) {
    let text = fs::read_to_string(fixtures().join("receipts").join(name)).unwrap();
    let all = mails(&text).unwrap();
    let (idle, decisive): (Vec<&Mail>, Vec<&Mail>) =
        all.iter().filter(|mail| mail.kind != Kind::Other).partition(|mail| is_idle(mail.kind));
    let waits = idle.iter().filter(|mail| !passes(mail)).count();
    let silent: Vec<&&Mail> = decisive.iter().filter(|mail| passes(mail)).collect();
    for mail in &silent {
        eprintln!("{name}, {}: {:?}", mail.kind.code(), mail.said().join(" / "));
    }
    let share = waits * 1000 / idle.len();
    eprintln!(
        "{name}: {waits} of {} plain ones wait ({share} per mille); {} of {} others pass silently",
        idle.len(),
        silent.len(),
        decisive.len()
    );
    (share, silent.len())
}

/// On 28 November 2026, when they were new: 90.9, 96.3 and 90.9 % of the plain ones waited, two of
/// 132 others passed.
#[test]
fn what_a_receipt_hides_is_not_passed_over() {
    for (name, most) in [("councils.txt", 920), ("others.txt", 970), ("pairs.txt", 920)] {
        let (waits, silent) = score(name);
        assert_eq!(silent, 0, "{name}");
        assert!(waits <= most, "{name}: {waits} per mille of the plain ones wait");
    }
}
