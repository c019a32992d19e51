//! What a reply says about all its figures at once.

use std::sync::LazyLock;

use chrono::Datelike;
use regex::Regex;

use crate::replies::pattern::regex;

use super::local::questions_of;
use super::other_period::other_period;
use super::speaks_of_questions;
use super::tables::{When, when};
use crate::answers::restated::words;
use crate::answers::{Candidate, Number, SHARED_AREA, Status, Value, notation};
use crate::campaign::{Campaign, Period};
use crate::replies::Kind;
use crate::replies::quoting::Line;
use crate::replies::sentences::{numbers_in, sentences};

/// "* denotes fewer than five": what a sign stands for in this reply.
pub(super) fn legend(lines: &[Line]) -> Option<Value> {
    static LEGEND: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)^\W*(?:(?:key|notes?|legend)\s*:\s*)?(?:\*|#|x|c|\[c\])\W{0,3}\s*(?:denotes?|means?|indicates?|represents?|stands?\s+for|is|=|:|-|–)\s+(.*)$").ok()
    });
    static REPLACED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r#"(?i)\b(?:numbers?|figures?|values?|counts?|cells?|totals?|anything)\b([^.;]{3,60}?)\s(?:have|has|are|is|were|was)\s+(?:been\s+)?(?:replaced|shown|represented|denoted|marked|suppressed|indicated|displayed|given)\s+(?:by|as|with)\s+(?:an?\s+)?(?:asterisk|["'“‘(\[]?(?:\*|#|x|c)["'”’)\]]?(?:\W|$))"#).ok()
    });
    lines.iter().filter(|line| !line.quoted).find_map(|line| {
        let text = line.text.trim();
        let legend = LEGEND.as_ref()?.captures(text);
        let stated = legend.or_else(|| REPLACED.as_ref()?.captures(text))?.get(1)?;
        notation::bound_in(stated.as_str())
    })
}

/// A refusal, or "not held", of everything: the same for every cell, and no number in any. `parts` are
/// the lines of the mail, and of each document that came with it.
pub fn of_the_whole(
    campaign: &Campaign,
    kind: Kind,
    words: &str,
    parts: &[Vec<Line>],
) -> Vec<Candidate> {
    let status = match kind {
        Kind::Refusal => Status::Refused,
        Kind::NotHeld => Status::NotHeld,
        Kind::Acknowledgement
        | Kind::AutoReply
        | Kind::Bounce
        | Kind::Receipt
        | Kind::Clarification
        | Kind::Fees
        | Kind::Extension
        | Kind::Transfer
        | Kind::Partial
        | Kind::Answer
        | Kind::ReviewOutcome
        | Kind::Correction
        | Kind::PortalLink
        | Kind::Spam
        | Kind::Other => return Vec::new(),
    };
    let text: String = parts
        .iter()
        .flatten()
        .filter(|line| !line.quoted)
        .flat_map(|line| [line.text.as_str(), " "])
        .collect();
    // "Fewer than five, and therefore exempt" refuses, and tells a bound all the same; a reply that
    // answers by number may say "not held" of one question only.
    let doubt = if notation::bound_in(&text).is_some() {
        Some("it refuses, and yet tells a bound".to_owned())
    } else if parts.iter().any(|lines| speaks_of_questions(campaign, lines)) {
        Some("it speaks of single questions too".to_owned())
    } else {
        None
    };
    campaign
        .cells()
        .map(|(question, period)| Candidate {
            question: question.id.clone(),
            period: period.id.clone(),
            value: Value::without_number(status),
            as_written: words.to_owned(),
            part: None,
            place: "the whole reply".to_owned(),
            quote: words.to_owned(),
            confidence: 0.8,
            rule: "whole_reply".to_owned(),
            doubt: doubt.clone(),
        })
        .collect()
}

