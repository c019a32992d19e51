//! `foi templates`: the letters there are, copies of one's own, and whether those still fit.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::campaign::{known, load, overrides};
use crate::campaign::reference;
use crate::campaign::{Campaign, Question};
use crate::case::events::LetterKind;
use crate::config::Config;
use crate::law::Law;
use crate::letters::compose::{self, Letter};
use crate::letters::source::{self, Source, What};
use crate::letters::specimen::{self, Case, Specimen};
use crate::letters::templates::{Override, Templates, names, shipped};
use crate::letters::{Sender, lint};
use crate::register::Authority;

/// A shipped letter, ground or part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub name: &'static str,
    pub what: What,
    /// None for a part that letters of every Act include.
    pub law: Option<Law>,
    pub language: &'static str,
    /// The files that take its place: the workspace's first, then each campaign's.
    pub overridden: Vec<PathBuf>,
    /// The shipped text must be read by somebody who knows its language before it is used.
    pub needs_check: bool,
}

/// Every letter that ships, and where this workspace has its own.
pub fn list(workspace: &Path) -> anyhow::Result<Vec<Row>> {
    let unchanged = Templates::new(Vec::new())?;
    let places: Vec<PathBuf> = places(workspace).into_iter().map(|(_, place)| place).collect();
    let row = |name: &'static str| {
        let (what, law, language) = source::described(name);
        let own = |path: &PathBuf| fs::read(path).is_ok_and(|text| is_own(name, &text));
        let overridden = places.iter().map(|place| place.join(name)).filter(own).collect();
        let needs_check = unchanged.needs_check(name).is_some();
        Row { name, what, law, language, overridden, needs_check }
    };
    Ok(names().map(row).collect())
}

/// Whether a file says something else than the letter that ships: in the repository itself, which
/// is a workspace too, the shipped letters lie where a workspace has its own.
fn is_own(name: &str, text: &[u8]) -> bool {
    shipped(name).is_none_or(|shipped| shipped.as_bytes() != text)
}

/// The workspace's folder of letters, then that of each campaign with its id.
fn places(workspace: &Path) -> Vec<(Option<String>, PathBuf)> {
    let campaigns = known(workspace).into_iter().map(|id| {
        let place = workspace.join("campaigns").join(&id).join("letters");
        (Some(id), place)
    });
    std::iter::once((None, workspace.join("templates/letters"))).chain(campaigns).collect()
}

/// The shipped text of a letter, or what to type instead.
pub fn show(name: &str) -> anyhow::Result<&'static str> {
    let name = full(name);
    shipped(&name).with_context(|| {
        let known: Vec<&str> = names().collect();
        format!("no letter is called `{name}`. {}", crate::toml_file::instead(&name, &known))
    })
}

/// The name with its ending, which may be left out.
fn full(name: &str) -> String {
    let stem = name.trim().trim_end_matches(".txt");
    format!("{stem}.txt")
}

/// Copies a shipped letter to the workspace, or to a campaign; gives the new file.
pub fn eject(workspace: &Path, name: &str, campaign: Option<&str>) -> anyhow::Result<PathBuf> {
    show(name)?;
    let name = full(name);
    let folder = match campaign {
        None => workspace.join("templates/letters"),
        Some(id) => {
            anyhow::ensure!(
                known(workspace).iter().any(|known| known == id),
                "there is no campaign `{id}` in {}/campaigns",
                workspace.display()
            );
            workspace.join("campaigns").join(id).join("letters")
        }
    };
    let path = folder.join(&name);
    let text = source::copy(&name).context("a letter that ships")?;
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).with_context(|| format!("making {}", parent.display()))?;
    }
    let mut file = fs::File::create_new(&path).with_context(|| {
        format!("{} is there already, and is never overwritten", path.display())
    })?;
    std::io::Write::write_all(&mut file, text.as_bytes())
        .with_context(|| format!("writing {}", path.display()))?;
    Ok(path)
}

/// What a letter of one's own was copied from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The letter that ships today.
    Current,
    /// A letter that has changed since: hashes of what it was and of what ships now.
    MovedOn { was: String, is: String },
    /// It has no first line that says so.
    Unknown,
}

impl Origin {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::MovedOn { .. } => "moved_on",
            Self::Unknown => "unknown",
        }
    }
}

/// What `foi templates check` says of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub name: String,
    pub file: String,
    pub origin: Origin,
    /// Why it could not leave; empty if every specimen of it could.
    pub faults: Vec<String>,
    pub needs_check: Option<String>,
}

impl Verdict {
    pub fn is_right(&self) -> bool {
        let moved = matches!(self.origin, Origin::MovedOn { .. });
        !moved && self.faults.is_empty() && self.needs_check.is_none()
    }
}

/// Looks at every letter of the workspace's and its campaigns' own.
pub fn check(workspace: &Path) -> anyhow::Result<Vec<Verdict>> {
    let sender = Config::load(workspace).map(|config| config.sender).unwrap_or_default();
    let sender = if lint::sender(&sender).is_empty() { sender } else { specimen::sender() };
    let mut verdicts = Vec::new();
    for (campaign, place) in places(workspace) {
        let found = overrides(&place)?.into_iter();
        for own in found.filter(|own| is_own(&own.name, own.text.as_bytes())) {
            verdicts.push(verdict(workspace, campaign.as_deref(), own, &sender));
        }
    }
    Ok(verdicts)
}

