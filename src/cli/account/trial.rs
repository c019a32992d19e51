//! What `foi account test` found, for people and for programs.

use serde_json::json;

use crate::cli::out::{self, counted};
use crate::jobs::account::{Passed, Quota, Trial};

fn word(passed: Passed) -> &'static str {
    match passed {
        Passed::Yes => "ok",
        Passed::No => "failed",
        Passed::NotTried => "not tried",
    }
}

/// An object for each leg, and one for what was found besides.
pub(super) fn rows(trial: &Trial) -> anyhow::Result<()> {
    for leg in &trial.legs {
        let passed = match leg.passed {
            Passed::Yes => Some(true),
            Passed::No => Some(false),
            Passed::NotTried => None,
        };
        out::object(&json!({
            "leg": leg.leg, "about": leg.about, "passed": passed, "words": leg.words,
            "advice": leg.advice,
        }))?;
    }
    let said = trial.authentication.as_ref();
    let quota = trial.quota.as_ref();
    out::object(&json!({
        "leg": "found",
        "size_limit": trial.offers.as_ref().and_then(|offers| offers.size),
        "reports": trial.offers.as_ref().map(|offers| offers.dsn),
        "authserv": said.map(|said| &said.server),
        "spf": said.and_then(|said| said.spf.as_ref()),
        "dkim": said.and_then(|said| said.dkim.as_ref()),
        "dmarc": said.and_then(|said| said.dmarc.as_ref()),
        "letters_waiting": quota.map(|quota| quota.waiting),
        "provider_per_day": quota.and_then(|quota| quota.per_day),
        "pace_per_day": quota.map(|quota| quota.pace_per_day),
        "days": quota.and_then(|quota| quota.days),
    }))
}

/// The same for people.
pub(super) fn told(trial: &Trial) -> anyhow::Result<()> {
    let rows: Vec<Vec<String>> = trial
        .legs
        .iter()
        .map(|leg| {
            vec![
                leg.leg.replace('_', " "),
                leg.about.clone(),
                word(leg.passed).into(),
                leg.words.clone(),
            ]
        })
        .collect();
    out::table(&["leg", "about", "", "words"], &rows)?;
    for leg in &trial.legs {
        if let Some(advice) = &leg.advice {
            out::line(&format!("{} {}: {advice}.", leg.leg.replace('_', " "), leg.about))?;
        }
    }
    if let Some(offers) = &trial.offers {
        let size = offers.size.map_or("no limit named".to_owned(), |size| format!("{size} bytes"));
        let reports = if offers.dsn { "yes" } else { "no; bounces come all the same" };
        out::line(&format!("Largest letter: {size}. Reports of delay and failure: {reports}."))?;
    }
    told_of_sender(trial)?;
    match &trial.quota {
        Some(quota) => told_of_quota(quota),
        None => Ok(()),
    }
}

/// What the server that took our mail in says about its sender.
fn told_of_sender(trial: &Trial) -> anyhow::Result<()> {
    match &trial.authentication {
        Some(said) => {
            out::line(&format!("{} says of your mail: {}.", said.server, said.words()))?;
            if said.failed() {
                out::line(
                    "Councils' filters will hold this against your letters: docs/accounts.md.",
                )?;
            }
            if trial.authserv_unknown {
                let server = &said.server;
                let write = format!("[authentication] authserv = \"{server}\"");
                out::line(&format!("To have it believed about replies, write {write}."))?;
            }
        }
        None if trial.passed() => {
            out::line(
                "Nobody said anything about SPF, DKIM and DMARC: a mail to yourself may stay \
                       inside your provider.",
            )?;
        }
        None => {}
    }
    Ok(())
}

fn told_of_quota(quota: &Quota) -> anyhow::Result<()> {
    let waiting = counted(quota.waiting, "letter waits", "letters wait");
    let limit = match (quota.per_day, quota.source) {
        (Some(limit), Some(source)) => format!("your provider takes {limit} a day ({source})"),
        (Some(_), None) | (None, _) => {
            "what your provider takes in a day is not known: ask it, and write daily_quota in \
                 [transport]"
                .to_owned()
        }
    };
    let pace = quota.pace_per_day;
    let days = quota.days.map(|days| counted(days, "day", "days")).unwrap_or_default();
    out::line(&format!("{waiting}; {limit}; [pace] lets {pace} leave: {days}."))
}
