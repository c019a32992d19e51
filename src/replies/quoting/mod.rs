//! What each line of a mail is: the authority's new words, our own letter sent back, a signature,
//! or standing text that hangs below every mail.

mod asides;
mod quotations;
mod starts;

use std::sync::LazyLock;

use regex::Regex;

use super::pattern::regex;

/// What a line is; in doubt it is new, for a line cut wrongly is an answer lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    New,
    /// Somebody's earlier words, most often our own letter.
    Quoted,
    /// Name, office, telephone.
    Signature,
    /// Disclaimers, and the banners that gateways put above a mail.
    Disclaimer,
}

/// A line of a mail's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    pub role: Role,
    /// Whether `role` is `Quoted`.
    pub quoted: bool,
}

impl Line {
    fn new(text: String, role: Role) -> Self {
        Self { text, role, quoted: role == Role::Quoted }
    }
}

/// The lines of `text`, each with what it is.
pub fn lines(text: &str) -> Vec<Line> {
    let raw: Vec<&str> = text.lines().collect();
    let mut lines = quotations::told(&raw);
    asides::mark(&mut lines);
    lines
}

/// A line of our own letter with a figure behind its question: the answer was typed into it.
pub fn typed_in(lines: &[Line]) -> Option<&str> {
    static FIGURE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(r"(?i)\?[\s*_:–-]*(?:[<≤]?\s?\d[\d,]*|none|nil|zero|not\s+held|dim)[\s*_.]*$").ok()
    });
    let quoted = lines.iter().filter(|line| line.quoted).map(|line| line.text.trim());
    FIGURE.as_ref().and_then(|figure| quoted.into_iter().find(|line| figure.is_match(line)))
}

/// The new lines alone.
pub fn new_text(lines: &[Line]) -> String {
    let kept: Vec<&str> =
        lines.iter().filter(|line| line.role == Role::New).map(|line| line.text.as_str()).collect();
    kept.join("\n").trim().to_owned()
}
