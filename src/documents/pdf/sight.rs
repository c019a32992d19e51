//! What of a page's letters can be seen, and what of them can be read.

use std::collections::BTreeMap;

use super::font::Font;
use super::geometry::{Area, Point};
use super::page::{Glyph, Ink, Page};
use super::paint::Fill;

/// A page's letters, sorted.
#[derive(Debug, Default)]
pub(super) struct Sight {
    pub(super) seen: Vec<Glyph>,
    pub(super) hidden: Vec<Glyph>,
    /// Letters that stand aslant or on their side.
    pub(super) turned: Vec<Glyph>,
    /// The words are those that somebody's machine read from a picture.
    pub(super) scan: bool,
    /// Letters were left out that their font gives no meaning.
    pub(super) unreadable: bool,
    /// Which part of the page its pictures cover.
    pub(super) pictured: f64,
}

/// Sorts a page's letters by what a reader sees of them.
pub(super) fn look(page: &mut Page, area: Area, fonts: &[Font]) -> Sight {
    let mut sight = Sight { pictured: pictured(page, area), ..Sight::default() };
    let dark: Vec<Fill> =
        page.drawn.fills.iter().filter(|fill| fill.shade < 0.9).copied().collect();
    let covers: Vec<Fill> = page
        .drawn
        .fills
        .iter()
        .filter(|fill| fill.covers && (fill.shade < 0.5 || fill.area.size() < 0.5 * area.size()))
        .copied()
        .collect();
    let unprinted = page.glyphs.iter().filter(|glyph| glyph.ink == Ink::Unprinted).count();
    sight.scan = unprinted > 0 && sight.pictured > 0.3;
    for glyph in std::mem::take(&mut page.glyphs) {
        let middle = middle(&glyph);
        let holds = |area: &Area| area.holds(middle.x, middle.y);
        let covered = covers.iter().any(|fill| {
            fill.order > glyph.order && holds(&fill.area) && fill.area.height() > 0.5 * glyph.size
        });
        let seen = match glyph.ink {
            _ if !area.holds(middle.x, middle.y) => continue,
            Ink::Cut => continue,
            Ink::Off => false,
            Ink::Unprinted => sight.scan,
            _ if covered || glyph.size < 1.0 => false,
            Ink::Pale => {
                dark.iter().any(|fill| fill.order < glyph.order && holds(&fill.area))
                    || page.drawn.pictures.iter().any(holds)
            }
            Ink::Seen => true,
        };
        match (seen, turn(&glyph)) {
            (false, _) => sight.hidden.push(glyph),
            (true, Turn::Right) => sight.seen.push(glyph),
            (true, _) => sight.turned.push(glyph),
        }
    }
    sight.scan &= 2 * unprinted > sight.seen.len();
    let readable = readable(&sight, fonts);
    let count = sight.seen.len() + sight.turned.len();
    for glyphs in [&mut sight.seen, &mut sight.turned] {
        glyphs.retain(|glyph| readable.get(&glyph.font).copied().unwrap_or(true));
    }
    sight.unreadable = count > sight.seen.len() + sight.turned.len()
        || sight.seen.iter().any(|glyph| glyph.letter.is_none());
    sight
}

/// In which direction a letter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Turn {
    Right,
    Down,
    Left,
    Up,
    Aslant,
}

pub(super) fn turn(glyph: &Glyph) -> Turn {
    let (x, y) = (glyph.to.x - glyph.from.x, glyph.to.y - glyph.from.y);
    // Letters without width lean nowhere.
    if y.abs() <= 0.05 * x.abs() || (x == 0.0 && y == 0.0) {
        if x < 0.0 { Turn::Left } else { Turn::Right }
    } else if x.abs() <= 0.05 * y.abs() {
        if y < 0.0 { Turn::Up } else { Turn::Down }
    } else {
        Turn::Aslant
    }
}

/// The middle of a letter's small form.
fn middle(glyph: &Glyph) -> Point {
    let (x, y) = (glyph.to.x - glyph.from.x, glyph.to.y - glyph.from.y);
    let length = x.hypot(y).max(0.001);
    let up = 0.25 * glyph.size / length;
    // Upwards of a letter that is written to the right.
    Point { x: glyph.from.x + 0.5 * x + up * y, y: glyph.from.y + 0.5 * y - up * x }
}

fn pictured(page: &Page, area: Area) -> f64 {
    let covered: f64 = page.drawn.pictures.iter().map(|picture| picture.within(area).size()).sum();
    (covered / area.size().max(1.0)).min(1.0)
}

/// Which fonts give letters that can be words or numbers.
fn readable(sight: &Sight, fonts: &[Font]) -> BTreeMap<usize, bool> {
    let mut by_font: BTreeMap<usize, Vec<Option<char>>> = BTreeMap::new();
    for glyph in sight.seen.iter().chain(&sight.turned) {
        by_font.entry(glyph.font).or_default().push(glyph.letter);
    }
    by_font
        .into_iter()
        .map(|(font, letters)| {
            let sure = fonts.get(font).is_some_and(|font| font.sure);
            (font, makes_sense(&letters, sure))
        })
        .collect()
}

/// Whether letters look like text in the Latin script: enough of them letters, enough vowels.
fn makes_sense(letters: &[Option<char>], sure: bool) -> bool {
    let fills = |letter: &char| letter.is_whitespace() || "._-–—•…·*|".contains(*letter);
    let all: Vec<Option<char>> =
        letters.iter().filter(|letter| !letter.as_ref().is_some_and(fills)).copied().collect();
    let unknown = all.iter().filter(|letter| letter.is_none_or(is_unknown)).count();
    if unknown * 5 > all.len() && all.len() > 3 {
        return false;
    }
    let known: Vec<char> = all.into_iter().flatten().collect();
    let words = known.iter().filter(|letter| letter.is_alphanumeric()).count();
    if known.len() >= 30 && words * 2 < known.len() {
        return false;
    }
    let letters: Vec<char> = known.into_iter().filter(char::is_ascii_alphabetic).collect();
    let vowels = letters.iter().filter(|c| "aeiouyAEIOUY".contains(**c)).count();
    // Four of ten letters are vowels in English and in Welsh; in codes far fewer.
    let (enough, part) = if sure { (200, 7) } else { (40, 4) };
    letters.len() < enough || vowels * part >= letters.len()
}

fn is_unknown(letter: char) -> bool {
    letter.is_control()
        || letter == char::REPLACEMENT_CHARACTER
        || ('\u{e000}'..='\u{f8ff}').contains(&letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<Option<char>> {
        text.chars().map(Some).collect()
    }

    #[test]
    fn rubbish_is_told_from_words_and_numbers() {
        let words = "Thank you for your request about children who were missing from care.";
        assert!(makes_sense(&all(words), false));
        assert!(makes_sense(&all("1,204 <5 17 * 0 33% 2023/24 .......... 12,000"), false));
        let shifted: String =
            words.chars().map(|c| char::from_u32(u32::from(c) - 29).unwrap_or(c)).collect();
        assert!(!makes_sense(&all(&shifted), false));
        assert!(!makes_sense(&[None, None, None, Some('a'), Some('b')], true));
    }
}
