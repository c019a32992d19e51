//! What each line of a mail is: the authority's new words, our own letter sent back, a signature,
//! or standing text that hangs below every mail.

mod asides;
mod quotations;
mod starts;

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

/// The new lines alone.
pub fn new_text(lines: &[Line]) -> String {
    let kept: Vec<&str> =
        lines.iter().filter(|line| line.role == Role::New).map(|line| line.text.as_str()).collect();
    kept.join("\n").trim().to_owned()
}
