//! Everything on one request, opened once: for its history and for what the regulator asks for.

use std::borrow::Cow;
use std::collections::BTreeMap;

use anyhow::Context;
use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::refresh::File;
use crate::campaign::Campaign;
use crate::case::events::{Dated, Event, LetterKind, that_count};
use crate::case::of_letter::OfLetter;
use crate::case::own::Own;
use crate::case::standing::Answer;
use crate::case::story::Story;
use crate::law::calendar::Calendar;
use crate::replies::Kind;
use crate::store::letters::{self, Frozen};
use crate::store::mails::{Mail, Read};
use crate::store::requests::Request;
use crate::store::{calendar, events, requests};

/// A request with its letters, its mails, and what was decided about each.
#[derive(Debug)]
pub struct Dossier {
    pub request: Request,
    pub campaign: Campaign,
    pub file: File,
    pub answers: Vec<Answer>,
    pub story: Story,
    pub letters: Vec<Frozen>,
    /// The bank holidays by which it is judged.
    pub calendar: Cow<'static, Calendar>,
    /// What happened to each mail, and what was decided about it, by its id.
    pub about_mails: BTreeMap<i64, Vec<Dated>>,
    /// When each event was written down, by its place in the log.
    pub recorded_at: BTreeMap<i64, DateTime<Utc>>,
}

/// How far a letter of ours got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handed {
    /// When, and what the server said.
    Over {
        at: DateTime<Utc>,
        words: String,
    },
    NotYet,
    Refused {
        words: String,
    },
    /// Nobody can say.
    Unknown {
        words: String,
    },
}

impl Dossier {
    pub fn open(db: &Connection, request: &Request) -> anyhow::Result<Self> {
        let round = requests::round(db, &request.campaign)?;
        let campaign = round.context("a request without a campaign")?.campaign;
        let file = File::load(db, request.id)?;
        let answers = file.answers();
        let story = file.story(&answers, request.law, &campaign);
        let mut about_mails = BTreeMap::new();
        for (mail, ..) in &file.mails {
            about_mails.insert(mail.id, events::of_mail(db, mail.id)?);
        }
        Ok(Self {
            letters: letters::of_request(db, request.id)?,
            calendar: calendar::load(db)?,
            recorded_at: events::recorded_at(db, request.id)?.into_iter().collect(),
            request: request.clone(),
            campaign,
            file,
            answers,
            story,
            about_mails,
        })
    }

    pub fn letter(&self, id: i64) -> Option<&Frozen> {
        self.letters.iter().find(|letter| letter.id == id)
    }

    /// Mails of theirs in order of arrival.
    pub fn mails(&self) -> impl Iterator<Item = (&Mail, &Read)> {
        self.all_mails().filter(|(_, read)| read.reading.own.is_none())
    }

    /// The same, with those from our own address.
    pub fn all_mails(&self) -> impl Iterator<Item = (&Mail, &Read)> {
        self.file.mails.iter().map(|(mail, read, _)| (mail, read))
    }

    /// How far a letter got, by the last word on it.
    pub fn handed(&self, letter: i64) -> Handed {
        self.file
            .events
            .iter()
            .rev()
            .find_map(|dated| handed(dated, letter))
            .unwrap_or(Handed::NotYet)
    }

    /// The letters of these kinds that left, oldest first, and when; those that were written elsewhere
    /// are named by their mail.
    pub fn left(&self, kinds: &[LetterKind]) -> Vec<(String, DateTime<Utc>)> {
        let of_kinds = self.letters.iter().filter(|letter| kinds.contains(&letter.kind));
        let handed = of_kinds.filter_map(|letter| match self.handed(letter.id) {
            Handed::Over { at, .. } => Some((format!("l{}", letter.id), at)),
            Handed::NotYet | Handed::Refused { .. } | Handed::Unknown { .. } => None,
        });
        let elsewhere = self.file.own().into_iter().filter_map(|written| match written.own {
            Own::Agreed { letter: Some(kind) } if kinds.contains(&kind) => {
                Some((format!("m{}", written.mail), written.at))
            }
            Own::Copy { .. } | Own::Automatic | Own::Elsewhere { .. } | Own::Agreed { .. } => None,
        });
        let mut found: Vec<(String, DateTime<Utc>)> = handed.chain(elsewhere).collect();
        found.sort_by_key(|(_, at)| *at);
        found
    }

