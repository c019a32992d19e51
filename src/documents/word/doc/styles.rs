//! What the styles say of lists and of hidden and raised words.

use super::properties::{Look, Paragraph};
use crate::documents::office::short_at;

const LONGEST_CHAIN: usize = 12;
const PARAGRAPHS: usize = 1;

#[derive(Debug, Clone, Default)]
struct Style {
    base: usize,
    paragraph: Vec<u8>,
    characters: Vec<u8>,
}

#[derive(Default)]
pub(super) struct Styles {
    styles: Vec<Style>,
}

impl Styles {
    pub(super) fn read(part: &[u8]) -> Self {
        let mut styles = Self::default();
        let (Some(size), Some(count), Some(base)) =
            (short_at(part, 0), short_at(part, 2), short_at(part, 4))
        else {
            return styles;
        };
        let mut rest = part.get(2 + size..).unwrap_or_default();
        for _ in 0..count {
            let Some(length) = short_at(rest, 0) else { break };
            let bytes = rest.get(2..2 + length).unwrap_or_default();
            styles.styles.push(style(bytes, base).unwrap_or_default());
            rest = rest.get(2 + length + length % 2..).unwrap_or_default();
        }
        styles
    }

    /// A style and those it is based on, the furthest first.
    fn chain(&self, number: usize) -> Vec<&Style> {
        let mut chain = Vec::new();
        let mut next = self.styles.get(number);
        while let Some(style) = next.filter(|_| chain.len() < LONGEST_CHAIN) {
            chain.push(style);
            next = self.styles.get(style.base);
        }
        chain.reverse();
        chain
    }

    pub(super) fn paragraph(&self, number: usize) -> Paragraph {
        let mut paragraph = Paragraph { style: number, ..Paragraph::default() };
        for style in self.chain(number) {
            paragraph.say(&style.paragraph);
        }
        paragraph
    }

    pub(super) fn look(&self, number: usize) -> Look {
        let mut look = Look::default();
        for style in self.chain(number) {
            look.say(&style.characters);
        }
        look
    }
}

fn style(bytes: &[u8], base_size: usize) -> Option<Style> {
    let kind = short_at(bytes, 2)? & 0xF;
    let mut style = Style { base: short_at(bytes, 2)? >> 4, ..Style::default() };
    let name = short_at(bytes, base_size)?;
    let mut at = base_size + 2 + 2 * name + 2;
    let mut next = || {
        at += at % 2;
        let length = short_at(bytes, at)?;
        let found = bytes.get(at + 2..at + 2 + length)?;
        at += 2 + length;
        Some(found)
    };
    if kind == PARAGRAPHS {
        style.paragraph = next()?.get(2..).unwrap_or_default().to_vec();
    }
    style.characters = next().unwrap_or_default().to_vec();
    Some(style)
}
