//! Facts in order, and what each does to the time allowed.

use chrono::{Duration, NaiveDate};

use super::{
    Extended, Fact, Happening, Impossible, Ledger, Receipt, Remark, Still, limits, working,
};
use crate::law::Law;
use crate::law::calendar::{Calendar, UnknownYear};
use crate::law::exemptions::{Class, Ground};
use crate::law::regime::{ClarificationEffect, Extension as MoreTime, Post, Redirect, Regime};

/// Reckons `facts`, which may stand in any order.
pub fn reckon(calendar: &Calendar, law: Law, facts: &[Fact]) -> Result<Ledger, Impossible> {
    let begun = facts.iter().map(|fact| fact.on).min().ok_or(Impossible::NeverReceived)?;
    reckon_under(calendar, law.regime(begun), facts)
}

/// Reckons under one version of an Act.
pub fn reckon_under(
    calendar: &Calendar,
    regime: &'static Regime,
    facts: &[Fact],
) -> Result<Ledger, Impossible> {
    let mut folding = Folding { calendar, ledger: Ledger::new(regime) };
    let sorted;
    let in_order = if facts.is_sorted_by_key(|fact| (fact.on, fact.happening)) {
        facts
    } else {
        let mut copy = facts.to_vec();
        copy.sort_by_key(|fact| (fact.on, fact.happening));
        sorted = copy;
        &sorted
    };
    folding.begin(in_order)?;
    for fact in in_order {
        folding.take(fact)?;
    }
    Ok(folding.ledger)
}

struct Folding<'c> {
    calendar: &'c Calendar,
    ledger: Ledger,
}

