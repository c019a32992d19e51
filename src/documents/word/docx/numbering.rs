//! The lists of a document: `word/numbering.xml`.

use std::collections::{HashMap, HashSet};

use super::super::lists::{Counters, Format, Level};
use crate::documents::office::{Package, Tag, Xml};

#[derive(Debug, Clone, Default)]
struct Definition {
    levels: Vec<Level>,
    /// The paragraph style that each level belongs to.
    styles: HashMap<String, usize>,
    /// It only names a style whose list it is.
    link: Option<String>,
    /// The style that names it.
    name: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct List {
    definition: String,
    starts: HashMap<usize, usize>,
    levels: HashMap<usize, Level>,
}

#[derive(Default)]
pub(super) struct Numbering {
    definitions: HashMap<String, Definition>,
    lists: HashMap<String, List>,
    counters: Counters,
    begun: HashSet<String>,
}

impl Numbering {
    pub(super) fn read(package: &mut Package<'_>, part: &str) -> Self {
        let mut numbering = Self::default();
        let Some(mut xml) = package.xml(part) else { return numbering };
        if xml.child().is_none() {
            return numbering;
        }
        while let Some(tag) = xml.child() {
            match tag.local() {
                "abstractNum" => {
                    let id = tag.attribute("abstractNumId").unwrap_or_default();
                    let definition = definition(&mut xml);
                    numbering.definitions.insert(id, definition);
                }
                "num" => {
                    let id = tag.attribute("numId").unwrap_or_default();
                    let list = list(&mut xml);
                    numbering.lists.insert(id, list);
                }
                _ => xml.skip(),
            }
        }
        numbering
    }

    /// The number in front of the next paragraph of a list, with what stands between them.
    pub(super) fn label(
        &mut self,
        list: &str,
        depth: Option<usize>,
        style: Option<&str>,
    ) -> String {
        let Some(found) = self.lists.get(list) else { return String::new() };
        let Some((id, definition)) = self.definition(&found.definition) else {
            return String::new();
        };
        let of_style = style.and_then(|style| definition.styles.get(style).copied());
        let depth = depth.or(of_style).unwrap_or_default();
        let mut levels = definition.levels.clone();
        for (at, level) in levels.iter_mut().enumerate() {
            if let Some(other) = found.levels.get(&at) {
                level.clone_from(other);
            }
            if let Some(start) = found.starts.get(&at) {
                level.start = *start;
            }
        }
        // Lists of one definition count on; one with a start of its own begins anew.
        if self.begun.insert(list.to_owned())
            && let Some(first) = found.starts.keys().min()
        {
            self.counters.restart(&id, *first);
        }
        self.counters.next(&id, depth, &levels)
    }

    fn definition(&self, id: &str) -> Option<(String, &Definition)> {
        let definition = self.definitions.get(id)?;
        if let Some(link) = definition.link.as_deref().filter(|_| definition.levels.is_empty()) {
            let linked =
                self.definitions.iter().find(|(_, other)| other.name.as_deref() == Some(link));
            return linked.map(|(id, definition)| (id.clone(), definition));
        }
        Some((id.to_owned(), definition))
    }
}

fn definition(xml: &mut Xml<'_>) -> Definition {
    let mut definition = Definition::default();
    while let Some(tag) = xml.child() {
        match tag.local() {
            "lvl" => {
                let at = tag.number("ilvl").unwrap_or_default().min(8);
                let (level, style) = level(xml);
                while definition.levels.len() <= at {
                    definition.levels.push(Level::default());
                }
                if let Some(place) = definition.levels.get_mut(at) {
                    *place = level;
                }
                if let Some(style) = style {
                    definition.styles.insert(style, at);
                }
                continue;
            }
            "numStyleLink" => definition.link = tag.attribute("val"),
            "styleLink" => definition.name = tag.attribute("val"),
            _ => {}
        }
        xml.skip();
    }
    definition
}

fn list(xml: &mut Xml<'_>) -> List {
    let mut list = List::default();
    while let Some(tag) = xml.child() {
        match tag.local() {
            "abstractNumId" => list.definition = tag.attribute("val").unwrap_or_default(),
            "lvlOverride" => {
                let at = tag.number("ilvl").unwrap_or_default();
                while let Some(tag) = xml.child() {
                    match tag.local() {
                        "startOverride" => {
                            list.starts.insert(at, tag.number("val").unwrap_or(1));
                        }
                        "lvl" => {
                            list.levels.insert(at, level(xml).0);
                            continue;
                        }
                        _ => {}
                    }
                    xml.skip();
                }
                continue;
            }
            _ => {}
        }
        xml.skip();
    }
    list
}

fn level(xml: &mut Xml<'_>) -> (Level, Option<String>) {
    let mut level = Level::default();
    let mut style = None;
    while let Some(tag) = xml.child() {
        match tag.local() {
            "start" => level.start = tag.number("val").unwrap_or(1),
            "numFmt" => level.format = format(&tag),
            "lvlText" => level.pattern = tag.attribute("val").unwrap_or_default(),
            "isLgl" => level.legal = tag.on(),
            "pStyle" => style = tag.attribute("val"),
            "suff" => {
                level.gap = match tag.attribute("val").as_deref() {
                    // Without a space "1." before "12" would become "1.12".
                    Some("space" | "nothing") => " ",
                    _ => "\t",
                };
            }
            _ => {}
        }
        xml.skip();
    }
    (level, style)
}

fn format(tag: &Tag) -> Format {
    match tag.attribute("val").unwrap_or_default().as_str() {
        "decimalZero" => Format::Padded,
        "lowerLetter" => Format::LowerLetter,
        "upperLetter" => Format::UpperLetter,
        "lowerRoman" => Format::LowerRoman,
        "upperRoman" => Format::UpperRoman,
        "ordinal" => Format::Ordinal,
        "bullet" => Format::Bullet,
        "none" => Format::None,
        _ => Format::Decimal,
    }
}
