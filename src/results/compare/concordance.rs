//! Whether a question of one round asks what the question of that id in the other asks.

use chrono::Datelike;
use serde::Serialize;

use crate::campaign::{Campaign, Question};

/// How two questions stand to each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Concordance {
    /// The same words, the year apart.
    Same,
    /// Other words, and a person says that they ask the same: `same_as_before = true`.
    Judged,
    /// Other words, another unit or another sort of answer: figures before and after are not of one thing.
    Break { why: String },
    /// Only the second round asks it.
    New,
    /// Only the first round asked it.
    Dropped,
}

impl Concordance {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Judged => "judged",
            Self::Break { .. } => "break",
            Self::New => "new",
            Self::Dropped => "dropped",
        }
    }

    pub fn compares(&self) -> bool {
        matches!(self, Self::Same | Self::Judged)
    }

    /// The weaker of two: a ratio is no better than its parts.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let rank = |state: &Self| match state {
            Self::Same => 0,
            Self::Judged => 1,
            Self::Break { .. } => 2,
            Self::New => 3,
            Self::Dropped => 4,
        };
        if rank(&other) > rank(&self) { other } else { self }
    }
}

/// How the questions called `id` of two rounds stand to each other; `None` if neither has it.
pub fn concordance(before: &Campaign, after: &Campaign, id: &str) -> Option<Concordance> {
    let (was, is) = match (before.question(id), after.question(id)) {
        (Some(was), Some(is)) => (was, is),
        (None, Some(_)) => return Some(Concordance::New),
        (Some(_), None) => return Some(Concordance::Dropped),
        (None, None) => return None,
    };
    if was.kind != is.kind {
        let why = format!("it was a {}, and is a {}", was.kind.code(), is.kind.code());
        return Some(Concordance::Break { why });
    }
    // A sheet does not say what it counts; what a person wrote down does.
    if let (Some(old), Some(new)) = (&was.unit, &is.unit)
        && old != new
    {
        return Some(Concordance::Break { why: format!("it counted {old}, and counts {new}") });
    }
    if wording(before, was) == wording(after, is) {
        return Some(Concordance::Same);
    }
    if is.same_as_before {
        return Some(Concordance::Judged);
    }
    let why = "its wording changed".to_owned();
    Some(Concordance::Break { why })
}

/// The words of a question without what must differ: the years of the periods, spaces and case.
fn wording(campaign: &Campaign, question: &Question) -> String {
    let mut text = question.text.to_lowercase();
    for period in &campaign.periods {
        for year in [period.from.year(), period.to.year()] {
            text = text.replace(&year.to_string(), "(year)");
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
