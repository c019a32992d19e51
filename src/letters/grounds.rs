//! Why a review is asked for: a code into words, and the text that argues it.

use serde::Serialize;

use crate::law::Law;

/// One reason why a decision is to be looked at again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ground {
    /// As it was given, `FOIA-s40(2)` or `late`.
    pub code: String,
    /// The name of its text in the law's folder `grounds`.
    pub name: &'static str,
    /// "section 40(2)"; none where no section was cited.
    pub section: Option<String>,
    /// What the section is about, or what went wrong.
    pub title: &'static str,
    /// "Section 40(2): personal information".
    pub heading: String,
}

/// A code that is no ground under an Act.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{code}` is no ground under {law}: write {example}, not_held, silence, late or incomplete"
)]
pub struct UnknownGround {
    pub code: String,
    pub law: &'static str,
    pub example: &'static str,
}

/// Number of a section, its title, and the text for it; others have the general text.
type Row = (&'static str, &'static str, &'static str);

const FOIA: &[Row] = &[
    ("12", "cost of compliance", "s12"),
    ("14", "vexatious or repeated requests", "s14"),
    ("14(1)", "vexatious requests", "s14"),
    ("14(2)", "repeated requests", "s14"),
    ("21", "information accessible by other means", "s21"),
    ("22", "information intended for future publication", "s22"),
    ("30", "investigations and proceedings", "other"),
    ("31", "law enforcement", "s31"),
    ("32", "court records", "other"),
    ("36", "prejudice to the effective conduct of public affairs", "s36"),
    ("38", "health and safety", "other"),
    ("39", "environmental information", "other"),
    ("40", "personal information", "s40"),
    ("41", "information provided in confidence", "other"),
    ("42", "legal professional privilege", "other"),
    ("43", "commercial interests", "other"),
    ("44", "prohibitions on disclosure", "other"),
];

const FOISA: &[Row] = &[
    ("12", "excessive cost of compliance", "s12"),
    ("14", "vexatious or repeated requests", "s14"),
    ("14(1)", "vexatious requests", "s14"),
    ("14(2)", "repeated requests", "s14"),
    ("17", "information not held", "not_held"),
    ("18", "neither confirming nor denying", "other"),
    ("25", "information otherwise accessible", "s25"),
    ("26", "prohibitions on disclosure", "other"),
    ("27", "information intended for future publication", "s27"),
    ("30", "prejudice to the effective conduct of public affairs", "s30"),
    ("33", "commercial interests and the economy", "other"),
    ("34", "investigations", "other"),
    ("35", "law enforcement", "s35"),
    ("36", "confidentiality", "other"),
    ("36(1)", "legal privilege", "other"),
    ("36(2)", "actionable breach of confidence", "other"),
    ("37", "court records", "other"),
    ("38", "personal information", "s38"),
    ("39", "health, safety and the environment", "other"),
    ("39(1)", "health and safety", "other"),
    ("39(2)", "environmental information", "other"),
];

/// What is said of a reply rather than of a section.
const PLAIN: &[Row] = &[
    ("not_held", "information said not to be held", "not_held"),
    ("notheld", "information said not to be held", "not_held"),
    ("ncnd", "neither confirming nor denying", "other"),
    ("silence", "no reply within the time allowed", "silence"),
    ("late", "a reply after the time allowed", "late"),
    ("incomplete", "an incomplete reply", "incomplete"),
];

/// The ground that `code` means under `law`.
pub fn find(law: Law, code: &str) -> Result<Ground, UnknownGround> {
    let (act, rest) = code.split_once('-').unwrap_or(("", code));
    let ours = act.is_empty() || act.eq_ignore_ascii_case(law.code());
    let plain = PLAIN.iter().find(|(name, ..)| rest.eq_ignore_ascii_case(name));
    let ground = match (ours, plain) {
        (true, Some((_, title, name))) => {
            let heading = capital(title);
            Some(Ground { code: code.to_owned(), name, section: None, title, heading })
        }
        (true, None) if !act.is_empty() => cited(law, code, rest),
        (_, _) => None,
    };
    ground.ok_or_else(|| UnknownGround {
        code: code.to_owned(),
        law: law.code(),
        example: match law {
            Law::Foia => "FOIA-s40(2)",
            Law::Foisa => "FOISA-s38(1)(b)",
            Law::Eir => "EIR-r12(4)(b)",
            Law::Eisr => "EISR-r10(4)(b)",
        },
    })
}

/// A section or regulation: `s40(2)`, `r12(4)(b)`.
fn cited(law: Law, code: &str, rest: &str) -> Option<Ground> {
    let (letter, word, rows): (char, &str, &[Row]) = match law {
        Law::Foia => ('s', "section", FOIA),
        Law::Foisa => ('s', "section", FOISA),
        Law::Eir | Law::Eisr => ('r', "regulation", &[]),
    };
    let number = rest.strip_prefix(letter)?;
    if !number.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    // The paragraph's own row, else that of the whole section.
    let mut wanted = number;
    let row = loop {
        match rows.iter().find(|(known, ..)| *known == wanted) {
            Some(row) => break Some(row),
            None => match wanted.rsplit_once('(') {
                Some((whole, _)) => wanted = whole,
                None => break None,
            },
        }
    };
    let (title, name) = row.map_or(("", "other"), |(_, title, name)| (*title, *name));
    let section = format!("{word} {number}");
    let heading = if title.is_empty() {
        capital(&section)
    } else {
        format!("{}: {title}", capital(&section))
    };
    Some(Ground { code: code.to_owned(), name, section: Some(section), title, heading })
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
