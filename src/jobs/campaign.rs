//! A campaign folder read from disk, and what it lacks.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use rusqlite::Connection;

use crate::campaign::{Campaign, file, reference};
use crate::config::Config;
use crate::law::Law;
use crate::letters::templates::{Override, Templates, names};
use crate::letters::{compose, lint, source};
use crate::register::{Authority, Register};
use crate::results::headline;
use crate::store::requests;
use crate::toml_file::{Mistake, utf8};

/// A campaign, and the letters it is written with.
#[derive(Debug)]
pub struct Loaded {
    pub campaign: Campaign,
    pub templates: Templates,
    pub file: PathBuf,
}

/// The mistakes in a campaign file, as one error.
#[derive(Debug, thiserror::Error)]
#[error("{}", .mistakes.iter().map(|mistake| mistake.at(.file)).collect::<Vec<_>>().join("\n"))]
pub struct Mistakes {
    pub file: String,
    pub mistakes: Vec<Mistake>,
}

/// The campaign called `name`: a folder given by its path, or one under `campaigns/`.
pub fn load(workspace: &Path, name: &str) -> anyhow::Result<Loaded> {
    let folder = folder(workspace, name)?;
    let path = folder.join("campaign.toml");
    let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    let id = id_of(&folder)?;
    let text = utf8(bytes).map_err(|mistake| vec![mistake]);
    let campaign = text
        .and_then(|text| file::read(&id, &text))
        .map_err(|mistakes| Mistakes { file: path.display().to_string(), mistakes })?;
    headline::check(&campaign).with_context(|| path.display().to_string())?;
    let templates = templates(workspace, &folder)?;
    Ok(Loaded { campaign, templates, file: path })
}

/// The letters of a campaign: its own, then the workspace's, then the shipped ones.
fn templates(workspace: &Path, folder: &Path) -> anyhow::Result<Templates> {
    let mut overrides = overrides(&workspace.join("templates/letters"))?;
    overrides.extend(self::overrides(&folder.join("letters"))?);
    Ok(Templates::new(overrides)?)
}

/// The letters of a campaign that was launched here, by its id.
pub fn templates_of(workspace: &Path, id: &str) -> anyhow::Result<Templates> {
    templates(workspace, &workspace.join("campaigns").join(id))
}

fn folder(workspace: &Path, name: &str) -> anyhow::Result<PathBuf> {
    let candidates = [workspace.join("campaigns").join(name), PathBuf::from(name)];
    candidates.iter().find(|folder| folder.join("campaign.toml").is_file()).cloned().with_context(
        || {
            let known: Vec<String> = known(workspace);
            let known = if known.is_empty() {
                "this workspace has none yet".to_owned()
            } else {
                format!("this workspace has: {}", known.join(", "))
            };
            format!(
                "there is no campaign `{name}` (no campaign.toml in a folder of that name); {known}"
            )
        },
    )
}

/// The ids of the campaigns in the workspace's own folder.
pub fn known(workspace: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(workspace.join("campaigns")) else { return Vec::new() };
    let mut found: Vec<String> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.path().join("campaign.toml").is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    found.sort();
    found
}

/// The id of a campaign is the name of its folder: letters, digits, hyphens and underscores.
fn id_of(folder: &Path) -> anyhow::Result<String> {
    let whole = fs::canonicalize(folder)?;
    let name = whole.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = name.unwrap_or_default();
    anyhow::ensure!(
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)),
        "the folder `{name}` cannot be a campaign's id: use letters, digits and hyphens"
    );
    Ok(name)
}

/// The letters in a folder that take the place of shipped ones.
pub fn overrides(folder: &Path) -> anyhow::Result<Vec<Override>> {
    refuse_misspelt(folder)?;
    let mut found = Vec::new();
    for name in names() {
        let path = folder.join(name);
        if path.is_file() {
            let file = path.display().to_string();
            let bytes = fs::read(&path).with_context(|| format!("reading {file}"))?;
            let text = utf8(bytes).map_err(|mistake| anyhow::anyhow!(mistake.at(&file)))?;
            found.push(Override { name: name.to_owned(), text, file });
        }
    }
    Ok(found)
}

/// A letter under a name that no letter has would never be used: better told than passed over.
fn refuse_misspelt(folder: &Path) -> anyhow::Result<()> {
    let known: Vec<&str> = names().collect();
    let places: BTreeSet<&Path> =
        known.iter().filter_map(|name| Path::new(name).parent()).collect();
    for place in places {
        let Ok(entries) = fs::read_dir(folder.join(place)) else { continue };
        for entry in entries.filter_map(Result::ok) {
            let name = place.join(entry.file_name()).display().to_string();
            let is_letter = entry.path().extension().is_some_and(|ext| ext == "txt");
            anyhow::ensure!(
                !is_letter || known.contains(&name.as_str()),
                "{}: no letter is called `{name}`. {}.",
                entry.path().display(),
                crate::toml_file::instead(&name, &known)
            );
        }
    }
    Ok(())
}

