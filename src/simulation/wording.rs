//! What simulated authorities say, in many wordings. None is copied from a real reply.
//!
//! Slots: {name} the authority, {ref} its own reference, {ours} ours, {due} a date, {act} the Act,
//! {fee} a sum, {first} the number of the first question.

use super::seed::Draw;
use crate::law::Law;

/// Phrases by which a person tells what a mail is, most telling first.
pub(super) const TELLING: &[(&str, &[&str])] = &[
    (
        "correction",
        &["supersedes our earlier reply", "corrected figures", "please disregard our earlier"],
    ),
    ("review_outcome", &["outcome of the internal review", "outcome of our review"]),
    ("fees", &["fees notice", "on payment of a fee of"]),
    ("extension", &["a further 20 working days", "we are extending the time"]),
    ("clarification", &["could you clarify", "please clarify", "could you confirm whether"]),
    ("spam", &["unsubscribe", "to be taken off our list"]),
    (
        "transfer",
        &["transferred your request", "passed your request on", "your request was passed"],
    ),
    ("other", &["cannot say when", "cannot give you a date", "answer our survey"]),
    ("portal_link", &["view and download", "has been placed in the secure portal"]),
    (
        "refusal",
        &[
            "we are refusing your request",
            "your request is refused",
            "this letter is a refusal notice",
        ],
    ),
    (
        "not_held",
        &[
            "does not hold the information",
            "the information is not held",
            "holds no recorded information",
        ],
    ),
];

pub(super) const ACKNOWLEDGEMENTS: &[&str] = &[
    "Thank you for your request, which was received today. It has been given the reference {ref}. You can expect a reply by {due}. If we decide that information is exempt we will tell you which exemption applies and how to complain.",
    "Your enquiry has been logged as {ref} and passed to the service concerned. The {act} allows us twenty working days; we aim to answer by {due}. Should a fee apply, we will write to you first.",
    "Please accept this as our acknowledgement of the questions you sent. Our reference: {ref}. We may need to ask you to clarify your request; if so, we will be in touch.",
    "We write to acknowledge receipt of your e-mail. A member of the information governance team will reply within twenty working days, that is no later than {due}. Please quote {ref}.",
    "Diolch am eich cais / Thank you for your request. Reference {ref}. A response will be sent by {due}.",
];

/// Acknowledgements that give no reference.
pub(super) const BARE_ACKNOWLEDGEMENTS: &[&str] = &[
    "Thank you for getting in touch. We have received your request for information and will reply within twenty working days.",
    "Just to let you know that your freedom of information request has been received and is with children's services.",
    "We acknowledge your request. It is being dealt with, and you should hear from us by {due}.",
];

pub(super) const AUTO_REPLIES: &[&str] = &[
    "I am out of the office until Monday week and will read your message on my return. For anything urgent please telephone the contact centre.",
    "This is an automated response. The mailbox is read on working days between 9am and 5pm. Please do not reply to this message.",
    "I am on annual leave. Requests for information are picked up by my colleagues in the meantime.",
];

pub(super) const CLARIFICATIONS: &[&str] = &[
    "Before we can go on, could you clarify what you mean in question {first}: do you want children for whom we are responsible, or those placed in our area? Your request is on hold until we hear from you.",
    "Please clarify whether young people over 17 are to be counted under question {first}. Under section 1(3) we need not proceed until you answer.",
    "Thank you for your request. Could you confirm whether question {first} covers both calendar and financial years? We have paused your request in the meantime.",
];

pub(super) const FEES: &[&str] = &[
    "This is a fees notice. The information can be supplied on payment of a fee of £{fee}, which must reach us within three months; the time for a reply does not run until then.",
    "We have worked out what it would cost to answer and enclose this fees notice: £{fee} is payable before we go further.",
];

/// Slot {body}: who is to answer instead.
pub(super) const TRANSFERS: &[&str] = &[
    "Children's services in our area are run by {body}, an authority of its own under the {act}. We have transferred your request to it, and it will answer you direct.",
    "The records of children in care are with {body} these days. I have transferred your request to them, and it is from them that you will hear.",
    "{name} no longer runs this service. Your request was passed to {body} this morning with your contact details.",
];

/// It answers itself after all.
pub(super) const TRANSFERS_OF_A_PART: &[&str] = &[
    "Some of what you ask is kept by {body}. We have transferred your request to {body} for that part.",
    "As {body} looks after part of these records, we have transferred your request to it so far as it concerns question {first}.",
];

