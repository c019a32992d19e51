//! Where a reply names a person: under its closing words, after a greeting, after "Contact:", beside an
//! office, before an address.

use std::sync::LazyLock;

use regex::Regex;

use super::beside::anywhere;
use super::person::{Name, name_at};
use super::{Found, What};

static CLOSING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?im)^[ \t>*]*(?:(?:(?:kind(?:est)?|best|warm(?:est)?|with (?:kind|best)|many)[ \t]+)?(?:regards|wishes)|(?:with |many )?thanks(?: and (?:kind |best )?regards| in advance| again)?|thank you|yours(?: (?:sincerely|faithfully|truly))?|sincerely|faithfully|cofion(?: gorau| cynnes)?|yn gywir|yn ddiffuant|cheers|(?:for and )?on behalf of [^\n,]{0,50})[ \t]*(?:[,.!]|$)",
    )
    .ok()
});

static GREETING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?im)^[ \t>]*(?:dear|hi|hello|hiya|hey|annwyl|good (?:morning|afternoon|evening))\b[ \t]+").ok()
});

static LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?im)\b(?:contact(?: officer| name| person)?|case (?:officer|handler|worker)|(?:reviewing|investigating|responsible|decision|lead|foi|information|responding) officer|officer|handled by|author|reviewer|decision[ -]maker|signed|name|from|to|cc|sent by|attn|fao|f\.a\.o\.?|cyswllt|oddi wrth)[ \t]*:[ \t]*",
    )
    .ok()
});

static BY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:(?:dealt with|handled|reviewed|prepared|approved|completed|signed(?: off)?(?: electronically)?|authori[sz]ed|written|compiled|sent|answered|processed|investigated|considered|taken|made|provided|supplied|run|led)[ \t]+by|my name is|ask for|attention of|(?:kind(?:est)?|best|warm(?:est)?|many)[ \t]+(?:regards|wishes|thanks),?|yours[ \t]+(?:sincerely|faithfully|truly),?)[ \t:]+",
    )
    .ok()
});

pub(super) fn names(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for end in ends(&CLOSING, text) {
        found.extend(under_closing(text, end));
    }
    for end in ends(&GREETING, text) {
        found.extend(greeted(text, end));
    }
    for end in ends(&LABEL, text) {
        found.extend(labelled(text, end));
    }
    for end in ends(&BY, text) {
        let name = name_at(text, end).filter(|name| name.words > 1 || name.titled);
        found.extend(name.map(|name| one(text, &name, ("said to have done it", true))));
    }
    found.extend(anywhere(text));
    found
}

fn ends(regex: &'static LazyLock<Option<Regex>>, text: &str) -> Vec<usize> {
    regex.iter().flat_map(|regex| regex.find_iter(text)).map(|found| found.end()).collect()
}

