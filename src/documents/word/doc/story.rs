//! A text of a file, character by character.

use std::collections::HashSet;

use super::File;
use super::notes::Notes;
use super::pieces::Sign;
use super::properties::{Look, Paragraph};
use crate::documents::model::{MOST_TEXT, What};
use crate::documents::office::{raised, short_at, symbol};
use crate::documents::word::edges::Edges;
use crate::documents::word::flow::{Area, Flow};
use crate::documents::word::lists::{Counters, roman};

pub(super) struct Story<'f> {
    pub(super) flow: Flow,
    file: &'f File,
    footnotes: &'f Notes,
    endnotes: &'f Notes,
    tables: Edges,
    counters: Counters,
    begun: HashSet<usize>,
    text: String,
    /// Raised words that wait for their last.
    above: String,
    /// What holds for the characters up to an offset.
    look: Look,
    holds: (usize, usize),
    fields: Vec<bool>,
    in_body: bool,
    depth: usize,
    left: usize,
}

impl<'f> Story<'f> {
    pub(super) fn new(
        file: &'f File,
        flow: Flow,
        footnotes: &'f Notes,
        endnotes: &'f Notes,
    ) -> Self {
        Self {
            flow,
            file,
            footnotes,
            endnotes,
            tables: Edges::default(),
            counters: Counters::default(),
            begun: HashSet::new(),
            text: String::new(),
            above: String::new(),
            look: Look::default(),
            holds: (0, 0),
            fields: Vec::new(),
            in_body: true,
            depth: 0,
            // Words that are not shown count too.
            left: 4 * MOST_TEXT,
        }
    }

    pub(super) fn enter(&mut self, area: Area) {
        self.in_body = false;
        self.flow.enter(area);
    }

