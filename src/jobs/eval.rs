//! Labelled mails against what rules made of them: precision, recall, and harm.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context;
use rusqlite::Connection;
use serde::{Deserialize, Deserializer, Serialize};

use crate::replies::Kind;
use crate::store::mails::{self, Mail, Read};

/// What a person says of a mail; a column left empty is not scored.
#[derive(Debug, Clone, Deserialize)]
struct Label {
    file: String,
    /// Ids of the register, with `;` between them; `-` for none of ours.
    authority: String,
    kind: String,
    authority_reference: Option<String>,
    sections: Option<String>,
    needs_review: Option<String>,
    /// `due=2025-03-03;fee=75.00`: no facts if it is empty, not scored if there is no such column.
    #[serde(default, deserialize_with = "present")]
    facts: Option<String>,
}

/// An empty cell says that there is none, and no cell says nothing.
fn present<'de, D: Deserializer<'de>>(cell: D) -> Result<Option<String>, D::Error> {
    String::deserialize(cell).map(Some)
}

/// How often rules were right about one thing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Share {
    pub right: usize,
    pub of: usize,
}

impl Share {
    pub(super) fn count(&mut self, is_right: bool) {
        self.of += 1;
        self.right += usize::from(is_right);
    }

    /// In per cent; `None` of nothing.
    pub fn percent(self) -> Option<f64> {
        let of = f64::from(u32::try_from(self.of).ok()?);
        (of > 0.0).then(|| 100.0 * f64::from(u32::try_from(self.right).unwrap_or(0)) / of)
    }
}

/// Of what was said to be so, what was; of what was so, what was said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Both {
    pub precision: Share,
    pub recall: Share,
}

/// A mail about which rules and labels differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Differs {
    pub file: String,
    pub what: &'static str,
    pub read: String,
    pub label: String,
    /// Nobody would have been asked.
    pub silent: bool,
}

/// What was found by comparing labels with readings.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Score {
    pub mails: usize,
    pub authority: Share,
    pub kind: Share,
    pub kinds: BTreeMap<&'static str, Both>,
    pub authority_reference: Both,
    pub sections: Both,
    pub facts: Both,
    /// The same for each fact by its name.
    pub facts_by_name: BTreeMap<&'static str, Both>,
    /// Mails that need no person, and those of them that wait all the same.
    pub needless_reviews: Share,
    /// Mails that need a person, and those of them that wait.
    pub needed_reviews: Share,
    pub silently_wrong_authority: usize,
    pub silently_wrong_kind: usize,
    pub differs: Vec<Differs>,
}

/// The mails of a workspace by the names of their files.
pub(super) fn by_file(db: &Connection) -> anyhow::Result<BTreeMap<String, Mail>> {
    let mut by_file: BTreeMap<String, Mail> = BTreeMap::new();
    for mail in mails::list(db)? {
        let name =
            Path::new(&mail.file).file_name().map(|name| name.to_string_lossy().into_owned());
        by_file.entry(name.unwrap_or_else(|| mail.file.clone())).or_insert(mail);
    }
    Ok(by_file)
}

/// Compares the labels in `path` with what is stored of the files they name.
pub fn eval(db: &Connection, path: &Path) -> anyhow::Result<Score> {
    let shown = path.display();
    let mut reader = csv::Reader::from_path(path).with_context(|| format!("reading {shown}"))?;
    let by_file = by_file(db)?;
    let mut score = Score::default();
    for (index, row) in reader.deserialize().enumerate() {
        let line = index + 2;
        let label: Label = row.with_context(|| {
            format!("{shown} line {line}: the columns file, authority and kind are needed")
        })?;
        let kind = Kind::parse(&label.kind)
            .with_context(|| format!("{shown} line {line}: {} is no kind of mail", label.kind))?;
        let name = Path::new(&label.file).file_name().unwrap_or_default().to_string_lossy();
        // A message that begins with the line of an mbox is the first of one.
        let first = format!("{name}#1");
        let mail = by_file.get(&*name).or_else(|| by_file.get(&first)).with_context(|| {
            format!("{shown} line {line}: {} was not received: `foi receive` it first", label.file)
        })?;
        let read = mails::reading(db, mail.duplicate_of.unwrap_or(mail.id))?
            .with_context(|| format!("m{} has not been read", mail.id))?;
        score.add(&label, kind, &read);
    }
    Ok(score)
}

impl Score {
    fn add(&mut self, label: &Label, kind: Kind, read: &Read) {
        self.mails += 1;
        self.place(label, read);
        self.kind_of(label, kind, read);
        let normal = |text: &str| -> String {
            text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase()
        };
        if let Some(reference) = &label.authority_reference {
            let said = read.reading.authority_reference.as_deref().unwrap_or_default();
            let is_right = normal(said) == normal(reference);
            if !said.is_empty() {
                self.authority_reference.precision.count(is_right);
            }
            if !reference.is_empty() {
                self.authority_reference.recall.count(is_right);
            }
            if !is_right {
                self.differ(label, "authority_reference", (said, reference), read);
            }
        }
        if let Some(sections) = &label.sections {
            self.sections_of(label, sections, read);
        }
        if let Some(labelled) = &label.facts {
            self.facts_of(label, labelled, read);
        }
        match label.needs_review.as_deref() {
            Some("no") => self.needless_reviews.count(read.review_reason.is_some()),
            Some("yes") => self.needed_reviews.count(read.waits),
            Some(_) | None => {}
        }
        match (label.needs_review.as_deref(), &read.review_reason, read.waits) {
            (Some("no"), Some(reason), _) => {
                self.differ(label, "needs_review", (reason, "no"), read);
            }
            (Some("yes"), _, false) => self.differ(label, "needs_review", ("", "yes"), read),
            _ => {}
        }
    }

