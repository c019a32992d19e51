//! What a later letter may state about its request: gathered from the log, the ledger and the mails.

use anyhow::Context;
use chrono::NaiveDate;

use super::Wish;
use crate::campaign::policy::Step;
use crate::case::Status;
use crate::case::events::LetterKind;
use crate::jobs::refresh::{File, Looked};
use crate::jobs::{Workspace, quarantine};
use crate::law::Law;
use crate::law::calendar::Calendar;
use crate::law::ledger::{Fact, Ledger, Remark};
use crate::law::london::civil_date;
use crate::law::regime::Regulator;
use crate::letters::occasion::{Extension, Fault, HiddenIn, Occasion, Review, TheirReply};
use crate::replies::Kind;
use crate::store::outbox::{self, Written};
use crate::store::requests::Request;

/// The facts, owned; `occasion` lends them to a letter.
pub(in crate::jobs) struct Circumstances {
    letters: Vec<Written>,
    kind: LetterKind,
    sent_on: Option<NaiveDate>,
    received_on: Option<NaiveDate>,
    due_on: Option<NaiveDate>,
    working: Vec<String>,
    chased_on: Vec<NaiveDate>,
    reply: Option<Reply>,
    extension: Option<Extension>,
    /// The regulations under which the authority answers, if not the Act it was asked under.
    under: Option<Law>,
    review: Option<Review>,
    regulator: Regulator,
    complaint: Option<(NaiveDate, NaiveDate)>,
    review_by: Option<NaiveDate>,
    grounds: Vec<String>,
    /// Numbers of the questions that are still asked; none: all of them.
    kept: Vec<String>,
    hidden: Vec<HiddenIn>,
}

/// The message of theirs that a letter answers.
struct Reply {
    on: NaiveDate,
    what: &'static str,
    sections: Vec<String>,
    reference: Option<String>,
    message_id: Option<String>,
    quote: Option<String>,
    /// The body that they name.
    transferee: Option<String>,
}

impl Circumstances {
    pub(in crate::jobs) fn of(
        workspace: &Workspace,
        request: &Request,
        looked: &Looked,
        (kind, step): (LetterKind, Option<Step>),
    ) -> anyhow::Result<Self> {
        let db = workspace.store.db();
        let today = workspace.today();
        let calendar = workspace.calendar();
        let ledger = looked.position.ledger.as_ref().context("the request has not left")?;
        let story = &looked.story;
        let working = ledger.response(calendar)?.map(|due| due.explanation).unwrap_or_default();
        let due_on = ledger.response_due();
        // Reminders of an earlier time, before a clarification or a narrowed request, are history.
        let chased_on: Vec<NaiveDate> = [LetterKind::Chaser, LetterKind::FinalChaser]
            .into_iter()
            .flat_map(|kind| story.sent_on(kind, today))
            .filter(|on| due_on.is_none_or(|due| *on > due))
            .collect();
        let file = File::load(db, request.id)?;
        let reply = reply(&file, looked, kind, today);
        let review = ledger.review_asked.map(|asked_on| -> anyhow::Result<Review> {
            let due_on = ledger.review_due(calendar)?;
            Ok(Review { asked_on, due_on, outcome_on: ledger.review_outcome })
        });
        Ok(Self {
            letters: outbox::written(db, request.id)?,
            kind,
            sent_on: story.sent_on_last(today).or(ledger.first_received),
            received_on: ledger.day_zero,
            due_on,
            working,
            complaint: complaint(calendar, (ledger, looked), &chased_on)?,
            chased_on,
            grounds: match kind {
                LetterKind::ReviewRequest | LetterKind::Complaint => {
                    grounds(looked, reply.as_ref(), step, today)
                }
                LetterKind::Request
                | LetterKind::Chaser
                | LetterKind::FinalChaser
                | LetterKind::Thanks
                | LetterKind::ClarificationReply
                | LetterKind::FeeReply
                | LetterKind::Narrowing
                | LetterKind::ExtensionChallenge
                | LetterKind::ReviewChaser
                | LetterKind::IdentityReply
                | LetterKind::WebFormReply
                | LetterKind::ReceiptCorrection
                | LetterKind::TransferConsent
                | LetterKind::Withdrawal
                | LetterKind::FollowUp
                | LetterKind::BreachNotice
                | LetterKind::Free => Vec::new(),
            },
            reply,
            extension: ledger.unlawful_extension().map(extension).or_else(|| complexity(ledger)),
            under: (ledger.law != request.law).then_some(ledger.law),
            review: review.transpose()?,
            regulator: workspace.regulator(request.law)?,
            review_by: ledger.review_by(calendar)?,
            kept: story.kept(today).to_vec(),
            hidden: quarantine::hidden(db, &file)?,
        })
    }

