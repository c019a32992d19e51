//! Answers without a number: signs, yes and no, choices, days; not held and refused.

use std::sync::LazyLock;

use chrono::Datelike;

use super::quantities::{Pattern, build};
use super::{MAY_BE_CIRCA, OTHER_YEAR, Read, SIGN};
use crate::answers::restated::words;
use crate::answers::{Number, Status, Value};
use crate::campaign::{Period, Question};

use super::words_around::{accounted, is_form_of, singular};

/// A whole answer that is one sign.
pub(super) fn symbol(text: &str) -> Option<Read> {
    let squeezed: String =
        text.chars().filter(|c| !c.is_whitespace() && !"[](){}".contains(*c)).collect();
    let suppressed = || Value::between(Status::Suppressed, Number::ZERO, None);
    match squeezed.to_lowercase().as_str() {
        "*" | "**" | "x" | "xx" | "#" | "##" | "suppressed" | "redacted" | "low" => {
            Some(Read::certain(suppressed(), text, SIGN))
        }
        "c" => Some(Read::doubtful(suppressed(), text, SIGN, MAY_BE_CIRCA)),
        "-" | "--" | "..." | "…" => {
            Some(Read::doubtful(suppressed(), text, "dash", "a dash may mean nil, or suppressed"))
        }
        "n/a" | "na" | "z" | ":" => Some(Read::doubtful(
            Value::without_number(Status::Missing),
            text,
            "not_applicable",
            "not applicable may mean nil, or not held",
        )),
        _ => None,
    }
}

/// Words that give no number: not held, refused, or a pointer to another answer.
pub(super) fn without_answer(text: &str) -> Option<Read> {
    static NOT_HELD: Pattern = LazyLock::new(|| {
        build(
            r"(?i)\b(?:not\s+(?:\w+\s+)?(?:held|recorded|collected|captured|available)|(?:do|does|did)\s+not\s+(?:\w+\s+)?(?:hold|record|collect|capture|keep)|unable\s+to\s+(?:report|extract|provide|separate|break)|cannot\s+(?:be\s+)?(?:report|extract|provide)\w*|(?:holds?|have|has)\s+no\s+(?:\w+\s+)?(?:data|information|records?|figures?|statistics|details)|holds?\s+no|no\s+(?:\w+\s+)?(?:data|information|records?|figures?|statistics|details)\b|non-?reportable|(?:do|does|did)\s+not\s+have\s+(?:\w+\s+){0,2}(?:data|information|records?|figures?)|ni\s+(?:chedwir|chofnodir|ddelir|chesglir)|nid\s+(?:yw|ydym|ydyn)\b.{0,40}\byn\s+(?:cadw|cofnodi|dal|casglu)|(?:heb|ddim)\s+(?:yn\s+cael\s+)?ei\s+(?:ch?adw|gadw|ch?ofnodi|gofnodi)|dim\s+(?:gwybodaeth|data|cofnod(?:ion)?))\b",
        )
    });
    static REFUSED: Pattern = LazyLock::new(|| {
        build(
            r"(?i)\b(?:exempt\w*|refus\w+|withh\w+|section\s*(?:12|14|21|22|3[0-9]|4[0-4])\b|exceed\w*\b.{0,40}\b(?:limit|hours|£)|cost\s+limit|appropriate\s+limit|vexatious)|(?:^|[^\w'’])s\.?\s*(?:12|14|21|22|3[0-9]|4[0-4])\b",
        )
    });
    static POINTER: Pattern = LazyLock::new(|| {
        build(
            r"(?i)^\W*as\s+(?:(?:question|answer|q)\W*)?\d{1,2}\s?\(?[a-z]?\)?$|\b(?:as\s+(?:above|per|in|for)|same\s+as|included\s+(?:in|above|within)|see\s+(?:above|question|answer|q|attached|below)|combined\s+with|part\s+of\s+(?:the\s+)?(?:above|question))\b",
        )
    });
    let hit = |pattern: &Pattern| pattern.as_ref().is_some_and(|found| found.is_match(text));
    let without = |status| Value::without_number(status);
    if hit(&POINTER) {
        let doubt = "it points to another answer";
        return Some(Read::doubtful(without(Status::Missing), text, "pointer", doubt));
    }
    let (refused, not_held) = (hit(&REFUSED), hit(&NOT_HELD));
    match (refused, not_held) {
        (true, true) => {
            let doubt = "refused and not held at once";
            Some(Read::doubtful(without(Status::Refused), text, "refused", doubt))
        }
        (true, false) => Some(Read::certain(without(Status::Refused), text, "refused")),
        (false, true) => Some(Read::certain(without(Status::NotHeld), text, "not_held")),
        (false, false) => None,
    }
}

