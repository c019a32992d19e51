//! More time that they take: the day they name instead of the law's, and what it rests on.

use std::fmt;
use std::sync::LazyLock;

use regex::Regex;

use crate::replies::pattern::regex;
use serde::{Deserialize, Serialize};

use super::supposing::supposes;
use super::{Facts, Mail, Said, promise};
use crate::replies::Kind;

/// Why they say that they need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    PublicInterest,
    /// Complexity, alone or with volume.
    Complexity,
    Volume,
    /// In their words.
    Other(String),
}

impl fmt::Display for Ground {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::PublicInterest => "public_interest",
            Self::Complexity => "complexity",
            Self::Volume => "volume",
            Self::Other(words) => words,
        })
    }
}

type Pattern = LazyLock<Option<Regex>>;

fn is(pattern: &Pattern, text: &str) -> bool {
    pattern.as_ref().is_some_and(|found| found.is_match(text))
}

/// A sentence that takes more time, or gives a new day for the old one.
static TAKES: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\bexten(?:d|ds|ded|ding|sion)\b | \bymestyn\w*|\bestyn\w*
          | \b(?:further|additional|extra|another|more|longer)\s+(?:\w+\s+){0,3}(?:time|days|weeks|period)\b | \bneed\s+longer\b
          | \bput(?:ting)?\s+back\b | \b(?:section|adran|s\.?)\s*10\s*\(\s*3\s*\)
          | \bnew\s+(?:target|deadline|date|due)\b | \brevised\s+(?:target|deadline|date|due)\b",
    )
    .ok()
});
/// A late reply that they are sorry for.
static LATE: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:sorry|apolog\w+|regret)\b[^.;]{0,80}\b(?:delay\w*|late\b|overdue|not\s+(?:be\s+)?(?:ready|(?:\w+\s+)?able\s+to\s+(?:\w+\s+)?(?:reply|respond|answer|complete|finish|send))|unable\s+to\s+(?:\w+\s+)?(?:reply|respond|answer|complete|finish))",
    )
    .ok()
});
/// The one thing that section 10(3) allows more time for is the public interest.
static FOR_WEIGHING: Pattern =
    LazyLock::new(|| regex(r"(?i)\b(?:section|adran|s\.?)\s*10\s*\(\s*3\s*\)").ok());
static NOT_SO: Pattern = LazyLock::new(|| {
    regex(r"(?i)^\W*(?:if|where|when|should|os)\b|\b(?:if|may|might|could|would|gallai|efallai|not\s+(?:rely\w*|apply\w*|under))\b").ok()
});
/// Said of exemptions and of requests in general.
static STANDING: Pattern = LazyLock::new(|| {
    regex(r"(?i)\b(?:some|others|most)\s+(?:are|depend|exemptions|requests)\b|\bcan\s+take\b").ok()
});
/// Weighing that is not done: what section 10(3) is for, whether it is named or not.
static WEIGHS: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:not\s+(?:yet\s+)?(?:been\s+able\s+to\s+)?(?:reach\w*|come|conclude\w*|finish\w*|complete\w*|decide\w*)|still|need\w*|yet\s+to|longer)\b
          .{0,80}\b(?:public\s+interest|budd\s+y\s+cyhoedd)\b",
    )
    .ok()
});
static PUBLIC_INTEREST: Pattern =
    LazyLock::new(|| regex(r"(?i)\bpublic\s+interest\b|\bbudd\s+y\s+cyhoedd\b").ok());
static COMPLEX: Pattern = LazyLock::new(|| regex(r"(?i)\bcomplex\w*\b|\bcymhleth\w*").ok());
static VOLUME: Pattern = LazyLock::new(|| {
    regex(r"(?i)\bvolum(?:e|inous)\b|\b(?:amount|quantity)\s+of\s+(?:information|material|records)")
        .ok()
});
static BECAUSE: Pattern = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:because\s+of|because|owing\s+to|due\s+to|as\s+a\s+result\s+of|oherwydd)\s+([^.;:]{3,120}?)(?:[.;:,]|$)",
    )
    .ok()
});

/// Whether the mail takes more time, whatever its kind was read as.
fn takes_more(mail: &Mail<'_>) -> bool {
    let states = |sentence: &String| {
        !supposes(sentence) && [&TAKES, &WEIGHS, &LATE].iter().any(|pattern| is(pattern, sentence))
    };
    match mail.kind() {
        Kind::Extension => true,
        Kind::Acknowledgement | Kind::Transfer | Kind::Other => mail.stated.iter().any(states),
        Kind::AutoReply
        | Kind::Bounce
        | Kind::Receipt
        | Kind::Clarification
        | Kind::Fees
        | Kind::Refusal
        | Kind::NotHeld
        | Kind::Partial
        | Kind::Answer
        | Kind::ReviewOutcome
        | Kind::Correction
        | Kind::PortalLink
        | Kind::Spam => false,
    }
}

pub(super) fn find(mail: &Mail<'_>, found: &mut Facts) {
    if !takes_more(mail) {
        return;
    }
    let promised = promise::days(mail, found, "new_date");
    // The day that was due and the one that takes its place may stand side by side.
    let taken: Vec<Said<_>> =
        promised.iter().filter(|said| is(&TAKES, &said.words)).cloned().collect();
    let several =
        promised.iter().any(|said| promised.iter().any(|other| other.value != said.value));
    let days = if several && !taken.is_empty() { taken } else { promised };
    let day = found.only("new_date", days);
    // A day that the law gives anyway is no new one.
    let lawful = |said: &Said<_>| mail.about.lawful.is_some_and(|lawful| said.value <= lawful);
    if day.as_ref().is_some_and(lawful) {
        found.due = day;
        return;
    }
    found.new_date = day;
    // Standing text tells why other requests take longer.
    if mail.kind() != Kind::Extension && found.new_date.is_none() {
        return;
    }
    let grounds = grounds(mail);
    found.ground = found.only("ground", grounds);
}

fn grounds(mail: &Mail<'_>) -> Vec<Said<Ground>> {
    let stated =
        || mail.stated.iter().filter(|sentence| !supposes(sentence) && !is(&STANDING, sentence));
    let first = |pattern: &Pattern| stated().find(|sentence| is(pattern, sentence));
    let said = |ground, sentence: &String| Said::new(ground, sentence);
    let weighed = first(&PUBLIC_INTEREST).map(|sentence| said(Ground::PublicInterest, sentence));
    let complex = first(&COMPLEX).map(|sentence| said(Ground::Complexity, sentence));
    let volume = first(&VOLUME).map(|sentence| said(Ground::Volume, sentence));
    let named: Vec<_> = weighed.into_iter().chain(complex.or(volume)).collect();
    if !named.is_empty() {
        return named;
    }
    let other = stated().filter(|sentence| is(&TAKES, sentence)).find_map(|sentence| {
        let words = BECAUSE.as_ref()?.captures(sentence)?.get(1)?.as_str().trim().to_owned();
        Some(said(Ground::Other(words), sentence))
    });
    let law = || {
        let named = |sentence: &&String| is(&FOR_WEIGHING, sentence) && !is(&NOT_SO, sentence);
        mail.stated.iter().find(named).map(|sentence| said(Ground::PublicInterest, sentence))
    };
    other.or_else(law).into_iter().collect()
}
