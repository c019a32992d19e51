//! Several answers on one line: "1) 22 2) 9 3) 51", "question 1, six; question 2, none". Each is put
//! on a line of its own, so that it is read like any numbered answer.

use std::sync::LazyLock;

use regex::Regex;

use crate::replies::pattern::regex;

use crate::campaign::Campaign;
use crate::campaign::file::label as plain;
use crate::replies::quoting::Line;
use crate::replies::sentences::numbers_in;

/// A label inside a line: named, in brackets, or a number with a full stop behind it.
static LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(
        r"(?ix)
        (?: \b(?:for\s+|to\s+|on\s+|in\s+)?(?:questions?|cwestiwn|item|q)[\s.]*\(?(?P<named>\d{1,2}[a-z]?|one|two|three|four|five|six|seven|eight|nine|ten)\)?\s*[,:=\u{2013}\u{2014}-]?\s
          | (?:^|[\s;,])\(?(?P<closed>\d{1,2}[a-z]?)\)\s?
          | (?:^|[.;,:]\s)(?P<dotted>\d{1,2}[a-z]?)[.:]\s )",
    )
    .ok()
});

const NUMBERS: [&str; 10] =
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/// Lines of which some shared a line before.
pub(super) struct Parted {
    pub lines: Vec<Line>,
    places: Vec<usize>,
}

impl Parted {
    /// The line, counted from 1, that the `number`-th line stood on.
    pub(super) fn stood_on(&self, number: usize) -> usize {
        self.places.get(number.saturating_sub(1)).map_or(number, |index| index + 1)
    }
}

/// The lines of a reply with answers that share a line parted; `None` if none do.
pub(super) fn parted(campaign: &Campaign, lines: &[Line]) -> Option<Parted> {
    let known: Vec<String> =
        campaign.questions.iter().map(|question| plain(&question.number)).collect();
    let pieces_of = |line: &Line| {
        if line.quoted { None } else { pieces(&known, &line.text) }
    };
    let first = lines.iter().position(|line| pieces_of(line).is_some())?;
    let mut parted = Parted { lines: Vec::new(), places: Vec::new() };
    for (index, line) in lines.iter().enumerate() {
        let pieces = if index < first { None } else { pieces_of(line) };
        for text in pieces.unwrap_or_else(|| vec![line.text.clone()]) {
            parted.lines.push(Line { text, ..line.clone() });
            parted.places.push(index);
        }
    }
    Some(parted)
}

/// "1. six" for each answer on the line, if all of them are there in order and nothing before them
/// has a figure.
fn pieces(known: &[String], text: &str) -> Option<Vec<String>> {
    if text.len() > LONGEST || known.len() < 2 {
        return None;
    }
    if let Some(pieces) = figures_first(known, text) {
        return Some(pieces);
    }
    let labels: Vec<(usize, usize, String)> = LABEL
        .as_ref()?
        .captures_iter(text)
        .filter_map(|captures| {
            let whole = captures.get(0)?;
            let number = ["named", "closed", "dotted"]
                .iter()
                .find_map(|name| captures.name(name))?
                .as_str()
                .to_lowercase();
            let digits = NUMBERS.iter().position(|word| *word == number);
            let number = digits.map_or(number, |at| (at + 1).to_string());
            Some((whole.start(), whole.end(), plain(&number)))
        })
        .collect();
    let named: Vec<&str> = labels.iter().map(|(_, _, number)| number.as_str()).collect();
    let first = known.iter().position(|number| Some(number.as_str()) == named.first().copied())?;
    let expected = known.get(first..first + named.len())?;
    if named.len() < 2 || expected != named.as_slice() {
        return None;
    }
    let before = text.get(..labels.first()?.0)?;
    if !numbers_in(before).is_empty() {
        return None;
    }
    let ends = labels.iter().skip(1).map(|(start, ..)| *start).chain([text.len()]);
    let mut pieces = vec![before.to_owned()];
    for ((_, start, number), end) in labels.iter().zip(ends) {
        let answer = text.get(*start..end)?.trim().trim_end_matches([';', ',']);
        let answer = answer.trim_end_matches(" and").trim();
        if !says_a_value(answer) {
            return None;
        }
        pieces.push(format!("{number}. {answer}"));
    }
    Some(pieces)
}

/// "11 children for question 1, 4 for question 2 and 15 incidents for question 3": each label behind
/// its one figure, in order, and no figure behind the last.
fn figures_first(known: &[String], text: &str) -> Option<Vec<String>> {
    static BEHIND: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)\s(?:for|to|under|in\s+(?:answer|reply|response)\s+to)\s+(?:question|q)\.?\s?(\d{1,2}[a-z]?)\b").ok()
    });
    let mut pieces = Vec::new();
    let (mut named, mut from) = (Vec::new(), 0);
    for captures in BEHIND.as_ref()?.captures_iter(text) {
        let (whole, number) = (captures.get(0)?, captures.get(1)?);
        let before = text.get(from..whole.start())?;
        if numbers_in(before).len() != 1 {
            return None;
        }
        // What leads to the first figure is none of its words.
        let clause = before.rsplit([':', ';', ',', '.']).find(|piece| !piece.trim().is_empty())?;
        let clause = clause.trim().trim_start_matches("and ").trim();
        let number = plain(number.as_str());
        pieces.push(format!("{number}. {clause}"));
        named.push(number);
        from = whole.end();
    }
    let first = known.iter().position(|number| Some(number) == named.first())?;
    let expected = known.get(first..first + named.len())?;
    let rest = numbers_in(text.get(from..)?).is_empty();
    (named.len() > 1 && expected == named.as_slice() && rest).then_some(pieces)
}

/// A line longer than this is no list of short answers.
const LONGEST: usize = 600;

fn says_a_value(answer: &str) -> bool {
    let lower = answer.to_lowercase();
    let words = ["none", "nil", "zero", "no ", "not ", "fewer", "less", "under", "dim"];
    !numbers_in(answer).is_empty()
        || answer.chars().any(|c| c.is_ascii_digit())
        || words.iter().any(|word| lower.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<Vec<String>> {
        pieces(&["1", "2", "3"].map(str::to_owned), text)
    }

    #[test]
    fn answers_on_one_line_are_parted_at_their_numbers() {
        let all = ["1. 22", "2. 9", "3. 51."].map(str::to_owned).to_vec();
        assert_eq!(of("The replies are as follows: 1) 22 2) 9 3) 51.").unwrap()[1..], all);
        let said = of("Question one: 22. Question two: 11. Question three: 58.").unwrap();
        assert_eq!(said[1], "1. 22.");
        let said = of("question 1, 6 children; question 2, 2 children; question 3, 5 incidents.");
        assert_eq!(said.unwrap()[2], "2. 2 children");
    }

    #[test]
    fn a_label_behind_its_figure_names_it_where_each_has_one() {
        let all = ["1. 11 children", "2. fewer than 5", "3. 15 incidents"];
        assert_eq!(
            of(
                "We can give you this: 11 children for question 1, fewer than 5 for question 2 and \
                15 incidents for question 3."
            ),
            Some(all.map(str::to_owned).to_vec())
        );
    }

    #[test]
    fn figures_before_the_numbers_belong_to_no_label_behind_them() {
        assert_eq!(of("11 children in 2 homes for question 1, and 4 for question 2."), None);
        assert_eq!(of("There were 11 for question 1 and 4 for question 2, and 3 more."), None);
        assert_eq!(of("See question 1, question 2 and question 3."), None);
    }
}