pub(super) fn yes_no(question: &Question, period: &Period, text: &str) -> Option<Read> {
    let tokens = words(text);
    let first = tokens.first().map(|(word, _)| word.as_str())?;
    let alone = tokens.len() == 1;
    let value = match first {
        "yes" | "ydy" | "ydym" | "ydynt" | "oes" | "oedd" => "yes",
        // "Do" is a Welsh yes, "na" a Welsh no.
        "do" if alone => "yes",
        "no" | "nac" | "naddo" | "na" => "no",
        _ => return None,
    };
    let rest = text.get(first.len()..).unwrap_or_default();
    // "No. of sales: 3" counts.
    let counts =
        tokens.get(1).is_some_and(|(word, _)| word == "of" && rest.starts_with(['.', ' ']));
    if counts && first == "no" {
        return None;
    }
    let set_off = alone || rest.starts_with([',', '.', ';', ':', '-']);
    let read = Read::certain(Value::words(value), text, "yes_no");
    // "No, we do not hold this" says no to the request rather than to the question.
    let doubt = match without_answer(text) {
        Some(_) => Some("it may mean not held, or refused"),
        None if first == "na" => Some("it may mean not applicable"),
        None if takes_back(question, value, tokens.get(1..).unwrap_or_default()) => {
            Some("what follows may take it back")
        }
        None if of_another_year(period, text) => Some(OTHER_YEAR),
        None if set_off || first == "nac" => None,
        None => Some("more than yes or no"),
    };
    Some(Read { doubt: doubt.map(str::to_owned), ..read })
}

/// "No, apart from one", "Yes, but not until 2026".
fn takes_back(question: &Question, value: &str, behind: &[(String, usize)]) -> bool {
    const TURNS: &str = "
        but however although though except excepting excluding apart unless until only other save
        partly partially pending yet part some
    ";
    let against = if value == "yes" { ["no", "not", "never"] } else { ["yes", "one", "once"] };
    let asked = words(&question.text);
    behind.iter().filter(|word| !asked.iter().any(|own| own.0 == word.0)).any(|(word, _)| {
        against.contains(&word.as_str()) || TURNS.split_whitespace().any(|turn| turn == word)
    })
}

/// Whether a year stands in `text` that is none of the period's.
fn of_another_year(period: &Period, text: &str) -> bool {
    words(text).iter().any(|(word, _)| {
        let year = word.parse::<i32>().ok().filter(|year| (1990..2100).contains(year));
        year.is_some_and(|year| !(period.from.year()..=period.to.year()).contains(&year))
    })
}

pub(super) fn choice(question: &Question, text: &str) -> Option<Read> {
    let lower = text.to_lowercase();
    let named: Vec<&String> =
        question.choices.iter().filter(|choice| lower.contains(&choice.to_lowercase())).collect();
    let whole = named.iter().find(|choice| choice.to_lowercase() == lower);
    match (whole, named.as_slice()) {
        (Some(choice), _) => Some(Read::certain(Value::words(choice.as_str()), text, "choice")),
        (None, [only]) => {
            let value = Value::words(only.as_str());
            let rest = lower.replace(&only.to_lowercase(), " ");
            let own = words(&question.text);
            let odd = words(&rest).into_iter().any(|(word, _)| {
                let asked = own.iter().any(|(own, _)| *own == word || is_form_of(own, &word));
                let year = word.len() == 4 && word.chars().all(|c| c.is_ascii_digit());
                !(asked || year || AROUND_CHOICES.contains(&word.as_str()))
            });
            let read = Read::certain(value, text, "choice");
            Some(Read { doubt: odd.then(|| "more than the choice itself".to_owned()), ..read })
        }
        (None, _) => None,
    }
}

