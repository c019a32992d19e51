//! How a value is written, and what interval it stands for (replies.md section 6).
//!
//! A number is certain only when every word around it is accounted for: by the question, by the
//! period, or by words that change nothing. Anything else is a doubt, named, for a person.

use std::collections::HashSet;
use std::sync::LazyLock;

use chrono::Datelike;
use regex::{Captures, Regex};

use super::restated::words;
use super::words::number_in_words;
use super::{Number, Status, Value};
use crate::campaign::{Period, Question, QuestionType};

/// A value read from a stretch of text, and what is doubtful about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    pub value: Value,
    /// The words that carry it.
    pub as_written: String,
    pub rule: &'static str,
    pub doubt: Option<String>,
}

impl Read {
    fn certain(value: Value, as_written: &str, rule: &'static str) -> Self {
        Self { value, as_written: as_written.trim().to_owned(), rule, doubt: None }
    }

    fn doubtful(value: Value, as_written: &str, rule: &'static str, doubt: &str) -> Self {
        let mut read = Self::certain(value, as_written, rule);
        read.doubt = Some(doubt.to_owned());
        read
    }
}

/// The rule by which a lone sign is read as a suppressed number.
pub const SIGN: &str = "suppression_sign";

/// The bound that `text` tells, such as "fewer than five" or "5 or less".
pub fn bound_in(text: &str) -> Option<Value> {
    let plain = without_sections(&tidy(text).to_lowercase());
    let step = Number::whole(1);
    FORMS.iter().take(2).find_map(|form| {
        let captures = form.pattern.as_ref()?.captures(&plain)?;
        let numbers: Vec<Number> =
            captures.iter().skip(1).flatten().filter_map(|m| value_of(m.as_str())).collect();
        (form.make)(&numbers, step)
    })
}

/// The value that `text` gives as the answer to `question` for `period`; `None` if it gives none.
pub fn read(question: &Question, period: &Period, text: &str) -> Option<Read> {
    let text = tidy(text);
    // A question put to us answers nothing.
    if text.is_empty() || text.ends_with('?') {
        return None;
    }
    match question.kind {
        QuestionType::Count
        | QuestionType::Money
        | QuestionType::Percentage
        | QuestionType::Duration => number(question, period, &text),
        QuestionType::YesNo => yes_no(&text).or_else(|| without_answer(&text)),
        QuestionType::Choice => without_answer(&text).or_else(|| choice(question, &text)),
        QuestionType::Date => date(&text).or_else(|| without_answer(&text)),
        QuestionType::Text => without_answer(&text)
            .filter(|read| read.doubt.is_none())
            .or_else(|| Some(Read::certain(Value::words(text.clone()), &text, "text"))),
    }
}

/// One line, plain dashes, no bullet or "Answer:" in front, no full stop behind.
fn tidy(text: &str) -> String {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain: String = joined
        .chars()
        .map(|c| match c {
            '–' | '—' | '−' | '‑' => '-',
            '＜' | '‹' => '<',
            '’' | '‘' => '\'',
            other => other,
        })
        .collect();
    let mut text = plain.trim_matches(|c: char| c.is_whitespace() || "|:•·_=".contains(c));
    for lead in
        ["answer", "response", "reply", "ans", "our answer", "our response", "total", "a", "ateb"]
    {
        if let Some((head, rest)) = text.split_at_checked(lead.len())
            && head.eq_ignore_ascii_case(lead)
            && let Some(rest) = rest.trim_start().strip_prefix([':', '-', '='])
        {
            text = rest.trim();
            break;
        }
    }
    let text = text.trim_start_matches(|c: char| c == ':' || c == '=' || c.is_whitespace());
    let bare = text.trim_end_matches(['.', ';', ',', '|', ' ']);
    // "-" and "..." by themselves are notations of their own.
    if bare.is_empty() { text.to_owned() } else { bare.trim_end().to_owned() }
}

