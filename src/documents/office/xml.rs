//! XML as a stream of tags and text. No entity but the five of XML is known and no DTD is followed,
//! so nothing grows; no tree is built, so nothing recurses.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{BufRead, Read, Result};
use std::rc::Rc;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::documents::model::MOST_TEXT;

/// Elements nested deeper than this are skipped.
const DEEPEST: usize = 256;
/// Nobody writes what is nested deeper than this.
const ABSURD: usize = 50_000;
/// What a tag costs beside its bytes, which may be few.
const TAG: u64 = 16;

/// A tag or a stretch of text longer than this is no part of a document.
const LONGEST: usize = MOST_TEXT;

/// XML that is read once, from its start.
pub(in crate::documents) struct Xml<'a> {
    reader: Reader<Fed<'a>>,
    buffer: Vec<u8>,
    /// What may still be read of all that it belongs to.
    left: Rc<Cell<u64>>,
    depth: usize,
    over: bool,
    broken: bool,
}

/// The next thing in it.
pub(in crate::documents) enum Token {
    Open(Tag),
    Close,
    Text(String),
    /// The end, or the place from which it cannot be read.
    End,
}

/// An opening tag.
pub(in crate::documents) struct Tag(BytesStart<'static>);

impl Tag {
    /// With its prefix: "table:table-cell".
    pub(in crate::documents) fn name(&self) -> &str {
        self.0.name().into_inner()
    }

    /// Without its prefix: "tbl" of "w:tbl".
    pub(in crate::documents) fn local(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The value of an attribute by its name without prefix.
    pub(in crate::documents) fn attribute(&self, local: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        attributes
            .with_checks(false)
            .flatten()
            .find(|attribute| attribute.key.local_name().into_inner() == local)
            .map(|attribute| {
                attribute
                    .normalized_value(XmlVersion::Implicit1_0)
                    .map(Cow::into_owned)
                    .unwrap_or_default()
            })
    }

    /// A count in an attribute.
    pub(in crate::documents) fn number(&self, local: &str) -> Option<usize> {
        self.attribute(local)?.trim().parse().ok()
    }

    /// An attribute that says yes: "1", "true" or "on".
    pub(in crate::documents) fn yes(&self, local: &str) -> bool {
        self.attribute(local).is_some_and(|value| matches!(value.as_str(), "1" | "true" | "on"))
    }

    /// A property that holds by standing there, unless its value says no.
    pub(in crate::documents) fn on(&self) -> bool {
        self.attribute("val").is_none_or(|value| !matches!(value.as_str(), "0" | "false" | "off"))
    }
}

impl<'a> Xml<'a> {
    pub(in crate::documents) fn new(source: Box<dyn BufRead + 'a>, left: Rc<Cell<u64>>) -> Self {
        let mut reader = Reader::from_reader(Fed { source, left: LONGEST });
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self { reader, buffer: Vec::new(), left, depth: 0, over: false, broken: false }
    }

    /// Whether it ended before its last closing tag.
    pub(in crate::documents) fn broken(&self) -> bool {
        self.broken
    }

    pub(in crate::documents) fn next(&mut self) -> Token {
        while !self.over {
            self.refill();
            let token = match self.reader.read_event_into(&mut self.buffer) {
                Ok(Event::Start(tag)) => {
                    let tag = Tag(tag.into_owned());
                    self.go_in();
                    Some(Token::Open(tag))
                }
                Ok(Event::End(_)) => {
                    self.depth = self.depth.saturating_sub(1);
                    Some(Token::Close)
                }
                Ok(Event::Text(text)) => Some(Token::Text(text.xml10_content().into_owned())),
                Ok(Event::CData(text)) => Some(Token::Text(text.xml10_content().into_owned())),
                Ok(Event::GeneralRef(named)) => Some(Token::Text(match named.resolve_char_ref() {
                    Ok(Some(c)) => c.to_string(),
                    Ok(None) | Err(_) => entity(&named).to_owned(),
                })),
                Ok(Event::Eof) => {
                    self.over = true;
                    self.broken = self.depth > 0;
                    None
                }
                Err(_) => {
                    self.over = true;
                    self.broken = true;
                    None
                }
                Ok(
                    Event::Empty(_)
                    | Event::Comment(_)
                    | Event::Decl(_)
                    | Event::PI(_)
                    | Event::DocType(_),
                ) => None,
            };
            match token {
                Some(Token::Open(_)) if self.depth > DEEPEST => self.skip(),
                Some(token) => return token,
                None => {}
            }
        }
        Token::End
    }

    /// The next tag inside the element that was opened last; `None` at the element's end.
    pub(in crate::documents) fn child(&mut self) -> Option<Tag> {
        loop {
            match self.next() {
                Token::Open(tag) => return Some(tag),
                Token::Close | Token::End => return None,
                Token::Text(_) => {}
            }
        }
    }

    /// Passes over the element that was opened last.
    pub(in crate::documents) fn skip(&mut self) {
        let outside = self.depth.saturating_sub(1);
        while !self.over && self.depth > outside {
            self.refill();
            match self.reader.read_event_into(&mut self.buffer) {
                Ok(Event::Start(_)) => self.go_in(),
                Ok(Event::End(_)) => self.depth = self.depth.saturating_sub(1),
                Ok(Event::Eof) | Err(_) => {
                    self.over = true;
                    self.broken = true;
                }
                Ok(
                    Event::Empty(_)
                    | Event::Comment(_)
                    | Event::Decl(_)
                    | Event::Text(_)
                    | Event::PI(_)
                    | Event::DocType(_)
                    | Event::CData(_)
                    | Event::GeneralRef(_),
                ) => {}
            }
        }
    }

    fn go_in(&mut self) {
        self.depth += 1;
        self.left.set(self.left.get().saturating_sub(TAG));
        if self.depth > ABSURD || self.left.get() == 0 {
            self.over = true;
            self.broken = true;
        }
    }

    fn refill(&mut self) {
        self.buffer.clear();
        self.reader.get_mut().left = LONGEST;
    }

    /// All text up to the end of the element that was opened last.
    pub(in crate::documents) fn text(&mut self) -> String {
        let outside = self.depth.saturating_sub(1);
        let mut out = String::new();
        loop {
            match self.next() {
                Token::Text(text) => out.push_str(&text),
                Token::Open(_) => {}
                Token::Close if self.depth > outside => {}
                Token::Close | Token::End => return out,
            }
        }
    }
}

/// Ends before the buffer of one tag or text grows beyond bounds.
struct Fed<'a> {
    source: Box<dyn BufRead + 'a>,
    left: usize,
}

impl Read for Fed<'_> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        self.source.read(into)
    }
}

