//! What the regulator wants before it looks at a complaint, and whether it is here (rules.md 2.6,
//! 4.7 and 4.8): an item for each, in a sentence.

use chrono::NaiveDate;

use super::{Matter, ground};
use crate::case::Delivery;
use crate::case::events::LetterKind;
use crate::jobs::dossier::{Handed, read_words};
use crate::jobs::quarantine;
use crate::law::clock::long_date;
use crate::law::ledger::{Happening, Ledger, Remark};
use crate::law::london;
use crate::law::regime::Basis;
use crate::replies::Kind;
use crate::replies::message::TextStatus;

/// Whether something the regulator wants is in the pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Here,
    Missing,
    /// Wanted in other cases than this.
    NotNeeded,
    /// To be said by a person, in the letter that the pack goes with.
    Letter,
}

impl State {
    pub fn words(self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::Missing => "missing",
            Self::NotNeeded => "not needed",
            Self::Letter => "for the letter",
        }
    }
}

/// One thing the regulator wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub what: &'static str,
    pub state: State,
    pub words: String,
}

fn check(what: &'static str, (state, words): (State, String)) -> Check {
    Check { what, state, words }
}

pub(super) fn here(words: impl Into<String>) -> (State, String) {
    (State::Here, words.into())
}

pub(super) fn missing(words: impl Into<String>) -> (State, String) {
    (State::Missing, words.into())
}

fn not_needed(words: impl Into<String>) -> (State, String) {
    (State::NotNeeded, words.into())
}

/// Every item, in the order in which a complaint is read.
pub(super) fn checks(matter: &Matter<'_>) -> anyhow::Result<Vec<Check>> {
    let mut checks = vec![
        check("Who complains", complainant(matter)),
        check("What about", ground::ground(matter)),
        check("The request", request(matter)),
        check("That it arrived", delivery(matter)),
    ];
    if let Some(ledger) = &matter.position.ledger {
        checks.push(check("Their reply", reply(matter, ledger)));
        checks.push(check("A reminder after the time", reminder(matter, ledger)));
        checks.push(check("The review asked for", review(matter, ledger)?));
        checks.push(check("The outcome of the review", outcome(matter, ledger)?));
        checks.extend(in_time(matter, ledger)?.map(|found| check("In time", found)));
    }
    let why = if matter.regime.review.needed_for_silence {
        "why a review was required, and why its outcome does not satisfy: the covering letter \
         says both (section 47(2) of FOISA)"
    } else {
        "what the authority should have done: the covering letter says it"
    };
    checks.push(check("The reasons", (State::Letter, why.to_owned())));
    checks.extend(unsettled(matter).map(|found| check("Nothing left open", found)));
    Ok(checks)
}

fn complainant(matter: &Matter<'_>) -> (State, String) {
    let sender = matter.maker.sender;
    if sender.name.trim().is_empty() || sender.address.trim().is_empty() {
        return missing("a complaint needs your name and an address: [sender] in foi.toml");
    }
    here("a name, and an address to write to")
}

fn request(matter: &Matter<'_>) -> (State, String) {
    let kinds = [LetterKind::Request, LetterKind::Narrowing];
    match matter.dossier.left(&kinds).last() {
        Some((letter, at)) => here(format!(
            "the letter as it left on {} ({letter})",
            long_date(london::civil_date(*at)),
        )),
        None => missing("nothing says that the letter has left"),
    }
}

