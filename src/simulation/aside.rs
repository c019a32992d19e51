//! What comes beside a reply: read receipts, transfers, apologies, surveys, and strangers' mail.
//!
//! Drawn apart from how an authority answers, so that none of it changes what is answered or when.

use chrono::{DateTime, Utc};

use super::address_of;
use super::attached::File;
use super::behaviour::{Delay, Early, Ending, Plan, Thread, When, count, days};
use super::desk::Desk;
use super::letter::Letter;
use super::mime::{Content, Mail};
use super::seed::Draw;
use super::wording::{self, MARK};
use crate::law::Law;
use crate::register::{Authority, Nation};

/// A mail that answers nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aside {
    /// The reader's mail program says that our letter was opened, or thrown away unread.
    Receipt { deleted: bool },
    /// Another body is to answer; now and then it answers itself after all.
    Transfer,
    /// It is late, and cannot say until when.
    Apology,
    /// What we thought of the service.
    Survey,
    /// A supplier writes to the address that he found.
    Advert,
    /// Somebody who saw our letter writes into its thread.
    Stranger,
}

/// What comes beside the reply that `plan` has in store, and when.
pub(super) fn drawn(authority: &Authority, plan: &Plan, seed: u64) -> Vec<(Delay, Aside)> {
    let draw = &mut Draw::of(seed, &format!("{}/asides", authority.id));
    let mut asides = Vec::new();
    if draw.chance(7) {
        let deleted = draw.chance(20);
        let delay = if draw.chance(50) { Delay::Minutes(35) } else { days(draw, 1, 6) };
        asides.push((delay, Aside::Receipt { deleted }));
    }
    let asks = |step: &Early| matches!(step, Early::Clarify | Early::Fee);
    let silent = plan.ending == Ending::Nothing && !plan.early.iter().any(|(_, step)| asks(step));
    let answers = plan.ending == Ending::Answer && plan.gate.is_none();
    // Nobody reminds an authority that has handed a request on: it must come back by itself.
    let comes_back = answers && matches!(plan.when, When::After(_));
    if (silent && draw.chance(35)) || (comes_back && draw.chance(5)) {
        asides.push((days(draw, 2, 3), Aside::Transfer));
    }
    let late = match plan.when {
        When::After(days) => days > 26,
        When::Chased(_) => true,
    };
    if answers && late && draw.chance(20) {
        asides.push((days(draw, 21, 25), Aside::Apology));
    }
    if draw.chance(3) {
        asides.push((days(draw, 2, 90), Aside::Advert));
    }
    if draw.chance(2) {
        asides.push((days(draw, 2, 60), Aside::Stranger));
    }
    asides
}

/// How long after its reply an authority asks what we thought of it, if it does.
pub(super) fn survey(authority: &Authority, seed: u64) -> Option<u32> {
    let draw = &mut Draw::of(seed, &format!("{}/survey", authority.id));
    draw.chance(5).then(|| count(draw, 1, 4))
}

