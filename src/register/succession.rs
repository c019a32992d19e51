//! Whose area an authority took over, and who takes over its own: councils merge, split and change
//! their names, and rounds of different years name different ones.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How an authority gave way to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Its whole area went into a larger one.
    Merged,
    /// Its area was divided.
    Split,
    /// The same area under another name or another sort of council.
    Renamed,
}

impl ChangeKind {
    pub const ALL: [Self; 3] = [Self::Merged, Self::Split, Self::Renamed];

    pub fn code(self) -> &'static str {
        match self {
            Self::Merged => "merged",
            Self::Split => "split",
            Self::Renamed => "renamed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == text.trim())
    }
}

/// One authority giving way to one other; of a split there are several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub predecessor: String,
    pub successor: String,
    /// The first day of the successor.
    pub on: NaiveDate,
    pub kind: ChangeKind,
    /// Which part of the predecessor's area, in words.
    pub share: Option<String>,
    pub old_gss: Option<String>,
    pub new_gss: Option<String>,
    pub source: String,
}

/// Every change that is known, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Succession {
    changes: Vec<Change>,
}

/// A change that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Impossible {
    #[error("`{0}` cannot succeed itself")]
    Itself(String),
    #[error("`{successor}` already gives way, directly or by others, to `{predecessor}`")]
    Circle { predecessor: String, successor: String },
    #[error("`{0}` would give way before it begins")]
    BeforeItBegins(String),
}

impl Succession {
    /// Those of `changes` that can be; a later row for the same two takes the place of the earlier.
    pub fn of(changes: impl IntoIterator<Item = Change>) -> Self {
        let mut succession = Self::default();
        for change in changes {
            // What cannot be was refused when it was taken in.
            let _ = succession.add(change);
        }
        succession
    }

    pub fn iter(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter()
    }

    /// Adds a change, unless following it would never end.
    pub fn add(&mut self, change: Change) -> Result<(), Impossible> {
        let (from, to) = (change.predecessor.clone(), change.successor.clone());
        if from == to {
            return Err(Impossible::Itself(from));
        }
        if self.reaches(&to, &from) {
            return Err(Impossible::Circle { predecessor: from, successor: to });
        }
        if self.valid_from(&from).is_some_and(|begins| begins >= change.on) {
            return Err(Impossible::BeforeItBegins(from));
        }
        if self.valid_to(&to).is_some_and(|ends| ends < change.on) {
            return Err(Impossible::BeforeItBegins(to));
        }
        self.changes.retain(|known| (&known.predecessor, &known.successor) != (&from, &to));
        let at = self.changes.partition_point(|known| known.on <= change.on);
        self.changes.insert(at, change);
        Ok(())
    }

    fn reaches(&self, from: &str, to: &str) -> bool {
        let (mut open, mut seen) = (vec![from], BTreeSet::new());
        while let Some(id) = open.pop() {
            if id == to {
                return true;
            }
            if seen.insert(id) {
                open.extend(self.after(id).map(|change| change.successor.as_str()));
            }
        }
        false
    }

    fn after<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Change> {
        self.changes.iter().filter(move |change| change.predecessor == id)
    }

    /// Who holds the area of `id` at the end of `day`: itself while it stands.
    pub fn successors_on<'a>(&'a self, id: &'a str, day: NaiveDate) -> Vec<&'a str> {
        let (mut open, mut seen) = (vec![id], BTreeSet::new());
        let mut found = Vec::new();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            let before = open.len();
            let gone = self.after(id).filter(|change| change.on <= day);
            open.extend(gone.map(|change| change.successor.as_str()));
            if open.len() == before {
                found.push(id);
            }
        }
        found.sort_unstable();
        found
    }

    /// Whose areas, or parts of them, `id` took over.
    pub fn predecessors(&self, id: &str) -> Vec<&str> {
        let before = self.changes.iter().filter(|change| change.successor == id);
        before.map(|change| change.predecessor.as_str()).collect()
    }

    /// The first day of an authority that took over from another.
    pub fn valid_from(&self, id: &str) -> Option<NaiveDate> {
        let begins = self.changes.iter().filter(|change| change.successor == id);
        begins.map(|change| change.on).min()
    }

    /// The last day of an authority that gave way.
    pub fn valid_to(&self, id: &str) -> Option<NaiveDate> {
        self.after(id).map(|change| change.on).min().and_then(|day| day.pred_opt())
    }

    /// Whether an authority has begun and not yet given way.
    pub fn stands_on(&self, id: &str, day: NaiveDate) -> bool {
        self.valid_from(id).is_none_or(|from| from <= day)
            && self.valid_to(id).is_none_or(|to| day <= to)
    }

    /// The changes that belong to one reorganisation: those of the same day that share an authority
    /// with `change`, or with one that does.
    pub fn together_with<'a>(&'a self, change: &'a Change) -> Vec<&'a Change> {
        let mut ids = BTreeSet::from([change.predecessor.as_str(), change.successor.as_str()]);
        let of_day = || self.changes.iter().filter(|other| other.on == change.on);
        loop {
            let before = ids.len();
            for other in of_day() {
                let pair = [other.predecessor.as_str(), other.successor.as_str()];
                if pair.iter().any(|id| ids.contains(id)) {
                    ids.extend(pair);
                }
            }
            if ids.len() == before {
                return of_day().filter(|other| ids.contains(other.predecessor.as_str())).collect();
            }
        }
    }
}
