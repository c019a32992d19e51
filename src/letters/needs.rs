//! The facts without which a letter of a kind cannot be written.

use super::grounds;
use super::occasion::{Fault, Occasion};
use crate::campaign::Campaign;
use crate::case::events::LetterKind;
use crate::law::Law;

/// What `occasion` lacks for a letter of this kind, each with what to give; empty if nothing.
pub(super) fn lacks(
    occasion: &Occasion<'_>,
    kind: LetterKind,
    law: Law,
    campaign: &Campaign,
) -> Vec<String> {
    let mut lacks = Lacks(Vec::new());
    match kind {
        LetterKind::Request | LetterKind::Thanks | LetterKind::Withdrawal | LetterKind::Free => {}
        LetterKind::Chaser => lacks.working(occasion),
        LetterKind::FinalChaser => final_chaser(&mut lacks, occasion, law),
        LetterKind::ClarificationReply => {
            lacks.unless(
                occasion.words.is_some_and(|words| !words.trim().is_empty()),
                "`words`: your answer to their question",
            );
        }
        LetterKind::FeeReply => {
            lacks.unless(occasion.fee.is_some(), "`fee`: accept, decline or breakdown");
            lacks.reply(occasion, "the fees notice");
        }
        LetterKind::Narrowing => {
            lacks.reply(occasion, "the refusal over cost");
            lacks.keep(occasion, campaign);
        }
        LetterKind::ExtensionChallenge => extension(&mut lacks, occasion, law),
        LetterKind::ReviewRequest => review_request(&mut lacks, occasion, law),
        LetterKind::ReviewChaser => {
            lacks.unless(occasion.review.is_some(), "`review`: when it was asked for");
        }
        LetterKind::Complaint => complaint(&mut lacks, occasion, law),
        LetterKind::IdentityReply => lacks.reply(occasion, "the message that asks who you are"),
        LetterKind::WebFormReply => lacks.sent(occasion),
        LetterKind::ReceiptCorrection => {
            lacks.unless(
                occasion.stated_receipt.is_some(),
                "`stated_receipt`: the day on which they say they received it",
            );
            lacks.unless(occasion.received_on.is_some(), "`received_on`: the day of our record");
        }
        LetterKind::TransferConsent => {
            lacks.unless(occasion.transferee.is_some(), "`transferee`: to whom it is passed");
        }
        LetterKind::BreachNotice => {
            lacks.unless(
                !occasion.hidden.is_empty(),
                "`hidden`: a file of theirs with something hidden in it",
            );
        }
        LetterKind::FollowUp => {
            lacks.unless(
                occasion.earlier_reference.is_some(),
                "`earlier_reference`: our reference of the round before",
            );
        }
    }
    lacks.0
}

struct Lacks(Vec<String>);

impl Lacks {
    fn unless(&mut self, given: bool, what: &str) {
        if !given {
            self.0.push(what.to_owned());
        }
    }

    fn working(&mut self, occasion: &Occasion<'_>) {
        self.unless(!occasion.working.is_empty(), "`working`: how the due date was reckoned");
        if occasion.language == super::Language::Welsh {
            // The steps of the working are English: a Welsh letter states the days.
            self.unless(occasion.received_on.is_some(), "`received_on`: the day of receipt");
            self.unless(occasion.due_on.is_some(), "`due_on`: the last day for a reply");
        }
    }

    fn reply(&mut self, occasion: &Occasion<'_>, what: &str) {
        self.unless(occasion.reply.is_some(), &format!("`reply`: {what}"));
    }

    fn sent(&mut self, occasion: &Occasion<'_>) {
        self.unless(occasion.sent_on.is_some(), "`sent_on`: when the request left");
    }

    fn regulator(&mut self, occasion: &Occasion<'_>) {
        self.unless(occasion.regulator.is_some(), "`regulator`: who takes complaints");
    }

    fn keep(&mut self, occasion: &Occasion<'_>, campaign: &Campaign) {
        self.unless(!occasion.keep.is_empty(), "`keep`: numbers of the questions that remain");
        for number in &occasion.keep {
            if !campaign.questions.iter().any(|question| question.number == *number) {
                self.0.push(format!("`keep` of questions that there are: there is no {number}"));
            }
        }
    }
}

