//! ODT: the body, headers and footers of a text of `OpenDocument`.

mod blocks;
mod lists;
mod words;

use self::lists::Lists;
use super::flow::{Area, Flow};
use crate::documents::model::Document;
use crate::documents::office::{OdfStyles, Package, Token, locked_elsewhere, odf_locked, unopened};

const DAMAGED: &str = "It is damaged: what follows the damage was not read.";
const TOO_LARGE: &str = "It grows too large when it is unpacked: it was not read whole.";

struct Reader {
    flow: Flow,
    styles: OdfStyles,
    lists: Lists,
    notes: usize,
}

pub(super) fn read(bytes: &[u8]) -> Document {
    let Some(mut package) = Package::open(bytes) else {
        return unopened(bytes);
    };
    if odf_locked(&mut package) {
        return locked_elsewhere();
    }
    let mut reader = Reader {
        flow: Flow::new(),
        styles: OdfStyles::read(&mut package),
        lists: Lists::read(&mut package),
        notes: 0,
    };
    reader.body(&mut package);
    reader.pages(&mut package);
    if package.exhausted() {
        reader.flow.note(TOO_LARGE);
    }
    reader.flow.finish()
}

impl Reader {
    fn body(&mut self, package: &mut Package<'_>) {
        let Some(mut xml) = package.xml("content.xml") else {
            return self.flow.note("It is damaged: it has no text.");
        };
        loop {
            match xml.next() {
                Token::Open(tag) if tag.name() == "office:text" => {
                    self.blocks(&mut xml);
                    break;
                }
                Token::Open(_) | Token::Close | Token::Text(_) => {}
                Token::End => break,
            }
        }
        if xml.broken() && !self.flow.full() {
            self.flow.note(DAMAGED);
        }
    }

    /// Headers and footers stand with the pages they are for.
    fn pages(&mut self, package: &mut Package<'_>) {
        let Some(mut xml) = package.xml("styles.xml") else { return };
        loop {
            match xml.next() {
                Token::Open(tag) => {
                    let area = match tag.name() {
                        "style:header" | "style:header-first" => Area::Header,
                        "style:footer" | "style:footer-first" => Area::Footer,
                        _ => continue,
                    };
                    if tag.attribute("display").as_deref() == Some("false") {
                        xml.skip();
                    } else {
                        self.flow.enter(area);
                        self.blocks(&mut xml);
                    }
                }
                Token::Close | Token::Text(_) => {}
                Token::End => return,
            }
        }
    }
}

#[cfg(test)]
mod tests;
