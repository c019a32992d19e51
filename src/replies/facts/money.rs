//! A fee that they ask for, and until when it can be paid.

use std::fmt;
use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::Regex;

use crate::replies::pattern::regex;
use serde::{Deserialize, Serialize};

use super::dates::{Span, dates, spans};
use super::supposing::supposes_of_a_way;
use super::{Facts, Mail, Said};
use crate::law::ledger::limits::last_day_of;
use crate::replies::Kind;

/// A sum in pence, so that it is exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pounds(u64);

impl Pounds {
    /// Reads "1,234.50", "75" and "75.00".
    pub fn parse(text: &str) -> Option<Self> {
        let (pounds, pence) = text.split_once('.').unwrap_or((text, "00"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let pounds = pounds.replace(',', "");
        if !digits(&pounds) || !digits(pence) || pence.len() > 2 {
            return None;
        }
        let pence: u64 = format!("{pence:0<2}").parse().ok()?;
        Some(Self(pounds.parse::<u64>().ok()?.checked_mul(100)?.checked_add(pence)?))
    }
}

impl fmt::Display for Pounds {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl From<Pounds> for String {
    fn from(sum: Pounds) -> Self {
        sum.to_string()
    }
}

impl TryFrom<String> for Pounds {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is no sum of money"))
    }
}

type Pattern = LazyLock<Option<Regex>>;

fn is(pattern: &Pattern, text: &str) -> bool {
    pattern.as_ref().is_some_and(|found| found.is_match(text))
}

static SUM: Pattern = LazyLock::new(|| regex(r"£\s?(\d[\d,]*(?:\.\d{1,2})?)").ok());
/// The sum is to be paid.
static TO_PAY: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:pay|payable|payment|paid|remit\w*|settle[d]?|cleared|cheque|bacs|deposit|fees?|charges?|asked\s+for|cost\s+(?:to\s+)?you|amount\s+due|talu|ffi|t\x{e2}l|liable|reach(?:es)?\s+us|let\s+us\s+have|requires?\s+(?:that|this)\s+sum)\b",
    )
    .ok()
});
/// What the sum is where several stand together.
static THE_SUM: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)(?:\b(?:that\s+is|i\.?e\.?|namely|total(?:ling)?|payable|please\s+pay|pay\s+us|pay|(?:fee|charge|deposit)\s+(?:of|is|will\s+be)|sum\s+of|comes?\s+to|let\s+us\s+have|amount\s+due|to\s+pay|sef)\b|=)\W{0,6}$",
    )
    .ok()
});
/// A row of a notice that says what is owed, whatever the rows above it say.
static OWED: Pattern = LazyLock::new(|| {
    regex(r"(?i)\b(?:(?:amount|sum|total|fee|balance)\s+(?:now\s+)?(?:payable|due)|payable)(?:\s+by\s+you)?(?:\s*\([^()]{0,60}\))?\W{0,8}$").ok()
});
/// "Below £10", "more than £25": a limit, and nothing that is asked for.
static COMPARES: Pattern = LazyLock::new(|| {
    regex(r"(?i)\b(?:under|below|above|over|beyond|up\s+to|(?:more|less)\s+than|at\s+least|exceed\w*|first|dros|dan)\s+(?:the\s+)?$").ok()
});
/// The limits and rates of the regulations, and what costs nothing.
static NO_FEE: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:exceed\w*|limit|threshold|per\s+hour|an\s+hour|free\s+of\s+charge|no\s+(?:fee|charge)|not\s+(?:be\s+)?charg\w*|n['’]t\s+charge|waive[sd]?|nothing\s+to\s+pay|costs?\s+(?:you\s+)?nothing|hourly)\b",
    )
    .ok()
});

/// Money is asked for by a fees notice, by a mail that was read as nothing yet, or by a swindler.
fn may_ask(kind: Kind) -> bool {
    match kind {
        Kind::Fees | Kind::Other | Kind::Spam | Kind::Clarification => true,
        // What an acknowledgement says of money it says of any request.
        Kind::Acknowledgement
        | Kind::AutoReply
        | Kind::Bounce
        | Kind::Receipt
        | Kind::Extension
        | Kind::Transfer
        | Kind::Refusal
        | Kind::NotHeld
        | Kind::Partial
        | Kind::Answer
        | Kind::ReviewOutcome
        | Kind::Correction
        | Kind::PortalLink => false,
    }
}

pub(super) fn find(mail: &Mail<'_>, found: &mut Facts) {
    if !may_ask(mail.kind()) {
        return;
    }
    let (mut all, mut sums) = (Vec::new(), Vec::new());
    for sentence in mail.stated {
        let asks = is(&TO_PAY, sentence) && !is(&NO_FEE, sentence);
        let (own, named) = sums_of(sentence);
        if !asks || supposes_of_a_way(sentence) {
            let notice = mail.kind() == Kind::Fees && !is(&CONDITION, sentence);
            sums.extend(owed(sentence).into_iter().filter(|_| notice));
            continue;
        }
        sums.extend(named);
        all.extend(own);
    }
    let differ = all.iter().any(|said| all.iter().any(|other| other.value != said.value));
    let chosen = if !sums.is_empty() && (differ || all.is_empty()) { sums } else { all };
    let asked = !chosen.is_empty();
    found.fee = found.only("fee", chosen);
    if asked || mail.kind() == Kind::Fees {
        let days = pay_by(mail, found);
        found.pay_by = found.only("pay_by", days);
    }
}

