//! Labelled mails against what rules made of them: precision, recall, and harm.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

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
}

/// How often rules were right about one thing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Share {
    pub right: usize,
    pub of: usize,
}

impl Share {
    fn count(&mut self, is_right: bool) {
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
    /// Mails that need no person, and those of them that wait all the same.
    pub needless_reviews: Share,
    /// Mails that need a person, and those of them that wait.
    pub needed_reviews: Share,
    pub silently_wrong_authority: usize,
    pub silently_wrong_kind: usize,
    pub differs: Vec<Differs>,
}

/// Compares the labels in `path` with what is stored of the files they name.
pub fn eval(db: &Connection, path: &Path) -> anyhow::Result<Score> {
    let shown = path.display();
    let mut reader = csv::Reader::from_path(path).with_context(|| format!("reading {shown}"))?;
    let mut by_file: BTreeMap<String, Mail> = BTreeMap::new();
    for mail in mails::list(db)? {
        let name =
            Path::new(&mail.file).file_name().map(|name| name.to_string_lossy().into_owned());
        by_file.entry(name.unwrap_or_else(|| mail.file.clone())).or_insert(mail);
    }
    let mut score = Score::default();
    for (index, row) in reader.deserialize().enumerate() {
        let line = index + 2;
        let label: Label = row.with_context(|| {
            format!("{shown} line {line}: the columns file, authority and kind are needed")
        })?;
        let kind = Kind::parse(&label.kind)
            .with_context(|| format!("{shown} line {line}: {} is no kind of mail", label.kind))?;
        let name = Path::new(&label.file).file_name().unwrap_or_default().to_string_lossy();
        let mail = by_file.get(&*name).with_context(|| {
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
}
