//! Lists of `OpenDocument`: which of them go on with which, and how their levels are written.

use std::collections::HashMap;

use super::super::lists::{Counters, Format, Level};
use crate::documents::office::{Package, Tag, Token, Xml};

/// A list that is open.
#[derive(Debug, Clone, Default)]
pub(super) struct Open {
    /// The list it counts with.
    key: String,
    style: String,
    depth: usize,
}

#[derive(Default)]
pub(super) struct Lists {
    styles: HashMap<String, Vec<Level>>,
    headings: Vec<Level>,
    counters: Counters,
    keys: usize,
    /// By its style, the list that was open last.
    last: HashMap<String, String>,
}

impl Lists {
    pub(super) fn read(package: &mut Package<'_>) -> Self {
        let mut lists = Self::default();
        for part in ["styles.xml", "content.xml"] {
            let Some(mut xml) = package.xml(part) else { continue };
            loop {
                match xml.next() {
                    Token::Open(tag) => match tag.name() {
                        "text:list-style" => {
                            let name = tag.attribute("name").unwrap_or_default();
                            lists.styles.insert(name, levels(&mut xml));
                        }
                        "text:outline-style" => lists.headings = levels(&mut xml),
                        "office:body" => break,
                        _ => {}
                    },
                    Token::Close | Token::Text(_) => {}
                    Token::End => break,
                }
            }
        }
        lists
    }

    /// A list begins, inside another or not.
    pub(super) fn open(&mut self, tag: &Tag, outer: Option<&Open>) -> Open {
        let style = tag.attribute("style-name");
        if let Some(outer) = outer {
            let style = style.unwrap_or_else(|| outer.style.clone());
            return Open { key: outer.key.clone(), style, depth: outer.depth + 1 };
        }
        let style = style.unwrap_or_default();
        let key = match tag.attribute("continue-list") {
            Some(id) => id,
            None if tag.attribute("continue-numbering").as_deref() == Some("true") => {
                self.last.get(&style).cloned().unwrap_or_else(|| self.key(tag))
            }
            None => self.key(tag),
        };
        self.last.insert(style.clone(), key.clone());
        Open { key, style, depth: 0 }
    }

    fn key(&mut self, tag: &Tag) -> String {
        self.keys += 1;
        tag.attribute("id").unwrap_or_else(|| format!("list {}", self.keys))
    }

    /// The number of the next paragraph of a list.
    pub(super) fn label(&mut self, list: &Open, style: Option<String>) -> String {
        let style = style.filter(|_| list.style.is_empty()).unwrap_or_else(|| list.style.clone());
        match self.styles.get(&style) {
            Some(levels) => self.counters.next(&list.key, list.depth, levels),
            None => String::new(),
        }
    }

    pub(super) fn restart(&mut self, list: &Open, start: usize) {
        self.counters.restart(&list.key, list.depth);
        if let Some(level) =
            self.styles.get_mut(&list.style).and_then(|levels| levels.get_mut(list.depth))
        {
            level.start = start;
        }
    }

    /// The number of a heading, whose level is counted from 1.
    pub(super) fn heading(&mut self, level: usize) -> String {
        self.counters.next("headings", level.saturating_sub(1), &self.headings)
    }
}

fn levels(xml: &mut Xml<'_>) -> Vec<Level> {
    let mut levels: Vec<Level> = Vec::new();
    while let Some(tag) = xml.child() {
        let at = tag.number("level").unwrap_or(1).clamp(1, 10);
        let mut level = level(&tag, at);
        while let Some(tag) = xml.child() {
            let mut follows = tag.attribute("label-followed-by");
            while let Some(tag) = xml.child() {
                follows = follows.or_else(|| tag.attribute("label-followed-by"));
                xml.skip();
            }
            if follows.is_some_and(|follows| follows != "listtab") {
                level.gap = " ";
            }
        }
        while levels.len() < at {
            levels.push(Level { format: Format::None, ..Level::default() });
        }
        if let Some(place) = levels.get_mut(at - 1) {
            *place = level;
        }
    }
    levels
}

fn level(tag: &Tag, at: usize) -> Level {
    let format = match tag.attribute("num-format").as_deref() {
        _ if tag.name() == "text:list-level-style-bullet" => Format::Bullet,
        Some("1") => Format::Decimal,
        Some("a") => Format::LowerLetter,
        Some("A") => Format::UpperLetter,
        Some("i") => Format::LowerRoman,
        Some("I") => Format::UpperRoman,
        _ => Format::None,
    };
    Level {
        start: tag.number("start-value").unwrap_or(1),
        format,
        pattern: pattern(tag, at, format),
        ..Level::default()
    }
}

fn pattern(tag: &Tag, at: usize, format: Format) -> String {
    // "%1%.%2%)": as LibreOffice keeps what Word wrote.
    if let Some(kept) = tag.attribute("num-list-format") {
        let mut out = String::new();
        let mut signs = kept.chars().peekable();
        while let Some(sign) = signs.next() {
            let figure = signs.next_if(|next| sign == '%' && next.is_ascii_digit());
            out.push(sign);
            if let Some(figure) = figure {
                out.push(figure);
                signs.next_if_eq(&'%');
            }
        }
        return out;
    }
    let prefix = tag.attribute("num-prefix").unwrap_or_default();
    let suffix = tag.attribute("num-suffix").unwrap_or_default();
    if format == Format::None {
        return format!("{prefix}{suffix}");
    }
    let first = (at + 1).saturating_sub(tag.number("display-levels").unwrap_or(1).max(1)).max(1);
    let numbers: Vec<String> = (first..=at).map(|level| format!("%{level}")).collect();
    format!("{prefix}{}{suffix}", numbers.join("."))
}