/// A quantity found in a text: its bounds and the bytes it stands on.
struct Quantity {
    value: Value,
    rule: &'static str,
    start: usize,
    end: usize,
    doubt: Option<&'static str>,
}

fn number(question: &Question, period: &Period, text: &str) -> Option<Read> {
    if let Some(read) = symbol(text) {
        return Some(read);
    }
    let lower = text.to_lowercase();
    let bare = without_sections(&lower);
    let quantities = quantities(question, &bare);
    let without = without_answer(text);
    match quantities.as_slice() {
        [] => no_quantity(question, period, &bare, text).or(without),
        [one] => {
            let refused = without.as_ref().filter(|read| read.value.status == Status::Refused);
            if let (Some(refused), Status::Exact) = (refused, one.value.status) {
                return Some(refused_with_numbers(refused.clone(), text));
            }
            Some(single(question, period, &bare, one))
        }
        several => several_quantities(question, period, &bare, several, without),
    }
}

fn single(question: &Question, period: &Period, bare: &str, one: &Quantity) -> Read {
    let as_written = bare.get(one.start..one.end).unwrap_or(bare);
    let mut read = Read::certain(one.value.clone(), as_written, one.rule);
    read.doubt = one.doubt.map(str::to_owned);
    if read.doubt.is_none() {
        read.doubt = unaccounted(question, period, bare, one);
    }
    if question.kind == QuestionType::Count
        && read.value.low.is_some_and(|low| low.as_f64().fract() != 0.0)
    {
        read.doubt = Some("a count with a fraction".to_owned());
    }
    read
}

/// "Twelve (12)" is one number said twice; anything else with several numbers needs a person.
fn several_quantities(
    question: &Question,
    period: &Period,
    bare: &str,
    several: &[Quantity],
    without: Option<Read>,
) -> Option<Read> {
    let first = several.first()?;
    let same = several.iter().all(|other| other.value == first.value);
    if same {
        let span = Quantity {
            value: first.value.clone(),
            rule: first.rule,
            start: first.start,
            end: several.last().map_or(first.end, |last| last.end),
            doubt: first.doubt,
        };
        return Some(single(question, period, bare, &span));
    }
    if let Some(refused) = without.filter(|read| read.value.status == Status::Refused) {
        let bounded = several.iter().find(|found| found.value.status == Status::Suppressed);
        return Some(match bounded {
            Some(bound) => Read::doubtful(bound.value.clone(), bare, bound.rule, "several numbers"),
            None => refused_with_numbers(refused, bare),
        });
    }
    let numbers: Vec<&str> =
        several.iter().filter_map(|found| bare.get(found.start..found.end)).collect();
    let doubt = format!("several numbers: {}", numbers.join(", "));
    Some(Read::doubtful(first.value.clone(), bare, "several_numbers", &doubt))
}

/// Hours, files and pounds of a cost estimate belong to the refusal; other numbers are a doubt.
fn refused_with_numbers(refused: Read, text: &str) -> Read {
    static ESTIMATE: Pattern = LazyLock::new(|| {
        build(
            r"(?i)\b(?:hours?|minutes|files?|records)\b.*\b(?:limit|exceed\w*)|\b(?:limit|exceed\w*)\b.*(?:\bhours?\b|£)",
        )
    });
    if ESTIMATE.as_ref().is_some_and(|pattern| pattern.is_match(text)) {
        return refused;
    }
    Read { doubt: Some("it refuses, and yet has a number in it".to_owned()), ..refused }
}