    /// The occasion of the letter, with what the person wishes to say.
    pub(in crate::jobs) fn occasion<'a>(
        &'a self,
        wish: &'a Wish,
        today: NaiveDate,
    ) -> Occasion<'a> {
        let same = self.letters.iter().filter(|letter| letter.kind == self.kind.code()).count();
        let ours = || self.letters.iter().filter(|letter| letter.kind != "complaint");
        let references: Vec<&str> = ours().map(|letter| letter.message_id.as_str()).collect();
        let theirs = self.reply.as_ref().and_then(|reply| reply.message_id.as_deref());
        let first = references.first().copied();
        let grounds = if wish.grounds.is_empty() { &self.grounds } else { &wish.grounds };
        let keep = if self.kind == LetterKind::Narrowing { &wish.keep } else { &self.kept };
        Occasion {
            number: u32::try_from(same + 1).unwrap_or(u32::MAX),
            language: wish.language,
            under: self.under,
            in_reply_to: theirs.or(first),
            references,
            sent_on: self.sent_on,
            received_on: self.received_on,
            due_on: self.due_on,
            working: &self.working,
            chased_on: self.chased_on.clone(),
            reply: self.reply.as_ref().map(Reply::lent),
            extension: self.extension.clone(),
            review: self.review,
            regulator: Some(&self.regulator),
            complain_from: self.complaint.map(|(from, _)| from),
            complain_by: self.complaint.map(|(_, by)| by),
            review_by: self.review_by,
            grounds: grounds.iter().map(String::as_str).collect(),
            words: wish.words.as_deref(),
            fee: wish.fee,
            keep: keep.iter().map(String::as_str).collect(),
            stated_receipt: wish.stated_receipt,
            transferee: wish
                .transferee
                .as_deref()
                .or_else(|| self.reply.as_ref()?.transferee.as_deref()),
            hidden: self.hidden.clone(),
            ..Occasion::on(today)
        }
    }
}

impl Reply {
    fn lent(&self) -> TheirReply<'_> {
        TheirReply {
            sections: self.sections.iter().map(String::as_str).collect(),
            authority_reference: self.reference.as_deref(),
            quote: self.quote.as_deref(),
            ..TheirReply::on(self.on, self.what)
        }
    }
}

/// The mail of theirs that a letter of this kind answers, or what a person put on record of it.
fn reply(file: &File, looked: &Looked, kind: LetterKind, today: NaiveDate) -> Option<Reply> {
    let wanted: &[Kind] = match kind {
        LetterKind::ClarificationReply => &[Kind::Clarification],
        LetterKind::FeeReply => &[Kind::Fees],
        LetterKind::ExtensionChallenge => &[Kind::Extension],
        LetterKind::TransferConsent => &[Kind::Transfer],
        LetterKind::Chaser | LetterKind::FinalChaser | LetterKind::Request => return None,
        LetterKind::Thanks
        | LetterKind::Narrowing
        | LetterKind::ReviewRequest
        | LetterKind::ReviewChaser
        | LetterKind::Complaint
        | LetterKind::IdentityReply
        | LetterKind::WebFormReply
        | LetterKind::ReceiptCorrection
        | LetterKind::Withdrawal
        | LetterKind::FollowUp
        | LetterKind::BreachNotice
        | LetterKind::Free => {
            &[Kind::Refusal, Kind::NotHeld, Kind::Partial, Kind::Answer, Kind::Correction]
        }
    };
    let since = looked.story.counts_since(today);
    let found = file.mails.iter().rev().find(|(mail, read, _)| {
        if kind == LetterKind::BreachNotice {
            return quarantine::words(&read.reading).is_some();
        }
        wanted.contains(&read.kind) && since.is_none_or(|since| mail.arrived_at > since)
    });
    let mail = found.map(|(mail, read, _)| Reply {
        on: civil_date(mail.arrived_at),
        what: called(read.kind),
        sections: read.reading.sections.clone(),
        reference: read.reading.authority_reference.clone(),
        message_id: mail.message_id.clone(),
        quote: Some(read.reading.words.clone()).filter(|words| !words.trim().is_empty()),
        transferee: read.reading.facts.transferee.as_ref().map(|said| said.value.clone()),
    });
    let told = looked.story.told(kind, today);
    let told = told.filter(|(on, _)| since.is_none_or(|since| *on >= civil_date(since)));
    let told = told.map(|(on, sections)| Reply {
        on,
        what: "message",
        sections: sections.to_vec(),
        reference: None,
        message_id: None,
        quote: None,
        transferee: None,
    });
    match (mail, told) {
        (Some(mail), Some(told)) => Some(if told.on > mail.on { told } else { mail }),
        (mail, told) => mail.or(told),
    }
}