impl Folding<'_> {
    /// The day of receipt that the rest is measured against.
    fn begin(&mut self, facts: &[Fact]) -> Result<(), Impossible> {
        let day_of = |happening| {
            facts.iter().find(|fact: &&Fact| fact.happening == happening).map(|fact| fact.on)
        };
        let (received, posted) = (day_of(Happening::Received), day_of(Happening::Posted));
        let (name, begun) = match (received, posted) {
            (_, Some(posted)) => ("posted", posted),
            (Some(received), None) => ("received", received),
            (None, None) => return Err(Impossible::NeverReceived),
        };
        if let Some(early) = facts.iter().find(|fact| fact.on < begun) {
            let code = early.happening.code();
            return Err(Impossible::BeforeTheRequest(code, early.on, name, begun));
        }
        self.ledger.posted = posted;
        if let Some(received) = received {
            self.receive(received, Receipt::Given)?;
        } else if let Some(posted) = posted {
            let (day, receipt) = self.by_post(posted)?;
            self.receive(day, receipt)?;
        }
        Ok(())
    }

    fn by_post(&self, posted: NaiveDate) -> Result<(NaiveDate, Receipt), UnknownYear> {
        let regime = self.ledger.regime;
        Ok(match regime.post {
            Post::Presumed { days, .. } => {
                (posted + Duration::days(i64::from(days)), Receipt::Presumed)
            }
            Post::Estimated { days } => {
                let day = self.calendar.working_day_after(regime.scope, posted, days)?;
                (day, Receipt::Estimated)
            }
        })
    }

    /// The time for a reply begins anew with `day`.
    fn receive(&mut self, day: NaiveDate, receipt: Receipt) -> Result<(), UnknownYear> {
        let ledger = &mut self.ledger;
        if ledger.first_received.is_none() || receipt != Receipt::Clarified {
            ledger.first_received = Some(day);
        }
        ledger.day_zero = Some(day);
        ledger.receipt = receipt;
        ledger.still = None;
        ledger.extended = None;
        ledger.pauses.clear();
        self.settle_due()
    }

    fn stand_still(&mut self, still: Still) {
        self.ledger.still = Some(still);
        self.ledger.plain_due = None;
        self.ledger.extended = None;
    }

    fn settle_due(&mut self) -> Result<(), UnknownYear> {
        let ledger = &self.ledger;
        let days = ledger.regime.response_days;
        let due =
            ledger.day_zero.map(|from| ledger.count(self.calendar, from, days)).transpose()?;
        self.ledger.plain_due = due;
        Ok(())
    }

    fn remark(&mut self, fact: &Fact, remark: Remark) {
        self.ledger.remarks.push((*fact, remark));
    }

    fn take(&mut self, fact: &Fact) -> Result<(), Impossible> {
        let law = self.ledger.law;
        if let Some(right) = fact.happening.other_name(law) {
            return Err(Impossible::OtherLaw {
                law: self.ledger.regime.short,
                right: right.code(),
                wrong: fact.happening.code(),
                why: working::why_named(right),
            });
        }
        match fact.happening {
            Happening::Posted | Happening::Received => {}
            Happening::Bounce => {
                self.ledger.day_zero = None;
                self.ledger.first_received = None;
                self.stand_still(Still::Bounced { on: fact.on });
            }
            Happening::AutoreplyRedirect => match self.ledger.regime.redirect {
                Redirect::NotReceived => {
                    self.ledger.day_zero = None;
                    self.ledger.first_received = None;
                    self.stand_still(Still::Redirected { on: fact.on });
                }
                Redirect::Received { .. } => self.remark(fact, Remark::RedirectWithoutEffect),
            },
            Happening::ResentReceived => self.resent(fact)?,
            Happening::Transferred => self.stand_still(Still::Transferred { on: fact.on }),
            Happening::ReceivedByTransferee => match self.ledger.still {
                Some(Still::Transferred { .. }) => self.receive(fact.on, Receipt::Transferee)?,
                _ => return Err(nothing_before(fact, "transferred", working::TRANSFER)),
            },
            Happening::ClarificationAsked => self.asked(fact),
            Happening::ClarificationAnswered => self.answered(fact)?,
            Happening::FeesNotice => self.fees_notice(fact)?,
            Happening::FeePaid => self.fee_paid(fact)?,
            Happening::PitExtensionNotice | Happening::EirExtensionNotice => {
                self.extension(fact)?;
            }
            Happening::ResponseReceived => self.replied(fact)?,
            Happening::InternalReviewRequested
            | Happening::RequirementForReview
            | Happening::RepresentationsReceived => self.review(fact),
            Happening::InternalReviewOutcomeReceived | Happening::ReviewOutcomeReceived => {
                self.ledger.review_outcome = Some(fact.on);
            }
            Happening::DecisionNoticeSent | Happening::DecisionIntimated => {
                self.ledger.decision = Some(fact.on);
            }
        }
        Ok(())
    }

    fn resent(&mut self, fact: &Fact) -> Result<(), Impossible> {
        let redirected = self.ledger.remark_on(Happening::AutoreplyRedirect).is_some();
        match self.ledger.still {
            Some(Still::Bounced { .. } | Still::Redirected { .. }) => {
                Ok(self.receive(fact.on, Receipt::Resent)?)
            }
            _ if redirected => {
                self.remark(fact, Remark::ResentWithoutNeed);
                Ok(())
            }
            _ => Err(nothing_before(fact, "bounce or autoreply_redirect", working::RESENT)),
        }
    }

    fn asked(&mut self, fact: &Fact) {
        if self.ledger.response.is_some() {
            return self.remark(fact, Remark::AfterTheReply);
        }
        if matches!(self.ledger.still, Some(Still::Clarification { .. })) {
            return self.remark(fact, Remark::AskedAgain);
        }
        if let Some(due) = self.ledger.response_due().filter(|due| fact.on > *due) {
            self.remark(fact, Remark::AskedAfterTime { due });
        }
        self.stand_still(Still::Clarification { asked: fact.on });
    }

    fn answered(&mut self, fact: &Fact) -> Result<(), Impossible> {
        let Some(Still::Clarification { asked }) = self.ledger.still else {
            if self.ledger.response.is_some() {
                self.remark(fact, Remark::AfterTheReply);
                return Ok(());
            }
            return Err(nothing_before(fact, "clarification_asked", working::CLARIFICATION));
        };
        match self.ledger.regime.clarification.effect {
            ClarificationEffect::Restarts => self.receive(fact.on, Receipt::Clarified)?,
            ClarificationEffect::Pauses => {
                self.ledger.still = None;
                self.ledger.pauses.push((asked, fact.on));
                self.settle_due()?;
            }
        }
        self.ledger.clarified = Some(asked);
        Ok(())
    }

    fn fees_notice(&mut self, fact: &Fact) -> Result<(), Impossible> {
        let Some(fees) = self.ledger.regime.fees else {
            self.remark(fact, Remark::FeeNotInThisAct);
            return Ok(());
        };
        if self.ledger.response.is_some() {
            self.remark(fact, Remark::AfterTheReply);
            return Ok(());
        }
        if matches!(self.ledger.still, Some(Still::Fee { .. })) {
            self.remark(fact, Remark::AskedAgain);
            return Ok(());
        }
        if let Some(due) = self.ledger.response_due().filter(|due| fact.on > *due) {
            self.remark(fact, Remark::FeeTooLate { due });
            return Ok(());
        }
        let pay_by = limits::last_day_of(fact.on, fees.months).ok_or(UnknownYear::far(fact.on))?;
        self.stand_still(Still::Fee { notice: fact.on, pay_by });
        Ok(())
    }

    fn fee_paid(&mut self, fact: &Fact) -> Result<(), Impossible> {
        let Some(Still::Fee { notice, pay_by }) = self.ledger.still else {
            let ignored = [Happening::FeesNotice]
                .iter()
                .any(|happening| self.ledger.remark_on(*happening).is_some());
            if ignored {
                return Ok(());
            }
            return Err(nothing_before(fact, "fees_notice", working::FEES));
        };
        if fact.on > pay_by {
            self.remark(fact, Remark::FeePaidTooLate { pay_by });
        }
        self.ledger.still = None;
        self.ledger.pauses.push((notice, fact.on));
        Ok(self.settle_due()?)
    }

    fn extension(&mut self, fact: &Fact) -> Result<(), Impossible> {
        let remark = self.extension_fault(fact);
        if let Some(remark) = remark {
            self.remark(fact, remark);
            return Ok(());
        }
        let Some(due) = self.ledger.plain_due else { return Ok(()) };
        let (MoreTime::PublicInterest { days, .. } | MoreTime::Complexity { days, .. }) =
            self.ledger.regime.extension
        else {
            return Ok(());
        };
        let scope = self.ledger.regime.scope;
        // A day that they name is so many working days more.
        let named = match fact.until.filter(|until| *until > due) {
            Some(until) => {
                Some(self.calendar.working_days_in(scope, due + Duration::days(1), until)?)
            }
            None => None,
        };
        let length = fact.working_days.unwrap_or(days);
        let asked = fact.working_days.or(named).unwrap_or(days);
        if asked > days {
            self.remark(fact, Remark::ExtensionCut { asked, days });
        }
        if fact.ground == Ground::Unknown {
            self.remark(fact, Remark::ExtensionGroundUnknown);
        }
        let longest = self.calendar.working_day_after(scope, due, length.min(days))?;
        // A day that the authority named itself counts where it is the earlier one.
        let until = fact.until.map_or(longest, |until| until.min(longest)).max(due);
        let ground = fact.ground;
        self.ledger.extended = Some(Extended { notified: fact.on, until, asked, ground });
        Ok(())
    }

    fn extension_fault(&self, fact: &Fact) -> Option<Remark> {
        let ledger = &self.ledger;
        if ledger.response.is_some() {
            return Some(Remark::AfterTheReply);
        }
        match (ledger.regime.extension, fact.happening) {
            (MoreTime::None, _) => return Some(Remark::NoExtensionInThisAct),
            (MoreTime::PublicInterest { .. }, Happening::PitExtensionNotice) => match fact.ground {
                Ground::NoneNamed => return Some(Remark::ExtensionWithoutExemption),
                Ground::Named(code, class @ (Class::Absolute | Class::Procedural)) => {
                    return Some(Remark::ExtensionForOtherReason(code, class));
                }
                Ground::Unknown | Ground::Named(_, Class::Qualified) => {}
            },
            (MoreTime::Complexity { .. }, Happening::EirExtensionNotice) => {}
            (MoreTime::PublicInterest { .. } | MoreTime::Complexity { .. }, _) => {
                return Some(Remark::ExtensionOfOtherAct);
            }
        }
        let due = ledger.plain_due?;
        (fact.on > due).then_some(Remark::ExtensionTooLate { due })
    }

    fn replied(&mut self, fact: &Fact) -> Result<(), UnknownYear> {
        // A reply ends whatever stood still: the authority answered all the same.
        if self.ledger.still.is_some() {
            self.ledger.still = None;
            if self.ledger.day_zero.is_some() {
                self.settle_due()?;
            }
        }
        self.ledger.first_response.get_or_insert(fact.on);
        self.ledger.response = Some(fact.on);
        Ok(())
    }

    fn review(&mut self, fact: &Fact) {
        let due = self.ledger.response_due();
        let silent = self.ledger.response.is_none();
        // Where silence needs a review too, it can only be asked for once the time is over.
        if silent && due.is_none_or(|due| fact.on <= due) {
            self.remark(fact, Remark::Premature { due });
        }
        self.ledger.review_asked = Some(fact.on);
        self.ledger.review_outcome = None;
    }
}

fn nothing_before(fact: &Fact, needs: &'static str, law_says: &'static str) -> Impossible {
    Impossible::NothingBefore { got: fact.happening.code(), on: fact.on, needs, law_says }
}