/// The words that nothing accounts for, as a doubt.
fn unaccounted(
    question: &Question,
    period: &Period,
    bare: &str,
    quantity: &Quantity,
) -> Option<String> {
    let outside = format!(
        "{} {}",
        bare.get(..quantity.start).unwrap_or_default(),
        bare.get(quantity.end..).unwrap_or_default()
    );
    let known = accounted(question, period);
    let odd: Vec<String> = words(&outside)
        .into_iter()
        .map(|(word, _)| word)
        .filter(|word| !known.contains(word.as_str()) && !known.contains(singular(word)))
        .collect();
    if let Some(unit) = other_unit(question, &odd) {
        return Some(format!("it counts {unit}, the question asks for {}", unit_of(question)));
    }
    // A bound often comes with its reason: privacy, small numbers, an exemption.
    let bound = quantity.value.status == Status::Suppressed;
    let rest: Vec<&String> =
        odd.iter().filter(|word| !(bound && REASONS.contains(&word.as_str()))).collect();
    if rest.is_empty() {
        return None;
    }
    let rest: Vec<&str> = rest.into_iter().take(6).map(String::as_str).collect();
    Some(format!("words that may change the number: {}", rest.join(" ")))
}

fn unit_of(question: &Question) -> &str {
    question.unit.as_deref().unwrap_or("something else")
}

fn other_unit<'w>(question: &Question, odd: &'w [String]) -> Option<&'w str> {
    const UNITS: [&str; 11] = [
        "incidents",
        "incident",
        "episodes",
        "episode",
        "occasions",
        "occasion",
        "reports",
        "referrals",
        "children",
        "child",
        "hours",
    ];
    let own = question.unit.as_deref().unwrap_or_default();
    odd.iter()
        .map(String::as_str)
        .find(|word| UNITS.contains(word) && singular(word) != singular(own))
}

fn singular(word: &str) -> &str {
    if word == "children" { "child" } else { word.strip_suffix('s').unwrap_or(word) }
}

/// Words that leave a number what it is.
const PLAIN: &[&str] = &[
    "a",
    "all",
    "an",
    "and",
    "answer",
    "any",
    "are",
    "as",
    "at",
    "authority",
    "be",
    "been",
    "between",
    "both",
    "by",
    "can",
    "case",
    "confirm",
    "council",
    "data",
    "did",
    "during",
    "each",
    "figure",
    "following",
    "for",
    "found",
    "from",
    "had",
    "has",
    "have",
    "held",
    "hold",
    "i",
    "in",
    "information",
    "is",
    "it",
    "its",
    "of",
    "on",
    "one",
    "or",
    "our",
    "overall",
    "people",
    "period",
    "person",
    "please",
    "provided",
    "question",
    "reported",
    "recorded",
    "records",
    "record",
    "regarding",
    "relation",
    "requested",
    "respect",
    "response",
    "shows",
    "show",
    "that",
    "the",
    "their",
    "there",
    "these",
    "they",
    "this",
    "those",
    "to",
    "total",
    "totalled",
    "totals",
    "trust",
    "was",
    "we",
    "were",
    "who",
    "whom",
    "with",
    "within",
    "year",
    "young",
    "calendar",
    "number",
    "altogether",
    "accordance",
    "given",
    "reply",
    "reason",
    "same",
    "see",
    "below",
    "above",
    "only",
    "just",
    "exactly",
    "individuals",
    "individual",
    "up",
];

/// Words with which an authority explains why it gives a bound only.
const REASONS: &[&str] = &[
    "small",
    "numbers",
    "low",
    "suppressed",
    "suppression",
    "identify",
    "identified",
    "identification",
    "identifiable",
    "identifying",
    "personal",
    "exempt",
    "exemption",
    "section",
    "under",
    "act",
    "foi",
    "foia",
    "foisa",
    "freedom",
    "due",
    "because",
    "risk",
    "protect",
    "privacy",
    "disclosure",
    "disclose",
    "cannot",
    "could",
    "may",
    "lead",
    "would",
    "not",
    "exact",
    "data",
    "protection",
    "applies",
    "apply",
    "therefore",
    "so",
    "such",
    "here",
    "than",
    "less",
    "fewer",
    "request",
    "small",
    "scotland",
    "third",
    "party",
    "re",
    "children",
    "child",
];

