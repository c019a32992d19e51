//! What a campaign does next by itself, and after how long.

use serde::{Deserialize, Serialize};

/// A step of the ladder; codes as in `foi next` (rules.md 9.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    ReadReply,
    RepairAddress,
    /// A letter is to be pasted into a form of theirs.
    SendByHand,
    Chaser,
    FinalChaser,
    ClarificationReply,
    FeeDecision,
    IdentityReply,
    WebFormReply,
    ExtensionChallenge,
    Narrowing,
    ReviewRequest,
    /// Scotland: without a reply, a review must be required before the Commissioner can be asked.
    FoisaNoResponseReview,
    IrChase,
    IcoNonResponse,
    IcoAfterIr,
    Osic,
    Tribunal,
    CourtOfSession,
    YearlyFollowUp,
    Thanks,
    Withdrawal,
    ReceiptCorrection,
    TransferConsent,
    /// Their file has something hidden in it: they are told, and asked for a clean copy.
    BreachNotice,
}

impl Step {
    pub const ALL: [Self; 25] = [
        Self::ReadReply,
        Self::RepairAddress,
        Self::SendByHand,
        Self::Chaser,
        Self::FinalChaser,
        Self::ClarificationReply,
        Self::FeeDecision,
        Self::IdentityReply,
        Self::WebFormReply,
        Self::ExtensionChallenge,
        Self::Narrowing,
        Self::ReviewRequest,
        Self::FoisaNoResponseReview,
        Self::IrChase,
        Self::IcoNonResponse,
        Self::IcoAfterIr,
        Self::Osic,
        Self::Tribunal,
        Self::CourtOfSession,
        Self::YearlyFollowUp,
        Self::Thanks,
        Self::Withdrawal,
        Self::ReceiptCorrection,
        Self::TransferConsent,
        Self::BreachNotice,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::ReadReply => "read_reply",
            Self::RepairAddress => "repair_address",
            Self::SendByHand => "send_by_hand",
            Self::Chaser => "chaser",
            Self::FinalChaser => "final_chaser",
            Self::ClarificationReply => "clarification_reply",
            Self::FeeDecision => "fee_decision",
            Self::IdentityReply => "identity_reply",
            Self::WebFormReply => "web_form_reply",
            Self::ExtensionChallenge => "extension_challenge",
            Self::Narrowing => "narrowing",
            Self::ReviewRequest => "review_request",
            Self::FoisaNoResponseReview => "foisa_no_response_review",
            Self::IrChase => "ir_chase",
            Self::IcoNonResponse => "ico_non_response",
            Self::IcoAfterIr => "ico_after_ir",
            Self::Osic => "osic",
            Self::Tribunal => "tribunal",
            Self::CourtOfSession => "court_of_session",
            Self::YearlyFollowUp => "yearly_follow_up",
            Self::Thanks => "thanks",
            Self::Withdrawal => "withdrawal",
            Self::ReceiptCorrection => "receipt_correction",
            Self::TransferConsent => "transfer_consent",
            Self::BreachNotice => "breach_notice",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == text)
    }

    /// Whether a campaign may let the program take this step by itself: letters that say only what
    /// the calendar says. Regulator, court, fee, narrowing, withdrawal and whatever needs words of
    /// one's own always need a person.
    pub fn may_be_armed(self) -> bool {
        match self {
            Self::Chaser
            | Self::FinalChaser
            | Self::ExtensionChallenge
            | Self::FoisaNoResponseReview
            | Self::IrChase => true,
            Self::ReadReply
            | Self::RepairAddress
            | Self::SendByHand
            | Self::ClarificationReply
            | Self::FeeDecision
            | Self::IdentityReply
            | Self::WebFormReply
            | Self::Narrowing
            | Self::ReviewRequest
            | Self::IcoNonResponse
            | Self::IcoAfterIr
            | Self::Osic
            | Self::Tribunal
            | Self::CourtOfSession
            | Self::YearlyFollowUp
            | Self::Thanks
            | Self::Withdrawal
            | Self::ReceiptCorrection
            | Self::TransferConsent
            | Self::BreachNotice => false,
        }
    }
}

/// How a campaign climbs the ladder; working days in the calendar of the request's Act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// Steps that leave without a person.
    pub arm: Vec<Step>,
    /// From the reminder to the final one, and in Scotland to the requirement for review.
    pub final_chaser_after: u32,
    /// From the reminder to a complaint about silence.
    pub complaint_after: u32,
    /// In Scotland, from the due day to the requirement for review if nobody sent a reminder.
    pub silence_review_after: u32,
    /// By when a review of a refusal should be asked for, from the refusal.
    pub review_within: u32,
    /// No letter within so many working days of the last one, except answers and what lapses.
    pub gap: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            arm: Vec::new(),
            final_chaser_after: 5,
            complaint_after: 10,
            silence_review_after: 3,
            review_within: 10,
            gap: 3,
        }
    }
}

impl Policy {
    pub fn arms(&self, step: Step) -> bool {
        step.may_be_armed() && self.arm.contains(&step)
    }
}