    /// The mail that is a copy of a letter, as our folder of sent mail has it.
    pub fn copy_of(&self, letter: i64) -> Option<i64> {
        let is_copy = |read: &Read| read.reading.own == Some(Own::Copy { letter });
        self.all_mails().find(|(_, read)| is_copy(read)).map(|(mail, _)| mail.id)
    }

    /// Who said last what a mail is, and when; `None` while only a rule has.
    pub fn agreed_by(&self, mail: i64) -> Option<(&str, DateTime<Utc>)> {
        let counting: Vec<&Dated> = that_count(self.about_mails.get(&mail)?).collect();
        counting.into_iter().rev().find_map(|dated| {
            let Event::MailAssigned { kind, letter, .. } = &dated.event else { return None };
            let said = kind.is_some() || letter.is_some();
            Some((dated.by.as_deref().filter(|_| said)?, dated.at))
        })
    }
}

/// What `dated` says of how far this letter got, if anything.
fn handed(dated: &Dated, id: i64) -> Option<Handed> {
    let (letter, said) = dated.event.of_letter()?;
    let handed = match said {
        OfLetter::Accepted { words } | OfLetter::Settled { left: true, words } => {
            Handed::Over { at: dated.at, words: words.to_owned() }
        }
        OfLetter::Refused { words }
        | OfLetter::KeptBack { words }
        | OfLetter::Cancelled { why: words } => Handed::Refused { words: words.to_owned() },
        OfLetter::Unknown { words } => Handed::Unknown { words: words.to_owned() },
        OfLetter::Promised => Handed::Unknown { words: "it was being handed over".to_owned() },
        OfLetter::Approved | OfLetter::Deferred { .. } | OfLetter::Settled { left: false, .. } => {
            Handed::NotYet
        }
        OfLetter::Told(_) => return None,
    };
    (letter == id).then_some(handed)
}

/// What a letter of ours is called in a sentence.
pub fn letter_words(kind: LetterKind) -> &'static str {
    match kind {
        LetterKind::Request => "the request",
        LetterKind::Chaser => "a reminder",
        LetterKind::FinalChaser => "a last reminder",
        LetterKind::Thanks => "thanks",
        LetterKind::ClarificationReply => "our answer to their question",
        LetterKind::FeeReply => "our answer on the fee",
        LetterKind::Narrowing => "a narrowed request",
        LetterKind::ExtensionChallenge => "an objection to their extension",
        LetterKind::ReviewRequest => "the request for a review",
        LetterKind::ReviewChaser => "a reminder about the review",
        LetterKind::Complaint => "a complaint to the regulator",
        LetterKind::IdentityReply => "our answer on who asks",
        LetterKind::WebFormReply => "our answer on their web form",
        LetterKind::ReceiptCorrection => "a correction of the day of receipt",
        LetterKind::TransferConsent => "consent to a transfer",
        LetterKind::Withdrawal => "the withdrawal of the request",
        LetterKind::FollowUp => "a further question",
        LetterKind::BreachNotice => "a notice of hidden content in their file",
        LetterKind::Free => "a letter in our own words",
    }
}

/// What a mail is called in a sentence, whoever wrote it.
pub fn read_words(read: &Read) -> String {
    match read.reading.own {
        None => mail_words(read.kind).to_owned(),
        Some(Own::Copy { .. }) => "a copy of a letter of ours".to_owned(),
        Some(Own::Automatic) => "an automatic mail of ours".to_owned(),
        Some(Own::Elsewhere { .. } | Own::Agreed { letter: None }) => {
            "a letter of ours, written elsewhere".to_owned()
        }
        Some(Own::Agreed { letter: Some(kind) }) => {
            format!("{}, written elsewhere", letter_words(kind))
        }
    }
}

/// What a mail of theirs is called in a sentence.
pub fn mail_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Acknowledgement => "an acknowledgement",
        Kind::AutoReply => "an automatic reply",
        Kind::Bounce => "a delivery failure report",
        Kind::Receipt => "a receipt",
        Kind::Clarification => "a question that they need answered",
        Kind::Fees => "a fees notice",
        Kind::Extension => "a notice of extension",
        Kind::Transfer => "a notice of transfer",
        Kind::Refusal => "a refusal",
        Kind::NotHeld => "a notice that the information is not held",
        Kind::Partial => "a partial answer",
        Kind::Answer => "an answer",
        Kind::ReviewOutcome => "the outcome of the review",
        Kind::Correction => "a correction",
        Kind::PortalLink => "a link to a portal",
        Kind::Spam => "spam",
        Kind::Other => "another mail",
    }
}