/// The one day that a sentence names as the answer: "The policy was adopted on 28 March 2022".
pub(super) fn date_within(question: &Question, period: &Period, text: &str) -> Option<Read> {
    static DAY: Pattern = LazyLock::new(|| {
        build(
            r"(?i)\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:the\s+)?(\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ionawr|chwefror|ebrill|mai|mehefin|gorffennaf|awst|medi|hydref|tachwedd|rhagfyr)[a-z]*,?\s+\d{4}|\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{4}-\d\d-\d\d)\b",
        )
    });
    let mut days = DAY.as_ref()?.captures_iter(text);
    let found = days.next()?;
    if days.next().is_some() {
        return None;
    }
    let (whole, day) = (found.get(0)?, found.get(1)?);
    let mut read = date(&day.as_str().replace(" of ", " "))?;
    let outside = format!(
        "{} {}",
        text.get(..whole.start()).unwrap_or_default(),
        text.get(whole.end()..).unwrap_or_default()
    );
    let known = accounted(question, period);
    let odd: Vec<String> = words(&outside)
        .into_iter()
        .map(|(word, _)| word)
        .filter(|word| !known.contains(word) && !known.contains(singular(word)))
        .filter(|word| !AROUND_DAYS.contains(&word.as_str()))
        .filter(|word| !known.iter().any(|known| is_form_of(known, word)))
        .collect();
    if !odd.is_empty() {
        read.doubt.get_or_insert(format!("words that may change the day: {}", odd.join(" ")));
    }
    text.clone_into(&mut read.as_written);
    Some(read)
}

/// Words that leave a day what it is.
const AROUND_DAYS: [&str; 16] = [
    "took",
    "place",
    "held",
    "dated",
    "agreed",
    "approved",
    "adopted",
    "carried",
    "out",
    "made",
    "effect",
    "came",
    "into",
    "force",
    "completed",
    "undertaken",
];

pub(super) fn date(text: &str) -> Option<Read> {
    const FORMATS: [&str; 8] = [
        "%d/%m/%Y",
        "%d.%m.%Y",
        "%d-%m-%Y",
        "%Y-%m-%d",
        "%d %B %Y",
        "%d %b %Y",
        "%A %d %B %Y",
        "%d-%b-%Y",
    ];
    let plain = in_english(&text.replace(',', ""));
    let plain = ["st", "nd", "rd", "th"].iter().fold(plain, |text, suffix| {
        let with = |digit: char| format!("{digit}{suffix} ");
        ('0'..='9').fold(text, |text, digit| text.replace(&with(digit), &format!("{digit} ")))
    });
    let found = FORMATS
        .iter()
        .find_map(|format| chrono::NaiveDate::parse_from_str(plain.trim(), format).ok())?;
    // "12/03/24": a century is missing, and which end the year stands at is a guess.
    if found.year() < 100 {
        let found = found.with_year(found.year() + 2000)?;
        let value = Value::words(found.to_string());
        return Some(Read::doubtful(value, text, "date", "a year in two digits"));
    }
    let read = Read::certain(Value::words(found.to_string()), text, "date");
    let likely = (1900..2100).contains(&found.year());
    Some(if likely { read } else { Read { doubt: Some("an unlikely year".into()), ..read } })
}

/// A day with its Welsh month in English: "2 Hydref 2024".
fn in_english(text: &str) -> String {
    const MONTHS: [(&str, &str); 12] = [
        ("ionawr", "January"),
        ("chwefror", "February"),
        ("mawrth", "March"),
        ("ebrill", "April"),
        ("mai", "May"),
        ("mehefin", "June"),
        ("gorffennaf", "July"),
        ("awst", "August"),
        ("medi", "September"),
        ("hydref", "October"),
        ("tachwedd", "November"),
        ("rhagfyr", "December"),
    ];
    let english = |word: &str| {
        let lower = word.to_lowercase();
        let found = MONTHS.iter().find(|(welsh, _)| *welsh == lower);
        found.map_or_else(|| word.to_owned(), |(_, english)| (*english).to_owned())
    };
    text.split(' ').map(english).collect::<Vec<_>>().join(" ")
}

