//! Paragraphs, tables and what holds them.

use super::super::tables::Spans;
use super::Reader;
use super::runs::Line;
use crate::documents::model::What;
use crate::documents::office::Xml;

/// What the properties of a paragraph say.
#[derive(Default)]
pub(super) struct Properties {
    style: Option<String>,
    list: Option<String>,
    depth: Option<usize>,
    /// Its end was deleted.
    joined: bool,
}

impl Properties {
    pub(super) fn style(&self) -> Option<&str> {
        self.style.as_deref()
    }
}

impl Reader {
    /// All blocks up to the end of the element that is open.
    pub(super) fn blocks(&mut self, xml: &mut Xml<'_>) {
        while let Some(tag) = xml.child() {
            if self.flow.full() {
                return;
            }
            match tag.local() {
                "p" => self.paragraph(xml),
                "tbl" => self.table(xml),
                "body" | "sdt" | "sdtContent" | "customXml" | "smartTag" => self.blocks(xml),
                "ins" | "moveTo" => {
                    self.flow.hide(What::TrackedChange);
                    self.blocks(xml);
                }
                "del" | "moveFrom" => {
                    self.flow.hide(What::TrackedChange);
                    xml.skip();
                }
                "sectPr" => self.section(xml),
                "AlternateContent" => self.choice(xml, Self::blocks),
                "altChunk" => {
                    self.flow.note("A file is set into its text, and was not read.");
                    xml.skip();
                }
                _ => xml.skip(),
            }
        }
    }

    /// Of several ways to say the same, the first.
    pub(super) fn choice<T>(&mut self, xml: &mut Xml<'_>, read: T)
    where
        T: Fn(&mut Self, &mut Xml<'_>),
    {
        let mut taken = false;
        while xml.child().is_some() {
            if taken {
                xml.skip();
            } else {
                read(self, xml);
            }
            taken = true;
        }
    }

    fn paragraph(&mut self, xml: &mut Xml<'_>) {
        let mut line = Line::default();
        self.inline(xml, &mut line);
        let Line { properties, text, numbered } = line;
        // A paragraph that was deleted with its end takes no number.
        let gone = properties.joined && text.trim().is_empty();
        let label = if numbered && !gone { self.label(&properties) } else { String::new() };
        let text = format!("{}{label}{text}", std::mem::take(&mut self.held));
        if properties.joined {
            self.held = text;
        } else if text.trim() == label.trim() {
            // A number with nothing behind it may be all that a cell holds.
            self.flow.paragraph(if label.trim() == "\u{2022}" { "" } else { &text });
        } else {
            self.flow.paragraph(&text);
        }
    }

    /// What waited for a next paragraph stands alone.
    pub(super) fn let_go(&mut self) {
        let held = std::mem::take(&mut self.held);
        self.flow.paragraph(&held);
    }

    fn label(&mut self, properties: &Properties) -> String {
        let style = properties.style.as_ref().or(self.styles.usual.as_ref());
        let of_style = style.and_then(|style| self.styles.list(style));
        let (list, depth) = match (&properties.list, of_style) {
            (Some(list), _) => (list.clone(), properties.depth.or(Some(0))),
            (None, Some((list, depth))) => (list, properties.depth.or(depth)),
            (None, None) => return String::new(),
        };
        let style = style.cloned();
        self.numbering.label(&list, depth, style.as_deref())
    }

    pub(super) fn properties(&mut self, xml: &mut Xml<'_>) -> Properties {
        let mut properties = Properties::default();
        while let Some(tag) = xml.child() {
            match tag.local() {
                "pStyle" => properties.style = tag.attribute("val"),
                "numPr" => {
                    while let Some(tag) = xml.child() {
                        match tag.local() {
                            "numId" => properties.list = tag.attribute("val"),
                            "ilvl" => properties.depth = tag.number("val"),
                            _ => {}
                        }
                        xml.skip();
                    }
                    continue;
                }
                "rPr" => {
                    while let Some(tag) = xml.child() {
                        match tag.local() {
                            "del" | "moveFrom" => {
                                self.flow.hide(What::TrackedChange);
                                properties.joined = true;
                            }
                            "ins" | "moveTo" => self.flow.hide(What::TrackedChange),
                            _ => {}
                        }
                        xml.skip();
                    }
                    continue;
                }
                "sectPr" => {
                    self.section(xml);
                    continue;
                }
                _ => {}
            }
            xml.skip();
        }
        properties
    }

    /// Which headers and footers are in use.
    fn section(&mut self, xml: &mut Xml<'_>) {
        let (mut first, mut has_first) = (Vec::new(), false);
        while let Some(tag) = xml.child() {
            match tag.local() {
                "headerReference" | "footerReference" => {
                    let id = tag.attribute("id").unwrap_or_default();
                    if tag.attribute("type").as_deref() == Some("first") {
                        first.push(id);
                    } else {
                        self.pages.push(id);
                    }
                }
                "titlePg" => has_first = tag.on(),
                _ => {}
            }
            xml.skip();
        }
        if has_first {
            self.pages.append(&mut first);
        }
    }

    fn table(&mut self, xml: &mut Xml<'_>) {
        self.flow.open_table();
        self.rows(xml);
        self.flow.close_table();
    }

    fn rows(&mut self, xml: &mut Xml<'_>) {
        while let Some(tag) = xml.child() {
            match tag.local() {
                "tr" => {
                    self.flow.open_row();
                    self.cells(xml);
                    self.flow.close_row();
                }
                "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo" => self.rows(xml),
                _ => xml.skip(),
            }
        }
    }

    fn cells(&mut self, xml: &mut Xml<'_>) {
        while let Some(tag) = xml.child() {
            match tag.local() {
                "trPr" => self.row_properties(xml),
                "tc" => {
                    self.flow.open_cell();
                    self.cell(xml);
                    self.flow.close_cell();
                }
                "sdt" | "sdtContent" | "customXml" => self.cells(xml),
                _ => xml.skip(),
            }
        }
    }

    fn row_properties(&mut self, xml: &mut Xml<'_>) {
        while let Some(tag) = xml.child() {
            match tag.local() {
                "gridBefore" => self.flow.skip_columns(tag.number("val").unwrap_or_default()),
                "ins" => self.flow.hide(What::TrackedChange),
                "del" => {
                    self.flow.hide(What::TrackedChange);
                    self.flow.drop_row();
                }
                "hidden" if tag.on() => {
                    self.flow.hide(What::Row);
                    self.flow.drop_row();
                }
                _ => {}
            }
            xml.skip();
        }
    }

    /// The properties of a cell come before its content.
    fn cell(&mut self, xml: &mut Xml<'_>) {
        let Some(tag) = xml.child() else { return };
        if tag.local() != "tcPr" {
            match tag.local() {
                "p" => self.paragraph(xml),
                "tbl" => self.table(xml),
                _ => self.blocks(xml),
            }
            self.blocks(xml);
            return self.let_go();
        }
        let mut spans = Spans::plain();
        while let Some(tag) = xml.child() {
            let continues = tag.attribute("val").as_deref() != Some("restart");
            match tag.local() {
                "gridSpan" => {
                    spans.columns = Spans::over(tag.number("val").unwrap_or(1), 1).columns;
                }
                "vMerge" => {
                    spans.continues = continues;
                    spans.starts = !continues;
                }
                "cellDel" | "cellIns" => self.flow.hide(What::TrackedChange),
                _ => {}
            }
            xml.skip();
        }
        self.flow.spans(spans);
        self.blocks(xml);
        self.let_go();
    }
}
