//! A day by which the reply is to come, held against the day that the law gives: an acknowledgement
//! names that day, and what puts the reply off names a later one.

use std::sync::LazyLock;

use chrono::{Days, NaiveDate};
use regex::Regex;

use super::Kind;
use super::classify::Classified;
use super::facts::dates::dates;
use super::likeness::{self, Said};
use super::pattern::regex;

/// Councils count a day more or less, or from the next day.
const GIVE_OR_TAKE: Days = Days::new(4);

/// What the sentences of a mail say of the day on which the reply is due.
#[derive(Debug, Default)]
pub(super) struct Promise {
    /// Those that name the day which the law gives, or one beside it.
    kept: Vec<String>,
    /// One that puts the reply off.
    put_off: Option<String>,
    /// One that names the later day.
    later: Option<String>,
    /// One that names any day behind the law's.
    beyond: Option<String>,
}

/// What `stated` promises; `days` are the day of the mail and the day the law gives.
pub(super) fn of(stated: &[String], days: Option<(NaiveDate, NaiveDate)>) -> Promise {
    let Some((came, due)) = days else { return Promise::default() };
    let (Some(first), Some(last)) =
        (due.checked_sub_days(GIVE_OR_TAKE), due.checked_add_days(GIVE_OR_TAKE))
    else {
        return Promise::default();
    };
    let mut promise = Promise::default();
    for sentence in stated {
        let ahead = dates(sentence, came).into_iter().filter_map(|date| date.day.ok());
        let ahead: Vec<NaiveDate> = ahead.filter(|day| *day >= came).collect();
        if ahead.iter().any(|day| (first..=last).contains(day)) && !is(&PUTS_OFF, sentence) {
            promise.kept.push(sentence.clone());
        }
        let beyond = ahead.iter().any(|day| *day > last);
        if beyond && promise.beyond.is_none() {
            promise.beyond = Some(sentence.clone());
        }
        let later = beyond && speaks_of_reply(sentence);
        if promise.later.is_none() && later && came <= due {
            promise.later = Some(sentence.clone());
        }
        let explicit = is(&PUTS_OFF, sentence);
        if explicit || (later && promise.put_off.is_none()) {
            promise.put_off = Some(sentence.clone());
        }
    }
    promise
}

impl Promise {
    /// Whether `sentence` names the day on which the law wants the reply, and so promises it.
    pub(super) fn keeps(&self, sentence: &str) -> bool {
        self.kept.iter().any(|kept| kept == sentence)
    }

    pub(super) fn is_kept(&self) -> bool {
        !self.kept.is_empty()
    }

    /// The sentence that puts the reply off to a day after that.
    pub(super) fn put_off(&self) -> Option<&String> {
        self.put_off.as_ref()
    }

    /// A sentence that names a day behind the law's, for whatever it is.
    pub(super) fn beyond(&self) -> Option<&String> {
        self.beyond.as_ref()
    }

    /// A later day than the law gives, where nothing else is said: more time is taken, whatever the
    /// ground.
    pub(super) fn postpones(&self, found: &mut Classified) {
        let silent = matches!(found.kind, Kind::Acknowledgement | Kind::Other);
        let put_off = self.put_off.as_ref().is_some_and(|sentence| is(&PUTS_OFF, sentence));
        let only = silent && put_off && !found.structural;
        if let Some(later) = self.later.as_ref().filter(|_| only) {
            found.kind = Kind::Extension;
            "names_a_later_day".clone_into(&mut found.rule);
            found.words.clone_from(later);
            found.confidence = 0.6;
        }
    }

    /// "Sorry for the delay; I cannot give you a date": what takes more time names the day.
    pub(super) fn names_none(&self, found: &mut Classified) {
        let guessed = found.kind == Kind::Extension && found.rule == super::classify::READS_LIKE;
        if guessed && self.beyond.is_none() && is(&NO_DATE, &found.words) {
            found.kind = Kind::Other;
            "cannot_name_a_day".clone_into(&mut found.rule);
        }
    }

