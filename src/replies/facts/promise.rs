//! The day by which they say that they will answer.

use std::sync::LazyLock;

use chrono::{Days, NaiveDate};
use regex::Regex;

use crate::replies::pattern::regex;

use super::dates::dates;
use super::supposing::supposes;
use super::{Facts, Mail, Said};
use crate::replies::Kind;

type Pattern = LazyLock<Option<Regex>>;

fn is(pattern: &Pattern, text: &str) -> bool {
    pattern.as_ref().is_some_and(|found| found.is_match(text))
}

/// What they promise: a reply, a decision, that they write.
static REPLY: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:repl(?:y|ies|ied|ying)|respon(?:se|ses|d|ding)|answers?|answering|decision|conclusion|outcome
            | hear | due | deadline | target | statutory | compliance | comply | follow | complete | be\s+completed | owe\s+you
            | (?:writ(?:e|ing)|be\s+in\s+touch|come\s+back|get(?:ting)?(?:\s+back)?|tell|inform\w*|notify\w*|updat\w+|let\s+you|contact|send\w*|provid\w+|giv(?:e|ing)|supply\w*|issu\w+|releas\w+|deliver\w*|have)\b.{0,40}\b(?:you|it|them|information|data|figures)
            | ymateb\w* | ateb\w* | clywed | penderfyniad | ymestyn\w* | extended | put\s+back | date )\b",
    )
    .ok()
});
/// What leads to the day itself.
static LEADS: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)(?:\b(?:by|before|until|till|on|is|to|for|than|erbyn|cyn|tan|yw|date|deadline|due|approximately|around)|[:|=(])
          \s*(?:\W{0,3}|the\s+|close\s+of\s+business\s+on\s+|at\s+the\s+latest\s+)*$",
    )
    .ok()
});
/// A day that has to do with something else: what we sent, what was before, what they got.
static OTHER_DAY: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:received|dated|registered|completed|issued|answered|logged|recorded|submitted|made|sent|raised|opened|came\s+in|written|e-?mail(?:ed)?|letter|request|enquiry|message|ddyddiedig|dderbyniwyd|law)
            (?:\s+(?:to\s+us|by\s+us|here|it|us))?\s*(?:on|of|ar|:)?\s*(?:\W{0,3}|the\s+)*$
          | \b(?:had|(?:was|were)\s+(?:due|expected|to|meant)|originally|previous(?:ly)?|should\s+have|earlier|hoped|promised)\b[^,;]{0,40}$
          | \b(?:as\s+at|from|since|between|after|up\s+to|ended|ending|beginning)\s+(?:the\s+)?$
          | \b(?:published|publish|bulletin)\b[^,;]{0,30}$",
    )
    .ok()
});
/// What we are to do, or may do, by a day.
static OURS: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:from\s+you|you\s+(?:asked|wanted|requested|set)|your\s+(?:deadline|reply|response|answer|payment|comments|clarification|views)|nothing|hear\s+(?:back\s+)?from\s+you|not\s+heard?
            | ^\W*(?:please\s+)?complete|survey | pay(?:ment)?|appeal|complain\w*|dissatisfied|unhappy|apply|application\s+may|please\s+(?:reply|respond|let|send|confirm|contact|answer|provide|tell)
            | (?:ask|requir\w+|request|seek)\w*\b.{0,30}\breview )\b",
    )
    .ok()
});
/// "You must reply by", where "you will have a reply by" is theirs.
static YOU_DO: Pattern = LazyLock::new(|| {
    regex(r"(?ix)\byou\s+(?:must|need|may|can|should|could|have\s+until|are\s+(?:asked|required))\s+(?:(?:now|also|then|therefore|still|normally|usually|reasonably)\s+)*(\w+)").ok()
});
const WE_GET: [&str; 8] = ["expect", "hear", "receive", "have", "get", "look", "anticipate", "now"];

