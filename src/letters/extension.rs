//! A notice of more time, and why the authority may not take it.

use chrono::NaiveDate;

use crate::law::Law;

/// More time that the authority says it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    pub notified_on: NaiveDate,
    pub until: Option<NaiveDate>,
    pub fault: Fault,
}

/// Why the authority may not take it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// FOIA: no exemption is named whose public interest could be weighed.
    NoExemption,
    /// FOIA: the section named (`FOIA-s12`) is absolute or procedural.
    NotQualified { section: String },
    /// FOISA: there is none at all.
    NoneInAct,
    /// EIR and EISR: not said to be both complex and voluminous.
    NotComplexAndVoluminous,
    /// The notice came after the time for it.
    Late,
    /// Longer than the law, or the regulator's practice, has it: `limit` is the last day.
    TooLong { limit: NaiveDate },
}

impl Fault {
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoExemption => "no_exemption",
            Self::NotQualified { .. } => "not_qualified",
            Self::NoneInAct => "none_in_act",
            Self::NotComplexAndVoluminous => "not_complex_and_voluminous",
            Self::Late => "late",
            Self::TooLong { .. } => "too_long",
        }
    }

    /// What is wrong with a notice of more time that relies on these sections (`FOIA-s22`); none
    /// if nothing is seen to be wrong. `due_on` is the last day for a reply, `limit` the last day
    /// that more time may reach.
    ///
    /// Whether a request is complex and voluminous, a person must say.
    pub fn of(
        law: Law,
        sections: &[String],
        (notified_on, until): (NaiveDate, Option<NaiveDate>),
        (due_on, limit): (NaiveDate, NaiveDate),
    ) -> Option<Self> {
        if law == Law::Foisa {
            return Some(Self::NoneInAct);
        }
        if notified_on > due_on {
            return Some(Self::Late);
        }
        if law == Law::Foia {
            let Some(first) = sections.first() else { return Some(Self::NoExemption) };
            if sections.iter().all(|code| is_never_weighed(code)) {
                return Some(Self::NotQualified { section: first.clone() });
            }
        }
        until.filter(|until| *until > limit).map(|_| Self::TooLong { limit })
    }

    /// Whether the law has a rule that this breaks.
    pub(super) fn is_of(&self, law: Law) -> bool {
        match self {
            Self::NoExemption | Self::NotQualified { .. } => law == Law::Foia,
            Self::NoneInAct => law == Law::Foisa,
            Self::NotComplexAndVoluminous => matches!(law, Law::Eir | Law::Eisr),
            Self::Late | Self::TooLong { .. } => law != Law::Foisa,
        }
    }
}

/// Absolute exemptions and refusals without an exemption, where no public interest is weighed
/// (rules.md 2.3 and 10). Section 40(2) is in part qualified, and so not among them.
fn is_never_weighed(code: &str) -> bool {
    const NEVER: [&str; 7] = ["12", "14", "21", "32", "40(1)", "41", "44"];
    let number = code.rsplit("-s").next().unwrap_or_default();
    NEVER.iter().any(|never| {
        number.strip_prefix(never).is_some_and(|rest| rest.is_empty() || rest.starts_with('('))
    })
}
