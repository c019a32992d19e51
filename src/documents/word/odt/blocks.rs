//! Paragraphs, lists and tables.

use super::super::tables::Spans;
use super::Reader;
use super::lists::Open;
use crate::documents::model::{MOST_COLUMNS, What};
use crate::documents::office::{Tag, Xml};

impl Reader {
    /// All blocks up to the end of the element that is open.
    pub(super) fn blocks(&mut self, xml: &mut Xml<'_>) {
        while let Some(tag) = xml.child() {
            if self.flow.full() {
                return;
            }
            self.block(&tag, xml);
        }
    }

    fn block(&mut self, tag: &Tag, xml: &mut Xml<'_>) {
        match tag.name() {
            "text:p" => self.paragraph(tag, xml, ""),
            "text:h" => {
                let level = tag.number("outline-level").unwrap_or(1);
                let plain = tag.attribute("is-list-header").as_deref() == Some("true");
                let label = if plain { String::new() } else { self.lists.heading(level) };
                self.paragraph(tag, xml, &label);
            }
            "text:list" => {
                let list = self.lists.open(tag, None);
                self.list(&list, xml);
            }
            "table:table" => self.table(xml),
            "text:section" if tag.attribute("display").is_some_and(|display| display != "true") => {
                self.flow.hide(What::Text);
                xml.skip();
            }
            "text:change" | "text:change-start" => {
                self.flow.hide(What::TrackedChange);
                xml.skip();
            }
            "text:section"
            | "text:index-body"
            | "text:table-of-content"
            | "text:numbered-paragraph"
            | "text:index-title"
            | "office:text"
            | "draw:text-box" => self.blocks(xml),
            "draw:frame" | "draw:g" | "draw:custom-shape" | "draw:rect" => self.drawing(xml),
            // Deleted words are kept apart; their marks in the text say where they were.
            _ => xml.skip(),
        }
    }

    fn list(&mut self, list: &Open, xml: &mut Xml<'_>) {
        while let Some(tag) = xml.child() {
            let mut numbered = tag.name() == "text:list-item";
            if let Some(start) = tag.number("start-value").filter(|_| numbered) {
                self.lists.restart(list, start);
            }
            while let Some(tag) = xml.child() {
                match tag.name() {
                    "text:p" | "text:h" => {
                        let style = tag.attribute("style-name").unwrap_or_default();
                        let style = self.styles.list(&style);
                        let label =
                            if numbered { self.lists.label(list, style) } else { String::new() };
                        numbered = false;
                        self.paragraph(&tag, xml, &label);
                    }
                    "text:list" => {
                        let inner = self.lists.open(&tag, Some(list));
                        self.list(&inner, xml);
                    }
                    _ => self.block(&tag, xml),
                }
            }
        }
    }

    fn table(&mut self, xml: &mut Xml<'_>) {
        self.flow.open_table();
        self.rows(xml);
        self.flow.close_table();
    }

    fn rows(&mut self, xml: &mut Xml<'_>) {
        while let Some(tag) = xml.child() {
            match tag.name() {
                "table:table-row" => {
                    self.flow.open_row();
                    if tag.attribute("visibility").is_some_and(|shown| shown != "visible") {
                        self.flow.hide(What::Row);
                        self.flow.drop_row();
                    }
                    self.cells(xml);
                    self.flow.close_row();
                }
                "table:table-rows" | "table:table-header-rows" | "table:table-row-group" => {
                    self.rows(xml);
                }
                _ => xml.skip(),
            }
        }
    }

    fn cells(&mut self, xml: &mut Xml<'_>) {
        let mut covered = 0_usize;
        while let Some(tag) = xml.child() {
            let repeated = tag.number("number-columns-repeated").unwrap_or(1).min(MOST_COLUMNS);
            match tag.name() {
                "table:table-cell" => {
                    let columns = tag.number("number-columns-spanned").unwrap_or(1);
                    let spans =
                        Spans::over(columns, tag.number("number-rows-spanned").unwrap_or(1));
                    self.flow.open_cell();
                    self.flow.spans(spans);
                    self.blocks(xml);
                    self.flow.close_cell();
                    covered = spans.columns - 1;
                    // Cells that say the same are written once; Writer does so for empty ones.
                    self.flow.skip_columns(repeated - 1);
                }
                "table:covered-table-cell" => {
                    let own = repeated.saturating_sub(covered);
                    covered = covered.saturating_sub(repeated);
                    self.flow.skip_columns(own);
                    xml.skip();
                }
                _ => xml.skip(),
            }
        }
    }
}
