//! Signatures, disclaimers and banners among the new lines. Only what is surely one is marked: a
//! line with a question's number, an outcome or a body's name in it stays new.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::starts::pattern;
use super::{Line, Role};

/// A signature has no more lines than this.
const LONGEST_SIGNATURE: usize = 14;
/// A paragraph of standing text has no more bytes than this.
const LONGEST_DISCLAIMER: usize = 4_000;

static SIGN_OFF: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)^(?:
            (?:(?:with\s+)?(?:kind(?:est)?|best|warm|many)\s+)?(?:regards|wishes|thanks)
          | thank\s+you
          | yours\s+(?:sincerely|faithfully|truly)
          | (?:cofion|gan\s+ddiolch|dymuniadau)(?:\s+\w+)?
          | yn\s+(?:gywir|ddiffuant)
        )[\s,.!]*$",
    )
});
/// Telephone, address, office: what stands below a name and answers nothing.
static CONTACT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)^(?:
            (?:tel|telephone|phone|mobile|mob|fax|direct|ff[oô]n|t|m|e|w|email|e-mail|e-bost|web)\b\s*[.:|]
          | \+?\(?0[\d\s()]{8,}$
          | \S+@\S+\.\S+$
          | (?:https?://|www\.)\S+$
          | (?:he|she|they)\s*/\s*(?:him|her|them)
          | follow\s+us\b
        )
        | \b(?:officer|manager|adviser|advisor|administrator|assistant|coordinator|co-ordinator|solicitor
          |team|directorate|department|services?|governance|swyddog|rheolwr|t[iî]m)$
        | \b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}$",
    )
});
/// What a signature or a disclaimer does not say.
static SUBSTANCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?imx)
          ^\W*(?:q(?:uestion)?\s*)?\d{1,2}\s*[a-z]?\s*[.):]
        | \b(?:ref|reference|cyf\w*)\b
        | \byour\s+(?:request|enquiry|questions?)\b
        | \b(?:sections?|adran)\s*\d
        | \b(?:exempt\w*|withh[eo]ld\w*|refus\w+|not\s+held|attach(?:ed|ment)\s+(?:is|are|please)|figures?|answers?\b)",
    )
});
static BODY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:council|cyngor|borough|authority|trust|city\s+of|county)\b")
});

/// One of these alone makes a paragraph standing text.
const SURE: [&str; 15] = [
    "if you are not the intended recipient",
    "received this email in error",
    "received this e-mail in error",
    "received this message in error",
    "received it in error",
    "email in error, please",
    "before printing this e",
    "os nad chi yw'r derbynnydd",
    "this email originated from outside",
    "this e-mail originated from outside",
    "this message originated from outside",
    "you don't often get email from",
    "type your reply above this line",
    "this email has been scanned",
    "this message has been scanned",
];
/// Two of these do.
const LIKELY: [&str; 18] = [
    "confidential",
    "privileged",
    "intended solely",
    "intended only",
    "intended for the",
    "addressee",
    "any attachments",
    "files transmitted",
    "virus",
    "malware",
    "views expressed",
    "be monitored",
    "disclaimer",
    "unauthorised",
    "delete it",
    "mimecast",
    "egress",
    "privacy notice",
];
/// A banner of a gateway: the line says nothing else.
const BANNERS: [&str; 9] = [
    "[external]",
    "[external email]",
    "*external*",
    "external email",
    "caution:",
    "caution - external",
    "warning: external",
    "##-",
    "-- please reply above this line --",
];

/// Marks what is surely a signature or standing text among the new lines.
pub(super) fn mark(lines: &mut [Line]) {
    for paragraph in paragraphs(lines) {
        if is_standing(lines.get(paragraph.clone()).unwrap_or_default()) {
            set(lines, paragraph, Role::Disclaimer);
        }
    }
    signatures(lines);
}

fn set(lines: &mut [Line], range: Range<usize>, role: Role) {
    for line in lines.get_mut(range).unwrap_or_default() {
        line.role = role;
    }
}

