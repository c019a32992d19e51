//! What a report is made from, read from the store.

use chrono::NaiveDate;

use crate::case::events::LetterKind;
use crate::jobs::judged::{Judged, judged};
use crate::jobs::publish::{self, Doubts};
use crate::jobs::responses::responses;
use crate::jobs::results::Gathered as Answers;
use crate::jobs::{Workspace, refresh};
use crate::law::clock::long_date;
use crate::results::disclosure::{self, Release};
use crate::results::report::{About, Headline, Line, Place, Sources, State};
use crate::results::reproduction::Reproduction;
use crate::results::responses::{Response, Responses, overall};
use crate::results::tally::Rules;
use crate::results::{Figure, FigureType};
use crate::store::requests;

/// Who the report is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everybody: small numbers are hidden.
    Public,
    /// Those who know the answers anyway.
    Internal,
}

/// What must be said of the data that ships (DATA-LICENCES.md).
const LICENCES: [&str; 4] = [
    "Contains public sector information licensed under the Open Government Licence v3.0.",
    "Names, codes and types of councils: mySociety, UK Local Authority Names and Codes, CC BY 4.0, \
     changed.",
    "WhatDoTheyKnow slugs: WhatDoTheyKnow volunteers and mySociety, WhatDoTheyKnow Authorities \
     Dataset, CC BY-SA 4.0, changed.",
    "Map of hexagons: Copyright (c) 2017- Open Innovations, MIT licence, changed.",
];

/// Everything, kept together so that a report can be made of references to it.
#[derive(Debug)]
pub(super) struct Gathered {
    answers: Answers,
    rows: Vec<Row>,
    responses: Vec<Response>,
    overall: Responses,
    release: Option<Release>,
    figures: Vec<Figure>,
    nations: Vec<Figure>,
    headlines: Vec<Headline>,
    about: About,
}

/// When an authority was asked and replied.
#[derive(Debug)]
struct Row {
    judged: Judged,
    asked_on: Option<NaiveDate>,
}

pub(super) fn gather(
    workspace: &Workspace,
    id: &str,
    audience: Audience,
    doubts: Doubts,
) -> anyhow::Result<Gathered> {
    let doubtful = publish::ready(workspace, id)?.or_refuse(doubts)?;
    let answers = Answers::load(workspace, id)?;
    let rules = Rules::of(&answers.campaign);
    let release = match audience {
        Audience::Public => Some(disclosure::release(&answers.tally(&rules))?),
        Audience::Internal => None,
    };
    let campaign = &answers.campaign;
    let printed = |figure: Figure| match &release {
        Some(release) => release.figure(campaign, &figure),
        None => figure,
    };
    let figures: Vec<Figure> = answers.figures(&rules)?.into_iter().map(printed).collect();
    let (headlines, figures): (Vec<Figure>, Vec<Figure>) =
        figures.into_iter().partition(|figure| figure.kind == FigureType::Headline);
    // Of a campaign of which nobody knows the nations there is no table by nation.
    let nations = answers.by(&rules, "nation").unwrap_or_default();
    let nations = nations.into_iter().map(printed).collect();
    let about = About {
        organisation: workspace.config.sender.organisation.clone().unwrap_or_default(),
        as_of: long_date(workspace.today()),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        database: answers.made_of.database.clone(),
        simulated: workspace.simulated,
        doubtful,
        left_out: Vec::new(),
        licences: LICENCES.map(str::to_owned).to_vec(),
    };
    let headlines = headlines.into_iter().map(headline).collect();
    let responses = responses(workspace, id)?;
    let overall = overall(&responses);
    let rows = rows(workspace, id, &answers)?;
    Ok(Gathered { answers, rows, responses, overall, release, figures, nations, headlines, about })
}

fn rows(workspace: &Workspace, id: &str, answers: &Answers) -> anyhow::Result<Vec<Row>> {
    let db = workspace.store.db();
    let known = (&answers.campaign, workspace.calendar());
    let today = workspace.today();
    let row = |judged: Judged| {
        let request = requests::get(db, judged.listed.request)?;
        let (story, ..) = refresh::look_within(db, known, &request, today)?;
        let asked_on = story.sent_on(LetterKind::Request, today).next();
        Ok(Row { judged, asked_on })
    };
    judged(workspace, Some(id), today)?.into_iter().map(row).collect()
}

/// With its block of how to compute it again, a name and words to each line.
fn headline(figure: Figure) -> Headline {
    let lines = figure.reproduction.as_ref().map(lines).unwrap_or_default();
    Headline { figure, reproduction: lines }
}

fn lines(made: &Reproduction) -> Vec<Line> {
    let without = if made.without.is_empty() { "none".to_owned() } else { made.without.join(", ") };
    let source = &made.made_of;
    let lines = [
        ("Answers counted", format!("of {} authorities", made.answers_counted)),
        ("Exclusions", format!("{} authorities; why stands in the method", made.exclusions)),
        ("Left out by flag", without),
        ("Zero rule", made.zero_rule.to_owned()),
        ("Rounding", made.rounding.to_owned()),
        ("As of", format!("the end of {}", long_date(source.as_of))),
        ("Database", format!("sha256 {}", source.database)),
        ("Log", format!("up to row {}", source.last_event)),
        ("Program", source.program.to_owned()),
    ];
    lines.into_iter().map(|(name, words)| Line { name: name.to_owned(), words }).collect()
}

impl Gathered {
    pub(super) fn doubtful(&self) -> Option<&str> {
        self.about.doubtful.as_deref()
    }

    pub(super) fn sources(&self) -> Sources<'_> {
        let places = self.answers.asked.iter().zip(&self.rows).map(|(asked, row)| {
            let is = |response: &&Response| response.authority == asked.authority;
            let response = self.responses.iter().find(is);
            let state = response.map_or(State::NotAsked, |response| State::of(response.outcome));
            let mut place = Place::new(asked, row.judged.listed.law, state);
            place.asked_on = row.asked_on;
            place.replied_on = row.judged.judgement.replied_on;
            place
        });
        Sources {
            campaign: &self.answers.campaign,
            places: places.collect(),
            release: self.release.as_ref(),
            figures: &self.figures,
            nations: &self.nations,
            headlines: &self.headlines,
            responses: &self.overall,
            about: self.about.clone(),
        }
    }
}
