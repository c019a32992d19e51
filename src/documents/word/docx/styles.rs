//! What the styles of a document say of lists and of hidden text.

use std::collections::HashMap;

use crate::documents::office::Package;

/// How far a style may go back to the one it is based on.
const LONGEST_CHAIN: usize = 20;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Style {
    based_on: Option<String>,
    hidden: Option<bool>,
    raised: Option<bool>,
    list: Option<String>,
    depth: Option<usize>,
}

#[derive(Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    /// The style of paragraphs that name none.
    pub(super) usual: Option<String>,
}

impl Styles {
    pub(super) fn read(package: &mut Package<'_>, part: &str) -> Self {
        let mut styles = Self::default();
        let Some(mut xml) = package.xml(part) else { return styles };
        if xml.child().is_none() {
            return styles;
        }
        while let Some(tag) = xml.child() {
            if tag.local() != "style" {
                xml.skip();
                continue;
            }
            let id = tag.attribute("styleId").unwrap_or_default();
            if tag.yes("default") && tag.attribute("type").as_deref() == Some("paragraph") {
                styles.usual = Some(id.clone());
            }
            let mut style = Style::default();
            while let Some(tag) = xml.child() {
                match tag.local() {
                    "basedOn" => style.based_on = tag.attribute("val"),
                    // Their properties are two levels down at most.
                    "rPr" | "pPr" | "numPr" => {
                        while let Some(tag) = xml.child() {
                            match tag.local() {
                                "vanish" => style.hidden = Some(tag.on()),
                                "vertAlign" => {
                                    style.raised = Some(
                                        tag.attribute("val").as_deref() == Some("superscript"),
                                    );
                                }
                                "numPr" => {
                                    while let Some(tag) = xml.child() {
                                        match tag.local() {
                                            "numId" => style.list = tag.attribute("val"),
                                            "ilvl" => style.depth = tag.number("val"),
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
                        continue;
                    }
                    _ => {}
                }
                xml.skip();
            }
            styles.styles.insert(id, style);
        }
        styles
    }

    fn chain<'s>(&'s self, id: &'s str) -> impl Iterator<Item = &'s Style> {
        std::iter::successors(self.styles.get(id), |style| {
            self.styles.get(style.based_on.as_deref()?)
        })
        .take(LONGEST_CHAIN)
    }

    pub(super) fn hidden(&self, id: &str) -> bool {
        self.chain(id).find_map(|style| style.hidden).unwrap_or_default()
    }

    pub(super) fn raised(&self, id: &str) -> bool {
        self.chain(id).find_map(|style| style.raised).unwrap_or_default()
    }

    /// The list that paragraphs of a style are numbered in, and the level if the style says it.
    pub(super) fn list(&self, id: &str) -> Option<(String, Option<usize>)> {
        let list = self.chain(id).find_map(|style| style.list.clone())?;
        Some((list, self.chain(id).find_map(|style| style.depth)))
    }
}
