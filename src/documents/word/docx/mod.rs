//! DOCX: the body, headers, footers and notes of a package of `WordprocessingML`.

mod blocks;
mod numbering;
mod runs;
mod styles;

use std::collections::HashMap;

use self::numbering::Numbering;
use self::styles::Styles;
use super::flow::{Area, Flow};
use crate::documents::model::Document;
use crate::documents::office::{Package, Reference, part_of, unopened};

const DAMAGED: &str = "It is damaged: what follows the damage was not read.";
const TOO_LARGE: &str = "It grows too large when it is unpacked: it was not read whole.";

/// Reads a part after another; `flow` takes what they say.
struct Reader {
    flow: Flow,
    styles: Styles,
    numbering: Numbering,
    /// For each field that is open, whether its instruction goes on: nobody sees that.
    fields: Vec<bool>,
    /// Footnotes and endnotes by kind and id, with their order and their mark.
    marks: HashMap<(&'static str, String), (usize, String)>,
    /// The headers and footers in use, by reference.
    pages: Vec<String>,
    /// A paragraph whose end was deleted: the next one goes on with it.
    held: String,
}

pub(super) fn read(bytes: &[u8]) -> Document {
    let Some(mut package) = Package::open(bytes) else {
        return unopened(bytes);
    };
    let main = part_of(&package.references(""), "officeDocument")
        .unwrap_or_else(|| "word/document.xml".to_owned());
    let references = package.references(&main);
    let other = |kind: &str| part_of(&references, kind).unwrap_or_default();
    let mut reader = Reader {
        flow: Flow::new(),
        styles: Styles::read(&mut package, &other("styles")),
        numbering: Numbering::read(&mut package, &other("numbering")),
        fields: Vec::new(),
        marks: HashMap::new(),
        pages: Vec::new(),
        held: String::new(),
    };
    if !package.has(&main) {
        reader.flow.note("It is damaged: it has no text.");
    }
    reader.part(&mut package, &main);
    reader.headers_and_footers(&mut package, &references);
    reader.notes(&mut package, &other("footnotes"), "footnote");
    reader.notes(&mut package, &other("endnotes"), "endnote");
    if package.exhausted() {
        reader.flow.note(TOO_LARGE);
    }
    reader.flow.finish()
}

impl Reader {
    fn part(&mut self, package: &mut Package<'_>, part: &str) {
        let Some(mut xml) = package.xml(part) else { return };
        self.fields.clear();
        // The outermost element, and in the main part the body inside it.
        if xml.child().is_some() {
            self.blocks(&mut xml);
        }
        self.let_go();
        if xml.broken() && !self.flow.full() {
            self.flow.note(DAMAGED);
        }
    }

    fn headers_and_footers(&mut self, package: &mut Package<'_>, references: &[Reference]) {
        let used = std::mem::take(&mut self.pages);
        for reference in references {
            let area = match reference.kind.as_str() {
                "header" => Area::Header,
                "footer" => Area::Footer,
                _ => continue,
            };
            if used.contains(&reference.id) {
                self.flow.enter(area);
                self.part(package, &reference.part);
            }
        }
    }

    fn notes(&mut self, package: &mut Package<'_>, part: &str, kind: &'static str) {
        let Some(mut xml) = package.xml(part) else { return };
        self.fields.clear();
        if xml.child().is_none() {
            return;
        }
        while let Some(tag) = xml.child() {
            let id = tag.attribute("id").unwrap_or_default();
            match self.marks.get(&(kind, id)).cloned() {
                Some((order, mark)) => {
                    self.flow.enter(Area::Note(order, kind, mark));
                    self.blocks(&mut xml);
                    self.let_go();
                }
                None => xml.skip(),
            }
        }
    }
}

#[cfg(test)]
mod tests;
