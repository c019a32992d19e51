//! The clock as a ledger: facts in order, what each does to the time allowed, and where that leaves
//! the request. No strings are made here: `working` puts it into words.

pub mod facts;
mod fold;
pub mod limits;
mod remarks;
mod titles;
mod working;

use chrono::NaiveDate;

pub use self::facts::{Fact, Happening, Impossible};
pub use self::fold::{reckon, reckon_under};
pub use self::limits::{Deadline, Limit, Name};
pub use self::titles::title;

use crate::law::Law;
use crate::law::exemptions::{Class, Ground};
use crate::law::regime::Regime;

/// How the day of receipt is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    Given,
    /// Presumed by the Act from the day of posting.
    Presumed,
    /// Estimated from the day of posting.
    Estimated,
    /// Received at the address that was put right.
    Resent,
    /// Received by the body it was transferred to.
    Transferee,
    /// The information that the authority asked for was received.
    Clarified,
}

/// Why no time runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Still {
    Bounced { on: NaiveDate },
    Redirected { on: NaiveDate },
    Transferred { on: NaiveDate },
    Clarification { asked: NaiveDate },
    Fee { notice: NaiveDate, pay_by: NaiveDate },
}

/// More time that the authority may lawfully take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extended {
    pub notified: NaiveDate,
    pub until: NaiveDate,
    /// Working days asked for.
    pub asked: u32,
    pub ground: Ground,
}

/// Something about a fact that its date alone does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remark {
    /// An extension where the Act has none.
    NoExtensionInThisAct,
    /// An extension of the other kind: the regulations' under the Act, or the other way round.
    ExtensionOfOtherAct,
    ExtensionWithoutExemption,
    ExtensionForOtherReason(&'static str, Class),
    /// Notified after the time was over.
    ExtensionTooLate {
        due: NaiveDate,
    },
    /// Longer than practice allows: cut to it.
    ExtensionCut {
        asked: u32,
        days: u32,
    },
    /// What it rests on is not known here.
    ExtensionGroundUnknown,
    FeeNotInThisAct,
    FeeTooLate {
        due: NaiveDate,
    },
    FeePaidTooLate {
        pay_by: NaiveDate,
    },
    AskedAfterTime {
        due: NaiveDate,
    },
    AskedAgain,
    /// It came after the reply: the time for that was over.
    AfterTheReply,
    RedirectWithoutEffect,
    ResentWithoutNeed,
    Premature {
        due: Option<NaiveDate>,
    },
}

/// Where the facts leave a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    pub law: Law,
    pub regime: &'static Regime,
    /// When the request was first received.
    pub first_received: Option<NaiveDate>,
    /// Day 0 of the time that runs, and how it is known.
    pub day_zero: Option<NaiveDate>,
    pub receipt: Receipt,
    pub posted: Option<NaiveDate>,
    /// The question whose answer made day 0, if one did.
    pub clarified: Option<NaiveDate>,
    /// Days left out, both ends included.
    pub pauses: Vec<(NaiveDate, NaiveDate)>,
    pub still: Option<Still>,
    /// Without an extension; `None` while no time runs.
    pub plain_due: Option<NaiveDate>,
    pub extended: Option<Extended>,
    /// The first reply, which ended the wait.
    pub first_response: Option<NaiveDate>,
    /// The latest reply, from which a second look is asked for.
    pub response: Option<NaiveDate>,
    pub review_asked: Option<NaiveDate>,
    pub review_outcome: Option<NaiveDate>,
    pub decision: Option<NaiveDate>,
    pub remarks: Vec<(Fact, Remark)>,
}

impl Ledger {
    fn new(regime: &'static Regime) -> Self {
        Self {
            law: regime.law,
            regime,
            first_received: None,
            day_zero: None,
            receipt: Receipt::Given,
            posted: None,
            clarified: None,
            pauses: Vec::new(),
            still: None,
            plain_due: None,
            extended: None,
            first_response: None,
            response: None,
            review_asked: None,
            review_outcome: None,
            decision: None,
            remarks: Vec::new(),
        }
    }

    /// The last day for a reply, with any lawful extension; `None` while no time runs.
    pub fn response_due(&self) -> Option<NaiveDate> {
        self.extended.map(|extended| extended.until).or(self.plain_due)
    }

    /// Whether the reply came after its time.
    pub fn replied_late(&self) -> bool {
        matches!((self.first_response, self.response_due()), (Some(reply), Some(due)) if reply > due)
    }

    /// What was said of a fact of this kind, if anything.
    pub fn remark_on(&self, happening: Happening) -> Option<(Fact, Remark)> {
        self.remarks.iter().rev().find(|(fact, _)| fact.happening == happening).copied()
    }

    /// An extension that the authority claimed and the law does not give it.
    pub fn unlawful_extension(&self) -> Option<(Fact, Remark)> {
        self.remarks.iter().rev().find(|(_, remark)| remark.is_unlawful_extension()).copied()
    }
}

impl Remark {
    /// Whether it says that an extension has no effect.
    pub fn is_unlawful_extension(self) -> bool {
        match self {
            Self::NoExtensionInThisAct
            | Self::ExtensionOfOtherAct
            | Self::ExtensionWithoutExemption
            | Self::ExtensionForOtherReason(..)
            | Self::ExtensionTooLate { .. } => true,
            Self::ExtensionCut { .. }
            | Self::ExtensionGroundUnknown
            | Self::FeeNotInThisAct
            | Self::FeeTooLate { .. }
            | Self::FeePaidTooLate { .. }
            | Self::AskedAfterTime { .. }
            | Self::AskedAgain
            | Self::AfterTheReply
            | Self::RedirectWithoutEffect
            | Self::ResentWithoutNeed
            | Self::Premature { .. } => false,
        }
    }
}
