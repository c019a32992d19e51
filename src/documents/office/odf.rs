//! What the texts and the workbooks of `OpenDocument` share.

use std::collections::HashMap;

use super::package::Package;
use super::xml::{Tag, Token, Xml};

const LONGEST_CHAIN: usize = 20;

/// How a style makes words look.
#[derive(Debug, Clone, Default)]
struct Style {
    parent: Option<String>,
    hidden: Option<bool>,
    raised: Option<bool>,
    /// Of a table: not displayed.
    away: bool,
    list: Option<String>,
}

/// The styles of a file by family and name.
#[derive(Default)]
pub(in crate::documents) struct OdfStyles {
    styles: HashMap<String, Style>,
}

impl OdfStyles {
    pub(in crate::documents) fn read(package: &mut Package<'_>) -> Self {
        let mut styles = Self::default();
        for part in ["styles.xml", "content.xml"] {
            if let Some(mut xml) = package.xml(part) {
                styles.part(&mut xml);
            }
        }
        styles
    }

    /// Styles stand before the body.
    fn part(&mut self, xml: &mut Xml<'_>) {
        loop {
            match xml.next() {
                Token::Open(tag) => match tag.name() {
                    "style:style" => self.style(&tag, xml),
                    "office:body" | "office:master-styles" => return,
                    _ => {}
                },
                Token::Close | Token::Text(_) => {}
                Token::End => return,
            }
        }
    }

    fn style(&mut self, tag: &Tag, xml: &mut Xml<'_>) {
        let family = tag.attribute("family").unwrap_or_default();
        let key = format!("{family}/{}", tag.attribute("name").unwrap_or_default());
        let parent = tag.attribute("parent-style-name").map(|parent| format!("{family}/{parent}"));
        let list = tag.attribute("list-style-name");
        let mut style = Style { parent, list, ..Style::default() };
        while let Some(tag) = xml.child() {
            match tag.name() {
                "style:text-properties" => {
                    if let Some(display) = tag.attribute("display") {
                        style.hidden = Some(display == "none");
                    }
                    if let Some(position) = tag.attribute("text-position") {
                        style.raised = Some(is_raised(&position));
                    }
                }
                "style:table-properties" => {
                    style.away = tag.attribute("display").as_deref() == Some("false");
                }
                _ => {}
            }
            xml.skip();
        }
        self.styles.insert(key, style);
    }

    fn chain<'s>(&'s self, family: &str, name: &str) -> impl Iterator<Item = &'s Style> {
        std::iter::successors(self.styles.get(&format!("{family}/{name}")), |style| {
            self.styles.get(style.parent.as_deref()?)
        })
        .take(LONGEST_CHAIN)
    }

    pub(in crate::documents) fn hidden(&self, family: &str, name: &str) -> bool {
        self.chain(family, name).find_map(|style| style.hidden).unwrap_or_default()
    }

    pub(in crate::documents) fn raised(&self, family: &str, name: &str) -> bool {
        self.chain(family, name).find_map(|style| style.raised).unwrap_or_default()
    }

    /// Whether tables of a style are not displayed.
    pub(in crate::documents) fn away(&self, name: &str) -> bool {
        self.chain("table", name).any(|style| style.away)
    }

    pub(in crate::documents) fn list(&self, name: &str) -> Option<String> {
        self.chain("paragraph", name).find_map(|style| style.list.clone())
    }
}

/// "super 58%", or how far it is raised.
fn is_raised(position: &str) -> bool {
    let first = position.split_whitespace().next().unwrap_or_default();
    let raised = first.strip_suffix('%').and_then(|percent| percent.parse::<f64>().ok());
    first == "super" || raised.is_some_and(|percent| percent > 0.0)
}

/// Whether a file opens only with a password.
pub(in crate::documents) fn odf_locked(package: &mut Package<'_>) -> bool {
    if package.has("encrypted-package") {
        return true;
    }
    let Some(mut xml) = package.xml("META-INF/manifest.xml") else { return false };
    loop {
        match xml.next() {
            Token::Open(tag) if tag.local() == "encryption-data" => return true,
            Token::Open(_) | Token::Close | Token::Text(_) => {}
            Token::End => return false,
        }
    }
}

/// Text as `OpenDocument` means it: any white space is one space.
pub(in crate::documents) fn odf_spaces(out: &mut String, text: &str) {
    for sign in text.chars() {
        let space = matches!(sign, ' ' | '\t' | '\n' | '\r');
        if !space {
            out.push(sign);
        } else if !out.ends_with([' ', '\t', '\n']) {
            out.push(' ');
        }
    }
}
