//! What a person should know before a launch: each check names the authorities it is about.

mod alike;

use std::collections::BTreeMap;
use std::path::Path;

use self::alike::aggregated;
pub use self::alike::safe_from;
use super::{Prepared, Prospect};
use crate::campaign::{Campaign, effort};
use crate::case::events::Event;
use crate::jobs::Workspace;
use crate::jobs::campaign::{Loaded, digest_of_letter};
use crate::jobs::register::worklist::{Board, Why};
use crate::law::Law;
use crate::register::{self, Register};
use crate::store::{self, events, place, previews};

/// Something to know before a launch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The name of the check.
    pub check: &'static str,
    pub authorities: Vec<String>,
    pub words: String,
}

/// Every check of a launch of `loaded`; what stops it is a fault and not among them.
pub(super) fn checks(
    workspace: &Workspace,
    loaded: &Loaded,
    register: &Register,
    prospect: &Prospect,
) -> anyhow::Result<Vec<Warning>> {
    let letters = &prospect.letters;
    let mut found = shared(letters);
    found.extend(served_by_one(letters));
    found.extend(failing(workspace, letters)?);
    found.extend(unseen(workspace, loaded, register, letters)?);
    found.extend(aggregated(workspace, &loaded.campaign, letters)?);
    found.extend(too_long(&loaded.campaign, letters));
    found.extend(tracked(&workspace.dir));
    found.extend(pilot_under_way(workspace, &loaded.campaign, letters)?);
    Ok(found)
}

/// Puts on record that a person saw a campaign's letters under these Acts as they are now.
pub fn seen(
    workspace: &mut Workspace,
    loaded: &Loaded,
    laws: impl Iterator<Item = Law>,
    by: &str,
) -> anyhow::Result<()> {
    let now = workspace.now.instant();
    let register = store::register::load(workspace.store.db())?;
    let campaign = loaded.campaign.id.clone();
    let mut new = Vec::new();
    for law in laws {
        let digest = digest_of_letter(loaded, &workspace.config, &register, law);
        let Some(digest) = digest.filter(|digest| !new.contains(digest)) else { continue };
        if !previews::was_seen(workspace.store.db(), &campaign, &digest)? {
            new.push(digest);
        }
    }
    if new.is_empty() {
        return Ok(());
    }
    workspace.store.transaction(|db| {
        new.into_iter().try_for_each(|digest| {
            let event = Event::Previewed { campaign: campaign.clone(), digest };
            events::append(db, events::Links::default(), now, Some(by), &event)
        })
    })
}

/// The addresses that must never be written to: a launch with one is stopped.
pub(super) fn no_reply(letters: &[Prepared]) -> Vec<String> {
    let refused = letters.iter().filter(|letter| register::is_no_reply(&letter.letter.to));
    refused
        .map(|letter| {
            format!("{} is a no-reply address of {}", letter.letter.to, letter.authority.id)
        })
        .collect()
}

fn grouped<'l>(
    letters: &'l [Prepared],
    key: impl Fn(&'l Prepared) -> Option<String>,
) -> impl Iterator<Item = (String, Vec<String>)> {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for letter in letters {
        if let Some(key) = key(letter) {
            groups.entry(key).or_default().push(letter.authority.id.clone());
        }
    }
    groups.into_iter().filter(|(_, ids)| ids.len() > 1)
}

fn shared(letters: &[Prepared]) -> Vec<Warning> {
    grouped(letters, |letter| Some(letter.letter.to.to_ascii_lowercase()))
        .map(|(address, authorities)| Warning {
            check: "shared_address",
            words: format!(
                "{address} is the address of {}: each gets a letter of its own there",
                authorities.join(" and ")
            ),
            authorities,
        })
        .collect()
}

fn served_by_one(letters: &[Prepared]) -> Vec<Warning> {
    grouped(letters, |letter| letter.authority.delivered_by.clone())
        .map(|(trust, authorities)| Warning {
            check: "one_service",
            words: format!(
                "{trust} runs the service of {}: one reply may answer for all of them (`foi checks` \
                 counts it once)",
                authorities.join(" and ")
            ),
            authorities,
        })
        .collect()
}

