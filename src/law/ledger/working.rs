//! The working of each limit in words: what people argue about, line by line.

use chrono::{Duration, NaiveDate};

use super::facts::Happening;
use super::limits::{Count, Deadline, Limit, Name, Pauses};
use super::remarks::section_words;
use super::{Ledger, Receipt, Still};
use crate::law::Law;
use crate::law::calendar::{Calendar, Holiday, NonWorking, UnknownYear};
use crate::law::clock::long_date;
use crate::law::exemptions::{Class, Ground};
use crate::law::regime::{Basis, ClarificationEffect, Extension, Post, Span};

pub(super) const TRANSFER: &str =
    "the time runs from the day on which the body it was transferred to received it";
pub(super) const RESENT: &str = "a request is sent again where the first one did not arrive";
pub(super) const CLARIFICATION: &str =
    "the time restarts only when information that the authority asked for reaches it, section 1(3)";
pub(super) const FEES: &str = "a fee is paid in answer to a fees notice, section 9";

/// Why a step has the name it has.
pub(super) fn why_named(right: Happening) -> &'static str {
    match right {
        Happening::InternalReviewRequested | Happening::InternalReviewOutcomeReceived => {
            "the Code of Practice and the Commissioner know an internal review"
        }
        Happening::RequirementForReview | Happening::ReviewOutcomeReceived => {
            "Scotland's law knows a requirement for review (section 20; regulation 16)"
        }
        Happening::RepresentationsReceived => "regulation 11 knows representations",
        Happening::DecisionNoticeSent => "28 days run from the day on which the notice was sent",
        Happening::DecisionIntimated => "42 days run from the day on which it was intimated",
        Happening::Posted
        | Happening::Received
        | Happening::AutoreplyRedirect
        | Happening::Bounce
        | Happening::ResentReceived
        | Happening::Transferred
        | Happening::ReceivedByTransferee
        | Happening::ClarificationAsked
        | Happening::ClarificationAnswered
        | Happening::FeesNotice
        | Happening::FeePaid
        | Happening::PitExtensionNotice
        | Happening::EirExtensionNotice
        | Happening::ResponseReceived => "",
    }
}

impl Ledger {
    /// Every limit that runs, with its working.
    pub fn deadlines(
        &self,
        calendar: &Calendar,
        working_days: Option<u32>,
    ) -> Result<Vec<Deadline>, UnknownYear> {
        let limits = self.limits(calendar, working_days)?;
        Ok(limits.iter().map(|limit| self.explain(calendar, limit)).collect())
    }

    /// The limit for the reply, with its working.
    pub fn response(&self, calendar: &Calendar) -> Result<Option<Deadline>, UnknownYear> {
        let limits = self.limits(calendar, None)?;
        let named = |name: Name| limits.iter().find(|limit| limit.name == name);
        let extended =
            named(Name::PitExtendedResponse).or_else(|| named(Name::EirExtendedResponse));
        Ok(extended.or_else(|| named(Name::Response)).map(|limit| self.explain(calendar, limit)))
    }

    /// One limit with its working.
    pub fn explain(&self, calendar: &Calendar, limit: &Limit) -> Deadline {
        let working = Working { ledger: self, calendar };
        let mut explanation = match limit.count {
            Count::Still(still) => working.still(still),
            Count::WorkingDays { from, days, pauses } => {
                working.working_days(limit, from, days, pauses)
            }
            Count::NextAfter(due) => vec![
                format!("The reply is due on {}.", long_date(due)),
                format!(
                    "It is overdue from the day after; the first working day after it is {}.",
                    limit.due.map(long_date).unwrap_or_default()
                ),
            ],
            Count::After { from, span } => working.after(limit, from, span),
            Count::Beginning { from, months } => working.beginning(limit, from, months),
            Count::Extended { due } => working.extended(limit, due),
        };
        if limit.name == Name::Response {
            explanation
                .extend(self.remarks.iter().filter_map(|(fact, remark)| self.said(*fact, *remark)));
        }
        let provisional = limit.due.is_some_and(|day| calendar.is_provisional(day));
        if provisional {
            explanation.push(
                "Provisional: bank holidays of that year have not been proclaimed yet.".to_owned(),
            );
        }
        Deadline { deadline: limit.name.code(), due: limit.due, explanation, provisional }
    }
}

struct Working<'a> {
    ledger: &'a Ledger,
    calendar: &'a Calendar,
}