    fn differ(
        &mut self,
        label: &Label,
        what: &'static str,
        (said, labelled): (&str, &str),
        read: &Read,
    ) {
        self.differs.push(Differs {
            file: label.file.clone(),
            what,
            read: said.to_owned(),
            label: labelled.to_owned(),
            silent: !read.waits,
        });
    }

    /// Filed where it belongs; or held with that ranked first, for a person.
    fn place(&mut self, label: &Label, read: &Read) {
        let placing = &read.reading.placing;
        let labelled: BTreeSet<&str> = label
            .authority
            .split(';')
            .map(str::trim)
            .filter(|id| !matches!(*id, "" | "-"))
            .collect();
        let ids: Vec<&str> =
            placing.matches.iter().map(|entry| entry.candidate.authority.as_str()).collect();
        let held = placing.held.is_some();
        let is_right = if held {
            labelled.is_empty()
                || ids.iter().take(labelled.len()).copied().collect::<BTreeSet<_>>() == labelled
        } else {
            ids.iter().copied().collect::<BTreeSet<_>>() == labelled
        };
        self.authority.count(is_right);
        if !is_right {
            if !held && read.review_reason.is_none() {
                self.silently_wrong_authority += 1;
            }
            let why = placing.held.as_deref().unwrap_or("filed");
            let said = format!("{} ({why})", ids.join(";"));
            self.differ(label, "authority", (&said, &label.authority), read);
        }
    }

    fn kind_of(&mut self, label: &Label, kind: Kind, read: &Read) {
        let is_right = read.kind == kind;
        self.kind.count(is_right);
        self.kinds.entry(read.kind.code()).or_default().precision.count(is_right);
        self.kinds.entry(kind.code()).or_default().recall.count(is_right);
        if !is_right {
            self.silently_wrong_kind += usize::from(!read.waits);
            let said = format!("{} ({})", read.kind.code(), read.reading.meaning.rule);
            self.differ(label, "kind", (&said, kind.code()), read);
        }
    }

    fn sections_of(&mut self, label: &Label, sections: &str, read: &Read) {
        let labelled: BTreeSet<&str> =
            sections.split(';').map(str::trim).filter(|code| !code.is_empty()).collect();
        let said: BTreeSet<&str> = read.reading.sections.iter().map(String::as_str).collect();
        for code in &said {
            self.sections.precision.count(labelled.contains(code));
        }
        for code in &labelled {
            self.sections.recall.count(said.contains(code));
        }
        if said != labelled {
            let joined = said.iter().copied().collect::<Vec<_>>().join(";");
            self.differ(label, "sections", (&joined, sections), read);
        }
    }

    fn facts_of(&mut self, label: &Label, labelled: &str, read: &Read) {
        let labelled = labelled_facts(labelled);
        let said: BTreeMap<&'static str, String> =
            read.reading.facts.listed().into_iter().map(|(name, value, _)| (name, value)).collect();
        for name in FACTS {
            let (said, label_says) = (said.get(name), labelled.get(name));
            if said.is_none() && label_says.is_none() {
                continue;
            }
            let is_right = matches!((said, label_says), (Some(said), Some(label)) if is_same(name, said, label));
            let by_name = self.facts_by_name.entry(name).or_default();
            for both in [by_name, &mut self.facts] {
                if said.is_some() {
                    both.precision.count(is_right);
                }
                if label_says.is_some() {
                    both.recall.count(is_right);
                }
            }
            if !is_right {
                let text = |value: Option<&String>| value.cloned().unwrap_or_default();
                self.differ(label, name, (&text(said), &text(label_says)), read);
            }
        }
    }
}

/// What is scored, as `foi mail --json` names it.
const FACTS: [&str; 11] = [
    "due",
    "new_date",
    "ground",
    "fee",
    "pay_by",
    "transferee",
    "link",
    "expires",
    "review_outcome",
    "asks",
    "estimate_hours",
];

/// A label's facts by name; what follows a `;` without a name belongs to the fact before.
fn labelled_facts(cell: &str) -> BTreeMap<&'static str, String> {
    let mut found: BTreeMap<&'static str, String> = BTreeMap::new();
    let mut last = None;
    for part in cell.split(';') {
        let named = part.split_once('=').and_then(|(name, value)| {
            let name = if name.trim() == "outcome" { "review_outcome" } else { name.trim() };
            Some((FACTS.into_iter().find(|known| *known == name)?, value))
        });
        match (named, last) {
            (Some((name, value)), _) => {
                found.insert(name, value.trim().to_owned());
                last = Some(name);
            }
            (None, Some(name)) if !part.contains('=') => {
                let value = found.entry(name).or_default();
                value.push(';');
                value.push_str(part);
            }
            (None, _) => last = None,
        }
    }
    found
}

/// Whether two people would call it the same. Of a question only that there is one is told: a label
/// gives its gist, in English, and the program the words themselves.
fn is_same(name: &str, said: &str, label: &str) -> bool {
    let plain = |text: &str| -> Vec<String> {
        text.to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !matches!(*word, "" | "at" | "the" | "of" | "a"))
            .map(str::to_owned)
            .collect()
    };
    let before_basis = said.split(" (").next().unwrap_or(said);
    match name {
        "asks" => true,
        "fee" | "estimate_hours" => label.parse::<f64>().ok() == said.parse::<f64>().ok(),
        "transferee" => plain(said) == plain(label),
        _ => before_basis == label,
    }
}