impl BufRead for Fed<'_> {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        let bytes = self.source.fill_buf()?;
        Ok(bytes.get(..self.left.min(bytes.len())).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.left = self.left.saturating_sub(count);
        self.source.consume(count);
    }
}

fn entity(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        "nbsp" => "\u{a0}",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::{Token, Xml};

    fn plenty() -> Rc<Cell<u64>> {
        Rc::new(Cell::new(1_000_000))
    }

    fn text_of(xml: &str) -> String {
        let mut xml = Xml::new(Box::new(xml.as_bytes()), plenty());
        let mut out = String::new();
        loop {
            match xml.next() {
                Token::Text(text) => out.push_str(&text),
                Token::Open(_) | Token::Close => {}
                Token::End => return out,
            }
        }
    }

    #[test]
    fn an_entity_that_a_file_declares_is_not_expanded() {
        let bomb =
            "<!DOCTYPE a [<!ENTITY b \"boom\"><!ENTITY c \"&b;&b;&b;\">]><a>x&c;&lt;5&#163;</a>";
        assert_eq!(text_of(bomb), "x<5£");
    }

    #[test]
    fn what_lies_too_deep_is_skipped() {
        let deep = format!("<a>before{}lost{}behind</a>", "<b>".repeat(9000), "</b>".repeat(9000));
        assert_eq!(text_of(&deep), "beforebehind");
    }

    #[test]
    fn a_file_that_stops_in_the_middle_says_so() {
        let mut xml = Xml::new(Box::new(&b"<a><b>text"[..]), plenty());
        while !matches!(xml.next(), Token::End) {}
        assert!(xml.broken());
    }
}