/// Runs of new lines between empty or quoted ones.
fn paragraphs(lines: &[Line]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    for (index, line) in lines.iter().enumerate() {
        let counts = line.role == Role::New && !line.text.trim().is_empty();
        match (start, counts) {
            (None, true) => start = Some(index),
            (Some(from), false) => {
                found.push(from..index);
                start = None;
            }
            (None, false) | (Some(_), true) => {}
        }
    }
    found.extend(start.map(|from| from..lines.len()));
    found
}

fn is_standing(paragraph: &[Line]) -> bool {
    let length: usize = paragraph.iter().map(|line| line.text.len() + 1).sum();
    if !(8..=LONGEST_DISCLAIMER).contains(&length) {
        return false;
    }
    let mut text = String::with_capacity(length);
    for line in paragraph {
        text.push_str(line.text.trim());
        text.push(' ');
    }
    text.make_ascii_lowercase();
    let text = text.replace('\u{2019}', "'");
    let banner = BANNERS.iter().any(|start| text.starts_with(start)) && is_banner(&text);
    let standing = banner
        || SURE.iter().any(|phrase| text.contains(phrase))
        || LIKELY.iter().filter(|phrase| text.contains(*phrase)).count() >= 2;
    standing && !paragraph.iter().any(|line| SUBSTANCE.is_match(&line.text))
}

fn is_banner(text: &str) -> bool {
    const WORDS: [&str; 6] = ["outside", "external", "click", "sender", "reply", "links"];
    let bare = text.trim().chars().count() <= 24;
    bare || WORDS.iter().filter(|word| text.contains(*word)).count() >= 2
}

/// What stands below "Kind regards" or "-- ", as far as it is names and ways to call.
fn signatures(lines: &mut [Line]) {
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        let text = line.text.trim_end();
        let is_new = line.role == Role::New && !text.is_empty();
        if is_new && (line.text == "-- " || text == "--") {
            delimited(lines, index);
        } else if is_new && text.len() < 40 && SIGN_OFF.is_match(text.trim()) {
            signed(lines, index);
        }
        index += 1;
    }
}

/// Below two dashes all is signature, if it is short and says nothing of substance.
fn delimited(lines: &mut [Line], index: usize) {
    let below = || lines.iter().skip(index + 1).take_while(|line| line.role != Role::Quoted);
    let said = || below().filter(|line| line.role == Role::New && !line.text.trim().is_empty());
    let short = said().count() <= LONGEST_SIGNATURE;
    if short && !said().any(|line| SUBSTANCE.is_match(&line.text) || BODY.is_match(&line.text)) {
        let end = index + 1 + below().count();
        for line in lines.get_mut(index..end).unwrap_or_default() {
            if line.role == Role::New {
                line.role = Role::Signature;
            }
        }
    }
}

fn signed(lines: &mut [Line], index: usize) {
    let (mut names, mut seen, mut end) = (0, 0, index);
    for (at, line) in lines.iter().enumerate().skip(index + 1) {
        let text = line.text.trim();
        if text.is_empty() {
            continue;
        }
        seen += 1;
        let is_contact = CONTACT.is_match(text) && text.len() < 120;
        let is_name = names < 2 && is_name(text);
        let fits = line.role == Role::New && (is_contact || is_name || BODY.is_match(text));
        if seen > LONGEST_SIGNATURE || !fits || SUBSTANCE.is_match(text) {
            break;
        }
        names += usize::from(is_name);
        end = at;
    }
    if end > index {
        for line in lines.get_mut(index..=end).unwrap_or_default() {
            // A body's name tells who speaks.
            if !BODY.is_match(&line.text) {
                line.role = Role::Signature;
            }
        }
    }
}

/// Two to five words with capitals and no figure: "None" and "Nil" are answers.
fn is_name(text: &str) -> bool {
    let text = text.trim_end_matches([',', '.']);
    let words: Vec<&str> = text.split_whitespace().collect();
    (2..=5).contains(&words.len())
        && !text.contains(|c: char| c.is_ascii_digit() || ":;?<>=".contains(c))
        && words.iter().all(|word| word.chars().next().is_some_and(char::is_uppercase))
        && !["No", "None", "Nil", "Not", "Zero", "See", "Yes"]
            .iter()
            .any(|no| words.first() == Some(no))
}