/// Addresses that sent a letter back, or that no mail can reach as the DNS says.
fn failing(workspace: &Workspace, letters: &[Prepared]) -> anyhow::Result<Vec<Warning>> {
    let board = Board::load(workspace.store.db(), workspace.today())?;
    let mailed = letters.iter().filter(|letter| !letter.letter.is_by_hand());
    let tasks = mailed.filter_map(|letter| {
        let task = board.task(&letter.authority)?;
        let (check, trouble) = match task.why {
            Why::Bounced => ("bounced_before", format!("sent a letter back: {}", task.trouble?)),
            Why::NoMail => ("no_mail_server", task.trouble?),
            Why::Seen | Why::Nothing => return None,
        };
        let (id, to) = (&letter.authority.id, &letter.letter.to);
        Some(Warning {
            check,
            authorities: vec![id.clone()],
            words: format!("{to} of {id}: {trouble} (`foi register worklist {id}`)"),
        })
    });
    Ok(tasks.collect())
}

/// Letters that nobody has looked at as they are now.
fn unseen(
    workspace: &Workspace,
    loaded: &Loaded,
    register: &Register,
    letters: &[Prepared],
) -> anyhow::Result<Vec<Warning>> {
    let mut found = Vec::new();
    for law in Law::ALL {
        let of_law: Vec<String> = letters
            .iter()
            .filter(|letter| letter.authority.law == law)
            .map(|letter| letter.authority.id.clone())
            .collect();
        let Some(digest) = digest_of_letter(loaded, &workspace.config, register, law) else {
            continue;
        };
        if of_law.is_empty()
            || previews::was_seen(workspace.store.db(), &loaded.campaign.id, &digest)?
        {
            continue;
        }
        found.push(Warning {
            check: "unseen_letter",
            words: format!(
                "nobody has seen the letter under {} as it is now: `foi campaign preview --campaign {}`",
                law.code().to_uppercase(),
                loaded.campaign.id
            ),
            authorities: of_law,
        });
    }
    Ok(found)
}

/// A question set that an authority may refuse by its cost.
fn too_long(campaign: &Campaign, letters: &[Prepared]) -> Vec<Warning> {
    let needed = effort::hours_needed(campaign);
    let mut found = Vec::new();
    for law in Law::ALL {
        let ids: Vec<String> = letters
            .iter()
            .filter(|letter| letter.authority.law == law)
            .map(|letter| letter.authority.id.clone())
            .collect();
        let Some(allowed) = effort::hours_allowed(law).filter(|hours| needed > *hours) else {
            continue;
        };
        if !ids.is_empty() {
            let act = law.code().to_uppercase();
            let basis = if campaign.hours.is_some() {
                "as the campaign file says"
            } else {
                "a rule of thumb"
            };
            found.push(Warning {
                check: "cost_limit",
                words: format!(
                    "the questions may take {needed} hours ({basis}); under {act} an authority may \
                     refuse all of them above {allowed} hours (section 12). Ask less, or mark what \
                     matters with first = true; hours = N in campaign.toml states your own estimate"
                ),
                authorities: ids,
            });
        }
    }
    found
}

/// A database that a git checkout keeps: mail would be published with the next push.
fn tracked(dir: &Path) -> Option<Warning> {
    let words = place::tracked_by_git(dir)?;
    Some(Warning { check: "tracked_by_git", authorities: Vec::new(), words })
}

/// The rest of a campaign whose pilot has not arrived everywhere.
fn pilot_under_way(
    workspace: &Workspace,
    campaign: &Campaign,
    letters: &[Prepared],
) -> anyhow::Result<Option<Warning>> {
    if letters.is_empty() {
        return Ok(None);
    }
    let listed = store::standing::list(workspace.store.db(), Some(&campaign.id))?;
    let astray: Vec<String> = listed
        .iter()
        .filter(|row| {
            matches!(row.standing.judgement.delivery.code(), "bounced" | "refused" | "unknown")
        })
        .map(|row| row.authority.clone())
        .collect();
    Ok((!astray.is_empty()).then(|| Warning {
        check: "letters_astray",
        words: format!(
            "{} of the letters that have left did not arrive ({}): find out why before more leave",
            astray.len(),
            astray.iter().take(5).cloned().collect::<Vec<_>>().join(", ")
        ),
        authorities: astray,
    }))
}
