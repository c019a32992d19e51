//! The words of a paragraph.

use super::super::flow::Area;
use super::Reader;
use crate::documents::model::What;
use crate::documents::office::{Tag, Token, Xml, odf_spaces, raised};

/// How words look.
#[derive(Debug, Clone, Copy, Default)]
struct Look {
    hidden: bool,
    raised: bool,
}

impl Reader {
    pub(super) fn paragraph(&mut self, tag: &Tag, xml: &mut Xml<'_>, label: &str) {
        let look = self.look("paragraph", tag, Look::default());
        let mut text = String::new();
        self.words(xml, look, &mut text);
        let label = if label.trim() == "\u{2022}" && text.trim().is_empty() { "" } else { label };
        self.flow.paragraph(&format!("{label}{}", text.trim()));
    }

    fn look(&self, family: &str, tag: &Tag, outer: Look) -> Look {
        let Some(name) = tag.attribute("style-name") else { return outer };
        Look {
            hidden: outer.hidden || self.styles.hidden(family, &name),
            raised: outer.raised || self.styles.raised(family, &name),
        }
    }

    fn words(&mut self, xml: &mut Xml<'_>, look: Look, out: &mut String) {
        loop {
            match xml.next() {
                Token::Text(text) => self.say(look, &text, out),
                Token::Open(tag) => self.element(&tag, xml, look, out),
                Token::Close | Token::End => return,
            }
        }
    }

    fn say(&mut self, look: Look, text: &str, out: &mut String) {
        if !look.hidden {
            if look.raised { raised(out, text) } else { odf_spaces(out, text) }
        } else if !text.trim().is_empty() {
            self.flow.hide(What::Text);
        }
    }

    fn element(&mut self, tag: &Tag, xml: &mut Xml<'_>, look: Look, out: &mut String) {
        match tag.name() {
            "text:span" => {
                let look = self.look("text", tag, look);
                return self.words(xml, look, out);
            }
            "text:note" => return self.note(tag, xml, look, out),
            "draw:frame" | "draw:g" | "draw:custom-shape" | "draw:rect" => {
                return self.drawing(xml);
            }
            "text:s" if !look.hidden => {
                out.push_str(&" ".repeat(tag.number("c").unwrap_or(1).min(100)));
            }
            "text:tab" if !look.hidden => out.push('\t'),
            "text:line-break" if !look.hidden => out.push('\n'),
            "office:annotation" => self.flow.hide(What::Comment),
            "text:change" | "text:change-start" => self.flow.hide(What::TrackedChange),
            "text:hidden-text" | "text:hidden-paragraph" => self.flow.hide(What::Text),
            "text:a" | "text:meta" | "text:meta-field" | "text:ruby" | "text:ruby-base" => {
                return self.words(xml, look, out);
            }
            // Fields show their result; the rest are marks without words.
            name if name.starts_with("text:") && !SILENT.contains(&name) => {
                return self.words(xml, look, out);
            }
            _ => {}
        }
        xml.skip();
    }

    fn note(&mut self, tag: &Tag, xml: &mut Xml<'_>, look: Look, out: &mut String) {
        let endnote = tag.attribute("note-class").as_deref() == Some("endnote");
        let kind = if endnote { "endnote" } else { "footnote" };
        self.notes += 1;
        let order = self.notes;
        let mut mark = String::new();
        while let Some(tag) = xml.child() {
            if tag.name() == "text:note-citation" {
                xml.text().trim().clone_into(&mut mark);
                self.say(Look { raised: true, ..look }, &mark, out);
            } else if look.hidden {
                xml.skip();
            } else {
                let area = Area::Note(order, kind, mark.clone());
                let kept = self.flow.step_aside(area);
                self.blocks(xml);
                self.flow.step_back(kept);
            }
        }
    }

    /// Text boxes in a drawing; what a picture shows is not read.
    pub(super) fn drawing(&mut self, xml: &mut Xml<'_>) {
        while let Some(tag) = xml.child() {
            match tag.name() {
                "draw:text-box" => self.blocks(xml),
                "text:p" => self.paragraph(&tag, xml, ""),
                "draw:image" => {
                    self.flow.picture();
                    xml.skip();
                }
                "draw:object" | "draw:object-ole" => {
                    self.flow.note("A file is set into it as an object, and was not read.");
                    xml.skip();
                }
                name if name.starts_with("draw:") => self.drawing(xml),
                _ => xml.skip(),
            }
        }
    }
}

/// Elements of the text whose own words nobody sees.
const SILENT: [&str; 9] = [
    "text:s",
    "text:tab",
    "text:line-break",
    "text:change",
    "text:change-start",
    "text:change-end",
    "text:hidden-text",
    "text:hidden-paragraph",
    "text:ruby-text",
];
