//! Every word around a number must be accounted for, or the number is in doubt.

use std::collections::HashSet;
use std::sync::LazyLock;

use chrono::Datelike;

use super::quantities::{Pattern, Quantity, build};
use super::welsh;
use crate::answers::Status;
use crate::answers::restated::words;
use crate::campaign::{Period, Question, QuestionType};

/// The words that nothing accounts for, as a doubt.
pub(super) fn unaccounted(
    question: &Question,
    period: &Period,
    bare: &str,
    quantity: &Quantity,
) -> Option<String> {
    let before = bare.get(..quantity.start).unwrap_or_default();
    let behind = bare.get(quantity.end..).unwrap_or_default();
    if let Some(sign) = odd_sign(before, behind) {
        return Some(format!("a sign that may change the number: {sign}"));
    }
    if let Some(unit) = counted_instead(question, before, behind) {
        return Some(format!("it counts {unit}, the question asks for {}", unit_of(question)));
    }
    let outside = format!("{before} {behind}");
    if let Some(doubt) = another_measure(question, (before, behind)) {
        return Some(doubt);
    }
    if let Some(side) = one_side(question, &outside) {
        return Some(format!("it may be of \u{201c}{side}\u{201d} only"));
    }
    if let Some(year) = other_kind_of_year(period, &outside) {
        return Some(format!("it may be of another period: {year}"));
    }
    let mut odd = odd_words(question, period, &outside);
    if welsh::is_plain(question, &outside) {
        odd.retain(|word| !welsh::is_of_it(word));
    }
    if let Some(unit) = other_unit(question, &odd) {
        return Some(format!("it counts {unit}, the question asks for {}", unit_of(question)));
    }
    // A bound often comes with its reason: privacy, small numbers, an exemption.
    let bound = quantity.value.status == Status::Suppressed;
    let rest: Vec<&String> = odd
        .iter()
        .filter(|word| !(bound && REASONS.split_whitespace().any(|reason| reason == word.as_str())))
        .collect();
    if rest.is_empty() {
        return None;
    }
    let rest: Vec<&str> = rest.into_iter().take(6).map(String::as_str).collect();
    Some(format!("words that may change the number: {}", rest.join(" ")))
}

/// Words of the question's own, and yet of another measure: "8.9 days each", "request number 12",
/// "of any category" where category 1 was asked for, "61 claims" where a sum was, "43 workers" where
/// newly qualified workers were.
fn another_measure(question: &Question, (before, behind): (&str, &str)) -> Option<String> {
    static NAMES: Pattern = LazyLock::new(|| {
        build(
            r"\b(?:request|case|file|record|reference|page|section|item|ticket|question)\s+(?:number|no\.?)\s*$",
        )
    });
    static EACH: Pattern = LazyLock::new(|| {
        build(r"^\W*(?:\w+\W+){0,3}?(?:each|apiece|per\s+\w+|a\s+head)\b|^\W*an?\s+\w+")
    });
    static PLACES: Pattern =
        LazyLock::new(|| build(r"\b(?:nationally|nationwide|regionally|worldwide|elsewhere)\b"));
    static ALL: Pattern = LazyLock::new(|| build(r"\b(?:altogether|in\s+(?:total|all))\b"));
    let found = |pattern: &Pattern, text: &str| {
        let found = pattern.as_ref()?.find(text)?;
        Some(found.as_str().trim().to_owned())
    };
    if let Some(name) = found(&NAMES, before) {
        return Some(format!("it may be the number of a {name}"));
    }
    let asked = question.text.to_lowercase();
    let all = found(&ALL, behind).filter(|_| asked.contains("average"));
    if let Some(all) = all {
        return Some(format!("it may be of all: \u{201c}{all}\u{201d}"));
    }
    let mut others = [(&EACH, behind), (&PLACES, before), (&PLACES, behind)].into_iter();
    let other = others
        .find_map(|(pattern, text)| found(pattern, text))
        .or_else(|| whatever_kind(&asked, before).or_else(|| whatever_kind(&asked, behind)));
    if let Some(other) = other.filter(|other| !asked.contains(other.as_str())) {
        return Some(format!("it may be of something else: \u{201c}{other}\u{201d}"));
    }
    let things = phrase_behind(behind);
    let counts = things.iter().any(|word| word.len() > 3 && word.ends_with('s'));
    if question.kind == QuestionType::Money && counts && !before.trim_end().ends_with('£') {
        return Some("a number of things, where a sum was asked for".to_owned());
    }
    bare_unit(question, &things)
}

