//! What happened, and what a person decided: the log holds nothing else.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::imported::{Imported, Source};
use super::record::{Details, Record};
use crate::answers::Value;
use crate::evidence::Told;
use crate::replies::Kind;

/// What a letter of ours is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    /// The request itself; the log of earlier versions has no other kind.
    #[default]
    Request,
    /// The first reminder.
    Chaser,
    /// The last reminder, which names the regulator.
    FinalChaser,
    Thanks,
    ClarificationReply,
    FeeReply,
    /// Fewer questions, in place of the request.
    Narrowing,
    ExtensionChallenge,
    ReviewRequest,
    ReviewChaser,
    /// To the regulator; under FOISA, the application for a decision.
    Complaint,
    IdentityReply,
    WebFormReply,
    ReceiptCorrection,
    TransferConsent,
    Withdrawal,
    /// The request of a later round.
    FollowUp,
    /// Their file has something hidden in it, which may be personal data.
    BreachNotice,
    /// In a person's own words, for what no other kind is for: in law it starts and ends nothing.
    Free,
}

impl LetterKind {
    pub const ALL: [Self; 19] = [
        Self::Request,
        Self::Chaser,
        Self::FinalChaser,
        Self::Thanks,
        Self::ClarificationReply,
        Self::FeeReply,
        Self::Narrowing,
        Self::ExtensionChallenge,
        Self::ReviewRequest,
        Self::ReviewChaser,
        Self::Complaint,
        Self::IdentityReply,
        Self::WebFormReply,
        Self::ReceiptCorrection,
        Self::TransferConsent,
        Self::Withdrawal,
        Self::FollowUp,
        Self::BreachNotice,
        Self::Free,
    ];

    /// As the store and the letter's template are called.
    pub fn code(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Chaser => "chaser",
            Self::FinalChaser => "final_chaser",
            Self::Thanks => "thanks",
            Self::ClarificationReply => "clarification_reply",
            Self::FeeReply => "fee_reply",
            Self::Narrowing => "narrowing",
            Self::ExtensionChallenge => "extension_challenge",
            Self::ReviewRequest => "review_request",
            Self::ReviewChaser => "review_chaser",
            Self::Complaint => "complaint",
            Self::IdentityReply => "identity_reply",
            Self::WebFormReply => "web_form_reply",
            Self::ReceiptCorrection => "receipt_correction",
            Self::TransferConsent => "transfer_consent",
            Self::Withdrawal => "withdrawal",
            Self::FollowUp => "follow_up",
            Self::BreachNotice => "breach_notice",
            Self::Free => "free",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase().replace('-', "_");
        Self::ALL.into_iter().find(|kind| kind.code() == text)
    }

    /// Whether it presses for what a reply would give: such a letter must not cross with one.
    pub fn presses(self) -> bool {
        match self {
            Self::Chaser
            | Self::FinalChaser
            | Self::ExtensionChallenge
            | Self::ReviewRequest
            | Self::ReviewChaser
            | Self::Complaint
            | Self::Narrowing => true,
            Self::Request
            | Self::Thanks
            | Self::ClarificationReply
            | Self::FeeReply
            | Self::IdentityReply
            | Self::WebFormReply
            | Self::ReceiptCorrection
            | Self::TransferConsent
            | Self::Withdrawal
            | Self::FollowUp
            | Self::BreachNotice
            | Self::Free => false,
        }
    }

    /// Whether it asks the campaign's questions, all or some.
    pub fn asks_the_questions(self) -> bool {
        matches!(self, Self::Request | Self::FollowUp | Self::Narrowing)
    }

    /// Whether it goes to the regulator and not to the authority.
    pub fn to_regulator(self) -> bool {
        self == Self::Complaint
    }
}

