//! Letters in their places into words.

use super::page::Glyph;
use crate::documents::placed::Word;

/// Words out of the letters of an upright page.
pub(super) fn words(mut glyphs: Vec<Glyph>) -> Vec<Word> {
    let is_space = |glyph: &&Glyph| glyph.letter.is_some_and(char::is_whitespace);
    let count = glyphs.iter().filter(is_space).count();
    // Where spaces are letters too, what follows none was set apart.
    let spaced = count > 2 && count * 80 > glyphs.len();
    glyphs.sort_by(|a, b| a.from.y.total_cmp(&b.from.y));
    let mut words = Vec::new();
    let mut band: Vec<Glyph> = Vec::new();
    for glyph in glyphs {
        let same = band.first().is_none_or(|first| {
            glyph.from.y - first.from.y < 0.12 * first.size.min(glyph.size).max(1.0)
        });
        if !same {
            split(std::mem::take(&mut band), spaced, &mut words);
        }
        band.push(glyph);
    }
    split(band, spaced, &mut words);
    words
}

/// Words out of the letters of one line.
fn split(mut band: Vec<Glyph>, spaced: bool, words: &mut Vec<Word>) {
    band.sort_by(|a, b| a.from.x.total_cmp(&b.from.x));
    // Where spaces are letters too, a little room between letters of one string is none.
    let room = if spaced { 0.3 } else { 0.17 };
    let mut now: Option<(Word, Glyph)> = None;
    let mut apart = false;
    for glyph in band {
        let letter = glyph.letter.unwrap_or(char::REPLACEMENT_CHARACTER);
        if letter.is_whitespace() || letter.is_control() {
            words.extend(now.take().map(|(word, _)| word));
            apart = false;
            continue;
        }
        if let Some((word, last)) = &mut now {
            let room = if glyph.order == last.order { room } else { 0.12 };
            let near = glyph.from.x - word.right < room * glyph.size.max(last.size);
            let alike = glyph.size.min(last.size) > 0.8 * glyph.size.max(last.size);
            // Bold letters are at times the same letter printed twice.
            let again = last.letter == glyph.letter
                && (glyph.from.x - last.from.x).abs() < 0.25 * (glyph.to.x - glyph.from.x).abs();
            if again {
                continue;
            }
            if near && alike {
                push(word, letter);
                word.right = word.right.max(glyph.to.x);
                *last = glyph;
                continue;
            }
            apart = spaced;
        }
        words.extend(now.take().map(|(word, _)| word));
        let word = Word {
            text: letter.to_string(),
            left: glyph.from.x,
            right: glyph.to.x,
            base: glyph.from.y,
            size: glyph.size,
            apart,
        };
        now = Some((word, glyph));
    }
    words.extend(now.map(|(word, _)| word));
}

/// A soft hyphen is printed as one at the end of a line only.
fn push(word: &mut Word, letter: char) {
    match letter {
        '\u{ad}' => word.text.push('-'),
        // A raised figure that is a letter of its own is no digit of the number before it.
        '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' if word.text.ends_with(|c: char| c.is_ascii_digit()) =>
        {
            word.text.push(' ');
            word.text.push(letter);
        }
        _ => word.text.push(letter),
    }
}
