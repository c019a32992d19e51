//! Words into printed lines.

use super::Word;

/// Words on one base, from left to right.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) words: Vec<Word>,
    pub(super) base: f64,
    /// Of its largest letters.
    pub(super) size: f64,
}

impl Line {
    pub(super) fn of(mut words: Vec<Word>) -> Option<Self> {
        words.sort_by(|a, b| a.left.total_cmp(&b.left));
        let size = words.iter().map(|word| word.size).fold(0.0, f64::max);
        let main = words.iter().find(|word| word.size >= 0.85 * size)?;
        Some(Self { base: main.base, size, words })
    }

    pub(super) fn left(&self) -> f64 {
        self.words.first().map_or(0.0, |word| word.left)
    }

    pub(super) fn right(&self) -> f64 {
        self.words.iter().map(|word| word.right).fold(f64::MIN, f64::max)
    }

    /// Its words with a space between them; a raised mark apart from the figure before it.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for word in &self.words {
            let raised = word.size <= SMALL * self.size && self.base - word.base > 0.1 * self.size;
            let mark =
                raised && word.text.chars().all(|c| c.is_ascii_digit() || ",()[]".contains(c));
            let ordinal = raised && ["st", "nd", "rd", "th"].contains(&word.text.as_str());
            let sign = raised && word.text.chars().all(|c| "*†‡§#^".contains(c));
            if !text.is_empty() && !ordinal && !sign {
                text.push(' ');
            }
            if mark {
                text.extend(word.text.chars().map(superscript));
            } else {
                text.push_str(&word.text);
            }
        }
        text
    }

    /// The line as a text of its own: bars where so much white is that the parts are apart, but
    /// not behind the mark of a list.
    pub(super) fn printed(&self) -> String {
        let mut text = String::new();
        let mut end = f64::MIN;
        for piece in self.pieces() {
            let mark = text.chars().count() < 6;
            let apart = !mark && piece.left() - end > APART * self.size;
            text.push_str(if text.is_empty() {
                ""
            } else if apart {
                " | "
            } else {
                " "
            });
            text.push_str(&piece.text());
            end = piece.right();
        }
        text
    }

    /// Parts of the line between which there is more space than between words.
    pub(super) fn pieces(&self) -> Vec<Self> {
        let mut pieces: Vec<Vec<Word>> = Vec::new();
        let mut end = f64::MIN;
        for word in &self.words {
            let room = if word.apart { NARROW } else { WIDE };
            match pieces.last_mut() {
                Some(piece) if word.left - end < room * self.size => piece.push(word.clone()),
                _ => pieces.push(vec![word.clone()]),
            }
            end = end.max(word.right);
        }
        // Pieces keep the line's own base: a mark alone would have another.
        let piece = |words| Self { words, base: self.base, size: self.size };
        pieces.into_iter().map(piece).collect()
    }
}

/// Letters smaller than this part of their line may be marks above it.
const SMALL: f64 = 0.85;
/// Spaces wider than this part of the size set cells apart.
const WIDE: f64 = 1.0;
/// Wider ones do so in a text too.
const APART: f64 = 2.5;
/// Narrower ones do so where a word was set apart.
const NARROW: f64 = 0.12;

/// Lines from the top of a page to its bottom.
pub(super) fn lines(mut words: Vec<Word>) -> Vec<Line> {
    words.sort_by(|a, b| a.base.total_cmp(&b.base));
    let mut groups: Vec<Vec<Word>> = Vec::new();
    let mut last: Option<(f64, f64)> = None;
    for word in words {
        let same =
            last.is_some_and(|(base, size)| (word.base - base).abs() < 0.25 * size.min(word.size));
        match groups.last_mut() {
            Some(group) if same => group.push(word),
            _ => {
                last = Some((word.base, word.size));
                groups.push(vec![word]);
            }
        }
    }
    let mut lines: Vec<Line> = groups.into_iter().filter_map(Line::of).collect();
    settle_marks(&mut lines);
    lines
}

/// Footnote marks stand a little above the line that they belong to.
fn settle_marks(lines: &mut Vec<Line>) {
    for at in 0..lines.len() {
        for other in [at + 1, at + 2, at.wrapping_sub(1), at.wrapping_sub(2)] {
            let Some(target) = lines.get(other).cloned() else { continue };
            let Some(line) = lines.get_mut(at) else { continue };
            let above = (target.base - line.base) / target.size;
            if line.size > SMALL * target.size || !(-0.5..0.75).contains(&above) {
                continue;
            }
            let words = std::mem::take(&mut line.words);
            let (near, far): (Vec<Word>, Vec<Word>) =
                words.into_iter().partition(|word| touches(word, &target));
            let near = near.into_iter().map(|word| Word { apart: false, ..word });
            line.words = far;
            if let Some(target) = lines.get_mut(other) {
                target.words.extend(near);
                target.words.sort_by(|a, b| a.left.total_cmp(&b.left));
            }
        }
    }
    lines.retain(|line| !line.words.is_empty());
}

fn touches(mark: &Word, line: &Line) -> bool {
    let reach = -0.3 * line.size..0.5 * line.size;
    let short = mark.text.chars().count() < 6;
    short
        && line.words.iter().any(|word| {
            reach.contains(&(mark.left - word.right)) || reach.contains(&(word.left - mark.right))
        })
}

fn superscript(letter: char) -> char {
    match letter {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, left: f64, base: f64, size: f64) -> Word {
        let wide = 0.5 * size * f64::from(u32::try_from(text.chars().count()).unwrap());
        Word { text: text.to_owned(), left, right: left + wide, base, size, apart: false }
    }

    #[test]
    fn a_footnote_mark_is_set_apart_from_the_figure_before_it() {
        let words = vec![word("12", 10.0, 100.0, 10.0), word("1", 20.0, 96.0, 6.0)];
        let texts: Vec<String> = lines(words).iter().map(Line::text).collect();
        assert_eq!(texts, ["12 ¹"]);
    }

    #[test]
    fn the_end_of_an_ordinal_stays_with_it() {
        let words = vec![
            word("31", 10.0, 100.0, 10.0),
            word("st", 20.0, 96.0, 6.0),
            word("March", 30.0, 100.0, 10.0),
        ];
        let texts: Vec<String> = lines(words).iter().map(Line::text).collect();
        assert_eq!(texts, ["31st March"]);
    }

    #[test]
    fn lines_near_each_other_stay_two() {
        let words = vec![word("above", 10.0, 100.0, 10.0), word("below", 10.0, 110.0, 10.0)];
        assert_eq!(lines(words).len(), 2);
    }
}
