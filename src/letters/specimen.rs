//! Facts for letters that are not needed yet, so that an author can read every one of them: a
//! request that arrived on Monday 23 November 2026, and whatever may happen to it.

use chrono::{Duration, NaiveDate};

use super::compose::Sender;
use super::occasion::{
    Attachment, Extension, Fault, FeeChoice, Language, Occasion, Review, TheirReply,
};
use crate::campaign::{Campaign, Period, Question, QuestionType, Recipients};
use crate::case::events::LetterKind;
use crate::law::calendar::Calendar;
use crate::law::regime::{self, Regulator};
use crate::law::{Law, clock};
use crate::register::{Authority, Nation};

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
    /// The specimen request of `campaign` to an authority that answers under `law`.
    pub fn new(law: Law, campaign: &Campaign) -> anyhow::Result<Self> {
        let received = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap_or_default();
        let calendar = Calendar::shipped();
        let reckoned = clock::response_explained(calendar, law, received)?;
        let due = clock::response_due(calendar, law, received)?;
        let keep = campaign.questions.iter().take(2).map(|question| question.number.clone());
        Ok(Self {
            law,
            received,
            due,
            working: reckoned.explanation,
            regulator: regime::regulator(law, due),
            keep: keep.collect(),
        })
    }

    fn after(&self, days: i64) -> NaiveDate {
        self.due + Duration::days(days)
    }

    /// What every letter after the request knows.
    fn plain(&self, days: i64) -> Occasion<'_> {
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
            ..TheirReply::on(self.after(-4), what)
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
                chased_on: vec![self.after(6)],
                complain_from: Some(self.after(20)),
                complain_by: Some(self.after(42)),
                review_by: Some(self.after(56)),
                ..self.plain(13)
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
                if environmental =>
            {
                Vec::new()
            }
            LetterKind::Request => self.reminders(Occasion::on(self.received)),
            LetterKind::FollowUp => one(Occasion {
                earlier_reference: Some("SPEC-2025-0001"),
                ..Occasion::on(self.received)
            }),
            LetterKind::FeeReply => self.fees(),
            LetterKind::ReviewChaser => one(Occasion {
                review: Some(self.review(None)),
                complain_from: Some(self.after(65)),
                complain_by: Some(self.after(210)),
                ..self.plain(40)
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
        }
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
            | LetterKind::FollowUp => {}
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

    fn extensions(&self) -> Vec<Case<'_>> {
        let section = || "FOIA-s12".to_owned();
        [
            Fault::NoExemption,
            Fault::NotQualified { section: section() },
            Fault::NoneInAct,
            Fault::NotComplexAndVoluminous,
            Fault::Late,
            Fault::TooLong { limit: self.after(28) },
        ]
        .into_iter()
        .filter(|fault| fault.is_of(self.law))
        .map(|fault| {
            let name = fault.code().to_owned();
            let notified_on = self.after(if fault == Fault::Late { 3 } else { -3 });
            let extension = Extension { notified_on, until: Some(self.after(45)), fault };
            let occasion = Occasion { extension: Some(extension), ..self.plain(4) };
            Case { name, occasion }
        })
        .collect()
    }

    fn reviews(&self) -> Vec<Case<'_>> {
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
                    self.plain(6)
                } else {
                    let mut occasion = self.replied("refusal notice");
                    if let Some(reply) = occasion.reply.as_mut().filter(|_| name == "late") {
                        reply.on = self.after(7);
                    }
                    Occasion { today: self.after(12), ..occasion }
                };
                Case { name: name.to_owned(), occasion: Occasion { grounds, ..plain } }
            })
            .collect()
    }

    fn review(&self, outcome_on: Option<NaiveDate>) -> Review {
        Review { asked_on: self.after(10), due_on: Some(self.after(39)), outcome_on }
    }

    fn complaints(&self) -> Vec<Case<'_>> {
        let attachments = vec![Attachment {
            name: "request.eml".to_owned(),
            media_type: "text/plain".to_owned(),
            bytes: b"The request as it left.\n".to_vec(),
        }];
        let first: Vec<&str> = grounds(self.law).iter().take(1).copied().collect();
        let words = Some(
            "The outcome repeats the first decision. It does not say how anybody could be \
             identified from totals for a whole authority.",
        );
        let mut cases = Vec::new();
        if matches!(self.law, Law::Foia | Law::Eir) {
            let chased_on = vec![self.after(6), self.after(13)];
            cases.push(("silence", Occasion { chased_on, ..self.plain(22) }));
        }
        let base = Occasion { grounds: first, ..self.replied("refusal notice") };
        let outcome = self.review(Some(self.after(38)));
        let today = self.after(60);
        cases.push(("outcome", Occasion { review: Some(outcome), words, today, ..base.clone() }));
        cases.push(("no_outcome", Occasion { review: Some(self.review(None)), today, ..base }));
        if matches!(self.law, Law::Foisa | Law::Eisr) {
            let review = Some(self.review(None));
            let grounds = vec!["silence"];
            cases.push(("silence", Occasion { review, grounds, ..self.plain(60) }));
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

fn one(occasion: Occasion<'_>) -> Vec<Case<'_>> {
    vec![Case { name: String::new(), occasion }]
}

/// A campaign that asks two things about one year, for letters that belong to no campaign.
pub fn campaign() -> Campaign {
    let question = |number: &str, text: &str| Question {
        id: format!("q{number}"),
        number: number.to_owned(),
        text: text.to_owned(),
        kind: QuestionType::Count,
        unit: None,
        part_of: Vec::new(),
        total_of: Vec::new(),
        choices: Vec::new(),
        periods: vec!["2025".to_owned()],
        first: true,
    };
    let day = |month, day| NaiveDate::from_ymd_opt(2025, month, day).unwrap_or_default();
    Campaign {
        id: "specimen".to_owned(),
        title: "Specimen".to_owned(),
        prefix: "SPEC".to_owned(),
        about: None,
        definitions: None,
        periods: vec![Period {
            id: "2025".to_owned(),
            label: "2025 (1 January to 31 December)".to_owned(),
            from: day(1, 1),
            to: day(12, 31),
        }],
        recipients: Recipients::default(),
        questions: vec![
            question("1", "How many children were in your care at any time in the period?"),
            question("2", "How many of them changed placement three times or more?"),
            question("3", "How many of those placements were outside your area?"),
        ],
        headlines: Vec::new(),
    }
}

/// An authority that answers under `law`, for letters that go to nobody.
pub fn authority(law: Law) -> Authority {
    let nation = match law {
        // Wales, because its letters come in two languages.
        Law::Foia | Law::Eir => Nation::Wales,
        Law::Foisa | Law::Eisr => Nation::Scotland,
    };
    Authority {
        id: "specimen".to_owned(),
        name: "Specimen County Council".to_owned(),
        nation,
        kind: String::new(),
        region: String::new(),
        law: nation.law(),
        gss_code: None,
        dfe_code: None,
        welsh_name: Some("Cyngor Sir Enghreifftiol".to_owned()),
        delivered_by: None,
        wdtk_slug: None,
        domains: Vec::new(),
        note: None,
        address: None,
    }
}

/// Who writes a letter that nobody sends.
pub fn sender() -> Sender {
    Sender {
        name: "Ada Example".to_owned(),
        organisation: Some("Harbour Watch".to_owned()),
        address: "requests@harbour-watch.example".to_owned(),
        postal_address: Some("1 Quay Street, Harbourtown".to_owned()),
        plus_address: true,
    }
}