    /// Who promises a reply has not given it yet: what else the mail says in general of fees,
    /// exemptions and limits makes it no decision. Words about this request do.
    pub(super) fn outweighs(&self, said: &[Said], found: &mut Classified) {
        let decides = match found.kind {
            Kind::Refusal | Kind::NotHeld | Kind::Fees | Kind::Partial | Kind::Answer => true,
            Kind::PortalLink | Kind::Clarification | Kind::Transfer | Kind::Other => {
                found.rule == super::classify::READS_LIKE || found.kind == Kind::Other
            }
            Kind::Acknowledgement
            | Kind::AutoReply
            | Kind::Bounce
            | Kind::Receipt
            | Kind::Extension
            | Kind::ReviewOutcome
            | Kind::Correction
            | Kind::Spam => false,
        };
        let ours = speaks_of_this(&found.words) || likeness::decides_here(said);
        if found.structural || !decides || ours || self.put_off.is_some() {
            return;
        }
        if let Some(kept) = self.kept.first() {
            found.kind = Kind::Acknowledgement;
            "promises_by_the_due_day".clone_into(&mut found.rule);
            found.words.clone_from(kept);
            found.confidence = 0.8;
        }
    }
}

/// Whether a sentence speaks of this request, and not of requests in general.
pub(super) fn speaks_of_this(sentence: &str) -> bool {
    is(&THIS_REQUEST, sentence)
}

/// Whether a reply to us is what it speaks of.
fn speaks_of_reply(sentence: &str) -> bool {
    is(&REPLY, sentence)
}

fn is(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|found| found.is_match(text))
}

static REPLY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(r"(?i)\b(?:repl(?:y|ies)|respon\w+|answer\w*|decision|figures|information|hear|ymateb\w*|ateb\w*|deadline|due)\b").ok()
});
/// "That will not now happen", "putting our reply off", "outside the legal timescale".
static PUTS_OFF: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:will|can|could|shall)(?:\s+not|n['’]t)\s+(?:now\s+|therefore\s+)?(?:happen|meet|make|manage)\b
          | \b(?:put(?:ting)?|push(?:ed|ing)?)\b[^.]{0,40}\b(?:off|back)\b
          | \b(?:outside|beyond|past|over)\s+the\s+(?:legal|statutory|usual|normal|20|twenty)\b
          | \b(?:was|were)\s+to\s+have\s+been\b | \bmiss(?:ed|ing)?\s+(?:the|our|that|this)\s+(?:\w+\s+)?(?:deadline|date|target)\b
          | \b(?:shall|will|can|could|are|am|is)(?:\s+not|n['’]t)\s+(?:now\s+)?(?:be\s+)?(?:able\s+to\s+)?(?:repl\w+|respond|answer|meet|make)\b
          | \bunable\s+to\s+(?:reply|respond|answer|meet|make)\b
          | \b(?:sorry|apolog\w+)\b[^.]{0,60}\b(?:delay|late(?:ness)?|longer|later)\b
          | \bwon['’]t\s+(?:be\s+able\s+to\s+)?(?:meet|make|manage|have)\b",
    )
    .ok()
});
static NO_DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:cannot|can't|can’t|unable\s+to|not\s+able\s+to|not\s+in\s+a\s+position\s+to|won['’]t)\b[^.]{0,40}\b(?:date|day|when|how\s+long)\b
          | \bno\s+(?:firm\s+|definite\s+|exact\s+)?(?:date|day)\b",
    )
    .ok()
});
static THIS_REQUEST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:your|this|that)\s+(?:\w+\s+)?(?:request|enquiry|question|case)\b | \byou\s+(?:ask\w*|request\w*|want\w*)\b
          | \b(?:this|these|the\s+requested|such)\s+(?:information|data|figures?|records?)\b
          | \b(?:we|I)\s+(?:are|am|have|hold|do|did|must)\b | \bis\s+(?:therefore|being|hereby)\b
          | \b(?:cais|eich)\b",
    )
    .ok()
});