/// What is wrong with the letters, told from the first authority of each Act.
fn letter_faults(loaded: &Loaded, config: &Config, register: &Register) -> Vec<String> {
    let campaign = &loaded.campaign;
    let mut laws = BTreeSet::new();
    let mut faults = Vec::new();
    for authority in register.iter().filter(|row| campaign.recipients.include(row)) {
        if !laws.insert(authority.law) {
            continue;
        }
        let reference = reference::specimen(&campaign.prefix);
        let request = compose::Request {
            campaign,
            authority,
            to: "foi@example.invalid",
            reference: &reference,
            sender: &config.sender,
        };
        let law = authority.law.code();
        // Any day will do: what is looked for is what no day mends.
        match compose::request(&loaded.templates, request, chrono::NaiveDate::MAX) {
            Ok(letter) => faults.extend(
                lint::check(&letter, authority.law, &campaign.questions, &reference)
                    .into_iter()
                    .map(|fault| format!("a letter that may leave ({law}): {fault}")),
            ),
            Err(error) => faults.push(format!("a letter ({law}): {error:#}")),
        }
    }
    faults
}

/// What tells one state of a campaign's letter under an Act from another: its words, to the first authority
/// that would get it; `None` where none does or it cannot be written.
pub fn digest_of_letter(
    loaded: &Loaded,
    config: &Config,
    register: &Register,
    law: Law,
) -> Option<String> {
    let campaign = &loaded.campaign;
    let authority =
        register.iter().find(|row| row.law == law && campaign.recipients.include(row))?;
    let reference = reference::specimen(&campaign.prefix);
    let (to, sender) = ("foi@example.invalid", &config.sender);
    let request = compose::Request { campaign, authority, to, reference: &reference, sender };
    let letter = compose::request(&loaded.templates, request, chrono::NaiveDate::MAX).ok()?;
    Some(source::sha256(&format!("{}\n{}", letter.subject, letter.body)))
}

/// What is wrong with the round that a campaign follows: it must have been launched here, or its mail
/// cannot be kept apart.
pub fn lacks_round_before(db: &Connection, campaign: &Campaign) -> anyhow::Result<Option<String>> {
    let Some(before) = &campaign.follows else { return Ok(None) };
    let known = requests::round(db, before)?.is_some();
    Ok((!known).then(|| {
        format!(
            "the round before: `{before}` was never launched in this workspace. Correct `follows`, \
             or leave it out"
        )
    }))
}

/// Of an authority that is named and does not stand: who does instead.
fn gone(register: &Register, id: &str) -> Option<String> {
    if register.get(id).is_none() || register.stands(id) {
        return None;
    }
    let succession = register.succession();
    let after: Vec<&str> =
        succession.iter().filter(|row| row.predecessor == id).map(|row| &*row.successor).collect();
    Some(match (succession.valid_to(id), after.as_slice()) {
        (Some(last), [_, ..]) if !after.iter().all(|id| !register.stands(id)) => {
            format!("recipients: {id} was there until {last}. Write {}", after.join(", "))
        }
        (Some(last), _) => format!("recipients: {id} was there until {last}. Leave it out"),
        (None, _) => format!("recipients: {id} does not stand yet. Leave it out"),
    })
}

/// What a campaign lacks before it can be launched; empty when nothing.
pub fn lacks(loaded: &Loaded, config: &Config, register: &Register) -> Vec<String> {
    let mut lacks = lint::sender(&config.sender);
    let recipients = &loaded.campaign.recipients;
    for id in recipients.ids.iter().chain(&recipients.except) {
        if let Err(error) = register.find(id) {
            lacks.push(format!("recipients: {error}"));
        }
    }
    lacks.extend(recipients.ids.iter().filter_map(|id| gone(register, id)));
    for (what, list, of) in [
        (
            "kind",
            &recipients.kinds,
            (|row: &Authority| row.kind.clone()) as fn(&Authority) -> String,
        ),
        ("region", &recipients.regions, |row: &Authority| row.region.clone()),
    ] {
        let known: BTreeSet<String> =
            register.iter().map(of).filter(|text| !text.is_empty()).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        for text in list.iter().filter(|text| !known.contains(&text.as_str())) {
            let write = crate::toml_file::instead(text, &known);
            lacks.push(format!("recipients: no authority is of {what} `{text}`. {write}"));
        }
    }
    if lacks.is_empty() {
        lacks.extend(letter_faults(loaded, config, register));
    }
    if !register.iter().any(|authority| recipients.include(authority)) {
        lacks.push("recipients: no authority of the register fits them".to_owned());
    }
    lacks
}
