//! What a report is made from, read from the store.

use crate::campaign::Campaign;
use crate::case::Status;
use crate::jobs::Workspace;
use crate::jobs::checks;
use crate::jobs::judged::{Judged, judged};
use crate::jobs::results::{gather as answers, in_question};
use crate::law::clock::long_date;
use crate::results::disclosure::{self, Release};
use crate::results::report::{About, Headline, Line, Place, Responded, Sources, State};
use crate::results::tally::Tally;
use crate::results::{Asked, Figure, groups, headline};

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
    campaign: Campaign,
    asked: Vec<Asked>,
    rows: Vec<Judged>,
    release: Option<Release>,
    figures: Vec<Figure>,
    nations: Vec<Figure>,
    headlines: Vec<Headline>,
    about: About,
}

pub(super) fn gather(
    workspace: &Workspace,
    id: &str,
    audience: Audience,
) -> anyhow::Result<Gathered> {
    let (campaign, asked) = answers(workspace, id)?;
    let rows = judged(workspace, Some(id), workspace.today())?;
    let tally = Tally::new(&campaign, &asked);
    let release = match audience {
        Audience::Public => Some(disclosure::release(&tally)?),
        Audience::Internal => None,
    };
    let printed = |figure: &Figure| {
        release.as_ref().map_or_else(|| figure.clone(), |release| release.figure(&campaign, figure))
    };
    let open = checks::open(workspace.store.db(), id)?;
    let mut doubtful = std::collections::BTreeSet::new();
    let figures: Vec<Figure> = tally.figures();
    for figure in &figures {
        let cells = in_question(&campaign, figure, &open);
        doubtful.extend(cells.into_iter().map(|(authority, question)| {
            (authority.to_owned(), question.to_owned(), figure.period.clone())
        }));
    }
    let about = About {
        organisation: workspace.config.sender.organisation.clone().unwrap_or_default(),
        as_of: long_date(workspace.today()),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        database: String::new(),
        simulated: workspace.simulated,
        doubtful: doubtful.len(),
        left_out: Vec::new(),
        licences: LICENCES.map(str::to_owned).to_vec(),
    };
    let headlines = headline::of_tally(&tally)?
        .iter()
        .map(|figure| Headline { figure: printed(figure), reproduction: reproduction(figure) })
        .collect();
    let figures = figures.iter().map(printed).collect();
    let nations = groups::figures(&tally, "nation").unwrap_or_default();
    let nations = nations.iter().map(printed).collect();
    Ok(Gathered { campaign, asked, rows, release, figures, nations, headlines, about })
}

fn reproduction(figure: &Figure) -> Vec<Line> {
    let line = |name: &str, words: String| Line { name: name.to_owned(), words };
    vec![line(
        "Counted",
        format!("{} of {} authorities", figure.authorities_counted, figure.authorities_asked),
    )]
}

impl Gathered {
    pub(super) fn doubtful(&self) -> usize {
        self.about.doubtful
    }

    pub(super) fn sources(&self) -> Sources<'_> {
        let places = self.asked.iter().zip(&self.rows).map(|(asked, row)| {
            let mut place = Place::new(asked, row.listed.law, state(&self.campaign, asked, row));
            place.asked_on = row.judgement.received_on;
            place.replied_on = row.judgement.replied_on;
            place
        });
        Sources {
            campaign: &self.campaign,
            places: places.collect(),
            release: self.release.as_ref(),
            figures: &self.figures,
            nations: &self.nations,
            headlines: &self.headlines,
            responses: Responded::default(),
            about: self.about.clone(),
        }
    }
}

fn state(_: &Campaign, asked: &Asked, row: &Judged) -> State {
    if !asked.was_asked {
        return State::NotAsked;
    }
    match row.judgement.status {
        Status::Answered => State::Answered,
        Status::PartlyAnswered => State::Partly,
        Status::Refused => State::Refused,
        Status::NotHeld => State::NotHeld,
        Status::Planned
        | Status::Queued
        | Status::Undelivered
        | Status::Awaiting
        | Status::ClarificationAsked
        | Status::FeeAsked
        | Status::Extended
        | Status::Overdue
        | Status::ReviewAsked
        | Status::ReviewOverdue
        | Status::Complained
        | Status::Closed => State::Silent,
    }
}