/// What a reply says about all its figures that a person must weigh: another period, a snapshot, an
/// area shared with another council, rounding, a scope of its own.
pub fn caveat(campaign: &Campaign, lines: &[Line], found: &[Candidate]) -> Option<String> {
    let of = questions_of(campaign, lines);
    let general: Vec<Line> = lines
        .iter()
        .zip(&of)
        .filter(|(_, of)| of.is_empty())
        .map(|(line, _)| Line { text: without_background(&line.text, found), ..line.clone() })
        .collect();
    caveat_of(campaign, &general)
}

/// A line without the sentences that tell of a day by figures which are none of the answers: "On 31
/// March there were 702 children in our care".
fn without_background(text: &str, found: &[Candidate]) -> String {
    let snapshot = CAVEATS.iter().find(|(name, _)| *name == SNAPSHOT);
    let Some(snapshot) = snapshot.and_then(|(_, pattern)| pattern.as_ref()) else {
        return text.to_owned();
    };
    if found.is_empty() || !snapshot.is_match(text) {
        return text.to_owned();
    }
    let own = |number: &String| {
        let number = Number::parse(number.trim_end_matches(['.', ',']));
        number.is_none_or(|number| found.iter().any(|one| one.value.low == Some(number)))
    };
    let is_background = |sentence: &String| {
        let numbers = numbers_in(sentence);
        snapshot.is_match(sentence) && !numbers.is_empty() && !numbers.iter().any(own)
    };
    let kept = sentences(text).into_iter().filter(|sentence| !is_background(sentence));
    kept.collect::<Vec<_>>().join(" ")
}

/// What `lines` say that a person must weigh.
pub(super) fn caveat_of(campaign: &Campaign, lines: &[Line]) -> Option<String> {
    let text: String = lines
        .iter()
        .filter(|line| !line.quoted)
        .flat_map(|line| [line.text.as_str(), behind(&line.text)])
        .collect();
    // What was reckoned with already is no doubt any more.
    let reckoned = super::legends::rounding(lines).is_some();
    let asked: String = campaign
        .questions
        .iter()
        .map(|question| question.text.to_lowercase())
        .chain(campaign.periods.iter().map(|period| period.label.to_lowercase()))
        .collect::<Vec<_>>()
        .join(" ");
    CAVEATS
        .iter()
        .find_map(|(name, pattern)| {
            // 2023-11-20 is a day, not the year 2023-11.
            let is_day = |end: usize| {
                text.get(end..).is_some_and(|tail| {
                    tail.starts_with(['-', '/', ',', '.'])
                        && tail.chars().nth(1).is_some_and(|c| c.is_ascii_digit())
                })
            };
            // "None of these figures has been rounded."
            let is_denied = |start: usize| {
                let before = text.get(..start).unwrap_or_default();
                let sentence = before.rsplit(['.', ';', ':']).next().unwrap_or_default();
                *name == ROUNDING
                    && words(sentence).iter().any(|(word, _)| DENIALS.contains(&word.as_str()))
            };
            let found = pattern.as_ref()?.find_iter(&text).find(|found| {
                let quarters = found.as_str().starts_with(['Q', 'q', 'T', 't']);
                let settled =
                    (*name == PERIOD && !quarters && is_of_the_campaign(campaign, found.as_str()))
                        || (*name == ROUNDING && reckoned)
                        || (*name == BOUND && super::legends::below(lines).is_some());
                !settled && (quarters || !is_day(found.end())) && !is_denied(found.start())
            })?;
            // What the letter itself asks for is no caveat when it comes back.
            let ours = asked.contains(&found.as_str().to_lowercase());
            (!ours).then(|| format!("{name}: \u{201c}{}\u{201d}", found.as_str()))
        })
        .or_else(|| other_period(campaign, lines))
}

/// What stands between a line and the next: a short one is a heading or a cell, and ends there.
fn behind(line: &str) -> &'static str {
    let line = line.trim();
    let ends = !line.is_empty() && line.chars().count() < 45 && !line.ends_with([':', ',', ';']);
    if ends { " ¦ " } else { " " }
}

