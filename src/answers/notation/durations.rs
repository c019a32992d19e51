//! Times in another unit than the one asked for: "two weeks" for days, "1 year 6 months" for months.

use super::Read;
use super::quantities::Quantity;
use super::words_around::{singular, unit_of};
use crate::answers::restated::words;
use crate::answers::{Number, Status, Value};
use crate::campaign::{Question, QuestionType};

/// How many hours each unit of time has, by its names; a month is a twelfth of a year.
const UNITS: &[(&[&str], f64)] = &[
    (&["minute", "mins", "munud"], 1.0 / 60.0),
    (&["hour", "hrs", "awr", "oriau"], 1.0),
    (&["day", "diwrnod", "diwrnodau", "ddiwrnod"], 24.0),
    (&["week", "wks", "wythnos", "wythnosau"], 24.0 * 7.0),
    (&["fortnight"], 24.0 * 14.0),
    (&["month", "mths", "mis", "misoedd"], 24.0 * 365.25 / 12.0),
    (&["year", "yrs", "blwyddyn", "blynedd", "flynedd"], 24.0 * 365.25),
];

fn hours(word: &str) -> Option<f64> {
    let named = |names: &[&str]| names.contains(&word) || names.contains(&singular(word));
    UNITS.iter().find(|(names, _)| named(names)).map(|(_, hours)| *hours)
}

fn hours_asked(question: &Question) -> Option<f64> {
    if question.kind != QuestionType::Duration {
        return None;
    }
    let unit = question.unit.as_deref()?.to_lowercase();
    hours(unit.rsplit(' ').next()?)
}

/// What a number counted in `word` is multiplied by to count what was asked; `None` if `word` is no
/// time, or the one asked for.
pub fn factor(question: &Question, word: &str) -> Option<f64> {
    let (asked, said) = (hours_asked(question)?, hours(word)?);
    is_other(said, asked).then_some(said / asked)
}

fn is_other(one: f64, other: f64) -> bool {
    (one / other - 1.0).abs() > 0.001
}

/// `number` times `factor`, to the hundredth.
pub fn times(number: Number, factor: f64) -> Option<Number> {
    Number::from_f64(number.as_f64() * factor)
}

/// The time that `found` give together, each with its unit behind it, if one of the units is another than
/// the one asked for. It was reckoned, so a person looks.
pub(super) fn converted(question: &Question, bare: &str, found: &[Quantity]) -> Option<Read> {
    let asked = hours_asked(question)?;
    let mut sum = Number::ZERO;
    let mut other = None;
    for (at, quantity) in found.iter().enumerate() {
        let plain = quantity.value.status == Status::Exact && quantity.doubt.is_none();
        let until = found.get(at + 1).map_or(bare.len(), |next| next.start);
        let behind = words(bare.get(quantity.end..until)?);
        let unit = &behind.first().filter(|_| plain)?.0;
        let said = hours(unit)?;
        // "1 year and 6 months" is one time, "2 weeks for most, 3 for others" is not.
        let joined = behind.iter().skip(1).all(|(word, _)| word == "and");
        if at + 1 < found.len() && !joined {
            return None;
        }
        if is_other(said, asked) {
            other = Some(unit.clone());
        }
        sum = sum + times(quantity.value.low?, said / asked)?;
    }
    let other = other?;
    let (first, last) = (found.first()?, found.last()?);
    let as_written = bare.get(first.start..)?;
    let as_written = as_written.get(..last.end.saturating_sub(first.start))?;
    let doubt = format!("it counts {other}, the question asks for {}", unit_of(question));
    let written = format!("{as_written} {other}");
    Some(Read::doubtful(Value::exact(sum), &written, "converted", &doubt))
}

#[cfg(test)]
mod tests {
    use crate::answers::finding::fixture;
    use crate::answers::notation::read;

    fn said(text: &str) -> (String, bool) {
        let campaign = fixture::campaign();
        let question = campaign.question("repair_time").unwrap();
        let period = campaign.period("2024").unwrap();
        let read = read(question, period, text).unwrap();
        (read.value.shown(), read.doubt.is_some())
    }

    #[test]
    fn a_time_in_another_unit_is_reckoned_and_waits() {
        assert_eq!(said("3 weeks"), ("21".to_owned(), true));
        assert_eq!(said("two weeks and 3 days"), ("17".to_owned(), true));
        assert_eq!(said("36 hours"), ("1.50".to_owned(), true));
        assert_eq!(said("10 wythnos"), ("70".to_owned(), true));
    }

    #[test]
    fn a_time_in_the_unit_asked_for_is_itself() {
        assert_eq!(said("12 days"), ("12".to_owned(), false));
        assert_eq!(said("12 diwrnod"), ("12".to_owned(), false));
    }
}
