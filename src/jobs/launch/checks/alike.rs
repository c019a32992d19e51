//! Like requests to the same authority, so soon that their costs are added up or the later is a repeated one.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::Connection;

use super::Warning;
use crate::campaign::Campaign;
use crate::jobs::Workspace;
use crate::jobs::launch::Prepared;
use crate::law::london;
use crate::register::Authority;
use crate::store::requests::Request;
use crate::store::{imports, outbox, requests};

/// Two questions are alike from here on (Sørensen–Dice over pairs of letters).
const ALIKE: f64 = 0.8;

/// Requests of other campaigns with like questions to the same authorities. Under FOIA the costs of both
/// are added up for 60 working days (Fees Regulations 2004, regulation 5; rules.md 3.2); under FOISA those
/// of one person's requests never are (rules.md 4.5). Under both the later may be a repeated one (section
/// 14(2)), for which no Act names a number of days: the same 60 are asked after.
pub(super) fn aggregated(
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
            let Some(on) = left_on(db, &request)? else { continue };
            let regime = request.law.regime(today);
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

/// When a request left: by our own post, or as an export says.
fn left_on(db: &Connection, request: &Request) -> anyhow::Result<Option<NaiveDate>> {
    if let Some(left) = outbox::request_left(db, request.id)? {
        return Ok(Some(london::civil_date(left)));
    }
    Ok(imports::of_request(db, request.id)?.and_then(|row| row.sent_on))
}

/// The first day on which no like request to any of `authorities` is near enough to count; `None` where
/// none was put to them.
pub fn safe_from(
    workspace: &Workspace,
    campaign: &Campaign,
    authorities: &[&Authority],
) -> anyhow::Result<Option<NaiveDate>> {
    let db = workspace.store.db();
    let rounds = requests::rounds(db)?;
    let mut latest = None;
    for authority in authorities {
        for request in requests::of_authority(db, &authority.id)? {
            let round = rounds.iter().find(|round| round.campaign.id == request.campaign);
            let other = round.filter(|round| round.campaign.id != campaign.id);
            if !other.is_some_and(|round| are_alike(campaign, &round.campaign)) {
                continue;
            }
            let Some(on) = left_on(db, &request)? else { continue };
            let regime = request.law.regime(workspace.today());
            let days = regime.aggregation_days.unwrap_or(REPEATED);
            let safe = workspace.calendar().working_day_after(regime.scope, on, days)?;
            latest = latest.max(Some(safe));
        }
    }
    Ok(latest)
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