fn accounted(question: &Question, period: &Period) -> HashSet<String> {
    let own = words(&question.text)
        .into_iter()
        .chain(words(question.unit.as_deref().unwrap_or_default()))
        .chain(words(&period.label))
        .map(|(word, _)| word);
    let mut known: HashSet<String> =
        PLAIN.iter().map(|word| (*word).to_owned()).chain(own).collect();
    known.extend([period.from.year().to_string(), period.to.year().to_string()]);
    // Numbers that stand in the question ("under 18") account for themselves only there.
    let singulars: Vec<String> = known.iter().map(|word| singular(word).to_owned()).collect();
    known.extend(singulars);
    known
}

type Pattern = LazyLock<Option<Regex>>;

const N: &str = r"(?:£\s?)?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?";
const W: &str =
    r"(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty)";

fn build(pattern: &str) -> Option<Regex> {
    Regex::new(&pattern.replace("{N}", N).replace("{W}", W)).ok()
}

static SECTION: Pattern = LazyLock::new(|| {
    build(
        r"\b(?:sections?|sec|regulations?|reg|ss?)\.?\s*\d{1,2}[a-z]?(?:\s*\([0-9a-z]{1,3}\))*(?:\s*(?:and|,|&)\s*(?:sections?\s*)?\d{1,2}[a-z]?(?:\s*\([0-9a-z]{1,3}\))+)*(?:\s+of\s+(?:the\s+)?(?:foia?|foisa|act|freedom of information(?:\s*\(scotland\))?\s+act)(?:\s+(?:2000|2002))?)?|\b(?:questions?|q)\s?\d{1,2}[a-z]?\b",
    )
});

fn without_sections(text: &str) -> String {
    match SECTION.as_ref() {
        Some(pattern) => {
            let blanked = |found: &Captures<'_>| " ".repeat(found.get(0).map_or(0, |m| m.len()));
            pattern.replace_all(text, blanked).into_owned()
        }
        None => text.to_owned(),
    }
}

struct Form {
    rule: &'static str,
    pattern: Pattern,
    make: fn(&[Number], Number) -> Option<Value>,
    doubt: Option<&'static str>,
}

/// The least by which two answers can differ: one child, a penny, a hundredth of a percent.
fn step(question: &Question) -> Number {
    if question.kind == QuestionType::Count { Number::whole(1) } else { Number::HUNDREDTH }
}

/// In order: the first form that fits a stretch of text takes it.
static FORMS: [Form; 8] = [
    Form {
        rule: "fewer_than",
        pattern: LazyLock::new(|| {
            build(
                r"(?:<\s*|\b(?:fewer|less|lower|smaller)\s+than\s+|\b(?:under|below)\s+|\bllai\s+na\s+)({N}|{W})\b",
            )
        }),
        make: |n, step| {
            let high = *n.first()? - step;
            (high >= Number::ZERO)
                .then(|| Value::between(Status::Suppressed, Number::ZERO, Some(high)))
        },
        doubt: None,
    },
    Form {
        rule: "or_fewer",
        pattern: LazyLock::new(|| {
            build(
                r"\b({N}|{W})\s+or\s+(?:fewer|less|under|below)\b|(?:≤|<=)\s*({N})\b|\b(?:up\s+to|no\s+more\s+than|not\s+more\s+than|at\s+most)\s+({N}|{W})\b",
            )
        }),
        make: |n, _| Some(Value::between(Status::Suppressed, Number::ZERO, Some(*n.first()?))),
        doubt: None,
    },
    Form {
        rule: "at_least",
        pattern: LazyLock::new(|| {
            build(
                r"\b({N}|{W})\s+or\s+(?:more|over|above)\b|(?:≥|>=)\s*({N})\b|\bat\s+least\s+({N}|{W})\b|\b({N})\s?\+",
            )
        }),
        make: |n, _| Some(Value::between(Status::Range, *n.first()?, None)),
        doubt: None,
    },
    Form {
        rule: "more_than",
        pattern: LazyLock::new(|| {
            build(r"(?:>\s*|\b(?:more|greater|higher)\s+than\s+|\bover\s+|\babove\s+)({N}|{W})\b")
        }),
        make: |n, step| Some(Value::between(Status::Range, *n.first()? + step, None)),
        doubt: None,
    },
    Form {
        rule: "range",
        pattern: LazyLock::new(|| {
            build(
                r"\bbetween\s+({N}|{W})\s+(?:and|to|-)\s+({N}|{W})\b|\b({N}|{W})\s*(?:-|to)\s*({N}|{W})\b",
            )
        }),
        make: |n, _| {
            let (low, high) = (*n.first()?, *n.get(1)?);
            (low < high).then(|| Value::between(Status::Range, low, Some(high)))
        },
        doubt: None,
    },
    Form {
        rule: "approximate",
        pattern: LazyLock::new(|| {
            build(
                r"(?:\b(?:approximately|approx|about|around|circa|roughly|nearly|almost|estimated|ca)\b\.?\s*(?:at\s+)?|\bc\.\s?|~\s*)({N})\b|\b({N})\s*\(?\s*(?:approximately|approx|est|estimated)\b",
            )
        }),
        make: |n, _| Some(Value::exact(*n.first()?)),
        doubt: Some("the number is approximate"),
    },
    Form {
        rule: "percentage",
        pattern: LazyLock::new(|| build(r"\b({N})\s*(?:%|per\s?cent\b|percent\b)")),
        make: |n, _| Some(Value::exact(*n.first()?)),
        doubt: Some("a percentage, where a number was asked for"),
    },
    Form {
        rule: "number",
        pattern: LazyLock::new(|| build(r"({N})\s?(?:k|m|million|thousand)\b|({N})(?:\b|$)")),
        make: |n, _| Some(Value::exact(*n.first()?)),
        doubt: None,
    },
];