/// "Of any category", "at both stages": where the question names one by its number.
fn whatever_kind(asked: &str, text: &str) -> Option<String> {
    static KIND: Pattern =
        LazyLock::new(|| build(r"\b(?:any|all|both|every|either|whatever)\s+([a-z]{4,})\b"));
    let one_of = |noun: &str| {
        let mut said = asked.match_indices(noun);
        said.any(|(at, _)| {
            let behind = asked.get(at + noun.len()..).unwrap_or_default().trim_start();
            let number: String = behind.chars().take_while(char::is_ascii_digit).collect();
            matches!(number.len(), 1..=2)
        })
    };
    let mut kinds = KIND.as_ref()?.captures_iter(text);
    kinds.find_map(|found| {
        let noun = singular(found.get(1)?.as_str());
        let stem = noun.strip_suffix("ie").unwrap_or(noun.trim_end_matches('y'));
        (stem.len() > 3 && (one_of(noun) || one_of(&format!("{stem}y"))))
            .then(|| found.get(0).map(|all| all.as_str().to_owned()))?
    })
}

/// "43 social workers", where the unit is "newly qualified social workers".
fn bare_unit(question: &Question, things: &[String]) -> Option<String> {
    let unit = question.unit.as_deref()?.to_lowercase();
    let own: Vec<String> = words(&unit).into_iter().map(|(word, _)| word).collect();
    let (head, rest) = own.split_last()?;
    let has = |word: &String| things.iter().any(|said| singular(said) == singular(word));
    let such = things.iter().any(|word| matches!(word.as_str(), "such" | "these" | "those"));
    let lacking = rest.iter().find(|word| !has(word))?;
    (has(head) && !such).then(|| format!("it does not say \u{201c}{lacking}\u{201d}"))
}

/// "In calendar year 2024" and "in 2024" where the year from April 2024 on was asked for. A year behind
/// its month is that of a day, and "2024/25" is the year asked for.
fn other_kind_of_year(period: &Period, text: &str) -> Option<String> {
    if period.from.year() == period.to.year() {
        return None;
    }
    let said: Vec<String> = words(text).into_iter().map(|(word, _)| word).collect();
    let year = |at: usize| {
        let year = said.get(at)?.parse::<i32>().ok()?;
        (1990..2100).contains(&year).then_some(year)
    };
    let follows = |at: usize, year: i32| {
        let next = said.get(at + 1).and_then(|word| word.parse::<i32>().ok());
        next.is_some_and(|next| next == year + 1 || next == (year + 1) % 100)
    };
    let is_second = |at: usize, own: i32| {
        let before = at.checked_sub(1).and_then(year);
        before.is_some_and(|before| before + 1 == own)
    };
    let is_dated = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| said.get(before));
        before.is_some_and(|word| MONTHS.iter().any(|month| word.starts_with(month)))
    };
    let alone = (0..said.len()).find(|at| {
        year(*at).is_some_and(|own| !follows(*at, own) && !is_second(*at, own) && !is_dated(*at))
    });
    let calendar = said.iter().find(|word| *word == "calendar");
    calendar.or_else(|| said.get(alone?)).cloned()
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The words of `text` that neither the question nor the period accounts for.
pub(super) fn odd_words(question: &Question, period: &Period, text: &str) -> Vec<String> {
    let known = accounted(question, period);
    let asked: Vec<String> = words(&question.text).into_iter().map(|(word, _)| word).collect();
    words(&without_courtesies(text))
        .into_iter()
        .map(|(word, _)| word)
        .filter(|word| !known.contains(word.as_str()) && !known.contains(singular(word)))
        .filter(|word| !asked.iter().any(|asked| is_form_of(asked, word)))
        .collect()
}

