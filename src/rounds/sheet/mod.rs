//! An earlier round as a sheet has it: a row for each authority, a column for each question and period.

mod line;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use self::line::Line;
use super::heads::{Column, Heading, Role};
use super::words::Word;
use super::{Refused, key};
use crate::answers::{Status, Value};
use crate::campaign::{Campaign, Period, Question};
use crate::case::imported::Told;
use crate::documents::Table;
use crate::register::names::Names;

/// What a person says of the file.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    pub campaign: &'a Campaign,
    pub names: &'a Names<'a>,
    /// Of authorities with one name, who stood on this day is meant.
    pub day: NaiveDate,
    pub maps: &'a [Map],
    /// The column with the authorities, where its heading is none that is known.
    pub authority: Option<&'a str>,
}

/// Which column has the answers to a question, for one period or for each by the year above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map {
    pub question: String,
    pub period: Option<String>,
    pub column: String,
}

/// What a row says of one authority.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub row: usize,
    pub place: String,
    pub authority: String,
    pub told: Told,
    pub sent_on: Option<NaiveDate>,
    pub replied_on: Option<NaiveDate>,
    pub reference: Option<String>,
    pub sections: Vec<String>,
    pub note: String,
    pub answers: Vec<Said>,
}

/// One cell that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    pub question: String,
    pub period: String,
    pub value: Value,
    pub as_written: String,
    pub place: String,
    /// For a status typed where a number should be.
    pub word: Option<Word>,
}

/// A sheet that was read.
#[derive(Debug, Default)]
pub struct Sheet {
    pub name: String,
    pub rows: Vec<Row>,
    pub refused: Vec<Refused>,
    /// The column of each question and period, by its heading.
    pub mapped: Vec<(String, String, String)>,
    /// Headings of columns that were read past.
    pub passed_over: Vec<String>,
}

impl Sheet {
    /// How often each status stood in a cell of numbers as it was typed, and what it was taken for.
    pub fn words(&self) -> BTreeMap<String, (Status, &'static str, usize)> {
        let mut found = BTreeMap::new();
        for said in self.rows.iter().flat_map(|row| &row.answers) {
            let Some(word) = &said.word else { continue };
            let entry = found.entry(said.as_written.trim().to_owned()).or_insert((
                word.status,
                word.known_by,
                0,
            ));
            entry.2 += 1;
        }
        found
    }
}

/// Reads a table; fails where it has no heading, or a column that the person names is not there.
pub fn read(table: &Table, wish: &Wish<'_>) -> anyhow::Result<Sheet> {
    let Some(heading) = Heading::of(table, wish.authority) else {
        anyhow::bail!(
            "{}: none of its upper rows has a column for authorities: say which with --authority \
             COLUMN",
            table.name
        );
    };
    let questions = questions(&heading, wish)?;
    let is_question =
        |column: &Column| questions.iter().any(|(known, ..)| known.index == column.index);
    let named = wish.authority.and_then(|name| heading.columns.iter().find(|c| c.is_called(name)));
    let authority = named.or_else(|| heading.of_role(Role::Authority));
    let passed = heading.columns.iter().filter(|column| {
        !is_question(column) && !heading.has_role(column) && Some(*column) != authority
    });
    let mut sheet = Sheet {
        name: table.name.clone(),
        mapped: questions
            .iter()
            .map(|(column, question, period)| {
                (question.id.clone(), period.id.clone(), column.label())
            })
            .collect(),
        passed_over: passed.map(Column::label).collect(),
        ..Sheet::default()
    };
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for cells in table.rows.iter().skip(heading.row + 1).filter(|cells| !cells.is_empty()) {
        let line = Line { wish, heading: &heading, questions: &questions, authority, cells };
        line.read(&mut sheet, &mut seen);
    }
    Ok(sheet)
}

type Mapped<'a> = (&'a Column, &'a Question, &'a Period);

/// The columns with answers: those that the person names, then those called as a question is.
fn questions<'a>(heading: &'a Heading, wish: &Wish<'a>) -> anyhow::Result<Vec<Mapped<'a>>> {
    let campaign = wish.campaign;
    let mut found: Vec<Mapped<'a>> = Vec::new();
    for map in wish.maps {
        let question = campaign.question(&map.question).ok_or_else(|| {
            let ids: Vec<&str> = campaign.questions.iter().map(|row| row.id.as_str()).collect();
            let write = crate::toml_file::instead(&map.question, &ids);
            anyhow::anyhow!("--map {}: there is no such question. {write}", map.question)
        })?;
        let columns: Vec<&Column> =
            heading.columns.iter().filter(|column| column.is_called(&map.column)).collect();
        anyhow::ensure!(
            !columns.is_empty(),
            "--map {}: no column is called `{}`; there are {}",
            map.question,
            map.column,
            heading.columns.iter().map(Column::label).collect::<Vec<_>>().join(", ")
        );
        for column in columns {
            let period = period_of(campaign, column, map.period.as_deref()).ok_or_else(|| {
                anyhow::anyhow!(
                    "--map {}: of which period is the column `{}`? Write --map {}@PERIOD={}",
                    map.question,
                    column.label(),
                    map.question,
                    column.letter()
                )
            })?;
            found.push((column, question, period));
        }
    }
    for question in &campaign.questions {
        let is_meant = |column: &&Column| {
            [&question.id, &question.text].iter().any(|name| key(name) == key(&column.own))
                || (key(&column.own) == format!("q{}", key(&question.number)))
        };
        for column in heading.columns.iter().filter(is_meant) {
            let known = found.iter().any(|(other, ..)| other.index == column.index);
            if let (false, Some(period)) = (known, period_of(campaign, column, None)) {
                found.push((column, question, period));
            }
        }
    }
    anyhow::ensure!(
        !found.is_empty(),
        "no column is known to have answers: say which with --map QUESTION=COLUMN; there are {}",
        heading.columns.iter().map(Column::label).collect::<Vec<_>>().join(", ")
    );
    let mut cells = BTreeSet::new();
    for (column, question, period) in &found {
        anyhow::ensure!(
            cells.insert((&question.id, &period.id)),
            "two columns would have the answers to {} for {}: the second is `{}`",
            question.id,
            period.id,
            column.label()
        );
    }
    Ok(found)
}

/// The period of a column: as the person says, as its heading says, or the only one.
fn period_of<'c>(
    campaign: &'c Campaign,
    column: &Column,
    named: Option<&str>,
) -> Option<&'c Period> {
    if let Some(named) = named {
        return campaign.period(named);
    }
    if let [only] = campaign.periods.as_slice() {
        return Some(only);
    }
    let label = key(&column.label());
    let says = |text: &str| format!(" {label} ").contains(&format!(" {} ", key(text)));
    let mut fits = campaign.periods.iter().filter(|period| says(&period.id) || says(&period.label));
    let first = fits.next()?;
    fits.next().is_none().then_some(first)
}
