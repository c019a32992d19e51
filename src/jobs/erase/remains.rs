//! Where what is erased still lies: copies outside the database, our own letters, other mails.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::copies::{self, Remains};
use super::plan::{Plan, Target, with_file};
use crate::case::events::LetterKind;
use crate::jobs::Workspace;
use crate::replies::message;
use crate::store::{backup, erasures, letters, mails, requests};

/// Where it still lies once it is gone from here.
pub(super) fn remains(workspace: &Workspace, plan: &mut Plan) -> anyhow::Result<()> {
    let db = workspace.store.db();
    let mut sought: Vec<copies::Sought> = Vec::new();
    let mut references = BTreeSet::new();
    let mut found = Vec::new();
    for mail in &plan.mails {
        for (_, raw, location) in erasures::copies(db, *mail)? {
            sought.push((raw.clone(), erasures::raw(db, &raw)?.len() as u64));
            found.extend(copies::source(&location));
        }
        for id in mails::filed(db, *mail)? {
            let request = requests::get(db, id)?;
            found.extend(letters_with(db, &request, (*mail, plan))?);
            references.insert(request.reference);
        }
    }
    sought.extend(plan.goes.iter().map(|goes| (goes.sha256.clone(), goes.bytes as u64)));
    let references: Vec<String> = references.into_iter().collect();
    found.extend(copies::below(&workspace.dir, &sought, &references));
    if let Target::Mail { mail } = &plan.target {
        for goes in plan.goes.iter().filter(|goes| goes.what == "attachment") {
            for other in with_file(db, &goes.sha256)?.into_iter().filter(|id| *id != mail.id) {
                let what = format!("carries {} too: foi erase {}", goes.name, goes.sha256);
                found.push(Remains::new(format!("m{other}"), what));
            }
        }
    }
    for (file, made_at) in backup::known(db)? {
        // Those inside the workspace were opened and looked into.
        if !file.starts_with(&workspace.dir) {
            let day = made_at.format("%Y-%m-%d");
            let what = format!("a copy of the database of {day}, which may hold it: delete it");
            found.push(Remains::new(file.display().to_string(), what));
        }
    }
    let mut seen = BTreeSet::new();
    found.retain(|remains: &Remains| seen.insert(remains.place.clone()));
    plan.remains = found;
    Ok(())
}

/// Letters of ours, which stay as they left, that carry or quote it.
fn letters_with(
    db: &Connection,
    request: &requests::Request,
    (mail, plan): (i64, &Plan),
) -> anyhow::Result<Vec<Remains>> {
    let Some(kept) = mails::get(db, mail)? else { return Ok(Vec::new()) };
    let reading = mails::reading(db, mail)?.map(|read| read.reading);
    let quoted = reading.map(|reading| reading.words).filter(|words| words.len() > 20);
    let mut found = Vec::new();
    for letter in letters::of_request(db, request.id)? {
        let place = format!("l{}", letter.id);
        let packed = letter.kind == LetterKind::Complaint && letter.approved_at >= kept.seen_at;
        // Its lines are folded, and its bytes encoded, as the letter needs it.
        let text = in_one_line(&message::read(&letter.bytes).text);
        let has = |words: &str| text.contains(&in_one_line(words));
        let names = plan.goes.iter().filter(|goes| goes.what == "attachment");
        let mut names = names.map(|goes| goes.name.as_str()).filter(|name| !name.is_empty());
        if packed {
            let what = "our complaint, which carries the mails in its archive: it has been written \
                        and stays as it is; tell the regulator";
            found.push(Remains::new(place, what));
        } else if quoted.as_deref().is_some_and(has) {
            found.push(Remains::new(place, "our letter quotes it, and stays as it is"));
        } else if names.any(has) {
            found.push(Remains::new(place, "our letter names the file, and stays as it is"));
        }
    }
    Ok(found)
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
}