/// "Of course", "as you asked", "I am glad to say": said to the reader, and not of the number.
fn without_courtesies(text: &str) -> std::borrow::Cow<'_, str> {
    static COURTESIES: Pattern = LazyLock::new(|| {
        build(
            r"(?i)\bof\s+course\b|\b(?:(?:as|which|what|that)\s+)?you(?:\s+have|['’]ve)?\s+(?:ask|want|request)(?:ed)?(?:\s+(?:for|about))?\b|\b(?:i\s+am|i['’]m|we\s+are|we['’]re)\s+(?:glad|pleased|able|happy|sorry|now\s+able)\s+to\s+(?:say|tell\s+you|confirm|advise|report|inform\s+you|let\s+you\s+know|answer)\b|\b(?:i|we)\s+(?:can|may)\s+(?:now\s+)?(?:say|tell\s+you|confirm|advise|report|inform\s+you)\b|\bi\s+hope\s+(?:this|that|it)\s+(?:helps|is\s+(?:helpful|of\s+(?:help|use)))\b|\bhaving\s+(?:now\s+)?(?:looked|searched|checked|heard)\b",
        )
    });
    COURTESIES.as_ref().map_or(text.into(), |known| known.replace_all(text, " "))
}

/// "Maintained" of "maintain", "spent" of "spend": all but the ending is the same.
pub(super) fn is_form_of(one: &str, other: &str) -> bool {
    let same = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    // "Maintaining" of "maintained": endings of one verb.
    let ending_of = |word: &str| {
        let ending: String = word.chars().skip(same).collect();
        matches!(ending.as_str(), "" | "s" | "d" | "ed" | "ing" | "es" | "er" | "ers")
    };
    if same >= 6 && ending_of(one) && ending_of(other) {
        return true;
    }
    let shorter = one.chars().count().min(other.chars().count());
    let ending = one.chars().count().max(other.chars().count()) - same;
    shorter >= 4 && same >= 4.max(shorter - 1) && ending <= 4
}

pub(super) fn unit_of(question: &Question) -> &str {
    question.unit.as_deref().unwrap_or("something else")
}

/// A sign that is no punctuation, or a dash where one stands for minus or for "to": "5-", "€12".
fn odd_sign(before: &str, behind: &str) -> Option<char> {
    const PLAIN: &str = ".,;:!?'\"()[]{}|/&=·•_“”„«»…-<>\u{ad}\u{200b}\u{feff}";
    if before.ends_with('*') && behind.starts_with('*') {
        return odd_sign(before.trim_end_matches('*'), behind.trim_start_matches('*'));
    }
    let minus = before.ends_with('-')
        && !before.trim_end_matches('-').ends_with(|c: char| c.is_alphanumeric());
    if minus || behind.trim() == "-" {
        return Some('-');
    }
    let odd = |c: &char| !c.is_alphanumeric() && !c.is_whitespace() && !PLAIN.contains(*c);
    let comparison = |c: &char| matches!(c, '<' | '>');
    let near =
        before.trim_end().chars().next_back().into_iter().chain(behind.trim_start().chars().next());
    before.chars().chain(behind.chars()).find(odd).or_else(|| near.into_iter().find(comparison))
}

/// Things that replies count. Each row has one meaning; units of one row stand for each other.
const COUNTED: &[&[&str]] = &[
    &[
        "child",
        "pupil",
        "person",
        "people",
        "individual",
        "student",
        "learner",
        "youngster",
        "youth",
        "minor",
        "uasc",
        "plentyn",
        "plant",
        "blant",
        "phlant",
    ],
    &["incident", "episode", "occasion", "occurrence", "instance", "event"],
    &["adult"],
    &["boy"],
    &["girl"],
    &["family"],
    &["household", "aelwyd", "aelwydydd"],
    &["case"],
    &["report"],
    &["referral"],
    &["hour", "awr", "oriau"],
    &["day", "diwrnod", "diwrnodau", "ddiwrnod"],
    &["week", "fortnight", "wythnos", "wythnosau"],
    &["month", "mis", "misoedd"],
    &["minute", "munud"],
    &["year", "blwyddyn", "blynedd", "flynedd"],
    &["school"],
    &["academy"],
    &["home"],
    &["staff", "employee"],
    &["placement"],
    &["application"],
    &["exclusion"],
    &["suspension"],
    &["request"],
    &["complaint"],
    &["offence"],
    &["crime"],
    &["arrest"],
    &["site"],
    &["ward"],
    &["team"],
];

