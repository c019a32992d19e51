//! Strings of a page into letters in their places.

use super::content::Operand;
use super::geometry::{Area, Point};
use super::page::{Glyph, Ink, Runner};
use super::paint::PALE;
use super::state::State;

impl Runner<'_> {
    pub(super) fn show(&mut self, operator: &[u8], state: &mut State, operands: &[Operand]) {
        match (operator, operands) {
            (b"Tj", [Operand::Text(text), ..]) => self.print(text, state),
            (b"TJ", [Operand::Array(parts), ..]) => {
                for part in parts {
                    match part {
                        Operand::Text(text) => self.print(text, state),
                        Operand::Number(back) => {
                            let by = -back / 1_000.0 * state.text.size;
                            state.text.advance(by);
                        }
                        Operand::Name(_) | Operand::Array(_) | Operand::Other => {}
                    }
                }
            }
            (b"'", [Operand::Text(text), ..]) => {
                state.text.next_line(0.0, -state.text.leading);
                self.print(text, state);
            }
            (b"\"", [Operand::Number(words), Operand::Number(letters), Operand::Text(text)]) => {
                state.text.word_space = *words;
                state.text.letter_space = *letters;
                state.text.next_line(0.0, -state.text.leading);
                self.print(text, state);
            }
            _ => {}
        }
    }

    fn print(&mut self, text: &[u8], state: &mut State) {
        let font = state.text.font.and_then(|at| Some((at, self.fonts.all.get(at)?)));
        let Some((at, font)) = font else {
            self.page.cut |= !text.is_empty();
            return;
        };
        let printed_ink = match state.text.mode {
            _ if self.off_now > 0 => Ink::Off,
            3 | 7 => Ink::Unprinted,
            0 | 4 if state.fill >= PALE => Ink::Pale,
            1 | 5 if state.stroke >= PALE => Ink::Pale,
            _ => Ink::Seen,
        };
        for code in font.printed(text) {
            let matrix = state.text.matrix.then(state.matrix);
            let from = matrix.at(0.0, state.text.rise);
            let wide = code.width * state.text.size;
            // Letters that are set wide apart are words all the same.
            let apart = state.text.letter_space.clamp(0.0, 0.5 * state.text.size.abs());
            let to = matrix.at((wide + apart) * state.text.stretch, state.text.rise);
            let size = state.text.size.abs() * matrix.c.hypot(matrix.d);
            let (x, y) = (f64::midpoint(from.x, to.x), f64::midpoint(from.y, to.y));
            let near = Area {
                left: state.clip.left - 1.0,
                top: state.clip.top - 1.0,
                right: state.clip.right + 1.0,
                bottom: state.clip.bottom + 0.5 * size,
            };
            let ink = if near.holds(x, y) { printed_ink } else { Ink::Cut };
            let order = self.order;
            let glyph = Glyph { letter: None, from, to, size, font: at, order, ink };
            place(&mut self.page.glyphs, glyph, code.letters);
            let space = if code.space { state.text.word_space } else { 0.0 };
            state.text.advance(wide + state.text.letter_space + space);
        }
    }
}

/// Several letters of one glyph share its width.
fn place(glyphs: &mut Vec<Glyph>, glyph: Glyph, letters: Option<&str>) {
    let spelt = |letter: char| match letter {
        '\u{fb00}' => "ff",
        '\u{fb01}' => "fi",
        '\u{fb02}' => "fl",
        '\u{fb03}' => "ffi",
        '\u{fb04}' => "ffl",
        _ => "",
    };
    let Some(letters) = letters else { return glyphs.push(glyph) };
    let mut one = letters.chars();
    if let (Some(letter), None) = (one.next(), one.next())
        && spelt(letter).is_empty()
    {
        return glyphs.push(Glyph { letter: Some(plain(letter)), ..glyph });
    }
    let all: Vec<char> = letters
        .chars()
        .flat_map(|letter| {
            let spelt = spelt(letter);
            spelt.chars().chain(spelt.is_empty().then_some(letter))
        })
        .take(16)
        .collect();
    let parts = f64::from(u32::try_from(all.len()).unwrap_or(1));
    for (at, letter) in (0_u32..).zip(all) {
        let share = |at: u32| {
            let part = f64::from(at) / parts;
            Point {
                x: glyph.from.x + (glyph.to.x - glyph.from.x) * part,
                y: glyph.from.y + (glyph.to.y - glyph.from.y) * part,
            }
        };
        glyphs.push(Glyph { letter: Some(letter), from: share(at), to: share(at + 1), ..glyph });
    }
}

/// Fonts of signs keep them where no letters are: most are the marks of lists.
fn plain(letter: char) -> char {
    if ('\u{f020}'..='\u{f0ff}').contains(&letter) { '•' } else { letter }
}
