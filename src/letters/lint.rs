//! What stops a letter from leaving: unfilled names, the wrong Act, a missing address, long lines,
//! a language that nobody has checked.

use std::sync::LazyLock;

use regex::Regex;

use super::compose::{Letter, Sender};
use crate::campaign::Question;
use crate::case::events::LetterKind;
use crate::law::Law;
use crate::law::regime::regulator;
use crate::register::wrong_act;

/// The longest line a letter may have, in characters.
const LONGEST: usize = 78;

static UNFILLED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\{\{|\}\}|\{%|%\}|\[(?:[A-Z][A-Z _]{2,}|[Nn]ame|[Aa]uthority|[Dd]ate|[Yy]our [^\]]*)\]|<(?:NAME|AUTHORITY|[a-z]+_name)>|\b(?:TODO|TBC|XXX)\b").ok()
});

/// Every reason why `letter` must not leave; empty when it may.
///
/// `asks` are the questions it must contain.
pub fn check(letter: &Letter, law: Law, asks: &[Question], reference: &str) -> Vec<String> {
    let mut faults = Vec::new();
    // What is quoted are the words of another letter or mail.
    let own: Vec<&str> = letter.body.lines().filter(|line| !line.starts_with('>')).collect();
    let whole = format!("{}\n{}", letter.subject, own.join("\n"));
    if let Some(found) = UNFILLED.as_ref().and_then(|pattern| pattern.find(&whole)) {
        faults.push(format!("`{}` was not filled in", found.as_str()));
    }
    let asked = letter.nation.law();
    if law != asked && law != asked.environmental() {
        faults.push(wrong_act(letter.nation, law));
    }
    faults.extend(acts(&whole, law, letter.kind));
    faults.extend(long_lines(&letter.body));
    if letter.subject.chars().any(char::is_control) || letter.subject.is_empty() {
        faults.push("the subject is empty or has a control character in it".to_owned());
    }
    if !whole.contains(reference) {
        faults.push(format!("the reference {reference} is not in it"));
    }
    for question in asks {
        let number = format!("{}.", question.number);
        if !letter.body.lines().any(|line| line.trim_start().starts_with(&number)) {
            faults.push(format!("question {} is not in it", question.number));
        }
    }
    faults.extend(addresses(letter));
    faults.extend(addressee(letter, law));
    faults.extend(letter.unchecked.clone());
    faults
}

/// A complaint goes to the regulator and nowhere else, and nothing else goes there.
fn addressee(letter: &Letter, law: Law) -> Option<String> {
    match &letter.regulator {
        Some(regulator) if letter.kind.to_regulator() => (*regulator != letter.to)
            .then(|| format!("it is for the regulator, {regulator}, and goes to {}", letter.to)),
        None if letter.kind.to_regulator() => {
            Some("it is for the regulator, and no regulator is known".to_owned())
        }
        Some(_) | None => regulator(law, chrono::NaiveDate::MAX)
            .filter(|regulator| regulator.email.eq_ignore_ascii_case(&letter.to))
            .map(|regulator| format!("it is for the authority, and goes to {}", regulator.email)),
    }
}

/// The Act the authority answers under must be named, and no other, but for the Act that the
/// environmental regulations take their enforcement from.
fn acts(text: &str, law: Law, kind: LetterKind) -> Vec<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let day = chrono::NaiveDate::MAX;
    let own = law.regime(day).act;
    let mut faults = Vec::new();
    // What a person writes in words of their own need not speak of the Act.
    if kind != LetterKind::Free && !text.contains(own) {
        faults.push(format!("it does not name the {own}"));
    }
    let parent = |other: Law| match law {
        Law::Eir => other == Law::Foia,
        Law::Eisr => other == Law::Foisa,
        Law::Foia | Law::Foisa => false,
    };
    for other in Law::ALL.into_iter().filter(|other| *other != law && !parent(*other)) {
        if text.contains(other.regime(day).act) {
            faults.push(format!("it names the wrong Act: {}", other.regime(day).act));
        }
    }
    let scottish = matches!(law, Law::Foisa | Law::Eisr);
    if !scottish && text.contains("FOISA") {
        faults.push("it names the wrong Act: FOISA".to_owned());
    }
    faults
}

fn long_lines(body: &str) -> Vec<String> {
    body.lines()
        .enumerate()
        // A web address cannot be broken; RFC 5322 allows it up to 998 characters.
        .filter(|(_, line)| {
            line.chars().count() > LONGEST
                && (line.len() > 998 || line.split_whitespace().count() > 1)
        })
        .map(|(index, line)| {
            let length = line.chars().count();
            format!("line {} has {length} characters; the most is {LONGEST}", index + 1)
        })
        .collect()
}

fn addresses(letter: &Letter) -> Vec<String> {
    [("the address it goes to", &letter.to), ("the reply address", &letter.reply_address)]
        .into_iter()
        .filter(|(_, address)| address.parse::<lettre::Address>().is_err())
        // A page is no address, and nothing is sent to it.
        .filter(|(_, address)| !(letter.is_by_hand() && **address == letter.to))
        .map(|(what, address)| format!("{what} is missing or wrong: `{address}`"))
        .collect()
}

/// What FOIA section 8 and FOISA section 8 ask of a request, and this sender lacks.
pub fn sender(sender: &Sender) -> Vec<String> {
    let mut lacks = Vec::new();
    let name = sender.name.trim();
    let invented = ["your name", "test", "name", "a name", "campaign", "team"];
    if name.split_whitespace().count() < 2 || invented.contains(&name.to_lowercase().as_str()) {
        lacks.push(
            "a real name (section 8): write [sender] name = \"First Last\" in foi.toml".to_owned(),
        );
    }
    if sender.address.parse::<lettre::Address>().is_err() {
        lacks.push(
            "an address for correspondence (section 8): write [sender] address = \"foi@your.org\" \
             in foi.toml"
                .to_owned(),
        );
    }
    lacks
}
