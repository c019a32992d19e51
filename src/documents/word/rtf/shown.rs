//! The paragraphs and tables of an RTF document while they come in.

use super::super::edges::{Edge, Edges};
use super::super::flow::{Area, Flow};
use super::super::lists::roman;
use crate::documents::model::{Document, What};
use crate::documents::office::raised;

/// A row has no more cells than this.
const MOST_EDGES: usize = 600;

/// What stands apart from the paragraph it is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aside {
    Header,
    Footer,
    Note,
    Box,
}

/// What was left for something that stands apart.
struct Left {
    /// Groups that are open around it.
    depth: usize,
    /// The paragraph it stands in.
    out: String,
    tables: Edges,
    depth_of_tables: usize,
    area: Option<(Area, Vec<super::super::tables::OpenTable>)>,
    aside: Aside,
    order: usize,
}

pub(super) struct Shown {
    flow: Flow,
    tables: Edges,
    depth: usize,
    left: i32,
    edges: Vec<Edge>,
    edge: Edge,
    outer: Option<(i32, Vec<Edge>)>,
    asides: Vec<Left>,
    /// A number for a note was asked for: its note is next.
    mark: bool,
    footnotes: usize,
    endnotes: usize,
    endnote: bool,
}

impl Default for Shown {
    fn default() -> Self {
        Self {
            flow: Flow::new(),
            tables: Edges::default(),
            depth: 0,
            left: 0,
            edges: Vec::new(),
            edge: Edge::default(),
            outer: None,
            asides: Vec::new(),
            mark: false,
            footnotes: 0,
            endnotes: 0,
            endnote: false,
        }
    }
}

impl Shown {
    pub(super) fn full(&self) -> bool {
        self.flow.full()
    }

    pub(super) fn too_long(&mut self) {
        self.flow.note("A paragraph is longer than what is read: the rest is left out.");
    }

    pub(super) fn paragraph(&mut self, text: String) {
        if !text.trim().is_empty() || self.depth > 0 {
            self.tables.paragraph(&mut self.flow, self.depth, text);
        }
    }

    /// Cells of a table in a table end with a word of their own.
    pub(super) fn end_cell(&mut self, nested: bool, text: String) {
        let depth = if nested { self.depth.max(2) } else { 1 };
        self.tables.paragraph(&mut self.flow, depth, text);
        self.tables.end_cell(&mut self.flow, depth);
    }

    pub(super) fn end_row(&mut self, nested: bool) {
        let depth = if nested { self.depth.max(2) } else { 1 };
        self.tables.end_row(&mut self.flow, depth, self.left, &self.edges);
        if let Some((left, edges)) = self.outer.take_if(|_| nested) {
            self.left = left;
            self.edges = edges;
        }
    }

    /// What is said next is of a row in a cell of another, which goes on behind it.
    pub(super) fn inner_row(&mut self) {
        self.outer = Some((self.left, std::mem::take(&mut self.edges)));
    }

    pub(super) fn depth(&mut self, depth: usize) {
        self.depth = depth;
    }

    pub(super) fn row_begins(&mut self) {
        self.edges.clear();
        self.edge = Edge::default();
        self.left = 0;
    }

    pub(super) fn left(&mut self, left: i32) {
        self.left = left;
    }

    pub(super) fn edge(&mut self, say: impl FnOnce(&mut Edge)) {
        say(&mut self.edge);
    }

    pub(super) fn edge_ends(&mut self, right: i32) {
        if self.edges.len() < MOST_EDGES {
            self.edges.push(Edge { right, ..self.edge });
        }
        self.edge = Edge::default();
    }

    pub(super) fn hide(&mut self, what: What) {
        let place = self.tables.place(&self.flow).filter(|_| self.depth > 0);
        let place = place.unwrap_or_else(|| self.flow.place());
        self.flow.hide_at(what, place);
    }

    pub(super) fn picture(&mut self) {
        self.flow.picture();
    }

    pub(super) fn object(&mut self) {
        self.flow.note("A file is set into it as an object, and was not read.");
    }

    pub(super) fn mark_follows(&mut self) {
        self.mark |= self.asides.is_empty();
    }

    /// A note says that it stands at the end only after it has begun.
    pub(super) fn is_endnote(&mut self) {
        self.endnote = true;
    }

    pub(super) fn begin_aside(&mut self, aside: Aside, depth: usize, out: String) {
        let area = match aside {
            Aside::Header => Some(Area::Header),
            Aside::Footer => Some(Area::Footer),
            // A note is read as one paragraph, and its kind shows at its end.
            Aside::Note | Aside::Box => None,
        };
        let area = area.map(|area| self.flow.step_aside(area));
        let order = self.footnotes + self.endnotes;
        let tables = std::mem::take(&mut self.tables);
        let depth_of_tables = std::mem::take(&mut self.depth);
        self.endnote = false;
        self.asides.push(Left { depth, out, tables, depth_of_tables, area, aside, order });
    }

    pub(super) fn aside_ends(&self, depth: usize) -> bool {
        self.asides.last().is_some_and(|left| left.depth > depth)
    }

    /// Ends what stood apart with its last words; gives back the paragraph it stands in.
    pub(super) fn end_aside(&mut self, inside: String) -> String {
        let Some(left) = self.asides.pop() else { return inside };
        let mut out = left.out;
        if left.aside == Aside::Note {
            self.tables.close(&mut self.flow);
            self.note(&inside, left.order, &mut out);
        } else {
            self.paragraph(inside);
            self.tables.close(&mut self.flow);
        }
        if let Some(area) = left.area {
            self.flow.step_back(area);
        }
        self.tables = left.tables;
        self.depth = left.depth_of_tables;
        out
    }

    fn note(&mut self, inside: &str, order: usize, out: &mut String) {
        let (kind, count) = if self.endnote {
            ("endnote", &mut self.endnotes)
        } else {
            ("footnote", &mut self.footnotes)
        };
        *count += 1;
        let mut mark = if self.endnote { roman(*count) } else { count.to_string() };
        if std::mem::take(&mut self.mark) {
            raised(out, &mark);
        } else {
            "*".clone_into(&mut mark);
        }
        let kept = self.flow.step_aside(Area::Note(order, kind, mark));
        self.flow.paragraph(inside);
        self.flow.step_back(kept);
    }

    pub(super) fn finish(mut self, damaged: bool) -> Document {
        self.tables.close(&mut self.flow);
        if damaged && !self.flow.full() {
            self.flow.note("It is damaged: what follows the damage was not read.");
        }
        self.flow.finish()
    }
}