pub(super) const APOLOGIES: &[&str] = &[
    "I am sorry that you are still without an answer. Several officers are off sick, and I cannot say when there will be one.",
    "Please accept my apologies for the delay. The service has not sent me anything so far, and I cannot give you a date.",
];

pub(super) const SURVEYS: &[&str] = &[
    "You wrote to us a while ago ({ref}). Could you spare two minutes to answer our survey about the service you had? https://feedback.{id}.invalid/s",
    "How did we do? Please answer our survey on case {ref}: five questions, no names. https://feedback.{id}.invalid/five",
];

pub(super) const ADVERTS: &[&str] = &[
    "Small charities pay too much for mailing software. Until the end of the month you have ours at a special rate, with a free trial. To be taken off our list, answer STOP.",
    "Join our webinar on campaigning with data: thirty minutes, live, and a discount for everybody who stays to the end. Unsubscribe with one click.",
];

/// From somebody who has seen our letter.
pub(super) const STRANGERS: &[&str] = &[
    "I came across the letter you wrote to {name}. Our software sends such letters for half the price: book a demo this week and have a special rate. To be taken off our list, answer STOP.",
    "Having seen what you asked {name}, we thought that our webinar on open data would be of use to you. Unsubscribe with one click.",
];

pub(super) const PORTALS: &[&str] = &[
    "Our answer to {ours} has been placed in the secure portal. To view and download it, go to https://portal.{id}.invalid/r/{ref} and log in. The link expires in 30 days.",
    "You have a new message. View and download the response here: https://share.{id}.invalid/{ref} The link will expire after 14 days.",
];

pub(super) const REFUSALS_COST_FOIA: &[&str] = &[
    "I am writing about your request. We estimate that finding the information would take more than 18 hours, as 240 case files would have to be read. The cost would exceed the appropriate limit, and your request is refused under section 12 of the {act}.",
    "This letter is a refusal notice. To answer would mean opening every record by hand, some 60 hours of work, which exceeds the cost limit in section 12. You may wish to narrow your request.",
];

/// Scotland's limit is a sum, £600; the other Act's is also told in hours.
pub(super) const REFUSALS_COST_FOISA: &[&str] = &[
    "I am writing about your request. We estimate that finding the information would cost more than £600, as 240 case files would have to be read. The cost would exceed the prescribed amount, and your request is refused under section 12(1) of the {act}.",
    "This letter is a refusal notice. To answer would mean opening every record by hand, at a cost that exceeds the limit of £600 under section 12(1). You may wish to narrow your request.",
];

pub(super) const REFUSALS_PERSONAL_FOIA: &[&str] = &[
    "We are refusing your request. The numbers are so low that children could be identified, and the information is exempt under section 40(2) of the {act}.",
    "Your request is refused. We consider the information to be personal data of third parties, to which the exemption in section 40(2) applies.",
];

pub(super) const REFUSALS_PERSONAL_FOISA: &[&str] = &[
    "We are refusing your request. The numbers are so low that children could be identified, and the information is exempt under section 38(1)(b) of the {act}.",
    "Your request is refused. We consider the information to be personal data of third parties, exempt under section 38(1)(b).",
];

pub(super) const NOT_HELD: &[&str] = &[
    "Having asked children's services, {name} does not hold the information you ask for: our case system has no field for it.",
    "We have searched our records. The information is not held by the council, as it is not recorded in a form that can be reported on.",
];

/// More time, as section 10(3) allows it.
const EXTENSIONS: &[&str] = &[
    "Section 31 of the {act} (law enforcement) is engaged, which is a qualified exemption. To weigh the public interest we need a further 20 working days, as section 10(3) allows.",
    "We are considering whether the exemption in section 43 (commercial interests) applies, and are extending the time for our response under section 10(3) by a further 20 working days to complete the public interest test.",
];

/// More time that FOIA does not give.
const EXTENSIONS_FOIA: &[&str] = &[
    "Because of the complexity of your request and the volume of other work we need a further 20 working days and will reply after that.",
    "Your request is being considered under section 12. We are extending the time for our response by a further 20 working days.",
];

/// More time, which FOISA never gives.
const EXTENSIONS_FOISA: &[&str] = &[
    "Owing to staff absence we are extending the time for our response by a further 20 working days.",
    "This is a complex request, and we need a further 20 working days to consider the public interest.",
];

/// More time, lawful or not.
pub(super) fn extension(law: Law, lawful: bool, draw: &mut Draw) -> &'static str {
    match law {
        Law::Foisa | Law::Eisr => draw.pick(EXTENSIONS_FOISA),
        Law::Foia | Law::Eir if lawful => draw.pick(EXTENSIONS),
        Law::Foia | Law::Eir => draw.pick(EXTENSIONS_FOIA),
    }
}