pub(super) fn one(text: &str, name: &Name, (rule, sure): (&'static str, bool)) -> Found {
    let words = text.get(name.span.clone()).unwrap_or_default().to_owned();
    Found { what: What::Name, span: name.span.clone(), words, rule, sure }
}

/// The rest of the line from `at`.
pub(super) fn line_from(text: &str, at: usize) -> &str {
    text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or_default()
}

/// The name that signs: on the line of the closing words, or on the first lines below.
fn under_closing(text: &str, end: usize) -> Vec<Found> {
    const RULE: (&str, bool) = ("signature", true);
    let same_line = line_from(text, end);
    if !same_line.trim().is_empty() {
        return signs(text, end, same_line)
            .map_or_else(Vec::new, |names| named(text, &names, RULE));
    }
    let mut at = end + same_line.len();
    let mut looked = 0;
    while looked < 3 {
        let rest = text.get(at..).unwrap_or_default();
        if rest.is_empty() {
            break;
        }
        at += rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        let line = line_from(text, at);
        if line.is_empty() && text.get(at..).unwrap_or_default().is_empty() {
            break;
        }
        let begins = line.trim_start_matches(['*', '>', ' ', '\t', '_', '-']);
        let nothing = begins.trim().is_empty() || begins.starts_with('[');
        looked += usize::from(!nothing);
        if !nothing {
            let offset = line.len() - begins.len();
            let pp =
                ["pp ", "p.p. ", "PP ", "p.p ", "Pp "].iter().find(|pp| begins.starts_with(**pp));
            let offset = offset + pp.map_or(0, |pp| pp.len());
            let names = signs(text, at + offset, line.get(offset..).unwrap_or_default());
            if let Some(names) = names {
                return named(text, &names, RULE);
            }
        }
        at += line.len();
    }
    Vec::new()
}

fn named(text: &str, names: &[Name], rule: (&'static str, bool)) -> Vec<Found> {
    names.iter().map(|name| one(text, name, rule)).collect()
}

/// The names on a line of a signature, if it is one: nothing but names, or names with what somebody is.
fn signs(text: &str, at: usize, line: &str) -> Option<Vec<Name>> {
    let line_end = at + line.len();
    let first = name_at(text, at).filter(|name| name.span.end <= line_end)?;
    let behind = text.get(first.span.end..line_end).unwrap_or_default().trim();
    if first.joined && !is_letters(behind) {
        return None;
    }
    let mut names = vec![first];
    loop {
        let end = names.last().map_or(at, |name| name.span.end);
        let rest = text.get(end..line_end).unwrap_or_default();
        let joined = [" and ", " & "].into_iter().find(|word| rest.starts_with(word));
        let Some(next) = joined.and_then(|word| name_at(text, end + word.len())) else { break };
        names.push(next);
    }
    let end = names.last().map_or(at, |name| name.span.end);
    let rest = text.get(end..line_end).unwrap_or_default().trim();
    let alone = names.len() == 1 && names.iter().all(|name| name.words == 1 && !name.titled);
    let ends = rest.is_empty() || matches!(rest, "." | "," | "*");
    let goes_on = rest.starts_with([',', '|', '(', '-', '–', '—', '/']) || is_letters(rest);
    (ends || (!alone && goes_on)).then_some(names)
}

/// Letters behind a name: `LLB (Hons) DipLP`.
fn is_letters(rest: &str) -> bool {
    let mut words = rest.split_whitespace();
    words.all(|word| word.chars().filter(|c| c.is_uppercase()).count() > 1 || word.starts_with('('))
        && !rest.is_empty()
}

fn greeted(text: &str, end: usize) -> Vec<Found> {
    const RULE: (&str, bool) = ("greeting", true);
    let line_end = end + line_from(text, end).len();
    let mut names = Vec::new();
    let mut at = end;
    while let Some(name) =
        name_at(text, at).filter(|name| name.span.end <= line_end && !name.joined)
    {
        at = name.span.end;
        let rest = text.get(at..line_end).unwrap_or_default();
        let joined = [" and ", " & ", ", "].into_iter().find(|word| rest.starts_with(word));
        names.push(name);
        let Some(word) = joined else { break };
        at += word.len();
    }
    // "Hi Street Lighting in Kent was": a sentence, no greeting.
    let rest = text.get(at..line_end).unwrap_or_default().trim();
    let greets = rest.is_empty() || rest.starts_with([',', '.', '!', '-', '–', ';', ':']);
    if greets { named(text, &names, RULE) } else { Vec::new() }
}

fn labelled(text: &str, end: usize) -> Vec<Found> {
    let line_end = end + line_from(text, end).len();
    let mut names = Vec::new();
    let mut at = end;
    while let Some(name) = name_at(text, at).filter(|name| name.span.end <= line_end) {
        let rest = text.get(name.span.end..line_end).unwrap_or_default();
        let whole =
            rest.trim().is_empty() || rest.trim_start().starts_with(['<', '[', ',', ';', '(', '|']);
        at = name.span.end;
        if (name.words > 1 || name.titled || whole) && !name.joined {
            names.push(name);
        }
        let Some(next) = rest.find(';') else { break };
        at += next + 1;
    }
    named(text, &names, ("label", true))
}
