//! Numbers that a word processor writes in front of paragraphs: they are nowhere in the text.

use std::collections::HashMap;

/// How the numbers of a level are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Format {
    #[default]
    Decimal,
    /// 01, 02
    Padded,
    LowerLetter,
    UpperLetter,
    LowerRoman,
    UpperRoman,
    /// 1st, 2nd
    Ordinal,
    Bullet,
    /// The level shows nothing of its own.
    None,
}

/// One level of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Level {
    pub(super) start: usize,
    pub(super) format: Format,
    /// "%1.%2)": each figure is a level, counted from 1.
    pub(super) pattern: String,
    /// What stands between the number and the text.
    pub(super) gap: &'static str,
    /// All levels in figures, whatever their own format.
    pub(super) legal: bool,
}

impl Default for Level {
    fn default() -> Self {
        Self { start: 1, format: Format::Decimal, pattern: String::new(), gap: "\t", legal: false }
    }
}

const LEVELS: usize = 10;

/// Where each list has got to.
#[derive(Default)]
pub(super) struct Counters {
    lists: HashMap<String, [Option<usize>; LEVELS]>,
}

impl Counters {
    /// The next number of a list at `depth`, counted from 0, with what stands behind it.
    pub(super) fn next(&mut self, list: &str, depth: usize, levels: &[Level]) -> String {
        let depth = depth.min(LEVELS - 1);
        let Some(level) = levels.get(depth) else { return String::new() };
        let counts = self.lists.entry(list.to_owned()).or_default();
        for (at, count) in counts.iter_mut().enumerate() {
            if at == depth {
                *count = Some(count.map_or(level.start, |count| count.saturating_add(1)));
            } else if at > depth {
                *count = None;
            }
        }
        let label = label(level, levels, counts);
        if label.trim().is_empty() { String::new() } else { format!("{label}{}", level.gap) }
    }

    /// The list begins anew at a level and below it.
    pub(super) fn restart(&mut self, list: &str, depth: usize) {
        let counts = self.lists.entry(list.to_owned()).or_default();
        counts.iter_mut().skip(depth).for_each(|count| *count = None);
    }
}

fn label(level: &Level, levels: &[Level], counts: &[Option<usize>; LEVELS]) -> String {
    match level.format {
        Format::Bullet => return "\u{2022}".to_owned(),
        Format::None if !level.pattern.contains('%') => return level.pattern.clone(),
        Format::None
        | Format::Decimal
        | Format::Padded
        | Format::LowerLetter
        | Format::UpperLetter
        | Format::LowerRoman
        | Format::UpperRoman
        | Format::Ordinal => {}
    }
    let mut out = String::new();
    let mut signs = level.pattern.chars().peekable();
    while let Some(sign) = signs.next() {
        let figure = signs.peek().and_then(|next| next.to_digit(10)).filter(|_| sign == '%');
        let Some(at) = figure.and_then(|figure| usize::try_from(figure).ok()?.checked_sub(1))
        else {
            out.push(sign);
            continue;
        };
        signs.next();
        if let Some(named) = levels.get(at) {
            let count = counts.get(at).copied().flatten().unwrap_or(named.start);
            let format = if level.legal { Format::Decimal } else { named.format };
            out.push_str(&written(count, format));
        }
    }
    out
}

fn written(count: usize, format: Format) -> String {
    match format {
        Format::Decimal => count.to_string(),
        Format::Padded => format!("{count:02}"),
        Format::LowerLetter => letters(count),
        Format::UpperLetter => letters(count).to_uppercase(),
        Format::LowerRoman => roman(count),
        Format::UpperRoman => roman(count).to_uppercase(),
        Format::Ordinal => format!("{count}{}", ordinal(count)),
        Format::Bullet | Format::None => String::new(),
    }
}

/// a to z, then aa, bb, cc.
fn letters(count: usize) -> String {
    let Some(from) = count.checked_sub(1) else { return "0".to_owned() };
    let letter = u8::try_from(from % 26).map_or('a', |at| char::from(b'a' + at));
    letter.to_string().repeat((from / 26 + 1).min(20))
}

pub(super) fn roman(mut count: usize) -> String {
    const SIGNS: [(usize, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if count > 5000 {
        return count.to_string();
    }
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while count >= value {
            out.push_str(sign);
            count -= value;
        }
    }
    out
}

fn ordinal(count: usize) -> &'static str {
    match (count % 10, count % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

#[cfg(test)]
mod tests {
    use super::{Counters, Format, Level, letters, roman};

    fn levels() -> Vec<Level> {
        vec![
            Level { pattern: "%1.".to_owned(), ..Level::default() },
            Level {
                pattern: "%1%2)".to_owned(),
                format: Format::LowerLetter,
                gap: " ",
                ..Level::default()
            },
        ]
    }

    #[test]
    fn a_lettered_level_begins_again_below_the_next_number() {
        let (levels, mut counters) = (levels(), Counters::default());
        let steps = [0, 1, 1, 0, 1];
        let labels: Vec<String> =
            steps.iter().map(|depth| counters.next("1", *depth, &levels)).collect();
        assert_eq!(labels, ["1.\t", "1a) ", "1b) ", "2.\t", "2a) "]);
    }

    #[test]
    fn letters_and_roman_figures_are_written_as_a_word_processor_does() {
        assert_eq!([letters(1), letters(26), letters(28)], ["a", "z", "bb"]);
        assert_eq!([roman(4), roman(19), roman(90)], ["iv", "xix", "xc"]);
    }
}