fn delivery(matter: &Matter<'_>) -> (State, String) {
    let dossier = matter.dossier;
    let letter = dossier.letters.iter().find(|letter| letter.kind == LetterKind::Request);
    let handed = letter.map(|letter| dossier.handed(letter.id));
    let copy = letter.and_then(|letter| dossier.copy_of(letter.id));
    match (matter.position.judgement.delivery, handed) {
        (Delivery::Delivered, _) if wrote(matter) => {
            here("a mail of theirs shows that they have it")
        }
        (Delivery::Delivered, _) => missing(
            "what shows that they have the letter: that they received it was recorded by hand",
        ),
        (Delivery::Bounced, _) => missing("the letter came back: it was not received"),
        (_, Some(Handed::Over { .. })) if copy.is_some() => {
            here("the copy of the letter in our own folder of sent mail")
        }
        (_, Some(Handed::Over { words, .. })) if words.starts_with("written to ") => missing(
            "the letter was put into a folder, to be sent from there: add what shows that it was \
             sent, such as the copy in your Sent folder",
        ),
        (_, Some(Handed::Over { .. })) => here("a mail server took the letter, in its own words"),
        (_, Some(Handed::NotYet | Handed::Refused { .. } | Handed::Unknown { .. }) | None) => {
            missing("nothing shows that the letter arrived")
        }
    }
}

/// Whether anything came that is no report of a failure.
fn wrote(matter: &Matter<'_>) -> bool {
    let mut mails = matter.dossier.mails();
    mails.any(|(_, read)| !matches!(read.kind, Kind::Bounce | Kind::Spam))
}

/// Whether a mail of one of these kinds came on `day`.
fn came_on(matter: &Matter<'_>, kinds: &[Kind], day: NaiveDate) -> bool {
    let mut mails = matter.dossier.mails();
    mails.any(|(mail, read)| {
        kinds.contains(&read.kind) && london::civil_date(mail.arrived_at) == day
    })
}

const REPLIES: [Kind; 5] =
    [Kind::Answer, Kind::Partial, Kind::Refusal, Kind::NotHeld, Kind::Correction];

fn reply(matter: &Matter<'_>, ledger: &Ledger) -> (State, String) {
    match ledger.response {
        None => not_needed("none came"),
        Some(day) if came_on(matter, &REPLIES, day) => {
            here(format!("as it came on {}", long_date(day)))
        }
        Some(day) => missing(format!(
            "a copy of their reply of {}, which was recorded by hand",
            long_date(day)
        )),
    }
}

fn reminder(matter: &Matter<'_>, ledger: &Ledger) -> (State, String) {
    if ledger.response.is_some() {
        return not_needed("they replied");
    }
    if ledger.response_due().is_none_or(|due| matter.today <= due) {
        return not_needed("the time for a reply has not ended");
    }
    let kinds = [LetterKind::Chaser, LetterKind::FinalChaser];
    let sent = matter.dossier.left(&kinds);
    let days = sent.iter().map(|(_, at)| london::civil_date(*at));
    let after: Vec<String> = days
        .filter(|day| ledger.response_due().is_some_and(|due| *day > due))
        .map(long_date)
        .collect();
    let name = &matter.regulator.name;
    if !after.is_empty() {
        here(format!("sent on {}", after.join(" and ")))
    } else if matter.regime.review.needed_for_silence {
        not_needed(format!("the {name} asks for the {}, not for a reminder", review_name(matter)))
    } else if sent.is_empty() {
        missing(format!(
            "no chaser has been sent: the {name} wants one before a complaint about silence"
        ))
    } else {
        missing(format!(
            "no chaser has been sent since the time ended: the {name} wants one before a complaint \
             about silence"
        ))
    }
}