/// Every day that a sentence promises, with it.
pub(super) fn days(mail: &Mail<'_>, found: &mut Facts, fact: &str) -> Vec<Said<NaiveDate>> {
    let mut said = Vec::new();
    for sentence in mail.stated {
        if supposes(sentence) {
            continue;
        }
        for date in dates(sentence, mail.about.arrived_on) {
            let before = sentence.get(..date.span.start).unwrap_or_default();
            let behind = sentence.get(date.span.end..).unwrap_or_default();
            if !promises(before, behind) {
                continue;
            }
            match date.day {
                Ok(day) if day >= mail.about.arrived_on => said.push(Said::new(day, sentence)),
                Ok(_) => {}
                Err(why) => found.doubt(fact, why),
            }
        }
    }
    said
}

/// "Until 20 March, to respond": the promise may stand behind the day.
static TO_REPLY: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)^\W*(?:at\s+the\s+latest\W*)?(?:in\s+which\s+)?(?:to|for)\s+(?:\w+\s+)?(?:respon\w+|repl\w+|answer|comply|decide)\b",
    )
    .ok()
});

/// "We need until 30 March to weigh …".
static NEED: Pattern = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:need|needs|require|requires|take|takes|taking)\s+(?:until|till)\s+(?:the\s+)?$",
    )
    .ok()
});

fn promises(before: &str, behind: &str) -> bool {
    let clause = last(before, 160);
    let near = last(before, 60);
    let we_do = YOU_DO.as_ref().is_some_and(|pattern| {
        pattern.captures_iter(clause).any(|captures| {
            captures.get(1).is_some_and(|verb| {
                let verb = verb.as_str().to_lowercase();
                !WE_GET.contains(&verb.as_str())
            })
        })
    });
    (is(&REPLY, clause) || is(&TO_REPLY, behind) || is(&NEED, before))
        && is(&LEADS, before)
        && !is(&OTHER_DAY, near)
        && !is(&OURS, clause)
        && !we_do
}

/// The last characters of `text`, at most so many.
fn last(text: &str, most: usize) -> &str {
    let from = text.len().saturating_sub(most);
    text.get(text.ceil_char_boundary(from)..).unwrap_or_default()
}

pub(super) fn find(mail: &Mail<'_>, found: &mut Facts) {
    let speaks = match mail.kind() {
        // The day of an extension is the new one; those of a question, a fee or a link are not of a
        // reply; an answer leaves nothing due, and a machine promises nothing.
        Kind::Extension
        | Kind::Clarification
        | Kind::Fees
        | Kind::PortalLink
        | Kind::Answer
        | Kind::AutoReply
        | Kind::Spam
        | Kind::Bounce
        | Kind::Receipt => false,
        Kind::Acknowledgement
        | Kind::Transfer
        | Kind::Refusal
        | Kind::NotHeld
        | Kind::Partial
        | Kind::ReviewOutcome
        | Kind::Correction
        | Kind::Other => true,
    };
    if !speaks || found.new_date.is_some() || found.due.is_some() {
        return;
    }
    let promised = days(mail, found, "due");
    found.due = found.only("due", promised);
    if found.due.is_none() && mail.kind() == Kind::Acknowledgement {
        found.due = lawful(mail);
    }
}

/// Councils count a day more or less.
const GIVE_OR_TAKE: Days = Days::new(4);

/// In whatever words: the day that the law gives, or one beside it, is the day of the reply.
fn lawful(mail: &Mail<'_>) -> Option<Said<NaiveDate>> {
    let due = mail.about.lawful?;
    let first = due.checked_sub_days(GIVE_OR_TAKE)?.max(mail.about.arrived_on);
    let last = due.checked_add_days(GIVE_OR_TAKE)?;
    let named = mail.stated.iter().filter(|sentence| !is(&OURS, sentence)).flat_map(|sentence| {
        let ahead = dates(sentence, mail.about.arrived_on).into_iter();
        let ahead = ahead.filter_map(|date| date.day.ok());
        ahead.filter(|day| (first..=last).contains(day)).map(|day| Said::new(day, sentence))
    });
    let named: Vec<Said<NaiveDate>> = named.collect();
    let only = named.first()?;
    named.iter().all(|said| said.value == only.value).then(|| only.clone())
}
