//! What the simulated person does about the ladder: every step that is proposed, on the day it is
//! right, with the public jobs.

use chrono::NaiveDate;

use super::setting::Setting;
use crate::campaign::policy::Step;
use crate::case::Status;
use crate::case::record::{Details, Record};
use crate::jobs::approve::{Wish, prospect};
use crate::jobs::judged::{Judged, judged};
use crate::jobs::record::{Entry, record};
use crate::jobs::select::Filter;
use crate::jobs::{Workspace, refresh};
use crate::law::ledger::Happening;
use crate::letters::occasion::FeeChoice;
use crate::store::requests;

/// The most that this team pays for an answer, in pounds.
const MOST: u32 = 40;

/// Takes every step that is right today; gives how many letters that is.
pub(super) fn climb(workspace: &mut Workspace, setting: &Setting) -> anyhow::Result<usize> {
    let person = &setting.person;
    let plain = prospect(workspace, &Wish::default())?;
    let mut approved =
        if plain.letters.is_empty() { 0 } else { plain.approve(workspace, person)? };
    let today = workspace.today();
    // One wish for all requests at the same step: what they say is the same.
    let mut wishes: Vec<Wish> = Vec::new();
    let mut paid = Vec::new();
    for row in judged(workspace, None, today)? {
        let Some(wish) = wish(workspace, setting, &row, today)? else { continue };
        if wish.fee == Some(FeeChoice::Accept) {
            paid.push(requests::get(workspace.store.db(), row.listed.request)?);
        }
        let same = |known: &&mut Wish| known.step == wish.step && known.fee == wish.fee;
        match wishes.iter_mut().find(same) {
            Some(known) => known.filter.named.extend(wish.filter.named),
            None => wishes.push(wish),
        }
    }
    for wish in wishes {
        approved += prospect(workspace, &wish)?.approve(workspace, person)?;
    }
    if !paid.is_empty() {
        let details = Details { note: "paid by card".to_owned(), ..Details::default() };
        let entry = Entry { record: Record::Happened(Happening::FeePaid), on: today, details };
        record(workspace, &paid, &entry, person)?;
    }
    Ok(approved)
}

/// What the person wants written about a request today; none where nothing is to be done.
fn wish(
    workspace: &Workspace,
    setting: &Setting,
    row: &Judged,
    today: NaiveDate,
) -> anyhow::Result<Option<Wish>> {
    let Some(proposal) = row.proposal.as_ref().filter(|next| next.from <= today) else {
        return Ok(None);
    };
    let named = vec![format!("r{}", row.listed.request)];
    let filter = Filter { named, ..Filter::default() };
    let wish = Wish { filter, step: Some(proposal.step), ..Wish::default() };
    let words = |text: &str| Some(text.to_owned());
    Ok(match proposal.step {
        Step::ClarificationReply => Some(Wish {
            words: words(
                "We mean children for whom you are responsible, wherever they are placed, and the \
                 periods that the request names.",
            ),
            ..wish
        }),
        Step::FeeDecision => {
            let fee = asked_for(workspace, row)?.filter(|fee| *fee <= MOST);
            let choice = fee.map_or(FeeChoice::Decline, |_| FeeChoice::Accept);
            Some(Wish { fee: Some(choice), ..wish })
        }
        Step::Narrowing => {
            let first = setting.campaign.questions.first();
            Some(Wish { keep: first.map(|row| row.number.clone()).into_iter().collect(), ..wish })
        }
        // What was answered in part is left at that; a refusal is not.
        Step::ReviewRequest => (row.judgement.status == Status::Refused).then_some(wish),
        Step::IcoAfterIr | Step::Osic => Some(Wish {
            words: words(
                "We are still dissatisfied: other authorities have given the same figures, and \
                 nothing in the reply says why this one cannot.",
            ),
            ..wish
        }),
        Step::IcoNonResponse => Some(wish),
        // The plain letters have been seen to; the rest writes no letter.
        Step::ReadReply
        | Step::RepairAddress
        | Step::SendByHand
        | Step::Chaser
        | Step::FinalChaser
        | Step::IdentityReply
        | Step::WebFormReply
        | Step::ExtensionChallenge
        | Step::FoisaNoResponseReview
        | Step::IrChase
        | Step::Tribunal
        | Step::CourtOfSession
        | Step::YearlyFollowUp
        | Step::Thanks
        | Step::Withdrawal
        | Step::ReceiptCorrection
        | Step::TransferConsent
        | Step::BreachNotice => None,
    })
}

/// The fee that their notice asks for, in pounds, as a person reads it.
fn asked_for(workspace: &Workspace, row: &Judged) -> anyhow::Result<Option<u32>> {
    let file = refresh::File::load(workspace.store.db(), row.listed.request)?;
    let notice =
        file.mails.iter().rev().find(|(_, read, _)| read.kind == crate::replies::Kind::Fees);
    Ok(notice.and_then(|(_, read, _)| {
        let (_, after) = read.reading.new_text.split_once('\u{a3}')?;
        after.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()
    }))
}
