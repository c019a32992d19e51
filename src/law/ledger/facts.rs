//! What can happen to a request that the law takes notice of, on a civil date in London.

use chrono::NaiveDate;

use crate::law::Law;
use crate::law::exemptions::Ground;

/// What happened. The order is that of a day on which several things happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Happening {
    Posted,
    Received,
    /// An automatic reply that names another address for requests.
    AutoreplyRedirect,
    Bounce,
    /// The request was received at the address that was put right.
    ResentReceived,
    Transferred,
    ReceivedByTransferee,
    ClarificationAsked,
    ClarificationAnswered,
    FeesNotice,
    FeePaid,
    PitExtensionNotice,
    EirExtensionNotice,
    ResponseReceived,
    InternalReviewRequested,
    RequirementForReview,
    RepresentationsReceived,
    InternalReviewOutcomeReceived,
    ReviewOutcomeReceived,
    DecisionNoticeSent,
    DecisionIntimated,
}

impl Happening {
    pub const ALL: [Self; 21] = [
        Self::Posted,
        Self::Received,
        Self::AutoreplyRedirect,
        Self::Bounce,
        Self::ResentReceived,
        Self::Transferred,
        Self::ReceivedByTransferee,
        Self::ClarificationAsked,
        Self::ClarificationAnswered,
        Self::FeesNotice,
        Self::FeePaid,
        Self::PitExtensionNotice,
        Self::EirExtensionNotice,
        Self::ResponseReceived,
        Self::InternalReviewRequested,
        Self::RequirementForReview,
        Self::RepresentationsReceived,
        Self::InternalReviewOutcomeReceived,
        Self::ReviewOutcomeReceived,
        Self::DecisionNoticeSent,
        Self::DecisionIntimated,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Posted => "posted",
            Self::Received => "received",
            Self::AutoreplyRedirect => "autoreply_redirect",
            Self::Bounce => "bounce",
            Self::ResentReceived => "resent_received",
            Self::Transferred => "transferred",
            Self::ReceivedByTransferee => "received_by_transferee",
            Self::ClarificationAsked => "clarification_asked",
            Self::ClarificationAnswered => "clarification_answered",
            Self::FeesNotice => "fees_notice",
            Self::FeePaid => "fee_paid",
            Self::PitExtensionNotice => "pit_extension_notice",
            Self::EirExtensionNotice => "eir_extension_notice",
            Self::ResponseReceived => "response_received",
            Self::InternalReviewRequested => "internal_review_requested",
            Self::RequirementForReview => "requirement_for_review",
            Self::RepresentationsReceived => "representations_received",
            Self::InternalReviewOutcomeReceived => "internal_review_outcome_received",
            Self::ReviewOutcomeReceived => "review_outcome_received",
            Self::DecisionNoticeSent => "decision_notice_sent",
            Self::DecisionIntimated => "decision_intimated",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|happening| happening.code() == text)
    }

    /// How a request for a second look is called under `law`.
    pub fn review_asked(law: Law) -> Self {
        match law {
            Law::Foia => Self::InternalReviewRequested,
            Law::Foisa | Law::Eisr => Self::RequirementForReview,
            Law::Eir => Self::RepresentationsReceived,
        }
    }

    /// How its outcome is called under `law`.
    pub fn review_outcome(law: Law) -> Self {
        match law {
            Law::Foia | Law::Eir => Self::InternalReviewOutcomeReceived,
            Law::Foisa | Law::Eisr => Self::ReviewOutcomeReceived,
        }
    }

    /// How the regulator's decision is called under `law`.
    pub fn decision(law: Law) -> Self {
        match law {
            Law::Foia | Law::Eir => Self::DecisionNoticeSent,
            Law::Foisa | Law::Eisr => Self::DecisionIntimated,
        }
    }

    /// What this is called under `law`, where it has another name there; `None` if it is right.
    pub fn other_name(self, law: Law) -> Option<Self> {
        let own = match self {
            Self::InternalReviewRequested
            | Self::RequirementForReview
            | Self::RepresentationsReceived => Self::review_asked(law),
            Self::InternalReviewOutcomeReceived | Self::ReviewOutcomeReceived => {
                Self::review_outcome(law)
            }
            Self::DecisionNoticeSent | Self::DecisionIntimated => Self::decision(law),
            Self::Posted
            | Self::Received
            | Self::AutoreplyRedirect
            | Self::Bounce
            | Self::ResentReceived
            | Self::Transferred
            | Self::ReceivedByTransferee
            | Self::ClarificationAsked
            | Self::ClarificationAnswered
            | Self::FeesNotice
            | Self::FeePaid
            | Self::PitExtensionNotice
            | Self::EirExtensionNotice
            | Self::ResponseReceived => return None,
        };
        (own != self).then_some(own)
    }
}

/// Something that happened, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact {
    pub happening: Happening,
    pub on: NaiveDate,
    /// For an extension: how many working days more the authority takes.
    pub working_days: Option<u32>,
    /// For an extension: the day the authority names instead.
    pub until: Option<NaiveDate>,
    /// For an extension: what it rests on.
    pub ground: Ground,
}

impl Fact {
    pub fn new(happening: Happening, on: NaiveDate) -> Self {
        Self { happening, on, working_days: None, until: None, ground: Ground::Unknown }
    }
}

/// Facts that cannot be, and what the law allows instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Impossible {
    #[error(
        "nothing says when the request was received: give --received DATE, or --event posted=DATE \
         for a letter by post"
    )]
    NeverReceived,
    #[error("{0} on {1} comes before the request itself, which was {2} on {3}: check both dates")]
    BeforeTheRequest(&'static str, NaiveDate, &'static str, NaiveDate),
    #[error("{got} on {on} answers nothing: there must be a {needs} before it ({law_says})")]
    NothingBefore { got: &'static str, on: NaiveDate, needs: &'static str, law_says: &'static str },
    #[error("under {law} this is called {right}, not {wrong}: {why}")]
    OtherLaw { law: &'static str, right: &'static str, wrong: &'static str, why: &'static str },
    #[error(transparent)]
    UnknownYear(#[from] crate::law::calendar::UnknownYear),
}
