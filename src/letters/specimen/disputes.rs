//! Letters that say that something is wrong.

use chrono::NaiveDate;

use super::super::occasion::{Attachment, Extension, Fault, Occasion, Review};
use super::{Case, Specimen};
use crate::law::Law;

const FOIA_GROUNDS: [&str; 12] = [
    "FOIA-s12",
    "FOIA-s14(1)",
    "FOIA-s14(2)",
    "FOIA-s21",
    "FOIA-s22",
    "FOIA-s31",
    "FOIA-s36",
    "FOIA-s40(2)",
    "FOIA-s43",
    "not_held",
    "late",
    "incomplete",
];
const FOISA_GROUNDS: [&str; 13] = [
    "FOISA-s12",
    "FOISA-s14(1)",
    "FOISA-s14(2)",
    "FOISA-s17",
    "FOISA-s25",
    "FOISA-s27(1)",
    "FOISA-s30",
    "FOISA-s33",
    "FOISA-s35",
    "FOISA-s38(1)(b)",
    "silence",
    "late",
    "incomplete",
];
const EIR_GROUNDS: [&str; 4] = ["EIR-r12(4)(b)", "not_held", "late", "incomplete"];
const EISR_GROUNDS: [&str; 5] = ["EISR-r10(4)(b)", "not_held", "silence", "late", "incomplete"];

/// Every ground that has a text, as it is cited under `law`.
pub fn grounds(law: Law) -> &'static [&'static str] {
    match law {
        Law::Foia => &FOIA_GROUNDS,
        Law::Foisa => &FOISA_GROUNDS,
        Law::Eir => &EIR_GROUNDS,
        Law::Eisr => &EISR_GROUNDS,
    }
}

impl Specimen {
    pub(super) fn extensions(&self) -> Vec<Case<'_>> {
        let section = || "FOIA-s12".to_owned();
        [
            Fault::NoExemption,
            Fault::NotQualified { section: section() },
            Fault::NoneInAct,
            Fault::NotComplexAndVoluminous,
            Fault::Late,
            Fault::TooLong { limit: self.after(20) },
        ]
        .into_iter()
        .filter(|fault| fault.is_of(self.law))
        .map(|fault| {
            let name = fault.code().to_owned();
            let late = fault == Fault::Late;
            let notified_on = if late { self.after(2) } else { self.in_time() };
            let extension = Extension { notified_on, until: Some(self.after(30)), fault };
            let occasion = Occasion { extension: Some(extension), ..self.plain(4) };
            Case { name, occasion }
        })
        .collect()
    }

    pub(super) fn reviews(&self) -> Vec<Case<'_>> {
        let single = grounds(self.law).iter().map(|code| (*code, vec![*code]));
        let several: Vec<&str> = grounds(self.law)
            .iter()
            .copied()
            .filter(|code| *code != "silence")
            .rev()
            .take(3)
            .collect();
        single
            .chain([("several", several)])
            .map(|(name, grounds)| {
                let plain = if name == "silence" {
                    self.plain(3)
                } else {
                    let mut occasion = self.replied("refusal notice");
                    if let Some(reply) =
                        occasion.reply.as_mut().filter(|_| grounds.contains(&"late"))
                    {
                        reply.on = self.after(3);
                    }
                    Occasion { today: self.after(8), ..occasion }
                };
                Case { name: name.to_owned(), occasion: Occasion { grounds, ..plain } }
            })
            .collect()
    }

    pub(super) fn review(&self, outcome_on: Option<NaiveDate>) -> Review {
        let days = self.law.regime(self.received).review.answer_days;
        let asked_on = self.after(8);
        Review { asked_on, due_on: Some(self.working_day(asked_on, days)), outcome_on }
    }

    pub(super) fn complaints(&self) -> Vec<Case<'_>> {
        let attachments = vec![Attachment {
            name: "request.eml".to_owned(),
            media_type: "text/plain".to_owned(),
            bytes: b"The request as it left.\n".to_vec(),
        }];
        let about = match self.law {
            Law::Foia => "FOIA-s40(2)",
            Law::Foisa => "FOISA-s38(1)(b)",
            Law::Eir => "EIR-r13",
            Law::Eisr => "EISR-r11",
        };
        let words = Some(
            "The outcome repeats the first decision. It does not say how anybody could be \
             identified from totals for a whole authority.",
        );
        let mut cases = Vec::new();
        if matches!(self.law, Law::Foia | Law::Eir) {
            let chased_on = vec![self.after(1), self.after(6)];
            cases.push(("silence", Occasion { chased_on, ..self.plain(11) }));
        }
        let base = Occasion {
            grounds: vec![about],
            complain_from: Some(self.after(49)),
            ..self.replied("refusal notice")
        };
        let outcome = self.review(Some(self.after(24)));
        let today = self.after(50);
        cases.push(("outcome", Occasion { review: Some(outcome), words, today, ..base.clone() }));
        cases.push(("no_outcome", Occasion { review: Some(self.review(None)), today, ..base }));
        if matches!(self.law, Law::Foisa | Law::Eisr) {
            let review = Some(self.review(None));
            let grounds = vec!["silence"];
            cases.push(("silence", Occasion { review, grounds, ..self.plain(30) }));
        }
        cases
            .into_iter()
            .map(|(name, occasion)| {
                let attachments = attachments.clone();
                Case { name: name.to_owned(), occasion: Occasion { attachments, ..occasion } }
            })
            .collect()
    }
}
