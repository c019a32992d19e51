//! What a later letter may state: the facts of its occasion, and which of them each kind needs.

use chrono::NaiveDate;

pub use super::extension::{Extension, Fault};
use super::needs;
use crate::campaign::Campaign;
use crate::case::events::LetterKind;
use crate::law::Law;
use crate::law::regime::Regulator;

/// The language a letter is written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    English,
    /// The request and the first reminder only, and only once a Welsh reader has checked them.
    Welsh,
}

/// The facts that a letter may state, all optional unless its kind needs them.
///
/// `Occasion { sent_on: …, ..Occasion::on(today) }` is how one is made.
#[derive(Debug, Clone)]
pub struct Occasion<'a> {
    /// The day the letter is dated.
    pub today: NaiveDate,
    /// The n-th letter of its kind to this request: it makes the Message-ID.
    pub number: u32,
    pub language: Language,
    /// The environmental regulations, where the authority answers under them and not under the
    /// Act that it was asked under.
    pub under: Option<Law>,
    /// Message-ID of the letter or mail that it answers, with or without `<` and `>`.
    pub in_reply_to: Option<&'a str>,
    /// Message-IDs of the thread, oldest first.
    pub references: Vec<&'a str>,
    /// When the request left.
    pub sent_on: Option<NaiveDate>,
    /// The day the law counts as the request's receipt.
    pub received_on: Option<NaiveDate>,
    /// The last day for a reply.
    pub due_on: Option<NaiveDate>,
    /// The working of the due date, a sentence for each step.
    pub working: &'a [String],
    /// When reminders left, oldest first.
    pub chased_on: Vec<NaiveDate>,
    /// The message of theirs that it answers.
    pub reply: Option<TheirReply<'a>>,
    pub extension: Option<Extension>,
    pub review: Option<Review>,
    /// Who takes complaints: `law::regime::regulator`, or the workspace's own row.
    pub regulator: Option<&'a Regulator>,
    /// The first day on which the regulator may be asked.
    pub complain_from: Option<NaiveDate>,
    /// The last day on which the regulator is to be asked.
    pub complain_by: Option<NaiveDate>,
    /// The last day on which a review may be asked for.
    pub review_by: Option<NaiveDate>,
    /// Why a review is asked for: sections such as `FOIA-s40(2)`, or `not_held`, `silence`,
    /// `late`, `incomplete`; in the order in which they were cited.
    pub grounds: Vec<&'a str>,
    /// The person's own text.
    pub words: Option<&'a str>,
    pub fee: Option<FeeChoice>,
    /// Numbers of the questions that a narrowed request keeps.
    pub keep: Vec<&'a str>,
    /// The day of receipt that the authority states.
    pub stated_receipt: Option<NaiveDate>,
    /// The body to which the request may be passed.
    pub transferee: Option<&'a str>,
    /// The reference of the round before.
    pub earlier_reference: Option<&'a str>,
    /// The request of the round before, for a request that follows it.
    pub earlier: Option<Earlier<'a>>,
    pub attachments: Vec<Attachment>,
    /// Files of theirs that have something hidden in them.
    pub hidden: Vec<HiddenIn>,
}

/// The request of the round before, and what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earlier<'a> {
    pub reference: &'a str,
    /// The reference that they gave it.
    pub theirs: Option<&'a str>,
    /// Whom it was put to, where the authority took over from another since.
    pub predecessor: Option<&'a str>,
    pub sent_on: Option<NaiveDate>,
    pub answered_on: Option<NaiveDate>,
    /// What the answer did, in words that follow "it" and have no figure in them.
    pub said: Option<&'a str>,
    /// It gave figures.
    pub figures: bool,
}

/// What is hidden in a file of theirs: where it is, never what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HiddenIn {
    pub name: String,
    /// The day it came.
    pub on: NaiveDate,
    /// "a hidden sheet: Data".
    pub places: Vec<String>,
}

/// A message of theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TheirReply<'a> {
    pub on: NaiveDate,
    /// What it is, in words that follow "your": "refusal notice", "reply".
    pub what: &'a str,
    /// Codes of the sections that it relies on, such as `FOIA-s12`.
    pub sections: Vec<&'a str>,
    pub authority_reference: Option<&'a str>,
    /// The sentence that the letter answers.
    pub quote: Option<&'a str>,
}

impl<'a> TheirReply<'a> {
    /// A reply of this day of which nothing else need be said.
    pub fn on(on: NaiveDate, what: &'a str) -> Self {
        Self { on, what, sections: Vec::new(), authority_reference: None, quote: None }
    }
}

/// The review that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Review {
    pub asked_on: NaiveDate,
    /// The last day for its outcome; of an internal review, the day it is expected by.
    pub due_on: Option<NaiveDate>,
    pub outcome_on: Option<NaiveDate>,
}

/// What we say to a fees notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeeChoice {
    Accept,
    /// Asks for what can be had without a fee.
    Decline,
    /// Asks how the fee was reckoned.
    Breakdown,
}

impl FeeChoice {
    pub fn code(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Decline => "decline",
            Self::Breakdown => "breakdown",
        }
    }
}

/// A file that goes with a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

impl Occasion<'_> {
    /// The first letter of its kind, of which nothing else is known.
    pub fn on(today: NaiveDate) -> Self {
        Self {
            today,
            number: 1,
            language: Language::English,
            under: None,
            in_reply_to: None,
            references: Vec::new(),
            sent_on: None,
            received_on: None,
            due_on: None,
            working: &[],
            chased_on: Vec::new(),
            reply: None,
            extension: None,
            review: None,
            regulator: None,
            complain_from: None,
            complain_by: None,
            review_by: None,
            grounds: Vec::new(),
            words: None,
            fee: None,
            keep: Vec::new(),
            stated_receipt: None,
            transferee: None,
            earlier_reference: None,
            earlier: None,
            attachments: Vec::new(),
            hidden: Vec::new(),
        }
    }

    /// The law the letter is written under, for an authority asked under `asked`.
    pub(super) fn law(&self, asked: Law) -> anyhow::Result<Law> {
        let Some(under) = self.under else { return Ok(asked) };
        let own = asked.environmental();
        anyhow::ensure!(
            under == own || under == asked,
            "an authority asked under {} answers under it or under {}, not under {}",
            asked.code(),
            own.code(),
            under.code()
        );
        Ok(under)
    }

    /// Fails with what is missing, and what to give.
    pub(super) fn suffices(
        &self,
        kind: LetterKind,
        law: Law,
        campaign: &Campaign,
    ) -> anyhow::Result<()> {
        let lacks = needs::lacks(self, kind, law, campaign);
        let kind = kind.code();
        anyhow::ensure!(lacks.is_empty(), "a {kind} under {} needs {}", law.code(), {
            lacks.join("; ")
        });
        Ok(())
    }
}
