//! What a number counts, and what it should.

use crate::answers::restated::words;
use crate::campaign::Question;

pub(in crate::answers::notation) fn unit_of(question: &Question) -> &str {
    question.unit.as_deref().unwrap_or("something else")
}

/// Things that replies count. Each row has one meaning; units of one row stand for each other.
pub(super) const COUNTED: &[&[&str]] = &[
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
pub(super) fn counted_instead(question: &Question, before: &str, behind: &str) -> Option<String> {
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

pub(super) fn same_unit(unit: &str, word: &str) -> bool {
    let word = singular(word);
    word == unit || (row_of(unit).is_some() && row_of(word) == row_of(unit))
}

pub(super) fn row_of(noun: &str) -> Option<usize> {
    COUNTED.iter().position(|row| row.contains(&noun))
}

/// The words behind a number up to the first that no noun phrase has: "12 missing incidents did …".
pub(super) fn phrase_behind(behind: &str) -> Vec<String> {
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

pub(super) const STOPS: &str = "
    in of for at by to from with who whom whose which that were was is are had has have did do
    during on as and or but this these those there their over between under went been being
    within across per only this year years total less plus made went came took gave got
";

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

pub(in crate::answers::notation) fn singular(word: &str) -> &str {
    if word == "children" { "child" } else { word.strip_suffix('s').unwrap_or(word) }
}
