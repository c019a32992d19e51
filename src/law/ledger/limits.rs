//! The limits that run from where a ledger stands, each with how it is counted.

use chrono::{Datelike, Duration, Months, NaiveDate};
use serde::Serialize;

use super::{Ledger, Still};
use crate::law::Law;
use crate::law::calendar::{Calendar, UnknownYear};
use crate::law::regime::{Extension, Span};

/// A limit that runs, as the command line shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deadline {
    pub deadline: &'static str,
    /// `None` while the clock stands still.
    pub due: Option<NaiveDate>,
    pub explanation: Vec<String>,
    /// Rests on bank holidays that have not been proclaimed yet.
    pub provisional: bool,
}

/// What a limit is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    Response,
    Wd40,
    NWorkingDays,
    ChaseOn,
    FeePayBy,
    PitExtendedResponse,
    EirExtendedResponse,
    EirReconsiderationResponse,
    InternalReviewRequestBy,
    InternalReviewExpected,
    InternalReviewLongstop,
    RegulatorComplaintBy,
    TribunalAppealBy,
    FoisaReviewRequestByStatutory,
    FoisaReviewRequestByRecommended,
    FoisaReviewResponse,
    FoisaCommissionerBy,
    CourtOfSessionBy,
    AggregationSafeFrom,
}

impl Name {
    pub fn code(self) -> &'static str {
        match self {
            Self::Response => "response",
            Self::Wd40 => "wd40",
            Self::NWorkingDays => "n_working_days",
            Self::ChaseOn => "chase_on",
            Self::FeePayBy => "fee_pay_by",
            Self::PitExtendedResponse => "pit_extended_response",
            Self::EirExtendedResponse => "eir_extended_response",
            Self::EirReconsiderationResponse => "eir_reconsideration_response",
            Self::InternalReviewRequestBy => "internal_review_request_by",
            Self::InternalReviewExpected => "internal_review_expected",
            Self::InternalReviewLongstop => "internal_review_longstop",
            Self::RegulatorComplaintBy => "regulator_complaint_by",
            Self::TribunalAppealBy => "tribunal_appeal_by",
            Self::FoisaReviewRequestByStatutory => "foisa_review_request_by_statutory",
            Self::FoisaReviewRequestByRecommended => "foisa_review_request_by_recommended",
            Self::FoisaReviewResponse => "foisa_review_response",
            Self::FoisaCommissionerBy => "foisa_commissioner_by",
            Self::CourtOfSessionBy => "court_of_session_by",
            Self::AggregationSafeFrom => "aggregation_safe_from",
        }
    }
}

/// How a limit is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Working days after `from`; with the pauses of the reply's clock left out, or not.
    WorkingDays {
        from: NaiveDate,
        days: u32,
        pauses: Pauses,
    },
    /// The first working day after the reply was due.
    NextAfter(NaiveDate),
    /// Calendar days or months after `from`.
    After {
        from: NaiveDate,
        span: Span,
    },
    /// Months that begin with `from` itself.
    Beginning {
        from: NaiveDate,
        months: u32,
    },
    /// More time, from the day that was due.
    Extended {
        due: NaiveDate,
    },
    Still(Still),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pauses {
    LeftOut,
    Counted,
}

/// A limit that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    pub name: Name,
    pub due: Option<NaiveDate>,
    pub count: Count,
}

impl Ledger {
    /// The `days`-th working day after `from`, with the days of every pause left out.
    pub(super) fn count(
        &self,
        calendar: &Calendar,
        from: NaiveDate,
        days: u32,
    ) -> Result<NaiveDate, UnknownYear> {
        let scope = self.regime.scope;
        let mut left_out = 0;
        let mut due = calendar.working_day_after(scope, from, days)?;
        for (first, last) in &self.pauses {
            if *first > due {
                break;
            }
            let begins = (*first).max(from + Duration::days(1));
            if begins <= *last {
                left_out += calendar.working_days_in(scope, begins, *last)?;
                due = calendar.working_day_after(scope, from, days + left_out)?;
            }
        }
        Ok(due)
    }