/// Every sum in `sentence`, and those that are said to be the one.
fn sums_of(sentence: &str) -> (Vec<Said<Pounds>>, Vec<Said<Pounds>>) {
    let (mut all, mut named) = (Vec::new(), Vec::new());
    for captures in SUM.as_ref().into_iter().flat_map(|sum| sum.captures_iter(sentence)) {
        let (Some(whole), Some(number)) = (captures.get(0), captures.get(1)) else { continue };
        let Some(sum) = Pounds::parse(number.as_str().trim_end_matches([',', '.'])) else {
            continue;
        };
        let before = sentence.get(..whole.start()).unwrap_or_default();
        if is(&COMPARES, before) {
            continue;
        }
        all.push(Said::new(sum, sentence));
        if is(&THE_SUM, before) {
            named.push(Said::new(sum, sentence));
        }
    }
    (all, named)
}

static CONDITION: Pattern =
    LazyLock::new(|| regex(r"(?i)^\W*(?:if|where|when|should|unless|os)\b").ok());

/// The sums that a table of costs ends in.
fn owed(sentence: &str) -> Vec<Said<Pounds>> {
    let Some(pattern) = SUM.as_ref() else { return Vec::new() };
    pattern
        .captures_iter(sentence)
        .filter_map(|captures| {
            let (whole, number) = (captures.get(0)?, captures.get(1)?);
            let sum = Pounds::parse(number.as_str().trim_end_matches([',', '.']))?;
            is(&OWED, sentence.get(..whole.start())?).then(|| Said::new(sum, sentence))
        })
        .collect()
}

static PAID: Pattern = LazyLock::new(|| {
    regex(r"(?ix)\b(?:pay|payable|payment|paid|fee|sum|money|cheque|it|reach(?:es)?\s+us|receiv\w+|talu|ffi|t\x{e2}l)\b").ok()
});
static BY: Pattern = LazyLock::new(|| {
    regex(r"(?ix)\b(?:by|before|until|till|than|within|erbyn|cyn|o\s+fewn)\b[^.;]{0,12}$").ok()
});
static TO_BE_PAID: Pattern = LazyLock::new(|| {
    regex(r"(?i)^\W*(?:from\s+(?:today|now)\s+)?(?:in\s+which\s+)?(?:to\s+pay|for\s+payment)\b")
        .ok()
});
/// Days of which the sentence tells something else.
static REPLIES: Pattern = LazyLock::new(|| {
    regex(r"(?i)\b(?:repl\w+|respond\w*|answer\w*|review|appeal)\b[^,;.]{0,40}$").ok()
});

/// A day until which it can be paid; "if it has not come by" says it as well.
fn pay_by(mail: &Mail<'_>, found: &mut Facts) -> Vec<Said<NaiveDate>> {
    let arrived = mail.about.arrived_on;
    let (mut named, mut reckoned) = (Vec::new(), Vec::new());
    for sentence in mail.stated {
        for date in dates(sentence, arrived) {
            let before = sentence.get(..date.span.start).unwrap_or_default();
            if !is(&PAID, before) || !is(&BY, before) || is(&REPLIES, before) {
                continue;
            }
            match date.day {
                Ok(day) if day >= arrived => named.push(Said::new(day, sentence)),
                Ok(_) => {}
                Err(why) => found.doubt("pay_by", why),
            }
        }
        for (place, span) in spans(sentence) {
            let before = sentence.get(..place.start).unwrap_or_default();
            let behind = sentence.get(place.end..).unwrap_or_default();
            let within = (is(&PAID, before) && is(&BY, before)) || is(&TO_BE_PAID, behind);
            if within && !is(&REPLIES, before) {
                // Months begin with the day of the notice itself, as the Act counts them.
                let day = match span {
                    Span::Months(months) => last_day_of(arrived, months),
                    Span::Days(_) => span.after(arrived),
                };
                let basis = Some(format!("{} from the day it arrived", span.words()));
                reckoned.extend(day.map(|day| Said { basis, ..Said::new(day, sentence) }));
            }
        }
    }
    if named.is_empty() { reckoned } else { named }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_kept_to_the_penny() {
        for (text, shown) in [("75", "75.00"), ("31.20", "31.20"), ("1,234.5", "1234.50")] {
            assert_eq!(Pounds::parse(text).unwrap().to_string(), shown);
        }
        for text in ["", "1.234", "abc", "."] {
            assert_eq!(Pounds::parse(text), None, "{text}");
        }
    }
}
