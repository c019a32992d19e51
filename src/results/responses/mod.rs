//! How the authorities responded, over all and by group: counts that add up to those asked, and how
//! long an answer took, with requests still open taken for what they are: not answered *so far*.

pub mod survival;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use self::survival::{Curve, Wait};
use super::groups::UNKNOWN;

/// What became of one request that left.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    pub authority: String,
    /// Columns of the register by name, `law` among them.
    pub columns: Vec<(String, String)>,
    /// It is known to have arrived: by a receipt, or by any reply.
    pub delivered: bool,
    pub acknowledged: bool,
    pub outcome: Outcome,
    /// The first response came after the law's last day for it, with every extension.
    pub late: bool,
    /// Sections that its final replies rely on, as `FOIA-s12`.
    pub sections: Vec<String>,
    /// Working days of the law's own calendar; `None` if no time ever ran.
    pub wait: Option<Wait>,
}

/// Where a request ended, or stands: exactly one for each that was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Answered,
    PartlyAnswered,
    Refused,
    NotHeld,
    /// The last day has passed without a response.
    Silent,
    /// There is time left, or the clock stands still.
    Open,
    Undelivered,
    /// Withdrawn or closed without a response.
    Closed,
}

/// Response statistics over all, or of a group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Responses {
    #[serde(rename = "type")]
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    pub asked: usize,
    pub delivered: usize,
    pub acknowledged: usize,
    pub answered_on_time: usize,
    pub answered_late: usize,
    pub partly_answered_on_time: usize,
    pub partly_answered_late: usize,
    pub refused_on_time: usize,
    pub refused_late: usize,
    pub not_held_on_time: usize,
    pub not_held_late: usize,
    pub silent: usize,
    pub open: usize,
    pub undelivered: usize,
    pub closed: usize,
    /// Requests refused by each section that they cite; one may cite several.
    pub refused_by_section: BTreeMap<String, usize>,
    /// The same of requests that were answered in part.
    pub partly_by_section: BTreeMap<String, usize>,
    pub working_days: Curve,
}

impl Responses {
    fn of<'a>(responses: impl Iterator<Item = &'a Response> + Clone) -> Self {
        let count =
            |test: &dyn Fn(&Response) -> bool| responses.clone().filter(|one| test(one)).count();
        let ended = |outcome, late| count(&|one| one.outcome == outcome && one.late == late);
        let stands = |outcome| count(&|one| one.outcome == outcome);
        let waits: Vec<Wait> = responses.clone().filter_map(|one| one.wait).collect();
        Self {
            kind: "responses",
            group_by: None,
            group: None,
            asked: responses.clone().count(),
            delivered: count(&|one| one.delivered),
            acknowledged: count(&|one| one.acknowledged),
            answered_on_time: ended(Outcome::Answered, false),
            answered_late: ended(Outcome::Answered, true),
            partly_answered_on_time: ended(Outcome::PartlyAnswered, false),
            partly_answered_late: ended(Outcome::PartlyAnswered, true),
            refused_on_time: ended(Outcome::Refused, false),
            refused_late: ended(Outcome::Refused, true),
            not_held_on_time: ended(Outcome::NotHeld, false),
            not_held_late: ended(Outcome::NotHeld, true),
            silent: stands(Outcome::Silent),
            open: stands(Outcome::Open),
            undelivered: stands(Outcome::Undelivered),
            closed: stands(Outcome::Closed),
            refused_by_section: sections(responses.clone(), Outcome::Refused),
            partly_by_section: sections(responses, Outcome::PartlyAnswered),
            working_days: Curve::of(&waits),
        }
    }

    pub fn answered(&self) -> usize {
        self.answered_on_time + self.answered_late
    }

    pub fn partly_answered(&self) -> usize {
        self.partly_answered_on_time + self.partly_answered_late
    }

    pub fn refused(&self) -> usize {
        self.refused_on_time + self.refused_late
    }

    pub fn not_held(&self) -> usize {
        self.not_held_on_time + self.not_held_late
    }

    /// Responses of any kind within the law's time.
    pub fn on_time(&self) -> usize {
        self.answered_on_time
            + self.partly_answered_on_time
            + self.refused_on_time
            + self.not_held_on_time
    }

    /// Responses of any kind after it.
    pub fn late(&self) -> usize {
        self.answered_late + self.partly_answered_late + self.refused_late + self.not_held_late
    }
}

/// Over all requests that left.
pub fn overall(responses: &[Response]) -> Responses {
    Responses::of(responses.iter())
}

/// By a column of the register, in alphabetical order; each request in one group.
pub fn by(responses: &[Response], column: &str) -> Vec<Responses> {
    let group_of = |one: &Response| {
        let known = one.columns.iter().find(|(name, _)| name == column);
        known.map_or_else(|| UNKNOWN.to_owned(), |(_, value)| value.clone())
    };
    let groups: BTreeSet<String> = responses.iter().map(group_of).collect();
    let of_group = |group: String| {
        let members = responses.iter().filter(|one| group_of(one) == group);
        let figures = Responses::of(members);
        Responses { group_by: Some(column.to_owned()), group: Some(group), ..figures }
    };
    groups.into_iter().map(of_group).collect()
}

fn sections<'a>(
    responses: impl Iterator<Item = &'a Response>,
    outcome: Outcome,
) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for response in responses.filter(|one| one.outcome == outcome) {
        let cited: BTreeSet<&String> = response.sections.iter().collect();
        if cited.is_empty() {
            *found.entry("none".to_owned()).or_default() += 1;
        }
        for section in cited {
            *found.entry(section.clone()).or_default() += 1;
        }
    }
    found
}