    /// Every limit that runs, the reply's first; `working_days` adds a count of one's own.
    pub fn limits(
        &self,
        calendar: &Calendar,
        working_days: Option<u32>,
    ) -> Result<Vec<Limit>, UnknownYear> {
        let mut limits = Limits { calendar, ledger: self, found: Vec::with_capacity(8) };
        limits.reply(working_days)?;
        limits.review()?;
        limits.regulator()?;
        if let (Some(days), Some(from)) = (self.regime.aggregation_days, self.first_received) {
            limits.working_days(Name::AggregationSafeFrom, from, days)?;
        }
        Ok(limits.found)
    }

    /// The last day for asking for a second look, with what the Act says before what is safe.
    pub fn review_by(&self, calendar: &Calendar) -> Result<Option<NaiveDate>, UnknownYear> {
        let (scope, review) = (self.regime.scope, self.regime.review);
        let from = match (self.law, self.response, self.response_due()) {
            // Section 20(5): from the end of the time allowed, or from a reply that came after it.
            (Law::Foisa, Some(reply), Some(due)) => reply.max(due),
            (Law::Foisa | Law::Eir | Law::Eisr, None, Some(due)) => due,
            (_, Some(reply), _) => reply,
            (_, None, _) => return Ok(None),
        };
        calendar.working_day_after(scope, from, review.ask_days).map(Some)
    }

    /// The day by which the second look must be, or should be, done.
    pub fn review_due(&self, calendar: &Calendar) -> Result<Option<NaiveDate>, UnknownYear> {
        let Some(asked) = self.review_asked else { return Ok(None) };
        let days = self.regime.review.answer_days;
        calendar.working_day_after(self.regime.scope, asked, days).map(Some)
    }

    /// From where the way to the regulator is open, and until when; `None` while it is not.
    pub fn complaint(
        &self,
        calendar: &Calendar,
    ) -> Result<Option<(NaiveDate, NaiveDate)>, UnknownYear> {
        let review = self.regime.review;
        let from = match (self.review_outcome, self.review_asked, self.response) {
            (Some(outcome), ..) => outcome,
            (None, Some(asked), _) => {
                let days = review.longstop_days.unwrap_or(review.answer_days);
                calendar.working_day_after(self.regime.scope, asked, days)?
            }
            (None, None, None) if !review.needed_for_silence => match self.response_due() {
                Some(due) => due,
                None => return Ok(None),
            },
            (None, None, _) => return Ok(None),
        };
        let by = after(from, self.regime.complaint.within).ok_or(UnknownYear::far(from))?;
        Ok(Some((from, by)))
    }
}

struct Limits<'a> {
    calendar: &'a Calendar,
    ledger: &'a Ledger,
    found: Vec<Limit>,
}