/// One row of the append-only log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A person confirmed a launch of so many letters.
    Launched {
        campaign: String,
        letters: usize,
    },
    /// A letter's bytes are frozen and may leave.
    /// A person looked at a campaign's letter as it then was.
    Previewed {
        campaign: String,
        digest: String,
    },
    LetterApproved {
        letter: i64,
        #[serde(default)]
        kind: LetterKind,
        /// For a narrowed request: numbers of the questions that it keeps.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        keep: Vec<String>,
        /// A person sends it, on a form of theirs.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        by_hand: bool,
    },
    /// Committed before the letter is handed over: after a crash, it may or may not have left.
    SendStarted {
        letter: i64,
    },
    LetterAccepted {
        letter: i64,
        words: String,
    },
    LetterDeferred {
        letter: i64,
        until: DateTime<Utc>,
        words: String,
        /// The server itself was in trouble: nothing is known of the letter.
        #[serde(default, skip_serializing_if = "is_false")]
        away: bool,
    },
    LetterRefused {
        letter: i64,
        words: String,
    },
    /// Something of theirs came before it left, and what it says holds no longer; or the same was
    /// written elsewhere.
    LetterKeptBack {
        letter: i64,
        words: String,
    },
    /// A person took it back before it left.
    LetterCancelled {
        letter: i64,
        why: String,
    },
    /// Nobody can say whether it left; it is not tried again by itself.
    LetterUnknown {
        letter: i64,
        words: String,
    },
    /// Evidence or a person says what became of an unknown letter.
    LetterSettled {
        letter: i64,
        left: bool,
        words: String,
    },
    /// A mail server or a provider has on record what became of a letter after it was handed over.
    DeliveryTold {
        letter: i64,
        #[serde(flatten)]
        told: Told,
    },
    MailArrived {
        mail: i64,
    },
    /// A person says which requests a mail belongs to, or what it is, or both.
    MailAssigned {
        mail: i64,
        requests: Option<Vec<i64>>,
        kind: Option<Kind>,
        /// Of a mail from our own address: the letter of ours that it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        letter: Option<LetterKind>,
    },
    /// The bytes and the words of a mail are gone, or those of one attachment, named by its hash:
    /// the figures read from them stay.
    Erased {
        mail: i64,
        attachment: Option<String>,
        why: String,
    },
    /// A person looked at an attachment with something hidden in it, and says that it is harmless.
    AttachmentReleased {
        mail: i64,
        attachment: String,
        why: String,
    },
    /// A person says what the authority answered.
    AnswerSet {
        mail: Option<i64>,
        question: String,
        period: String,
        value: Value,
        as_written: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        /// The cell of a sheet that it was taken in from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<Box<Source>>,
    },
    /// A person agrees to a value that a rule proposed from this mail.
    AnswerAccepted {
        mail: i64,
        question: String,
        period: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// What one of several coders takes the answer to be, apart from the others. It does not stand.
    AnswerCoded {
        coder: String,
        mail: Option<i64>,
        question: String,
        period: String,
        value: Value,
        as_written: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// A person has looked at what a check found; written down at each request whose cells it names.
    FindingAccepted {
        finding: String,
        check: String,
        words: String,
        why: String,
    },
    /// The figures of the first of these requests are those of all of them together: they count once.
    AnswersCombined {
        requests: Vec<i64>,
        why: String,
    },
    /// Something that happened outside the mail, told by a person; `at` is when it happened.
    Recorded {
        what: Record,
        #[serde(flatten)]
        details: Details,
    },
    /// A request was taken in from a sheet or an export.
    Imported {
        #[serde(flatten)]
        imported: Box<Imported>,
    },
    /// A person takes back what a person recorded or decided as this row of the log.
    TakenBack {
        seq: i64,
        why: String,
    },
    /// Nothing is written to the authority until `person` lets it go on.
    Held {
        person: String,
        why: String,
    },
    Released,
    Paused {
        why: String,
    },
    Resumed,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_false(value: &bool) -> bool {
    !value
}

/// An event with its place in the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated {
    pub seq: i64,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Who decided it; `None` for what merely happened.
    pub by: Option<String>,
    pub event: Event,
}

/// The rows of `events` that count: those that a person took back do not.
pub fn that_count(events: &[Dated]) -> impl Iterator<Item = &Dated> {
    let taken: HashSet<i64> = events.iter().filter_map(|dated| dated.event.takes_back()).collect();
    events.iter().filter(move |dated| !taken.contains(&dated.seq))
}

impl Event {
    /// The question and the period of the answer that it decides or codes, if it does.
    pub fn cell(&self) -> Option<(&str, &str)> {
        if let Self::AnswerSet { question, period, .. }
        | Self::AnswerAccepted { question, period, .. }
        | Self::AnswerCoded { question, period, .. } = self
        {
            Some((question, period))
        } else {
            None
        }
    }

    /// Whose coding it is, if it is one.
    pub fn coder(&self) -> Option<&str> {
        if let Self::AnswerCoded { coder, .. } = self { Some(coder) } else { None }
    }

    /// The row of the log that it takes back, if it does.
    pub fn takes_back(&self) -> Option<i64> {
        if let Self::TakenBack { seq, .. } = self { Some(*seq) } else { None }
    }
}
