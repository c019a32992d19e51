//! Facts for letters that are not needed yet, so that an author can read every one of them: a
//! request that arrived on Monday 23 November 2026, and whatever may happen to it.

mod disputes;
mod people;

use chrono::{Duration, NaiveDate};

pub use self::disputes::grounds;
pub use self::people::{authority, campaign, sender};
use super::occasion::{Earlier, FeeChoice, HiddenIn, Language, Occasion, TheirReply};
use crate::campaign::Campaign;
use crate::case::events::LetterKind;
use crate::law::calendar::Calendar;
use crate::law::ledger::{Fact, Happening, reckon};
use crate::law::regime::{self, Regulator};
use crate::law::{Law, clock};

/// What happened to the specimen request under one Act.
#[derive(Debug)]
pub struct Specimen {
    law: Law,
    received: NaiveDate,
    due: NaiveDate,
    working: Vec<String>,
    regulator: Option<Regulator>,
    /// The numbers of the campaign's questions that remain after narrowing.
    keep: Vec<String>,
}

/// A letter that the specimen gives occasion to.
#[derive(Debug, Clone)]
pub struct Case<'a> {
    /// Which of several letters of its kind: `late`, `FOIA-s12`; empty if there is one only.
    pub name: String,
    pub occasion: Occasion<'a>,
}

impl Specimen {
    /// The specimen request of `campaign` to an authority that answers under `law`.
    pub fn new(law: Law, campaign: &Campaign) -> anyhow::Result<Self> {
        let received = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap_or_default();
        let calendar = Calendar::shipped();
        let ledger = reckon(calendar, law, &[Fact::new(Happening::Received, received)])?;
        let working = ledger.response(calendar)?.map(|due| due.explanation).unwrap_or_default();
        let due = clock::response_due(calendar, law, received)?;
        let keep = campaign.questions.iter().take(2).map(|question| question.number.clone());
        Ok(Self {
            law,
            received,
            due,
            working,
            regulator: regime::regulator(law, due),
            keep: keep.collect(),
        })
    }

    /// The n-th working day after the request was due.
    fn after(&self, days: u32) -> NaiveDate {
        self.working_day(self.due, days)
    }

    fn working_day(&self, from: NaiveDate, days: u32) -> NaiveDate {
        let scope = self.law.regime(self.received).scope;
        Calendar::shipped().working_day_after(scope, from, days).unwrap_or(from)
    }

    /// The day of a reply that came in time.
    fn in_time(&self) -> NaiveDate {
        self.working_day(self.received, 17)
    }

