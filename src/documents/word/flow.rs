//! Paragraphs and tables as they come in, each with its place.

use super::tables::{OpenTable, Spans};
use crate::documents::model::{Block, Document, MOST_CELLS, Text, What};
use crate::documents::office::{Gathered, plain};

/// With pictures and less text than this, the words may be in the pictures.
const LITTLE: usize = 200;

/// The part of a document that is being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Area {
    Body,
    Header,
    Footer,
    /// A footnote or an endnote: its order in the text, its name, and its mark.
    Note(usize, &'static str, String),
}

pub(super) struct Flow {
    gathered: Gathered,
    area: Area,
    header: Vec<Block>,
    body: Vec<Block>,
    footer: Vec<Block>,
    notes: Vec<(usize, Block)>,
    paragraphs: usize,
    tables: usize,
    cells: usize,
    letters: usize,
    pictures: bool,
    open: Vec<OpenTable>,
}

impl Flow {
    pub(super) fn new() -> Self {
        Self {
            gathered: Gathered::default(),
            area: Area::Body,
            header: Vec::new(),
            body: Vec::new(),
            footer: Vec::new(),
            notes: Vec::new(),
            paragraphs: 0,
            tables: 0,
            cells: 0,
            letters: 0,
            pictures: false,
            open: Vec::new(),
        }
    }

    /// Goes on with another part; tables that were left open end.
    pub(super) fn enter(&mut self, area: Area) {
        while !self.open.is_empty() {
            self.close_table();
        }
        self.area = area;
    }

    /// Turns to a note in the midst of a paragraph, until what is given back is put back.
    pub(super) fn step_aside(&mut self, area: Area) -> (Area, Vec<OpenTable>) {
        (std::mem::replace(&mut self.area, area), std::mem::take(&mut self.open))
    }

    pub(super) fn step_back(&mut self, (area, open): (Area, Vec<OpenTable>)) {
        self.enter(area);
        self.open = open;
    }

    /// Where the next words will stand.
    pub(super) fn place(&self) -> String {
        if let Some(table) = self.open.last() {
            return table.place();
        }
        match &self.area {
            Area::Body => format!("paragraph {}", self.paragraphs + 1),
            Area::Header => "header".to_owned(),
            Area::Footer => "footer".to_owned(),
            Area::Note(_, name, mark) => format!("{name} {mark}"),
        }
    }

    pub(super) fn paragraph(&mut self, text: &str) {
        let text = plain(text.trim());
        if text.is_empty() || !self.gathered.room_for(&text) {
            return;
        }
        self.letters += text.len();
        let place = self.place();
        let text = match &self.area {
            // The mark stands in front of the first paragraph of its note.
            Area::Note(order, _, mark) if !self.notes.iter().any(|(known, _)| known == order) => {
                format!("[{mark}] {text}")
            }
            Area::Body | Area::Header | Area::Footer | Area::Note(..) => text.into_owned(),
        };
        if self.open.is_empty() && self.area == Area::Body {
            self.paragraphs += 1;
        }
        self.push(Block::Text(Text { text, place }));
    }

    fn push(&mut self, block: Block) {
        if let Some(table) = self.open.last_mut() {
            return table.push(block);
        }
        match &self.area {
            Area::Body => self.body.push(block),
            // The same letterhead is on every page.
            Area::Header if self.header.contains(&block) => {}
            Area::Footer if self.footer.contains(&block) => {}
            Area::Header => self.header.push(block),
            Area::Footer => self.footer.push(block),
            Area::Note(order, ..) => self.notes.push((*order, block)),
        }
    }

    pub(super) fn hide(&mut self, what: What) {
        let place = self.place();
        self.hide_at(what, place);
    }

    pub(super) fn hide_at(&mut self, what: What, place: String) {
        self.gathered.hide(what, place);
    }

    pub(super) fn note(&mut self, note: &str) {
        self.gathered.note(note);
    }

    pub(super) fn picture(&mut self) {
        self.pictures = true;
    }

    /// Nothing that comes now would be kept.
    pub(super) fn full(&self) -> bool {
        self.gathered.full()
    }

    pub(super) fn open_table(&mut self) {
        self.tables += 1;
        self.open.push(OpenTable::new(self.tables));
    }

    /// How many tables there were so far.
    pub(super) fn tables(&self) -> usize {
        self.tables
    }

    pub(super) fn open_row(&mut self) {
        if let Some(table) = self.open.last_mut() {
            table.open_row();
        }
    }

    pub(super) fn skip_columns(&mut self, count: usize) {
        if let Some(table) = self.open.last_mut() {
            table.skip_columns(count);
        }
    }

    pub(super) fn open_cell(&mut self) {
        if let Some(table) = self.open.last_mut() {
            table.open_cell();
        }
    }

    pub(super) fn spans(&mut self, spans: Spans) {
        if let Some(table) = self.open.last_mut() {
            table.spans(spans);
        }
    }

    pub(super) fn close_cell(&mut self) {
        self.cells += 1;
        let room = self.cells <= MOST_CELLS;
        if !room {
            self.gathered.note("It has more cells than are read: the rest is left out.");
        }
        if let Some(table) = self.open.last_mut() {
            table.close_cell(room);
        }
    }

    pub(super) fn close_row(&mut self) {
        if let Some(table) = self.open.last_mut() {
            table.close_row();
        }
    }

    /// Leaves out the row that is open: it was deleted, or is hidden.
    pub(super) fn drop_row(&mut self) {
        if let Some(table) = self.open.last_mut() {
            table.drop_row();
        }
    }

    pub(super) fn close_table(&mut self) {
        if let Some(table) = self.open.pop() {
            for block in table.close() {
                self.push(block);
            }
        }
    }

    pub(super) fn finish(mut self) -> Document {
        self.enter(Area::Body);
        if self.pictures && self.letters < LITTLE {
            self.gathered.note("It holds pictures, and what they show was not read.");
        }
        self.notes.sort_by_key(|(order, _)| *order);
        let notes = self.notes.into_iter().map(|(_, block)| block);
        let blocks = self.header.into_iter().chain(self.body).chain(self.footer).chain(notes);
        for block in blocks {
            self.gathered.push(block);
        }
        self.gathered.finish()
    }
}
