//! How long an authority may need for a question set, against what the Acts' cost limits allow.

use super::{Campaign, Question, QuestionType};
use crate::law::Law;

/// What a council may spend before it can refuse (rules.md 3.1, 4.4): £450 at £25 an hour under FOIA
/// (SI 2004/3244, regulations 3 and 4); £600 at no more than £15 an hour under FOISA (SSI 2004/467).
const FOIA_HOURS: u32 = 18;
const FOISA_HOURS: u32 = 40;

/// Hours before which an authority cannot refuse by cost; `None` where there is no such limit.
pub fn hours_allowed(law: Law) -> Option<u32> {
    match law {
        Law::Foia => Some(FOIA_HOURS),
        Law::Foisa => Some(FOISA_HOURS),
        // Unreasonable requests may be refused, but no number of hours says which.
        Law::Eir | Law::Eisr => None,
    }
}

/// Hours that an authority may need: what the author says, or a rule of thumb, rounded up.
///
/// The rule of thumb is ours: half an hour to draw a figure from a case system, ten minutes for the same
/// figure of another year, half as long for a part of a figure that is drawn anyway.
pub fn hours_needed(campaign: &Campaign) -> u32 {
    campaign.hours.unwrap_or_else(|| {
        let minutes: u32 = campaign.questions.iter().map(minutes).sum();
        minutes.div_ceil(60)
    })
}

fn minutes(question: &Question) -> u32 {
    let first = match question.kind {
        QuestionType::Count | QuestionType::Money | QuestionType::Percentage => 30,
        QuestionType::Duration | QuestionType::Text => 45,
        QuestionType::YesNo | QuestionType::Choice | QuestionType::Date => 10,
    };
    let more = u32::try_from(question.periods.len().saturating_sub(1)).unwrap_or(u32::MAX);
    let whole = first + more.saturating_mul(10);
    if question.part_of.is_empty() { whole } else { whole / 2 }
}