    pub(super) fn notes(
        &mut self,
        notes: &Notes,
        start: usize,
        (name, before): (&'static str, usize),
    ) {
        for (at, ends) in notes.ends.windows(2).enumerate().take(notes.marks.len()) {
            let [from, to] = ends else { continue };
            let mark = if name == "footnote" { (at + 1).to_string() } else { roman(at + 1) };
            self.enter(Area::Note(before + at, name, mark));
            self.read(start.saturating_add(*from), start.saturating_add(*to));
        }
    }

    /// Reads the characters of a stretch of the text.
    pub(super) fn read(&mut self, from: usize, to: usize) {
        self.fields.clear();
        let file = self.file;
        for sign in file.pieces.signs(from, to) {
            self.left = self.left.saturating_sub(1);
            if self.flow.full() || self.left == 0 {
                break;
            }
            self.sign(sign);
        }
        if !self.text.trim().is_empty() {
            self.end_paragraph(&Paragraph::default());
        }
        self.text.clear();
        self.tables.close(&mut self.flow);
    }

    fn sign(&mut self, sign: Sign) {
        if !(self.holds.0..self.holds.1).contains(&sign.offset) {
            self.look_at(sign.offset);
        }
        match sign.character {
            '\u{7}' => return self.cell(sign.offset),
            '\r' | '\u{c}' if !self.look.deleted => {
                let paragraph = self.paragraph(sign.offset);
                return self.end_paragraph(&paragraph);
            }
            '\u{13}' => return self.fields.push(true),
            '\u{14}' => {
                if let Some(instruction) = self.fields.last_mut() {
                    *instruction = false;
                }
                return;
            }
            '\u{15}' => {
                self.fields.pop();
                return;
            }
            _ => {}
        }
        if self.fields.contains(&true) || self.unseen(sign.character) {
            return;
        }
        self.show(sign);
    }

    /// Whether a character is not to be seen; then its place is told.
    fn unseen(&mut self, sign: char) -> bool {
        let hidden = if self.look.deleted || self.look.inserted {
            Some(What::TrackedChange)
        } else {
            self.look.hidden.then_some(What::Text)
        };
        if let Some(what) = hidden.filter(|_| !sign.is_whitespace() && !sign.is_control()) {
            let place = self.tables.place(&self.flow).filter(|_| self.depth > 0);
            let place = place.unwrap_or_else(|| self.flow.place());
            self.flow.hide_at(what, place);
        }
        self.look.deleted || self.look.hidden
    }

    fn show(&mut self, Sign { character, place, .. }: Sign) {
        let mark = self.mark(place).filter(|_| self.in_body);
        let one = character.to_string();
        let shown: &str = match character {
            '\u{b}' => "\n",
            '\u{1e}' => "-",
            '\u{1}' => return self.flow.picture(),
            '\u{2}' => {
                if let Some(mark) = mark {
                    self.come_down();
                    raised(&mut self.text, &mark);
                }
                return;
            }
            '\u{5}' => return self.flow.hide(What::Comment),
            '\u{28}' if self.look.symbol.is_some() => {
                let code = self.look.symbol.map(|code| format!("{code:04x}"));
                symbol(&code.unwrap_or_default())
            }
            '\t' => "\t",
            _ if character.is_control() => "",
            _ => &one,
        };
        if mark.is_some() || self.look.raised {
            self.above.push_str(shown);
        } else {
            self.come_down();
            self.text.push_str(shown);
        }
    }

    /// The raised words so far are a mark, or the end of "31st".
    fn come_down(&mut self) {
        if !self.above.is_empty() {
            raised(&mut self.text, &std::mem::take(&mut self.above));
        }
    }

    fn mark(&self, place: usize) -> Option<String> {
        let footnote = self.footnotes.marks.get(&place).map(|at| (at + 1).to_string());
        footnote.or_else(|| self.endnotes.marks.get(&place).map(|at| roman(at + 1)))
    }

    fn look_at(&mut self, offset: usize) {
        let style = self.paragraph(offset).style;
        let (said, to) = self.file.characters.at(offset);
        let (_, paragraph_to) = self.file.paragraphs.at(offset);
        let mut look = self.file.styles.look(style);
        for (code, value) in super::sprm::properties(said) {
            // A style of characters goes before what is said beside it.
            if code == 0x4A30 {
                let own = self.file.styles.look(short_at(value, 0).unwrap_or_default());
                look.hidden |= own.hidden;
                look.raised |= own.raised;
            }
        }
        look.say(said);
        self.look = look;
        self.holds = (offset, to.min(paragraph_to));
    }

    fn paragraph(&self, offset: usize) -> Paragraph {
        let (said, _) = self.file.paragraphs.at(offset);
        let mut paragraph = self.file.styles.paragraph(short_at(said, 0).unwrap_or_default());
        paragraph.say(said.get(2..).unwrap_or_default());
        if let Some(rest) = paragraph.elsewhere.and_then(|at| self.file.elsewhere(at)) {
            paragraph.say(rest);
        }
        paragraph
    }

    /// The words so far, with the number that belongs in front of them.
    fn words(&mut self, paragraph: &Paragraph) -> String {
        self.come_down();
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        let number = paragraph.list.filter(|list| (1..0x7FF).contains(list));
        let Some((number, list)) =
            number.and_then(|number| Some((number, self.file.lists.get(number)?)))
        else {
            return text.to_owned();
        };
        if self.begun.insert(number)
            && let Some(level) = list.anew
        {
            self.counters.restart(&list.key, level);
        }
        let level = paragraph.level.unwrap_or_default();
        let label = self.counters.next(&list.key, level, &list.levels);
        if text.is_empty() && label.trim() == "\u{2022}" {
            return String::new();
        }
        format!("{label}{text}")
    }

    fn end_paragraph(&mut self, paragraph: &Paragraph) {
        let words = self.words(paragraph);
        let depth = paragraph.depth;
        self.depth = depth;
        if paragraph.inner_row_ends {
            let Paragraph { left, edges, .. } = paragraph;
            return self.tables.end_row(&mut self.flow, depth, *left, edges);
        }
        self.tables.paragraph(&mut self.flow, depth, words);
        if paragraph.inner_cell_ends {
            self.tables.end_cell(&mut self.flow, depth);
        }
    }

    /// A mark that ends a cell, or behind the last cell of a row the row.
    fn cell(&mut self, offset: usize) {
        let paragraph = self.paragraph(offset);
        self.depth = 1;
        if paragraph.row_ends {
            self.text.clear();
            let Paragraph { left, edges, .. } = &paragraph;
            return self.tables.end_row(&mut self.flow, 1, *left, edges);
        }
        let words = self.words(&paragraph);
        self.tables.paragraph(&mut self.flow, 1, words);
        self.tables.end_cell(&mut self.flow, 1);
    }
}