const UPHELD: &[&str] = &[
    "I write with the outcome of the internal review that you asked for. Having looked at the matter again, the original decision is upheld.",
    "This is the outcome of our review. I have read the file afresh and uphold the decision that was sent to you.",
];

/// The outcome of a review that changes nothing.
pub(super) fn upheld(draw: &mut Draw) -> &'static str {
    draw.pick(UPHELD)
}

/// A narrower request would cost too much as well.
pub(super) fn refused_again(law: Law) -> &'static str {
    match law {
        Law::Foisa | Law::Eisr => {
            "Even so narrowed, your request is refused under section 12(1) of the {act}: it would still cost more than £600."
        }
        Law::Foia | Law::Eir => {
            "Even so narrowed, your request is refused under section 12 of the {act}: the cost would still exceed the appropriate limit."
        }
    }
}

pub(super) const COVERS: &[&str] = &[
    "Thank you for your request. Our answers are as follows.",
    "Please find below the council's response to your request.",
    "We have now finished looking into your request and can give you these figures.",
    "I refer to your request for information. The information you asked for is set out below.",
];

/// Above a signature, with the answer in a file.
pub(super) const COVERINGS: &[&str] = &[
    "Please find attached our response to your request.",
    "Please see the attached document for the council's response to your request, reference {ref}.",
    "I attach the response to your request for information ({ours}).",
    "Further to your request, our reply is attached. Please quote {ref} if you write to us about it.",
    "Please find our response attached.",
];

pub(super) const CORRECTIONS: &[&str] = &[
    "It has come to our notice that a figure we sent you was wrong. These are the corrected figures:",
    "Please disregard our earlier message, which was drawn from the wrong report. The right answers are:",
    "This message supersedes our earlier reply.",
];

pub(super) const JOINT_COVERS: &[&str] = &[
    "This reply is sent for two councils, which share a service. Their answers stand under their names.",
    "We answer for both councils below, each in turn.",
];

/// What follows an answer: what every final letter carries.
pub(super) const RIGHTS_FOIA: &[&str] = &[
    "If you are unhappy with the way your request has been handled you may ask for an internal review within 40 working days. You then have the right to complain to the Information Commissioner.",
    "Should you be dissatisfied, you can request a review by writing to this address. Information about how to complain after that is on the Commissioner's website.",
];

pub(super) const RIGHTS_FOISA: &[&str] = &[
    "If you are dissatisfied you may require us to review our decision within 40 working days of receiving it. After that you may apply to the Scottish Information Commissioner.",
];

pub(super) const TEAMS: &[&str] = &[
    "Information Governance",
    "Freedom of Information Team",
    "Customer Relations",
    "Corporate Information",
];

/// Our text never says who wrote it: this line does.
pub(super) const MARK: &str = "SIMULATED: written by `foi rehearse`, whoever it says it is from.";

/// The same on a page of its own.
pub(super) fn leaflet(law: Law) -> &'static str {
    match law {
        Law::Foisa | Law::Eisr => {
            "YOUR RIGHT TO A REVIEW\n\nWrite to us within 40 working days and say what you are dissatisfied with. An officer who had no part in the reply will look at it again. After that you may apply to the Scottish Information Commissioner."
        }
        Law::Foia | Law::Eir => {
            "INTERNAL REVIEW\n\nWrite to us within 40 working days and say what you are unhappy with. An officer who had no part in the reply will look at it again. After that you may complain to the Information Commissioner."
        }
    }
}

/// The paragraph every final letter ends with.
pub(super) fn rights(law: Law, draw: &mut Draw) -> &'static str {
    match law {
        Law::Foisa | Law::Eisr => draw.pick(RIGHTS_FOISA),
        Law::Foia | Law::Eir => draw.pick(RIGHTS_FOIA),
    }
}

/// A refusal of everything.
pub(super) fn refusal(law: Law, draw: &mut Draw) -> &'static str {
    let (cost, personal) = match law {
        Law::Foisa | Law::Eisr => (REFUSALS_COST_FOISA, REFUSALS_PERSONAL_FOISA),
        Law::Foia | Law::Eir => (REFUSALS_COST_FOIA, REFUSALS_PERSONAL_FOIA),
    };
    if draw.chance(60) { draw.pick(cost) } else { draw.pick(personal) }
}

/// `text` with its slots filled in.
pub(super) fn fill(text: &str, slots: &[(&str, &str)]) -> String {
    slots
        .iter()
        .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}