    /// What every letter after the request knows.
    fn plain(&self, days: u32) -> Occasion<'_> {
        Occasion {
            in_reply_to: Some("specimen-of-what-is-answered@authority.invalid"),
            under: Some(self.law),
            sent_on: Some(self.received),
            received_on: Some(self.received),
            due_on: Some(self.due),
            working: &self.working,
            regulator: self.regulator.as_ref(),
            ..Occasion::on(self.after(days))
        }
    }

    fn replied(&self, what: &'static str) -> Occasion<'_> {
        let reply = TheirReply {
            authority_reference: Some("FOI 12345"),
            ..TheirReply::on(self.in_time(), what)
        };
        Occasion { reply: Some(reply), ..self.plain(0) }
    }

    /// Every letter of this kind that the Act has, with the facts for it; empty if it has none.
    pub fn cases(&self, kind: LetterKind) -> Vec<Case<'_>> {
        let environmental = matches!(self.law, Law::Eir | Law::Eisr);
        match kind {
            LetterKind::Chaser => {
                self.reminders(Occasion { today: self.after(1), ..self.plain(1) })
            }
            LetterKind::FinalChaser => one(Occasion {
                chased_on: vec![self.after(1)],
                complain_from: Some(self.after(11)),
                complain_by: Some(self.due + Duration::days(42)),
                review_by: Some(self.after(40)),
                ..self.plain(6)
            }),
            LetterKind::ExtensionChallenge => self.extensions(),
            LetterKind::ReviewRequest => self.reviews(),
            LetterKind::Complaint => self.complaints(),
            LetterKind::Request
            | LetterKind::Thanks
            | LetterKind::ClarificationReply
            | LetterKind::FeeReply
            | LetterKind::Narrowing
            | LetterKind::ReviewChaser
            | LetterKind::IdentityReply
            | LetterKind::WebFormReply
            | LetterKind::ReceiptCorrection
            | LetterKind::TransferConsent
            | LetterKind::Withdrawal
            | LetterKind::FollowUp
            | LetterKind::BreachNotice
                if environmental =>
            {
                Vec::new()
            }
            LetterKind::Request => {
                let mut cases = self.reminders(Occasion::on(self.received));
                let renewed = self.renewed();
                cases.push(Case { name: "renewed".to_owned(), occasion: renewed });
                cases
            }
            LetterKind::FollowUp => one(self.follow_up()),
            LetterKind::FeeReply => self.fees(),
            LetterKind::ReviewChaser => one(Occasion {
                review: Some(self.review(None)),
                complain_from: Some(self.after(49)),
                complain_by: self.after(28).checked_add_months(chrono::Months::new(6)),
                ..self.plain(29)
            }),
            LetterKind::Narrowing => one(Occasion {
                keep: self.keep.iter().map(String::as_str).collect(),
                ..self.replied("refusal notice")
            }),
            LetterKind::Thanks
            | LetterKind::ClarificationReply
            | LetterKind::IdentityReply
            | LetterKind::WebFormReply
            | LetterKind::ReceiptCorrection
            | LetterKind::TransferConsent
            | LetterKind::Withdrawal => one(self.answer(kind)),
            LetterKind::BreachNotice => one(self.hidden()),
            // A person writes it: there is no template of it.
            LetterKind::Free => Vec::new(),
        }
    }

    /// The request of a round that follows another.
    fn renewed(&self) -> Occasion<'_> {
        let year = chrono::Months::new(12);
        let earlier = Earlier {
            reference: "SPEC-2025-0001",
            theirs: Some("FOI 12345"),
            predecessor: None,
            sent_on: self.received.checked_sub_months(year),
            answered_on: self.in_time().checked_sub_months(year),
            said: Some("gave figures for questions 1 and 2 and withheld question 3"),
            figures: true,
        };
        Occasion { earlier: Some(earlier), ..Occasion::on(self.received) }
    }

    fn follow_up(&self) -> Occasion<'_> {
        Occasion { earlier_reference: Some("SPEC-2025-0001"), ..Occasion::on(self.received) }
    }

    /// A file with something hidden in it came.
    fn hidden(&self) -> Occasion<'_> {
        let places = vec!["a hidden sheet: Data".to_owned()];
        let file = HiddenIn { name: "figures.xlsx".to_owned(), on: self.in_time(), places };
        Occasion { hidden: vec![file], ..self.replied("reply") }
    }

    /// English, and Welsh where the Act is that of Wales.
    fn reminders<'a>(&self, occasion: Occasion<'a>) -> Vec<Case<'a>> {
        let mut cases = one(occasion.clone());
        if self.law == Law::Foia {
            let occasion = Occasion { language: Language::Welsh, ..occasion };
            cases.push(Case { name: "cy".to_owned(), occasion });
        }
        cases
    }

    /// A short answer to a message of theirs.
    fn answer(&self, kind: LetterKind) -> Occasion<'_> {
        let mut occasion = self.replied("reply");
        match kind {
            LetterKind::ClarificationReply => {
                occasion.due_on = None;
                occasion.words = Some(
                    "Please count each case once in each period, whatever else happened in it.",
                );
                if let Some(reply) = &mut occasion.reply {
                    reply.quote = Some("Do you want each case counted once, or each event?");
                }
            }
            LetterKind::ReceiptCorrection => {
                occasion.stated_receipt = Some(self.received + Duration::days(2));
            }
            LetterKind::TransferConsent => occasion.transferee = Some("Specimen Trust"),
            LetterKind::Withdrawal => occasion.reply = None,
            LetterKind::Request
            | LetterKind::Chaser
            | LetterKind::FinalChaser
            | LetterKind::Thanks
            | LetterKind::FeeReply
            | LetterKind::Narrowing
            | LetterKind::ExtensionChallenge
            | LetterKind::ReviewRequest
            | LetterKind::ReviewChaser
            | LetterKind::Complaint
            | LetterKind::IdentityReply
            | LetterKind::WebFormReply
            | LetterKind::FollowUp
            | LetterKind::BreachNotice
            | LetterKind::Free => {}
        }
        occasion
    }

    fn fees(&self) -> Vec<Case<'_>> {
        [FeeChoice::Accept, FeeChoice::Decline, FeeChoice::Breakdown]
            .into_iter()
            .map(|fee| Case {
                name: fee.code().to_owned(),
                occasion: Occasion { fee: Some(fee), ..self.replied("fees notice") },
            })
            .collect()
    }
}

fn one(occasion: Occasion<'_>) -> Vec<Case<'_>> {
    vec![Case { name: String::new(), occasion }]
}