fn quantities(question: &Question, text: &str) -> Vec<Quantity> {
    let mut found: Vec<Quantity> = Vec::new();
    let step = step(question);
    for form in &FORMS {
        let Some(pattern) = form.pattern.as_ref() else { continue };
        for captures in pattern.captures_iter(text) {
            let Some(whole) = captures.get(0) else { continue };
            let overlaps =
                |other: &Quantity| whole.start() < other.end && other.start < whole.end();
            if found.iter().any(overlaps) || is_part_of_a_longer_token(text, whole.range()) {
                continue;
            }
            let numbers: Vec<Number> =
                captures.iter().skip(1).flatten().filter_map(|m| value_of(m.as_str())).collect();
            let numbers = scaled(whole.as_str(), numbers);
            let Some(value) = (form.make)(&numbers, step) else { continue };
            let (start, end) = (whole.start(), whole.end());
            let doubt = if form.rule == "percentage" && question.kind == QuestionType::Percentage {
                None
            } else {
                form.doubt
            };
            found.push(Quantity { value, rule: form.rule, start, end, doubt });
        }
    }
    number_words(text, &mut found);
    // Years and numbers of the question itself are no answer.
    found.sort_by_key(|quantity| quantity.start);
    let alone = found.len() == 1;
    found.retain_mut(|quantity| match year_like(quantity, text) {
        None => true,
        // "2050" and nothing else may be a number all the same.
        Some(named) if alone && !named => {
            quantity.doubt = Some("it may be a year");
            true
        }
        Some(_) => false,
    });
    found
}

/// "£1.2m" and "£3k"; elsewhere a letter behind a number is part of a longer token.
fn scaled(text: &str, numbers: Vec<Number>) -> Vec<Number> {
    let factor = if text.ends_with("million") || text.ends_with('m') {
        1_000_000
    } else if text.ends_with("thousand") || text.ends_with('k') {
        1000
    } else {
        1
    };
    numbers.into_iter().map(|number| number.times(factor)).collect()
}

