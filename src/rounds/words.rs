//! What is typed into cells of numbers where there is no number, and into columns about the reply.

use crate::answers::Status;
use crate::case::imported::Told;
use crate::law::Law;

use super::key;

/// A status in words: what it means, and the phrase that it was known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub status: Status,
    /// The spelling that is known, where this one is a slip.
    pub known_by: &'static str,
    /// They gave the cost as the reason.
    pub cost: bool,
}

/// Phrase, meaning, and whether it speaks of cost. Seen in sheets of newsrooms and charities.
const PHRASES: [(&str, Status, bool); 44] = [
    ("not held", Status::NotHeld, false),
    ("info not held", Status::NotHeld, false),
    ("information not held", Status::NotHeld, false),
    ("data not held", Status::NotHeld, false),
    ("not recorded", Status::NotHeld, false),
    ("not collected", Status::NotHeld, false),
    ("not available", Status::NotHeld, false),
    ("no data held", Status::NotHeld, false),
    ("unable to report", Status::NotHeld, false),
    ("refused", Status::Refused, false),
    ("refusal", Status::Refused, false),
    ("exempt", Status::Refused, false),
    ("withheld", Status::Refused, false),
    ("cost", Status::Refused, true),
    ("costs", Status::Refused, true),
    ("cost exceeded", Status::Refused, true),
    ("cost exceeds", Status::Refused, true),
    ("costs exceeded", Status::Refused, true),
    ("cost limit", Status::Refused, true),
    ("cost limit exceeded", Status::Refused, true),
    ("exceeds cost limit", Status::Refused, true),
    ("exceeds cost", Status::Refused, true),
    ("over cost", Status::Refused, true),
    ("over cost limit", Status::Refused, true),
    ("refused cost", Status::Refused, true),
    ("refused on cost", Status::Refused, true),
    ("section 12", Status::Refused, true),
    ("s12", Status::Refused, true),
    ("s 12", Status::Refused, true),
    ("personal data", Status::Refused, false),
    ("not given", Status::Missing, false),
    ("not provided", Status::Missing, false),
    ("not supplied", Status::Missing, false),
    ("not answered", Status::Missing, false),
    ("none given", Status::Missing, false),
    ("no answer", Status::Missing, false),
    ("no response", Status::Missing, false),
    ("no reply", Status::Missing, false),
    ("did not respond", Status::Missing, false),
    ("awaiting response", Status::Missing, false),
    ("awaiting", Status::Missing, false),
    ("outstanding", Status::Missing, false),
    ("na", Status::Missing, false),
    ("n a", Status::Missing, false),
];

/// The status that a cell says in words: a phrase that is known, or one a letter away from a long one
/// and from no other.
pub fn status(text: &str) -> Option<Word> {
    let said = key(text);
    let word = |(known_by, status, cost): &(&'static str, Status, bool)| Word {
        status: *status,
        known_by,
        cost: *cost,
    };
    if let Some(row) = PHRASES.iter().find(|(phrase, ..)| *phrase == said) {
        return Some(word(row));
    }
    let near = |(phrase, ..): &&(&str, Status, bool)| {
        phrase.len() >= 7 && said.len() >= 7 && strsim::osa_distance(phrase, &said) == 1
    };
    let mut near = PHRASES.iter().filter(near);
    let first = near.next()?;
    near.all(|other| other.1 == first.1).then(|| word(first))
}

/// How the authority answered, as a column about it says; an empty cell says nothing.
pub fn told(text: &str) -> Option<Told> {
    const PHRASES: [(&str, Told); 35] = [
        ("full", Told::Answered),
        ("full response", Told::Answered),
        ("fully answered", Told::Answered),
        ("answered", Told::Answered),
        ("complete", Told::Answered),
        ("successful", Told::Answered),
        ("success", Told::Answered),
        ("yes", Told::Answered),
        ("all", Told::Answered),
        ("partial", Told::PartlyAnswered),
        ("part", Told::PartlyAnswered),
        ("partial response", Told::PartlyAnswered),
        ("partly answered", Told::PartlyAnswered),
        ("partially answered", Told::PartlyAnswered),
        ("partially successful", Told::PartlyAnswered),
        ("some success", Told::PartlyAnswered),
        ("refused", Told::Refused),
        ("refusal", Told::Refused),
        ("rejected", Told::Refused),
        ("denied", Told::Refused),
        ("not held", Told::NotHeld),
        ("info not held", Told::NotHeld),
        ("information not held", Told::NotHeld),
        ("not recorded", Told::NotHeld),
        ("no response", Told::NoResponse),
        ("no reply", Told::NoResponse),
        ("did not respond", Told::NoResponse),
        ("none", Told::NoResponse),
        ("no", Told::NoResponse),
        ("awaiting", Told::NoResponse),
        ("awaiting response", Told::NoResponse),
        ("outstanding", Told::NoResponse),
        ("overdue", Told::NoResponse),
        ("silent", Told::NoResponse),
        ("no answer", Told::NoResponse),
    ];
    let said = key(text);
    if let Some((_, told)) = PHRASES.iter().find(|(phrase, _)| *phrase == said) {
        return Some(*told);
    }
    // "Cost exceeded" in this column is a refusal.
    match status(text)?.status {
        Status::Refused => Some(Told::Refused),
        Status::NotHeld => Some(Told::NotHeld),
        Status::Missing => Some(Told::NoResponse),
        Status::Exact | Status::Range | Status::Suppressed => None,
    }
}

/// The section that a refusal over cost rests on.
pub fn cost_section(law: Law) -> Option<String> {
    match law {
        Law::Foia => Some("FOIA-s12".to_owned()),
        Law::Foisa => Some("FOISA-s12".to_owned()),
        Law::Eir | Law::Eisr => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_sheets_have_for_no_number_are_told_apart() {
        for (text, expected) in [
            ("Not held", Status::NotHeld),
            ("Nor held", Status::NotHeld),
            ("Info not held", Status::NotHeld),
            ("Not recorded", Status::NotHeld),
            ("Not given", Status::Missing),
            ("Cost exceeded", Status::Refused),
            ("cost exceeded ", Status::Refused),
            ("NA", Status::Missing),
            ("n/a", Status::Missing),
        ] {
            assert_eq!(status(text).map(|word| word.status), Some(expected), "{text}");
        }
        assert!(status("Cost exceeded").is_some_and(|word| word.cost));
        for text in ["13", "none", "see note", "held", "Nor given away", "-", "*"] {
            assert_eq!(status(text), None, "{text}");
        }
    }
}
