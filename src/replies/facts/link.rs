//! Where the reply, or the form they want, is to be found; and until when.

use std::sync::LazyLock;

use regex::Regex;

use crate::replies::pattern::regex;

use super::dates::{dates, spans};
use super::supposing::supposes_of_a_way;
use super::{Facts, Mail, Said};
use crate::replies::Kind;
use crate::replies::message::Link;

type Pattern = LazyLock<Option<Regex>>;

fn is(pattern: &Pattern, text: &str) -> bool {
    pattern.as_ref().is_some_and(|found| found.is_match(text))
}

/// `text` with the address behind each of its links: "[Open the portal]" says nothing of where.
pub(super) fn shown(text: &str, links: &[Link]) -> String {
    let mut text = text.to_owned();
    for link in links {
        let drawn = format!("[{}]", link.text);
        if !link.text.is_empty() && link.text != link.address {
            text = text.replacen(&drawn, &format!("{} {} ", link.text, link.address), 1);
        }
    }
    text
}

static ADDRESS: Pattern = LazyLock::new(|| regex(r#"(?i)\bhttps?://[^\s<>"'\[\]{}|\\^`]+"#).ok());
/// What is behind the link is what we asked for.
static FETCH: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:view|download\w*|access\w*|retrieve|collect|read|open|opened|log\s*in|sign\s*in|log\s+on|secure|gweld|lawrlwytho|mewngofnod\w+|agor|documents?|response|reply|package|message)\b",
    )
    .ok()
});
/// Another way to get it or to ask for it.
static WAY: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:here|go\s+to|visit|submit|form|fill|settle|pay|look\s+out|found|find\s+it|available|published|publish|follow|see|ar\s+gael|ffurflen|at|contains?|adroddiad)\b",
    )
    .ok()
});
/// Links that stand under every letter.
static STANDING: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)ico\.org\.uk|foi\.scot|itspublicknowledge|\b(?:privacy|survey|questionnaire|feedback|complain\w*|appeal\w*|cookies?|unsubscribe|facebook|twitter|linkedin|instagram|youtube|website|find\s+us|follow\s+us|disclaimer|how\s+did\s+we|webinar|newsletter|commissioner|accessib\w+\s+statement|terms|rate\s+us)\b",
    )
    .ok()
});

/// How far their work has got, which is nothing that we asked for.
static PROGRESS: Pattern = LazyLock::new(|| {
    regex(r"(?i)\b(?:track\w*|progress|stages?|status|signing\s+in|how\s+far|follow\s+what|my\s+requests)\b").ok()
});

fn addresses(sentence: &str) -> Vec<&str> {
    let Some(pattern) = ADDRESS.as_ref() else { return Vec::new() };
    pattern
        .find_iter(sentence)
        .map(|found| {
            let address = found.as_str().trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_']);
            let opened = address.matches('(').count();
            let closed = address.matches(')').count();
            if closed > opened { address.trim_end_matches(')') } else { address }
        })
        .filter(|address| {
            // The bare home page of a site is no link to anything.
            let path = address.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
            path.is_some_and(|(_, path)| !path.is_empty())
        })
        .collect()
}

pub(super) fn find(mail: &Mail<'_>, found: &mut Facts) {
    let portal = mail.kind() == Kind::PortalLink;
    let (mut fetched, mut ways) = (Vec::new(), Vec::new());
    for (at, sentence) in mail.stated.iter().enumerate() {
        let here = addresses(sentence);
        if here.is_empty() {
            continue;
        }
        let before = mail.stated.get(at.saturating_sub(1)).map_or("", String::as_str);
        let alone = here.iter().any(|address| address.len() + 4 > sentence.len());
        let around = if alone { format!("{before} {sentence}") } else { sentence.clone() };
        let progress = mail.kind() == Kind::Acknowledgement && is(&PROGRESS, &around);
        if progress || is(&STANDING, &around) || supposes_of_a_way(&around) {
            continue;
        }
        let words = here.iter().fold(around.clone(), |words, address| words.replace(address, " "));
        for address in here {
            let said = Said::new(address.to_owned(), &around);
            if is(&FETCH, &words) {
                fetched.push(said);
            } else if portal || is(&WAY, &words) {
                ways.push(said);
            }
        }
    }
    let chosen = english(if fetched.is_empty() { ways } else { fetched });
    found.link = found.only("link", chosen);
    if portal || found.link.is_some() {
        let days = expires(mail, found);
        found.expires = found.only("expires", days);
    }
}

/// Of the same page in two languages, the English one.
fn english(mut links: Vec<Said<String>>) -> Vec<Said<String>> {
    let is_in = |address: &str, tongue: &str| {
        address.contains(&format!("/{tongue}/")) || address.contains(&format!("lang={tongue}"))
    };
    if links.iter().any(|said| is_in(&said.value, "en")) {
        links.retain(|said| !is_in(&said.value, "cy"));
    }
    links
}

/// It can be had until then: that it is taken away, or that there is so long.
static ENDS: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:expir\w+|lapses?|stops?\s+work\w*|ends?|taken\s+down|removed|deleted|withdrawn|shredded|destroyed|erased|purged|wiped|empties|disappears?|vanish\w*|clos(?:e|es|ed)|no\s+longer|until|till|valid|available|accessible|opened|read|you\s+have|before|by|within|dod\s+i\s+ben|tan)\b",
    )
    .ok()
});
static LEADS: Pattern = LazyLock::new(|| {
    regex(r"(?ix)\b(?:on|until|till|by|before|after|in|for|within|have|at|from|is|tan|ar|erbyn|than|expires?|ends?|lapses?)\b:?\s*(?:\W{0,3}|the\s+|midnight\s+on\s+|another\s+|a\s+further\s+|only\s+)*$").ok()
});
/// A day on which something happened, or by which something else is due.
static OTHER: Pattern = LazyLock::new(|| {
    regex(r"(?ix)\b(?:received|dated|sent|submitted|logged|request|requested|letter|repl\w+|respond|pay|review|appeal|complain\w*)\b[^,;:]{0,25}$").ok()
});

fn expires(mail: &Mail<'_>, found: &mut Facts) -> Vec<Said<chrono::NaiveDate>> {
    let arrived = mail.about.arrived_on;
    let (mut named, mut reckoned) = (Vec::new(), Vec::new());
    for sentence in mail.stated.iter().filter(|sentence| is(&ENDS, sentence)) {
        let fits = |before: &str| is(&LEADS, before) && !is(&OTHER, before);
        for date in dates(sentence, arrived) {
            if !fits(sentence.get(..date.span.start).unwrap_or_default()) {
                continue;
            }
            match date.day {
                Ok(day) if day >= arrived => named.push(Said::new(day, sentence)),
                Ok(_) => {}
                Err(why) => found.doubt("expires", why),
            }
        }
        for (place, span) in spans(sentence) {
            if fits(sentence.get(..place.start).unwrap_or_default()) {
                let basis = Some(format!("{} from the day it arrived", span.words()));
                let day = span.after(arrived);
                reckoned.extend(day.map(|day| Said { basis, ..Said::new(day, sentence) }));
            }
        }
    }
    if named.is_empty() { reckoned } else { named }
}