/// Words that leave a choice what it is.
const AROUND_CHOICES: [&str; 29] = [
    "three",
    "two",
    "every",
    "throughout",
    "these",
    "in",
    "both",
    "and",
    "the",
    "we",
    "our",
    "was",
    "were",
    "is",
    "it",
    "mostly",
    "mainly",
    "most",
    "all",
    "each",
    "year",
    "years",
    "for",
    "of",
    "this",
    "that",
    "bought",
    "used",
    "council",
];

/// An answer in words; one that points elsewhere, or also says "not held", is for a person.
pub(super) fn text(said: &str) -> Read {
    let as_said = Read::certain(Value::words(said), said, "text");
    if says_nothing(said) {
        return Read { doubt: Some("it may say that nothing is known".to_owned()), ..as_said };
    }
    let Some(without) = without_answer(said) else { return as_said };
    let turns = words(said).iter().any(|(word, _)| TURNS.contains(&word.as_str()));
    match without.doubt {
        Some(doubt) => Read { doubt: Some(doubt), ..as_said },
        None if turns => Read { doubt: Some("it may mean not held, or refused".into()), ..as_said },
        None => without,
    }
}

/// Signs, "TBC", "as last year", "please see our website": words in place of an answer.
fn says_nothing(said: &str) -> bool {
    static NOTHING: Pattern = LazyLock::new(|| {
        build(
            r"(?i)^(?:[\d/–-]{2,9}\s?[:–-])?\W*(?:n\W?/?\W?a|tbc|tba|unknown|unclear|none|nil|no|yes|various|pending|(?:not|un)\s*(?:yet\s+)?(?:known|applicable|decided|available)|to\s+(?:be|follow)\b.*|ditto|(?:the\s+)?same\b.*|as\s+(?:last|the\s+(?:year|previous|last)|previous\w*|before|stated|in\s+20\d\d)\b.*|[a-z])\W*$|\b(?:please|can\s+be|is|are)\s+(?:see|visit|refer|found|available|published)\b|\bsee\s+(?:our|the|note|notes|page|table|tab|sheet|annex|appendix|previous)\b|https?://|\bwww\.",
        )
    });
    !said.chars().any(char::is_alphabetic)
        || NOTHING.as_ref().is_some_and(|pattern| pattern.is_match(said))
}

/// Words behind which an answer goes on to say something else.
const TURNS: [&str; 6] = ["but", "however", "although", "though", "except", "instead"];

#[cfg(test)]
mod tests {
    use super::{date, text, yes_no};
    use crate::answers::finding::fixture::campaign;

    fn yes(said: &str) -> Option<(String, bool)> {
        let campaign = campaign();
        let question = campaign.question("switched_off").unwrap();
        let read = yes_no(question, campaign.period("2024").unwrap(), said)?;
        Some((read.value.value.unwrap(), read.doubt.is_some()))
    }

    #[test]
    fn what_takes_a_yes_or_a_no_back_is_a_doubt() {
        for said in [
            "No, apart from two in Mill Lane",
            "Yes, but not yet",
            "Yes, in 2019",
            "NA",
            "No, one was",
        ] {
            assert!(yes(said).unwrap().1, "{said}");
        }
        for said in [
            "No",
            "Yes.",
            "Yes, in 2024",
            "No, not for any part of the night",
            "Ydynt",
            "Do",
            "Nac oedd",
        ] {
            assert!(!yes(said).unwrap().1, "{said}");
        }
    }

    #[test]
    fn an_abbreviated_number_is_no_no() {
        assert_eq!(yes("No. of lamps: 3"), None);
    }

    #[test]
    fn words_in_place_of_an_answer_are_a_doubt() {
        for said in ["TBC", "Not known", "*", "-", "As last year", "see our website", "n/a"] {
            assert!(text(said).doubt.is_some(), "{said}");
        }
        assert!(text("Borough Lamps Ltd").doubt.is_none());
    }

    #[test]
    fn a_day_may_have_a_welsh_month() {
        let read = date("2 Hydref 2024").unwrap();
        assert_eq!(read.value.value.as_deref(), Some("2024-10-02"));
    }
}