impl Desk<'_> {
    /// The mail itself.
    pub(super) fn aside(
        &self,
        aside: Aside,
        letter: &Letter,
        at: DateTime<Utc>,
        draw: &mut Draw,
    ) -> Mail {
        match aside {
            Aside::Receipt { deleted } => self.receipt(deleted, letter, at),
            Aside::Transfer => {
                let choices = match self.plan.ending {
                    Ending::Nothing => wording::TRANSFERS,
                    Ending::Portal
                    | Ending::Refuse
                    | Ending::NotHeld
                    | Ending::Answer
                    | Ending::AnswerThenCorrect => wording::TRANSFERS_OF_A_PART,
                };
                let words = wording::fill(draw.pick(choices), &[("body", self.neighbour())]);
                self.with_ours_below(&words, letter, at)
            }
            Aside::Apology => self.with_ours_below(draw.pick(wording::APOLOGIES), letter, at),
            Aside::Survey => {
                let words = self.fill(draw.pick(wording::SURVEYS), letter, at);
                let mail = self.mail(letter, at, Content::Text(format!("{words}\n\n{MARK}\n")));
                let from = (mail.from.0, format!("feedback@{}.invalid", self.authority.id));
                let subject = format!("How did we do? {}", self.plan.reference);
                Mail { from, subject, in_reply_to: None, automatic: true, ..mail }
            }
            Aside::Advert => {
                let words = draw.pick(wording::ADVERTS);
                let (_, domain) = letter.reply_to.rsplit_once('@').unwrap_or(("", "invalid"));
                let (mailbox, _) = letter.reply_to.split_once(['+', '@']).unwrap_or_default();
                let to = format!("{mailbox}@{domain}");
                let subject = "A special rate for charities".to_owned();
                Mail { subject, to, in_reply_to: None, ..self.stranger(words, letter, at) }
            }
            Aside::Stranger => {
                let words = self.fill(draw.pick(wording::STRANGERS), letter, at);
                self.stranger(&words, letter, at)
            }
        }
    }

    fn with_ours_below(&self, words: &str, letter: &Letter, at: DateTime<Utc>) -> Mail {
        let words = self.fill(words, letter, at);
        let text = format!("{}{}", self.signed(&words), self.quotation(letter, at));
        self.mail(letter, at, Content::Text(text))
    }

    /// A report on what became of our letter at the reader's (RFC 8098).
    fn receipt(&self, deleted: bool, letter: &Letter, at: DateTime<Utc>) -> Mail {
        let recipient = address_of(&self.authority.id);
        let (title, what, word) = if deleted {
            ("Not read", "deleted without being read", "deleted")
        } else {
            ("Read", "read", "displayed")
        };
        let day = at.format("%-d %B %Y");
        let subject = &letter.subject;
        let text = format!(
            "Your message\n\n  To: {recipient}\n  Subject: {subject}\n\nwas {what} on {day}.\n\n{MARK}\n"
        );
        let fields = format!(
            "Reporting-UA: {}.invalid; reader\r\nFinal-Recipient: rfc822;{recipient}\r\n\
             Original-Message-ID: <{}>\r\n\
             Disposition: manual-action/MDN-sent-manually; {word}\r\n",
            self.authority.id, letter.message_id
        );
        let content =
            Content::Report { report: "disposition-notification", text, fields, below: None };
        Mail {
            from: (format!("SIMULATED {}", self.authority.name), recipient),
            to: letter.reply_to.clone(),
            subject: format!("{title}: {subject}"),
            ..self.mail(letter, at, content)
        }
    }

    /// A case system adds what comes with every final letter, in a file named after the case.
    pub(super) fn with_leaflet(&self, mut mail: Mail) -> Mail {
        if self.plan.thread == Thread::CaseSystem {
            let name = format!("{} Internal review leaflet.txt", self.reference_in_a_name());
            let text = format!("{}\n\n{MARK}\n", wording::leaflet(self.authority.law));
            mail.files.push(File { name, media_type: "text/plain", bytes: text.into_bytes() });
        }
        mail
    }

    /// Nobody whom we asked.
    fn stranger(&self, words: &str, letter: &Letter, at: DateTime<Utc>) -> Mail {
        let text = format!("{words}\n\nHelen\nBrightwater Systems\n\n{MARK}\n");
        Mail {
            from: ("SIMULATED Brightwater Systems".to_owned(), SUPPLIER.to_owned()),
            to: letter.reply_to.clone(),
            subject: format!("Re: {}", letter.subject),
            message_id: self.message_id().replace('@', "@offers."),
            in_reply_to: Some(letter.message_id.clone()),
            ..self.mail(letter, at, Content::Text(text))
        }
    }

    /// The body that runs children's services beside it.
    fn neighbour(&self) -> &'static str {
        match (self.authority.law, self.authority.nation) {
            (Law::Foisa | Law::Eisr, _) => "the Health and Social Care Partnership",
            (Law::Foia | Law::Eir, Nation::NorthernIreland) => "the Department of Health",
            (Law::Foia | Law::Eir, Nation::England | Nation::Wales | Nation::Scotland) => {
                "the Children's Trust"
            }
        }
    }
}

const SUPPLIER: &str = "helen@brightwater-systems.invalid";
