//! What a campaign's tables are made of, with what may be published of it.

use anyhow::Context;
use rusqlite::Connection;

use super::about::about;
use crate::answers::Value;
use crate::campaign::{Campaign, QuestionType};
use crate::jobs::Workspace;
use crate::jobs::judged::{Judged, judged};
use crate::jobs::publish::Doubts;
use crate::jobs::results::Gathered;
use crate::law::london;
use crate::law::regime::{REGIMES, in_force};
use crate::register::Register;
use crate::replies::Kind;
use crate::replies::redaction::numbers::{Years, hide};
use crate::replies::redaction::{People, redact};
use crate::results::disclosure::{self, Release};
use crate::results::tables::{Answer, Decider, Facts, Group, Mode, Place, Refusal, Said};
use crate::results::tally::Rules;
use crate::results::{Asked, Cell, Figure};
use crate::store::{mails, register};

/// Everything of a campaign; in publication mode no number that disclosure control hides, and nothing at
/// all while doubtful answers wait that are not asked for.
pub fn facts(
    workspace: &Workspace,
    campaign: &str,
    (mode, doubts): (Mode, Doubts),
) -> anyhow::Result<Facts> {
    let mut gathered = Gathered::load(workspace, campaign)?;
    gathered.asked.sort_by(|one, other| one.authority.cmp(&other.authority));
    let campaign = &gathered.campaign;
    let about = about(workspace, campaign, (mode, doubts))?;
    let rules = Rules::of(campaign);
    let release = match mode {
        Mode::Publication => Some(disclosure::release(&gathered.tally(&rules))?),
        Mode::Internal => None,
    };
    let printed = |figure: Figure| match &release {
        Some(release) => release.figure(campaign, &figure),
        None => figure,
    };
    let mut by_group = Vec::new();
    for column in &campaign.publication.by {
        // A column of which nothing is known has no groups.
        let figures = gathered.by(&rules, column).unwrap_or_default();
        by_group.extend(figures.into_iter().map(|figure| Group {
            column: column.clone(),
            group: figure.group.clone().unwrap_or_default(),
            figure: printed(figure),
        }));
    }
    let figures = gathered.figures(&rules)?.into_iter().map(printed).collect();
    let rows = judged(workspace, Some(&campaign.id), workspace.today())?;
    let register = register::load(workspace.store.db())?;
    let places = gathered
        .asked
        .iter()
        .filter(|asked| asked.was_asked)
        .map(|asked| place(workspace, &register, (campaign, release.as_ref()), (asked, &rows)))
        .collect::<anyhow::Result<_>>()?;
    Ok(Facts { mode, places, figures, groups: by_group, about, campaign: campaign.clone() })
}

/// What is published of each answer: for who shows the words behind it.
pub fn only(workspace: &Workspace, campaign: &str) -> anyhow::Result<Release> {
    let gathered = Gathered::load(workspace, campaign)?;
    Ok(disclosure::release(&gathered.tally(&Rules::of(&gathered.campaign)))?)
}

fn place(
    workspace: &Workspace,
    register: &Register,
    (campaign, release): (&Campaign, Option<&Release>),
    (asked, rows): (&Asked, &[Judged]),
) -> anyhow::Result<Place> {
    let row = rows.iter().find(|row| row.listed.authority == asked.authority);
    let row = row.context("a request that is not listed")?;
    let mut authority = register.find(&asked.authority)?.clone();
    // As it was called and under the Act it was asked under.
    authority.name.clone_from(&row.listed.name);
    authority.law = row.listed.law;
    let judgement = &row.judgement;
    let working_days = judgement.received_on.zip(judgement.replied_on).and_then(|(from, to)| {
        let regime = in_force(&REGIMES, authority.law, from)?;
        let next = from.succ_opt()?;
        if to <= from {
            return Some(0);
        }
        workspace.calendar().working_days_in(regime.scope, next, to).ok()
    });
    Ok(Place {
        status: judgement.status.code(),
        asked_on: judgement.received_on,
        due_on: judgement.due_on,
        answered_on: judgement.replied_on,
        working_days: working_days.and_then(|days| usize::try_from(days).ok()),
        refusals: refusals(workspace.store.db(), row.listed.request)?,
        answers: campaign
            .cells()
            .map(|(question, period)| {
                let wanted = (question.id.as_str(), period.id.as_str());
                answer(asked, wanted, question.kind, release)
            })
            .collect(),
        authority,
    })
}

