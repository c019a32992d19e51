//! How far the request's letter got, by what came back and what machines have on record.

use chrono::NaiveDate;

use super::Delivery;
use super::events::LetterKind;
use super::letters::{Departure, Progress};
use super::story::{On, Reading, Story};
use crate::evidence::Fate;
use crate::law::ledger::Happening;
use crate::replies::Kind;

impl Story {
    /// What machines have on record of the letter of the request, up to the end of `on`.
    pub(super) fn on_record(&self, fate: Fate, on: NaiveDate) -> Option<&On<Fate>> {
        // Of a request that is sent again, the one that left last.
        let left = self
            .letters
            .iter()
            .rfind(|row| row.what.kind == LetterKind::Request && row.what.left(on).is_some());
        let told = &left.or_else(|| self.request(on))?.what.told;
        told.iter().filter(|row| row.what == fate && row.day <= on).max_by_key(|row| row.at)
    }

    pub(super) fn delivery(&self, on: NaiveDate) -> Delivery {
        if self.departure(on).is_none() {
            if self.imported(on).is_some() {
                return Delivery::Delivered;
            }
            return match self.request(on).map(|letter| letter.what.state) {
                None | Some(Progress::Queued | Progress::KeptBack | Progress::Left(_)) => {
                    Delivery::Planned
                }
                Some(Progress::Sending) => Delivery::Sending,
                Some(Progress::Deferred) => Delivery::Deferred,
                Some(Progress::Refused) => Delivery::Refused,
                Some(Progress::Unknown) => Delivery::Unknown,
            };
        }
        if self.is_proved(on) {
            return Delivery::Delivered;
        }
        let readings = || self.readings.iter().filter(|reading| reading.day <= on);
        let log = |fate: Fate| self.on_record(fate, on).map(|row| row.at);
        let bounced = self.came_back(on).map(|(_, at)| at);
        // A machine's word shows that the address worked then, and no more: a relay may say that it
        // passed the letter on, and the next one that nobody lives there.
        let resent = self.resent(on).map(|(_, left)| left.at);
        let automatic = readings()
            .filter(|row| resent.is_none_or(|left| row.at >= left))
            .filter(|row| matches!(row.what.kind, Kind::AutoReply | Kind::Receipt))
            .map(|row| row.at)
            .max()
            .max(log(Fate::Delivered));
        match (bounced, automatic) {
            (Some(_), None) => Delivery::Bounced,
            (Some(bounced), Some(automatic)) if automatic < bounced => Delivery::Bounced,
            (_, Some(_)) => Delivery::Delivered,
            (None, None) if log(Fate::Deferred).is_some() => Delivery::Deferred,
            (None, None) => Delivery::Accepted,
        }
    }

    /// Any word of theirs proves that the letter got there: no later bounce takes that back.
    fn is_proved(&self, on: NaiveDate) -> bool {
        let told = [
            Happening::Received,
            Happening::ResentReceived,
            Happening::ReceivedByTransferee,
            Happening::ResponseReceived,
        ];
        let mut readings = self.readings.iter().filter(|reading| reading.day <= on);
        readings.any(|reading| proves_receipt(reading.what.kind))
            || told.iter().any(|happening| self.told_last(*happening, on).is_some())
    }

    /// The last letter by the end of `on` from which a time of theirs runs, and when it left, if there
    /// is no sign that it arrived: nothing on record, and no word of theirs since.
    pub fn without_sign(&self, on: NaiveDate) -> Option<(LetterKind, NaiveDate)> {
        let starts = |kind: LetterKind| {
            matches!(kind, LetterKind::ClarificationReply | LetterKind::ReviewRequest)
                || kind.asks_the_questions()
        };
        let left = |row: &On<super::letters::Letter>| -> Option<(LetterKind, Departure, bool)> {
            let told = row.what.told.iter().any(|told| told.what == Fate::Delivered);
            starts(row.what.kind).then_some((row.what.kind, row.what.left(on)?, told))
        };
        let (kind, departure, told) =
            self.letters.iter().filter_map(left).max_by_key(|(_, departure, _)| departure.at)?;
        let came = |row: &On<Reading>| row.at > departure.at && row.what.kind != Kind::Bounce;
        let word = self.readings.iter().any(|row| row.day <= on && came(row))
            || self
                .recorded(on)
                .any(|row| row.day >= departure.on && row.what.record.is_of_theirs());
        (!told && !word).then_some((kind, departure.on))
    }
}

/// Whether a mail of this kind can only be written by somebody who has the letter.
pub fn proves_receipt(kind: Kind) -> bool {
    match kind {
        Kind::Acknowledgement
        | Kind::Clarification
        | Kind::Fees
        | Kind::Extension
        | Kind::Transfer
        | Kind::Refusal
        | Kind::NotHeld
        | Kind::Partial
        | Kind::Answer
        | Kind::ReviewOutcome
        | Kind::Correction
        | Kind::PortalLink => true,
        Kind::AutoReply | Kind::Receipt | Kind::Bounce | Kind::Spam | Kind::Other => false,
    }
}