/// Whether words that look like another period name one that was asked about, or no period at all:
/// "2025-61" is a number of a file.
fn is_of_the_campaign(campaign: &Campaign, words: &str) -> bool {
    let financial = |period: &Period| (period.from.month(), period.from.day()) == (4, 1);
    let lower = words.to_lowercase();
    let generic = (lower.contains("financial") || lower.contains("fiscal"))
        && campaign.periods.iter().all(financial);
    let generic = generic
        || (lower.contains("calendar")
            && campaign.periods.iter().all(|period| {
                (period.from.month(), period.from.day(), period.to.month()) == (1, 1, 12)
            }));
    let years: Vec<i32> = lower
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|part| part.parse::<i32>().ok())
        .collect();
    let no_years = match years.as_slice() {
        [first, second] => *first >= 2000 && (first + 1) % 100 != second % 100,
        _ => false,
    };
    generic || no_years || matches!(when(campaign, words), When::One(_) | When::Several)
}

const PERIOD: &str = "another period";
const ROUNDING: &str = "rounding";
const SNAPSHOT: &str = "a snapshot";
const BOUND: &str = "what a bound stands for";
const DENIALS: [&str; 5] = ["none", "not", "no", "nothing", "without"];

pub(super) static CAVEATS: LazyLock<Vec<(&str, Option<Regex>)>> = LazyLock::new(|| {
    let build = |pattern: &str| regex(&format!("(?i){pattern}")).ok();
    vec![
        (
            PERIOD,
            build(
                r"\bfinancial\s+years?\b|\bcalendar\s+years?\b|\bfiscal\s+years?\b|\b20\d\d\s?[/\-–]\s?(?:20)?\d\d\b(?:\s+year)?|\byear\s+(?:ending|ended|to)\s+31\s+march\b|\b(?:year\s+to\s+date|part\s+of\s+the\s+year)\b|\bso\s+far\b(?:\s+(?:in|during|this)\b|\s*(?:[.,;:)¦]|$))|\b(?:academic|school|municipal|council)\s+years?\b|\byears?\W{1,3}\d\d\s?/\s?\d\d\b|\b(?:autumn|spring|summer)\b.{0,20}\bterms?\b|\bhalf[\s-](?:year|term)|\b(?:first|second)\s+half\s+of\b|\bquarter\s+(?:one|two|three|four|[1-4])\b|\b[QT][1-4]\s*(?:(?:to|-|–)\s*[QT][1-4]\s*)?,?\s+(?:of\s+)?20\d\d\b|\bacademic\b|\b(?:last|past|previous)\s+(?:\d+|twelve|six|three)\s+months\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\s+'?\d\d\s*(?:to|until|-|–)\s*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\s+'?\d\d\b|\b(?:figures?|data|numbers?|period|up)\s+(?:up\s+)?(?:to|until)\s+(?:the\s+end\s+of\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov)[a-z]*\b",
            ),
        ),
        (
            SNAPSHOT,
            build(
                r"\bsnapshot\b|\bas\s+(?:at|of)\s+(?:the\s+)?\d|\bon\s+(?:the\s+)?31(?:st)?\s+(?:march|december)\b|\bcurrently\s+in\s+(?:our\s+)?care\b|\bat\s+(?:the\s+)?(?:year|quarter|month|term)(?:['’]s)?[\s-]+end\b|\bat\s+the\s+end\s+of\s+(?:the|that|your)\s+(?:year|period|quarter)\b",
            ),
        ),
        (
            SHARED_AREA,
            build(
                r"\bcombined\s+(?:figures?|totals?|response|numbers?|data)|\bon\s+behalf\s+of\s+(?:both|all|the\s+(?:two|three))|\b(?:both|all\s+three|three|two)\s+(?:boroughs|councils|authorities|areas)\b",
            ),
        ),
        (
            ROUNDING,
            build(
                r"\bround(?:ed|ing)\b|\bnearest\s+(?:multiple\s+of\s+)?(?:\d+|five|ten|hundred|thousand)\b",
            ),
        ),
        (
            "small numbers replaced",
            build(
                r"\b(?:less|fewer|lower|smaller|under|below|small|low)\b.{0,50}\b(?:shown|given|put|reported|entered|replaced|displayed|represented|counted|recorded|set|written)\b(?:\s+(?:as|by|with|to|in|a|an|the|number|figure))*\s+\W?(?:\d+|zero|nil|nought|one|two|three|four|five|ten)\b|\b(?:appears?|shown|displayed|presented|represented|entered|counted)\s+as\s+\W?(?:\d+|zero|nil|three|five)\b|\breplaced\s+(?:\w+\s+){0,3}(?:with|by)\s+(?:\w+\s+)?\W?(?:\d+|zero|one|two|three|four|five|ten)\b",
            ),
        ),
        (
            "estimates",
            build(
                r"\b(?:figures?|numbers?|data|these|they|totals?|answers?)\s+(?:\w+\s+){0,3}(?:estimates?|estimated|approximate|approximations?|indicative|unvalidated|unaudited)\b|\bun(?:validated|verified|audited)\b|\bdraft\b|\bguess\w*\b|\b(?:in|not\s+be\s+|not\s+)accurate\b|\bsubject\s+to\s+(?:change|revision|validation|amendment|audit|review|data\s+quality)\b|\bnot\s+(?:yet\s+)?(?:been\s+)?(?:validated|verified|audited|quality[\s-]assured)\b",
            ),
        ),
        (
            "money in thousands",
            build(
                r"\b(?:amounts?|figures?|costs?|values?|money|expenditure|spend\w*|sums?|prices?)\b[^.;|¦]{0,40}\bin\s+(?:£\s?'?0{3}|£\s?k\b|thousands|millions|£\s?m\b|£\s?millions?)",
            ),
        ),
        (
            BOUND,
            build(
                r#"<\s?\d+["”’']?\s+(?:means?|denotes?|stands?\s+for|indicates?|represents?|is\s+used)\b"#,
            ),
        ),
        (
            "a worked example",
            build(r"\b(?:for\s+instance|examples?|e\.g\.|like\s+this)[^.:?!]{0,40}:\s+\W?1\b"),
        ),
        (
            "a scope of its own",
            build(
                r"\b(?:figures?|data|numbers?|answers?|response|totals?)\b[^.;:?¦]{0,60}\bonly\b|\bcover\w*\s+(?:\w+\s+){1,2}of\s+(?:our|the)\b|\b(?:questions?|q)\s*\d\w?\b[^.;:?¦]{0,40}\b(?:counts?|includes?|covers?|relates?|refers?)\b|\b(?:figures?|data|numbers?|answers?)\s+(?:\w+\s+){0,3}(?:are|is)\s+(?:those|that)\s+of\b|\b(?:do|does|did)\s+not\s+include\b|\bexclud(?:es?|ing)\b|\bonly\s+(?:includes?|holds?|have|records?|collects?|counts?|covers?|relates?|keeps?)\b|\b(?:hold|record|include|cover|count|relate)s?\s+(?:\w+\s+){0,5}only\b|\bmay\s+(?:not\s+)?include\b|\bdouble[- ]count|\bmay\s+be\s+(?:incomplete|inaccurate|under)|\bunder-?\s?(?:estimate|report|count)|\bcaution\b|\bprovisional\b|\bnot\s+(?:been\s+)?included\b|\bnot\s+all\b|\bthat\s+(?:have\s+)?(?:responded|replied|answered)\b|\b(?:response|figures?|data|answers?|reply)\s+covers?\s+(?:\w+\s+){0,2}(?:schools?|settings?|services?|areas?|academies)\b",
            ),
        ),
    ]
});