/// What is counted, where that is not what was asked: told by the phrase behind the number, or by
/// one that stands in front of it as its name ("Number of schools: 12").
fn counted_instead(question: &Question, before: &str, behind: &str) -> Option<String> {
    let unit = question.unit.as_deref()?.to_lowercase();
    let unit = singular(unit.rsplit(' ').next().unwrap_or_default());
    [phrase_behind(behind), name_in_front(before)]
        .into_iter()
        .find_map(|phrase| other_noun(unit, &phrase))
}

/// The counted noun of a phrase that does not name the unit or a synonym of it.
fn other_noun(unit: &str, phrase: &[String]) -> Option<String> {
    if phrase.iter().any(|word| same_unit(unit, word)) {
        return None;
    }
    // A word that is no known unit counts things if it is a plural.
    let plural = |word: &str| {
        word.ends_with('s') && word.len() > 3 && !word.ends_with("ss") && !UNCOUNTED.contains(&word)
    };
    phrase.iter().find(|word| row_of(singular(word)).is_some() || plural(word)).cloned()
}

fn same_unit(unit: &str, word: &str) -> bool {
    let word = singular(word);
    word == unit || (row_of(unit).is_some() && row_of(word) == row_of(unit))
}

fn row_of(noun: &str) -> Option<usize> {
    COUNTED.iter().position(|row| row.contains(&noun))
}

/// The words behind a number up to the first that no noun phrase has: "12 missing incidents did …".
fn phrase_behind(behind: &str) -> Vec<String> {
    let phrase = behind.split(|c: char| ".,;:()|[]\n".contains(c)).next().unwrap_or_default();
    noun_phrase(phrase).into_iter().take(5).collect()
}

fn name_in_front(before: &str) -> Vec<String> {
    let name = before.trim_end();
    let Some(name) = name.strip_suffix([':', '-', '=', '|']) else { return Vec::new() };
    let name = name.trim_end().rsplit(['.', ';', '|', '\n']).next().unwrap_or_default();
    let name = name.rsplit_once("number of ").map_or(name, |(_, name)| name);
    if words(name).len() > 8 { Vec::new() } else { noun_phrase(name) }
}

fn noun_phrase(text: &str) -> Vec<String> {
    words(text)
        .into_iter()
        .map(|(word, _)| word)
        .take_while(|word| !STOPS.split_whitespace().any(|stop| stop == word))
        .collect()
}

/// Plurals that count nothing.
const UNCOUNTED: [&str; 8] =
    ["answers", "figures", "totals", "results", "numbers", "details", "services", "previous"];

const STOPS: &str = "
    in of for at by to from with who whom whose which that were was is are had has have did do
    during on as and or but this these those there their over between under went been being
    within across per only this year years total less plus made went came took gave got
";

/// The side of an "or" or "and" in the question that the answer names alone: asked for "identified
/// or suspected", it speaks of "identified".
fn one_side(question: &Question, outside: &str) -> Option<String> {
    let asked: Vec<String> =
        words(&question.text).into_iter().map(|(word, _)| word.to_lowercase()).collect();
    let said: Vec<String> = words(outside).into_iter().map(|(word, _)| word).collect();
    let content = |word: &&String| {
        word.len() > 2 && !STOPS.split_whitespace().any(|stop| stop == word.as_str())
    };
    asked.iter().enumerate().filter(|(_, word)| matches!(word.as_str(), "or" | "and")).find_map(
        |(at, _)| {
            let left = asked.get(..at)?.iter().rev().take(2).find(content)?;
            let right = asked.get(at + 1..)?.iter().take(4).find(content)?;
            let unit = singular(question.unit.as_deref().unwrap_or_default());
            if [left, right].into_iter().any(|side| same_unit(unit, side)) {
                return None;
            }
            let [left_said, right_said] = [left, right].map(|side| says_side(&said, side));
            // "Known or suspected" has both sides in its own words.
            let joined = |word: &String| {
                let both = |pair: &[String]| match pair {
                    [one, other] => {
                        (one == word && matches!(other.as_str(), "or" | "and"))
                            || (other == word && matches!(one.as_str(), "or" | "and"))
                    }
                    _ => false,
                };
                said.windows(2).any(both)
            };
            let joined = |side: &String| {
                let known = SYNONYMS.iter().find(|(word, _)| word == side);
                let others = known.map_or("", |(_, others)| *others).split_whitespace();
                joined(side) || others.map(str::to_owned).any(|other| joined(&other))
            };
            if [left, right].into_iter().any(joined) {
                return None;
            }
            match (left_said, right_said) {
                (true, false) => Some(left.clone()),
                (false, true) => Some(right.clone()),
                (true, true) | (false, false) => None,
            }
        },
    )
}

