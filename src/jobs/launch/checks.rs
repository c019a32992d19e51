//! What a person should know before a launch: each check names the authorities it is about.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;

use super::{Prepared, Prospect};
use crate::campaign::{Campaign, effort};
use crate::case::events::Event;
use crate::jobs::Workspace;
use crate::jobs::campaign::{Loaded, digest_of_letter};
use crate::jobs::register::worklist::{Board, Why};
use crate::law::{Law, london};
use crate::register::{self, Register};
use crate::store::{self, events, outbox, place, previews, requests};

/// Two questions are alike from here on (Sørensen–Dice over pairs of letters).
const ALIKE: f64 = 0.8;

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
    let board = Board::load(workspace.store.db())?;
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

/// Requests of other campaigns with like questions to the same authorities. Under FOIA the costs of both
/// are added up for 60 working days (Fees Regulations 2004, regulation 5; rules.md 3.2); under FOISA those
/// of one person's requests never are (rules.md 4.5). Under both the later may be a repeated one (section
/// 14(2)), for which no Act names a number of days: the same 60 are asked after.
fn aggregated(
    workspace: &Workspace,
    campaign: &Campaign,
    letters: &[Prepared],
) -> anyhow::Result<Vec<Warning>> {
    let db = workspace.store.db();
    let today = workspace.today();
    let rounds = requests::rounds(db)?;
    let mut by_round: BTreeMap<(String, NaiveDate, Option<NaiveDate>), Vec<String>> =
        BTreeMap::new();
    for letter in letters {
        for request in requests::of_authority(db, &letter.authority.id)? {
            let round = rounds.iter().find(|round| round.campaign.id == request.campaign);
            let other = round.filter(|round| round.campaign.id != campaign.id);
            if !other.is_some_and(|round| are_alike(campaign, &round.campaign)) {
                continue;
            }
            let Some(left) = outbox::request_left(db, request.id)? else { continue };
            let (regime, on) = (request.law.regime(today), london::civil_date(left));
            let days = regime.aggregation_days.unwrap_or(REPEATED);
            let safe = workspace.calendar().working_day_after(regime.scope, on, days)?;
            if today < safe {
                let added_up = regime.aggregation_days.map(|_| safe);
                let ids = by_round.entry((request.campaign, on, added_up)).or_default();
                ids.push(letter.authority.id.clone());
            }
        }
    }
    let warning = |((other, on, added_up), authorities): (_, Vec<String>)| {
        let asked = format!("{other} put like questions to {} of these on {on}", authorities.len());
        let (check, words) = match added_up {
            Some(safe) => (
                "aggregation",
                format!(
                    "{asked}: until {safe} the costs of both may be added up (section 12; SI 2004/3244, \
                     regulation 5), and this one may be refused as repeated (section 14(2)). Wait, or ask \
                     for what is new alone"
                ),
            ),
            None => (
                "repeated",
                format!(
                    "{asked}: this one may be refused as repeated (section 14(2) of the Scottish Act). \
                     Ask for what is new alone"
                ),
            ),
        };
        Warning { check, authorities, words }
    };
    Ok(by_round.into_iter().map(warning).collect())
}

/// Working days for which a like request is asked after where no Act names any.
const REPEATED: u32 = 60;

fn are_alike(one: &Campaign, other: &Campaign) -> bool {
    one.questions.iter().any(|question| {
        other.questions.iter().any(|known| {
            strsim::sorensen_dice(&question.text.to_lowercase(), &known.text.to_lowercase())
                >= ALIKE
        })
    })
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
