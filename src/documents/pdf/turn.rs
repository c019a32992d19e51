//! Pages and stretches of text that are written another way up.

use super::geometry::{Matrix, Point};
use super::page::Glyph;
use super::sight::{Sight, Turn, turn};
use super::words;
use crate::documents::placed::{Rule, Sheet, Word};

/// A page with its words upright; what leans another way stands below it, line by line.
pub(super) fn sheet(number: usize, sight: Sight, mut rules: Vec<Rule>) -> Sheet {
    let Sight { mut seen, mut turned, scan, .. } = sight;
    if turned.len() > 2 * seen.len() {
        let most = [Turn::Down, Turn::Left, Turn::Up]
            .into_iter()
            .max_by_key(|way| turned.iter().filter(|glyph| turn(glyph) == *way).count());
        let way = most.unwrap_or(Turn::Up);
        let (main, rest): (Vec<Glyph>, Vec<Glyph>) =
            turned.into_iter().partition(|glyph| turn(glyph) == way);
        let matrix = back(way, 0.0);
        for rule in &mut rules {
            *rule = moved(matrix, rule);
        }
        turned = seen.into_iter().chain(rest).map(|glyph| set(matrix, glyph)).collect();
        seen = main.into_iter().map(|glyph| set(matrix, glyph)).collect();
    }
    let mut words = words::words(seen);
    let mut below = words.iter().map(|word| word.base).fold(0.0, f64::max);
    for way in [Turn::Up, Turn::Down, Turn::Left, Turn::Aslant] {
        let own: Vec<Glyph> = turned.iter().filter(|glyph| turn(glyph) == way).copied().collect();
        for word in standing(way, own) {
            below += 2.0 * word.size;
            words.push(Word { base: below, ..word });
        }
    }
    Sheet { number, words, rules, scan }
}

/// Lines of letters that lean one way, as long words.
fn standing(way: Turn, glyphs: Vec<Glyph>) -> Vec<Word> {
    let Some(first) = glyphs.first() else { return Vec::new() };
    let lean = (first.to.y - first.from.y).atan2(first.to.x - first.from.x);
    let matrix = back(way, lean);
    let mut lines: Vec<Word> = Vec::new();
    for word in words::words(glyphs.into_iter().map(|glyph| set(matrix, glyph)).collect()) {
        match lines.last_mut() {
            Some(line) if (line.base - word.base).abs() < 0.3 * word.size => {
                line.text.push(' ');
                line.text.push_str(&word.text);
                line.right = word.right;
            }
            _ => lines.push(word),
        }
    }
    lines
}

/// Turns letters that are written one way to the right.
fn back(way: Turn, lean: f64) -> Matrix {
    let (a, b, c, d) = match way {
        Turn::Right => return Matrix::SAME,
        Turn::Up => (0.0, 1.0, -1.0, 0.0),
        Turn::Down => (0.0, -1.0, 1.0, 0.0),
        Turn::Left => (-1.0, 0.0, 0.0, -1.0),
        Turn::Aslant => (lean.cos(), -lean.sin(), lean.sin(), lean.cos()),
    };
    Matrix { a, b, c, d, e: 0.0, f: 0.0 }
}

fn set(matrix: Matrix, glyph: Glyph) -> Glyph {
    let at = |point: Point| matrix.at(point.x, point.y);
    Glyph { from: at(glyph.from), to: at(glyph.to), ..glyph }
}

fn moved(matrix: Matrix, rule: &Rule) -> Rule {
    let (from, to) = if rule.upright {
        (matrix.at(rule.at, rule.from), matrix.at(rule.at, rule.to))
    } else {
        (matrix.at(rule.from, rule.at), matrix.at(rule.to, rule.at))
    };
    if (from.x - to.x).abs() > (from.y - to.y).abs() {
        let (from, to, at) = (from.x.min(to.x), from.x.max(to.x), from.y);
        Rule { upright: false, at, from, to, ..*rule }
    } else {
        let (from, to, at) = (from.y.min(to.y), from.y.max(to.y), from.x);
        Rule { upright: true, at, from, to, ..*rule }
    }
}