fn review_name(matter: &Matter<'_>) -> &'static str {
    matter.regime.review.name
}

fn review(matter: &Matter<'_>, ledger: &Ledger) -> anyhow::Result<(State, String)> {
    let (name, rules) = (review_name(matter), matter.regime.review);
    let Some(asked) = ledger.review_asked else {
        if ledger.response.is_none() && !rules.needed_for_silence {
            return Ok(not_needed(format!("no {name} is needed where no reply came")));
        }
        let by = ledger.review_by(matter.calendar)?.map_or_else(String::new, |by| {
            let over = by < matter.today;
            let verb = if over { "the time for it ended on" } else { "it can be asked for until" };
            format!("; {verb} {}", long_date(by))
        });
        let section = matter.regime.complaint.section;
        return Ok(missing(match rules.ask {
            Basis::Statute if rules.needed_for_silence => format!(
                "no {name} has been made ({}): without it the {} cannot take the case \
                 ({section}){by}",
                rules.section, matter.regulator.name
            ),
            Basis::Statute | Basis::Practice => format!(
                "no {name} has been asked for: the {} wants it before a complaint about a reply \
                 ({section}){by}",
                matter.regulator.name
            ),
        }));
    };
    if let Some((_, Remark::Premature { .. })) =
        ledger.remark_on(Happening::review_asked(ledger.law))
    {
        return Ok(missing(format!(
            "the {name} was asked for on {}, before the time for a reply had ended: that was too \
             early, ask again",
            long_date(asked)
        )));
    }
    let copy = matter.dossier.left(&[LetterKind::ReviewRequest]);
    let copied = copy.iter().any(|(_, at)| london::civil_date(*at) == asked);
    Ok(if copied {
        here(format!("the letter as it left on {}", long_date(asked)))
    } else {
        missing(format!("a copy of the {name} of {}, which was recorded by hand", long_date(asked)))
    })
}

fn outcome(matter: &Matter<'_>, ledger: &Ledger) -> anyhow::Result<(State, String)> {
    let Some(asked) = ledger.review_asked else {
        return Ok(not_needed("no review was asked for"));
    };
    if let Some(day) = ledger.review_outcome {
        return Ok(if came_on(matter, &[Kind::ReviewOutcome], day) {
            here(format!("as it came on {}", long_date(day)))
        } else {
            missing(format!(
                "a copy of the outcome of {}, which was recorded by hand",
                long_date(day)
            ))
        });
    }
    let rules = matter.regime.review;
    let days = rules.longstop_days.unwrap_or(rules.answer_days);
    let end = matter.calendar.working_day_after(matter.regime.scope, asked, days)?;
    Ok(if matter.today > end {
        here(format!("none came: {days} working days ended on {}", long_date(end)))
    } else {
        missing(format!(
            "there is no outcome yet: without one the {} can be asked from the day after {}",
            matter.regulator.name,
            long_date(end)
        ))
    })
}

fn in_time(matter: &Matter<'_>, ledger: &Ledger) -> anyhow::Result<Option<(State, String)>> {
    let Some((from, by)) = ledger.complaint(matter.calendar)? else { return Ok(None) };
    if ledger.review_outcome.is_none() && matter.today <= from {
        return Ok(None);
    }
    let complaint = matter.regime.complaint;
    let basis = match complaint.basis {
        Basis::Statute => complaint.section.to_owned(),
        Basis::Practice => format!("the {}'s practice", matter.regulator.name),
    };
    Ok(Some(if matter.today <= by {
        here(format!("a complaint is in time until {} ({basis})", long_date(by)))
    } else {
        missing(format!(
            "the time for a complaint ended on {} ({basis}): say why it comes late",
            long_date(by)
        ))
    }))
}

/// What a person has yet to settle, so that the page does not say more than is known.
fn unsettled<'a>(matter: &'a Matter<'_>) -> impl Iterator<Item = (State, String)> + 'a {
    let waiting = matter.dossier.all_mails().filter(|(_, read)| read.waits).map(|(mail, read)| {
        let kind = super::parts::title(&read_words(read)).to_lowercase();
        missing(format!(
            "mail m{} waits for a person (it reads as: {kind}): agree or put it right first, `foi mail \
             show m{}`",
            mail.id, mail.id
        ))
    });
    let trouble = matter
        .position
        .trouble
        .iter()
        .map(|trouble| missing(format!("records that contradict each other: {trouble}")));
    let unread = matter.dossier.mails().flat_map(|(mail, read)| {
        let attached = read.reading.attachments.iter().filter(|file| file.may_have_text());
        let where_they_are = if quarantine::kept(&read.reading).is_empty() {
            "they are in the archive"
        } else {
            "a file with something hidden in it was left out of the archive with its mail"
        };
        let words = format!(
            "mail m{} has attachments that this page does not show: {where_they_are}",
            mail.id
        );
        let attached = attached.filter(|file| file.text_status != TextStatus::Erased);
        attached.take(1).map(move |_| (State::Letter, words.clone()))
    });
    waiting.chain(trouble).chain(unread)
}
