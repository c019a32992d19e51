//! Where a letter goes: to the contact for its sort of letter, else where requests go, else where the
//! request went, which may be a page on which a person pastes it.

use anyhow::Context;
use chrono::NaiveDate;
use rusqlite::Connection;

use crate::campaign::policy::Step;
use crate::case::events::LetterKind;
use crate::case::ladder::letter_of;
use crate::case::story::Story;
use crate::jobs::judged::Judged;
use crate::register::{Authority, Channel, Role, is_page};
use crate::store::{letters, outbox};

/// The address, or the page, that a letter of this kind goes to.
pub(in crate::jobs) fn destination(
    db: &Connection,
    authority: &Authority,
    request: i64,
    kind: LetterKind,
) -> anyhow::Result<String> {
    let review = matches!(kind, LetterKind::ReviewRequest | LetterKind::ReviewChaser);
    let reviewer = authority.verified(Role::Review).filter(|_| review);
    let verified = reviewer.or_else(|| authority.verified(Role::Requests));
    if let Some(address) = verified {
        return Ok(address.email.clone());
    }
    let went = outbox::recipient(db, request)?;
    Ok(match authority.channel() {
        // What was pasted once goes to the page of today.
        Some(Channel::Form(form)) if is_page(&went) => form.url.clone(),
        Some(Channel::Form(_) | Channel::Mail(_)) | None => went,
    })
}

/// What a step writes about this request: what repairs an address writes again what did not arrive.
pub(super) fn kind_of(
    row: &Judged,
    story: &Story,
    (step, today): (Step, NaiveDate),
) -> anyhow::Result<LetterKind> {
    let kind = if step != Step::RepairAddress {
        letter_of(step)
    } else if story.to_be_resent(today).is_some() {
        Some(LetterKind::Request)
    } else {
        let open = row.proposal.iter().filter(|proposal| proposal.step == step);
        open.flat_map(|proposal| &proposal.or).find_map(|step| letter_of(*step))
    };
    kind.with_context(|| {
        if step == Step::RepairAddress {
            "nothing is to be sent again: no letter came back, or one has left since"
        } else {
            "a step without a letter"
        }
    })
}

/// Nothing is sent again to where it did not arrive, unless somebody looked the address up since.
pub(super) fn is_repaired(
    db: &Connection,
    (authority, to): (&Authority, &str),
    (story, today): (&Story, NaiveDate),
) -> anyhow::Result<()> {
    let failed = story.to_be_resent(today).or_else(|| story.failed_later(today));
    let Some(failed) = failed else { return Ok(()) };
    let frozen = letters::recipient(db, failed.letter)?;
    let since = authority.verified(Role::Requests).filter(|address| address.email == to);
    let since = since.and_then(|address| address.verified.as_ref()).map(|verified| verified.on);
    let id = &authority.id;
    anyhow::ensure!(
        !frozen.eq_ignore_ascii_case(to) || since.is_some_and(|since| since > failed.on),
        "{frozen} did not take the letter (l{}): look for another address (`foi register worklist {id}`), \
         then `foi register set {id} --email …`",
        failed.letter
    );
    Ok(())
}
