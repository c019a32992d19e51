//! What was recovered from the mails, held against what the authorities knew.

use std::collections::BTreeMap;

use super::Setting;
use super::person::as_figure;
use crate::answers::Number;
use crate::case::standing::{Answer, Stands};
use crate::jobs::Workspace;
use crate::simulation::Authorities;
use crate::simulation::attached::Format;
use crate::simulation::figure::{Figure, Known};
use crate::simulation::figures::Figures;
use crate::store::{answers, requests};

/// Every cell of a rehearsal, counted once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    /// Right, and taken by a rule.
    pub by_rule: usize,
    /// Right, and decided by the person.
    pub by_person: usize,
    /// Nothing was said, and nothing was recorded.
    pub unanswered: usize,
    /// Known to the authority, and not (yet) recorded.
    pub outstanding: Vec<Difference>,
    /// Recorded, and not what the authority knew.
    pub wrong: Vec<Difference>,
    /// The same by what the answers stood in.
    pub formats: BTreeMap<Format, Counted>,
}

/// What came of the answers in one format.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Authorities that answered in it.
    pub replies: usize,
    pub by_rule: usize,
    pub by_person: usize,
    pub outstanding: usize,
    pub wrong: usize,
}

impl Counted {
    fn less(self, before: Self) -> Self {
        Self {
            replies: 1,
            by_rule: self.by_rule - before.by_rule,
            by_person: self.by_person - before.by_person,
            outstanding: self.outstanding - before.outstanding,
            wrong: self.wrong - before.wrong,
        }
    }

    fn add(&mut self, other: Self) {
        self.replies += other.replies;
        self.by_rule += other.by_rule;
        self.by_person += other.by_person;
        self.outstanding += other.outstanding;
        self.wrong += other.wrong;
    }
}

/// A cell that is not as the authority knew it.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    pub authority: String,
    pub question: String,
    pub period: String,
    pub known: Figure,
    /// What stands; `None` if nothing does.
    pub recorded: Option<Figure>,
    pub decided_by: Option<String>,
}

impl Comparison {
    /// Compares cell by cell, authority by authority.
    pub(super) fn of(
        workspace: &Workspace,
        setting: &Setting,
        (figures, authorities): (&Figures, &Authorities<'_>),
    ) -> anyhow::Result<Self> {
        let db = workspace.store.db();
        let mut comparison = Self::default();
        for request in requests::of_campaign(db, &setting.campaign.id)? {
            let standing: Vec<Answer> = answers::of_request(db, request.id)?
                .into_iter()
                .filter(|answer| answer.stands == Stands::Yes)
                .collect();
            // Who writes zeros as such has one child at least where "fewer than five" stands.
            let before = comparison.counted();
            let zeros = standing.iter().any(|answer| answer.value.as_exact() == Some(Number::ZERO));
            for (question, period) in setting.campaign.cells() {
                let known = figures.get(&request.authority, &question.id, &period.id);
                let recorded = standing
                    .iter()
                    .find(|answer| answer.question == question.id && answer.period == period.id);
                comparison.add(
                    zeros,
                    Difference {
                        authority: request.authority.clone(),
                        question: question.id.clone(),
                        period: period.id.clone(),
                        known,
                        recorded: recorded.map(|answer| as_figure(&answer.value)),
                        decided_by: recorded.and_then(|answer| answer.decided_by.clone()),
                    },
                );
            }
            if let Some(format) = authorities.format_of(&request.authority) {
                let counted = comparison.counted().less(before);
                comparison.formats.entry(format).or_default().add(counted);
            }
        }
        Ok(comparison)
    }

    fn counted(&self) -> Counted {
        Counted {
            replies: 0,
            by_rule: self.by_rule,
            by_person: self.by_person,
            outstanding: self.outstanding.len(),
            wrong: self.wrong.len(),
        }
    }

    fn add(&mut self, zeros: bool, cell: Difference) {
        let by_rule = cell.decided_by.as_deref().is_some_and(|by| by.starts_with("rule:"));
        match &cell.recorded {
            None if cell.known.known == Known::Missing => self.unanswered += 1,
            None => self.outstanding.push(cell),
            Some(recorded)
                if same(&cell.known, recorded)
                    || (zeros && same(&cell.known.above_nought(), recorded)) =>
            {
                if by_rule {
                    self.by_rule += 1;
                } else {
                    self.by_person += 1;
                }
            }
            Some(_) => self.wrong.push(cell),
        }
    }
}

/// The same bounds or words; "yes" and "Yes" are one word.
fn same(known: &Figure, recorded: &Figure) -> bool {
    let words = |figure: &Figure| figure.value.as_ref().map(|value| value.to_lowercase());
    let bounds = |figure: &Figure| (figure.low, figure.high);
    known.known.has_number() == recorded.known.has_number()
        && (known.known.has_number() || known.known == recorded.known)
        && bounds(known) == bounds(recorded)
        && words(known) == words(recorded)
}