/// Four bare digits from 1990 to 2099 look like a year; gives whether words name them as one.
fn year_like(quantity: &Quantity, text: &str) -> Option<bool> {
    static NAMED: Pattern = LazyLock::new(|| {
        build(
            r"\b(?:in|for|during|of|year|years|since|from|to|by|until|and|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*)\s*$",
        )
    });
    let written = text.get(quantity.start..quantity.end)?;
    let bare = written.len() == 4 && written.chars().all(|c| c.is_ascii_digit());
    let year = bare && ("1990".."2100").contains(&written);
    let before = text.get(..quantity.start).unwrap_or_default();
    (quantity.rule == "number" && year)
        .then(|| NAMED.as_ref().is_some_and(|pattern| pattern.is_match(before)))
}

/// "2023/24", "12/03/2024", "N1", "0300 123": digits that are no number by themselves.
fn is_part_of_a_longer_token(text: &str, range: std::ops::Range<usize>) -> bool {
    let before = text.get(..range.start).and_then(|head| head.chars().next_back());
    let mut after = text.get(range.end..).unwrap_or_default().chars();
    let next = after.next();
    let joined = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '/');
    joined(before)
        || joined(next)
        || (next == Some('.') && after.next().is_some_and(|c| c.is_ascii_digit()))
}

fn value_of(text: &str) -> Option<Number> {
    Number::parse(text.trim_start_matches(['£', ' ']))
        .or_else(|| number_in_words(&[text]).map(|(number, _)| Number::whole(number)))
}