impl Working<'_> {
    fn still(&self, still: Still) -> Vec<String> {
        let regime = self.ledger.regime;
        match still {
            Still::Bounced { on } => vec![format!(
                "No time runs: the request came back on {} and was not received. It starts on \
                 the day on which it reaches an address that works.",
                long_date(on)
            )],
            Still::Redirected { on } => vec![
                format!(
                    "No time runs: an automatic reply of {} named another address for requests.",
                    long_date(on)
                ),
                "The regulator's view is that such a request is received only when it is sent to \
                 that address."
                    .to_owned(),
            ],
            Still::Transferred { on } => vec![format!(
                "No time runs here: the request was transferred on {}. It runs from the day on \
                 which the other body receives it.",
                long_date(on)
            )],
            Still::Clarification { asked } => {
                let after = match regime.clarification.effect {
                    ClarificationEffect::Restarts => format!(
                        "The whole time of {} working days starts again on the day on which the \
                         authority receives the answer.",
                        regime.response_days
                    ),
                    ClarificationEffect::Pauses => {
                        "The days until it receives the answer are left out.".to_owned()
                    }
                };
                let asked = long_date(asked);
                let section = regime.clarification.section;
                vec![
                    format!(
                        "The clock stands still: on {asked} the authority asked for information \
                         that it needs to identify and locate what is wanted ({section})."
                    ),
                    after,
                ]
            }
            Still::Fee { notice, pay_by } => {
                let section = regime.fees.map_or("", |fees| fees.pause_section);
                vec![
                    format!(
                        "The clock stands still from {}, the day of the fees notice, to the day \
                         of the payment, both included ({section}).",
                        long_date(notice)
                    ),
                    format!(
                        "Unpaid by {}, the authority need not answer. Nothing owed, nothing \
                         lost: a fee can be declined and the request narrowed.",
                        long_date(pay_by)
                    ),
                ]
            }
        }
    }

    fn working_days(
        &self,
        limit: &Limit,
        from: NaiveDate,
        days: u32,
        pauses: Pauses,
    ) -> Vec<String> {
        let regime = self.ledger.regime;
        let mut lines = self.day_zero(limit.name, from);
        let Some(due) = limit.due else { return lines };
        if let (true, Ok(first)) =
            (days > 0, self.calendar.working_day_after(regime.scope, from, 1))
        {
            lines.push(format!("Working day 1 is {}.", long_date(first)));
        }
        lines.extend(self.skipped(from, due));
        if pauses == Pauses::LeftOut {
            lines.extend(self.left_out(due));
        }
        lines.push(format!("Working day {days} is {}.", long_date(due)));
        lines.extend(self.closing(limit.name));
        lines
    }

    /// What the count starts from.
    fn day_zero(&self, name: Name, from: NaiveDate) -> Vec<String> {
        let ledger = self.ledger;
        let day = long_date(from);
        let review = ledger.regime.review.name;
        match name {
            Name::Response | Name::Wd40 | Name::NWorkingDays | Name::AggregationSafeFrom => {
                self.receipt(from)
            }
            Name::InternalReviewRequestBy
            | Name::FoisaReviewRequestByStatutory
            | Name::FoisaReviewRequestByRecommended => vec![match ledger.response {
                Some(reply) if reply == from => format!("The reply was received on {day} (day 0)."),
                Some(reply) => format!(
                    "The reply of {} came within the time, which ended on {day} (day 0).",
                    long_date(reply)
                ),
                None => format!("The time for a reply ends on {day} (day 0)."),
            }],
            Name::InternalReviewExpected
            | Name::InternalReviewLongstop
            | Name::FoisaReviewResponse
            | Name::EirReconsiderationResponse => {
                vec![format!("The {review} was asked for on {day} (day 0).")]
            }
            Name::ChaseOn
            | Name::FeePayBy
            | Name::PitExtendedResponse
            | Name::EirExtendedResponse
            | Name::RegulatorComplaintBy
            | Name::TribunalAppealBy
            | Name::FoisaCommissionerBy
            | Name::CourtOfSessionBy => Vec::new(),
        }
    }

    fn receipt(&self, from: NaiveDate) -> Vec<String> {
        let ledger = self.ledger;
        let regime = ledger.regime;
        let working = self.calendar.is_working(regime.scope, from);
        let odd = if working { "" } else { ", which need not be a working day" };
        let day = long_date(from);
        let first = ledger.day_zero != Some(from);
        let posted = ledger.posted.map(long_date).unwrap_or_default();
        let line = match (ledger.receipt, regime.post, ledger.clarified) {
            (Receipt::Presumed, Post::Presumed { days, section }, _) if !first => format!(
                "Posted on {posted}; presumed received {days} days later, on {day} (day 0{odd}; \
                 {section})."
            ),
            (Receipt::Estimated, Post::Estimated { days }, _) if !first => format!(
                "Posted on {posted}; received, by estimate, {days} working days later, on {day} \
                 (day 0). In doubt: the Act has no rule for post, only delivery counts."
            ),
            (Receipt::Resent, ..) if !first => {
                format!("Received on {day}, at the address that was put right (day 0{odd}).")
            }
            (Receipt::Transferee, ..) if !first => {
                format!("Received on {day} by the body it was transferred to (day 0{odd}).")
            }
            (Receipt::Clarified, _, Some(asked)) if !first => format!(
                "The authority asked on {} and received the answer on {day} (day 0{odd}): the \
                 whole time starts again ({}).",
                long_date(asked),
                regime.clarification.section
            ),
            _ => format!("Received on {day} (day 0{odd})."),
        };
        vec![line]
    }

    /// The days that do not count, and why; a day added late is unsettled.
    fn skipped(&self, from: NaiveDate, due: NaiveDate) -> Vec<String> {
        let regime = self.ledger.regime;
        let weekend_days = (1..=(due - from).num_days())
            .map(|offset| from + Duration::days(offset))
            .filter(|day| {
                let why = self.calendar.why_not_working(regime.scope, *day);
                matches!(why, Some(NonWorking::Weekend))
            })
            .count();
        let mut lines = Vec::new();
        if weekend_days > 0 {
            lines.push(format!("{weekend_days} Saturdays and Sundays do not count."));
        }
        let section = regime.working_day_section;
        for (day, holiday) in self.calendar.skipped(regime.scope, from, due) {
            lines.push(format!("Skipped {}: {}, {section}.", long_date(day), holiday.describe()));
            lines.extend(self.added_late(from, due, (day, holiday)));
        }
        let coronavirus =
            NaiveDate::from_ymd_opt(2020, 4, 7).zip(NaiveDate::from_ymd_opt(2020, 5, 26));
        if let (Law::Foisa, Some((began, ended))) = (regime.law, coronavirus)
            && from <= ended
            && due >= began
        {
            lines.push(
                "In doubt: from 7 April to 26 May 2020 the Coronavirus (Scotland) Act 2020 \
                 allowed 60 working days, which are not reckoned here."
                    .to_owned(),
            );
        }
        lines
    }

    fn added_late(
        &self,
        from: NaiveDate,
        due: NaiveDate,
        (day, holiday): (NaiveDate, &Holiday),
    ) -> Option<String> {
        let scope = self.ledger.regime.scope;
        let known_on = holiday.became_known(scope).filter(|known_on| *known_on > from)?;
        let stricter = (1..=14)
            .map(|back| due - Duration::days(back))
            .find(|other| *other == day || self.calendar.is_working(scope, *other))?;
        Some(format!(
            "In doubt: that day became known on {}, after the time had begun. Whether it counts \
             then is unsettled; if it does, the date is {}.",
            long_date(known_on),
            long_date(stricter)
        ))
    }

    fn left_out(&self, due: NaiveDate) -> Vec<String> {
        let regime = self.ledger.regime;
        let section = regime.fees.map_or("", |fees| fees.pause_section);
        let pauses = self.ledger.pauses.iter().filter(|(first, _)| *first <= due);
        pauses
            .filter_map(|(first, last)| {
                let days = self.calendar.working_days_in(regime.scope, *first, *last).ok()?;
                Some(format!(
                    "Left out: the {days} working days from {} to {}, both included ({section}).",
                    long_date(*first),
                    long_date(*last)
                ))
            })
            .collect()
    }

    fn closing(&self, name: Name) -> Option<String> {
        let regime = self.ledger.regime;
        let review = regime.review;
        Some(match name {
            Name::Response => format!(
                "A reply is due promptly and in any event by then ({}, {}); it is overdue from \
                 the day after.",
                regime.act, regime.time_section
            ),
            Name::AggregationSafeFrom => format!(
                "A later request to the same authority is then outside every period of {} \
                 consecutive working days that includes this one (SI 2004/3244, regulation 5).",
                regime.aggregation_days.unwrap_or_default()
            ),
            Name::FoisaReviewRequestByStatutory => format!(
                "The last day by the Act: afterwards the right to a review, and with it the way \
                 to the Commissioner, lapses ({}(5)).",
                review.section
            ),
            Name::FoisaReviewRequestByRecommended => {
                "The Commissioner's own guidance counts so: the safe date to work to.".to_owned()
            }
            Name::InternalReviewRequestBy => match review.ask {
                Basis::Practice => format!(
                    "Not in the Act: the authority may refuse a later one ({}).",
                    review.section
                ),
                Basis::Statute => format!("The last day by {}.", review.section),
            },
            Name::InternalReviewExpected => {
                format!("Expected by practice, not by the Act ({}).", review.section)
            }
            Name::InternalReviewLongstop => {
                "From the day after, the regulator takes a complaint without the outcome."
                    .to_owned()
            }
            Name::FoisaReviewResponse => "The last day by section 21(1).".to_owned(),
            Name::EirReconsiderationResponse => {
                format!("The last day by {}(4).", review.section)
            }
            Name::Wd40
            | Name::NWorkingDays
            | Name::ChaseOn
            | Name::FeePayBy
            | Name::PitExtendedResponse
            | Name::EirExtendedResponse
            | Name::RegulatorComplaintBy
            | Name::TribunalAppealBy
            | Name::FoisaCommissionerBy
            | Name::CourtOfSessionBy => return None,
        })
    }

    fn after(&self, limit: &Limit, from: NaiveDate, span: Span) -> Vec<String> {
        let regime = self.ledger.regime;
        let due = limit.due.map(long_date).unwrap_or_default();
        let begins = self.begins(limit.name, from);
        let counted = match span {
            Span::Days(days) => format!("{days} days later is {due}."),
            Span::Months(months) => format!("{months} months later is {due}."),
        };
        let closing = if limit.name == Name::TribunalAppealBy {
            format!(
                "The notice of appeal must have been received by the {} by then ({}).",
                regime.appeal.court, regime.appeal.section
            )
        } else if limit.name == Name::CourtOfSessionBy {
            format!(
                "An appeal goes to the {}, on a point of law only ({}). In doubt: 42 days is what \
                 decisions say; take advice well before.",
                regime.appeal.court, regime.appeal.section
            )
        } else {
            match regime.complaint.basis {
                Basis::Statute => format!("The last day by {}.", regime.complaint.section),
                Basis::Practice => format!(
                    "The regulator asks for complaints by then; after undue delay it need not \
                     take one ({}).",
                    regime.complaint.section
                ),
            }
        };
        vec![begins, counted, closing]
    }

    /// What a calendar count starts from.
    fn begins(&self, name: Name, from: NaiveDate) -> String {
        let ledger = self.ledger;
        let review = ledger.regime.review.name;
        let day = long_date(from);
        if name == Name::TribunalAppealBy {
            format!("The decision notice was sent on {day}.")
        } else if name == Name::CourtOfSessionBy {
            format!("The decision was intimated on {day}.")
        } else if ledger.review_outcome == Some(from) {
            format!("The outcome of the {review} was received on {day}.")
        } else if ledger.review_asked.is_some() {
            format!("Without an outcome, the time for the {review} ends on {day}.")
        } else {
            format!(
                "Without a reply its time ends on {day}; no {review} is needed, but a reminder \
                 after that day is."
            )
        }
    }

    fn beginning(&self, limit: &Limit, from: NaiveDate, months: u32) -> Vec<String> {
        let section = self.ledger.regime.fees.map_or("", |fees| fees.section);
        vec![
            format!("The fees notice was given on {}.", long_date(from)),
            format!(
                "{months} months that begin with that day end on {} ({section}).",
                limit.due.map(long_date).unwrap_or_default()
            ),
        ]
    }

    fn extended(&self, limit: &Limit, due: NaiveDate) -> Vec<String> {
        let ledger = self.ledger;
        let regime = ledger.regime;
        let Some(extended) = ledger.extended else { return Vec::new() };
        let section = match regime.extension {
            Extension::PublicInterest { section, .. } | Extension::Complexity { section, .. } => {
                section
            }
            Extension::None => "",
        };
        let until = limit.due.map(long_date).unwrap_or_default();
        let mut lines = vec![
            format!("Without the extension the reply was due on {}.", long_date(due)),
            format!(
                "The authority gave notice on {}, within the time.",
                long_date(extended.notified)
            ),
        ];
        if let Ground::Named(code, class) = extended.ground {
            lines.push(match class {
                Class::Qualified => format!(
                    "It weighs the public interest of {}, {}.",
                    section_words(code),
                    class.words()
                ),
                Class::Absolute | Class::Procedural => format!("It names {}.", section_words(code)),
            });
        }
        lines.extend(self.skipped(due, extended.until));
        lines.push(format!("The extended time ends on {until} ({section})."));
        lines
    }
}