fn verdict(workspace: &Path, id: Option<&str>, own: Override, sender: &Sender) -> Verdict {
    let Override { name, text, file } = own;
    let is = shipped(&name).map(source::sha256).unwrap_or_default();
    let origin = match Source::read(&text) {
        Some(source) if source.sha256 == is => Origin::Current,
        Some(source) => Origin::MovedOn { was: source.sha256, is },
        None => Origin::Unknown,
    };
    let mut needs_check = None;
    let faults = match written_with(workspace, id) {
        Err(error) => vec![format!("{error:#}")],
        Ok((templates, campaign)) => {
            needs_check = templates.needs_check(&name);
            faults(&templates, &campaign, &name, sender)
        }
    };
    Verdict { name, file, origin, faults, needs_check }
}

/// The letters in force there, and a campaign to fill them in from.
fn written_with(workspace: &Path, id: Option<&str>) -> anyhow::Result<(Templates, Campaign)> {
    if let Some(id) = id {
        let loaded = load(workspace, id)?;
        return Ok((loaded.templates, loaded.campaign));
    }
    let own = overrides(&workspace.join("templates/letters"))?;
    Ok((Templates::new(own)?, specimen::campaign()))
}

/// What is wrong with the specimens of every letter that the template `name` has a part in.
fn faults(templates: &Templates, campaign: &Campaign, name: &str, sender: &Sender) -> Vec<String> {
    let (what, law, _) = source::described(name);
    let laws: Vec<Law> = law.map_or(Law::ALL.to_vec(), |law| vec![law]);
    let mut found = BTreeSet::new();
    for law in laws {
        let authority = specimen::authority(law);
        for kind in LetterKind::ALL {
            let wanted = match what {
                What::Letter(own) => own == kind,
                What::Ground => kind == LetterKind::ReviewRequest,
                What::Part => true,
            };
            if !wanted {
                continue;
            }
            let written = specimens(templates, campaign, (&authority, law), sender, kind);
            for Written { case, letter, faults } in written {
                let other = matches!(what, What::Letter(_))
                    && letter.as_ref().is_some_and(|letter| letter.template != name);
                // The verdict says by itself that nobody has checked it.
                let unchecked = letter.and_then(|letter| letter.unchecked);
                let label = [law.code(), kind.code(), &case].join(" ");
                let tell = |fault: String| format!("{}: {fault}", label.trim_end());
                let faults = faults.into_iter().filter(|fault| Some(fault) != unchecked.as_ref());
                found.extend(faults.filter(|_| !other).map(tell));
            }
        }
    }
    found.into_iter().collect()
}

/// A letter with specimen facts, and why it could not leave.
#[derive(Debug)]
pub struct Written {
    /// Which of several letters of its kind; empty if there is one only.
    pub case: String,
    /// None if it could not be written at all.
    pub letter: Option<Letter>,
    pub faults: Vec<String>,
}

/// Every letter of a kind to an authority that answers under `law`, with specimen facts.
pub fn specimens(
    templates: &Templates,
    campaign: &Campaign,
    (authority, law): (&Authority, Law),
    sender: &Sender,
    kind: LetterKind,
) -> Vec<Written> {
    let specimen = match Specimen::new(law, campaign) {
        Ok(specimen) => specimen,
        Err(error) => {
            let faults = vec![format!("{error:#}")];
            return vec![Written { case: String::new(), letter: None, faults }];
        }
    };
    let reference = reference::specimen(&campaign.prefix);
    let to = authority
        .address
        .as_ref()
        .map_or("no-address-known@invalid.invalid", |known| known.email.as_str());
    let request = compose::Request { campaign, authority, to, reference: &reference, sender };
    let write = |Case { name, occasion }: Case<'_>| match compose::write(
        templates, kind, request, &occasion,
    ) {
        Err(error) => Written { case: name, letter: None, faults: vec![format!("{error:#}")] },
        Ok(letter) => {
            let asks = asked(campaign, kind, &occasion.keep);
            let faults = lint::check(&letter, law, &asks, &reference);
            Written { case: name, letter: Some(letter), faults }
        }
    };
    specimen.cases(kind).into_iter().map(write).collect()
}

/// The questions that a letter of this kind must contain.
pub fn asked(campaign: &Campaign, kind: LetterKind, keep: &[&str]) -> Vec<Question> {
    let all = match kind {
        LetterKind::Request | LetterKind::FollowUp => true,
        LetterKind::Narrowing => false,
        LetterKind::Chaser
        | LetterKind::FinalChaser
        | LetterKind::Thanks
        | LetterKind::ClarificationReply
        | LetterKind::FeeReply
        | LetterKind::ExtensionChallenge
        | LetterKind::ReviewRequest
        | LetterKind::ReviewChaser
        | LetterKind::Complaint
        | LetterKind::IdentityReply
        | LetterKind::WebFormReply
        | LetterKind::ReceiptCorrection
        | LetterKind::TransferConsent
        | LetterKind::Withdrawal
        | LetterKind::BreachNotice
        | LetterKind::Free => return Vec::new(),
    };
    let kept = |question: &&Question| all || keep.contains(&question.number.as_str());
    campaign.questions.iter().filter(kept).cloned().collect()
}
