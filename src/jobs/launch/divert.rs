//! Letters of a launch sent to oneself: with whom they are for in the subject, and nothing put on record.

use super::{Prepared, Prospect};
use crate::jobs::Workspace;
use crate::jobs::send::Door;
use crate::mail::Outcome;
use crate::register::address;
use crate::store::outbox;

/// What became of diverted letters.
#[derive(Debug, Default)]
pub struct Diverted {
    pub left: usize,
    /// Authorities whose letter did not leave, and why.
    pub failed: Vec<(String, String)>,
}

/// Sends every letter of the prospect to `to`. No request is made: a launch still writes to all of them.
pub fn divert(
    workspace: &Workspace,
    prospect: &Prospect,
    to: &str,
    progress: &dyn Fn(&str),
) -> anyhow::Result<Diverted> {
    let to = own_address(prospect, to)?;
    let mut door = Door::open(workspace)?;
    let mut diverted = Diverted::default();
    for (number, prepared) in prospect.letters.iter().enumerate() {
        let letter = turned(workspace, prepared, (&to, number))?;
        progress(&prepared.authority.id);
        match door.hand_over_unrecorded(&letter, workspace.now.instant())? {
            Outcome::Accepted { .. } => diverted.left += 1,
            Outcome::Deferred { words, .. }
            | Outcome::Refused { words }
            | Outcome::Unknown { words } => {
                diverted.failed.push((prepared.authority.id.clone(), words));
            }
            Outcome::Away { words } => {
                diverted.failed.push((prepared.authority.id.clone(), words));
                break;
            }
        }
    }
    Ok(diverted)
}

/// The letter as it would leave, but to oneself and with keys of its own: no reply to it, and no copy of
/// it, is ever taken for one about a request.
fn turned(
    workspace: &Workspace,
    prepared: &Prepared,
    (to, number): (&str, usize),
) -> anyhow::Result<outbox::Letter> {
    let (sender, now) = (&workspace.config.sender, workspace.now.instant());
    let mut letter = prepared.letter.clone();
    letter.subject = format!("[to {}] {}", letter.to, letter.subject);
    to.clone_into(&mut letter.to);
    letter.copy = None;
    letter.reply_address.clone_from(&sender.address);
    let stamp = now.timestamp_millis();
    letter.message_id = format!("diverted-{stamp}-{number}.{}", letter.message_id);
    Ok(outbox::Letter {
        id: 0,
        request: 0,
        reference: format!("DIVERTED-{stamp}-{}", prepared.authority.id),
        number: 1,
        recipient: to.to_owned(),
        sender: sender.address.clone(),
        copy: None,
        bytes: letter.bytes(sender, now)?,
    })
}

/// The address to divert to, unless it is none or an authority's.
pub fn own_address(prospect: &Prospect, to: &str) -> anyhow::Result<String> {
    let to = address::check_email(to).map_err(|reason| anyhow::anyhow!("--divert-to: {reason}"))?;
    anyhow::ensure!(
        !prospect.letters.iter().any(|letter| letter.letter.to.eq_ignore_ascii_case(&to)),
        "--divert-to {to}: that is the address of an authority; name one of your own"
    );
    Ok(to)
}
