//! What a round from a sheet asked: as its folder, another campaign, or the sheet itself says.

use anyhow::Context;

use super::Wish;
use crate::campaign::policy::Policy;
use crate::campaign::publication::Publication;
use crate::campaign::thresholds::Thresholds;
use crate::campaign::{
    Campaign, Headline, Measure, Period, Question, QuestionType, Recipients, reference,
};
use crate::jobs::{Workspace, campaign};
use crate::rounds::sheet::{Map, Sheet};
use crate::store::{imports, requests};

/// The campaign as it is known here, or as its folder, or as another campaign and the options, say.
pub(super) fn campaign_of(workspace: &Workspace, wish: &Wish<'_>) -> anyhow::Result<Campaign> {
    let (db, id) = (workspace.store.db(), wish.campaign);
    let good = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    anyhow::ensure!(
        !id.is_empty() && id.chars().all(good),
        "`{id}` cannot be a campaign's id: use letters, digits and hyphens"
    );
    if let Some(round) = requests::round(db, id)? {
        anyhow::ensure!(
            imports::is_of_a_sheet(db, id)?,
            "the campaign {id} was launched here, with letters of its own: give the earlier round \
             another id"
        );
        return Ok(round.campaign);
    }
    if campaign::known(&workspace.dir).iter().any(|known| known == id) {
        return Ok(campaign::load(&workspace.dir, id)?.campaign);
    }
    let title = wish.title.with_context(|| format!("say what {id} asked about: --title TEXT"))?;
    let periods: Vec<Period> = wish
        .periods
        .iter()
        .map(|(id, from, to)| Period::spanning(*from, *to, id.as_deref()))
        .collect();
    anyhow::ensure!(
        !periods.is_empty(),
        "say which period {id} asked about: --period 2018-01-01..2018-12-31"
    );
    let like = wish.like.map(|name| like(workspace, name)).transpose()?;
    Ok(built(wish, title, periods, like))
}

fn like(workspace: &Workspace, name: &str) -> anyhow::Result<Campaign> {
    match requests::round(workspace.store.db(), name)? {
        Some(round) => Ok(round.campaign),
        None => Ok(campaign::load(&workspace.dir, name)?.campaign),
    }
}

fn built(wish: &Wish<'_>, title: &str, periods: Vec<Period>, like: Option<Campaign>) -> Campaign {
    let ids: Vec<String> = periods.iter().map(|period| period.id.clone()).collect();
    let last = ids.last().cloned().unwrap_or_default();
    let (questions, headlines) = match like {
        Some(like) => (like.questions, like.headlines),
        None => (of_maps(wish.maps), Vec::new()),
    };
    let asked = |question: Question| Question { periods: ids.clone(), ..question };
    Campaign {
        id: wish.campaign.to_owned(),
        title: title.to_owned(),
        prefix: reference::prefix_of(wish.campaign),
        follows: None,
        about: None,
        definitions: None,
        hours: None,
        periods,
        recipients: Recipients::default(),
        questions: questions.into_iter().map(asked).collect(),
        headlines: headlines
            .into_iter()
            .map(|headline| Headline { period: last.clone(), ..headline })
            .collect(),
        baselines: Vec::new(),
        attach: Vec::new(),
        policy: Policy::default(),
        publication: Publication::default(),
        thresholds: Thresholds::default(),
    }
}

/// Questions of which nothing is known but the column: counts, as it is headed.
fn of_maps(maps: &[Map]) -> Vec<Question> {
    let mut questions: Vec<Question> = Vec::new();
    for map in maps {
        if questions.iter().any(|known| known.id == map.question) {
            continue;
        }
        questions.push(Question {
            id: map.question.clone(),
            number: (questions.len() + 1).to_string(),
            text: map.column.clone(),
            kind: QuestionType::Count,
            unit: None,
            part_of: Vec::new(),
            total_of: Vec::new(),
            choices: Vec::new(),
            periods: Vec::new(),
            first: false,
            same_as_before: false,
        });
    }
    questions
}

/// Only what the sheet has columns for was asked, as far as anybody knows.
pub(super) fn keep_asked(campaign: &mut Campaign, sheet: &Sheet) {
    let has = |id: &str| sheet.mapped.iter().any(|(question, ..)| question == id);
    campaign.questions.retain(|question| has(&question.id));
    for question in &mut campaign.questions {
        question.part_of.retain(|id| has(id));
        question.total_of.retain(|id| has(id));
        let own = question.id.clone();
        let asked =
            |period: &String| sheet.mapped.iter().any(|(id, of, _)| *id == own && of == period);
        question.periods.retain(asked);
    }
    campaign.headlines.retain(|headline| match &headline.measure {
        Measure::Ratio { part, whole } => has(part) && has(whole),
        Measure::Sum { question } => has(question),
    });
    campaign.recipients.ids = sheet.rows.iter().map(|row| row.authority.clone()).collect();
}