fn answer(
    asked: &Asked,
    (question, period): (&str, &str),
    kind: QuestionType,
    release: Option<&Release>,
) -> Answer {
    let here = |cell: &&Cell| cell.question == question && cell.period == period;
    let cell = asked.cells.iter().filter(here).max_by_key(|cell| cell.stands);
    let Some(cell) = cell else {
        let some = asked.cells.iter().any(|cell| cell.stands);
        let reason = if some { "not answered".to_owned() } else { asked.silence.clone() };
        return Answer::missing((question, period), reason);
    };
    let hidden = release.and_then(|release| release.cell(&asked.authority, question, period));
    let said = match (cell.stands, hidden) {
        (false, _) => Said::Waiting,
        (true, Some(disclosure::Cell::Hidden(_))) => Said::Hidden,
        // As the zero rule has it.
        (true, Some(disclosure::Cell::Shown(value))) => {
            Said::Value(worded(value, kind, release, &asked.authority))
        }
        (true, None) => Said::Value(worded(&cell.value, kind, release, &asked.authority)),
    };
    let evidence = &cell.evidence;
    let mut flags: Vec<String> =
        cell.flags.iter().map(|flagged| flagged.flag.code().to_owned()).collect();
    flags.sort_unstable();
    flags.dedup();
    flags.extend(evidence.erased.iter().map(|_| "source_erased".to_owned()));
    flags.extend(asked.counted_with.iter().map(|lead| format!("counted_with_{lead}")));
    let decided = evidence.decided_by.as_deref().filter(|_| cell.stands);
    let place = evidence.place.as_deref().map_or_else(String::new, |place| format!(", {place}"));
    let internal = release.is_none();
    Answer {
        question: question.to_owned(),
        period: period.to_owned(),
        said,
        reason: (!cell.stands).then(|| "its answer waits for a person".to_owned()),
        flags,
        evidence: evidence.mail.as_ref().map(|mail| format!("{mail}{place}")),
        as_written: internal.then(|| cell.as_written.clone()).filter(|words| !words.is_empty()),
        decided: decided
            .map(|by| if by.starts_with("person:") { Decider::Person } else { Decider::Rule }),
        decided_by: decided.filter(|_| internal).map(str::to_owned),
    }
}

/// Words of an authority may name its officers, and say a number that is suppressed: not in what is published.
fn worded(value: &Value, kind: QuestionType, release: Option<&Release>, authority: &str) -> Value {
    let mut value = value.clone();
    let Some(release) = release.filter(|_| kind == QuestionType::Text) else { return value };
    let hidden = |cell: &disclosure::Cell| matches!(cell, disclosure::Cell::Hidden(_));
    let any = release.cells().any(|((whose, ..), cell)| whose == authority && hidden(cell));
    value.value = value.value.map(|words| {
        let text = redact(&words, &People::default()).text;
        if any { hide(&text, &[], Years::Hidden, &|_| false) } else { text }
    });
    value
}

/// The sections that an authority named in refusing, where nobody doubts that it did.
fn refusals(db: &Connection, request: i64) -> anyhow::Result<Vec<Refusal>> {
    let mut found = Vec::new();
    for mail in mails::of_request(db, request)? {
        let Some(read) = mails::reading(db, mail.id)? else { continue };
        let kinds = [Kind::Refusal, Kind::Partial, Kind::ReviewOutcome];
        if read.waits || mail.duplicate_of.is_some() || !kinds.contains(&read.kind) {
            continue;
        }
        let mut sections = read.reading.sections.clone();
        sections.sort_unstable();
        sections.dedup();
        found.extend(sections.into_iter().map(|section| Refusal {
            section,
            on: london::civil_date(mail.arrived_at),
            kind: read.kind.code(),
            evidence: format!("m{}", mail.id),
        }));
    }
    Ok(found)
}