fn final_chaser(lacks: &mut Lacks, occasion: &Occasion<'_>, law: Law) {
    lacks.working(occasion);
    lacks.sent(occasion);
    lacks.unless(!occasion.chased_on.is_empty(), "`chased_on`: when the reminder left");
    lacks.regulator(occasion);
    if review_first(law) {
        lacks.unless(
            occasion.review_by.is_some(),
            "`review_by`: the last day on which a review may be required",
        );
    } else {
        lacks.unless(
            occasion.complain_from.is_some() && occasion.complain_by.is_some(),
            "`complain_from` and `complain_by`: between which days the regulator may be asked",
        );
    }
}

fn extension(lacks: &mut Lacks, occasion: &Occasion<'_>, law: Law) {
    lacks.sent(occasion);
    lacks.unless(occasion.due_on.is_some(), "`due_on`: the last day for a reply");
    let Some(extension) = &occasion.extension else {
        return lacks.unless(false, "`extension`: their notice of more time, and what is wrong");
    };
    lacks.unless(
        extension.fault.is_of(law),
        &format!("a fault that this law knows: `{}` is none", extension.fault.code()),
    );
    match &extension.fault {
        Fault::NotQualified { section } => {
            if let Err(error) = grounds::find(law, section) {
                lacks.0.push(error.to_string());
            }
        }
        // How long is too long is the regulator's word, not the Act's.
        Fault::TooLong { .. } if law == Law::Foia => lacks.regulator(occasion),
        Fault::TooLong { .. }
        | Fault::NoExemption
        | Fault::NoneInAct
        | Fault::NotComplexAndVoluminous
        | Fault::Late => {}
    }
}

fn review_request(lacks: &mut Lacks, occasion: &Occasion<'_>, law: Law) {
    lacks.sent(occasion);
    lacks.unless(
        !occasion.grounds.is_empty(),
        "`grounds`: sections such as FOIA-s40(2), or not_held, silence, late, incomplete",
    );
    for code in &occasion.grounds {
        match grounds::find(law, code) {
            Err(error) => lacks.0.push(error.to_string()),
            Ok(ground) if ground.name == "silence" => {
                lacks.unless(
                    review_first(law),
                    "a reply: where there was none, remind, then complain; no review comes first",
                );
                lacks.unless(
                    !occasion.working.is_empty(),
                    "`working`: how the due date was reckoned",
                );
            }
            Ok(ground) => {
                lacks.reply(occasion, "what is to be reviewed");
                let is_late = occasion.reply.as_ref().zip(occasion.due_on);
                let is_late = is_late.is_some_and(|(reply, due)| reply.on > due);
                lacks.unless(
                    ground.name != "late" || is_late,
                    "`due_on`, and a `reply` after it: this one is not late",
                );
            }
        }
    }
    let silent = occasion.grounds.contains(&"silence");
    lacks.unless(
        !silent || occasion.grounds.len() == 1,
        "silence alone: nothing else can be said of a reply that never came",
    );
    lacks.0.dedup();
}

fn complaint(lacks: &mut Lacks, occasion: &Occasion<'_>, law: Law) {
    lacks.regulator(occasion);
    lacks.sent(occasion);
    match &occasion.review {
        Some(review) if review.outcome_on.is_some() => {
            lacks.unless(
                occasion.words.is_some_and(|words| !words.trim().is_empty()),
                "`words`: why you are still dissatisfied",
            );
            lacks.unless(!occasion.grounds.is_empty(), "`grounds`: why the review was asked for");
        }
        Some(review) => {
            lacks.unless(review.due_on.is_some(), "`review.due_on`: when its time was over");
            let waits = law.regime(occasion.today).review.longstop_days.is_some();
            lacks.unless(
                !waits || occasion.complain_from.is_some_and(|from| from <= occasion.today),
                "`complain_from`, not later than today: the regulator waits longer for a review",
            );
            lacks.unless(!occasion.grounds.is_empty(), "`grounds`: why the review was asked for");
        }
        None if review_first(law) => {
            lacks.unless(false, "`review`: here a review must have been required first");
        }
        None => {
            lacks.unless(
                !occasion.chased_on.is_empty(),
                "`chased_on`: the regulator wants to see that you have reminded the authority",
            );
            lacks.unless(!occasion.working.is_empty(), "`working`: how the due date was reckoned");
        }
    }
    for code in &occasion.grounds {
        if let Err(error) = grounds::find(law, code) {
            lacks.0.push(error.to_string());
        }
    }
}

/// Whether the regulator waits for a review even where there was no reply at all.
fn review_first(law: Law) -> bool {
    law.regime(chrono::NaiveDate::MAX).review.needed_for_silence
}