/// What a mail of theirs is, in words that follow "your".
fn called(kind: Kind) -> &'static str {
    match kind {
        Kind::Refusal => "refusal notice",
        Kind::Fees => "fees notice",
        Kind::Clarification => "question",
        Kind::Extension => "notice of more time",
        Kind::Correction => "correction",
        Kind::Transfer => "notice of transfer",
        Kind::Acknowledgement
        | Kind::AutoReply
        | Kind::Bounce
        | Kind::Receipt
        | Kind::NotHeld
        | Kind::Partial
        | Kind::Answer
        | Kind::ReviewOutcome
        | Kind::PortalLink
        | Kind::Spam
        | Kind::Other => "reply",
    }
}

/// Why a review is asked for: what the reply cites, or what it lacks; and whether it came late.
fn grounds(
    looked: &Looked,
    reply: Option<&Reply>,
    step: Option<Step>,
    today: NaiveDate,
) -> Vec<String> {
    let status = looked.position.judgement.status;
    let ledger = looked.position.ledger.as_ref();
    let silent = ledger.is_none_or(|row| row.response.is_none());
    let reviewed = ledger.is_some_and(|row| row.review_asked.is_some());
    if silent {
        // To complain of silence, nothing need be argued; to ask for a review of it, only that.
        let argued = step == Some(Step::FoisaNoResponseReview) || reviewed;
        return if argued { vec!["silence".to_owned()] } else { Vec::new() };
    }
    let mut grounds: Vec<String> = looked.story.cited(today).map(str::to_owned).collect();
    grounds.extend(reply.into_iter().flat_map(|reply| reply.sections.clone()));
    let mut seen = std::collections::HashSet::new();
    grounds.retain(|code| seen.insert(code.clone()));
    if grounds.is_empty() {
        let lacks = if status == Status::NotHeld { "not_held" } else { "incomplete" };
        grounds.push(lacks.to_owned());
    }
    if ledger.is_some_and(Ledger::replied_late) {
        grounds.push("late".to_owned());
    }
    grounds
}

/// From when and until when the regulator may be asked.
fn complaint(
    calendar: &Calendar,
    (ledger, looked): (&Ledger, &Looked),
    chased_on: &[NaiveDate],
) -> anyhow::Result<Option<(NaiveDate, NaiveDate)>> {
    let Some((from, by)) = ledger.complaint(calendar)? else { return Ok(None) };
    let scope = ledger.regime.scope;
    // Silence: the reminder is given its time first.
    let from = match (ledger.review_asked, ledger.response, chased_on.first()) {
        (None, None, Some(chased)) => {
            let days = looked.campaign.policy.complaint_after;
            calendar.working_day_after(scope, *chased, days)?
        }
        (_, None | Some(_), _) => calendar.working_day_after(scope, from, 1)?,
    };
    Ok(Some((from, by)))
}

/// Under the regulations whether a request is complex and voluminous is for a person to say: who
/// challenges an extension says that it is not.
fn complexity(ledger: &Ledger) -> Option<Extension> {
    let extended = ledger.extended?;
    matches!(ledger.law, Law::Eir | Law::Eisr).then_some(Extension {
        notified_on: extended.notified,
        until: Some(extended.until),
        fault: Fault::NotComplexAndVoluminous,
    })
}

/// What is wrong with an extension, as the letter that challenges it puts it.
fn extension((fact, remark): (Fact, Remark)) -> Extension {
    let fault = match remark {
        Remark::NoExtensionInThisAct => Fault::NoneInAct,
        Remark::ExtensionForOtherReason(code, _) => {
            Fault::NotQualified { section: code.to_owned() }
        }
        Remark::ExtensionTooLate { .. } => Fault::Late,
        Remark::ExtensionWithoutExemption
        | Remark::ExtensionOfOtherAct
        | Remark::ExtensionCut { .. }
        | Remark::ExtensionGroundUnknown
        | Remark::FeeNotInThisAct
        | Remark::FeeTooLate { .. }
        | Remark::FeePaidTooLate { .. }
        | Remark::AskedAfterTime { .. }
        | Remark::AskedAgain
        | Remark::AfterTheReply
        | Remark::RedirectWithoutEffect
        | Remark::ResentWithoutNeed
        | Remark::Premature { .. } => Fault::NoExemption,
    };
    Extension { notified_on: fact.on, until: fact.until, fault }
}
