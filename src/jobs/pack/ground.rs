//! What a complaint would be about, in a sentence; missing while there is nothing to complain of.

use chrono::NaiveDate;

use super::Matter;
use super::checklist::{State, here, missing};
use crate::case::Status;
use crate::law::clock::long_date;
use crate::law::ledger::Ledger;

/// What happened that can be complained of.
pub(super) fn ground(matter: &Matter<'_>) -> (State, String) {
    let Some(ledger) = &matter.position.ledger else {
        return missing("the request has not left: there is nothing to complain of yet");
    };
    let (review, authority) = (matter.regime.review.name, &matter.dossier.request.name);
    if let Some(outcome) = ledger.review_outcome {
        return here(format!(
            "{authority} gave the outcome of the {review} on {}, and the complaint is about that \
             outcome",
            long_date(outcome)
        ));
    }
    if let (Some(asked), Status::ReviewOverdue) =
        (ledger.review_asked, matter.position.judgement.status)
    {
        return here(format!(
            "{authority} was asked for the {review} on {}, and its time has ended without an \
             outcome",
            long_date(asked)
        ));
    }
    match (ledger.response, ledger.response_due()) {
        (None, None) => missing("no time runs: there is nothing to complain of yet"),
        (None, Some(due)) if matter.today <= due => missing(format!(
            "the time for a reply runs until {}: there is nothing to complain of yet",
            long_date(due)
        )),
        (None, Some(due)) => here(format!(
            "{authority} has not replied: the time for it ended on {}, {} days before the day of \
             this page",
            long_date(due),
            (matter.today - due).num_days()
        )),
        (Some(reply), due) => replied(matter, ledger, reply, due),
    }
}

fn replied(
    matter: &Matter<'_>,
    ledger: &Ledger,
    reply: NaiveDate,
    due: Option<NaiveDate>,
) -> (State, String) {
    let what = match matter.position.judgement.status {
        Status::Refused => "refused the request",
        Status::NotHeld => "says that it does not hold the information",
        Status::PartlyAnswered => "answered in part",
        Status::Answered if !ledger.replied_late() => {
            return missing(format!(
                "every question was answered, in time, on {}: nothing here says what the \
                 complaint is about",
                long_date(reply)
            ));
        }
        Status::Answered
        | Status::Planned
        | Status::Queued
        | Status::Undelivered
        | Status::Awaiting
        | Status::ClarificationAsked
        | Status::FeeAsked
        | Status::Extended
        | Status::Overdue
        | Status::ReviewAsked
        | Status::ReviewOverdue
        | Status::Complained
        | Status::Closed => "replied",
    };
    let first = ledger.first_response.unwrap_or(reply);
    let late = due.filter(|due| first > *due).map_or_else(String::new, |due| {
        format!(", {} days after the time for a reply had ended", (first - due).num_days())
    });
    here(format!("{} {what} on {}{late}", matter.dossier.request.name, long_date(reply)))
}
