//! Where a letter of one's own came from: a line at its top that leaves no trace in the letter.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::templates::shipped;
use crate::case::events::LetterKind;
use crate::law::Law;

/// How every line begins that is for this program and not for the letter.
const OURS: &str = "{# foi-";
const SOURCE: &str = "{# foi-template ";
/// A letter with this line must be read by somebody who knows its language before it is used.
const CHECK: &str = "{# foi-needs-check ";

/// What the first line of a copied letter says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub name: String,
    pub sha256: String,
    pub version: String,
}

/// What a template is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Letter(LetterKind),
    /// An argument for a review.
    Ground,
    /// Included by letters.
    Part,
}

/// What the template of this name is, under which Act if it is one Act's, and in which language.
pub fn described(name: &str) -> (What, Option<Law>, &'static str) {
    let stem = name.strip_suffix(".txt").unwrap_or(name);
    let (law, rest) = match stem.split_once('/') {
        Some((folder, rest)) => (Law::parse(folder), rest),
        None => (None, stem),
    };
    let (language, rest) = rest.strip_prefix("cy/").map_or(("en", rest), |rest| ("cy", rest));
    let what = match LetterKind::parse(rest).filter(|_| law.is_some()) {
        Some(kind) => What::Letter(kind),
        None if rest.starts_with("grounds/") => What::Ground,
        None => What::Part,
    };
    (what, law, language)
}

/// SHA-256 of a text, in hexadecimal.
pub fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The shipped letter as a file of one's own; none if no letter is called so.
pub fn copy(name: &str) -> Option<String> {
    let text = shipped(name)?;
    let version = env!("CARGO_PKG_VERSION");
    Some(format!("{SOURCE}{name} sha256:{} foi {version} #}}\n{text}", sha256(text)))
}

impl Source {
    /// What the first line of `text` says; none if it was written from nothing.
    pub fn read(text: &str) -> Option<Self> {
        let line = text.lines().next()?.trim_end();
        let words = line.strip_prefix(SOURCE)?.strip_suffix("#}")?;
        let mut words = words.split_whitespace();
        let (name, sha256) = (words.next()?, words.next()?.strip_prefix("sha256:")?);
        let version = words.nth(1).unwrap_or_default();
        let own = str::to_owned;
        Some(Self { name: own(name), sha256: own(sha256), version: own(version) })
    }
}

/// Why a letter must be read by a person before it is used, if it must.
pub(super) fn needs_check(text: &str) -> Option<String> {
    head(text).find_map(|line| {
        let words = line.strip_prefix(CHECK)?.trim_end().strip_suffix("#}")?;
        Some(words.trim().to_owned())
    })
}

fn head(text: &str) -> impl Iterator<Item = &str> {
    text.lines().take_while(|line| line.starts_with(OURS))
}

/// The text for the engine: our lines take their line break with them, and lines keep their
/// numbers.
pub(super) fn without_trace(text: &str) -> String {
    let count = head(text).count();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for line in lines.iter_mut().take(count) {
        if let Some(words) = line.trim_end().strip_suffix("#}") {
            *line = format!("{words}-#}}");
        }
    }
    let mut whole = lines.join("\n");
    whole.push('\n');
    whole
}
