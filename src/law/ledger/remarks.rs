//! What is to be said of a fact besides its date, in a sentence: an extension that has no effect, a
//! notice that came too late.

use chrono::NaiveDate;

use super::{Fact, Ledger, Remark};
use crate::law::clock::long_date;
use crate::law::exemptions::Class;
use crate::law::regime::{Extension, Redirect};

impl Ledger {
    /// What is to be said of a fact; `None` where its date says it all.
    pub fn said(&self, fact: Fact, remark: Remark) -> Option<String> {
        if remark.is_unlawful_extension() {
            let why = self.no_extension(remark)?;
            let day = long_date(fact.on);
            return Some(format!(
                "The extension notified on {day} has no effect: {why}. The date stands."
            ));
        }
        self.doubt(fact, remark)
    }

    /// Why an extension gives the authority no more time.
    pub fn no_extension(&self, remark: Remark) -> Option<String> {
        let short = self.regime.short;
        Some(match remark {
            Remark::NoExtensionInThisAct => {
                format!("{short} knows no extension of the time for a reply")
            }
            Remark::ExtensionOfOtherAct => match self.regime.extension {
                Extension::PublicInterest { .. } => format!(
                    "{short} gives more time only to weigh the public interest; more time for \
                     complex and voluminous requests is the Environmental Information \
                     Regulations'"
                ),
                Extension::Complexity { .. } => format!(
                    "under {short} more time is given only for a request that is complex and \
                     voluminous (regulation 7)"
                ),
                Extension::None => format!("{short} knows no extension"),
            },
            Remark::ExtensionWithoutExemption => {
                "section 10(3) gives more time only to weigh the public interest of a qualified \
                 exemption, and the notice names none (section 17(1) and (2))"
                    .to_owned()
            }
            Remark::ExtensionForOtherReason(code, class) => no_test(code, class),
            Remark::ExtensionTooLate { due } => format!(
                "the notice had to be given by {}, within the time for a reply",
                long_date(due)
            ),
            Remark::ExtensionCut { .. }
            | Remark::ExtensionGroundUnknown
            | Remark::FeeNotInThisAct
            | Remark::FeeTooLate { .. }
            | Remark::FeePaidTooLate { .. }
            | Remark::AskedAfterTime { .. }
            | Remark::AskedAgain
            | Remark::AfterTheReply
            | Remark::RedirectWithoutEffect
            | Remark::ResentWithoutNeed
            | Remark::Premature { .. } => return None,
        })
    }

    fn doubt(&self, fact: Fact, remark: Remark) -> Option<String> {
        let day = long_date(fact.on);
        Some(match remark {
            Remark::ExtensionCut { asked, days } => format!(
                "The authority takes {asked} working days more. The Act sets no number, but the \
                 regulator expects no more than a further {days}: so many are reckoned here."
            ),
            Remark::ExtensionGroundUnknown => self.if_lawful(&day)?,
            Remark::FeeNotInThisAct => format!(
                "The fees notice of {day} stops no clock here: {} has charges of its own kind \
                 (regulation 8), which are not reckoned. Ask what the charge rests on.",
                self.regime.short
            ),
            Remark::FeeTooLate { due } => format!(
                "The fees notice of {day} stops no clock: it had to be given by {}, within the \
                 time for a reply (section 9).",
                long_date(due)
            ),
            Remark::FeePaidTooLate { pay_by } => format!(
                "In doubt: the fee was paid on {day}, after the last day for it, {}: the \
                 authority need not answer any more (section 9).",
                long_date(pay_by)
            ),
            Remark::AskedAfterTime { due } => format!(
                "In doubt: the authority asked on {day}, after its time had ended on {}. The \
                 answer restarts the time all the same; the delay until then can be complained \
                 of.",
                long_date(due)
            ),
            Remark::AskedAgain => {
                format!("The notice of {day} changes nothing: the earlier one is still open.")
            }
            Remark::AfterTheReply => format!(
                "What came on {day} changes nothing in the time for the reply, which had come."
            ),
            Remark::RedirectWithoutEffect => match self.regime.redirect {
                Redirect::Received { section } => format!(
                    "The automatic reply of {day} stops no clock: an e-mail is received on the \
                     day of transmission ({section})."
                ),
                Redirect::NotReceived => return None,
            },
            Remark::ResentWithoutNeed => {
                format!("The letter of {day} starts no new time: the first one had been received.")
            }
            Remark::Premature { due } => self.premature(&day, due),
            Remark::NoExtensionInThisAct
            | Remark::ExtensionOfOtherAct
            | Remark::ExtensionWithoutExemption
            | Remark::ExtensionForOtherReason(..)
            | Remark::ExtensionTooLate { .. } => return None,
        })
    }

    fn if_lawful(&self, day: &str) -> Option<String> {
        let (needs, section) = match self.regime.extension {
            Extension::PublicInterest { section, .. } => {
                ("the notice names a qualified exemption", section)
            }
            Extension::Complexity { section, .. } => {
                ("the request is both complex and voluminous", section)
            }
            Extension::None => return None,
        };
        Some(format!(
            "In doubt: the extension of {day} is lawful only if {needs} ({section}). Otherwise \
             the earlier date stands."
        ))
    }

    fn premature(&self, day: &str, due: Option<NaiveDate>) -> String {
        let review = self.regime.review.name;
        match due {
            Some(due) => format!(
                "In doubt: the {review} was asked for on {day}, before the time for the reply \
                 ended on {}: without a reply that is too early.",
                long_date(due)
            ),
            None => format!("In doubt: the {review} was asked for while no time ran."),
        }
    }
}

fn no_test(code: &str, class: Class) -> String {
    format!(
        "section 10(3) gives more time only to weigh the public interest of a qualified exemption, \
         and {} is {}",
        section_words(code),
        class.words()
    )
}

/// "section 40(2)" for `FOIA-s40(2)`.
pub(super) fn section_words(code: &str) -> String {
    let number = code.split_once("-s").map_or(code, |(_, number)| number);
    format!("section {number}")
}
