//! The words of a paragraph.

use super::Reader;
use super::blocks::Properties;
use crate::documents::model::What;
use crate::documents::office::{Tag, Token, Xml};
use crate::documents::office::{raised, symbol};
use crate::documents::word::lists::roman;

/// A paragraph while it is read.
#[derive(Default)]
pub(super) struct Line {
    pub(super) properties: Properties,
    pub(super) text: String,
    /// It has an end, and takes a number if its list has one.
    pub(super) numbered: bool,
}

/// How a run of words looks.
#[derive(Default, Clone, Copy)]
struct Look {
    hidden: bool,
    raised: bool,
}

impl Reader {
    /// What stands in a paragraph, a link or a field.
    pub(super) fn inline(&mut self, xml: &mut Xml<'_>, line: &mut Line) {
        line.numbered = true;
        while let Some(tag) = xml.child() {
            match tag.local() {
                "pPr" => line.properties = self.properties(xml),
                "r" => self.run(xml, line),
                "ins" | "moveTo" => {
                    self.flow.hide(What::TrackedChange);
                    self.inline(xml, line);
                }
                "del" | "moveFrom" => {
                    self.flow.hide(What::TrackedChange);
                    xml.skip();
                }
                "hyperlink" | "smartTag" | "sdt" | "sdtContent" | "fldSimple" | "customXml"
                | "dir" | "bdo" | "oMath" | "oMathPara" | "f" | "num" | "den" | "e" | "sSup"
                | "sup" | "d" | "Choice" => self.inline(xml, line),
                _ => xml.skip(),
            }
        }
    }

    fn run(&mut self, xml: &mut Xml<'_>, line: &mut Line) {
        let mut look = self.look_of_style(line.properties.style());
        while let Some(tag) = xml.child() {
            match tag.local() {
                "rPr" => {
                    self.look(xml, &mut look);
                    continue;
                }
                "t" => {
                    let text = xml.text();
                    self.say(line, look, &text);
                    continue;
                }
                "fldChar" => {
                    self.field(&tag, xml, line, look);
                    continue;
                }
                "drawing" | "pict" | "object" => {
                    self.drawing(xml);
                    continue;
                }
                "AlternateContent" => {
                    self.choice(xml, Self::drawing);
                    continue;
                }
                "tab" | "ptab" => self.say(line, look, "\t"),
                "br" | "cr" => self.say(line, look, "\n"),
                "noBreakHyphen" => self.say(line, look, "-"),
                "sym" => {
                    let sign = symbol(&tag.attribute("char").unwrap_or_default());
                    self.say(line, look, sign);
                }
                "footnoteReference" => self.mark(&tag, "footnote", line, look),
                "endnoteReference" => self.mark(&tag, "endnote", line, look),
                "commentReference" => self.flow.hide(What::Comment),
                _ => {}
            }
            xml.skip();
        }
    }

    fn say(&mut self, line: &mut Line, look: Look, text: &str) {
        if self.fields.contains(&true) {
            return;
        }
        if !look.hidden {
            if look.raised { raised(&mut line.text, text) } else { line.text.push_str(text) }
        } else if !text.trim().is_empty() {
            self.flow.hide(What::Text);
        }
    }

    fn look_of_style(&self, style: Option<&str>) -> Look {
        let Some(style) = style else { return Look::default() };
        Look { hidden: self.styles.hidden(style), raised: self.styles.raised(style) }
    }

    fn look(&mut self, xml: &mut Xml<'_>, look: &mut Look) {
        while let Some(tag) = xml.child() {
            match tag.local() {
                "rStyle" => {
                    let of_style = self.look_of_style(tag.attribute("val").as_deref());
                    look.hidden |= of_style.hidden;
                    look.raised |= of_style.raised;
                }
                "vanish" => look.hidden = tag.on(),
                "vertAlign" => look.raised = tag.attribute("val").as_deref() == Some("superscript"),
                _ => {}
            }
            xml.skip();
        }
    }

    /// Notes are counted through in the order of their marks.
    fn mark(&mut self, tag: &Tag, kind: &'static str, line: &mut Line, look: Look) {
        let key = (kind, tag.attribute("id").unwrap_or_default());
        let count = self.marks.keys().filter(|(known, _)| *known == kind).count();
        let order = self.marks.len();
        let mark = if kind == "footnote" { (count + 1).to_string() } else { roman(count + 1) };
        // Its own mark stands behind it, raised.
        if tag.yes("customMarkFollows") {
            self.marks.entry(key).or_insert((order, "*".to_owned()));
            return;
        }
        let mark = self.marks.entry(key).or_insert((order, mark)).1.clone();
        self.say(line, Look { raised: true, ..look }, &mark);
    }

    /// Where a field begins, where its instruction ends, and where it ends.
    fn field(&mut self, tag: &Tag, xml: &mut Xml<'_>, line: &mut Line, look: Look) {
        match tag.attribute("fldCharType").as_deref() {
            Some("begin") => {
                let shown = control(xml);
                self.say(line, look, &shown);
                self.fields.push(true);
                return;
            }
            Some("separate") => {
                if let Some(instruction) = self.fields.last_mut() {
                    *instruction = false;
                }
            }
            _ => {
                self.fields.pop();
            }
        }
        xml.skip();
    }

    /// Text boxes in a drawing; what a picture shows is not read.
    fn drawing(&mut self, xml: &mut Xml<'_>) {
        while let Some(tag) = xml.child() {
            match tag.local() {
                "txbxContent" => self.boxed(xml),
                "AlternateContent" => self.choice(xml, Self::drawing),
                "blip" | "imagedata" => {
                    self.flow.picture();
                    xml.skip();
                }
                "OLEObject" => {
                    self.flow.note("A file is set into it as an object, and was not read.");
                    xml.skip();
                }
                "chart" => {
                    self.flow.note("A chart in it was not read.");
                    xml.skip();
                }
                _ => self.drawing(xml),
            }
        }
    }

    fn boxed(&mut self, xml: &mut Xml<'_>) {
        let held = std::mem::take(&mut self.held);
        let fields = std::mem::take(&mut self.fields);
        self.blocks(xml);
        self.let_go();
        self.held = held;
        self.fields = fields;
    }
}

/// What a form shows in a field of its own: a box, ticked or not, or the choice that was made.
fn control(xml: &mut Xml<'_>) -> String {
    let (mut ticked, mut choices, mut chosen) = (None, Vec::new(), 0);
    let mut depth = 1_usize;
    while depth > 0 {
        match xml.next() {
            Token::Open(tag) => {
                depth += 1;
                match tag.local() {
                    "checkBox" => ticked = Some(false),
                    "default" | "checked" if ticked.is_some() => ticked = Some(tag.on()),
                    "result" => chosen = tag.number("val").unwrap_or_default(),
                    "listEntry" => choices.push(tag.attribute("val").unwrap_or_default()),
                    _ => {}
                }
            }
            Token::Close => depth -= 1,
            Token::Text(_) => {}
            Token::End => break,
        }
    }
    match ticked {
        Some(true) => "\u{2612}".to_owned(),
        Some(false) => "\u{2610}".to_owned(),
        None => choices.get(chosen).cloned().unwrap_or_default(),
    }
}
