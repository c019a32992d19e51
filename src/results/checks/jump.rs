//! A jump against the round before: the same authority, the same question, a year earlier.

use super::{Answered, Check, Cited, Finding, Said, Scene, Sure, called, chance};
use crate::campaign::thresholds::Thresholds;
use crate::campaign::{Campaign, Period, Question, QuestionType};

/// Each exact answer far from what the same authority said of the period before.
pub(super) fn against_last_round(scene: &Scene<'_>, of: &Answered) -> Vec<Finding> {
    let Some((earlier, answered)) = scene.before else { return Vec::new() };
    let same = |known: &&Answered| known.authority == of.authority;
    let Some(then) = answered.iter().find(same) else { return Vec::new() };
    let mut found = Vec::new();
    for said in &of.said {
        let Some((question, period)) = before(scene.campaign, earlier, said) else { continue };
        let Some(was) = then.cell(&question.id, &period.id) else { continue };
        if !jumps(question.kind, (said, was), &scene.campaign.thresholds) {
            continue;
        }
        let again =
            scene.campaign.period(&said.period).is_some_and(|now| dates(now) == dates(period));
        let about = if again { " of the same period" } else { "" };
        found.push(Finding {
            check: Check::Jump,
            sure: Sure::Likely,
            cells: vec![Cited::new(scene.campaign, of, said), Cited::new(earlier, then, was)],
            against: None,
            words: format!(
                "{}; in {}{about} it was {} ({})",
                called(scene.campaign, said),
                earlier.id,
                was.value.shown(),
                period.id
            ),
            todo: "see whether both count the same; ask the authority what changed, or accept it \
                   with the reason"
                .to_owned(),
        });
    }
    found
}

fn dates(period: &Period) -> (chrono::NaiveDate, chrono::NaiveDate) {
    (period.from, period.to)
}

/// The same question of the round before, and the period to hold its answer against: the same one if
/// it was asked twice, else the last of about the same length that began earlier.
fn before<'c>(
    campaign: &Campaign,
    earlier: &'c Campaign,
    said: &Said,
) -> Option<(&'c Question, &'c Period)> {
    let (asked, now) = (campaign.question(&said.question)?, campaign.period(&said.period)?);
    let question = earlier.question(&asked.id)?;
    if question.kind != asked.kind || question.unit != asked.unit {
        return None;
    }
    let asked_of = |period: &&Period| question.periods.contains(&period.id);
    let days = |period: &Period| (period.to - period.from).num_days();
    let alike = |period: &&Period| {
        dates(period) == dates(now)
            || (period.from < now.from && (days(period) - days(now)).abs() <= A_MONTH)
    };
    let known = earlier.periods.iter().filter(asked_of).filter(alike);
    Some((question, known.max_by_key(|period| period.from)?))
}

/// Calendar and financial years differ by a day; a quarter is no year.
const A_MONTH: i64 = 31;

fn jumps(kind: QuestionType, (now, was): (&Said, &Said), apart: &Thresholds) -> bool {
    let Some((now, was)) = now.value.as_exact().zip(was.value.as_exact()) else { return false };
    let (now, was) = (now.as_f64(), was.as_f64());
    match kind {
        QuestionType::Count => chance::apart(now, was, apart.jump),
        QuestionType::Money | QuestionType::Duration => {
            now.min(was) > 0.0 && now.max(was) >= apart.jump_of_amounts * now.min(was)
        }
        QuestionType::Percentage
        | QuestionType::YesNo
        | QuestionType::Choice
        | QuestionType::Date
        | QuestionType::Text => false,
    }
}