/// Numbers written as words, where no digits were found on the same bytes.
fn number_words(text: &str, found: &mut Vec<Quantity>) {
    let mut tokens: Vec<(usize, usize, &str)> = Vec::new();
    let mut start = None;
    for (offset, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = c.is_alphanumeric() || c == '-';
        match (inside, start) {
            (true, None) => start = Some(offset),
            (false, Some(begun)) => {
                tokens.push((begun, offset, text.get(begun..offset).unwrap_or_default()));
                start = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    let mut index = 0;
    while let Some((begin, _, word)) = tokens.get(index).copied() {
        let following: Vec<&str> =
            tokens.get(index..).unwrap_or_default().iter().map(|token| token.2).collect();
        let nil = matches!(word, "none" | "nil" | "dim" | "nought");
        let read = if nil { Some((0, 1)) } else { number_in_words(&following) };
        let Some((number, used)) = read else {
            index += 1;
            continue;
        };
        let end = tokens.get(index + used - 1).map_or(begin, |token| token.1);
        let overlaps = found.iter().any(|other| begin < other.end && other.start < end);
        // "one" is as often a pronoun: alone it counts only when it is the whole answer.
        let pronoun = word == "one" && used == 1 && tokens.len() > 3;
        if !overlaps && !pronoun {
            let value = Value::exact(Number::whole(number));
            let rule = if nil { "nil" } else { "number_in_words" };
            found.push(Quantity { value, rule, start: begin, end, doubt: None });
        }
        index += used;
    }
}

/// Text without any number: "no children", "single figures", or nothing of the kind.
fn no_quantity(question: &Question, period: &Period, bare: &str, text: &str) -> Option<Read> {
    static SINGLE_FIGURES: Pattern = LazyLock::new(|| build(r"\bsingle\s+(?:figures?|digits?)\b"));
    static NONE: Pattern = LazyLock::new(|| build(r"\b(?:no|not\s+any)\s+\w+"));
    if SINGLE_FIGURES.as_ref().is_some_and(|pattern| pattern.is_match(bare)) {
        let nine = Some(Number::whole(9));
        let value = Value::between(Status::Suppressed, Number::ZERO, nine);
        return Some(Read::certain(value, text, "single_figures"));
    }
    if NONE.as_ref().is_some_and(|pattern| pattern.is_match(bare)) {
        let mut known = accounted(question, period);
        known.extend(["no", "not", "such"].map(str::to_owned));
        let odd = words(bare)
            .into_iter()
            .any(|(word, _)| !known.contains(&word) && !known.contains(singular(&word)));
        let unit = question.unit.as_deref().unwrap_or_default();
        let names_unit = words(bare).iter().any(|(word, _)| singular(word) == singular(unit));
        if !odd && names_unit {
            return Some(Read::certain(Value::exact(Number::ZERO), text, "no_such"));
        }
    }
    None
}

/// A whole answer that is one sign.
fn symbol(text: &str) -> Option<Read> {
    let squeezed: String =
        text.chars().filter(|c| !c.is_whitespace() && !"[](){}".contains(*c)).collect();
    let suppressed = || Value::between(Status::Suppressed, Number::ZERO, None);
    match squeezed.to_lowercase().as_str() {
        "*" | "**" | "x" | "xx" | "#" | "##" | "suppressed" | "redacted" | "low" => {
            Some(Read::certain(suppressed(), text, SIGN))
        }
        "c" => Some(Read::doubtful(suppressed(), text, "suppression_sign", "c may mean circa")),
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
fn without_answer(text: &str) -> Option<Read> {
    static NOT_HELD: Pattern = LazyLock::new(|| {
        build(
            r"(?i)\b(?:not\s+(?:\w+\s+)?(?:held|recorded|collected|captured|available)|(?:do|does|did)\s+not\s+(?:\w+\s+)?(?:hold|record|collect|capture|keep)|unable\s+to\s+(?:report|extract|provide|separate|break)|cannot\s+(?:be\s+)?(?:report|extract|provide)\w*|holds?\s+no|no\s+(?:recorded\s+)?(?:data|information)|non-?reportable)\b",
        )
    });
    static REFUSED: Pattern = LazyLock::new(|| {
        build(
            r"(?i)\b(?:exempt\w*|refus\w+|withh\w+|(?:section|s\.?)\s*(?:12|14|21|22|3[0-9]|4[0-4])\b|exceed\w*\b.{0,40}\b(?:limit|hours|£)|cost\s+limit|appropriate\s+limit|vexatious)",
        )
    });
    static POINTER: Pattern = LazyLock::new(|| {
        build(
            r"(?i)\b(?:as\s+(?:above|per|in|for)|same\s+as|included\s+(?:in|above|within)|see\s+(?:above|question|answer|q|attached|below)|combined\s+with|part\s+of\s+(?:the\s+)?(?:above|question))\b",
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

fn yes_no(text: &str) -> Option<Read> {
    let tokens = words(text);
    let first = tokens.first().map(|(word, _)| word.as_str())?;
    let value = match first {
        "yes" | "ydy" | "oes" | "do" => "yes",
        "no" | "nac" | "na" => "no",
        _ => return None,
    };
    if first == "do" {
        return None;
    }
    let alone =
        tokens.len() == 1 || text.chars().nth(first.len()).is_some_and(|c| ",.;:-".contains(c));
    let read = Read::certain(Value::words(value), text, "yes_no");
    Some(if alone { read } else { Read { doubt: Some("more than yes or no".into()), ..read } })
}

fn choice(question: &Question, text: &str) -> Option<Read> {
    let lower = text.to_lowercase();
    let named: Vec<&String> =
        question.choices.iter().filter(|choice| lower.contains(&choice.to_lowercase())).collect();
    let whole = named.iter().find(|choice| choice.to_lowercase() == lower);
    match (whole, named.as_slice()) {
        (Some(choice), _) => Some(Read::certain(Value::words(choice.as_str()), text, "choice")),
        (None, [only]) => {
            let value = Value::words(only.as_str());
            Some(Read::doubtful(value, text, "choice", "more than the choice itself"))
        }
        (None, _) => None,
    }
}

fn date(text: &str) -> Option<Read> {
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
    let plain = text.replace(',', "");
    let plain = ["st", "nd", "rd", "th"].iter().fold(plain, |text, suffix| {
        let with = |digit: char| format!("{digit}{suffix} ");
        ('0'..='9').fold(text, |text, digit| text.replace(&with(digit), &format!("{digit} ")))
    });
    let found = FORMATS
        .iter()
        .find_map(|format| chrono::NaiveDate::parse_from_str(plain.trim(), format).ok())?;
    Some(Read::certain(Value::words(found.to_string()), text, "date"))
}