/// Whether `said` has the word, or one that stands for it.
fn says_side(said: &[String], side: &String) -> bool {
    let others = SYNONYMS.iter().find(|(word, _)| word == side).map_or("", |(_, others)| *others);
    said.contains(side) || others.split_whitespace().any(|other| said.iter().any(|s| s == other))
}

pub(super) fn other_unit<'w>(question: &Question, odd: &'w [String]) -> Option<&'w str> {
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
        .find(|word| UNITS.contains(word) && !same_unit(singular(own), word))
}

pub(super) fn singular(word: &str) -> &str {
    if word == "children" { "child" } else { word.strip_suffix('s').unwrap_or(word) }
}

/// Words that leave a number what it is.
pub(super) const PLAIN: &str = "
    a all an and answer any are as at authority be been between both by can case confirm
    council data did during each figure following for found from had has have held hold i in
    information is it its of on one or our overall people period person please provided
    question reported recorded records record regarding relation requested respect response
    shows show that the their there these they this those to total totalled totals trust was
    we were who whom with within year young calendar number altogether accordance given
    reply reason same see below above only just exactly individuals individual such released
    disclosed supplied
    altogether overall being them s end
    which whose what how whether you your me my us here m re ve ll thanks thank sorry glad
    pleased regret apologise apologies however hence thus namely simply mention tell say says
    said gives gave giving enquiry query totalling confirmed confirming recording holding
    showing showed look looked looking searched check checked count counted counting counts log
    ledger list lists listed spreadsheet database system systems file manager directorate
    colleague colleagues statistics extracted sum sums tally column attached enclosed letter
    wording purpose having know knew sheet table row shown stated state states tells according
    do does am
";

/// Words that stand for a word of the question without changing what it asks.
const SYNONYMS: &[(&str, &str)] = &[
    ("suspected", "thought believed possibly possible potentially potential suspicion"),
    ("identified", "known confirmed"),
    ("care", "looked after"),
    ("area", "district borough county city"),
    ("run", "ran"),
];

/// Words with which an authority explains why it gives a bound only.
pub(super) const REASONS: &str = "
    small numbers low suppressed suppression identify identified identification identifiable
    identifying personal exempt exemption section under act foi foia foisa freedom due
    because risk protect privacy disclosure disclose cannot could may lead would not exact
    data protection applies apply therefore so such here than less fewer request scotland
    third party re children child
";

pub(super) fn accounted(question: &Question, period: &Period) -> HashSet<String> {
    let own = words(&question.text)
        .into_iter()
        .chain(words(question.unit.as_deref().unwrap_or_default()))
        .chain(words(&period.label))
        .map(|(word, _)| word);
    let mut known: HashSet<String> =
        PLAIN.split_whitespace().map(str::to_owned).chain(own).collect();
    let unit = question.unit.as_deref().unwrap_or_default();
    if let Some(row) = row_of(singular(unit)).and_then(|row| COUNTED.get(row)) {
        known.extend(row.iter().map(|&word| word.to_owned()));
    }
    for (word, others) in
        SYNONYMS.iter().filter(|(word, _)| known.contains(*word)).copied().collect::<Vec<_>>()
    {
        known.insert(word.to_owned());
        known.extend(others.split_whitespace().map(str::to_owned));
    }
    known.extend([period.from.year().to_string(), period.to.year().to_string()]);
    // Numbers that stand in the question ("under 18") account for themselves only there.
    let singulars: Vec<String> = known.iter().map(|word| singular(word).to_owned()).collect();
    known.extend(singulars);
    known
}