impl Limits<'_> {
    fn add(&mut self, name: Name, due: Option<NaiveDate>, count: Count) {
        self.found.push(Limit { name, due, count });
    }

    fn working_days(
        &mut self,
        name: Name,
        from: NaiveDate,
        days: u32,
    ) -> Result<NaiveDate, UnknownYear> {
        let due = self.calendar.working_day_after(self.ledger.regime.scope, from, days)?;
        self.add(name, Some(due), Count::WorkingDays { from, days, pauses: Pauses::Counted });
        Ok(due)
    }

    fn reply(&mut self, working_days: Option<u32>) -> Result<(), UnknownYear> {
        let ledger = self.ledger;
        let regime = ledger.regime;
        match (ledger.still, ledger.day_zero, ledger.plain_due) {
            (Some(still), ..) => self.add(Name::Response, None, Count::Still(still)),
            (None, Some(from), Some(due)) => {
                let days = regime.response_days;
                let count = Count::WorkingDays { from, days, pauses: Pauses::LeftOut };
                self.add(Name::Response, Some(due), count);
            }
            (None, ..) => {}
        }
        if let (Some(extended), Some(due)) = (ledger.extended, ledger.plain_due) {
            let name = match regime.extension {
                Extension::Complexity { .. } => Name::EirExtendedResponse,
                Extension::PublicInterest { .. } | Extension::None => Name::PitExtendedResponse,
            };
            self.add(name, Some(extended.until), Count::Extended { due });
        }
        if let (Some(Still::Fee { notice, pay_by }), Some(fees)) = (ledger.still, regime.fees) {
            let count = Count::Beginning { from: notice, months: fees.months };
            self.add(Name::FeePayBy, Some(pay_by), count);
        }
        if let (Some(due), None) = (ledger.response_due(), ledger.response) {
            let chase = self.calendar.working_day_after(regime.scope, due, 1)?;
            self.add(Name::ChaseOn, Some(chase), Count::NextAfter(due));
        }
        if let Some(from) = ledger.day_zero {
            self.working_days(Name::Wd40, from, 40)?;
            if let Some(days) = working_days {
                self.working_days(Name::NWorkingDays, from, days)?;
            }
        }
        Ok(())
    }

    fn review(&mut self) -> Result<(), UnknownYear> {
        let ledger = self.ledger;
        let review = ledger.regime.review;
        if let Some(asked) = ledger.review_asked {
            if ledger.review_outcome.is_some() {
                return Ok(());
            }
            let name = match ledger.law {
                Law::Foia => Name::InternalReviewExpected,
                Law::Foisa => Name::FoisaReviewResponse,
                Law::Eir | Law::Eisr => Name::EirReconsiderationResponse,
            };
            self.working_days(name, asked, review.answer_days)?;
            if let Some(days) = review.longstop_days {
                self.working_days(Name::InternalReviewLongstop, asked, days)?;
            }
            return Ok(());
        }
        if ledger.review_outcome.is_some() || ledger.decision.is_some() {
            return Ok(());
        }
        let Some(by) = ledger.review_by(self.calendar)? else { return Ok(()) };
        let from = |day: Option<NaiveDate>| day.unwrap_or(by);
        let counted =
            |from| Count::WorkingDays { from, days: review.ask_days, pauses: Pauses::Counted };
        if ledger.law == Law::Foisa {
            let expiry = from(ledger.response_due());
            let begins = ledger.response.map_or(expiry, |reply| reply.max(expiry));
            self.add(Name::FoisaReviewRequestByStatutory, Some(by), counted(begins));
            let recommended = ledger.response.unwrap_or(expiry);
            self.working_days(Name::FoisaReviewRequestByRecommended, recommended, review.ask_days)?;
        } else {
            let begins = from(ledger.response.or(ledger.response_due()));
            self.add(Name::InternalReviewRequestBy, Some(by), counted(begins));
        }
        Ok(())
    }

    fn regulator(&mut self) -> Result<(), UnknownYear> {
        let ledger = self.ledger;
        let regime = ledger.regime;
        let scottish = matches!(ledger.law, Law::Foisa | Law::Eisr);
        if let Some(from) = ledger.decision {
            let name = if scottish { Name::CourtOfSessionBy } else { Name::TribunalAppealBy };
            let span = Span::Days(regime.appeal.days);
            self.add(name, after(from, span), Count::After { from, span });
        } else if let Some((from, by)) = ledger.complaint(self.calendar)? {
            let name =
                if scottish { Name::FoisaCommissionerBy } else { Name::RegulatorComplaintBy };
            let span = regime.complaint.within;
            self.add(name, Some(by), Count::After { from, span });
        }
        Ok(())
    }
}

/// The day so long after `from`; a month without that day ends the count with its last one.
pub(super) fn after(from: NaiveDate, span: Span) -> Option<NaiveDate> {
    match span {
        Span::Days(days) => from.checked_add_signed(Duration::days(i64::from(days))),
        Span::Months(months) => from.checked_add_months(Months::new(months)),
    }
}

/// The last day of `months` that begin with `from` itself: the day before the corresponding one, or
/// the last of the month where there is none (30 November: 28 February).
pub fn last_day_of(from: NaiveDate, months: u32) -> Option<NaiveDate> {
    let corresponding = from.checked_add_months(Months::new(months))?;
    if corresponding.day() == from.day() { corresponding.pred_opt() } else { Some(corresponding) }
}
